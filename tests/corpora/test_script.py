from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora.script import columns, is_word, likeliest, wide
from dragoman.termbase.language import LANGUAGES


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("", "en"),
        ("12.5 — …", "en"),
        ("The SPP", "en"),
        ("Ин Юн (Ying Yong) выступил", "ru"),
        ("应勇出席SCO会议", "zh"),
        ("京ICP备05026262号-1", "zh"),
        ("The 最高检 met with prosecutors", "en"),
    ],
)
def test_the_likeliest_language(text: str, tag: str) -> None:
    assert likeliest(text) == tag


@pytest.mark.parametrize(
    ("token", "tag", "expected"),
    [
        ("word", "en", True), ("Größe", "en", True), ("слово", "en", False), ("12.5", "en", False), ("AI", "en", True),
        ("京ICP备", "en", False), ("слово", "ru", True), ("ёж", "ru", True), ("AI", "ru", False), ("字", "zh", True),
        ("ICP备", "zh", True), ("word", "zh", False), ("𠀀", "zh", True), ("", "en", False),
    ],
)  # fmt: skip
def test_words_of_a_language(token: str, tag: str, expected: bool) -> None:
    assert is_word(token, tag) is expected


def test_columns() -> None:
    assert [wide(c) for c in "aж字，。“"] == [False, False, True, True, True, False]
    assert columns("abc") == columns("абв") == 3
    assert columns("三个字。") == 8
    assert columns("AI和我") == 6


@given(st.text())
def test_any_text_has_a_language_and_a_width(text: str) -> None:
    assert likeliest(text) in LANGUAGES
    assert len(text) <= columns(text) <= 2 * len(text)
