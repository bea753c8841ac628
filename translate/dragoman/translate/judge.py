"""What a hypothesis is worth to a segment's requirements: which terms stand in it, whole and in a form that fits."""

from __future__ import annotations

from dragoman.termbase.language import language

from . import runon
from .constrain import Candidate, coverage, repeated, touching
from .engines.base import Hypothesis
from .rendering import by_attention
from .repetition import loops
from .results import Outcome
from .slots import Slots
from .termcase import fault
from .verify import Verifier
from .work import Settings, Work


class Judge:
    """Judges hypotheses for a verifier's language pair. forces: a term that stands wrongly can still be put in anew."""

    def __init__(self, verifier: Verifier, slots: Slots, settings: Settings, forces: bool) -> None:
        self.verifier, self.settings = verifier, settings
        self._slots, self._forces = slots, forces
        self._target = language(verifier.target_language)

    def adopt(self, work: Work, hypothesis: Hypothesis, outcome: Outcome, reason: str) -> None:
        """Make a hypothesis the current one; a term in a form that cannot stand there is still to be put in."""
        located = self.verifier.locate(work.requirements, hypothesis.text)
        located = by_attention(work.requirements, located, hypothesis)
        unended = {index for index, *_ in runon.faults(work.requirements, located, hypothesis.text, self._target.tag)}
        for index, place in enumerate(located):
            forced = work.outcomes[index] is Outcome.FORCED
            wrong = place and (index in unended or fault(place, hypothesis.text, self._target.tag))
            if wrong and self._forces and not forced:
                located[index] = None
        work.adopt(hypothesis, located, outcome, reason)

    def clear(self, work: Work, hypothesis: Hypothesis, one: Candidate) -> bool:
        """Whether a candidate's form is intact and, as a name, no part of a word."""
        if not self.intact(hypothesis, one):
            return False
        following = hypothesis.text[one.span.end :]
        if not runon.fault(work.requirements[one.requirement], one.form.text, following, self._target.tag):
            return True
        # 检察长沙米拉: an office, and its holder's name
        begin = following.split()[0] if self._target.spaced else following[0]
        return any(self.verifier.lemma(requirement).startswith(begin) for requirement in work.requirements)

    def intact(self, hypothesis: Hypothesis, one: Candidate) -> bool:
        """Whether a candidate's form stands where it was put and ends where it should."""
        span = one.span
        if hypothesis.text[span.start : span.end] != one.text[span.start : span.end]:
            return False
        following = hypothesis.text[span.end : span.end + 1]
        if touching(one.text[-1:], following) and span.end == len(one.text):
            return False
        return not (self._target.spaced and (following.isalnum() or following == "-"))

    def loses(self, work: Work, other: Work) -> bool:
        """Whether a segment's hypothesis leaves out of the source, terms apart, what another state of it has."""
        terms = [requirement.span for requirement in work.requirements]
        here, there = (coverage(some.hypothesis.alignment, terms) for some in (work, other))
        return there - here > self.settings.coverage_loss

    def value(
        self, work: Work, one: Candidate, hypothesis: Hypothesis, mean: float | None
    ) -> tuple[int, float, float | None]:
        """Of a grown candidate: 0 or 1 for whether the term stands, the worth of the whole, and `mean` again."""
        located = self.verifier.locate(work.requirements, hypothesis.text)
        stands = located[one.requirement] is not None
        kept = sum(place is not None and place.span.end <= one.span.end for place in located)
        settled = sum(met.span.end <= work.committed for _, met in work.met)
        requirement = work.requirements[one.requirement]
        value = (
            (hypothesis.score if mean is None else mean)
            + self.settings.coverage_weight * coverage(hypothesis.alignment)
            + self.settings.fit_weight * self._slots.fit(work, one)
            - self.settings.repeat_weight * repeated(hypothesis.alignment, one.span, requirement.span)
            - self.settings.loop_weight * (loops(hypothesis.text, work.source) or not hypothesis.complete)
            - self.settings.forbidden_weight * bool(self.verifier.findings(work.requirements, hypothesis.text))
            - self.settings.stray_weight * len(self.verifier.strays(work.source, hypothesis.text))
        )
        return int(stands and kept > settled), value, mean
