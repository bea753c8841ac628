"""Scores of translations against references: sacreBLEU's metrics with signatures, terms, intervals, paired tests."""

from .findings import Checker
from .scoring import DocumentScore, Evaluation, Score, SegmentScore, corpus_scores, evaluate
from .significance import Interval, Pair
from .terms import Mention, SegmentFinding, Share, TermAccuracy, Usage, term_accuracy

__all__ = [
    "Checker",
    "DocumentScore",
    "Evaluation",
    "Interval",
    "Mention",
    "Pair",
    "Score",
    "SegmentFinding",
    "SegmentScore",
    "Share",
    "TermAccuracy",
    "Usage",
    "corpus_scores",
    "evaluate",
    "term_accuracy",
]
