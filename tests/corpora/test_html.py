"""HTML: what the units of a page are and how it looks filled (tests/cases/html.json); that everything else stays."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from marked_text import shown, target

from dragoman.corpora.filling import UnitDocument
from dragoman.corpora.formats import html
from dragoman.corpora.formats.html_tokens import tokens
from dragoman.corpora.markup import Mark, Marked
from dragoman.corpora.segment import Rendition
from dragoman.corpora.units import Fill, Stamp
from dragoman.termbase.errors import InputError

TESTS = Path(__file__).parents[1]
CASES: list[dict[str, Any]] = json.loads((TESTS / "cases" / "html.json").read_text("utf-8"))
PAGE = (TESTS / "fixtures" / "html" / "article.html").read_bytes()
STAMP = Stamp("test 1", datetime(2026, 1, 1, tzinfo=UTC))


def filled(file: html.HtmlFile, texts: dict[int, str], language: str = "ru") -> bytes:
    return file.fill({i: Fill(target(file.units[i].source, text)) for i, text in texts.items()}, language, STAMP)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_units_and_filling(case: dict[str, Any]) -> None:
    data = case["text"].encode()
    file = html.parse(data, case.get("file", "x.html"), "en")
    found = [(unit.key, shown(unit.source)) for unit in file.units]
    wanted = [tuple(unit.split(": ", 1)) for unit in case["units"]]
    assert [text for _, text in found] == [text for _, text in wanted]
    assert case.get("skip_key") or found == wanted
    assert file.fill({}, "ru", STAMP) == data
    if "fill" in case:
        texts = {int(index): text for index, text in case["fill"].items()}
        assert filled(file, texts, case.get("language", "ru")).decode() == case["result"]


def test_a_whole_page_keeps_its_structure() -> None:
    file = html.parse(PAGE, "article.html", "en")
    assert file.source_language == "en"
    result = file.fill(
        {i: Fill(Marked("Слово", u.source.marks[:0])) for i, u in enumerate(file.units) if not u.source.marks},
        "ru",
        STAMP,
    )
    assert outline(result.decode()) == [tag.replace("lang=en", "lang=ru") for tag in outline(PAGE.decode())]


def outline(text: str) -> list[str]:
    """The tags of a page, as Python's own parser sees them, texts and their attributes left out."""
    found: list[str] = []

    class Outline(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            kept = [
                f"{k}={v}"
                for k, v in attrs
                if k not in ("alt", "title", "placeholder", "content", "aria-label", "value")
            ]
            found.append(" ".join([tag, *kept]))

        def handle_endtag(self, tag: str) -> None:
            found.append(f"/{tag}")

    Outline().feed(text)
    return found


def test_own_sentences_give_the_file_back() -> None:
    data = PAGE
    document = UnitDocument(html.parse(data, "article.html", "en"), "en", "ru", STAMP)
    assert document.segments
    assert document.serialize([Rendition(segment.content) for segment in document.segments], "ru") == data


def test_places() -> None:
    file = html.parse(b"<p>One</p>\r\n\r\n  <p title='Two'>\r\n Three", "x.html", "en")
    assert [(u.source.text, u.where.line, u.where.column) for u in file.units] == [
        ("One", 1, 4),
        ("Two", 3, 13),
        ("Three", 4, 2),
    ]


SOUP = st.lists(
    st.sampled_from((TESTS / "fixtures" / "html" / "soup.txt").read_text("utf-8").split("\n"))
    | st.sampled_from("<>/&;\"'= -!?x\n\u00a0")
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=3),
    max_size=25,
).map("".join)


@given(SOUP, st.booleans())
@example("<p>a<b>", True)
def test_any_soup_is_covered_and_comes_back(text: str, xml: bool) -> None:
    found = list(tokens(text, xml))
    assert [token.start for token in found] == [0, *(token.end for token in found)][: len(found)]
    assert not text or found[-1].end == len(text)
    file = html.parse(text.encode(), "x.xhtml" if xml else "x.html", "en")
    assert file.fill({}, "ru", STAMP) == text.encode()
    assert file.fill({i: Fill(u.source) for i, u in enumerate(file.units)}, "ru", STAMP) == text.encode()


@given(SOUP, st.integers(0, 30))
def test_filling_one_unit_leaves_the_others(text: str, index: int) -> None:
    file = html.parse(text.encode(), "x.html", "en")
    if index >= len(file.units):
        return
    unit = file.units[index]
    result = file.fill(
        {
            index: Fill(
                Marked(f"q{unit.source.text}q", tuple(Mark(m.at + 1, m.code, m.role, m.key) for m in unit.source.marks))
            )
        },
        "ru",
        STAMP,
    )
    again = html.parse(result, "x.html", "en")
    kept = [u.source for i, u in enumerate(file.units) if i != index and "q" not in u.source.text]
    assert [u.source.text for u in again.units if "q" not in u.source.text] == [source.text for source in kept]


TEXTS = st.text(st.sampled_from("aЯ中<>&\"'{}%#;=/- \u00a0\u2028\x01\n"), min_size=1, max_size=12)


@pytest.mark.parametrize(
    "frame", ["<p>{}</p>", "<title>{}</title>", "<img alt='{}'>", '<img alt="{}">', "<img alt={}>"]
)
@given(text=TEXTS)
def test_any_text_can_be_filled_in_and_read_again(frame: str, text: str) -> None:
    file = html.parse(frame.format("word").encode(), "x.html", "en")
    again = html.parse(file.fill({0: Fill(Marked(text))}, "ru", STAMP), "x.html", "en")
    wanted = " ".join(re.split("[\t\n\f\r ]+", text.replace("\x01", "\ufffd").strip("\t\n\f\r ")))
    assert [u.source.text for u in again.units] == ([wanted] if wanted.strip() else [])


@pytest.mark.parametrize(
    ("declared", "codec", "text", "written"),
    [
        ("windows-1251", "cp1251", "Раз", "Раз".encode("cp1251")),
        ("windows-1251", "cp1251", "一", b"&#19968;"),
        ("gb2312", "gbk", "最高检", "最高检".encode("gbk")),
        ("iso-8859-1", "cp1252", "“ВНП”", b"\x93&#1042;&#1053;&#1055;\x94"),
        ("koi8-r", "koi8-r", "Раз", "Раз".encode("koi8-r")),
    ],
)
def test_the_declared_encoding_is_kept(declared: str, codec: str, text: str, written: bytes) -> None:
    data = f"<meta charset='{declared}'><p>caf&eacute; x</p><p>One</p>".encode(codec)
    file = html.parse(data, "x.html", "en")
    assert file.units[0].source.text == "café x"
    assert file.fill({1: Fill(Marked(text))}, "ru", STAMP) == data.replace(b"One", written)
    spelled = data.replace(
        f"charset='{declared}'".encode(), f'http-equiv=Content-Type content="text/html; charset={declared}"'.encode()
    )
    assert html.parse(spelled, "x.html", "en").units[1].source.text == "One"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-8"])
def test_a_byte_order_mark_is_kept(codec: str) -> None:
    data = "<p>One</p>".encode(codec)
    assert filled(html.parse(data, "x.html", "en"), {0: "Раз"}) == "<p>Раз</p>".encode(codec)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<meta charset=utf-8><p>\xff</p>", "not valid UTF-8"),
        (b"<meta charset=windows-1251>\n<p>\x98</p>", "not valid cp1251"),
        (b"<meta charset=klingon>", "unknown encoding 'klingon'"),
        (b"<html lang=ru><p>x", "the file's source language is ru, not en"),
        (b"<p>a" + b"<b>" * 101 + b"b" + b"</b>" * 101 + b"c", "nested deeper than 100"),
        (b"<div>" * 501, "nested deeper than 500"),
        (b"<p>a" + b"<img>" * 10_001 + b"b", "more than 10,000 inline codes"),
        (b"PK\x03\x04\0", "ZIP archive"),
    ],
)
def test_what_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        html.parse(data, "x.html", "en")


def test_broken_pages_do_not_run_out_of_depth() -> None:
    data = b"<font><b>" * 3000 + b"x"
    assert html.parse(data, "x.html", "en").fill({}, "ru", STAMP) == data


def test_what_fill_refuses() -> None:
    file = html.parse(b"<p>a <b>b</b> <i>c</i></p>", "x.html", "en")
    with pytest.raises(ValueError, match="no unit 1"):
        filled(file, {1: "x"}) if len(file.units) > 1 else file.fill({1: Fill(Marked("x"))}, "ru", STAMP)
    with pytest.raises(ValueError, match="do not nest"):
        filled(file, {0: "{1}x{3}y{/1}z{/3}"})


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (b"<!DOCTYPE html>", True),
        (b"\xef\xbb\xbf \n<!-- x --><html lang=en>", True),
        ("<html>".encode("utf-16"), True),
        (b"<?xml version='1.0'?><html xmlns=''>", True),
        (b"<?xml version='1.0'?><xliff>", False),
        (b"<p>x", False),
        (b"text", False),
        (b"", False),
    ],
)
def test_sniffing(head: bytes, answer: bool) -> None:
    assert html.sniff(head) is answer
