"""How sure scores are: bootstrap and Wilson intervals, sacreBLEU's paired tests, Holm's correction, clusters of systems."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import SimpleNamespace
from typing import Any, Literal

import numpy as np

from dragoman.termbase.errors import InputError

from .metrics import Counts, Measured, Metric, total

SAMPLES: Mapping[str, int] = {"bs": 1000, "ar": 10000}
"""How often each paired test resamples unless told otherwise: sacreBLEU's own numbers."""

SEED = 12345
"""The seed sacreBLEU takes unless told otherwise."""

ALPHA = 0.05
"""Below this chance a difference counts as real."""

Test = Literal["bs", "ar"]
_WILSON_Z = 1.959963984540054  # the 97.5th percentile of the normal distribution
_MEMORY = 2_000_000_000  # bytes the largest array of a paired test may take


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % confidence interval; `middle` is the mean of the resamples, or the point estimate of a proportion."""

    low: float
    high: float
    middle: float

    @property
    def half_width(self) -> float:
        """Half of the interval, what sacreBLEU prints after ±."""
        return 0.5 * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two systems by index, and how likely chance alone makes a difference between them as large.

    difference: score of the first less that of the second. p: of the one test, as sacreBLEU gives it; adjusted: by
    Holm's method over all pairs of systems.
    """

    first: int
    second: int
    difference: float
    p: float
    adjusted: float

    @property
    def significant(self) -> bool:
        """Whether the difference stands after correction."""
        return self.adjusted < ALPHA


def bootstrap(measured: Measured, samples: int, seed: int = SEED) -> Interval:
    """The bootstrap interval (Koehn 2004) of a corpus score.

    The resamples are those sacreBLEU draws for the same seed, scored in single precision as it does it.
    """
    random, size = np.random.default_rng(seed), len(measured.rows)
    scores = np.empty(samples)
    for index in range(samples):
        drawn = np.bincount(random.choice(size, size=size, replace=True), minlength=size)
        scores[index] = measured.metric.of_counts((drawn @ measured.rows).astype(np.float32))
    scores.sort()
    cut = samples // 40
    return Interval(float(scores[cut]), float(scores[samples - cut - 1]), float(scores.mean()))


def wilson(part: int, whole: int) -> Interval | None:
    """The interval of a proportion in per cent (Wilson 1927); None of nothing.

    It takes the trials for independent; terms of one segment are not quite, so it is a little narrow for them.
    """
    if not whole:
        return None
    share, z2 = part / whole, _WILSON_Z**2
    centre = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    reach = _WILSON_Z / (1 + z2 / whole) * math.sqrt(share * (1 - share) / whole + z2 / (4 * whole**2))
    return Interval(100 * max(0.0, centre - reach), 100 * min(1.0, centre + reach), 100 * share)


def pairs(
    systems: Sequence[Measured],
    test: Test,
    samples: int,
    seed: int = SEED,
    progress: Callable[[], None] | None = None,
) -> tuple[Pair, ...]:
    """sacreBLEU's paired test between every two systems under one metric.

    test: "bs", paired bootstrap resampling (Koehn 2004), or "ar", paired approximate randomisation (Riezler and Maxwell
    2005). Systems with the same score have p = 1 (sacreBLEU's bootstrap would give them the smallest p there is).
    progress is called after each system. Raises InputError where the resamples would not fit into memory.
    """
    _check_size(systems[0].rows, samples)
    scores = [system.corpus() for system in systems]
    raw: dict[tuple[int, int], float] = {}
    for first in range(len(systems) - 1):
        found = _against(systems[first:], test, samples, seed)
        for second, p in enumerate(found, first + 1):
            raw[first, second] = 1.0 if scores[first] == scores[second] else p
        if progress:
            progress()
    keys = list(combinations(range(len(systems)), 2))
    adjusted = holm([raw[key] for key in keys])
    return tuple(
        Pair(first, second, scores[first] - scores[second], raw[first, second], value)
        for (first, second), value in zip(keys, adjusted, strict=True)
    )


def _check_size(rows: Counts, samples: int) -> None:
    segments, columns = rows.shape
    needed = segments * samples * max(8, 4 * columns)
    if needed > _MEMORY:
        raise InputError(
            f"a paired test of {segments:,} segments with {samples:,} samples needs {needed / 1e9:.0f} GB of memory",
            hint=f"take fewer samples: at most {_MEMORY * samples // needed}",
        )


def _against(systems: Sequence[Measured], test: Test, samples: int, seed: int) -> list[float]:
    """The p-values of all systems but the first against the first."""
    from sacrebleu.significance import PairedTest

    class Seeded(PairedTest):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._seed = seed  # sacreBLEU reads it from the environment of the process

    metric = systems[0].metric
    named: Any = [(str(index), _Translations(system.rows)) for index, system in enumerate(systems)]
    metrics: Any = {metric.name: _Counted(metric)}
    _, columns = Seeded(named, metrics, None, test_type=test, n_samples=samples)()
    results: list[Any] = columns[metric.name]
    return [float(result.p_value) for result in results[1:]]


@dataclass(frozen=True, slots=True)
class _Translations:
    """What stands for a system's translations in sacreBLEU's test: their counts."""

    rows: Counts

    def __len__(self) -> int:
        return len(self.rows)


class _Counted:
    """A metric as sacreBLEU's test asks it, over counts taken before, so that each system is read only once."""

    def __init__(self, metric: Metric) -> None:
        self._metric = metric

    def _extract_corpus_statistics(self, hypotheses: _Translations, _references: None) -> Counts:
        return hypotheses.rows

    def _aggregate_and_compute(self, rows: Counts) -> SimpleNamespace:
        return self._compute_score_from_stats((rows[0] if len(rows) == 1 else total(rows)).tolist())

    def _compute_score_from_stats(self, counts: Any) -> SimpleNamespace:
        return SimpleNamespace(name=self._metric.name, score=self._metric.of_counts(counts))

    def get_signature(self) -> Any:
        from sacrebleu.metrics.base import Signature

        return Signature({"num_refs": 1})


def holm(values: Sequence[float]) -> list[float]:
    """p-values corrected for their number by Holm's step-down method (1979), in the order given."""
    order = sorted(range(len(values)), key=values.__getitem__)
    adjusted, highest = [0.0] * len(values), 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(values) - rank) * values[index]))
        adjusted[index] = highest
    return adjusted


def clusters(order: Sequence[int], found: Sequence[Pair]) -> tuple[tuple[int, ...], ...]:
    """Systems, best first, parted wherever all those above are significantly different from all those below.

    This is how the Conference on Machine Translation groups systems: any two systems in different groups can be told
    apart; two in the same group may be linked by others only.
    """
    different = {frozenset((pair.first, pair.second)) for pair in found if pair.significant}
    groups: list[tuple[int, ...]] = []
    start = 0
    for cut in range(1, len(order) + 1):
        above, below = order[:cut], order[cut:]
        if all(frozenset((one, other)) in different for one in above for other in below):
            groups.append(tuple(order[start:cut]))
            start = cut
    return tuple(groups)
