"""The document of the checks says what the checks are; the hook and the action run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dragoman.translate.checks import CHECKS, GROUPS, Severity

ROOT = Path(__file__).parents[3]
README = ROOT / "translate" / "dragoman" / "translate" / "checks" / "README.md"


def rows() -> list[list[str]]:
    lines = README.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]


def test_the_table_has_every_check_in_its_order() -> None:
    said = [(code.strip("`"), severity, on, what) for code, severity, on, what, *_ in rows()]
    assert said == [
        (check.code, check.severity.value, "yes" if check.default else "no", check.summary) for check in CHECKS.values()
    ]
    titles = re.findall(r"^## (.+) \(`(.+)`\)$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert titles == [(title, name) for name, (title, _) in GROUPS.items()]


def test_what_is_on_by_default_stayed_under_its_limit_when_measured() -> None:
    for code, _, on, _, *figures in rows():
        check = CHECKS[code.strip("`")]
        assert len(figures) > 2
        if on == "yes" and check.limit is not None:
            assert float(figures[-1]) < check.limit, code


def test_codes_can_be_taken_for_nothing_else() -> None:
    assert not set(CHECKS) & {*GROUPS, "all", "default"}
    assert all(re.fullmatch(r"[a-z]+(?:-[a-z]+)+|untranslated", code) for code in CHECKS)
    assert all(check.summary.endswith(".") and "|" not in check.summary for check in CHECKS.values())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.tsv").write_text("en\tru\nIt took 5 days.\tЗаняло 5 дней.\n", encoding="utf-8")
    (tmp_path / "bad.tsv").write_text("en\tru\nIt took 5 days.\tЗаняло 6 дней.\n", encoding="utf-8")
    shim = tmp_path / "bin" / "dragoman"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dragoman.translate.cli "$@"\n')
    shim.chmod(0o755)
    return tmp_path


def run(folder: Path, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_hooks_run(folder: Path) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["language"] for hook in hooks] == ["python", "system"]
    for hook in hooks:
        assert {"id", "name", "entry", "language", "files"} <= hook.keys()
        assert hook["require_serial"] is True
        assert re.search(hook["files"], "locale/ru/messages.po")
        assert not re.search(hook["files"], "README.md")
    entry = hooks[0]["entry"]
    assert run(folder, f"{entry} good.tsv").returncode == 0
    failed = run(folder, f"{entry} good.tsv bad.tsv")
    assert failed.returncode == 1
    assert "bad.tsv:2:" in failed.stdout


def test_the_action_runs(folder: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    install, check, upload = action["runs"]["steps"]
    assert action["runs"]["using"] == "composite"
    for step in (install, check):
        # inputs reach a script as variables only: no text of theirs becomes code
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
    given = {name: (inputs.get("default") or "") for name, inputs in action["inputs"].items()}
    variables = {name: re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value) for name, value in check["env"].items()}
    assert all(match and match[1] in given for match in variables.values())
    assert Severity(given["fail-on"]) is Severity.ERROR
    assert "overrides.txt" in install["run"]
    assert (ROOT / "overrides.txt").is_file()
    assert upload["with"]["sarif_file"] == "${{ inputs.sarif }}"

    def values(**changes: str) -> dict[str, str]:
        return {name: {**given, **changes}[match[1]] for name, match in variables.items() if match}

    clean = run(folder, check["run"], **values(files="good.tsv"))
    assert (clean.returncode, clean.stdout) == (0, "")
    annotated = run(folder, check["run"], **values(files="*.tsv"))
    assert annotated.returncode == 1
    assert "::error file=bad.tsv,line=2," in annotated.stdout
    assert run(folder, check["run"], **values(files="*.tsv", ignore="number", sarif="out.sarif")).returncode == 0
    assert '"version": "2.1.0"' in (folder / "out.sarif").read_text(encoding="utf-8")
    nothing = run(folder, check["run"], **values(files="*.none"))
    assert (nothing.returncode, nothing.stdout) == (2, "::error::no files match: *.none\n")
