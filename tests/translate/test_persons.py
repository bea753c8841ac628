"""Chinese persons whom a termbase lacks."""

from __future__ import annotations

import pytest

from dragoman.termbase.load import load_text
from dragoman.translate.engines.echo import EchoEngine
from dragoman.translate.persons import PREFIX, assumption, persons
from dragoman.translate.pipeline import Translator
from dragoman.translate.results import Outcome
from dragoman.translate.verify import Verifier
from dragoman.translate.work import Settings

TERMBASE = load_text(
    """
- id: ying
  kind: person
  en: Ying Yong
  ru: {preferred: {form: Ин Юн, gender: m, animate: true}}
  zh: 应勇
"""
)


@pytest.mark.parametrize(
    ("text", "spelt", "certain"),
    [
        ("Rong Weidong spoke.", "Жун Вэйдун", False),
        ("Rong Weidong took his seat.", "Жун Вэйдун", True),
        ("Jin Suping took her seat.", "Цзинь Супин", True),
        ("Kang Shouyi spoke.", "Кан Шоуи", True),  # declines for neither
        ("He met Rong Weidong and she left.", "Жун Вэйдун", False),
    ],
)
def test_russian_has_one_spelling(text: str, spelt: str, certain: bool) -> None:
    (concept,) = persons([text], Verifier(TERMBASE, "en", "ru"))
    assert [term.text for term in concept.terms["ru"]] == [spelt]
    assert bool(assumption(concept)) is not certain


@pytest.mark.parametrize(("text", "forms"), [("He met Rong Weidong.", 5), ("She is Rong Weidong.", 1)])
def test_a_womans_name_does_not_decline(text: str, forms: int) -> None:
    verifier = Verifier(TERMBASE, "en", "ru")
    extended = Verifier(persons([text], verifier), "en", "ru")
    (requirement,) = extended.requirements(text)
    assert len(extended.best_forms(requirement)) == forms


def test_whom_the_termbase_names_and_what_is_no_name_is_left_alone() -> None:
    for target in ("ru", "zh"):
        assert not len(persons(["Ying Yong saw Hong Kong and Tom Brown."], Verifier(TERMBASE, "en", target)))
    assert not len(persons(["荣卫东发言。"], Verifier(TERMBASE, "zh", "ru")))


def test_each_person_once() -> None:
    found = persons(["Rong Weidong met Jin Suping.", "Rong Weidong left."], Verifier(TERMBASE, "en", "ru"))
    assert [concept.id for concept in found] == [PREFIX + "rong-weidong", PREFIX + "jin-suping"]


def test_characters_are_not_invented_and_the_reader_is_told() -> None:
    engine = EchoEngine({"Rong Weidong spoke.": ["荣卫东发言。"]})
    (segment,) = Translator(TERMBASE, engine).translate("Rong Weidong spoke.", "en", "zh").segments
    assert "Rong Weidong" in segment.target
    assert "look them up" in segment.terms[0].doubt


def test_a_doubt_is_shown_and_the_feature_can_be_left_out() -> None:
    text = "Rong Weidong spoke."
    (segment,) = Translator(TERMBASE, EchoEngine()).translate(text, "en", "ru").segments
    assert "Жун Вэйдун" in segment.target
    assert segment.terms[0].outcome is not Outcome.MISSED
    assert "man's name" in segment.terms[0].doubt
    (plain,) = Translator(TERMBASE, EchoEngine(), Settings(persons=False)).translate(text, "en", "ru").segments
    assert plain.target == text and not plain.terms
