"""Plain text: what the segments are (tests/cases/corpora_text.json), and that everything around them stays."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dragoman.corpora.formats.text import TextDocument, parse
from dragoman.corpora.markup import Marked
from dragoman.corpora.passage import paragraphs
from dragoman.corpora.segment import Document, Rendition, Segment
from dragoman.termbase.errors import InputError, UnknownNameError
from dragoman.termbase.language import LANGUAGES

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "cases" / "corpora_text.json").read_text("utf-8"))
MARKS = {"utf-8": "", "utf-8-sig": "", "utf-16": "", "utf-16-le": "\ufeff", "utf-16-be": "\ufeff", "utf-32": ""}
LINE = "The prosecutors general of the member states met in the capital to"
PIECES = "word Sentence. 会议。 Он! - • 1. (a) > # {x} 1.jpg \u3000 \u2028 \x0b \x0c \x85 \ufeff"
layouts = st.lists(
    st.sampled_from([*PIECES.split(" "), " ", "  ", "\t", "\n", "\n", "\r\n", "\r", "\n\n", LINE, LINE + "\n"])
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=3),
    max_size=16,
).map("".join)
tags = st.sampled_from(sorted(LANGUAGES))


def own(document: Document) -> list[str]:
    return [segment.text for segment in document.segments]


def rendered(text: str, language: str, change: Any, source: str | None = None) -> str:
    document = parse(text.encode(), language=source)
    return document.render([change(segment) for segment in document.segments], language)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_segments(case: dict[str, Any], ending: str) -> None:
    document = parse(ending.join(case["text"]).encode(), language=case.get("language"))
    found = [[s.text for s in group] for _, group in groupby(document.segments, key=lambda s: s.paragraph)]
    assert found == case["segments"]
    assert [s.text for s in document.segments if not s.translatable] == case.get("kept", [])


@given(layouts, st.sampled_from(sorted(MARKS)), tags)
@example("\ufeffa", "utf-8-sig", "en")
@example("a\r\n\r\n b.\rC \n\n", "utf-16", "en")
def test_parsing_and_rendering_is_the_identity(text: str, codec: str, tag: str) -> None:
    data = (MARKS[codec] + text).encode(codec)
    document = parse(data, "f", tag)
    for language in LANGUAGES:
        assert document.render(own(document), language) == document.text
    assert document.serialize([Rendition(segment.content) for segment in document.segments], "en") == data


@given(layouts, tags)
def test_spans_of_segments_cover_the_text(text: str, tag: str) -> None:
    document = parse(("x" + text).encode(), language=tag)
    done = paragraph = 0
    for segment in document.segments:
        assert done <= segment.start < segment.end <= len(document.text)
        assert segment.paragraph in (paragraph, paragraph + 1)
        gap = document.text[done : segment.start]
        assert not any(c.isalnum() for c in gap) or segment.paragraph > paragraph, "only a list mark is left out"
        source = document.text[segment.start : segment.end]
        assert " ".join(segment.text.split()) == " ".join(source.split())
        assert not {"\n", "\r"} & set(segment.text)
        assert segment.text == segment.text.strip() != ""
        done, paragraph = segment.end, segment.paragraph
    assert not document.text[done:].strip()


@given(layouts, tags)
def test_what_lies_between_paragraphs_stays(text: str, tag: str) -> None:
    document = parse(text.encode(), language=tag)
    result = document.render(["\N{SNOWMAN}"] * len(document.segments), "en")
    spans = list(paragraphs(document.text, tag))
    done, kept = 0, []
    for start, end in spans:
        kept.append(document.text[done:start])
        done = end
    kept.append(document.text[done:])
    assert len(spans) == len({segment.paragraph for segment in document.segments})
    position = 0
    for piece in kept:
        found = result.find(piece, position)
        assert found >= 0
        position = found + len(piece)


def test_only_what_changed_changes() -> None:
    text = "\tOne. Two.\r\n\r\n  - Three; \r\n1.jpg\r\n"

    def translate(segment: Segment) -> str:
        return {"Three;": "Три;"}.get(segment.text, segment.text)

    assert rendered(text, "ru", translate) == "\tOne. Two.\r\n\r\n  - Три; \r\n1.jpg\r\n"


def test_sentences_are_joined_as_the_language_asks() -> None:
    text = "One here.  Two there. Three.\n"
    assert rendered(text, "ru", lambda s: f"«{s.text}»") == "«One here.»  «Two there.» «Three.»\n"
    chinese = {"One here.": "一。", "Two there.": "二。", "Three.": "三。"}
    assert rendered(text, "zh", lambda s: chinese[s.text]) == "一。二。三。\n"
    assert rendered(text, "zh", lambda s: "abc") == "abc  abc abc\n"
    assert rendered("一。二。\n", "en", lambda s: "Word.", "zh") == "Word. Word.\n"


def test_a_wrapped_paragraph_becomes_one_line() -> None:
    text = f"{LINE}\n  {LINE.lower()}\n{LINE.lower()}.\n\nNext\n"
    document = parse(text.encode())
    assert len(document.segments) == 2
    assert document.render(["Встреча.", "Дальше"], "ru") == "Встреча.\n\nДальше\n"
    assert document.render([document.segments[0].text, "Дальше"], "ru") == text.replace("Next", "Дальше")


@pytest.mark.parametrize("translation", ["два\nслова", "два\r\nслова", "два\rслова", "\nдва \n слова\n"])
def test_a_translation_stays_on_its_line(translation: str) -> None:
    assert rendered("A line\nlast\n", "ru", lambda s: translation if s.start == 0 else s.text) == "два слова\nlast\n"


def test_an_empty_translation_leaves_no_gap() -> None:
    assert rendered("One. Two. Three.\n", "ru", lambda s: "" if s.text == "Two." else "Раз.") == "Раз. Раз.\n"
    assert rendered("One.\nTwo.\n", "ru", lambda s: "") == "\n\n"


@pytest.mark.parametrize("translations", [[], ["a", "b"], ["a"] * 4])
def test_one_translation_per_segment(translations: list[str]) -> None:
    with pytest.raises(ValueError, match=f"{len(translations)} translations for 3 segments"):
        parse(b"One. Two. Three.").render(translations, "ru")


def test_what_a_document_says_of_itself() -> None:
    document = parse("\ufeffОдно слово.".encode("utf-16-le"), "a.txt")
    assert isinstance(document, TextDocument)
    assert (document.name, document.text, document.language) == ("a.txt", "Одно слово.", "ru")
    assert document.segments == (Segment("Одно слово.", 0, 11, 0),)
    assert parse("слово".encode(), language="en-US").language == "en"
    assert document.serialize([Rendition(Marked("两个字"))], "zh") == "\ufeff两个字".encode("utf-16-le")


@pytest.mark.parametrize("data", [b"\xff", b"a\0b", b"%PDF-1.4\n", "Ин".encode("cp1251")])
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^f.txt"):
        parse(data, "f.txt")


def test_unknown_languages() -> None:
    with pytest.raises(UnknownNameError):
        parse(b"x", language="xx")
    with pytest.raises(UnknownNameError):
        parse(b"x").render(["y"], "xx")


@pytest.mark.parametrize("text", ["", "\n", " \r\n\t", "\n\n\n"])
def test_no_segments(text: str) -> None:
    document = parse(text.encode())
    assert document.segments == ()
    assert document.render([], "ru") == text


@pytest.mark.parametrize("piece", [" ", "\t", "\u00a0", "\n", "\r", "a\n", "- ", "#", ".", "…", "word ", "字"])
def test_time_grows_with_the_length_only(piece: str) -> None:
    text = "a" + piece * (40_000 // len(piece)) + "b"
    begin = process_time()
    parse(text.encode())
    assert process_time() - begin < 3, "took longer than it should by an order of magnitude"
