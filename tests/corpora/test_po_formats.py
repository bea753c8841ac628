"""Placeholders by the flags of an entry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora.formats.po_formats import ends, marked, unfit
from dragoman.corpora.formats.po_messages import plain

CASES = json.loads((Path(__file__).parents[1] / "cases" / "po_formats.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['flags']} {case['source']} {case['target']}")
def test_unfit(case):
    why = unfit(case["source"], case["target"], case["flags"])
    assert case["why"] in why and bool(why) == bool(case["why"])
    assert unfit(case["source"], case["source"], case["flags"]) == ""


@pytest.mark.parametrize(
    ("flags", "text", "codes"),
    [
        (["c-format"], "%d and %'d and %<PRIu64>", ["%<PRIu64>"]),
        (["qt-format"], "%1 of %n", []),
        (["boost-format"], "%1% of %|2$5|", ["%1%", "%|2$5|"]),
        (["sh-format"], "$HOME is ${DIR}", ["$HOME"]),
        ([], "$HOME %<PRIu64>", []),
    ],
)
def test_what_is_no_placeholder_in_general_becomes_a_mark(flags, text, codes):
    content = marked(text, flags)
    assert [mark.code for mark in content.marks] == codes
    assert plain(content) == text


@given(st.text(st.sampled_from("%{}$s1d(a)<>'`\\ |*.@nL\n-"), max_size=60), st.sampled_from(CASES))
def test_any_text_comes_back_whole(text, case):
    assert plain(marked(text, case["flags"])) == text
    assert unfit(text, text, case["flags"]) == ""


@pytest.mark.parametrize(
    ("source", "target", "fitting"),
    [("a", "b", "b"), ("\na\n", "b", "\nb\n"), ("a", "\n\nb\n", "b"), ("\na", "\nb", "\nb"), ("a\n", "b\n\n", "b\n\n")],
)
def test_line_feeds_at_the_ends_follow_the_source(source, target, fitting):
    assert ends(source, target) == fitting
