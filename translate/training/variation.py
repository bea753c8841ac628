"""What makes the same examples differ from pass to pass: pieces split in two, and annotations left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .packed import Flat, Numbers
from .subwords import CLOSE, EQUALS, MARK, OPEN, SYMBOL

CHOICES = 4  # splits of a piece, the likeliest ones


class Splits:
    """Subword regularisation without the texts: a share of the pieces are taken apart into two others that spell the same.

    Kudo, "Subword regularization", 2018, samples whole segmentations; rare names and forms are spelt with small pieces,
    and this is where a model learns how these go together.
    """

    def __init__(self, vocabulary: Sequence[str], scores: Sequence[float]) -> None:
        """scores: logarithms of the pieces' probabilities."""
        numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._parts: Numbers = np.zeros((len(vocabulary), CHOICES, 2), np.int64)
        self._counts: Numbers = np.zeros(len(vocabulary), np.int64)
        for number, piece in enumerate(vocabulary):
            if number <= max(SYMBOL.values()) or piece.startswith("<0x"):
                continue
            halves = [(piece[:cut], piece[cut:]) for cut in range(1, len(piece))]
            found = [
                (numbers[left], numbers[right])
                for left, right in halves
                if left != MARK and left in numbers and right in numbers
            ]
            found.sort(key=lambda pair: -scores[pair[0]] - scores[pair[1]])
            self._counts[number] = min(len(found), CHOICES)
            for choice, pair in enumerate(found[:CHOICES]):
                self._parts[number, choice] = pair

    def apply(self, flat: Flat, source: float, target: float, rng: np.random.Generator) -> Flat:
        """The examples with a share of the pieces of either side in two parts."""
        pieces, origin = self._split(flat.source, source, rng)
        others, above = self._split(flat.target, target, rng)
        source_lengths = _lengths(flat.source_lengths, origin)
        # a position in the old source becomes that of its first part in the new
        firsts = np.searchsorted(origin, np.arange(len(flat.source)))
        return Flat(
            pieces,
            others,
            _moved(flat, firsts, source_lengths)[above],
            source_lengths,
            _lengths(flat.target_lengths, above),
        )

    def _split(self, pieces: Numbers, share: float, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
        """The pieces, some in two parts, and for each which one it was."""
        counts = self._counts[pieces]
        chosen = (rng.random(len(pieces)) < share) & (counts > 0)
        origin: Numbers = np.repeat(np.arange(len(pieces)), 1 + chosen)
        made: Numbers = pieces[origin]
        second = np.cumsum(1 + chosen)[chosen] - 1
        parts = self._parts[pieces[chosen], (rng.random(int(chosen.sum())) * counts[chosen]).astype(np.int64)]
        made[second - 1], made[second] = parts[:, 0], parts[:, 1]
        return made, origin


def plain(flat: Flat) -> Flat:
    """The examples without lemmas in the source: for a model that has never seen any."""
    equals, close = flat.source == SYMBOL[EQUALS], flat.source == SYMBOL[CLOSE]
    given = np.cumsum(equals) - np.cumsum(close) > 0
    kept = ~(given | close | (flat.source == SYMBOL[OPEN]))
    origin: Numbers = np.flatnonzero(kept)
    source_lengths = _lengths(flat.source_lengths, origin)
    alignment = _moved(flat, np.cumsum(kept) - 1, source_lengths)
    return Flat(flat.source[kept], flat.target, alignment, source_lengths, flat.target_lengths)


def _lengths(lengths: Numbers, origin: Numbers) -> Numbers:
    """How many pieces each example has now. origin: the old place of each piece."""
    examples = np.repeat(np.arange(len(lengths)), lengths)
    counted: Numbers = np.bincount(examples[origin], minlength=len(lengths))
    return counted


def _moved(flat: Flat, now: Numbers, source_lengths: Numbers) -> Numbers:
    """The alignment after a change of the source. now: the new place of each old source piece."""
    old = np.cumsum(flat.source_lengths) - flat.source_lengths
    new = np.cumsum(source_lengths) - source_lengths
    begins, fresh = np.repeat(old, flat.target_lengths), np.repeat(new, flat.target_lengths)
    moved: Numbers = np.where(flat.alignment < 0, -1, now[begins + np.maximum(flat.alignment, 0)] - fresh)
    return moved
