"""Where a missing term could go, and in which form."""

from __future__ import annotations

import numpy as np
import pytest

from dragoman.termbase.language import language
from dragoman.termbase.load import load_text
from dragoman.termbase.model import Term
from dragoman.termbase.morphology import inflector
from dragoman.termbase.morphology.base import Form, Paradigm
from dragoman.translate import agreement
from dragoman.translate.constrain import (
    boundaries,
    candidate,
    companion,
    coverage,
    echo,
    places,
    repeated,
    said_again,
    substituted,
    tail,
    usable_forms,
)
from dragoman.translate.cues import cues
from dragoman.translate.engines.base import Alignment, Hypothesis
from dragoman.translate.engines.tokens import token_spans
from dragoman.translate.results import Span
from dragoman.translate.verify import Located, Requirement, Verifier

RU, ZH, EN = language("ru"), language("zh"), language("en")
TERMBASE = """
- id: pg
  kind: title
  en: Prosecutor General
  ru: {preferred: {form: генеральный прокурор, gender: m, animate: true}}
- id: ying
  kind: person
  en: Ying Yong
  ru: {preferred: {form: Ин Юн, gender: m, animate: true}}
- id: fraud
  en: cyber fraud
  ru: {preferred: {form: кибермошенничество, gender: n}}
- id: terrorism
  en: terrorism
  ru: {preferred: {form: терроризм, gender: m}}
"""


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return Verifier(load_text(TERMBASE), "en", "ru")


FORMS = [
    Form("прокурор", ("nom.sg",)),
    Form("прокурора", ("gen.sg", "acc.sg")),
    Form("прокурору", ("dat.sg",)),
    Form("прокуроры", ("nom.pl",)),
]


@pytest.mark.parametrize(
    ("numbers", "left", "expected"),
    [
        ({"sg"}, "", ["прокурор", "прокурора", "прокурору"]),
        ({"pl"}, "", ["прокуроры"]),
        ({"sg", "pl"}, "", ["прокурор", "прокурора", "прокурору", "прокуроры"]),
        ({"sg"}, "благодаря", ["прокурору"]),
        ({"sg"}, "для", ["прокурора"]),
        (set(), "новому", ["прокурору"]),
        ({"sg"}, "в новом", ["прокурор", "прокурора", "прокурору"]),
        ({"sg"}, "нового", ["прокурора"]),
        ({"pl"}, "нового", ["прокуроры"]),
        ({"pl"}, "для", ["прокурора"]),
        ({"sg"}, "которому", ["прокурор", "прокурора", "прокурору"]),
        (set(), "согласно решению", ["прокурор", "прокурора", "прокурору", "прокуроры"]),
    ],
)
def test_forms_keep_to_number_and_preposition(numbers: set[str], left: str, expected: list[str]) -> None:
    assert [form.text for form in usable_forms(Paradigm(tuple(FORMS)), frozenset(numbers), left, "ru")] == expected


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ("два ", ["судебных толкования"]),
        ("22 ", ["судебных толкования"]),
        ("пять ", ["судебных толкований"]),
        ("31 ", ["судебное толкование"]),
        ("о двух ", ["судебных толкованиях"]),
    ],
)
def test_forms_behind_a_numeral(left: str, expected: list[str]) -> None:
    paradigm = inflector("ru").paradigm(Term("судебное толкование", "ru"))
    forms = usable_forms(paradigm, frozenset({"pl"}), left, "ru")
    assert [form.text for form in forms if not left.startswith("о ") or "loc.pl" in form.features] == expected
    assert "судебных толкования" not in [form.text for form in usable_forms(paradigm, frozenset({"pl"}), "", "ru")]


def test_a_form_is_judged_by_the_cells_that_fit() -> None:
    forms = [Form("вакцины", ("gen.sg", "nom.pl", "acc.pl")), Form("вакцину", ("acc.sg",))]
    assert usable_forms(Paradigm(tuple(forms)), frozenset({"sg"}), "в", "ru") == [Form("вакцину", ("acc.sg",))]
    assert usable_forms(Paradigm(tuple(forms)), frozenset({"sg"}), "", "ru")[0] == Form("вакцины", ("gen.sg",))


def test_a_restriction_that_leaves_nothing_is_dropped() -> None:
    assert usable_forms(Paradigm(tuple(FORMS[:1])), frozenset({"pl"}), "для", "ru") == FORMS[:1]


def test_terms_go_between_words_never_into_a_number() -> None:
    assert boundaries("он прибыл 25 июля", None, True) == [0, 3, 10, 13, 17]
    assert boundaries("共450名", None, False) == [0, 1, 4, 5]


@pytest.mark.parametrize(("text", "end"), [("Он ушёл.", 7), ("他走了。”", 3), ("", 0), ("Он", 2)])
def test_the_tail_is_the_final_punctuation(text: str, end: int) -> None:
    assert tail(text) == end


def test_the_place_is_where_the_model_looks(verifier: Verifier) -> None:
    source, target = "He met Ying Yong today", "Он встретил инг сегодня"
    weights = np.zeros((4, 5), dtype=np.float32)
    for row, columns in enumerate([[0], [1], [2, 3], [4]]):
        weights[row, columns] = 1 / len(columns)
    alignment = Alignment(
        (Span(0, 2), Span(3, 6), Span(7, 11), Span(12, 16), Span(17, 22)),
        (Span(0, 2), Span(3, 11), Span(12, 15), Span(16, 23)),
        weights,
    )
    requirement = verifier.requirements(source)[0]
    found = places(requirement, Hypothesis(target, 0.0, alignment), source, 0, [], True, 2)
    assert found[0] == target.index("инг")
    assert places(requirement, Hypothesis(target, 0.0, alignment), source, 16, [], True, 2)[0] >= 16


def test_a_term_in_brackets_or_quotes_brings_them_along(verifier: Verifier) -> None:
    source = "the Procuratorate (Ying Yong) said"
    requirement = verifier.requirements(source)[0]
    one = candidate(0, requirement, Form("Ин Юн"), "прокуратура сказала", 12, source, RU)
    assert one.text == "прокуратура (Ин Юн)"
    assert one.span.of(one.text) == "Ин Юн"
    quoted = 'He praised "Ying Yong" there'
    one = candidate(0, verifier.requirements(quoted)[0], Form("Ин Юн"), "Он хвалил", 9, quoted, RU)
    assert one.text == "Он хвалил «Ин Юн»"


def test_a_term_that_opens_the_sentence_gets_its_capital(verifier: Verifier) -> None:
    source = "Cyber fraud grows"
    one = candidate(0, verifier.requirements(source)[0], Form("кибермошенничество"), "растёт", 0, source, RU)
    assert one.text == "Кибермошенничество"
    assert (
        candidate(0, verifier.requirements(source)[0], Form("网络诈骗"), "他说", 2, source, ZH).text == "他说网络诈骗"
    )


@pytest.mark.parametrize(
    ("source", "left", "neighbour"),
    [
        ("met Prosecutor General Ying Yong", "встретил генерального прокурора ", True),
        ("met Prosecutor General, Ying Yong", "встретил генерального прокурора, ", True),
        ("by terrorism and cyber fraud", "от терроризма и ", True),
        ("by terrorism, and the cyber fraud", "от терроризма и ", True),
        ("Ying Yong, Prosecutor General", "встретил Ин Юна, ", True),
        ("against terrorism, cyber fraud", "против терроризма, ", True),
        ("with the Prosecutor General; Ying Yong", "с генеральным прокурором; ", True),
        ("terrorism; cyber fraud", "терроризма; ", False),
        ("In terrorism, Ying Yong said", "о терроризме, ", False),
        ("the Prosecutor General met Ying Yong", "генеральный прокурор встретил ", False),
        ("Prosecutor General and terrorism", "генеральный прокурор и ", False),
        ("terrorism and cyber fraud", "терроризм очень сильно и ", False),
    ],
)
def test_an_office_and_its_holder_agree_and_so_do_joined_things(
    verifier: Verifier, source: str, left: str, neighbour: bool
) -> None:
    first, second = verifier.requirements(source)
    place = verifier.locate([first], left)[0]
    assert place is not None
    cases = companion(second, [(first, place)], source, left, EN)
    assert cases == ({cell.split(".")[0] for cell in place.features if cell.endswith("sg")} if neighbour else set())


def test_coverage_and_saying_twice() -> None:
    spans = (Span(0, 1), Span(2, 3))
    even = Alignment(spans, spans, np.eye(2, dtype=np.float32))
    lopsided = Alignment(spans, spans, np.array([[1, 0], [1, 0]], dtype=np.float32))
    assert coverage(None) == 0.0
    assert coverage(even) > coverage(lopsided)
    assert repeated(lopsided, Span(0, 1), Span(0, 1)) == 1.0
    assert repeated(even, Span(0, 1), Span(0, 1)) == 0.0


def looking(target: list[str], columns: list[list[int]], source: list[str]) -> Hypothesis:
    """A hypothesis of tokens, empty ones among them, each of which looks evenly at some words of the source."""
    texts = [" ".join(part for part in parts if part) for parts in (target, source)]
    weights = np.zeros((len(target), len(source)), dtype=np.float32)
    for row, some in enumerate(columns):
        weights[row, some] = 1 / len(some)
    spans = [token_spans(parts, text) for parts, text in zip((target, source), texts, strict=True)]
    return Hypothesis(texts[0], 0.0, Alignment(spans[1], spans[0], weights))


@pytest.mark.parametrize(("looks", "place"), [([0], 0), ([0, 2], 2)])
def test_a_preposition_that_looks_at_the_term_belongs_to_it(verifier: Verifier, looks: list[int], place: int) -> None:
    source = ["Ying", "Yong", "spoke"]
    hypothesis = looking(["В", "", "инг", "сказал"], [looks, [0], [0, 1], [2]], source)
    requirement = verifier.requirements(" ".join(source))[0]
    assert places(requirement, hypothesis, " ".join(source), 0, [], True, 1) == [place]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ([[0], [1], [0, 1], [0, 1], [2]], "в инге"),
        ([[0], [1], [0, 1], [2], [2]], None),  # a single word may be the term's preposition or verb
        ([[0], [1], [2], [0, 1], [0]], None),  # what is said again later is no echo
    ],
)
def test_what_says_a_term_again_is_found_and_taken_out(columns: list[list[int]], said: str | None) -> None:
    source = ["Ying", "Yong", "spoke"]
    hypothesis = looking(["Ин", "Юн", "в", "инге", "сказал"], columns, source)
    span = echo(hypothesis, len("Ин Юн"), Span(0, len("Ying Yong")), True)
    assert (span and span.of(hypothesis.text).strip()) == said
    if span:
        shorter = substituted(hypothesis, span, "")
        assert shorter.text == "Ин Юн сказал"
        assert shorter.alignment is not None
        assert [token.of(shorter.text) for token in shorter.alignment.target] == ["Ин", "Юн", "", "", "сказал"]


def test_an_opening_quote_stays_before_the_term() -> None:
    verifier = Verifier(load_text(TERMBASE), "en", "ru")
    source = ["“", "Terrorism", "grows"]
    hypothesis = looking(["«", "Такция", "растет"], [[0, 1], [1], [2]], source)
    requirement = verifier.requirements(" ".join(source))[0]
    place = places(requirement, hypothesis, " ".join(source), 0, [], True, 1)[0]
    assert place == 2
    made = candidate(0, requirement, Form("терроризм"), hypothesis.text, place, "“Terrorism grows", RU)
    assert made.text == "«Терроризм"


@pytest.mark.parametrize(
    ("text", "form", "spaced", "said"),
    [
        ("22-е заседание глав ШОС 22-е Заседание глав Китая", "22-е заседание глав ШОС", True, " 22-е Заседание глав"),
        ("22-е заседание глав ШОС, 22-е заседание глав, где", "22-е заседание глав ШОС", True, None),
        ("22-е заседание глав ШОС 22-е заседание глав, где", "22-е заседание глав ШОС", True, " 22-е заседание глав"),
        ("заседание глав ШОС заседание глав", "заседание глав ШОС", True, None),
        ("总检察长会议总检察长齐聚", "总检察长会议", False, "总检察长"),
        ("总检察长会议总检察院", "总检察长会议", False, None),
        ("总检察长会议", "总检察长会议", False, None),
    ],
)
def test_the_beginning_of_a_form_said_again(text: str, form: str, spaced: bool, said: str | None) -> None:
    span = said_again(text, len(form), form, spaced)
    assert (span and span.of(text)) == said


def test_no_echo_without_alignment() -> None:
    assert echo(Hypothesis("Ин Юн Ин Юн"), 5, Span(0, 4), True) is None
    assert substituted(Hypothesis("Ин Юн инг"), Span(5, 9), "").text == "Ин Юн"


def test_the_case_model_knows_what_a_slot_asks_for(verifier: Verifier) -> None:
    model = agreement.load("en", "ru")
    assert model is not None

    def likeliest(source: str, left: str) -> str:
        requirement: Requirement = verifier.requirements(source)[0]
        odds = model.probabilities(cues(source, requirement.span, left, "ru", requirement.features))
        assert sum(odds.values()) == pytest.approx(1.0)
        return max(odds, key=odds.__getitem__)

    assert likeliest("Ying Yong said that", "") == "nom"
    assert likeliest("the speech of Ying Yong was", "выступление") == "gen"
    assert likeliest("He met with Ying Yong", "Он встретился с") == "ins"
    assert likeliest("the role of courts and Ying Yong", "роль судов и") == "gen"
    assert likeliest("He is Ying Yong", "Он является") == "ins"
    assert agreement.load("ru", "zh") is None


def test_a_form_without_cells_fits_everywhere() -> None:
    assert agreement.fill((), {"gen"})
    assert agreement.fill(("gen.sg", "acc.sg"), {"acc"})
    assert not agreement.fill(("nom.sg",), {"acc"})


def test_located_is_what_the_verifier_gives(verifier: Verifier) -> None:
    place = verifier.locate(verifier.requirements("Ying Yong"), "о Ин Юне")[0]
    assert place == Located(Span(2, 8), "Ин Юне", ("loc.sg",), False)
