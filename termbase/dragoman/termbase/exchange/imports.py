"""What of the concepts that were read goes into a termbase beside those there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..model import Concept, Evidence, Termbase
from .compare import Conflict, Duplicate, Duplicates, Index, distinct, duplicate, merged
from .report import Report
from .settle import free, pointed


@dataclass(frozen=True, slots=True)
class Import:
    """The termbase to write, and what was found on the way.

    duplicates and conflicts: imported concepts that are there already, or contradict one that is; the latter are in the
    termbase. merged: ids of existing concepts that got new terms and stand in the termbase, to replace the old ones.
    """

    termbase: Termbase
    duplicates: tuple[Duplicate, ...]
    conflicts: tuple[Conflict, ...]
    merged: tuple[str, ...]


def choose(read: Termbase, existing: Termbase, source: str, duplicates: Duplicates, report: Report) -> Import:
    """Compare what was read with what there is; ids that are taken are changed, and reported.

    source: the language whose terms name concepts.
    """
    index = Index(existing, source)
    there: list[Duplicate] = []
    against: list[Conflict] = []
    chosen: list[Concept] = []
    whole: dict[str, Concept] = {}
    for concept, first in distinct(read):
        if first is not None:
            report.lost("identical", f"the same as '{first.id}'", concept.where, concept.id)
            continue
        found = index.compare(concept)
        if isinstance(found, Conflict):
            against.append(found)
        if not isinstance(found, Duplicate):
            chosen.append(concept)
            continue
        there.append(found)
        if duplicates is Duplicates.KEEP:
            chosen.append(concept)
        elif duplicates is Duplicates.MERGE and found.new:
            # several imported concepts may add to one that is there: each to what the one before made of it
            base = whole.get(found.existing.id, found.existing)
            whole[found.existing.id] = merged(duplicate(concept, base))
    concepts = _renamed(chosen, existing.concepts, report)
    concepts |= whole
    sources = {**existing.sources, **read.sources}
    cited = {key for concept in concepts.values() for evidence in concept.evidence.values() for key in evidence.sources}
    kept = {key: value for key, value in sources.items() if key in cited}
    termbase = Termbase(MappingProxyType(concepts), MappingProxyType(kept))
    return Import(termbase, tuple(there), tuple(against), tuple(whole))


def spelt_out(termbase: Termbase) -> list[Concept]:
    """The concepts with sources in full where they are keys, for a file that has no list of sources for them."""
    return [
        replace(
            concept,
            evidence=MappingProxyType(
                {
                    tag: Evidence(
                        evidence.verified,
                        tuple(" ".join(termbase.sources.get(key, key).split()) for key in evidence.sources),
                    )
                    for tag, evidence in concept.evidence.items()
                }
            ),
        )
        for concept in termbase
    ]


def _renamed(concepts: Iterable[Concept], taken: Collection[str], report: Report) -> dict[str, Concept]:
    """The concepts by ids nobody has, references between them following."""
    used = {concept.id for concept in concepts} | set(taken)
    numbers: dict[str, int] = {}
    ids: dict[str, str] = {}
    for concept in concepts:
        if concept.id in taken:
            identity = free(concept.id, used, numbers)
            report.guessed("id", f"'{concept.id}' is taken: became '{identity}'", concept.where, identity)
            used.add(identity)
            ids[concept.id] = identity
    return {
        ids.get(concept.id, concept.id): replace(pointed(concept, ids), id=ids.get(concept.id, concept.id))
        for concept in concepts
    }
