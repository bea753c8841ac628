"""XLIFF 1.2 and 2: which units a file has, and what is written into it; all else stays byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from coded_text import shown, unshown
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from dragoman.corpora.formats import detect, xliff, xliff2, xml_inline
from dragoman.corpora.markup import Marked, Role
from dragoman.corpora.project import project
from dragoman.corpora.units import Fill, Stamp, State, Unit, UnitFile
from dragoman.corpora.xmlspans import Text, decode, elements
from dragoman.termbase.errors import InputError

FOLDER = Path(__file__).parents[1]
STAMP = Stamp("dragoman 0", datetime(2025, 7, 25, tzinfo=UTC))
WRAPS: dict[str, tuple[Any, list[str], list[str]]] = {
    "xliff": (
        xliff,
        [
            '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">',
            '<file original="f" source-language="en" target-language="ru" datatype="plaintext">',
            "<body>",
        ],
        ["</body></file></xliff>"],
    ),
    "xliff2": (
        xliff2,
        [
            '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="ru">',
            '<file id="f">',
        ],
        ["</file></xliff>"],
    ),
}


def cases(what: str) -> list[Any]:
    return [
        pytest.param(kind, case, id=f"{kind}: {case['name']}")
        for kind in WRAPS
        for case in json.loads((FOLDER / "cases" / f"{kind}_{what}.json").read_text("utf-8"))
    ]


def wrapped(kind: str, body: Sequence[str], language: str = "ru") -> bytes:
    _, head, tail = WRAPS[kind]
    lines = [line.replace('="ru"', f'="{language}"') for line in head]
    return "\n".join([*lines, *body, *tail]).encode()


@pytest.mark.parametrize(("kind", "case"), cases("units"))
def test_units(kind: str, case: dict[str, Any]) -> None:
    data = wrapped(kind, case["body"])
    file: UnitFile = WRAPS[kind][0].parse(data, "f", "en", "ru")
    for wanted, unit in zip(case.get("units", ()), file.units, strict="units" in case):
        pairs = [list(pair) for pair in unit.source.pairs().items()]
        found = {
            "key": unit.key,
            "source": shown(unit.source),
            "target": None if unit.target is None else shown(unit.target),
            "state": unit.state.value,
            "note": unit.note,
            "pairs": pairs,
            "at": [unit.where.line, unit.where.column],
            "target_at": unit.target_where and [unit.target_where.line, unit.target_where.column],
        }
        assert {name: found[name] for name in wanted} == wanted
        assert "target" in wanted or unit.target is None
        closed = {place for pair in pairs for place in pair}
        alone = {place for place, mark in enumerate(unit.source.marks) if mark.role is Role.ALONE}
        assert closed | alone == set(range(len(unit.source.marks)))
    for name, attribute in (("states", "state"), ("keys", "key"), ("limits", "limit"), ("locked", "locked")):
        if name in case:
            assert [getattr(unit, attribute) for unit in file.units] == case[name]
    assert file.fill({}, "ru", STAMP) == data


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize(("kind", "case"), cases("fill"))
def test_fill(kind: str, case: dict[str, Any], ending: str) -> None:
    language = case.get("language", "ru")
    before, after = (wrapped(kind, case[name], language).decode().replace("\n", ending) for name in ("before", "after"))
    module = WRAPS[kind][0]
    file: UnitFile = module.parse(before.encode(), "f", "en", language)
    fills = {
        int(index): Fill(
            unshown(said["target"], file.units[int(index)].source),
            State(said.get("state", "draft")),
            tuple(said.get("notes", ())),
        )
        for index, said in case["fills"].items()
    }
    assert file.fill(fills, language, STAMP).decode() == after
    # doing it again changes nothing, and writes no second note
    again: UnitFile = module.parse(after.encode(), "f", "en", language)
    assert again.fill(fills, language, STAMP).decode() == after


def test_a_missing_target_language_is_set_where_something_is_filled() -> None:
    body = "<file original='{}' source-language = 'en'{} datatype='x'><body><trans-unit id='1'><source>a</source></trans-unit></body></file>"
    files = "".join(body.format(name, said) for name, said in (("a", ""), ("b", ""), ("c", ' target-language=""')))
    text = f"<xliff version='1.2'>{files}</xliff>"
    file = xliff.parse(text.encode(), "f", "en", "zh")
    filled = file.fill({index: Fill(Marked("甲")) for index in (1, 2)}, "zh-CN", STAMP).decode()
    assert filled.count("target-language") == 2
    assert "<file original='b' source-language = 'en' target-language=\"zh\" datatype='x'>" in filled
    assert "<file original='c' source-language = 'en' target-language=\"zh\" datatype='x'>" in filled
    text = '<x:xliff xmlns:x="urn:oasis:names:tc:xliff:document:2.2" srcLang="en" version="2.2"><x:file id="f"><x:unit id="1"><x:segment><x:source>a</x:source></x:segment></x:unit></x:file></x:xliff>'
    filled = (
        xliff2.parse(text.encode(), "f", "en").fill({0: Fill(Marked("甲\x02"), notes=("n",))}, "zh", STAMP).decode()
    )
    assert 'srcLang="en" trgLang="zh" version' in filled
    assert '<x:target>甲<x:cp hex="0002"/></x:target>' in filled
    assert '<x:notes><x:note category="dragoman" appliesTo="target">n</x:note></x:notes>' in filled


def test_languages() -> None:
    def file(*languages: str) -> bytes:
        body = '<file original="" source-language="{}" target-language="{}" datatype="x"><body><trans-unit id="1"><source>a</source></trans-unit></body></file>'
        return f'<xliff version="1.2">{"".join(body.format(*pair.split()) for pair in languages)}</xliff>'.encode()

    mixed = xliff.parse(file("en-AU ru", "en zh-CN", "fr ru", "en ru-RU"), "f", "en", "ru")
    assert [unit.locked for unit in mixed.units] == [False, True, True, False]
    assert (mixed.source_language, mixed.target_language) == ("en-AU", "ru")
    assert [unit.locked for unit in xliff.parse(file("en ru", "en zh"), "f", "en").units] == [False, False]
    for data, target, says in (
        (file("en zh-TW"), "zh", "f:1:22: the file's target language is zh-TW, not zh"),
        (file("fr ru", "de ru"), "ru", "source language is fr, not en"),
        (file("en tlh"), "ru", "target language is tlh, not ru"),
    ):
        with pytest.raises(InputError) as caught:
            xliff.parse(data, "f", "en", target)
        assert says in str(caught.value)
    two = '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="{}" trgLang="{}"><file id="f"/></xliff>'
    assert xliff2.parse(two.format("en-US", "zh-Hans").encode(), "f", "en", "zh").target_language == "zh-Hans"
    for pair in (("en", "zh-Hant"), ("ru", "zh")):
        with pytest.raises(InputError, match=r"language is .*, not"):
            xliff2.parse(two.format(*pair).encode(), "f", "en", "zh")


def test_documents_are_no_messages_of_a_program() -> None:
    one = '<xliff version="1.2">{}</xliff>'
    file = '<file original="{}" source-language="en" datatype="{}"><body/></file>'
    for files, messages in (
        ([("a.properties", "plaintext")], True),
        ([("a.html", "plaintext")], False),
        ([("a", "html")], False),
        ([("a.MD", "x"), ("b.json", "x")], True),
        ([], True),
    ):
        xml = one.format("".join(file.format(*names) for names in files))
        assert xliff.parse(xml.encode(), "f", "en").messages is messages
    two = '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en"><file id="f"{}/></xliff>'
    assert xliff2.parse(two.format("").encode(), "f", "en").messages
    assert not xliff2.parse(two.format(' original="a/b.docx"').encode(), "f", "en").messages


@pytest.mark.parametrize(
    ("xml", "says", "other"),
    [
        ("<r/>", "not an XLIFF file: it begins with <r>", True),
        ('<xliff version="1.0"/>', "version '1.0'", False),
        ('<xliff version="1.2" xmlns="urn:other"/>', "urn:other", False),
        ('<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', "see --format xliff2", False),
        (
            '<xliff version="1.2"><file source-language="en"><body><trans-unit id="1"/></body></file></xliff>',
            "trans-unit without source",
            False,
        ),
        ('<!DOCTYPE xliff [<!ENTITY a "b">]><xliff version="1.2"/>', "declares entities", True),
        ("", "no element found", True),
    ],
)
def test_files_refused(xml: str, says: str, other: bool) -> None:
    for module in (xliff, xliff2) if other else (xliff,):
        with pytest.raises(InputError) as caught:
            module.parse(xml.encode(), "f", "en", "ru")
        assert says in str(caught.value)
        assert str(caught.value).startswith("f:1:")


def test_codes_are_limited() -> None:
    deep = xml_inline.NESTING + 1
    for inside in (
        "<g id='1'>" * deep + "a" + "</g>" * deep,
        "".join(f"<bpt id='{i}'/>" for i in range(deep))
        + "a"
        + "".join(f"<ept id='{i}'/>" for i in reversed(range(deep))),
    ):
        with pytest.raises(InputError, match="deeper than 100"):
            xliff.parse(wrapped("xliff", [f"<trans-unit id='1'><source>{inside}</source></trans-unit>"]), "f", "en")
    crossed = "".join(f"<bpt id='{i}'/>" for i in range(3000)) + "".join(f"<ept id='{i}'/>" for i in range(3000))
    body = [f"<trans-unit id='1'><source>{crossed}</source></trans-unit>"]
    [unit] = xliff.parse(wrapped("xliff", body), "f", "en").units
    assert len(unit.source.pairs()) == 1
    body = [f"<trans-unit id='1'><source>{'<x/>' * (xml_inline.CODES + 1)}</source></trans-unit>"]
    with pytest.raises(InputError, match="more than 10,000"):
        xliff.parse(wrapped("xliff", body), "f", "en")


@pytest.mark.parametrize("codec", ["windows-1251", "iso-8859-1", "utf-16", "utf-8"])
def test_the_encoding_stays(codec: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{codec}"?>\n'
        + wrapped("xliff", ['<trans-unit id="1"><source>a</source></trans-unit>']).decode()
    )
    file = xliff.parse(text.encode(codec), "f", "en", "ru")
    filled = file.fill({0: Fill(Marked("Ж中"))}, "ru", STAMP)
    assert filled.startswith(text.encode(codec)[:60])
    assert etree.fromstring(filled).findtext(".//{*}target") == "Ж中"
    assert xliff.parse(filled, "f", "en", "ru").units[0].target == Marked("Ж中")


def test_marks_that_do_not_nest_are_not_written() -> None:
    [unit] = (
        file := xliff.parse(
            wrapped("xliff", ['<trans-unit id="1"><source><g id="1">a</g></source></trans-unit>']), "f", "en"
        )
    ).units
    for marks in (unit.source.marks[::-1], unit.source.marks[:1]):
        target = Marked("б", tuple(replace(mark, at=place) for place, mark in enumerate(marks)))
        with pytest.raises(ValueError, match="do not nest"):
            file.fill({0: Fill(target)}, "ru", STAMP)
    with pytest.raises(ValueError, match="no unit 1"):
        file.fill({1: Fill(Marked("б"))}, "ru", STAMP)


def test_detection() -> None:
    for kind in WRAPS:
        data = wrapped(kind, [])
        for name in ("a.xlf", "a.xliff", "a.xml", "a.XLF"):
            assert detect(name, data).name == kind
        assert detect("a.xlf", b"\xff\xfe" + data.decode().encode("utf-16-le")).name == kind
    assert not xliff.sniff(b"<html/>")
    assert not xliff2.sniff(b"\x00\x01")


@pytest.mark.parametrize("name", ["article.xlf", "segmented.xlf", "article2.xlf"])
def test_files_read_by_others(name: str) -> None:
    """Filled files mean the same to translate-toolkit, where that is installed."""
    pytest.importorskip("translate.storage.xliff2", reason="translate-toolkit is not installed")
    from translate.storage.xliff import xlifffile
    from translate.storage.xliff2 import Xliff2File

    data = (FOLDER / "fixtures" / "xliff" / name).read_bytes()
    module, store = (xliff2, Xliff2File) if name == "article2.xlf" else (xliff, xlifffile)
    file: UnitFile = module.parse(data, name, "en", "ru")
    open_units = [i for i, unit in enumerate(file.units) if unit.state is State.NEW and not unit.locked]
    assert open_units
    filled = file.fill({i: Fill(file.units[i].source, notes=("kept",)) for i in open_units}, "ru", STAMP)
    theirs = [unit for unit in store.parsestring(filled).units if unit.istranslatable() or unit.isapproved()]
    assert sum(unit.isfuzzy() for unit in theirs) >= len({file.units[i].key.partition("#")[0] for i in open_units})
    for unit in theirs:
        if unit.isfuzzy() and not unit.target.startswith(("Про", "Ген", "Доб")):
            assert str(unit.target).split() == str(unit.source).split()


texts = st.text(
    st.sampled_from(list("ab &<>\"'é中\t")) | st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8
).filter(lambda text: not set(text) & {"\ufffe", "\uffff"})
Codes = Callable[[st.DrawFn, str, "count[int]"], str]


def codes_1(draw: st.DrawFn, inside: str, numbers: count[int]) -> str:
    n = next(numbers)
    return draw(
        st.sampled_from(
            [
                f'<g id="{n}">{inside}</g>',
                f"<g id='{n}' ctype=\"bold\" >{inside}</g >",
                f'<mrk mtype="term">{inside}</mrk>',
                f'<bpt id="{n}">&lt;b></bpt>{inside}<ept id="{n}">&lt;/b></ept>',
                f'<bx id="{n}"/>{inside}',
                f'<x id="{n}"/>{inside}<ex id="0"/>',
                f'<ph id="{n}">%s<sub>s</sub></ph>{inside}',
                f"<!-- <g> -->{inside}<![CDATA[<x>]]>",
            ]
        )
    )


def codes_2(draw: st.DrawFn, inside: str, numbers: count[int]) -> str:
    n = next(numbers)
    return draw(
        st.sampled_from(
            [
                f'<pc id="{n}">{inside}</pc>',
                f"<mrk id='{n}' type='term'>{inside}</mrk>",
                f'<sc id="{n}"/>{inside}<ec startRef="{n}"/>',
                f'<ph id="{n}"/>{inside}<cp hex="0002"/>',
                f'<sm id="{n}" type="term"/>{inside}',
                f'<mrk id="{n}" translate="no">{inside}</mrk>',
                f'<sm id="{n}" translate="no"/>{inside}<em startRef="{n}"/>',
            ]
        )
    )


@st.composite
def contents(draw: st.DrawFn, codes: Codes, numbers: count[int], depth: int = 2) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 3))):
        text = draw(texts).replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "")
        parts.append(
            text
            if draw(st.booleans()) or not depth
            else codes(draw, draw(contents(codes, numbers, depth - 1)), numbers)
        )
        parts.append(draw(st.sampled_from(["", "", "\n", "\n   ", "&#10; "])))
    return "".join(parts)


@st.composite
def files(draw: st.DrawFn, kind: str) -> bytes:
    """A file of random units, in a random layout and encoding."""
    lines = []
    codes = codes_1 if kind == "xliff" else codes_2
    for number in range(draw(st.integers(1, 4))):
        gap = draw(st.sampled_from(["", "\n  ", "\n\t\t"]))
        space = draw(st.sampled_from(["", "", ' xml:space="preserve"']))
        parts = [draw(contents(codes, count(1))) for _ in range(2 if kind == "xliff2" or draw(st.booleans()) else 1)]
        target = draw(st.sampled_from(["", "<target/>", "<target>т</target>"]))
        note = draw(st.sampled_from(["", f"<note>n</note>{gap}"]))
        if kind == "xliff":
            segmented = "".join(f'<mrk mtype="seg" mid="{i}">{part}</mrk> ' for i, part in enumerate(parts))
            source = f"<source>{''.join(parts)}</source>{gap}" + (
                f"<seg-source>{segmented}</seg-source>{gap}" if parts[1:] else ""
            )
            if parts[1:] and target:
                target = f'<target><mrk mid="1" mtype="seg">{draw(st.sampled_from(["", "т"]))}</mrk></target>'
            approved = draw(st.sampled_from(["", ' approved="no"', ' approved="yes"']))
            lines.append(f'<trans-unit id="{number}"{approved}{space}>{gap}{source}{target}{note}</trans-unit>')
        else:
            segments = "".join(f"{gap}<segment>{gap}<source>{part}</source>{target}</segment>" for part in parts)
            notes = f"{gap}<notes>{note}</notes>" if note else ""
            lines.append(f'<unit id="{number}"{space}>{notes}{segments}</unit>')
    text = wrapped(kind, lines).decode()
    if draw(st.booleans()):
        text = re.sub(' (target-language|trgLang)="ru"', "", text)
    codec = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "windows-1251"]))
    declared = "" if codec.startswith("utf") else f'<?xml version="1.0" encoding="{codec}"?>'
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return (declared + text).encode(codec, "xmlcharrefreplace")


def same(unit: Unit) -> tuple[Any, ...]:
    return unit.key, unit.source, unit.target, unit.state, unit.locked, unit.limit


@pytest.mark.parametrize("kind", WRAPS)
@given(data=st.data())
def test_what_is_filled_is_read_again_and_nothing_else_changes(kind: str, data: st.DataObject) -> None:
    module = WRAPS[kind][0]
    content = data.draw(files(kind))
    file: UnitFile = module.parse(content, "f", "en", "ru")
    assert file.fill({}, "ru", STAMP) == content
    fills = {
        index: Fill(
            project(file.units[index].source, data.draw(texts) + "ж\n  ж", []),
            data.draw(st.sampled_from([State.DRAFT, State.TRANSLATED, State.REVIEWED])),
            data.draw(st.sampled_from([(), ("a < b", "c")])),
        )
        for index in data.draw(st.sets(st.integers(0, len(file.units) - 1)))
    }
    filled = file.fill(fills, "ru", STAMP)
    again: UnitFile = module.parse(filled, "f", "en", "ru")
    assert len(again.units) == len(file.units)
    for index, (old, new) in enumerate(zip(file.units, again.units, strict=True)):
        assert (new.key, new.source, new.locked) == (old.key, old.source, old.locked)
        together = kind == "xliff" and "#" in old.key  # segments of a trans-unit have one state
        if index in fills:
            assert new.target is not None
            assert shown(new.target) == shown(fills[index].target)
            assert new.target.pairs() == fills[index].target.pairs()
            assert together or new.state is fills[index].state
        else:
            # an empty target is one only while it is approved; a segment without words is its own target
            empty = old.target is None or not shown(old.target)
            assert new.target == old.target or (together and empty and new.target in (None, new.source))
            assert together or new.state is old.state
    assert [same(unit) for unit in module.parse(again.fill({}, "ru", STAMP), "f", "en").units] == [
        same(u) for u in again.units
    ]
    touched = {file.units[index].key.partition("#")[0] for index in fills}
    (between, containers), (between_then, containers_then) = _parts(content), _parts(filled)
    named = ' (target-language|trgLang)="ru"'
    assert [re.sub(named, "", gap) for gap in between_then] == [re.sub(named, "", gap) for gap in between]
    assert [c for key, c in containers_then if key not in touched] == [c for key, c in containers if key not in touched]
    assert _bare(filled) == _bare(content)


def _parts(content: bytes) -> tuple[list[str], list[tuple[str, str]]]:
    """What stands between the elements that hold units, and those by id."""
    text = Text("f", decode(content, "f")[0])
    gaps: list[str] = []
    containers: list[tuple[str, str]] = []
    done = 0
    for element in elements(text, ("trans-unit", "unit")):
        gaps.append(text.raw(done, element.start))
        containers.append((element.attributes["id"], text.raw(element.start, element.end)))
        done = element.end
    return [*gaps, text.raw(done, text.end)], containers


def _bare(content: bytes) -> list[Any]:
    """The elements of a file without targets, states, target languages and the program's notes."""
    gone = {"approved", "state", "subState", "target-language", "trgLang"}
    found: list[Any] = []
    for element in etree.fromstring(content).iter():
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        inside = {name, *(etree.QName(above).localname for above in element.iterancestors())}
        if not inside & {"target", "notes"} and "dragoman" not in element.attrib.values():
            kept = {key: value for key, value in element.attrib.items() if key not in gone}
            found.append((name, kept, (element.text or "").strip()))
    return found


@pytest.mark.parametrize("kind", WRAPS)
@given(data=st.data())
def test_damaged_files_are_refused_not_crashed_on(kind: str, data: st.DataObject) -> None:
    content = data.draw(files(kind))
    place = data.draw(st.integers(0, len(content)))
    damage = data.draw(st.sampled_from([b"", b"<", b"&", b"<g>", b"\xff", b"</source>", b'"', b"<!--"]))
    keep = data.draw(st.booleans())
    for module in (xliff, xliff2):
        try:
            file = module.parse(content[:place] + damage + (content[place:] if keep else b""), "f", "en", "ru")
            file.fill({0: Fill(file.units[0].source)} if file.units else {}, "ru", STAMP)
        except InputError:
            pass
        module.sniff(content[:place] + damage)
