"""`dragoman translate` on Markdown, HTML, Word and subtitles, as a process: each comes back as what it was."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import docx

FIXTURES = Path(__file__).parents[1] / "fixtures"


def translated(folder: Path, *names: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dragoman.translate.cli", "translate", *names]
    options = ["--to", "ru", "--engine", "echo", "--quiet", "-o", "out/"]
    return subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_every_kind_comes_back_as_what_it_was(tmp_path: Path) -> None:
    for name in ("html/article.html", "markdown/article.md", "srt/meeting.srt", "srt/meeting.vtt"):
        shutil.copy(FIXTURES / name, tmp_path)
    made = docx.Document()
    made.add_paragraph("The ").add_run("Supreme People's Procuratorate").bold = True
    made.save(str(tmp_path / "letter.docx"))
    names = ["article.html", "article.md", "meeting.srt", "meeting.vtt", "letter.docx"]
    result = translated(tmp_path, *names)
    assert result.returncode in (0, 1), result.stderr
    out = {name: tmp_path / "out" / name.replace(".", ".ru.") for name in names}
    page = out["article.html"].read_text("utf-8")
    assert '<html lang="ru">' in page
    assert re.search(r"<strong>[^<]*Верховная народная прокуратура[^<]*</strong>", page)
    assert re.search(r"\*\*[^*]*Верховная народная прокуратура[^*]*\*\*", out["article.md"].read_text("utf-8"))
    for name in ("meeting.srt", "meeting.vtt"):
        times = re.compile(r"^.*-->.*$", re.MULTILINE)
        assert times.findall(out[name].read_text("utf-8")) == times.findall((tmp_path / name).read_text("utf-8"))
    (paragraph,) = docx.Document(str(out["letter.docx"])).paragraphs
    assert any(run.bold and "прокуратур" in run.text for run in paragraph.runs)


def test_what_is_no_such_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(b"PK\x03\x04 not a document")
    result = translated(tmp_path, "x.docx")
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "x.docx: not a Word document" in result.stderr
