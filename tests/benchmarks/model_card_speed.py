"""Speed, loading time and size for a model card; everything timed runs in a fresh process (model_card_worker.py)."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from model_card_engine import compressed, package_of

from dragoman.translate.engines.base import Engine

WORKER = Path(__file__).with_name("model_card_worker.py")
LIBRARIES = ("ctranslate2", "sentencepiece", "numpy", "sacrebleu")


class WorkerError(Exception):
    """A process that was to measure something failed."""


@dataclass(frozen=True, slots=True)
class Speed:
    """One mode on one text and so many cores; best wall-clock and processor seconds of all runs."""

    text: str
    to: str
    mode: str
    cores: int
    words: int
    seconds: float
    cpu_seconds: float

    @property
    def by_wall(self) -> float:
        """Source words a second."""
        return self.words / self.seconds

    @property
    def by_cpu(self) -> float:
        """Source words a second of processor time: what a core does that it shares with nobody."""
        return self.words / self.cpu_seconds


@dataclass(frozen=True, slots=True)
class Loading:
    """(wall-clock, processor) seconds in fresh processes, the best of `runs` each.

    importing: Python modules, NumPy and CTranslate2; loading: the engine with subword model and weights; terms: curated
    termbase, dictionaries and one sentence under them.
    """

    target: str
    runs: int
    importing: tuple[float, float]
    loading: tuple[float, float]
    terms: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Size:
    """A package's bytes on disk and inside a wheel, and the numbers it computes with."""

    disk: int
    wheel: int
    compute_type: str


def worker(what: str, engine: str, *arguments: str) -> dict[str, Any]:
    """What a fresh process measured; raises WorkerError with the last line it said where it failed."""
    command = [sys.executable, str(WORKER), what, engine, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise WorkerError(f"measuring {what}: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def core_counts() -> tuple[int, ...]:
    """How many cores to measure on: 1 and 2 as far as there are; 0, meaning all, where a process cannot be bound."""
    if not hasattr(os, "sched_getaffinity"):
        return (0,)
    return tuple(count for count in (1, 2) if count <= len(os.sched_getaffinity(0)))


def speeds(engine: str, targets: Sequence[str], limit: int | None, runs: int) -> list[Speed]:
    """Every mode, text and language on each number of cores, each number in a process of its own."""
    arguments = ["--to", *targets, "--runs", str(runs)]
    if limit is not None:
        arguments += ["--limit", str(limit), "--slice", str(limit)]
    found = []
    for cores in core_counts():
        rows = worker("speed", engine, *arguments, "--cores", str(cores))["rows"]
        found += [Speed(cores=cores, **row) for row in rows]
    return found


def loading(engine: str, target: str, runs: int) -> Loading:
    """Loading measured `runs` times from nothing, after one run to warm the disk cache."""
    found = [worker("load", engine, "--to", target) for _ in range(runs + 1)][1:]

    def best(what: str) -> tuple[float, float]:
        wall, cpu = (min(column) for column in zip(*(one[what] for one in found), strict=True))
        return wall, cpu

    return Loading(target, runs, best("import"), best("load"), best("terms"))


def size(engine: Engine, target: str) -> Size | None:
    """The size of the package behind an engine; None for an engine of another kind."""
    package = package_of(engine, target)
    if package is None:
        return None
    import ctranslate2

    model = ctranslate2.Translator(str(package.directory / "model"), device="cpu", compute_type="default")
    return Size(package.size(), compressed(package.directory), str(model.compute_type))


def machine() -> dict[str, Any]:
    """What the figures on time were taken on, and how busy it is."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load_average": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def as_dict(one: Speed | Loading | Size) -> dict[str, Any]:
    """Plain data for JSON."""
    data = asdict(one)
    if isinstance(one, Speed):
        data |= {"words_per_second": one.by_wall, "words_per_cpu_second": one.by_cpu}
    return data
