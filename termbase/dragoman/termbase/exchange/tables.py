"""Tables in files: CSV and tab-separated text into rows of cells that know their place, and back.

Python's csv module keeps no columns and has no error for a quotation mark that is never closed, so this reads by itself
(RFC 4180, any of three delimiters). Writing goes through the same rules.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from ..errors import InputError, Location
from ..load import decode as decode_utf8

LIMIT = 50_000_000
"""Size in bytes from which a table is refused."""

MAX_ROWS = 1_000_000
MAX_COLUMNS = 500

DELIMITERS = (",", ";", "\t")

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WORKBOOKS = (
    (b"PK\x03\x04", "a ZIP archive (Excel and LibreOffice files are)"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
)
_LINE_END = re.compile("\r\n|\r|\n")
_SAMPLE = 20  # lines by which the delimiter is told


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, white space at its ends taken off, and the line and column (from 1) it begins at."""

    text: str
    line: int
    column: int


Row = list[Cell]


def read_text(stream: BinaryIO, name: str) -> str:
    """All of a table's text: UTF-8, or UTF-16 and UTF-32 where a byte-order mark says so (spreadsheets write those).

    Raises InputError, with the place, where it is too large or in no such encoding.
    """
    data = stream.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise InputError(f"the file is larger than {LIMIT:,} bytes", Location(name), "divide it into several files")
    return decode(data, name)


def decode(data: bytes, name: str) -> str:
    """The text of a table's bytes. Raises InputError as `read_text` does."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(codec)
            except UnicodeDecodeError as error:
                before = error.object[: error.start].decode(codec, "replace")
                where = Location(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
                raise InputError(f"not valid {codec[:6].upper()}: {error.reason}", where, "save it in UTF-8") from None
    for begin, what in _WORKBOOKS:
        if data.startswith(begin):
            raise InputError(f"this is {what}, not text", Location(name), "save it as CSV in UTF-8")
    try:
        return decode_utf8(data, name)
    except InputError as error:
        raise InputError(error.message, error.where, "save it as CSV or tab-separated text in UTF-8") from None


def delimiter(text: str) -> str:
    """What separates the cells of a table: the character most lines at its beginning have equally often."""
    lines = [line for line in text[:200_000].split("\n", _SAMPLE + 1)[:_SAMPLE] if line.strip()]
    counts = {mark: [_bare(line).count(mark) for line in lines] for mark in DELIMITERS}

    def evidence(mark: str) -> tuple[bool, bool, int]:
        found = counts[mark]
        return (bool(found) and min(found) > 0, len(set(found)) == 1, min(found, default=0))

    best = max(reversed(DELIMITERS), key=evidence)
    return best if any(counts[best]) else max(DELIMITERS, key=lambda mark: sum(counts[mark]))


def split_rows(text: str, name: str, mark: str, quoted: bool = True) -> list[Row]:
    """The rows of a table; empty lines are none. quoted: a cell in double quotes may hold the delimiter and line ends.

    Raises InputError, with the place, for a quotation mark that is never closed or closed too early, for too many rows
    or columns.
    """
    rows: list[Row] = []
    row: Row = []
    ends = re.compile(f"{re.escape(mark)}|\r\n|\r|\n")
    position, line, begun = 0, 1, 0
    while position < len(text) or row:
        where = (line, position - begun + 1)
        if quoted and text.startswith('"', position):
            content, after = _quoted(text, position, name, where)
            breaks = _LINE_END.findall(content)
            if breaks:
                line += len(breaks)
                begun = max(text.rfind("\n", position, after), text.rfind("\r", position, after)) + 1
        else:
            after = found.start() if (found := ends.search(text, position)) else len(text)
            content = text[position:after]
        row.append(Cell(content.strip(), *where))
        if len(row) > MAX_COLUMNS:
            raise InputError(f"more than {MAX_COLUMNS} columns", Location(name, *where))
        end = ends.match(text, after)
        if end is None and after < len(text):
            message = "text behind a closing quotation mark"
            hint = "write a quotation mark inside a quoted cell twice"
            raise InputError(message, Location(name, line, after - begun + 1), hint)
        position = end.end() if end else after
        if end is None or end[0] != mark:
            line, begun = line + 1, position
            if any(cell.text for cell in row):
                rows.append(row)
                if len(rows) > MAX_ROWS:
                    raise InputError(f"more than {MAX_ROWS:,} rows", Location(name, line), "divide the file")
            row = []
            if end is None:
                break
        elif position == len(text):
            row.append(Cell("", line, position - begun + 1))
            rows += [row] if any(cell.text for cell in row) else []
            break
    return rows


def join_rows(rows: Iterable[Sequence[str]], mark: str, quoted: bool = True) -> str:
    """The text of a table, lines ended by LF. quoted: cells that need it are put in double quotes.

    Raises ValueError where a cell cannot stand without them and `quoted` is false.
    """
    lines = []
    for row in rows:
        if not quoted and any(re.search(f"[{mark}\r\n]", cell) for cell in row):
            raise ValueError(f"a cell holds the delimiter or a line end: {row!r}")
        lines.append(mark.join(_cell(cell, mark) if quoted else cell for cell in row))
    return "".join(f"{line}\n" for line in lines)


def _cell(text: str, mark: str) -> str:
    if re.search(f'[{mark}"\r\n]', text) or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text


def _quoted(text: str, start: int, name: str, where: tuple[int, int]) -> tuple[str, int]:
    """The content of the quoted cell that begins at an index, and the index behind it."""
    parts = []
    position = start + 1
    while True:
        close = text.find('"', position)
        if close < 0:
            raise InputError("a quotation mark is opened and never closed", Location(name, *where))
        parts.append(text[position:close])
        if not text.startswith('"', close + 1):
            return '"'.join(parts), close + 1
        position = close + 2


def _bare(line: str) -> str:
    """A line without what stands in double quotes."""
    return re.sub(r'"[^"]*"', "", line)
