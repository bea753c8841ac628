"""Marks beside a text: cutting, joining and editing lose none of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora.markup import Mark, Marked, Role, edit, join


@st.composite
def marked_texts(draw: st.DrawFn) -> Marked:
    text = draw(st.text("ab .\n", max_size=12))
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    roles = st.sampled_from(list(Role))
    return Marked(
        text, tuple(Mark(at, f"<{n}>", draw(roles), draw(st.sampled_from("12"))) for n, at in enumerate(places))
    )


def written(marked: Marked) -> str:
    return "".join(piece if isinstance(piece, str) else piece.code for piece in marked.pieces())


def test_pieces_are_text_and_marks_as_they_follow_each_other() -> None:
    marked = Marked("ab", (Mark(0, "<b>"), Mark(1, "<i/>"), Mark(1, "</b>"), Mark(2, "<br/>")))
    assert written(marked) == "<b>a<i/></b>b<br/>"


@pytest.mark.parametrize("marks", [(Mark(3, "x"),), (Mark(-1, "x"),), (Mark(2, "x"), Mark(1, "y"))])
def test_marks_must_be_in_order_and_in_the_text(marks: tuple[Mark, ...]) -> None:
    with pytest.raises(ValueError, match="mark"):
        Marked("ab", marks)


def test_pairs_are_the_nested_ones() -> None:
    def mark(code: str) -> Mark:
        return Mark(0, code, Role.CLOSE if code.isupper() else Role.OPEN, code.lower())

    assert Marked("", tuple(map(mark, "abBA"))).pairs() == {0: 3, 1: 2}
    assert Marked("", tuple(map(mark, "abAB"))).pairs() == {0: 2}
    assert Marked("", tuple(map(mark, "Aab"))).pairs() == {}
    assert Marked("", tuple(map(mark, "aaAA"))).pairs() == {0: 3, 1: 2}


@given(marked_texts(), st.data())
def test_a_text_cut_in_two_and_joined_is_the_text(marked: Marked, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(marked.text)))
    inside = [mark for mark in marked.marks if mark.at <= place]
    halves = [marked.part(0, place, inside), marked.part(place, len(marked.text), marked.marks[len(inside) :])]
    assert join(halves) == marked


@given(marked_texts(), st.data())
def test_editing_changes_the_text_and_keeps_the_marks_in_order(marked: Marked, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, len(marked.text)), max_size=4)))
    cuts = {
        (start, end): data.draw(st.sampled_from(["", "_", "xyz"]))
        for start, end in zip(edges[::2], edges[1::2], strict=False)
    }
    edited = edit(marked, cuts)
    expected = marked.text
    for (start, end), text in sorted(cuts.items(), reverse=True):
        expected = expected[:start] + text + expected[end:]
    assert edited.text == expected
    assert [mark.code for mark in edited.marks] == [mark.code for mark in marked.marks]


@given(marked_texts())
def test_editing_nothing_changes_nothing(marked: Marked) -> None:
    assert edit(marked, {}) == marked
