"""Where terms stand in texts: the cases of tests/cases/match_*.json, and what a match tells."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dragoman.termbase.errors import UnknownNameError
from dragoman.termbase.load import load_text
from dragoman.termbase.match import Match, Matcher, case_policy
from dragoman.termbase.model import CasePolicy, Term, Termbase, TermType

CASES = Path(__file__).parent.parent / "cases"
GROUPS: list[dict[str, Any]] = [
    group
    for name in ("match_english", "match_russian", "match_chinese")
    for group in json.loads((CASES / f"{name}.json").read_text("utf-8"))
]


@cache
def matcher(group: int) -> Matcher:
    concepts = json.dumps(GROUPS[group]["concepts"], ensure_ascii=False)
    return Matcher(load_text(concepts, f"group-{group}.yaml"), GROUPS[group]["language"])


def cases(key: str) -> list[Any]:
    """The texts that say something under a key."""
    return [
        pytest.param(number, text, id=f"{group['language']}: {text['why']}")
        for number, group in enumerate(GROUPS)
        for text in group["texts"]
        if key in text
    ]


def named(matches: list[Match]) -> list[list[str]]:
    return [[match.text, match.readings[0].concept.id] for match in matches]


@pytest.mark.parametrize(("group", "case"), cases("find"))
def test_find(group: int, case: dict[str, Any]) -> None:
    assert named(matcher(group).find(case["text"])) == case["find"]


@pytest.mark.parametrize(("group", "case"), cases("occurrences"))
def test_occurrences_include_those_inside_others(group: int, case: dict[str, Any]) -> None:
    assert named(matcher(group).occurrences(case["text"])) == case["occurrences"]


@pytest.mark.parametrize(("group", "case"), cases("forbidden"))
def test_forbidden(group: int, case: dict[str, Any]) -> None:
    assert named(matcher(group).forbidden(case["text"])) == case["forbidden"]


@pytest.mark.parametrize(("group", "case"), cases("features"))
def test_a_match_tells_the_cells_its_form_fills(group: int, case: dict[str, Any]) -> None:
    found = matcher(group).find(case["text"])
    assert [list(match.readings[0].form.features) for match in found] == case["features"]


def test_every_group_is_in_a_language_of_its_own_terms() -> None:
    for number, group in enumerate(GROUPS):
        assert matcher(number).language == group["language"]
        assert matcher(number).termbase.languages == (group["language"],)


TRILINGUAL = """
- id: spp
  kind: body
  en: {preferred: Supreme People's Procuratorate, short: [SPP]}
  ru: {preferred: Верховная народная прокуратура, short: [ВНП]}
  zh: {preferred: 最高人民检察院, short: [最高检]}
- id: chief-local
  kind: title
  en: {preferred: Chief Prosecutor}
  ru: {preferred: {form: главный прокурор, animate: true}}
  zh: {preferred: 检察长}
- id: chief
  kind: title
  en: {preferred: Prosecutor General}
  ru: {preferred: {form: генеральный прокурор, animate: true}}
  zh: {preferred: {form: 检察长, context: [最高人民检察院, 最高检]}}
- id: shanxi
  kind: place
  en: {preferred: Shanxi}
  ru: {preferred: Шаньси}
  zh: {preferred: 山西}
- id: shaanxi
  kind: place
  en: {preferred: Shaanxi}
  ru: {preferred: Шэньси}
  zh: {preferred: 陕西}
"""


@pytest.fixture(scope="module")
def trilingual() -> Termbase:
    return load_text(TRILINGUAL, "trilingual.yaml")


@pytest.mark.parametrize(
    ("source", "target", "text", "expected"),
    [
        ("zh", "en", "山西省检察长，陕西", ["Shanxi", "Chief Prosecutor", "Shaanxi"]),
        ("zh", "ru", "最高检检察长", ["Верховная народная прокуратура", "генеральный прокурор"]),
        ("ru", "en", "главному прокурору Шаньси", ["Chief Prosecutor", "Shanxi"]),
        ("ru", "zh", "в Верховной народной прокуратуре, ВНП", ["最高人民检察院", "最高人民检察院"]),
        ("ru", "en", "генеральными прокурорами Шэньси", ["Prosecutor General", "Shaanxi"]),
        ("en", "zh", "Prosecutors General of the SPP", ["检察长", "最高人民检察院"]),
        ("en", "ru", "Shaanxi's Chief Prosecutors", ["Шэньси", "главный прокурор"]),
    ],
)
def test_any_direction(trilingual: Termbase, source: str, target: str, text: str, expected: list[str]) -> None:
    terms = [match.readings[0].concept.preferred(target) for match in Matcher(trilingual, source).find(text)]
    assert [term.text for term in terms if term] == expected


@pytest.mark.parametrize("tag", ["zh", "zh-Hans", "zh_CN", "ZH-cn", " zh-SG "])
def test_any_tag_of_a_language(trilingual: Termbase, tag: str) -> None:
    assert Matcher(trilingual, tag).language == "zh"
    assert [match.text for match in Matcher(trilingual, tag).find("在最高检")] == ["最高检"]


def test_an_unknown_language_is_an_error(trilingual: Termbase) -> None:
    with pytest.raises(UnknownNameError, match="unknown language 'tlh'"):
        Matcher(trilingual, "tlh")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "nothing of the kind", "检", "\ud800", "\0"])
def test_nothing_is_found_in_nothing(trilingual: Termbase, text: str) -> None:
    for language in ("en", "ru", "zh"):
        everything = Matcher(trilingual, language)
        assert everything.find(text) == everything.occurrences(text) == everything.forbidden(text) == []


def test_a_termbase_without_terms_of_a_language_finds_nothing() -> None:
    assert Matcher(load_text("[]"), "ru").find("прокурор") == []
    assert Matcher(load_text("- {id: a, en: Foo}"), "ru").find("Foo прокурор") == []


def test_the_likeliest_reading_comes_first(trilingual: Termbase) -> None:
    def concepts(text: str) -> list[list[str]]:
        return [[reading.concept.id for reading in match.readings] for match in Matcher(trilingual, "zh").find(text)]

    assert concepts("检察长") == [["chief-local"]]
    assert concepts("最高检检察长") == [["spp"], ["chief", "chief-local"]]


def test_preferred_readings_before_admitted_and_short_ones() -> None:
    termbase = load_text(
        """
        - {id: a, en: {preferred: Alpha, short: [Omega]}}
        - {id: b, en: {preferred: Beta, admitted: [Omega]}}
        - {id: c, en: {preferred: Omega}}
        - {id: d, en: {preferred: Omega}}
        """
    )
    (match,) = Matcher(termbase, "en").find("the Omega")
    assert [reading.concept.id for reading in match.readings] == ["c", "d", "b", "a"]


def test_a_reading_has_the_form_as_the_termbase_writes_it(trilingual: Termbase) -> None:
    (match,) = Matcher(trilingual, "ru").find("ВЕРХОВНУЮ\nНАРОДНУЮ ПРОКУРАТУРУ")
    reading = match.readings[0]
    assert match.text == "ВЕРХОВНУЮ\nНАРОДНУЮ ПРОКУРАТУРУ"
    assert (reading.form.text, reading.form.features) == ("Верховную народную прокуратуру", ("acc.sg",))
    assert reading.term is trilingual["spp"].preferred("ru")


def test_forms_that_look_alike_here_are_one_reading() -> None:
    english = Matcher(load_text("- {id: a, kind: body, en: {preferred: Office, short: [SPP]}}"), "en")
    (typed, set_) = english.find("the SPP's and the SPP’s")
    assert [match.readings[0].form.text for match in (typed, set_)] == ["SPP's", "SPP’s"]
    russian = Matcher(load_text("- {id: a, ru: {preferred: {form: дело, forms: {gen.sg: Дело}}}}"), "ru")
    (match,) = russian.find("Дело")
    assert len(match.readings) == 1
    assert set(match.readings[0].form.features) == {"nom.sg", "acc.sg", "gen.sg"}


@pytest.mark.parametrize(
    ("text", "language", "policy"),
    [
        ("SPP", "en", CasePolicy.EXACT),
        ("ВНП", "ru", CasePolicy.EXACT),
        ("РАТС ШОС", "ru", CasePolicy.EXACT),
        ("Georgia", "en", CasePolicy.EXACT),
        ("Китай", "ru", CasePolicy.EXACT),
        ("prosecutor", "en", CasePolicy.ANY),
        ("Prosecutor General", "en", CasePolicy.ANY),
        ("IT applications", "en", CasePolicy.ANY),
        ("прокурор", "ru", CasePolicy.INITIAL),
        ("Верховная народная прокуратура", "ru", CasePolicy.INITIAL),
        ("检察长", "zh", CasePolicy.INITIAL),
    ],
)
def test_case_policy_by_the_look_of_a_term(text: str, language: str, policy: CasePolicy) -> None:
    assert case_policy(Term(text, language)) is policy


def test_a_stated_case_policy_wins() -> None:
    assert case_policy(Term("SPP", "en", case=CasePolicy.ANY)) is CasePolicy.ANY
    assert case_policy(Term("прокурор", "ru", case=CasePolicy.EXACT)) is CasePolicy.EXACT
    assert case_policy(Term("Rats", "en", type=TermType.ACRONYM)) is CasePolicy.EXACT
