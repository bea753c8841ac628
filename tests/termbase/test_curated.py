"""The curated termbase as it is shipped: whole, sound, and found again in text in all its forms."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from dragoman.termbase.fields import CASES as GRAMMATICAL_CASES
from dragoman.termbase.fields import CELLS, NUMBERS
from dragoman.termbase.language import language
from dragoman.termbase.lint import lint
from dragoman.termbase.load import load_curated
from dragoman.termbase.match import Matcher, Reading
from dragoman.termbase.model import Concept, Kind, Status, Term, Verified
from dragoman.termbase.morphology import Paradigm, inflector
from dragoman.termbase.normalize import is_cjk
from dragoman.translate.cli import main

CASES = Path(__file__).parent.parent / "cases"
IDS: list[str] = json.loads((CASES / "curated_ids.json").read_text("utf-8"))
TERMBASE = load_curated()
LANGUAGES = ("en", "ru", "zh")
# Sentences that have no term of their own.
FRAMES = {"en": "Today, {} appeared here.", "ru": "Сегодня {} здесь.", "zh": "今天，{}。"}
# What a key of the list of sources looks like; other evidence is free text.
KEY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


@cache
def matcher(tag: str) -> Matcher:
    return Matcher(TERMBASE, tag)


@cache
def paradigm(concept_id: str, tag: str, index: int) -> Paradigm:
    concept = TERMBASE[concept_id]
    return inflector(tag).paradigm(concept.approved(tag)[index], concept)


def approved(tag: str) -> list[tuple[Concept, int, Term]]:
    return [(concept, index, term) for concept in TERMBASE for index, term in enumerate(concept.approved(tag))]


def readings(tag: str, form: str, term: Term) -> list[Reading]:
    """The readings of a form in a frame, with a word that the term needs near."""
    before = FRAMES[tag].split("{}")[0]
    near = f" ({term.context[0]})" if term.context else ""
    text = FRAMES[tag].format(form) + near
    span = (len(before), len(before) + len(form))
    return [
        reading for match in matcher(tag).find(text) if (match.start, match.end) == span for reading in match.readings
    ]


def test_all_researched_concepts_are_there() -> None:
    assert len(IDS) == len(set(IDS)) == 250
    assert [concept_id for concept_id in IDS if concept_id not in TERMBASE.concepts] == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_concept_has_a_preferred_term_in_every_language(tag: str) -> None:
    without = [c.id for c in TERMBASE if c.preferred(tag) is None and not c.do_not_translate]
    assert without == []
    for concept in TERMBASE:
        preferred = [term for term in concept.terms.get(tag, ()) if term.status is Status.PREFERRED]
        assert len(preferred) <= 1, concept.id


def test_lint_has_no_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert [problem for problem in lint(TERMBASE) if problem.severity == "error"] == []
    assert main(["terms", "lint"]) == 0
    assert ": error: " not in capsys.readouterr().out


def test_every_concept_is_described() -> None:
    for concept in TERMBASE:
        assert concept.definition and concept.domain, concept.id
        assert concept.kind in Kind


def test_no_term_is_there_twice() -> None:
    for concept in TERMBASE:
        for terms in concept.terms.values():
            assert len({term.text for term in terms}) == len(terms), concept.id


def test_terms_are_in_the_script_of_their_language() -> None:
    for concept in TERMBASE:
        for tag in LANGUAGES:
            for term in concept.approved(tag):
                assert any(map(is_cjk, term.text)) <= (tag == "zh"), term
                cyrillic = re.search("[а-яё]", term.text, re.IGNORECASE) is not None
                assert cyrillic <= (tag == "ru"), term


def test_persons_have_a_gender() -> None:
    persons = [concept for concept in TERMBASE if concept.kind is Kind.PERSON]
    assert persons
    for concept in persons:
        assert all(term.grammar.gender in ("m", "f") for term in concept.approved("ru")), concept.id


def test_every_source_cited_exists() -> None:
    assert TERMBASE.sources
    for concept in TERMBASE:
        for tag, evidence in concept.evidence.items():
            for source in evidence.sources:
                assert source in TERMBASE.sources or not KEY.fullmatch(source), (concept.id, tag, source)


def test_every_source_says_where_it_is() -> None:
    for key, where in TERMBASE.sources.items():
        assert KEY.fullmatch(key), key
        assert where.strip(), key


def test_what_is_verified_has_a_source() -> None:
    for concept in TERMBASE:
        for tag, evidence in concept.evidence.items():
            assert evidence.verified in Verified
            assert evidence.sources or evidence.verified is Verified.NO, (concept.id, tag)


def test_forbidden_forms_have_reasons() -> None:
    forbidden = [term for concept in TERMBASE for tag in LANGUAGES for term in concept.forbidden(tag)]
    assert len(forbidden) > 200
    assert [term.text for term in forbidden if not term.why] == []


def test_every_russian_term_has_a_full_paradigm() -> None:
    for concept, index, term in approved("ru"):
        filled = {cell for form in paradigm(concept.id, "ru", index).forms for cell in form.features}
        whole = [n for n in NUMBERS if {f"{case}.{n}" for case in GRAMMATICAL_CASES} <= filled]
        part = [n for n in NUMBERS if any(cell.endswith(n) for cell in filled)]
        assert whole and whole == part, (concept.id, term.text, sorted(filled))


def test_forms_given_outright_are_used() -> None:
    for tag in LANGUAGES:
        for concept, index, term in approved(tag):
            for cell, form in term.grammar.forms.items():
                assert cell in CELLS[language(tag).inflector]
                assert paradigm(concept.id, tag, index).form(cell) == form, concept.id


def test_every_russian_form_is_found_again_with_its_cells() -> None:
    looked_for = 0
    for concept, index, term in approved("ru"):
        for form in paradigm(concept.id, "ru", index).forms:
            found = [r for r in readings("ru", form.text, term) if r.concept.id == concept.id and r.term == term]
            assert len(found) == 1, (concept.id, form.text)
            assert set(form.features) <= set(found[0].form.features), (concept.id, form.text)
            looked_for += 1
    assert looked_for > 1500


@pytest.mark.parametrize("tag", ["en", "zh"])
def test_every_term_is_found_again(tag: str) -> None:
    for concept, _, term in approved(tag):
        if len(term.text) == 1:
            continue  # a single character is a word only where no other is beside it
        found = [r for r in readings(tag, term.text, term) if r.concept.id == concept.id and r.term == term]
        assert len(found) == 1, (concept.id, term.text)


def test_every_single_character_is_found_between_punctuation() -> None:
    single = [(concept, term) for concept, _, term in approved("zh") if len(term.text) == 1]
    for concept, term in single:
        found = [match for match in matcher("zh").find(f"（{term.text}）、{term.text}，") if match.text == term.text]
        assert len(found) == 2, concept.id
        assert matcher("zh").find(f"其{term.text}间") == [], concept.id


@pytest.mark.parametrize("tag", ["en", "zh"])
def test_every_preferred_term_leads_to_the_other_languages(tag: str) -> None:
    """The likeliest reading of a preferred term is its concept, unless another concept shares the term."""
    shared = {term.text for concept, _, term in approved(tag) for other, _, rival in approved(tag)
              if rival.text == term.text and other.id != concept.id}  # fmt: skip
    for concept in TERMBASE:
        term = concept.preferred(tag)
        if term is None or term.text in shared or len(term.text) == 1:
            continue
        first = readings(tag, term.text, term)[0]
        assert first.concept.id == concept.id, term.text
        assert all(first.concept.preferred(other) for other in LANGUAGES) or concept.do_not_translate


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_approved_term_is_reported_as_wrong(tag: str) -> None:
    """But for forms that are wrong for another concept only."""
    for _, _, term in approved(tag):
        wrong = matcher(tag).forbidden(FRAMES[tag].format(term.text))
        always = [r.term.text for match in wrong for r in match.readings if r.term.scope.value == "always"]
        assert always == [], term.text


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_form_that_is_always_wrong_is_reported(tag: str) -> None:
    for concept in TERMBASE:
        for term in concept.forbidden(tag):
            if term.scope.value != "always" or term.context:
                continue
            found = matcher(tag).forbidden(FRAMES[tag].format(term.text))
            own = [r for match in found for r in match.readings if r.concept.id == concept.id]
            assert own, (concept.id, term.text)
