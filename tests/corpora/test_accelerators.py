"""Accelerators: found, taken out, put back (tests/cases/accelerators.json)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora import accelerators
from dragoman.termbase.language import LANGUAGES

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "cases" / "accelerators.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_accelerators(case: dict[str, Any]) -> None:
    label = case["label"]
    found = accelerators.find(label)
    if "mark" not in case:
        assert found is None
        return
    assert found is not None
    assert (found.mark, found.letter) == (case["mark"], case["letter"])
    assert label[: found.start] + label[found.end :] == case["without"]
    for language, translation, wanted in case.get("puts", ()):
        place, mark = accelerators.put(translation, found, language)
        assert translation[:place] + mark + translation[place:] == wanted


@given(
    st.text("&_ab X(){}%s.…文Ф1\t\n", max_size=20),
    st.text("ab文Ф{}% .…\t", max_size=12),
    st.sampled_from(sorted(LANGUAGES)),
)
def test_whatever_the_label_one_mark_goes_out_and_one_comes_in(label: str, translation: str, language: str) -> None:
    found = accelerators.find(label)
    if found is None:
        return
    out = label[found.start : found.end]
    assert out == found.mark or (found.mark in out and found.letter in out)
    place, mark = accelerators.put(translation, found, language)
    assert 0 <= place <= len(translation) and mark.count(found.mark) == 1


def test_long_texts_have_none() -> None:
    assert accelerators.find("&File " + "word " * 100) is None
