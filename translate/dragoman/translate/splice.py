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
_INSERTED = "put in where the engine had no words for it"

Select = Callable[[Sequence[tuple[Work, list[Candidate]]]], list[tuple[Work, list[Candidate]]]]
"""The candidates to try of those for each segment, best first."""


@dataclass(slots=True)
class _Attempt:
    """A segment, its states with ever more forms in it, and the forms in order of the text."""

    work: Work
    check: bool
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

    def splice(self, works: Sequence[Work], checked: Sequence[bool]) -> None:
        """Put into each segment what can be put in; checked: whether the engine must find likely what follows."""
        for work in works:
            work.reads = -inf
        attempts = [_Attempt(work, check, [work.copy()]) for work, check in zip(works, checked, strict=True)]
        going = attempts
        while going:
            chosen = self._select([(attempt.last, self._slots.candidates(attempt.last)) for attempt in going])
            further = []
            for attempt, (_, some) in zip(going, chosen, strict=True):
                if after := self._step(attempt.last, some[0], attempt.check):
                    attempt.states.append(after)
                    attempt.forms.append(some[0])
                    if after.waiting:
                        further.append(attempt)
            going = further
        asked = [attempt for attempt in attempts if attempt.forms and attempt.check]
        scores = self._direction.score([(some.work.source, some.last.hypothesis.text) for some in asked])
        for attempt, scored in zip(asked, scores, strict=True):
            self._accept(attempt, scored)
        for attempt in attempts:
            if attempt.forms and not attempt.check:
                attempt.work.become(attempt.last)

    def _step(self, state: Work, one: Candidate, check: bool) -> Work | None:
        """The state with a candidate in the place of the words that render its term, or where nothing renders it and the
        engine will be asked; None where its words are not just those."""
        source, tag = state.requirements[one.requirement].span, self._language.tag
        rendered = Span(one.place, one.end or one.place)
        fits = check if one.end is None else nominal(state.hypothesis.text, rendered, tag)
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
        settings, good, reads = self._settings, 0, 0.0
        for one, later in zip(attempt.forms, [*attempt.forms[1:], None], strict=True):
            stop = later.span.start if later else scored.spans[-1].end + 1
            gap = _logprobs(scored, one.span.end, stop)[: settings.gap_tokens]
            # a form that takes the place of the engine's own words need not be what it expects
            own = 0.0 if one.end is not None else _mean(_logprobs(scored, one.span.start, one.span.end))
            first, mean = gap[0] if gap else 0.0, _mean(gap)
            reads = min(own, first, mean)
            if own < settings.form_mean or first < settings.gap_first or mean < settings.gap_mean:
                break
            good += 1
        work = attempt.work
        if good:
            work.become(attempt.states[good])
        if good < len(attempt.forms):
            work.reads = reads
            work.spliced = attempt.last
            work.spliced.doubts[attempt.forms[good].requirement] = "put in without adapting the words around it"
        else:
            work.score, work.scored = scored.mean, work.hypothesis.text
            for one in attempt.forms:
                work.after[one.requirement] = scored.mean


def _logprobs(scored: Scored, start: int, stop: int) -> list[float]:
    """The log-probabilities of the tokens that begin between two offsets of a text."""
    both = zip(scored.logprobs, scored.spans, strict=True)
    return [logprob for logprob, span in both if start <= span.start < stop]


def _mean(logprobs: Sequence[float]) -> float:
    return sum(logprobs) / max(1, len(logprobs))
