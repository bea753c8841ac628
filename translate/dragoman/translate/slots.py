"""The slots a missing term may fill in a hypothesis, and how well its forms fit there. No engine is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from dragoman.termbase.language import language
from dragoman.termbase.morphology.attributes import agreed
from dragoman.termbase.morphology.base import Form
from dragoman.termbase.morphology.counting import uncounted

from . import agreement
from .constrain import Candidate, candidate, companion, echo, places, touching, usable_forms
from .cues import cues
from .results import Span
from .verify import Verifier
from .work import Settings, Work


class Slots:
    """Finds candidates for the requirements of a verifier's language pair."""

    def __init__(self, verifier: Verifier, settings: Settings) -> None:
        self.verifier, self.settings = verifier, settings
        self._source, self._target = language(verifier.source_language), language(verifier.target_language)
        self._agreement = agreement.load(verifier.source_language, verifier.target_language)

    def candidates(self, work: Work) -> list[Candidate]:
        """Candidates for the missing term that belongs leftmost."""
        best: tuple[int, list[int], int] | None = None
        for index in work.waiting:
            look = self.settings.look_again if index in work.tried else self.settings.look_places
            wanted = self.places(work, index, work.committed, look)
            key = (min(wanted), work.requirements[index].span.start)
            if best is None or key < (best[0], work.requirements[best[2]].span.start):
                best = (key[0], wanted, index)
        if best is None:
            return []
        _, wanted, index = best
        found: dict[str, Candidate] = {}
        for place in wanted:
            for form in self.forms(work, index, work.hypothesis.text[:place])[: self.settings.look_forms]:
                one = self.candidate(work, index, form, self._behind(work, form, place))
                found.setdefault(one.text, one)
        return list(found.values())

    def _behind(self, work: Work, form: Form, place: int) -> int:
        """The place, or one before it where what stands there begins to say the same in a language without spaces.

        联合国 before 《联合国打击网络犯罪公约》, 检察 before 总检察长: tokens of two letters or more that the form has too.
        """
        alignment = work.hypothesis.alignment
        if self._target.spaced or alignment is None:
            return place
        taken = [met.span for _, met in work.met]
        for token in reversed(alignment.target):
            said = token.of(work.hypothesis.text)
            if token.end != place or not said:
                continue
            settled = token.start < work.committed or any(token.overlaps(span) for span in taken)
            if len(said) < 2 or not said.isalpha() or said not in form.text or settled:
                break
            place = token.start
        return place

    def places(self, work: Work, index: int, committed: int, limit: int) -> list[int]:
        """Where a requirement's term likely belongs in the hypothesis, likeliest first, none before `committed`."""
        requirement = work.requirements[index]
        return places(requirement, work.hypothesis, work.source, committed, work.met, self._target.spaced, limit)

    def forms(self, work: Work, index: int, left: str) -> list[Form]:
        """The forms of a requirement's best term that can stand right behind `left`."""
        requirement = work.requirements[index]
        paradigm = self.verifier.best(requirement)
        if requirement.protected and requirement.protected.kind == "number":
            return list(paradigm.forms[:1])  # the others are other spellings
        return usable_forms(paradigm, requirement.numbers, left, self._target.tag)

    def candidate(self, work: Work, index: int, form: Form, place: int) -> Candidate:
        """A form put into the hypothesis at a place."""
        text = work.hypothesis.text
        return candidate(index, work.requirements[index], form, text, place, work.source, self._target)

    def fitting(self, work: Work, some: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
        """Candidates with what the case of their place counts, those left out that stand far behind the best."""
        pool: list[tuple[Candidate, float]] = []
        # forms of one place have the same words before them
        for left, group in groupby(some, key=lambda one: one.text[: one.span.start]):
            same = list(group)
            fits = self.fits(work, same[0].requirement, left, [one.form for one in same])
            pool += [(one, self.settings.agreement_weight * fit) for one, fit in zip(same, fits, strict=True)]
        close = max(fit for _, fit in pool) - self.settings.look_margin
        return [(one, fit) for one, fit in pool if fit >= close]

    def fit(self, work: Work, one: Candidate) -> float:
        """Log-probability that the candidate's form has a case its place asks for; 0 where nothing is known."""
        return self.fits(work, one.requirement, one.text[: one.span.start], [one.form])[0]

    def fits(self, work: Work, index: int, left: str, forms: Sequence[Form]) -> list[float]:
        """The same for forms of one requirement right behind `left`."""
        requirement = work.requirements[index]
        cases = companion(requirement, work.met, work.source, left, self._source)
        if cases:
            return [0.0 if agreement.fill(form.features, cases) else self.settings.disagreement for form in forms]
        model = self._agreement
        if model is None:
            return [0.0] * len(forms)
        gender = self.verifier.best(requirement).gender
        left = uncounted(left, self._target.tag)
        seen = cues(work.source, requirement.span, left, self._target.tag, requirement.features, gender)
        probabilities = model.probabilities(seen)
        return [model.log_probability(form.features, probabilities) for form in forms]

    def agreed(self, work: Work, one: Candidate) -> Candidate:
        """The candidate with attributes right before the form made to agree with it, where another noun was meant."""
        start = one.span.start
        floor = max([work.committed, *(met.span.end for _, met in work.met if met.span.end <= start)])
        gender = self.verifier.best(work.requirements[one.requirement]).gender
        head, old = one.text[:floor], one.text[floor:start]
        new = agreed(old, one.form.features, self._target.tag, gender)
        shift = len(new) - len(old)
        span = Span(start + shift, one.span.end + shift)
        return replace(one, text=head + new + one.text[start:], span=span)

    def rest(self, work: Work, one: Candidate) -> str:
        """What followed the place in the hypothesis the candidate was made from, but for what says its term."""
        said = echo(work.hypothesis, one.place, work.requirements[one.requirement].span, self._target.spaced)
        rest = work.hypothesis.text[said.end if said else one.place :].lstrip()
        glue = " " if (self._target.spaced and rest[:1].isalnum()) or touching(one.text, rest) else ""
        return glue + rest
