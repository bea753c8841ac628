"""New XLIFF and TMX files: their structure, and that they read back as what was written."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from dragoman.corpora.formats import detect
from dragoman.corpora.formats.xml_export import write
from dragoman.corpora.markup import Mark, Marked, Role
from dragoman.corpora.project import project
from dragoman.corpora.units import Stamp, State, Unit
from dragoman.termbase.errors import Location, UnknownNameError

STAMP = Stamp("dragoman 0.1", datetime(2025, 7, 25, 8, tzinfo=UTC))
HERE = Location("article.md", 1, 1)
BOLD = Marked("The SPP met.", (Mark(4, "**", Role.OPEN, "1"), Mark(7, "**", Role.CLOSE, "1"), Mark(12, "<br>")))
FAT = Marked("ВНП встретилась.", (Mark(0, "**", Role.OPEN, "1"), Mark(3, "**", Role.CLOSE, "1"), Mark(16, "<br>")))
UNITS = (
    Unit("lead", BOLD, FAT, State.DRAFT, HERE, context="page 1", note="one\n\ntwo", limit=40),
    Unit('"<&', Marked("a & b"), None, State.NEW, HERE, locked=True),
    Unit("end", Marked("c"), Marked("ц"), State.REVIEWED, HERE),
)
# what may stand in an element of these formats, in this order
ORDERS = {
    "trans-unit": ["source", "target", "context-group", "note"],
    "unit": ["notes", "originalData", "segment"],
    "segment": ["source", "target"],
    "tu": ["note", "prop", "tuv"],
    "tuv": ["prop", "seg"],
    "file": ["header", "body", "profiles", "unit"],
    "tmx": ["header", "body"],
}


def parsed(kind: str, data: bytes) -> Any:
    """As the registry opens it, by its content."""
    found = detect("a.xml", data)
    assert found.name == kind
    return found.load().parse(data, "f", "en", "ru")


def check_structure(data: bytes) -> None:
    for element in etree.fromstring(data).iter():
        order = ORDERS.get(etree.QName(element).localname)
        names = [etree.QName(child).localname for child in element]
        if order:
            places = [order.index(name) for name in names]
            assert places == sorted(places)
        ids = [child.get("id") for child in element if child.get("id")]
        if etree.QName(element).localname not in ("source", "target"):
            assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", ["xliff", "xliff2", "tmx"])
def test_what_is_written_is_read_again(kind: str) -> None:
    data = write(kind, UNITS, "en", "ru", "article.md", STAMP)
    check_structure(data)
    file = parsed(kind, data)
    assert [unit.key for unit in file.units] == ["lead", '"<&', "end"]
    assert [unit.source.text for unit in file.units] == [unit.source.text for unit in UNITS]
    assert [unit.target and unit.target.text for unit in file.units] == ["ВНП встретилась.", None, "ц"]
    assert [mark.at for mark in file.units[0].source.marks] == [4, 7, 12]
    assert file.units[0].target.pairs() == {0: 1}
    assert file.units[0].source.codes() == file.units[0].target.codes()
    assert file.units[0].note.startswith("one\ntwo")
    last = State.TRANSLATED if kind == "tmx" else State.REVIEWED
    assert [unit.state for unit in file.units] == [State.DRAFT, State.NEW, last]
    if kind != "tmx":
        assert [unit.locked for unit in file.units] == [False, True, False]
        assert [unit.limit for unit in file.units] == [40, 0, 0]


def test_native_codes() -> None:
    assert '<bpt id="1">**</bpt>SPP<ept id="1">**</ept> met.<ph id="2">&lt;br&gt;</ph></source>' in text("xliff")
    assert '<pc id="1" dataRefStart="d1" dataRefEnd="d1">ВНП</pc> встретилась.<ph id="2" dataRef="d2"/>' in text(
        "xliff2"
    )
    assert '<data id="d2">&lt;br&gt;</data>' in text("xliff2")
    assert '<bpt i="1" x="1">**</bpt>ВНП<ept i="1">**</ept> встретилась.<ph x="2">&lt;br&gt;</ph></seg>' in text("tmx")


def text(kind: str) -> str:
    return write(kind, UNITS, "en", "ru", "article.md", STAMP).decode()


def test_languages_and_kinds() -> None:
    assert b'target-language="zh"' in write("xliff", (), "en_US", "zh-CN", "a", STAMP)
    with pytest.raises(UnknownNameError):
        write("tmx", (), "en", "tlh", "a", STAMP)
    with pytest.raises(ValueError, match="there are xliff, xliff2, tmx"):
        write("po", (), "en", "ru", "a", STAMP)


ODD = "\x01\ufffd\ufffe\uffff"
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t\r\x01 &<>"), max_size=8
)
codes = st.sampled_from(["**", "<b>", "</b>", "&", "\x02", "<a href='x'>", ""])


@st.composite
def marked(draw: st.DrawFn) -> Marked:
    """A text with random codes, some of them in pairs."""
    said = draw(words)
    places = sorted(draw(st.lists(st.integers(0, len(said)), max_size=6)))
    marks, opened = [], []
    numbers = count()
    for place in places:
        role = draw(st.sampled_from(list(Role)))
        key = opened.pop() if role is Role.CLOSE and opened else str(next(numbers))
        opened += [key] if role is Role.OPEN else []
        marks.append(Mark(place, draw(codes), role, key))
    return Marked(said, tuple(marks))


@pytest.mark.parametrize("kind", ["xliff", "xliff2", "tmx"])
@given(sources=st.lists(marked(), max_size=3), said=words)
def test_any_units_make_a_file(kind: str, sources: list[Marked], said: str) -> None:
    units = [
        Unit(f"k{i}", source, project(source, f"ж{said}", []), State.TRANSLATED, HERE)
        for i, source in enumerate(sources)
    ]
    data = write(kind, units, "en", "ru", "a\x01", STAMP)
    check_structure(data)
    file = parsed(kind, data)
    for unit, read in zip(units, file.units, strict=True):
        assert read.source.text.replace("\ufffd", "") == "".join(c for c in unit.source.text if c not in ODD)
        ours, theirs = (_without_characters(side) for side in (read.source, read.target))
        assert ours.pairs() == unit.source.pairs()
        assert len(ours.marks) == len(unit.source.marks)
        assert theirs.codes() == ours.codes()


def _without_characters(side: Marked | None) -> Marked:
    """Without what XLIFF 2 has for characters that XML lacks."""
    assert side is not None
    return Marked(side.text, tuple(mark for mark in side.marks if not mark.code.startswith("<cp ")))
