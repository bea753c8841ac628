"""One concept in full, for the terminal and as JSON, and finding it by what the user typed."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from dragoman.termbase.errors import UnknownNameError
from dragoman.termbase.language import LANGUAGES

if TYPE_CHECKING:
    from rich.console import Console

    from dragoman.termbase.model import Concept, Evidence, Term, Termbase
    from dragoman.termbase.morphology.base import Paradigm


def resolve(terms: Termbase, name: str) -> list[Concept]:
    """The concept of an id, or all that have the name for an approved term.

    Raises UnknownNameError with the ids that look or read most like it.
    """
    if name in terms.concepts:
        return [terms[name]]
    wanted = name.casefold()
    named = [
        concept
        for concept in terms
        if any(term.approved and term.text.casefold() == wanted for found in concept.terms.values() for term in found)
    ]
    if named:
        return named
    slug = "-".join(wanted.split())
    near = get_close_matches(slug, list(terms.concepts), n=3, cutoff=0.6)
    near += [identifier for identifier in terms.concepts if slug in identifier and identifier not in near]
    hint = f"did you mean {', '.join(near[:3])}?" if near else "see 'dragoman terms list'"
    raise UnknownNameError(f"no concept '{name}' in the termbase", hint=hint)


def paradigms(concept: Concept) -> list[tuple[Term, Paradigm]]:
    """The approved terms that inflect, each with its paradigm, in the termbase's order."""
    from dragoman.termbase.morphology import inflector

    made = [
        (term, inflector(tag).paradigm(term, concept))
        for tag in concept.terms
        if tag in LANGUAGES
        for term in concept.approved(tag)
    ]
    return [(term, paradigm) for term, paradigm in made if any(form.features for form in paradigm.forms)]


def as_dict(concept: Concept, terms: Termbase) -> dict[str, Any]:
    """All there is on a concept as plain data; `forms` by cell for every approved term that inflects."""
    forms = {(term.language, term.text): _cells(paradigm) for term, paradigm in paradigms(concept)}
    return {
        "id": concept.id,
        "kind": concept.kind.value,
        "domain": concept.domain,
        "definition": concept.definition,
        "note": concept.note,
        "do_not_translate": concept.do_not_translate,
        "where": str(concept.where) if concept.where else None,
        "terms": {
            tag: [
                {
                    "text": term.text,
                    "status": term.status.value,
                    "type": term.type.value,
                    "usage": term.usage,
                    "why": term.why,
                    "scope": term.scope.value,
                    "forms": forms.get((tag, term.text), {}),
                }
                for term in found
            ]
            for tag, found in concept.terms.items()
        },
        "evidence": {
            tag: {
                "verified": evidence.verified.value,
                "sources": [{"key": key, "source": terms.sources.get(key)} for key in evidence.sources],
            }
            for tag, evidence in concept.evidence.items()
        },
    }


def _cells(paradigm: Paradigm) -> dict[str, str]:
    return {feature: form.text for form in paradigm.forms for feature in form.features}


def print_concept(out: Console, concept: Concept, terms: Termbase) -> None:
    """Print a concept: head, terms by language with status and evidence, paradigms."""
    from .console import table

    facts = [concept.kind.value, *([concept.domain] if concept.domain else [])]
    if concept.do_not_translate:
        facts.append("do not translate")
    out.print(f"{concept.id} ({', '.join(facts)})", style="bold")
    for line in (concept.definition, concept.note and f"Note: {concept.note}", concept.where and str(concept.where)):
        if line:
            out.print(line)
    rows = [
        [tag if first else "", term.text, _status(term), "; ".join(filter(None, (term.usage, term.why)))]
        for tag, found in concept.terms.items()
        for first, term in ((index == 0, term) for index, term in enumerate(found))
    ]
    out.print(table(["", "term", "status", "remark"], rows))
    for tag, evidence in concept.evidence.items():
        for line in _evidence(tag, evidence, terms):
            out.print(line)
    for term, paradigm in paradigms(concept):
        if len(paradigm.forms) == 1:
            out.print(f"{term.text}: the same in all forms\n")
        elif made := _grid(paradigm):
            heads, cells = made
            out.print(table([term.text, *heads], cells))
    out.print()


def _status(term: Term) -> str:
    parts = [term.status.value]
    if term.type.value != "full":
        parts.append(term.type.value)
    if not term.approved and term.scope.value == "always":
        parts.append("always")
    return ", ".join(parts)


def _evidence(tag: str, evidence: Evidence, terms: Termbase) -> list[str]:
    lines = [f"{tag} verified: {evidence.verified.value}"]
    lines += [f"  {key}: {terms.sources[key]}" if key in terms.sources else f"  {key}" for key in evidence.sources]
    return lines


def _grid(paradigm: Paradigm) -> tuple[list[str], list[list[str]]] | None:
    """Cells named ROW.COLUMN as a table, columns and rows in order of appearance; None where cells have no rows."""
    cells = {tuple(feature.split(".", 1)): text for feature, text in _cells(paradigm).items()}
    if not cells or not all(len(cell) == 2 for cell in cells):
        return None
    columns = list(dict.fromkeys(column for _, column in cells))
    rows = list(dict.fromkeys(row for row, _ in cells))
    order = {name: index for index, name in enumerate(("nom", "gen", "dat", "acc", "ins", "loc"))}
    rows.sort(key=lambda name: order.get(name, len(order)))
    return columns, [[row, *(cells.get((row, column), "—") for column in columns)] for row in rows]
