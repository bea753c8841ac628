"""`dragoman compare` as a user meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import in_process

COMMAND = [sys.executable, "-m", "dragoman.translate.cli"]
CASES = Path(__file__).parents[1] / "cases"
TEXTS = json.loads((CASES / "compare_texts.json").read_text(encoding="utf-8"))
ERRORS = json.loads((CASES / "compare_errors.json").read_text(encoding="utf-8"))
RU = TEXTS["ru"]


@pytest.fixture
def folder(tmp_path):
    columns = {"src": RU["source"], "ref": RU["ref"], "ref2": RU["ref2"]}
    columns |= {f"{name}.ru.txt": lines for name, lines in RU["systems"].items()}
    for name, lines in columns.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "terms.yaml").write_text(TEXTS["termbase"], encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder, monkeypatch, capsys):
    return in_process(folder, monkeypatch, capsys, "compare", columns=220)


SYSTEMS = ["good.ru.txt", "middling.ru.txt", "poor.ru.txt"]
REPORT = ["--samples", "200", "--report", "out/page.html"]
TERMS = ["--source", "src", "--no-curated", "--termbase", "terms.yaml"]


def test_as_a_process_with_a_report(folder):
    done = subprocess.run(
        [*COMMAND, "compare", *SYSTEMS, "--ref", "ref", "--to", "ru", *TERMS, *REPORT],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "200"},
        timeout=120,
    )
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.startswith("Use good: ")
    assert done.stdout.endswith("→ out/page.html\n")
    assert "<title>Comparison of 3 systems</title>" in (folder / "out" / "page.html").read_text(encoding="utf-8")


def test_the_text_has_scores_groups_signatures_terms_findings_and_segments(run):
    done = run(
        *SYSTEMS, "--ref", "ref", "--ref", "ref2", *TERMS, "--samples", "200", "--baseline", "poor", "--show", "1"
    )
    assert done.code == 0 and "target language ru, by the script of ref" in done.err
    rows = [line.split() for line in done.out.splitlines()]
    assert ["poor", "(baseline)"] in [row[:2] for row in rows]
    assert any(row[:1] == ["good"] and row[4].endswith("*") for row in rows)
    assert "terms: good = middling > poor" in done.out and "12 segments, 2 references; paired bootstrap" in done.out
    assert "BLEU: nrefs:2|bs:200|seed:12345|" in done.out
    assert any(row[:1] == ["poor"] and "(1/6)" in row for row in rows)
    assert ["forbidden-form", "·", "·", "2"] in rows
    assert done.out.count("chrF++ between the best and the worst") == 1 and "  poor (" in done.out


def test_json(run):
    done = run(
        *SYSTEMS,
        "--ref",
        "ref",
        "--to",
        "ru",
        "--format",
        "json",
        "--metrics",
        "ter,bleu",
        "--test",
        "ar",
        "--samples",
        "100",
    )
    data = json.loads(done.out)
    assert done.code == 0 and list(data["metrics"]) == ["BLEU", "TER"] and data["test"]["name"] == "ar"
    assert data["systems"]["good"]["terms"] is None and data["segment_metric"] == "BLEU"


def test_systems_are_named_by_their_files_or_as_told(run, folder):
    (folder / "v1.2").write_text("\n".join(RU["ref2"]), encoding="utf-8")
    (folder / "a=b").write_text("\n".join(RU["ref2"]), encoding="utf-8")
    done = run("v1.2", "my own=good.ru.txt", "a=b", "--ref", "ref", "--to", "ru", "--test", "none", "--format", "json")
    assert list(json.loads(done.out)["systems"]) == ["v1.2", "my own", "a=b"]


def test_identical_systems_and_a_single_one(run):
    done = run("good.ru.txt", "again=good.ru.txt", "--ref", "ref", "--to", "ru", "--samples", "100")
    assert done.code == 0 and done.out.startswith("All systems give the same translations, line for line.")
    assert "BLEU: good = again" in done.out and "between the best" not in done.out
    done = run("good.ru.txt", "--ref", "ref", "--to", "ru", "--report", "one.html")
    assert done.code == 0 and done.out.startswith("There is only good")
    assert Path("one.html").stat().st_size > 10_000


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case["name"])
def test_bad_input_is_one_line(run, folder, case):
    (folder / "d").mkdir()
    for name, text in {
        "a": "х\nу\n",
        "b": "х\nз\n",
        "d/a.txt": "х\nу\n",
        "ref": "х\nу\n",
        **case.get("files", {}),
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    done = run(*case["args"])
    assert done.code == 2 and done.out == ""
    (line,) = [line for line in done.err.splitlines() if not line.startswith("target language")]
    assert line.startswith("dragoman: error: ") and case["says"] in line and case.get("hint", "") in line
