"""Cues of a slot: what the model of cases sees of the words around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.translate.cues import cues, words
from dragoman.translate.results import Span


def seen(source: str, term: str, left: str, gender: str | None = None) -> set[str]:
    start = source.index(term)
    return set(cues(source, Span(start, start + len(term)), left, "ru", (), gender))


@pytest.mark.parametrize(
    ("left", "gender", "expected"),
    [
        # an attribute leaves open what its gender does; a particle between is looked through
        ("в результате межвидовой", "f", "ch=dgil"),
        ("с такими же", "m", "ch=i"),
        # what governs: the nearest preposition and verb, with the nouns between
        ("Он встретился с", None, "p=с 0 -"),
        ("Он возглавил работу новой", "f", "v=возглавить 1"),
        # what a slot behind a conjunction is joined to, its preposition and attributes counted
        ("роль судов и", None, "j0=g и"),
        ("отчёт о новых законах и", None, "jp=о 1 и"),
        # the clause has neither verb nor subject yet
        ("Он сказал, что", None, "cl=000"),
        ("", None, "t1=^"),
    ],
)
def test_cues_of_the_target(left: str, gender: str | None, expected: str) -> None:
    assert expected in seen("The work of the commission", "commission", left, gender)


def test_cues_of_the_source_look_through_articles() -> None:
    found = seen("He met the head of the commission in May", "commission", "Он встретил главу")
    assert {"s1=of", "s2=head of", "a1=in", "a2=in may", "sa=of _ in", "x=of главу"} <= found


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from([None, "m", "f", "n"]))
def test_any_text_has_cues(source: str, left: str, gender: str | None) -> None:
    found = list(cues(source, Span(len(source) // 2, len(source)), left, "ru", (), gender))
    assert found and all("=" in cue for cue in found)
    assert words(left) == words(left.lower()) or len(left) != len(left.lower())


def test_a_language_without_an_analyser_has_its_words() -> None:
    assert "t1=委员会" in set(cues("the commission", Span(4, 14), "委员会", "zh-Hans"))
