"""ICU messages: parsed, printed, and their cases translated (tests/cases/icu*.json)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora import icu, icu_forms, messages
from dragoman.corpora.icu import Argument, Choice, MessageError, Node, Pound, Text
from dragoman.corpora.markup import Mark, Marked

FOLDER = Path(__file__).parents[1] / "cases"
CASES: list[dict[str, Any]] = json.loads((FOLDER / "icu.json").read_text("utf-8"))
ERRORS: list[dict[str, Any]] = json.loads((FOLDER / "icu_errors.json").read_text("utf-8"))

words = st.text("ab '{}#é文\n", min_size=1, max_size=5)
names = st.sampled_from(["n", "name", "0", "a_b"])


@st.composite
def icu_messages(draw: st.DrawFn, depth: int = 2, counts: bool = False) -> str:
    """A message as a program would print it."""
    parts = []
    for _ in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(["words", "argument", "pound", "choice"]))
        if kind == "words":
            parts.append(icu.quoted(draw(words), counts, doubled=True))
        elif kind == "argument":
            parts.append(
                draw(st.sampled_from(["{%s}", "{ %s }", "{%s, number}", "{%s, date, yyyy '{'}"])) % draw(names)
            )
        elif kind == "pound" and counts:
            parts.append("#")
        elif kind == "choice" and depth:
            which = draw(st.sampled_from(["plural", "select", "selectordinal"]))
            inner = icu_messages(depth - 1, which != "select")
            first = "=1" if which == "plural" else "one"
            space = draw(st.sampled_from(["", " ", "\n  "]))
            parts.append(
                f"{{{draw(names)}, {which},{space}{first} {{{draw(inner)}}}{space}other{{{draw(inner)}}}{space}}}"
            )
    return "".join(parts)


def shape(text: str, nodes: tuple[Node, ...], counts: bool = False) -> list[Any]:
    """What a message says, without where it stands; neighbouring words are one."""
    found: list[Any] = []
    for node in nodes:
        if isinstance(node, Text):
            raw, said, done = text[node.start : node.end], "", 0
            for start, end, new in icu.unquoted(raw, counts):
                said, done = said + raw[done:start] + new, end
            found.append(said + raw[done:])
        elif isinstance(node, Choice):
            cases = [(branch.selector, shape(text, branch.nodes, node.counts)) for branch in node.branches]
            found.append((node.name, node.kind, node.offset, cases))
        else:
            found.append(type(node).__name__ + text[node.start : node.end])
    return found


def printed(text: str, nodes: tuple[Node, ...]) -> str:
    pieces = []
    for node in nodes:
        if isinstance(node, Choice):
            pieces.append(text[node.start : node.branches[0].start])
            for branch in node.branches:
                pieces.append(text[branch.start : branch.inner] + printed(text, branch.nodes) + "}")
            pieces.append(text[node.outer : node.end])
        else:
            pieces.append(text[node.start : node.end])
    return "".join(pieces)


@given(icu_messages())
def test_parsing_and_printing_is_the_identity(text: str) -> None:
    assert printed(text, icu.parse(text)) == text


@given(st.text("ab'{}#,= \n", max_size=30) | icu_messages())
def test_any_text_parses_or_says_where_it_does_not(text: str) -> None:
    try:
        nodes = icu.parse(text)
    except MessageError as error:
        assert 0 <= error.at <= len(text)
        return
    assert printed(text, nodes) == text


@given(words, st.booleans(), st.booleans(), st.sampled_from(["", "{n}", "x"]))
def test_quoting_and_reading_is_the_identity(text: str, counts: bool, doubled: bool, behind: str) -> None:
    message = f"{{n, {'plural' if counts else 'select'}, other {{{icu.quoted(text, counts, doubled)}{behind}}}}}"
    ((_, _, _, [(_, said)]),) = shape(message, icu.parse(message))
    assert "".join(said) == text + ("Argument{n}" if behind == "{n}" else behind)


@given(icu_messages(), st.sampled_from(["ru", "zh", "en"]))
def test_every_message_can_be_translated_without_loss(text: str, target: str) -> None:
    content = Marked(text)
    parts = messages.message(content, "en", target)
    built = parts.build(list(parts.texts))
    if icu.chooses(text):
        assert messages.lost(content, built, "en") in (
            "",
            f"more than {icu_forms._VARIANTS} cases: too many to compare",
        )
        assert icu.parse(built.text) is not None
    else:
        assert built == content


@given(icu_messages(), st.text("ab'{}#15 ", max_size=8))
def test_no_translation_breaks_a_message(text: str, answer: str) -> None:
    if icu.chooses(text):
        parts = messages.message(Marked(text), "en", "ru")
        icu.parse(parts.build([Marked(answer) for _ in parts.texts]).text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_cases_are_translated(case: dict[str, Any]) -> None:
    content = Marked(case["message"])
    parts = messages.message(content, case.get("source", "en"), case["target"])
    assert [part.text for part in parts.texts] == case["texts"]
    answers = [
        Marked(answer, tuple(Mark(0, mark.code, mark.role, mark.key) for mark in part.marks))
        for answer, part in zip(case["answers"], parts.texts, strict=True)
    ]
    built = parts.build(answers)
    assert built.text == case["becomes"]
    said = messages.lost(content, built, case.get("source", "en"))
    assert case["lost"] in said if "lost" in case else said == ""


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case["message"])
def test_what_is_no_message(case: dict[str, Any]) -> None:
    with pytest.raises(MessageError) as caught:
        icu.parse(case["message"])
    assert case["says"] in caught.value.message
    assert case.get("at", caught.value.at) == caught.value.at


@pytest.mark.parametrize(
    "text", ["{name} and {0}", "a {b} c", "{{n}}, plural", "{plural}", "{n, number}", "plural, select"]
)
def test_what_merely_has_braces_is_no_choice(text: str) -> None:
    assert not icu.chooses(text)
    (part,) = messages.message(Marked(text), "en", "ru").texts
    assert part.text.count("{") == text.count("{")


def test_a_broken_message_is_a_plain_text_that_cannot_be_filled() -> None:
    text = "{n, plural, one {# file of {name}} other {# files}"
    (part,) = messages.message(Marked(text), "en", "ru").texts
    assert part.text == text
    assert messages.lost(Marked(text), Marked(text), "en") == (
        "the source is no valid ICU message: this brace is never closed, at character 1"
    )


def test_deep_nesting_is_no_trap() -> None:
    text = "{a, select, other {" * 5000 + "}}" * 5000
    with pytest.raises(MessageError, match="deeper than 20"):
        icu.parse(text)
    assert "deeper than 20" in messages.lost(Marked(text), Marked(text), "en")
    assert "a case is missing" in messages.lost(Marked("{a, plural," * 50_000), Marked(""), "en")


def test_cases_that_multiply_are_no_trap() -> None:
    text = "".join(f"{{n{number}, plural, other {{" for number in range(20)) + "x" + "}}" * 20
    assert messages.message(Marked(text), "en", "ru").texts == (Marked(text),)
    assert messages.lost(Marked(text), Marked(text), "en") == ""
    wide = "{n, select, " + " ".join(f"c{number} {{x}}" for number in range(600)) + " other {y}}"
    assert "too many to compare" in messages.lost(Marked(wide), Marked(wide), "en")


def test_many_cases_stay_fragments() -> None:
    text = "In " + " and ".join(f"{{n{i}, plural, one {{# x}} other {{# y}}}}" for i in range(6))
    parts = messages.message(Marked(text), "en", "ru")
    assert len(parts.texts) == 4 * 6 + 6
    assert "too many" in messages.lost(Marked(text), parts.build(list(parts.texts)), "en")


def test_marks_stay_in_their_case() -> None:
    text = "{n, plural, one {# file} other {# files}}"
    content = Marked(text, (Mark(17, "<x/>"), Mark(32, "<y/>")))
    parts = messages.message(content, "en", "zh")
    assert [(part.text, part.marks) for part in parts.texts] == [("5 files", (Mark(0, "<y/>"),))]
    built = parts.build([Marked("5个文件", (Mark(1, "<y/>"),))])
    assert (built.text, built.marks) == ("{n, plural, other {#个文件}}", (Mark(20, "<y/>"),))
    outside = Marked(text, (Mark(5, "<x/>"),))
    assert messages.message(outside, "en", "zh").texts == (outside,), "marks among the braces: left alone"


def test_nodes_know_where_they_stand() -> None:
    text = "a {b} {n, plural, other {#}}"
    nodes = icu.parse(text)
    assert nodes[:3] == (Text(0, 2), Argument(2, 5, "b"), Text(5, 6))
    choice = nodes[3]
    assert isinstance(choice, Choice) and choice.branches[0].nodes == (Pound(25, 26),)
