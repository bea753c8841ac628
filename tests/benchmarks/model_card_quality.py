"""Quality for a model card: BLEU and chrF++ before and after the constraints, and what became of the terms."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model_card_texts import Texts
from term_modes import term_outcomes

from dragoman.translate.decode import Decoder
from dragoman.translate.engines.base import Engine
from dragoman.translate.evaluate.metrics import Measured, Scorer
from dragoman.translate.results import Outcome

METRICS = ("BLEU", "chrF++")


@dataclass(frozen=True, slots=True)
class Quality:
    """Scores of one collection. scores: by metric, (unconstrained, constrained). outcomes: of the terms, by name.

    unprompted: how many terms the drafts have in an approved form.
    drafts, translations: unconstrained and constrained, a text for each of the collection's sources. seconds: wall-clock
    time of all of it.
    """

    texts: Texts
    scores: Mapping[str, tuple[float, float]]
    outcomes: Mapping[str, int]
    unprompted: int
    drafts: tuple[str, ...]
    translations: tuple[str, ...]
    seconds: float

    @property
    def terms(self) -> int:
        """How many terms the sources owe."""
        return sum(self.outcomes.values())

    def count(self, outcome: Outcome) -> int:
        """How many terms had an outcome."""
        return self.outcomes.get(str(outcome), 0)


def quality(engine: Engine, texts: Texts) -> Quality:
    """Translate a collection as `dragoman translate` does, and score draft and result.

    The draft is the engine's own translation, beam 4; one that goes round in circles has been decoded once more.
    """
    begun = time.perf_counter()
    distinct = list(dict.fromkeys(texts.sources))
    by_source = dict(zip(distinct, Decoder(engine, texts.verifier).decode(distinct), strict=True))
    seconds = time.perf_counter() - begun
    works = [by_source[source] for source in texts.sources]
    unprompted = sum(
        place is not None
        for work in works
        for requirement, place in zip(
            work.requirements, texts.verifier.locate(work.requirements, work.draft.text), strict=True
        )
        if requirement.terms
    )
    drafts = tuple(work.draft.text for work in works)
    translations = tuple(work.hypothesis.text for work in works)
    counted = {name: [one.corpus() for one in measured(name, texts, (drafts, translations))] for name in METRICS}
    scores = {name: (before, after) for name, (before, after) in counted.items()}
    return Quality(texts, scores, term_outcomes(works), unprompted, drafts, translations, seconds)


def measured(name: str, texts: Texts, systems: Sequence[Sequence[str]]) -> list[Measured]:
    """A metric's counts for translations of all the sources by several systems."""
    scorer = Scorer(name, texts.target, [texts.expected()])
    return [scorer.measure(texts.joined(translations)) for translations in systems]


def signatures(target: str) -> dict[str, str]:
    """sacreBLEU's signature of each metric for a target language."""
    return {name: Scorer(name, target, [[""]]).metric.sign() for name in METRICS}
