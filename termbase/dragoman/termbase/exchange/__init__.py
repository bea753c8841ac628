"""Termbases in and out of other programs' formats.

`read_termbase` reads a file of any format into concepts that keep the rules of a termbase; `write_termbase` writes one.
Both report what could not be carried over (see report).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from types import MappingProxyType
from typing import BinaryIO

from ..model import Concept, Kind, Termbase
from .draft import Draft
from .formats import FORMATS, Format, choices, format_named, sniff
from .options import ReadOptions, WriteOptions
from .report import Loss, Remark, Report
from .settle import Settler, without_errors

__all__ = [
    "FORMATS",
    "Format",
    "Loss",
    "Read",
    "ReadOptions",
    "Remark",
    "Report",
    "WriteOptions",
    "choices",
    "format_named",
    "read_termbase",
    "selected",
    "sniff",
    "write_termbase",
]


@dataclass(frozen=True, slots=True)
class Read:
    """What a file held: its concepts and the sources they cite, and how many entries and terms were read for them."""

    termbase: Termbase
    entries: int
    terms: int


def read_termbase(stream: BinaryIO, name: str, form: Format, options: ReadOptions, report: Report) -> Read:
    """The concepts of a file.

    Raises InputError or TermbaseError, with the place, for a file that is not in the format.
    """
    sources: dict[str, str] = {}
    entries = terms = 0
    settler = Settler(report, PurePath(name).stem)

    def counted() -> Iterator[Draft]:
        nonlocal entries, terms
        for draft in form.read(stream, name, options, report, sources):
            entries += 1
            terms += sum(len(part.terms) for part in draft.languages)
            yield draft

    concepts = without_errors(settler.concepts(counted()), report)
    termbase = Termbase(MappingProxyType({concept.id: concept for concept in concepts}), _cited(concepts, sources))
    return Read(termbase, entries, terms)


def write_termbase(termbase: Termbase, form: Format, options: WriteOptions, report: Report) -> str:
    """The text of a file. Raises InputError or OutputError for what the format cannot be."""
    return form.write(termbase, options, report)


def selected(termbase: Termbase, kinds: Collection[Kind] = (), languages: Collection[str] = ()) -> Termbase:
    """The concepts of some kinds in some languages (without any: of all), with the sources they cite."""
    chosen = [concept for concept in termbase if not kinds or concept.kind in kinds]
    if languages:
        chosen = [narrow for concept in chosen if (narrow := _narrowed(concept, languages)).terms]
    concepts = {concept.id: concept for concept in chosen}
    return Termbase(MappingProxyType(concepts), _cited(chosen, termbase.sources))


def _narrowed(concept: Concept, languages: Collection[str]) -> Concept:
    terms = {tag: found for tag, found in concept.terms.items() if tag in languages}
    evidence = {tag: found for tag, found in concept.evidence.items() if tag in languages}
    return replace(concept, terms=MappingProxyType(terms), evidence=MappingProxyType(evidence))


def _cited(concepts: Iterable[Concept], sources: Mapping[str, str]) -> Mapping[str, str]:
    keys = {key for concept in concepts for evidence in concept.evidence.values() for key in evidence.sources}
    return MappingProxyType({key: value for key, value in sources.items() if key in keys})
