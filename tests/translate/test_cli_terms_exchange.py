"""`dragoman terms import` and `terms export`: files, reports, exit codes."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.termbase.exchange import FORMATS
from dragoman.termbase.load import load_curated, load_file, load_layers
from dragoman.translate.cli import main, terms_exchange

FIXTURES = Path(__file__).parent.parent / "fixtures" / "exchange"
TERMS = """
- id: house
  kind: body
  definition: To live in.
  en: {preferred: house, short: [H]}
  ru: {preferred: дом, forbidden: [{form: хата, why: no such body}]}
- {id: tree, en: tree, ru: дерево, zh: 树}
"""
TABLE = "en,ru,note\nHouse,дом,a note\nhouse,жилище,\ntree,древо,\nhouse party,новоселье,\nhut,хата,\n"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    Path("t.yaml").write_text(TERMS, encoding="utf-8")
    Path("in.csv").write_text(TABLE, encoding="utf-8")

    def call(command, *arguments, own=True):
        code = main(["terms", command, *arguments, *(["--no-curated", "--termbase", "t.yaml"] if own else [])])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_import_writes_a_termbase_and_reports_duplicates_and_conflicts(run):
    code, out, err = run("import", "in.csv", "-o", "out.yaml")
    assert code == 1 and out == ""
    assert list(load_file(Path("out.yaml")).concepts) == ["house-2", "tree-2", "house-party", "hut"]
    assert "in.csv: spreadsheet, a column for every language: 5 entries, 10 terms" in err
    assert "there already: 1 concept" in err
    assert "in.csv:3:1: house-2: 'house' is 'жилище' here, 'дом' in 'house' (t.yaml:2:3)" in err
    assert "in.csv:4:1: tree: 'tree' is 'древо' here, 'дерево' in 'tree' (t.yaml:7:3)" in err
    assert "4 concepts, 8 terms → out.yaml" in err
    assert run("lint", "out.yaml", own=False)[0] == 0


def test_import_of_what_is_there_writes_nothing(run):
    Path("in.csv").write_text("en,ru\nhouse,дом\n", encoding="utf-8")
    code, out, err = run("import", "in.csv", "-o", "out.yaml")
    assert (code, out) == (0, "") and "nothing new: no file written" in err and not Path("out.yaml").exists()


def test_import_merges_into_an_entry_that_replaces_the_old_one(run):
    Path("in.csv").write_text("en,ru,zh\nhouse,дом,房子\n", encoding="utf-8")
    code, _, err = run("import", "in.csv", "--duplicates", "merge", "-o", "more/out.yaml")
    assert code == 0 and "1 concept (1 to replace old ones)" in err
    merged = load_layers([Path("t.yaml"), Path("more/out.yaml")], curated=False)["house"]
    assert merged.definition == "To live in." and merged.terms["zh"][0].text == "房子" and len(merged.terms["ru"]) == 2


def test_import_into_a_termbase_adds_at_its_end(run):
    before = Path("t.yaml").read_text("utf-8")
    code, _, err = run("import", "in.csv", "--into", "t.yaml", "--no-curated", own=False)
    assert code == 1 and "→ t.yaml" in err
    after = Path("t.yaml").read_text("utf-8")
    assert after.startswith(before) and list(load_file(Path("t.yaml")).concepts)[2:] == [
        "house-2", "tree-2", "house-party", "hut",
    ]  # fmt: skip
    assert run("import", "in.csv", "--into", "t.yaml", "--no-curated", own=False)[0] == 0
    assert Path("t.yaml").read_text("utf-8") == after


def test_import_into_a_file_keeps_its_mark_and_line_ends(run):
    Path("w.yaml").write_bytes(b"\xef\xbb\xbf- {id: a, en: x}\r\n")
    assert run("import", "in.csv", "--into", "w.yaml", "--no-curated", own=False)[0] == 0
    data = Path("w.yaml").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf- {id: a, en: x}\r\n\r\n- id: house\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") and data.count("\ufeff".encode()) == 1


def test_import_as_json_is_complete_and_writes_nothing_by_itself(run):
    code, out, err = run("import", "in.csv", "--json")
    data = json.loads(out)
    assert code == 1 and err == "" and len(list(Path().iterdir())) == 2
    assert set(data) == {"file", "format", "read", "result", "duplicates", "conflicts", "counts", "remarks"}
    assert data["format"] == "csv" and data["read"] == {"entries": 5, "terms": 10, "concepts": 5}
    assert data["result"] == {"files": [], "concepts": 4, "terms": 8, "merged": []}
    assert data["duplicates"] == [
        {"concept": "house", "path": "in.csv", "line": 2, "column": 1, "existing": "house", "new": [],
         "shared": [{"language": "en", "text": "House", "status": "preferred"},
                    {"language": "ru", "text": "дом", "status": "preferred"}]}
    ]  # fmt: skip
    assert [(item["concept"], item["existing"], item["language"], item["imported"], item["there"], item["forbidden"])
            for item in data["conflicts"]] == [
        ("house-2", "house", "ru", ["жилище"], ["дом"], False), ("tree", "tree", "ru", ["древо"], ["дерево"], False),
    ]  # fmt: skip
    assert data["counts"] == {"guessed": {"id": 1}}
    assert data["remarks"][0] == {
        "loss": "guessed", "code": "id", "message": "'tree' is taken: became 'tree-2'", "concept": "tree-2",
        "path": "in.csv", "line": 4, "column": 1,
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(path.name for path in FIXTURES.glob("*.tbx")))
def test_every_fixture_imports_into_a_termbase_lint_is_content_with(run, name):
    code, out, err = run("import", str(FIXTURES / name))
    assert code == 0 and "TBX" in err
    Path("out.yaml").write_text(out, encoding="utf-8")
    code, _, err = run("lint", "out.yaml", own=False)
    assert code == 0 and "0 errors" in err


def test_import_splits_what_is_too_much_for_one_file(run, monkeypatch):
    monkeypatch.setattr(terms_exchange, "_PART", 20_000)
    assert run("export", "-o", "all.tbx", own=False)[0] == 0
    code, _, _ = run("import", "all.tbx", "--no-curated", "-o", "parts/", own=False)
    assert code == 0 and len(list(Path("parts").iterdir())) > 5
    assert load_layers([Path("parts")], curated=False).concepts == load_curated().concepts


def test_import_shows_every_remark_on_demand(run):
    rows = "".join(f"a{number},b,c\n" for number in range(9))
    Path("in.csv").write_text("en,ru,fr\n" + rows, encoding="utf-8")
    assert run("import", "in.csv")[2].count("fr: 'c'") == 2
    assert run("import", "in.csv", "--verbose")[2].count("fr: 'c'") == 9


ERRORS = {
    "format": (["import", "in.csv", "--format", "exel"], "unknown format 'exel' (known: tbx (TBX (ISO 30042)); csv"),
    "told": (["import", "note.md"], "note.md: the format cannot be told (say it with --format; known: tbx"),
    "tmx": (["import", "x.tmx"], "x.tmx:1:1: this is XML with the root <tmx>, not TBX"),
    "missing": (["import", "none.csv"], "none.csv: no such file or directory"),
    "directory": (["import", "."], ".: not a regular file"),
    "languages": (["import", "two.csv"], "two.csv: the file does not say its languages (say them: --from en --to ru"),
    "entities": (["import", "laugh.tbx"], "laugh.tbx:2:1: the file's DOCTYPE declares entities: refused"),
    "encoding": (["import", "cp1251.csv", "-f", "csv"], "cp1251.csv:1:4: the file is not in UTF-8 (byte 0xFF)"),
    "workbook": (["import", "x.xlsx"], "x.xlsx: this is a ZIP archive (Excel and LibreOffice files are), not text"),
    "itself": (["import", "t.yaml", "-o", "t.yaml"], "t.yaml: output and input are the same file (see --output)"),
    "places": (["import", "in.csv", "--into", "t.yaml", "-o", "x.yaml"], "--into and --output are two places"),
    "into": (["import", "in.csv", "--into", "t.yaml", "--duplicates", "merge"], "--into only adds entries"),
    "how": (
        ["import", "in.csv", "--duplicates", "drop"],
        "unknown way with duplicates 'drop' (known: skip, merge, keep)",
    ),
    "which": (["export", "-o", "x.xyz"], "x.xyz: which format? (say it with --format; known: tbx"),
    "targets": (
        ["export", "--format", "deepl"],
        "a DeepL glossary has one target language, not 2 (say which one with --to)",
    ),
    "same": (["export", "--format", "deepl", "--to", "en"], "source and target language are both en"),
    "kind": (["export", "--format", "csv", "--kind", "bod"], "unknown kind 'bod' (did you mean 'body'?)"),
    "style": (["export", "--format", "tbx", "--style", "x"], "unknown style 'x' (known: dca, dct)"),
}


@pytest.mark.parametrize("arguments, message", ERRORS.values(), ids=ERRORS)
def test_errors_are_one_line_and_exit_code_2(run, arguments, message):
    Path("note.md").write_text("Once upon a time there was a termbase.", encoding="utf-8")
    Path("x.tmx").write_text("<tmx><body/></tmx>", encoding="utf-8")
    Path("two.csv").write_text("house,дом\n", encoding="utf-8")
    Path("laugh.tbx").write_text('<!DOCTYPE tbx [\n<!ENTITY a "b">]><tbx>&a;</tbx>', encoding="utf-8")
    Path("x.xlsx").write_bytes(b"PK\x03\x04\x14\x00")
    Path("cp1251.csv").write_bytes("en,я".encode("cp1251"))
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"dragoman: error: {message}") and err.count("\n") == 1


@pytest.mark.parametrize("form", FORMATS)
def test_export_writes_every_format(run, form):
    name = f"out{FORMATS[form].extensions[0]}"
    code, out, err = run("export", "--format", form, "--to", "ru", "-o", name)
    assert (code, out) == (0, "") and err.endswith(f"{form}: 2 concepts in en, ru → {name}\n")
    text = Path(name).read_text("utf-8")
    assert "дерево" in text and "树" not in text
    assert ("хата" in text) == (form in ("tbx", "csv", "yaml"))
    assert ("lost: forbidden forms, which the file could not mark: 1 [forbidden]" in err) == ("хата" not in text)
    code, _, _ = run("import", name, "--format", form, "--from", "en", "--to", "ru")
    assert code == 0


def test_export_goes_to_standard_output_and_knows_formats_by_extension(run):
    _, out, _ = run("export", "--format", "amazon", "--kind", "body", "--to", "ru")
    assert list(csv.reader(io.StringIO(out))) == [["en", "ru"], ["house", "дом"], ["H", "дом"]]
    assert run("export", "-o", "x.tbx", "--style", "dct")[0] == 0
    assert 'style="dct"' in Path("x.tbx").read_text("utf-8")
    assert run("export", "-o", "x.utf8", "--to", "ru")[0] == 0
    assert "house\tдом\tTo live in." in Path("x.utf8").read_text("utf-8")
    assert run("export", "-f", "deepl", "--to", "ru", "-o", "x.tsv")[0] == 0
    assert Path("x.tsv").read_text("utf-8").splitlines()[0] == "house\tдом"


def test_export_as_json_says_what_is_lost_and_where(run):
    code, out, err = run("export", "--format", "google", "--to", "ru", "--json")
    data = json.loads(out)
    assert (code, err) == (0, "")
    assert {name: data[name] for name in ("format", "languages", "output", "concepts")} == {
        "format": "google", "languages": ["en", "ru"], "output": None, "concepts": 2,
    }  # fmt: skip
    assert data["counts"] == {"lost": {"definition": 1, "forbidden": 1, "kind": 1}}
    assert {"loss": "lost", "code": "forbidden", "message": "ru: 'хата'", "path": "t.yaml", "line": 6, "column": 43,
            "concept": "house"} in data["remarks"]  # fmt: skip


def test_the_help_names_the_formats():
    assert terms_exchange.FORMATS.split() == list(FORMATS)


def test_export_of_nothing(run):
    code, out, err = run("export", "--format", "csv", "--kind", "person")
    assert (code, out, err) == (1, "", "no concept fits\n")


def test_the_curated_termbase_goes_out_and_in_again_through_pipes(tmp_path):
    command = [sys.executable, "-m", "dragoman.translate.cli", "terms"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    sent = subprocess.run([*command, "export", "--format", "tbx"], capture_output=True, env=environment, check=True)
    read = subprocess.run(
        [*command, "import", "-", "--no-curated"], input=sent.stdout, capture_output=True, env=environment, check=False
    )
    assert read.returncode == 0, read.stderr.decode()
    path = tmp_path / "again.yaml"
    path.write_bytes(read.stdout)
    assert load_file(path) == load_curated()
