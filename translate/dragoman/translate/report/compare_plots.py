"""Pictures of a comparison as SVG: how segment scores spread, and how scores go with the length of the source.

Colours come from the page's style by class, `s0` for the first system; every picture says the same in words too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape
from statistics import median, quantiles

from dragoman.termbase.language import language

from ..compare import Bucket, Comparison, by_length

COLOURS = 10
"""How many colours the style has; further systems start again."""

_WIDTH = 440
_BINS = 25
_TOP = 100.0  # scores of segments above it, which only TER has, are drawn there
_NAME = 15  # characters of a name there is room for beside a line
_MARKERS = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
    "M-3.6 -3.6H3.6V3.6H-3.6Z",
    "M0 -4.6L4.4 3.4H-4.4Z",
    "M0 -5L5 0L0 5L-5 0Z",
    "M0 4.6L4.4 -3.4H-4.4Z",
)


def colour(system: int) -> str:
    """The class that gives a system its colour."""
    return f"s{system % COLOURS}"


def distributions(comparison: Comparison) -> str:
    """A row a system: the density of its segments' scores, with the median and the middle half."""
    columns = [
        [min(_TOP, item.scores[comparison.segment_metric]) for item in system.segments] for system in comparison.systems
    ]
    shapes = [_smooth(_histogram(scores)) for scores in columns]
    highest = max(max(shape) for shape in shapes) or 1.0
    order = comparison.standing(comparison.segment_metric).order
    row, left, right, top = 52, 6, _WIDTH - 6, 8
    height = top + row * len(order) + 24

    def x(score: float) -> float:
        return left + (right - left) * score / _TOP

    out = _axis_across([0, 20, 40, 60, 80, 100], x, top, height - 22)
    for place, index in enumerate(order):
        middle = top + row * place + 33
        low, half, high = _quartiles(columns[index])
        outline = [
            (x((number + 0.5) * _TOP / _BINS), 15 * value / highest) for number, value in enumerate(shapes[index])
        ]
        upper = " ".join(f"{at:.1f},{middle - reach:.1f}" for at, reach in outline)
        lower = " ".join(f"{at:.1f},{middle + reach:.1f}" for at, reach in reversed(outline))
        said = f"{comparison.names[index]}: median {half:.1f}, middle half {low:.1f} to {high:.1f}"
        out.append(
            f'<g class="{colour(index)}"><title>{escape(said)}</title>'
            f'<polygon class="area" points="{upper} {lower}"/>'
            f'<path class="line" d="M{x(low):.1f} {middle}H{x(high):.1f}"/>'
            f'<path class="tick" d="M{x(half):.1f} {middle - 7}v14"/>'
            f'<text class="name" x="{left}" y="{middle - 20}">{escape(_short(comparison.names[index], 40))}</text>'
            f'<text class="number" x="{right}" y="{middle - 20}" text-anchor="end">median {half:.1f}</text></g>'
        )
    label = f"Distribution of {comparison.segment_metric} over segments, a row a system, with median and middle half"
    return _svg(height, label, out)


def _histogram(scores: Sequence[float]) -> list[float]:
    bins = [0.0] * _BINS
    for score in scores:
        bins[min(_BINS - 1, int(score * _BINS / _TOP))] += 1
    return bins


def _smooth(values: Sequence[float]) -> list[float]:
    """A running mean that weighs neighbours by half, and takes nothing from beyond the ends."""
    padded = [values[0], *values, values[-1]]
    return [
        (before + 2 * value + after) / 4 for before, value, after in zip(padded, padded[1:], padded[2:], strict=False)
    ]


def _quartiles(scores: Sequence[float]) -> tuple[float, float, float]:
    if len(scores) < 2:
        return scores[0], scores[0], scores[0]
    low, _, high = quantiles(scores, n=4, method="inclusive")
    return low, median(scores), high


def lengths(comparison: Comparison) -> str:
    """A line a system: its score in each bucket of segments of about the same length."""
    buckets = by_length(comparison)
    values = [score for bucket in buckets for score in bucket.scores]
    marks = ticks(min(values), max(values))
    left, right, top, bottom = 30, _WIDTH - 134, 10, 238

    def x(place: int) -> float:
        return (left + right) / 2 if len(buckets) == 1 else left + 14 + (right - left - 14) * place / (len(buckets) - 1)

    def y(score: float) -> float:
        return bottom - (bottom - top) * (score - marks[0]) / (marks[-1] - marks[0])

    out = [
        f'<path class="grid" d="M{left} {y(mark):.1f}H{right + 8}"/>'
        f'<text class="number" x="{left - 6}" y="{y(mark) + 4:.1f}" text-anchor="end">{mark:g}</text>'
        for mark in marks
    ]
    for place, bucket in enumerate(buckets):
        out.append(
            f'<text class="number" x="{x(place):.1f}" y="{bottom + 18}" text-anchor="middle">{_range(bucket)}</text>'
            f'<text class="small" x="{x(place):.1f}" y="{bottom + 32}" text-anchor="middle">{bucket.segments}</text>'
        )
    last = buckets[-1].scores
    labels = side_by_side([y(score) for score in last])
    for index, name in enumerate(comparison.names):
        points = [(x(place), y(bucket.scores[index])) for place, bucket in enumerate(buckets)]
        path = "M" + "L".join(f"{at:.1f} {height:.1f}" for at, height in points)
        marker = _MARKERS[index % len(_MARKERS)]
        dots = "".join(f'<path d="{marker}" transform="translate({at:.1f} {height:.1f})"/>' for at, height in points)
        said = f"{name}: " + ", ".join(f"{_range(bucket)}: {bucket.scores[index]:.1f}" for bucket in buckets)
        out.append(
            f'<g class="{colour(index)}"><title>{escape(said)}</title><path class="line thin" d="{path}"/>'
            f'<g class="dots">{dots}</g>'
            f'<path class="leader" d="M{points[-1][0] + 5:.1f} {points[-1][1]:.1f}L{right + 14} {labels[index]:.1f}"/>'
            f'<text class="name" x="{right + 18}" y="{labels[index] + 4:.1f}">{escape(_short(name, _NAME))}</text></g>'
        )
    label = f"{comparison.segment_metric} by length: " + "; ".join(
        f"{_range(bucket)} {unit(comparison)}: "
        + ", ".join(f"{name} {score:.1f}" for name, score in zip(comparison.names, bucket.scores, strict=True))
        for bucket in buckets
    )
    return _svg(max(bottom + 40, int(max(labels)) + 10), label, out)


def unit(comparison: Comparison) -> str:
    """What lengths are counted in."""
    tag = comparison.source if comparison.sources else comparison.target
    return "words" if language(tag).spaced else "characters"


def _range(bucket: Bucket) -> str:
    if bucket.shortest == bucket.longest:
        return str(bucket.shortest)
    return f"{bucket.shortest}–{bucket.longest}"


def _axis_across(marks: Sequence[int], place: Callable[[float], float], top: float, bottom: float) -> list[str]:
    return [
        f'<path class="grid" d="M{place(mark):.1f} {top}V{bottom}"/>'
        f'<text class="number" x="{place(mark):.1f}" y="{bottom + 16}" '
        f'text-anchor="{"start" if mark == marks[0] else "end" if mark == marks[-1] else "middle"}">{mark}</text>'
        for mark in marks
    ]


def _svg(height: int, label: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(label)}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _short(name: str, room: int) -> str:
    return name if len(name) <= room else name[: room - 1] + "…"


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round numbers from at most `low` to at least `high`, two at least and about as many as wanted."""
    raw = max(high - low, 1e-9) / wanted
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((factor * power for factor in (1, 2, 5) if factor * power >= raw), 10 * power)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, max(last, first + 1) + 1)]


def side_by_side(places: Sequence[float], room: float = 15) -> list[float]:
    """Places moved apart, in their order, where they are closer than `room`: neighbours share what they must move."""
    order = sorted(range(len(places)), key=places.__getitem__)
    groups: list[list[int]] = []
    for index in order:
        groups.append([index])
        while len(groups) > 1 and _foot(groups[-2], places, room) + room > _head(groups[-1], places, room):
            groups[-2].extend(groups.pop())
    moved = list(places)
    for group in groups:
        for rank, index in enumerate(group):
            moved[index] = _head(group, places, room) + rank * room
    return moved


def _head(group: Sequence[int], places: Sequence[float], room: float) -> float:
    return sum(places[index] for index in group) / len(group) - (len(group) - 1) / 2 * room


def _foot(group: Sequence[int], places: Sequence[float], room: float) -> float:
    return _head(group, places, room) + (len(group) - 1) * room
