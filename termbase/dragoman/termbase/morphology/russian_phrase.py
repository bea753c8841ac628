"""A Russian phrase whose declining words are known: all its forms."""

from __future__ import annotations

from dataclasses import dataclass

from .russian_cells import Adjective, Noun, Numeral
from .russian_words import is_number


@dataclass(frozen=True, slots=True)
class Preference:
    """What is known of the head noun from outside: hints of the termbase, or the kind of concept."""

    gender: str | None = None
    number: str | None = None
    animate: bool | None = None
    likely_animate: bool | None = None
    place: bool = False

    def rank(self, noun: Noun) -> tuple[float, ...]:
        """Sorts readings of a word: the more is right, the smaller the rank."""
        return (
            float(self.number is not None and noun.number != self.number),
            float(self.gender is not None and noun.gender not in (self.gender, "c")),
            float(self.animate is not None and noun.animate != self.animate),
            float(self.likely_animate is not None and noun.animate != self.likely_animate),
            float(self.place and not noun.geographic and not noun.fixed),
            float(noun.personal),
            float(not noun.known),
            -noun.score,
        )


@dataclass(frozen=True, slots=True)
class Slot:
    """A declining word of the phrase: token `index`, what it is, and the noun it belongs to.

    animate: whether the accusative is the genitive, where it is not a form of its own; animate_singular: the same for the
    singular where it differs. number: a number the word keeps whatever the phrase's («правоохранительная и судебная
    сферы»); counted: by a numeral.
    """

    index: int
    word: Noun | Adjective | Numeral
    head: Noun | None
    gender: str | None
    animate: bool
    number: str | None = None
    counted: bool = False
    animate_singular: bool | None = None

    def form(self, case: str, number: str) -> str | None:
        """The word in a case and number of the phrase, None where there is no such form."""
        if isinstance(self.word, Numeral):
            return self.word.form(case, self.animate)
        if self.counted and (case == "nom" or (case == "acc" and not self.animate)):
            return self.word.text
        number = self.number or number
        animate = self.animate if number == "pl" or self.animate_singular is None else self.animate_singular
        if isinstance(self.word, Noun):
            return self.word.form(case, number, animate)
        return self.word.form(case, number, self.gender, animate)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A term cut into words and what is between them, and those of its words that decline."""

    tokens: tuple[str, ...]
    slots: tuple[Slot, ...]
    number: str
    switches: bool

    @property
    def head(self) -> Noun | Adjective | Numeral:
        """The first declining noun; in a phrase without a noun its first declining word."""
        return next((slot.word for slot in self.slots if isinstance(slot.word, Noun)), self.slots[0].word)

    @property
    def ordinal(self) -> bool:
        """Whether an ordinal goes with the head («22-е заседание», «XXII заседание»)."""
        heads = {slot.index for slot in self.slots if isinstance(slot.word, Adjective) and slot.word.ordinal}
        return bool(heads) or any(is_number(token) for token in self.tokens[: self.slots[0].index + 1])

    def form(self, case: str, number: str) -> str | None:
        """The whole phrase in a case and number; None if one of its words lacks the form."""
        words = list(self.tokens)
        for slot in self.slots:
            form = slot.form(case, number)
            if form is None:
                return None
            words[slot.index] = form
        return "".join(words)

    def paucal(self, adjectives: str) -> str | None:
        """The phrase as it stands after два, три, четыре: nouns in the genitive singular, adjectives in the plural in the
        case `adjectives`; None where it cannot be counted so."""
        words = list(self.tokens)
        for slot in self.slots:
            if isinstance(slot.word, Numeral) or slot.counted or slot.number:
                return None
            noun = isinstance(slot.word, Noun)
            form = slot.form("gen", "sg") if noun else slot.form(adjectives, "pl")
            if form is None:
                return None
            words[slot.index] = form
        return "".join(words)
