"""Inline codes of XML formats: which of them are pairs."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from dragoman.corpora.formats import xliff
from dragoman.corpora.markup import Mark, Role

HEAD = (
    '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
    '<file original="f" source-language="en" target-language="ru" datatype="plaintext"><body>'
)
TAIL = "</body></file></xliff>"


@given(st.lists(st.tuples(st.sampled_from(["(", ")", "."]), st.integers(0, 3)), max_size=12))
@example([("(", 1), ("(", 2), (")", 1), (")", 2)])
def test_pairs_nest(codes: list[tuple[str, int]]) -> None:
    names = {"(": "bpt", ")": "ept", ".": "x"}
    inside = "".join(f'<{names[kind]} id="{n}"/>' for kind, n in codes)
    [unit] = xliff.parse(
        f'{HEAD}<trans-unit id="1"><source>{inside}</source></trans-unit>{TAIL}'.encode(), "f", "en"
    ).units
    pairs = unit.source.pairs()
    assert {place for pair in pairs.items() for place in pair} == {
        place for place, mark in enumerate(unit.source.marks) if mark.role is not Role.ALONE
    }
    for first, last in pairs.items():
        assert codes[first] == ("(", codes[last][1])
        assert codes[last][0] == ")"
    assert all(isinstance(mark, Mark) and mark.at == 0 for mark in unit.source.marks)
