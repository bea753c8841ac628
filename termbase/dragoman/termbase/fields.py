"""The keys of a termbase file, in one table: the loader reads by it and the JSON Schema is made from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .model import CasePolicy, Kind, Scope, Verified


class Shape(StrEnum):
    """What the value of a key looks like."""

    IDENTIFIER = "identifier"
    LINE = "line"
    LINES = "lines"
    PROSE = "prose"
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    CELLS = "cells"
    TERM = "term"
    TERMS = "terms"
    SOURCES = "sources"
    CONCEPTS = "concepts"


@dataclass(frozen=True, slots=True)
class Field:
    """A key: its name, the shape of its value, what it is for, and the values it may take where they are given."""

    name: str
    shape: Shape
    help: str
    choices: tuple[str, ...] = ()
    required: bool = False


ID_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
"""What a concept's id looks like."""

CASES = ("nom", "gen", "dat", "acc", "ins", "loc")
NUMBERS = ("sg", "pl")
GENDERS = ("m", "f", "n")

CELLS: dict[str, tuple[str, ...]] = {
    "russian": (*(f"{case}.{number}" for number in NUMBERS for case in CASES), "nom.pauc", "acc.pauc"),
    "english": ("sg", "pl", "sg.poss", "pl.poss"),
    "none": (),
}
"""The grammatical cells a term can fill, by name of the inflector (see Language.inflector)."""


def table(*fields: Field) -> dict[str, Field]:
    """Fields by name, in order."""
    return {item.name: item for item in fields}


FILE = table(
    Field("sources", Shape.SOURCES, "What evidence keys stand for: key -> where it is and what was seen there."),
    Field("concepts", Shape.CONCEPTS, "The entries."),
)

CONCEPT = table(
    Field("id", Shape.IDENTIFIER, "Name of the entry: small letters, digits, hyphens; no two alike.", required=True),
    Field("kind", Shape.CHOICE, "What the concept names (general where left out).", tuple(Kind)),
    Field("domain", Shape.LINE, "Subject field."),
    Field("definition", Shape.PROSE, "One sentence that tells the concept from its neighbours."),
    Field("note", Shape.PROSE, "Anything a terminologist should know."),
    Field("do_not_translate", Shape.FLAG, "The term stays as it is in every language."),
)

LANGUAGE = table(
    Field("preferred", Shape.TERM, "The one term to use.", required=True),
    Field("short", Shape.TERMS, "Short forms and acronyms, right wherever they stand."),
    Field("admitted", Shape.TERMS, "Other terms that are right."),
    Field("deprecated", Shape.TERMS, "Terms once right, to be replaced."),
    Field("forbidden", Shape.TERMS, "Forms that must not be used, each with the reason."),
    Field("verified", Shape.CHOICE, "How far the terms rest on evidence.", tuple(Verified)),
    Field("source", Shape.LINES, "The evidence: keys of the list of sources, or free text."),
)

TERM = table(
    Field("form", Shape.LINE, "The term itself.", required=True),
    Field("head", Shape.LINE, "The words of the term that decline, in their order, frozen words left out."),
    Field("gender", Shape.CHOICE, "Gender of the head noun.", GENDERS),
    Field("number", Shape.CHOICE, "Number of the term as written.", NUMBERS),
    Field("animate", Shape.FLAG, "Whether the head noun is animate."),
    Field("numbers", Shape.CHOICES, "The numbers the term is used in.", NUMBERS),
    Field("indeclinable", Shape.FLAG, "The term never changes."),
    Field("forms", Shape.CELLS, "Single forms that win over the rules: cell such as gen.sg -> form."),
    Field("case", Shape.CHOICE, "How letters must match: as written, initial capital too, any.", tuple(CasePolicy)),
    Field("context", Shape.LINES, "Words one of which must be near for the term to stand for this concept."),
    Field("usage", Shape.PROSE, "Where the term is used."),
    Field("why", Shape.PROSE, "What is wrong with a forbidden or deprecated form."),
    Field("scope", Shape.CHOICE, "Forbidden anywhere, or only as a rendering of this concept.", tuple(Scope)),
)
