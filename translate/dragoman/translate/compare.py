"""Several systems' translations of the same segments held against each other: scores, paired tests, groups, terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from dragoman.termbase.errors import InputError, UnknownNameError
from dragoman.termbase.language import language

from .evaluate.findings import Checker
from .evaluate.metrics import METRICS, Measured, Scorer
from .evaluate.scoring import Score, SegmentScore, by_segment, corpus_score
from .evaluate.significance import SAMPLES, SEED, Pair, Test, clusters, pairs
from .evaluate.terms import ACCURACY, TERMS, TermAccuracy, interval, owed
from .progress import Progress

_BY_SEGMENT = "chrF++"  # of sacreBLEU's metrics the one that says most about single segments
_BUCKETS = 6

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class System:
    """One system's translations; `terms` is None where no sources were given, segments have all text metrics."""

    name: str
    texts: tuple[str, ...]
    terms: TermAccuracy | None
    segments: tuple[SegmentScore, ...]

    @property
    def findings(self) -> dict[str, int]:
        """How many findings it has by code, most frequent first."""
        if self.terms is None:
            return {}
        return dict(Counter(item.finding.code for item in self.terms.findings).most_common())


@dataclass(frozen=True, slots=True)
class Standing:
    """How the systems, by index, stand under one metric.

    scores: in the order of the systems. pairs: every two systems, empty where no test was made. order: best first.
    groups: the order parted where all above differ significantly from all below; one group where no test was made.
    """

    metric: str
    higher_is_better: bool
    scores: tuple[Score, ...]
    pairs: tuple[Pair, ...]
    order: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]

    def pair(self, one: int, other: int) -> Pair | None:
        """The test between two systems whichever comes first, None where there is none."""
        wanted = {one, other}
        return next((pair for pair in self.pairs if {pair.first, pair.second} == wanted), None)

    def rank(self, system: int) -> int:
        """The number of a system's group, 1 for the best."""
        return next(number for number, group in enumerate(self.groups, 1) if system in group)


@dataclass(frozen=True)
class Comparison:
    """Systems compared on the same segments.

    target, source: languages. sources: empty where none were given. baseline: index of a system. test: None where none
    was made. measured: the counts behind the scores by name of metric, one a system.
    """

    target: str
    source: str
    sources: tuple[str, ...]
    references: tuple[tuple[str, ...], ...]
    systems: tuple[System, ...]
    standings: tuple[Standing, ...]
    baseline: int
    test: Test | None
    samples: int
    seed: int
    measured: Mapping[str, tuple[Measured, ...]]

    @property
    def size(self) -> int:
        """How many segments there are."""
        return len(self.references[0])

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the systems."""
        return tuple(system.name for system in self.systems)

    @property
    def segment_metric(self) -> str:
        """The metric to compare single segments by."""
        return _BY_SEGMENT if _BY_SEGMENT in self.measured else next(iter(self.measured))

    def standing(self, metric: str) -> Standing:
        """How the systems stand under a metric; raises KeyError for one that was not asked for."""
        return {standing.metric: standing for standing in self.standings}[metric]

    @cached_property
    def spread(self) -> tuple[float, ...]:
        """For each segment how far the systems' scores lie apart, in points of the metric for segments."""
        columns = [[item.scores[self.segment_metric] for item in system.segments] for system in self.systems]
        return tuple(max(scores) - min(scores) for scores in zip(*columns, strict=True))

    @property
    def by_difference(self) -> tuple[int, ...]:
        """The segments, those first in which the systems lie farthest apart."""
        return tuple(sorted(range(self.size), key=lambda index: (-self.spread[index], index)))

    @property
    def twins(self) -> tuple[tuple[int, ...], ...]:
        """Groups of systems whose translations are the same in every segment."""
        groups: dict[tuple[str, ...], list[int]] = {}
        for index, system in enumerate(self.systems):
            groups.setdefault(system.texts, []).append(index)
        return tuple(tuple(group) for group in groups.values() if len(group) > 1)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Segments whose sources (without any: first references) are about as long, and each system's score of them.

    shortest, longest: in words, or characters in a language written without spaces.
    """

    shortest: int
    longest: int
    segments: int
    scores: tuple[float, ...]


def compare(
    systems: Mapping[str, Sequence[str]],
    references: Sequence[Sequence[str]],
    target: str,
    sources: Sequence[str] | None = None,
    verifier: Checker | None = None,
    *,
    source: str = "en",
    metrics: Sequence[str] = (*METRICS, TERMS),
    baseline: str | None = None,
    test: Test | None = "bs",
    samples: int | None = None,
    seed: int = SEED,
    extra: Sequence[Sequence[Measured]] = (),
    progress: Progress | None = None,
) -> Comparison:
    """Compare systems, by name, on the same segments.

    target, source: languages. Term accuracy and findings need sources and a verifier. metrics: names from METRICS, of
    which at least one, and TERMS. baseline: a system's name, by default the first. test: sacreBLEU's paired bootstrap
    ("bs"), paired approximate randomisation ("ar") or none; samples: for it (default: sacreBLEU's number), and for
    intervals. extra: further metrics, each measured for every system. progress: called with steps done and in all.
    Raises InputError where numbers of segments differ, UnknownNameError for a language or baseline.
    """
    tag, source_tag = language(target).tag, language(source).tag
    _check(systems, references, sources)
    texts = [tuple(lines) for lines in systems.values()]
    names = list(systems)
    chosen = names[0] if baseline is None else baseline
    if chosen not in systems:
        raise UnknownNameError(f"no system '{chosen}' to be the baseline", hint=f"there are: {', '.join(names)}")
    wanted = [name for name in METRICS if name in metrics]
    if not wanted:
        raise InputError("no metric that compares with references", hint=f"take one of {', '.join(METRICS)}")
    steps = _Steps(progress, len(texts) * (len(wanted) + (verifier is not None)) + (len(wanted) + 1) * (len(texts) - 1))
    measured: dict[str, tuple[Measured, ...]] = {}
    for name in wanted:
        scorer = Scorer(name, tag, references)
        measured[name] = tuple(steps.after(scorer.measure(lines)) for lines in texts)
    measured.update((columns[0].metric.name, tuple(columns)) for columns in extra)
    accuracies: list[TermAccuracy | None] = [None] * len(texts)
    if sources is not None and verifier is not None:
        debt = owed(sources, verifier, references)
        accuracies = [steps.after(debt.check(lines)) for lines in texts]
    made = tuple(
        System(name, lines, terms, by_segment([columns[index] for columns in measured.values()], terms))
        for index, (name, lines, terms) in enumerate(zip(names, texts, accuracies, strict=True))
    )
    tested = dict(measured)
    counted = [terms.measured(len(texts[0])) for terms in accuracies if terms is not None and terms.terms]
    if TERMS in metrics and counted:
        tested[TERMS] = tuple(counted)
    number = samples or SAMPLES[test or "bs"]
    standings = tuple(_standing(columns, test, number, seed, steps.step) for columns in tested.values())
    return Comparison(
        tag,
        source_tag,
        tuple(sources or ()),
        tuple(tuple(lines) for lines in references),
        made,
        standings,
        names.index(chosen),
        test if len(made) > 1 else None,
        number,
        seed,
        measured,
    )


class _Steps:
    """Counts steps for whoever shows progress."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def step(self) -> None:
        self._done = min(self._done + 1, self._total)
        if self._progress:
            self._progress(self._done, self._total)

    def after(self, result: _T) -> _T:
        self.step()
        return result


def _check(
    systems: Mapping[str, Sequence[str]], references: Sequence[Sequence[str]], sources: Sequence[str] | None
) -> None:
    if not systems:
        raise InputError("no systems to compare")
    if not references:
        raise InputError("no references to compare with")
    size = len(references[0])
    if not size:
        raise InputError("nothing to compare: no segments")
    others = [*((f"reference {number}", lines) for number, lines in enumerate(references[1:], 2)), *systems.items()]
    for name, lines in [*others, *([("the sources", sources)] if sources is not None else [])]:
        if len(lines) != size:
            raise InputError(f"{name}: {len(lines)} segments, but the reference has {size}", hint="one segment a line")


def _standing(
    columns: Sequence[Measured], test: Test | None, samples: int, seed: int, step: Callable[[], None]
) -> Standing:
    metric = columns[0].metric
    drawn = SAMPLES["bs"] if test == "ar" else samples  # for intervals, which are always by bootstrap
    signature = metric.sign(bs=drawn, seed=seed, **({"ar": samples} if test == "ar" else {}))
    scores = tuple(replace(corpus_score(one, drawn, seed), signature=signature) for one in columns)
    if metric is ACCURACY:  # resampling what is all right would say that it cannot be otherwise
        scores = tuple(replace(score, interval=interval(one)) for score, one in zip(scores, columns, strict=True))
    order = tuple(sorted(range(len(columns)), key=lambda index: scores[index].value, reverse=metric.higher_is_better))
    found = pairs(columns, test, samples, seed, step) if test else ()
    groups = clusters(order, found) if test else (order,)
    return Standing(metric.name, metric.higher_is_better, scores, found, order, groups)


def by_length(comparison: Comparison, buckets: int = _BUCKETS) -> tuple[Bucket, ...]:
    """Scores by length of the source, in buckets of about as many segments each; never one length in two of them."""
    spaced = language(comparison.source if comparison.sources else comparison.target).spaced
    texts = comparison.sources or comparison.references[0]
    lengths = [len(text.split()) if spaced else len("".join(text.split())) for text in texts]
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    made: list[Bucket] = []
    start = 0
    while start < len(order):
        left = max(1, buckets - len(made))
        end = min(len(order), start + max(1, round((len(order) - start) / left)))
        while end < len(order) and lengths[order[end]] == lengths[order[end - 1]]:
            end += 1
        members = sorted(order[start:end])
        columns = comparison.measured[comparison.segment_metric]
        made.append(
            Bucket(
                lengths[order[start]],
                lengths[order[end - 1]],
                len(members),
                tuple(column.part(members) for column in columns),
            )
        )
        start = end
    return tuple(made)
