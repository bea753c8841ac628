"""Which sentences of a translated text translate which of its source, so that they can be reviewed pair by pair.

A translation that was laid out as its source is (what `dragoman translate` writes) is paired paragraph by paragraph. In
any other, and within paragraphs whose numbers of sentences differ, sentences are aligned by their lengths (Gale and Church,
1993, "A program for aligning sentences in bilingual corpora", Computational Linguistics 19), here also three to one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from dragoman.termbase.language import language as find_language

from .formats.text import TextDocument, parse
from .split import sentences

_VARIANCE = 6.8  # of the length of a translation, per character of the source; Gale and Church measured it
# how likely so many sentences are translated by so many: Gale and Church's figures, and 3 to 1 half as likely as 2 to 2
_LIKELY = {
    (1, 1): 0.89, (1, 0): 0.00495, (0, 1): 0.00495, (2, 1): 0.0445, (1, 2): 0.0445, (2, 2): 0.011,
    (3, 1): 0.0055, (1, 3): 0.0055,
}  # fmt: skip
_COSTS = {numbers: -math.log(probability) for numbers, probability in _LIKELY.items()}
_BAND = 50  # sentences off the diagonal that are looked at
_BREAK = re.compile(r"[\r\n]")
_BLANKS = re.compile(r"(?<!\s)\s*[\r\n]\s*")

Bead = tuple[range, range]
"""Items of the source and items of the translation, by index, that translate each other."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Sentences of a source, by index and all of one paragraph, and what translates them; empty: nothing does."""

    segments: range
    target: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """All sentences of a source with their translations. exact: whether the translation can be made of it again."""

    pairs: tuple[Pair, ...]
    exact: bool


def pair(source: TextDocument, translation: str, language: str) -> Pairing:
    """The pairs of a text and its translation. Raises UnknownNameError for an unknown language."""
    tag = find_language(language).tag
    groups = _paragraphs(source)
    alike = _laid_out_alike(source, groups, translation)
    if alike is None:
        pairs = tuple(_aligned(source, groups, translation, tag))
        return Pairing(pairs, laid_out(source, pairs, tag) == translation)
    found = [list(_in_paragraph(source, group, text, tag)) for group, text in zip(groups, alike, strict=True)]
    again = _laid_out_alike(source, groups, laid_out(source, _flat(found), tag))
    for number, (group, text) in enumerate(zip(groups, alike, strict=True)):
        if again is None or again[number] != text:
            # its sentences are spaced otherwise than they would be: one pair for the whole of it
            found[number] = [Pair(group, text)]
    pairs = _flat(found)
    return Pairing(pairs, laid_out(source, pairs, tag) == translation)


def laid_out(source: TextDocument, pairs: Sequence[Pair], language: str) -> str:
    """The translation that pairs make, laid out as the source is. Sentences without a pair or translation stay."""
    targets = [segment.text for segment in source.segments]
    for item in pairs:
        if item.target and item.target != text_of(source, item.segments):
            targets[item.segments.start] = item.target
            targets[item.segments.start + 1 : item.segments.stop] = [""] * (len(item.segments) - 1)
    return source.render(targets, language)


def text_of(source: TextDocument, segments: range) -> str:
    """What sentences of one paragraph say together, in one line."""
    start, end = source.segments[segments.start].start, source.segments[segments.stop - 1].end
    return _BLANKS.sub(" ", source.text[start:end])


def align(source: Sequence[int], target: Sequence[int], walls: frozenset[int] = frozenset()) -> list[Bead]:
    """Which items translate which, by their lengths in characters: the likeliest beads, in order, that cover both.

    walls: indices of source items before which a bead must end. Takes time in proportion to the number of source items.
    """
    rate = (sum(target) or 1) / (sum(source) or 1)
    lengths = [0, *accumulate(source)], [0, *accumulate(target)]
    best: dict[tuple[int, int], tuple[float, int, int]] = {(0, 0): (0.0, 0, 0)}
    slope = len(target) / max(1, len(source))
    width = _BAND + abs(len(source) - len(target))
    for i in range(len(source) + 1):
        low, high = max(0, int(i * slope) - width), min(len(target), int(i * slope) + width)
        for j in range(low, high + 1):
            for (more, other), usual in _COSTS.items():
                before = best.get((i - more, j - other))
                if before is None or (more > 1 and not walls.isdisjoint(range(i - more + 1, i))):
                    continue
                said = lengths[0][i] - lengths[0][i - more], lengths[1][j] - lengths[1][j - other]
                cost = before[0] + usual + _mismatch(*said, rate)
                if (i, j) not in best or cost < best[i, j][0]:
                    best[i, j] = cost, more, other
    beads: list[Bead] = []
    i, j = len(source), len(target)
    while i or j:
        _, more, other = best[i, j]
        beads.append((range(i - more, i), range(j - other, j)))
        i, j = i - more, j - other
    return beads[::-1]


def _mismatch(source: int, target: int, rate: float) -> float:
    """How unlikely it is that a text of one length translates one of another: minus the logarithm of the probability."""
    mean = (source + target / rate) / 2
    if not mean:
        return 0.0
    deviation = abs(target - source * rate) / (rate * math.sqrt(_VARIANCE * mean))
    return -math.log(max(math.erfc(deviation / math.sqrt(2)), 1e-300))


def _paragraphs(source: TextDocument) -> list[range]:
    found: list[range] = []
    for _, group in groupby(enumerate(source.segments), key=lambda item: item[1].paragraph):
        numbers = [number for number, _ in group]
        found.append(range(numbers[0], numbers[-1] + 1))
    return found


def _laid_out_alike(source: TextDocument, groups: Sequence[range], text: str) -> list[str] | None:
    """The paragraphs of a translation that has between them what the source has; None where it has not."""
    spans = [(source.segments[group.start].start, source.segments[group.stop - 1].end) for group in groups]
    edges = [0, *(place for span in spans for place in span), len(source.text)]
    gaps = [source.text[start:end] for start, end in pairwise(edges)][::2]
    if not text.startswith(gaps[0]):
        return None
    found: list[str] = []
    place = len(gaps[0])
    for (start, end), gap in zip(spans, gaps[1:], strict=True):
        own = source.text[start:end]
        stop = place + len(own)
        if not text.startswith(own + gap, place) or (gap is gaps[-1] and stop + len(gap) != len(text)):
            at_break, in_gap = _BREAK.search(text, place), _BREAK.search(gap)
            # a translated paragraph is one line, so the first break is that of the gap
            stop = at_break.start() - in_gap.start() if at_break and in_gap else len(text) - len(gap)
            if stop < place or not text.startswith(gap, stop) or bool(at_break) != bool(in_gap):
                return None
        found.append(text[place:stop])
        place = stop + len(gap)
    return found if place == len(text) else None


def _in_paragraph(source: TextDocument, group: range, text: str, tag: str) -> Iterator[Pair]:
    """The pairs of a paragraph with the text that translates it."""
    if text == source.text[source.segments[group.start].start : source.segments[group.stop - 1].end]:
        yield from (Pair(range(number, number + 1), source.segments[number].text) for number in group)
        return
    spans = sentences(text, tag)
    if len(spans) == len(group):
        beads: list[Bead] = [(range(number, number + 1), range(number, number + 1)) for number in range(len(group))]
    else:
        ours = [len(source.segments[number].text) for number in group]
        beads = align(ours, [end - start for start, end in spans])
    yield from _pairs(beads, group, text, spans)


def _pairs(beads: Sequence[Bead], group: range, text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Pair]:
    """Beads as pairs; a sentence that translates nothing goes with the one before it, or the first after."""
    owned: list[tuple[range, range]] = []
    loose = 0  # where the sentences begin that stand before any translated one
    for ours, theirs in beads:
        if not ours and owned:
            last = next((n for n in range(len(owned) - 1, -1, -1) if owned[n][1]), None)
            if last is not None:
                owned[last] = owned[last][0], range(owned[last][1].start, theirs.stop)
                loose = theirs.stop
                continue
        if ours:
            first = loose if theirs else theirs.start
            owned.append((ours, range(first, theirs.stop) if theirs else theirs))
            loose = theirs.stop if theirs else loose
    for ours, theirs in owned:
        segments = range(group.start + ours.start, group.start + ours.stop)
        yield Pair(segments, text[spans[theirs.start][0] : spans[theirs.stop - 1][1]] if theirs else "")


def _aligned(source: TextDocument, groups: Sequence[range], translation: str, tag: str) -> Iterator[Pair]:
    """The pairs of a text and a translation laid out in another way: paragraphs first, then the sentences in them."""
    other = parse(translation.encode("utf-8", "surrogatepass"), source.name, tag)
    theirs = _paragraphs(other)
    lengths = [
        [sum(len(document.segments[number].text) for number in group) for group in paragraphs]
        for document, paragraphs in ((source, groups), (other, theirs))
    ]
    for ours, others in _nonempty(align(lengths[0], lengths[1])):
        segments = range(groups[ours.start].start, groups[ours.stop - 1].stop)
        if not others:
            yield from (Pair(range(number, number + 1), "") for number in segments)
            continue
        numbers = range(theirs[others.start].start, theirs[others.stop - 1].stop)
        walls = frozenset(groups[number].start - segments.start for number in ours)
        said = [other.segments[number].text for number in numbers]
        line = " ".join(said) if find_language(tag).spaced else "".join(said)
        spans = _spans(said, line)
        own = [len(source.segments[number].text) for number in segments]
        yield from _pairs(align(own, [len(text) for text in said], walls), segments, line, spans)


def _nonempty(beads: Sequence[Bead]) -> list[Bead]:
    """Paragraph beads; one without a source goes with the one before it, or after it."""
    merged: list[Bead] = []
    for ours, theirs in beads:
        if merged and (not ours or not merged[-1][0]):
            last = merged.pop()
            ours, theirs = range(last[0].start, ours.stop), range(last[1].start, theirs.stop)
        merged.append((ours, theirs))
    return [bead for bead in merged if bead[0]]


def _spans(parts: Sequence[str], line: str) -> list[tuple[int, int]]:
    spans, place = [], 0
    for part in parts:
        start = line.index(part, place)
        place = start + len(part)
        spans.append((start, place))
    return spans


def _flat(found: Sequence[Sequence[Pair]]) -> tuple[Pair, ...]:
    return tuple(item for pairs in found for item in pairs)
