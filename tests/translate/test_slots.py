"""Which places a missing term is tried in."""

from __future__ import annotations

import numpy as np
import pytest

from dragoman.termbase.load import load_text
from dragoman.translate.engines.base import Alignment, Hypothesis
from dragoman.translate.results import Span
from dragoman.translate.slots import Slots
from dragoman.translate.verify import Verifier
from dragoman.translate.work import Settings, Work

TERMBASE = """
- {id: convention, kind: document, en: Convention against Cybercrime, zh: 联合国打击网络犯罪公约}
- {id: un, kind: body, en: UN, zh: 联合国}
"""


def draft(source: str, pieces: list[tuple[str, float]]) -> Hypothesis:
    """A hypothesis of pieces, each with how much it looks at the last word of the source; the rest goes to the first."""
    text, spans = "", []
    for piece, _ in pieces:
        spans.append(Span(len(text), len(text) + len(piece)))
        text += piece
    words = source.split(" ")
    ends = np.cumsum([len(word) + 1 for word in words]) - 1
    sources = tuple(Span(int(end) - len(word), int(end)) for word, end in zip(words, ends, strict=True))
    weights = np.zeros((len(pieces), len(words)), dtype=np.float32)
    for row, (_, looks) in enumerate(pieces):
        weights[row, -1], weights[row, 0] = looks, 1 - looks
    return Hypothesis(text, -1.0, Alignment(sources, tuple(spans), weights))


@pytest.mark.parametrize(
    ("source", "pieces", "begun"),
    [
        ("On Convention against Cybercrime", [("关于", 0.0), ("联合国", 0.1), ("的罪", 1.0), ("。", 0.0)], "关于"),
        ("On Convention against Cybercrime", [("关于", 0.0), ("联合", 0.1), ("国", 0.1), ("罪", 1.0)], "关于"),
        ("On Convention against Cybercrime", [("关于", 0.0), ("各", 0.1), ("国", 0.1), ("罪", 1.0)], "关于各国"),
        (
            "The UN Convention against Cybercrime",
            [("这", 0.0), ("联合国", 0.1), ("的罪", 1.0), ("。", 0.0)],
            "这联合国",
        ),
        ("On Convention against Cybercrime", [("关于", 0.0), ("这个", 0.1), ("罪", 1.0), ("。", 0.0)], "关于这个"),
    ],
)
def test_what_begins_to_say_the_term_goes_with_it(source: str, pieces: list[tuple[str, float]], begun: str) -> None:
    verifier = Verifier(load_text(TERMBASE), "en", "zh")
    requirements = verifier.requirements(source)
    hypothesis = draft(source, pieces)
    work = Work(source, requirements, hypothesis, hypothesis)
    work.located = verifier.locate(requirements, hypothesis.text)
    (one,) = Slots(verifier, Settings()).candidates(work)
    assert one.text == begun + "联合国打击网络犯罪公约"
