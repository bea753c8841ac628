"""Terms of the curated termbase in a sentence pair: what the program will annotate when it translates."""

from __future__ import annotations

from functools import cache

from dragoman.termbase.load import load_curated
from dragoman.translate.verify import Verifier


@cache
def _verifier(language: str) -> Verifier:
    return Verifier(load_curated(), "en", language)


def find(source: str, target: str, language: str) -> list[tuple[int, int, str]]:
    """The terms that the source has and the target renders: begin and end in the source, and the citation form.

    Only where the target has a form of the very term that the program would ask for; else the citation form given
    would teach the model to write something else.
    """
    verifier = _verifier(language)
    requirements = [item for item in verifier.requirements(source) if item.terms]
    found = []
    for requirement, place in zip(requirements, verifier.locate(requirements, target), strict=True):
        if place is not None and place.form in {form.text for form in verifier.best_forms(requirement)}:
            found.append((requirement.span.start, requirement.span.end, verifier.lemma(requirement)))
    return found
