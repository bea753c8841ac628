"""`dragoman check` over files of every bilingual format, in every shape of report."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from dragoman.translate.cli import checking, main

TERMS = """
- id: ministry
  kind: body
  definition: A ministry of the tests.
  en: {preferred: Ministry}
  ru: {preferred: Министерство, forbidden: [{form: Министерия, why: no such word, scope: always}]}
  zh: {preferred: 人民部}
"""
SOURCE = "The Ministry met.\nIt took 5 days.\n"
RUSSIAN = "Министерство заседало.\nЭто заняло 6  дней.\n"
PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: ru\\n"

# dragoman: ignore=number-missing, number-stray
msgid "It took 5 days."
msgstr "Это заняло 6 дней."

#, fuzzy
msgid "Save %s files"
msgstr "Сохранить файлы"

msgid "Not yet"
msgstr ""
"""
XLIFF = """<?xml version="1.0"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
 <file source-language="en" target-language="zh-CN" datatype="plaintext" original="a"><body>
  <trans-unit id="one"><source>The Ministry met.</source><target>部委开会。</target></trans-unit>
  <trans-unit id="two"><source>The <g id="1">Ministry</g> met.</source><target>人民部开会。</target></trans-unit>
  <trans-unit id="three"><source>The Ministry met.</source><target>部里开会。</target>
   <note>dragoman: ignore=terms, inconsistent</note></trans-unit>
 </body></file>
</xliff>
"""
TMX = """<?xml version="1.0"?>
<tmx version="1.4"><header srclang="en"/><body>
<tu><tuv xml:lang="en"><seg>The Ministry met.</seg></tuv><tuv xml:lang="ru"><seg>Министерия заседала.</seg></tuv></tu>
</body></tmx>
"""

Run = Callable[..., SimpleNamespace]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "a.txt": SOURCE,
        "a.ru.txt": RUSSIAN,
        "terms.yaml": TERMS,
        "m.po": PO,
        "a.xlf": XLIFF,
        "a.tmx": TMX,
        "t.tsv": "en\tru\nThe Ministry met.\tМинистерия заседала.\n",
        "c.csv": 'source,target,note\n"The Ministry met.","Министерия, заседала.",\nOK,"О  К",dragoman: ignore\n',
        "j.jsonl": '{"source": "It took 5 days.", "target": "Заняло 6 дней."}\n',
        "clean.tsv": "en\tru\nThe Ministry met.\tЗаседало Министерство.\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    monkeypatch.chdir(folder)

    def command(*arguments: object, stdin: bytes = b"") -> SimpleNamespace:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main(["check", "--no-curated", "--termbase", "terms.yaml", *map(str, arguments)])
        out, err = capfdbinary.readouterr()
        return SimpleNamespace(code=code, out=out.decode(), err=err.decode(), lines=out.decode().splitlines())

    return command


def codes(result: SimpleNamespace) -> list[str]:
    return [line.split(" ")[2].rstrip(":") for line in result.lines]


def test_plain_texts_with_exact_places(run: Run) -> None:
    result = run("--source", "a.txt", "a.ru.txt")
    assert result.lines == [
        "a.ru.txt:2:1: error number-missing: number “5” is not in the target; expected “5” [line 2]",
        "a.ru.txt:2:12: warning number-stray: “6” is not in the source [line 2]",
        "a.ru.txt:2:13: warning double-space: more than one space [line 2]",
    ]
    assert (result.code, result.err) == (1, "1 file, 2 segments: 1 error, 2 warnings, 0 info\n")


def test_po_with_comments_fuzzy_and_empty_entries(run: Run) -> None:
    result = run("m.po")
    assert result.lines == ["m.po:12:9: error placeholder-mismatch: %s lost [Save %s files]"]
    assert "1 file, 2 segments: 1 error" in result.err


def test_xliff_in_its_own_language(run: Run) -> None:
    result = run("a.xlf")
    assert codes(result) == ["term-missing", "placeholder-mismatch", "inconsistent-segment"]
    assert result.lines[0].startswith("a.xlf:4:")
    assert "[one]" in result.lines[0]


@pytest.mark.parametrize("name", ["a.tmx", "t.tsv", "c.csv"])
def test_other_formats(run: Run, name: str) -> None:
    result = run(name, "--select", "terms")
    assert codes(result) == ["forbidden-form"]
    assert result.lines[0].startswith(f"{name}:{3 if name == 'a.tmx' else 2}:")


def test_several_files_in_one_run(run: Run) -> None:
    result = run("t.tsv", "j.jsonl", "clean.tsv")
    assert codes(result) == ["forbidden-form", "number-missing", "number-stray", "inconsistent-segment"]
    assert "3 files, 3 segments" in result.err


def test_a_big_file_is_read_row_by_row_with_the_same_findings(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [line.split(": ", 1)[1] for line in run("t.tsv").lines]
    monkeypatch.setattr(checking, "BIG", 1)
    monkeypatch.setattr(checking.formats, "units", None)
    assert [line.split(": ", 1)[1] for line in run("t.tsv").lines] == whole
    assert run("t.tsv", "--to", "ru").code == 1


def test_exit_codes_follow_fail_on(run: Run) -> None:
    assert run("clean.tsv").code == 0
    warned = ["--source", "a.txt", "a.ru.txt", "--ignore", "number-missing"]
    assert run(*warned).code == 0
    assert run(*warned, "--fail-on", "warning").code == 1
    assert run("t.tsv", "--fail-on", "never").code == 0


def test_selection(run: Run) -> None:
    assert codes(run("--source", "a.txt", "a.ru.txt", "--select", "spacing,number-stray")) == [
        "number-stray",
        "double-space",
    ]
    assert codes(run("--source", "a.txt", "a.ru.txt", "--ignore", "number", "--ignore", "double-space")) == []


def test_a_baseline_lets_what_is_known_pass_wherever_it_moves(run: Run, folder: Path) -> None:
    written = run("t.tsv", "--write-baseline", "known.json")
    assert (written.code, codes(written)) == (0, ["forbidden-form"])
    text = (folder / "t.tsv").read_text(encoding="utf-8")
    (folder / "t.tsv").write_text(text.replace("ru\n", "ru\nOne.\tРаз.\n"), encoding="utf-8")
    known = run("t.tsv", "--baseline", "known.json")
    assert (known.code, known.out) == (0, "")
    assert "0 errors, 0 warnings, 0 info; 1 more in the baseline" in known.err
    (folder / "t.tsv").write_text(text + "The Ministry went.\tМинистерия ушла.\n", encoding="utf-8")
    assert codes(run("t.tsv", "--baseline", "known.json")) == ["forbidden-form"]


def test_no_more_than_wanted_but_all_count(run: Run) -> None:
    result = run(
        "--source", "a.txt", "a.ru.txt", "--select", "double-space,number", "--max", "1", "--fail-on", "warning"
    )
    assert codes(result) == ["number-missing"]
    assert "only the first 1 of 3 findings are reported; see --max" in result.err
    assert result.code == 1


def test_every_shape_of_report(run: Run, folder: Path) -> None:
    data = json.loads(run("t.tsv", "--format", "json").out)
    assert [(item["code"], item["line"], item["exact"]) for item in data["findings"]] == [("forbidden-form", 2, True)]
    log = json.loads(run("t.tsv", "--format", "sarif").out)
    assert log["runs"][0]["results"][0]["ruleId"] == "forbidden-form"
    suites = ElementTree.fromstring(run("t.tsv", "clean.tsv", "--format", "junit").out)
    assert (suites.get("tests"), suites.get("failures")) == ("2", "1")
    assert run("t.tsv", "--format", "github").out.startswith("::error file=t.tsv,line=2,col=19,endColumn=29,")
    result = run("t.tsv", "--format", "html", "-o", "page/out.html")
    assert (result.code, result.out) == (1, "")
    assert "<title>Check: t.tsv</title>" in (folder / "page" / "out.html").read_text(encoding="utf-8")


def test_standard_input(run: Run) -> None:
    result = run("-", "--input-format", "jsonl", stdin='{"source": "5 days", "target": "6 дней"}\n'.encode())
    assert result.lines[0].startswith("standard input:1:")


def test_every_language_of_a_memory(run: Run, folder: Path) -> None:
    chinese = '<tuv xml:lang="zh-CN"><seg>部委开会。</seg></tuv></tu>'
    (folder / "a.tmx").write_text(TMX.replace("</tu>", chinese), encoding="utf-8")
    data = json.loads(run("a.tmx", "--format", "json").out)
    assert [(item["code"], item["target_language"]) for item in data["findings"]] == [
        ("forbidden-form", "ru"),
        ("term-missing", "zh"),
    ]


def test_two_languages_of_one_file(run: Run, folder: Path) -> None:
    (folder / "both.jsonl").write_text('{"en": "Ministry", "ru": "Дом", "zh": "房子"}\n', encoding="utf-8")
    result = run("both.jsonl", "--to", "ru", "--to", "zh", "--select", "term-missing", "--format", "json")
    assert [item["target_language"] for item in json.loads(result.out)["findings"]] == ["ru", "zh"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.ru.txt"], "holds no translations beside its sources (give the original with --source)"),
        (["none.po"], "none.po: no such file"),
        (["t.tsv", "--format", "xml"], "unknown format 'xml' (known: text, json"),
        (["t.tsv", "--fail-on", "fatal"], "unknown severity 'fatal' (known: error, warning, info, never)"),
        (["t.tsv", "--select", "terms,typo"], "unknown check 'typo'"),
        (["t.tsv", "t.tsv"], "the same file is named twice"),
        (["t.tsv", "--to", "tlh"], "unknown language 'tlh'"),
        (["t.tsv", "--baseline", "terms.yaml"], "terms.yaml: not a baseline"),
        (["t.tsv", "-o", "t.tsv"], "output and input are the same file"),
        (["--source", "a.txt", "m.po", "--to", "ru"], "m.po: does not go with a.txt"),
        (["--source", "a.txt", "a.ru.txt", "--to", "ru", "--to", "zh"], "plain texts are in one language each"),
        (["a.xlf", "--to", "ru"], "a.xlf"),
    ],
)
def test_what_cannot_be_done_is_one_line(run: Run, arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("dragoman: error: ")
    assert result.err.count("\n") == 1
    assert said in result.err


def test_as_a_process(folder: Path) -> None:
    command = [sys.executable, "-m", "dragoman.translate.cli", "check", "--source", "a.txt", "a.ru.txt", "-q"]
    result = subprocess.run(command, cwd=folder, capture_output=True, env=os.environ, timeout=120, check=False)
    assert result.returncode == 1
    assert b"a.ru.txt:2:13: warning double-space" in result.stdout
    assert result.stderr == b""
