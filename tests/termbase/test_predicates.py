"""A predicate behind a subject that was put in agrees with it."""

from __future__ import annotations

import pytest

from dragoman.termbase.morphology.predicates import disagreeing


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("Ин Юн подчеркнула важность", "m", "Ин Юн подчеркнул важность"),
        ("Ин Юн также подчеркнула важность", "m", "Ин Юн также подчеркнул важность"),
        ("Эпоха применялся часто", "f", "Эпоха применялась часто"),
        ("Заседание не состоялась", "n", "Заседание не состоялось"),
        ("Делегации подписал протокол", "pl", "Делегации подписали протокол"),
        ("Инициатива поддержан всеми", "f", "Инициатива поддержана всеми"),
        ("Китай готова работать", "m", "Китай готов работать"),
        ("ВНП ВЫПУСТИЛ толкования", "f", "ВНП ВЫПУСТИЛА толкования"),
    ],
)
def test_it_is_mended_where_it_does_not_agree(text: str, column: str, expected: str) -> None:
    subject = "Ин Юн" if text.startswith("Ин") and not text.startswith("Иниц") else text.split()[0]
    found = disagreeing(text, len(subject), "ru", column)
    assert found is not None
    start, end, form = found
    assert text[:start] + form + text[end:] == expected


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("Китай подчеркнул важность", "m"),
        ("Китай подчеркивает важность", "f"),  # the present shows no gender
        ("Китай, подчеркнула она", "m"),  # a mark stands between
        ("Китай в среду подчеркнула", "m"),  # so does what is no adverb
        ("Китай уже давно и прочно там стояла", "m"),  # so do too many words
        ("Китай", "m"),
        ("Китай встретились", "m"),  # with another
        ("Китай стран подчеркнула", "m"),
    ],
)
def test_it_is_left_alone_where_it_agrees_or_may_be_another_s(text: str, column: str) -> None:
    assert disagreeing(text, len("Китай"), "ru", column) is None


def test_languages_whose_predicates_do_not_agree() -> None:
    assert disagreeing("China 强调", 5, "zh", "m") is None
