"""`dragoman evaluate`: what it shows for documents, segments, several references, and what it says of bad input."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from dragoman.translate.cli import main

TEXTS = json.loads((Path(__file__).parents[1] / "cases" / "compare_texts.json").read_text(encoding="utf-8"))
RU = TEXTS["ru"]


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "220")

    def write(name, lines):
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    write("src", RU["source"])
    write("ref", RU["ref"])
    write("ref2", RU["ref2"])
    write("poor", RU["systems"]["poor"])
    write("good", RU["systems"]["good"])
    (tmp_path / "terms.yaml").write_text(TEXTS["termbase"], encoding="utf-8")

    def call(*arguments):
        code = main(["evaluate", *map(str, arguments)])
        captured = capsys.readouterr()
        return SimpleNamespace(code=code, out=captured.out, err=captured.err)

    call.write = write
    return call


TERMS = ["--source", "src", "--to", "ru", "--no-curated", "--termbase", "terms.yaml"]


def row(shown, start):
    (line,) = [line for line in shown.splitlines() if line.strip().startswith(start)]
    return line.split()


def test_the_table_has_intervals_terms_and_consistency(run):
    done = run("good", "ref", *TERMS)
    assert done.code == 0 and done.err == ""
    assert row(done.out, "BLEU ")[2].count("–") == 1
    assert row(done.out, "BLEU:")[1].startswith("nrefs:1|bs:1000|seed:12345|")
    assert row(done.out, "terms, any form")[3:] == ["100.00", "60.97–100.00", "6", "of", "6"]
    assert row(done.out, "terms, citation form")[3] == "83.33"
    assert row(done.out, "terms the reference has")[-3:] == ["5", "of", "5"]
    assert row(done.out, "consistency")[1:] == ["80.00", "4", "of", "5"]
    renderings = "“Lighthouse Authority” has 2 renderings: “управление маяков” 2×, “маячная служба” 1×"
    assert f"good: {renderings} [lighthouse-authority]" in done.out


def test_missing_terms_and_findings_have_their_line_and_words(run):
    done = run("poor", "ref", *TERMS)
    assert "poor:7: missing: “LHA”, expected “УМ” [lighthouse-authority]" in done.out
    assert "poor:2: number-missing: number “12” is not in the translation" in done.out
    assert "poor:2: stray-number: “13”: a number that is not in the source" in done.out
    assert "poor:3: forbidden-form: “власти маяков”: " in done.out
    assert "term-missing" not in done.out


def test_references_may_be_given_either_way(run):
    both = run("good", "ref", "--ref", "ref2", "--json")
    assert both.out == run("good", "--ref", "ref", "--ref", "ref2", "--json").out
    data = json.loads(both.out)
    assert data["scores"]["BLEU"]["signature"].startswith("nrefs:2|bs:1000|")
    assert len(data["segment_scores"]) == 12 and data["terms"] is None


def test_no_samples_no_intervals(run):
    data = json.loads(run("good", "ref", "--samples", "0", "--json").out)
    assert data["scores"]["TER"]["interval"] is None and "bs:" not in data["scores"]["TER"]["signature"]


def test_segments(run):
    done = run("poor", "ref", "--segments", *TERMS)
    assert row(done.out, "2 ")[-4:] == ["1", "term-missing,", "number-missing,", "stray-number"]
    assert row(done.out, "12 ")[0] == "12" and "Segments" in done.out


def test_documents_of_a_file(run):
    run.write("docs.tsv", ["doc\tn", *(f"{'ab'[index > 4]}\t{index}" for index in range(12))])
    done = run("poor", "ref", "--docs", "docs.tsv", *TERMS)
    assert row(done.out, "a ")[1] == "5" and row(done.out, "a ")[-3:] == ["0", "of", "4"]
    assert row(done.out, "b ")[1] == "7" and row(done.out, "b ")[-3:] == ["1", "of", "2"]
    names = [
        item["document"] for item in json.loads(run("poor", "ref", "--docs", "docs.tsv", "--json").out)["documents"]
    ]
    assert names == ["a", "b"]


def test_documents_by_blank_lines_keep_the_lines_of_the_file(run):
    for name in ("src", "ref", "poor"):
        lines = {"src": RU["source"], "ref": RU["ref"], "poor": RU["systems"]["poor"]}[name]
        run.write(name, [*lines[:1], "", *lines[1:4]])
    done = run("poor", "ref", "--blank-lines", *TERMS)
    assert "poor, 4 segments" in done.out
    assert row(done.out, "1 ")[1] == "1" and row(done.out, "2 ")[1] == "3"
    assert "poor:3: missing: “Keeper General”" in done.out
    data = json.loads(run("poor", "ref", "--blank-lines", "--json").out)
    assert [item["segments"] for item in data["documents"]] == [[0], [1, 2, 3]]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["good"], "no references to compare with"),
        (["good", "ref", "--docs", "src", "--blank-lines"], "--docs and --blank-lines both say"),
        (["good", "ref", "--docs", "short"], "short: it names the documents of 1 segments, but good has 12"),
        (["good", "ref", "--docs", "nowhere"], "nowhere: no such file"),
        (["good", "ref", "--ref", "short"], "good has 12, ref has 12, short has 1"),
        (["-", "-"], "standard input can be read only once"),
        (["good", "ref", "--comet", "m.ckpt"], "COMET reads the sources too"),
        (["good", "ref", "--source", "src", "--comet", "m.ckpt"], "COMET is not installed"),
        (["good", "ref", "--seed", "0"], "Invalid value for '--seed'"),
    ],
)
def test_bad_input_is_one_line(run, arguments, says):
    run.write("short", ["a"])
    done = run(*arguments)
    assert done.code == 2 and done.out == ""
    (line,) = [line for line in done.err.splitlines() if not line.startswith("target language")]
    assert says in line
