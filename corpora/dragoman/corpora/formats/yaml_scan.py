"""YAML as a list of the strings in it that know where they stand, so that one can be replaced and all else stays.

Read from parser events, so that nothing is ever composed: aliases stay aliases, however many, and tags make nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from dragoman.corpora.places import Places
from dragoman.termbase.errors import InputError, Location
from dragoman.termbase.positions import plain_type

NESTING = 100

_PROPERTIES = re.compile(r"(?:[&!][^\s]*\s+)*")
_STRING = frozenset((None, "!", "tag:yaml.org,2002:str"))
_HINTS = (
    ("tab character", "indent with spaces, not tabs"),
    ("cannot start any token", "put a value that begins with @, ` or % in quotes"),
    ("mapping values are not allowed", "put a value that contains ': ' in quotes"),
    ("could not find expected ':'", "check the indentation, and that every key has a colon behind it"),
    ("end of stream", "a quotation mark or bracket is opened and never closed"),
    ("unknown escape character", "in double quotes a backslash begins an escape; use single quotes"),
    ("expected <block end>", "check the indentation; quote the whole of a value that begins with a quotation mark"),
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar: half-open offsets without anchor and tag; style: ' " | > or nothing for a plain one."""

    start: int
    end: int
    text: str
    style: str
    flow: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A string that is no key. key: the one it stands under, None in a list."""

    path: tuple[str, ...]
    scalar: Scalar
    key: Scalar | None


@dataclass(slots=True)
class Contents:
    """What is in a file. roots: the keys at the top of each document, those with a mapping under them."""

    values: list[Value] = field(default_factory=list)
    roots: list[dict[str, Scalar | None]] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is open; key: the one whose value comes next."""

    mapping: bool
    flow: bool
    key: Scalar | None = None
    number: int = 0
    seen: dict[str, int] = field(default_factory=dict)


def parse(text: str, places: Places) -> Contents:
    """The strings of a YAML text. Raises InputError with the place of what is wrong: syntax, a key twice, deep nesting."""
    reader = _Reader(text, places)
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        raise _syntax(error, places) from None
    except yaml.reader.ReaderError as error:
        at = text.find(chr(error.character)) if isinstance(error.character, int) else -1
        raise places.error("not valid YAML: a character that YAML does not allow", max(0, at), "take it out") from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise InputError(f"not valid YAML: {' '.join(str(error).split())}", Location(places.name)) from None
    return reader.contents


def _syntax(error: yaml.MarkedYAMLError, places: Places) -> InputError:
    problem = (error.problem or "syntax error").strip()
    mark: Any = error.problem_mark or error.context_mark
    where = Location(places.name, mark.line + 1, mark.column + 1) if mark is not None else Location(places.name)
    hint = next((advice for part, advice in _HINTS if part in problem), "")
    context = f" {error.context.strip()}" if error.context else ""
    return InputError(f"not valid YAML: {problem}{context}", where, hint)


class _Reader:
    def __init__(self, text: str, places: Places) -> None:
        self._text, self._places = text, places
        self._stack: list[_Frame] = []
        self._inside_key = 0  # how many containers of a key that is no scalar are open
        self.contents = Contents()

    def take(self, event: Any) -> None:
        """Go on by one event."""
        if isinstance(event, yaml.DocumentStartEvent):
            self.contents.roots.append({})
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.AliasEvent):
            self._other(event)

    def _open(self, event: Any) -> None:
        if len(self._stack) + self._inside_key >= NESTING:
            raise self._places.error(f"nested deeper than {NESTING}", event.start_mark.index)
        if self._inside_key or self._key_next():
            self._inside_key += 1
            return
        if len(self._stack) == 1 and self._stack[0].key and isinstance(event, yaml.MappingStartEvent):
            self.contents.roots[-1][self._stack[0].key.text] = self._stack[0].key
        self._stack.append(_Frame(isinstance(event, yaml.MappingStartEvent), bool(event.flow_style)))

    def _close(self) -> None:
        if self._inside_key:
            self._inside_key -= 1
            if not self._inside_key:
                self._stack[-1].key = Scalar(0, 0, "?", "", False)
            return
        self._stack.pop()
        self._done()

    def _key_next(self) -> bool:
        return bool(self._stack) and self._stack[-1].mapping and self._stack[-1].key is None

    def _scalar(self, event: Any) -> None:
        if self._inside_key:
            return
        scalar = self._placed(event)
        if self._key_next():
            self._key(scalar)
            return
        plain = not event.style and event.tag is None
        if self._stack and event.tag in _STRING and not (plain and plain_type(event.value) != "str"):
            frame = self._stack[-1]
            self.contents.values.append(Value(self._path(), scalar, frame.key if frame.mapping else None))
        self._done()

    def _key(self, scalar: Scalar) -> None:
        frame = self._stack[-1]
        if scalar.text in frame.seen and scalar.text != "<<":
            first = self._places(frame.seen[scalar.text])
            raise self._places.error(
                f"key '{scalar.text[:60]}' twice",
                scalar.start,
                f"first at {first.line}:{first.column}; keep one of the two",
            )
        frame.seen[scalar.text] = scalar.start
        frame.key = scalar
        if len(self._stack) == 1:
            self.contents.roots[-1][scalar.text] = None

    def _other(self, event: Any) -> None:
        if self._inside_key:
            return
        if self._key_next():
            self._stack[-1].key = Scalar(0, 0, f"*{event.anchor}", "", False)
        else:
            self._done()

    def _placed(self, event: Any) -> Scalar:
        start, end = event.start_mark.index, event.end_mark.index
        properties = _PROPERTIES.match(self._text, start, end) if event.anchor or event.tag else None
        flow = bool(self._stack) and self._stack[-1].flow
        return Scalar(properties.end() if properties else start, end, event.value, event.style or "", flow)

    def _done(self) -> None:
        """A value is complete."""
        if self._stack:
            self._stack[-1].key = None
            self._stack[-1].number += 1

    def _path(self) -> tuple[str, ...]:
        return tuple(frame.key.text if frame.mapping and frame.key else str(frame.number) for frame in self._stack)


def only_root(contents: Contents) -> Scalar | None:
    """The only key at the top of a file of one document, where a mapping stands under it."""
    if len(contents.roots) != 1 or len(contents.roots[0]) != 1:
        return None
    return next(iter(contents.roots[0].values()))


def texts(contents: Contents) -> Iterator[tuple[tuple[str, ...], str]]:
    """The path and text of each string."""
    return ((value.path, value.scalar.text) for value in contents.values)
