"""YAML string files (tests/cases/strings_yaml.json)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora.filling import UnitDocument
from dragoman.corpora.formats import detect, yaml_scan
from dragoman.corpora.formats import yaml as yaml_format
from dragoman.corpora.markup import Mark, Marked
from dragoman.corpora.places import Places
from dragoman.corpora.segment import Rendition
from dragoman.corpora.units import Fill, Stamp
from dragoman.termbase.errors import InputError, UnknownNameError

FOLDER = Path(__file__).parents[1]
CASES: list[dict[str, Any]] = json.loads((FOLDER / "cases" / "strings_yaml.json").read_text("utf-8"))
STAMP = Stamp("test 1", datetime(2026, 1, 1, tzinfo=UTC))

PIECES = ["a: ", "b: ", "- ", "  ", "\n", "\n", "one: ", "other: ", "|\n", ">-\n", "x", "'", '"', "#", "&a ", "*a", "[", "]", "{", "}", ", ", ": ", "! ", "é", "\r\n"]  # fmt: skip
yamlish = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12) | st.lists(
    st.sampled_from(
        ["word", "слово", " ", "\n", "'", '"', ": ", " #", "- ", "{", "}", ",", "\t", "%", "&", "yes", "1", "\\"]
    ),
    max_size=6,
).map("".join)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_yaml(case: dict[str, Any]) -> None:
    target, data = case.get("target", "ru"), case["text"].encode()
    if "error" in case:
        with pytest.raises(InputError) as caught:
            yaml_format.parse(data, "f.yml", "en", target)
        assert str(caught.value).startswith(case["error"])
        return
    file = yaml_format.parse(data, "f.yml", "en", target)
    if "units" in case:
        found = [[unit.key, unit.source.text, unit.where.line, unit.where.column] for unit in file.units]
        assert found == case["units"]
    assert file.fill({}, target, STAMP) == data
    if "fill" in case:
        keys = [unit.key for unit in file.units]
        filled = file.fill(
            {keys.index(key): Fill(Marked(text)) for key, text in case["fill"].items()}, target, STAMP
        ).decode()
        assert filled == case["becomes"]
        again = yaml_format.parse(filled.encode(), "f.yml", target)
        read = {unit.key.partition(".")[2] if file.root else unit.key: unit.source.text for unit in again.units}
        for key, text in case["fill"].items():
            assert read[key.partition(".")[2] if file.root else key] == text


STYLES = ["a: {}\nb: x\n", "a: [x, {}]\nb: x\n", "- {}\n- x\n", "a:\n    {}\n# c\nb: x"]
SCALARS = ["Open it", "'Open it'", '"Open it"', "Open\n     it", '"Op\\u00e9n"', "|\n     Open\n     it\n", ">\n     Open\n     it\n", "|-\n     Open", ">+\n     Open\n\n", "&x Open", "!!str Open"]  # fmt: skip


@given(st.sampled_from(STYLES), st.sampled_from(SCALARS), texts)
def test_any_text_fits_into_any_style(layout: str, scalar: str, text: str) -> None:
    source = layout.format(scalar)
    try:
        file = yaml_format.parse(source.encode(), "f.yml", "en")
    except InputError:
        return
    number = next(index for index, unit in enumerate(file.units) if unit.source.text.startswith("Op"))
    filled = file.fill({number: Fill(Marked(text))}, "ru", STAMP)
    again = yaml_format.parse(filled, "f.yml", "en")
    expected = [unit.source.text for unit in file.units]
    expected[number] = text
    assert [unit.source.text for unit in again.units] == expected
    comments = [line for line in source.split("\n") if line.startswith("#")]
    assert all(line in filled.decode() for line in comments)


@given(yamlish)
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    try:
        file = yaml_format.parse(text.encode(), "f.yml", "en", "ru")
    except InputError as error:
        assert error.where is not None and error.where.path == "f.yml"
        return
    assert file.fill({}, "ru", STAMP) == text.encode()
    filled = file.fill({index: Fill(Marked(f"да: {index}")) for index in range(len(file.units))}, "ru", STAMP)
    again = yaml_format.parse(filled, "f.yml", "en")
    assert [unit.source.text for unit in again.units] == [f"да: {index}" for index in range(len(file.units))]


@given(yamlish)
def test_places_are_those_of_the_pure_parser(text: str) -> None:
    def scalars(loader: Any) -> list[tuple[int, int, str]]:
        events = pyyaml.parse(text, Loader=loader)
        return [(e.start_mark.index, e.end_mark.index, e.value) for e in events if isinstance(e, pyyaml.ScalarEvent)]

    try:
        pure = scalars(pyyaml.SafeLoader)
        fast = scalars(getattr(pyyaml, "CSafeLoader", pyyaml.SafeLoader))
    except pyyaml.YAMLError:
        return
    # at an empty value the two differ, and nothing is ever put there
    assert [item for item in pure if item[2]] == [item for item in fast if item[2]]


def test_alias_bombs_are_nothing_special() -> None:
    lines = ["a0: &a0 [Open, Open]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    file = yaml_format.parse("\n".join(lines).encode(), "f.yml", "en", "ru")
    assert len(file.units) == 2


@pytest.mark.parametrize("text", ["[" * 100_000, "a:\n" + "".join(" " * n + "- \n" for n in range(1, 300)), "? " * 500])
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"nested deeper than 100|not valid YAML"):
        yaml_format.parse(text.encode(), "f.yml", "en", "ru")


def test_characters_yaml_does_not_allow() -> None:
    with pytest.raises(InputError, match=r"f\.yml:2:4: not valid YAML: a character"):
        yaml_format.parse(b"a: b\nc: \x01\n", "f.yml", "en", "ru")


def test_what_cannot_be_filled() -> None:
    file = yaml_format.parse(b"a: x", "f.yml", "en", "ru")
    with pytest.raises(ValueError, match="no unit 3"):
        file.fill({3: Fill(Marked("x"))}, "ru", STAMP)
    with pytest.raises(ValueError, match="no marks"):
        file.fill({0: Fill(Marked("x", (Mark(0, "<b>"),)))}, "ru", STAMP)
    with pytest.raises(UnknownNameError):
        file.fill({}, "xx", STAMP)


@pytest.mark.parametrize(
    ("head", "kind"),
    [(b"en:\n  a: Open\n", "yaml"), (b"---\n# x\n\nen-US:\r\n  a: Open\r\n", "yaml"), (b"Note: hello\n", "text"), (b"me: hi\n", "text")],
)  # fmt: skip
def test_without_an_extension(head: bytes, kind: str) -> None:
    assert detect("noname", head).name == kind


@pytest.mark.parametrize("target", ["ru", "zh"])
def test_the_fixture_with_an_engine_that_repeats(target: str) -> None:
    data = (FOLDER / "fixtures" / "strings" / "rails.yml").read_bytes()
    document = UnitDocument(yaml_format.parse(data, "rails.yml", "en", target), "en", target, STAMP)
    renditions = [Rendition(segment.content) for segment in document.segments]
    assert not document.fills(renditions)[1]
    filled = document.serialize(renditions, target).decode().split("\n")
    changed = [line for line in filled if line not in data.decode().split("\n")]
    forms = (
        ['    one: "%{count} cases"', '    few: "%{count} cases"', '    many: "%{count} cases"']
        if target == "ru"
        else []
    )
    assert changed == [f"{target}:", *forms]


def test_the_only_root_is_one_with_a_mapping() -> None:
    def root(text: str) -> str | None:
        found = yaml_scan.only_root(yaml_scan.parse(text, Places(text, "f")))
        return found.text if found else None

    assert root("en: {a: b}") == "en"
    assert root("en: b") is None
    assert root("en: {a: b}\nfr: {}") is None
    assert root("- en: {a: b}") is None
    assert root("en: {a: b}\n---\nru: {}") is None
