"""Plural rules of gettext headers, hostile ones too."""

from __future__ import annotations

import json
import operator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora.formats.po_plural import RuleError, expression, rule
from dragoman.termbase.language import LANGUAGES

CASES = json.loads((Path(__file__).parents[1] / "cases" / "po_plural.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"][:60])
def test_rules(case):
    if "error" in case:
        with pytest.raises(RuleError) as caught:
            rule(case["rule"])
        assert case["error"] in str(caught.value)
        return
    found = rule(case["rule"])
    assert [list(numbers) for numbers in found.samples] == case["samples"]
    assert found.count == len(case["samples"])


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.tag)
def test_the_rules_of_known_languages_use_all_their_forms(language):
    assert all(rule(language.plural_forms).samples)


@pytest.mark.parametrize(
    "text",
    ["(" * 5000, "!" * 5000 + "n", "n?" * 300 + "n", "n" + "+n" * 5000, "(" * 25 + "n" + ")" * 26, "1" * 5000, "n" * 9],
)
def test_hostile_expressions_are_refused_at_once(text):
    with pytest.raises(RuleError):
        expression(text)


OPERATORS = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
    "+": operator.add, "*": operator.mul, "&&": lambda a, b: int(bool(a and b)), "||": lambda a, b: int(bool(a or b)),
}  # fmt: skip


def trees(inner):
    return st.one_of(
        st.tuples(st.sampled_from(sorted(OPERATORS)), inner, inner),
        st.tuples(st.just("!"), inner),
        st.tuples(st.just("?"), inner, inner, inner),
    )


def written(tree):
    match tree:
        case (sign, left, right):
            return f"({written(left)} {sign} {written(right)})"
        case (sign, only):
            return f"{sign}{written(only)}"
        case (_, condition, yes, no):
            return f"({written(condition)}?{written(yes)}:{written(no)})"
    return tree


def meant(tree, n):
    match tree:
        case (sign, left, right):
            return OPERATORS[sign](meant(left, n), meant(right, n))
        case (_, only):
            return not meant(only, n)
        case (_, condition, yes, no):
            return meant(yes if meant(condition, n) else no, n)
    return n if tree == "n" else int(tree)


@given(st.recursive(st.sampled_from(["n", "0", "1", "2", "10"]), trees, max_leaves=12), st.integers(0, 200))
def test_expressions_mean_what_they_say(tree, n):
    assert bool(expression(written(tree))(n)) == bool(meant(tree, n))
