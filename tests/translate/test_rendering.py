"""How a draft renders a term by itself, and what it reads like with another form in the place of that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.termbase.language import language
from dragoman.termbase.load import load_text
from dragoman.termbase.morphology.base import Form
from dragoman.translate.constrain import attention_to, candidate, substituted
from dragoman.translate.engines.base import Alignment, Hypothesis
from dragoman.translate.rendering import by_attention, elsewhere, nominal, rendering, replaced, shown_cases
from dragoman.translate.results import Span
from dragoman.translate.verify import Verifier

CASES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "rendering.json").read_text(encoding="utf-8")
)
SOURCE = "Say the term."
TERM, OTHER = Span(8, 12), Span(0, 3)


def looking(pieces: list[tuple[str, float]]) -> Hypothesis:
    """A hypothesis of tokens, each with how much it looks at the term; the rest goes to another word."""
    text, spans = "", []
    for piece, _ in pieces:
        spans.append(Span(len(text), len(text) + len(piece.rstrip())))
        text += piece
    weights = np.array([[1 - look, look] for _, look in pieces], dtype=np.float32)
    return Hypothesis(text, -1.0, Alignment((OTHER, TERM), tuple(spans), weights))


@pytest.mark.parametrize("case", CASES["rendering"], ids=lambda case: case["why"])
def test_the_words_that_render_a_term(case: dict[str, Any]) -> None:
    hypothesis = looking(case["pieces"])
    found = rendering(hypothesis, case["place"], TERM, case["spaced"])
    assert (found.of(hypothesis.text) if found else None) == case["words"]


def test_nothing_is_known_of_an_engine_that_does_not_show_what_it_looked_at() -> None:
    bare = Hypothesis("группу по делам")
    assert rendering(bare, 0, TERM, True) is None
    assert not elsewhere(bare, Span(0, 6), TERM, "ru")


@pytest.mark.parametrize("case", CASES["elsewhere"], ids=lambda case: case["why"])
def test_other_words_that_render_it_as_well(case: dict[str, Any]) -> None:
    assert elsewhere(looking(case["pieces"]), Span(*case["rendered"]), TERM, "ru") is case["also"]


@pytest.mark.parametrize("case", CASES["shown"], ids=lambda case: case["text"])
def test_the_cases_that_a_rendering_shows(case: dict[str, Any]) -> None:
    assert shown_cases(case["text"], Span(*case["words"]), "ru") == set(case["cases"])


@pytest.mark.parametrize("case", CASES["nominal"], ids=lambda case: case["text"])
def test_what_a_noun_can_take_the_place_of(case: dict[str, Any]) -> None:
    assert nominal(case["text"], Span(*case["words"]), "ru") is case["nominal"]


def put(hypothesis: Hypothesis, form: str, place: int, end: int) -> Hypothesis:
    verifier = Verifier(load_text("- {id: term, en: term, ru: слово}"), "en", "ru")
    (requirement,) = verifier.requirements(SOURCE)
    one = candidate(0, requirement, Form(form), hypothesis.text, place, SOURCE, language("ru"), end)
    return replaced(hypothesis, one, end, TERM, True)


@pytest.mark.parametrize("case", CASES["replaced"], ids=lambda case: case["result"])
def test_a_form_in_the_place_of_words(case: dict[str, Any]) -> None:
    assert put(Hypothesis(case["text"]), case["form"], case["place"], case["end"]).text == case["result"]


@given(st.lists(st.sampled_from(["слово", "и", "дело", "в", "Китай", "год"]), max_size=8), st.data())
def test_what_the_rest_looked_at_stays_known(some: list[str], data: st.DataObject) -> None:
    words = ["это", *some]
    first = data.draw(st.integers(1, len(words)))
    last = data.draw(st.integers(first, len(words)))
    hypothesis = looking([(word + " ", 0.0) for word in words])
    assert hypothesis.alignment is not None
    starts = [token.start for token in hypothesis.alignment.target] + [len(hypothesis.text)]
    result = put(hypothesis, "имя", starts[first], starts[last] - 1 if last > first else starts[first])
    kept = [*words[:first], "имя", *words[last:]]
    assert result.text.split() == kept
    assert result.alignment is not None
    assert [token.of(result.text) for token in result.alignment.target] == kept
    assert attention_to(result.alignment, TERM).tolist() == [0.0] * first + [1.0] + [0.0] * (len(words) - last)


def test_what_ends_a_form_is_not_said_again_behind_it_where_words_are_not_spaced() -> None:
    verifier = Verifier(load_text("- {id: term, en: term, zh: 词}"), "en", "zh")
    (requirement,) = verifier.requirements(SOURCE)
    for text, form, result in (
        ("共17人死亡人数。", "死亡人数", "共17死亡人数。"),
        ("对法做了。", "办法", "对办法做了。"),
    ):
        end = text.index("人") + 3 if "人" in text else 2
        one = candidate(
            0, requirement, Form(form), text, text.index("人") if "人" in text else 1, SOURCE, language("zh")
        )
        assert replaced(Hypothesis(text), one, end, TERM, False).text == result


def test_other_words_in_a_text_keep_the_rest_aligned() -> None:
    hypothesis = looking([("Ин ", 1.0), ("под", 0.1), ("черкнула ", 0.2), ("это", 0.0)])
    changed = substituted(hypothesis, Span(3, 14), "подчеркнул")
    assert changed.text == "Ин подчеркнул это"
    assert changed.alignment is not None
    assert [token.of(changed.text) for token in changed.alignment.target] == ["Ин", "подчеркнул", "", "это"]
    assert attention_to(changed.alignment, TERM).tolist() == pytest.approx([1.0, 0.1, 0.2, 0.0])
    assert substituted(Hypothesis("Ин сказала"), Span(3, 10), "сказал").text == "Ин сказал"


def test_the_mention_that_is_missing_is_the_one_nothing_renders() -> None:
    verifier = Verifier(load_text("- {id: term, en: term, ru: {preferred: слово}}"), "en", "ru")
    source = "A term of the term."
    requirements = verifier.requirements(source)
    place = verifier.locate(requirements, "это слово")
    assert place[0] is not None
    assert place[1] is None
    spans = (Span(0, 3), Span(4, 9))
    weights = np.array([[0.0, 1.0], [0.1, 0.9]], dtype=np.float32)
    hypothesis = Hypothesis("это слово", -1.0, Alignment((requirements[0].span, requirements[1].span), spans, weights))
    assert by_attention(requirements, place, hypothesis) == [None, place[0]]
    assert by_attention(requirements, place, Hypothesis("это слово")) == place
    everything = verifier.locate(requirements, "слово слово")
    assert by_attention(requirements, everything, hypothesis) == everything
