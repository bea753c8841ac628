"""Accepted findings: what a baseline lets pass, and that lines may move."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.termbase.errors import InputError, Location
from dragoman.translate.checks import Finding, Severity
from dragoman.translate.checks.baseline import Baseline, read
from dragoman.translate.results import Span

FINDING = Finding(
    "double-space", Severity.WARNING, "more than one space", Location("x", 3, 1), "a b", "а  б", Span(1, 3)
)


def at(folder: Path, name: str, line: int = 3) -> Finding:
    return replace(FINDING, where=Location(str(folder / name), line, 1))


def test_what_was_written_is_accepted_and_no_more(tmp_path: Path) -> None:
    text = Baseline(tmp_path).written([at(tmp_path, "a.po"), at(tmp_path, "a.po"), at(tmp_path, "b/c.po")])
    baseline = read(text, tmp_path / "baseline.json")
    moved = [at(tmp_path, "a.po", 90), at(tmp_path, "a.po", 91)]
    assert not list(baseline.new(moved))
    assert list(baseline.new([*moved, at(tmp_path, "a.po", 92)])) == [at(tmp_path, "a.po", 92)]
    assert list(baseline.new([at(tmp_path, "b.po")])) == [at(tmp_path, "b.po")]


def test_paths_are_relative_to_the_file_and_sorted(tmp_path: Path) -> None:
    text = Baseline(tmp_path / "qa").written([at(tmp_path, "z.po"), at(tmp_path, "qa/a.po")])
    files = json.loads(text)["files"]
    assert list(files) == ["../z.po", "a.po"]
    assert files["a.po"] == {FINDING.fingerprint: {"code": "double-space", "count": 1}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "[" * 100_000,
        '{"version": 2, "files": {}}',
        '{"version": 1, "files": []}',
        '{"version": 1, "files": {"a": {"short": {"count": 1}}}}',
        '{"version": 1, "files": {"a": {"%s": {"count": 0}}}}' % ("0" * 32),
        '{"version": 1, "files": {"a": {"%s": {"count": true}}}}' % ("0" * 32),
    ],
)
def test_what_is_no_baseline_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="baseline"):
        read(text, Path("b.json"))
