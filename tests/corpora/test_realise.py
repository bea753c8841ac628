"""How values are written in each language, the usual form first."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dragoman.corpora import realise
from dragoman.corpora.dates import parse
from dragoman.corpora.numbers import plain
from dragoman.corpora.protect import Protected, found, realisations
from dragoman.corpora.realise import Amount
from dragoman.termbase.morphology.base import Form

tags = st.sampled_from(["en", "ru", "zh"])


def numbers(value: str, tag: str, ordinal: bool = False) -> list[str]:
    amount = Amount.parse(value, ordinal)
    assert amount is not None
    return [form.text for form in realise.number(amount, tag)]


def dates(value: str, tag: str) -> list[str]:
    moment = parse(value)
    assert moment is not None
    return [form.text for form in realise.date(moment, tag)]


@pytest.mark.parametrize(
    ("value", "en", "ru", "zh"),
    [
        ("450", "450", "450", "450"),
        ("1234", "1,234", "1234", "1234"),
        ("1234.5", "1,234.5", "1234,5", "1234.5"),
        ("12345", "12,345", "12 345", "12345"),
        ("100000", "100,000", "100 000", "10万"),
        ("2700000000", "2.7 billion", "2,7 млрд", "27亿"),
        ("2700001", "2,700,001", "2 700 001", "2700001"),
        ("5000000..8000000", "5-8 million", "5–8 млн", "500至800万"),
        ("5..8", "5-8", "5–8", "5至8"),
        ("62%", "62 percent", "62 %", "62%"),
        ("5..8%", "5-8 percent", "5–8 %", "5%至8%"),
        ("USD 5000000", "$5 million", "5 млн долларов", "500万美元"),
        ("CNY 3", "¥3", "3 юаня", "3元"),
        ("RUB 21", "21 rubles", "21 рубль", "21卢布"),
        ("RUB 11", "11 rubles", "11 рублей", "11卢布"),
        ("RUB 12", "12 rubles", "12 рублей", "12卢布"),
        ("RUB 22", "22 rubles", "22 рубля", "22卢布"),
        ("EUR 2.5", "€2.5", "2,5 евро", "2.5欧元"),
        ("JPY 5", "5 yen", "5 иен", "5日元"),
        ("RUB 1", "1 ruble", "1 рубль", "1卢布"),
        ("0", "0", "0", "0"),
    ],
)
def test_the_usual_form_of_a_number(value: str, en: str, ru: str, zh: str) -> None:
    assert [numbers(value, tag)[0] for tag in ("en", "ru", "zh")] == [en, ru, zh]


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        ("1", "1st", "第一"),
        ("2", "2nd", "第二"),
        ("3", "3rd", "第三"),
        ("11", "11th", "第十一"),
        ("22", "22nd", "第二十二"),
        ("113", "113th", "第一百一十三"),
        ("12345", "12345th", "第12345"),
        ("2.5", "2.5nd", "第2.5"),
    ],
)
def test_ordinals(value: str, en: str, zh: str) -> None:
    assert numbers(value, "en", ordinal=True) == [en]
    assert numbers(value, "zh", ordinal=True)[0] == zh


def test_russian_ordinals_say_which_case_they_are() -> None:
    amount = Amount.parse("22", ordinal=True)
    assert amount is not None
    forms = {form.text: form.features for form in realise.number(amount, "ru")}
    assert next(iter(forms)) == "22-й"
    assert "gen.sg" in forms["22-го"]
    assert "loc.sg" in forms["22-м"]
    assert forms["22-му"] == ("dat.sg",)


@pytest.mark.parametrize(
    ("value", "en", "ru", "zh"),
    [
        ("2024-07-25", "July 25, 2024", "25 июля 2024 года", "2024年7月25日"),
        ("--07-25", "July 25", "25 июля", "7月25日"),
        ("--03-08", "March 8", "8 марта", "3月8日"),
        ("--05-09", "May 9", "9 мая", "5月9日"),
        ("--09-05/--09-08", "September 5 to 8", "с 5 по 8 сентября", "9月5日至8日"),
        ("2024-09-05,2024-09-06", "September 5 and 6, 2024", "5 и 6 сентября 2024 года", "2024年9月5日和6日"),
        ("2024-07", "July 2024", "июль 2024 года", "2024年7月"),
        ("2025", "2025", "2025 год", "2025年"),
        ("1990/2000", "1990-2000", "1990–2000 годы", "1990年至2000年"),
        ("1990s", "1990s", "1990-е годы", "20世纪90年代"),
        ("00s", "00s", "00-е годы", "00年代"),
        ("T09:30", "9:30 a.m.", "9:30", "上午9时30分"),
        ("T00:00", "12 a.m.", "0:00", "上午0时"),
        ("T12:00", "12 p.m.", "12:00", "下午12时"),
        ("T17:05", "5:05 p.m.", "17:05", "下午5时5分"),
    ],
)
def test_the_usual_form_of_a_date(value: str, en: str, ru: str, zh: str) -> None:
    assert [dates(value, tag)[0] for tag in ("en", "ru", "zh")] == [en, ru, zh]


def test_months_decline() -> None:
    assert dates("--01", "ru") == ["январь", "января", "январю", "январем", "январе"]
    assert dates("--05", "ru") == ["май", "мая", "маю", "маем", "мае"]
    assert dates("--08", "ru") == ["август", "августа", "августу", "августом", "августе"]
    assert dates("2025", "ru") == ["2025 год", "2025 года", "2025 году", "2025 годом", "2025"]


@pytest.mark.parametrize("value", ["", "x", "007", "5/2", "1.2.3", "5..", "USD", "usd 5", "-5", "%"])
def test_labels_are_no_amounts(value: str) -> None:
    assert Amount.parse(value) is None


def test_a_label_is_carried_over_as_it_is() -> None:
    assert realisations(Protected(0, 3, "number", "5/2", "5/2"), "ru") == (Form("5/2"),)
    assert realisations(Protected(0, 4, "number", "第007", "007", True), "ru") == (Form("007"),)
    assert realisations(Protected(0, 5, "email", "a@b.c", "a@b.c"), "zh") == (Form("a@b.c"),)


def test_a_language_without_a_writer_has_no_forms() -> None:
    assert realise.number(Amount(Decimal(5)), "de") == []


@given(
    st.integers(0, 10**13).map(Decimal) | st.decimals(0, 10**7, places=2),
    st.sampled_from(["", "%", "USD", "RUB", "JPY"]),
    tags,
)
def test_a_written_number_is_found_again(number: Decimal, unit: str, tag: str) -> None:
    value = f"{plain(number)}%" if unit == "%" else f"{unit} {plain(number)}".strip()
    item = Protected(0, 1, "number", value, value)
    for form in realisations(item, tag):
        assert found(item, form.text, tag), form
        assert found(item, f"({form.text})", tag), form


@given(st.integers(0, 10**10), st.integers(1, 10**6), st.sampled_from(["", "%", "EUR"]), tags)
def test_a_written_range_is_found_again(low: int, more: int, unit: str, tag: str) -> None:
    value = f"{low}..{low + more}"
    value = f"{value}%" if unit == "%" else f"{unit} {value}".strip()
    item = Protected(0, 1, "number", value, value)
    for form in realisations(item, tag):
        assert found(item, form.text, tag), form


@given(st.integers(1, 99_999), tags)
def test_a_written_ordinal_is_found_again(number: int, tag: str) -> None:
    item = Protected(0, 1, "number", str(number), str(number), ordinal=True)
    for form in realisations(item, tag):
        assert found(item, form.text, tag) == [(0, len(form.text))], form


@given(st.integers(0, 10**6), st.integers(0, 10**6), tags)
def test_another_number_is_not_found(one: int, other: int, tag: str) -> None:
    assume(one != other)
    item = Protected(0, 1, "number", str(one), str(one))
    for form in realise.number(Amount(Decimal(other)), tag):
        assert not found(item, form.text, tag), form
