"""What is wrong with a translation, from whoever can tell: the one place that evaluation takes findings from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dragoman.termbase.model import Concept, Term

from ..results import Finding
from ..verify import Located, Requirement

TERM_MISSING = "term-missing"
"""Code of the finding for a term of the source that the translation does not have."""


class Checker(Protocol):
    """Anything that knows what a source requires and finds it in a target; `verify.Verifier` does."""

    def requirements(self, source: str) -> tuple[Requirement, ...]:
        """What a translation of the source must contain."""
        ...

    def locate(self, requirements: Sequence[Requirement], target: str) -> list[Located | None]:
        """Where the target meets each requirement."""
        ...

    def findings(self, requirements: Sequence[Requirement], target: str) -> tuple[Finding, ...]:
        """Forbidden forms in the target."""
        ...

    def strays(self, source: str, target: str) -> tuple[Finding, ...]:
        """Numbers in the target that the source does not have."""
        ...

    def rendered(self, requirement: Requirement, place: Located) -> tuple[Concept, Term] | None:
        """The approved term that stands in a place."""
        ...


def findings(
    checker: Checker,
    source: str,
    requirements: Sequence[Requirement],
    places: Sequence[Located | None],
    target: str,
) -> tuple[Finding, ...]:
    """Everything wrong with one translation, requirements of the source first and in its order.

    places: where the target meets each requirement. Further checks are to be added here; whatever counts, lists or
    draws findings takes them as they come, by their codes.
    """
    missing = [_missing(requirement) for requirement, place in zip(requirements, places, strict=True) if place is None]
    return (*missing, *checker.findings(requirements, target), *checker.strays(source, target))


def _missing(requirement: Requirement) -> Finding:
    text = " ".join(requirement.text.split())
    if requirement.protected is None:
        return Finding(TERM_MISSING, f"“{text}” should be «{requirement.expected}»", concept=requirement.name)
    return Finding(f"{requirement.name}-missing", f"{requirement.name} “{text}” is not in the translation")
