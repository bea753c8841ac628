"""What an import or export could not carry over as it was: lost, guessed or kept elsewhere, with the place of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from ..errors import Location

KEPT = 1000
"""Remarks of one code that are kept word for word; further ones are only counted."""


class Loss(StrEnum):
    """What became of something: gone, read in one of several ways, or kept in another field."""

    LOST = "lost"
    GUESSED = "guessed"
    MOVED = "moved"


CODES = {
    "ambiguous": "source terms that stand for several concepts; the file takes each once",
    "case": "rules for capital letters",
    "category": "data categories without a field of their own, kept as lines of text",
    "column": "columns without a meaning here",
    "context": "terms that need certain words near them, which the file cannot say",
    "definition": "definitions",
    "deprecated": "deprecated terms, which the file could not mark",
    "do-not-translate": "marks not to translate",
    "domain": "subject fields",
    "evidence": "sources and how far terms are verified",
    "forbidden": "forbidden forms, which the file could not mark",
    "forbidden-approved": "forbidden forms that are forms of an approved term",
    "grammar": "terms with grammar",
    "id": "entries that got an id of their own",
    "identical": "entries that stand in the file twice",
    "invisible": "texts with invisible characters",
    "kind": "kinds of concept",
    "language": "terms in a language the program does not know",
    "line-break": "terms with a line break or tab",
    "no-approved": "languages with forbidden or deprecated terms only",
    "no-preferred": "languages without a preferred term; the first one was taken",
    "no-rendering": "concepts without a term in every language asked for",
    "no-term": "entries without a term that can be used",
    "note": "notes",
    "repeated": "terms twice in one language of an entry",
    "row": "rows that are no pair of terms",
    "same-source": "rows with the source term of an earlier one, taken for the same concept",
    "second-preferred": "further preferred terms, taken as admitted ones",
    "service": "pairs the service would refuse",
    "spelling": "terms with letters of another alphabet",
    "synonym": "further terms of a concept",
    "tag": "regional language tags",
    "too-long": "terms longer than any term",
    "transaction": "dates and persons of changes",
    "unapproved": "pairs left unsure in the file",
    "usage": "usage notes",
    "value": "values that cannot be used",
}
"""The codes of remarks, which stay the same, and what they count."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing lost, guessed or moved: its code (see CODES), what it was, where it stood and in which concept."""

    loss: Loss
    code: str
    message: str
    where: Location | None = None
    concept: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        concept = f"{self.concept}: " if self.concept else ""
        return f"{place}{concept}{self.message}"


@dataclass(slots=True)
class Report:
    """The remarks of one run, in order, and how many there were of each kind."""

    remarks: list[Remark] = field(default_factory=list)
    counts: Counter[tuple[Loss, str]] = field(default_factory=Counter)

    def say(
        self, loss: Loss, code: str, message: str, where: Location | None = None, concept: str = "", times: int = 1
    ) -> None:
        """Note something; `times`: how many of its kind the one remark stands for."""
        before = self.counts[loss, code]
        self.counts[loss, code] += times
        if before < KEPT:
            self.remarks.append(Remark(loss, code, message, where, concept))

    def lost(self, code: str, message: str, where: Location | None = None, concept: str = "") -> None:
        """Note something that is gone."""
        self.say(Loss.LOST, code, message, where, concept)

    def guessed(self, code: str, message: str, where: Location | None = None, concept: str = "") -> None:
        """Note something read in one of several ways."""
        self.say(Loss.GUESSED, code, message, where, concept)

    def moved(self, code: str, message: str, where: Location | None = None, concept: str = "") -> None:
        """Note something kept in another field."""
        self.say(Loss.MOVED, code, message, where, concept)

    def groups(self) -> Iterator[tuple[Loss, str, int, list[Remark]]]:
        """By loss and code: how many there were, and the remarks that were kept."""
        for loss in Loss:
            for code in CODES:
                if number := self.counts[loss, code]:
                    found = [remark for remark in self.remarks if (remark.loss, remark.code) == (loss, code)]
                    yield loss, code, number, found
