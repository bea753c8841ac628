"""Markdown: units and filling (tests/cases/markdown.json); what is written reads as what was meant, and nothing else changes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from marked_text import shown, target

from dragoman.corpora.filling import UnitDocument
from dragoman.corpora.formats import markdown
from dragoman.corpora.markup import Mark, Marked
from dragoman.corpora.segment import Rendition
from dragoman.corpora.units import Fill, Stamp
from dragoman.termbase.errors import InputError

TESTS = Path(__file__).parents[1]
CASES: list[dict[str, Any]] = json.loads((TESTS / "cases" / "markdown.json").read_text("utf-8"))
ARTICLE = (TESTS / "fixtures" / "markdown" / "article.md").read_bytes()
STAMP = Stamp("test 1", datetime(2026, 1, 1, tzinfo=UTC))


def parse(text: str) -> markdown.MarkdownFile:
    return markdown.parse(text.encode(), "x.md", "en")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_units_and_filling(case: dict[str, Any]) -> None:
    file = parse(case["text"])
    assert [f"{unit.key}: {shown(unit.source)}" for unit in file.units] == case["units"]
    assert file.fill({}, "ru", STAMP).decode() == case["text"]
    assert file.fill({i: Fill(u.source) for i, u in enumerate(file.units)}, "ru", STAMP).decode() == case["text"]
    if "fill" in case:
        fills = {int(i): Fill(target(file.units[int(i)].source, text)) for i, text in case["fill"].items()}
        assert file.fill(fills, case.get("language", "ru"), STAMP).decode() == case["result"]


def html(text: str) -> str:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)


def test_an_article_keeps_its_structure() -> None:
    file = markdown.parse(ARTICLE, "article.md", "en")
    fills = {i: Fill(Marked(unit.source.text.upper(), unit.source.marks)) for i, unit in enumerate(file.units)}
    result = file.fill(fills, "ru", STAMP).decode()
    tags = re.compile(r"<[^>]*>")
    front = re.compile(r"\A---.*?^---$", re.DOTALL | re.MULTILINE)
    before, after = (html(front.sub("", text)) for text in (ARTICLE.decode(), result))
    assert [tag.lower() for tag in tags.findall(after)] == [tag.lower() for tag in tags.findall(before)]
    again = markdown.parse(result.encode(), "article.md", "ru")
    assert [unit.source.text for unit in again.units] == [unit.source.text.upper() for unit in file.units]


SOUP = st.lists(
    st.sampled_from((TESTS / "fixtures" / "markdown" / "soup.txt").read_text("utf-8").split("\n"))
    | st.sampled_from(["\n", "\n", "\n\n", " ", "    ", "\t", "\r\n", "\r"])
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=3),
    max_size=25,
).map("".join)


@given(SOUP)
@example("a\n> b\n\n[a]: b\n")
@example("-\ta\n\tb\n\n\tc")
def test_any_text_comes_back(text: str) -> None:
    file = parse(text)
    assert file.fill({}, "ru", STAMP) == text.encode()
    assert file.fill({i: Fill(u.source) for i, u in enumerate(file.units)}, "ru", STAMP) == text.encode()


@given(SOUP, st.integers(0, 30))
@example("> a|b\n> -|-\n> c|d", 1)
def test_filling_a_unit_leaves_the_others(text: str, index: int) -> None:
    file = parse(text)
    if index >= len(file.units):
        return
    source = file.units[index].source
    marks = tuple(Mark(mark.at + 1, mark.code, mark.role, mark.key) for mark in source.marks)
    again = parse(file.fill({index: Fill(Marked(f"q{source.text}q", marks))}, "ru", STAMP).decode())
    left = [unit.source.text for i, unit in enumerate(file.units) if i != index]
    found = [unit.source.text for unit in again.units]
    assert len(found) == len(left) + 1
    assert found[:index] + found[index + 1 :] == left


FRAMES = [
    "{}\n", "# {}\n", "{}\n===\n", "{}\n---\n", "|{}|b|\n|-|-|\n", "> {}\n", "- {}\n", "1. {}\n   more\n", "[^1]\n\n[^1]: {}\n",
    "![{}](x)\n", "[a](b \"{}\")\n", "[a](b ({}))\n", "[a]: b '{}'\n", "x\n: {}\n", "**{}**\n", "*{} `x`*\n", "[{}]\n\n[word]: x\n",
    "---\ntitle: {}\n---\n", "---\ntitle: '{}'\n---\n", "---\ntitle: |\n  {}\n---\n",
]  # fmt: skip
TEXTS = st.text(st.sampled_from("aЯ中1*_`[]()<>#+-=|~^$&\\!{}:;.'\"/@%? \u00a0"), min_size=1, max_size=10)
NASTY = [
    "[x]: y",
    "\\",
    "- [ ] a",
    "# x",
    "1. x",
    "> x",
    "a\\",
    "C #",
    "**a",
    "a**",
    "`x`",
    "<b>x</b>",
    "&amp;",
    "|a|",
    "$x$",
    "```",
    "1|",
    "]",
]
NASTY += [
    "![x](y)",
    "    x",
    "***",
    "---",
    "===",
    "~~x~~",
    "{{x}}",
    "[^1]: x",
    "<!-- x",
    "::: x",
    ": x",
    "*x*",
    "x_y_z",
    "\u00a01",
    "1)",
]


def check_read_again(frame: str, text: str, language: str) -> None:
    file = parse(frame.replace("{}", "word"))
    index = next(i for i, unit in enumerate(file.units) if "word" in unit.source.text)
    source = file.units[index].source
    marks = tuple(Mark(len(text), mark.code, mark.role, mark.key) for mark in source.marks)
    again = parse(file.fill({index: Fill(Marked(text, marks))}, language, STAMP).decode())
    assert len(again.units) == len(file.units)
    assert again.units[index].source.text.split() == text.split()
    assert sorted(again.units[index].source.codes()) == sorted(source.codes())


@given(st.sampled_from(FRAMES), TEXTS.filter(str.strip), st.sampled_from(["ru", "zh"]))
def test_any_text_can_be_filled_in_and_read_again(frame: str, text: str, language: str) -> None:
    check_read_again(frame, text, language)


@pytest.mark.parametrize("frame", FRAMES)
def test_what_looks_like_markdown_is_text(frame: str) -> None:
    for text in NASTY:
        check_read_again(frame, text, "ru")


WORDS = st.lists(
    st.sampled_from(["中国", "“和”", "слово", "«да»", "a", " ", "，", ".", "*", "_", "(x)", "1"]),
    min_size=1,
    max_size=4,
).map("".join)


@given(st.lists(WORDS, min_size=7, max_size=7), st.sampled_from(["ru", "zh"]))
def test_emphasis_survives_whatever_is_around_it(words: list[str], language: str) -> None:
    file = parse("a *b* **c _d_** ~~e~~ f\n")
    source = file.units[0].source
    text, marks = "", []
    for word, mark in zip(words, source.marks, strict=False):
        text += word
        marks.append(Mark(len(text), mark.code, mark.role, mark.key))
    marks += [Mark(len(text), mark.code, mark.role, mark.key) for mark in source.marks[len(words) :]]
    wanted = Marked(
        text.strip() or "x", tuple(Mark(min(m.at, len(text.strip() or "x")), m.code, m.role, m.key) for m in marks)
    )
    if any(not wanted.text[wanted.marks[i].at : wanted.marks[j].at].strip() for i, j in wanted.pairs().items()):
        return  # there is no emphasis of nothing in Markdown
    rendered = html(file.fill({0: Fill(wanted)}, language, STAMP).decode())
    tags = re.findall(r"</?(?:em|strong|s|del)>", rendered)
    assert [tag.replace("del", "s") for tag in tags] == [
        "<em>",
        "</em>",
        "<strong>",
        "<em>",
        "</em>",
        "</strong>",
        "<s>",
        "</s>",
    ]


def test_own_sentences_give_the_file_back() -> None:
    data = ARTICLE
    document = UnitDocument(markdown.parse(data, "article.md", "en"), "en", "ru", STAMP)
    assert document.segments
    assert document.serialize([Rendition(segment.content) for segment in document.segments], "ru") == data


def test_places() -> None:
    file = parse("---\ntitle: One\n---\n\n> - Two\n>   ![three](x)\n")
    assert [(u.source.text, u.where.line, u.where.column) for u in file.units] == [
        ("One", 2, 8),
        ("Two", 5, 5),
        ("three", 6, 7),
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff", "not valid UTF-8"),
        (b"---\nlang: ru\n---\nx", "x.md:2:7: the file's source language is ru, not en"),
        (b"x " + b"`a` " * 10_001 + b"y", "more than 10,000 inline codes"),
        (b"%PDF-1.4", "PDF"),
    ],
)
def test_what_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        markdown.parse(data, "x.md", "en")


@pytest.mark.parametrize("nest", ["> ", "- ", "[", "![", "*", "**a", "<b>", "(", "`", "{{", "|"])
def test_depth_is_no_danger(nest: str) -> None:
    text = nest * 900 + "x"
    assert parse(text).fill({}, "ru", STAMP) == text.encode()


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (b"# Title\n\nSome [link](x) here\n", True),
        (b"\xef\xbb\xbf**bold**\n\n```\nx\n```\n", True),
        (b"# A comment\nkey: value\n", False),
        (b"Just text.\n", False),
        (b"", False),
    ],
)
def test_sniffing(head: bytes, answer: bool) -> None:
    assert markdown.sniff(head) is answer
