"""JSON string files (tests/cases/strings_json.json) and what is shared with YAML (strings_technical.json)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora import strings
from dragoman.corpora.files import sniff as sniff_encoding
from dragoman.corpora.filling import UnitDocument
from dragoman.corpora.formats import json as json_format
from dragoman.corpora.markup import Mark, Marked
from dragoman.corpora.segment import Rendition
from dragoman.corpora.units import Fill, Stamp
from dragoman.termbase.errors import InputError, UnknownNameError

FOLDER = Path(__file__).parents[1]
CASES: list[dict[str, Any]] = json.loads((FOLDER / "cases" / "strings_json.json").read_text("utf-8"))
TECHNICAL: dict[str, list[str]] = json.loads((FOLDER / "cases" / "strings_technical.json").read_text("utf-8"))
STAMP = Stamp("test 1", datetime(2026, 1, 1, tzinfo=UTC))

good_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
trees = st.recursive(
    good_text | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(good_text, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_json(case: dict[str, Any]) -> None:
    name, target, data = case.get("file", "f.json"), case.get("target", "ru"), case["text"].encode()
    if "error" in case:
        with pytest.raises(InputError) as caught:
            json_format.parse(data, name, "en", target)
        assert str(caught.value).startswith(case["error"])
        return
    file = json_format.parse(data, name, "en", target)
    if "units" in case:
        wanted = [(*unit, "")[:3] for unit in case["units"]]
        assert [(unit.key, unit.source.text, unit.sample) for unit in file.units] == wanted
    assert [unit.key for unit in file.units if unit.locked] == case.get("locked", [])
    assert max((unit.limit for unit in file.units), default=0) == case.get("limit", 0)
    assert file.fill({}, target, STAMP) == data
    if "fill" in case:
        keys = [unit.key for unit in file.units]
        fills = {keys.index(key): Fill(Marked(text)) for key, text in case["fill"].items()}
        filled = file.fill(fills, target, STAMP).decode()
        assert filled == case["becomes"]
        assert json.loads(filled) is not None


@given(st.dictionaries(good_text, trees, max_size=4), st.booleans(), st.sampled_from([None, 2, "\t"]), good_text)
def test_what_is_filled_in_is_read_again_and_nothing_else_changes(
    tree: Any, escaped: bool, indent: Any, new: str
) -> None:
    data = json.dumps(tree, ensure_ascii=escaped, indent=indent).encode()
    try:
        file = json_format.parse(data, "f.json", "en")
    except InputError as error:
        assert "the strings are in" in str(error) or "several languages" in str(error)
        return
    assert file.fill({}, "ru", STAMP) == data
    plain = not file.source_language and not any(map(described, walk(tree)))
    assert not plain or len(file.units) == json_strings(tree)
    if not file.units:
        return
    number = len(file.units) // 2
    again = json_format.parse(file.fill({number: Fill(Marked(new))}, "en", STAMP), "f.json", "en")
    before = [unit.source.text for unit in file.units]
    before[number] = new
    assert [unit.source.text for unit in again.units] == before


def walk(tree: Any) -> list[Any]:
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else []
    return [tree, *(found for item in inner for found in walk(item))]


def described(tree: Any) -> bool:
    return isinstance(tree, dict) and bool({"message", "string", "defaultMessage"} & set(tree))


def json_strings(tree: Any) -> int:
    return sum(isinstance(item, str) for item in walk(tree))


@given(st.text('{}[]":,\\ entu01.-\n\té', max_size=40))
def test_any_text_is_read_or_refused_and_as_the_standard_library_does(text: str) -> None:
    try:
        file = json_format.parse(text.encode(), "f.json", "en", "ru")
    except InputError as error:
        assert error.where is not None
        return
    assert file.fill({}, "ru", STAMP) == text.encode()
    json.loads(text)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_encodings_stay(codec: str) -> None:
    data = '{"a": "Café"}'.encode(codec)
    file = json_format.parse(data, "f.json", "en", "ru")
    assert file.fill({0: Fill(Marked("Кафе"))}, "ru", STAMP).decode(codec) == '{"a": "Кафе"}'
    assert sniff_encoding(data).bom


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_deep_nesting_is_refused(opening: str) -> None:
    with pytest.raises(InputError, match="nested deeper than 100"):
        json_format.parse(f'{{"x": {opening * 100_000}'.encode(), "f.json", "en", "ru")


def test_what_cannot_be_filled() -> None:
    file = json_format.parse(b'{"a": "x"}', "f.json", "en", "ru")
    with pytest.raises(ValueError, match="no unit -1"):
        file.fill({-1: Fill(Marked("x"))}, "ru", STAMP)
    with pytest.raises(ValueError, match="no marks"):
        file.fill({0: Fill(Marked("x", (Mark(0, "<b>"),)))}, "ru", STAMP)
    with pytest.raises(UnknownNameError):
        file.fill({}, "xx", STAMP)


@pytest.mark.parametrize("name", ["i18next.json", "app_en.arb", "messages.json"])
@pytest.mark.parametrize("target", ["ru", "zh", "en"])
def test_fixtures_with_an_engine_that_repeats(name: str, target: str) -> None:
    data = (FOLDER / "fixtures" / "strings" / name).read_bytes()
    source = "en" if target != "en" else "ru"
    if source == "ru":
        data = data.replace(b'"@@locale": "en"', b'"@@locale": "ru"')
    file = json_format.parse(data, name, source, target)
    document = UnitDocument(file, source, target, STAMP)
    renditions = [Rendition(segment.content) for segment in document.segments]
    fills, refused = document.fills(renditions)
    assert not refused and len(fills) == sum(bool(u.source.text.strip()) and not u.locked for u in file.units)
    again = json_format.parse(document.serialize(renditions, target), name, target)
    assert {unit.key for unit in file.units} == {unit.key for unit in again.units}


@pytest.mark.parametrize("text", TECHNICAL["technical"])
def test_what_is_for_programs(text: str) -> None:
    assert strings.technical(text) and strings.technical(f" {text}\n")


@pytest.mark.parametrize("text", TECHNICAL["words"])
def test_what_is_for_people(text: str) -> None:
    assert not strings.technical(text)


@pytest.mark.parametrize("text", ["a/" * 50_000, "a_" * 50_000, "/" * 100_000, "aA" * 50_000, "D " * 100_000])
def test_long_texts_are_no_trap(text: str) -> None:
    assert not strings.technical(text)
    assert isinstance(strings.technical(text[:199]), bool)
