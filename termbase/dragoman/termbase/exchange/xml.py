"""XML of unknown origin, read as a stream: no entities, no DTD, no network, and never more than one entry in memory.

`parse_events` hands over complete elements one after the other and forgets each when the next is asked for.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO, TypeAlias

from lxml import etree  # type: ignore[import-untyped]

from ..errors import InputError, Location

MAX_ELEMENTS = 100_000
"""Elements inside one element that is handed over; a hostile file could hold nothing else."""

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
"""The attribute xml:lang."""

_SPACE = re.compile("[ \t\r\n]+")
_DECLARATION = re.compile(rb"<!ENTITY")
_PROLOG = 1 << 16  # bytes in which an entity declaration is looked for, to say where it stands
# native codes of other programs (ISO 30042 meta-markup): what is in them is no text
_CODE_ELEMENTS = frozenset(("bpt", "ept", "ph", "it", "sc", "ec"))

Element: TypeAlias = Any
"""An lxml element: lxml ships no types."""


def parse_events(source: BinaryIO | bytes, name: str, tags: Collection[str]) -> Iterator[Element]:
    """The outermost elements of the local names `tags`, in any namespace, in the order of the file.

    Each is complete and stands under its ancestors (whose attributes are there, but not their other children); it is
    empty as soon as the next one is asked for. `name` is what problems call the file.
    Raises InputError, with line and column, for what is no well-formed XML, is nested too deeply, declares entities or
    uses one that nobody declared. A DOCTYPE that only names a DTD is passed over; the DTD is not read.
    """
    stream = _Replayed(io.BytesIO(source) if isinstance(source, bytes) else source)
    events = etree.iterparse(
        stream,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    wanted = frozenset(tags)
    root: Element | None = None
    inside: Element | None = None
    count = 0
    try:
        for event, element in events:
            if root is None:
                root = element
                _refuse_entities(root, stream, name)
            if event == "start":
                count += 1
                if inside is None and local(element) in wanted:
                    inside, count = element, 0
                elif inside is not None and count > MAX_ELEMENTS:
                    raise InputError(f"more than {MAX_ELEMENTS:,} elements in one entry", at(inside, name))
            elif inside is None or element is inside:
                if element is inside:
                    _refuse_references(element, name)
                    yield element
                    inside = None
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise _not_well_formed(error, events.error_log, name) from None
    except (LookupError, ValueError, UnicodeError) as error:
        raise InputError(f"not readable as XML: {' '.join(str(error).split())}", Location(name, 1, 1)) from None


def local(element: Element) -> str:
    """An element's name without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """An element's namespace; empty where it has none."""
    tag = element.tag
    return tag[1:].rpartition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def at(element: Element, name: str) -> Location:
    """The line an element begins on; the parser keeps no columns."""
    return Location(name, element.sourceline or 0)


def text(element: Element) -> str:
    """The text in an element, inline markup taken out, white space collapsed as XML understands it."""
    return collapse("".join(_pieces(element)))


def collapse(value: str) -> str:
    """A text with every run of XML white space (space, tab, line ends) made one space, none at its ends."""
    return _SPACE.sub(" ", value).strip(" ")


def root_name(head: bytes) -> str | None:
    """The local name of the root of a file that begins with these bytes; None where it is no XML."""
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        parser.feed(head)
        return next((local(element) for _, element in parser.read_events()), None)
    except (etree.XMLSyntaxError, LookupError, ValueError):
        return None


def _pieces(element: Element) -> Iterator[str]:
    # by hand instead of itertext: codes are left out, what stands behind them is not
    stack: list[tuple[Element, bool]] = [(element, True)]
    while stack:
        node, opening = stack.pop()
        if not opening:
            yield node.tail or ""
            continue
        if local(node) not in _CODE_ELEMENTS:
            yield node.text or ""
            for child in reversed(node):
                stack += [(child, False), (child, True)]


def _forget(element: Element) -> None:
    """Drop an element's content and the siblings before it, which are done with."""
    parent = element.getparent()
    element.clear()
    if parent is not None:
        while (previous := element.getprevious()) is not None:
            parent.remove(previous)


def _refuse_entities(root: Element, stream: _Replayed, name: str) -> None:
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        where = stream.find(_DECLARATION, name)
        raise InputError("the file's DOCTYPE declares entities: refused", where, "take the declarations out")


def _refuse_references(element: Element, name: str) -> None:
    for entity in element.iter(etree.Entity):
        parent = entity.getparent()
        where = at(element if parent is None else parent, name)
        raise InputError(f"entity {entity.text} is declared nowhere", where, "write the character itself")


def _not_well_formed(error: Any, log: Any, name: str) -> InputError:
    # the first of the parser's errors: later ones follow from it, and the exception may name none of them
    first = next(iter(log), None)
    line, column = (first.line, first.column) if first is not None else error.position
    said = first.message if first is not None else error.msg or "nobody knows why"
    message = re.sub(r", line \d+, column \d+.*$", "", " ".join(said.split()))
    return InputError(f"not well-formed XML: {message}", Location(name, max(line, 1), max(column, 1)), _hint(message))


def _hint(message: str) -> str:
    if "Premature end" in message or "EndTag" in message or "Document is empty" in message:
        return "is it cut short?"
    if "Excessive depth" in message or "huge" in message.lower():
        return "such a file is not accepted"
    return ""


class _Replayed:
    """A binary stream that remembers its first bytes, to tell where in them something stands."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._head = b""

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if len(self._head) < _PROLOG:
            self._head += data[: _PROLOG - len(self._head)]
        return data

    def find(self, pattern: re.Pattern[bytes], name: str) -> Location:
        """Where a pattern of ASCII characters begins; without it, the file as a whole."""
        head = self._head.replace(b"\0", b"") if self._head[:2] in (b"\xff\xfe", b"\xfe\xff") else self._head
        found = pattern.search(head)
        if not found:
            return Location(name, 1, 1)
        before = head[: found.start()].decode("utf-8", "replace")
        return Location(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
