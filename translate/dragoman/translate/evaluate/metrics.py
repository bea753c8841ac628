"""sacreBLEU's metrics over counts taken once: scores of a corpus, a document and a segment come from the same counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dragoman.termbase.errors import UnknownNameError
from dragoman.termbase.language import Language, language

Counts = npt.NDArray[np.float64]
"""One row a segment, one column a count that may be summed over segments."""

METRICS = ("BLEU", "chrF++", "TER")
"""The metrics that compare with references, by the names used everywhere."""

_ALIASES = {"bleu": "BLEU", "chrf": "chrF++", "chrf++": "chrF++", "ter": "TER"}


@dataclass(frozen=True, slots=True)
class Metric:
    """How counts become a score.

    of_counts: the score of summed counts; of_segment: of the counts of one segment, where that differs (BLEU of a
    sentence leaves out n-grams longer than the sentence). sign: sacreBLEU's signature, with further fields.
    """

    name: str
    higher_is_better: bool
    of_counts: Callable[[Any], float]
    of_segment: Callable[[Any], float]
    sign: Callable[..., str]


@dataclass(frozen=True, slots=True)
class Measured:
    """The counts of one system's translations under one metric; `rows` has a row a segment."""

    metric: Metric
    rows: Counts

    def corpus(self) -> float:
        """The score of all segments; to the last digit what sacreBLEU makes of them."""
        return self.metric.of_counts(total(self.rows).tolist())

    def part(self, segments: Sequence[int]) -> float:
        """The score of some of the segments, as if they were the whole corpus."""
        return self.metric.of_counts(total(self.rows[list(segments)]).tolist())

    def segments(self) -> tuple[float, ...]:
        """The score of each segment by itself."""
        return tuple(self.metric.of_segment(row) for row in self.rows.tolist())


def total(rows: Counts) -> Counts:
    """Counts summed over segments from first to last, so that fractions round as in a plain loop."""
    summed: Counts = np.cumsum(rows, axis=0)[-1]
    return summed


def metric_name(given: str) -> str:
    """The name of a metric however it is written ("bleu", "chrf"); raises UnknownNameError for any other."""
    try:
        return _ALIASES[given.strip().lower()]
    except KeyError:
        raise UnknownNameError(f"unknown metric '{given}'", hint=f"known: {', '.join(METRICS)}") from None


class Scorer:
    """A sacreBLEU metric for one target language and set of references, which it reads once."""

    def __init__(self, name: str, target: str, references: Sequence[Sequence[str]]) -> None:
        known, lines = language(target), [list(reference) for reference in references]
        self._scorer, sentence = _sacrebleu(name, known, lines)
        self.metric = Metric(
            name,
            name != "TER",
            lambda counts: float(self._scorer._compute_score_from_stats(counts).score),
            lambda counts: float(sentence._compute_score_from_stats(counts).score),
            self._signature,
        )

    def _signature(self, **more: object) -> str:
        signature = self._scorer.get_signature()
        for key, value in more.items():
            signature.update(key, value)
        return str(signature)

    def measure(self, hypotheses: Sequence[str]) -> Measured:
        """Count what the metric counts, segment by segment."""
        rows = self._scorer._extract_corpus_statistics(list(hypotheses), None)
        return Measured(self.metric, np.array(rows, dtype=np.float64))


def _sacrebleu(name: str, known: Language, references: list[list[str]]) -> tuple[Any, Any]:
    """sacreBLEU's metric for corpora and the one for sentences.

    BLEU takes the language's tokenizer; chrF has word order 2 (Popović 2017: chrF++); TER, for languages written
    without spaces, counts characters (sacreBLEU's Asian support with normalisation).
    """
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    if name == "BLEU":
        tokenizer = known.bleu_tokenizer
        corpus = BLEU(tokenize=tokenizer, force=True, references=references)
        return corpus, BLEU(tokenize=tokenizer, force=True, effective_order=True)
    asian = not known.spaced
    other: Any = (
        CHRF(word_order=2, references=references)
        if name == "chrF++"
        else TER(normalized=asian, asian_support=asian, references=references)
    )
    return other, other


def mean_metric(name: str, signature: str) -> Metric:
    """A metric whose score is the mean of scores of segments, counted as rows of value and 1."""

    def mean(counts: Sequence[float]) -> float:
        return float(counts[0]) / float(counts[1])

    return Metric(name, True, mean, mean, lambda **more: _joined(signature, more))


def _joined(signature: str, more: dict[str, object]) -> str:
    return "|".join((signature, *(f"{key}:{value}" for key, value in more.items())))
