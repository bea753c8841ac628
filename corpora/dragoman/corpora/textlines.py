"""The lines of a text or of a file too big for memory. LF, CR LF and CR end a line, and nothing else does."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from dragoman.termbase.errors import InputError, Location

from .files import sniff

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_CHUNK = 1 << 20


def lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends."""
    return (match.group() for match in _LINE.finditer(text))


def stream(file: BinaryIO, name: str, limit: int) -> Iterator[str]:
    """The lines of an open file with their ends, in the encoding its byte-order mark announces, else UTF-8.

    Raises InputError for what is no text in that encoding, and for a line of more than `limit` characters.
    """
    head = file.read(4)
    encoding = sniff(head)
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    number, pending, chunk = 1, "", head[len(encoding.bom) :]
    last = False
    while not last:
        more = file.read(_CHUNK)
        last = not more
        try:
            text = pending + decoder.decode(chunk) + (decoder.decode(b"", final=True) if last else "")
        except UnicodeDecodeError as error:
            where = Location(name, number + chunk[: error.start].count(b"\n"))
            raise InputError(f"not valid {encoding.codec.upper()}", where, "convert it to UTF-8") from None
        if "\0" in text:
            raise InputError("not text: NUL byte", Location(name, number + text[: text.index("\0")].count("\n")))
        chunk = more
        done = 0
        for match in _LINE.finditer(text):
            line = match.group()
            # a CR at the end of a chunk may have its LF in the next
            if not last and (match.end() == len(text) and not line.endswith("\n")):
                break
            _check(line, name, number, limit)
            yield line
            number, done = number + 1, match.end()
        pending = text[done:]
        _check(pending, name, number, limit)


def _check(line: str, name: str, number: int, limit: int) -> None:
    if len(line) > limit:
        raise InputError(f"a line of more than {limit:,} characters", Location(name, number))
