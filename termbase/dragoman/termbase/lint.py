"""A termbase's consistency: what the loader lets pass, but a terminologist should look at.

Every check is a small function in CHECKS that yields problems under a stable code. Nothing here changes a termbase.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .errors import Location
from .fields import CELLS
from .language import LANGUAGES, language
from .lint_text import remarks
from .model import Concept, Kind, Scope, Status, Term, Termbase, Verified

if TYPE_CHECKING:
    from .morphology import Paradigm

_SOURCE_KEY = re.compile(r"[a-z][a-z0-9_-]*")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding: stable code, what is wrong, in which concept, where, "error", "warning" or "info", and a way out."""

    code: str
    message: str
    concept: str
    where: Location | None
    severity: str
    hint: str = ""


@dataclass(frozen=True)
class Survey:
    """A termbase with what several checks need, worked out once."""

    termbase: Termbase

    @cached_property
    def approved(self) -> dict[tuple[str, str], list[tuple[Concept, Term]]]:
        """The approved terms by language and text, in file order."""
        found: dict[tuple[str, str], list[tuple[Concept, Term]]] = defaultdict(list)
        for concept, term in self.terms():
            if term.approved:
                found[term.language, term.text].append((concept, term))
        return found

    @cached_property
    def forms(self) -> dict[tuple[str, str], list[tuple[Concept, Term]]]:
        """By language and text, the approved terms that have this form."""
        found: dict[tuple[str, str], list[tuple[Concept, Term]]] = defaultdict(list)
        for concept, term, paradigm in self.paradigms:
            for form in paradigm.forms:
                found[term.language, form.text].append((concept, term))
        return found

    @cached_property
    def paradigms(self) -> list[tuple[Concept, Term, Paradigm]]:
        """The approved terms with their paradigms, in file order."""
        from .morphology import inflector

        return [
            (concept, term, inflector(term.language).paradigm(term, concept))
            for concept, term in self.terms()
            if term.approved
        ]

    def terms(self) -> Iterator[tuple[Concept, Term]]:
        """All terms in file order."""
        for concept in self.termbase:
            for terms in concept.terms.values():
                for term in terms:
                    yield concept, term


def lint(termbase: Termbase) -> Iterator[Problem]:
    """All problems of a termbase, concept by concept in file order, within a concept in the order of the file."""
    survey = Survey(termbase)
    order = {identity: position for position, identity in enumerate(termbase.concepts)}
    found = [problem for check in CHECKS for problem in check(survey)]
    found.sort(key=lambda problem: (order[problem.concept], problem.where or Location("")))
    yield from found


def ambiguous_terms(survey: Survey) -> Iterator[Problem]:
    """One term approved for several concepts with nothing to tell them apart; one of them may be the default."""
    for (_, text), owners in survey.approved.items():
        bare = [(concept, term) for concept, term in owners if not term.context]
        for concept, term in bare[1:]:
            yield Problem(
                "ambiguous-term", f"'{text}' stands for '{bare[0][0].id}' too", concept.id, term.where, "warning",
                "give one of the two a context: words that tell which is meant",
            )  # fmt: skip


def forbidden_and_approved(survey: Survey) -> Iterator[Problem]:
    """A form forbidden everywhere that is approved somewhere, or forbidden for a concept that approves it inflected."""
    for concept, term in survey.terms():
        if term.status is not Status.FORBIDDEN:
            continue
        for owner, approved in survey.forms.get((term.language, term.text), ()):
            if term.scope is not Scope.ALWAYS and owner.id != concept.id:
                continue
            own = owner.id == concept.id
            yield Problem(
                "forbidden-approved",
                f"'{term.text}' is forbidden, but a form of the term '{approved.text}' approved for '{owner.id}'",
                concept.id,
                term.where,
                "error",
                "take it out, or narrow the numbers of the term" if own else "give it scope: concept, or take it out",
            )


def missing_languages(survey: Survey) -> Iterator[Problem]:
    """A concept without terms in a language that others have; untranslatable ones need no second language."""
    for concept in survey.termbase:
        missing = [tag for tag in survey.termbase.languages if not concept.approved(tag)]
        if missing and not concept.do_not_translate:
            yield Problem(
                "missing-language", f"no term in {', '.join(LANGUAGES[tag].name for tag in missing)}",
                concept.id, concept.where, "warning", "add one, or mark the entry do_not_translate",
            )  # fmt: skip


def unverified(survey: Survey) -> Iterator[Problem]:
    """Languages without evidence, among those for which the termbase records evidence at all."""
    recorded = {
        tag for concept in survey.termbase for tag, evidence in concept.evidence.items()
        if evidence.verified is not Verified.NO or evidence.sources
    }  # fmt: skip
    for concept in survey.termbase:
        open_ = [
            tag for tag, evidence in concept.evidence.items()
            if tag in recorded and evidence.verified is Verified.NO
        ]  # fmt: skip
        if open_:
            yield Problem(
                "unverified", f"not verified: {', '.join(open_)}", concept.id, concept.where, "info",
                "look the terms up in an official text; then give the source and verified: yes",
            )  # fmt: skip


def no_definition(survey: Survey) -> Iterator[Problem]:
    """Concepts that nothing defines."""
    for concept in survey.termbase:
        if not concept.definition:
            yield Problem(
                "no-definition", "no definition", concept.id, concept.where, "info", "say in one sentence what it is"
            )  # fmt: skip


def no_paradigm(survey: Survey) -> Iterator[Problem]:
    """Terms of languages with cases for which no declension could be worked out."""
    for concept, term, paradigm in survey.paradigms:
        if _declines(term) and not term.grammar.indeclinable and not any(form.features for form in paradigm.forms):
            yield Problem(
                "no-paradigm", f"cannot work out how '{term.text}' declines", concept.id, term.where, "warning",
                "give its head and gender, or single forms, or indeclinable: true",
            )  # fmt: skip


def no_gender(survey: Survey) -> Iterator[Problem]:
    """Persons whose gender is not given: names of men and women decline differently."""
    for concept, term in survey.terms():
        if concept.kind is Kind.PERSON and term.approved and _declines(term) and not term.grammar.gender:
            yield Problem(
                "no-gender", f"no gender for the person '{term.text}'", concept.id, term.where, "warning",
                "add gender: m or gender: f",
            )  # fmt: skip


def no_reason(survey: Survey) -> Iterator[Problem]:
    """Forbidden forms that do not say why."""
    for concept, term in survey.terms():
        if term.status is Status.FORBIDDEN and not term.why:
            yield Problem(
                "no-reason", f"'{term.text}' is forbidden without a reason", concept.id, term.where, "warning",
                "add why: …",
            )  # fmt: skip


def masked_forbidden(survey: Survey) -> Iterator[Problem]:
    """Forbidden forms that are a part of an approved one where no space shows the end of a word."""
    for concept, term in survey.terms():
        if term.status is not Status.FORBIDDEN or language(term.language).spaced:
            continue
        cover = next((other for other in concept.approved(term.language) if term.text in other.text), None)
        if cover is not None:
            yield Problem(
                "masked-forbidden", f"forbidden '{term.text}' is a part of the approved '{cover.text}'",
                concept.id, term.where, "info", "matching masks it by the longer term; make sure that is meant",
            )  # fmt: skip


def unknown_sources(survey: Survey) -> Iterator[Problem]:
    """Evidence that looks like a key of the list of sources, but is not in it."""
    known = survey.termbase.sources
    for concept in survey.termbase if known else ():
        for tag, evidence in concept.evidence.items():
            for key in evidence.sources:
                if key not in known and _SOURCE_KEY.fullmatch(key):
                    near = difflib.get_close_matches(key, known, 1)
                    terms = concept.terms.get(tag, ())
                    yield Problem(
                        "unknown-source", f"source '{key}' of {tag} is not in the list of sources", concept.id,
                        terms[0].where if terms else concept.where, "warning",
                        f"did you mean {near[0]}?" if near else "add it to sources, or write it as free text",
                    )  # fmt: skip


def spelling(survey: Survey) -> Iterator[Problem]:
    """How the terms are written; forbidden and deprecated forms may be wrong, but not in their letters."""
    for concept, term in survey.terms():
        for text in (term.text, *term.grammar.forms.values(), *term.context):
            for remark in remarks(text, language(term.language)):
                if term.approved or remark.severity == "error":
                    yield Problem(
                        remark.code, f"'{text}': {remark.message}", concept.id, term.where, remark.severity, remark.hint
                    )  # fmt: skip


def yo(survey: Survey) -> Iterator[Problem]:
    """Words written with ё in some approved terms and with е in others."""
    places: dict[str, dict[str, tuple[Concept, Term]]] = defaultdict(dict)
    for concept, term in survey.terms():
        if term.approved and term.language in LANGUAGES and language(term.language).script == "Cyrl":
            for word in _WORD.findall(term.text.lower()):
                places[word.replace("ё", "е")].setdefault(word, (concept, term))
    for plain, written in places.items():
        for word, (concept, term) in written.items():
            if word != plain and plain in written:
                other = written[plain][0]
                yield Problem(
                    "yo", f"'{word}' is written '{plain}' in '{other.id}'", concept.id, term.where, "info",
                    "write the word in one way throughout; texts match either way",
                )  # fmt: skip


CHECKS: tuple[Callable[[Survey], Iterator[Problem]], ...] = (
    ambiguous_terms,
    forbidden_and_approved,
    missing_languages,
    unverified,
    no_definition,
    no_paradigm,
    no_gender,
    no_reason,
    masked_forbidden,
    unknown_sources,
    spelling,
    yo,
)
"""All checks; their order settles which of two findings at one place comes first."""


def _declines(term: Term) -> bool:
    return "gen.sg" in CELLS[language(term.language).inflector]
