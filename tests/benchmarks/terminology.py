"""Constrained translation measured: `python tests/benchmarks/terminology.py FILE.jsonl --to ru --to zh`.

Translates the segments of a file (see term_data.py for its shape) unconstrained and under their terms in several ways
(term_modes.py), and prints one table a language: quality with sacreBLEU signatures and significance against the
unconstrained output, term accuracy, window overlap, 1 - TERm, case, fluency and time. README.md explains the columns.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from term_data import SOURCE, DataError, ListedVerifier, Segment, load
from term_forms import accuracy, slots
from term_modes import MODES, Bench, Timed, available, best_placeholder, run
from term_plot import Chart, Point, svg
from term_scores import Quality, TermScores, outcome, quality, term_scores

from dragoman.termbase.errors import DragomanError
from dragoman.translate.engines import engine as engine_of_name
from dragoman.translate.engines.base import Engine
from dragoman.translate.work import Settings

BASELINE, REFERENCE = "unconstrained", "reference"


@dataclass(frozen=True, slots=True)
class Row:
    """One system's line of a table; the reference has no quality and no time."""

    terms: TermScores
    quality: dict[str, Quality]
    timed: Timed | None


_SLOTS = {"all": "the references", "same": "those in which the engine's own words are in the same case"}


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured for one language."""

    target: str
    engine: str
    segments: list[Segment]
    words: int
    placeholder: str
    rows: dict[str, Row]
    signatures: dict[str, str]
    verifier: ListedVerifier
    slots: dict[str, int]
    gold_forms: dict[str, dict[str, float | None]]

    @property
    def base(self) -> Row:
        """The unconstrained system."""
        return self.rows[BASELINE]


def measure(segments: list[Segment], engine: Engine, target: str, names: Sequence[str], arguments: Any) -> Result:
    """Run and score every mode on segments of one language."""
    settings = Settings()
    verifier = ListedVerifier(segments, target, arguments.terms_only)
    sources = [segment.source for segment in segments]
    names = available(engine, SOURCE, target, names)
    placeholder = arguments.placeholder
    if not placeholder and "placeholder" in names:
        placeholder = best_placeholder(engine, verifier, sources, settings.draft_beam)
    timed = run(Bench(engine, verifier, settings, placeholder), sources, names, arguments.runs)
    references = [segment.reference for segment in segments]
    systems = {name: timed[name].done.texts for name in names}
    qualities, signatures = quality(systems, references, target, arguments.samples)
    rows = {
        name: Row(term_scores(segments, texts, verifier, engine), qualities[name], timed[name])
        for name, texts in systems.items()
    }
    rows[REFERENCE] = Row(term_scores(segments, references, verifier, engine), {}, None)
    words = sum(len(source.split()) for source in sources)
    described = f"{engine.name} ({engine.describe(SOURCE, target)})"
    able = engine.capabilities(SOURCE, target)
    found = slots(segments, verifier, engine, settings) if able.scoring else []
    sets = {name: some for name, some in (("all", found), ("same", [slot for slot in found if slot.same])) if some}
    numbers = {name: len(some) for name, some in sets.items()}
    gold = {name: accuracy(some, settings) for name, some in sets.items()}
    return Result(target, described, segments, words, placeholder, rows, signatures, verifier, numbers, gold)


# -- output -------------------------------------------------------------------------------------------------------


def table(result: Result) -> Table:
    """The results of one language for a reader."""
    title = (
        f"{SOURCE} → {result.target}: {len(result.segments)} segments, {result.base.terms.pairs} terms, {result.engine}"
    )
    columns = (
        "BLEU", "p", "chrF++", "p", "exact", "any form", "on ref", "mentions", "win 2", "win 3", "1-TERm", "case", "(n)",
        "Δ logp", "s", "words/s", "× time", "× cpu",
    )  # fmt: skip
    made = Table(title=title, title_justify="left")
    made.add_column("mode", no_wrap=True)
    for name in columns:
        made.add_column(name, justify="right", no_wrap=True)
    for name, row in result.rows.items():
        terms = row.terms
        scores = [
            item
            for metric in ("BLEU", "chrF++")
            for item in (_number(row.quality.get(metric), 2), _p(row.quality.get(metric)))
        ]
        shares = (terms.exact, terms.inflected, terms.on_reference, terms.mentions, terms.window2, terms.window3)
        made.add_row(
            name,
            *scores,
            *(_plain(value, 1) for value in shares),
            _plain(terms.termr, 1),
            _plain(terms.form, 1),
            str(terms.forms),
            _plain(over_forcing(result, name), 3),
            *_times(result, row),
        )
    return made


def over_forcing(result: Result, name: str) -> float | None:
    """Mean log-probability per token of a system less that of the unconstrained one; below 0 is less fluent."""
    ours, base = result.rows[name].terms.fluency, result.base.terms.fluency
    return None if ours is None or base is None else ours - base


def _times(result: Result, row: Row) -> tuple[str, ...]:
    base = result.base.timed
    if row.timed is None or base is None:
        return ("",) * 4
    seconds = row.timed.seconds
    wall, cpu = row.timed.against(base)
    return f"{seconds:.2f}", f"{result.words / seconds:.0f}", f"{wall:.2f}", f"{cpu:.2f}"


def _number(score: Quality | None, digits: int) -> str:
    return f"{score.value:.{digits}f}" if score else ""


def _p(score: Quality | None) -> str:
    return "" if score is None or score.p is None else f"{score.p:.3f}"


def _plain(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def as_dict(result: Result) -> dict[str, Any]:
    """Everything about one language as plain data, the translations included."""
    base = result.base.timed
    modes: dict[str, Any] = {}
    for name, row in result.rows.items():
        modes[name] = {
            "scores": {
                metric: {"value": round(score.value, 4), "half_width": round(score.half_width, 4), "p": score.p}
                for metric, score in row.quality.items()
            },
            "terms": row.terms.as_dict(),
            "over_forcing": over_forcing(result, name),
        }
        if row.timed and base:
            modes[name]["seconds"] = round(row.timed.seconds, 3)
            modes[name]["cpu_seconds"] = round(row.timed.cpu, 3)
            modes[name]["words_per_second"] = round(result.words / row.timed.seconds, 1)
            wall, cpu = row.timed.against(base)
            modes[name]["time_ratio"], modes[name]["cpu_ratio"] = round(wall, 3), round(cpu, 3)
            modes[name]["outcomes"] = dict(row.timed.done.outcomes)
    return {
        "engine": result.engine,
        "segments": len(result.segments),
        "source_words": result.words,
        "placeholder": result.placeholder,
        "signatures": result.signatures,
        "gold_forms": {"slots": result.slots, **result.gold_forms},
        "modes": modes,
        "translations": [_segment(result, index) for index in range(len(result.segments))],
    }


def _segment(result: Result, index: int) -> dict[str, Any]:
    segment = result.segments[index]
    texts = {name: row.timed.done.texts[index] for name, row in result.rows.items() if row.timed}
    found = {
        name: [term for term, (_, any_form) in outcome(segment, text, result.verifier).items() if any_form]
        for name, text in texts.items()
    }
    how = {
        name: [
            [requirement.text, str(by or ""), place.span.of(texts[name]) if place else ""]
            for requirement, by, place in zip(work.requirements, work.outcomes, work.located, strict=True)
        ]
        for name, row in result.rows.items()
        if row.timed and row.timed.done.works
        for work in (row.timed.done.works[index],)
    }
    return {
        "id": segment.id,
        "source": segment.source,
        "reference": segment.reference,
        "terms": {term: list(translations) for term, translations in segment.terms.items()},
        "texts": texts,
        "found": found,
        "outcomes": how,
    }


def chart(result: Result) -> Chart:
    """The picture's data for one language."""
    base = result.base.timed
    points = [
        Point(
            name,
            row.terms.inflected or 0.0,
            row.quality["BLEU"].value,
            row.quality["BLEU"].half_width,
            row.timed.against(base)[0],
        )
        for name, row in result.rows.items()
        if row.timed and base
    ]
    return Chart(f"{SOURCE} → {result.target}, {len(result.segments)} segments, {result.engine}", points)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path, help="segments with terms, JSON lines")
    parser.add_argument("--to", action="append", required=True, metavar="LANGUAGE", help="target language; repeatable")
    parser.add_argument("--engine", default="builtin")
    parser.add_argument("--limit", type=int, help="only so many segments")
    parser.add_argument("--step", type=int, default=1, help="every so many-th segment, for a sample of a whole file")
    parser.add_argument("--modes", nargs="+", choices=list(MODES), default=list(MODES), metavar="MODE")
    parser.add_argument("--runs", type=int, default=1, help="runs of each mode in turn")
    parser.add_argument("--samples", type=int, default=1000, help="trials of the significance tests")
    parser.add_argument("--terms-only", action="store_true", help="do not require numbers, links and the like")
    parser.add_argument("--placeholder", default="", help="template such as X{n}; default: what the engine copies best")
    parser.add_argument("--json", type=Path, help="write everything here, the translations included")
    parser.add_argument("--plot", type=Path, help="write a picture here, SVG")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Measure, print and write."""
    given = parse(arguments)
    console = Console()
    if not console.is_terminal:
        console = Console(width=200)
    results = []
    try:
        engine = engine_of_name(given.engine)
        for target in given.to:
            segments = load(given.file, target, given.limit, given.step)
            if not segments:
                raise DataError(f"{given.file}: no segments")
            result = measure(segments, engine, target, given.modes, given)
            results.append(result)
            console.print(table(result))
            for metric, signature in result.signatures.items():
                console.print(f"{metric} {signature}", highlight=False)
            for where, shares in result.gold_forms.items():
                parts = ", ".join(f"{name} {_plain(value, 1)}" for name, value in shares.items())
                console.print(
                    f"form chosen right in {result.slots[where]} slots of {_SLOTS[where]}: {parts}", highlight=False
                )
            if result.placeholder:
                console.print(f"placeholder {result.placeholder}", highlight=False, markup=False)
    except (DragomanError, DataError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if given.json:
        data = {result.target: as_dict(result) for result in results}
        given.json.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if given.plot:
        given.plot.write_text(svg([chart(result) for result in results]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
