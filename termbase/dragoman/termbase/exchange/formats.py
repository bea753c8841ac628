"""The exchange formats by name: what each is called, how it is told from the others, read and written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from ..errors import InputError, Location, UnknownNameError
from ..load import decode as decode_yaml
from ..load import load_text
from ..model import Concept, Term, Termbase
from . import columns, pairs, tables, tbx_read, tbx_write, yaml
from .draft import Draft, DraftLanguage, DraftTerm, language_tag
from .options import ReadOptions, WriteOptions
from .report import CODES, Report
from .tbx_write import TYPES
from .xml import root_name

HEAD = 1 << 16
"""Bytes at the beginning of a file by which its format is told."""

Reader = Callable[[BinaryIO, str, ReadOptions, Report, dict[str, str]], Iterator[Draft]]
Writer = Callable[[Termbase, WriteOptions, Report], str]

_ALL = frozenset(CODES)


@dataclass(frozen=True, slots=True)
class Format:
    """An exchange format. carries: codes of a report for the information it keeps; targets: how many languages besides
    the first it takes (None: any number)."""

    name: str
    label: str
    extensions: tuple[str, ...]
    carries: frozenset[str]
    read: Reader
    write: Writer
    targets: int | None = None


def _read_tbx(stream: BinaryIO, name: str, _: ReadOptions, report: Report, sources: dict[str, str]) -> Iterator[Draft]:
    return tbx_read.read(stream, name, report, sources)


def _write_tbx(termbase: Termbase, options: WriteOptions, _: Report) -> str:
    return tbx_write.dump(termbase, options.style, options.title)


def _read_yaml(stream: BinaryIO, name: str, _: ReadOptions, __: Report, sources: dict[str, str]) -> Iterator[Draft]:
    termbase = load_text(decode_yaml(stream.read(tables.LIMIT + 1), name), name)
    sources.update(termbase.sources)
    yield from map(draft, termbase)


def _write_yaml(termbase: Termbase, options: WriteOptions, _: Report) -> str:
    return yaml.dump(termbase, options.title)


FORMATS: dict[str, Format] = {
    item.name: item
    for item in (
        Format("tbx", "TBX (ISO 30042)", (".tbx",), _ALL, _read_tbx, _write_tbx),
        Format(
            "csv", "spreadsheet, a column for every language", (".csv", ".tsv"), columns.TABLE_CARRIES,
            columns.read_table, columns.write_table,
        ),
        Format(
            "omegat", "OmegaT glossary: source, target, comment", (".utf8", ".tab", ".txt"), pairs.OMEGAT_CARRIES,
            pairs.read_omegat, pairs.write_omegat, 1,
        ),
        Format(
            "weblate", "Weblate glossary (CSV)", (".csv",), pairs.WEBLATE_CARRIES,
            pairs.read_weblate, pairs.write_weblate, 1,
        ),
        Format(
            "deepl", "DeepL glossary (CSV or TSV)", (".csv", ".tsv"), pairs.SERVICE_CARRIES,
            pairs.read_deepl, pairs.write_deepl, 1,
        ),
        Format(
            "google", "Google Cloud Translation, unidirectional glossary (CSV or TSV)", (".csv", ".tsv"),
            pairs.SERVICE_CARRIES, pairs.read_google, pairs.write_google, 1,
        ),
        Format(
            "google-set", "Google Cloud Translation, equivalent term set (CSV)", (".csv",), columns.SET_CARRIES,
            columns.read_table, columns.write_google_set,
        ),
        Format(
            "amazon", "Amazon Translate custom terminology (CSV or TSV)", (".csv", ".tsv"), pairs.SERVICE_CARRIES,
            columns.read_table, columns.write_amazon,
        ),
        Format(
            "microsoft", "Microsoft Translator glossary (TSV)", (".tsv", ".txt"), pairs.SERVICE_CARRIES,
            pairs.read_microsoft, pairs.write_microsoft, 1,
        ),
        Format("yaml", "termbase of this program", (".yaml", ".yml"), _ALL, _read_yaml, _write_yaml),
    )
}  # fmt: skip
"""All formats by name."""


def format_named(name: str) -> Format:
    """The format of a name. Raises UnknownNameError, listing all, for any other."""
    try:
        return FORMATS[name.lower()]
    except KeyError:
        raise UnknownNameError(f"unknown format '{name}'", hint=choices()) from None


def choices() -> str:
    """All formats in one line, for a hint."""
    return "known: " + "; ".join(f"{item.name} ({item.label})" for item in FORMATS.values())


def sniff(head: bytes, name: str) -> Format:
    """The format of a file, by how it begins and by the extension of its name.

    Two columns without a header are the same to several services: they are read as `google`. Raises InputError, listing
    all formats, where nothing fits.
    """
    extension = PurePath(name).suffix.lower()
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or head.startswith((b"\xff\xfe<", b"\xfe\xff\0<")):
        root = root_name(head)
        if root is not None and root not in tbx_read.ROOTS:
            raise InputError(f"this is XML with the root <{root}>, not TBX", Location(name, 1, 1), choices())
        return FORMATS["tbx"]
    if extension in FORMATS["yaml"].extensions:
        return FORMATS["yaml"]
    found = _table(head, name, extension)
    if found is None:
        raise InputError("the format cannot be told", Location(name), f"say it with --format; {choices()}")
    return FORMATS[found]


def _table(head: bytes, name: str, extension: str) -> str | None:
    """The name of the format a table is in; None where it is no table."""
    text = _decoded(head, name)
    mark = tables.delimiter(text)
    try:
        found = tables.split_rows(text, name, mark, quoted=mark != "\t")
    except InputError:
        if len(head) < HEAD:
            raise
        return None  # a quoted cell that goes on where the head ends
    if not found:
        return None
    first, width = found[0], max(map(len, found))
    titles = {cell.text.lower() for cell in first}
    if extension in (".utf8", ".tab") or (extension == ".txt" and mark == "\t"):
        return "omegat"
    if {"source", "target"} <= titles:
        return "weblate"
    if width >= 4 and all(len(row) >= 4 and language_tag(row[2].text) and language_tag(row[3].text) for row in found):
        return "deepl"
    if columns.is_table(first):
        tags_only = all(language_tag(cell.text) is not None for cell in first)
        return "amazon" if tags_only else "google-set" if titles & {"description"} else "csv"
    if width == 3 and mark == "\t":
        return "omegat"
    return "google" if width == 2 and extension in (".csv", ".tsv", ".txt", "") else None


def _decoded(head: bytes, name: str) -> str:
    """The whole lines in the first bytes of a file."""
    if len(head) < HEAD:
        return tables.decode(head, name)
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: head.rfind(b"\n") + 1]
    # four bytes hold whole characters of UTF-16 unless a pair of surrogates is cut, which is in the line left out
    text = tables.decode(head[: len(head) // 4 * 4] if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head, name)
    return text[: text.rfind("\n") + 1]


def draft(concept: Concept) -> Draft:
    """A concept as a draft."""
    languages = []
    for tag, terms in concept.terms.items():
        part = DraftLanguage(tag, where=concept.where)
        evidence = concept.evidence.get(tag)
        if evidence is not None:
            part.verified, part.sources = evidence.verified, list(evidence.sources)
        for term in terms:
            part.terms.append(_draft_term(term))
        languages.append(part)
    note = concept.note.split("\n") if concept.note else []
    return Draft(
        languages, concept.id, True, concept.where, concept.kind, concept.domain, concept.definition, note,
        concept.do_not_translate,
    )  # fmt: skip


def _draft_term(term: Term) -> DraftTerm:
    usage = term.usage.split("\n") if term.usage else []
    return DraftTerm(
        term.text, term.where, term.status, TYPES[term.type], term.case, term.grammar, term.context, usage,
        why=term.why, scope=term.scope,
    )  # fmt: skip
