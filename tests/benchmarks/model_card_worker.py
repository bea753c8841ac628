"""What a model card measures in a process of its own: loading from nothing, and speed on so many cores.

`python model_card_worker.py load|speed …` prints one JSON object; model_card_speed.py runs it. Nothing of the program is
imported before the cores are set and the clock runs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model_card_texts import Texts

    from dragoman.translate.engines.base import Engine

MODES = ("beam 4", "greedy", "constrained")


class Clock:
    """Wall-clock and processor seconds since it was made, or since the last lap."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def lap(self) -> tuple[float, float]:
        """(wall-clock, processor) seconds since the last lap."""
        wall, cpu = time.perf_counter(), time.process_time()
        taken = wall - self._wall, cpu - self._cpu
        self._wall, self._cpu = wall, cpu
        return taken


def load(name: str, target: str) -> dict[str, Any]:
    """How long importing takes, loading (engine, subwords, weights), and getting ready for terms.

    Engines load on first use, so loading is the first translation of a short sentence less the second.
    """
    clock = Clock()
    import ctranslate2  # noqa: F401
    import sentencepiece  # noqa: F401
    from model_card_engine import SOURCE, open_engine

    from dragoman.translate.engines import ct2, tokens  # noqa: F401
    from dragoman.translate.engines.base import Options, Request

    imported = clock.lap()
    engine = open_engine(name)
    engine.translate([Request("Good morning.")], SOURCE, target, Options(1))
    first = clock.lap()
    engine.translate([Request("Good morning.")], SOURCE, target, Options(1))
    again = clock.lap()
    from dragoman.termbase.load import load_curated
    from dragoman.translate.pipeline import Translator

    text = "The Prosecutor General met the delegation of the Supreme Court."
    Translator(load_curated(), engine).translate(text, SOURCE, target)
    terms = clock.lap()
    return {
        "import": imported,
        "load": [one - other for one, other in zip(first, again, strict=True)],
        "terms": terms,
    }


def speed(options: argparse.Namespace) -> dict[str, Any]:
    """Best wall-clock and processor seconds of some runs, by text, language and mode; the words of the sources."""
    if options.cores:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.cores])
    from model_card_engine import open_engine
    from model_card_texts import held_out, seeds

    engine = open_engine(options.engine)
    rows: list[dict[str, Any]] = []
    for target in options.to:
        collections = {
            "seed articles": seeds(target, options.limit),
            f"held-out, {options.slice} sentences": [held_out(target, options.slice)],
        }
        for title, collection in collections.items():
            rows += _timed(engine, title, collection, target, options.runs)
    return {"rows": rows, "load_average": os.getloadavg()[0]}


def _timed(engine: Engine, title: str, collection: list[Texts], target: str, runs: int) -> list[dict[str, Any]]:
    """A row a mode for one text and language, every mode warmed up first."""
    from model_card_engine import SOURCE

    from dragoman.translate.decode import Decoder
    from dragoman.translate.engines.base import Options, Request

    sources = [source for texts in collection for source in texts.sources]
    decoder = Decoder(engine, collection[0].verifier)

    def plain(beam: int) -> Callable[[list[str]], object]:
        return lambda some: engine.translate([Request(text) for text in some], SOURCE, target, Options(beam))

    ways = dict(zip(MODES, (plain(4), plain(1), decoder.decode), strict=True))
    for way in ways.values():
        way(sources[:8])  # the model, dictionaries and automata are loaded on first use
    words = sum(len(source.split()) for source in sources)
    rows = []
    for mode, way in ways.items():
        taken = []
        for _ in range(runs):
            clock = Clock()
            way(sources)
            taken.append(clock.lap())
        wall, cpu = (min(column) for column in zip(*taken, strict=True))
        rows.append({"text": title, "to": target, "mode": mode, "words": words, "seconds": wall, "cpu_seconds": cpu})
    return rows


def main() -> None:
    """Measure one thing and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=["load", "speed"])
    parser.add_argument("engine")
    parser.add_argument("--to", nargs="+", required=True)
    parser.add_argument("--cores", type=int, default=0, help="0: those that there are")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--slice", type=int, default=60)
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    found = load(options.engine, options.to[0]) if options.what == "load" else speed(options)
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
