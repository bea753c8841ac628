"""Names that run into a word are told from names that end where another word begins."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.termbase.load import load_text
from dragoman.translate.decode import Decoder
from dragoman.translate.engines.base import Capabilities, Hypothesis, Options, Request, Scored
from dragoman.translate.pipeline import Translator
from dragoman.translate.results import Outcome
from dragoman.translate.runon import findings, freshness, is_name, runs_into, runs_on
from dragoman.translate.verify import Verifier

TERMBASE = "- {id: ying, kind: person, en: {preferred: Ying Yong}, zh: {preferred: 应勇}}\n"
OFFICE = """
- {id: office, kind: title, en: Prosecutor, zh: 检察长}
- {id: shamila, kind: person, en: Shamila, zh: 沙米拉}
"""
SOURCE = "Ying Yong said so."


@pytest.mark.parametrize(
    ("name", "following", "word"),
    [
        ("应勇", "气指出", "勇气"),
        ("应勇", "敢", "勇敢"),
        ("应勇", "指出", ""),
        ("应勇", "", ""),
        ("李强", "调查", ""),
        ("李强", "调，", "强调"),
        ("总检察长", "达米安·菲格雷多", ""),
        ("总检察长", "达三年", "长达"),
        ("习近平", "等", ""),  # 平等 would be a word, but 等 stands behind names
        ("Ying Yong", " said", ""),
    ],
)
def test_words_across_the_end_of_a_name(name: str, following: str, word: str) -> None:
    assert runs_into(name, following, "zh") == word
    assert runs_into(name, following, "ru") == ""


@pytest.mark.parametrize(
    ("name", "following", "longer"),
    [
        ("应勇", "怡指出", "应勇怡"),
        ("童建明", "宋代表", "童建明宋"),
        ("应勇", "指出", ""),
        ("应勇", "说", ""),
        ("应勇", "率中国检察代表团", ""),
        ("应勇", "，", ""),
        ("应勇", "", ""),
        ("应勇", "2025", ""),
        ("沙米拉", "·巴托希", ""),
        ("沙米拉·巴托希", "怡", ""),
    ],
)
def test_persons_names_that_run_on(name: str, following: str, longer: str) -> None:
    assert runs_on(name, following, "zh") == longer
    assert runs_on(name, following, "ru") == ""


@pytest.mark.parametrize(
    ("following", "longer"),
    [
        (" Вонг встретился", "Тун Цзяньмин Вонг"),
        (" В", "Тун Цзяньмин В"),
        (" встретился", ""),
        (" (ВНП)", ""),
        (" ВНП", ""),
        (", Вонг", ""),
        ("", ""),
    ],
)
def test_names_that_run_on_between_spaces(following: str, longer: str) -> None:
    assert runs_on("Тун Цзяньмин", following, "ru") == longer


@pytest.mark.parametrize(
    ("added", "source", "tag", "expected"),
    [
        ("表示", " said", "zh", 0),
        ("，", " said", "zh", 0),
        ("在", " is", "zh", 0),
        ("志", " said", "zh", 1),
        ("\ufffd", " said", "zh", None),
        (" ", " said", "zh", None),
        ("десят", " said", "zh", None),
        (" и", " said", "ru", 0),
        (" ", " said", "ru", None),
        (",", ", who", "ru", 0),
        (",", " said", "ru", 1),
    ],
)
def test_how_plainly_something_new_begins(added: str, source: str, tag: str, expected: int | None) -> None:
    assert freshness(added, source, tag) == expected


@given(st.text(max_size=6), st.text(max_size=6))
def test_only_words_that_are_there_are_told(name: str, following: str) -> None:
    word = runs_into(name, following, "zh")
    assert not word or (name[-1] + following[0] == word and len(word) == 2)


class Eager:
    """Goes on from any beginning with a first guess, and with others where it has to."""

    name = "eager"

    def __init__(self, *guesses: str, draft: str = "他说。") -> None:
        self.guesses, self.draft = guesses, draft

    def pairs(self) -> Sequence[tuple[str, str]]:
        return [("en", "zh")]

    def capabilities(self, source: str, target: str) -> Capabilities:
        return Capabilities(prefix=True)

    def describe(self, source: str, target: str) -> str:
        return "guesses"

    def translate(
        self, requests: Sequence[Request], source: str, target: str, options: Options
    ) -> list[list[Hypothesis]]:
        return [self._one(request, options) for request in requests]

    def _one(self, request: Request, options: Options) -> list[Hypothesis]:
        if not request.prefix:
            return [Hypothesis(self.draft)]
        if request.prefix.endswith("。"):
            return [Hypothesis(request.prefix)]
        if not request.prefix.endswith("应勇"):
            return [Hypothesis(request.prefix + "说。")]
        ends = [Hypothesis(request.prefix + guess, complete=not options.ahead) for guess in self.guesses]
        return ends[: options.nbest]

    def score(self, pairs: Sequence[tuple[str, str]], source: str, target: str) -> list[Scored]:
        raise AssertionError("it cannot score")


def test_an_office_with_its_holder_counts_as_a_name() -> None:
    termbase = "- {id: pg, kind: title, en: Prosecutor General Ying Yong, zh: 检察长应勇}\n"
    requirements = Verifier(load_text(termbase), "en", "zh").requirements("Prosecutor General Ying Yong spoke.")
    assert [is_name(requirement) for requirement in requirements] == [True]


def test_a_name_right_behind_an_office_is_no_part_of_a_word() -> None:
    verifier = Verifier(load_text(OFFICE), "en", "zh")
    source = "Prosecutor Shamila spoke."
    requirements = verifier.requirements(source)
    for target, codes in (("检察长沙米拉发言。", []), ("检察长期，沙米拉。", ["name-boundary"])):
        located = verifier.locate(requirements, target)
        assert [finding.code for finding in findings(requirements, located, target, "zh")] == codes


def test_a_forced_name_is_kept_out_of_words() -> None:
    verifier = Verifier(load_text(TERMBASE), "en", "zh")
    work = Decoder(Eager("气", "士", "\ufffd", "志", "指出"), verifier).decode([SOURCE])[0]
    assert work.outcomes == [Outcome.FORCED]
    assert work.hypothesis.text == "应勇指出说。"


def test_what_stood_behind_a_place_follows_a_name_that_nothing_else_keeps_whole() -> None:
    work = Decoder(Eager("气", "士"), Verifier(load_text(TERMBASE), "en", "zh")).decode([SOURCE])[0]
    assert (work.outcomes, work.hypothesis.text) == ([Outcome.FORCED], "应勇他说。")


def test_a_name_that_cannot_be_kept_out_of_a_word_is_reported() -> None:
    engine = Eager("气", "士", draft="气说。")
    segment = Translator(load_text(TERMBASE), engine).translate(SOURCE, "en", "zh").segments[0]
    assert segment.target == "应勇气。"
    assert [finding.code for finding in segment.findings] == ["name-boundary"]
    assert segment.findings[0].target is not None
    assert segment.findings[0].target.of(segment.target) == "应勇气"
