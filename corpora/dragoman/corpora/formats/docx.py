"""Word documents (.docx, .docm, .dotx): a unit is a paragraph, of the text, its tables and text boxes, headers, footers and
notes, or the title among the document's properties.

Comments, deleted text, hidden text, formulas, charts, pictures and paragraphs in a style for code stay as they are. The
translated runs say they are in the target language, for the spell checker. All other parts of the package, macros and
signatures included, are the same bytes; a signature no longer fits a document that has changed.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dragoman.corpora.files import Encoding
from dragoman.corpora.markup import Marked
from dragoman.corpora.places import splice
from dragoman.corpora.units import Fill, Stamp, State, Unit
from dragoman.corpora.xmlspans import Element, Text, decode, elements, encode, plain
from dragoman.termbase.errors import InputError, Location
from dragoman.termbase.language import language as find_language

from . import inline
from .docx_package import Package
from .docx_runs import NAMESPACES, RunPiece, Story, is_code, style
from .docx_write import Writer
from .settle import settle
from .xml_inline import escape

_PARTS = ("header", "footer", "footnotes", "endnotes")
_MAIN, _PROPERTIES = "officeDocument", "core-properties"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_HEADINGS = re.compile(r"(?:heading|title|subtitle|caption)\d*", re.IGNORECASE)
_NAMES = (b"[Content_Types].xml", b"_rels/.rels", b"word/", b"docProps/", b"mimetype")


def sniff(head: bytes) -> bool:
    """Whether these are the first bytes of a Word document."""
    return head.startswith(b"PK\x03\x04") and head[30:].startswith(_NAMES) and b"word/" in head


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the package with text in it."""

    name: str
    text: Text
    encoding: Encoding
    prefix: str


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph: the pieces before its text, those of its text, and those behind; start, end: of what holds them."""

    part: _Part
    start: int
    end: int
    before: Sequence[RunPiece]
    core: Sequence[RunPiece]
    behind: Sequence[RunPiece]


@dataclass(frozen=True, slots=True)
class WordFile:
    """A parsed Word document; see units.UnitFile."""

    name: str
    data: bytes
    package: Package
    paragraphs: Sequence[_Paragraph]
    units: Sequence[Unit]
    source_language: str | None = None
    target_language: str | None = None
    messages: bool = False

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """The document with some units filled; see units.UnitFile.fill. The stamp goes nowhere.

        A unit filled with its own source stays as it is. Raises ValueError for spans that do not nest.
        """
        del stamp
        tag = find_language(language)
        changed = inline.changed(fills, self.units)
        if not changed:
            return self.data
        parts: dict[str, _Part] = {}
        writers: dict[str, Writer] = {}
        edits: dict[str, list[tuple[int, int, str]]] = {}
        # from the end, so that what is inside a paragraph, a text box for one, is done before it
        for index in sorted(changed, key=lambda index: -self.paragraphs[index].start):
            paragraph = self.paragraphs[index]
            part = paragraph.part
            parts[part.name] = part
            writer = writers.setdefault(part.name, Writer(part.prefix, tag))
            done = edits.setdefault(part.name, [])
            inner = []
            while done and done[-1][0] < paragraph.end:
                inner.append(done.pop())
            settled = settle(changed[index], paragraph.core, tag.tag)
            done.append((paragraph.start, paragraph.end, _body(paragraph, settled, inner, writer)))
        return self.package.replaced(
            {
                name: encode(splice(part.text.raw(0, part.text.end), edits[name]), part.encoding)
                for name, part in parts.items()
            }
        )


def _body(paragraph: _Paragraph, target: Marked, edits: Sequence[tuple[int, int, str]], writer: Writer) -> str:
    """What a paragraph holds then. edits: in it, in order."""
    if not any(piece.run or piece.role for piece in paragraph.core):
        return escape(target.text)  # no runs: the title among the properties

    def raw(piece: RunPiece) -> str:
        low, high = bisect_left(edits, (piece.start,)), bisect_left(edits, (piece.end,))
        return splice(piece.raw, [(start - piece.start, end - piece.start, new) for start, end, new in edits[low:high]])

    return writer.paragraph(paragraph.before, paragraph.core, paragraph.behind, target, raw)


def parse(data: bytes, name: str, source: str, target: str | None = None) -> WordFile:
    """The units of a Word document.

    Raises InputError for what is no Word document, is damaged or protected by a password, or looks like an attack (see
    docx_package); UnknownNameError for an unknown language.
    """
    del target
    terminators = find_language(source).terminators
    package = Package(data, name)
    main, properties = _main(package, name)
    paragraphs: list[_Paragraph] = []
    units: list[Unit] = []
    for part_name in [main, *_text_parts(package, main, name)]:
        part = _part(package, part_name, name)
        label = "" if part_name == main else posixpath.splitext(posixpath.basename(part_name))[0]
        path = f"{name} ({label})" if label else name
        for paragraph, number in _paragraphs(part, path, terminators):
            where = Location(path, number)
            key = f"{label} paragraph {number}".strip()
            paragraphs.append(paragraph)
            units.append(Unit(key, inline.marked(paragraph.core, where), None, State.NEW, where))
    if properties:
        for paragraph in _title(_part(package, properties, name)):
            where = Location(f"{name} (properties)")
            paragraphs.append(paragraph)
            units.append(Unit("title", inline.marked(paragraph.core, where), None, State.NEW, where))
    return WordFile(name, data, package, paragraphs, units)


def _part(package: Package, part_name: str, name: str) -> _Part:
    path = f"{name}, part {part_name}"
    characters, encoding = decode(package.read(part_name), path)
    match = re.search(r"<(?:([\w.-]+):)?p(?=[\s/>])", characters)
    return _Part(part_name, Text(path, characters), encoding, f"{match[1]}:" if match and match[1] else "")


def _main(package: Package, name: str) -> tuple[str, str]:
    """The names of the part with the text, and of that with the properties (empty where there is none)."""
    relations = dict(_relations(package, "_rels/.rels", "", name))
    main = next((part for part, kind in relations.items() if kind == _MAIN), "")
    if main not in package:
        raise InputError("not a Word document: its main part is missing", name, "is this the right file?")
    properties = next((part for part, kind in relations.items() if kind == _PROPERTIES and part in package), "")
    return main, properties


def _text_parts(package: Package, main: str, name: str) -> list[str]:
    """The headers, footers and notes, in this order."""
    folder, base = posixpath.split(main)
    relations = list(_relations(package, f"{folder}/_rels/{base}.rels".lstrip("/"), folder, name))
    found = [part for wanted in _PARTS for part, kind in relations if kind == wanted and part in package]
    return list(dict.fromkeys(found))


def _relations(package: Package, part: str, folder: str, name: str) -> Iterator[tuple[str, str]]:
    """The parts a relationship part names, each with the last word of its type."""
    if part not in package:
        return
    path = f"{name}, part {part}"
    text = Text(path, decode(package.read(part), path)[0])
    for element in elements(text, ("Relationship",)):
        target, kind = element.attributes.get("Target", ""), element.attributes.get("Type", "")
        if element.attributes.get("TargetMode") != "External" and target:
            whole = target if target.startswith("/") else posixpath.join("/", folder, target)
            yield posixpath.normpath(whole).lstrip("/"), kind.rpartition("/")[2]


def _paragraphs(part: _Part, path: str, terminators: str) -> Iterator[tuple[_Paragraph, int]]:
    """The paragraphs of a part that have text, each with its number, those in text boxes behind the one they are in."""
    story = Story(part.text, part.prefix)
    root: list[Element] = []
    number = 0
    for outer in elements(part.text, ("p",), lambda element, _: root.append(element) if not root else None):
        for element in _all(outer):
            number += 1
            own = story if element is outer else Story(part.text, part.prefix)
            paragraph = _paragraph(element, part, own, Location(path, number), terminators)
            if paragraph is not None:
                yield paragraph, number
    if not root or root[0].namespace not in NAMESPACES:
        raise InputError("not a Word document", path, "is this the right file?")


def _all(outer: Element) -> Iterator[Element]:
    """A paragraph and those inside it, in order."""
    waiting = [outer]
    while waiting:
        element = waiting.pop()
        if element.name == "p" and element.namespace in NAMESPACES:
            yield element
        waiting.extend(reversed(element.children))


def _paragraph(element: Element, part: _Part, story: Story, where: Location, terminators: str) -> _Paragraph | None:
    pieces = story.paragraph(element, where)
    properties = element.first("pPr")
    name = style(properties, "pStyle")
    if is_code(name):
        return None
    start, end = inline.core(pieces, where)
    if start == end:
        return None
    core = inline.flowing(pieces[start:end], _HEADINGS.fullmatch(name) is not None, terminators)
    inner = properties.end if properties is not None else element.inner
    return _Paragraph(part, inner, element.outer, pieces[:start], core, pieces[end:])


def _title(part: _Part) -> Iterator[_Paragraph]:
    for element in elements(part.text, ("title",)):
        raw = part.text.content(element)
        if element.namespace == _DUBLIN_CORE and not element.children and raw.strip():
            piece = RunPiece(raw, plain(raw), start=element.inner, end=element.outer)
            yield _Paragraph(part, element.inner, element.outer, (), (piece,), ())
