"""Realising requirements with an engine: rerank, then force term by term from left to right, then repair.

All segments go through every step together, so that each step is a few large batches. The method is prefix-constrained
decoding (Hokamp and Liu 2017 search a grid of constraints; here the places come from attention, the forms from the
term's paradigm, and whole candidates are compared by the model's own score): where a term is missing, the target is cut
at its likely place, the form is put in, and the engine decodes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from operator import itemgetter
from threading import Event

from dragoman.termbase.language import language

from . import runon
from .clauses import join, split
from .constrain import Candidate, coverage, echo, repeated, said_again, touching, without
from .engines.base import Annotation, Engine, Hypothesis, Options, Request
from .repair import Repairer
from .repetition import loops
from .results import Outcome, Span
from .slots import Slots
from .termcase import fault
from .verify import Verifier
from .work import Settings, Work

Progress = Callable[[int, int], None]
_GROUP = 16  # segments from which a group of their own is worth it


class Decoder:
    """Translates segments under the requirements of a verifier's termbase with one engine."""

    def __init__(self, engine: Engine, verifier: Verifier, settings: Settings | None = None) -> None:
        self.engine = engine
        self.verifier = verifier
        self.settings = settings or Settings()
        self.source = verifier.source_language
        self.target = verifier.target_language
        self.can = engine.capabilities(self.source, self.target)
        self._language = language(self.target)
        self._slots = Slots(verifier, self.settings)
        self._repairer = Repairer(verifier, self._slots)

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
            joined = join(works[index], some, spans, self.verifier, self._language)
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
        return split(work.source, [requirement.span for requirement in work.requirements], language(self.source))

    def _realise(self, works: Sequence[Work], progress: Progress | None) -> None:
        """Bring everything required into drafted segments, all of them together."""
        self._unloop(works)
        self._annotate(works)
        total = sum(1 + len(work.unmet) for work in works)

        def tell() -> None:
            if progress:
                progress(total - sum(len(work.unmet) for work in works), total)

        self._force_all([work for work in works if work.waiting and self.can.prefix], tell)
        for work in works:
            self._repairer.finish(work, self.settings.insert)
        self._score(works)
        if progress:
            progress(total, total)

    # -- unconstrained ------------------------------------------------------------------------------------------

    def _translate(self, requests: Sequence[Request], options: Options) -> list[list[Hypothesis]]:
        return self.engine.translate(requests, self.source, self.target, options) if requests else []

    def _drafts(self, segments: Sequence[str]) -> list[Work]:
        requirements = [self.verifier.requirements(text) for text in segments]
        drafts = self._translate([Request(text) for text in segments], self._draft_options())
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
        self._adopt(work, hypotheses[0], Outcome.KEPT, "the engine said it unprompted")
        self._consider(work, hypotheses[1:], Outcome.RERANKED, "another of the engine's best hypotheses has it")

    def _unloop(self, works: Sequence[Work]) -> None:
        """Draft anew, without n-grams that come back, what fell into a loop."""
        for size in sorted({work.no_repeat for work in works} - {0}):
            looping = [work for work in works if work.no_repeat == size]
            requests = [Request(work.source) for work in looping]
            for work, hypotheses in zip(looping, self._translate(requests, self._draft_options(size)), strict=True):
                self._begin(work, hypotheses)

    def _adopt(self, work: Work, hypothesis: Hypothesis, outcome: Outcome, reason: str) -> None:
        """Make a hypothesis the current one; a term in a form that cannot stand there is still to be put in."""
        located = self.verifier.locate(work.requirements, hypothesis.text)
        unended = {index for index, *_ in runon.faults(work.requirements, located, hypothesis.text, self.target)}
        for index, place in enumerate(located):
            forced = work.outcomes[index] is Outcome.FORCED
            wrong = place and (index in unended or fault(place, hypothesis.text, self.target))
            if wrong and self.can.prefix and not forced:
                located[index] = None
        work.adopt(hypothesis, located, outcome, reason)

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
            self._adopt(work, best, outcome, reason)
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
        for work, hypotheses in zip(active, self._translate(requests, options), strict=True):
            self._consider(work, hypotheses, Outcome.ANNOTATED, "the engine inflected the lemma given in the source")

    # -- forced -------------------------------------------------------------------------------------------------

    def _force_all(self, works: Sequence[Work], tell: Callable[[], None]) -> None:
        """Put in every term that can be forced, in groups side by side: the rounds of one fill the gaps of another.

        Segments have few terms or many, so that the last rounds of a group have little for an engine's cores to do.
        """
        count = max(1, min(self.can.parallel, len(works) // _GROUP))
        given_up = Event()
        with ThreadPoolExecutor(count) as pool:
            groups = [pool.submit(self._rounds, works[first::count], tell, given_up) for first in range(count)]
            try:
                for group in groups:
                    group.result()
            except BaseException:
                given_up.set()  # the others end with their round
                raise

    def _rounds(self, works: Sequence[Work], tell: Callable[[], None], given_up: Event) -> None:
        while (active := [work for work in works if work.waiting]) and not given_up.is_set():
            tell()
            self._force(active)

    def _force(self, works: Sequence[Work]) -> None:
        """Put one more term into each segment, or give it up as one that cannot be forced."""
        chosen = self._preselect([(work, self._slots.candidates(work)) for work in works])
        flat = [(work, one) for work, some in chosen for one in some]
        grown = self._grow(flat)
        contested = {id(work) for work, some in chosen if len(some) > 1}
        means = self._means(
            [
                (work.source, hypothesis.text) if id(work) in contested else None
                for (work, _), hypothesis in zip(flat, grown, strict=True)
            ]
        )
        values = [
            self._value(work, one, hypothesis, mean)
            for (work, one), hypothesis, mean in zip(flat, grown, means, strict=True)
        ]
        judged = zip(flat, grown, values, strict=True)
        for work, some in chosen:
            (_, one), hypothesis, (stands, _, mean) = max(islice(judged, len(some)), key=itemgetter(2))
            if stands:
                self._commit(work, one, hypothesis, mean)
            elif one.requirement not in work.tried:
                work.tried.add(one.requirement)
            else:
                work.given_up.add(one.requirement)

    def _commit(self, work: Work, one: Candidate, hypothesis: Hypothesis, score: float | None) -> None:
        work.committed = len(one.text)  # with the closing bracket
        index = one.requirement
        freed = self._without_echo(work, one, hypothesis)
        if freed is not hypothesis:
            hypothesis, score = freed, None
        work.outcomes[index], work.reasons[index] = Outcome.FORCED, "the engine decoded on from the form put in"
        self._adopt(work, hypothesis, Outcome.KEPT, "the engine said it unprompted, going on from another term")
        work.before[index], work.after[index] = work.score, score
        if score is not None:
            work.score, work.scored = score, hypothesis.text

    def _without_echo(self, work: Work, one: Candidate, hypothesis: Hypothesis) -> Hypothesis:
        """The hypothesis without what says a term once more that was put in, unless a requirement is met there."""
        source = work.requirements[one.requirement].span
        spaced, end = self._language.spaced, len(one.text)
        span = echo(hypothesis, end, source, spaced) or said_again(hypothesis.text, end, one.form.text, spaced)
        if span is None:
            return hypothesis
        shorter = without(hypothesis, span)
        met = self.verifier.met
        if met(work.requirements, shorter.text) < met(work.requirements, hypothesis.text):
            return hypothesis
        work.thinned.append(span.of(hypothesis.text).strip())
        return shorter

    def _preselect(self, works: Sequence[tuple[Work, list[Candidate]]]) -> list[tuple[Work, list[Candidate]]]:
        """The most promising candidates of each segment, by the score of the form after what stands before it.

        What the slot asks for settles most of it; the engine is asked only where more than enough are left.
        """
        pools = [self._slots.fitting(work, some) for work, some in works]
        few = [self._few(work, pool[0][0].requirement) for (work, _), pool in zip(works, pools, strict=True)]
        asked = [n for n, pool in enumerate(pools) if self.can.scoring and len(pool) > few[n]]
        pairs = [(works[n][0].source, one.text) for n in asked for one, _ in pools[n]]
        scored = iter(self.engine.score(pairs, self.source, self.target) if pairs else [])
        for n in asked:
            pools[n] = [(one, fit + next(scored).mean_from(one.span.start)) for one, fit in pools[n]]
        result = []
        for (work, _), pool, most in zip(works, pools, few, strict=True):
            ranked = sorted(pool, key=lambda pair: -pair[1])
            result.append((work, [self._slots.agreed(work, one) for one, _ in ranked[:most]]))
        return result

    def _few(self, work: Work, requirement: int) -> int:
        """How many candidates to decode on from: more where the first try has failed."""
        return self.settings.look_again if requirement in work.tried else self.settings.look_candidates

    def _grow(self, flat: Sequence[tuple[Work, Candidate]]) -> list[Hypothesis]:
        """Decode each candidate on to the end.

        Where that runs letters into the form, or a name into a word, try other continuations: for a segment's likeliest
        candidate, and for all of them where none came out whole.
        """
        grown = self._onward([(work, one.text) for work, one in flat])
        whole = [self._clear(work, hypothesis, one) for hypothesis, (work, one) in zip(grown, flat, strict=True)]
        safe = {id(work) for (work, _), fine in zip(flat, whole, strict=True) if fine}
        first = {id(work): i for i, (work, _) in reversed(list(enumerate(flat)))}
        broken = [
            i for i, (work, _) in enumerate(flat) if not whole[i] and (i == first[id(work)] or id(work) not in safe)
        ]
        left = []
        for index, hypothesis in zip(broken, self._bypass([flat[i] for i in broken]), strict=True):
            if hypothesis is not None:
                grown[index] = hypothesis
            else:
                left.append(index)
        for index, hypothesis in zip(left, self._spliced([flat[i] for i in left]), strict=True):
            if self._clear(flat[index][0], hypothesis, flat[index][1]) or not self._intact(
                grown[index], flat[index][1]
            ):
                grown[index] = hypothesis
        return grown

    def _spliced(self, flat: Sequence[tuple[Work, Candidate]]) -> list[Hypothesis]:
        """Candidates with what followed their place before, read by the engine for its attention."""
        texts = [(work, one.text + self._slots.rest(work, one)) for work, one in flat]
        read = self._decoded(texts)
        return [
            hypothesis if hypothesis.text == text else Hypothesis(text)
            for (_, text), hypothesis in zip(texts, read, strict=True)
        ]

    def _onward(self, prefixes: Sequence[tuple[Work, str]]) -> list[Hypothesis]:
        """The engine's translations of segments that begin so; what falls into a loop is decoded without repetitions."""
        grown = self._decoded(prefixes)
        looping = [
            i for i, (work, _) in enumerate(prefixes) if not work.no_repeat and loops(grown[i].text, work.source)
        ]
        for index in looping:
            prefixes[index][0].no_repeat = self.settings.loop_ngram
        for index, hypothesis in zip(looping, self._decoded([prefixes[i] for i in looping]), strict=True):
            grown[index] = hypothesis
        return grown

    def _decoded(self, prefixes: Sequence[tuple[Work, str]]) -> list[Hypothesis]:
        """The same with repetitions as they come; greedy where other terms will be put in after this."""
        grown: list[Hypothesis] = [Hypothesis("")] * len(prefixes)
        groups: dict[tuple[int, int], list[int]] = {}
        for index, (work, _) in enumerate(prefixes):
            beam = self.settings.look_beam if len(work.waiting) == 1 else 1
            groups.setdefault((work.no_repeat, beam), []).append(index)
        for (size, beam), members in groups.items():
            options = Options(beam, alignment=self.can.alignment, no_repeat=size)
            requests = [Request(prefixes[i][0].source, prefixes[i][1]) for i in members]
            for index, hypotheses in zip(members, self._translate(requests, options), strict=True):
                grown[index] = hypotheses[0]
        return grown

    def _bypass(self, flat: Sequence[tuple[Work, Candidate]]) -> list[Hypothesis | None]:
        """Continuations that leave the form whole, None where the engine has none among its likeliest next tokens."""
        settings = self.settings
        count = settings.look_alternatives if self._language.spaced else settings.name_alternatives
        options = Options(1, count, alignment=self.can.alignment, alternatives=True, ahead=1)
        found: list[Hypothesis | None] = [None] * len(flat)
        requests = [Request(work.source, one.text) for work, one in flat]
        for index, ((work, one), hypotheses) in enumerate(zip(flat, self._translate(requests, options), strict=True)):
            clear = [some for some in hypotheses if self._clear(work, some, one)]
            behind = work.source[work.requirements[one.requirement].span.end :]
            rated = [
                (0 if some.complete else runon.freshness(some.text[len(one.text) :], behind, self.target), some)
                for some in clear
            ]
            usable = [pair for pair in rated if pair[0] is not None]
            found[index] = min(usable, key=itemgetter(0))[1] if usable else None
        begun = [index for index, start in enumerate(found) if start and not start.complete]
        prefixes = [(flat[i][0], start.text) for i in begun if (start := found[i])]
        for index, whole in zip(begun, self._onward(prefixes), strict=True):
            found[index] = whole if self._clear(flat[index][0], whole, flat[index][1]) else None
        return found

    def _clear(self, work: Work, hypothesis: Hypothesis, one: Candidate) -> bool:
        """Whether the form is intact and, as a name, no part of a word."""
        if not self._intact(hypothesis, one):
            return False
        following = hypothesis.text[one.span.end :]
        if not runon.fault(work.requirements[one.requirement], one.form.text, following, self.target):
            return True
        # 检察长沙米拉: an office, and its holder's name
        begin = following.split()[0] if self._language.spaced else following[0]
        return any(self.verifier.lemma(requirement).startswith(begin) for requirement in work.requirements)

    def _intact(self, hypothesis: Hypothesis, one: Candidate) -> bool:
        """Whether the form stands where it was put and ends where it should."""
        span = one.span
        if hypothesis.text[span.start : span.end] != one.text[span.start : span.end]:
            return False
        following = hypothesis.text[span.end : span.end + 1]
        if touching(one.text[-1:], following) and span.end == len(one.text):
            return False
        return not (self._language.spaced and (following.isalnum() or following == "-"))

    def _means(self, pairs: Sequence[tuple[str, str] | None]) -> list[float | None]:
        """The mean log-probability per token of each text given its source, where it is asked for and can be told."""
        asked = [pair for pair in pairs if pair]
        scored = iter(self.engine.score(asked, self.source, self.target) if self.can.scoring and asked else [])
        return [next(scored).mean if pair and self.can.scoring else None for pair in pairs]

    def _value(
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

    def _score(self, works: Sequence[Work]) -> None:
        """Score the texts that have changed since they were; what had no rival was not scored when it was put in."""
        changed = [work for work in works if work.hypothesis.text != work.scored and self.settings.scores]
        pairs = [(work.source, work.hypothesis.text) for work in changed]
        for work, mean in zip(changed, self._means(pairs), strict=True):
            if mean is not None:
                work.score, work.scored = mean, work.hypothesis.text
        for work in works:
            if work.scored != work.hypothesis.text:
                continue
            for index, outcome in enumerate(work.outcomes):
                if outcome is Outcome.FORCED and work.after[index] is None:
                    work.after[index] = work.score
