"""XLIFF 2.0, 2.1 and 2.2: each segment is a unit.

A target without a `state` counts as translated, though `initial` is the default: a person may have written it. A filled
segment has its state set, and `subState="dragoman:mt"`, its unit a note of category "dragoman" on where it comes from.
Everything of modules and extensions stays; `order` on targets too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from dragoman.corpora.markup import Mark, Marked, Role
from dragoman.corpora.units import Fill, Stamp, State, Unit
from dragoman.corpora.xmlspans import SPACE, Element, Opened, root
from dragoman.termbase.errors import InputError, Location
from dragoman.termbase.language import language as find_language

from . import xml_edit, xml_inline
from .expected import check_indices, other, wrong_language
from .xml_edit import Edit
from .xml_inline import Kind
from .xml_units import BY, XmlFile, blank, document, place, preserved, shared, words

_NAMESPACES = ("urn:oasis:names:tc:xliff:document:2.0", "urn:oasis:names:tc:xliff:document:2.2")
_SIZES = "urn:oasis:names:tc:xliff:sizerestriction:2.0"
_AROUND = frozenset(("xliff", "file", "group"))
_SUBSTATE = f"{BY}:mt"
_STATES = {
    "initial": State.DRAFT,
    "translated": State.TRANSLATED,
    "reviewed": State.REVIEWED,
    "final": State.REVIEWED,
}
_WRITTEN = {State.NEW: "initial", State.DRAFT: "initial", State.TRANSLATED: "translated", State.REVIEWED: "reviewed"}
_FIXED = re.compile(r"""<[^>]*\scanReorder\s*=\s*["'](?:no|firstNo)["']""")
_SIZE = re.compile(r"(?:\d{1,9}\s*,\s*)?(\d{1,9})")


def sniff(head: bytes) -> bool:
    """Whether a file that begins so is XLIFF 2."""
    top = root(head)
    return top is not None and top.name == "xliff" and top.attributes.get("version", "").startswith("2")


def parse(data: bytes, name: str, source: str, target: str | None = None) -> Xliff2:
    """The units of an XLIFF 2 file. Raises InputError for what is none or is in other languages."""
    return Xliff2(data, name, source, target)


class Xliff2(XmlFile):
    """A parsed file; see units.UnitFile."""

    def __init__(self, data: bytes, name: str, source: str, target: str | None) -> None:
        super().__init__(data, name)
        self.source_language: str | None = None
        self.target_language: str | None = None
        self.messages = False
        self._counted: set[int] = set()  # the `file` elements whose size restrictions count characters

        def opened(element: Element, where: Location) -> None:
            if element.parent is None:
                self._check_root(element, where, source, target)
            elif element.name == "file":
                self.messages = self.messages or not document(element.attributes.get("original", ""))
            elif (element.namespace, element.name) == (_SIZES, "profiles") and _counts(element):
                self._counted.add(element.parent.start)

        self.units = [unit for element in self._walk(opened) for unit in self._units(element)]

    def _check_root(self, top: Element, where: Location, source: str, target: str | None) -> None:
        if top.name != "xliff":
            raise InputError(f"not an XLIFF file: it begins with <{top.name}>", where)
        version = top.attributes.get("version", "")
        if version.startswith("1"):
            raise InputError(f"XLIFF {version}, not 2", where, "see --format xliff")
        if top.namespace not in _NAMESPACES:
            raise InputError(f"XLIFF of version '{version}' ({top.namespace}) is not known", where)
        for which, wanted, attribute in (("source", source, "srcLang"), ("target", target, "trgLang")):
            said = top.attributes.get(attribute, "")
            if wanted is not None and other(said, wanted):
                raise wrong_language(said, wanted, which, where)
        self.source_language = top.attributes.get("srcLang") or None
        self.target_language = top.attributes.get("trgLang") or None

    def _walk(self, opened: Opened | None = None) -> Iterator[Element]:
        for element in self.walk(("unit",), opened):
            around = list(element.up())
            if {node.name for node in around[1:]} <= _AROUND and element.namespace == around[-1].namespace:
                yield element

    def _units(self, element: Element) -> Iterator[Unit]:
        name = element.attributes.get("name") or element.attributes.get("id", "")
        notes = [words(self.text, note) for note in _notes(element) if note.attributes.get("category") != BY]
        segments = list(element.all("segment"))
        found = [self._unit(segment, name) for segment in segments]
        limits = shared(self._limit(element), [unit.source for unit in found])
        for number, (unit, segment, limit) in enumerate(zip(found, segments, limits, strict=True), 1):
            mine = f"{name}#{segment.attributes.get('id', number)}" if len(found) > 1 else name
            yield replace(unit, key=mine, note="\n".join(filter(None, notes)), limit=limit)

    def _unit(self, segment: Element, name: str) -> Unit:
        held, there = segment.first("source"), segment.first("target")
        if held is None:
            raise InputError("a segment without source", self.text.location(segment.start))
        source = self._marked(held)
        target = self._marked(there) if there else None
        state = _state(segment, source, target)
        if state is State.NEW:
            target = there = None
        return Unit(
            name,
            source,
            target,
            state,
            place(self.text, held),
            place(self.text, there) if there else None,
            locked=segment.inherited("translate") == "no",
        )

    def _marked(self, element: Element) -> Marked:
        return xml_inline.marked(self.text, element, _classify, preserved(element))

    def _limit(self, element: Element) -> int:
        file = next((node for node in element.up() if node.name == "file"), None)
        size = _SIZE.fullmatch(element.attributes.get(f"{_SIZES} sizeRestriction", "").strip())
        return int(size[1]) if size and file is not None and file.start in self._counted else 0

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """See units.UnitFile. A file without a target language gets this one; `stamp` is not written.

        Raises ValueError also where the marks of a target do not nest.
        """
        del stamp  # XLIFF 2 has no place for it but in modules
        check_indices(fills, len(self.units))
        if not fills:
            return self.data
        tag = find_language(language).tag
        edits: list[Edit] = []
        top: Element | None = None
        done = 0
        for element in self._walk():
            segments = list(element.all("segment"))
            here = {number: fills[done + number] for number in range(len(segments)) if done + number in fills}
            for number, fill in here.items():
                edits += self._filled(segments[number], fill, self.units[done + number].source)
            if here:
                edits += self._noted(element, tuple(dict.fromkeys(n for fill in here.values() for n in fill.notes)))
            done += len(segments)
            top = list(element.up())[-1]
        if top is not None and not self.target_language:
            edits.append(xml_edit.tagged(self.text, top, {"trgLang": tag}, "srcLang"))
        return self.written(edits)

    def _filled(self, segment: Element, fill: Fill, source: Marked) -> Iterator[Edit]:
        sub = None if fill.state is State.REVIEWED else _SUBSTATE
        yield xml_edit.tagged(self.text, segment, {"state": _WRITTEN[fill.state], "subState": sub})
        held, target = segment.first("source"), segment.first("target")
        if held is None:
            return
        prefix = xml_edit.prefix(self.text, held)

        def odd(character: str) -> str:
            return xml_inline.code_point(character, prefix)

        content = xml_inline.content(_ordered(fill.target, source), preserved(target or held), self.newline, odd)
        if target is not None:
            yield xml_edit.replaced(self.text, target, {}, content)
            return
        name = f"{prefix}target"
        tag = xml_edit.with_attributes(f"<{name}>", {"xml:space": held.attributes.get(SPACE)})
        yield Edit(held.end, held.end, f"{xml_edit.lead(self.text, held.start)}{tag}{content}</{name}>")

    def _noted(self, unit: Element, notes: tuple[str, ...]) -> Iterator[Edit]:
        """One note of where the targets come from, in the place of those of earlier runs."""
        holder, every = unit.first("notes"), list(_notes(unit))
        old = [note for note in every if note.attributes.get("category") == BY]
        said = xml_inline.escape("; ".join(notes))
        if old and notes:
            yield xml_edit.replaced(self.text, old[0], {}, said)
        if holder is not None and old and not notes and len(old) == len(every):
            yield xml_edit.removed(self.text, holder)
            return
        for note in old[1:] if notes else old:
            yield xml_edit.removed(self.text, note)
        if not notes or old:
            return
        prefix = xml_edit.prefix(self.text, unit)
        new = f'<{prefix}note category="{BY}" appliesTo="target">{said}</{prefix}note>'
        if holder is not None and every:
            last = every[-1]
            yield Edit(last.end, last.end, f"{xml_edit.lead(self.text, last.start)}{new}")
            return
        following = next(unit.all("originalData", "segment", "ignorable"))
        before, around = (xml_edit.lead(self.text, node.start) for node in (following, unit))
        deeper = before + before.removeprefix(around) if around and before.startswith(around) else before
        start = following.start - len(before)
        yield Edit(start, start, f"{before}<{prefix}notes>{deeper}{new}{before}</{prefix}notes>")


def _counts(profiles: Element) -> bool:
    return profiles.attributes.get("generalProfile") == "xliff:codepoints"


def _notes(unit: Element) -> Iterator[Element]:
    holder = unit.first("notes")
    return holder.all("note") if holder is not None else iter(())


def _classify(element: Element) -> tuple[Kind, str]:
    attributes = element.attributes
    closed = attributes.get("translate") == "no"
    if attributes.get("isolated") == "yes":
        return Kind.CODE, ""
    match element.name:
        case "pc":
            return Kind.SPAN, ""
        case "mrk":
            return Kind.CODE if closed else Kind.SPAN, ""
        case "sc" | "sm":
            return Kind.SEAL if closed else Kind.BEGIN, f"{element.name[1]} {attributes.get('id', '')}"
        case "ec" | "em":
            return Kind.END, f"{element.name[1]} {attributes.get('startRef', '')}"
    return Kind.CODE, ""


def _state(segment: Element, source: Marked, target: Marked | None) -> State:
    if target is None:
        return State.NEW
    said = segment.attributes.get("state")
    state = _STATES.get(said or "", State.TRANSLATED)
    if state is State.REVIEWED:
        return state
    # tools put the source there to begin with
    return State.NEW if blank(target, source) or (said == "initial" and target.text == source.text) else state


def _ordered(target: Marked, source: Marked) -> Marked:
    """The target with those of its codes in the order of the source that must keep it (canReorder)."""
    fixed = [i for i, mark in enumerate(target.marks) if mark.role is Role.ALONE and _FIXED.match(mark.code)]
    if len(fixed) < 2:
        return target
    order = {mark.code: i for i, mark in enumerate(source.marks)}
    codes = sorted((target.marks[i].code for i in fixed), key=lambda code: order.get(code, len(order)))
    marks: list[Mark] = list(target.marks)
    for i, code in zip(fixed, codes, strict=True):
        marks[i] = replace(marks[i], code=code)
    return Marked(target.text, tuple(marks))
