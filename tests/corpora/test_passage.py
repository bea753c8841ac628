"""Passages with markup: own sentences give the passage back, no mark is lost, no pair is torn apart or crossed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dragoman.corpora.markup import Mark, Marked, Role
from dragoman.corpora.passage import passage
from dragoman.corpora.project import project, same_words

WORDS = [
    "One is here.",
    "Two",
    "is",
    "there!",
    "Three (3) 3.",
    " ",
    "  ",
    "\n",
    "\n\n",
    "- ",
    "«Да.»",
    "会议。",
    "。",
    "\u00a0",
]
LINE = "The prosecutors general of the member states met in the capital to"
GAP = Marked("One. Two.", (Mark(5, "<a>", Role.OPEN, "1"), Mark(5, "<img>"), Mark(5, "</a>", Role.CLOSE, "1")))


@st.composite
def marked_texts(draw: st.DrawFn) -> Marked:
    """A text with marks, pairs nested and alone ones among them, in whatever places."""
    pieces = draw(st.lists(st.sampled_from([*WORDS, LINE, LINE + "\n"]), max_size=9))
    joined = "".join(pieces)
    codes = draw(st.lists(st.sampled_from(["(", ")", "-"]), max_size=8))
    places = sorted(draw(st.lists(st.integers(0, len(joined)), min_size=len(codes), max_size=len(codes))))
    opened: list[str] = []
    marks: list[Mark] = []
    for number, (at, code) in enumerate(zip(places, codes, strict=True)):
        if code == "(":
            opened.append(str(number))
            marks.append(Mark(at, f"<{number}>", Role.OPEN, opened[-1]))
        elif code == ")" and opened:
            key = opened.pop()
            marks.append(Mark(at, f"</{key}>", Role.CLOSE, key))
        else:
            marks.append(Mark(at, f"<{number}/>"))
    marks += [Mark(len(joined), f"</{key}>", Role.CLOSE, key) for key in reversed(opened)]
    return Marked(joined, tuple(marks))


def nested(marked: Marked) -> bool:
    opened: list[str] = []
    for mark in marked.marks:
        if mark.role is Role.OPEN:
            opened.append(mark.key)
        elif mark.role is Role.CLOSE and (not opened or opened.pop() != mark.key):
            return False
    return not opened


tags = st.sampled_from(["en", "ru", "zh"])


@given(marked_texts(), tags, tags)
@example(GAP, "en", "ru")
def test_own_sentences_give_the_passage_back(content: Marked, source: str, target: str) -> None:
    found = passage(content, source)
    assert found.render([segment.content for segment in found.segments], target) == content


@given(marked_texts(), tags, tags)
@example(GAP, "en", "ru")
@example(GAP, "en", "zh")
def test_no_mark_is_lost_and_no_pair_is_crossed(content: Marked, source: str, target: str) -> None:
    found = passage(content, source)
    translations = []
    for number, segment in enumerate(found.segments):
        words = f"перевод {number} 3." if target != "zh" else f"译文{number}。"
        translations.append(project(segment.content, words, same_words(segment.text, words)))
    result = found.render(translations, target)
    assert Counter(mark.code for mark in result.marks) == Counter(mark.code for mark in content.marks)
    assert nested(result)


@given(marked_texts(), tags)
def test_a_sentence_holds_both_ends_of_a_pair_or_none(content: Marked, source: str) -> None:
    for segment in passage(content, source).segments:
        assert nested(Marked(segment.text, segment.marks))


@pytest.mark.parametrize(
    ("marks", "sentences"),
    [
        ((), ["One is here.", "Two is there."]),
        ((Mark(4, "<b>", Role.OPEN, "1"), Mark(16, "</b>", Role.CLOSE, "1")), ["One is here. Two is there."]),
        ((Mark(0, "<b>", Role.OPEN, "1"), Mark(26, "</b>", Role.CLOSE, "1")), ["One is here.", "Two is there."]),
        ((Mark(0, "<b>", Role.OPEN, "1"), Mark(12, "</b>", Role.CLOSE, "1")), ["One is here.", "Two is there."]),
        ((Mark(0, "<b>", Role.OPEN, "1"), Mark(13, "</b>", Role.CLOSE, "1")), ["One is here.", "Two is there."]),
        ((Mark(12, "<br/>"), Mark(13, "<i/>")), ["One is here.", "Two is there."]),
    ],
)
def test_sentences_are_split_between_marks(marks: tuple[Mark, ...], sentences: list[str]) -> None:
    found = passage(Marked("One is here. Two is there.", marks), "en")
    assert [segment.text for segment in found.segments] == sentences


@pytest.mark.parametrize(
    ("target", "text", "places"),
    [
        ("ru", "Раз. Два.", [("<a>", 5), ("<img>", 5), ("</a>", 5)]),
        ("zh", "一。二。", [("<a>", 2), ("<img>", 2), ("</a>", 2)]),
    ],
)
def test_what_stands_between_sentences_stays_in_order(target: str, text: str, places: list[tuple[str, int]]) -> None:
    translations = [Marked("Раз."), Marked("Два.")] if target == "ru" else [Marked("一。"), Marked("二。")]
    result = passage(GAP, "en").render(translations, target)
    assert (result.text, [(mark.code, mark.at) for mark in result.marks]) == (text, places)
