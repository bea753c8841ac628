"""TMX: which units a file has, streamed or whole, and what is written into it; all else stays byte for byte."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from coded_text import shown, unshown
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora import xmlspans
from dragoman.corpora.formats import detect, tmx
from dragoman.corpora.markup import Marked
from dragoman.corpora.project import project
from dragoman.corpora.units import Fill, Stamp, State
from dragoman.termbase.errors import InputError

FOLDER = Path(__file__).parents[1]
STAMP = Stamp("dragoman 0", datetime(2025, 7, 25, tzinfo=UTC))
HEADER = '<tmx version="1.4"><header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" srclang="*all*" datatype="html"/>'


def cases(what: str) -> list[Any]:
    found = json.loads((FOLDER / "cases" / f"tmx_{what}.json").read_text("utf-8"))
    return [pytest.param(case, id=case["name"]) for case in found]


def wrapped(body: Sequence[str]) -> bytes:
    return "\n".join([HEADER, "<body>", *body, "</body></tmx>"]).encode()


@pytest.mark.parametrize("case", cases("units"))
def test_units(case: dict[str, Any]) -> None:
    data = wrapped(case["body"])
    languages = case.get("from", "en"), case["to"]
    file = tmx.parse(data, "f", *languages)
    for wanted, unit in zip(case.get("units", ()), file.units, strict="units" in case):
        found = {
            "key": unit.key,
            "source": shown(unit.source),
            "target": None if unit.target is None else shown(unit.target),
            "state": unit.state.value,
            "note": unit.note,
            "pairs": [list(pair) for pair in unit.source.pairs().items()],
            "at": [unit.where.line, unit.where.column],
            "target_at": unit.target_where and [unit.target_where.line, unit.target_where.column],
        }
        assert {name: found[name] for name in wanted} == wanted
    if "targets" in case:
        assert [unit.target and unit.target.text for unit in file.units] == case["targets"]
    if "states" in case:
        assert [unit.state.value for unit in file.units] == case["states"]
    assert file.fill({}, case["to"], STAMP) == data
    assert list(tmx.stream(io.BytesIO(data), "f", *languages)) == file.units


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("case", cases("fill"))
def test_fill(case: dict[str, Any], ending: str) -> None:
    before, after = (wrapped(case[name]).decode().replace("\n", ending).encode() for name in ("before", "after"))
    file = tmx.parse(before, "f", "en", "ru")
    fills = {
        int(index): Fill(
            unshown(said["target"], file.units[int(index)].source),
            State(said.get("state", "draft")),
            tuple(said.get("notes", ())),
        )
        for index, said in case["fills"].items()
    }
    assert file.fill(fills, "ru", STAMP).decode() == after.decode()
    assert tmx.parse(after, "f", "en", "ru").fill(fills, "ru", STAMP).decode() == after.decode()


def test_the_languages_of_a_file() -> None:
    data = wrapped(['<tu><tuv xml:lang="en-US"><seg>A</seg></tuv><tuv xml:lang="zh-CN"><seg>甲</seg></tuv></tu>'])
    file = tmx.parse(data, "f", "en", "zh")
    assert (file.source_language, file.target_language, file.messages) == ("en-US", "zh-CN", False)
    assert tmx.parse(data, "f", "en").target_language is None
    assert tmx.parse(data, "f", "en").fill({0: Fill(Marked("а"))}, "ru", STAMP).count(b'xml:lang="ru"') == 1
    for read in (lambda: tmx.parse(data, "f", "ru", "zh"), lambda: list(tmx.stream(io.BytesIO(data), "f", "ru"))):
        with pytest.raises(InputError, match=r"nothing in it is in the source language ru"):
            read()
    assert tmx.parse(wrapped([]), "f", "ru").units == []


def test_other_files_are_refused() -> None:
    for read in (
        lambda: tmx.parse(b"<xliff/>", "f", "en"),
        lambda: list(tmx.stream(io.BytesIO(b"<xliff/>"), "f", "en")),
    ):
        with pytest.raises(InputError, match="not a TMX file: it begins with <xliff>") as caught:
            read()
        assert str(caught.value.where) == "f:1:1"
    with pytest.raises(InputError, match="empty"):
        list(tmx.stream(io.BytesIO(b""), "f", "en"))
    assert not tmx.sniff(b"<xliff/>")
    data = (FOLDER / "fixtures" / "tmx" / "memory.tmx").read_bytes()
    assert detect("a.xml", data).name == detect("a.tmx", data).name == "tmx"


def test_a_stream_holds_a_little_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    unit = '<tu><tuv xml:lang="en"><seg>A é</seg></tuv><tuv xml:lang="ru"><seg>Б</seg></tuv></tu>'
    monkeypatch.setattr(xmlspans, "_CHUNK", 10_000)

    class Endless(io.RawIOBase):
        """A file that goes on and on; what is read ahead of the units taken is counted."""

        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            piece = f"{HEADER}<body>" if not self.given else unit
            data = piece.encode()[: len(buffer)]
            buffer[: len(data)] = data
            self.given += len(data)
            return len(data)

    source = Endless()
    units = tmx.stream(source, "f", "en", "ru")  # type: ignore[arg-type]
    for _, found in zip(range(500), units, strict=False):
        assert (found.source.text, found.target and found.target.text) == ("A é", "Б")
    assert source.given < 600 * len(unit.encode())


texts = st.text(
    st.sampled_from(list("ab &<>\"'é中\n\t")) | st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]),
    max_size=8,
).filter(lambda text: not set(text) & {"\ufffe", "\uffff"})


@st.composite
def files(draw: st.DrawFn) -> bytes:
    lines = []
    for number in range(draw(st.integers(1, 4))):
        gap = draw(st.sampled_from(["", "\n    "]))
        text = draw(texts).replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "")
        codes = draw(
            st.sampled_from(["{}", '<bpt i="1">b</bpt>{}<ept i="1">b</ept>', '<hi>{}<ph x="1"/></hi>c', "<ut/>{}"])
        )
        target = draw(
            st.sampled_from(["", "<tuv xml:lang='ru'><seg/></tuv>", f'<tuv xml:lang="ru">{gap}<seg>т</seg></tuv>'])
        )
        dated = draw(st.sampled_from(["", ' changedate="20200101T000000Z"']))
        seg = f"{gap}<seg>{codes.format(text)}</seg>{gap}"
        lines.append(f'<tu tuid="{number}">{gap}<tuv xml:lang="en"{dated}>{seg}</tuv>{target}</tu>')
    text = wrapped(lines).decode().replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    codec = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"]))
    declared = "" if codec.startswith("utf") else f'<?xml version="1.0" encoding="{codec}"?>'
    return (declared + text).encode(codec, "xmlcharrefreplace")


@given(files(), st.data())
def test_what_is_filled_is_read_again_and_nothing_else_changes(content: bytes, data: st.DataObject) -> None:
    file = tmx.parse(content, "f", "en", "ru")
    assert file.fill({}, "ru", STAMP) == content
    assert list(tmx.stream(io.BytesIO(content), "f", "en", "ru")) == file.units
    states = st.sampled_from([State.DRAFT, State.TRANSLATED])
    fills = {
        index: Fill(project(file.units[index].source, f"ж{data.draw(texts)}", []), data.draw(states), ("a < b",))
        for index in data.draw(st.sets(st.integers(0, len(file.units) - 1)))
    }
    filled = file.fill(fills, "ru", STAMP)
    for index, (old, new) in enumerate(zip(file.units, tmx.parse(filled, "f", "en", "ru").units, strict=True)):
        wanted = fills[index].target if index in fills else old.target
        assert (new.key, new.source, new.state) == (
            old.key,
            old.source,
            fills[index].state if index in fills else old.state,
        )
        assert (new.target and shown(new.target)) == (wanted and shown(wanted))
    before, after = (
        re.split(b"<tu t", found.decode(codec).encode())
        for found, codec in ((content, _codec(content)), (filled, _codec(content)))
    )
    assert [part for i, part in enumerate(after) if i - 1 not in fills] == [
        part for i, part in enumerate(before) if i - 1 not in fills
    ]


def _codec(content: bytes) -> str:
    return "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "iso-8859-1"


@given(files(), st.integers(0, 1000), st.sampled_from([b"", b"<", b"&x;", b"\xff", b"</tuv>", b"<seg>"]), st.booleans())
def test_damaged_files_are_refused_not_crashed_on(content: bytes, place: int, damage: bytes, cut: bool) -> None:
    place = min(place, len(content))
    data = content[:place] + damage + (b"" if cut else content[place:])
    try:
        file = tmx.parse(data, "f", "en", "ru")
        file.fill({0: Fill(file.units[0].source)} if file.units else {}, "ru", STAMP)
    except InputError:
        with pytest.raises(InputError):
            list(tmx.stream(io.BytesIO(data), "f", "en", "ru"))
