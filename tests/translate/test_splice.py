"""Forms in the place of the engine's own words, where it finds likely what follows; else it decodes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from dragoman.termbase.load import load_text
from dragoman.translate.decode import Decoder
from dragoman.translate.engines.base import Alignment, Capabilities, Hypothesis, Options, Request, Scored
from dragoman.translate.engines.tokens import token_spans
from dragoman.translate.results import Outcome, Span
from dragoman.translate.verify import Verifier
from dragoman.translate.work import Settings, Work

TERMBASE = """
- id: pg
  kind: title
  en: {preferred: Prosecutor General}
  ru: {preferred: {form: генеральный прокурор, gender: m, animate: true}}
- id: ying
  kind: person
  en: {preferred: Ying Yong}
  ru: {preferred: {form: Ин Юн, gender: m, animate: true}}
- id: fraud
  en: cyber fraud
  ru: {preferred: {form: кибермошенничество, gender: n}}
"""
FULL = Capabilities(prefix=True, nbest=True, alignment=True, scoring=True)


class Reader:
    """Has one draft for every source, whose words look at the source words numbered; finds all it reads likely but for
    some words, and goes on from any prefix with the same words. drops: then it looks at nothing but the end."""

    name = "reader"

    def __init__(
        self, draft: str, looks: Sequence[int], unlikely: Sequence[str] = (), onward: str = "и так далее."
    ) -> None:
        self.draft, self.looks, self.unlikely, self.onward = draft, looks, unlikely, onward
        self.decoded: list[str] = []
        self.drops = False

    def pairs(self) -> Sequence[tuple[str, str]]:
        return [("en", "ru")]

    def capabilities(self, source: str, target: str) -> Capabilities:
        return FULL

    def describe(self, source: str, target: str) -> str:
        return "one draft"

    def translate(
        self, requests: Sequence[Request], source: str, target: str, options: Options
    ) -> list[list[Hypothesis]]:
        self.decoded += [request.prefix for request in requests if request.prefix]
        return [[self._one(request)] for request in requests]

    def _one(self, request: Request) -> Hypothesis:
        text = f"{request.prefix} {self.onward}" if request.prefix else self.draft
        sources = token_spans(request.text.split(), request.text)
        spans = token_spans(text.split(), text)
        weights = np.zeros((len(spans), len(sources)), dtype=np.float32)
        for row in range(len(spans)):
            if not request.prefix:
                weights[row, self.looks[min(row, len(self.looks) - 1)]] = 1.0
            elif self.drops:
                weights[row, -1] = 1.0
            else:
                weights[row] = 1 / len(sources)
        return Hypothesis(text, -0.5, Alignment(sources, spans, weights))

    def score(self, pairs: Sequence[tuple[str, str]], source: str, target: str) -> list[Scored]:
        found = []
        for _, text in pairs:
            spans = token_spans(text.split(), text)
            likely = [-9.0 if span.of(text) in self.unlikely else -0.2 for span in spans]
            found.append(Scored((*likely, -0.2), (*spans, Span(len(text), len(text)))))
        return found


SOURCE = "Yesterday the Prosecutor General met Ying Yong there."
#                                      0     2       3        2            4           5    6
DRAFT, LOOKS = "Вчера главный обвинитель встретил господина Инга там.", (0, 2, 3, 4, 5, 6, 7)


def worked(engine: Reader, source: str = SOURCE, settings: Settings | None = None) -> Work:
    verifier = Verifier(load_text(TERMBASE), "en", "ru")
    (work,) = Decoder(engine, verifier, settings).decode([source])
    return work


def test_what_reads_well_is_not_decoded_anew() -> None:
    engine = Reader(DRAFT, LOOKS)
    work = worked(engine)
    assert work.hypothesis.text == "Вчера генеральный прокурор встретил Ин Юна там."
    assert work.outcomes == [Outcome.FORCED] * 2
    assert work.reasons == ["put in the place of the engine's own words for it"] * 2
    assert engine.decoded == []
    assert work.before == [-0.5, -0.5]
    assert work.after == [pytest.approx(-0.2)] * 2
    assert work.score == pytest.approx(-0.2)


def test_from_the_first_form_that_does_not_read_well_the_engine_decodes_on() -> None:
    engine = Reader(DRAFT, LOOKS, unlikely=["встретил"])
    work = worked(engine)
    assert engine.decoded == ["Вчера генеральный прокурор"]
    assert work.hypothesis.text.startswith("Вчера генеральный прокурор ")
    assert work.hypothesis.text.endswith(" и так далее.")
    engine = Reader(DRAFT, LOOKS, unlikely=["там."])
    work = worked(engine)
    assert engine.decoded == ["Вчера генеральный прокурор встретил Ин Юна"]
    assert work.outcomes == [Outcome.FORCED] * 2
    assert [reason.split()[0] for reason in work.reasons] == ["put", "the"]


def test_the_forms_stay_and_are_doubted_where_decoding_on_would_leave_things_out() -> None:
    engine = Reader(DRAFT, LOOKS, unlikely=["встретил"], onward="и все.")
    engine.drops = True
    work = worked(engine)
    assert engine.decoded == ["Вчера генеральный прокурор"]
    assert work.hypothesis.text == "Вчера генеральный прокурор встретил Ин Юна там."
    assert work.outcomes == [Outcome.FORCED] * 2
    assert [bool(doubt) for doubt in work.doubts] == [True, False]
    # a term that cannot be put in so («кибер … мошенничество») is no reason to decode the same once more
    engine.draft, engine.looks = (
        "Вчера главный обвинитель встретил кибер Инга мошенничество там.",
        (0, 2, 3, 4, 8, 6, 9, 10),
    )
    engine.decoded.clear()
    worked(engine, "Yesterday the Prosecutor General met Ying Yong in cyber fraud there.")
    assert engine.decoded == ["Вчера генеральный прокурор"]


def test_a_segment_is_decoded_on_a_few_times_only_and_what_then_reads_badly_is_doubted() -> None:
    text = "Yesterday the Prosecutor General met Ying Yong in cyber fraud there."
    draft, looks, unlikely = "Вчера встретил там.", (0, 4, 10), ["встретил", "там.", "и"]
    for rounds, doubted in ((1, 1), (2, 0), (5, 0)):
        engine = Reader(draft, looks, unlikely)
        work = worked(engine, text, Settings(look_rounds=rounds))
        assert len(engine.decoded) == min(rounds, 2)
        assert work.outcomes == [Outcome.FORCED] * 3
        assert sum(map(bool, work.doubts)) == doubted


@pytest.mark.parametrize("likely", [True, False])
def test_where_the_engine_has_no_words_for_a_term_it_is_put_in_if_it_is_likely_there(likely: bool) -> None:
    source = "Ying Yong met them in person."
    engine = Reader("встретил их лично.", (2, 3, 5), unlikely=[] if likely else ["Ин"])
    work = worked(engine, source)
    assert bool(engine.decoded) is not likely
    if likely:
        assert work.hypothesis.text == "Ин Юн встретил их лично."
        assert work.reasons == ["put in where the engine had no words for it"]


@pytest.mark.parametrize(
    ("draft", "looks"),
    [
        ("Вчера обвиняли его там.", (0, 3, 5, 7)),  # a verb stands where the title should
        ("Вчера главный встретил обвинителя там.", (0, 2, 4, 3, 7)),  # its words stand apart
    ],
)
def test_what_does_not_render_just_the_term_stays_for_the_engine(draft: str, looks: tuple[int, ...]) -> None:
    engine = Reader(draft, looks)
    worked(engine, "Yesterday the Prosecutor General met him right there.")
    assert engine.decoded


def test_the_form_is_in_the_case_of_the_words_it_takes_the_place_of() -> None:
    source = "Talks with Prosecutor General there."
    for draft, form in (
        ("Беседы c обвинителем там.", "генеральным прокурором"),
        ("Беседы обвинителя там.", "генерального"),
    ):
        looks = (0, 1, 3, 4) if draft.count(" ") == 3 else (0, 3, 4)
        assert form in worked(Reader(draft, looks), source).hypothesis.text


def test_a_predicate_agrees_with_the_person_put_before_it() -> None:
    work = worked(Reader("Вчера Инга также встретила их.", (0, 1, 3, 3, 4)), "Yesterday Ying Yong met them.")
    assert work.hypothesis.text == "Вчера Ин Юн также встретил их."


def test_so_does_one_of_the_engine_s_own() -> None:
    work = worked(Reader("Вчера Ин Юн встретила их.", (0, 1, 2, 3, 4)), "Yesterday Ying Yong met them.")
    assert (work.hypothesis.text, work.outcomes) == ("Вчера Ин Юн встретил их.", [Outcome.KEPT])


def test_a_preposition_that_the_verb_asks_for_stays() -> None:
    source = "They spoke about cyber fraud there."
    work = worked(Reader("Они говорили о мошенничестве там.", (0, 1, 3, 3, 5)), source)
    assert work.hypothesis.text == "Они говорили о кибермошенничестве там."


def test_a_number_as_the_source_writes_it_is_mended_where_it_stands() -> None:
    engine = Reader("У мужчин (0.31/100,000) там.", (0, 1, 2, 3))
    work = worked(engine, "In men (0.31/100,000) there.")
    assert work.hypothesis.text == "У мужчин (0.31/100 000) там."
    assert engine.decoded == []


def test_of_a_long_document_the_segments_that_read_worst_are_decoded_on_as_far_as_the_share_goes() -> None:
    """In odd segments «встретил» reads badly behind the form, in even ones worse; a sixth of all may be decoded on."""

    class Uneven(Reader):
        def score(self, pairs: Sequence[tuple[str, str]], source: str, target: str) -> list[Scored]:
            worse = [-2.0 * (int(text.split()[-1]) % 2 == 0) for text, _ in pairs]
            return [
                replace(found, logprobs=tuple(one + more * (one < -5) for one in found.logprobs))
                for found, more in zip(super().score(pairs, source, target), worse, strict=True)
            ]

    sources = [f"{SOURCE} {number}" for number in range(10, 30)]
    verifier = Verifier(load_text(TERMBASE), "en", "ru")
    for least, decoded in ((0, 4), (8 * len(SOURCE), 8), (10**6, 20)):
        engine = Uneven(DRAFT, LOOKS, unlikely=["встретил"])
        works = Decoder(engine, verifier, Settings(least_decoded=least)).decode(sources)
        assert len(engine.decoded) == decoded
        worst = [work for work in works if work.source.split()[-1] in {str(number) for number in range(10, 30, 2)}]
        onward = [work for work in works if "и так далее" in work.hypothesis.text]
        assert all(work in worst for work in onward) == (decoded <= len(worst))
        for work in works:
            assert work.outcomes[0] is Outcome.FORCED
            assert Outcome.MISSED not in work.outcomes
            assert ("adapting" in work.doubts[0]) == (work not in onward)
