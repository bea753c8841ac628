"""Markup carried over to a translation: where it goes (tests/cases/project.json), and that none is lost or crossed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora.markup import Mark, Marked, Role
from dragoman.corpora.project import Link, project, same_words

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "cases" / "project.json").read_text("utf-8"))


def marked(text: str) -> Marked:
    """`{a}`, `{/a}` are a pair, `{*}` and the like stand alone."""
    parts = re.split(r"(\{[^}]*\})", text)
    done, marks = "", []
    for part in parts:
        if not part.startswith("{"):
            done += part
            continue
        role = Role.CLOSE if part[1] == "/" else Role.OPEN if part[1:-1].isalpha() else Role.ALONE
        marks.append(Mark(len(done), part, role, part.strip("{/}") if role is not Role.ALONE else ""))
    return Marked(done, tuple(marks))


def shown(content: Marked) -> str:
    return "".join(piece if isinstance(piece, str) else piece.code for piece in content.pieces())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_where_marks_go(case: dict[str, Any]) -> None:
    source, target = marked(case["source"]), case["target"]

    def span(text: str, part: str) -> tuple[int, int]:
        return text.index(part), text.index(part) + len(part)

    links = [Link(span(source.text, a), span(target, b), *weight) for a, b, *weight in case["links"]]
    assert shown(project(source, target, links)) == case["projected"]
    assert shown(project(source, target, links[::-1])) == case["projected"]


texts = st.lists(st.sampled_from(["the", "SPP", "ВНП", "检察", ",", " ", "  ", ".", "\n", "é"]), max_size=8).map(
    "".join
)


@st.composite
def contents(draw: st.DrawFn) -> Marked:
    """A text with marks of all kinds anywhere, closed in order or not."""
    text = draw(texts)
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    keys = st.sampled_from("abc")
    return Marked(
        text, tuple(Mark(at, f"{n}", draw(st.sampled_from(list(Role))), draw(keys)) for n, at in enumerate(places))
    )


@given(contents(), texts, st.data())
def test_every_mark_is_there_once_and_pairs_stay_nested(source: Marked, target: str, data: st.DataObject) -> None:
    def spans(text: str) -> st.SearchStrategy[tuple[int, int]]:
        ends = st.integers(0, len(text))
        return st.tuples(ends, ends).map(lambda pair: (min(pair), max(pair)))

    some = st.builds(Link, spans(source.text), spans(target), st.floats(0, 5))
    found = project(source, target, data.draw(st.lists(some, max_size=8)))
    assert found.text == target
    assert found.codes() == source.codes()
    order = {mark.code: place for place, mark in enumerate(found.marks)}
    pairs = {(source.marks[a].code, source.marks[b].code) for a, b in source.pairs().items()}
    for first, last in pairs:
        assert order[first] < order[last]
    for first, last in pairs:
        for other, end in pairs:
            inside = order[first] < order[other] < order[last]
            assert inside == (order[first] < order[end] < order[last]) or other == first
    # what was inside a pair still is, and nothing else
    for a, b in source.pairs().items():
        within = {mark.code for mark in source.marks[a : b + 1]}
        low, high = order[source.marks[a].code], order[source.marks[b].code]
        assert {mark.code for mark in found.marks[low : high + 1]} == within
    for mark in found.marks:
        if target.strip():
            assert len(target) - len(target.lstrip()) <= mark.at <= len(target.rstrip())


@given(st.lists(st.sampled_from(["the", "SPP", "ВНП", "detained"]), min_size=1, max_size=8), st.data())
def test_a_text_linked_to_itself_keeps_its_marks(words: list[str], data: st.DataObject) -> None:
    places = st.integers(0, len(words) - 1)
    first, second, third, fourth = sorted(data.draw(st.tuples(places, places, places, places)))
    said = list(words)
    for code, start, end in (("b", second, third), ("a", first, fourth)):
        said[start] = f"{{{code}}}{said[start]}"
        said[end] += f"{{/{code}}}"
    source = marked(" ".join(said))
    spans = [match.span() for match in re.finditer(r"\w+", source.text)]
    assert shown(project(source, source.text, [Link(span, span) for span in spans])) == " ".join(said)


def test_same_words() -> None:
    links = same_words("Article 12 of the SPP: the 12th, 7 or 7", "SPP 12, 7")
    assert {(link.source, link.target) for link in links} == {((18, 21), (0, 3)), ((8, 10), (4, 6))}
    assert same_words("", "a") == []
