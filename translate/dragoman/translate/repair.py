"""What is done to a translation without its engine, when that has said its last: insert, replace, thin out, close."""

from __future__ import annotations

from dataclasses import replace

from dragoman.termbase.language import language
from dragoman.termbase.model import Kind
from dragoman.termbase.morphology.base import cases

from .constrain import tail
from .engines.base import Hypothesis
from .rendering import agreeing
from .repetition import redundant
from .results import Outcome
from .slots import Slots
from .verify import Verifier
from .work import Work

_PLACES = 3  # likely places tried for what is inserted, before the end of the text


class Repairer:
    """Mends the hypotheses of a verifier's language pair."""

    def __init__(self, verifier: Verifier, slots: Slots) -> None:
        self.verifier, self.slots = verifier, slots
        self._language = language(verifier.target_language)

    def finish(self, work: Work, insert: bool = True) -> None:
        """Every step in turn; insert: put in what is missing, else it stays missed."""
        if None in work.located:
            located = self.verifier.locate(work.requirements, work.hypothesis.text)
            work.adopt(work.hypothesis, located, Outcome.KEPT, "the engine said it, in a form that does not fit")
        self._purge(work)
        if insert:
            self._repair(work)
        self._unquote(work)
        self._agree(work)
        self._thin(work)
        self._close(work)
        for index in work.unmet:
            work.outcomes[index], work.reasons[index] = Outcome.MISSED, "no place could be found for it"
        for index in work.waived:
            if work.located[index] is None:
                work.outcomes[index], work.reasons[index] = Outcome.WAIVED, "an earlier mention has the term"

    def _rewrite(self, work: Work, text: str, reason: str) -> None:
        """Put another text in the place of the current one; what the engine looked at no longer holds for it."""
        self._adopt(work, replace(work.hypothesis, text=text, alignment=None), reason)

    def _adopt(self, work: Work, hypothesis: Hypothesis, reason: str) -> None:
        located = self.verifier.locate(work.requirements, hypothesis.text)
        work.adopt(hypothesis, located, Outcome.REPAIRED, reason)

    def _repair(self, work: Work) -> None:
        """Insert what is still missing into the text as it stands; flagged, since nothing around it was adapted."""
        while any(self._insert(work, index) for index in work.unmet):
            pass  # each time one less is missing

    def _insert(self, work: Work, index: int) -> bool:
        """Insert the best form of a requirement where it, or another of the same words, is met by it and none is lost."""
        wanted = self.slots.places(work, index, 0, _PLACES)
        for place in (*wanted, tail(work.hypothesis.text), len(work.hypothesis.text)):
            for one in self.slots.ranked(work, index, place):
                whole = self.slots.put_in(work, one)
                if self.verifier.met(work.requirements, whole.text) > len(work.met):
                    missing = work.unmet
                    self._adopt(work, whole, "inserted into the text")
                    for met in set(missing) - set(work.unmet):
                        work.doubts[met] = "inserted without adapting the words around it"
                    return True
        return False

    def _purge(self, work: Work) -> None:
        """Replace what forbidden forms are left by the preferred term in the same grammatical form."""
        for _ in range(len(work.hypothesis.text)):
            corrections = self.verifier.corrections(work.requirements, work.hypothesis.text)
            if not corrections:
                return
            span, instead = corrections[0]
            text = work.hypothesis.text[: span.start] + instead + work.hypothesis.text[span.end :]
            work.replaced.append((span.of(work.hypothesis.text), instead))
            self._rewrite(work, text, "a forbidden form was replaced by it")

    def _unquote(self, work: Work) -> None:
        """Take away quotes the engine put around a term that brings its own."""
        opening, closing = self._language.quotes
        for index, place in enumerate(work.located):
            text = work.hypothesis.text
            if place is None or place.form[:1] != opening or place.form[-1:] != closing:
                continue
            before, after = text[: place.span.start].removesuffix(opening), text[place.span.end :].removeprefix(closing)
            bare = before + place.span.of(text) + after
            if bare != text and self.verifier.locate(work.requirements, bare)[index]:
                self._rewrite(work, bare, "freed of quotes")

    def _agree(self, work: Work) -> None:
        """Make what a person in the nominative does agree with their gender."""
        for index, requirement in enumerate(work.requirements):
            place = work.located[index]
            if place is None or not any(concept.kind is Kind.PERSON for concept in requirement.concepts):
                continue
            rendered = self.verifier.rendered(requirement, place)
            gender = self.verifier.paradigm(*rendered).gender if rendered else None
            if gender is None or cases(place.features) != {"nom"}:
                continue
            changed = agreeing(work.hypothesis, place.span.end, self._language.tag, gender)
            if changed is not work.hypothesis:
                work.hypothesis = changed
                work.located = self.verifier.locate(work.requirements, work.hypothesis.text)

    def _thin(self, work: Work) -> None:
        """Take out what the engine says twice or more in a row; terms stay as they are."""
        for _ in range(len(work.hypothesis.text)):
            text = work.hypothesis.text
            span = redundant(text, [met.span for _, met in work.met])
            if span is None:
                return
            shorter = text[: span.start] + text[span.end :]
            if self.verifier.met(work.requirements, shorter) < len(work.met):
                return
            work.thinned.append(span.of(text).strip())
            self._rewrite(work, shorter, "freed of a repetition")

    def _close(self, work: Work) -> None:
        """Close the sentence as the source does."""
        text = work.hypothesis.text
        closing = work.source.rstrip()[-1:]
        ends = dict(zip(".!?", self._language.terminators, strict=False))
        if closing in ends and tail(text) == len(text.rstrip()):
            text = text.rstrip().rstrip(",;:，；：、—-") + ends[closing]
            work.hypothesis = replace(work.hypothesis, text=text)
            work.located = self.verifier.locate(work.requirements, text)
