"""All scores of one system's translations, and their significance against a baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from term_data import ListedVerifier, Segment, concept_id, has_citation_form, owed
from term_metrics import share, share_case, term_edit_rate, tokens, under, window_overlap

from dragoman.termbase.language import language
from dragoman.translate.engines.base import Engine
from dragoman.translate.results import Span
from dragoman.translate.verify import Located, Requirement

WINDOWS = (2, 3)


@dataclass(frozen=True, slots=True)
class TermScores:
    """Terminology scores of one system, in per cent unless said otherwise; None where there is nothing to count.

    Over pairs of a segment and a term it lists: `exact`, a listed translation stands in the text as listed; `inflected`,
    in any of its forms, as the package's verifier sees it; `on_reference`, the latter over the pairs of which the
    reference is marked to have the term. `mentions`: of all mentions in the sources, those with a place of their own in
    the text. `window2`, `window3`, `termr`: window overlap and 1 - TERm, means over segments. `form`: of the terms found
    both here and in the reference, in forms that show a case, those that may be in the same case; `forms` is their
    number. `fluency`: mean log-probability per token by the engine itself, over segments that list a term.
    """

    pairs: int
    exact: float | None
    inflected: float | None
    on_reference: float | None
    mentions: float | None
    window2: float | None
    window3: float | None
    termr: float | None
    form: float | None
    forms: int
    fluency: float | None

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Quality:
    """A sacreBLEU score of one system: its bootstrap interval (mean, half-width) and p-value against the baseline."""

    value: float
    half_width: float
    p: float | None


def term_scores(
    segments: Sequence[Segment], texts: Sequence[str], verifier: ListedVerifier, engine: Engine | None
) -> TermScores:
    """Score the translations of the segments; `engine` gives the fluency, where it can score."""
    exact = inflected = on_reference = pairs = referenced = met = mentions = same = forms = 0
    overlaps: dict[int, list[float]] = {size: [] for size in WINDOWS}
    rates = []
    for segment, text in zip(segments, texts, strict=True):
        found = outcome(segment, text, verifier)
        requirements = owed(verifier, segment.source)
        ours = verifier.locate(requirements, text)
        theirs = verifier.locate(requirements, segment.reference)
        for term, (surface, any_form) in found.items():
            pairs += 1
            exact += surface
            inflected += any_form
            if segment.matches.get(term, "none") != "none":
                referenced += 1
                on_reference += any_form
        mentions += len(requirements)
        met += sum(place is not None for place in ours)
        for requirement, one, other in zip(requirements, ours, theirs, strict=True):
            agree = share_case(one.features, other.features, requirement.numbers) if one and other else None
            if agree is not None:
                forms += 1
                same += agree
        for size, values in overlaps.items():
            value = window_overlap(
                text, segment.reference, _places(requirements, ours), _places(requirements, theirs), size
            )
            if value is not None:
                values.append(value)
        rates.append(_term_edit_rate(text, segment.reference, theirs))
    return TermScores(
        pairs,
        share(exact, pairs),
        share(inflected, pairs),
        share(on_reference, referenced),
        share(met, mentions),
        100 * fmean(overlaps[2]) if overlaps[2] else None,
        100 * fmean(overlaps[3]) if overlaps[3] else None,
        100 * (1 - fmean(rates)) if rates else None,
        share(same, forms),
        forms,
        fluency(segments, texts, verifier, engine) if engine else None,
    )


def outcome(segment: Segment, text: str, verifier: ListedVerifier) -> dict[str, tuple[bool, bool]]:
    """Per listed term, whether the text has it as listed, and in any form.

    A term whose every mention in the source lies inside a longer one is looked for anywhere in the text.
    """
    requirements = verifier.requirements(segment.source)
    located = verifier.locate(requirements, text)
    required: dict[str, bool] = {}
    for requirement, place in zip(requirements, located, strict=True):
        for concept in requirement.concepts:
            required[concept.id] = required.get(concept.id, False) or place is not None
    anywhere = {
        reading.concept.id
        for match in verifier.everywhere.occurrences(text, translated=True)
        for reading in match.readings
    }
    found = {}
    for term, translations in segment.terms.items():
        name = concept_id(term, translations)
        surface = has_citation_form(text, translations, verifier.target_language)
        found[term] = surface, required.get(name, name in anywhere)
    return found


def _places(requirements: Sequence[Requirement], located: Sequence[Located | None]) -> dict[str, list[Span]]:
    places: dict[str, list[Span]] = {}
    for requirement, place in zip(requirements, located, strict=True):
        if place:
            places.setdefault(requirement.name, []).append(place.span)
    return places


def _term_edit_rate(text: str, reference: str, located: Sequence[Located | None]) -> float:
    theirs = tokens(reference)
    heavy = {index for place in located if place for index in under(theirs, place.span)}
    return term_edit_rate([token.text for token in tokens(text)], [token.text for token in theirs], heavy)


def fluency(
    segments: Sequence[Segment], texts: Sequence[str], verifier: ListedVerifier, engine: Engine
) -> float | None:
    """Mean log-probability per token over the segments that list a term; None where the engine cannot tell."""
    pair = verifier.source_language, verifier.target_language
    if not engine.capabilities(*pair).scoring:
        return None
    wanted = [(segment.source, text) for segment, text in zip(segments, texts, strict=True) if segment.terms]
    return fmean(scored.mean for scored in engine.score(wanted, *pair)) if wanted else None


def quality(
    systems: Mapping[str, Sequence[str]], references: Sequence[str], target: str, samples: int
) -> tuple[dict[str, dict[str, Quality]], dict[str, str]]:
    """BLEU and chrF++ of each system by name of metric, and the signatures.

    The first system is the baseline. p: how likely chance alone makes a difference from the baseline as large, by paired
    approximate randomisation (Riezler and Maxwell 2005); the interval is by bootstrap (Koehn 2004); both as sacreBLEU's
    PairedTest has them, save that a system that scores like the baseline has p = 1.
    """
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.significance import PairedTest

    metrics = {
        "BLEU": BLEU(tokenize=language(target).bleu_tokenizer, force=True, references=[list(references)]),
        "chrF++": CHRF(word_order=2, references=[list(references)]),
    }
    named: list[tuple[str, Sequence[str]]] = [(name, list(texts)) for name, texts in systems.items()]
    test = PairedTest(named, metrics, None, test_type="ar", n_samples=samples, n_ar_confidence=samples)
    signatures, columns = test()
    scores: dict[str, dict[str, Quality]] = {name: {} for name in systems}
    for metric in signatures:
        results: list[Any] = columns[metric]
        for name, result in zip(systems, results, strict=True):
            alike = result is not results[0] and result.score == results[0].score
            p = 1.0 if alike else result.p_value
            scores[name][_plain(metric)] = Quality(float(result.score), float(result.ci or 0.0), p)
    return scores, {_plain(name): str(signature) for name, signature in signatures.items()}


def _plain(metric: str) -> str:
    return {"chrF2++": "chrF++"}.get(metric, metric)
