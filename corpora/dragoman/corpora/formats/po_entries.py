"""The entries of a PO file, each with the places of its parts; what is no entry costs only itself and is reported.

As in gettext, white space and line ends mean nothing between words, comments stand before an entry and never inside, and
what is obsolete (`#~`) is a comment to everybody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dragoman.termbase.errors import InputError

from .po_lexer import EscapeError, Kind, Word, unescaped, words
from .po_text import Text

MOST_PROBLEMS = 1000
_SHOWN = 40


@dataclass(slots=True)
class Piece:
    """One string between quotes: its line, where its quotes are (half-open), and what it holds as written."""

    line: int
    start: int
    end: int
    written: str


@dataclass(slots=True)
class Field:
    """A keyword and the strings behind it. index: of msgstr[N], -1 without. line, start: of the keyword. text: what the
    strings say, once the entry is whole."""

    name: str
    index: int
    line: int
    start: int
    pieces: list[Piece] = field(default_factory=list)
    text: str = ""

    @property
    def span(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """From the keyword to the last closing quote."""
        last = self.pieces[-1]
        return (self.line, self.start), (last.line, last.end)


@dataclass(slots=True)
class Entry:
    """A message. comments: the lines of those before it, obsolete ones left aside. forms: its msgstr fields by index, one
    without plural. original: the line of the message it repeats, -1 for none."""

    comments: list[int]
    context: Field | None = None
    msgid: Field | None = None
    plural: Field | None = None
    forms: list[Field] = field(default_factory=list)
    domain: str = ""
    broken: bool = False
    original: int = -1

    @property
    def header(self) -> bool:
        """Whether it is the file's header."""
        return self.context is None and self.msgid is not None and not self.msgid.text

    def fields(self) -> Iterator[Field]:
        """All its fields, in order."""
        yield from (part for part in (self.context, self.msgid, self.plural) if part is not None)
        yield from self.forms


class Reader:
    """Reads the entries of a text, one at a time; `problems` grows meanwhile."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self.problems: list[InputError] = []
        self._entry: Entry | None = None
        self._field: Field | None = None
        self._domain: Field | None = None
        self._comments: list[int] = []
        self._seen: dict[tuple[str, str | None, str], int] = {}

    def entries(self) -> Iterator[Entry]:
        """Entries in order, without those that are broken. Raises InputError where too much is."""
        for number, line in enumerate(self._text.lines):
            begin = line.lstrip()
            if not begin:
                continue
            if begin[0] == "#":
                yield from self._finished()
                self._comment(number, begin)
                continue
            if begin[0] != '"':
                self._field = None
            for word in words(line):
                yield from self._word(number, word)
            if number in self._text.bad:
                self._wrong(self._text.bad[number], number, 0)
        yield from self._finished()

    def _comment(self, number: int, line: str) -> None:
        if number in self._text.bad:
            self._report(self._text.bad[number], number, 0)
        if line.startswith("#~"):
            self._comments = []
        else:
            self._comments.append(number)

    def _word(self, number: int, word: Word) -> Iterator[Entry]:
        if word.kind is Kind.COMMENT:
            yield from self._finished()
        elif word.kind is Kind.JUNK:
            yield from self._stray(number)
            self._wrong(f"“{word.text}” is no keyword or string", number, word.start)
        elif word.kind is Kind.STRING:
            self._string(number, word)
        else:
            yield from self._keyword(number, word)

    def _stray(self, number: int) -> Iterator[Entry]:
        """Before something that belongs nowhere: a message that is whole before this line is not harmed by it."""
        entry = self._entry
        if entry is not None and entry.forms and entry.forms[-1].pieces and entry.forms[-1].pieces[-1].line < number:
            yield from self._finished()

    def _string(self, number: int, word: Word) -> None:
        part = self._field
        if part is None:
            self._wrong("a string without a keyword before it", number, word.start)
            return
        part.pieces.append(Piece(number, word.start, word.end, word.text))
        if not word.closed:
            self._wrong("the string has no closing quote", number, word.start)

    def _keyword(self, number: int, word: Word) -> Iterator[Entry]:
        entry, part = self._entry, Field(word.text, word.index, number, word.start)
        if word.text == "msgstr":
            self._translation(part)
        elif word.index >= 0:
            self._wrong(f"an index behind {word.text}", number, word.start)
        elif word.text == "msgctxt" or (word.text == "msgid" and (entry is None or not _begun(entry))):
            yield from self._finished()
            entry = self._entry = self._new()
            if word.text == "msgctxt":
                entry.context = part
            else:
                entry.msgid = part
        elif word.text == "msgid" and entry is not None:
            entry.msgid = part
        elif word.text == "msgid_plural":
            if entry is None or entry.msgid is None or entry.plural is not None or entry.forms:
                self._wrong("msgid_plural does not follow msgid", number, word.start)
            else:
                entry.plural = part
        elif word.text == "domain":
            yield from self._finished()
            self._domain = part
        else:
            yield from self._stray(number)
            self._wrong(f"unknown keyword “{word.text[:_SHOWN]}”", number, word.start)
        self._field = part

    def _translation(self, part: Field) -> None:
        entry = self._entry
        if entry is None or entry.msgid is None:
            self._wrong("msgstr without msgid", part.line, part.start)
            return
        if entry.plural is None and part.index >= 0:
            self._wrong("msgstr with an index, but no msgid_plural", part.line, part.start)
        elif entry.plural is not None and part.index < 0:
            self._wrong("msgstr without an index behind msgid_plural", part.line, part.start)
        elif entry.plural is None and entry.forms:
            self._wrong("a second msgstr", part.line, part.start)
        elif entry.plural is not None and part.index != len(entry.forms):
            self._wrong(f"msgstr[{len(entry.forms)}] is expected here", part.line, part.start)
        entry.forms.append(part)

    def _new(self) -> Entry:
        comments, self._comments = self._comments, []
        return Entry(comments, domain=self._domain.pieces[0].written if self._domain and self._domain.pieces else "")

    def _wrong(self, message: str, line: int, column: int) -> None:
        """Report something about the entry being read, the first thing about each."""
        if self._entry is None:
            self._entry = self._new()
        if not self._entry.broken:
            self._entry.broken = True
            self._report(message, line, column)

    def _report(self, message: str, line: int, column: int) -> None:
        where = self._text.location(line, column)
        if len(self.problems) == MOST_PROBLEMS:
            raise InputError(f"more than {MOST_PROBLEMS:,} problems up to here", where, "is it a PO file?")
        self.problems.append(InputError(message, where))

    def _finished(self) -> Iterator[Entry]:
        entry, self._field = self._entry, None
        if entry is None:
            return
        if not entry.broken:
            self._complete(entry)
        self._entry = None
        if not entry.broken:
            yield entry

    def _complete(self, entry: Entry) -> None:
        first = entry.context or entry.msgid
        if first is None:
            return
        if entry.msgid is None or not entry.forms:
            missing = "msgid" if entry.msgid is None else "msgstr"
            self._wrong(f"an entry without {missing}", first.line, first.start)
            return
        for part in entry.fields():
            if not part.pieces:
                self._wrong(f"{part.name} without a string", part.line, part.start)
                return
            part.text = "".join(map(self._said, part.pieces))
            if entry.broken:
                return
        key = entry.domain, entry.context.text if entry.context else None, entry.msgid.text
        entry.original = self._seen.setdefault(key, entry.msgid.line)
        if entry.original == entry.msgid.line:
            entry.original = -1
        else:
            self._report(f"the same message as in line {entry.original + 1}", entry.msgid.line, entry.msgid.start)

    def _said(self, piece: Piece) -> str:
        try:
            return unescaped(piece.written, self._text.codec)
        except EscapeError as error:
            self._wrong(str(error), piece.line, piece.start + 1 + error.offset)
            return ""


def _begun(entry: Entry) -> bool:
    """Whether a message waits for its msgid."""
    return entry.context is not None and entry.msgid is None
