"""What a comparison comes to, in words: which system to use and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..compare import Comparison, Standing
from ..evaluate.significance import ALPHA, Interval
from ..evaluate.terms import TERMS

TESTS = {"bs": "paired bootstrap", "ar": "paired approximate randomisation"}
"""The tests by their short names."""

FEW_SEGMENTS = 100
"""Below this a sample is called small."""


SMALL_LEAD = 1.0
"""A lead of less, in points of every metric, is called small: a rule of thumb, no test."""


class Certainty(StrEnum):
    """How sure a verdict is."""

    CLEAR = "clear"
    PARTLY = "partly clear"
    OPEN = "open"
    SPLIT = "it depends"
    UNTESTED = "not tested"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which systems to use, by index; one sentence that says so; how sure that is, in a word and in sentences."""

    systems: tuple[int, ...]
    sentence: str
    certainty: Certainty
    reasons: tuple[str, ...]


def verdict(comparison: Comparison) -> Verdict:
    """The verdict of all metrics together.

    A system is a candidate where no metric has it behind the first group. One candidate: use it. Several: they cannot
    be told apart. None: the metrics disagree, and each group of them names its own.
    """
    if len(comparison.systems) == 1:
        name = comparison.names[0]
        return Verdict((0,), f"There is only {name}, and nothing to compare it with.", Certainty.OPEN, ())
    if len(comparison.twins) == 1 and len(comparison.twins[0]) == len(comparison.systems):
        every = tuple(range(len(comparison.systems)))
        return Verdict(every, "All systems give the same translations, line for line.", Certainty.OPEN, ())
    if comparison.test is None:
        return _untested(comparison)
    leaders = {standing.metric: frozenset(standing.groups[0]) for standing in comparison.standings}
    shared = frozenset.intersection(*leaders.values())
    candidates = [index for index in comparison.standings[0].order if index in shared]
    if not candidates:
        return _split(comparison)
    if len(candidates) > 1:
        return _tie(comparison, candidates)
    return _winner(comparison, candidates[0], leaders)


def _winner(comparison: Comparison, winner: int, leaders: dict[str, frozenset[int]]) -> Verdict:
    name = comparison.names[winner]
    alone = [metric for metric, group in leaders.items() if group == {winner}]
    level = [metric for metric in leaders if metric not in alone]
    if not alone:
        sentence = f"Use {name}: it is the only one that no metric puts behind another."
        return Verdict(
            (winner,), sentence, Certainty.PARTLY, (*_level(comparison, winner, level), *_caution(comparison))
        )
    others = "every other system" if len(comparison.systems) > 2 else comparison.names[1 - winner]
    sentence = f"Use {name}: it is better than {others} by {listed(alone)}."
    worst = max(
        pair.adjusted
        for metric in alone
        for pair in comparison.standing(metric).pairs
        if winner in (pair.first, pair.second)
    )
    reasons = (
        f"Chance alone would make a difference as large in at most {percent(worst)} of cases"
        f" ({TESTS[comparison.test or 'bs']}{_corrected(comparison)}).",
        *_margins(comparison, winner),
        *_level(comparison, winner, level),
        *_caution(comparison),
    )
    doubtful = set(level) - {TERMS}  # too few terms to decide are no argument against what the other metrics say
    return Verdict((winner,), sentence, Certainty.PARTLY if doubtful else Certainty.CLEAR, reasons)


def _level(comparison: Comparison, winner: int, metrics: Sequence[str]) -> list[str]:
    found = []
    for metric in metrics:
        group = comparison.standing(metric).groups[0]
        others = listed([comparison.names[index] for index in group if index != winner])
        what = "no two systems can" if len(group) == len(comparison.systems) else f"it and {others} cannot"
        found.append(f"By {metric} {what} be told apart.")
    return found


def _tie(comparison: Comparison, candidates: Sequence[int]) -> Verdict:
    names = [comparison.names[index] for index in candidates]
    if len(candidates) == len(comparison.systems):
        sentence = f"No metric can tell {listed(names)} apart on these {segments(comparison.size)}."
    else:
        sentence = f"Use {listed(names, 'or')}: no metric can tell them apart, and each other system is behind by one at least."
    ahead = [_by(comparison, best, metrics) for best, metrics in _by_best(comparison, candidates).items()]
    return Verdict(
        tuple(candidates),
        sentence,
        Certainty.OPEN,
        (
            f"By score alone the first is {listed(ahead)}; differences as small as these may be chance.",
            "Compare on more text, or let people judge the segments that differ most.",
            *_caution(comparison),
        ),
    )


def _by_best(comparison: Comparison, candidates: Sequence[int]) -> dict[tuple[int, ...], list[str]]:
    """The metrics under which each of the candidates, or several alike, has the best score of them."""
    best: dict[tuple[int, ...], list[str]] = {}
    for standing in comparison.standings:
        ranked = [index for index in standing.order if index in candidates]
        top = standing.scores[ranked[0]].value
        first = tuple(index for index in ranked if standing.scores[index].value == top)
        best.setdefault(first, []).append(standing.metric)
    return best


def _by(comparison: Comparison, systems: Sequence[int], metrics: Sequence[str]) -> str:
    return f"{listed([comparison.names[index] for index in systems], 'or')} by {listed(metrics)}"


def _split(comparison: Comparison) -> Verdict:
    groups: dict[tuple[int, ...], list[str]] = {}
    for standing in comparison.standings:
        groups.setdefault(standing.groups[0], []).append(standing.metric)
    parts = [_by(comparison, group, metrics) for group, metrics in groups.items()]
    reasons = ["Each of these is ahead of all the others by more than chance under its own metrics."]
    if TERMS in [standing.metric for standing in comparison.standings]:
        first = comparison.standing(TERMS).groups[0]
        if groups[first] == [TERMS]:
            reasons.append(f"Where names must be right, take {listed([comparison.names[i] for i in first], 'or')}.")
    systems = tuple(dict.fromkeys(index for group in groups for index in group))
    return Verdict(
        systems,
        f"It depends on what counts: the best is {'; '.join(parts)}.",
        Certainty.SPLIT,
        (*reasons, *_caution(comparison)),
    )


def _untested(comparison: Comparison) -> Verdict:
    best = _by_best(comparison, range(len(comparison.systems)))
    parts = [_by(comparison, systems, metrics) for systems, metrics in best.items()]
    return Verdict(
        tuple(dict.fromkeys(index for systems in best for index in systems)),
        f"By score alone the best is {'; '.join(parts)}.",
        Certainty.UNTESTED,
        ("No test was made: the differences may be chance.",),
    )


def _margins(comparison: Comparison, winner: int) -> list[str]:
    """How far the winner is ahead of the next by each metric that compares with references."""
    parts: dict[str, list[str]] = {}
    leads = []
    for standing in comparison.standings:
        if standing.order[0] == winner and standing.metric != TERMS:
            lead = abs(standing.scores[standing.order[1]].value - standing.scores[winner].value)
            parts.setdefault(comparison.names[standing.order[1]], []).append(f"{lead:.1f} {standing.metric}")
            leads.append(lead)
    if not parts:
        return []
    ahead = ", and of ".join(f"{name} by {listed(some)}" for name, some in parts.items())
    found = [f"It is ahead of {ahead}."]
    if max(leads) < SMALL_LEAD:
        found.append("That is a small lead: certain as it may be, readers might not notice it.")
    return found


def _caution(comparison: Comparison) -> list[str]:
    found = []
    if comparison.size < FEW_SEGMENTS:
        found.append(f"{segments(comparison.size).capitalize()} are a small sample.")
    count = len(comparison.systems) * (len(comparison.systems) - 1) // 2
    if comparison.test and count / (comparison.samples + 1) >= ALPHA:
        needed = -(-count * 20 // 1000) * 1000
        found.append(
            f"With {count} pairs of systems, {comparison.samples} samples cannot show any difference: take {needed}."
        )
    return found


def _corrected(comparison: Comparison) -> str:
    count = len(comparison.systems) * (len(comparison.systems) - 1) // 2
    return f", corrected for {count} comparisons" if count > 1 else ""


def around(metric: str, interval: Interval | None, digits: int = 1) -> str:
    """An interval behind its score: "± 1.2", and "85–99" for the share of terms, whose interval is lopsided."""
    if interval is None:
        return ""
    if metric == TERMS:
        return f"{interval.low:.0f}–{interval.high:.0f}"
    return f"± {interval.half_width:.{digits}f}"


def group_line(comparison: Comparison, standing: Standing) -> str:
    """The groups under a metric, best first: "a > b = c > d"."""
    return " > ".join(" = ".join(comparison.names[index] for index in group) for group in standing.groups)


def listed(words: Sequence[str], joint: str = "and") -> str:
    """Words as a list in a sentence: "a, b and c"."""
    return " ".join((", ".join(words[:-1]), joint, words[-1])) if len(words) > 1 else "".join(words)


def segments(number: int) -> str:
    """A number of segments: "1 segment", "2 segments"."""
    return f"{number:,} segment{'' if number == 1 else 's'}"


def percent(p: float) -> str:
    """A chance in per cent, with as many digits as it needs: "0.4 %", "17 %"."""
    return f"{100 * p:.2g} %" if p < 0.1 else f"{100 * p:.0f} %"
