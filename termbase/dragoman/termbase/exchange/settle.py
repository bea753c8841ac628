"""Drafts made into concepts that keep every rule of a termbase file; what has to give way is reported."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType

from ..entries import is_acronym, words
from ..errors import Location
from ..fields import CELLS, ID_PATTERN
from ..language import Language, likeness
from ..lint import Survey, forbidden_and_approved
from ..lint_text import remarks
from ..model import Concept, Evidence, Grammar, Scope, Status, Term, Termbase, TermType, Verified
from ..positions import unseen
from . import labels
from .draft import Draft, DraftLanguage, DraftTerm, spoken
from .report import Report

_BREAKS = re.compile(r"[\n\r\t]+")
_SHORT = frozenset(("acronym", "initialism", "abbreviation", "abbreviatedForm", "shortForm", "short"))
_USUAL = {
    TermType.FULL: ("", "fullForm", "full"),
    TermType.SHORT: ("shortForm", "short"),
    TermType.ACRONYM: ("acronym", "short"),
}
_REASONED = (Status.DEPRECATED, Status.FORBIDDEN)
_RANK = {Status.PREFERRED: 0, Status.ADMITTED: 2, Status.DEPRECATED: 3, Status.FORBIDDEN: 4}
_ROMAN = re.compile(r"[^a-z0-9]+")
_APOSTROPHE = re.compile("(?<=[a-z])['’ʼ](?=[a-z])")
_ID_LENGTH = 60  # characters of an id made from a term
_MARKS = 30  # Unicode's "stream-safe" limit (UAX #15): ordering a longer heap of marks takes quadratic time

LONGEST_TERM = 5000
"""Characters from which a term is none."""


@dataclass(slots=True)
class Settler:
    """Makes drafts into concepts one by one. stem: begins the ids that nothing else gives."""

    report: Report
    stem: str = "entry"
    _given: dict[str, str] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def concepts(self, drafts: Iterable[Draft]) -> list[Concept]:
        """The concepts of the drafts, references between them following their ids; left out where no term remains."""
        found = [concept for draft in drafts if (concept := self._concept(draft)) is not None]
        return [pointed(concept, self._given) for concept in found]

    def _concept(self, draft: Draft) -> Concept | None:
        parts: dict[str, tuple[Language, list[DraftLanguage]]] = {}
        for part in draft.languages:
            known = spoken(part.tag)
            if known is None:
                for term in part.terms:
                    self.report.lost(
                        "language", f"{part.tag or 'no language'}: '{_cut(term.text)}'", term.where, draft.id
                    )
                continue
            if likeness(part.tag, known) < 2 and part.terms:
                self.report.guessed("tag", f"{part.tag} taken as {known.tag}", part.where, draft.id)
            parts.setdefault(known.tag, (known, []))[1].append(part)
        terms: dict[str, tuple[Term, ...]] = {}
        evidence: dict[str, Evidence] = {}
        for tag, (known, found) in parts.items():
            settled = self._terms([term for part in found for term in part.terms], known, draft.id)
            if settled:
                terms[tag] = settled
                evidence[tag] = self._evidence(found)
        if not terms:
            self.report.lost("no-term", f"'{draft.id}'" if draft.id else "an entry", draft.where)
            return None
        return Concept(
            self._identity(draft, terms),
            draft.kind,
            MappingProxyType(terms),
            self._line(draft.domain, draft.where),
            self._prose(draft.definition, draft.where),
            MappingProxyType(evidence),
            self._prose("\n".join(draft.note), draft.where),
            draft.do_not_translate,
            draft.where,
        )

    def _evidence(self, found: list[DraftLanguage]) -> Evidence:
        sources = dict.fromkeys(self._line(source, part.where) for part in found for source in part.sources)
        verified = next((part.verified for part in found if part.verified is not Verified.NO), Verified.NO)
        return Evidence(verified, tuple(filter(None, sources)))

    def _terms(self, drafts: list[DraftTerm], known: Language, entry: str) -> tuple[Term, ...]:
        """The terms of one language in the order of a file, one of them preferred; none where none can be."""
        statuses = self._statuses([draft for draft in drafts if draft.text.strip()], known, entry)
        terms: dict[str, Term] = {}
        for draft, status in statuses:
            term = self._term(draft, status, known)
            if term is None:
                continue
            if (first := terms.setdefault(term.text, term)) is not term:
                told = f"'{_cut(term.text)}' is {first.status.value} already"
                self.report.lost("repeated", told, draft.where, entry)
                if term.approved and not first.approved:
                    terms[term.text] = term
        made = list(terms.values())
        if made and not any(term.status is Status.PREFERRED for term in made):
            place = next((index for index, term in enumerate(made) if term.approved), None)
            if place is None:
                text = f"{known.tag}: " + ", ".join(f"'{_cut(term.text)}'" for term in made)
                self.report.lost("no-approved", text, made[0].where, entry)
                return ()
            made[place] = replace(made[place], status=Status.PREFERRED, type=TermType.FULL)
        return tuple(sorted(made, key=_rank))

    def _statuses(self, drafts: list[DraftTerm], known: Language, entry: str) -> list[tuple[DraftTerm, Status]]:
        """Each term with the status it gets, the one that becomes preferred at its place."""
        approved = [draft for draft in drafts if draft.status not in _REASONED]
        preferred = [draft for draft in approved if draft.status is Status.PREFERRED]
        for draft in preferred[1:]:
            self.report.guessed("second-preferred", f"{known.tag}: '{_cut(draft.text)}'", draft.where, entry)
        # a short form is no good name of a concept that has a full one
        ranked = sorted(approved, key=lambda draft: draft.type in _SHORT)
        chosen = preferred[0] if preferred else ranked[0] if ranked else None
        if not preferred and len(approved) > 1 and chosen is not None:
            self.report.guessed("no-preferred", f"{known.tag}: '{_cut(chosen.text)}'", chosen.where, entry)
        statuses = []
        for draft in drafts:
            status = draft.status or Status.ADMITTED
            if draft is chosen:
                status = Status.PREFERRED
            elif status is Status.PREFERRED:
                status = Status.ADMITTED
            statuses.append((draft, status))
        return statuses

    def _term(self, draft: DraftTerm, status: Status, known: Language) -> Term | None:
        if len(draft.text) > LONGEST_TERM:
            self.report.lost("too-long", f"{len(draft.text):,} characters: '{_cut(draft.text)}'", draft.where)
            return None
        text = self._line(draft.text, draft.where)
        if not text.strip():
            return None
        kind = _type(draft.type, status, text)
        usage = list(draft.usage)
        if draft.type not in _USUAL[kind]:
            known_type = draft.type in labels.TERM["Term type"].values
            at = len(usage) if draft.type_at is None else draft.type_at
            usage.insert(at if known_type else 0, f"Term type: {draft.type}")
        reasoned = status in _REASONED
        if draft.why and not reasoned:
            usage.append(f"Why: {draft.why}")
        return Term(
            text,
            known.tag,
            status,
            kind,
            draft.case,
            self._grammar(draft, text, known),
            tuple(word for item in draft.context if (word := self._line(item, draft.where)).strip()),
            self._prose("\n".join(usage), draft.where),
            self._prose(draft.why, draft.where) if reasoned else "",
            draft.scope if reasoned else Scope.CONCEPT,
            draft.where,
        )

    def _grammar(self, draft: DraftTerm, text: str, known: Language) -> Grammar:
        grammar = draft.grammar
        head = grammar.head
        if head is not None and not _stands_in(head, text):
            self.report.lost("value", f"head '{' '.join(head)}' of '{_cut(text)}'", draft.where)
            head = None
        forms = {}
        for cell, form in grammar.forms.items():
            clean = self._line(form, draft.where)
            if cell in CELLS[known.inflector] and clean.strip():
                forms[cell] = clean
            else:
                self.report.lost("value", f"form {cell} of '{_cut(text)}'", draft.where)
        changed = head != grammar.head or forms != grammar.forms
        return replace(grammar, head=head, forms=MappingProxyType(forms)) if changed else grammar

    def _line(self, text: str, where: Location | None) -> str:
        """A text of one line as a file may hold it, white space at its ends kept."""
        clean = self._seen(text, where)
        if _BREAKS.search(clean):
            self.report.guessed("line-break", f"'{_cut(clean)}'", where)
            clean = _BREAKS.sub(" ", clean).strip()
        return clean if clean.strip() else ""

    def _prose(self, text: str, where: Location | None) -> str:
        return self._seen(text.replace("\r\n", "\n").replace("\r", "\n"), where).strip()

    def _seen(self, text: str, where: Location | None) -> str:
        """A text in NFC without characters nobody can see."""
        if not text.isascii() and (heap := _heap(text)) is not None:
            self.report.lost("invisible", f"a heap of {len(heap)} marks on one letter", where)
            text = _heaps(text).sub(r"\1", text)
        clean = unicodedata.normalize("NFC", text)
        if (name := unseen(clean)) is not None:
            self.report.lost("invisible", f"{name} in '{_cut(clean)}'", where)
            clean = "".join(character for character in clean if unseen(character) is None)
            clean = unicodedata.normalize("NFC", clean)
        return clean

    def _identity(self, draft: Draft, terms: dict[str, tuple[Term, ...]]) -> str:
        """The id of an entry: its own where it is to be kept, else from its first term in Latin letters."""
        slugs = (_slug(found[0].text) for found in terms.values())
        wanted = draft.id if draft.own and re.fullmatch(ID_PATTERN, draft.id) else ""
        wanted = wanted or next(filter(None, slugs), "") or _slug(f"{self.stem}-{draft.id}") or "entry"
        identity = free(wanted, self._used, self._numbers)
        if draft.own and identity != draft.id:
            self.report.guessed("id", f"'{draft.id}' became '{identity}'", draft.where)
        self._used.add(identity)
        if draft.id:
            self._given.setdefault(draft.id, identity)
        return identity


def free(wanted: str, used: Container[str], numbers: dict[str, int]) -> str:
    """An id that is not used: the one wanted, or with a number behind it. numbers: where to go on, by id wanted."""
    identity = wanted
    while identity in used:
        numbers[wanted] = numbers.get(wanted, 1) + 1
        identity = f"{wanted}-{numbers[wanted]}"
    return identity


def pointed(concept: Concept, ids: Mapping[str, str]) -> Concept:
    """The concept with the ids its texts refer to replaced by those they became."""

    def follow(text: str) -> str:
        lines = text.split("\n")
        for index, line in enumerate(lines):
            label, _, value = line.partition(": ")
            if label == "See also" and labels.is_reference(value):
                before, identity = labels.reference(value)
                target = ids.get(identity, ids.get(identity.removeprefix("_"), identity))
                lines[index] = f"{label}: {labels.reference_line(before, target)}"
        return "\n".join(lines)

    if "See also: " not in concept.note and not any("See also: " in term.usage for term in _all(concept)):
        return concept
    terms = {
        tag: tuple(replace(term, usage=follow(term.usage)) for term in found) for tag, found in concept.terms.items()
    }
    return replace(concept, note=follow(concept.note), terms=MappingProxyType(terms))


def without_errors(concepts: list[Concept], report: Report) -> list[Concept]:
    """The concepts without the terms `lint` would call errors: letters of two alphabets, forbidden forms of own terms.

    A language whose preferred term goes goes with it, unless another approved term can take its place.
    """
    # lint names places, and places in other files are not one to a term: number the terms instead
    numbered: list[Term] = []

    def tagged(term: Term) -> Term:
        numbered.append(term)
        return replace(term, where=Location(str(len(numbered) - 1)))

    copies = {
        concept.id: replace(
            concept,
            terms=MappingProxyType({tag: tuple(map(tagged, found)) for tag, found in concept.terms.items()}),
        )
        for concept in concepts
    }
    survey = Survey(Termbase(MappingProxyType(copies)))
    wrong: dict[tuple[str, str, str], tuple[str, str]] = {}
    for problem in forbidden_and_approved(survey):
        if problem.where is not None:
            term = numbered[int(problem.where.path)]
            wrong[problem.concept, term.language, term.text] = ("forbidden-approved", problem.message)
    kept = []
    for concept in concepts:
        for term in _all(concept):
            if (message := _misspelt(term)) is not None:
                wrong[concept.id, term.language, term.text] = ("spelling", message)
        kept.append(_without(concept, wrong, report) if wrong else concept)
    return [concept for concept in kept if concept.terms]


def _without(concept: Concept, wrong: dict[tuple[str, str, str], tuple[str, str]], report: Report) -> Concept:
    terms: dict[str, tuple[Term, ...]] = {}
    for tag, found in concept.terms.items():
        good = []
        for term in found:
            if (why := wrong.get((concept.id, tag, term.text))) is None:
                good.append(term)
            else:
                report.lost(why[0], why[1], term.where, concept.id)
        if good and good[0].status is not Status.PREFERRED and good[0].approved:
            good[0] = replace(good[0], status=Status.PREFERRED, type=TermType.FULL)
        if good and good[0].approved:
            terms[tag] = tuple(good)
        elif good:
            text = f"{tag}: " + ", ".join(f"'{_cut(term.text)}'" for term in good)
            report.lost("no-approved", text, good[0].where, concept.id)
    if not terms:
        report.lost("no-term", f"'{concept.id}'", concept.where)
    evidence = {tag: item for tag, item in concept.evidence.items() if tag in terms}
    return replace(concept, terms=MappingProxyType(terms), evidence=MappingProxyType(evidence))


def _misspelt(term: Term) -> str | None:
    known = spoken(term.language)
    texts = (term.text, *term.grammar.forms.values(), *term.context)
    return next(
        (
            f"'{_cut(text)}': {remark.message}"
            for text in texts
            for remark in (remarks(text, known) if known else ())
            if remark.severity == "error"
        ),
        None,
    )


def _type(given: str, status: Status, text: str) -> TermType:
    """The type a file gives a term: short forms are those that are admitted as such."""
    if status is not Status.ADMITTED or given not in _SHORT:
        return TermType.FULL
    return TermType.ACRONYM if is_acronym(text) else TermType.SHORT


def _rank(term: Term) -> int:
    return 1 if term.status is Status.ADMITTED and term.type is not TermType.FULL else _RANK[term.status]


def _all(concept: Concept) -> Iterator[Term]:
    for found in concept.terms.values():
        yield from found


def _stands_in(head: tuple[str, ...], text: str) -> bool:
    """Whether the words of a head stand in a term in their order, parts of hyphenated words counting as words."""
    rest = iter([part for word in words(text) for part in dict.fromkeys((word, *re.split(r"[-‐‑]", word)))])
    return all(word in rest for word in head)


def _heap(text: str) -> str | None:
    """The first heap of marks on one letter that is too long; None without one."""
    found = _heaps(text).search(text)
    return found[0] if found else None


def _heaps(text: str) -> re.Pattern[str]:
    # beyond plane 0 a set is a list of ranges, slow for every character: only where it is needed
    return _heap_pattern(0x10000 if max(text) < "\U00010000" else 0x1F000)


@cache
def _heap_pattern(end: int) -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(0x300, end) if unicodedata.combining(chr(code)))
    return re.compile(f"([{marks}]{{{_MARKS}}})[{marks}]+")


def _slug(text: str) -> str:
    """A text as an id: small Latin letters, digits and single hyphens; empty where there are none of those."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", text[: 4 * _ID_LENGTH].lower()) if not unicodedata.combining(c)
    )
    return _ROMAN.sub("-", _APOSTROPHE.sub("", plain)).strip("-")[:_ID_LENGTH].strip("-")


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"
