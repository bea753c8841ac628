"""Which sentences of package texts are kept, and how they are paired."""

import re

import pytest

from training import package_pairs
from training.package_pairs import RULES


class TestSentences:
    def test_split_where_they_are_as_many(self):
        assert package_pairs.sentences("It is cold. Go home!", "Холодно. Иди домой!", RULES["ru"]) == [
            ("It is cold.", "Холодно."),
            ("Go home!", "Иди домой!"),
        ]
        whole = ("It is cold. Go home!", "Холодно, иди домой!")
        assert package_pairs.sentences(*whole, RULES["ru"]) == [whole]

    def test_whole_where_lengths_do_not_fit(self):
        whole = ("It is cold. Go home now!", "Холодно, так что лучше всего иди домой. Да!")
        assert package_pairs.sentences(*whole, RULES["ru"]) == [whole]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("天冷了。回家吧！", ["天冷了。", "回家吧！"]),
            ("他说：“走吧！”然后走了。", ["他说：“走吧！”", "然后走了。"]),
            ("请见第一节（“是什么？”）。完了。", ["请见第一节（“是什么？”）。", "完了。"]),
        ],
    )
    def test_chinese(self, text, expected):
        assert package_pairs.split(text, RULES["zh"].sentences) == expected

    @pytest.mark.parametrize(
        ("source", "target", "expected"),
        [
            ("1.2. What is it?", "1.2. 是什么？", ("What is it?", "是什么？")),
            ("1. Do it.", "1.做吧。", ("Do it.", "做吧。")),
            ("1.5 years", "1.5 年", ("1.5 years", "1.5 年")),
            ("1. Do it.", "做吧。", ("1. Do it.", "做吧。")),
        ],
    )
    def test_numbers(self, source, target, expected):
        assert package_pairs.unnumbered(source, target) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("The ship sails to the island.", True),
            ("The guard asks “Who goes there?”", True),
            ("The ship sails away.", False),
            ("the ship sails to the island.", False),
            ("The ship sails to the island", False),
            ("The ship sails to the %1 island.", False),
            ("The ship sails to the <b>island.", False),
            ('The ship sails to the island."', False),
            ("The ship sails to the остров.", False),
            ("The ship 1 2 3 4 5 6 7 8 9 0.", False),
        ],
    )
    def test_prose(self, text, expected):
        assert package_pairs.is_prose(text) is expected

    @pytest.mark.parametrize(
        ("language", "target", "expected"),
        [
            ("ru", "В 1990 году корабль ушёл.", True),
            ("ru", "В 1991 году корабль ушёл.", False),
            ("ru", "В 1990 году корабль ушёл", False),
            ("ru", "В 1990.", False),
            ("ru", "In 1990 the ship корабль.", False),
            ("zh", "船于 1990 年离开了。", True),
            ("zh", "船於 1990 年離開了，從這裡。", False),
            ("zh", "1990 年。", False),
        ],
    )
    def test_translation(self, language, target, expected):
        assert package_pairs.is_translation("The ship left in 1990.", target, RULES[language]) is expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("择「属性『甲』」。", "择“属性‘甲’”。"),
            ("可能, 也许;对: 是吗?好!", "可能，也许；对：是吗？好！"),
            ("「甲」: 乙", "“甲”：乙"),
            ("接口 (API)。", "接口（API）。"),
            ("用 API (接口)", "用 API (接口)"),
            ("结果.", "结果。"),
            ("甲.乙", "甲.乙"),
            ("3,000 年", "3,000 年"),
            ("请用 ?= 号", "请用 ?= 号"),
        ],
    )
    def test_full_width(self, text, expected):
        assert package_pairs.full_width(text) == expected

    def test_none_twice(self):
        seen: set[str] = set()
        texts = [("The ship sails to the island.", "Корабль плывёт к острову.")]
        assert len(list(package_pairs.prose(texts * 2, RULES["ru"], seen))) == 1
        assert not list(package_pairs.prose(texts, RULES["ru"], seen))

    def test_paragraphs(self):
        gap = re.compile(r"\n+")
        assert package_pairs.paragraphs("a\nb", "а\n\nб", gap, False) == [("a", "а"), ("b", "б")]
        assert package_pairs.paragraphs("a\nb", "а", gap, False) == []
        assert package_pairs.paragraphs("a\nb", "а", gap, True) == [("a\nb", "а")]
