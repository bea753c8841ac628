"""Edits to the raw text of an XML file: attributes set in a tag, elements put beside others as the file indents them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dragoman.corpora import places
from dragoman.corpora.xmlspans import Element, Text

from .xml_inline import quoted

_ATTRIBUTE = re.compile(r"""(\s+)([^\s=/>"']+)(\s*=\s*)("[^"]*"|'[^']*')""")
_INDENT = 200  # deepest indentation looked for
_LEAD = re.compile(r"(?:\r\n|\n|\r)[ \t]*\Z")


@dataclass(frozen=True, slots=True)
class Edit:
    """What the characters from `start` to `end` of a file become."""

    start: int
    end: int
    text: str


def splice(characters: str, edits: Iterable[Edit]) -> str:
    """The text with edits made; at one place in the order they are given. They must not overlap."""
    return places.splice(characters, ((edit.start, edit.end, edit.text) for edit in edits))


def with_attributes(tag: str, values: Mapping[str, str | None], after: str = "") -> str:
    """A start tag with attributes set, or taken out (None); all else in it stays.

    after: the attribute new ones follow; without it, or where it is not there, they follow the last one.
    """
    left = {name: value for name, value in values.items() if value is not None}
    pieces = [_opening(tag)]
    done, place = len(pieces[0]), -1
    for match in _ATTRIBUTE.finditer(tag, done):
        space, name, equals, old = match.groups()
        if name not in values:
            pieces.append(match.group())
        elif name in left:
            pieces.append(f"{space}{name}{equals}{quoted(left.pop(name), old[0])}")
        place = len(pieces) if name == after else place
        done = match.end()
    new = "".join(f" {name}={quoted(value)}" for name, value in left.items())
    pieces.insert(len(pieces) if place < 0 else place, new)
    return "".join([*pieces, tag[done:]])


def _opening(tag: str) -> str:
    return re.split(r"[\s/>]", tag, maxsplit=1)[0]


def opened(tag: str) -> str:
    """An empty-element tag as a start tag; a start tag as it is."""
    return f"{tag[:-2].rstrip()}>" if tag.endswith("/>") else tag


def prefix(text: Text, element: Element) -> str:
    """The namespace prefix an element's name is written with, colon included; empty for none."""
    before, colon, _ = _opening(text.raw(element.start, element.inner)).partition(":")
    return before[1:] + colon if colon else ""


def lead(text: Text, start: int) -> str:
    """The line break and indentation before an offset; empty where something else stands there on its line."""
    match = _LEAD.search(text.raw(max(text.base, start - _INDENT), start))
    return match[0] if match else ""


def newline(characters: str) -> str:
    """What lines of a text end with: CR LF where the first line does, else LF."""
    end = characters.find("\n")
    return "\r\n" if end > 0 and characters[end - 1] == "\r" else "\n"


def replaced(text: Text, element: Element, attributes: Mapping[str, str | None], content: str) -> Edit:
    """An element with other content and some attributes set, its tags else as they were."""
    tag = with_attributes(opened(text.raw(element.start, element.inner)), attributes)
    if element.empty:
        return Edit(element.start, element.end, f"{tag}{content}</{_opening(tag)[1:]}>")
    return Edit(element.start, element.outer, f"{tag}{content}")


def removed(text: Text, element: Element) -> Edit:
    """An element gone, with the line break and indentation before it."""
    return Edit(element.start - len(lead(text, element.start)), element.end, "")


def tagged(text: Text, element: Element, attributes: Mapping[str, str | None], after: str = "") -> Edit:
    """An element's start tag with attributes set; see with_attributes."""
    raw = text.raw(element.start, element.inner)
    return Edit(element.start, element.inner, with_attributes(raw, attributes, after))
