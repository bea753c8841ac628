"""One set of translations scored: corpus, documents and segments, with intervals and signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.termbase.errors import InputError
from dragoman.termbase.language import language

from .documents import by_document
from .findings import TERM_MISSING, Checker
from .metrics import METRICS, Measured, Scorer
from .significance import SEED, Interval, bootstrap
from .terms import Share, TermAccuracy, owed


@dataclass(frozen=True, slots=True)
class Score:
    """A corpus score as sacreBLEU gives it (BLEU and chrF++ 0..100, TER from 0 up) with the signature to repeat it.

    interval: by bootstrap, None where none was asked for.
    """

    name: str
    value: float
    signature: str
    higher_is_better: bool = True
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class SegmentScore:
    """Scores of one segment by name of metric, the terms it owes and has, and its findings by code."""

    scores: dict[str, float]
    terms: Share
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """Scores of one document by name of metric, as if it were a corpus, and its terms; `segments` count from 0."""

    name: str
    segments: tuple[int, ...]
    scores: dict[str, float]
    terms: TermAccuracy | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of one set of hypotheses; `terms` is None where no sources were given to check against.

    by_segment: in order, empty where the scores were taken without; documents: empty where none were named.
    """

    target: str
    segments: int
    scores: tuple[Score, ...]
    terms: TermAccuracy | None = None
    by_segment: tuple[SegmentScore, ...] = ()
    documents: tuple[DocumentScore, ...] = ()

    def score(self, name: str) -> Score:
        """The score of a name: "BLEU", "chrF++" or "TER"; raises KeyError for any other."""
        by_name = {score.name: score for score in self.scores}
        return by_name[name]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; the keys are stable, segments count from 0."""
        data: dict[str, Any] = {
            "target_language": self.target,
            "segments": self.segments,
            "scores": {score.name: _score_as_dict(score) for score in self.scores},
            "terms": None if self.terms is None else accuracy_as_dict(self.terms),
        }
        if self.by_segment:
            data["segment_scores"] = [
                {
                    "segment": index,
                    "scores": _rounded(item.scores),
                    "terms": None if self.terms is None else {"required": item.terms.whole, "found": item.terms.part},
                    "findings": list(item.findings),
                }
                for index, item in enumerate(self.by_segment)
            ]
        if self.documents:
            data["documents"] = [
                {
                    "document": item.name,
                    "segments": list(item.segments),
                    "scores": _rounded(item.scores),
                    "terms": None if item.terms is None else _shares_as_dict(item.terms),
                }
                for item in self.documents
            ]
        return data


def _rounded(scores: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in scores.items()}


def _score_as_dict(score: Score) -> dict[str, Any]:
    return {
        "value": score.value,
        "signature": score.signature,
        "interval": None if score.interval is None else interval_as_dict(score.interval),
    }


def interval_as_dict(interval: Interval) -> dict[str, float]:
    """An interval as plain data for JSON; sacreBLEU prints mean and half_width."""
    return {
        "low": interval.low,
        "high": interval.high,
        "mean": interval.middle,
        "half_width": interval.half_width,
    }


def _bounds(share: Share) -> list[float] | None:
    found = share.interval
    return None if found is None else [round(found.low, 2), round(found.high, 2)]


def _shares_as_dict(accuracy: TermAccuracy) -> dict[str, Any]:
    return {
        "required": accuracy.terms,
        "found": accuracy.found,
        "exact": accuracy.exact,
        "inflected_accuracy": round(accuracy.inflected_accuracy, 2),
        "exact_accuracy": round(accuracy.exact_accuracy, 2),
    }


def accuracy_as_dict(accuracy: TermAccuracy) -> dict[str, Any]:
    """Term accuracy as plain data for JSON; intervals are in per cent."""
    reference, consistency = accuracy.on_reference, accuracy.consistency()
    return {
        **_shares_as_dict(accuracy),
        "inflected_interval": _bounds(Share(accuracy.found, accuracy.terms)),
        "exact_interval": _bounds(Share(accuracy.exact, accuracy.terms)),
        "on_reference": {
            "required": reference.whole,
            "found": reference.part,
            "accuracy": round(reference.value, 2),
            "interval": _bounds(reference),
        },
        "consistency": {
            "mentions": consistency.whole,
            "by_usual_rendering": consistency.part,
            "share": round(consistency.value, 2),
            "terms": [
                {
                    "concept": usage.concept,
                    "source_text": usage.source_text,
                    "renderings": dict(usage.renderings),
                    "missing": usage.missing,
                }
                for usage in accuracy.usages()
            ],
        },
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
            if item.finding.code != TERM_MISSING
        ],
    }


def evaluate(
    hypotheses: Sequence[str],
    references: Sequence[str],
    target: str,
    sources: Sequence[str] | None = None,
    verifier: Checker | None = None,
    *,
    more_references: Sequence[Sequence[str]] = (),
    documents: Sequence[str] | None = None,
    samples: int = 0,
    seed: int = SEED,
    extra: Sequence[Measured] = (),
) -> Evaluation:
    """Score hypotheses against references; term accuracy too where sources and a verifier are given.

    target: the language of hypotheses and references; it decides the tokenisation. Empty hypotheses count as such.
    more_references: further ones, each as long as the first. documents: the name of each segment's document.
    samples: of the bootstrap for intervals, 0 for none. extra: what other metrics (COMET) have measured.
    Raises InputError where the numbers of segments differ or there are none, UnknownNameError for the language.
    """
    tag = language(target).tag
    all_references = (references, *more_references)
    for other in all_references:
        if len(hypotheses) != len(other):
            raise InputError(
                f"{len(hypotheses)} hypotheses but {len(other)} references", hint="one segment a line each"
            )
    if sources is not None and len(sources) != len(hypotheses):
        raise InputError(f"{len(sources)} sources but {len(hypotheses)} hypotheses", hint="they go in pairs")
    if documents is not None and len(documents) != len(hypotheses):
        raise InputError(f"{len(documents)} documents named but {len(hypotheses)} hypotheses", hint="one a segment")
    if not hypotheses:
        raise InputError("nothing to evaluate: no segments")
    terms = None
    if sources is not None and verifier is not None:
        terms = owed(sources, verifier, all_references).check(hypotheses)
    measured = [Scorer(name, tag, all_references).measure(hypotheses) for name in METRICS] + list(extra)
    return Evaluation(
        tag,
        len(hypotheses),
        tuple(corpus_score(item, samples, seed) for item in measured),
        terms,
        by_segment(measured, terms),
        () if documents is None else _documents(measured, terms, documents),
    )


def corpus_scores(hypotheses: Sequence[str], references: Sequence[str], target: str) -> tuple[Score, ...]:
    """BLEU, chrF++ and TER as sacreBLEU computes them, with its signatures."""
    return tuple(corpus_score(Scorer(name, target, [references]).measure(hypotheses)) for name in METRICS)


def corpus_score(measured: Measured, samples: int = 0, seed: int = SEED) -> Score:
    """The score of all segments, with an interval where samples are asked for."""
    metric = measured.metric
    return Score(
        metric.name,
        measured.corpus(),
        metric.sign(bs=samples, seed=seed) if samples else metric.sign(),
        metric.higher_is_better,
        bootstrap(measured, samples, seed) if samples else None,
    )


def by_segment(measured: Sequence[Measured], terms: TermAccuracy | None) -> tuple[SegmentScore, ...]:
    """Every segment's own scores, terms and findings."""
    columns = {item.metric.name: item.segments() for item in measured}
    count = len(measured[0].rows)
    wanted, found = [0] * count, [0] * count
    codes: list[list[str]] = [[] for _ in range(count)]
    if terms is not None:
        for mention in terms.mentions:
            wanted[mention.segment] += 1
            found[mention.segment] += mention.target is not None
        for item in terms.findings:
            codes[item.segment].append(item.finding.code)
    return tuple(
        SegmentScore(
            {name: column[index] for name, column in columns.items()},
            Share(found[index], wanted[index]),
            tuple(codes[index]),
        )
        for index in range(count)
    )


def _documents(
    measured: Sequence[Measured], terms: TermAccuracy | None, identifiers: Sequence[str]
) -> tuple[DocumentScore, ...]:
    groups = by_document(identifiers)
    parts = dict.fromkeys(groups) if terms is None else dict(zip(groups, terms.parted(groups.values()), strict=True))
    return tuple(
        DocumentScore(name, members, {item.metric.name: item.part(members) for item in measured}, parts[name])
        for name, members in groups.items()
    )
