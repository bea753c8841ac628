from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.termbase.errors import Location
from dragoman.termbase.language import LANGUAGES
from dragoman.termbase.lint import CHECKS, Problem, lint
from dragoman.termbase.lint_text import CHECKS as TEXT_CHECKS
from dragoman.termbase.lint_text import remarks
from dragoman.termbase.load import load_curated, load_text

CASES_FILE = Path(__file__).parent.parent / "cases" / "lint.json"
CASES: list[dict[str, Any]] = json.loads(CASES_FILE.read_text("utf-8"))
# Incidental to most cases, whose entries are kept short.
INCIDENTAL = ("no-definition", "missing-language")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_findings(case: dict[str, Any]) -> None:
    problems = lint(load_text("\n".join(case["yaml"]), "t.yaml"))
    found = [
        [problem.code, problem.severity, problem.concept, problem.where, problem.message]
        for problem in problems
        if case.get("every") or problem.code not in INCIDENTAL
    ]
    assert found == [
        [code, severity, concept, Location("t.yaml", line, column), message]
        for code, severity, concept, line, column, message in case["findings"]
    ]


def test_every_code_has_a_case() -> None:
    seen = {finding[0] for case in CASES for finding in case["findings"]}
    assert len(seen) >= len(CHECKS) - 1 + len(TEXT_CHECKS)


def test_findings_have_a_way_out() -> None:
    (problem,) = lint(load_text("- {id: a, definition: D, en: {preferred: Foo, forbidden: [Bar]}}", "t.yaml"))
    assert problem == Problem(
        "no-reason", "'Bar' is forbidden without a reason", "a", Location("t.yaml", 1, 59), "warning", "add why: …"
    )


def test_an_empty_termbase_has_no_problems() -> None:
    assert list(lint(load_text("[]"))) == []


def test_curated_has_no_errors() -> None:
    problems = list(lint(load_curated()))
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert problems == list(lint(load_curated()))
    order = list(load_curated().concepts)
    places = [order.index(problem.concept) for problem in problems]
    assert places == sorted(places)


@given(st.text(max_size=30), st.sampled_from(sorted(LANGUAGES)))
def test_any_text_can_be_remarked_on(text: str, tag: str) -> None:
    for remark in remarks(text, LANGUAGES[tag]):
        assert remark.severity in ("error", "warning", "info")
        assert remark.code and remark.message and remark.hint


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюя", min_size=1, max_size=12))
def test_pure_words_draw_no_remark(word: str) -> None:
    assert list(remarks(word, LANGUAGES["ru"])) == []
