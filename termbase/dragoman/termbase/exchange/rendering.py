"""Which term of one language stands for which of another, as lists of pairs need it.

Forbidden and deprecated terms never come up here: in a list of pairs they would be translations.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ..errors import Location
from ..model import Concept, Grammar, Kind, Status, Term, Termbase, TermType, Verified
from .report import Report


@dataclass(frozen=True, slots=True)
class Row:
    """An approved term of the source language, with the terms that stand for it in the targets, in their order."""

    concept: Concept
    source: Term
    targets: tuple[Term, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The terms' texts, the source first."""
        return (self.source.text, *(term.text for term in self.targets))


def rows(termbase: Termbase, source: str, targets: tuple[str, ...], report: Report, contexts: bool) -> list[Row]:
    """A row for every approved term of the source language, the preferred terms of all concepts first.

    A term comes with its counterpart: a short form with a short one where there is one, all others with the preferred
    term. contexts: whether terms that need certain words near them come up too, last, for the reader to decide.
    """
    found: list[Row] = []
    for concept in termbase:
        renderings = {tag: _renderings(concept, tag, source) for tag in targets}
        missing = [tag for tag in (source,) if not concept.approved(tag)] or [
            tag for tag in targets if not renderings[tag]
        ]
        if missing:
            report.lost("no-rendering", f"no term in {', '.join(missing)}", concept.where, concept.id)
            continue
        own = []
        for term in concept.approved(source):
            if term.context and not contexts:
                told = f"'{term.text}' only near: {', '.join(term.context[:5])}"
                report.lost("context", told, term.where, concept.id)
            else:
                own.append(Row(concept, term, tuple(_counterpart(term, renderings[tag]) for tag in targets)))
        found += own
        for tag in targets:
            used = {term.text for row in own for term in row.targets}
            for term in renderings[tag] if own else ():
                if term.text not in used:
                    report.lost("synonym", f"{tag}: '{term.text}'", term.where, concept.id)
    return sorted(found, key=lambda row: (bool(row.source.context), row.source.status is not Status.PREFERRED))


def unique(found: Iterable[Row], report: Report, columns: int = 1) -> Iterator[Row]:
    """The rows without those that repeat a text of an earlier row in one of the first `columns` columns.

    Repeating all of an earlier row is no loss; another rendering of the same text is ambiguous.
    """
    seen: list[dict[str, Row]] = [{} for _ in range(columns)]
    for row in found:
        texts = row.texts[:columns]
        earlier = next((known[text] for known, text in zip(seen, texts, strict=True) if text in known), None)
        if earlier is None:
            for known, text in zip(seen, texts, strict=True):
                known[text] = row
            yield row
        elif earlier.concept.id == row.concept.id:
            report.lost("synonym", f"'{row.source.text}'", row.source.where, row.concept.id)
        elif earlier.texts != row.texts:
            told = f"'{row.source.text}' → {_shown(row)}; kept: {earlier.concept.id}, '{earlier.source.text}'"
            report.lost("ambiguous", f"{told} → {_shown(earlier)}", row.source.where, row.concept.id)


def losses(termbase: Termbase, languages: Collection[str], carries: Collection[str], report: Report) -> None:
    """Report what a format that carries only some kinds of information leaves behind.

    carries: codes of a report; what is said of terms counts for the languages that go into the file.
    """
    for concept in termbase:
        for code, message, where in _information(concept, languages):
            if code not in carries:
                report.lost(code, message[:80], where, concept.id)


def _information(concept: Concept, languages: Collection[str]) -> Iterator[tuple[str, str, Location | None]]:
    for code, text in (
        ("definition", concept.definition),
        ("note", concept.note),
        ("domain", concept.domain),
        ("kind", "" if concept.kind is Kind.GENERAL else concept.kind.value),
        ("do-not-translate", "do not translate" if concept.do_not_translate else ""),
    ):
        if text:
            yield code, text, concept.where
    for tag, evidence in concept.evidence.items():
        if tag in languages and (evidence.sources or evidence.verified is not Verified.NO):
            yield "evidence", f"{tag}: {evidence.verified.value} {' '.join(evidence.sources)}", concept.where
    for tag, terms in concept.terms.items():
        for term in terms if tag in languages else ():
            yield from _about(term)


def _about(term: Term) -> Iterator[tuple[str, str, Location | None]]:
    shown = f"{term.language}: '{term.text}'"
    if not term.approved:
        yield term.status.value, shown, term.where
        return
    if term.grammar != Grammar() or term.grammar.forms:
        yield "grammar", shown, term.where
    if term.usage:
        yield "usage", f"{shown}: {term.usage}", term.where
    if term.case is not None:
        yield "case", shown, term.where
    if term.context:
        yield "context", f"{shown} only near: {', '.join(term.context[:5])}", term.where


def _renderings(concept: Concept, tag: str, source: str) -> tuple[Term, ...]:
    """The approved terms of a language; those of the source where the concept is not to be translated."""
    if concept.do_not_translate and not concept.approved(tag):
        return concept.approved(source)
    return concept.approved(tag)


def _counterpart(term: Term, candidates: tuple[Term, ...]) -> Term:
    """The term that stands for another one: a short form for a short form, of its own type if there is one."""
    if term.type is TermType.FULL:
        return candidates[0]
    short = [candidate for candidate in candidates if candidate.type is not TermType.FULL]
    return next((candidate for candidate in short if candidate.type is term.type), (short or candidates)[0])


def _shown(row: Row) -> str:
    return " / ".join(f"'{term.text}'" for term in row.targets)
