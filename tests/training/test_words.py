"""The list of common Chinese words."""

from __future__ import annotations

import pytest

pytest.importorskip("jieba")

from training.words import FREE, table


def test_words_of_two_characters_that_are_common() -> None:
    lines = table(["他有勇气，很有勇气。", "他的勇气来自中国。", "关于中国的勇敢。"], least=2).splitlines()
    assert lines == [FREE, "", "中国", "勇气"]


def test_no_word_ends_in_a_character_that_stands_alone() -> None:
    assert table(["作为", "作为", "作用", "作用"], least=2).splitlines() == [FREE, "", "作用"]


def test_characters_that_are_words() -> None:
    assert table(["他说。", "我说。", "你说。", "他称。"], 9, least_single=3).splitlines() == [FREE, "说"]
