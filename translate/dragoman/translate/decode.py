"""Realising requirements with an engine: rerank, then force term by term from left to right, then repair.

All segments go through every step together, so that each step is a few large batches. The method is prefix-constrained
decoding (Hokamp and Liu 2017 search a grid of constraints; here the places come from attention, the forms from the
term's paradigm, and whole candidates are compared by the model's own score): where a term is missing, the target is cut
at its likely place, the form is put in, and the engine decodes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby, islice
from operator import itemgetter

from dragoman.termbase.language import language
from dragoman.termbase.morphology.base import Form

from . import agreement
from .clauses import join, split
from .constrain import Candidate, candidate, companion, coverage, places, repeated, tail, touching, usable_forms
from .cues import cues
from .engines.base import Annotation, Engine, Hypothesis, Options, Request
from .repetition import loops, redundant
from .results import Outcome, Span
from .verify import Verifier
from .work import Settings, Work

Progress = Callable[[int, int], None]


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
        self._agreement = agreement.load(self.source, self.target)

    def decode(self, segments: Sequence[str], progress: Progress | None = None) -> list[Work]:
        """A Work per segment, in order, with every requirement met or marked missed."""
        works = self._drafts(segments)
        cut = {index: spans for index, work in enumerate(works) if len(spans := self._clauses(work)) > 1}
        parts = self._drafts([span.of(works[index].source).strip() for index, spans in cut.items() for span in spans])
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

        while active := [work for work in works if work.waiting and self.can.prefix]:
            tell()
            self._force(active)
        for work in works:
            self._purge(work)
            self._repair(work)
            self._unquote(work)
            self._thin(work)
            self._finish(work)
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
            work.no_repeat = self.settings.loop_ngram if loops(hypotheses[0].text) else 0
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
        """Make a hypothesis the current one; requirements met that had no outcome yet get this one."""
        work.hypothesis = hypothesis
        work.located = self.verifier.locate(work.requirements, hypothesis.text)
        for index, place in enumerate(work.located):
            if place is None:
                work.outcomes[index] = None
            elif work.outcomes[index] is None:
                work.outcomes[index], work.reasons[index] = outcome, reason

    def _consider(self, work: Work, pool: Sequence[Hypothesis], outcome: Outcome, reason: str) -> None:
        """Adopt the hypothesis of a pool that meets most requirements, if that is more than now at little cost."""
        best, best_key = None, (len(work.met), work.hypothesis.score)
        for hypothesis in pool:
            if hypothesis.score < work.draft.score - self.settings.rerank_loss:
                continue
            met = sum(place is not None for place in self.verifier.locate(work.requirements, hypothesis.text))
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

    def _force(self, works: Sequence[Work]) -> None:
        """Put one more term into each segment, or give it up as one that cannot be forced."""
        chosen = self._preselect([(work, self._candidates(work)) for work in works])
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
        work.committed = one.span.end
        index = one.requirement
        work.outcomes[index], work.reasons[index] = Outcome.FORCED, "the engine decoded on from the form put in"
        self._adopt(work, hypothesis, Outcome.KEPT, "the engine said it unprompted, going on from another term")
        work.before[index], work.after[index] = work.score, score
        if score is not None:
            work.score, work.scored = score, hypothesis.text

    def _candidates(self, work: Work) -> list[Candidate]:
        """Candidates for the missing term that belongs leftmost."""
        spaced = self._language.spaced
        best: tuple[int, list[int], int] | None = None
        for index in work.waiting:
            wanted = places(
                work.requirements[index],
                work.hypothesis,
                work.source,
                work.committed,
                work.met,
                spaced,
                self.settings.look_again if index in work.tried else self.settings.look_places,
            )
            key = (min(wanted), work.requirements[index].span.start)
            if best is None or key < (min(best[1]), work.requirements[best[2]].span.start):
                best = (key[0], wanted, index)
        if best is None:
            return []
        _, wanted, index = best
        requirement = work.requirements[index]
        paradigm = self.verifier.best(requirement)
        found: dict[str, Candidate] = {}
        for place in wanted:
            left = work.hypothesis.text[:place]
            for form in usable_forms(paradigm, requirement.numbers, left, self.target)[: self.settings.look_forms]:
                one = candidate(index, requirement, form, work.hypothesis.text, place, work.source, self._language)
                found.setdefault(one.text, one)
        return list(found.values())

    def _preselect(self, works: Sequence[tuple[Work, list[Candidate]]]) -> list[tuple[Work, list[Candidate]]]:
        """The most promising candidates of each segment, by the score of the form after what stands before it.

        What the slot asks for settles most of it; the engine is asked only where more than enough are left.
        """
        few = self.settings.look_candidates
        pools = [self._fitting(work, some) for work, some in works]
        asked = [n for n, pool in enumerate(pools) if self.can.scoring and len(pool) > few]
        pairs = [(works[n][0].source, one.text) for n in asked for one, _ in pools[n]]
        scored = iter(self.engine.score(pairs, self.source, self.target) if pairs else [])
        for n in asked:
            pools[n] = [(one, fit + next(scored).mean_from(one.span.start)) for one, fit in pools[n]]
        result = []
        for (work, _), pool in zip(works, pools, strict=True):
            ranked = sorted(pool, key=lambda pair: -pair[1])
            close = ranked[0][1] - self.settings.look_margin
            result.append((work, [one for one, worth in ranked[:few] if worth >= close]))
        return result

    def _fitting(self, work: Work, some: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
        """Candidates with what the case of their place counts, those left out that stand far behind the best."""
        pool: list[tuple[Candidate, float]] = []
        # forms of one place have the same words before them
        for left, group in groupby(some, key=lambda one: one.text[: one.span.start]):
            same = list(group)
            fits = self._fits(work, same[0].requirement, left, [one.form for one in same])
            pool += [(one, self.settings.agreement_weight * fit) for one, fit in zip(same, fits, strict=True)]
        close = max(fit for _, fit in pool) - self.settings.look_margin
        return [(one, fit) for one, fit in pool if fit >= close]

    def _fit(self, work: Work, one: Candidate) -> float:
        """Log-probability that the candidate's form has a case its place asks for; 0 where nothing is known."""
        return self._fits(work, one.requirement, one.text[: one.span.start], [one.form])[0]

    def _fits(self, work: Work, index: int, left: str, forms: Sequence[Form]) -> list[float]:
        requirement = work.requirements[index]
        cases = companion(requirement, work.met, work.source, left, language(self.source))
        if cases:
            return [0.0 if agreement.fill(form.features, cases) else self.settings.disagreement for form in forms]
        model = self._agreement
        if model is None:
            return [0.0] * len(forms)
        gender = self.verifier.best(requirement).gender
        seen = cues(work.source, requirement.span, left, self.target, requirement.features, gender)
        probabilities = model.probabilities(seen)
        return [model.log_probability(form.features, probabilities) for form in forms]

    def _grow(self, flat: Sequence[tuple[Work, Candidate]]) -> list[Hypothesis]:
        """Decode each candidate on to the end.

        Where that runs letters into the form, try other continuations: for a segment's likeliest candidate, and for
        all of them where none came out whole.
        """
        grown: list[Hypothesis] = [Hypothesis("")] * len(flat)
        for size in sorted({work.no_repeat for work, _ in flat}):
            members = [index for index, (work, _) in enumerate(flat) if work.no_repeat == size]
            options = Options(self.settings.look_beam, alignment=self.can.alignment, no_repeat=size)
            requests = [Request(flat[i][0].source, flat[i][1].text) for i in members]
            for index, hypotheses in zip(members, self._translate(requests, options), strict=True):
                grown[index] = hypotheses[0]
        whole = [self._intact(grown[i], one) for i, (_, one) in enumerate(flat)]
        safe = {id(work) for (work, _), fine in zip(flat, whole, strict=True) if fine}
        first = {id(work): i for i, (work, _) in reversed(list(enumerate(flat)))}
        broken = [
            i for i, (work, _) in enumerate(flat) if not whole[i] and (i == first[id(work)] or id(work) not in safe)
        ]
        options = Options(1, self.settings.look_alternatives, alignment=self.can.alignment, alternatives=True)
        requests = [Request(flat[i][0].source, flat[i][1].text) for i in broken]
        for index, hypotheses in zip(broken, self._translate(requests, options), strict=True):
            one = flat[index][1]
            fine = next((hypothesis for hypothesis in hypotheses if self._intact(hypothesis, one)), None)
            grown[index] = fine or Hypothesis(one.text + self._rest(flat[index][0], one))
        return grown

    def _intact(self, hypothesis: Hypothesis, one: Candidate) -> bool:
        """Whether the form stands where it was put and ends where it should."""
        span = one.span
        if hypothesis.text[span.start : span.end] != one.text[span.start : span.end]:
            return False
        following = hypothesis.text[span.end : span.end + 1]
        if touching(one.text[-1:], following) and span.end == len(one.text):
            return False
        return not (self._language.spaced and (following.isalnum() or following == "-"))

    def _rest(self, work: Work, one: Candidate) -> str:
        """What followed the place in the hypothesis the candidate was made from."""
        rest = work.hypothesis.text[one.place :].lstrip()
        glue = " " if (self._language.spaced and rest[:1].isalnum()) or touching(one.text, rest) else ""
        return glue + rest

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
            + self.settings.fit_weight * self._fit(work, one)
            - self.settings.repeat_weight * repeated(hypothesis.alignment, one.span, requirement.span)
            - self.settings.loop_weight * (loops(hypothesis.text) or not hypothesis.complete)
            - self.settings.forbidden_weight * bool(self.verifier.findings(work.requirements, hypothesis.text))
            - self.settings.stray_weight * len(self.verifier.strays(work.source, hypothesis.text))
        )
        return int(stands and kept > settled), value, mean

    # -- last resort --------------------------------------------------------------------------------------------

    def _repair(self, work: Work) -> None:
        """Insert what is still missing into the text as it stands; flagged, since nothing around it was adapted."""
        for index in list(work.unmet):
            requirement = work.requirements[index]
            spaced = self._language.spaced
            wanted = places(requirement, work.hypothesis, work.source, 0, work.met, spaced, 3)
            for place in (*wanted, tail(work.hypothesis.text), len(work.hypothesis.text)):
                if self._insert(work, index, place):
                    break

    def _rewrite(self, work: Work, text: str, reason: str) -> None:
        """Put another text in the place of the current one; what the engine looked at no longer holds for it."""
        self._adopt(work, replace(work.hypothesis, text=text, alignment=None), Outcome.REPAIRED, reason)

    def _insert(self, work: Work, index: int, place: int) -> bool:
        """Insert the best form of a requirement at a place, if that meets it and loses no other."""
        requirement, text = work.requirements[index], work.hypothesis.text
        forms = usable_forms(self.verifier.best(requirement), requirement.numbers, text[:place], self.target)
        fits = self._fits(work, index, text[:place], forms)
        for _, form in sorted(zip(fits, forms, strict=True), key=lambda pair: -pair[0]):
            one = candidate(index, requirement, form, text, place, work.source, self._language)
            whole = one.text + self._rest(work, one)
            located = self.verifier.locate(work.requirements, whole)
            if located[index] is not None and sum(map(bool, located)) > len(work.met):
                self._rewrite(work, whole, "inserted into the text")
                work.doubts[index] = "inserted without adapting the words around it"
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

    def _thin(self, work: Work) -> None:
        """Take out what the engine says twice or more in a row; terms stay as they are."""
        for _ in range(len(work.hypothesis.text)):
            text = work.hypothesis.text
            span = redundant(text, [met.span for _, met in work.met])
            if span is None:
                return
            shorter = text[: span.start] + text[span.end :]
            if sum(map(bool, self.verifier.locate(work.requirements, shorter))) < len(work.met):
                return
            work.thinned.append(span.of(text).strip())
            self._rewrite(work, shorter, "freed of a repetition")

    def _finish(self, work: Work) -> None:
        """Close the sentence as the source does; name what is missed."""
        text = work.hypothesis.text
        closing = work.source.rstrip()[-1:]
        ends = {
            ".": self._language.terminators[0],
            "!": self._language.terminators[1],
            "?": self._language.terminators[2],
        }
        if closing in ends and tail(text) == len(text.rstrip()):
            text = text.rstrip().rstrip(",;:，；：、—-") + ends[closing]
            work.hypothesis = replace(work.hypothesis, text=text)
            work.located = self.verifier.locate(work.requirements, text)
        for index in work.unmet:
            work.outcomes[index], work.reasons[index] = Outcome.MISSED, "no place could be found for it"

    def _score(self, works: Sequence[Work]) -> None:
        """Score the texts that have changed since they were; what had no rival was not scored when it was put in."""
        changed = [work for work in works if work.hypothesis.text != work.scored]
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
