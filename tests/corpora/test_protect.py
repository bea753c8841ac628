"""What a translation must carry over, and where a target text has it: cases in tests/cases/corpora_{protect,found}.json."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora import articles, dates
from dragoman.corpora.protect import Protected, found, realisations, spans
from dragoman.termbase.errors import UnknownNameError
from dragoman.termbase.language import LANGUAGES

FOLDER = Path(__file__).parents[1] / "cases"
SPANS: list[list[Any]] = json.loads((FOLDER / "corpora_protect.json").read_text("utf-8"))
FOUND: list[list[Any]] = json.loads((FOLDER / "corpora_found.json").read_text("utf-8"))
KINDS = {"url", "email", "tag", "placeholder", "filename", "date", "time", "number"}
PIECES = (
    "July Sept. 25 5 2024 22nd 1,234 1234,5 0,5 2.7 million млн тыс. 万 亿 第 二十 二 零 百 年 月 日 至 - – . , % $ ¥ июля с по г. год "
    "-й -го http://a.b ( ) <b> {x} %s « » ” hundred two сто двадцать a.m. 9:30 час утра 下午 3点 世纪 90 年代 s XX 字 ٣ ² ½ ① １２ / 007 "
    "@b.org 1e5 百分之 多 COVID-"
)
texts = st.lists(st.sampled_from([*PIECES.split(), " ", " ", " "]) | st.text(max_size=3), max_size=14).map("".join)
tags = st.sampled_from(sorted(LANGUAGES))


@pytest.mark.parametrize("case", SPANS, ids=lambda case: f"{case[0]}: {case[1]}")
def test_spans(case: list[Any]) -> None:
    tag, text, expected = case
    got = [[p.kind, p.text, p.value, *(["ordinal"] if p.ordinal else [])] for p in spans(text, tag)]
    assert got == expected


def test_every_kind_has_a_case() -> None:
    assert {span[0] for case in SPANS for span in case[2]} == KINDS


@pytest.mark.parametrize("case", FOUND, ids=lambda case: f"{case[1]} -> {case[3]}")
def test_found(case: list[Any]) -> None:
    source, text, target, translation, expected = case
    item = spans(text, source)[0]
    assert [translation[start:end] for start, end in found(item, translation, target)] == expected


@given(texts, tags)
def test_spans_point_into_the_text_without_overlaps(text: str, tag: str) -> None:
    done = 0
    for item in spans(text, tag):
        assert done <= item.start < item.end <= len(text)
        assert item.text == text[item.start : item.end]
        assert item.kind in KINDS and item.value
        done = item.end


@given(texts, tags)
def test_a_text_has_what_it_asks_for(text: str, tag: str) -> None:
    for item in spans(text, tag):
        places = found(item, text, tag)
        assert any(start < item.end and item.start < end for start, end in places)
        assert places == sorted(set(places))
        assert all(0 <= start < end <= len(text) for start, end in places)


@given(texts, tags)
def test_values_of_dates_can_be_read_back(text: str, tag: str) -> None:
    for item in spans(text, tag):
        if item.kind in ("date", "time"):
            moment = dates.parse(item.value)
            assert moment is not None and moment.value == item.value


@given(texts, tags, tags)
def test_every_realisation_is_found_again(text: str, source: str, target: str) -> None:
    for item in spans(text, source):
        forms = realisations(item, target)
        assert forms, "never empty"
        assert len({form.text for form in forms}) == len(forms)
        for form in forms:
            # a preposition tells the month from the verb: in May
            sentence = f"in {form.text}" if target == "en" else form.text
            assert found(item, sentence, target), form


@given(st.text(max_size=40), tags)
def test_any_text_can_be_searched(text: str, tag: str) -> None:
    for item in (
        Protected(0, 1, "number", "5", "5"),
        Protected(0, 1, "number", "x", "5/2"),
        Protected(0, 1, "date", "x", "2024-07-25"),
        Protected(0, 1, "date", "x", "no date"),
        Protected(0, 1, "url", "a.org", "a.org"),
    ):
        found(item, text, tag)


@pytest.mark.parametrize(
    "call", [lambda i: spans("5", "xx"), lambda i: found(i, "5", "xx"), lambda i: realisations(i, "xx")]
)
def test_an_unknown_language(call: Any) -> None:
    with pytest.raises(UnknownNameError):
        call(Protected(0, 1, "number", "5", "5"))


def test_other_tags_of_a_language() -> None:
    assert spans("5 万", "zh_CN") == spans("5 万", "zh")
    assert found(Protected(0, 1, "number", "5", "5"), "第五", "zh-Hans") == [(0, 2)]


def test_an_interval_may_be_given_as_two_dates() -> None:
    (item,) = spans("Sept 5 to 8", "en")
    text = "с 5 сентября по 8 сентября"
    assert [text[start:end] for start, end in found(item, text, "ru")] == ["5 сентября по 8 сентября"]


@pytest.mark.parametrize("target", ["ru", "zh"])
def test_values_are_found_in_human_translations(target: str) -> None:
    """The references keep nearly every value; what is lost are paraphrases (полтора года, 六成)."""
    missing = total = 0
    for row in articles.load("domain"):
        for item in spans(row.texts["en"], "en"):
            total += 1
            missing += not found(item, row.texts[target], target)
    assert total > 2000
    assert missing <= 10


@pytest.mark.parametrize("tag", sorted(LANGUAGES))
@pytest.mark.parametrize(
    "piece", ["<a ", "{", "%", "1,", "1.", "www.", "a.", "a@", "X", "十", "5-", "1月", "сто ", "a-", "&", " "]
)
def test_time_grows_with_the_length_only(piece: str, tag: str) -> None:
    text = piece * (10_000 // len(piece)) + "x"
    begin = process_time()
    spans(text, tag)
    assert process_time() - begin < 2, "took longer than it should by an order of magnitude"
