"""Making an engine say missing terms: spliced into its draft where that reads well, else decoded on from.

All segments go through every step together, so that each step is a few large batches. Where a term is missing, the target
is cut at its likely place, the form is put in, and the engine decodes on from there (prefix-constrained decoding; Hokamp
and Liu 2017 search a grid of constraints; here the places come from attention, the forms from the term's paradigm, and
whole candidates are compared by the model's own score).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from operator import itemgetter

from dragoman.termbase.language import language

from . import runon
from .constrain import Candidate, echo, said_again, substituted
from .direction import Direction
from .engines.base import Hypothesis, Options, Request
from .judge import Judge
from .progress import Tell
from .repetition import loops
from .results import Outcome
from .slots import Slots
from .splice import Splicer
from .verify import Verifier
from .work import Settings, Work


class Forcer:
    """Puts terms into hypotheses of one direction of an engine."""

    def __init__(
        self, direction: Direction, verifier: Verifier, slots: Slots, judge: Judge, settings: Settings
    ) -> None:
        self._direction, self._verifier, self._settings = direction, verifier, settings
        self._slots, self._judge = slots, judge
        self._target = language(verifier.target_language)
        self._splicer = Splicer(direction, verifier, slots, judge, settings, self._preselect)

    def force(self, works: Sequence[Work], chances: float, tell: Tell) -> None:
        """Put in every term that can be forced.

        chances: about how many characters of source may be decoded on from a form, those that read worst first; where
        none are left, what the engine does not go on from well is put in all the same.
        """
        able = self._splicer.able
        while active := [work for work in works if work.waiting]:
            tell(sum(len(work.unmet) for work in works))
            if able:
                self._splicer.splice(active)
            chosen = []
            for work in sorted((work for work in active if work.waiting), key=lambda work: work.reads):
                if not able or (chances > 0 and work.rounds < self._rounds_of(work)):
                    chosen.append(work)
                    work.rounds += 1
                    chances -= len(work.source)
                else:
                    if work.spliced:
                        work.become(work.spliced)
                    work.given_up.update(work.waiting)
            self._force(chosen)

    def _rounds_of(self, work: Work) -> int:
        """How often a segment may be decoded on."""
        return self._settings.look_rounds + len(work.requirements) // self._settings.look_per

    def _force(self, works: Sequence[Work]) -> None:
        """Put one more term into each segment, or give it up as one that cannot be forced."""
        chosen = self._preselect([(work, self._slots.candidates(work)) for work in works])
        flat = [(work, one) for work, some in chosen for one in some]
        grown = self._grow(flat)
        contested = {id(work) for work, some in chosen if len(some) > 1}
        means = self._direction.means(
            [
                (work.source, hypothesis.text) if id(work) in contested else None
                for (work, _), hypothesis in zip(flat, grown, strict=True)
            ]
        )
        values = [
            self._judge.value(work, one, hypothesis, mean)
            for (work, one), hypothesis, mean in zip(flat, grown, means, strict=True)
        ]
        judged = zip(flat, grown, values, strict=True)
        for work, some in chosen:
            (_, one), hypothesis, (stands, _, mean) = max(islice(judged, len(some)), key=itemgetter(2))
            if stands:
                self._commit(work, one, hypothesis, mean)
                if work.spliced and self._judge.loses(work, work.spliced):
                    work.spliced.rounds = work.rounds
                    work.become(work.spliced)
                work.spliced = None
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
        self._judge.adopt(work, hypothesis, Outcome.KEPT, "the engine said it unprompted, going on from another term")
        work.before[index], work.after[index] = work.score, score
        if score is not None:
            work.score, work.scored = score, hypothesis.text

    def _without_echo(self, work: Work, one: Candidate, hypothesis: Hypothesis) -> Hypothesis:
        """The hypothesis without what says a term once more that was put in, unless a requirement is met there."""
        source = work.requirements[one.requirement].span
        spaced, end = self._target.spaced, len(one.text)
        span = echo(hypothesis, end, source, spaced) or said_again(hypothesis.text, end, one.form.text, spaced)
        if span is None:
            return hypothesis
        shorter = substituted(hypothesis, span, "")
        met = self._verifier.met
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
        asked = [n for n, pool in enumerate(pools) if self._direction.can.scoring and len(pool) > few[n]]
        pairs = [(works[n][0].source, one.text) for n in asked for one, _ in pools[n]]
        scored = iter(self._direction.score(pairs))
        for n in asked:
            pools[n] = [(one, fit + next(scored).mean_from(one.span.start)) for one, fit in pools[n]]
        result = []
        for (work, _), pool, most in zip(works, pools, few, strict=True):
            ranked = sorted(pool, key=lambda pair: -pair[1])
            result.append((work, [self._slots.agreed(work, one) for one, _ in ranked[:most]]))
        return result

    def _few(self, work: Work, requirement: int) -> int:
        """How many candidates to decode on from: more where the first try has failed."""
        return self._settings.look_again if requirement in work.tried else self._settings.look_candidates

    def _grow(self, flat: Sequence[tuple[Work, Candidate]]) -> list[Hypothesis]:
        """Decode each candidate on to the end.

        Where that runs letters into the form, or a name into a word, try other continuations: for a segment's likeliest
        candidate, and for all of them where none came out whole.
        """
        grown = self._onward([(work, one.text) for work, one in flat])
        whole = [self._judge.clear(work, hypothesis, one) for hypothesis, (work, one) in zip(grown, flat, strict=True)]
        safe = {id(work) for (work, _), fine in zip(flat, whole, strict=True) if fine}
        first = {id(work): i for i, (work, _) in reversed(list(enumerate(flat)))}
        broken = [
            i for i, (work, _) in enumerate(flat) if not whole[i] and (i == first[id(work)] or id(work) not in safe)
        ]
        for index, bypassed in zip(broken, self._bypass([flat[i] for i in broken]), strict=True):
            work, one = flat[index]
            # else what followed the place before, if that leaves the form whole or nothing does
            other = bypassed or self._slots.put_in(work, one)
            if self._judge.clear(work, other, one) or not self._judge.intact(grown[index], one):
                grown[index] = other
        return grown

    def _onward(self, prefixes: Sequence[tuple[Work, str]]) -> list[Hypothesis]:
        """The engine's translations of segments that begin so; what falls into a loop is decoded without repetitions."""
        grown = self._decoded(prefixes)
        looping = [
            i for i, (work, _) in enumerate(prefixes) if not work.no_repeat and loops(grown[i].text, work.source)
        ]
        for index in looping:
            prefixes[index][0].no_repeat = self._settings.loop_ngram
        for index, hypothesis in zip(looping, self._decoded([prefixes[i] for i in looping]), strict=True):
            grown[index] = hypothesis
        return grown

    def _decoded(self, prefixes: Sequence[tuple[Work, str]]) -> list[Hypothesis]:
        """The same with repetitions as they come."""
        grown: list[Hypothesis] = [Hypothesis("")] * len(prefixes)
        groups: dict[int, list[int]] = {}
        for index, (work, _) in enumerate(prefixes):
            groups.setdefault(work.no_repeat, []).append(index)
        for size, members in groups.items():
            options = Options(self._settings.look_beam, alignment=self._direction.can.alignment, no_repeat=size)
            requests = [Request(prefixes[i][0].source, prefixes[i][1]) for i in members]
            for index, hypotheses in zip(members, self._direction.translate(requests, options), strict=True):
                grown[index] = hypotheses[0]
        return grown

    def _bypass(self, flat: Sequence[tuple[Work, Candidate]]) -> list[Hypothesis | None]:
        """Continuations that leave the form whole, None where the engine has none among its likeliest next tokens."""
        settings = self._settings
        count = settings.look_alternatives if self._target.spaced else settings.name_alternatives
        options = Options(1, count, alignment=self._direction.can.alignment, alternatives=True, ahead=1)
        found: list[Hypothesis | None] = [None] * len(flat)
        requests = [Request(work.source, one.text) for work, one in flat]
        for index, ((work, one), hypotheses) in enumerate(
            zip(flat, self._direction.translate(requests, options), strict=True)
        ):
            clear = [some for some in hypotheses if self._judge.clear(work, some, one)]
            behind = work.source[work.requirements[one.requirement].span.end :]
            rated = [
                (0 if some.complete else runon.freshness(some.text[len(one.text) :], behind, self._target.tag), some)
                for some in clear
            ]
            usable = [pair for pair in rated if pair[0] is not None]
            found[index] = min(usable, key=itemgetter(0))[1] if usable else None
        begun = [index for index, start in enumerate(found) if start and not start.complete]
        prefixes = [(flat[i][0], start.text) for i in begun if (start := found[i])]
        for index, whole in zip(begun, self._onward(prefixes), strict=True):
            found[index] = whole if self._judge.clear(flat[index][0], whole, flat[index][1]) else None
        return found
