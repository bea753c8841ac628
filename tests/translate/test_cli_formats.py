"""`dragoman formats`, and the registry behind it."""

from __future__ import annotations

import json

import pytest

from dragoman.corpora.formats import FORMATS, export
from dragoman.translate.cli import main


def test_the_table_names_every_format(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    assert main(["formats"]) == 0
    said = capsys.readouterr().out
    for item in FORMATS:
        assert f"\n {item.name} " in said and item.label in said and " ".join(item.extensions) in said


def test_json_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["formats", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert list(rows) == [item.name for item in FORMATS]
    assert rows["po"] == {
        "name": "po", "label": "gettext PO and POT", "extensions": [".po", ".pot"], "reads": True, "writes": True, "exports": True,
        "bilingual": True, "binary": False, "states": "fuzzy",
    }  # fmt: skip
    assert rows["docx"]["binary"] and not rows["docx"]["exports"] and rows["docx"]["states"] == ""
    assert {name for name, row in rows.items() if row["exports"]} == set(export.KINDS)


@pytest.mark.parametrize("item", FORMATS, ids=lambda item: item.name)
def test_every_format_can_be_loaded_and_told(item: object) -> None:
    module = item.load()  # type: ignore[attr-defined]
    assert callable(module.parse)
