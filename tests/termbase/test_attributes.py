"""Attributes that agree with a noun put behind them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.termbase.morphology.attributes import agreed


@pytest.mark.parametrize(
    ("left", "features", "gender", "expected"),
    [
        ("для успешного ", ("gen.sg",), "f", "для успешной "),
        ("прокурор Верховного народного ", ("gen.sg",), "f", "прокурор Верховной народной "),
        ("НАДЕЖНЫЕ ", ("nom.sg",), "f", "НАДЕЖНАЯ "),
        ("прошедший ", ("nom.pl",), "m", "прошедшие "),
        ("увидел новую ", ("gen.sg", "acc.sg"), "m", "увидел нового "),  # прокурора
        ("прежнюю ", ("nom.sg", "acc.sg"), "m", "прежний "),  # документ
        ("этих ", ("gen.sg",), "f", "этой "),
        ("в китайской ", ("loc.sg",), "n", "в китайском "),
        ("два новых ", ("nom.pauc", "acc.pauc"), "m", "два новых "),
        ("критической ", ("nom.pl",), "m", "критической "),  # no case in common
        ("новый ", ("nom.sg",), "m", "новый "),
        ("новая ", ("nom.sg",), None, "новая "),
        ("вызвавшим ", ("ins.sg",), "f", "вызвавшим "),  # it has its object there
        ("прокурор ", ("gen.sg",), "f", "прокурор "),
        ("новая", ("nom.sg",), "m", "новая"),
        ("", ("nom.sg",), "m", ""),
    ],
)
def test_agreement(left: str, features: tuple[str, ...], gender: str | None, expected: str) -> None:
    assert agreed(left, features, "ru", gender) == expected


def test_languages_without_agreement() -> None:
    assert agreed("the new ", ("nom.sg",), "en", "m") == "the new "
    assert agreed("新", ("nom.sg",), "zh", "m") == "新"


WORDS = st.sampled_from(["новый", "Верховной", "народного", "этих", "быстрыми", "и", "прокурор", "22-го", "«", ","])
CELLS = st.sampled_from(["nom.sg", "gen.sg", "dat.sg", "acc.sg", "ins.sg", "loc.sg", "nom.pl", "gen.pl", "acc.pl"])


@given(st.lists(WORDS, max_size=6), st.lists(CELLS, min_size=1, max_size=3), st.sampled_from("mfn"))
def test_only_attributes_at_the_end_change_and_agree_for_good(words: list[str], cells: list[str], gender: str) -> None:
    left = " ".join([*words, ""])
    once = agreed(left, cells, "ru", gender)
    assert len(once.split(" ")) == len(left.split(" "))
    assert agreed(once, cells, "ru", gender) == once
