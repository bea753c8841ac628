"""XLIFF 1.2 (and 1.1): each trans-unit is a unit, or each of its segments where `seg-source` has some.

States are read from `approved` and `state`. A target that says nothing of its state counts as translated: a person may have
written it. What is filled goes into `target`, marked as machine-made (`state-qualifier="leveraged-mt"`), its provenance into
a note from="dragoman". Units of a `file` in other languages than asked for are locked, unless there is no other `file`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dragoman.corpora.markup import Marked
from dragoman.corpora.units import Fill, Stamp, State, Unit
from dragoman.corpora.xmlspans import LANG, SPACE, Element, root
from dragoman.termbase.errors import InputError, Location
from dragoman.termbase.language import language as find_language

from . import xml_edit, xml_inline
from .expected import check_indices, other, wrong_language
from .xml_edit import Edit
from .xml_inline import Kind
from .xml_units import BY, XmlFile, blank, document, place, preserved, shared, words

_VERSIONS = ("1.1", "1.2")
_NAMESPACES = ("", *(f"urn:oasis:names:tc:xliff:document:{version}" for version in _VERSIONS))
_AROUND = frozenset(("xliff", "file", "body", "group", "bin-unit"))
_DOCUMENTS = frozenset(
    ("html", "xhtml", "htmlbody", "x-html", "x-xhtml", "rtf", "mif", "winword", "sgml", "xml")
)  # datatype
_KINDS = {
    "g": Kind.SPAN,
    "mrk": Kind.SPAN,
    "bpt": Kind.BEGIN,
    "bx": Kind.BEGIN,
    "ept": Kind.END,
    "ex": Kind.END,
}
# states of one's own (x-…) count as translated
_STATES = {"final": State.REVIEWED, "signed-off": State.REVIEWED, "new": State.DRAFT}
_UNTOUCHED = ("new", "needs-translation")
_WRITTEN = {
    State.NEW: "needs-translation",
    State.DRAFT: "needs-review-translation",
    State.TRANSLATED: "translated",
    State.REVIEWED: "final",
}


def sniff(head: bytes) -> bool:
    """Whether a file that begins so is XLIFF 1.x."""
    top = root(head)
    return top is not None and top.name == "xliff" and not top.attributes.get("version", "1").startswith("2")


def parse(data: bytes, name: str, source: str, target: str | None = None) -> Xliff:
    """The units of an XLIFF file. Raises InputError for what is none or is in other languages."""
    return Xliff(data, name, source, target)


@dataclass(frozen=True, slots=True)
class _Part:
    """Where a unit's texts are: `source` and `target`, or a segment of each; mid: the segment's name."""

    source: Element
    target: Element | None
    mid: str = ""


class Xliff(XmlFile):
    """A parsed file; see units.UnitFile."""

    def __init__(self, data: bytes, name: str, source: str, target: str | None) -> None:
        super().__init__(data, name)
        files: list[Element] = []
        found = [
            (unit, next(e for e in element.up() if e.name == "file").start)
            for element in self._walk(files)
            for unit in self._units(element)
        ]
        away = _foreign(self, files, source, target)
        self.units = [replace(unit, locked=True) if start in away else unit for unit, start in found]
        ours = [file for file in files if file.start not in away]
        self.source_language = _said(ours, "source-language")
        self.target_language = _said(ours, "target-language")
        self.messages = not all(_document(file) for file in files) or not files

    def _walk(self, files: list[Element] | None = None) -> Iterator[Element]:
        def opened(element: Element, where: Location) -> None:
            if element.parent is None:
                _check_root(element, where)
            elif element.name == "file" and files is not None:
                files.append(element)

        for element in self.walk(("trans-unit",), opened):
            around = list(element.up())
            names = {node.name for node in around[1:]}
            if "file" in names and names <= _AROUND and element.namespace == around[-1].namespace:
                yield element

    def _units(self, element: Element) -> Iterator[Unit]:
        name = element.attributes.get("resname") or element.attributes.get("id", "")
        notes = [words(self.text, note) for note in element.all("note") if note.attributes.get("from") != BY]
        parts = self._parts(element)
        sources = [self._marked(part.source) for part in parts]
        limits = shared(_limit(element), sources)
        for part, source, limit in zip(parts, sources, limits, strict=True):
            target = self._marked(part.target) if part.target else None
            state = _state(element, target, source)
            there = part.target if state is not State.NEW else None
            yield Unit(
                f"{name}#{part.mid}" if part.mid else name,
                source,
                target if there else None,
                state,
                place(self.text, part.source),
                place(self.text, there) if there else None,
                note="\n".join(filter(None, notes)),
                locked=element.inherited("translate") == "no",
                limit=limit,
            )

    def _marked(self, element: Element) -> Marked:
        return xml_inline.marked(self.text, element, _classify, preserved(element))

    def _parts(self, element: Element) -> list[_Part]:
        source, target = element.first("source"), element.first("target")
        if source is None:
            raise InputError("a trans-unit without source", self.text.location(element.start))
        segmented = element.first("seg-source")
        every = list(_segments(segmented)) if segmented else []
        pieces = {mrk.attributes.get("mid", ""): mrk for mrk in every}
        if not every or "" in pieces or len(pieces) < len(every):
            return [_Part(source, target)]
        there = {mrk.attributes.get("mid", ""): mrk for mrk in _segments(target)} if target else {}
        if target is not None and not there.keys() & pieces.keys() and self.text.content(target).strip():
            return [_Part(source, target)]
        return [_Part(mrk, there.get(mid), mid) for mid, mrk in pieces.items()]

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """See units.UnitFile. What lacks a target language gets this one; `stamp` is not written.

        Raises ValueError also where the marks of a target do not nest.
        """
        del stamp  # XLIFF 1.2 has a place for it in the header alone, which belongs to the tool that made the file
        check_indices(fills, len(self.units))
        if not fills:
            return self.data
        tag = find_language(language).tag
        edits: list[Edit] = []
        files: set[int] = set()
        done = 0
        for element in self._walk():
            parts = self._parts(element)
            here = {number: fills[done + number] for number in range(len(parts)) if done + number in fills}
            if here:
                edits += self._filled(element, parts, here, self.units[done : done + len(parts)], tag)
                file = next(node for node in element.up() if node.name == "file")
                if file.start not in files and not file.attributes.get("target-language"):
                    edits.append(xml_edit.tagged(self.text, file, {"target-language": tag}, "source-language"))
                files.add(file.start)
            done += len(parts)
        return self.written(edits)

    def _filled(
        self, element: Element, parts: list[_Part], fills: Mapping[int, Fill], units: list[Unit], tag: str
    ) -> Iterator[Edit]:
        # one state for all segments, the least; those without words have none of their own
        worded = [(i, unit) for i, unit in enumerate(units) if i in fills or unit.source.text.strip()]
        state = min((fills[i].state if i in fills else unit.state for i, unit in worded), key=list(State).index)
        approved = element.attributes.get("approved")
        if (state is State.REVIEWED) != (approved == "yes"):
            yield xml_edit.tagged(self.text, element, {"approved": "yes" if state is State.REVIEWED else "no"})
        attributes = {"state": _WRITTEN[state], "state-qualifier": None if state is State.REVIEWED else "leveraged-mt"}
        yield from self._target(element, parts, fills, attributes, tag)
        notes = tuple(dict.fromkeys(note for fill in fills.values() for note in fill.notes))
        yield from self._noted(element, notes)

    def _target(
        self,
        element: Element,
        parts: list[_Part],
        fills: Mapping[int, Fill],
        attributes: Mapping[str, str | None],
        tag: str,
    ) -> Iterator[Edit]:
        source, target = element.first("source"), element.first("target")
        contents = {i: self._content(fill.target, parts[i]) for i, fill in fills.items()}
        if target is not None and parts[0].mid and all(parts[i].target for i in fills):
            yield xml_edit.tagged(self.text, target, attributes)
            for i, content in contents.items():
                if mrk := parts[i].target:
                    yield xml_edit.replaced(self.text, mrk, {}, content)
            return
        content = self._skeleton(element, parts, contents, tag) if parts[0].mid else contents[0]
        if target is not None:
            yield xml_edit.replaced(self.text, target, attributes, content)
        elif source is not None:
            before = xml_edit.lead(self.text, source.start)
            name = f"{xml_edit.prefix(self.text, source)}target"
            own = {"xml:lang": tag if LANG in source.attributes else None, "xml:space": source.attributes.get(SPACE)}
            written = xml_edit.with_attributes(f"<{name}>", {**own, **attributes})
            end = self._last(element).end
            yield Edit(end, end, f"{before}{written}{content}</{name}>")

    def _content(self, target: Marked, part: _Part) -> str:
        return xml_inline.content(target, preserved(part.target or part.source), self.newline)

    def _skeleton(self, element: Element, parts: list[_Part], contents: Mapping[int, str], tag: str) -> str:
        """The content of seg-source with each segment's target in the place of its source.

        Where there is none it is empty, but a segment without words is its own target.
        """
        segmented = element.first("seg-source")
        spaced = find_language(tag).spaced
        pieces: list[str] = []
        done = segmented.inner if segmented else 0
        for number, part in enumerate(parts):
            gap = self.text.raw(done, part.source.start)
            pieces.append(gap if spaced or gap.strip(" ") or not number else "")
            base = part.target or part.source
            kept = part.target is not None or not self._marked(part.source).text.strip()
            content = contents.get(number, self.text.content(base) if kept else "")
            mrk = xml_edit.replaced(self.text, base, {}, content)
            pieces.append(mrk.text + self.text.raw(mrk.end, base.end))
            done = part.source.end
        return "".join([*pieces, self.text.raw(done, segmented.outer if segmented else done)])

    def _last(self, element: Element) -> Element:
        """What a target follows in a trans-unit."""
        return element.first("seg-source") or element.first("source") or element

    def _noted(self, element: Element, notes: tuple[str, ...]) -> Iterator[Edit]:
        """One note of where the target comes from, in the place of those of earlier runs."""
        old = [note for note in element.all("note") if note.attributes.get("from") == BY]
        said = xml_inline.escape("; ".join(notes))
        if old and notes:
            yield xml_edit.replaced(self.text, old[0], {}, said)
        for note in old[1:] if notes else old:
            yield xml_edit.removed(self.text, note)
        source = element.first("source")
        if notes and not old and source is not None:
            name = f"{xml_edit.prefix(self.text, source)}note"
            end = (element.first("target") or self._last(element)).end
            before = xml_edit.lead(self.text, source.start)
            yield Edit(end, end, f'{before}<{name} from="{BY}" annotates="target">{said}</{name}>')


def _check_root(top: Element, where: Location) -> None:
    if top.name != "xliff":
        raise InputError(f"not an XLIFF file: it begins with <{top.name}>", where)
    version = top.attributes.get("version", "")
    if version.startswith("2"):
        raise InputError(f"XLIFF {version}, not 1.2", where, "see --format xliff2")
    if version not in _VERSIONS or top.namespace not in _NAMESPACES:
        raise InputError(f"XLIFF of version '{version}' ({top.namespace}) is not known", where)


def _foreign(file: XmlFile, files: list[Element], source: str, target: str | None) -> set[int]:
    """Where the `file` elements in other languages begin. Raises InputError where there are no others."""
    away: dict[int, InputError] = {}
    for element in files:
        where = file.text.location(element.start)
        for which, wanted in (("source", source), ("target", target)):
            said = element.attributes.get(f"{which}-language")
            if wanted is not None and other(said, wanted):
                away.setdefault(element.start, wrong_language(said or "", wanted, which, where))
    if away and len(away) == len(files):
        raise next(iter(away.values()))
    return set(away)


def _document(file: Element) -> bool:
    return file.attributes.get("datatype", "").lower() in _DOCUMENTS or document(file.attributes.get("original", ""))


def _said(files: list[Element], attribute: str) -> str | None:
    return next((file.attributes[attribute] for file in files if file.attributes.get(attribute)), None)


def _segments(element: Element) -> Iterator[Element]:
    for child in element.all("g", "mrk"):
        if child.name == "mrk" and child.attributes.get("mtype") == "seg":
            yield child
        else:
            yield from _segments(child)


def _classify(element: Element) -> tuple[Kind, str]:
    attributes = element.attributes
    kind = _KINDS.get(element.name, Kind.CODE)
    if attributes.get("mtype") in ("protected", "x-protected"):
        kind = Kind.CODE
    family = "pt" if element.name.endswith("pt") else "x"
    return kind, f"{family} {attributes.get('rid') or attributes.get('id', '')}"


def _state(element: Element, target: Marked | None, source: Marked) -> State:
    held = element.first("target")
    if held is None:
        return State.NEW
    said = held.attributes.get("state", "")
    state = _STATES.get(said, State.DRAFT if said.startswith("needs-") else State.TRANSLATED)
    if element.attributes.get("approved") == "yes" or state is State.REVIEWED:
        return State.REVIEWED
    if target is None or blank(target, source):
        return State.NEW
    # tools put the source there to begin with
    return State.NEW if said in _UNTOUCHED and target.text == source.text else state


def _limit(element: Element) -> int:
    width = element.attributes.get("maxwidth", "")
    char = element.attributes.get("size-unit") == "char"
    return int(width) if char and width.isascii() and width.isdigit() and len(width) < 10 else 0
