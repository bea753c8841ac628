"""The registry of formats: names, extensions, first bytes, and documents of any kind."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dragoman.corpora import formats
from dragoman.corpora.filling import UnitDocument
from dragoman.corpora.formats.text import TextDocument
from dragoman.corpora.segment import Rendition
from dragoman.corpora.units import Stamp
from dragoman.termbase.errors import InputError, UnknownNameError

FIXTURES = Path(__file__).parents[1] / "fixtures" / "strings"
STAMP = Stamp("test 1", datetime(2026, 1, 1, tzinfo=UTC))


def test_names_and_extensions_are_told_apart() -> None:
    assert len({item.name for item in formats.FORMATS}) == len(formats.FORMATS)
    for item in formats.FORMATS:
        assert all(extension.startswith(".") and extension == extension.lower() for extension in item.extensions)
        assert formats.find(item.name.upper()) is item
    with pytest.raises(UnknownNameError, match="known: text, po"):
        formats.find("pages")


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.txt", b'{"a": "b"}', "text"), ("a.JSON", b"x", "json"), ("a.arb", b"x", "json"), ("a.yml", b"x", "yaml"), ("a.csv", b"x", "csv"),
        ("a.tab", b"x", "tsv"), ("a.ndjson", b"x", "jsonl"), ("noname", b'{"a": {"b": "c"}}', "json"), ("noname", b"en\tru\nOpen\t\n", "tsv"),
        ("noname", b'{"en": "a"}\n{"en": "b"}\n', "jsonl"), ("noname", b"en:\n  a: b\n", "yaml"), ("noname", b"Just words, no more.\n", "text"),
        ("noname", b"", "text"), ("noname", bytes(range(256)), "text"), ("a.unknown", "Слово, слово".encode(), "text"),
    ],
)  # fmt: skip
def test_a_file_is_told_by_its_name_then_by_its_beginning(name: str, head: bytes, kind: str) -> None:
    assert formats.detect(name, head).name == kind


def test_plain_text_has_no_units() -> None:
    with pytest.raises(InputError, match="plain text has no units"):
        formats.units(b"a", "a.txt", formats.TEXT, "en")
    assert isinstance(formats.document(b"a", "a.txt", formats.TEXT, "en", "ru", STAMP), TextDocument)


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir()), ids=lambda path: path.name)
@pytest.mark.parametrize("target", ["ru", "zh"])
def test_string_files_and_tables_as_documents(path: Path, target: str) -> None:
    data = path.read_bytes()
    kind = formats.detect(path.name, data[: formats.HEAD])
    document = formats.document(data, path.name, kind, "en", target, STAMP)
    assert isinstance(document, UnitDocument) and document.segments
    assert document.file.fill({}, target, STAMP) == data
    assert document.location(0).path == path.name and document.location(0).line > 0
    filled = document.serialize([Rendition(segment.content) for segment in document.segments], target)
    assert formats.units(filled, path.name, kind, "en" if kind.bilingual else target).units
