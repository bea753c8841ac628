"""Chinese names in Russian spelling told from all others; the syllables are in tests/cases/palladius.json."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest

from dragoman.termbase.morphology.palladius import is_chinese, is_chinese_name

SYLLABLES: dict[str, str] = json.loads((Path(__file__).parent.parent / "cases" / "palladius.json").read_text("utf-8"))


def test_the_table_is_whole() -> None:
    assert len(SYLLABLES) > 400
    notes = {
        "ying": "ин", "yong": "юн", "tong": "тун", "jian": "цзянь", "ming": "мин", "yang": "ян", "jing": "цзин",
        "hai": "хай", "jun": "цзюнь", "ji": "цзи", "zhi": "чжи",
    }  # fmt: skip
    assert {pinyin: SYLLABLES[pinyin] for pinyin in notes} == notes


def test_n_and_ng_are_told_apart() -> None:
    for pinyin, syllable in SYLLABLES.items():
        assert syllable.endswith("нь") == pinyin.endswith("n"), pinyin
        assert syllable.endswith("н") == pinyin.endswith("ng"), pinyin


@pytest.mark.parametrize("pinyin", SYLLABLES)
def test_every_syllable_is_chinese_and_may_be_a_surname(pinyin: str) -> None:
    syllable = SYLLABLES[pinyin]
    assert is_chinese(syllable) and is_chinese(syllable.capitalize())
    assert is_chinese_name((syllable.capitalize(), "Цзяньмин"))


def test_any_two_syllables_make_a_given_name() -> None:
    some = [*SYLLABLES.values()][::20]
    for one, other in combinations(some, 2):
        assert is_chinese((one + other).capitalize())
        assert is_chinese_name(("Ли", (one + other).capitalize()))


@pytest.mark.parametrize(
    "word",
    ["Цзиньпин", "Хэйлунцзян", "Шаньси", "Шэньси", "Чанъань", "Сиань", "Юйхуань", "Гуанси", "ЛЮ", "Чжугэ", "Хайкоу"],
)
def test_words_of_chinese(word: str) -> None:
    assert is_chinese(word)


@pytest.mark.parametrize(
    "word",
    [
        "Жапаров", "Мария", "Бадашвили", "Вонг", "Тонг", "Цзянг", "Стивен", "Максат", "прокурор", "Кямран", "Пекинг",
        "Дзянь", "Йинг", "Ying", "", "ь", "нь", "Чанььань", "Юн Юн", "хайлунцзянпинминли",
    ],
)  # fmt: skip
def test_words_of_other_languages(word: str) -> None:
    assert not is_chinese(word)


@pytest.mark.parametrize(
    "name",
    ["Ин Юн", "Тун Цзяньмин", "Ян Цзинхай", "Ли Юнцзюнь", "Лю Юнчжи", "Сюэ Фань", "Юэ Фэй", "Чжугэ Лян", "Оуян Сю", "У Ишань", "Ван Янь"],
)  # fmt: skip
def test_chinese_names(name: str) -> None:
    assert is_chinese_name(tuple(name.split()))


@pytest.mark.parametrize(
    "name",
    ["Садыр Жапаров", "Люсьен Вонг", "Цзяньмин Тун", "Ли", "Ли Юн Цзюнь", "Тонг Цзяньмин", "Ли И", "Ли Хэйлунцзян", "Иван Ли", "Ин ", ""],
)  # fmt: skip
def test_names_that_are_not(name: str) -> None:
    assert not is_chinese_name(tuple(name.split(" ")))
