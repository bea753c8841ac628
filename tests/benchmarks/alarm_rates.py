"""How often each check cries on translations by people: `python tests/benchmarks/alarm_rates.py PATH … [--show CODE]`.

A PATH is a JSON Lines file with a text a language under its tag ("en", "ru", "zh"), a tab-separated file of source and
target, or a folder with a file a language, named by its tag, one segment a line. The source is English. Some alarms are
right: what people write has errors too. `--show CODE` prints the alarms of a check for reading; `--readme` writes the
rates into the table of the checks. Exits with 1 where a check that is on by default cries more often than it may.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from statistics import fmean

from dragoman.corpora.markup import Marked
from dragoman.corpora.units import State, Unit
from dragoman.termbase.errors import Location
from dragoman.termbase.language import LANGUAGES
from dragoman.termbase.load import load_curated
from dragoman.translate import checks
from dragoman.translate.checks import CHECKS, GROUPS, Checker, Finding

SOURCE = "en"
FEWEST = 500  # segments from which a rate means something
INTRODUCTION = """# Checks

What `dragoman check` and `dragoman.translate.checks.check_units` look for. `--select` and `--ignore` take codes, the
beginnings of codes up to a hyphen (`number`), the families in brackets below, `default` and `all`. A comment
`dragoman: ignore=CODE` in a file lets a finding of its segment pass.

The figures are alarms per 100 segments of translations by people into Russian (ru) and Chinese (zh): FLORES-200 dev,
TICO-19 dev, and the training half of the domain corpus. Many alarms are right, for people err too: those of
`mixed-alphabet`, `double-space`, `quote-unbalanced` and `edge-space` all are. A check is on by default only while the mean
stays under 0.5; of terms the figures say more about the translators, who had no termbase to keep to. This document is written by
`tests/benchmarks/alarm_rates.py --readme`; `tests/benchmarks/seeded.py` measures how many errors are found.

`data/traditional.txt` is derived from OpenCC (Apache License 2.0, see `data/LICENSE.OpenCC`).
"""
TARGETS = [tag for tag in LANGUAGES if tag != SOURCE]


@dataclass(frozen=True, slots=True)
class Sample:
    """Translations by people into one language."""

    name: str
    target: str
    pairs: list[tuple[str, str]]


def samples(path: Path) -> Iterator[Sample]:
    """The samples of a file or folder, one for each target language it has."""
    if path.is_dir():
        sources = lines(path / SOURCE)
        for tag in TARGETS:
            if (path / tag).is_file():
                yield Sample(path.parent.name, tag, list(zip(sources, lines(path / tag), strict=True)))
    elif path.suffix == ".jsonl":
        rows = [json.loads(line) for line in lines(path)]
        rows = [row for row in rows if row.get("split", "train") != "valid"]
        name = path.parent.name if path.stem in ("dev", "test") else path.stem
        for tag in TARGETS:
            pairs = [(row[SOURCE], row[tag]) for row in rows if tag in row]
            if pairs:
                yield Sample(name, tag, pairs)
    else:
        pairs = [(row[0], row[1]) for line in lines(path) if len(row := line.split("\t")) > 1]
        letters = Counter(script(target) for _, target in pairs)
        yield Sample(path.stem, letters.most_common(1)[0][0], pairs)


def lines(path: Path) -> list[str]:
    """The lines of a file; only LF ends one."""
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def script(text: str) -> str:
    """The language of a text, by its script."""
    from dragoman.corpora.script import likeliest

    return likeliest(text)


def units(sample: Sample) -> Iterator[Unit]:
    """The pairs of a sample as units."""
    for number, (source, target) in enumerate(sample.pairs, 1):
        where = Location(sample.name, number, 1)
        yield Unit(str(number), Marked(source), Marked(target), State.TRANSLATED, where)


def alarms(sample: Sample) -> list[Finding]:
    """Everything any check says about a sample."""
    checker = Checker(SOURCE, sample.target, load_curated(), ["all"])
    return [*checker.check(units(sample)), *checker.finish()]


def rates(found: Sequence[Finding], segments: int) -> dict[str, float]:
    """Segments with an alarm, of a hundred, by code."""
    hit = {(finding.code, finding.where.line) for finding in found}
    counts = Counter(code for code, _ in hit)
    return {code: 100 * counts[code] / segments for code in CHECKS}


def show(found: Sequence[Finding], code: str) -> None:
    """The alarms of a check, with their texts."""
    for item in found:
        if item.code == code or item.code.startswith(f"{code}-"):
            sys.stdout.write(
                f"{item.where.path}:{item.where.line} {item.code} [{item.text}] {item.message} => {item.suggestion}\n"
                f"    {item.source_text}\n    {item.target_text}\n"
            )


def readme(measured: Mapping[str, Mapping[str, float]], means: Mapping[str, float]) -> str:
    """The document of the checks, with what was measured."""
    shown = list(measured)
    heads = ["code", "severity", "on", "what", *shown, "mean"]
    parts = [INTRODUCTION]
    for name, (title, group) in GROUPS.items():
        rows = [heads, ["---"] * len(heads)]
        for check in group:
            figures = [f"{measured[sample][check.code]:.2f}" for sample in shown]
            on = "yes" if check.default else "no"
            rows.append(
                [f"`{check.code}`", check.severity.value, on, check.summary, *figures, f"{means[check.code]:.2f}"]
            )
        parts.append(f"## {title} (`{name}`)\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n")
    return "\n".join(parts)


def main() -> int:
    """Measure, print, and say whether all stay under their limits."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("paths", nargs="+", type=Path)
    options.add_argument("--show", metavar="CODE", action="append", default=[])
    options.add_argument("--readme", action="store_true", help="write the document of the checks anew")
    given = options.parse_args()
    measured: dict[str, dict[str, float]] = {}
    for sample in (sample for path in given.paths for sample in samples(path)):
        if len(sample.pairs) >= FEWEST or given.show:
            found = alarms(sample)
            for code in given.show:
                show(found, code)
            if len(sample.pairs) >= FEWEST:
                measured[f"{sample.name} {sample.target}"] = rates(found, len(sample.pairs))
    if not measured:
        sys.stderr.write(f"no sample of {FEWEST} segments or more\n")
        return 2
    means = {code: fmean(rate[code] for rate in measured.values()) for code in CHECKS}
    over = [
        code
        for code, check in CHECKS.items()
        if check.default and check.limit is not None and means[code] >= check.limit
    ]
    sys.stdout.write(f"{'alarms per 100 segments':28}{''.join(f'{name:>12}' for name in measured)}{'mean':>8}\n")
    for code, check in CHECKS.items():
        row = "".join(f"{rate[code]:12.2f}" for rate in measured.values())
        mark = "  over its limit" if code in over else ""
        sys.stdout.write(f"{code + ('' if check.default else ' (off)'):28}{row}{means[code]:8.2f}{mark}\n")
    if given.readme:
        page = files(checks).joinpath("README.md")
        Path(str(page)).write_text(readme(measured, means), encoding="utf-8")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
