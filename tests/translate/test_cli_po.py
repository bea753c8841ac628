"""`dragoman po fill` as people use it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from command_line import in_process

from dragoman.corpora.formats import mo

FIXTURES = Path(__file__).parents[1] / "fixtures" / "po"
TERMS = """
- id: ministry
  kind: body
  definition: A ministry of the tests.
  en: {preferred: Ministry}
  ru: {preferred: {form: народное министерство, gender: n}}
  zh: {preferred: 人民部}
- id: member
  kind: body
  definition: A state of the tests.
  en: {preferred: member state}
  ru: {preferred: {form: государство — член, head: государство}}
"""
POT = """#, fuzzy
msgid ""
msgstr ""
"PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\\n"
"Language: \\n"
"Content-Type: text/plain; charset=CHARSET\\n"
"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"

#: a.c:1
msgid "The Ministry met in Atlantis."
msgstr ""

#, c-format
msgid "One file"
msgid_plural "%d files"
msgstr[0] ""
msgstr[1] ""
"""
SMALL = ["--engine", "echo", "--no-curated", "--termbase", "tiny.yaml"]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "messages.pot").write_text(POT, encoding="utf-8")
    (tmp_path / "tiny.yaml").write_text(TERMS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder, monkeypatch, capsys):
    return in_process(folder, monkeypatch, capsys, "po", "fill")


def test_a_template_becomes_the_catalogue_beside_it(folder):
    command = [sys.executable, "-m", "dragoman.translate.cli", "po", "fill", "messages.pot", "--to", "ru", *SMALL]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={**os.environ, "COLUMNS": "200"})
    assert done.returncode == 0, done.stderr
    assert "народное министерство" in done.stdout and "→ ru.po" in done.stdout
    catalogue = polib.pofile(str(folder / "ru.po"))
    assert (catalogue.metadata["Language"], bool(catalogue.metadata_is_fuzzy)) == ("ru", False)
    assert catalogue.metadata["X-Generator"].startswith("dragoman ")
    ministry, files = catalogue
    assert "министерство" in ministry.msgstr and ministry.flags == ["fuzzy"]
    assert "machine translation, engine echo\n" in ministry.tcomment
    assert "forced Ministry → " in ministry.tcomment
    assert files.msgstr_plural == {0: "%d files", 1: "%d files", 2: "%d files"}
    assert files.flags == ["fuzzy", "c-format"]


def test_chinese_live_and_without_notes(folder, run):
    assert run("messages.pot", "--to", "zh", "--no-fuzzy", "--no-notes", "-q", *SMALL).code == 0
    catalogue = polib.pofile(str(folder / "zh_CN.po"))
    assert [entry.flags for entry in catalogue] == [[], ["c-format"]]
    assert [entry.tcomment for entry in catalogue] == ["", ""]
    assert catalogue[1].msgstr_plural == {0: "%d files"}


def test_in_place_fills_what_is_new_and_again_only_if_asked(folder, run):
    assert run("messages.pot", "--to", "ru", "-o", "ru.po", *SMALL).code == 0
    path = folder / "ru.po"
    first, date = path.read_bytes(), path.stat().st_mtime_ns
    assert run("ru.po", "--to", "ru", "--in-place", *SMALL).code == 0
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (first, date), "nothing new, nothing written"
    path.write_bytes(first.replace("министерств".encode(), b"X"))
    assert run("ru.po", "--to", "ru", "--in-place", "--fuzzy", *SMALL).code == 0
    assert path.read_text(encoding="utf-8").count("machine translation") == 2, "comments do not pile up"
    assert "министерств" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "output"), [("messages.po", "messages.ru.po"), ("ru-notes.po", "ru-notes.ru.po"), ("m.mo", "m.ru.mo")]
)
def test_a_catalogue_goes_beside_itself(folder, run, name, output):
    if name.endswith(".mo"):
        (folder / name).write_bytes(mo.written([(b"", b"Language: ru\n"), (b"a word", b"")]))
    else:
        (folder / name).write_bytes((folder / "messages.pot").read_bytes())
    assert run(name, "--to", "ru", "--no-fuzzy", *SMALL).code == 0
    assert (folder / output).is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ru.po", "--to", "ru"], "this is the Russian catalogue itself (give --in-place"),
        (["app.zh_CN.po", "--to", "zh"], "this is the Chinese (Simplified) catalogue itself"),
        (["messages.pot", "--to", "ru"], "ru.po: the catalogue is there already"),
        (["messages.pot", "--to", "ru", "--in-place", "-o", "x.po"], "--in-place writes into the file itself"),
        (["-", "--to", "ru", "--in-place"], "--in-place writes into the file itself"),
        (["prose.po", "--to", "ru"], "prose.po:1:1: nothing in it can be read as PO"),
        (["chinese.po", "--to", "ru"], "target language is zh-CN, not ru"),
        (["new.mo", "--to", "ru"], "cannot mark translations as fuzzy (give --no-fuzzy)"),
        (["none.po", "--to", "ru"], "none.po: no such file"),
    ],
)
def test_failures_are_one_line(folder, run, arguments, says):
    (folder / "ru.po").write_bytes((folder / "messages.pot").read_bytes())
    (folder / "prose.po").write_text("Dear Sir,\n", encoding="utf-8")
    (folder / "chinese.po").write_text('msgid ""\nmsgstr "Language: zh_CN\\n"\n', encoding="utf-8")
    (folder / "new.mo").write_bytes(mo.written([(b"a word", b"")]))
    before = {path: path.read_bytes() for path in folder.iterdir()}
    done = run(*arguments, *SMALL)
    assert done.code == 2 and done.err.count("\n") == 1
    assert says in done.err and done.out == ""
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_what_is_broken_is_told_and_the_rest_is_filled(folder, run):
    path = folder / "messages.pot"
    path.write_text(POT + '\nmsgid "a"\nmsgstr "\n\nmsgid "One file"\nmsgstr ""\n', encoding="utf-8")
    done = run("messages.pot", "--to", "ru", *SMALL)
    assert done.code == 1
    assert "messages.pot:20:8: the string has no closing quote" in done.err
    assert "messages.pot:22:1: the same message as in line 14" in done.err
    text = (folder / "ru.po").read_text(encoding="utf-8")
    assert "министерств" in text and text.endswith('\nmsgid "a"\nmsgstr "\n\nmsgid "One file"\nmsgstr ""\n')


def test_what_cannot_be_filled_is_told_and_left(folder, run):
    path = folder / "k.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=KOI8-R\\n"\n\n'
    path.write_text(f'{head}msgid "A member state"\nmsgstr ""\n', encoding="koi8-r")
    done = run("k.po", "--to", "ru", "-o", "o.po", *SMALL)
    assert done.code == 1
    assert "k.po:4:8: left as it is: “A member state”: the file's charset KOI8-R has no '\\u2014' (—)" in done.out
    assert (folder / "o.po").read_bytes() == path.read_bytes()
    done = run("k.po", "--to", "ru", "-o", "o.po", "--json", *SMALL)
    (item,) = json.loads(done.out)["translations"]
    assert item["refused"][0]["key"] == "A member state" and item["refused"][0]["line"] == 4


def test_json_and_standard_input(folder, run):
    done = run("-", "--to", "ru", *SMALL, stdin=POT.encode())
    assert done.code == 0 and "министерств" in done.out and done.out.startswith('msgid ""\n')
    done = run("messages.pot", "--to", "ru", "-o", "out.po", "--json", *SMALL)
    data = json.loads(done.out)
    assert (data["clean"], data["problems"]) == (True, [])
    assert data["translations"][0]["output"] == "out.po"


def test_a_whole_fixture_through_the_pipeline(folder, run):
    (folder / "r.po").write_bytes((FIXTURES / "ru.po").read_bytes())
    done = run("r.po", "--to", "ru", "--fuzzy", "-o", "o.po", *SMALL)
    assert done.code == 0, done.err + done.out
    before, after = (polib.pofile(str(folder / name)) for name in ("r.po", "o.po"))
    assert [(entry.msgid, entry.comment, entry.occurrences, entry.obsolete) for entry in before] == [
        (entry.msgid, entry.comment, entry.occurrences, entry.obsolete) for entry in after
    ]
    assert all(entry.msgstr or all(entry.msgstr_plural.values()) for entry in after if not entry.obsolete)
