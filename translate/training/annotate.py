"""Training examples out of aligned sentence pairs, some of them with target lemmas written into the source.

Target lemma annotation (Bergmanis and Pinnis 2021): `<t> source words <=> target lemmas </t>`. The model learns to put
what is given into the form that the sentence asks for, whatever it is, so most annotations are phrases taken at random.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .align import Links
from .corpus import Pair
from .lemmas import citation, lemma
from .subwords import CLOSE, EQUALS, OPEN, TAGS, Pieces, Subwords

SHARE = 0.35  # of the examples get annotations where they can
TERM_SHARE = 0.8  # of the known terms of such an example are annotated
CITATION_SHARE = 0.7  # of the Russian phrases that have a citation form get it; the others go word by word
SPAN_LENGTHS = (1, 1, 2, 2, 3, 4)  # words of a random phrase
SPAN_COUNTS = (1, 1, 2, 3)  # random phrases of an example
MAX_TARGET_WORDS, TRIES = 5, 12
MAX_PIECES = 160  # a side, annotations not counted; longer pairs are left out

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Aligned:
    """A sentence pair with its words' places and what links them; terms: (begin, end, citation form)."""

    pair: Pair
    source_words: Sequence[Place]
    target_words: Sequence[Place]
    links: Links
    terms: Sequence[tuple[int, int, str]] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """Piece numbers: `source` opens with the language tag. alignment: for each target piece a position in source, -1
    for none."""

    source: Sequence[int]
    target: Sequence[int]
    alignment: Sequence[int]


@dataclass(frozen=True, slots=True)
class Insertion:
    """Lemmas for the source pieces `first` up to but not including `last`."""

    first: int
    last: int
    lemmas: str


def phrases(links: Links, length: int, wanted: int, rng: random.Random) -> list[tuple[range, range]]:
    """Random phrase pairs that the links hold together: nothing inside is linked to anything outside."""
    found: list[tuple[range, range]] = []
    for _ in range(TRIES):
        if len(found) == wanted:
            break
        start = rng.randrange(length)
        words = range(start, min(length, start + rng.choice(SPAN_LENGTHS)))
        linked = [j for i, j in links if i in words]
        if not linked:
            continue
        others = range(min(linked), max(linked) + 1)
        closed = all(i in words for i, j in links if j in others)
        apart = all(words.stop <= other.start or other.stop <= words.start for other, _ in found)
        if closed and apart and len(others) <= MAX_TARGET_WORDS:
            found.append((words, others))
    return found


def lemmas(words: Sequence[str], language: str, rng: random.Random) -> str:
    """What a termbase might say for some words of a target."""
    if language == "zh":
        return "".join(words)
    whole = citation(words) if rng.random() < CITATION_SHARE else None
    return whole or " ".join(lemma(word) for word in words)


class Annotator:
    """Makes examples with one subword model and one stream of random choices."""

    def __init__(self, subwords: Subwords, rng: random.Random, share: float = SHARE) -> None:
        self._subwords, self._rng, self._share = subwords, rng, share
        self._tags = {language: subwords.number(tag) for language, tag in TAGS.items()}
        self._open, self._equals, self._close = (subwords.number(symbol) for symbol in (OPEN, EQUALS, CLOSE))

    def example(self, aligned: Aligned) -> Example | None:
        """An example of a pair, annotated or not; None where the pair is too long."""
        pair = aligned.pair
        source, target = self._subwords.locate(pair.source), self._subwords.locate(pair.target)
        if max(len(source.ids), len(target.ids)) > MAX_PIECES:
            return None
        insertions: list[Insertion] = []
        if self._rng.random() < self._share:
            insertions = self._known(aligned, source) or self._random(aligned, source)
        sequence, positions = self._write(source, insertions, self._tags[pair.language])
        return Example(sequence, target.ids, self._alignment(aligned, source, target, positions))

    def _known(self, aligned: Aligned, source: Pieces) -> list[Insertion]:
        chosen = [term for term in aligned.terms if self._rng.random() < TERM_SHARE]
        return _apart(Insertion(*_ends(source.over(begin, end)), text) for begin, end, text in chosen)

    def _random(self, aligned: Aligned, source: Pieces) -> list[Insertion]:
        found = []
        pair, count = aligned.pair, len(aligned.source_words)
        for words, others in phrases(aligned.links, count, self._rng.choice(SPAN_COUNTS), self._rng) if count else ():
            texts = [pair.target[begin:end] for begin, end in (aligned.target_words[j] for j in others)]
            begin, end = aligned.source_words[words[0]][0], aligned.source_words[words[-1]][1]
            # a termbase holds nothing that begins or ends with a comma
            if all(
                re.match(r"\w", edge) for edge in (pair.source[begin], pair.source[end - 1], texts[0], texts[-1][-1])
            ):
                given = lemmas(texts, pair.language, self._rng)
                found.append(Insertion(*_ends(source.over(begin, end)), given))
        return _apart(found)

    def _write(self, source: Pieces, insertions: Sequence[Insertion], tag: int) -> tuple[list[int], list[int]]:
        """The source sequence, and the position in it of each piece of the plain source."""
        sequence, positions = [tag], []
        opening = {item.first: item for item in insertions}
        closing = {item.last: item for item in insertions}
        for index in range(len(source.ids) + 1):
            if index in closing:
                sequence += [self._equals, *self._subwords.encode(closing[index].lemmas), self._close]
            if index in opening:
                sequence.append(self._open)
            if index < len(source.ids):
                positions.append(len(sequence))
                sequence.append(source.ids[index])
        return sequence, positions

    def _alignment(self, aligned: Aligned, source: Pieces, target: Pieces, positions: Sequence[int]) -> list[int]:
        alignment = [-1] * len(target.ids)
        linked: dict[int, list[int]] = {}
        for i, j in sorted(aligned.links):
            linked.setdefault(j, []).append(i)
        for j, place in enumerate(aligned.target_words):
            for index in target.over(*place) if j in linked else ():
                pieces = source.over(*aligned.source_words[self._rng.choice(linked[j])])
                if pieces and alignment[index] < 0:
                    alignment[index] = positions[pieces.start]
        return alignment


def _ends(pieces: range) -> Place:
    return pieces.start, pieces.stop


def _apart(insertions: Iterable[Insertion]) -> list[Insertion]:
    """Those that cover a piece and share none with one before, in order of the source."""
    kept: list[Insertion] = []
    for item in sorted(insertions, key=lambda item: item.first):
        if item.first < item.last and (not kept or kept[-1].last <= item.first):
            kept.append(item)
    return kept
