"""What a Russian word is to the inflector: its forms by case and number, and what it agrees with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Cell = tuple[str, str, str]  # case, number, gender (empty where it has none)

CASES = ("nom", "gen", "dat", "acc", "ins", "loc")
NUMBERS = ("sg", "pl")


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun as read in the nominative of `number`. `gender` m, f, n, c (common) or None (plural only)."""

    text: str
    number: str
    gender: str | None
    animate: bool
    cells: Mapping[tuple[str, str], str] = field(hash=False, repr=False)
    known: bool = True
    personal: bool = False
    geographic: bool = False
    fixed: bool = False
    singular_only: bool = False
    score: float = 1.0

    def form(self, case: str, number: str, animate: bool) -> str | None:
        """The form for a case and number; the accusative of masculines and plurals goes by `animate`."""
        if case == "acc" and not self.fixed and (number == "pl" or self.gender in ("m", "c", None)):
            accusative = self.cells.get(("acc", number))
            by_animacy = self.cells.get(("gen" if animate else "nom", number))
            # Masculines in -а have an accusative of their own: «главу», «судью».
            own = number == "sg" and accusative not in (self.cells.get(("gen", "sg")), self.cells.get(("nom", "sg")))
            return accusative if own else by_animacy
        return self.cells.get((case, number))


@dataclass(frozen=True, slots=True)
class Adjective:
    """An adjective, participle or ordinal as read in the nominative of `number` and, in the singular, `gender`."""

    text: str
    number: str
    gender: str | None
    cells: Mapping[tuple[str, str], str] = field(hash=False, repr=False)
    participle: bool = False
    pronoun: bool = False
    ordinal: bool = False
    score: float = 1.0

    def form(self, case: str, number: str, gender: str | None, animate: bool) -> str | None:
        """The form that agrees with a noun of this gender and animacy."""
        column = "pl" if number == "pl" else (gender or "m")
        if case == "acc" and column in ("m", "pl"):
            case = "gen" if animate else "nom"
        return self.cells.get((case, column))

    def agrees(self, noun: Noun) -> bool:
        """Whether both words, as written, can be one phrase in the nominative."""
        if self.number != noun.number:
            return False
        return self.number == "pl" or noun.gender == self.gender or (noun.gender == "c" and self.gender in ("m", "f"))


@dataclass(frozen=True, slots=True)
class Numeral:
    """A cardinal numeral. `paucal`: two to four, after which the nominative has the noun in the genitive singular."""

    text: str
    cells: Mapping[str, str] = field(hash=False, repr=False)
    paucal: bool = False

    def form(self, case: str, animate: bool) -> str | None:
        """The form for a case: two to four take the genitive as accusative before animate nouns."""
        if case == "acc":
            case = "gen" if animate and self.paucal else "nom"
        return self.cells.get(case)
