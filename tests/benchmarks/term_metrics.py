"""Terminology metrics over tokens: window overlap and TERm of the WMT 2021 terminology task, and a form's case.

Alam et al. 2021, "On the Evaluation of Machine Translation for Terminology Consistency" (arXiv:2106.11891), define the
first two. Where the task's script lemmatises texts to find inflected terms, term spans are given here by the caller.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dragoman.termbase.morphology.base import cases
from dragoman.translate.results import Span

_TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|(?:(?![\u3400-\u9fff\uf900-\ufaff])\w)+(?:[-'’]\w+)*|[^\w\s]")
_SHIFT_SIZE, _SHIFT_DISTANCE = 10, 50  # as Tercom and sacreBLEU have them
TERM_WEIGHT = 2


@dataclass(frozen=True, slots=True)
class Token:
    """A word with the hyphens and apostrophes inside it, a Chinese character, or a mark; `span` is in the text."""

    text: str
    span: Span

    @property
    def word(self) -> bool:
        """Whether it is more than a mark."""
        return any(map(str.isalnum, self.text))


def tokens(text: str) -> list[Token]:
    """The tokens of a text in any of the languages."""
    return [Token(match[0], Span(match.start(), match.end())) for match in _TOKEN.finditer(text)]


def under(found: Sequence[Token], span: Span) -> list[int]:
    """The indices of the tokens that a span touches."""
    return [index for index, token in enumerate(found) if token.span.overlaps(span)]


# -- window overlap -----------------------------------------------------------------------------------------------


def window(found: Sequence[Token], span: Span, size: int) -> list[str]:
    """Up to `size` words on each side of a span, marks left out, case folded."""
    left = [token.text.casefold() for token in found if token.word and token.span.end <= span.start]
    right = [token.text.casefold() for token in found if token.word and token.span.start >= span.end]
    return left[-size:] + right[:size]


def window_overlap(
    hypothesis: str,
    reference: str,
    hypothesis_terms: Mapping[str, Sequence[Span]],
    reference_terms: Mapping[str, Sequence[Span]],
    size: int,
) -> float | None:
    """How far the words around the terms are those around the same terms in the reference, 0..1.

    Each occurrence of a term in the reference is paired with one in the hypothesis, best overlaps first; the overlap of
    a pair is the share of the words in the reference's window that are in the hypothesis's too, as multisets. The value
    is the mean over pairs, 0 where the hypothesis has none of the terms, None where the reference has none.
    """
    if not any(reference_terms.values()):
        return None
    ours, theirs = tokens(hypothesis), tokens(reference)
    matched = []
    for name, places in reference_terms.items():
        pairs = []
        for row, place in enumerate(places):
            wanted = Counter(window(theirs, place, size))
            for column, other in enumerate(hypothesis_terms.get(name, ())):
                common = wanted & Counter(window(ours, other, size))
                pairs.append((common.total() / max(1, wanted.total()), row, column))
        rows: set[int] = set()
        columns: set[int] = set()
        for value, row, column in sorted(pairs, key=lambda pair: -pair[0]):
            if row not in rows and column not in columns:
                rows.add(row)
                columns.add(column)
                matched.append(value)
    return sum(matched) / len(matched) if matched else 0.0


# -- TERm ---------------------------------------------------------------------------------------------------------


def term_edit_rate(hypothesis: Sequence[str], reference: Sequence[str], terms: Set[int]) -> float:
    """TERm: edits and block shifts that make the hypothesis the reference, per reference token.

    Translation edit rate (Snover et al. 2006) in which an edit that supplies a reference token belonging to a term (its
    indices are `terms`) costs 2 instead of 1. Shifts cost 1 and are searched greedily as in Tercom. Of an empty
    reference, the number of tokens to delete.
    """
    if not reference:
        return float(len(hypothesis))
    weights = np.array([TERM_WEIGHT if index in terms else 1 for index in range(len(reference))], dtype=np.float64)
    numbers = {word: number for number, word in enumerate(dict.fromkeys((*reference, *hypothesis)))}
    ref = np.array([numbers[word] for word in reference])
    hyp = np.array([numbers[word] for word in hypothesis], dtype=np.int64)
    cost = float(_distances(hyp[None, :], ref, weights)[0])
    shifts = 0
    while cost > 0 and len(shifted := _shifts(hyp, ref, weights)):
        costs = _distances(shifted, ref, weights)
        best = int(costs.argmin())
        if costs[best] + 1 > cost:
            break
        hyp, cost, shifts = shifted[best], float(costs[best]), shifts + 1
    return (cost + shifts) / len(reference)


def _distances(
    hyps: npt.NDArray[np.int64], ref: npt.NDArray[np.int64], weights: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Weighted edit distances of several hypotheses of one length to the reference."""
    return _table(hyps, ref, weights)[-1][:, -1]


def _table(
    hyps: npt.NDArray[np.int64], ref: npt.NDArray[np.int64], weights: npt.NDArray[np.float64]
) -> list[npt.NDArray[np.float64]]:
    """The rows of the edit distance tables: row i has the costs of making the first i tokens into each prefix of `ref`.

    Within a row, supplying reference tokens one by one is a running minimum once their cumulated cost is taken off.
    """
    offsets = np.concatenate(([0.0], np.cumsum(weights)))
    row = np.tile(offsets, (len(hyps), 1))
    rows = [row]
    for index in range(hyps.shape[1]):
        unlike = np.where(hyps[:, index, None] == ref[None, :], 0.0, weights[None, :])
        best = row + 1.0
        best[:, 1:] = np.minimum(best[:, 1:], row[:, :-1] + unlike)
        row = np.minimum.accumulate(best - offsets, axis=1) + offsets
        rows.append(row)
    return rows


def _shifts(
    hyp: npt.NDArray[np.int64], ref: npt.NDArray[np.int64], weights: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Hypotheses with one block moved to where the reference has it.

    Only blocks that are wrong somewhere as they stand move, and only to places where the reference is not yet met
    (Snover et al. 2006, section 3); as in Tercom, to before the block's place or after any token now aligned to it.
    """
    after, wrong_hyp, wrong_ref = _trace(hyp, ref, weights)
    found: dict[bytes, npt.NDArray[np.int64]] = {}
    ours, theirs = hyp.tolist(), ref.tolist()
    for start in range(len(hyp)):
        for place in range(len(ref)):
            if abs(place - start) > _SHIFT_DISTANCE:
                continue
            size = 0
            while (
                size < _SHIFT_SIZE
                and start + size < len(hyp)
                and place + size < len(ref)
                and ours[start + size] == theirs[place + size]
            ):
                size += 1
                if not wrong_hyp[start : start + size].any() or not wrong_ref[place : place + size].any():
                    continue
                block, rest = hyp[start : start + size], np.delete(hyp, np.s_[start : start + size])
                for goal in {after[place + offset] for offset in range(size + 1)}:
                    if not start <= goal <= start + size:
                        goal = goal - size if goal > start else goal
                        moved = np.concatenate((rest[:goal], block, rest[goal:]))
                        found.setdefault(moved.tobytes(), moved)
    return np.array(list(found.values()), dtype=np.int64).reshape(len(found), len(hyp))


def _trace(
    hyp: npt.NDArray[np.int64], ref: npt.NDArray[np.int64], weights: npt.NDArray[np.float64]
) -> tuple[list[int], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """How many hypothesis tokens are used up before each reference token and the end; which tokens are wrong."""
    rows = [row[0] for row in _table(hyp[None, :], ref, weights)]
    after = [0] * (len(ref) + 1)
    wrong_hyp, wrong_ref = np.ones(len(hyp), dtype=np.bool_), np.ones(len(ref), dtype=np.bool_)
    i, j = len(hyp), len(ref)
    while i or j:
        same = bool(i and j and hyp[i - 1] == ref[j - 1])
        after[j] = max(after[j], i)
        if i and j and np.isclose(rows[i][j], rows[i - 1][j - 1] + (0.0 if same else weights[j - 1])):
            i, j = i - 1, j - 1
            wrong_hyp[i] = wrong_ref[j] = not same
        elif j and np.isclose(rows[i][j], rows[i][j - 1] + weights[j - 1]):
            j -= 1
        else:
            i -= 1
    return after, wrong_hyp, wrong_ref


# -- forms --------------------------------------------------------------------------------------------------------


def share_case(
    ours: Sequence[str], theirs: Sequence[str], numbers: Set[str] = frozenset(), all_cases: int = 6
) -> bool | None:
    """Whether two forms of a term may be in the same case; None where one of them shows no case.

    A form shows none if it has no cells or fills those of every case, as indeclinable words do. numbers: the
    grammatical numbers the source has; cells of another number count only for a form that has no others.
    """
    left, right = cases(in_number(ours, numbers)), cases(in_number(theirs, numbers))
    if not left or not right or len(left) >= all_cases or len(right) >= all_cases:
        return None
    return bool(left & right)


def in_number(features: Sequence[str], numbers: Set[str]) -> list[str]:
    """The cells of one of the numbers; all of them where there are none such."""
    return [cell for cell in features if cell.split(".")[-1] in numbers] or list(features)


def share(part: int, whole: int) -> float | None:
    """Per cent; None of nothing."""
    return 100.0 * part / whole if whole else None
