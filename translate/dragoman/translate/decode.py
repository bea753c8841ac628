"""Realising requirements with an engine: draft, rerank, put in what is missing (forcing.py), then repair.

All segments go through every step together, so that each step is a few large batches.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from dragoman.termbase.language import language

from .clauses import join, parted, split
from .direction import Direction
from .engines.base import Annotation, Engine, Hypothesis, Options, Request
from .forcing import Forcer
from .judge import Judge
from .progress import Progress, Steps, Tell
from .repair import Repairer
from .repetition import loops
from .results import Outcome, Span
from .slots import Slots
from .verify import Verifier
from .work import Settings, Task, Work

_GROUPS = 2  # of a document, however many cores there are, so that a translation does not depend on them
_SMALLEST = 16  # segments in a group


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
        """A Work per segment, in order, with every requirement met or marked missed.

        Longer documents go in groups, so that what is done to the drafts of one fills the gaps of another: segments have
        few terms or many, and the last rounds of a group have little for an engine's cores to do.
        """
        owed = [self.verifier.requirements(text) for text in segments]
        tasks = list(zip(segments, owed, self.settings.mentions.waived(owed), strict=True))
        count = _GROUPS if len(tasks) >= _GROUPS * _SMALLEST else 1
        steps = Steps(progress, [sum(1 + len(some) for some in owed[first::count]) for first in range(count)])
        drafts = self._draft(tasks)
        works: dict[int, Work] = {}
        with ThreadPoolExecutor(min(count, self.can.parallel)) as pool:
            try:
                groups = [
                    pool.submit(self._group, tasks[first::count], drafts[first::count], steps.part(first), count)
                    for first in range(count)
                ]
                for first, group in enumerate(groups):
                    works |= zip(range(first, len(tasks), count), group.result(), strict=True)
            except BaseException:
                steps.stop()
                raise
        return [works[index] for index in range(len(tasks))]

    def _group(
        self, tasks: Sequence[Task], drafts: Sequence[Sequence[Hypothesis]], tell: Tell, count: int
    ) -> list[Work]:
        """The works of one of so many groups of segments, with every requirement met or marked missed."""
        works = list(map(self._begun, tasks, drafts))
        cut = {index: spans for index, work in enumerate(works) if len(spans := self._clauses(work)) > 1}
        clauses = [task for index, spans in cut.items() for task in parted(works[index], spans, self.verifier)]
        parts = list(map(self._begun, clauses, self._draft(clauses)))
        # a segment in clauses is not worked on as a whole
        active = [work for index, work in enumerate(works) if index not in cut] + parts
        chances = self._chances(works, count)
        self._realise(active, chances, tell)
        whole: list[Work] = []
        waiting = iter(parts)
        for index, spans in cut.items():
            joined = join(works[index], list(islice(waiting, len(spans))), spans, self.verifier, self.target)
            if joined is None:
                whole.append(works[index])
            else:
                works[index] = joined
        if whole:
            self._realise(whole, 0, tell)
        tell(0)
        return works

    def _chances(self, works: Sequence[Work], count: int) -> float:
        """Characters of source that may be decoded on from a form: what the settings allow without what is drafted anew."""
        allowed = self.settings.share_decoded * sum(len(work.source) for work in works)
        again = sum(len(work.source) for work in works if self._lost(work))
        return max(allowed, self.settings.least_decoded / count) - again

    @staticmethod
    def _lost(work: Work) -> bool:
        """Whether the engine lost its way in a segment."""
        return bool(work.no_repeat) or not work.draft.complete

    def _clauses(self, work: Work) -> list[Span]:
        """The clauses to translate one by one where the engine lost its way in the whole."""
        if not self._lost(work):
            return [Span(0, len(work.source))]
        return split(work.source, [requirement.span for requirement in work.requirements], self.source)

    def _realise(self, works: Sequence[Work], chances: float, tell: Tell) -> None:
        """Bring everything required into drafted segments, all of them together."""
        self._unloop(works)
        self._annotate(works)
        if self.can.prefix:
            self._forcer.force(works, chances, tell)
        for work in works:
            self._repairer.finish(work, self.settings.insert)
        self._score(works)

    # -- unconstrained ------------------------------------------------------------------------------------------

    def _draft(self, tasks: Sequence[Task]) -> list[list[Hypothesis]]:
        return self._direction.translate([Request(text) for text, *_ in tasks], self._draft_options())

    def _begun(self, task: Task, drafts: Sequence[Hypothesis]) -> Work:
        """The work of a segment, from the engine's own hypotheses for it, best first."""
        text, requirements, waived = task
        work = Work(text, requirements, drafts[0], drafts[0], waived=waived)
        work.no_repeat = self.settings.loop_ngram if loops(drafts[0].text, text) else 0
        self._begin(work, drafts)
        return work

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
