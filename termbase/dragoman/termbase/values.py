"""Reading single values of a termbase file by their field: text, flags, choices, lists, cells."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from . import positions
from .errors import DragomanError, Location
from .fields import ID_PATTERN, Field
from .positions import Node, Scalar

_YES = frozenset(("true", "yes", "on"))
_NO = frozenset(("false", "no", "off"))
_IDENTIFIER = re.compile(ID_PATTERN)
_BREAK = re.compile(r"[\n\r\t]")

_UNQUOTED = {
    "bool": "a truth value",
    "int": "a number",
    "float": "a number",
    "timestamp": "a date",
    "null": "nothing",
}


class TooManyProblemsError(Exception):
    """Reading stops here; internal to loading."""


class Reader:
    """Reads nodes of one file and collects what is wrong; a value that cannot be read is None."""

    def __init__(self, path: str, problems: list[DragomanError]) -> None:
        self.path = path
        self.problems = problems

    def at(self, node: Node) -> Location:
        """The place of a node."""
        return Location(self.path, node.line, node.column)

    def fail(self, node: Node, message: str, hint: str = "") -> None:
        """Note a problem. Raises TooManyProblemsError when enough have been seen."""
        self.problems.append(DragomanError(message, self.at(node), hint))
        if len(self.problems) >= positions.MAX_PROBLEMS:
            raise TooManyProblemsError

    def mapping(self, node: Node, fields: Mapping[str, Field], what: str, key: Node | None = None) -> Found:
        """The values of a mapping by key. Unknown and missing keys are problems, the missing ones at `key` if given."""
        if not isinstance(node, positions.Mapping):
            self.fail(node, f"{what} must be a mapping, not {shape_of(node)}", f"its keys: {', '.join(fields)}")
            return Found(self, {}, fields)
        found, meant = {}, set()
        for name, (place, value) in node.items.items():
            if name in fields:
                found[name] = value
            else:
                meant.add(nearest(name, fields))
                self.fail(place, f"{what} has no key '{cut(name)}'", suggest(name, fields, "keys"))
        self.require(key or node, {*found, *meant}, fields, what)
        return Found(self, found, fields)

    def require(self, node: Node, found: Collection[str | None], fields: Mapping[str, Field], what: str) -> None:
        """Report the required keys that were not found."""
        for name, item in fields.items():
            if item.required and name not in found:
                self.fail(node, f"{what} has no '{name}'", f"{name}: {item.help[0].lower()}{item.help[1:].rstrip('.')}")

    def text(self, node: Node, what: str) -> str | None:
        """A text of any number of lines; normalised to NFC."""
        if not isinstance(node, Scalar):
            self.fail(node, f"{what} must be text, not {shape_of(node)}")
            return None
        value = node.value
        if node.plain and (kind := positions.plain_type(value)) in _UNQUOTED and value:
            self.fail(node, f"{what} is {cut(value)} without quotes, which YAML reads as {_UNQUOTED[kind]}",
                      f"write '{cut(value)}' in quotes")  # fmt: skip
            return None
        if not value.strip():
            self.fail(node, f"{what} is empty", "give it a value, or leave the key out")
            return None
        if (name := positions.unseen(value)) is not None:
            self.fail(node, f"{what} has the invisible character {name}", "take it out")
            return None
        return value

    def line(self, node: Node, what: str) -> str | None:
        """A text of one line."""
        value = self.text(node, what)
        if value is not None and _BREAK.search(value):
            self.fail(node, f"{what} has a line break or tab in it", "write it on one line, with single spaces")
            return None
        return value

    def prose(self, node: Node, what: str) -> str | None:
        """A text of any number of lines, without white space at its ends."""
        value = self.text(node, what)
        return None if value is None else value.strip()

    def identifier(self, node: Node, what: str) -> str | None:
        """A text like `supreme-peoples-procuratorate`."""
        value = self.line(node, what)
        if value is not None and not _IDENTIFIER.fullmatch(value):
            better = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")
            advice = f"; for example {better[:60].strip('-')}" if better else ""
            self.fail(
                node,
                f"{what} '{cut(value)}' is not a name",
                f"use small Latin letters, digits and single hyphens{advice}",
            )
            return None
        return value

    def flag(self, node: Node, what: str) -> bool | None:
        """true or false."""
        value = node.value.lower() if isinstance(node, Scalar) else ""
        if value in _YES or value in _NO:
            return value in _YES
        self.fail(node, f"{what} must be true or false, not {shape_of(node)}")
        return None

    def choice(self, node: Node, what: str, choices: Sequence[str]) -> str | None:
        """One of a set of words; true and false stand for yes and no where those are among them."""
        value = node.value if isinstance(node, Scalar) else None
        if value is not None and value not in choices and "yes" in choices:
            value = "yes" if value.lower() in _YES else "no" if value.lower() in _NO else value
        if value is not None and value in choices:
            return value
        self.fail(node, f"{what} cannot be {shape_of(node)}", suggest(value or "", choices, "there is"))
        return None

    def items(self, node: Node) -> list[Node]:
        """The items of a list; anything else is a list of one."""
        return node.items if isinstance(node, positions.Sequence) else [node]

    def lines(self, node: Node, what: str) -> tuple[str, ...]:
        """Texts of one line each."""
        return tuple(value for item in self.items(node) if (value := self.line(item, what)) is not None)

    def choices(self, node: Node, what: str, choices: Sequence[str]) -> tuple[str, ...]:
        """Some of a set of words, each once, in the order of the set."""
        found = {value for item in self.items(node) if (value := self.choice(item, what, choices)) is not None}
        return tuple(value for value in choices if value in found)

    def cells(self, node: Node, what: str, names: Sequence[str]) -> dict[str, str]:
        """Forms by grammatical cell."""
        if not isinstance(node, positions.Mapping):
            example = f", for example {{{names[1]}: …}}" if names else ""
            self.fail(node, f"{what} must be a mapping of cells to forms, not {shape_of(node)}{example}")
            return {}
        forms = {}
        for name, (key, value) in node.items.items():
            if name not in names:
                hint = suggest(name, names, "cells") if names else "terms of this language do not change"
                self.fail(key, f"{what} has no cell '{cut(name)}'", hint)
            elif (form := self.line(value, f"{what} {name}")) is not None:
                forms[name] = form
        return forms


@dataclass(frozen=True, slots=True)
class Found:
    """The values of a mapping, read by name and field; what is absent or wrong comes as "", None or ()."""

    reader: Reader
    nodes: Mapping[str, Node]
    fields: Mapping[str, Field]

    def __contains__(self, name: str) -> bool:
        return name in self.nodes

    def __getitem__(self, name: str) -> Node:
        return self.nodes[name]

    def line(self, name: str) -> str:
        """A text of one line."""
        return (self.reader.line(self.nodes[name], name) or "") if name in self.nodes else ""

    def lines(self, name: str) -> tuple[str, ...]:
        """Texts of one line each."""
        return self.reader.lines(self.nodes[name], name) if name in self.nodes else ()

    def prose(self, name: str) -> str:
        """A text of any number of lines."""
        return (self.reader.prose(self.nodes[name], name) or "") if name in self.nodes else ""

    def flag(self, name: str) -> bool | None:
        """true or false."""
        return self.reader.flag(self.nodes[name], name) if name in self.nodes else None

    def choice(self, name: str) -> str | None:
        """One of the field's words."""
        return self.reader.choice(self.nodes[name], name, self.fields[name].choices) if name in self.nodes else None

    def choices(self, name: str) -> tuple[str, ...]:
        """Some of the field's words."""
        return self.reader.choices(self.nodes[name], name, self.fields[name].choices) if name in self.nodes else ()

    def cells(self, name: str, cells: Sequence[str]) -> dict[str, str]:
        """Forms by grammatical cell."""
        return self.reader.cells(self.nodes[name], name, cells) if name in self.nodes else {}


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is spelt most like another; None where none is near."""
    near = difflib.get_close_matches(word.lower(), list(known), 1) if len(word) < 50 else []
    return near[0] if near else None


def suggest(word: str, known: Collection[str], label: str) -> str:
    """A hint: the known word that is nearest, if one is near, and all the known words."""
    near = nearest(word, known)
    return f"{f'did you mean {near}? ' if near else ''}{label}: {', '.join(known)}"


def cut(value: str) -> str:
    """A value short enough for a message, on one line."""
    flat = " ".join(value.split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"


def shape_of(node: Node) -> str:
    """What a node is, in words."""
    if isinstance(node, Scalar):
        return f"'{cut(node.value)}'" if node.value.strip() else "nothing"
    return "a list" if isinstance(node, positions.Sequence) else "a mapping"
