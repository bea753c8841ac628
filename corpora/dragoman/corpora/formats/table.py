"""Tables of sources and translations, one pair a row: what CSV and TSV have in common.

A first row that names columns (languages, source, target, id, context, note, status …) says which is which. Without one,
the first column is the source and the second the target. A table without a target column gets one, the last, when it is
filled. A spreadsheet may take a cell that begins with =, +, - or @ for a formula; such translations are written as they
are, for a table is also read by programs that want the words: open files you do not trust as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from dragoman.corpora import columns, tables, textlines
from dragoman.corpora.columns import Pair, Roles
from dragoman.corpora.files import Encoding, decode
from dragoman.corpora.files import sniff as sniff_encoding
from dragoman.corpora.markup import Marked
from dragoman.corpora.places import Places, splice
from dragoman.corpora.strings import check_language
from dragoman.corpora.tables import Dialect, Row
from dragoman.corpora.units import Fill, Stamp, State, Unit
from dragoman.termbase.errors import InputError
from dragoman.termbase.language import LANGUAGES, Language
from dragoman.termbase.language import language as find_language

from .expected import check_plain

_SAMPLE = 200  # lines by which a stream's dialect is told
_NAMES = "source and target, or languages such as en and ru"


@dataclass(frozen=True, slots=True)
class TableFile:
    """A parsed table; see units.UnitFile. head: its header, if it has one; rows: those of the units."""

    name: str
    text: str
    encoding: Encoding
    dialect: Dialect
    layout: Layout
    head: Row | None
    rows: Sequence[Row]
    units: Sequence[Unit]

    messages = True

    @property
    def source_language(self) -> str | None:
        """What the header says; see units.UnitFile."""
        return self.layout.pair.source_tag

    @property
    def target_language(self) -> str | None:
        """What the header says; see units.UnitFile."""
        return self.layout.pair.target_tag

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """The table with targets, and states where it has them; see units.UnitFile."""
        del stamp
        wanted = find_language(language)
        check_plain(fills, len(self.units), "a table")
        edits = list(self._edits(fills)) if fills else []
        if fills and self.layout.pair.target is None:
            edits += self._new_column(fills, wanted)
        return self.encoding.encode(splice(self.text, edits))

    def _edits(self, fills: Mapping[int, Fill]) -> Iterator[tuple[int, int, str]]:
        roles, target = self.layout.roles, self.layout.pair.target
        states = columns.state_words(self._said(roles.state))
        fuzzies = columns.fuzzy_words(self._said(roles.fuzzy))
        for index, fill in sorted(fills.items()):
            row = self.rows[index]
            if target is not None and row[target].text != fill.target.text:
                yield self._cell(row, target, fill.target.text)
            if roles.state is not None:
                yield self._cell(row, roles.state, states[fill.state])
            if roles.fuzzy is not None:
                yield self._cell(row, roles.fuzzy, fuzzies[fill.state is State.DRAFT])

    def _said(self, place: int | None) -> Iterator[str]:
        return (row[place].text for row in self.rows) if place is not None else iter(())

    def _cell(self, row: Row, place: int, text: str) -> tuple[int, int, str]:
        cell = row[place]
        return cell.start, cell.end, self.dialect.written(text, self.text[cell.start : cell.end])

    def _new_column(self, fills: Mapping[int, Fill], language: Language) -> Iterator[tuple[int, int, str]]:
        source = self.layout.pair.source
        if self.head is not None:
            name = columns.partner(self.head[source].text, self.layout.pair, language)
            yield self._added(self.head, name)
        for index, row in enumerate(self.rows):
            yield self._added(row, fills[index].target.text if index in fills else "")

    def _added(self, row: Row, text: str) -> tuple[int, int, str]:
        like = row[self.layout.pair.source]
        end = row[-1].end
        raw = self.text[like.start : like.end]
        return end, end, self.dialect.separator + (self.dialect.written(text, raw) if text else "")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns a table has: how many, the pair, what else, and whether the first row names them."""

    width: int
    pair: Pair
    roles: Roles
    header: bool


def parse(data: bytes, name: str, source: str, target: str | None, usual: str) -> TableFile:
    """The units of a table; usual: what separates cells in its kind. Raises InputError for rows that are not alike."""
    text = decode(data, name)
    places = Places(text, name)
    dialect = tables.dialect(text, usual)
    wanted = find_language(source), None if target is None else find_language(target)
    rows = list(tables.rows(text, dialect, places, len(tables.declared(text))))
    if not rows:
        raise InputError("no rows", name)
    layout = _layout(rows[0], *wanted, places)
    body = rows[1:] if layout.header else rows
    units = [_unit(row, layout, *wanted, places) for row in body]
    return TableFile(name, text, sniff_encoding(data), dialect, layout, rows[0] if layout.header else None, body, units)


def stream(file: BinaryIO, name: str, source: str, target: str | None, usual: str) -> Iterator[Unit]:
    """The units of a table of any size, one row in memory at a time. The first lines tell how it is written."""
    wanted = find_language(source), None if target is None else find_language(target)
    found = textlines.stream(file, name, tables.ROW)
    first = list(islice(found, _SAMPLE))
    dialect = tables.dialect("".join(first), usual)
    declared = tables.declared("".join(first[:1]))
    layout: Layout | None = None
    for number, raw in tables.records(chain(first, found), dialect, name):
        if number == 1 and declared:
            continue
        places = Places(raw, name, number)
        for row in tables.rows(raw, dialect, places):
            if layout is None:
                layout = _layout(row, *wanted, places)
                if layout.header:
                    continue
            yield _unit(row, layout, *wanted, places)


def sniff(head: bytes, usual: str) -> bool:
    """Whether a file begins with a header of this kind that names a source and a target."""
    try:
        # whole lines: the head may end inside a character
        text = decode(head[: head.rfind(b"\n") + 1] or head, "")
        places = Places(text, "")
        dialect = tables.dialect(text, usual)
        row = next(tables.rows(text, dialect, places, len(tables.declared(text))), ())
    except InputError:
        return False
    names = [cell.text for cell in row]
    return any(
        (found := columns.pair(names, item, None)) is not None and found.target is not None
        for item in LANGUAGES.values()
    )


def _layout(first: Row, source: Language, target: Language | None, places: Places) -> Layout:
    names = [cell.text for cell in first]
    pair = columns.pair(names, source, target)
    if pair is not None and columns.header(names, pair):
        return Layout(len(first), pair, columns.roles(names, pair), True)
    if columns.languages_alone(names):
        raise places.error(
            f"no column for {source.tag} ({source.name}); there are {', '.join(names)}", first[0].start, "see --from"
        )
    if len(first) > 2:
        raise places.error(
            f"{len(first)} columns, and no first row that says which is the source",
            first[0].start,
            f"name them: {_NAMES}",
        )
    return Layout(len(first), Pair(0, 1 if len(first) == 2 else None), Roles(), False)


def _unit(row: Row, layout: Layout, source: Language, target: Language | None, places: Places) -> Unit:
    if len(row) != layout.width:
        at = row[layout.width].start if len(row) > layout.width else row[-1].end
        raise places.error(
            f"{len(row)} cells in this row, not {layout.width} as in the first",
            at,
            "is a separator missing, or a cell not quoted?",
        )
    roles, pair = layout.roles, layout.pair
    for place, wanted, option in ((roles.source_language, source, "--from"), (roles.target_language, target, "--to")):
        if wanted is not None and (said := _said(row, place)):
            check_language(said, wanted, places(row[place or 0].start), option)
    cell = row[pair.source]
    translation = _said(row, pair.target, strip=False)
    limit = _said(row, roles.limit)
    return Unit(
        _said(row, roles.key) or cell.text,
        Marked(cell.text),
        Marked(translation) if translation else None,
        columns.state(_said(row, roles.state), _said(row, roles.fuzzy), translation),
        places(cell.start),
        places(row[pair.target].start) if pair.target is not None else None,
        context=_said(row, roles.context),
        note="\n".join(filter(None, (_said(row, place) for place in roles.notes))),
        limit=int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 8 else 0,
    )


def _said(row: Row, place: int | None, strip: bool = True) -> str:
    text = "" if place is None else row[place].text
    return text.strip() if strip else text
