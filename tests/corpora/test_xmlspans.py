"""XML with spans: every element lies where it says, in any encoding, whole or streamed; hostile files are refused."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from dragoman.corpora import xmlspans
from dragoman.corpora.xmlspans import DEPTH, Element, Text, decode, elements, encode, plain, root, stream, well_formed
from dragoman.termbase.errors import InputError, Location

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "cases" / "xml_refused.json").read_text("utf-8"))
SAMPLE = '<?xml version="1.0" encoding="{}"?>\n<т:r xmlns:т="u">\n <item a="ж>">Жук &amp; <b/>жаба</item>é</т:r>'
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6).filter(
    lambda text: not set(text) & {"\ufffe", "\uffff"}
)


def read(xml: str, whole: str = "item", name: str = "f.xml") -> tuple[Text, list[Element]]:
    text = Text(name, decode(xml.encode(), name)[0])
    return text, list(elements(text, (whole,)))


def below(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        yield from below(child)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_refused_and_where(case: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        read("\n".join(case["xml"]))
    assert case["says"] in caught.value.message
    assert caught.value.where == Location("f.xml", case["line"], case["column"])
    with pytest.raises(InputError):
        list(stream(io.BytesIO("\n".join(case["xml"]).encode()), "f.xml", ("item",)))


def test_a_doctype_that_names_a_dtd_is_passed_over() -> None:
    text, found = read('<!DOCTYPE tmx SYSTEM "http://127.0.0.1:9/tmx14.dtd" [ <!-- none --> ]><r><item>a</item></r>')
    assert [text.content(element) for element in found] == ["a"]


def test_depth_is_limited() -> None:
    read("<x>" * DEPTH + "</x>" * DEPTH)
    with pytest.raises(InputError, match="nested deeper"):
        read("<x>" * (DEPTH + 1) + "</x>" * (DEPTH + 1))


@pytest.mark.parametrize(
    ("codec", "said", "mark"),
    [
        ("utf-8", "UTF-8", b""),
        ("utf-8", "UTF-8", codecs.BOM_UTF8),
        ("utf-16-le", "UTF-16", codecs.BOM_UTF16_LE),
        ("utf-16-be", "UTF-16", codecs.BOM_UTF16_BE),
        ("utf-16-le", "UTF-16LE", b""),
        ("utf-16-be", "utf-16", b""),
        ("utf-32-le", "UTF-32", codecs.BOM_UTF32_LE),
        ("cp1251", "windows-1251", b""),
        ("koi8-r", "KOI8-R", b""),
        ("iso8859-5", "ISO-8859-5", b""),
        ("cp866", "cp866", b""),
        ("gb18030", "GB18030", b""),
    ],
)
def test_encodings(codec: str, said: str, mark: bytes) -> None:
    body = SAMPLE.format(said).replace("é", "")
    data = mark + body.encode(codec)
    characters, encoding = decode(data, "f")
    assert characters == body
    assert encode(characters, encoding) == data
    text = Text("f", characters)
    [item] = elements(text, ("item",))
    assert text.content(item) == "Жук &amp; <b/>жаба"
    assert item.attributes == {"a": "ж>"}
    assert str(text.location(item.start)) == "f:3:2"
    [(window, streamed)] = [(t.content(e), e.start) for t, e in stream(io.BytesIO(data), "f", ("item",))]
    assert (window, streamed) == (text.content(item), item.start)
    top = root(data[:-9])
    assert top is not None
    assert (top.name, top.namespace) == ("r", "u")


def test_what_an_encoding_lacks_becomes_a_reference() -> None:
    data = b'<?xml version="1.0" encoding="iso-8859-1"?><r>\xe9</r>'
    characters, encoding = decode(data, "f")
    assert encode(characters.replace("é", "Ж中"), encoding) == data.replace(b"\xe9", b"&#1046;&#20013;")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'<?xml version="1.0" encoding="klingon"?><r/>', "unknown encoding 'klingon'"),
        (b'<?xml version="1.0" encoding="utf-7"?><r/>', "unknown encoding"),
        (b'<?xml version="1.0" encoding="unicode_escape"?><r/>', "unknown encoding"),
        (b'<?xml version="1.0" encoding="UTF-16"?><r/>', "which it is not"),
        (b'<?xml version="1.0" encoding="windows-1251"?>\n<r>\xd0\x98</r>', "not valid cp1251"),
        (b"<r>\xff</r>", "not valid UTF-8"),
        (b"PK\x03\x04", "ZIP"),
    ],
)
def test_encodings_refused(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        decode(data, "f")


def test_a_bad_byte_has_a_place() -> None:
    for data in (b"<r>\nab\xff</r>", b'<?xml version="1.0" encoding="windows-1251"?>\n\xc6\xd0\x98</r>'):
        with pytest.raises(InputError) as caught:
            decode(data, "f")
        assert str(caught.value.where) == "f:2:3"
        with pytest.raises(InputError) as caught:
            list(stream(io.BytesIO(data), "f", ("item",)))
        assert str(caught.value.where) == "f:2:3"


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> str:
    name = draw(st.sampled_from(["item", "b", "т", "p:c"]))
    space = draw(st.sampled_from(["", " ", "\n\t"]))
    value = draw(texts).replace("&", "&amp;").replace("<", "&lt;")
    attribute = draw(
        st.sampled_from([f' a="{value.replace(chr(34), "")}"', f" a = '{value.replace(chr(39), '')}'", ""])
    )
    if draw(st.booleans()):
        return f"<{name}{attribute}{space}/>"
    junk = st.sampled_from(["<!-- <item> -->", "<![CDATA[</item>]]>", "<?p <item>?>", "&#x416;", "\r\n", "\n"])
    words = texts.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    parts = words | junk | trees(depth - 1) if depth else words | junk
    return f"<{name}{attribute}{space}>{''.join(draw(st.lists(parts, max_size=4)))}</{name}{space}>"


@given(st.lists(trees(), max_size=4).map("".join), st.integers(1, 9))
@example("<item><b/></item>", 1)
def test_spans_whole_and_streamed(inside: str, size: int) -> None:
    xml = f'<r xmlns:p="u">{inside}</r>'
    text, found = read(xml)
    expected = [
        element
        for element in etree.fromstring(xml.encode()).iter("item")
        if not any(above.tag == "item" for above in element.iterancestors())
    ]
    assert len(found) == len(expected)
    for ours, theirs in zip(found, expected, strict=True):
        mine = [(e.namespace, e.name, e.attributes) for e in below(ours)]
        tags = [(etree.QName(e), dict(e.attrib)) for e in theirs.iter("*")]
        assert mine == [(name.namespace or "", name.localname, attributes) for name, attributes in tags]
        for element in below(ours):
            raw = text.raw(element.start, element.end)
            assert raw.startswith("<") and raw.endswith(">")
            if not element.children:
                [same] = etree.fromstring(f'<r xmlns:p="u">{raw}</r>')
                assert plain(text.content(element)) == "".join(same.xpath("text()"))
            before = xml[: element.start]
            assert text.location(element.start) == Location(
                "f.xml", before.count("\n") + 1, len(before) - before.rfind("\n")
            )
    whole = [(text.raw(e.start, e.end), text.location(e.start)) for e in found]
    old = xmlspans._CHUNK, xmlspans._PART
    xmlspans._CHUNK = xmlspans._PART = size
    try:
        parted = [(text.raw(e.start, e.end), text.location(e.start)) for e in elements(text, ("item",))]
        # the first chunk tells the encoding
        streamed = [
            (t.raw(e.start, e.end), t.location(e.start))
            for t, e in stream(io.BytesIO(b"\xef\xbb\xbf" * (size > 2) + xml.encode()), "f.xml", ("item",))
        ]
    finally:
        xmlspans._CHUNK, xmlspans._PART = old
    assert whole == parted == streamed


def test_a_stream_holds_one_element(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmlspans, "_CHUNK", 100)
    monkeypatch.setattr(xmlspans, "ELEMENT", 1000)
    unit = "<item>" + "ж" * 300 + "</item>"
    held = [text.end - text.base for text, _ in stream(io.BytesIO(f"<r>{unit * 50}</r>".encode()), "f", ("item",))]
    assert len(held) == 50
    assert max(held) < 700
    for big in ("<r><item>" + "a" * 1100 + "</item></r>", "<r><!--" + "a" * 1100 + "--></r>"):
        with pytest.raises(InputError, match="longer than the limit of 1,000"):
            list(stream(io.BytesIO(big.encode()), "f", ("item",)))


@given(
    st.binary(max_size=60)
    | st.text(st.sampled_from(list("<>/!?[]-&;#x\"'= aé\0\ufeff\ud7ff")), max_size=40).map(str.encode)
)
def test_garbage_is_refused_not_crashed_on(data: bytes) -> None:
    for read_it in (
        lambda: list(elements(Text("f", decode(data, "f")[0]), ("x",))),
        lambda: list(stream(io.BytesIO(data), "f", ("x",))),
    ):
        try:
            read_it()
        except InputError as error:
            assert error.where is not None
    root(data)


@given(texts)
def test_plain_and_well_formed(text: str) -> None:
    assert plain(text.replace("&", "&amp;").replace("<", "&lt;")) == text.replace("\r", "\n")
    assert well_formed(f"<p:a>{text.replace('&', '').replace('<', '').replace(']]>', '')}</p:a>")
    assert not well_formed(f"<a>{text}</b>")


def test_plain_leaves_out_what_is_no_text() -> None:
    raw = "a<!-- no -->b<?no ?>c<![CDATA[<d>&amp;]]>\r\ne&#10;&lt;&gt;&amp;&quot;&apos;&#x416;\r&amp;lt;"
    assert plain(raw) == "abc<d>&amp;\ne\n<>&\"'Ж\n&lt;"
