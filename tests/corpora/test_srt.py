"""Subtitles: units, filling and layout (tests/cases/srt.json); numbers and times never change."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_text import shown, target

from dragoman.corpora import script
from dragoman.corpora.filling import UnitDocument
from dragoman.corpora.formats import srt
from dragoman.corpora.formats.srt_cues import cues, divided, line_ends
from dragoman.corpora.markup import Mark, Marked
from dragoman.corpora.segment import Rendition
from dragoman.corpora.units import Fill, Stamp
from dragoman.termbase.errors import InputError

TESTS = Path(__file__).parents[1]
CASES: list[dict[str, Any]] = json.loads((TESTS / "cases" / "srt.json").read_text("utf-8"))
FIXTURES = sorted((TESTS / "fixtures" / "srt").iterdir())
STAMP = Stamp("test 1", datetime(2026, 1, 1, tzinfo=UTC))
TIMES = re.compile(r"^.*\d[,.]\d+ *--> *.*$", re.MULTILINE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_units_and_filling(case: dict[str, Any]) -> None:
    data = case["text"].encode()
    file = srt.parse(data, "x.srt", "en")
    assert [f"{unit.key}: {shown(unit.source)}" for unit in file.units] == case["units"]
    assert file.fill({}, "ru", STAMP) == data
    assert file.fill({i: Fill(u.source) for i, u in enumerate(file.units)}, "ru", STAMP) == data
    if "fill" in case:
        fills = {int(i): Fill(target(file.units[int(i)].source, text)) for i, text in case["fill"].items()}
        assert file.fill(fills, case.get("language", "ru"), STAMP).decode() == case["result"]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
@pytest.mark.parametrize("language", ["ru", "zh"])
def test_every_cue_gets_text_and_keeps_its_time(path: Path, language: str) -> None:
    data = path.read_bytes()
    file = srt.parse(data, path.name, "en")
    words = {"ru": "слово, ещё одно слово и ", "zh": "文字，还有一个"}[language]
    fills = {
        i: Fill(Marked((words * 20)[: len(u.source.text)] + "я", u.source.marks)) for i, u in enumerate(file.units)
    }
    before, after = file.text, file.fill(fills, language, STAMP).decode("utf-8-sig")
    assert TIMES.findall(after) == TIMES.findall(before)
    texts = [[after[c.start : c.end], before[b.start : b.end]] for c, b in zip(cues(after), cues(before), strict=True)]
    assert all(bool(new.strip()) == bool(old.strip()) for new, old in texts)
    assert all(len(new.splitlines()) <= max(2, len(old.splitlines())) for new, old in texts)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_own_sentences_give_the_file_back(path: Path) -> None:
    document = UnitDocument(srt.parse(path.read_bytes(), path.name, "en"), "en", "ru", STAMP)
    assert document.segments
    result = document.serialize([Rendition(segment.content) for segment in document.segments], "ru")
    assert result == path.read_bytes()


BITS = st.lists(
    st.sampled_from(["1\n", "2\n", "\n", "\r\n", "00:00:01,000 --> 00:00:02,000", "00:00:02.500 --> 00:00:09.000\n"])
    | st.sampled_from(
        ["WEBVTT\n\n", "NOTE x\n", "Some words", "end.", "<i>", "</i>", "{\\an8}", "- ", " ", "2024", "中文。", "-->"]
    )
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=3),
    max_size=25,
).map("".join)


@given(BITS)
def test_any_garbage_comes_back(text: str) -> None:
    data = text.encode()
    try:
        file = srt.parse(data, "x.srt", "en")
    except InputError as error:
        assert "no subtitles" in str(error)
        return
    assert file.fill({}, "ru", STAMP) == data
    assert file.fill({i: Fill(u.source) for i, u in enumerate(file.units)}, "ru", STAMP) == data


@given(
    BITS,
    st.text(st.sampled_from("aЯ中<>&{}\\/-–.,1 \n\r\u2028"), min_size=1, max_size=40),
    st.sampled_from(["ru", "zh"]),
)
def test_no_text_makes_or_breaks_a_cue(text: str, words: str, language: str) -> None:
    source = f"1\n00:00:00,000 --> 00:00:01,000\nWord.\n\n{text}"
    file = srt.parse(source.encode(), "x.srt", "en")
    if not words.strip():
        return
    fills = {
        i: Fill(Marked(words, tuple(Mark(0, m.code, m.role, m.key) for m in u.source.marks)))
        for i, u in enumerate(file.units)
    }
    result = file.fill(fills, language, STAMP).decode()
    again = cues(result)
    assert [(c.begin, c.finish) for c in again] == [(c.begin, c.finish) for c in cues(source)]
    assert all(bool(result[c.start : c.end].strip()) for c in again[:1])


@given(st.text(st.sampled_from("слово дом, в и. 中文，“”。ab "), min_size=1, max_size=120), st.booleans())
def test_lines_lose_nothing(text: str, spaced: bool) -> None:
    line = " ".join(text.split())
    done, parts = 0, []
    for start, end in line_ends(line, spaced):
        parts.append(line[done:start])
        assert not line[start:end].strip()
        done = end
    parts.append(line[done:])
    assert len(parts) <= 2
    assert all(parts) or not line
    assert not any(part[0] in "，。”" for part in parts[1:])
    assert "".join(parts).replace(" ", "") == line.replace(" ", "")


def test_parts_are_as_long_as_asked() -> None:
    text = "раз два три четыре пять шесть семь восемь девять десять"
    ((start, end),) = divided(text, (0.25, 0.75), True)
    assert 0.15 < script.columns(text[:start]) / script.columns(text) < 0.35
    assert text[start:end] == " "


def test_places() -> None:
    file = srt.parse(
        b"1\n00:00:01,000 --> 00:00:02,000\n<i>One.</i>\n\n2\n00:00:01,000 --> 00:00:02,000\n Two.", "x.srt", "en"
    )
    assert [(u.where.line, u.where.column) for u in file.units] == [(3, 4), (7, 2)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"Just text.\n", "no subtitles in it"),
        (b"WEBVTT\nLanguage: ru\n\n00:01.000 --> 00:02.000\nx", "x.srt:2:11: the file's source language is ru, not en"),
        ("1\n00:00:01,000 --> 00:00:02,000\nДа".encode("cp1251"), "not valid UTF-8"),
    ],
)
def test_what_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        srt.parse(data, "x.srt", "en")


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (b"WEBVTT\n\n00:01.000", True),
        (b"\xef\xbb\xbfWEBVTT", True),
        (b"\xef\xbb\xbf1\r\n00:00:01,000 --> 00:00:02,000\r\nx", True),
        ("1\n00:00:01,000 --> 00:00:02,000".encode("utf-16"), True),
        (b"WEBVTTX", False),
        (b"1\nOne\n", False),
        (b"", False),
    ],
)
def test_sniffing(head: bytes, answer: bool) -> None:
    assert srt.sniff(head) is answer
