"""Where sentences end: the cases of tests/cases/corpora_split.json, and what holds for any text."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora import articles, protect
from dragoman.corpora.split import sentences
from dragoman.termbase.errors import UnknownNameError
from dragoman.termbase.language import LANGUAGES, language

CASES: list[list[Any]] = json.loads((Path(__file__).parents[1] / "cases" / "corpora_split.json").read_text("utf-8"))
PIECES = "Mr. U.S. No. 5 J. word Word . ... ! ? … 。 ！ \" ' ” » ) （ ） г. т. е. А. С. Он слово 应勇 会议 www.a.org 3.5 % <b> {x}"
texts = st.lists(st.sampled_from([*PIECES.split(), " ", " ", "\n", "\u00a0"]) | st.text(max_size=3), max_size=15).map(
    "".join
)


def cut(text: str, tag: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, tag)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}: {case[1]}")
def test_sentences(case: list[Any]) -> None:
    tag, _, expected, *given_text = case
    text = given_text[0] if given_text else (" " if language(tag).spaced else "").join(expected)
    assert cut(text, tag) == expected


@given(texts, st.sampled_from(sorted(LANGUAGES)))
def test_the_pieces_hold_all_but_white_space(text: str, tag: str) -> None:
    done = 0
    for start, end in sentences(text, tag):
        assert done <= start < end
        assert text[start:end] == text[start:end].strip()
        assert not text[done:start].strip()
        done = end
    assert not text[done:].strip()


@given(texts, st.sampled_from(sorted(LANGUAGES)))
def test_no_cut_goes_through_a_protected_span(text: str, tag: str) -> None:
    edges = [edge for span in sentences(text, tag) for edge in span]
    for item in protect.spans(text, tag):
        assert not any(item.start < edge < item.end for edge in edges)


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0\n"])
def test_nothing_to_cut(text: str) -> None:
    assert sentences(text, "en") == []


def test_an_unknown_language() -> None:
    with pytest.raises(UnknownNameError, match="klingon"):
        sentences("Qapla'. batlh.", "klingon")


@pytest.mark.parametrize("tag", sorted(LANGUAGES))
@pytest.mark.parametrize("piece", [".", "…", "。", '."', "A. ", "т. ", "1. ", "”", '!"x'])
def test_time_grows_with_the_length_only(piece: str, tag: str) -> None:
    text = piece * (20_000 // len(piece)) + "x"
    begin = process_time()
    sentences(text, tag)
    assert process_time() - begin < 2, "took longer than it should by an order of magnitude"


@pytest.mark.parametrize(("tag", "most"), [("en", 0.0015), ("ru", 0.0025)])
def test_aligned_sentences_stay_whole(tag: str, most: float) -> None:
    """Rows of the corpus are one sentence nearly all; the exceptions (a greeting, a quotation cut in two) are few."""
    rows = articles.load("domain")
    assert sum(len(sentences(row.texts[tag], tag)) > 1 for row in rows) <= most * len(rows)
