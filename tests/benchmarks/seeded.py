"""How many errors the checks find: `python tests/benchmarks/seeded.py [SEGMENTS] [--show KIND]`.

Takes SEGMENTS (300) pairs of the domain corpus for each kind of error, from those in which the checks find nothing, puts
one error in, and checks again. Recall: the share of errors that one of the right checks reports. Precision of a check:
of its reports over all these texts, the share that the errors put in account for.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from seeded_errors import ALSO, SEEDS, VERIFIERS, Case

from dragoman.corpora import articles
from dragoman.corpora.markup import Marked
from dragoman.corpora.units import State, Unit
from dragoman.termbase.errors import Location
from dragoman.termbase.load import load_curated
from dragoman.translate.checks import CHECKS, Checker, codes
from dragoman.translate.verify import Verifier


def unit(case: Case, number: int) -> Unit:
    """A case as a unit."""
    where = Location("seeded", number, 1)
    return Unit("", Marked(case.source), Marked(case.target), State.TRANSLATED, where)


def clean(tag: str) -> Iterator[Case]:
    """The pairs of the corpus in which the checks find nothing."""
    checker, verifier = Checker("en", tag, load_curated(), CHOSEN), VERIFIERS[tag]
    for number, row in enumerate(articles.load("domain")):
        case = Case(row.texts["en"], row.texts[tag], tag, ())
        if not any(checker.check([unit(case, number)])):
            requirements = verifier.requirements(case.source)
            located = verifier.locate(requirements, case.target)
            places = [(r, p) for r, p in zip(requirements, located, strict=True) if p is not None]
            yield replace(case, places=tuple(places))


CHOSEN = codes(["default", "term-fewer"], ["inconsistent", "term-admitted"])


def main() -> int:
    """Measure both languages."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("segments", nargs="?", type=int, default=300)
    options.add_argument("--show", metavar="KIND", help="print the errors of a kind that are not found")
    given = options.parse_args()
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    sys.stdout.write(f"{'error':42}{'ru':>16}{'zh':>16}\n")
    tables: dict[str, dict[str, str]] = {kind: {} for kind in SEEDS}
    for tag in ("ru", "zh"):
        VERIFIERS[tag] = Verifier(load_curated(), "en", tag)
        cases = list(clean(tag))
        checker = Checker("en", tag, load_curated(), CHOSEN)
        for kind, (expected, make) in SEEDS.items():
            chance = random.Random(kind)
            made = found = 0
            for number, case in enumerate(chance.sample(cases, len(cases))):
                bad = make(case, chance)
                if bad is None or (bad.target == case.target and bad.source == case.source):
                    continue
                reported = {finding.code for finding in checker.check([unit(bad, number)])}
                made += 1
                hit = bool(reported & expected)
                found += hit
                right.update(reported & expected)
                wrong.update(reported - expected - ALSO.get(kind, frozenset()))
                if given.show == kind and not hit:
                    sys.stdout.write(f"{reported}\n    {bad.source}\n    {bad.target}\n")
                if made == given.segments:
                    break
            tables[kind][tag] = f"{found}/{made} {100 * found / made:3.0f} %" if made else "-"
    for kind, cells in tables.items():
        sys.stdout.write(f"{kind:42}{cells['ru']:>16}{cells['zh']:>16}\n")
    sys.stdout.write(f"\n{'check':42}{'right':>8}{'wrong':>8}{'precision':>12}\n")
    for code in CHECKS:
        if right[code] or wrong[code]:
            share = 100 * right[code] / (right[code] + wrong[code])
            sys.stdout.write(f"{code:42}{right[code]:8}{wrong[code]:8}{share:10.1f} %\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
