"""Tables of text as tools write them: cells of CSV and TSV that know where they stand.

RFC 4180: a cell that begins with a quotation mark ends with one, and may hold separators, line ends and doubled quotation
marks. Tab-separated files are also written without any quoting; a file where some cell begins with a quotation mark and
is not quoted so is read that way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dragoman.termbase.errors import InputError

from .places import Places
from .textlines import lines

ROW = 1_000_000
"""Characters of one row that are accepted where a file is read row by row."""

_SEPARATORS = ",;\t|"
_SAMPLE = 50  # rows that are looked at for the separator
_CLOSING = re.compile(r'[^"]*+(?:""[^"]*+)*+"')
_DECLARED = re.compile(r"sep=(.)\r?\n?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What separates cells, and whether they may be quoted."""

    separator: str
    quoting: bool = True

    def written(self, text: str, like: str, alone: bool = False) -> str:
        """A text as a cell. like: the raw cell it takes the place of. alone: whether it is the only one of its row.

        Where nothing can be quoted, separators and line ends become spaces.
        """
        if not self.quoting:
            return re.sub(rf"[\r\n{re.escape(self.separator)}]+", " ", text)
        needed = re.search(rf'[\r\n"{re.escape(self.separator)}]', text) or (alone and not text.strip())
        if not needed and not like.startswith('"'):
            return text
        return f'"{text.replace(chr(34), chr(34) * 2)}"'


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: half-open offsets of its raw text, and what it says."""

    start: int
    end: int
    text: str


Row = tuple[Cell, ...]


def rows(text: str, dialect: Dialect, places: Places, start: int = 0) -> Iterator[Row]:
    """The rows of a table, but for blank lines. Raises InputError for a quotation that is not closed, or is followed by text."""
    pattern = _cell(dialect)
    place = start
    while place < len(text):
        row: list[Cell] = []
        while True:
            match = pattern.match(text, place)
            if match is None:
                raise places.error(
                    "this cell's quotation mark is never closed", place, 'write "" for a mark in a quoted cell'
                )
            raw = match["quoted"]
            cell = Cell(match.start(), match.end(), match["plain"] or "" if raw is None else raw.replace('""', '"'))
            row.append(cell)
            place = match.end()
            following = text[place : place + 1]
            if following == dialect.separator:
                place += 1
                continue
            if following and following not in "\r\n":
                raise places.error(
                    "text behind the closing quotation mark of a cell", place, 'write "" for a mark in a quoted cell'
                )
            break
        place += 2 if text.startswith("\r\n", place) else 1
        if len(row) > 1 or row[0].text.strip() or row[0].end > row[0].start + len(row[0].text):
            yield tuple(row)


def _cell(dialect: Dialect) -> re.Pattern[str]:
    plain = rf"(?P<plain>[^{re.escape(dialect.separator)}\r\n]*)"
    if not dialect.quoting:
        return re.compile(rf"(?P<quoted>(?!))?{plain}")
    return re.compile(rf'"(?P<quoted>[^"]*+(?:""[^"]*+)*+)"|(?!"){plain}')


def declared(text: str) -> str:
    """The first line where it says what the separator is, as Excel has it (sep=;); else nothing."""
    first = next(lines(text[:10]), "")
    return first if _DECLARED.fullmatch(first) else ""


def dialect(text: str, usual: str) -> Dialect:
    """The dialect of a table. usual: the separator of its kind.

    The separator is what the file declares, else the one that gives the first rows the same number of cells, more than one;
    the usual one where several do or none does.
    """
    if usual == "\t":
        return Dialect(usual, quoting=_quotes_well(text, usual))
    first = declared(text)
    if first:
        return Dialect(first[4])
    best = [separator for separator in (usual, *_SEPARATORS) if _even(text, separator)]
    return Dialect(best[0] if best else usual)


def _even(text: str, separator: str) -> bool:
    """Whether a separator cuts the first rows into as many cells each."""
    counts: set[int] = set()
    found = rows(text, Dialect(separator), Places("", ""))
    try:
        for _, row in zip(range(_SAMPLE), found, strict=False):
            counts.add(len(row))
    except InputError:
        return False
    return len(counts) == 1 and counts != {1}


def _quotes_well(text: str, separator: str) -> bool:
    """Whether every cell that begins with a quotation mark ends with one, those inside doubled."""
    if '"' not in text:
        return True
    begins = re.compile(rf'(?:\A|[\r\n{re.escape(separator)}])"')
    good = re.compile(rf'"[^"]*+(?:""[^"]*+)*+"(?=[\r\n{re.escape(separator)}]|\Z)')
    place = 0
    while match := begins.search(text, place):
        quoted = good.match(text, match.end() - 1)
        if quoted is None:
            return False
        place = quoted.end()
    return True


def records(found: Iterable[str], dialect: Dialect, name: str, limit: int = ROW) -> Iterator[tuple[int, str]]:
    """The rows of a table out of its lines, raw, each with the number of its first line.

    A row goes over lines while a quotation is open. Raises InputError for one of more than `limit` characters.
    """
    pending: list[str] = []
    first, length, opened = 1, 0, False
    for number, line in enumerate(found, 1):
        if not pending:
            first, length = number, 0
        pending.append(line)
        length += len(line)
        opened = dialect.quoting and _open_behind(line, dialect.separator, opened)
        if length > limit:
            where = Places("", name, first)
            raise where.error(f"a row of more than {limit:,} characters", 0, "is a quotation mark never closed?")
        if not opened:
            yield first, "".join(pending)
            pending = []
    if pending:
        yield first, "".join(pending)


def _open_behind(line: str, separator: str, opened: bool) -> bool:
    """Whether a quotation is open behind a line. opened: before it."""
    place = 0
    while place < len(line):
        if opened or line[place] == '"':
            closing = _CLOSING.match(line, place if opened else place + 1)
            if closing is None:
                return True
            opened, place = False, closing.end()
        following = line.find(separator, place)
        if following < 0:
            return False
        place = following + 1
    return opened
