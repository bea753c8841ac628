"""Forms in the place of the engine's own words for a term, all of a segment before the engine is asked at all.

Where a draft renders a term in one stretch of words, most of what it says before and behind holds for the right term as
well. So the forms are put in there first, and the engine only reads the result: what it finds likely to follow is kept,
as in speculative decoding (Leviathan et al. 2023), and only from the first form on that it does not go on from well is it
made to decode anew (forcing.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import inf

from dragoman.termbase.language import language

from .constrain import Candidate
from .direction import Direction
from .engines.base import Scored
from .judge import Judge
from .rendering import elsewhere, nominal
from .repetition import loops
from .results import Outcome, Span
from .slots import Slots
from .verify import Verifier
from .work import Settings, Work

_REPLACED = "put in the place of the engine's own words for it"
_UNADAPTED = "put in without adapting the words around it"
_INSERTED = "put in where the engine had no words for it"

Select = Callable[[Sequence[tuple[Work, list[Candidate]]]], list[tuple[Work, list[Candidate]]]]
"""The candidates to try of those for each segment, best first."""


@dataclass(slots=True)
class _Attempt:
    """A segment, its states with ever more forms in it, and the forms in order of the text."""

    work: Work
    states: list[Work]
    forms: list[Candidate] = field(default_factory=list)

    @property
    def last(self) -> Work:
        return self.states[-1]


class Splicer:
    """Puts terms into drafts for one direction. select: chooses among the candidates for a slot."""

    def __init__(
        self, direction: Direction, verifier: Verifier, slots: Slots, judge: Judge, settings: Settings, select: Select
    ) -> None:
        self._direction, self._slots, self._judge, self._settings = direction, slots, judge, settings
        self._language = language(verifier.target_language)
        self._select = select

    @property
    def able(self) -> bool:
        """Whether the engine can say what it looked at and how likely it finds a text."""
        return self._direction.can.alignment and self._direction.can.scoring

    def splice(self, works: Sequence[Work]) -> None:
        """Put into each segment what the engine reads on from well; what it does not is in `work.spliced`."""
        for work in works:
            work.spliced, work.reads = None, -inf
        attempts = [_Attempt(work, [work.copy()]) for work in works]
        going = attempts
        while going:
            chosen = self._select([(attempt.last, self._slots.candidates(attempt.last)) for attempt in going])
            further = []
            for attempt, (_, some) in zip(going, chosen, strict=True):
                if after := self._step(attempt.last, some[0]):
                    attempt.states.append(after)
                    attempt.forms.append(some[0])
                    if after.waiting:
                        further.append(attempt)
            going = further
        asked = [attempt for attempt in attempts if attempt.forms]
        scores = self._direction.score([(some.work.source, some.last.hypothesis.text) for some in asked])
        for attempt, scored in zip(asked, scores, strict=True):
            self._accept(attempt, scored)

    def _step(self, state: Work, one: Candidate) -> Work | None:
        """The state with a candidate in the place of the words that render its term, or where nothing renders it; None
        where its words are not just those."""
        source, tag = state.requirements[one.requirement].span, self._language.tag
        rendered = Span(one.place, one.end or one.place)
        fits = one.end is None or nominal(state.hypothesis.text, rendered, tag)
        if not fits or elsewhere(state.hypothesis, rendered, source, tag):
            return None
        hypothesis = self._slots.put_in(state, one)
        if not self._judge.clear(state, hypothesis, one) or loops(hypothesis.text, state.source):
            return None
        after = state.copy()
        after.committed = len(one.text)
        after.outcomes[one.requirement] = Outcome.FORCED
        after.reasons[one.requirement] = _INSERTED if one.end is None else _REPLACED
        after.before[one.requirement], after.after[one.requirement] = state.score, None
        self._judge.adopt(after, hypothesis, Outcome.KEPT, "the engine said it unprompted")
        kept = after.located[one.requirement] is not None and len(after.met) > len(state.met)
        return after if kept else None

    def _accept(self, attempt: _Attempt, scored: Scored) -> None:
        """Keep the forms up to the first that the engine does not find likely to be followed so."""
        stops = [*(one.span.start for one in attempt.forms[1:]), scored.spans[-1].end + 1]
        reads = [self._reads(one, stop, scored) for one, stop in zip(attempt.forms, stops, strict=True)]
        bad = [number for number, margin in enumerate(reads) if margin < 0]
        work, last = attempt.work, attempt.last
        last.score, last.scored = scored.mean, last.hypothesis.text
        for one in attempt.forms:
            last.after[one.requirement] = scored.mean
        for number in bad:
            last.doubts[attempt.forms[number].requirement] = _UNADAPTED
        if bad:
            work.become(attempt.states[bad[0]])
            work.spliced, work.reads = last, reads[bad[0]]
        else:
            work.become(last)

    def _reads(self, one: Candidate, stop: int, scored: Scored) -> float:
        """By how much the text from a form on to the next is likelier than it has to be; below 0 it reads badly."""
        settings = self._settings
        gap = _logprobs(scored, one.span.end, stop)[: settings.gap_tokens]
        margins = [gap[0] - settings.gap_first, _mean(gap) - settings.gap_mean] if gap else [0.0]
        if one.end is None:
            # only a form that takes the place of the engine's own words need not be what it expects
            margins.append(_mean(_logprobs(scored, one.span.start, one.span.end)) - settings.form_mean)
        return min(margins)


def _logprobs(scored: Scored, start: int, stop: int) -> list[float]:
    """The log-probabilities of the tokens that begin between two offsets of a text."""
    both = zip(scored.logprobs, scored.spans, strict=True)
    return [logprob for logprob, span in both if start <= span.start < stop]


def _mean(logprobs: Sequence[float]) -> float:
    return sum(logprobs) / max(1, len(logprobs))
