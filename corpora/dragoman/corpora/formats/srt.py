"""SubRip and WebVTT subtitles. A unit is a cue, or the cues one sentence runs through.

The cues of one sentence are translated together, with a mark where each ends, and the translation is divided among them
again: where its words say so, else by length. Lines are joined for translation and laid out anew, two at most. Numbers,
times, settings, styles and notes stay; tags and override codes (`<i>`, `{\\an8}`) are marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dragoman.corpora.files import Encoding, decode
from dragoman.corpora.files import sniff as encoding_of
from dragoman.corpora.markup import Mark, Marked, Role, edit
from dragoman.corpora.places import Places, splice
from dragoman.corpora.units import Fill, Stamp, State, Unit
from dragoman.termbase.errors import InputError, Location
from dragoman.termbase.language import language as find_language

from . import inline, srt_cues
from .expected import other, wrong_language
from .html_tokens import escape
from .inline import Piece
from .settle import settle
from .srt_cues import Cue

_VTT = re.compile(r"WEBVTT(?=[ \t\r\n]|\Z)")
_LANGUAGE = re.compile(r"WEBVTT[^\r\n]*(?:\r\n|\r|\n)(?:[^\r\n]+(?:\r\n|\r|\n)){0,20}?Language:[ \t]*([\w-]+)")
_TIMED = re.compile(r"^\d+[ \t]*(?:\r\n|\r|\n)[ \t]*\d+:\d+:\d+[,.]\d+[ \t]*-->", re.MULTILINE)
_CUES, _LENGTH, _PAUSE = 6, 500, 3000  # most cues, characters and milliseconds between cues of one sentence
_PUNCTUATED = 0.3  # share of cues that end a sentence in a file that has full stops at all


def sniff(head: bytes) -> bool:
    """Whether these are the first bytes of subtitles."""
    encoding = encoding_of(head)
    text = head[len(encoding.bom) :].decode(encoding.codec, "ignore")
    return _VTT.match(text) is not None or _TIMED.match(text.lstrip()) is not None


@dataclass(frozen=True, slots=True)
class Subtitles:
    """Parsed subtitles; see units.UnitFile. groups: for each unit the pieces it is made of."""

    name: str
    data: bytes
    text: str
    encoding: Encoding
    groups: Sequence[Sequence[Piece]]
    units: Sequence[Unit]
    vtt: bool
    said: tuple[int, int] | None
    target_language: str | None = None
    messages: bool = False

    @property
    def source_language(self) -> str | None:
        """What a WebVTT header says; None where it says nothing."""
        return self.text[slice(*self.said)] if self.said else None

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """The file with some units filled; see units.UnitFile.fill. The stamp goes nowhere.

        A unit filled with its own source stays as it is. Raises ValueError for spans that do not nest.
        """
        del stamp
        tag = find_language(language)
        changed = inline.changed(fills, self.units)
        if not changed:
            return self.data
        edits = [self._edit(self.groups[index], target, tag.tag) for index, target in changed.items()]
        if self.said:
            edits.append((*self.said, tag.locale.replace("_", "-")))
        return self.encoding.encode(splice(self.text, edits))

    def _edit(self, pieces: Sequence[Piece], target: Marked, language: str) -> tuple[int, int, str]:
        spaced = find_language(language).spaced
        breaks = [piece for piece in pieces if piece.breaks]
        settled = _distributed(settle(target, pieces, language), pieces, breaks, spaced)
        parts = [self._laid_out(part, spaced) for part in _cues(settled, {piece.raw for piece in breaks})]
        body = "".join(f"{part}{piece.raw}" for part, piece in zip(parts, breaks, strict=False)) + parts[-1]
        return pieces[0].start, pieces[-1].end, body

    def _laid_out(self, target: Marked, spaced: bool) -> str:
        newline = next((end for end in ("\r\n", "\n", "\r") if end in self.text), "\n")
        divided = edit(target, dict.fromkeys(srt_cues.line_ends(target.text, spaced), "\n"))
        lines = inline.written(divided, self._escaped).split("\n")
        return newline.join(line for line in lines if line.strip())

    def _escaped(self, text: str) -> str:
        clean = text.replace("\r", "\n")
        if self.vtt:
            return escape(clean)
        # SubRip has no way to write these
        plain = re.sub(r"<(?=[A-Za-z/\d])", "‹", clean.replace("-->", "→"))
        return re.sub(r"[\0-\x08\x0b-\x1f\ud800-\udfff]", "\ufffd", plain.replace("{\\", "(\\"))


def parse(data: bytes, name: str, source: str, target: str | None = None) -> Subtitles:
    """The units of a subtitle file.

    Raises InputError for what is no text or has no cue in it, and for a file that says it is in another language than
    `source`; UnknownNameError for an unknown language.
    """
    del target
    text = decode(data, name)
    vtt = _VTT.match(text) is not None
    found = srt_cues.cues(text)
    if not found and not vtt:
        raise InputError("no subtitles in it", name, "a subtitle has a line like 00:00:01,000 --> 00:00:04,000")
    lines = Places(text, name)
    header = _LANGUAGE.match(text)
    if header and other(header[1], source):
        raise wrong_language(header[1], source, "source", lines(header.start(1)))
    units: list[Unit] = []
    groups: list[list[Piece]] = []
    for cues in _sentences(text, found, vtt, find_language(source).terminators, lines):
        pieces = _joined(text, [part for _, part in cues])
        where = lines(pieces[0].start)
        label = " – ".join(dict.fromkeys((cues[0][0].label, cues[-1][0].label)))
        units.append(Unit(label, inline.marked(pieces, where), None, State.NEW, where))
        groups.append(pieces)
    said = header.span(1) if header else None
    return Subtitles(name, data, text, encoding_of(data), groups, units, vtt, said)


_Part = tuple[Cue, list[Piece]]


def _sentences(text: str, found: Sequence[Cue], vtt: bool, terminators: str, lines: Places) -> Iterator[list[_Part]]:
    """The cues with text in them, those together that one sentence runs through."""
    parts = [(cue, srt_cues.pieces(text, cue, vtt)) for cue in found]
    cores = [(cue, _core(part, lines(cue.start))) for cue, part in parts]
    spoken = [_plain(core) for _, core in cores if core]
    punctuated = sum(srt_cues.ends(words, terminators) for words in spoken) >= _PUNCTUATED * len(spoken)
    manners = [srt_cues.manner(text, cue, part) for cue, part in parts]
    group: list[_Part] = []
    for number, (cue, core) in enumerate(cores):
        joined = punctuated and core and group and manners[number] == manners[number - 1]
        if group and not (joined and _together(group, cue, core, terminators)):
            yield group
            group = []
        if core:
            group.append((cue, core))
    if group:
        yield group


def _together(group: Sequence[_Part], cue: Cue, core: Sequence[Piece], terminators: str) -> bool:
    before, pieces = group[-1]
    return (
        len(group) < _CUES
        and sum(len(_plain(part)) for _, part in group) < _LENGTH
        and 0 <= cue.begin - before.finish <= _PAUSE
        and srt_cues.runs_on(_plain(pieces), _plain(core), terminators)
    )


def _core(pieces: Sequence[Piece], where: Location) -> list[Piece]:
    start, end = inline.core(pieces, where)
    return list(pieces[start:end])


def _plain(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _joined(text: str, parts: Sequence[list[Piece]]) -> list[Piece]:
    """The pieces of several cues, with a code for what lies between them in the file.

    A span that ends with a cue and begins again with the next one is one span.
    """
    found = list(parts[0])
    for part in parts[1:]:
        start, end = found[-1].end, part[0].start
        if part[0].role is Role.OPEN and srt_cues.opening(found) == part[0].raw:
            found.pop()
            part = part[1:]
        found.append(Piece(text[start:end], " ", Role.ALONE, "cue", start=start, end=end))
        found += part
    return found


def _distributed(target: Marked, pieces: Sequence[Piece], breaks: Sequence[Piece], spaced: bool) -> Marked:
    """The target with its cues' ends moved where a cue would be empty, or too long for the time it has."""
    if not breaks:
        return target
    shares = _shares(pieces)
    raws = {piece.raw for piece in breaks}
    parts = list(_cues(target, raws))
    if len(parts) == len(shares) and all(
        srt_cues.fits(part.text, share, target.text, spaced) for part, share in zip(parts, shares, strict=True)
    ):
        return target
    # the space that belongs to an end of a cue is gone by now
    whole = _rejoined(parts, spaced)
    cuts = srt_cues.divided(whole.text, shares, spaced)
    trimmed = edit(whole, dict.fromkeys(cuts, ""))
    places, gone = [], 0
    for start, end in cuts:
        places.append(start - gone)
        gone += end - start
    places += [len(trimmed.text)] * (len(breaks) - len(places))
    marks = [*trimmed.marks, *(Mark(at, piece.raw) for at, piece in zip(places, breaks, strict=True))]
    return Marked(trimmed.text, tuple(sorted(marks, key=lambda mark: mark.at)))


def _rejoined(parts: Sequence[Marked], spaced: bool) -> Marked:
    """The cues' texts as one, spaces between them."""
    text, marks = "", []
    for part in parts:
        if text and part.text and (spaced or (text[-1].isascii() and part.text[0].isascii())):
            text += " "
        marks += [replace(mark, at=mark.at + len(text)) for mark in part.marks]
        text += part.text
    return Marked(text, tuple(marks))


def _shares(pieces: Sequence[Piece]) -> list[float]:
    lengths = [0]
    for piece in pieces:
        if piece.breaks:
            lengths.append(0)
        else:
            lengths[-1] += len(piece.text)
    return [length / (sum(lengths) or 1) for length in lengths]


def _cues(target: Marked, breaks: set[str]) -> Iterator[Marked]:
    """The parts of a target between the ends of cues; spans that run through one are closed and opened again."""
    closing = {mark.key: mark for mark in target.marks if mark.role is Role.CLOSE}
    text: str = ""
    marks: list[Mark] = []
    opened: list[Mark] = []
    for piece in target.pieces():
        if isinstance(piece, str):
            text += piece
        elif piece.code in breaks and piece.role is Role.ALONE:
            marks += [replace(closing[mark.key], at=len(text)) for mark in reversed(opened)]
            yield Marked(text, tuple(marks))
            text, marks = "", [replace(mark, at=0) for mark in opened]
        else:
            marks.append(replace(piece, at=len(text)))
            if piece.role is Role.OPEN:
                opened.append(piece)
            elif piece.role is Role.CLOSE and opened:
                opened.pop()
    yield Marked(text, tuple(marks))
