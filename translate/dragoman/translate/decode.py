"""Realising requirements with an engine: draft, rerank, put in what is missing (forcing.py), then repair.

All segments go through every step together, so that each step is a few large batches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from dragoman.termbase.language import language

from .clauses import join, split
from .direction import Direction
from .engines.base import Annotation, Engine, Hypothesis, Options, Request
from .forcing import Forcer
from .judge import Judge
from .repair import Repairer
from .repetition import loops
from .results import Outcome, Span
from .slots import Slots
from .verify import Verifier
from .work import Settings, Work

Progress = Callable[[int, int], None]


class Decoder:
    """Translates segments under the requirements of a verifier's termbase with one engine."""

    def __init__(self, engine: Engine, verifier: Verifier, settings: Settings | None = None) -> None:
        self.verifier = verifier
        self.settings = settings or Settings()
        self.source, self.target = language(verifier.source_language), language(verifier.target_language)
        self._direction = Direction(engine, self.source.tag, self.target.tag)
        self.can = self._direction.can
        slots = Slots(verifier, self.settings)
        self._judge = Judge(verifier, slots, self.settings, self.can.prefix)
        self._forcer = Forcer(self._direction, verifier, slots, self._judge, self.settings)
        self._repairer = Repairer(verifier, slots)

    def decode(self, segments: Sequence[str], progress: Progress | None = None) -> list[Work]:
        """A Work per segment, in order, with every requirement met or marked missed."""
        works = self._drafts(segments)
        owed = [work.requirements for work in works]
        for work, waived in zip(works, self.settings.mentions.waived(owed), strict=True):
            work.waived = waived
        cut = {index: spans for index, work in enumerate(works) if len(spans := self._clauses(work)) > 1}
        parts = self._drafts([span.of(works[index].source).strip() for index, spans in cut.items() for span in spans])
        self._share([(works[index], len(spans)) for index, spans in cut.items()], parts)
        # a segment in clauses is not worked on as a whole
        self._realise([work for index, work in enumerate(works) if index not in cut] + parts, progress)
        whole: list[Work] = []
        waiting = iter(parts)
        for index, spans in cut.items():
            some = list(islice(waiting, len(spans)))
            joined = join(works[index], some, spans, self.verifier, self.target)
            if joined is None:
                whole.append(works[index])
            else:
                works[index] = joined
        if whole:
            self._realise(whole, None)
        return works

    @staticmethod
    def _share(wholes: Sequence[tuple[Work, int]], parts: Sequence[Work]) -> None:
        """Tell clauses which of their requirements need not be met: those of the whole in order, clause by clause."""
        waiting = iter(parts)
        for whole, count in wholes:
            first = 0
            for part in islice(waiting, count):
                some = range(first, first + len(part.requirements))
                part.waived = frozenset(index - first for index in whole.waived if index in some)
                first = some.stop

    def _clauses(self, work: Work) -> list[Span]:
        """The clauses to translate one by one where the engine lost its way in the whole."""
        if work.draft.complete and not work.no_repeat:
            return [Span(0, len(work.source))]
        return split(work.source, [requirement.span for requirement in work.requirements], self.source)

    def _realise(self, works: Sequence[Work], progress: Progress | None) -> None:
        """Bring everything required into drafted segments, all of them together."""
        self._unloop(works)
        self._annotate(works)
        total = sum(1 + len(work.unmet) for work in works)

        def tell() -> None:
            if progress:
                progress(total - sum(len(work.unmet) for work in works), total)

        self._forcer.force([work for work in works if work.waiting and self.can.prefix], tell)
        for work in works:
            self._repairer.finish(work, self.settings.insert)
        self._score(works)
        if progress:
            progress(total, total)

    # -- unconstrained ------------------------------------------------------------------------------------------

    def _drafts(self, segments: Sequence[str]) -> list[Work]:
        requirements = [self.verifier.requirements(text) for text in segments]
        drafts = self._direction.translate([Request(text) for text in segments], self._draft_options())
        works = []
        for text, asked, hypotheses in zip(segments, requirements, drafts, strict=True):
            work = Work(text, asked, hypotheses[0], hypotheses[0])
            work.no_repeat = self.settings.loop_ngram if loops(hypotheses[0].text, text) else 0
            self._begin(work, hypotheses)
            works.append(work)
        return works

    def _draft_options(self, no_repeat: int = 0) -> Options:
        nbest = self.settings.nbest if self.can.nbest else 1
        return Options(self.settings.draft_beam, nbest, alignment=self.can.alignment, no_repeat=no_repeat)

    def _begin(self, work: Work, hypotheses: Sequence[Hypothesis]) -> None:
        """Start from the engine's own hypotheses, best first."""
        count = len(work.requirements)
        work.draft = hypotheses[0]
        work.score, work.scored = hypotheses[0].score, hypotheses[0].text
        work.outcomes, work.reasons = [None] * count, [""] * count
        work.before, work.after, work.doubts = [None] * count, [None] * count, [""] * count
        self._judge.adopt(work, hypotheses[0], Outcome.KEPT, "the engine said it unprompted")
        self._consider(work, hypotheses[1:], Outcome.RERANKED, "another of the engine's best hypotheses has it")

    def _unloop(self, works: Sequence[Work]) -> None:
        """Draft anew, without n-grams that come back, what fell into a loop."""
        for size in sorted({work.no_repeat for work in works} - {0}):
            looping = [work for work in works if work.no_repeat == size]
            requests = [Request(work.source) for work in looping]
            for work, hypotheses in zip(
                looping, self._direction.translate(requests, self._draft_options(size)), strict=True
            ):
                self._begin(work, hypotheses)

    def _consider(self, work: Work, pool: Sequence[Hypothesis], outcome: Outcome, reason: str) -> None:
        """Adopt the hypothesis of a pool that meets most requirements, if that is more than now at little cost."""
        best, best_key = None, (len(work.met), work.hypothesis.score)
        for hypothesis in pool:
            if hypothesis.score < work.draft.score - self.settings.rerank_loss:
                continue
            met = self.verifier.met(work.requirements, hypothesis.text)
            if met > best_key[0]:
                best, best_key = hypothesis, (met, hypothesis.score)
        if best:
            self._judge.adopt(work, best, outcome, reason)
            work.score, work.scored = best.score, best.text

    def _annotate(self, works: Sequence[Work]) -> None:
        """For engines trained on target lemma annotation: give them the lemmas of what is missing."""
        if not self.can.annotation:
            return
        active = [work for work in works if work.unmet]
        requests = []
        for work in active:
            annotations = tuple(
                Annotation(work.requirements[index].span, self.verifier.lemma(work.requirements[index]))
                for index in range(len(work.requirements))
                if work.requirements[index].terms
            )
            requests.append(Request(work.source, annotations=annotations))
        options = Options(self.settings.draft_beam, self.settings.nbest, alignment=self.can.alignment)
        for work, hypotheses in zip(active, self._direction.translate(requests, options), strict=True):
            self._consider(work, hypotheses, Outcome.ANNOTATED, "the engine inflected the lemma given in the source")

    def _score(self, works: Sequence[Work]) -> None:
        """Score the texts that have changed since they were; what had no rival was not scored when it was put in."""
        changed = [work for work in works if work.hypothesis.text != work.scored and self.settings.scores]
        pairs = [(work.source, work.hypothesis.text) for work in changed]
        for work, mean in zip(changed, self._direction.means(pairs), strict=True):
            if mean is not None:
                work.score, work.scored = mean, work.hypothesis.text
        for work in works:
            if work.scored != work.hypothesis.text:
                continue
            for index, outcome in enumerate(work.outcomes):
                if outcome is Outcome.FORCED and work.after[index] is None:
                    work.after[index] = work.score
