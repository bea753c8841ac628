"""Which terms a source text requires, and where a target text has them: the same check for machines and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from dragoman.corpora import protect
from dragoman.corpora.protect import Protected
from dragoman.termbase.language import language
from dragoman.termbase.match import Match, Matcher, Reading
from dragoman.termbase.model import Concept, Kind, Scope, Status, Term, Termbase, TermType
from dragoman.termbase.morphology import inflector
from dragoman.termbase.morphology.base import PAUCAL, Form, Paradigm
from dragoman.termbase.morphology.counting import Count, counted

from .results import Finding, Span

_OPENING, _CLOSING = "(（", ")）"
_MADE_OF_PARTS = frozenset((Kind.PLACE, Kind.TITLE, Kind.RANK))  # names that really name the places in them
_NUMERIC = frozenset(("number", "date", "time"))


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing a translation owes its source: a term rendered by an approved form, or a protected span kept.

    span, text: in the source. name: the concept's id, or the kind of the protected span. concepts: the concepts the
    source term may stand for, likeliest first. terms: their approved target terms, best first (a short form or acronym
    in the source asks for one in the target). features: the cells the source form may fill, empty where unknown.
    abbreviation: the source has a short form or acronym.
    """

    span: Span
    text: str
    name: str
    concepts: tuple[Concept, ...] = ()
    terms: tuple[tuple[Concept, Term], ...] = ()
    features: tuple[str, ...] = ()
    abbreviation: bool = False
    protected: Protected | None = None

    @property
    def numbers(self) -> frozenset[str]:
        """The grammatical numbers the source form may have; empty where unknown."""
        parts = frozenset(part for cell in self.features for part in cell.split("."))
        return (parts | ({"pl"} if PAUCAL in parts else set())) & {"sg", "pl"}

    @property
    def expected(self) -> str:
        """What a reader should expect to see: the best target term, or the protected text itself."""
        return self.terms[0][1].text if self.terms else self.text


@dataclass(frozen=True, slots=True)
class Located:
    """A requirement met: where in the target, by which form (as the termbase writes it) filling which cells.

    abbreviation: it is a form of a short form or acronym.
    """

    span: Span
    form: str
    features: tuple[str, ...] = ()
    exact: bool = True
    abbreviation: bool = False


@dataclass(frozen=True, slots=True)
class TermCheck:
    """A requirement and what the target has for it; `target` is None where it has nothing.

    exact: the form found is the citation form of an approved term.
    """

    concept: str
    source: Span
    source_text: str
    target: Span | None
    form: str
    features: tuple[str, ...]
    exact: bool
    expected: str
    protected: bool


@dataclass(frozen=True, slots=True)
class SegmentCheck:
    """The requirements of one segment in source order, and what else is wrong with its target."""

    terms: tuple[TermCheck, ...]
    findings: tuple[Finding, ...]


class Verifier:
    """Checks targets against sources for one termbase and language pair. Holds no state between calls but caches."""

    def __init__(self, termbase: Termbase, source_language: str, target_language: str) -> None:
        self.termbase = termbase
        self.source_language = language(source_language).tag
        self.target_language = language(target_language).tag
        self._source = Matcher(termbase, self.source_language)
        self._target = Matcher(termbase, self.target_language)
        self._inflector = inflector(self.target_language)
        self._paradigm = lru_cache(maxsize=None)(self._make_paradigm)

    def _make_paradigm(self, concept_id: str, term: Term) -> Paradigm:
        return self._inflector.paradigm(term, self.termbase[concept_id])

    def paradigm(self, concept: Concept, term: Term) -> Paradigm:
        """The paradigm of a target term."""
        return self._paradigm(concept.id, term)

    def requirements(self, source: str) -> tuple[Requirement, ...]:
        """What a translation of `source` must contain, in source order, without overlaps; terms win over numbers."""
        found = [self._from_match(match) for match in self._source.find(source)]
        taken = [requirement.span for requirement in found]
        for item in protect.spans(source, self.source_language):
            span = Span(item.start, item.end)
            if not any(span.overlaps(other) for other in taken):
                found.append(Requirement(span, item.text, item.kind, protected=item))
        owed = [requirement for requirement in found if requirement.terms or requirement.protected]
        owed.sort(key=lambda requirement: requirement.span.start)
        return tuple(
            requirement
            for previous, requirement in pairwise((None, *owed))
            if requirement and not (previous and _said_already(previous, requirement, source))
        )

    def _from_match(self, match: Match) -> Requirement:
        concepts = tuple(dict.fromkeys(reading.concept.id for reading in match.readings))
        ranked = [(concept, term) for reading in match.readings for concept, term in self._renderings(reading)]
        return Requirement(
            Span(match.start, match.end),
            match.text,
            concepts[0],
            tuple(self.termbase[concept] for concept in concepts),
            tuple({(concept.id, term.text): (concept, term) for concept, term in ranked}.values()),
            tuple(dict.fromkeys(feature for reading in match.readings for feature in reading.form.features)),
            all(reading.term.type is not TermType.FULL for reading in match.readings),
        )

    def _renderings(self, reading: Reading) -> list[tuple[Concept, Term]]:
        concept, term = reading.concept, reading.term
        if concept.do_not_translate:
            return [(concept, replace(term, language=self.target_language))]
        approved = concept.approved(self.target_language)
        # a short form asks for a short form where the target has one; what is right in some contexts only comes last

        def rank(item: Term) -> tuple[bool, int]:
            return bool(item.context) and item.status is not Status.PREFERRED, _unlike(term.type, item.type)

        return [(concept, item) for item in sorted(approved, key=rank)]

    def forms(self, requirement: Requirement) -> tuple[Form, ...]:
        """Every form that meets the requirement, best terms first, each text once."""
        if requirement.protected:
            return protect.realisations(requirement.protected, self.target_language)
        forms: dict[str, Form] = {}
        for concept, term in requirement.terms:
            for form in self.paradigm(concept, term).forms:
                forms.setdefault(form.text, form)
        return tuple(forms.values())

    def best(self, requirement: Requirement) -> Paradigm:
        """The paradigm of the best target term alone: what to write, where `forms` is what to accept."""
        if not requirement.terms:
            return Paradigm(self.forms(requirement))
        return self.paradigm(*requirement.terms[0])

    def best_forms(self, requirement: Requirement) -> tuple[Form, ...]:
        """The forms of the best target term alone."""
        return self.best(requirement).forms

    def lemma(self, requirement: Requirement) -> str:
        """The citation form of the best target term."""
        return self.forms(requirement)[0].text

    def rendered(self, requirement: Requirement, place: Located) -> tuple[Concept, Term] | None:
        """The approved term that a place has a form of, the best where several have it; None for a protected span."""
        for concept, term in requirement.terms:
            if any(form.text == place.form for form in self.paradigm(concept, term).forms):
                return concept, term
        return None

    def locate(self, requirements: Sequence[Requirement], target: str) -> list[Located | None]:
        """Where `target` meets each requirement, None where it does not; no place serves two requirements."""
        occurrences = _unmasked(self._target.occurrences(target, translated=True))
        by_concept: dict[str, list[tuple[Match, Reading]]] = {}
        for match in occurrences:
            for reading in match.readings:
                by_concept.setdefault(reading.concept.id, []).append((match, reading))
        options = [self._options(requirement, target, by_concept) for requirement in requirements]
        return _assign(requirements, options)

    def met(self, requirements: Sequence[Requirement], target: str) -> int:
        """How many of the requirements `target` meets."""
        return sum(place is not None for place in self.locate(requirements, target))

    def _options(
        self, requirement: Requirement, target: str, by_concept: dict[str, list[tuple[Match, Reading]]]
    ) -> list[Located]:
        if requirement.protected:
            places = protect.found(requirement.protected, target, self.target_language)
            return [Located(Span(start, end), target[start:end]) for start, end in places]
        options: dict[Span, Located] = {}
        for concept in requirement.concepts:
            if concept.do_not_translate:
                continue
            for match, reading in by_concept.get(concept.id, ()):
                exact = reading.form.text == self.paradigm(reading.concept, reading.term).lemma
                span = Span(match.start, match.end)
                cells = self._cells(reading.form, target, match.start)
                if reading.form.features and not cells:
                    continue
                short = reading.term.type is not TermType.FULL
                options.setdefault(span, Located(span, reading.form.text, cells, exact, short))
        for concept, term in requirement.terms:
            if concept.do_not_translate:
                start = target.find(term.text)
                while start >= 0:
                    span = Span(start, start + len(term.text))
                    options.setdefault(span, Located(span, term.text))
                    start = target.find(term.text, span.end)
        return list(options.values())

    def _cells(self, form: Form, target: str, start: int) -> tuple[str, ...]:
        """The cells that a form at a place may fill: paucal ones behind a numeral that asks for them, else the others."""
        paucal = [cell for cell in form.features if cell.endswith(PAUCAL)]
        if paucal and counted(target[:start], self.target_language) is Count.FEW:
            return tuple(paucal)
        return tuple(cell for cell in form.features if cell not in paucal)

    def findings(self, requirements: Sequence[Requirement], target: str) -> tuple[Finding, ...]:
        """Forbidden forms in `target`: those wrong everywhere, and those wrong for a concept the source requires."""
        return tuple(
            self._finding(match, reading, certain) for match, reading, certain in self._forbidden(requirements, target)
        )

    def strays(self, source: str, target: str) -> tuple[Finding, ...]:
        """Numbers and dates in digits that `target` has, outside of names, and `source` has in no form."""
        foreign = [
            Span(item.start, item.end)
            for item in protect.spans(target, self.target_language)
            if item.kind in _NUMERIC
            and any(character.isdigit() for character in item.text)
            and not protect.found(item, source, self.source_language)
        ]
        if not foreign:
            return ()
        names = [Span(match.start, match.end) for match in self._target.occurrences(target, translated=True)]
        return tuple(
            Finding("stray-number", "a number that is not in the source", span)
            for span in foreign
            if not any(span.overlaps(name) for name in names)
        )

    def corrections(self, requirements: Sequence[Requirement], target: str) -> list[tuple[Span, str]]:
        """For each forbidden form in `target` of a concept the source has, its span and the preferred term in the same
        form, else as it is cited. What else is forbidden can only be reported: what it stands for is not known."""
        required = _required(requirements)
        fixes = []
        for match, reading, certain in self._forbidden(requirements, target):
            term = reading.concept.preferred(self.target_language)
            if term and certain and reading.term.status is Status.FORBIDDEN and reading.concept.id in required:
                paradigm = self.paradigm(reading.concept, term)
                same = next(filter(None, map(paradigm.form, reading.form.features)), paradigm.lemma)
                if match.start == 0 and match.text[:1].isupper():
                    same = same[:1].upper() + same[1:]
                fixes.append((Span(match.start, match.end), same))
        return fixes

    def _forbidden(self, requirements: Sequence[Requirement], target: str) -> list[tuple[Match, Reading, bool]]:
        """Forbidden forms, and whether each is certainly wrong here.

        A form wrong only for its concept may mean something else in a sentence that has the concept's approved term as
        well, unless that is but a part of the form.
        """
        forbidden = self._target.forbidden(target)
        if not forbidden:
            return []
        required = _required(requirements)
        places: dict[str, list[Located | None]] = {}
        for requirement, place in zip(requirements, self.locate(requirements, target), strict=True):
            for concept in requirement.concepts:
                places.setdefault(concept.id, []).append(place)
        approved = {
            (match.start, match.end)
            for match in self._target.occurrences(target, translated=True)
            if any(reading.concept.id in required for reading in match.readings)
        }
        found = []
        for match in forbidden:
            for reading in sorted(match.readings, key=lambda reading: reading.concept.id not in required):
                always = reading.term.scope is Scope.ALWAYS and reading.term.status is Status.FORBIDDEN
                mine = reading.concept.id in required and (match.start, match.end) not in approved
                if always or mine:
                    span = Span(match.start, match.end)
                    met = places.get(reading.concept.id, [])
                    certain = always or any(place is None or place.span.overlaps(span) for place in met)
                    found.append((match, reading, certain))
                    break
        return found

    def _finding(self, match: Match, reading: Reading, certain: bool) -> Finding:
        instead = reading.concept.preferred(self.target_language)
        advice = f"; write «{instead.text}»" if instead else ""
        why = f": {reading.term.why}" if reading.term.why else ""
        code = f"{reading.term.status.value}-form" if certain else "doubtful-form"
        message = f"{reading.term.status.value} form «{match.text}»{why}{advice}"
        return Finding(code, message, Span(match.start, match.end), reading.concept.id)

    def check(self, source: str, target: str) -> SegmentCheck:
        """Every requirement of `source` with its place in `target`, and forbidden forms and stray numbers in `target`."""
        requirements = self.requirements(source)
        located = self.locate(requirements, target)
        terms = [
            TermCheck(
                requirement.name,
                requirement.span,
                requirement.text,
                place.span if place else None,
                place.form if place else "",
                place.features if place else (),
                place is not None and place.exact,
                requirement.expected,
                requirement.protected is not None,
            )
            for requirement, place in zip(requirements, located, strict=True)
        ]
        return SegmentCheck(tuple(terms), self.findings(requirements, target) + self.strays(source, target))


def _required(requirements: Sequence[Requirement]) -> set[str]:
    """The ids of the concepts a source asks for."""
    return {concept.id for requirement in requirements for concept in requirement.concepts}


def _said_already(previous: Requirement, requirement: Requirement, source: str) -> bool:
    """Whether a requirement is an abbreviation in brackets right behind its own term, and the target language has no
    abbreviation for it: "Crown Prosecution Service (CPS)" is then one thing to say."""
    between = source[previous.span.end : requirement.span.start].strip()
    return (
        between in _OPENING
        and between != ""
        and source[requirement.span.end :].lstrip()[:1] in _CLOSING
        and requirement.abbreviation
        and any(concept in previous.concepts for concept in requirement.concepts)
        and all(term.type is TermType.FULL for _, term in requirement.terms)
    )


def _unlike(asked: TermType, given: TermType) -> int:
    """0 for the same type of term; 1 for one kind of abbreviation in place of another; else 2."""
    if asked is given:
        return 0
    return 2 if TermType.FULL in (asked, given) else 1


def _unmasked(occurrences: Sequence[Match]) -> list[Match]:
    """Occurrences that count. A place inside the name of a body or the like (上海 in 上海合作组织) does not; one inside a
    title (Кыргызстана in «генеральный прокурор Кыргызстана») does."""
    kept = []
    for match in occurrences:
        readings = tuple(
            reading
            for reading in match.readings
            if reading.concept.kind is not Kind.PLACE or not any(_hides(other, match) for other in occurrences)
        )
        if readings:
            kept.append(replace(match, readings=readings))
    return kept


def _hides(other: Match, match: Match) -> bool:
    longer = other.start <= match.start and match.end <= other.end and len(other.text) > len(match.text)
    return longer and not any(reading.concept.kind in _MADE_OF_PARTS for reading in other.readings)


def _assign(requirements: Sequence[Requirement], options: Sequence[list[Located]]) -> list[Located | None]:
    """One place per requirement, no two overlapping: longest places first, then one round of giving way.

    An abbreviation is rather the place of one in the source, and a name of a name.
    """
    chosen: list[Located | None] = [None] * len(requirements)
    ranked = sorted(
        ((index, place) for index, places in enumerate(options) for place in places),
        key=lambda pair: (
            pair[1].span.start - pair[1].span.end,
            requirements[pair[0]].abbreviation is not pair[1].abbreviation,
            len(options[pair[0]]),
            pair[1].span.start,
        ),
    )
    for index, place in ranked:
        if chosen[index] is None and _free(place, chosen):
            chosen[index] = place
    for index in range(len(options)):
        if chosen[index] is None:
            _give_way(index, chosen, options)
    _in_source_order(requirements, chosen)
    return chosen


def _give_way(index: int, chosen: list[Located | None], options: Sequence[list[Located]]) -> None:
    """Let one other requirement move to another of its places, if that frees a place for this one."""
    for place in options[index]:
        blockers = [i for i, other in enumerate(chosen) if other is not None and other.span.overlaps(place.span)]
        if len(blockers) != 1:
            continue
        blocker = blockers[0]
        for other in options[blocker]:
            if not other.span.overlaps(place.span) and _free(other, chosen, ignoring=blocker):
                chosen[blocker], chosen[index] = other, place
                return


def _free(place: Located, chosen: Sequence[Located | None], ignoring: int = -1) -> bool:
    return not any(
        other is not None and index != ignoring and other.span.overlaps(place.span)
        for index, other in enumerate(chosen)
    )


def _in_source_order(requirements: Sequence[Requirement], chosen: list[Located | None]) -> None:
    """Mentions of the same thing, by its name or by an abbreviation, take their places in the order of the source."""
    groups: dict[tuple[str, str, bool], list[int]] = {}
    for index, requirement in enumerate(requirements):
        value = requirement.protected.value if requirement.protected else ""
        groups.setdefault((requirement.name, value, requirement.abbreviation), []).append(index)
    for indices in groups.values():
        met = [place for index in indices if (place := chosen[index]) is not None]
        met.sort(key=lambda place: place.span.start)
        for position, index in enumerate(indices):
            chosen[index] = met[position] if position < len(met) else None
