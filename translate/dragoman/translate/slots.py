"""The slots a missing term may fill in a hypothesis, and how well its forms fit there. No engine is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from dragoman.termbase.language import language
from dragoman.termbase.model import OFFICES, PEOPLE
from dragoman.termbase.morphology.attributes import agreed
from dragoman.termbase.morphology.base import Form, cases
from dragoman.termbase.morphology.counting import uncounted
from dragoman.termbase.morphology.government import prepositions

from . import agreement
from .constrain import Candidate, candidate, companion, echo, places, usable_forms
from .cues import cues
from .engines.base import Hypothesis
from .rendering import agreeing, rendering, replaced, shown_cases
from .results import Span
from .verify import Verifier
from .work import Settings, Work

_COLUMNS = ("m", "f", "n", "pl")  # genders that a predicate shows


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
        verbatim = self._verbatim(work, index)
        found: dict[str, Candidate] = {}
        slots = [self._slot(work, index, place) for place in wanted] if verbatim is None else [verbatim]
        for place, end in slots:
            for form in self.forms(work, index, work.hypothesis.text[:place])[: self.settings.look_forms]:
                one = self.candidate(work, index, form, self._behind(work, form, place), end)
                found.setdefault(one.text, one)
        return list(found.values())

    def _slot(self, work: Work, index: int, place: int) -> tuple[int, int | None]:
        """A place, and where the words behind it end that render a requirement's term.

        A preposition that they begin with stays where it is («в важных консенсусах»), but for what may be a part of a
        name («В Ин»).
        """
        requirement = work.requirements[index]
        rendered = rendering(work.hypothesis, place, requirement.span, self._target.spaced)
        if rendered is None:
            return place, None
        first, _, rest = rendered.of(work.hypothesis.text).partition(" ")
        named = any(concept.kind in PEOPLE for concept in requirement.concepts)
        if rest and not named and first.lower() in prepositions(self._target.tag):
            return rendered.end - len(rest), rendered.end
        return place, rendered.end

    def _verbatim(self, work: Work, index: int) -> tuple[int, int] | None:
        """Where the hypothesis has a number as the source writes it, which is not how the target language does."""
        requirement = work.requirements[index]
        if requirement.protected is None or requirement.protected.kind != "number":
            return None
        taken = [met.span for _, met in work.met]
        for found in re.finditer(rf"(?<!\d){re.escape(requirement.text)}(?![.,]?\d)", work.hypothesis.text):
            span = Span(*found.span())
            if span.start >= work.committed and not any(span.overlaps(other) for other in taken):
                return span.start, span.end
        return None

    def _behind(self, work: Work, form: Form, place: int) -> int:
        """The place, or one before it where what stands there begins to say the same in a language without spaces.

        联合国 before 《联合国打击网络犯罪公约》, 检察 before 总检察长: tokens of two letters or more that the form has too, or
        such as make with what follows them a stretch of it.
        """
        text, alignment = work.hypothesis.text, work.hypothesis.alignment
        if self._target.spaced or alignment is None:
            return place
        taken = [met.span for _, met in work.met]
        start = place
        for token in reversed(alignment.target):
            said = token.of(text)
            if token.end != start or not said:
                continue
            settled = token.start < work.committed or any(token.overlaps(span) for span in taken)
            stretch = text[token.start : place]
            if not said.isalpha() or settled or (said not in form.text if len(said) > 1 else stretch not in form.text):
                break
            start = token.start
        return start if place - start > 1 else place

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

    def candidate(self, work: Work, index: int, form: Form, place: int, end: int | None) -> Candidate:
        """A form put into the hypothesis at a place; end: where the words there that render the term end."""
        text = work.hypothesis.text
        return candidate(index, work.requirements[index], form, text, place, work.source, self._target, end)

    def ranked(self, work: Work, index: int, place: int) -> list[Candidate]:
        """Candidates for a requirement's term at one place, those of the likeliest case first."""
        place, end = self._slot(work, index, place)
        left = work.hypothesis.text[:place]
        some = [self.candidate(work, index, form, place, end) for form in self.forms(work, index, left)]
        fits = self._fits(work, left, some)
        return [one for one, _ in sorted(zip(some, fits, strict=True), key=lambda pair: -pair[1])]

    def fitting(self, work: Work, some: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
        """Candidates with what the case of their place counts, those left out that stand far behind the best."""
        pool: list[tuple[Candidate, float]] = []
        # forms of one place have the same words before them
        for left, group in groupby(some, key=lambda one: one.text[: one.span.start]):
            same = list(group)
            fits = self._fits(work, left, same)
            pool += [(one, self.settings.agreement_weight * fit) for one, fit in zip(same, fits, strict=True)]
        close = max(fit for _, fit in pool) - self.settings.look_margin
        return [(one, fit) for one, fit in pool if fit >= close]

    def fit(self, work: Work, one: Candidate) -> float:
        """Log-probability that the candidate's form has a case its place asks for; 0 where nothing is known."""
        return self._fits(work, one.text[: one.span.start], [one])[0]

    def _fits(self, work: Work, left: str, some: Sequence[Candidate]) -> list[float]:
        """The same for candidates for one requirement right behind `left`."""
        requirement, forms = work.requirements[some[0].requirement], [one.form for one in some]
        asked = companion(requirement, work.met, work.source, left, self._source)
        if asked:
            return [0.0 if agreement.fill(form.features, asked) else self.settings.disagreement for form in forms]
        model = self._agreement
        if model is None:
            return [0.0] * len(forms)
        gender = self.verifier.best(requirement).gender
        left = uncounted(left, self._target.tag)
        seen = cues(work.source, requirement.span, left, self._target.tag, requirement.features, gender)
        probabilities = model.probabilities(seen)
        shown = self._shown(work, some[0])
        return [
            model.log_probability(form.features, probabilities)
            - self.settings.shown_loss * bool(shown and not agreement.fill(form.features, shown))
            for form in forms
        ]

    def _shown(self, work: Work, one: Candidate) -> frozenset[str]:
        """The cases that the words show whose place a candidate takes; empty where that is not known."""
        if one.end is None or one.end <= one.place:
            return frozenset()
        return shown_cases(work.hypothesis.text, Span(one.place, one.end), self._target.tag)

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

    def put_in(self, work: Work, one: Candidate) -> Hypothesis:
        """The hypothesis with a candidate in it instead of the words that render its term, or say it once more."""
        source, spaced = work.requirements[one.requirement].span, self._target.spaced
        said = echo(work.hypothesis, one.place, source, spaced) if one.end is None else None
        end = one.end or (said.end if said else one.place)
        whole = replaced(work.hypothesis, one, end, source, spaced)
        column = self._subject(work, one)
        return agreeing(whole, one.span.end, self._target.tag, column) if column else whole

    def _subject(self, work: Work, one: Candidate) -> str | None:
        """The gender of a candidate, or "pl", where it can only be the subject of what follows; None where that is not
        known. An office may be held by a woman, whose predicate then agrees with her."""
        requirement, features = work.requirements[one.requirement], one.form.features
        own = {cell for cell in features if cell.startswith("nom.")}
        if any(concept.kind in OFFICES for concept in requirement.concepts) or len(own) != 1:
            return None
        if cases(features) != {"nom"} and "nom" not in self._shown(work, one):
            return None
        column = "pl" if own == {"nom.pl"} else self.verifier.best(requirement).gender
        return column if column in _COLUMNS else None
