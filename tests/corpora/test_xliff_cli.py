"""`dragoman translate` on XLIFF and TMX, as a user runs it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

FIXTURES = Path(__file__).parents[1] / "fixtures"
TERMS = "- {id: x, kind: body, definition: A body of the tests., en: Xyz, ru: Хуз, zh: 许}\n"
TARGET = re.compile(r"\s*<target/>|\s*<target.*?</target>", re.DOTALL)
STATE = re.compile(' (?:target-language|trgLang|state|subState)="[^"]*"')
WANTED = {
    "xliff/article.xlf": [
        'source-language="en-US" target-language="ru" datatype="html"',
        """leveraged-mt">The <g id="1" ctype="bold">Supreme People's Procuratorate</g> (SPP) published a <g id="2" """
        'ctype="link">white paper</g> on ',
        '<bpt id="1">&lt;b&gt;</bpt>Ying Yong<ept id="1">&lt;/b&gt;</ept> said the <x id="2" ctype="lb"/>Shanghai',
        '<target state="final">Свяжитесь с нами</target>',
    ],
    "xliff/article2.xlf": [
        'srcLang="en" trgLang="ru"',
        """<target>The <pc id="1" dataRefStart="d1" dataRefEnd="d2">Supreme People's Procuratorate</pc> published""",
        '<target order="1">Китай готов.<ph',
    ],
    "tmx/memory.tmx": [
        '<seg>The <bpt i="1" x="1">&lt;b&gt;</bpt>SPP<ept i="1">&lt;/b&gt;</ept> is ready.<ph x="2" type="lb">',
    ],
}


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dragoman.translate.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_an_engine_that_echoes_copies_sources_into_targets(tmp_path: Path) -> None:
    (terms := tmp_path / "terms.yaml").write_text(TERMS, "utf-8")
    echo = ("--engine", "echo", "--no-curated", "--termbase", terms, "--no-notes", "-q")
    done = run("translate", *(FIXTURES / name for name in WANTED), "--to", "ru", "-o", f"{tmp_path}/", *echo)
    assert done.returncode == 0, done.stderr
    for name, parts in WANTED.items():
        source = FIXTURES / name
        before = source.read_text("utf-8")
        after = (tmp_path / f"{source.stem}.ru{source.suffix}").read_text("utf-8")
        assert [part for part in parts if part not in after] == []
        if source.suffix == ".xlf":
            assert STATE.sub("", TARGET.sub("", after)) == STATE.sub("", TARGET.sub("", before))


def test_what_is_refused_says_where(tmp_path: Path) -> None:
    bad = tmp_path / "bad.xlf"
    bad.write_text('<?xml version="1.0"?>\n<!DOCTYPE x [\n <!ENTITY a "b">]>\n<xliff version="1.2"/>\n', "utf-8")
    done = run("translate", bad, "--to", "ru", "--engine", "echo")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"{bad}:3:2: the file's DOCTYPE declares entities: refused" in done.stderr
    out = tmp_path / "o.xlf"
    done = run("translate", FIXTURES / "xliff" / "segmented.xlf", "--to", "zh", "--engine", "echo", "-o", out)
    assert (done.returncode, out.exists()) == (2, False)
    assert "segmented.xlf:3:2: the file's target language is ru, not zh (see --to)" in done.stderr
