"""A segment on its way from draft to translation, and how hard the decoder tries."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, fields
from enum import StrEnum
from math import inf

from .engines.base import Hypothesis
from .results import Outcome
from .verify import Located, Requirement

Task = tuple[str, tuple[Requirement, ...], frozenset[int]]
"""A segment, what it requires, and the indices of what need not be met."""


class Mentions(StrEnum):
    """Which mentions of a concept must have its term: every one, the first of a segment, or the first of a document.

    Later ones may then be rendered by a short form or a pronoun, or be left out.
    """

    EVERY = "every"
    FIRST = "first"
    DOCUMENT = "document"

    def waived(self, segments: Sequence[Sequence[Requirement]]) -> list[frozenset[int]]:
        """For the segments of a document in order, the indices of the requirements that need not be met."""
        seen: set[str] = set()
        found = []
        for requirements in segments:
            if self is not Mentions.DOCUMENT:
                seen.clear()
            later = set()
            for index, requirement in enumerate(requirements):
                if requirement.protected is None and self is not Mentions.EVERY:
                    if requirement.name in seen:
                        later.add(index)
                    seen.add(requirement.name)
            found.append(frozenset(later))
        return found


@dataclass(frozen=True, slots=True)
class Settings:
    """How hard to try. Scores are mean log-probabilities per token; the weights set what counts against them.

    draft_beam, nbest: for the unconstrained pass (several hypotheses cost an eighth more time and have few terms more).
    rerank_loss: the most score a reranked hypothesis may lose.
    gap_first, gap_mean, gap_tokens: a form in the place of the engine's own words is good where the first token behind it
    has this log-probability at least, and that of the first so many tokens on average; form_mean: so has where the engine
    had no words, the form itself.
    look_beam: for decoding on from a form. look_rounds: how often a segment may be decoded on, and once more for every
    look_per requirements. share_decoded: how much of a document may be drafted anew or decoded on at all, those segments
    first that read worst; least_decoded: characters of source for which that may be done in any document. What is missing
    then goes into the text as it stands. look_places, look_forms: candidate places and forms for a term; look_again:
    places where none of these would do; look_candidates: those decoded to the end; look_margin: how far a candidate may
    stand behind the best and still be looked at; look_alternatives: continuations tried where the likeliest runs letters
    into the form; name_alternatives: where words are not spaced and it runs a name into a word.
    coverage_loss: of coverage, at which the forms put in stay though the engine would rather say something else behind
    them. coverage_weight: what of the source is left out. repeat_weight: a term said twice. loop_weight, forbidden_weight,
    stray_weight: a repetition loop or no end, a forbidden form, each number that is not in the source.
    agreement_weight, fit_weight: the case the slot asks for, among the forms for a slot and among whole candidates.
    shown_loss: of log-probability, for another case than the engine's own words there show.
    disagreement: stands for the log-probability of another case than an apposed or joined neighbour has.
    mentions: which mentions of a concept must have its term. persons: Chinese persons of a document whom the termbase
    lacks are terms too, where the target language has one spelling for them (see persons.py).
    insert: put in as the last resort what could not be forced. scores: score the final texts, which is only reported.
    loop_ngram: for segments whose draft falls into a loop, the size of n-gram that must not come back.
    """

    draft_beam: int = 4
    nbest: int = 1
    gap_first: float = -4.0
    gap_mean: float = -3.0
    gap_tokens: int = 3
    form_mean: float = -3.0
    look_beam: int = 2
    look_rounds: int = 1
    look_per: int = 6
    share_decoded: float = 1 / 6
    least_decoded: int = 4000
    look_places: int = 1
    look_again: int = 3
    look_forms: int = 6
    look_candidates: int = 1
    look_margin: float = 0.5
    look_alternatives: int = 5
    name_alternatives: int = 16
    rerank_loss: float = 0.5
    coverage_loss: float = 0.2
    coverage_weight: float = 0.5
    repeat_weight: float = 0.1
    agreement_weight: float = 3.0
    fit_weight: float = 1.0
    shown_loss: float = 1.0
    disagreement: float = -4.0
    loop_weight: float = 2.0
    forbidden_weight: float = 2.0
    stray_weight: float = 0.5
    loop_ngram: int = 3
    mentions: Mentions = Mentions.EVERY
    persons: bool = True
    insert: bool = True
    scores: bool = True


@dataclass(slots=True)
class Work:
    """One segment on its way: its current hypothesis and, per requirement, where it is met and how it came there.

    no_repeat: the size of n-gram that must not come back (0: any may). committed: how far the hypothesis is settled.
    tried, given_up: requirements that could not be forced at once, or at all. rounds: how often it was decoded on.
    spliced: the state with every form put in, some of which the engine does not go on from well. reads: by how much (below
    0) the first of these reads too badly. replaced, thinned: forbidden forms mended, repetitions taken out. scored: the
    text that `score` is the score of. clauses: how many the segment was translated in.
    waived: indices of the requirements that need not be met.
    """

    source: str
    requirements: tuple[Requirement, ...]
    draft: Hypothesis
    hypothesis: Hypothesis
    no_repeat: int = 0
    committed: int = 0
    located: list[Located | None] = field(default_factory=list)
    outcomes: list[Outcome | None] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    before: list[float | None] = field(default_factory=list)
    after: list[float | None] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    tried: set[int] = field(default_factory=set)
    given_up: set[int] = field(default_factory=set)
    replaced: list[tuple[str, str]] = field(default_factory=list)
    thinned: list[str] = field(default_factory=list)
    score: float | None = None
    scored: str | None = None
    rounds: int = 0
    reads: float = -inf
    spliced: Work | None = None
    clauses: int = 1
    waived: frozenset[int] = frozenset()

    def copy(self) -> Work:
        """A work of its own in the same state."""
        own = copy(self)
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, list | set):
                setattr(own, each.name, value.copy())
        return own

    def become(self, other: Work) -> None:
        """Take over the state of another."""
        for each in fields(self):
            setattr(self, each.name, getattr(other, each.name))

    def adopt(self, hypothesis: Hypothesis, located: list[Located | None], outcome: Outcome, reason: str) -> None:
        """Make a hypothesis the current one, with where it meets what; what had no outcome yet and is met gets this."""
        self.hypothesis, self.located = hypothesis, located
        for index, place in enumerate(located):
            if place is None:
                self.outcomes[index] = None
            elif self.outcomes[index] is None:
                self.outcomes[index], self.reasons[index] = outcome, reason

    @property
    def unmet(self) -> list[int]:
        """Indices of the requirements the current hypothesis does not meet and has to."""
        return [index for index, place in enumerate(self.located) if place is None and index not in self.waived]

    @property
    def waiting(self) -> list[int]:
        """Those of the unmet that forcing has not failed for."""
        return [index for index in self.unmet if index not in self.given_up]

    @property
    def met(self) -> list[tuple[Requirement, Located]]:
        """The requirements met, with their places."""
        return [(r, place) for r, place in zip(self.requirements, self.located, strict=True) if place]
