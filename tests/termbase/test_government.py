"""The cases a preposition right before a slot governs."""

from __future__ import annotations

import pytest

from dragoman.termbase.morphology.government import governed_cases


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
