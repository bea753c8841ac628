"""Numbers read by value, in digits and in words: the cases of tests/cases/corpora_numbers.json, and what holds for any."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora import numberwords
from dragoman.corpora.numbers import plain, quantities, singles, unit_after
from dragoman.corpora.protect import value
from dragoman.termbase.language import LANGUAGES

CASES: list[list[Any]] = json.loads((Path(__file__).parents[1] / "cases" / "corpora_numbers.json").read_text("utf-8"))
PIECES = "1 22 345 0 00 1,234 1 234 12,5 0.5 / . , - – $ € % 第 万 亿 十 百 零 млн тыс. -й nd million two hundred сто два ٣ １ XX a"
texts = st.lists(st.sampled_from([*PIECES.split(), " ", "\u00a0"]) | st.text(max_size=2), max_size=12).map("".join)
tags = st.sampled_from(sorted(LANGUAGES))
amounts = st.integers(0, 10**12) | st.decimals(0, 10**9, places=2)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}: {case[1]}")
def test_quantities(case: list[Any]) -> None:
    tag, text, expected = case
    got = [
        [text[item.start : item.end], value(item), *(["ordinal"] if item.ordinal else [])]
        for item in quantities(text, tag)
    ]
    assert got == expected


@given(texts, tags)
def test_numbers_stand_in_order_and_hold_their_core(text: str, tag: str) -> None:
    for read in (singles, quantities):
        done = 0
        for item in read(text, tag):
            assert done <= item.start <= item.core[0] < item.core[1] <= item.end <= len(text)
            assert item.value
            done = item.end


@given(amounts)
def test_grouped_digits_keep_their_value(amount: int | Decimal) -> None:
    number = Decimal(amount)
    english = f"{number:,f}"
    conventions = {
        "en": english,
        "ru": english.replace(",", " ").replace(".", ","),
        "zh": english,
    }
    for tag, written in conventions.items():
        (item,) = quantities(written, tag)
        assert (item.start, item.end) == (0, len(written))
        assert Decimal(item.value) == number


@given(st.integers(2, 9), st.integers(1, 999), tags)
def test_scale_words_multiply(low: int, tenths: int, tag: str) -> None:
    word, factor = {"en": (" million", 10**6), "ru": (" млн", 10**6), "zh": ("万", 10**4)}[tag]
    point = "," if tag == "ru" else "."
    (item,) = quantities(f"{low}{point}{tenths:03}{word}", tag)
    assert Decimal(item.value) == (low + Decimal(tenths) / 1000) * factor
    assert item.scaled


@given(st.decimals(0, 10**12, places=6))
def test_plain_has_no_exponent_and_no_idle_zeros(number: Decimal) -> None:
    text = plain(number)
    assert Decimal(text) == number
    assert "E" not in text and not ("." in text and text.endswith(("0", ".")))


@given(st.integers(0, 9999))
def test_chinese_numerals_are_read_back(number: int) -> None:
    assert numberwords.chinese_value(numberwords.chinese(number)) == number


@pytest.mark.parametrize("number", [-1, 10_000])
def test_chinese_numerals_have_bounds(number: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 9999"):
        numberwords.chinese(number)


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "零"), (10, "十"), (12, "十二"), (22, "二十二"), (105, "一百零五"), (2050, "二千零五十")],
)
def test_chinese_numerals(number: int, written: str) -> None:
    assert numberwords.chinese(number) == written


@pytest.mark.parametrize("run", ["三万五", "一百五", "一千五", "十十", "百", "万", "二三", "两两两", "百千"])
def test_what_is_no_numeral(run: str) -> None:
    assert numberwords.chinese_value(run) is None


UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def english(number: int) -> str:
    small = [*UNITS.split(), "eighteen", "nineteen"]
    if number < 20:
        return small[number]
    if number < 100:
        return TENS.split()[number // 10 - 2] + (f"-{small[number % 10]}" if number % 10 else "")
    for size, word in ((10**6, "million"), (10**3, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            return f"{english(number // size)} {word}" + (f" {'and ' * (rest < 100)}{english(rest)}" if rest else "")
    raise AssertionError


@given(st.integers(0, 10**9 - 1))
def test_english_words_are_read_whole(number: int) -> None:
    text = english(number)
    (words,) = numberwords.read(text, "en")
    assert (words.start, words.end, words.value) == (0, len(text), Decimal(number))


def test_a_unit_may_stand_once_behind_the_last_number() -> None:
    assert unit_after("5 и 8 процентов", 1, "%", "ru")
    assert not unit_after("5 и 8 человек", 1, "%", "ru")
    assert unit_after("5 или $8", 1, "USD", "ru")
    assert unit_after("5", 1, "XAU", "ru"), "true for a unit the language has no word for"


def test_a_language_without_numerals_reads_plain_digits() -> None:
    assert [(item.value, item.unit) for item in quantities("1,234.5 und 7 %", "de")] == [("1234.5", ""), ("7", "%")]
    assert numberwords.read("sieben", "de") == []
