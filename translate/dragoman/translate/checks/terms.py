"""Terms: missing from the target, in a form that must not be used, or in an admitted one where another is preferred."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from dragoman.termbase.model import Concept, Status, Term, TermType
from dragoman.termbase.morphology.base import Paradigm

from .. import deputies, holders, termcase
from ..results import Span
from ..verify import Located, Requirement
from .base import Alarm, Check, Family, Pair, Severity

CHECKS = (
    Check("term-missing", Severity.ERROR, "A term of the source is nowhere in the target, in any form.", limit=None),
    Check(
        "term-fewer",
        Severity.INFO,
        "The target has a term less often than the source.",
        default=False,
        limit=None,
    ),
    Check("term-agreement", Severity.WARNING, "The words of a term are there, but not all in the same case."),
    Check("term-case", Severity.WARNING, "A preposition or numeral right before a term asks for another form."),
    Check("office-modifier", Severity.WARNING, "Of a deputy, an acting or a former holder, only the office is left."),
    Check("office-holder", Severity.WARNING, "An office beside another person than in the source."),
    Check("forbidden-form", Severity.ERROR, "A form that the termbase forbids."),
    Check("deprecated-form", Severity.WARNING, "A form that the termbase calls deprecated."),
    Check("doubtful-form", Severity.WARNING, "A forbidden form beside the right one: it may mean something else here."),
    Check(
        "term-admitted",
        Severity.INFO,
        "An admitted term where the termbase prefers another.",
        limit=None,
    ),
)


def _run(pair: Pair) -> Iterator[Alarm]:
    wrong = list(_forbidden(pair))
    yield from wrong
    tags = (pair.source_language.tag, pair.target_language.tag)
    for finding in (
        *termcase.findings(pair.requirements, pair.located, pair.target, tags[1]),
        *deputies.findings(pair.requirements, pair.located, pair.source, pair.target, tags),
        *holders.findings(pair.requirements, pair.located, pair.source, pair.target),
    ):
        yield Alarm(finding.code, finding.message, finding.target, None, None, finding.concept)
    yield from _missing(pair, {alarm.concept for alarm in wrong})
    for requirement, place, concept, term in pair.rendered:
        if term.status is Status.ADMITTED:
            yield from _admitted(pair, requirement, place, concept, term)


def _forbidden(pair: Pair) -> Iterator[Alarm]:
    findings = pair.verifier.findings(pair.requirements, pair.target)
    if not findings:
        return
    corrections = dict(pair.verifier.corrections(pair.requirements, pair.target))
    for finding in findings:
        instead = corrections.get(finding.target) if finding.target else None
        yield Alarm(finding.code, finding.message, finding.target, None, instead, finding.concept)


def _missing(pair: Pair, wrong: set[str]) -> Iterator[Alarm]:
    """Terms without a place; one that stands there in a forbidden form has been reported."""
    places = list(zip(pair.requirements, pair.located, strict=True))
    rendered = {c.id for requirement, place in places if place is not None for c in requirement.concepts}
    for requirement, place in places:
        ids = {concept.id for concept in requirement.concepts}
        if place is not None or not requirement.terms or ids & wrong:
            continue
        source, lemma = " ".join(requirement.text.split()), pair.verifier.lemma(requirement)
        mixed = _mixed(pair, requirement)
        if mixed is not None:
            yield mixed
        elif ids & rendered:
            yield Alarm(
                "term-fewer",
                f"“{source}” is rendered less often than the source has it",
                None,
                requirement.span,
                lemma,
                requirement.name,
            )
        else:
            yield Alarm(
                "term-missing",
                f"“{source}” has no approved rendering here; expected “{lemma}”",
                None,
                requirement.span,
                lemma,
                requirement.name,
            )


def _mixed(pair: Pair, requirement: Requirement) -> Alarm | None:
    """A term whose words all stand there in some form of theirs, but not all in the same one."""
    for concept, term in requirement.terms:
        pattern, forms = _words(pair.verifier.paradigm(concept, term))
        found = pattern.search(pair.target) if pattern else None
        words = found[0].lower().split() if found else []
        if found and words not in [form.lower().split() for form in forms]:
            right = max(forms, key=lambda form: _shared(form.lower().split(), words))
            return Alarm(
                "term-agreement",
                f"the words of «{found[0]}» do not stand in one case",
                Span(*found.span()),
                requirement.span,
                right,
                concept.id,
            )
    return None


def _shared(form: Sequence[str], words: Sequence[str]) -> tuple[int, bool]:
    """How many words a form has in their places, and whether the first is among them."""
    return sum(map(str.__eq__, form, words)), form[0] == words[0]


@lru_cache(maxsize=8192)
def _words(paradigm: Paradigm) -> tuple[re.Pattern[str] | None, tuple[str, ...]]:
    """What finds the words of a term in their order, each in any of its forms; None for a term of one word or form."""
    forms = tuple(form.text for form in paradigm.forms)
    words = [form.split() for form in forms]
    if len(forms) < 2 or len(words[0]) < 2 or len({len(parts) for parts in words}) > 1:
        return None, forms
    places = (dict.fromkeys(re.escape(parts[place]) for parts in words) for place in range(len(words[0])))
    pattern = r"\s+".join(f"(?:{'|'.join(alternatives)})" for alternatives in places)
    return re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE), forms


def _admitted(pair: Pair, requirement: Requirement, place: Located, concept: Concept, term: Term) -> Iterator[Alarm]:
    preferred = concept.preferred(pair.target_language.tag)
    if preferred is None or term.type is not TermType.FULL or term.context or requirement.abbreviation:
        return
    paradigm = pair.verifier.paradigm(concept, preferred)
    same = next(filter(None, map(paradigm.form, place.features)), paradigm.lemma)
    yield Alarm(
        "term-admitted",
        f"“{place.span.of(pair.target)}” is admitted, “{preferred.text}” preferred",
        place.span,
        requirement.span,
        same,
        concept.id,
    )


FAMILY = Family("terms", "Terms", CHECKS, _run)
