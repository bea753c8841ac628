"""A paragraph of WordprocessingML as pieces of text and code (ECMA-376 part 1, chapter 17).

Word cuts text into runs for reasons nobody sees: a spelling mistake, an editing session, another keyboard. Runs that look
the same are one text here; a stretch that looks different from most of its paragraph is a span. Links, insertions and
content controls are spans too. Left alone as single codes: deleted text, fields that compute something (page numbers,
references), notes, pictures, formulas, hidden text and text in a style for code.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dragoman.corpora.markup import Role
from dragoman.corpora.xmlspans import SPACE, Element, Text, plain
from dragoman.termbase.errors import Location

from .inline import Piece, pairs

NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_SPANS = frozenset(("hyperlink", "ins", "moveTo", "smartTag", "customXml", "dir", "bdo"))
_DELETED = frozenset(("del", "moveFrom"))
_RANGES = re.compile(r"(bookmark|commentRange|perm|moveFromRange|moveToRange|customXml\w+Range)(Start|End)")
# what a spelling or layout pass leaves behind; nothing a translation needs
_DROPPED = frozenset(("proofErr", "lastRenderedPageBreak", "softHyphen"))
_CHOSEN = frozenset(("dropDownList", "comboBox", "date"))  # content controls whose text is one of a list
_BREAKS = frozenset(("tab", "ptab", "br", "cr"))
_SHOWING = frozenset(("sym", "ruby", "oMath", "oMathPara", "pgNum"))
# fields whose result is text somebody wrote
_TEXT_FIELDS = frozenset(("HYPERLINK", "TOC", "FORMTEXT", "QUOTE"))
# run properties that change nothing a reader sees, or that follow from the language
_UNSEEN = frozenset(("lang", "noProof", "rPrChange", "webHidden", "bCs", "iCs", "szCs", "rtl", "cs"))
_KEPT_SPACES = frozenset(("u", "strike", "dstrike", "highlight", "shd", "bdr"))
_CODE_STYLES = re.compile(
    r"(?:html)?(?:source)?code(?:char|block)?|html(?:code|preformatted|keyboard|sample|typewriter)|verbatim(?:char)?|macrotext",
    re.I,
)
_LOOK = "look"  # the name of a span of formatting
_HIDDEN = frozenset(("vanish", "specVanish"))


@dataclass(frozen=True, slots=True)
class RunPiece(Piece):
    """A piece of a paragraph. run: the start of the run it stands in, properties included, and of a span's opening code
    that of the text in it; empty for what is no part of a run. look: what the reader sees of the properties."""

    run: str = ""
    look: str = ""


@dataclass(slots=True)
class _Field:
    """A complex field that has begun. at: index of its first piece; coded: its code is not over yet."""

    at: int
    instruction: str = ""
    coded: bool = True

    @property
    def text(self) -> bool:
        """Whether its result is text to translate."""
        return (self.instruction.split() or [""])[0].upper() in _TEXT_FIELDS


@dataclass(slots=True)
class Story:
    """What runs on from paragraph to paragraph of a part: the fields that have begun."""

    text: Text
    prefix: str
    fields: list[_Field] = field(default_factory=list)

    def paragraph(self, element: Element, where: Location) -> list[RunPiece]:
        """The pieces of a paragraph. Raises InputError for spans nested too deeply."""
        for item in self.fields:
            item.at = 0
        found: list[RunPiece] = []
        self._inside(element, found)
        return formatted(_merged(found), f"</{self.prefix}r>", where)

    @property
    def _computing(self) -> bool:
        """Whether what comes is the code of a field, or the result of one that is no text."""
        return any(item.coded or not item.text for item in self.fields)

    def _raw(self, element: Element) -> str:
        return self.text.raw(element.start, element.end)

    def _piece(self, start: int, end: int, role: Role = Role.ALONE, name: str = "", shows: bool = False) -> RunPiece:
        return RunPiece(self.text.raw(start, end), "", role, name, shows, start, end)

    def _inside(self, element: Element, found: list[RunPiece]) -> None:
        """Append the pieces of what an element holds."""
        for child in element.children:
            name, word = child.name, child.namespace in NAMESPACES
            if name == "pPr" and word:
                continue
            if name == "r" and word:
                self._run(child, found)
            elif (inner := self._content_of(child) if word else None) is not None:
                found.append(self._piece(child.start, inner.inner, Role.OPEN, f"{name}{child.start}"))
                self._inside(inner, found)
                found.append(self._piece(inner.outer, child.end, Role.CLOSE, f"{name}{child.start}"))
            else:
                found.append(self._other(child, word))
                self._pass(child)

    def _pass(self, element: Element) -> None:
        """Follow the fields that begin or end in an element left alone."""
        if not self.fields or element.name in _DELETED:
            return
        waiting = [element]
        while waiting:
            child = waiting.pop()
            if child.name == "fldChar":
                self._step(_value(child, "fldCharType"), [], simple=False)
            elif child.name != "p":
                waiting.extend(reversed(child.children))

    def _content_of(self, element: Element) -> Element | None:
        """The element that holds the text of a link, an insertion or a control; None for what is one code."""
        inner: Element | None = element
        if element.name == "sdt":
            properties = element.first("sdtPr")
            chosen = properties is not None and any(child.name in _CHOSEN for child in properties.children)
            inner = None if chosen else element.first("sdtContent")
        elif element.name == "fldSimple":
            inner = element if _Field(0, _value(element, "instr")).text else None
        elif element.name not in _SPANS:
            inner = None
        return None if inner is None or inner.empty or self._computing else inner

    def _other(self, child: Element, word: bool) -> RunPiece:
        name = child.name
        if word and name in _DROPPED:
            return RunPiece(self._raw(child), start=child.start, end=child.end)
        marker = _RANGES.fullmatch(name) if word else None
        if marker:
            role = Role.OPEN if marker[2] == "Start" else Role.CLOSE
            return self._piece(child.start, child.end, role, f"{marker[1]} {_value(child, 'id')}")
        shows = name in _SHOWING or (word and name in ("fldSimple", "sdt"))
        return self._piece(child.start, child.end, name="" if name in _DELETED else name, shows=shows)

    def _run(self, run: Element, found: list[RunPiece]) -> None:
        properties = run.first("rPr")
        if self._field(run, found):
            return
        if run.empty:
            return
        if properties is not None and (_hidden(properties) or is_code(style(properties, "rStyle"))):
            found.append(self._piece(run.start, run.end, name="run", shows=not _hidden(properties)))
            return
        if self._is_note(run, properties):
            found.append(self._piece(run.start, run.end))
            return
        opening = self.text.raw(run.start, run.inner) + (self._raw(properties) if properties is not None else "")
        look = _look(properties)
        for child in run.children:
            if child is not properties:
                found.extend(self._content(child, opening, look))

    def _is_note(self, run: Element, properties: Element | None) -> bool:
        """Whether a run is the number of a note that somebody has typed."""
        raised = properties.first("vertAlign") if properties is not None else None
        if (
            raised is None
            or _value(raised, "val") != "superscript"
            or any(child.name != "t" for child in run.children[1:])
        ):
            return False
        text = "".join(plain(self.text.content(child)) for child in run.all("t"))
        return bool(text.strip()) and not any(map(str.isalpha, text))

    def _content(self, child: Element, opening: str, look: str) -> Iterator[RunPiece]:
        """The pieces of what stands in a run."""
        piece = RunPiece(self._raw(child), start=child.start, end=child.end, run=opening, look=look)
        name = child.name if child.namespace in NAMESPACES else ""
        if name == "t":
            words = re.sub(r"[\t\n]", " ", plain(self.text.content(child)))
            kept = child.attributes.get(SPACE) == "preserve"
            for part in re.findall(r" +|[^ ]+(?: +[^ ]+)*", words if kept else words.strip(" ")):
                yield replace(piece, text=part)  # white space at the ends apart
        elif name == "noBreakHyphen":
            yield replace(piece, text="\u2011")
        elif name in _DROPPED:
            yield piece
        elif name in _BREAKS:
            yield replace(piece, role=Role.ALONE, text="\n", name="" if name in ("br", "cr") else name)
        else:
            yield replace(piece, role=Role.ALONE, shows=name in _SHOWING)

    def _field(self, run: Element, found: list[RunPiece]) -> bool:
        """Whether a run belongs to a field's code, or to the result of a field that is no text; then it is one code."""
        marks = [_value(child, "fldCharType") for child in run.all("fldChar")]
        if not marks and not self._computing:
            return False
        if not marks and self.fields and self.fields[-1].coded:
            self.fields[-1].instruction += "".join(plain(self.text.content(child)) for child in run.all("instrText"))
        texts = any(True for _ in run.all("t"))
        shows = bool(self.fields) and not self.fields[-1].coded and texts
        found.append(self._piece(run.start, run.end, name="field", shows=shows or (texts and bool(marks))))
        for child in run.children:
            if child.name == "instrText" and marks and self.fields and self.fields[-1].coded:
                self.fields[-1].instruction += plain(self.text.content(child))
            elif child.name == "fldChar":
                self._step(_value(child, "fldCharType"), found, simple=len(marks) == 1)
        return True

    def _step(self, kind: str, found: list[RunPiece], simple: bool) -> None:
        """A field begins, comes to its result, or ends. One of text becomes a span."""
        last = len(found) - 1
        if kind == "begin":
            self.fields.append(_Field(last))
        elif kind == "separate" and self.fields:
            item = self.fields[-1]
            item.coded = False
            codes = all(piece.name == "field" and piece.role is Role.ALONE for piece in found[item.at :])
            if simple and codes and not self._computing:
                whole = self._piece(found[item.at].start, found[last].end, Role.OPEN, f"field{len(self.fields)}")
                found[item.at :] = [whole]
        elif kind == "end" and self.fields:
            item = self.fields.pop()
            if item.text and simple and not self._computing:
                found[last] = replace(found[last], role=Role.CLOSE, name=f"field{len(self.fields) + 1}", shows=False)


def _value(element: Element, name: str) -> str:
    """An attribute of an element's own namespace."""
    return element.attributes.get(f"{element.namespace} {name}", "")


def style(properties: Element | None, name: str) -> str:
    """The style that properties name: pStyle or rStyle."""
    found = properties.first(name) if properties is not None else None
    return _value(found, "val") if found is not None else ""


def is_code(name: str) -> bool:
    """Whether a style is one for program code."""
    return _CODE_STYLES.fullmatch(re.sub(r"[\s_-]", "", name)) is not None


def _hidden(properties: Element) -> bool:
    return any(child.name in _HIDDEN and _value(child, "val") not in ("0", "false") for child in properties.children)


def _look(properties: Element | None) -> str:
    """What a reader sees of a run's properties: the same for runs that look the same."""
    if properties is None:
        return ""
    seen = []
    for child in properties.children:
        if child.name not in _UNSEEN:
            shown = sorted((key, value) for key, value in child.attributes.items() if not key.endswith(" hint"))
            if shown or child.name != "rFonts":
                seen.append(f"{child.name}{shown}")
    return "\n".join(sorted(seen))


def _merged(pieces: Sequence[RunPiece]) -> list[RunPiece]:
    """The pieces, runs of a field one behind the other as one."""
    found: list[RunPiece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if (
            last
            and last.name == piece.name == "field"
            and last.role is piece.role is Role.ALONE
            and last.end == piece.start
        ):
            shows = last.shows or piece.shows
            found[-1] = replace(last, raw=last.raw + piece.raw, end=piece.end, shows=shows)
        else:
            found.append(piece)
    return found


def formatted(pieces: Sequence[RunPiece], closing: str, where: Location) -> list[RunPiece]:
    """The pieces with spans around text that looks different from most of what it is in.

    closing: the end tag of a run. Raises InputError for spans nested too deeply.
    """
    partner = pairs(pieces, where)
    bounds = {*partner, *partner.values()}
    levels = _levels(len(pieces), partner)
    looks = _smoothed(pieces, levels)
    bases = _bases(pieces, levels, looks)
    found: list[RunPiece] = []
    waiting: list[RunPiece] = []  # codes behind the text of a span, in it or not
    span: str | None = None

    def close() -> None:
        nonlocal span
        if span is not None:
            end = found[-1].end
            found.append(RunPiece(closing, "", Role.CLOSE, _LOOK, start=end, end=end))
        found.extend(waiting)
        waiting.clear()
        span = None

    for index, piece in enumerate(pieces):
        look = looks[index]
        if index in bounds:
            close()
            found.append(replace(piece, run=bases.get(index, ("", ""))[1]) if index in partner else piece)
        elif look is None:
            (found if span is None else waiting).append(piece)
        else:
            if look != span:
                close()
                if look != bases[levels[index]][0]:
                    span = look
                    found.append(
                        RunPiece(piece.run, "", Role.OPEN, _LOOK, start=piece.start, end=piece.start, run=piece.run)
                    )
            found.extend(waiting)
            waiting.clear()
            found.append(piece)
    close()
    return found


def _levels(count: int, partner: Mapping[int, int]) -> list[int]:
    """For each piece the index of the code that opens the span it is in, -1 for none."""
    levels, opened = [], [-1]
    for index in range(count):
        if opened[-1] >= 0 and partner[opened[-1]] == index:
            opened.pop()
        levels.append(opened[-1])
        if index in partner:
            opened.append(index)
    return levels


def _smoothed(pieces: Sequence[RunPiece], levels: Sequence[int]) -> list[str | None]:
    """The look of each text, None for codes; white space looks like the text around it, where nobody would see."""
    looks: list[str | None] = [piece.look if piece.role is None and piece.text else None for piece in pieces]
    texts = [index for index, piece in enumerate(pieces) if piece.role is None and piece.text.strip()]
    before = {index: number for number, index in enumerate(texts)}
    done = 0
    for index, piece in enumerate(pieces):
        if index in before:
            done = before[index] + 1
        elif looks[index] is not None and not _KEPT_SPACES & {
            line.partition("[")[0] for line in piece.look.split("\n")
        }:
            around = [looks[at] for at in texts[max(0, done - 1) : done + 1] if levels[at] == levels[index]]
            if around and piece.look not in (around if len(set(around)) > 1 else ()):
                looks[index] = around[0]
    return looks


def _bases(
    pieces: Sequence[RunPiece], levels: Sequence[int], looks: Sequence[str | None]
) -> dict[int, tuple[str, str]]:
    """For each level with text the look of most of it, and the start of a run that has it."""
    lengths: dict[int, Counter[str]] = {}
    openings: dict[tuple[int, str], str] = {}
    for piece, level, look in zip(pieces, levels, looks, strict=True):
        if look is not None:
            lengths.setdefault(level, Counter())[look] += len(piece.text.strip())
            openings.setdefault((level, look), piece.run)
    return {level: (look := counter.most_common(1)[0][0], openings[level, look]) for level, counter in lengths.items()}
