"""Everything a model card states, measured: `python tests/benchmarks/model_card.py [--engine NAME] …`.

Quality before and after the constraints, target lemma annotation, alignment by attention, speed, loading and size.
README.md explains the figures. Evaluation files that are not given are left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from model_card_alignment import aligned
from model_card_annotation import following
from model_card_engine import SOURCE, annotating, open_engine
from model_card_quality import Quality, quality, signatures
from model_card_report import (
    Section,
    alignment_section,
    annotation_section,
    loading_section,
    markdown,
    quality_section,
    show,
    speed_section,
)
from model_card_speed import WorkerError, as_dict, loading, machine, size, speeds
from model_card_texts import Texts, flores, held_out, seeds, tico
from term_data import DataError

from dragoman.termbase.errors import DragomanError
from dragoman.translate.cli.console import console
from dragoman.translate.cli.jobs import check_outputs, write
from dragoman.translate.engines.base import Engine


@dataclass(frozen=True)
class Run:
    """What to measure and on what."""

    options: argparse.Namespace

    @cached_property
    def engine(self) -> Engine:
        """The engine."""
        return open_engine(self.options.engine)

    @property
    def targets(self) -> list[str]:
        """The target languages."""
        return list(self.options.to)

    @cached_property
    def texts(self) -> Mapping[str, list[Texts]]:
        """Collections by name, each in all languages; those whose files are not given are left out."""
        limit = self.options.limit
        found: dict[str, list[Texts]] = {"seeds": [], "held-out": [], "flores": [], "tico": []}
        for target in self.targets:
            found["seeds"] += seeds(target, limit)
            found["held-out"].append(held_out(target, limit))
            if self.options.flores:
                found["flores"].append(flores(self.options.flores, target, limit))
            if self.options.tico:
                found["tico"].append(tico(self.options.tico, target, limit))
        return found

    def of(self, *names: str) -> Iterator[Texts]:
        """The collections of some names, each said to stderr as its turn comes."""
        for name in names:
            for texts in self.texts[name]:
                sys.stderr.write(f"{texts.title} → {texts.target}\n")
                yield texts


Part = Callable[[Run], tuple[list[Section], Any]]
"""Measures; gives the sections to show, none where the engine cannot do it, and plain data."""


def measure_quality(run: Run) -> tuple[list[Section], Any]:
    """Part `quality`."""
    found = [quality(run.engine, texts) for texts in run.of("seeds", "held-out", "flores", "tico")]
    data = {
        "signatures": {target: signatures(target) for target in run.targets},
        "collections": [_quality_data(one) for one in found],
    }
    return [quality_section(found)], data


def _quality_data(one: Quality) -> dict[str, Any]:
    texts = one.texts
    return _named(texts) | {
        "units": len(texts.units),
        "words": texts.words,
        "scores": {name: {"unconstrained": a, "constrained": b} for name, (a, b) in one.scores.items()},
        "terms": one.terms,
        "unprompted": one.unprompted,
        "outcomes": one.outcomes,
        "seconds": one.seconds,
        "translations": [
            {"source": source, "unconstrained": draft, "constrained": target}
            for source, draft, target in zip(texts.sources, one.drafts, one.translations, strict=True)
        ],
    }


def measure_annotation(run: Run) -> tuple[list[Section], Any]:
    """Part `annotation`."""
    found = []
    for texts in run.of("held-out", "tico"):
        reader = annotating(run.engine, texts.target)
        result = following(*reader, texts) if reader else None
        if result:
            found.append(result)
    data = [
        _named(one.texts)
        | {
            "declared": one.declared,
            "sentences": one.sentences,
            "plain": asdict(one.plain),
            "annotated": asdict(one.annotated),
            "scores": {name: {"plain": a, "annotated": b, "p": p} for name, (a, b, p) in one.scores.items()},
            "translations": [
                {"source": source, "plain": plain, "annotated": annotated}
                for source, plain, annotated in one.translations
            ],
        }
        for one in found
    ]
    return [annotation_section(found)] if found else [], data


def measure_alignment(run: Run) -> tuple[list[Section], Any]:
    """Part `alignment`."""
    found = [one for texts in run.of("held-out") if (one := aligned(run.engine, texts))]
    data = [
        _named(one.texts)
        | {
            "sentences": one.sentences,
            "skipped": one.skipped,
            "from_target": asdict(one.from_target),
            "from_source": asdict(one.from_source),
            "mass": one.mass,
        }
        for one in found
    ]
    return [alignment_section(found)] if found else [], data


def measure_speed(run: Run) -> tuple[list[Section], Any]:
    """Part `speed`."""
    before = machine()
    sys.stderr.write("speed\n")
    found = speeds(run.options.engine, run.targets, run.options.limit, run.options.runs)
    data = {"machine": before, "load_average_after": machine()["load_average"], "rows": [as_dict(one) for one in found]}
    return [speed_section(found, before["load_average"])], data


def measure_loading(run: Run) -> tuple[list[Section], Any]:
    """Part `loading`."""
    sys.stderr.write("loading\n")
    target = run.targets[0]
    load, big = loading(run.options.engine, target, runs=5), size(run.engine, target)
    data = {"loading": as_dict(load), "size": as_dict(big) if big else None}
    return [loading_section(load, big)], data


def _named(texts: Texts) -> dict[str, Any]:
    return {"name": texts.name, "title": texts.title, "to": texts.target}


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        "quality": measure_quality,
        "annotation": measure_annotation,
        "alignment": measure_alignment,
        "speed": measure_speed,
        "loading": measure_loading,
    }
)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--engine", default="builtin", help="an engine's name, or the directory of a package")
    parser.add_argument("--to", nargs="+", default=["ru", "zh"], metavar="LANGUAGE")
    parser.add_argument("--flores", type=Path, metavar="DIR", help="FLORES dev: DIR/en-ru/en, DIR/en-ru/ru and so on")
    parser.add_argument("--tico", type=Path, metavar="FILE", help="TICO-19 dev with its terms, JSON lines")
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS), metavar="PART",
                        help=f"some of: {', '.join(PARTS)}")  # fmt: skip
    parser.add_argument("--limit", type=int, metavar="N", help="only so many sentences of each text")
    parser.add_argument("--runs", type=int, default=2, metavar="N", help="runs of which the best time counts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything here, the translations included")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables here")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Measure, print and write."""
    options = parse(arguments)
    run, out = Run(options), console(sys.stdout)
    sections: list[Section] = []
    data: dict[str, Any] = {"machine": machine()}
    try:
        check_outputs([path for path in (options.json, options.markdown) if path], [])
        described = {target: run.engine.describe(SOURCE, target) for target in run.targets}
        data["engine"] = {"name": run.engine.name, "describe": described}
        title = f"{run.engine.name}: {'; '.join(dict.fromkeys(described.values()))}"
        out.print(title, soft_wrap=True)
        for name in options.only:
            shown, data[name] = PARTS[name](run)
            for section in shown:
                show(section, out)
            if not shown:
                out.print(f"{name}: nothing that this engine can do\n")
            sections += shown
        if options.json:
            write(options.json, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())
        if options.markdown:
            about = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in data["machine"].items())
            write(options.markdown, f"{markdown(sections)}\n{title}. Measured on {about}.\n".encode())
    except (DragomanError, DataError, WorkerError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
