"""TMX 1.4b (and 1.1 to 1.4): each `tu` with a segment in the source language is a unit.

Languages are those of `xml:lang` or `lang`: the likeliest of the variants is taken, so that en-AU serves as English where
there is nothing closer, and zh-TW never as simplified Chinese. A target variant without text is none; TMX knows no states,
so a draft is told by a property of this program's, and where it comes from in a note that begins with the program's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import BinaryIO

from dragoman.corpora.markup import Marked
from dragoman.corpora.units import Fill, Stamp, State, Unit
from dragoman.corpora.xmlspans import LANG, Element, Text, root
from dragoman.corpora.xmlspans import stream as stream_elements
from dragoman.termbase.errors import InputError, Location
from dragoman.termbase.language import Language, likeness
from dragoman.termbase.language import language as find_language

from . import xml_edit, xml_inline
from .expected import check_indices
from .xml_edit import Edit
from .xml_inline import Kind
from .xml_units import BY, XmlFile, blank, place, words

_STATE = f"x-{BY}-state"
_KINDS = {"hi": Kind.SPAN, "bpt": Kind.BEGIN, "ept": Kind.END}
_SHOWN, _TAGS = 8, 1000  # languages named in an error; tags remembered
_AROUND = frozenset(("tmx", "body"))


def sniff(head: bytes) -> bool:
    """Whether a file that begins so is TMX."""
    top = root(head)
    return top is not None and top.name == "tmx"


def parse(data: bytes, name: str, source: str, target: str | None = None) -> Tmx:
    """The units of a TMX file. Raises InputError for what is none, or has nothing in the source language."""
    return Tmx(data, name, source, target)


def stream(file: BinaryIO, name: str, source: str, target: str | None = None) -> Iterator[Unit]:
    """The units of a TMX file of any size, one at a time; see parse. No `tu` may be longer than xmlspans.ELEMENT."""
    reader = _Reader(source, target)
    for text, element in stream_elements(file, name, ("tu",), _check_root):
        unit = reader.unit(text, element)
        if unit is not None:
            yield unit
    reader.check(name)


@dataclass(frozen=True, slots=True)
class _Variant:
    """A `tuv`, its language as the file says it, and its segment."""

    element: Element
    tag: str
    seg: Element


class _Reader:
    """Reads units, and remembers what languages there were."""

    def __init__(self, source: str, target: str | None) -> None:
        self.source = find_language(source)
        self.target = find_language(target) if target is not None else None
        self.count = self.found = 0
        self._likeness: dict[tuple[str, str], int] = {}
        self.others: dict[str, None] = {}
        self.source_tag: str | None = None
        self.target_tag: str | None = None

    def variants(self, element: Element) -> tuple[_Variant | None, _Variant | None]:
        """The source and the target of a `tu`."""
        every = list(_variants(element))
        source = self._best(every, self.source)
        return source, self._best(every, self.target) if self.target is not None else None

    def _best(self, variants: list[_Variant], wanted: Language) -> _Variant | None:
        """The variant in a language, the closest and first where there are several."""
        best, most = None, 0
        for variant in variants:
            # a file has few tags, and asks for each of them a million times
            pair = variant.tag, wanted.tag
            if len(self._likeness) > _TAGS:
                self._likeness.clear()
            if pair not in self._likeness:
                self._likeness[pair] = likeness(variant.tag, wanted)
            if self._likeness[pair] > most:
                best, most = variant, self._likeness[pair]
        return best

    def unit(self, text: Text, element: Element) -> Unit | None:
        """The unit of a `tu`; None where it has no source, or stands elsewhere than it should."""
        if not _own(element):
            return None
        self.count += 1
        source, target = self.variants(element)
        if source is None:
            if len(self.others) < _SHOWN:
                self.others |= dict.fromkeys(variant.tag for variant in _variants(element))
            return None
        self.found += 1
        self.source_tag = self.source_tag or source.tag
        self.target_tag = self.target_tag or (target.tag if target is not None else None)
        content = _marked(text, source.seg)
        there = _marked(text, target.seg) if target is not None else None
        if there is not None and blank(there, content):
            there = None
        props = target.element.all("prop") if target is not None else iter(())
        draft = any(p.attributes.get("type") == _STATE and words(text, p) == State.DRAFT for p in props)
        written = State.DRAFT if draft else State.TRANSLATED
        notes = (words(text, note) for holder in (element, source.element) for note in holder.all("note"))
        return Unit(
            element.attributes.get("tuid") or f"#{self.count}",
            content,
            there,
            State.NEW if there is None else written,
            place(text, source.seg),
            place(text, target.seg) if target is not None and there is not None else None,
            note="\n".join(filter(None, notes)),
        )

    def check(self, name: str) -> None:
        """Raise InputError where nothing was in the source language, though there was something."""
        if self.count and not self.found:
            there = ", ".join(list(self.others)[:_SHOWN]) or "no languages"
            raise InputError(f"nothing in it is in the source language {self.source.tag}", name, f"it has {there}")


class Tmx(XmlFile):
    """A parsed file; see units.UnitFile. Its languages are those of the first unit that has them."""

    messages = False

    def __init__(self, data: bytes, name: str, source: str, target: str | None) -> None:
        super().__init__(data, name)
        self._reader = _Reader(source, target)
        found = (self._reader.unit(self.text, element) for element in self._walk())
        self.units = [unit for unit in found if unit is not None]
        self._reader.check(name)
        self.source_language, self.target_language = self._reader.source_tag, self._reader.target_tag

    def _walk(self) -> Iterator[Element]:
        return self.walk(("tu",), _check_root)

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """See units.UnitFile. A new variant is laid out as the source's is, and dated and signed where that is.

        Raises ValueError also where the marks of a target do not nest.
        """
        check_indices(fills, len(self.units))
        if not fills:
            return self.data
        reader = _Reader(self._reader.source.tag, language)
        # the file's own name for the language, where it has one
        said = self.target_language or ""
        wanted = find_language(language)
        tag = said if likeness(said, wanted) else wanted.tag
        edits: list[Edit] = []
        done = 0
        for element in self._walk():
            source, target = reader.variants(element)
            if source is not None and _own(element):
                if done in fills:
                    edits += self._filled(source, target, fills[done], tag, stamp)
                done += 1
        return self.written(edits)

    def _filled(self, source: _Variant, target: _Variant | None, fill: Fill, tag: str, stamp: Stamp) -> Iterator[Edit]:
        content = xml_inline.content(fill.target, True, self.newline)
        attributes = _signature(source if target is None else target, stamp, target is None)
        if target is None:
            siblings = source.element.parent
            last = list(siblings.all("tuv"))[-1] if siblings is not None else source.element
            new = self._variant(source, tag, attributes, content, fill)
            yield Edit(last.end, last.end, f"{xml_edit.lead(self.text, last.start)}{new}")
            return
        if attributes:
            yield xml_edit.tagged(self.text, target.element, attributes)
        yield from self._remarked(target, fill)
        yield xml_edit.replaced(self.text, target.seg, {}, content)

    def _variant(
        self, source: _Variant, tag: str, attributes: Mapping[str, str | None], content: str, fill: Fill
    ) -> str:
        prefix = xml_edit.prefix(self.text, source.element)
        before = xml_edit.lead(self.text, source.seg.start)
        remarks = "".join(f"{before}{remark}" for remark in _remarks(prefix, fill))
        language = {"xml:lang" if LANG in source.element.attributes else "lang": tag}
        opening = xml_edit.with_attributes(f"<{prefix}tuv>", {**language, **attributes})
        after = xml_edit.lead(self.text, source.element.outer)
        return f"{opening}{remarks}{before}<{prefix}seg>{content}</{prefix}seg>{after}</{prefix}tuv>"

    def _remarked(self, target: _Variant, fill: Fill) -> Iterator[Edit]:
        """The program's own notes and properties of a variant, in the place of those of earlier runs."""
        for child in target.element.all("note", "prop"):
            said = words(self.text, child)
            if child.attributes.get("type") == _STATE or (child.name == "note" and said.startswith(f"{BY}: ")):
                yield xml_edit.removed(self.text, child)
        before = xml_edit.lead(self.text, target.seg.start)
        start = target.seg.start - len(before)
        prefix = xml_edit.prefix(self.text, target.element)
        yield Edit(start, start, "".join(f"{before}{remark}" for remark in _remarks(prefix, fill)))


def _check_root(element: Element, where: Location) -> None:
    if element.parent is None and element.name != "tmx":
        raise InputError(f"not a TMX file: it begins with <{element.name}>", where)


def _own(element: Element) -> bool:
    return {node.name for node in element.up()} - _AROUND == {"tu"}


def _variants(element: Element) -> Iterator[_Variant]:
    for child in element.all("tuv"):
        seg = child.first("seg")
        tag = child.attributes.get(LANG) or child.attributes.get("lang", "")
        if seg is not None and tag:
            yield _Variant(child, tag, seg)


def _marked(text: Text, seg: Element) -> Marked:
    return xml_inline.marked(text, seg, _classify, True)


def _classify(element: Element) -> tuple[Kind, str]:
    return _KINDS.get(element.name, Kind.CODE), element.attributes.get("i", "")


def _remarks(prefix: str, fill: Fill) -> Iterator[str]:
    if fill.notes:
        yield f"<{prefix}note>{xml_inline.escape(f'{BY}: ' + '; '.join(fill.notes))}</{prefix}note>"
    if fill.state in (State.NEW, State.DRAFT):
        yield f'<{prefix}prop type="{_STATE}">{State.DRAFT}</{prefix}prop>'


def _signature(variant: _Variant, stamp: Stamp, new: bool) -> dict[str, str | None]:
    """Date and program, as far as a variant has such attributes. new: what is dated and signed is just made."""
    when = stamp.when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    tool, _, version = stamp.generator.partition(" ")
    said = {"changedate": when, "changeid": tool}
    if new:
        said |= {"creationdate": when, "creationid": tool, "creationtool": tool, "creationtoolversion": version}
    return {name: said[name] for name in variant.element.attributes if name in said}
