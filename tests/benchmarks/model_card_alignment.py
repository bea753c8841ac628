"""How well the attention that an engine returns aligns words, for a model card: measured on terms.

The gold standard is the terms of a source that the verifier finds in its human reference, so that the span of each is
known on both sides. The reference is given to the engine as the target it must begin with; the attention it returns
for these tokens is what the decoder looks at to find the place of a missing term.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
from model_card_engine import SOURCE
from model_card_texts import Texts
from term_data import owed

from dragoman.translate.engines.base import Alignment, Engine, Options, Request
from dragoman.translate.results import Span


@dataclass(frozen=True, slots=True)
class Hits:
    """Counts of one direction. tokens: those of terms; inside: those that look at the term's other side most.

    terms: those with a token; most: those of which more than half the tokens do. chance: what `inside` would be if
    every token looked along the diagonal.
    """

    tokens: int = 0
    inside: int = 0
    terms: int = 0
    most: int = 0
    chance: int = 0

    def __add__(self, other: Hits) -> Hits:
        return Hits(*(getattr(self, item.name) + getattr(other, item.name) for item in fields(Hits)))


@dataclass(frozen=True, slots=True)
class Aligned:
    """A collection's alignment. sentences: with a term found in the reference; skipped: more of them, whose reference
    the engine did not repeat. from_target: where target tokens look; from_source: by which target tokens source tokens
    are looked at most. mass: the mean share of a target token's attention that falls on the term.
    """

    texts: Texts
    sentences: int
    skipped: int
    from_target: Hits
    from_source: Hits
    mass: float | None


def aligned(engine: Engine, texts: Texts) -> Aligned | None:
    """Measure a collection; None for an engine that cannot align a given target."""
    able = engine.capabilities(SOURCE, texts.target)
    if not (able.alignment and able.prefix):
        return None
    gold = []
    for source, reference in texts.pairs():
        terms = owed(texts.verifier, source)
        places = texts.verifier.locate(terms, reference)
        spans = [(term.span, place.span) for term, place in zip(terms, places, strict=True) if place]
        if spans:
            gold.append((source, reference, spans))
    requests = [Request(source, reference) for source, reference, _ in gold]
    outputs = engine.translate(requests, SOURCE, texts.target, Options(1, alignment=True)) if requests else []
    forward, backward, masses, skipped = Hits(), Hits(), [], 0
    for (_, reference, spans), hypotheses in zip(gold, outputs, strict=True):
        hypothesis = hypotheses[0]
        if hypothesis.alignment is None or not hypothesis.text.startswith(reference):
            skipped += 1
            continue
        weights, sources, targets = within(hypothesis.alignment, len(reference))
        for span, place in spans:
            ours, theirs = touched(targets, place), touched(sources, span)
            forward += hits(weights, ours, theirs)
            backward += hits(weights.T, theirs, ours)
            masses += weights[ours][:, theirs].sum(axis=1).tolist()
    mass = float(np.mean(masses)) if masses else None
    return Aligned(texts, len(gold) - skipped, skipped, forward, backward, mass)


def within(alignment: Alignment, length: int) -> tuple[npt.NDArray[np.float32], list[Span], list[Span]]:
    """The attention of the tokens inside the first `length` code points of the target, and all tokens' spans."""
    targets = [span for span in alignment.target if span.end <= length]
    return alignment.weights[: len(targets)], list(alignment.source), targets


def touched(tokens: Sequence[Span], span: Span) -> list[int]:
    """The indices of the tokens that a span touches; tokens without text touch nothing."""
    return [index for index, token in enumerate(tokens) if token.start < token.end and token.overlaps(span)]


def hits(weights: npt.NDArray[np.float32], rows: Sequence[int], columns: Sequence[int]) -> Hits:
    """Of some rows, how many have their largest weight in one of some columns; a term without tokens counts nothing."""
    if not rows or not columns:
        return Hits()
    wanted = set(columns)
    peaks = weights[list(rows)].argmax(axis=1).tolist()
    height, width = weights.shape
    diagonal = [int((row + 0.5) * width / height) for row in rows]
    inside = sum(peak in wanted for peak in peaks)
    chance = sum(column in wanted for column in diagonal)
    return Hits(len(rows), inside, 1, int(2 * inside > len(rows)), chance)
