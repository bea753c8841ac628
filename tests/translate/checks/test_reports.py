"""What findings become: SARIF, JUnit XML, workflow commands, JSON and a page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest

from dragoman.termbase.errors import Location
from dragoman.translate.checks import CHECKS, Finding, Severity
from dragoman.translate.report import check_export, check_page, github, junit, sarif
from dragoman.translate.results import Span

NASTY = 'a%b\r\nc:d,e<script>"&]]>\x07\u2028é长'
FINDINGS = [
    Finding(
        "double-space", Severity.WARNING, "more than one space", Location("locale/ру сс.po", 7, 9), "a b", "а  б",
        Span(1, 3), None, " ", key="menu", exact=True, languages=("en", "ru"),
    ),
    Finding(
        "term-missing", Severity.ERROR, NASTY, Location("/abs/b.tsv", 2, 1), NASTY, NASTY, None, Span(0, 3), NASTY,
        concept="spp", key=NASTY, languages=("en", "zh"),
    ),
    Finding("file-malformed", Severity.ERROR, "broken", Location("c.po"), "", ""),
    Finding(
        "double-space", Severity.WARNING, "more than one space", Location("locale/ру сс.po", 9, 9), "a b", "а  б",
        Span(1, 3), None, " ", languages=("en", "ru"),
    ),
    Finding("term-admitted", Severity.INFO, "fine", Location("d.po", 1, 1), "x", "у", languages=("en", "ru")),
]  # fmt: skip
FILES = ["locale/ру сс.po", "/abs/b.tsv", "c.po", "d.po", "clean.po"]


@pytest.fixture(scope="module")
def run() -> Any:
    log = json.loads(sarif.sarif(FINDINGS, "1.2.3"))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    return log["runs"][0]


def test_sarif_rules_are_the_checks(run: Any) -> None:
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CHECKS)
    assert {rule["defaultConfiguration"]["level"] for rule in rules} == {"error", "warning", "note"}
    for rule in rules:
        assert all(rule[key]["text"].endswith(".") for key in ("shortDescription", "fullDescription", "help"))
        assert rule.get("name", "").lower() != rule["id"]
    assert run["tool"]["driver"]["name"] == "dragoman"
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_results_point_to_rules_and_places(run: Any) -> None:
    rules = run["tool"]["driver"]["rules"]
    for result, finding in zip(run["results"], FINDINGS, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.code
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"[!-~]+", place["artifactLocation"]["uri"])
        assert place.get("region", {}).get("startLine", 1) >= 1
    uris = [result["locations"][0]["physicalLocation"]["artifactLocation"] for result in run["results"]]
    assert uris[0] == {"uri": "locale/%D1%80%D1%83%20%D1%81%D1%81.po", "uriBaseId": "%SRCROOT%"}
    assert uris[1] == {"uri": "file:///abs/b.tsv"}
    assert "region" not in run["results"][2]["locations"][0]["physicalLocation"]


def test_sarif_has_fixes_and_end_columns_only_where_the_words_stand_so(run: Any) -> None:
    exact, _, _, vague, _ = run["results"]
    region = {"startLine": 7, "startColumn": 9, "endLine": 7, "endColumn": 11}
    assert exact["locations"][0]["physicalLocation"]["region"] == region
    replacement = exact["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert replacement == {"deletedRegion": region, "insertedContent": {"text": " "}}
    assert vague["locations"][0]["physicalLocation"]["region"] == {"startLine": 9, "startColumn": 9}
    assert "fixes" not in vague


def test_sarif_fingerprints_tell_twins_apart(run: Any) -> None:
    marks = [next(iter(result["partialFingerprints"].values())) for result in run["results"]]
    assert len(set(marks)) == len(marks)
    assert marks[0].rpartition(":")[0] == marks[3].rpartition(":")[0]


def test_junit_counts_and_escapes() -> None:
    root = ElementTree.fromstring(junit.junit(FINDINGS, FILES, Severity.WARNING))
    assert (root.get("tests"), root.get("failures")) == ("6", "4")
    assert [suite.get("name") for suite in root] == FILES
    case = root[1][0]
    failure = case.find("failure")
    assert failure is not None
    assert case.get("classname") == "/abs/b.tsv"
    assert "\\x07" in (failure.text or "")
    assert "<script>" in (failure.text or "")
    assert root[3][0].find("failure") is None
    assert "fine" in (root[3][0].findtext("system-out") or "")
    assert root[4][0].get("name") == "no findings"


def test_junit_fails_for_nothing_if_so_wanted() -> None:
    root = ElementTree.fromstring(junit.junit(FINDINGS, FILES, None))
    assert root.get("failures") == "0"


def test_workflow_commands_keep_to_a_line_and_escape() -> None:
    lines = github.github(FINDINGS).split("\n")
    assert len(lines) == len(FINDINGS) + 1
    assert lines[0].startswith("::warning file=locale/ру сс.po,line=7,col=9,endColumn=11,title=double-space::more")
    assert lines[1].startswith("::error file=/abs/b.tsv,line=2,col=1,title=term-missing::a%25b ")
    assert lines[1].endswith('[a%25b%0D%0Ac:d,e<script>"&]]>\x07\u2028é长]')
    assert lines[2] == "::error file=c.po,title=file-malformed::broken"
    assert lines[4].startswith("::notice ")
    odd = Finding("x", Severity.INFO, "m", Location("C:\\a,b%.po", 1, 1), "", "")
    assert github.github([odd]) == "::notice file=C%3A\\a%2Cb%25.po,line=1,col=1,title=x::m\n"


def test_json_has_everything() -> None:
    data = check_export.as_dict(FINDINGS, FILES, 40)
    assert json.loads(json.dumps(data)) == data
    assert data["counts"] == {"error": 2, "warning": 2, "info": 1}
    first = data["findings"][0]
    assert (first["file"], first["line"], first["target"], first["source"]) == ("locale/ру сс.po", 7, [1, 3], None)
    assert (first["suggestion"], first["exact"], first["fingerprint"]) == (" ", True, FINDINGS[0].fingerprint)


class Reader(HTMLParser):
    """Notes what a page has."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_loads_nothing() -> None:
    text = check_page.page(FINDINGS, FILES, 40, f"Check: {NASTY}")
    reader = Reader()
    reader.feed(text)
    assert not reader.open
    names = [tag for tag, _ in reader.tags]
    assert names.count("script") == 1
    assert names.count("section") == len(FILES)
    assert not any({"src", "href", "style"} & attributes.keys() for _, attributes in reader.tags)
    assert "default-src 'none'" in text
    assert "5 findings in 40 segments: 2 errors, 2 warnings, 1 info" in text
    assert "Nothing was found." in text


def test_the_page_marks_words_in_their_language() -> None:
    text = check_page.page(FINDINGS, FILES, 40, "Check")
    assert (
        '<p class="target" lang="ru">а<span class="hit warning end" title="more than one space">  </span>б</p>' in text
    )
    assert 'lang="zh-Hans"' in text


def test_findings_of_one_segment_share_a_block() -> None:
    twin = FINDINGS[:1] * 2
    assert check_page.page(twin, [], 1, "Check").count("<article") == 1
