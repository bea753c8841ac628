"""Target lemma annotation for a model card: how often the model follows the lemmas written into its source.

Nothing is forced, reranked or repaired: the plain translation is set against that of the annotated source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model_card_engine import SOURCE
from model_card_quality import METRICS
from model_card_texts import Texts
from term_data import owed
from term_metrics import share_case

from dragoman.translate.engines.base import Annotation, Engine, Options, Request
from dragoman.translate.engines.ct2 import NOTATION
from dragoman.translate.evaluate.metrics import Scorer
from dragoman.translate.evaluate.significance import pairs
from dragoman.translate.verify import Requirement, Verifier
from dragoman.translate.work import Settings

SAMPLES = 1000  # trials of the paired test


@dataclass(frozen=True, slots=True)
class Rendered:
    """How one system renders the annotated terms, as counts.

    terms: all of them; found: those with an admitted term in any form; cited: those in the citation form; shown: those
    found whose form here and in the reference shows a case; fitting: those that may be in the same case. leaking:
    sentences with marks of the notation left in them.
    """

    terms: int
    found: int
    cited: int
    shown: int
    fitting: int
    leaking: int


@dataclass(frozen=True, slots=True)
class Following:
    """A collection without and with annotation. scores: by metric, (without, with, p of the difference)."""

    texts: Texts
    declared: bool
    sentences: int
    plain: Rendered
    annotated: Rendered
    scores: dict[str, tuple[float, float, float]]
    translations: tuple[tuple[str, str, str], ...]


def following(engine: Engine, declared: bool, texts: Texts) -> Following | None:
    """Translate the sentences that owe terms without and with their lemmas; None where none does.

    engine: one that takes annotations. declared: whether it says so by itself.
    """
    verifier = texts.verifier
    some = [(source, reference, terms) for source, reference in texts.pairs() if (terms := owed(verifier, source))]
    if not some:
        return None
    options = Options(Settings().draft_beam)

    def translate(requests: Sequence[Request]) -> list[str]:
        return [hyps[0].text for hyps in engine.translate(requests, SOURCE, texts.target, options)]

    plain = translate([Request(source) for source, _, _ in some])
    annotated = translate([annotate(verifier, source, terms) for source, _, terms in some])
    references = [reference for _, reference, _ in some]
    owing = [terms for _, _, terms in some]
    scores = {}
    for name in METRICS:
        scorer = Scorer(name, texts.target, [references])
        systems = [scorer.measure(plain), scorer.measure(annotated)]
        (test,) = pairs(systems, "ar", SAMPLES)
        scores[name] = systems[0].corpus(), systems[1].corpus(), test.p
    return Following(
        texts,
        declared,
        len(some),
        rendered(verifier, owing, plain, references),
        rendered(verifier, owing, annotated, references),
        scores,
        tuple(zip((source for source, _, _ in some), plain, annotated, strict=True)),
    )


def annotate(verifier: Verifier, source: str, terms: Sequence[Requirement]) -> Request:
    """A request with the citation form of every term's best translation, as the decoder annotates."""
    return Request(source, annotations=tuple(Annotation(term.span, verifier.lemma(term)) for term in terms))


def rendered(
    verifier: Verifier, owing: Sequence[Sequence[Requirement]], texts: Sequence[str], references: Sequence[str]
) -> Rendered:
    """Count the terms in translations, and compare their forms with those of the references."""
    terms = found = cited = shown = fitting = leaking = 0
    for requirements, text, reference in zip(owing, texts, references, strict=True):
        leaking += any(mark in text for mark in NOTATION)
        places = zip(
            requirements, verifier.locate(requirements, text), verifier.locate(requirements, reference), strict=True
        )
        for requirement, ours, theirs in places:
            terms += 1
            if ours is None:
                continue
            found += 1
            cited += ours.exact
            agree = share_case(ours.features, theirs.features, requirement.numbers) if theirs else None
            if agree is not None:
                shown += 1
                fitting += agree
    return Rendered(terms, found, cited, shown, fitting, leaking)
