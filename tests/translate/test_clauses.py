"""Long sentences in clauses, and one again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.termbase.language import language
from dragoman.termbase.load import load_text
from dragoman.translate.clauses import join, parted, split
from dragoman.translate.engines.base import Hypothesis
from dragoman.translate.results import Outcome, Span
from dragoman.translate.verify import Verifier
from dragoman.translate.work import Mentions, Work

EN, RU, ZH = language("en"), language("ru"), language("zh")
LONG = (
    "The heads of the delegations spoke about the fight against terrorism in the region, and they signed the minutes of "
    "the meeting in the capital; the next one (in the north, they say, or the south) will be held in the spring of 2026."
)


def texts(text: str, whole: list[Span] | None = None, tag: str = "en") -> list[str]:
    return [span.of(text) for span in split(text, whole or [], language(tag))]


def test_a_short_sentence_stays_whole() -> None:
    assert texts("He came, saw; and conquered.") == ["He came, saw; and conquered."]


def test_stronger_marks_and_conjunctions_are_worth_a_detour() -> None:
    assert texts(LONG) == [
        "The heads of the delegations spoke about the fight against terrorism in the region, and they signed the minutes "
        "of the meeting in the capital;",
        " the next one (in the north, they say, or the south) will be held in the spring of 2026.",
    ]


def test_no_cut_in_numbers_brackets_or_what_is_whole() -> None:
    text = "a" * 80 + " 1,000,000 " + "b" * 80 + " (one, two; three) " + "c" * 80
    assert texts(text) == [text]
    comma = LONG.index(";") + 1
    assert texts(LONG, [Span(comma - 4, comma + 4)])[0].endswith("region,")


def test_chinese_is_cut_at_its_own_marks() -> None:
    text = "检" * 50 + "，" + "察" * 50 + "。"
    assert texts(text, tag="zh") == ["检" * 50 + "，", "察" * 50 + "。"]


@given(
    st.text(alphabet=st.sampled_from("ab ,;:—()1和，；"), max_size=600),
    st.lists(st.tuples(st.integers(0, 600), st.integers(1, 40)), max_size=5),
    st.sampled_from(["en", "zh"]),
)
def test_the_pieces_are_the_text_and_respect_what_is_whole(text: str, whole: list[tuple[int, int]], tag: str) -> None:
    spans = [Span(start, start + length) for start, length in whole]
    pieces = split(text, spans, language(tag))
    assert "".join(piece.of(text) for piece in pieces) == text
    for piece in pieces[1:]:
        assert not any(span.start < piece.start < span.end for span in spans)


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return Verifier(
        load_text("- {id: a, en: Alpha, ru: Альфа, zh: 甲}\n- {id: b, en: beta, ru: бета, zh: 乙}\n"), "en", "ru"
    )


def work(verifier: Verifier, source: str, target: str) -> Work:
    requirements = verifier.requirements(source)
    count = len(requirements)
    return Work(
        source,
        requirements,
        Hypothesis("draft"),
        Hypothesis(target),
        located=verifier.locate(requirements, target),
        outcomes=[Outcome.FORCED] * count,
        reasons=[""] * count,
        before=[None] * count,
        after=[None] * count,
        doubts=[""] * count,
        score=-1.0,
    )


def joined(verifier: Verifier, tag: str, *pairs: tuple[str, str]) -> Work | None:
    source, spans = "", []
    for text, _ in pairs:
        spans.append(Span(len(source), len(source) + len(text)))
        source += text
    parts = [work(verifier, text.strip(), target) for text, target in pairs]
    return join(work(verifier, source, ""), parts, spans, verifier, language(tag))


def test_clauses_become_one_sentence(verifier: Verifier) -> None:
    whole = joined(verifier, "ru", ("Alpha went,", "Альфа ушёл."), (" and it saw;", "И увидело."), (" beta.", "Бета."))
    assert whole is not None
    assert whole.hypothesis.text == "Альфа ушёл, и увидело; бета."
    assert whole.clauses == 3
    assert [place.span.of(whole.hypothesis.text) for place in whole.located if place] == ["Альфа", "бета"]
    assert whole.outcomes == [Outcome.FORCED, Outcome.FORCED]


def test_a_name_keeps_its_capital_and_chinese_its_marks() -> None:
    verifier = Verifier(load_text("- {id: a, en: Alpha, ru: Альфа, zh: 甲}\n"), "en", "ru")
    whole = joined(verifier, "ru", ("They went —", "Они пошли."), (" Alpha too.", "Альфа тоже."))
    assert whole is not None
    assert whole.hypothesis.text == "Они пошли — Альфа тоже."
    chinese = Verifier(load_text("- {id: a, en: Alpha, zh: 甲方}\n"), "en", "zh")
    whole = joined(chinese, "zh", ("They went,", "他们去了。"), (" Alpha too.", "甲方也去了。"))
    assert whole is not None
    assert whole.hypothesis.text == "他们去了，甲方也去了。"


def test_what_would_be_lost_is_not_joined(verifier: Verifier) -> None:
    parts = [work(verifier, "Alpha,", "Альфа,"), work(verifier, "it", "оно")]
    source = "Alpha, beta"
    assert join(work(verifier, source, ""), parts, [Span(0, 6), Span(6, 11)], verifier, RU) is None


def test_clauses_know_which_mentions_are_later_ones() -> None:
    verifier = Verifier(load_text("- {id: a, en: Ying Yong, ru: Ин Юн}\n- {id: b, en: spirit, ru: дух}"), "en", "ru")
    one, two = "Ying Yong met Ying Yong;", "Ying Yong praised the spirit."
    source = f"{one} {two}"
    whole = Work(source, verifier.requirements(source), Hypothesis(""), Hypothesis(""))
    (whole.waived,) = Mentions.FIRST.waived([whole.requirements])
    assert whole.waived == {1, 2}
    spans = [Span(0, len(one)), Span(len(one), len(source))]
    parts = list(parted(whole, spans, verifier))
    assert parts == [(one, verifier.requirements(one), {1}), (two, verifier.requirements(two), {0})]
