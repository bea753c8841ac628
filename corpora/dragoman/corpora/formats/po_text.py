"""The text of a PO file: its charset, its lines with the bytes they stand for, and edits that leave all other bytes alone."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dragoman.corpora.files import decode
from dragoman.termbase.errors import InputError, Location

# what gettext can read (gettext-tools, po-charset.c) and Python can too: supersets of ASCII whose second bytes are no
# line feeds. Never any codec a file names: Python's list has compressors and escapes on it.
_CHARSETS = frozenset(
    codecs.lookup(name).name
    for name in (
        *("utf-8", "koi8-r", "koi8-u", "koi8-t", "cp850", "cp866", "cp874", "cp932", "cp949", "cp950"),
        *(f"iso-8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16)),
        *(f"cp{page}" for page in range(1250, 1259)),
        *("gb2312", "gbk", "gb18030", "big5", "big5-hkscs", "euc-jp", "euc-kr", "shift_jis", "johab", "tis-620"),
    )
)
_WIDE = frozenset(
    codecs.lookup(name).name
    for name in ("gb2312", "gbk", "gb18030", "big5", "big5-hkscs", "euc-jp", "euc-kr", "cp932", "cp949", "cp950")
)
PLACEHOLDER = "CHARSET"
UTF8, _ASCII = codecs.lookup("utf-8").name, codecs.lookup("ascii").name
_BLANK = " \t\r\f\v"


def codec(charset: str) -> str | None:
    """Python's name for a charset of a PO header, UTF-8 for an undecided one; None for one that PO files cannot be in."""
    if undecided(charset):
        return UTF8
    found = _lookup(charset)
    return found if found in _CHARSETS else None


def undecided(charset: str) -> bool:
    """Whether a charset can be made UTF-8 as it is: there is none yet, or ASCII."""
    return charset in ("", PLACEHOLDER) or _lookup(charset) == _ASCII


def _lookup(charset: str) -> str:
    try:
        return codecs.lookup(charset if charset.isascii() else "").name
    except LookupError:
        return ""


def doubled(name: str) -> bool:
    """Whether a codec is one of those in whose fonts punctuation such as “ ” … — takes two columns."""
    return name in _WIDE


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands from one place to another, and what is to stand there. Places are (line, column), both from 0."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


class Text:
    """The lines of a file, without the line feeds that end them; only those end lines, as in gettext.

    bad: lines with bytes that are none of the charset, and why; such bytes read as U+FFFD.
    """

    def __init__(self, data: bytes, name: str, charset: str = UTF8) -> None:
        """charset: of `codec`. Raises InputError for UTF-16, UTF-32 and what is no text at all."""
        self.data, self.name, self.codec = data, name, charset
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise InputError("PO files cannot be in UTF-16 or UTF-32", name, "convert it to UTF-8")
        if b"\0" in data:
            decode(data, name)
            raise InputError("not text: it has NUL bytes", name, "is this the right file?")
        begin = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        self.bad: dict[int, str] = {}
        raw = data[begin:].split(b"\n")
        self.lines = self._decoded(data[begin:], raw)
        self._starts = [begin]
        place = begin
        for line in raw:
            place += len(line) + 1
            self._starts.append(place)
        self._starts[-1] = len(data)

    def _decoded(self, data: bytes, raw: Sequence[bytes]) -> list[str]:
        try:
            lines = data.decode(self.codec).split("\n")
            if len(lines) == len(raw):
                return lines
        except UnicodeDecodeError:
            pass
        return [self._line(number, line) for number, line in enumerate(raw)]

    def _line(self, number: int, line: bytes) -> str:
        try:
            return line.decode(self.codec)
        except UnicodeDecodeError as error:
            self.bad[number] = f"byte 0x{line[error.start]:02x} is not valid {self.codec.upper()}"
            return line.decode(self.codec, "replace")

    def location(self, line: int, column: int) -> Location:
        """A place for people: counted from 1."""
        return Location(self.name, line + 1, column + 1)

    def newline(self, line: int) -> str:
        """What ends a line; for a last line without an end, what ends the first."""
        number = line if line < len(self.lines) - 1 else 0
        return "\r\n" if self.lines[number].endswith("\r") else "\n"

    def alone(self, start: tuple[int, int], end: tuple[int, int]) -> bool:
        """Whether nothing but white space stands beside a span on its lines."""
        before, behind = self.lines[start[0]][: start[1]], self.lines[end[0]][end[1] :]
        return not before.strip(_BLANK) and not behind.strip(_BLANK)

    def whole(self, first: int, last: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """The span of lines with their ends."""
        return (first, 0), (last + 1, 0)

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The file with edits made; they must not overlap. New text must be of the charset (see `holds`)."""
        parts: list[bytes] = []
        done = 0
        for edit in sorted(edits, key=lambda item: (item.start, item.end)):
            start = self._before(edit.start)
            end = start if edit.start == edit.end else self._behind(edit.end)
            if not done <= start <= end:
                raise ValueError(f"edits overlap at {edit.start}")
            parts += [self.data[done:start], edit.text.encode(self.codec)]
            done = end
        return b"".join([*parts, self.data[done:]])

    def _before(self, place: tuple[int, int]) -> int:
        """Where in the bytes a place is, told by what stands before it on its line."""
        line, column = place
        if line >= len(self.lines):
            return len(self.data)
        return self._starts[line] + len(self.lines[line][:column].encode(self.codec, "replace"))

    def _behind(self, place: tuple[int, int]) -> int:
        """The same, told by what stands behind it: charsets with two codes for a character hurt nobody so."""
        line, column = place
        if not column or line >= len(self.lines):
            return self._before(place)
        end = self._starts[line + 1] - (line < len(self.lines) - 1)
        return end - len(self.lines[line][column:].encode(self.codec, "replace"))


def lacking(text: str, name: str) -> str:
    """The first character of a text that a codec has no code for; empty where it has all."""
    try:
        text.encode(name)
    except UnicodeEncodeError as error:
        return text[error.start]
    return ""


def forced(text: str, name: str) -> str:
    """A text for which codec has all characters: arrows in ASCII, question marks for the rest. For comments alone."""
    return text if not lacking(text, name) else text.replace("→", "->").encode(name, "replace").decode(name)
