"""Terms whose form cannot stand where it does: behind a preposition of another case, or a numeral."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dragoman.termbase.morphology.base import PAUCAL, cases
from dragoman.termbase.morphology.counting import Count, quantity
from dragoman.termbase.morphology.government import governed_cases

from .results import Finding
from .verify import Located, Requirement


def fault(place: Located, target: str, tag: str) -> str:
    """What is wrong with the form at a place, empty where nothing is known to be.

    Digits are left alone: they may be the number of an article as well as a count.
    """
    left = target[: place.span.start]
    if not place.features:
        return ""
    numeral = None if left.rstrip()[-1:].isdigit() else quantity(left, tag)
    count, oblique = (numeral.count, numeral.cells) if numeral else (None, frozenset())
    if count is Count.FEW and not any(cell.endswith(PAUCAL) for cell in place.features):
        return "two to four ask for the genitive singular (of adjectives the genitive plural)"
    if count is Count.MANY and "gen.pl" not in place.features:
        return "the numeral asks for the genitive plural"
    if oblique and not oblique & set(place.features):
        return f"the numeral asks for another case ({', '.join(sorted(cases(oblique)))} plural)"
    governed = governed_cases(left, tag)
    if governed and not governed & cases(place.features):
        return f"the preposition asks for another case ({', '.join(sorted(governed))})"
    return ""


def findings(
    requirements: Sequence[Requirement], located: Sequence[Located | None], target: str, tag: str
) -> Iterator[Finding]:
    """A finding for each term in a form that what stands right before it does not allow."""
    for requirement, place in zip(requirements, located, strict=True):
        if place is not None and requirement.concepts and (wrong := fault(place, target, tag)):
            yield Finding("term-case", f"«{place.span.of(target)}»: {wrong}", place.span, requirement.concepts[0].id)
