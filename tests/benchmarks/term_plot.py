"""A picture of a benchmark as SVG: for each language, quality against term accuracy, and the time each mode takes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, ROW, MARGIN = 1000, 380, 20
SCATTER = (80, 60, 460, 260)  # left, top, width, height of the left panel within a row
PADDING = 40  # within the left panel, for points that stand side by side
BARS = (700, 60, 210, 260)
COLOURS = ("#4e79a7", "#9c755f", "#b07aa1", "#f28e2b", "#e15759", "#76b7b2", "#edc948", "#59a14f", "#7f7f7f", "#d37295")


@dataclass(frozen=True, slots=True)
class Point:
    """One mode: term accuracy in per cent, BLEU with half its interval, time relative to the unconstrained mode."""

    name: str
    accuracy: float
    bleu: float
    half_width: float
    time: float


@dataclass(frozen=True, slots=True)
class Chart:
    """One language's modes."""

    title: str
    points: Sequence[Point]


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round numbers from at most `low` to at least `high`, about as many as wanted."""
    raw = max(high - low, 1e-9) / wanted
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((factor * power for factor in (1, 2, 5) if factor * power >= raw), 10 * power)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [round(index * step, 10) for index in range(first, max(last, first + 1) + 1)]


def side_by_side(places: Sequence[float], room: float = 14) -> list[float]:
    """Places moved apart where they would cover each other: neighbours closer than `room` stand around their middle."""
    moved = list(places)
    group: list[int] = []
    for index in [*sorted(range(len(places)), key=places.__getitem__), -1]:
        if group and (index < 0 or places[index] - places[group[-1]] >= room):
            middle = sum(places[one] for one in group) / len(group)
            for rank, one in enumerate(group):
                moved[one] = middle + (rank - (len(group) - 1) / 2) * room
            group = []
        group.append(index)
    return moved


def svg(charts: Sequence[Chart]) -> str:
    """The whole picture."""
    height = ROW * len(charts) + MARGIN
    names = list(dict.fromkeys(point.name for chart in charts for point in chart.points))
    colours = {name: COLOURS[index % len(COLOURS)] for index, name in enumerate(names)}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'font-family="sans-serif" font-size="12" fill="#333">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
    ]
    for index, chart in enumerate(charts):
        parts.append(f'<g transform="translate(0 {index * ROW})">')
        parts.append(_text(SCATTER[0], 30, chart.title, size=16, bold=True))
        parts += _scatter(chart, colours)
        parts += _bars(chart, colours)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _text(x: float, y: float, text: str, anchor: str = "start", size: int = 12, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{weight}>{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str = "#ddd", width: float = 1) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"/>'


def _scatter(chart: Chart, colours: dict[str, str]) -> list[str]:
    left, top, width, height = SCATTER
    across = ticks(min(point.accuracy for point in chart.points), max(point.accuracy for point in chart.points))
    up = ticks(
        max(0.0, min(point.bleu - point.half_width for point in chart.points)),
        max(point.bleu + point.half_width for point in chart.points),
    )

    def x(value: float) -> float:
        return left + PADDING + (value - across[0]) / (across[-1] - across[0]) * (width - 2 * PADDING)

    def y(value: float) -> float:
        return top + height - (value - up[0]) / (up[-1] - up[0]) * height

    parts = []
    for value in across:
        parts.append(_line(x(value), top, x(value), top + height))
        parts.append(_text(x(value), top + height + 18, f"{value:g}", "middle"))
    for value in up:
        parts.append(_line(left, y(value), left + width, y(value)))
        parts.append(_text(left - 8, y(value) + 4, f"{value:g}", "end"))
    parts.append(_text(left + width / 2, top + height + 38, "term accuracy, any form (%)", "middle"))
    parts.append(_text(left, top - 10, "BLEU (95 % interval)"))
    for point, at in zip(chart.points, side_by_side([x(point.accuracy) for point in chart.points]), strict=True):
        colour = colours[point.name]
        low, high = max(point.bleu - point.half_width, up[0]), point.bleu + point.half_width
        parts.append(_line(at, y(low), at, y(high), colour, 1.5))
        parts.append(
            f'<circle cx="{at:.1f}" cy="{y(point.bleu):.1f}" r="6" fill="{colour}">'
            f"<title>{escape(point.name)}: {point.accuracy:.1f} %, BLEU {point.bleu:.2f}</title></circle>"
        )
    return parts


def _bars(chart: Chart, colours: dict[str, str]) -> list[str]:
    left, top, width, height = BARS
    longest = max(point.time for point in chart.points)
    step = height / len(chart.points)
    parts = [_text(left, top - 10, "time (unconstrained = 1)")]
    for index, point in enumerate(chart.points):
        y = top + index * step
        length = point.time / longest * width if longest else 0.0
        parts.append(
            f'<rect x="{left}" y="{y + step * 0.15:.1f}" width="{length:.1f}" height="{step * 0.7:.1f}" '
            f'fill="{colours[point.name]}"/>'
        )
        parts.append(_text(left - 8, y + step / 2 + 4, point.name, "end"))
        parts.append(_text(left + length + 6, y + step / 2 + 4, f"{point.time:.2f}"))
    parts.append(_line(left, top, left, top + height, "#333"))
    return parts
