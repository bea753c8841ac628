"""The words of a line of a PO file, and the escapes in its strings (gettext-tools, po-lex.c)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

# a string's content is read in one go: alternatives inside a repetition would be slow on long ones
_WORD = re.compile(
    r'[ \t\r\f\v]*(?:"(?P<string>[^"\\]*(?:\\.[^"\\]*)*)(?P<close>"?)'
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_-]*)(?:[ \t]*\[[ \t]*(?P<index>[0-9]{1,9})[ \t]*\])?"
    r"|(?P<comment>#.*)|(?P<end>\Z)|(?P<junk>.))",
    re.DOTALL,
)
_SIMPLE = re.compile(r'[ \t]*"([^"\\]*(?:\\.[^"\\]*)*)"\r?\Z', re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:(?P<plain>[abfnrtv\\\"])|(?P<bytes>(?:[0-7]{1,3}|x[0-9A-Fa-f]+)(?:\\(?:[0-7]{1,3}|x[0-9A-Fa-f]+))*)|)"
)
_READ = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}
_WRITTEN = str.maketrans({character: f"\\{letter}" for letter, character in _READ.items()})


class Kind(Enum):
    """What a word is."""

    STRING = auto()
    NAME = auto()
    COMMENT = auto()
    JUNK = auto()


@dataclass(frozen=True, slots=True)
class Word:
    """A word from `start` to `end` of its line. text: a name, or what a string holds, as written. index: the number in
    brackets behind a name, -1 without. closed: False for a string that lacks its closing quote."""

    kind: Kind
    text: str
    start: int
    end: int
    index: int = -1
    closed: bool = True


def words(line: str) -> Iterator[Word]:
    """The words of a line. What is none is junk, one character at a time."""
    simple = _SIMPLE.match(line)
    if simple:
        yield Word(Kind.STRING, simple[1], simple.start(1) - 1, simple.end(1) + 1)
        return
    place = 0
    while match := _WORD.match(line, place):
        place = match.end()
        kind = match.lastgroup
        if match["string"] is not None:
            closed = bool(match["close"])
            yield Word(Kind.STRING, match["string"], match.start("string") - 1, place, closed=closed)
            if not closed:
                return
        elif match["name"] is not None:
            index = int(match["index"]) if match["index"] else -1
            yield Word(Kind.NAME, match["name"], match.start("name"), place, index)
        elif kind == "comment":
            yield Word(Kind.COMMENT, match["comment"], match.start("comment"), place)
            return
        elif kind == "end":
            return
        else:
            yield Word(Kind.JUNK, match["junk"], place - 1, place)


class EscapeError(ValueError):
    """An escape that is none, or stands for bytes that are no text. offset: of its backslash in what was read."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def unescaped(written: str, codec: str) -> str:
    r"""What a string says. Octal and hexadecimal escapes are bytes of the file's charset (`\303\251` is é in UTF-8).

    Raises EscapeError.
    """
    if "\\" not in written:
        return written

    def read(match: re.Match[str]) -> str:
        if match["plain"]:
            return _READ[match["plain"]]
        if not match["bytes"]:
            sign = written[match.end() : match.end() + 1]
            raise EscapeError(f"there is no escape \\{sign}", match.start())
        values = [int(n[1:], 16) & 0xFF if n[0] == "x" else int(n, 8) & 0xFF for n in match["bytes"].split("\\")]
        if 0 in values:
            raise EscapeError("an escaped NUL character", match.start())
        try:
            return bytes(values).decode(codec)
        except UnicodeDecodeError:
            raise EscapeError(f"\\{match['bytes']} is not valid {codec.upper()}", match.start()) from None

    return _ESCAPE.sub(read, written)


def escaped(text: str) -> str:
    """A text as it stands between the quotes of a string; characters without an escape of their own stay as they are."""
    return text.translate(_WRITTEN)
