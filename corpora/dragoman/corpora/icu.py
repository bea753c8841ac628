"""ICU MessageFormat: messages parsed into nodes that know where they stand, and printed as they were.

Apostrophes quote as ICU's default mode and FormatJS have it: two are one, and one quotes only before a brace (before # too,
right inside a plural). https://unicode-org.github.io/icu/userguide/format_parse/messages/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

NESTING = 20
PLURALS = frozenset(("plural", "selectordinal"))

_COMPLEX = re.compile(r"\{\s*[\w.]+\s*,\s*(?:plural|selectordinal|select)\s*,")
_NAME = re.compile(r"[^\s{}',#]+")
_SPACE = re.compile(r"\s*")
_OFFSET = re.compile(r"offset\s*:\s*(-?\d{1,9})")
_SELECTOR = re.compile(r"=\d{1,9}|[^\s{}',#=]+")


class MessageError(ValueError):
    """A text that is no ICU message: what is wrong, and the offset where."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message, self.at = message, at


@dataclass(frozen=True, slots=True)
class Text:
    """Words, quoted as they stand there; start and end are half-open offsets into the message, here and below."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Argument:
    """A value put in: {name} or {name, number, …}; kind: its type; styled: whether there is more behind that."""

    start: int
    end: int
    name: str
    kind: str = ""
    styled: bool = False


@dataclass(frozen=True, slots=True)
class Pound:
    """The # of a plural: its number, less the offset."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Branch:
    """One case of a choice: start of the white space before it, its selector, where its message begins and ends."""

    start: int
    selector: str
    named: tuple[int, int]
    inner: int
    outer: int
    nodes: tuple[Node, ...]

    @property
    def explicit(self) -> bool:
        """Whether it is for one number, as =0 is."""
        return self.selector.startswith("=")


@dataclass(frozen=True, slots=True)
class Choice:
    """A plural, selectordinal or select argument; outer: where the white space behind its last case begins."""

    start: int
    end: int
    name: str
    kind: str
    offset: int
    branches: tuple[Branch, ...]
    outer: int

    @property
    def counts(self) -> bool:
        """Whether it chooses by a number, so that # stands for that."""
        return self.kind in PLURALS

    @property
    def ordinal(self) -> bool:
        """Whether by the place in an order."""
        return self.kind == "selectordinal"


Node = Text | Argument | Pound | Choice


def chooses(text: str) -> bool:
    """Whether a text seems meant as an ICU message with a plural or select argument."""
    return _COMPLEX.search(text) is not None


def parse(text: str) -> tuple[Node, ...]:
    """The nodes of a message. Raises MessageError for what is none, and for choices nested deeper than NESTING."""
    parser = _Parser(text)
    nodes = parser.message(0, counts=False)
    if parser.place < len(text):
        raise MessageError("a closing brace too many", parser.place)
    return nodes


def unquoted(text: str, counts: bool) -> Iterator[tuple[int, int, str]]:
    """What of a raw text reads otherwise than it stands: half-open offsets, and the words in their place.

    counts: whether the text stands right inside a plural, where # is quoted too.
    """
    special = "{}#" if counts else "{}"
    place = text.find("'")
    while place >= 0:
        following = text[place + 1 : place + 2]
        if following == "'":
            yield place, place + 2, "'"
            place = text.find("'", place + 2)
        elif following and following in special:
            close = place + 1
            while (close := text.find("'", close)) >= 0 and text[close + 1 : close + 2] == "'":
                close += 2
            stop = len(text) if close < 0 else close
            yield place, min(len(text), stop + 1), text[place + 1 : stop].replace("''", "'")
            place = text.find("'", stop + 1)
        else:
            place = text.find("'", place + 1)


def quoted(text: str, counts: bool, doubled: bool) -> str:
    """Words as they stand in a message. doubled: whether every apostrophe is written twice, as Java wants it."""
    special = "[{}#]" if counts else "[{}]"
    parts, done = [], 0
    for match in re.finditer(rf"{special}(?:'*{special})*|'+", text):
        parts.append(text[done : match.start()])
        done = match.end()
        run = match.group()
        if run.strip("'"):
            parts.append(f"""'{run.replace("'", "''")}'""")
        else:
            # one beside what is quoted, or before a brace of the message itself, would be read with it
            alone = len(run) == 1 and done < len(text) and not re.match("[{}#]", text[done])
            after = not text[: match.start()].endswith(tuple("{}#"))
            parts.append("'" if alone and after and not doubled else "''" * len(run))
    parts.append(text[done:])
    return "".join(parts)


def doubles(text: str) -> bool:
    """Whether new apostrophes in a message are to be doubled: not where it has single ones already."""
    return "''" in text or re.search(r"\w'\w", text) is None


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self._depth = 0

    def message(self, start: int, counts: bool) -> tuple[Node, ...]:
        """The nodes up to the brace that closes the message, or the end."""
        self.place = start
        nodes: list[Node] = []
        begun = start
        while self.place < len(self.text):
            character = self.text[self.place]
            if character == "'":
                self._apostrophe("{}#" if counts else "{}")
                continue
            if character not in "{}#" or (character == "#" and not counts):
                self.place += 1
                continue
            if self.place > begun:
                nodes.append(Text(begun, self.place))
            if character == "}":
                return tuple(nodes)
            nodes.append(self._pound() if character == "#" else self._argument())
            begun = self.place
        if self.place > begun:
            nodes.append(Text(begun, self.place))
        return tuple(nodes)

    def _apostrophe(self, special: str) -> None:
        following = self.text[self.place + 1 : self.place + 2]
        if following == "'":
            self.place += 2
        elif following and following in special:
            self._quotation()
        else:
            self.place += 1

    def _quotation(self) -> None:
        close = self.place + 1
        while (close := self.text.find("'", close)) >= 0 and self.text[close + 1 : close + 2] == "'":
            close += 2
        self.place = len(self.text) if close < 0 else close + 1

    def _pound(self) -> Pound:
        self.place += 1
        return Pound(self.place - 1, self.place)

    def _argument(self) -> Argument | Choice:
        start = self.place
        self.place += 1
        name = self._taken(_NAME, "a name is missing behind the brace")
        if self._at("}"):
            return Argument(start, self.place, name)
        self._want(",", "a closing brace is missing behind the name")
        kind = self._taken(_NAME, "a type is missing behind the comma")
        if kind in PLURALS or kind == "select":
            self._want(",", "the cases are missing")
            return self._choice(start, name, kind)
        if self._at("}"):
            return Argument(start, self.place, name, kind)
        self._want(",", "a closing brace is missing behind the type")
        self._style(start)
        return Argument(start, self.place, name, kind, True)

    def _style(self, start: int) -> None:
        depth = 1
        while self.place < len(self.text):
            character = self.text[self.place]
            if character == "'":
                self._apostrophe("{}")
                continue
            self.place += 1
            depth += {"{": 1, "}": -1}.get(character, 0)
            if not depth:
                return
        raise MessageError("this brace is never closed", start)

    def _choice(self, start: int, name: str, kind: str) -> Choice:
        self._depth += 1
        if self._depth > NESTING:
            raise MessageError(f"choices nested deeper than {NESTING}", start)
        offset, branches = 0, []
        self._skip()
        if kind == "plural" and (match := _OFFSET.match(self.text, self.place)):
            offset, self.place = int(match[1]), match.end()
        while True:
            before = self.place
            self._skip()
            if self._at("}"):
                break
            branches.append(self._branch(before, kind, start))
        selectors = [branch.selector for branch in branches]
        twice = next((selector for selector in selectors if selectors.count(selector) > 1), None)
        if twice:
            raise MessageError(f"the case '{twice}' twice", start)
        if "other" not in selectors:
            raise MessageError("the case 'other' is missing", start)
        self._depth -= 1
        return Choice(start, self.place, name, kind, offset, tuple(branches), before)

    def _branch(self, before: int, kind: str, start: int) -> Branch:
        if self.place >= len(self.text):
            raise MessageError("this brace is never closed", start)
        match = _SELECTOR.match(self.text, self.place)
        if not match or (match.group().startswith("=") and kind == "select"):
            raise MessageError("a case is missing here", self.place)
        self.place = match.end()
        self._want("{", f"the message of the case '{match.group()}' is missing")
        inner = self.place
        nodes = self.message(inner, kind in PLURALS)
        outer = self.place
        self._want("}", f"the message of the case '{match.group()}' is never closed")
        return Branch(before, match.group(), match.span(), inner, outer, nodes)

    def _skip(self) -> None:
        found = _SPACE.match(self.text, self.place)
        self.place = found.end() if found else self.place

    def _at(self, character: str) -> bool:
        """Whether a character comes next, behind white space; it is taken then."""
        self._skip()
        if self.text.startswith(character, self.place):
            self.place += 1
            return True
        return False

    def _want(self, character: str, otherwise: str) -> None:
        if not self._at(character):
            raise MessageError(otherwise, self.place)

    def _taken(self, pattern: re.Pattern[str], otherwise: str) -> str:
        self._skip()
        match = pattern.match(self.text, self.place)
        if not match:
            raise MessageError(otherwise, self.place)
        self.place = match.end()
        return match.group()
