"""`dragoman terms`, run in this process."""

import json

import pytest

from dragoman.translate.cli import main

TERMS = """
- id: ministry
  kind: body
  domain: tests
  definition: A ministry of the tests.
  note: Not a real one.
  en: {preferred: Ministry of Weather, short: [MOW]}
  ru:
    preferred: {form: Министерство погоды, gender: n}
    deprecated: [{form: Погодное министерство, why: old}]
    forbidden: [{form: Министерия погоды, why: no such word, scope: always}]
    verified: partly
    source: [a newspaper]
  zh: {preferred: 气象部}
- id: minister
  kind: title
  definition: Its head.
  en: {preferred: Minister of Weather}
  ru: {preferred: {form: министр погоды, gender: m, animate: true}}
  zh: {preferred: 气象部长}
"""


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "t.yaml").write_text(TERMS, encoding="utf-8")

    def call(*arguments, own=True):
        code = main(["terms", *arguments, *(["--no-curated", "--termbase", "t.yaml"] if own else [])])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_list(run):
    code, out, _ = run("list")
    assert code == 0 and "Ministry of Weather" in out and "Министерство погоды" in out and "气象部长" in out
    code, out, _ = run("list", "--kind", "title", "--lang", "zh-CN", "--json")
    assert json.loads(out) == [{"id": "minister", "kind": "title", "terms": {"zh": "气象部长"}}]
    code, out, _ = run("list", "--grep", "ПОГОДНОЕ", "--json")
    assert [item["id"] for item in json.loads(out)] == ["ministry"]
    code, out, _ = run("list", "--grep", "nothing like it", "--json")
    assert code == 1 and json.loads(out) == []


def test_show_has_statuses_evidence_and_the_paradigm(run):
    code, out, _ = run("show", "ministry")
    assert code == 0
    for part in (
        "A ministry of the tests.",
        "Not a real one.",
        "forbidden, always",
        "no such word",
        "partly",
        "a newspaper",
    ):
        assert part in out
    for form in ("Министерства погоды", "Министерству погоды", "Министерством погоды", "Министерстве погоды"):
        assert form in out


def test_show_as_json(run):
    _, out, _ = run("show", "ministry", "minister", "--json")
    ministry, minister = json.loads(out)
    assert ministry["terms"]["ru"][0]["forms"]["gen.sg"] == "Министерства погоды"
    assert [term["status"] for term in ministry["terms"]["ru"]] == ["preferred", "deprecated", "forbidden"]
    assert ministry["evidence"]["ru"] == {"verified": "partly", "sources": [{"key": "a newspaper", "source": None}]}
    assert minister["terms"]["ru"][0]["forms"]["acc.sg"] == "министра погоды"


def test_show_takes_terms_and_suggests_ids(run):
    assert "ministry (body, tests)" in run("show", "mow")[1]
    code, out, err = run("show", "minstry")
    assert code == 2 and out == "" and "did you mean ministry" in err


def test_find_gives_offsets_concepts_and_renderings(run):
    text = "No Ministry of Weather, no MOW."
    code, out, err = run("find", text, "--json")
    data = json.loads(out)
    assert code == 0 and err == "" and data["language"] == "en"
    assert [text[match["start"] : match["end"]] for match in data["matches"]] == ["Ministry of Weather", "MOW"]
    assert data["matches"][0]["readings"][0]["preferred"] == {"ru": "Министерство погоды", "zh": "气象部"}


def test_find_marks_wrong_forms_and_tells_the_language(run):
    code, out, err = run("find", "О Министерстве погоды и Министерии погоды")
    assert code == 0 and "language ru, by the script" in err
    assert "loc.sg" in out
    code, out, err = run("find", "Министерия погоды", "--json")
    assert [(match["approved"], match["readings"][0]["status"]) for match in json.loads(out)["matches"]] == [
        (False, "forbidden")
    ]


def test_find_reads_files_unless_told_otherwise(run, tmp_path):
    (tmp_path / "MOW").write_text("Minister of Weather", encoding="utf-8")
    assert json.loads(run("find", "MOW", "--json")[1])["matches"][0]["text"] == "Minister of Weather"
    assert json.loads(run("find", "--text", "MOW", "--json")[1])["matches"][0]["text"] == "MOW"
    assert "no terms found" in run("find", "Nothing here.")[2]


def test_lint_reports_places_and_fails_on_errors(run, tmp_path):
    (tmp_path / "bad.yaml").write_text("- id: A b\n  kind: thing\n  en: {preferred: x}\n", encoding="utf-8")
    code, out, err = run("lint", "bad.yaml", "t.yaml", own=False)
    assert code == 2 and out.startswith("bad.yaml:1:") and "error" in out and "2 concepts" in err
    code, out, _ = run("lint", "bad.yaml", "--json", own=False)
    data = json.loads(out)
    assert code == 2 and data["errors"] == len(data["problems"]) >= 2
    assert {"path", "line", "column", "severity", "code", "message", "concept", "hint"} == set(data["problems"][0])


def test_lint_counts_warnings_only_when_strict(run, tmp_path, monkeypatch):
    import dragoman.termbase.lint as module

    problem = module.Problem("made-up", "a warning", "ministry", None, "warning", "do this")
    monkeypatch.setattr(module, "lint", lambda termbase: iter([problem]))
    code, out, err = run("lint", "t.yaml", own=False)
    assert code == 0 and out == "warning: ministry: a warning (do this) [made-up]\n" and "1 warning" in err
    assert run("lint", "t.yaml", "--strict", own=False)[0] == 1
    monkeypatch.setattr(module, "lint", lambda termbase: iter([module.Problem("e", "an error", "", None, "error", "")]))
    assert run("lint", "t.yaml", own=False)[:2] == (1, "error: an error [e]\n")
    remark = module.Problem("i", "a remark", "", None, "info", "")
    monkeypatch.setattr(module, "lint", lambda termbase: iter([remark]))
    assert run("lint", "t.yaml", own=False)[1] == ""
    assert "a remark" in run("lint", "t.yaml", "--info", own=False)[1]
