"""A comparison as plain JSON data. The keys are stable: new ones may come, none changes its meaning or goes."""

from __future__ import annotations

from typing import Any

from ..compare import Comparison, Standing, System
from ..evaluate.scoring import accuracy_as_dict, interval_as_dict
from .compare_summary import verdict


def as_dict(comparison: Comparison) -> dict[str, Any]:
    """The whole comparison; systems are named, segments count from 0."""
    said = verdict(comparison)
    return {
        "target_language": comparison.target,
        "source_language": comparison.source if comparison.sources else None,
        "segments": comparison.size,
        "references": len(comparison.references),
        "baseline": comparison.names[comparison.baseline],
        "test": None
        if comparison.test is None
        else {"name": comparison.test, "samples": comparison.samples, "seed": comparison.seed, "correction": "holm"},
        "verdict": {
            "systems": [comparison.names[index] for index in said.systems],
            "sentence": said.sentence,
            "certainty": said.certainty.value,
            "reasons": list(said.reasons),
        },
        "metrics": {standing.metric: _standing(comparison, standing) for standing in comparison.standings},
        "systems": {system.name: _system(system) for system in comparison.systems},
        "segment_metric": comparison.segment_metric,
        "segment_scores": [
            {
                "segment": index,
                "spread": round(comparison.spread[index], 4),
                "scores": {
                    system.name: {name: round(value, 4) for name, value in system.segments[index].scores.items()}
                    for system in comparison.systems
                },
            }
            for index in range(comparison.size)
        ],
        "by_difference": list(comparison.by_difference),
    }


def _standing(comparison: Comparison, standing: Standing) -> dict[str, Any]:
    names = comparison.names
    rows: dict[str, Any] = {}
    for index in standing.order:
        score, pair = standing.scores[index], standing.pair(comparison.baseline, index)
        rows[names[index]] = {
            "value": score.value,
            "interval": None if score.interval is None else interval_as_dict(score.interval),
            "group": standing.rank(index) if comparison.test else None,
            "p": None if pair is None else pair.p,
            "p_adjusted": None if pair is None else pair.adjusted,
        }
    return {
        "signature": standing.scores[0].signature,
        "higher_is_better": standing.higher_is_better,
        "scores": rows,
        "groups": [[names[index] for index in group] for group in standing.groups] if comparison.test else None,
        "pairs": [
            {
                "systems": [names[pair.first], names[pair.second]],
                "difference": pair.difference,
                "p": pair.p,
                "p_adjusted": pair.adjusted,
                "significant": pair.significant,
            }
            for pair in standing.pairs
        ],
    }


def _system(system: System) -> dict[str, Any]:
    return {
        "terms": None if system.terms is None else accuracy_as_dict(system.terms),
        "findings": system.findings,
    }
