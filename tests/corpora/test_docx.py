"""Word documents: paragraphs in and out (tests/cases/docx.json), and the package around them, which stays byte for byte."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_text import shown, target

from dragoman.corpora.filling import UnitDocument
from dragoman.corpora.formats import docx
from dragoman.corpora.formats.docx_package import Package
from dragoman.corpora.markup import Marked, join
from dragoman.corpora.segment import Rendition
from dragoman.corpora.units import Fill, Stamp
from dragoman.termbase.errors import InputError

TESTS = Path(__file__).parents[1]
CASES: list[dict[str, Any]] = json.loads((TESTS / "cases" / "docx.json").read_text("utf-8"))
STAMP = Stamp("test 1", datetime(2026, 1, 1, tzinfo=UTC))
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def wordy(short: str) -> str:
    """Short XML as WordprocessingML: everything with the prefix w, `s` for preserved space."""

    def tag(match: re.Match[str]) -> str:
        named = re.sub(r"<(/?)(?=\w)", r"<\1w:", match.group())
        return re.sub(r" (\w+)=", r" w:\1=", named.replace(" s>", ' xml:space="preserve">'))

    return re.sub(r"<[^>]*>", tag, short)


def document(body: str, root: str = "document", namespace: str = WORD) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<w:{root} xmlns:w="{namespace}"><w:body>{body}</w:body></w:{root}>'


def relations(*targets: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="r{i}" Type="{kind}" Target="{name}"/>' for i, (kind, name) in enumerate(targets)
    )
    return f'<Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def package(parts: dict[str, str | bytes], **options: Any) -> bytes:
    whole = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations((f"{OFFICE}/officeDocument", "word/document.xml")),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in (whole | parts).items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 7, 25, 10, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def simple(body: str) -> bytes:
    return package({"word/document.xml": document(wordy(body))})


def framed(source: Marked, before: str, behind: str) -> Marked:
    return join((Marked(before), source, Marked(behind)))


def part(data: bytes, name: str = "word/document.xml") -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_units_and_filling(case: dict[str, Any]) -> None:
    data = simple(case["body"])
    file = docx.parse(data, "x.docx", "en")
    assert [shown(unit.source) for unit in file.units] == case["units"]
    assert file.fill({}, "ru", STAMP) == data
    assert file.fill({i: Fill(u.source) for i, u in enumerate(file.units)}, "ru", STAMP) == data
    if "fill" in case:
        fills = {int(i): Fill(target(file.units[int(i)].source, text)) for i, text in case["fill"].items()}
        result = part(file.fill(fills, case.get("language", "ru"), STAMP))
        assert result == document(wordy(case["result"]))


def everything() -> bytes:
    """A document made by python-docx, with text in all the places it can put it."""
    made = python_docx.Document()
    made.core_properties.title = "News & more"
    made.add_heading("A heading", 1)
    paragraph = made.add_paragraph("All of the ")
    paragraph.add_run("Supreme ").bold = True
    paragraph.add_run("Court").bold = True
    paragraph.add_run(" met here.")
    made.add_paragraph("An item", style="List Bullet")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Left", "Right"
    made.sections[0].header.paragraphs[0].text = "The header"
    made.sections[0].footer.paragraphs[0].text = "The footer"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_document_of_another_program() -> None:
    data = everything()
    file = docx.parse(data, "x.docx", "en")
    assert [(unit.key, unit.source.text) for unit in file.units] == [
        ("paragraph 1", "A heading"),
        ("paragraph 2", "All of the Supreme Court met here."),
        ("paragraph 3", "An item"),
        ("paragraph 4", "Left"),
        ("paragraph 5", "Right"),
        ("header1 paragraph 1", "The header"),
        ("footer1 paragraph 1", "The footer"),
        ("title", "News & more"),
    ]
    assert str(file.units[1].where) == "x.docx:2"
    assert str(file.units[5].where) == "x.docx (header1):1"
    fills = {i: Fill(framed(u.source, "<", ">")) for i, u in enumerate(file.units)}
    result = file.fill(fills, "ru", STAMP)
    made = python_docx.Document(io.BytesIO(result))
    assert [p.text for p in made.paragraphs] == ["<A heading>", "<All of the Supreme Court met here.>", "<An item>"]
    runs = [(run.text, run.bold) for run in made.paragraphs[1].runs]
    assert runs == [("<All of the ", None), ("Supreme Court", True), (" met here.>", None)]
    assert [cell.text for cell in made.tables[0].rows[0].cells] == ["<Left>", "<Right>"]
    assert made.sections[0].header.paragraphs[0].text == "<The header>"
    assert made.core_properties.title == "<News & more>"
    again = docx.parse(result, "x.docx", "ru")
    assert [unit.source.text for unit in again.units] == [f"<{unit.source.text}>" for unit in file.units]


def test_own_sentences_give_the_file_back() -> None:
    data = everything()
    document = UnitDocument(docx.parse(data, "x.docx", "en"), "en", "ru", STAMP)
    assert document.segments
    assert document.serialize([Rendition(segment.content) for segment in document.segments], "ru") == data


def members(data: bytes) -> dict[str, tuple[bytes, tuple[Any, ...]]]:
    """For each member its compressed bytes, and what the directory says of it."""
    found = {}
    for item in zipfile.ZipFile(io.BytesIO(data)).infolist():
        label, extra = struct.unpack_from("<2H", data, item.header_offset + 26)
        start = item.header_offset + 30 + label + extra
        about = (item.date_time, item.compress_type, item.external_attr, item.extra, item.comment, item.create_version)
        found[item.filename] = data[start : start + item.compress_size], about
    return found


@pytest.mark.parametrize("kind", ["python-docx", "stored", "streamed", "prefix and comment"])
def test_all_other_parts_are_the_same_bytes(kind: str) -> None:
    data = everything()
    if kind != "python-docx":
        stream = io.BytesIO()
        with zipfile.ZipFile(
            Unseekable(stream) if kind == "streamed" else stream, "w", zipfile.ZIP_DEFLATED
        ) as archive:
            archive.comment = b"a comment" if kind == "prefix and comment" else b""
            for item in zipfile.ZipFile(io.BytesIO(data)).infolist():
                method = zipfile.ZIP_STORED if kind == "stored" else zipfile.ZIP_DEFLATED
                archive.writestr(item, zipfile.ZipFile(io.BytesIO(data)).read(item), method)
        data = stream.getvalue()
    file = docx.parse(data, "x.docx", "en")
    result = file.fill({0: Fill(Marked("Длинный заголовок " * 30)), 7: Fill(Marked("Т"))}, "ru", STAMP)
    archive = zipfile.ZipFile(io.BytesIO(result))
    assert archive.testzip() is None
    assert archive.comment == zipfile.ZipFile(io.BytesIO(data)).comment
    before, after = members(data), members(result)
    assert list(before) == list(after)
    assert [about for _, about in before.values()] == [about for _, about in after.values()]
    changed = [name for name in before if before[name][0] != after[name][0]]
    assert changed == ["docProps/core.xml", "word/document.xml"] or sorted(changed) == [
        "docProps/core.xml",
        "word/document.xml",
    ]


class Unseekable:
    """A stream that cannot go back: sizes then stand behind the data."""

    def __init__(self, stream: io.BytesIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        return self._stream.write(data)

    def flush(self) -> None:
        pass


def test_notes_strict_names_and_relations() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = wordy("<p><r><t>One</t></r></p>")
    notes = document(wordy("<p><r><t>Note</t></r></p>"), "footnotes", strict)
    parts = {
        "_rels/.rels": relations(
            ("http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument", "/doc/main.xml")
        ),
        "doc/main.xml": document(body, namespace=strict),
        "doc/_rels/main.xml.rels": relations(
            (f"{OFFICE}/comments", "comments.xml"),
            (f"{OFFICE}/footnotes", "../notes/x.xml"),
            (f"{OFFICE}/header", "gone.xml"),
        ),
        "notes/x.xml": notes,
        "doc/comments.xml": document(wordy("<p><r><t>Comment</t></r></p>"), "comments", strict),
    }
    file = docx.parse(package(parts), "x.docx", "en")
    assert [(unit.key, unit.source.text) for unit in file.units] == [("paragraph 1", "One"), ("x paragraph 1", "Note")]
    assert "Раз" in part(file.fill({1: Fill(Marked("Раз"))}, "ru", STAMP), "notes/x.xml")


def test_another_encoding_and_byte_order_mark() -> None:
    xml = document(wordy("<p><r><t>One</t></r></p>")).replace("UTF-8", "UTF-16")
    data = package({"word/document.xml": xml.encode("utf-16")})
    result = docx.parse(data, "x.docx", "en").fill({0: Fill(Marked("Раз"))}, "ru", STAMP)
    assert "Раз" in zipfile.ZipFile(io.BytesIO(result)).read("word/document.xml").decode("utf-16")


RUNS = (TESTS / "fixtures" / "docx" / "runs.txt").read_text("utf-8").splitlines()
PIECES = [piece for run in RUNS for piece in re.findall(r"<[^>]*>[^<]*", run)]


@given(st.lists(st.sampled_from(RUNS), max_size=14).map(lambda runs: f"<p>{''.join(runs)}</p>"))
def test_any_paragraph_comes_back_and_keeps_its_codes(body: str) -> None:
    data = simple(body)
    file = docx.parse(data, "x.docx", "en")
    assert file.fill({i: Fill(u.source) for i, u in enumerate(file.units)}, "ru", STAMP) == data
    fills = {}
    for index, unit in enumerate(file.units):
        fills[index] = Fill(framed(unit.source, "q", "q"))
    result = file.fill(fills, "ru", STAMP)
    again = docx.parse(result, "x.docx", "ru")
    wanted = [fill.target.text.split() for fill in fills.values()]
    # what shows may have got spaces around it
    assert ["".join(unit.source.text.split()) for unit in again.units] == ["".join(words) for words in wanted]
    for code in ("footnoteReference", "hyperlink ", "delText", "bookmark", "fldChar", "w:ins ", "w:br/", "w:tab/"):
        assert part(result).count(code) == part(data).count(code)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_garbage_comes_back_or_is_refused(body: str) -> None:
    data = simple(f"<p>{body}</p>")
    try:
        file = docx.parse(data, "x.docx", "en")
    except InputError:
        return
    assert file.fill({}, "ru", STAMP) == data
    assert file.fill({i: Fill(u.source) for i, u in enumerate(file.units)}, "ru", STAMP) == data
    result = file.fill({i: Fill(framed(u.source, "q", "q")) for i, u in enumerate(file.units)}, "ru", STAMP)
    docx.parse(result, "x.docx", "ru")


def altered(offset: int, new: bytes, signature: bytes = b"PK\x01\x02") -> bytes:
    data = bytearray(simple("<p><r><t>One</t></r></p>"))
    place = data.rfind(signature) + offset
    data[place : place + len(new)] = new
    return bytes(data)


GOOD = simple("<p><r><t>One</t></r></p>")
BILLION = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + document(wordy("<p><r><t>&b;</t></r></p>"))[39:]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "protected by a password, or an old Word document"),
        (b"text", "not a Word document"),
        (GOOD[:-10], "not a Word document: no ZIP archive, or cut short"),
        (GOOD[: len(GOOD) // 2], "not a Word document"),
        (altered(8, b"\x01\x00"), "protected by a password"),
        (altered(10, b"\x0c\x00"), "compressed in a way Word does not know"),
        (altered(16, b"\0\0\0\0"), "its checksum is wrong"),
        (altered(42, b"\xff\xff\xff\x7f"), "its ZIP directory is damaged"),
        (altered(20, b"\xff\xff\xff\xff"), "ZIP64"),
        (altered(42, b"\0\0\0\0"), "overlaps another one"),
        (altered(20, b"\xf0\0\0\0"), "its ZIP directory is damaged"),
        (altered(8, b"\xff\xff\xff\xff", b"PK\x05\x06"), "ZIP64"),
        (altered(16, b"\xff\xff\xff\x0f", b"PK\x05\x06"), "its ZIP directory is damaged"),
        (package({"word/../evil": "x"}), "unsafe name"),
        (package({"/word/evil": "x"}), "unsafe name"),
        (package({"word/Document.xml": "x", "word/document.xml": "y"}), "two parts are called"),
        (package({"word/other.xml": "x"}), "its main part is missing"),
        (package({"word/document.xml": "<w:document"}), "not well-formed XML"),
        (package({"word/document.xml": BILLION}), "declares entities"),
        (package({"word/document.xml": "<html><p>x</p></html>"}), "not a Word document"),
        (package({"word/document.xml": document("<w:p>" * 300 + "</w:p>" * 300)}), "nested deeper"),
        (package({"word/document.xml": b" " * 50_000_001}), "unpacks to more than"),
        (package({f"x{i}": "" for i in range(5001)}), "more than 5,000 parts"),
    ],
)
def test_what_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        docx.parse(data, "x.docx", "en")
    assert "\n" not in str(caught.value)


def test_other_parts_are_never_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in zipfile.ZipFile(io.BytesIO(GOOD)).infolist():
            archive.writestr(item, zipfile.ZipFile(io.BytesIO(GOOD)).read(item))
        archive.writestr("word/media/bomb.png", b"\0" * 60_000_000)
        archive.writestr("word/vbaProject.bin", b"macro")
    file = docx.parse(stream.getvalue(), "x.docm", "en")
    result = file.fill({0: Fill(Marked("Раз"))}, "ru", STAMP)
    assert part(result, "word/vbaProject.bin") == "macro"


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_damaged_byte_is_found_or_harmless(place: int, value: int) -> None:
    data = GOOD[:place] + bytes([value]) + GOOD[place + 1 :]
    try:
        file = docx.parse(data, "x.docx", "en")
    except InputError:
        return
    assert file.fill({}, "ru", STAMP) == data
    Package(file.fill({0: Fill(Marked("Раз"))} if file.units else {}, "ru", STAMP), "x.docx")


def test_sniffing() -> None:
    assert docx.sniff(GOOD[:4096])
    assert docx.sniff(everything()[:4096])
    assert not docx.sniff(b"PK\x03\x04" + b"\0" * 26 + b"xl/workbook.xml")
    assert not docx.sniff(b"text")
    assert not docx.sniff(b"")
