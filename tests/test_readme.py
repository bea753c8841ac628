"""What the README says is so: its termbase loads, its commands exist, its code runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.termbase.lint import lint
from dragoman.termbase.load import load_curated, load_text
from dragoman.translate.verify import Verifier

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.M | re.S)


def test_the_termbase_of_the_guide_loads_without_a_complaint_and_works() -> None:
    (text,) = blocks("yaml")
    termbase = load_text(text)
    assert [finding for finding in lint(termbase) if finding.severity in ("error", "warning")] == []
    layered = load_curated().layered(termbase)
    source = "Keeper General Li Na of the Northern Lighthouse Authority (NLA) met the Keeper General."
    for language, target in {
        "ru": "Главный смотритель маяков Ли На (СУМ) из Северного управления маяков встретила главного смотрителя маяков.",
        "zh": "北方灯塔管理局（北灯局）灯塔总管李娜会见灯塔总管。",
    }.items():
        check = Verifier(layered, "en", language).check(source, target)
        assert [term.source_text for term in check.terms if term.target is None] == []
        assert len(check.terms) == 5
        assert check.findings == ()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`?dragoman ((?:terms |engines |po )?[a-z]+)", README))))
def test_the_commands_exist(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dragoman.translate.cli", *command.split(), "--help"], capture_output=True, check=False
    )
    assert done.returncode == 0


def test_the_code_runs() -> None:
    (code,) = blocks("python")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "SPP → ВНП" in done.stdout


def test_links_lead_somewhere() -> None:
    prose = re.sub(r"^```.*?^```$", "", README, flags=re.M | re.S)
    links = re.findall(r"\]\(([^)#:]+)\)", prose)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_make_has_the_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make ([a-z]+)", README)):
        assert re.search(rf"^{target}:", makefile, flags=re.M), target
