"""Requirements realised by engines: kept, reranked, annotated, forced, repaired, missed; and nothing lost on the way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from threading import current_thread

import numpy as np
import pytest

from dragoman.termbase.errors import EngineError
from dragoman.termbase.load import load_text
from dragoman.translate.constrain import Candidate
from dragoman.translate.decode import Decoder
from dragoman.translate.engines.base import Alignment, Capabilities, Hypothesis, Options, Request, Scored
from dragoman.translate.engines.tokens import token_spans
from dragoman.translate.judge import Judge
from dragoman.translate.pipeline import Translator
from dragoman.translate.results import Outcome, Span
from dragoman.translate.verify import Located, Requirement, Verifier
from dragoman.translate.work import Mentions, Settings, Work

TERMBASE = """
- id: pg
  kind: title
  en: {preferred: Prosecutor General}
  ru:
    preferred: {form: генеральный прокурор, gender: m, animate: true}
    forbidden: [{form: прокурор-генерал, why: calque, scope: always}, {form: главный начальник, why: loose}]
- id: spirit
  kind: slogan
  en: {preferred: Shanghai Spirit}
  ru: {preferred: {form: шанхайский дух, gender: m}}
- id: ying
  kind: person
  en: {preferred: Ying Yong}
  ru: {preferred: {form: Ин Юн, gender: m, animate: true}}
"""

WORDS = {
    "the": "", "met": "встретил", "and": "и", "praised": "похвалил", "in": "в", "general": "генерал",
    "prosecutor": "обвинитель", "ying": "инг", "yong": "йонг", "shanghai": "шанхай", "spirit": "призрак",
}  # fmt: skip


class WordEngine:
    """Translates word by word and aligns as it does; after a prefix it goes on behind the source words it used up.

    nbest: extra hypotheses by source text. glue: letters it runs on with behind any prefix that ends in a letter.
    """

    name = "words"

    def __init__(self, can: Capabilities, nbest: dict[str, list[str]] | None = None, glue: str = "") -> None:
        self.can, self.extra, self.glue = can, nbest or {}, glue
        self.annotated: list[Request] = []

    def pairs(self) -> Sequence[tuple[str, str]]:
        return [("en", "ru")]

    def capabilities(self, source: str, target: str) -> Capabilities:
        return self.can

    def describe(self, source: str, target: str) -> str:
        return "a dictionary of words"

    def translate(
        self, requests: Sequence[Request], source: str, target: str, options: Options
    ) -> list[list[Hypothesis]]:
        return [self._one(request, options) for request in requests]

    def _one(self, request: Request, options: Options) -> list[Hypothesis]:
        if request.annotations:
            self.annotated.append(request)
            lemmas = " ".join(annotation.lemmas for annotation in request.annotations)
            return [self._hypothesis(request, lemmas, "")]
        glue = self.glue if request.prefix and not options.alternatives else ""
        first = self._hypothesis(request, request.prefix, glue)
        more = [Hypothesis(text, first.score - 0.1) for text in self.extra.get(request.text, [])]
        return [first, *more][: max(1, options.nbest)] if not request.prefix else [first]

    def _hypothesis(self, request: Request, prefix: str, glue: str) -> Hypothesis:
        words = request.text.rstrip(".").split()
        used = min(len(prefix.split()), len(words))
        rest = [WORDS.get(word.lower().strip(",."), word) for word in words[used:]]
        text = " ".join(part for part in (prefix + glue, *rest) if part).strip()
        text += "." if request.text.endswith(".") else ""
        return Hypothesis(text, -1.0, self._alignment(request.text, text) if self.can.alignment else None)

    @staticmethod
    def _alignment(source: str, text: str) -> Alignment:
        source_spans = token_spans(source.split(), source)
        target_spans = token_spans(text.split(), text)
        weights = np.zeros((len(target_spans), len(source_spans)), dtype=np.float32)
        for row in range(len(target_spans)):
            weights[row, min(row, len(source_spans) - 1)] = 1.0
        return Alignment(source_spans, target_spans, weights)

    def score(self, pairs: Sequence[tuple[str, str]], source: str, target: str) -> list[Scored]:
        return [
            Scored((-1.0,) * (len(text.split()) + 1), (*token_spans(text.split(), text), Span(len(text), len(text))))
            for _, text in pairs
        ]


FULL = Capabilities(prefix=True, nbest=True, alignment=True, scoring=True)
SOURCE = "The Prosecutor General met Ying Yong and praised the Shanghai Spirit."


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return Verifier(load_text(TERMBASE), "en", "ru")


def outcomes(engine: WordEngine, verifier: Verifier, source: str = SOURCE) -> tuple[str, list[Outcome | None]]:
    work = Decoder(engine, verifier, Settings(nbest=4, look_rounds=3)).decode([source])[0]
    return work.hypothesis.text, work.outcomes


def test_missing_terms_are_forced_and_the_text_reads_on(verifier: Verifier) -> None:
    text, found = outcomes(WordEngine(FULL), verifier)
    assert found == [Outcome.FORCED] * 3
    check = verifier.check(SOURCE, text)
    assert all(term.target for term in check.terms)
    assert "похвалил" in text
    work = Decoder(WordEngine(FULL), verifier, Settings(look_rounds=3)).decode([SOURCE])[0]
    # the engine finds every text equally likely
    assert [*work.before, *work.after, work.score] == [-1.0] * 7
    assert text.endswith(".")


def test_groups_side_by_side_give_what_one_gives(verifier: Verifier) -> None:
    segments = [f"{SOURCE} {number}" if number % 3 else "Ying Yong met." for number in range(70)]
    once: list[tuple[int, int]] = []
    alone = Decoder(WordEngine(FULL), verifier).decode(segments, lambda *done: once.append(done))
    threads: set[str] = set()

    class Watched(WordEngine):
        def translate(
            self, requests: Sequence[Request], source: str, target: str, options: Options
        ) -> list[list[Hypothesis]]:
            threads.add(current_thread().name)
            return super().translate(requests, source, target, options)

    told: list[tuple[int, int]] = []
    grouped = Decoder(Watched(replace(FULL, parallel=4)), verifier).decode(segments, lambda *done: told.append(done))
    assert len(threads) > 2
    assert [(work.hypothesis.text, work.outcomes) for work in grouped] == [
        (work.hypothesis.text, work.outcomes) for work in alone
    ]
    assert told[-1] == once[-1] == (told[-1][1], told[-1][1])
    assert all(a[0] <= b[0] and a[1] == b[1] for a, b in pairwise(told))
    for segment, work in zip(segments, grouped, strict=True):
        (single,) = Decoder(WordEngine(FULL), verifier).decode([segment])
        assert single.hypothesis.text == work.hypothesis.text


def test_an_engine_that_fails_in_a_group_is_heard(verifier: Verifier) -> None:
    class Broken(WordEngine):
        def score(self, pairs: Sequence[tuple[str, str]], source: str, target: str) -> list[Scored]:
            raise EngineError("out of order")

        def translate(
            self, requests: Sequence[Request], source: str, target: str, options: Options
        ) -> list[list[Hypothesis]]:
            if any(request.prefix for request in requests):
                raise EngineError("out of order")
            return super().translate(requests, source, target, options)

    with pytest.raises(EngineError, match="out of order"):
        Decoder(Broken(replace(FULL, parallel=2)), verifier).decode([f"{SOURCE} {number}" for number in range(40)])


def test_a_term_the_engine_says_by_itself_is_kept(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WORDS, "prosecutor", "генеральный")
    monkeypatch.setitem(WORDS, "general", "прокурор")
    _, found = outcomes(WordEngine(FULL), verifier, "Prosecutor General met.")
    assert found == [Outcome.KEPT]


def test_another_hypothesis_that_has_the_term_is_taken(verifier: Verifier) -> None:
    engine = WordEngine(FULL, {"Prosecutor General met.": ["Генеральный прокурор встретил."]})
    text, found = outcomes(engine, verifier, "Prosecutor General met.")
    assert (text, found) == ("Генеральный прокурор встретил.", [Outcome.RERANKED])


def test_an_engine_trained_on_annotation_is_given_the_lemmas(verifier: Verifier) -> None:
    engine = WordEngine(Capabilities(nbest=True, annotation=True))
    _, found = outcomes(engine, verifier, "Prosecutor General met.")
    assert found == [Outcome.ANNOTATED]
    assert engine.annotated[0].annotations[0].lemmas == "генеральный прокурор"


def test_an_engine_that_takes_no_prefix_is_repaired_and_flagged(verifier: Verifier) -> None:
    work = Decoder(WordEngine(Capabilities()), verifier).decode([SOURCE])[0]
    assert work.outcomes == [Outcome.REPAIRED] * 3
    assert all(work.doubts)
    assert all(term.target for term in verifier.check(SOURCE, work.hypothesis.text).terms)


def test_an_attribute_left_of_another_noun_agrees_with_the_term(
    verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WORDS, "reliable", "надежная")
    text, found = outcomes(WordEngine(FULL), verifier, "Reliable Prosecutor General met.")
    assert found == [Outcome.FORCED]
    assert text.startswith("надежный генеральный прокурор")


@pytest.mark.parametrize("can", [FULL, Capabilities(prefix=True)])
def test_what_follows_a_bracketed_term_stays_out_of_the_bracket(verifier: Verifier, can: Capabilities) -> None:
    work = Decoder(WordEngine(can), verifier).decode(["They met (Ying Yong) Shanghai Spirit."])[0]
    assert work.outcomes == [Outcome.FORCED] * 2
    assert re.search(r"\(Ин Юна?\) шанхайск", work.hypothesis.text)
    alone = Decoder(WordEngine(can), verifier).decode(["They met (Ying Yong) there."])[0]
    assert alone.hypothesis.text[: alone.committed].endswith(")")


def test_letters_run_into_a_form_are_not_accepted(verifier: Verifier) -> None:
    text, found = outcomes(WordEngine(FULL, glue="ский"), verifier, "Prosecutor General met.")
    assert found == [Outcome.FORCED]
    assert "прокурорский" not in text
    assert "прокурорский".join(["", ""]) not in text


def test_a_forbidden_form_is_replaced_and_said_so(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WORDS, "prosecutor", "прокурор-генерал")
    monkeypatch.setitem(WORDS, "general", "")
    result = Translator(verifier.termbase, WordEngine(Capabilities())).translate("Prosecutor General met.", "en", "ru")
    assert result.text.lower().startswith("генеральный прокурор")
    assert result.text.lower().count("прокурор") == 1
    assert [finding.code for finding in result.segments[0].findings] == ["replaced-form"]


def test_what_cannot_be_forced_does_not_hold_up_the_rest(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = Judge.value

    def picky(
        judge: Judge, work: Work, one: Candidate, hypothesis: Hypothesis, mean: float | None
    ) -> tuple[int, float, float | None]:
        stands, worth, mean = judged(judge, work, one, hypothesis, mean)
        return (stands if one.requirement != 1 else 0), worth, mean

    monkeypatch.setattr(Judge, "value", picky)
    work = Decoder(WordEngine(Capabilities(prefix=True, alignment=True)), verifier).decode([SOURCE])[0]
    assert work.outcomes == [Outcome.FORCED, Outcome.REPAIRED, Outcome.FORCED]


class Overwhelmed(WordEngine):
    """Falls into a loop in anything long."""

    def _hypothesis(self, request: Request, prefix: str, glue: str) -> Hypothesis:
        whole = super()._hypothesis(request, prefix, glue)
        return Hypothesis("и " * 30, -1.0) if len(request.text) > 170 else whole


LETTERS = [" and ".join(f"{letter}{end}" for letter in "abcdefgh") for end in ("one", "two")]
LONG = f"{SOURCE[:-1]} in {LETTERS[0]}; the Prosecutor General met Ying Yong in {LETTERS[1]}."


def test_a_long_sentence_the_engine_loses_its_way_in_is_translated_in_clauses(verifier: Verifier) -> None:
    assert len(LONG) > 170
    result = Translator(verifier.termbase, Overwhelmed(FULL)).translate(LONG, "en", "ru").segments[0]
    assert [term.outcome for term in result.terms] == [Outcome.FORCED] * 5
    assert [finding.code for finding in result.findings] == ["clauses"]
    assert result.target.count(";") == 1
    assert all(term.target and term.target.of(result.target) == term.form for term in result.terms)


def test_clauses_are_joined_where_later_mentions_are_waived(verifier: Verifier) -> None:
    settings = Settings(mentions=Mentions.FIRST)
    result = Translator(verifier.termbase, Overwhelmed(FULL), settings).translate(LONG, "en", "ru").segments[0]
    assert [term.outcome for term in result.terms] == [Outcome.FORCED] * 3 + [Outcome.WAIVED] * 2
    assert [finding.code for finding in result.findings] == ["clauses"]


def test_a_term_in_quotes_gets_no_second_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    termbase = load_text("- {id: five, en: Shanghai Five, ru: {preferred: {form: «Шанхайская пятёрка»}}}\n")
    monkeypatch.setitem(WORDS, "shanghai", "««Шанхайская")
    monkeypatch.setitem(WORDS, "five", "пятёрка»»")
    result = Translator(termbase, WordEngine(FULL)).translate("the Shanghai Five praised", "en", "ru")
    assert result.text == "«Шанхайская пятёрка» похвалил"
    assert result.terms()[0].outcome is Outcome.KEPT


def test_protected_spans_survive(verifier: Verifier) -> None:
    source = "Ying Yong praised 450 at https://example.org/a?b=1 in {name}."
    result = Translator(verifier.termbase, WordEngine(Capabilities(prefix=True, scoring=True))).translate(
        source, "en", "ru"
    )
    for kept in ("450", "https://example.org/a?b=1", "{name}"):
        assert kept in result.text
    assert not [term for segment in result.segments for term in segment.terms if term.outcome is Outcome.MISSED]


def test_layout_is_kept_and_repeated_sentences_are_translated_alike(verifier: Verifier) -> None:
    result = Translator(verifier.termbase, WordEngine(FULL)).translate("Ying Yong met.\n\nYing Yong met.\n", "en", "ru")
    first, blank, second, end = result.text.split("\n")
    assert first == second != ""
    assert blank == end == ""


def test_progress_runs_to_its_end(verifier: Verifier) -> None:
    told: list[tuple[int, int]] = []
    Decoder(WordEngine(FULL), verifier).decode([SOURCE], lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert all(a[0] <= b[0] for a, b in zip(told, told[1:], strict=False))


def test_without_the_last_resort_what_cannot_be_forced_is_missed(verifier: Verifier) -> None:
    work = Decoder(WordEngine(Capabilities()), verifier, Settings(insert=False)).decode([SOURCE])[0]
    assert work.outcomes == [Outcome.MISSED] * 3


def test_the_final_text_is_scored_where_that_is_wanted(verifier: Verifier) -> None:
    class Counting(WordEngine):
        """Counts what it is asked to score."""

        scored = 0

        def score(self, pairs: Sequence[tuple[str, str]], source: str, target: str) -> list[Scored]:
            self.scored += len(pairs)
            return super().score(pairs, source, target)

    asked, after = {}, {}
    for scores in (True, False):
        engine = Counting(Capabilities(prefix=True, scoring=True))
        work = Decoder(engine, verifier, Settings(scores=scores)).decode(["Ying Yong met."])[0]
        asked[scores], after[scores] = engine.scored, work.after
    assert asked[True] == asked[False] + 1
    assert after == {True: [-1.0], False: [None]}


def test_what_falls_into_a_loop_behind_a_term_is_decoded_without_repetitions(verifier: Verifier) -> None:
    class Dizzy(WordEngine):
        """Goes round in circles behind a prefix unless n-grams may not come back."""

        def _one(self, request: Request, options: Options) -> list[Hypothesis]:
            hypotheses = super()._one(request, options)
            if not request.prefix or options.no_repeat:
                return hypotheses
            return [Hypothesis(hypothesis.text + " и так далее" * 5) for hypothesis in hypotheses]

    work = Decoder(Dizzy(FULL), verifier).decode(["Ying Yong met."])[0]
    assert work.outcomes == [Outcome.FORCED]
    assert work.hypothesis.text == "Ин Юн встретил."


def test_the_words_that_a_form_stands_for_do_not_come_back(verifier: Verifier) -> None:
    class Stuck(WordEngine):
        """Runs on with letters behind a prefix, whatever it is asked."""

        def _one(self, request: Request, options: Options) -> list[Hypothesis]:
            return super()._one(request, Options(options.beam) if request.prefix else options)

    work = Decoder(Stuck(FULL, glue="ский"), verifier).decode(["Ying Yong met."])[0]
    assert work.hypothesis.text == "Ин Юн встретил."


TWICE = ["Ying Yong met Ying Yong in 2020 and in 2020.", "Ying Yong praised the Shanghai Spirit."]


@pytest.mark.parametrize(
    ("mentions", "waived"),
    [
        (Mentions.EVERY, [[], []]),
        (Mentions.FIRST, [["Ying Yong"], []]),
        (Mentions.DOCUMENT, [["Ying Yong"], ["Ying Yong"]]),
    ],
)
def test_later_mentions_need_no_term_where_the_policy_says_so(
    verifier: Verifier, mentions: Mentions, waived: list[list[str]]
) -> None:
    works = Decoder(WordEngine(FULL), verifier, Settings(mentions=mentions)).decode(TWICE)
    left = [
        [r.text for r, outcome in zip(work.requirements, work.outcomes, strict=True) if outcome is Outcome.WAIVED]
        for work in works
    ]
    assert left == waived
    assert all(outcome is not Outcome.MISSED for work in works for outcome in work.outcomes)
    assert works[0].hypothesis.text.count("2020") == 2


def test_a_waived_mention_that_the_engine_renders_by_itself_counts(
    verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WORDS, "ying", "Ин")
    monkeypatch.setitem(WORDS, "yong", "Юн")
    work = Decoder(WordEngine(FULL), verifier, Settings(mentions=Mentions.FIRST)).decode(TWICE[:1])[0]
    assert Outcome.WAIVED not in work.outcomes


def test_a_number_is_written_as_it_usually_is(verifier: Verifier) -> None:
    class Wordy(WordEngine):
        """Likes long texts, and so «100 тыс.»."""

        def score(self, pairs: Sequence[tuple[str, str]], source: str, target: str) -> list[Scored]:
            return [
                Scored((-1.0 / len(text),) * len(found.logprobs), found.spans)
                for (_, text), found in zip(pairs, super().score(pairs, source, target), strict=True)
            ]

    work = Decoder(Wordy(FULL), verifier).decode(["It praised 100,000 in general."])[0]
    assert "100 000" in work.hypothesis.text


def test_a_term_in_a_form_that_cannot_stand_there_is_put_in_anew(
    verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WORDS, "ying", "Ин")
    monkeypatch.setitem(WORDS, "yong", "Юну")
    monkeypatch.setitem(WORDS, "without", "без")
    work = Decoder(WordEngine(FULL), verifier).decode(["Met without Ying Yong."])[0]
    assert work.hypothesis.text.startswith("встретил без Ин Юна")
    assert work.outcomes == [Outcome.FORCED]
    # what takes no prefix can only be told of
    translator = Translator(verifier.termbase, WordEngine(Capabilities()))
    segment = translator.translate("Met without Ying Yong.", "en", "ru").segments[0]
    assert [term.outcome for term in segment.terms] == [Outcome.KEPT]
    assert [finding.code for finding in segment.findings] == ["term-case"]


def test_a_term_that_meets_another_of_the_same_words_counts_for_that(monkeypatch: pytest.MonkeyPatch) -> None:
    termbase = load_text(
        "- {id: signs, en: signs, ru: {preferred: {form: признак, gender: m}}}\n"
        "- {id: symptoms, en: marks, ru: {preferred: {form: признак, gender: m}}}\n"
    )
    verifier = Verifier(termbase, "en", "ru")
    located = Verifier.locate

    def late(verifier: Verifier, requirements: Sequence[Requirement], target: str) -> list[Located | None]:
        """The last requirement gets the first place."""
        return located(verifier, requirements[::-1], target)[::-1]

    monkeypatch.setattr(Verifier, "locate", late)
    work = Decoder(WordEngine(Capabilities()), verifier).decode(["They met signs and marks there."])[0]
    assert work.outcomes == [Outcome.REPAIRED] * 2
    assert all(work.doubts)
