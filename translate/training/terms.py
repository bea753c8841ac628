"""Terms of the termbase in a sentence pair: what the program will annotate when it translates."""

from __future__ import annotations

from functools import cache

from dragoman.termbase.load import load_curated
from dragoman.translate.verify import Verifier

from .pool import pool


@cache
def verifier(language: str, pooled: bool = False) -> Verifier:
    """The verifier of the curated termbase, or of the one with the names that variants are made with."""
    return Verifier(pool()[0] if pooled else load_curated(), "en", language)


def find(source: str, target: str, language: str, pooled: bool = False) -> list[tuple[int, int, str]]:
    """The terms that the source has and the target renders: begin and end in the source, and the citation form.

    Only where the target has a form of the very term that the program would ask for; else the citation form given
    would teach the model to write something else. pooled: see `verifier`.
    """
    checker = verifier(language, pooled)
    requirements = [item for item in checker.requirements(source) if item.terms]
    found = []
    for requirement, place in zip(requirements, checker.locate(requirements, target), strict=True):
        if place is not None and place.form in {form.text for form in checker.best_forms(requirement)}:
            found.append((requirement.span.start, requirement.span.end, checker.lemma(requirement)))
    return found
