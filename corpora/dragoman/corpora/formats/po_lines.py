"""The lines of a PO file as entries: which lines hold what, so that an edit touches those of one field alone.

The grammar is that of the GNU gettext manual, "The Format of PO Files". What does not follow it is a problem with its
line; the entry it is in is left alone, and reading goes on with the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dragoman.termbase.errors import InputError, Location

_FIELD = re.compile(r'(?P<name>msgctxt|msgid_plural|msgid|msgstr(?:\[\d{1,2}\])?)\s*(?P<rest>"?.*)\Z')
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"\s*\Z')
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", '"': '"', "\\": "\\"}
_BACK = {char: f"\\{letter}" for letter, char in _ESCAPES.items()}
_PLAIN = re.compile(r'[\n\t\r\a\b\f\v"\\]')


@dataclass(slots=True)
class Field:
    """A string of an entry: its text, its lines [first, last), and the column of its opening quote."""

    text: str
    first: int
    last: int
    column: int


@dataclass(slots=True)
class Entry:
    """One entry. first, last: its lines [first, last), comments included. comments: (line, text) of all lines that begin
    with # and are not obsolete. fields: by keyword, "msgstr[1]" for plural forms. broken: not to be touched."""

    first: int
    last: int = 0
    comments: list[tuple[int, str]] = field(default_factory=list)
    fields: dict[str, Field] = field(default_factory=dict)
    broken: bool = False
    obsolete: bool = False

    @property
    def flags(self) -> list[str]:
        """The flags of its #, lines."""
        lines = [text[2:] for _, text in self.comments if text.startswith("#,")]
        return [flag.strip() for line in lines for flag in line.split(",") if flag.strip()]

    @property
    def targets(self) -> list[Field]:
        """Its translations, singular or plural forms in order."""
        return [value for name, value in sorted(self.fields.items(), key=_form) if name.startswith("msgstr")]

    @property
    def key(self) -> tuple[str | None, str]:
        """What no other entry may share: context and msgid."""
        context = self.fields.get("msgctxt")
        return (context.text if context else None, self.fields["msgid"].text)


def _form(item: tuple[str, Field]) -> int:
    number = re.search(r"\d+", item[0])
    return int(number.group()) if number else -1


def unescape(text: str) -> str:
    """A PO string without its quotes as the text it stands for."""

    def value(match: re.Match[str]) -> str:
        octal, hexadecimal, letter = match.groups()
        if letter is not None:
            return _ESCAPES.get(letter, letter)
        return chr(int(octal, 8) if octal else int(hexadecimal, 16))

    return _ESCAPE.sub(value, text)


def escape(text: str) -> str:
    """A text as it stands between the quotes of a PO string."""
    return _PLAIN.sub(lambda match: _BACK[match.group()], text)


def entries(lines: Sequence[str], name: str, problems: list[InputError]) -> Iterator[Entry]:
    """The entries of a file's lines (line ends still there), in order; what is wrong is added to `problems`."""
    reader = _Reader(name, problems)
    for number, line in enumerate(lines):
        yield from reader.line(number, line.rstrip("\r\n"))
    yield from reader.end(len(lines))


class _Reader:
    """Reads line by line and keeps the entry at hand."""

    def __init__(self, name: str, problems: list[InputError]) -> None:
        self.name, self.problems = name, problems
        self.entry: Entry | None = None
        self.at: Field | None = None

    def line(self, number: int, line: str) -> Iterator[Entry]:
        text = line.strip()
        if not text:
            yield from self.end(number)
        elif text.startswith("#~"):
            yield from self._obsolete(number)
        elif text.startswith("#"):
            if self.entry and (self.entry.fields or self.entry.obsolete):
                yield from self.end(number)
            self._open(number).comments.append((number, text))
        elif text.startswith('"'):
            self._go_on(number, line)
        else:
            yield from self._field(number, line)

    def end(self, number: int) -> Iterator[Entry]:
        """The entry at hand ends before a line."""
        entry, self.entry, self.at = self.entry, None, None
        if entry is None:
            return
        entry.last = number
        if entry.fields and not entry.broken:
            self._complete(entry)
        yield entry

    def _open(self, number: int) -> Entry:
        if self.entry is None:
            self.entry = Entry(number)
        return self.entry

    def _obsolete(self, number: int) -> Iterator[Entry]:
        if self.entry and self.entry.fields:
            yield from self.end(number)
        self._open(number).obsolete = True
        self.at = None

    def _field(self, number: int, line: str) -> Iterator[Entry]:
        start = len(line) - len(line.lstrip())
        match = _FIELD.match(line, start)
        if match is None:
            self._wrong(number, start, f"not a line of a PO file: {line.strip()[:40]!r}")
            return
        name = match["name"]
        if self.entry and self._begins(self.entry, name):
            yield from self.end(number)
        entry = self._open(number)
        value = self._string(number, line, match.start("rest"))
        if name in entry.fields:
            self._wrong(number, start, f"a second {name} in one entry")
            return
        self.at = entry.fields[name] = Field(value, number, number + 1, match.start("rest") + 1)

    @staticmethod
    def _begins(entry: Entry, name: str) -> bool:
        """Whether a keyword starts a new entry where no blank line does."""
        done = entry.obsolete or any(key.startswith("msgstr") for key in entry.fields)
        return done and name in ("msgctxt", "msgid")

    def _go_on(self, number: int, line: str) -> None:
        if self.at is None:
            self._wrong(number, 0, "a string that belongs to no keyword")
            return
        self.at.text += self._string(number, line, len(line) - len(line.lstrip()))
        self.at.last = number + 1

    def _string(self, number: int, line: str, start: int) -> str:
        match = _STRING.match(line, start)
        if match is None:
            self._wrong(number, start, "a string without its quotation marks, or with one too many")
            return ""
        return unescape(match[1])

    def _complete(self, entry: Entry) -> None:
        fields = entry.fields
        forms = [name for name in fields if name.startswith("msgstr[")]
        if "msgid" not in fields:
            self._wrong(entry.first, 0, "an entry without msgid", entry)
        elif not entry.targets:
            self._wrong(fields["msgid"].first, 0, "an entry without msgstr", entry)
        elif ("msgid_plural" in fields) != bool(forms) or ("msgstr" in fields and forms):
            self._wrong(fields["msgid"].first, 0, "msgid_plural and msgstr[…] belong together", entry)
        elif forms and sorted(forms) != sorted(f"msgstr[{n}]" for n in range(len(forms))):
            self._wrong(fields["msgid"].first, 0, "plural forms that do not count up from msgstr[0]", entry)

    def _wrong(self, number: int, column: int, what: str, entry: Entry | None = None) -> None:
        (entry or self._open(number)).broken = True
        where = Location(self.name, number + 1, column + 1)
        self.problems.append(InputError(what, where, "the entry is left as it is; msgfmt --check shows the same"))
