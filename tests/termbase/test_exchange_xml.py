"""XML of unknown origin: what is refused, what is read, and how little of it is kept."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.termbase.errors import InputError
from dragoman.termbase.exchange import xml
from dragoman.termbase.exchange.xml import at, local, namespace, parse_events, root_name, text

CASES = json.loads((Path(__file__).parent.parent / "cases" / "exchange_xml.json").read_text("utf-8"))


def texts(data: bytes) -> list[str]:
    return [text(element) for element in parse_events(data, "x.xml", ["e"])]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case):
    data = case["xml"].encode()
    if "error" in case:
        with pytest.raises(InputError) as caught:
            texts(data)
        assert str(caught.value) == case["error"]
    else:
        assert texts(data) == case["texts"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
def test_encodings_by_mark_and_by_declaration(codec):
    declared = "utf-8" if codec == "utf-8-sig" else codec
    assert texts(f'<?xml version="1.0" encoding="{declared}"?><tbx><e>дом</e></tbx>'.encode(codec)) == ["дом"]


def test_entities_are_refused_in_any_encoding():
    document = '<?xml version="1.0" encoding="utf-16"?>\n<!DOCTYPE tbx [<!ENTITY a "b">]><tbx><e>&a;</e></tbx>'
    with pytest.raises(InputError, match="declares entities") as caught:
        texts(document.encode("utf-16"))
    assert (caught.value.where.line, caught.value.where.column) == (2, 16)


def test_depth_and_size_of_an_entry_are_bounded(monkeypatch):
    monkeypatch.setattr(xml, "MAX_ELEMENTS", 1000)
    with pytest.raises(InputError, match="Excessive depth"):
        texts(b"<tbx>" + b"<d>" * 300)
    with pytest.raises(InputError, match="more than 1,000 elements in one entry"):
        texts(b"<tbx><e>" + b"<d/>" * 1001 + b"</e></tbx>")
    assert texts(b"<tbx>" + b"<d/>" * 1001 + b"<e>x</e></tbx>") == ["x"]


def test_elements_are_handed_over_while_the_file_is_still_being_read():
    class Stream(io.BytesIO):
        taken = 0

        def read(self, size=-1):
            data = super().read(size)
            self.taken += len(data)
            return data

    entry = b"<e>" + b"x" * 1000 + b"</e>\n"
    stream = Stream(b"<tbx a='1'>" + entry * 2000 + b"</tbx>")
    elements = parse_events(stream, "x", ["e"])
    first = next(elements)
    assert stream.taken < 100_000
    assert first.getparent().get("a") == "1"
    parent, siblings = first.getparent(), []
    for element in elements:
        siblings.append(len(parent))
        assert at(element, "x").line == len(siblings) + 1
    assert len(siblings) == 1999 and max(siblings) < 100
    assert not first.text


def test_names_and_namespaces():
    (element,) = [
        (local(element), namespace(element)) for element in parse_events(b'<x:e xmlns:x="urn:y">z</x:e>', "x", ["e"])
    ]
    assert element == ("e", "urn:y")


@pytest.mark.parametrize(
    "head, name", [(b"<?xml version='1.0'?><!DOCTYPE a><b:a xmlns:b='c'><d", "a"), (b"a", None), (b"", None)]
)
def test_root_name(head, name):
    assert root_name(head) == name


@given(st.binary(max_size=200) | st.binary(max_size=100).map(lambda data: b"<e>" + data + b"</e>"))
def test_any_bytes_are_read_or_refused(data):
    try:
        texts(data)
    except InputError as error:
        assert error.where is not None and error.where.path == "x.xml"
    root_name(data)
