"""The cases a preposition right before a slot governs."""

from __future__ import annotations

import pytest

from dragoman.termbase.morphology.government import Analysis, agreeing_cells, analysis, governed_cases


@pytest.mark.parametrize(
    ("left", "cases"),
    [
        ("Он выступил против", {"gen"}),
        ("встреча с", {"gen", "ins", "acc"}),
        ("подошел к", {"dat"}),
        ("по вопросу о «", {"acc", "loc"}),
        ("Между", {"acc", "ins"}),
        ("заявил прокурор", set()),
        ("", set()),
    ],
)
def test_russian(left: str, cases: set[str]) -> None:
    assert governed_cases(left, "ru") == cases


def test_a_language_without_cases_governs_nothing() -> None:
    assert governed_cases("of", "en") == frozenset()
    assert governed_cases("在", "zh-Hans") == frozenset()


@pytest.mark.parametrize(
    ("left", "cells"),
    [
        ("в непосредственном", {"loc.sg"}),
        ("с такими же", {"ins.pl"}),
        ("с коронавирусом, вызвавшим", set()),
        ("от нового", {"gen.sg", "acc.sg"}),
        ("страны, которые", set()),
        ("прокурор", set()),
        ("", set()),
    ],
)
def test_a_russian_attribute_asks_for_its_own_cells(left: str, cells: set[str]) -> None:
    assert agreeing_cells(left, "ru") == cells


@pytest.mark.parametrize(
    ("left", "gender", "cells"),
    [
        ("межвидовой", "f", {"gen.sg", "dat.sg", "ins.sg", "loc.sg"}),
        ("межвидовой", "m", {"nom.sg", "acc.sg"}),
        ("новые", "f", {"nom.pl", "acc.pl"}),
    ],
)
def test_an_attribute_has_a_gender(left: str, gender: str, cells: set[str]) -> None:
    assert agreeing_cells(left, "ru", gender) == cells


def test_analysis() -> None:
    assert analysis("Встретился", "ru").kind == "VERB" and analysis("Встретился", "ru").voice == "ia"
    assert analysis("в", "ru").kind == "PREP"
    assert analysis("комиссии", "ru").cases == {"gen", "dat", "loc", "nom", "acc"}
    assert analysis("Court", "en") == Analysis("", "court")


def test_english_and_chinese_attributes_ask_for_nothing() -> None:
    assert agreeing_cells("the new", "en") == agreeing_cells("新的", "zh") == frozenset()
