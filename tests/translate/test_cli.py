"""The command line as a process: what it says, what it writes, how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import in_process

COMMAND = [sys.executable, "-m", "dragoman.translate.cli"]
ERRORS = json.loads((Path(__file__).parents[1] / "cases" / "cli_errors.json").read_text(encoding="utf-8"))

TEXT = "The Ministry met in Atlantis. It was 45 km away.\n\nSee https://example.org/a.\n"
TERMS = """
- id: ministry
  kind: body
  definition: A ministry of the tests.
  en: {preferred: Ministry}
  ru:
    preferred: {form: народное министерство, gender: n}
    forbidden: [{form: министерия, why: no such word, scope: always}]
  zh: {preferred: 人民部}
- id: atlantis
  kind: place
  definition: A place of the tests.
  en: {preferred: Atlantis}
  ru: {preferred: {form: Атлантида, gender: f}}
  zh: {preferred: 亚特兰蒂斯}
"""
SMALL = ["--engine", "echo", "--no-curated", "--termbase", "tiny.yaml"]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "tiny.yaml").write_text(TERMS, encoding="utf-8")
    return tmp_path


def dragoman(folder, *arguments, stdin=b"", **environment):
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=folder,
        input=stdin,
        capture_output=True,
        env={**os.environ, "COLUMNS": "200", **environment},
        timeout=120,
    )


@pytest.fixture
def run(folder, monkeypatch, capsys):
    return in_process(folder, monkeypatch, capsys)


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case["name"])
def test_failures_are_one_line_and_leave_nothing(case, folder, run):
    for name, text in case.get("files", {}).items():
        path = folder / name
        path.unlink(missing_ok=True)
        if text is not None:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name, data in case.get("bytes", {}).items():
        (folder / name).write_bytes(bytes.fromhex(data))
    before = files(folder)
    done = run(*case["args"])
    said = done.err
    assert done.code == 2
    assert said.startswith("dragoman: error: ") and said.count("\n") == 1
    assert case["says"] in said and case.get("hint", "") in said
    assert done.out == "" and files(folder) == before


COMMANDS = (
    "translate", "check", "evaluate", "compare", "export", "import", "formats", "po", "terms", "engines", "demo",
)  # fmt: skip


def test_help_names_every_command(folder, run):
    for arguments in ([], ["--help"], ["-h"]):
        done = run(*arguments)
        assert done.code == 0 and done.err == ""
        for command in COMMANDS:
            assert command in done.out


def test_starting_imports_nothing_heavy(folder):
    code = """if True:
        import sys
        from dragoman.translate.cli import main
        main(["--help"])
        heavy = {"numpy", "rich", "ctranslate2", "sentencepiece", "pymorphy3", "sacrebleu", "yaml", "argostranslate"}
        sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)
    """
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_version(folder, run):
    done = run("--version")
    assert done.code == 0 and done.out.startswith("dragoman ")


def test_translate_writes_beside_the_input_and_accounts_for_terms(folder, run):
    done = run("translate", "a.txt", "--to", "ru", "--to", "zh", *SMALL)
    assert done.code == 0, done.err
    russian, chinese = (folder / f"a.{tag}.txt" for tag in ("ru", "zh"))
    assert "инистерство" in russian.read_text(encoding="utf-8")
    assert "人民部" in chinese.read_text(encoding="utf-8")
    assert russian.read_text(encoding="utf-8").endswith("\n\nSee https://example.org/a.\n")
    shown = done.out
    assert "Народное министерство" in shown or "народное министерство" in shown
    assert "2 terms: " in shown and " 0 missed" in shown and "a.ru.txt" in shown
    assert "engine echo" in done.err


def test_standard_input_to_standard_output_with_the_table_on_stderr(folder):
    done = dragoman(folder, "translate", "-", "--to", "ru", *SMALL, stdin=TEXT.encode(), LC_ALL="C")
    assert done.returncode == 0
    assert done.stdout.decode().endswith("\n\nSee https://example.org/a.\n")
    assert "2 terms: " in done.stderr.decode() and "2 terms" not in done.stdout.decode()
    assert files(folder) == {"a.txt", "tiny.yaml"}


def test_json_holds_every_text_and_term(folder, run):
    done = run("translate", "a.txt", "--to", "ru", "--to", "zh", "-o", "out", "--json", *SMALL)
    data = json.loads(done.out)
    assert data["clean"] is True and done.code == 0
    assert [item["output"] for item in data["translations"]] == ["out/a.ru.txt", "out/a.zh.txt"]
    for item in data["translations"]:
        assert (folder / item["output"]).read_text(encoding="utf-8") == item["text"]
        assert item["engine"] == "echo" and item["input"] == "a.txt" and item["source_language"] == "en"
        terms = [term for segment in item["segments"] for term in segment["terms"] if not term["protected"]]
        assert [term["concept"] for term in terms] == ["ministry", "atlantis"]
        for segment in item["segments"]:
            for term in segment["terms"]:
                start, end = term["source"]
                assert segment["source"][start:end] == term["source_text"]
                start, end = term["target"]
                assert segment["target"][start:end] == term["form"]
    assert "terms" in done.err


def test_json_of_standard_input_holds_the_text(folder, run):
    done = run("translate", "-", "--to", "ru", "--json", *SMALL, stdin=TEXT.encode())
    (item,) = json.loads(done.out)["translations"]
    assert item["output"] is None and "инистерство" in item["text"]


def test_review_page_and_explanations(folder, run):
    done = run("translate", "a.txt", "--to", "ru", "--review", "r.html", "--explain", "--quiet", *SMALL)
    assert done.code == 0
    page = (folder / "r.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and 'data-t="0-0-0"' in page and "Review: a.txt" in page
    lines = done.out.splitlines()
    assert any("“Ministry” → “" in line and "ministry" in line for line in lines)
    assert any("(protected)" in line for line in lines)
    assert "engine" not in done.err


@pytest.mark.parametrize(("mentions", "owed"), [("every", 3), ("first", 2), ("document", 1)])
def test_mentions_that_must_have_their_term(folder, run, mentions, owed):
    (folder / "b.txt").write_text("The Ministry and the Ministry met.\n\nThe Ministry met.\n", encoding="utf-8")
    done = run("translate", "b.txt", "--to", "ru", "--mentions", mentions, "--json", *SMALL)
    (item,) = json.loads(done.out)["translations"]
    assert done.code == 0
    assert sum(item["counts"].values()) == 3
    assert item["counts"]["missed"] == 0
    assert item["counts"]["waived"] == 3 - owed


def test_persons_that_no_termbase_has(folder, run):
    (folder / "b.txt").write_text("Rong Weidong met.\n", encoding="utf-8")
    assert run("translate", "b.txt", "--to", "ru", "-q", *SMALL).code == 0
    assert "Жун Вэйдун" in (folder / "b.ru.txt").read_text(encoding="utf-8")
    assert run("translate", "b.txt", "--to", "ru", "--no-persons", "-q", *SMALL).code == 0
    assert "Rong Weidong" in (folder / "b.ru.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("mentions", "owed"), [("every", 3), ("first", 2), ("document", 2)])
def test_messages_of_a_program_do_not_follow_one_another(folder, run, mentions, owed):
    messages = ["The Ministry and the Ministry met.", "The Ministry met."]
    (folder / "b.json").write_text(json.dumps(dict(zip("ab", messages, strict=True))), encoding="utf-8")
    done = run("translate", "b.json", "--to", "ru", "--mentions", mentions, "--json", *SMALL)
    (item,) = json.loads(done.out)["translations"]
    assert item["counts"]["waived"] == 3 - owed


def test_a_forbidden_form_in_the_output_is_a_finding(folder, run):
    (folder / "a.txt").write_text("Министерия opened.\n", encoding="utf-8")
    terms = TERMS.replace("en: {preferred: Ministry}", "en: {preferred: Ministryland}")
    (folder / "tiny.yaml").write_text(terms, encoding="utf-8")
    done = run("translate", "a.txt", "--to", "ru", *SMALL)
    shown = done.out
    left = "инистерия" in (folder / "a.ru.txt").read_text(encoding="utf-8")
    assert done.code == (1 if left else 0)
    assert not left or "forbidden-form" in shown


def test_a_run_overwrites_what_it_wrote_before(folder, run):
    (folder / "a.ru.txt").write_text("old", encoding="utf-8")
    assert run("translate", "a.txt", "--to", "ru", "-q", *SMALL).code == 0
    assert (folder / "a.ru.txt").read_text(encoding="utf-8") != "old"
    assert files(folder) == {"a.txt", "tiny.yaml", "a.ru.txt"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line(folder):
    done = dragoman(folder, "translate", "a.txt", "--to", "ru", "-q", "-o", "/dev/full", *SMALL)
    assert done.returncode == 2 and "/dev/full: no space left" in done.stderr.decode()
    assert Path("/dev/full").is_char_device()
    for command in (
        ["terms", "list", "--no-curated", "--termbase", "tiny.yaml"],
        ["translate", "a.txt", "--to", "ru", *SMALL],
    ):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [*COMMAND, *command],
                cwd=folder,
                stdout=full,
                stderr=subprocess.PIPE,
            )
        assert done.returncode == 2
        assert done.stderr.decode().splitlines()[-1] == "dragoman: error: No space left on device"


def test_a_closed_pipe_is_quiet(folder):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*COMMAND, "terms", "list", "--no-curated", "--termbase", "tiny.yaml"],
        cwd=folder,
        stdout=write,
        stderr=subprocess.PIPE,
    )
    os.close(write)
    assert done.returncode == 2 and done.stderr == b""


def slow_engine(folder):
    """An engine plug-in that stays in native code for minutes, as a big batch does."""
    site = folder / "site"
    info = site / "slow-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: slow\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[dragoman.engines]\nslow = slow_engine:load\n")
    (site / "slow_engine.py").write_text(
        "import hashlib, pathlib\n"
        "from dragoman.translate.engines.echo import EchoEngine\n"
        "class Slow(EchoEngine):\n"
        "    name = 'slow'\n"
        "    def translate(self, requests, source, target, options):\n"
        "        pathlib.Path('started').touch()\n"
        "        hashlib.pbkdf2_hmac('sha256', b'a', b'b', 2_000_000_000)\n"
        "load = Slow\n"
    )
    return str(site)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_at_once_and_leaves_nothing(folder, number):
    environment = {**os.environ, "PYTHONPATH": slow_engine(folder)}
    before = files(folder)
    process = subprocess.Popen(
        [*COMMAND, "translate", "a.txt", "--to", "ru", "--review", "r.html", "--engine", "slow", *SMALL[2:]],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    deadline = time.monotonic() + 60
    while not (folder / "started").exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert out == b"" and err.decode().splitlines()[-1] == "dragoman: interrupted, nothing half-written"
    left = files(folder) - before
    assert {name for name in left if "__pycache__" not in name} == {"started"}


def test_unexpected_errors_are_one_line_and_a_traceback_when_asked(folder):
    site = slow_engine(folder)
    code = (Path(site) / "slow_engine.py").read_text().replace("hashlib.pbkdf2_hmac", "1 / 0 #")
    (Path(site) / "slow_engine.py").write_text(code)
    arguments = ["translate", "a.txt", "--to", "ru", "--engine", "slow", *SMALL[2:]]
    done = dragoman(folder, *arguments, PYTHONPATH=site, DRAGOMAN_DEBUG="0")
    last = done.stderr.decode().splitlines()[-1]
    assert done.returncode == 2 and "ZeroDivisionError" in last and "DRAGOMAN_DEBUG=1" in last
    assert "Traceback" not in done.stderr.decode()
    assert "Traceback" in dragoman(folder, *arguments, PYTHONPATH=site, DRAGOMAN_DEBUG="1").stderr.decode()


def test_every_problem_of_a_termbase_has_its_line(folder, run):
    (folder / "bad.yaml").write_text("- id: A b\n  kind: thing\n  en: {preferred: x}\n", encoding="utf-8")
    done = run("translate", "a.txt", "--to", "ru", *SMALL, "--termbase", "bad.yaml")
    lines = done.err.splitlines()
    assert done.code == 2 and len(lines) >= 2
    assert all(line.startswith("dragoman: error: bad.yaml:") for line in lines)


def test_evaluate_shows_scores_signatures_and_missing_terms(folder, run):
    (folder / "src").write_text("The Ministry met.\nAtlantis is far.\n", encoding="utf-8")
    (folder / "ref").write_text("Народное министерство собралось.\nАтлантида далеко.\n", encoding="utf-8")
    (folder / "hyp").write_text("Собрание народного министерства.\n\n", encoding="utf-8")
    small = ["--no-curated", "--termbase", "tiny.yaml"]
    done = run("evaluate", "hyp", "ref", "--source", "src", *small)
    shown = done.out
    assert done.code == 0, done.err
    assert "tok:13a" in shown and "nw:2" in shown and "1 of 2" in shown and "0 of 2" in shown
    assert "hyp:2: missing: “Atlantis”, expected “Атлантида” [atlantis]" in shown
    assert "target language ru, by the script" in done.err
    done = run("evaluate", "hyp", "ref", "--to", "ru", "--json")
    data = json.loads(done.out)
    assert data["segments"] == 2 and data["terms"] is None and done.err == ""


def test_evaluate_takes_only_line_feeds_for_line_ends(folder, run):
    (folder / "hyp").write_bytes("会议。\u2028完\r\n会议。\n".encode())
    (folder / "ref").write_bytes("会议。\n会议。".encode())
    done = run("evaluate", "hyp", "ref", "--json")
    data = json.loads(done.out)
    assert data["segments"] == 2 and data["target_language"] == "zh"
    assert "tok:zh" in data["scores"]["BLEU"]["signature"]
