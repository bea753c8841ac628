"""What a source requires and where a target has it."""

from __future__ import annotations

import pytest

from dragoman.termbase.load import load_curated, load_text
from dragoman.translate.verify import Verifier


@pytest.fixture(scope="module")
def ru() -> Verifier:
    return Verifier(load_curated(), "en", "ru")


@pytest.fixture(scope="module")
def zh() -> Verifier:
    return Verifier(load_curated(), "en", "zh")


def found(verifier: Verifier, source: str, target: str) -> dict[str, str | None]:
    check = verifier.check(source, target)
    return {term.source_text: term.target.of(target) if term.target else None for term in check.terms}


def test_any_case_and_number_of_an_approved_term_counts(ru: Verifier) -> None:
    source = "He met the Prosecutor General of the Supreme People's Procuratorate (SPP)."
    target = "Он встретился с генеральным прокурором Верховной народной прокуратуры (ВНП)."
    assert found(ru, source, target) == {
        "Prosecutor General of the Supreme People's Procuratorate": "генеральным прокурором Верховной народной прокуратуры",
        "SPP": "ВНП",
    }


def test_a_wrong_word_does_not_count(ru: Verifier) -> None:
    assert found(ru, "the Supreme People's Procuratorate", "Высшая народная прокуратура") == {
        "Supreme People's Procuratorate": None
    }


def test_each_mention_needs_a_place_of_its_own(ru: Verifier) -> None:
    check = ru.check("Bishkek and Bishkek", "Бишкек")
    assert sum(term.target is not None for term in check.terms) == 1


def test_a_place_inside_the_name_of_a_body_is_not_the_place(zh: Verifier) -> None:
    assert found(zh, "Shanghai", "上海合作组织") == {"Shanghai": None}
    assert found(zh, "Shanghai", "上海和上海合作组织") == {"Shanghai": "上海"}


def test_a_place_inside_a_title_is_the_place(ru: Verifier) -> None:
    source = "the deputy head of Kyrgyzstan"
    assert found(ru, source, "генеральный прокурор Кыргызстана") == {"Kyrgyzstan": "Кыргызстана"}


def test_an_abbreviation_in_brackets_is_owed_where_the_target_has_one(ru: Verifier, zh: Verifier) -> None:
    source = "the Crown Prosecution Service (CPS) and the Shanghai Cooperation Organization (SCO)"
    asked = [requirement.text for requirement in ru.requirements(source)]
    assert asked == ["Crown Prosecution Service", "Shanghai Cooperation Organization", "SCO"]
    assert ru.requirements("the CPS, a British prosecutor's office")[0].text == "CPS"


@pytest.mark.parametrize(
    ("source", "target", "form"),
    [
        ("two Prosecutors General met", "встретились два генеральных прокурора", "генеральных прокурора"),
        ("four guiding cases", "четыре руководящих прецедента", "руководящих прецедента"),
        ("two procuratorial recommendations", "две прокурорских рекомендации", "прокурорских рекомендации"),
    ],
)
def test_a_term_counted_with_two_to_four_is_met(ru: Verifier, source: str, target: str, form: str) -> None:
    assert list(found(ru, source, target).values()) == [form]


def test_the_paucal_needs_its_numeral(ru: Verifier) -> None:
    assert found(ru, "judicial interpretations", "улучшили судебных толкования") == {"judicial interpretations": None}
    for target, cells in (("два прокурора", ("nom.pauc",)), ("у прокурора", ("gen.sg", "acc.sg"))):
        assert ru.check("a prosecutor", target).terms[0].features == cells


def test_a_short_form_asks_for_a_short_form(ru: Verifier, zh: Verifier) -> None:
    assert ru.requirements("The SPP said so.")[0].expected == "ВНП"
    assert zh.requirements("The SPP said so.")[0].expected == "最高检"


def test_a_short_form_in_the_target_is_that_of_the_short_form_in_the_source(ru: Verifier) -> None:
    source = "the Supreme People's Procuratorate (SPP)"
    assert found(ru, source, "прокуратура (ВНП)") == {"Supreme People's Procuratorate": None, "SPP": "ВНП"}
    assert found(ru, "the Supreme People's Procuratorate", "ВНП") == {"Supreme People's Procuratorate": "ВНП"}


def test_a_preferred_term_counts_whatever_its_context() -> None:
    termbase = load_text("""
- id: dpp
  kind: title
  en: {preferred: Director of Public Prosecutions, short: [DPP]}
  zh:
    preferred: {form: 检察长, context: [英国]}
    short: [{form: 刑检专员, context: [香港]}]
""")
    verifier = Verifier(termbase, "en", "zh")
    assert found(verifier, "the Director of Public Prosecutions", "检察长") == {
        "Director of Public Prosecutions": "检察长"
    }
    assert found(verifier, "the DPP", "刑检专员") == {"DPP": None}
    assert found(verifier, "the DPP", "香港刑检专员") == {"DPP": "刑检专员"}
    assert verifier.requirements("the DPP")[0].expected == "检察长"


def test_forbidden_forms(ru: Verifier) -> None:
    findings = ru.check("nothing", "Главный великий прокурор прибыл").findings
    assert [finding.code for finding in findings] == ["forbidden-form"]
    assert "главный государственный прокурор" in findings[0].message


def test_a_form_wrong_for_its_concept_is_only_doubtful_where_the_concept_is_met(ru: Verifier) -> None:
    source = "the Supreme People's Procuratorate"
    assert ru.check(source, "Высшая народная прокуратура").findings[0].code == "forbidden-form"
    both = ru.check(source, "Верховная народная прокуратура, Высшая народная прокуратура")
    assert [finding.code for finding in both.findings] == ["doubtful-form"]


def test_an_approved_term_inside_a_forbidden_form_excuses_nothing(zh: Verifier) -> None:
    source, target = "cooperation on IT applications", "信息技术应用程序合作"
    check = zh.check(source, target)
    assert [finding.code for finding in check.findings] == ["forbidden-form"]
    fixes = zh.corrections(zh.requirements(source), target)
    assert [(span.of(target), instead) for span, instead in fixes] == [("信息技术应用程序", "信息技术应用")]


def test_what_a_forbidden_form_stands_for_is_not_guessed(ru: Verifier) -> None:
    target = "Прокурор-генерал прибыл"
    assert ru.corrections(ru.requirements("He arrived."), target) == []
    assert ru.findings(ru.requirements("He arrived."), target)[0].code == "forbidden-form"
    fixes = ru.corrections(ru.requirements("Prosecutor General Berik Asylov arrived."), target)
    assert [(span.of(target), instead) for span, instead in fixes] == [("Прокурор-генерал", "Генеральный прокурор")]


@pytest.mark.parametrize(
    ("source", "target", "strays"),
    [
        ("On July 25 they met 450 people.", "25 июля они встретились с 225 людьми, 25, 450.", ["225"]),
        ("Eleven men and half a dozen", "11 мужчин", []),
        (
            "the 22nd Meeting of Prosecutors General of SCO Member States",
            "22-е заседание генеральных прокуроров государств — членов ШОС",
            [],
        ),
        ("in 2024", "в 2024 году и 2025 году", ["2025 году"]),
    ],
)
def test_numbers_the_source_does_not_have(ru: Verifier, source: str, target: str, strays: list[str]) -> None:
    found = [finding for finding in ru.check(source, target).findings if finding.code == "stray-number"]
    assert [finding.target.of(target) for finding in found if finding.target] == strays


def test_other_directions() -> None:
    back = Verifier(load_curated(), "zh", "ru")
    assert found(
        back, "应勇是最高人民检察院检察长。", "Ин Юн — генеральный прокурор Верховной народной прокуратуры."
    ) == {
        "应勇": "Ин Юн",
        "最高人民检察院检察长": "генеральный прокурор Верховной народной прокуратуры",
    }
