"""What every inflector gives: the paradigm of a term, each form with the grammatical cells it fills."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from ..model import Concept, Term

PAUCAL = "pauc"
"""The number of a cell that stands behind two, three and four."""


@dataclass(frozen=True, slots=True)
class Form:
    """One surface form of a term and every cell it fills.

    features: for Russian CASE.NUMBER with case nom, gen, dat, acc, ins, loc and number sg, pl, or pauc (after the numerals
    two to four: nom and acc only); for English sg, pl, sg.poss, pl.poss; empty for languages without inflection.
    """

    text: str
    features: tuple[str, ...] = ()


def cases(cells: Iterable[str]) -> frozenset[str]:
    """The grammatical cases among some cells: gen of gen.sg. Paucal cells, which need a numeral, count by themselves only."""
    every = [cell.split(".") for cell in cells]
    plain = frozenset(case for case, *number in every if number != [PAUCAL])
    return plain or frozenset(case for case, *_ in every)


@dataclass(frozen=True, slots=True)
class Paradigm:
    """All forms of a term; the citation form comes first; no text appears twice.

    gender: of the head noun, m, f or n; None where it is unknown or the language has none.
    """

    forms: tuple[Form, ...]
    gender: str | None = None

    @property
    def lemma(self) -> str:
        """The citation form."""
        return self.forms[0].text

    def form(self, feature: str) -> str | None:
        """The form that fills a cell such as "gen.sg"; None where the term has no such form."""
        return next((form.text for form in self.forms if feature in form.features), None)

    def features(self, text: str) -> tuple[str, ...]:
        """The cells a form fills ("which case and number is this?"); empty for a text that is no form of the term."""
        return next((form.features for form in self.forms if form.text == text), ())


class Inflector(Protocol):
    """Makes paradigms for the terms of one language."""

    def paradigm(self, term: Term, concept: Concept | None = None) -> Paradigm:
        """The paradigm of a term; `concept` tells what it names (a person's name declines differently)."""
        ...
