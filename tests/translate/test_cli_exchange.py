"""`dragoman export` and `dragoman import`: an article's translation out for review and back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from command_line import in_process

ARTICLE = "The court is open. It closes at five.\n\n - Come in.\n   Wait here, please.\nhttps://example.org/a\n"
RUSSIAN = "Суд открыт. Он закрывается в пять.\n\n - Входите.\n   Ждите здесь, пожалуйста.\nhttps://example.org/a\n"
CHINESE = "法院开门。五点关门。\n\n - 请进。\n   请在此等候。\nhttps://example.org/a\n"
SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))

Run = Callable[..., SimpleNamespace]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "article.ru.txt").write_text(RUSSIAN, encoding="utf-8")
    (tmp_path / "article.zh.txt").write_text(CHINESE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return in_process(folder, monkeypatch, capsys)


def text(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "extension"),
    [
        ("po", "po"),
        ("xliff", "xlf"),
        ("xliff2", "xlf"),
        ("tmx", "tmx"),
        ("tsv", "tsv"),
        ("csv", "csv"),
        ("jsonl", "jsonl"),
    ],
)
def test_a_translation_comes_back_byte_for_byte(folder: Path, run: Run, kind: str, extension: str) -> None:
    for target, translation in (("ru", RUSSIAN), ("zh", CHINESE)):
        done = run("export", "article.txt", f"article.{target}.txt", "--format", kind)
        assert (done.code, done.out) == (0, "")
        name = f"article.{target}.{extension}"
        assert done.err == f"article.txt, en → {target}: 4 pairs, 4 with a translation → {name}\n"
        done = run("import", name, "--source", "article.txt", "-o", "back.txt")
        assert done.code == 0 and done.err == f"{name} → {target}: 0 confirmed, 4 unconfirmed (taken) → back.txt\n"
        assert text(folder, "back.txt") == translation


def test_several_translations_make_several_files(folder: Path, run: Run) -> None:
    done = run("export", "article.txt", "article.ru.txt", "article.zh.txt", "-o", "out", "--quiet")
    assert (done.code, done.err) == (0, "")
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["article.ru.po", "article.zh.po"]
    assert '"Language: zh_CN\\n"' in text(folder, "out/article.zh.po")


def test_a_catalogue_without_a_translation(folder: Path, run: Run) -> None:
    done = run("export", "article.txt", "--to", "ru", "--to", "zh")
    assert done.code == 0 and "4 pairs, 0 with a translation → article.ru.po" in done.err
    done = run("import", "article.ru.po", "--source", "article.txt", "-o", "-", "--quiet")
    assert (done.code, done.out, done.err) == (0, ARTICLE, "")


def test_the_output_tells_the_format(folder: Path, run: Run) -> None:
    assert run("export", "article.txt", "article.ru.txt", "-o", "pairs.csv").code == 0
    assert (folder / "pairs.csv").read_bytes().startswith("\ufeffid,en,ru,status\r\n".encode())


def test_reviewed_sentences_come_in(folder: Path, run: Run) -> None:
    run("export", "article.txt", "article.ru.txt")
    reviewed = text(folder, "article.ru.po").replace(
        '#, fuzzy\nmsgid "Come in."\nmsgstr "Входите."', 'msgid "Come in."\nmsgstr "Проходите."'
    )
    (folder / "article.ru.po").write_text(reviewed, encoding="utf-8")
    done = run("import", "article.ru.po", "--source", "article.txt", "-o", "new.txt")
    assert done.code == 0 and "1 confirmed, 3 unconfirmed (taken)" in done.err
    assert text(folder, "new.txt") == RUSSIAN.replace("Входите", "Проходите")
    done = run("import", "article.ru.po", "--source", "article.txt", "-o", "new.txt", "--reviewed-only")
    assert done.code == 0 and "1 confirmed, 3 unconfirmed (left in the source language)" in done.err
    assert text(folder, "new.txt") == ARTICLE.replace("Come in", "Проходите")


def test_translations_may_go_out_as_confirmed(folder: Path, run: Run) -> None:
    assert run("export", "article.txt", "article.ru.txt", "--no-fuzzy").code == 0
    assert "fuzzy" not in text(folder, "article.ru.po")


def test_what_has_changed_since_the_export_is_a_finding(folder: Path, run: Run) -> None:
    run("export", "article.txt", "article.ru.txt")
    (folder / "article.txt").write_text(ARTICLE.replace("Come in.", "Come in now."), encoding="utf-8")
    done = run("import", "article.ru.po", "--source", "article.txt", "-o", "new.txt")
    assert done.code == 1
    lines = done.err.splitlines()
    assert lines[0] == "article.txt:3:4: changed since the export: no pair in article.ru.po for “Come in now.”"
    assert lines[1].startswith("article.ru.po:") and lines[1].endswith(": no longer in article.txt: “Come in.”")
    assert (
        lines[2]
        == "article.ru.po → ru: 0 confirmed, 3 unconfirmed (taken), 1 changed in the article, 1 no longer there → new.txt"
    )
    assert text(folder, "new.txt") == RUSSIAN.replace("Входите.", "Come in now.")
    done = run("import", "article.ru.po", "--source", "article.txt", "-o", "new.txt", "--json")
    report = json.loads(done.out)
    assert done.code == 1 and done.err == ""
    assert report["changed"] == [{"line": 3, "column": 4, "text": "Come in now."}]
    assert report["states"] == {"draft": 3} and report["clean"] is False and report["stale"][0]["text"] == "Come in."


def test_a_translation_laid_out_otherwise_is_told(folder: Path, run: Run) -> None:
    (folder / "own.txt").write_text(
        "Суд открыт. Он закрывается в пять.\nВходите.\n\n\nЖдите здесь, пожалуйста.\nhttps://example.org/a",
        encoding="utf-8",
    )
    done = run("export", "article.txt", "own.txt")
    assert done.code == 0
    assert "own.txt: not laid out as article.txt is: an import will lay it out as that" in done.err
    assert "→ article.ru.po" in done.err
    assert run("import", "article.ru.po", "--source", "article.txt", "-o", "new.txt").code == 0
    assert text(folder, "new.txt").startswith("Суд открыт. Он закрывается в пять.\n\n - Входите.\n")


def test_other_encodings_and_standard_input(folder: Path, run: Run) -> None:
    (folder / "article.txt").write_bytes(("\ufeff" + ARTICLE.replace("\n", "\r\n")).encode("utf-16-le"))
    translation = ("\ufeff" + RUSSIAN.replace("\n", "\r\n")).encode("utf-16-le")
    (folder / "article.ru.txt").write_bytes(translation)
    run("export", "article.txt", "article.ru.txt")
    catalogue = (folder / "article.ru.po").read_bytes()
    done = run("import", "-", "--source", "article.txt", "-o", "new.txt", stdin=catalogue)
    assert done.code == 0 and (folder / "new.txt").read_bytes() == translation


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["export", "article.txt"], "no translation and no --to"),
        (["export", "article.txt", "article.ru.txt", "article.zh.txt", "--to", "ru"], "2 translations and 1 languages"),
        (["export", "article.txt", "article.ru.txt", "--to", "en"], "source and target language are both en"),
        (["export", "article.txt", "article.ru.txt", "article.zh.txt", "-t", "ru", "-t", "ru"], "two translations into ru"),
        (["export", "article.txt", "article.ru.txt", "--format", "docx"], "cannot export to 'docx' (known: po, tsv"),
        (["export", "article.txt", "gone.ru.txt"], "gone.ru.txt: no such file"),
        (["export", "article.txt", "article.ru.txt", "-o", "article.txt"], "output and input are the same file"),
        (["export", "a.po", "article.ru.txt"], "a.po: this is gettext PO and POT, not plain text"),
        (["import", "a.po", "--source", "article.txt", "-o", "-", "--json"], "standard output takes the translation or --json"),
        (["import", "pairs.jsonl", "--source", "article.txt"], "does not say in which language its translations are (see --to)"),
        (["import", "article.ru.txt", "--source", "article.txt"], "plain text has no units"),
        (["import", "a.po"], "Missing option '--source'"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_line(folder: Path, run: Run, arguments: list[str], says: str) -> None:
    (folder / "a.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr ""\n', "utf-8"
    )
    (folder / "pairs.jsonl").write_text('{"source": "a", "target": "b"}\n', "utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert says in done.err and done.err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_an_article_translated_by_the_program_comes_back(folder: Path) -> None:
    seed = SEEDS[-1]

    def dragoman(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "dragoman.translate.cli", *arguments]
        return subprocess.run(
            command, cwd=folder, capture_output=True, env={**os.environ, "COLUMNS": "200"}, timeout=120
        )

    small = ["--engine", "echo", "--no-curated", "--termbase", "tiny.yaml", "--quiet"]
    (folder / "tiny.yaml").write_text(
        "- id: x\n  kind: general\n  en: Prosecutor General\n  ru: генеральный прокурор\n", "utf-8"
    )
    (folder / "seed.txt").write_bytes(seed.read_bytes())
    assert dragoman("translate", "seed.txt", "--to", "ru", "-o", "seed.ru.txt", *small).returncode in (0, 1)
    done = dragoman("export", "seed.txt", "seed.ru.txt", "-o", "seed.po")
    assert done.returncode == 0, done.stderr.decode()
    done = dragoman("import", "seed.po", "--source", "seed.txt", "-o", "back.txt")
    assert done.returncode == 0, done.stderr.decode()
    assert (folder / "back.txt").read_bytes() == (folder / "seed.ru.txt").read_bytes() != seed.read_bytes()
