"""Where each subword token stands in its text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dragoman.translate.engines.tokens import token_spans
from dragoman.translate.results import Span


def test_spans_of_sentencepiece_tokens() -> None:
    spans = token_spans(["▁Ying", "▁Yo", "ng", "▁", "2", "5", "."], "Ying Yong 25.")
    assert [span.of("Ying Yong 25.") for span in spans] == ["Ying", "Yo", "ng", "", "2", "5", "."]


def test_bytes_gather_until_they_make_a_character() -> None:
    text = "a漢b"
    spans = token_spans(["▁a", "<0xE6>", "<0xBC>", "<0xA2>", "b"], text)
    assert [span.of(text) for span in spans] == ["a", "", "", "漢", "b"]


def test_bpe_continuation_marks_are_not_looked_for() -> None:
    spans = token_spans(["proc@@", "ura@@", "tor"], "procurator")
    assert spans == (Span(0, 4), Span(4, 7), Span(7, 10))


def test_a_token_that_is_not_there_is_empty_and_does_not_derail_the_rest() -> None:
    spans = token_spans(["▁one", "<unk>", "▁two"], "one two")
    assert [span.of("one two") for span in spans] == ["one", "", "two"]


@given(st.text(alphabet="абвabc 漢字.", max_size=40))
def test_spans_are_ordered_and_inside(text: str) -> None:
    tokens = [character.replace(" ", "▁") for character in text]
    spans = token_spans(tokens, text)
    assert len(spans) == len(tokens)
    assert all(span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
    assert "".join(span.of(text) for span in spans) == text.replace(" ", "")
