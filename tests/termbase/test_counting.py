"""What a numeral asks of the noun behind it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.termbase.morphology.counting import Count, counted, quantity, uncounted


@pytest.mark.parametrize(
    ("left", "count"),
    [
        ("встретились два ", Count.FEW),
        ("Три ", Count.FEW),
        ("двадцать четыре", Count.FEW),
        ("два новых ", Count.FEW),
        ("22 ", Count.FEW),
        ("12 ", Count.MANY),
        ("пять ", Count.MANY),
        ("1 051 635 ", Count.MANY),
        ("несколько ", Count.MANY),
        ("более 450 ", Count.MANY),
        ("более 22 ", Count.MANY),
        ("21 ", Count.ONE),
        ("11 ", Count.MANY),
        ("через 3 ", Count.FEW),
        ("о 22 ", None),  # «о 22 прокурорах»
        ("с 5 ", None),
        ("двух ", None),
        ("в 2024 ", None),
        ("2024 ", None),
        ("статья 3.2 ", None),
        ("№22-", None),
        ("новых ", None),
        ("", None),
    ],
)
def test_counts(left: str, count: Count | None) -> None:
    assert counted(left, "ru") is count


def test_what_stands_before_the_numeral() -> None:
    assert uncounted("Они вынесли 1 051 ", "ru") == "Они вынесли "
    assert uncounted("вынесли два новых ", "ru") == "вынесли "
    assert uncounted("в 2024 ", "ru") == "в 2024 "
    assert uncounted("о 22 ", "ru") == "о "
    assert uncounted("с двумя новыми ", "ru") == "с "
    assert uncounted("two ", "en") == "two "


@pytest.mark.parametrize(
    ("left", "cells"),
    [
        ("с 186 ", {"gen.pl", "ins.pl"}),
        ("о 22 ", {"loc.pl", "acc.pauc"}),
        ("с 21 ", {"gen.sg", "ins.sg", "acc.sg"}),
        ("к 1 051 635 ", {"dat.pl"}),
        ("с двумя ", {"ins.pl"}),
        ("в двух новых ", {"gen.pl", "loc.pl"}),
        ("от пяти ", {"gen.pl"}),
        ("двум ", {"dat.pl"}),
        ("два ", set()),
        ("22 ", set()),
        ("в 2024 ", set()),
        ("с прокурорами ", set()),
        ("", set()),
    ],
)
def test_cells_behind_an_oblique_numeral(left: str, cells: set[str]) -> None:
    found = quantity(left, "ru")
    assert (found.cells if found else set()) == cells


def test_other_languages_count_otherwise() -> None:
    assert counted("two ", "en") is None
    assert counted("2", "zh") is None


@given(st.integers(0, 1899))
def test_the_last_digits_decide(number: int) -> None:
    assert counted(f"{number} ", "ru") is counted(f"{number % 100} ", "ru")
