"""What holds for the matches of any text in any language."""

from __future__ import annotations

import random
import unicodedata
from functools import cache

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dragoman.termbase.load import load_curated
from dragoman.termbase.match import Match, Matcher
from dragoman.termbase.model import Concept, Term
from dragoman.termbase.morphology import inflector

LANGUAGES = ("en", "ru", "zh")

TAGS = st.sampled_from(LANGUAGES)
ANY = st.text(st.characters(), max_size=80)  # lone surrogates too


@cache
def matcher(tag: str) -> Matcher:
    return Matcher(load_curated(), tag)


@cache
def forms(tag: str) -> list[tuple[Concept, Term, str]]:
    """The forms of the approved terms that stand for their concept anywhere (single characters need quiet beside)."""
    return [
        (concept, term, form.text)
        for concept in load_curated()
        for term in concept.approved(tag)
        if not term.context and len(term.text) > 1
        for form in inflector(tag).paradigm(term, concept).forms
        if form.text[-1] not in "'’"  # a possessive, or a closing quotation mark: the next word decides
    ]


@st.composite
def texts_of_terms(draw: st.DrawFn, tag: str) -> str:
    """Text made of terms, parts of terms, and what may stand between them."""
    rarely = random.Random(draw(st.integers(0, 9999)))
    parts: list[str] = []
    for _ in range(draw(st.integers(1, 8))):
        form = rarely.choice(forms(tag))[2]
        if rarely.random() < 0.3:
            form = form[rarely.randrange(len(form)) :]
        parts += [form, rarely.choice(["", " ", "\n", ", ", "-", "’s ", "\u00ad", "\u200b", "《", " — ", "\n\n", "a"])]
    return "".join(parts)


def places(matches: list[Match]) -> list[tuple[int, int, frozenset[str]]]:
    return [(m.start, m.end, frozenset(reading.concept.id for reading in m.readings)) for m in matches]


@pytest.mark.parametrize("tag", LANGUAGES)
@given(st.data())
def test_spans_point_into_the_text(tag: str, data: st.DataObject) -> None:
    text = data.draw(st.one_of(ANY, texts_of_terms(tag)))
    everything = matcher(tag)
    for found in (everything.find(text), everything.occurrences(text), everything.forbidden(text)):
        for match in found:
            assert 0 <= match.start < match.end <= len(text)
            assert text[match.start : match.end] == match.text
            assert match.readings


@pytest.mark.parametrize("tag", LANGUAGES)
@given(st.data())
def test_matches_are_the_leftmost_longest_occurrences(tag: str, data: st.DataObject) -> None:
    text = data.draw(texts_of_terms(tag))
    found, occurrences = matcher(tag).find(text), matcher(tag).occurrences(text)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
    assert occurrences == sorted(occurrences, key=lambda match: (match.start, -match.end))
    assert len({(match.start, match.end) for match in occurrences}) == len(occurrences)
    assert all(match in occurrences for match in found)
    for match in occurrences:
        rivals = [kept for kept in found if kept.start < match.end and match.start < kept.end]
        assert rivals, match
        assert match in found or rivals[0].start < match.start or rivals[0].end >= match.end, match


@pytest.mark.parametrize("tag", LANGUAGES)
@given(left=ANY, right=ANY, number=st.integers(0, 10**6))
@example(left="", right="", number=0)
@example(left="http://x.org/", right="@x.org", number=1)
@example(left="\ud800", right="\u0301", number=2)
def test_a_term_put_into_any_text_is_found(tag: str, left: str, right: str, number: int) -> None:
    concept, term, form = forms(tag)[number % len(forms(tag))]
    before = f"{left} : "
    occurrences = matcher(tag).occurrences(f"{before}{form} ; {right}")
    here = [match for match in occurrences if (match.start, match.text) == (len(before), form)]
    assert len(here) == 1, form
    assert any(reading.concept.id == concept.id and reading.term == term for reading in here[0].readings)


@given(ANY, TAGS)
@example("\u0301" * 200 + "检" * 50, "zh")
@example("a-\n" * 50, "en")
@example("\u00ad\n\u200b" * 40 + "ШОС", "ru")
@example("." * 60 + "a.a" * 30 + "@", "en")
def test_nothing_crashes(text: str, tag: str) -> None:
    matcher(tag).find(text)
    matcher(tag).forbidden(text)


@pytest.mark.parametrize("tag", LANGUAGES)
@given(st.data())
def test_canonically_equal_texts_have_the_same_terms(tag: str, data: st.DataObject) -> None:
    text = data.draw(texts_of_terms(tag))
    assume("\u0301" not in text)
    composed = matcher(tag).find(unicodedata.normalize("NFC", text))
    decomposed = matcher(tag).find(unicodedata.normalize("NFD", text))
    assert [place[2] for place in places(composed)] == [place[2] for place in places(decomposed)]


@pytest.mark.parametrize("tag", LANGUAGES)
@given(st.data())
def test_paragraphs_do_not_look_at_each_other(tag: str, data: st.DataObject) -> None:
    """Each is matched as if alone, but for terms whose context the other has."""
    one, other = data.draw(texts_of_terms(tag)), data.draw(texts_of_terms(tag))
    gap = " .\n\n. "

    def free(text: str) -> list[tuple[int, int, frozenset[str]]]:
        kept = (
            (m.start, m.end, frozenset(r.concept.id for r in m.readings if not r.term.context))
            for m in matcher(tag).occurrences(text)
        )
        return [place for place in kept if place[2]]

    shift = len(one) + len(gap)
    alone = free(one + gap) + [(start + shift, end + shift, concepts) for start, end, concepts in free(other)]
    assert free(one + gap + other) == alone


@pytest.mark.parametrize("tag", LANGUAGES)
@given(st.data())
def test_no_forbidden_form_is_inside_an_approved_term(tag: str, data: st.DataObject) -> None:
    text = data.draw(texts_of_terms(tag))
    approved = [
        (match.start, match.end)
        for match in matcher(tag).occurrences(text)
        if any(not reading.term.context for reading in match.readings)
    ]
    for match in matcher(tag).forbidden(text):
        covers = [(start, end) for start, end in approved if start <= match.start and match.end <= end]
        assert [cover for cover in covers if cover != (match.start, match.end)] == []
