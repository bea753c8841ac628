"""Tables with a column for every language: term sets of Google, custom terminology of Amazon, any spreadsheet.

A spreadsheet may say more of a row: its id, a status, a definition, notes. What this program writes in that layout has
one row for the preferred terms of a concept and one for each other term, so that status and remarks belong to one term.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from ..errors import InputError, Location
from ..model import Concept, Kind, Scope, Status, Term, Termbase, TermType
from .draft import Draft, DraftLanguage, DraftTerm, language_tag
from .options import ReadOptions, WriteOptions
from .pairs import GOOGLE_BYTES, SERVICE_CARRIES, Sources, limited, service_code, unfit
from .rendering import losses, rows, unique
from .report import Report
from .tables import Cell, delimiter, join_rows, read_text, split_rows
from .tables import Row as Cells

TABLE_CARRIES = frozenset(
    ("definition", "note", "domain", "kind", "do-not-translate", "usage", "forbidden", "deprecated", "synonym")
)
SET_CARRIES = SERVICE_CARRIES | {"definition"}

AMAZON_BYTES = 10 * 1024 * 1024
_AMAZON_TERM, _AMAZON_TARGETS = 200, 10
_GOOGLE_TERM = 1024

# names of columns that say something of a row, as spreadsheets have them
_FIELDS = {
    "id": "id", "concept": "id", "concept id": "id", "entry": "id", "entry id": "id", "key": "id",
    "status": "status", "administrative status": "status", "term status": "status",
    "type": "type", "term type": "type",
    "kind": "kind", "entity type": "kind",
    "domain": "domain", "subject": "domain", "subject field": "domain", "category": "domain", "field": "domain",
    "definition": "definition", "description": "definition", "meaning": "definition",
    "note": "note", "notes": "note", "comment": "note", "comments": "note", "remark": "note", "remarks": "note",
    "usage": "usage", "usage note": "usage", "usage notes": "usage", "context": "usage", "example": "usage",
    "pos": "pos", "part of speech": "pos", "partofspeech": "pos",
    "why": "why", "reason": "why",
    "scope": "scope",
    "do not translate": "dnt", "do_not_translate": "dnt", "dnt": "dnt", "donottranslate": "dnt",
    "evidence": "evidence", "reference": "evidence", "references": "evidence", "source of term": "evidence",
}  # fmt: skip

_STATUSES = {
    "preferred": Status.PREFERRED, "approved": Status.PREFERRED, "main": Status.PREFERRED, "standard": Status.PREFERRED,
    "admitted": Status.ADMITTED, "allowed": Status.ADMITTED, "synonym": Status.ADMITTED, "alternative": Status.ADMITTED,
    "short": Status.ADMITTED, "acronym": Status.ADMITTED, "abbreviation": Status.ADMITTED,
    "deprecated": Status.DEPRECATED, "obsolete": Status.DEPRECATED, "superseded": Status.DEPRECATED,
    "forbidden": Status.FORBIDDEN, "prohibited": Status.FORBIDDEN, "not allowed": Status.FORBIDDEN,
    "do not use": Status.FORBIDDEN, "rejected": Status.FORBIDDEN,
}  # fmt: skip
_SHORT = frozenset(("short", "acronym", "abbreviation"))
_YES = frozenset(("yes", "true", "1", "x", "dnt"))
_REASONED = (Status.DEPRECATED, Status.FORBIDDEN)
_BESIDE = re.compile(r"[\s:/|()-]+")


@dataclass(slots=True)
class _Head:
    """What the columns of a table are: languages by index, fields of the row by name, fields of a language by both."""

    languages: dict[int, str] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)
    own: dict[tuple[str, str], int] = field(default_factory=dict)


def read_table(stream: BinaryIO, name: str, _: ReadOptions, report: Report, __: Sources) -> Iterator[Draft]:
    """A table whose first row names languages ("en", "zh-CN", "Russian") and other columns, in any order.

    Rows with the same id, or without ids the same first term, are one concept. A column may belong to a language: "ru
    status", "status (ru)". Several lines in one cell are several terms. Raises InputError where no language is named.
    """
    text = read_text(stream, name)
    found = split_rows(text, name, delimiter(text))
    if not found:
        raise InputError("no rows in the file", Location(name))
    table = _Table(_head(found[0], name, report), name, report)
    if not table.head.languages:
        hint = "name the columns in the first row: id, en, ru, zh, status, definition, note …"
        raise InputError("no column names a language", Location(name, 1, 1), hint)
    for row in found[1:]:
        table.take(row)
    yield from table.drafts.values()


def is_table(row: Cells) -> bool:
    """Whether a row names two languages or more."""
    return sum(_FIELDS.get(_title(cell)) is None and language_tag(cell.text) is not None for cell in row) > 1


def _head(row: Cells, name: str, report: Report) -> _Head:
    head = _Head()
    for index, cell in enumerate(row):
        title = _title(cell)
        if (known := _FIELDS.get(title)) is not None:
            head.fields.setdefault(known, index)
        elif (tag := language_tag(cell.text)) is not None:
            head.languages[index] = tag
        elif (pair := _of_language(title)) is not None:
            head.own.setdefault(pair, index)
        elif title:
            report.lost("column", f"'{cell.text}'", Location(name, cell.line, cell.column))
    return head


def _title(cell: Cell) -> str:
    return " ".join(cell.text.replace("_", " ").split()).lower()


def _of_language(title: str) -> tuple[str, str] | None:
    """A language's tag and a field, of a column such as "ru status", "status: ru" or "note (english)"."""
    words = [word for word in _BESIDE.split(title) if word]
    for tag, rest in ((words[0], words[1:]), (words[-1], words[:-1])) if len(words) > 1 else ():
        known, name = language_tag(tag), _FIELDS.get(" ".join(rest))
        if known is not None and name is not None:
            return known, name
    return None


class _Table:
    """Collects the rows of a table into drafts."""

    def __init__(self, head: _Head, name: str, report: Report) -> None:
        self.head = head
        self.drafts: dict[str, Draft] = {}
        self._name = name
        self._report = report
        self._notes: set[tuple[int, str]] = set()

    def take(self, row: Cells) -> None:
        """Put a row into the draft it belongs to."""
        languages = self.head.languages.items()
        cells = [(tag, row[index]) for index, tag in languages if index < len(row) and row[index].text]
        if not cells:
            self._report.lost("row", "a row without terms", self._at(row[0]))
            return
        identity = self._value(row, "id")
        tag, first = cells[0]
        key = f"id {identity}" if identity else f"{tag} {first.text}"
        if key in self.drafts and not identity:
            self._report.guessed("same-source", f"'{first.text}'", self._at(first))
        draft = self.drafts.setdefault(key, Draft(id=identity, own=bool(identity), where=self._at(row[0])))
        alone = len(cells) == 1
        self._describe(draft, row, alone)
        for index, (tag, cell) in enumerate(cells):
            # without ids the first term names the concept: the status of the row is that of the others
            self._terms(draft, row, tag, cell, plain=not identity and not alone and index == 0, alone=alone)

    def _terms(self, draft: Draft, row: Cells, tag: str, cell: Cell, plain: bool, alone: bool) -> None:
        part = next((part for part in draft.languages if part.tag == tag), None)
        if part is None:
            part = DraftLanguage(tag, where=self._at(cell))
            draft.languages.append(part)
        evidence = self._value(row, "evidence", tag)
        part.sources += [evidence] if evidence else []
        if plain and part.terms:
            return  # the term that names the concept, from another of its rows
        for number, text in enumerate(filter(None, map(str.strip, cell.text.split("\n")))):
            word = "" if plain else self._value(row, "status", tag).lower()
            term = DraftTerm(text, self._at(cell), _STATUSES.get(word))
            if word and word not in _STATUSES:
                self._report.lost("value", f"status '{word}'", self._at(cell), draft.id)
            if number and term.status in (None, Status.PREFERRED):
                term.status = Status.ADMITTED
            term.type = word if word in _SHORT else self._value(row, "type", tag)
            usage = self._value(row, "usage", tag) if alone or (tag, "usage") in self.head.own else ""
            term.usage = usage.split("\n") if usage else []
            if term.status in _REASONED:
                term.why = self._value(row, "why", tag)
                term.scope = Scope.ALWAYS if self._value(row, "scope", tag).lower() == "always" else Scope.CONCEPT
            part.terms.append(term)

    def _describe(self, draft: Draft, row: Cells, alone: bool) -> None:
        """Put what a row says of its concept into the draft; what another row said first stays."""
        kind = self._value(row, "kind").lower()
        if kind in list(Kind):
            draft.kind = Kind(kind)
        elif kind:
            self._report.lost("value", f"kind '{kind}'", self._at(row[0]), draft.id)
        draft.domain = draft.domain or self._value(row, "domain")
        definition = self._value(row, "definition")
        draft.definition = draft.definition or definition
        lines = [self._value(row, "note")]
        if definition != draft.definition:
            lines.append(definition and f"Definition: {definition}")
        if not alone:
            usage = self._value(row, "usage")
            lines.append(usage and f"Usage: {usage}")
        if speech := self._value(row, "pos"):
            lines.append(f"Part of speech: {speech.lower()}")
        for line in filter(None, lines):
            if (id(draft), line) not in self._notes:
                self._notes.add((id(draft), line))
                draft.note.append(line)
        draft.do_not_translate |= self._value(row, "dnt").lower() in _YES

    def _value(self, row: Cells, field_name: str, tag: str = "") -> str:
        """What a row says in a field, of a language if it has a column of its own for it."""
        for index in (self.head.own.get((tag, field_name)), self.head.fields.get(field_name)):
            if index is not None and index < len(row) and row[index].text:
                return row[index].text
        return ""

    def _at(self, cell: Cell) -> Location:
        return Location(self._name, cell.line, cell.column)


def write_table(termbase: Termbase, options: WriteOptions, report: Report) -> str:
    """A spreadsheet: one row for the preferred terms of a concept, one for each other term, with its status."""
    tags = options.languages
    losses(termbase, tags, TABLE_CARRIES, report)
    table: list[list[str]] = [["id", "kind", "domain", "status", *tags, *_LAST]]
    for concept in termbase:
        about = [concept.definition, concept.note]
        marks = ["yes" if concept.do_not_translate else ""]
        for number, (status, terms) in enumerate(_table_rows(concept, tags)):
            cells = [terms[tag].text if tag in terms else "" for tag in tags]
            term = next(iter(terms.values()))
            usage, why, scope = (term.usage, term.why, _scope(term)) if len(terms) == 1 else ("", "", "")
            own = [concept.kind.value, concept.domain] if not number else ["", ""]
            last = [*(about if not number else ["", ""]), usage, why, scope, *(marks if not number else [""])]
            table.append([concept.id, *own, status, *cells, *last])
    return join_rows(table, options.delimiter)


_LAST = ("definition", "note", "usage", "why", "scope", "do not translate")


def _table_rows(concept: Concept, tags: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, Term]]]:
    """The rows of a concept: status and the term of each language, preferred ones without remarks side by side."""
    preferred = {tag: term for tag in tags if (term := concept.preferred(tag)) is not None}
    beside = {tag: term for tag, term in preferred.items() if not term.usage}
    if beside:
        yield "preferred", beside
    for tag, term in preferred.items():
        if tag not in beside:
            yield "preferred", {tag: term}
    for tag in tags:
        for term in concept.terms.get(tag, ()):
            if term.status is not Status.PREFERRED:
                short = term.status is Status.ADMITTED and term.type is not TermType.FULL
                yield "short" if short else term.status.value, {tag: term}


def _scope(term: Term) -> str:
    return term.scope.value if term.status in _REASONED else ""


def write_google_set(termbase: Termbase, options: WriteOptions, report: Report) -> str:
    """An equivalent term set of Google Cloud Translation: languages and description in the first row.

    Any column can be the source, so no text comes twice in one; no cell is empty; 1024 bytes a term, 10 MiB in all.
    """
    losses(termbase, options.languages, SET_CARRIES, report)
    found = rows(termbase, options.source, options.targets, report, contexts=False)
    table = [(*map(service_code, options.languages), "description")]
    for row in unique(found, report, len(options.languages)):
        if (refused := unfit(row, _GOOGLE_TERM)) is None:
            table.append((*row.texts, " ".join(row.concept.definition.split())))
        else:
            report.lost("service", refused, row.source.where, row.concept.id)
    return limited(join_rows(table, ","), GOOGLE_BYTES, "Google Cloud Translation")


def write_amazon(termbase: Termbase, options: WriteOptions, report: Report) -> str:
    """Custom terminology of Amazon Translate: language codes in the first row, the first being the source.

    200 bytes a term, ten targets, 10 MB in all; no source twice, no empty cell.
    """
    if len(options.targets) > _AMAZON_TARGETS:
        raise InputError(f"Amazon Translate takes {_AMAZON_TARGETS} target languages, not {len(options.targets)}")
    losses(termbase, options.languages, SERVICE_CARRIES, report)
    found = rows(termbase, options.source, options.targets, report, contexts=False)
    table = [options.languages]
    for row in unique(found, report):
        if (refused := unfit(row, _AMAZON_TERM)) is None:
            table.append(row.texts)
        else:
            report.lost("service", refused, row.source.where, row.concept.id)
    return limited(join_rows(table, options.delimiter), AMAZON_BYTES, "Amazon Translate")
