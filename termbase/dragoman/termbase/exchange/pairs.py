"""Files of two languages, one pair of terms a row: OmegaT, Weblate, DeepL, Google, Microsoft.

Each reader makes drafts of the rows, those of one source term together; each writer keeps to what its program or service
accepts and reports what it leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from ..errors import InputError, Location, OutputError
from ..language import language
from ..model import Status, Termbase
from .draft import Draft, DraftLanguage, DraftTerm, language_tag
from .options import ReadOptions, WriteOptions
from .rendering import Row, losses, rows, unique
from .report import Report
from .tables import Cell, delimiter, join_rows, read_text, split_rows
from .tables import Row as Cells

Sources = dict[str, str]

OMEGAT_CARRIES = frozenset(("definition", "note", "usage", "context", "synonym", "domain", "do-not-translate"))
WEBLATE_CARRIES = frozenset(("definition", "note", "usage", "context", "do-not-translate"))
SERVICE_CARRIES = frozenset(("do-not-translate", "context"))  # terms with context are left out, and reported

DEEPL_BYTES = 10 * 1024 * 1024
GOOGLE_BYTES = 10_485_760
_TERM_BYTES = 1024  # of a term in DeepL's and Google's glossaries

# columns of Weblate's CSV and the other names translate-toolkit knows them by
_WEBLATE = {
    "source": "source",
    "original": "source",
    "untranslated": "source",
    "target": "target",
    "translated": "target",
    "translation": "target",
    "context": "context",
    "fuzzy": "fuzzy",
    "state": "fuzzy",
    "translator_comments": "usage",
    "translator comments": "usage",
    "notes": "usage",
    "developer_comments": "note",
    "developer comments": "note",
    "flags": "flags",
    "location": "",
    "id": "",
}
_WEBLATE_HEAD = ("location", "source", "target", "id", "fuzzy", "context", "translator_comments", "developer_comments")
_UNSURE = frozenset(("1", "x", "true", "yes", "fuzzy"))


@dataclass(slots=True)
class Pair:
    """A row: two terms in their languages, and what else it says. unit: tells rows with one source term apart."""

    source: Cell
    target: Cell
    languages: tuple[str, str]
    unit: str = ""
    note: str = ""
    usage: str = ""
    status: Status | None = None
    do_not_translate: bool = False


@dataclass(slots=True)
class _Group:
    """A draft under way: its languages by tag, the texts its note has already, the languages with a preferred term."""

    draft: Draft
    parts: dict[str, DraftLanguage] = field(default_factory=dict)
    notes: set[str] = field(default_factory=set)
    preferred: set[str] = field(default_factory=set)


def drafts(pairs: Iterable[Pair], name: str, report: Report) -> Iterator[Draft]:
    """Drafts of pairs: rows with the same source term (and unit) are taken for one concept."""
    groups: dict[tuple[str, str, str], _Group] = {}
    for pair in pairs:
        where = Location(name, pair.source.line, pair.source.column)
        if not pair.source.text or not pair.target.text:
            report.lost("row", f"'{pair.source.text or pair.target.text}' alone", where)
            continue
        key = (pair.languages[0], pair.source.text, pair.unit)
        group = groups.get(key)
        if group is None:
            group = groups[key] = _Group(Draft(where=where))
            _part(group, pair.languages[0], where).terms.append(DraftTerm(pair.source.text, where, Status.PREFERRED))
        elif pair.languages[1] in group.parts and pair.status is None:
            report.guessed("same-source", f"'{pair.source.text}' → '{pair.target.text}'", where)
        usage = [pair.usage] if pair.usage else []
        at = Location(name, pair.target.line, pair.target.column)
        part = _part(group, pair.languages[1], at)
        # of several renderings the first is the preferred one
        usual = Status.ADMITTED if part.tag in group.preferred else Status.PREFERRED
        part.terms.append(DraftTerm(pair.target.text, at, pair.status or usual, usage=usage))
        if pair.status is None:
            group.preferred.add(part.tag)
        group.draft.do_not_translate |= pair.do_not_translate
        if pair.note and pair.note not in group.notes:
            group.notes.add(pair.note)
            group.draft.note.append(pair.note)
    for group in groups.values():
        yield group.draft


def _part(group: _Group, tag: str, where: Location) -> DraftLanguage:
    if tag not in group.parts:
        group.parts[tag] = DraftLanguage(tag, where=where)
        group.draft.languages.append(group.parts[tag])
    return group.parts[tag]


def read_omegat(stream: BinaryIO, name: str, options: ReadOptions, report: Report, _: Sources) -> Iterator[Draft]:
    """An OmegaT glossary: source, target and comment between tabs, nothing quoted; lines that begin with # are comments."""
    languages = options.pair(name)
    found = split_rows(read_text(stream, name), name, "\t", quoted=False)
    pairs = (
        Pair(*_two(row), languages, note=" ".join(cell.text for cell in row[2:] if cell.text))
        for row in found
        if not row[0].text.startswith("#")
    )
    return drafts(pairs, name, report)


def read_weblate(stream: BinaryIO, name: str, options: ReadOptions, report: Report, _: Sources) -> Iterator[Draft]:
    """A CSV of Weblate or translate-toolkit, its columns named in the first row; a column `flags` is read where there is
    one: forbidden, read-only. Pairs that need editing are read and reported."""
    languages = options.pair(name)
    text = read_text(stream, name)
    found = split_rows(text, name, delimiter(text))
    names = [_WEBLATE.get(cell.text.lower()) for cell in found[0]] if found else []
    if "source" not in names or "target" not in names:
        hint = "the first row names the columns: source, target, context, developer_comments …"
        raise InputError("no columns source and target", Location(name, 1, 1), hint)
    for cell, known in zip(found[0], names, strict=True):
        if known is None:
            report.lost("column", f"'{cell.text}'", Location(name, cell.line, cell.column))
    return drafts((_weblate_pair(row, names, languages, name, report) for row in found[1:]), name, report)


def _weblate_pair(row: Cells, names: list[str | None], languages: tuple[str, str], name: str, report: Report) -> Pair:
    cells = {known: cell for known, cell in zip(names, row, strict=False) if known}
    empty = Cell("", row[0].line, row[0].column)
    value = {known: cells.get(known, empty).text for known in ("context", "note", "usage", "fuzzy", "flags")}
    flags = {flag.strip() for flag in value["flags"].replace(";", ",").split(",")}
    source = cells.get("source", empty)
    if value["fuzzy"].lower() in _UNSURE:
        report.guessed("unapproved", f"'{source.text}'", Location(name, source.line, source.column))
    untranslatable = "read-only" in flags
    target = cells.get("target", empty)
    if untranslatable and not target.text:
        target = source
    status = Status.FORBIDDEN if "forbidden" in flags else None
    unit = value["context"]
    return Pair(source, target, languages, unit, value["note"], value["usage"], status, untranslatable)


def read_deepl(stream: BinaryIO, name: str, options: ReadOptions, report: Report, _: Sources) -> Iterator[Draft]:
    """A DeepL glossary: two columns without a header, or four, the third and fourth being the languages."""
    return _plain(stream, name, options, report)


def read_google(stream: BinaryIO, name: str, options: ReadOptions, report: Report, _: Sources) -> Iterator[Draft]:
    """A unidirectional glossary of Google Cloud Translation: two columns without a header, CSV or tabs."""
    return _plain(stream, name, options, report)


def read_microsoft(stream: BinaryIO, name: str, options: ReadOptions, report: Report, _: Sources) -> Iterator[Draft]:
    """A glossary or phrase dictionary of Microsoft Translator: two columns; a first row of language codes is a header."""
    return _plain(stream, name, options, report)


def _plain(stream: BinaryIO, name: str, options: ReadOptions, report: Report) -> Iterator[Draft]:
    """Two columns, and what services add to them. Only CSV has quotation marks around cells."""
    text = read_text(stream, name)
    mark = delimiter(text)
    found = split_rows(text, name, mark, quoted=mark != "\t")
    if not found:
        raise InputError("no rows in the file", Location(name))
    head = [language_tag(cell.text) for cell in found[0][:2]]
    if len(head) == 2 and head[0] and head[1]:
        return drafts((Pair(*_two(row), (head[0], head[1])) for row in found[1:]), name, report)
    named = [_named(row) for row in found]
    if all(named):
        pairs = (Pair(*_two(row), tags) for row, tags in zip(found, named, strict=True) if tags)
        return drafts(pairs, name, report)
    languages = options.pair(name)
    return drafts((Pair(*_two(row), languages) for row in found), name, report)


def _named(row: Cells) -> tuple[str, str] | None:
    """The languages a row of four or more cells names in the third and fourth."""
    tags = [language_tag(cell.text) for cell in row[2:4]]
    return (tags[0], tags[1]) if len(tags) == 2 and tags[0] and tags[1] else None


def _two(row: Cells) -> tuple[Cell, Cell]:
    return row[0], row[1] if len(row) > 1 else Cell("", row[0].line, row[0].column)


def write_omegat(termbase: Termbase, options: WriteOptions, report: Report) -> str:
    """A glossary for OmegaT, in UTF-8 with the extension .txt, .utf8 or .tab; definitions and notes are comments.

    Further renderings of the preferred term have rows of their own. Terms that begin with # would be comments.
    """
    source, target = options.pair("an OmegaT glossary")
    losses(termbase, options.languages, OMEGAT_CARRIES, report)
    silent = Report()
    lines: list[tuple[str, str, str]] = []
    for row in rows(termbase, source, (target,), silent, contexts=True):
        concept, term = row.concept, row.source
        lines.append((term.text, row.targets[0].text, _comment(row)))
        if term.status is Status.PREFERRED:
            further = [other for other in concept.approved(target) if other.text != row.texts[1]]
            lines += [(term.text, other.text, _flat(other.usage)) for other in further]
    _missing(silent, report)
    kept = []
    for line in dict.fromkeys(lines):
        if line[0].startswith("#") or "\t" in "".join(line):
            report.lost("service", f"'{line[0]}': OmegaT would take the line for a comment")
        else:
            kept.append(line)
    return f"# {_flat(options.title)} ({source} → {target})\n" + join_rows(kept, "\t", quoted=False)


def write_weblate(termbase: Termbase, options: WriteOptions, report: Report) -> str:
    """A CSV for Weblate with all the columns of translate-toolkit.

    Weblate reads no flags from CSV ("Supports flags: No" in its list of formats), so forbidden forms stay out: they
    would come in as translations. The context tells concepts with the same source term apart.
    """
    source, target = options.pair("a Weblate glossary")
    losses(termbase, options.languages, WEBLATE_CARRIES, report)
    found = rows(termbase, source, (target,), report, contexts=True)
    owners: dict[str, set[str]] = {}
    for row in found:
        owners.setdefault(row.source.text, set()).add(row.concept.id)
    table: list[tuple[str, ...]] = [_WEBLATE_HEAD]
    seen = set()
    for row in found:
        context = row.concept.id if len(owners[row.source.text]) > 1 else ""
        if (row.source.text, context) in seen:
            continue
        seen.add((row.source.text, context))
        concept, usage = row.concept, _flat(row.targets[0].usage)
        about = _flat(" ".join(filter(None, (concept.definition, concept.note, _near(row)))))
        table.append(("", *row.texts[:2], "", "False", context, usage, about))
    return join_rows(table, ",")


def write_deepl(termbase: Termbase, options: WriteOptions, report: Report) -> str:
    """A DeepL glossary: CSV with the languages in the third and fourth column, or two columns between tabs.

    DeepL takes no source twice, no empty or padded term, no control characters, 1024 bytes a term, 10 MiB a glossary.
    """
    source, target = options.pair("a DeepL glossary")
    found = _service_rows(termbase, options, report)
    if options.delimiter == "\t":
        return limited(join_rows(((a, b) for a, b in found), "\t", quoted=False), DEEPL_BYTES, "DeepL")
    return limited(join_rows(((a, b, source, target) for a, b in found), ","), DEEPL_BYTES, "DeepL")


def write_google(termbase: Termbase, options: WriteOptions, report: Report) -> str:
    """A unidirectional glossary of Google Cloud Translation: two columns, no header; 1024 bytes a term, 10 MiB in all."""
    options.pair("a unidirectional glossary")
    found = _service_rows(termbase, options, report)
    return limited(
        join_rows(found, options.delimiter, options.delimiter != "\t"), GOOGLE_BYTES, "Google Cloud Translation"
    )


def write_microsoft(termbase: Termbase, options: WriteOptions, report: Report) -> str:
    """A glossary for Microsoft Translator: source and target between tabs, no header, each source once."""
    options.pair("a glossary of Microsoft Translator")
    return join_rows(_service_rows(termbase, options, report), "\t", quoted=False)


def _service_rows(termbase: Termbase, options: WriteOptions, report: Report) -> Iterator[tuple[str, ...]]:
    """Pairs a service takes: each source once, nothing that depends on context, every text within a limit of bytes."""
    losses(termbase, options.languages, SERVICE_CARRIES, report)
    found = rows(termbase, options.source, options.targets, report, contexts=False)
    for row in unique(found, report):
        if (refused := unfit(row, _TERM_BYTES)) is None:
            yield row.texts
        else:
            report.lost("service", refused, row.source.where, row.concept.id)


def unfit(row: Row, limit: int) -> str | None:
    """Why a service would refuse a row; None where it would not."""
    for text in row.texts:
        if len(text.encode("utf-8", "replace")) > limit:
            return f"'{text[:40]}…' has more than {limit} bytes"
        if not _is_clean(text):
            return f"'{text[:40]}' has white space at its ends or control characters"
    return None


def _is_clean(text: str) -> bool:
    """No white space at the ends, no control characters or line separators."""
    return text == text.strip() and not any(c < " " or "\x7f" <= c <= "\x9f" or c in "\u2028\u2029" for c in text)


def limited(text: str, limit: int, service: str) -> str:
    """The text of a file for a service. Raises OutputError where it has more bytes than the service takes."""
    if len(text.encode()) > limit:
        message = f"the glossary has more than the {limit:,} bytes {service} takes"
        raise OutputError(message, hint="narrow it down: --kind body, for example")
    return text


def service_code(tag: str) -> str:
    """A language's code with its region, as services have it: zh-CN."""
    return language(tag).locale.replace("_", "-")


def _missing(found: Report, report: Report) -> None:
    """Carry over that concepts have no rendering; further renderings have rows of their own here."""
    for remark in found.remarks:
        if remark.code == "no-rendering":
            report.lost(remark.code, remark.message, remark.where, remark.concept)


def _comment(row: Row) -> str:
    concept = row.concept
    parts = (
        concept.definition,
        row.targets[0].usage,
        concept.note,
        concept.domain and f"[{concept.domain}]",
        _near(row),
    )
    return _flat(" ".join(filter(None, parts)))


def _near(row: Row) -> str:
    return f"(only near: {', '.join(row.source.context)})" if row.source.context else ""


def _flat(text: str) -> str:
    return " ".join(text.split())
