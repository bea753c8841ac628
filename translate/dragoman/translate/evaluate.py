"""Scores of a translation against a reference: BLEU, chrF++ and TER with signatures, and term accuracy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from dragoman.termbase.errors import InputError
from dragoman.termbase.language import language

from .results import Finding

if TYPE_CHECKING:
    from .verify import SegmentCheck


class Checker(Protocol):
    """Anything that finds the terms a source requires in a target; `verify.Verifier` does."""

    def check(self, source: str, target: str) -> SegmentCheck:
        """Check one segment."""
        ...


@dataclass(frozen=True, slots=True)
class Score:
    """A corpus score as sacreBLEU gives it (BLEU and chrF++ 0..100, TER from 0 up) with the signature to repeat it."""

    name: str
    value: float
    signature: str
    higher_is_better: bool = True


@dataclass(frozen=True, slots=True)
class MissingTerm:
    """A term the source requires and the hypothesis does not have; `segment` counts from 0."""

    segment: int
    concept: str
    source_text: str
    expected: str


@dataclass(frozen=True, slots=True)
class SegmentFinding:
    """A finding in a hypothesis, a forbidden form for one; `segment` counts from 0."""

    segment: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class TermAccuracy:
    """How many of the terms the sources require stand in the hypotheses.

    terms: required; found: in any form of an approved term; exact: in a citation form. Each place in a hypothesis
    counts for one source term only.
    """

    terms: int
    found: int
    exact: int
    missing: tuple[MissingTerm, ...]
    findings: tuple[SegmentFinding, ...]

    @property
    def inflected_accuracy(self) -> float:
        """Per cent of the terms found in any form; 100 where none is required."""
        return 100.0 * self.found / self.terms if self.terms else 100.0

    @property
    def exact_accuracy(self) -> float:
        """Per cent of the terms found in a citation form; 100 where none is required."""
        return 100.0 * self.exact / self.terms if self.terms else 100.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of one set of hypotheses; `terms` is None where no sources were given to check against."""

    target: str
    segments: int
    scores: tuple[Score, ...]
    terms: TermAccuracy | None = None

    def score(self, name: str) -> Score:
        """The score of a name: "BLEU", "chrF++" or "TER"; raises KeyError for any other."""
        by_name = {score.name: score for score in self.scores}
        return by_name[name]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; the keys are stable."""
        return {
            "target_language": self.target,
            "segments": self.segments,
            "scores": {
                score.name: {"value": round(score.value, 4), "signature": score.signature} for score in self.scores
            },
            "terms": None if self.terms is None else _terms_as_dict(self.terms),
        }


def _terms_as_dict(accuracy: TermAccuracy) -> dict[str, Any]:
    return {
        "required": accuracy.terms,
        "found": accuracy.found,
        "exact": accuracy.exact,
        "inflected_accuracy": round(accuracy.inflected_accuracy, 2),
        "exact_accuracy": round(accuracy.exact_accuracy, 2),
        "missing": [
            {
                "segment": item.segment,
                "concept": item.concept,
                "source_text": item.source_text,
                "expected": item.expected,
            }
            for item in accuracy.missing
        ],
        "findings": [
            {
                "segment": item.segment,
                "code": item.finding.code,
                "message": item.finding.message,
                "concept": item.finding.concept,
                "target": None if item.finding.target is None else [item.finding.target.start, item.finding.target.end],
            }
            for item in accuracy.findings
        ],
    }


def evaluate(
    hypotheses: Sequence[str],
    references: Sequence[str],
    target: str,
    sources: Sequence[str] | None = None,
    verifier: Checker | None = None,
) -> Evaluation:
    """Score hypotheses against one reference each; term accuracy too where sources and a verifier are given.

    target: the language of hypotheses and references; it decides the tokenisation. Empty hypotheses count as such.
    Raises InputError where the numbers of segments differ or there are none, UnknownNameError for the language.
    """
    tag = language(target).tag
    if len(hypotheses) != len(references):
        raise InputError(
            f"{len(hypotheses)} hypotheses but {len(references)} references", hint="one segment a line each"
        )
    if sources is not None and len(sources) != len(hypotheses):
        raise InputError(f"{len(sources)} sources but {len(hypotheses)} hypotheses", hint="they go in pairs")
    if not hypotheses:
        raise InputError("nothing to evaluate: no segments")
    terms = None
    if sources is not None and verifier is not None:
        terms = term_accuracy(sources, hypotheses, verifier)
    return Evaluation(tag, len(hypotheses), corpus_scores(hypotheses, references, tag), terms)


def corpus_scores(hypotheses: Sequence[str], references: Sequence[str], target: str) -> tuple[Score, ...]:
    """BLEU, chrF++ and TER as sacreBLEU computes them, with its signatures.

    BLEU takes the language's tokenizer; chrF has word order 2 (Popović 2017: chrF++); TER, for languages written
    without spaces, counts characters (sacreBLEU's Asian support with normalisation).
    """
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    known = language(target)
    asian = not known.spaced
    metrics = (
        ("BLEU", BLEU(tokenize=known.bleu_tokenizer, force=True), True),
        ("chrF++", CHRF(word_order=2), True),
        ("TER", TER(normalized=asian, asian_support=asian), False),
    )
    scores = []
    for name, metric, higher in metrics:
        result = metric.corpus_score(list(hypotheses), [list(references)])
        scores.append(Score(name, float(result.score), str(metric.get_signature()), higher))
    return tuple(scores)


def term_accuracy(sources: Sequence[str], hypotheses: Sequence[str], verifier: Checker) -> TermAccuracy:
    """Count the terms the sources require in the hypotheses; protected spans (numbers, links) are not terms."""
    required = found = exact = 0
    missing: list[MissingTerm] = []
    findings: list[SegmentFinding] = []
    for index, (source, hypothesis) in enumerate(zip(sources, hypotheses, strict=True)):
        checked = verifier.check(source, hypothesis)
        for term in checked.terms:
            if term.protected:
                continue
            required += 1
            if term.target is None:
                missing.append(MissingTerm(index, term.concept, term.source_text, term.expected))
            else:
                found += 1
                exact += term.exact
        findings.extend(SegmentFinding(index, finding) for finding in checked.findings)
    return TermAccuracy(required, found, exact, tuple(missing), tuple(findings))
