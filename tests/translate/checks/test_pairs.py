"""Plain texts as pairs: by lines, by paragraphs, or not at all."""

from __future__ import annotations

import pytest

from dragoman.termbase.errors import InputError
from dragoman.translate.checks import pairs
from dragoman.translate.results import Span


def texts(source: str, target: str) -> list[tuple[str, str, int, int]]:
    found = []
    for unit in pairs.units(source, target, "a.txt", "b.txt"):
        assert unit.target is not None
        assert unit.target_where is not None
        found.append((unit.source.text, unit.target.text, unit.where.line, unit.target_where.line))
    return found


def test_line_by_line_where_there_are_as_many() -> None:
    assert texts("one\r\n\r\ntwo\r\n", "раз\n\nдва\n") == [("one", "раз", 1, 1), ("two", "два", 3, 3)]


def test_a_line_without_a_target_is_a_unit() -> None:
    assert texts("one\ntwo", "раз\n ") == [("one", "раз", 1, 1), ("two", " ", 2, 2)]


def test_paragraph_by_paragraph_where_lines_differ() -> None:
    source, target = "one\nand a half\n\n\ntwo\n", "раз с половиной\n\nдва\n"
    assert texts(source, target) == [("one\nand a half", "раз с половиной", 1, 1), ("two", "два", 5, 3)]


def test_texts_that_do_not_go_together_are_refused() -> None:
    with pytest.raises(InputError, match=r"b\.txt: does not go with a\.txt: 2 lines for 3, 1 paragraphs for 2"):
        texts("one\n\ntwo", "раз\nдва")


def test_words_are_found_in_paragraphs() -> None:
    (unit, *_) = pairs.units("a\nb\n\nc", "в\nодин два\nг\n\nд", "a.txt", "b.txt")
    where, exact = pairs.place(unit, Span(7, 10))
    assert (str(where), exact) == ("b.txt:2:6", True)
    assert str(pairs.place(unit, None)[0]) == "b.txt:1:1"
    assert pairs.place(unit, Span(0, 3))[1] is False
