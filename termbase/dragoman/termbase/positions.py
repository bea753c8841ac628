"""YAML as a tree of nodes that know their line and column: no aliases, no tags, no surprises.

The tree is built from parser events, so hostile nesting or alias bombs cost nothing: they are refused where they begin.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import yaml

from .errors import DragomanError, Location

MAX_DEPTH = 20
"""Containers inside one another that are accepted; a termbase needs eight."""

MAX_NODES = 3_000_000
"""Values in one file that are accepted, so that no file can fill the memory."""

MAX_PROBLEMS = 1000
"""Problems of one file after which reading stops: a hostile file could have millions."""

# Control, bidirectional, zero-width and other invisible characters, surrogates, non-characters; not tab and line ends.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_BREAK = re.compile("\r\n|\r|\n")

_SYNTAX_HINTS = (
    ("tab character", "indent with spaces, not tabs"),
    ("mapping values are not allowed", "put a value that contains ': ' in quotes"),
    ("cannot start any token", "indent with spaces, not tabs, and quote a value that begins with @, ` or %"),
    ("could not find expected ':'", "every line of an entry reads 'key: value'; a list item begins with '- '"),
    ("end of stream", "a quotation mark or bracket is opened and never closed"),
    ("nesting", "a termbase needs eight levels; quote a value that begins with [ or {"),
    ("expected node content", "a bracket is opened and never closed; quote a value that begins with [ or {"),
    ("expected ',' or", "put a value that contains a comma, a colon or a bracket in quotes; close every bracket"),
    ("expected key", "check the indentation; quote the whole of a value that begins with a quotation mark"),
    ("expected <block end>", "check the indentation; quote the whole of a value that begins with a quotation mark"),
    ("expected '-' indicator", "check the indentation: every '- ' of a list stands in the same column"),
    ("unknown escape character", "in double quotes a backslash begins an escape; use single quotes"),
)


@dataclass(slots=True)
class Node:
    """Anything in a YAML file; line and column count from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Scalar(Node):
    """A value; `plain` where it stands without quotes, so that YAML may take it for a number or truth value."""

    value: str
    plain: bool


@dataclass(slots=True)
class Sequence(Node):
    """A list."""

    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping(Node):
    """Keys and values in file order; no key twice."""

    items: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)


def compose(text: str, name: str, problems: list[DragomanError]) -> Node | None:
    """The tree of the one document in a YAML text; None where it has none.

    What is wrong goes to `problems`. After a syntax error the entries that were complete before it are still returned.
    """
    visible = _without_unseen(text, name, problems)
    builder = _Builder(name, problems)
    try:
        for event in _events(visible):
            if not builder.take(event):
                break
        return builder.tree()
    except yaml.MarkedYAMLError as error:
        problems.append(_syntax_error(error, name))
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        problems.append(DragomanError(f"not valid YAML: {' '.join(str(error).split())}", Location(name)))
    root = builder.tree()
    return None if isinstance(root, Scalar) else root


def unseen(value: str) -> str | None:
    """What the first character that no reader can see is called ("U+202E RIGHT-TO-LEFT OVERRIDE"); None without one."""
    found = _UNSEEN.search(value)
    return _named(found[0]) if found else None


def plain_type(value: str) -> str:
    """What YAML 1.1 takes a value without quotes for: "str", "bool", "int", "float", "null", "timestamp" …"""
    resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers
    for tag, pattern in resolvers.get(value[:1], ()):
        if pattern.match(value):
            return tag.rpartition(":")[2]
    return "str"


def at(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of a code point."""
    line, start = 1, 0
    for found in _BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return line, index - start + 1


def _named(character: str) -> str:
    name = unicodedata.name(character, "control character" if unicodedata.category(character) == "Cc" else "")
    return f"U+{ord(character):04X} {name}".strip()


def _without_unseen(text: str, name: str, problems: list[DragomanError]) -> str:
    """The text with every invisible character reported and made a space, so that positions stay."""
    starts = [0, *(found.end() for found in _BREAK.finditer(text))] if _UNSEEN.search(text) else []
    line = 0
    for found in islice(_UNSEEN.finditer(text), MAX_PROBLEMS):
        while line < len(starts) and starts[line] <= found.start():
            line += 1
        problems.append(
            DragomanError(
                f"invisible character {_named(found[0])}",
                Location(name, line, found.start() - starts[line - 1] + 1),
                "take it out, or save the file anew as plain text in UTF-8",
            )
        )
    return _UNSEEN.sub(" ", text) if starts else text


def _events(text: str) -> Iterator[Any]:
    return yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _place(mark: Any) -> tuple[int, int]:
    """Line and column, from 1, of a parser's mark."""
    return mark.line + 1, mark.column + 1


def _syntax_error(error: yaml.MarkedYAMLError, name: str) -> DragomanError:
    problem = (error.problem or "syntax error").strip()
    context = (error.context or "").strip()
    mark: Any = error.problem_mark
    begun: Any = error.context_mark
    if begun is not None and (mark is None or context.startswith("while scanning")):
        mark, begun = begun, None
    if begun is not None:
        context += " begun at {}:{}".format(*_place(begun))
    hint = next((advice for part, advice in _SYNTAX_HINTS if part in problem), "")
    where = Location(name, *_place(mark)) if mark is not None else Location(name)
    return DragomanError(f"not valid YAML: {problem}{' ' + context if context else ''}", where, hint)


@dataclass(slots=True)
class _Open:
    """A container whose end has not come yet, and the key whose value comes next."""

    node: Sequence | Mapping
    key: Scalar | None = None
    dropped: bool = False


class _Builder:
    """Takes parser events and grows the tree."""

    def __init__(self, name: str, problems: list[DragomanError]) -> None:
        self._name = name
        self._problems = problems
        self._root: Node | None = None
        self._stack: list[_Open] = []
        self._documents = 0
        self._taken = 0

    def take(self, event: Any) -> bool:
        """Add an event; False where reading must stop."""
        self._taken += 1
        if self._taken > MAX_NODES:
            self._fail(event, f"more than {MAX_NODES:,} values in one file", "divide it into several files")
            return False
        if isinstance(event, yaml.ScalarEvent):
            text = event.value if event.value.isascii() else unicodedata.normalize("NFC", event.value)
            plain = not event.style and event.tag is None
            node = Scalar(*_place(event.start_mark), text, plain)
            if event.tag is not None or event.anchor is not None:
                self._check_decoration(event)
            self._add(node)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        elif isinstance(event, yaml.CollectionStartEvent):
            return self._open(event)
        elif isinstance(event, yaml.AliasEvent):
            self._fail(
                event,
                f"alias '*{event.anchor}'",
                "aliases are not accepted: write the value out, or quote a value that begins with *",
            )
            self._add(Scalar(*_place(event.start_mark), f"*{event.anchor}", False))
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._fail(event, "a second YAML document in one file", "take out the line '---', or make two files")
                return False
        return len(self._problems) < MAX_PROBLEMS

    def tree(self) -> Node | None:
        """The root; of what is still open only the outer list survives, with the entries that were complete."""
        if self._stack:
            outer, inner = self._stack[0], self._stack[1] if len(self._stack) > 1 else None
            if isinstance(outer.node, Mapping) and outer.key and inner and isinstance(inner.node, Sequence):
                outer.node.items.setdefault(outer.key.value, (outer.key, inner.node))
            self._root = outer.node
        return self._root

    def _open(self, event: Any) -> bool:
        if len(self._stack) >= MAX_DEPTH:
            self._fail(event, f"more than {MAX_DEPTH} lists or mappings inside one another", "a termbase needs eight")
            return False
        if event.tag is not None or event.anchor is not None:
            self._check_decoration(event)
        make = Sequence if isinstance(event, yaml.SequenceStartEvent) else Mapping
        self._stack.append(_Open(make(*_place(event.start_mark))))
        return True

    def _close(self) -> None:
        self._add(self._stack.pop().node)

    def _add(self, node: Node) -> None:
        if not self._stack:
            self._root = node
            return
        parent = self._stack[-1]
        if isinstance(parent.node, Sequence):
            parent.node.items.append(node)
        elif parent.key is None:
            self._add_key(parent, parent.node, node)
        else:
            if not parent.dropped:
                parent.node.items[parent.key.value] = (parent.key, node)
            parent.key, parent.dropped = None, False

    def _add_key(self, parent: _Open, mapping: Mapping, node: Node) -> None:
        where = Location(self._name, node.line, node.column)
        if not isinstance(node, Scalar):
            self._problems.append(
                DragomanError(
                    "a list or mapping as a key", where, "a key is one word; quote a value that begins with [ or {"
                )
            )
            parent.key, parent.dropped = Scalar(node.line, node.column, "", False), True
            return
        parent.key = node
        if (first := mapping.items.get(node.value)) is not None:
            self._problems.append(
                DragomanError(
                    f"key '{node.value[:60]}' twice",
                    where,
                    f"first at {first[0].line}:{first[0].column}; keep one of the two",
                )
            )
            parent.dropped = True

    def _check_decoration(self, event: Any) -> None:
        if event.anchor is not None:
            self._fail(
                event,
                f"anchor '&{event.anchor}'",
                "anchors are not accepted: write values out, and quote a value that begins with &",
            )
        if event.tag is not None and event.tag != "tag:yaml.org,2002:str":
            self._fail(
                event,
                f"tag '{event.tag.replace('tag:yaml.org,2002:', '!!')}'",
                "tags are not accepted: take it out, or quote a value that begins with !",
            )

    def _fail(self, event: Any, message: str, hint: str) -> None:
        self._problems.append(DragomanError(message, Location(self._name, *_place(event.start_mark)), hint))
