"""`dragoman engines export`: an .argosmodel file of one language pair, read by us and by Argos Translate."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sentencepiece import SentencePieceProcessor
from typer.testing import CliRunner

from dragoman.termbase.errors import EngineError, OutputError, UnknownNameError
from dragoman.translate.cli import main
from dragoman.translate.cli.engines import app
from dragoman.translate.engines import argos_index, builtin, engine, export
from dragoman.translate.engines.base import Options, Request
from dragoman.translate.engines.package import Package, PackageEngine, read

TEXTS = ["The meeting opened in Bishkek.", "The Prosecutor General spoke."]
PIECES = (builtin.DIRECTORY / "sentencepiece.model").read_bytes()

# Argos Translate itself installs and translates; what splits sentences for it (stanza, minisbd) needs PyTorch or
# downloads, and is replaced by one that splits at a bar
ARGOS = """
import sys, types
for name in ("stanza", "minisbd"):
    sys.modules[name] = types.ModuleType(name)
class Splitter:
    def __init__(self, *args, **more): pass
    def sentences(self, text): return [part.strip() for part in text.split("|")]
sys.modules["minisbd"].SBDetect = Splitter
sys.modules["minisbd"].models = types.SimpleNamespace(list_models=lambda: ["en"])
from argostranslate import package, translate
package.install_from_path(sys.argv[1])
(found,) = package.get_installed_packages()
print(repr((found.from_code, found.to_code, found.from_name, found.to_name, found.target_prefix, found.type)))
print(translate.translate(sys.argv[2], found.from_code, found.to_code))
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGE_INDEX", "SNAP"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))


def exported(path: Path, target: str, name: str = "builtin") -> Path:
    done = CliRunner().invoke(
        app, ["export", name, "--to", target, "-o", str(path)], catch_exceptions=False, env={"COLUMNS": "160"}
    )
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith(f"{path}: {name}, en-{target}, ")
    return path


def translations(made, target: str) -> list[str]:
    return [found[0].text for found in made.translate([Request(text) for text in TEXTS], "en", target, Options())]


@pytest.mark.parametrize(("target", "name"), [("ru", "Russian"), ("zh", "Chinese (Simplified)")])
class TestEmbedded:
    def test_our_own_loader_translates_the_same(self, tmp_path, target, name):
        file = exported(tmp_path / "p.argosmodel", target)
        installed = argos_index.install_file(file)
        embedded = builtin.load().package("en", target)
        assert [direction.pair for direction in installed.directions] == [("en", target)]
        assert (installed.features, installed.version) == (embedded.features, embedded.version)
        assert installed.readme() == embedded.readme()
        assert translations(engine("argos"), target) == translations(builtin.load(), target)

    def test_argos_translate_installs_and_runs_it(self, tmp_path, target, name):
        file = exported(tmp_path / "p.argosmodel", target)
        done = subprocess.run(
            [sys.executable, "-c", ARGOS, str(file), " | ".join(TEXTS)],
            capture_output=True, text=True, check=False, env={**os.environ, "PYTHONUTF8": "1"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        facts, text = done.stdout.split("\n", 1)
        assert facts == repr(("en", target, "English", name, f"<2{target}>", "translate"))
        script = {"ru": range(0x400, 0x500), "zh": range(0x4E00, 0xA000)}[target]
        assert any(ord(char) in script for char in text)
        assert "<2" not in text, "the language tag opens every sentence and must not show"


def test_a_package_of_argos_translate(tmp_path):
    """What came as one package goes out as one, everything in it included."""
    first = exported(tmp_path / "1.argosmodel", "ru")
    installed = argos_index.install_file(first)
    (installed.directory / "minisbd").mkdir()
    (installed.directory / "minisbd" / "en.onnx").write_bytes(b"splitter")
    (installed.directory / ".cache").write_bytes(b"x")
    second = exported(tmp_path / "2.argosmodel", "ru", "argos")
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as two:
        assert set(two.namelist()) - set(one.namelist()) == {"en_ru/minisbd/en.onnx"}
        assert all(one.read(name) == two.read(name) for name in one.namelist())
        assert {name.split("/")[0] for name in two.namelist()} == {"en_ru"}
    auto = exported(tmp_path / "3.argosmodel", "ru", "auto")
    assert auto.read_bytes() == second.read_bytes(), "the same package gives the same file"


def test_metadata_without_names_or_tag(tmp_path):
    (tmp_path / "model").mkdir()
    for file in ("sentencepiece.model", "model/model.bin", "model/shared_vocabulary.json"):
        (tmp_path / file).write_bytes(PIECES[:1000])
    (tmp_path / "metadata.json").write_text('{"from_code": "en", "to_code": "zt", "mine": 7}')
    package = read(tmp_path)
    assert isinstance(package, Package)
    facts = export.metadata(package, package.directions[0])
    assert facts == {
        "type": "translate", "package_version": "0", "argos_version": "1.9", "mine": 7,
        "from_code": "en", "from_name": "English", "to_code": "zt", "to_name": "zt",
    }  # fmt: skip
    data = export.archive(PackageEngine("mine", [package]), "en", "zh-Hant")
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        assert json.loads(bundle.read("en_zt/metadata.json")) == facts
        assert bundle.read("en_zt/sentencepiece.model") == PIECES[:1000]


class TestControlSymbol:
    def test_only_the_one_piece_changes(self):
        before = SentencePieceProcessor(model_proto=PIECES)
        after = SentencePieceProcessor(model_proto=export.as_control(PIECES, "<2zh>"))
        assert after.get_piece_size() == before.get_piece_size()
        number = before.piece_to_id("<2zh>")
        assert after.is_control(number)
        for index in range(before.get_piece_size()):
            assert after.id_to_piece(index) == before.id_to_piece(index)
            assert after.is_control(index) == (before.is_control(index) or index == number)
        assert after.encode(TEXTS[0]) == before.encode(TEXTS[0])
        assert after.decode_pieces(["<2zh>", "▁one", "<2zh>", "▁two"]) == "one two"

    @pytest.mark.parametrize("data", [b"", b"x", b"\x0a\xff", b"\x0a\x85", PIECES[:-1]])
    def test_what_is_no_model_stays(self, data):
        assert export.as_control(data, "<2ru>") == data

    def test_unknown_piece(self):
        assert export.as_control(PIECES, "<2xx>") == PIECES


class TestErrors:
    def test_unknown_pair_engine_or_kind(self, tmp_path):
        for arguments, error, text in (
            (["builtin", "--to", "de"], EngineError, "does not translate en-de"),
            (["builtin", "--to", "ru", "--from", "zh"], EngineError, "its pairs: en-ru, en-zh"),
            (["argos", "--to", "ru"], EngineError, "its pairs: none"),
            (["buitlin", "--to", "ru"], UnknownNameError, "unknown engine 'buitlin'"),
            (["echo", "--to", "ru"], EngineError, "'echo' is no model package"),
        ):
            with pytest.raises(error, match=text) as caught:
                CliRunner().invoke(app, ["export", *arguments, "-o", str(tmp_path / "p")], catch_exceptions=False)
            assert "\n" not in str(caught.value)
        assert list(tmp_path.glob("p*")) == []

    def test_exit_code_and_one_line(self, tmp_path, capsys):
        assert main(["engines", "export", "builtin", "--to", "de", "-o", str(tmp_path / "p")]) == 2
        error = capsys.readouterr().err
        assert error.startswith("dragoman: error: engine 'builtin' does not translate en-de")
        assert error.count("\n") == 1
        assert main(["engines", "export", "builtin", "--to", "ru"]) == 2, "no output"

    @pytest.mark.parametrize(
        ("output", "text"), [("-", "no text for standard output"), (".", "is a directory"), ("f/p", "no directory")]
    )
    def test_outputs(self, tmp_path, monkeypatch, output, text):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "f").touch()
        with pytest.raises(OutputError, match=text):
            CliRunner().invoke(app, ["export", "builtin", "--to", "ru", "-o", output], catch_exceptions=False)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["f"]

    def test_an_old_file_survives_a_failure(self, tmp_path, monkeypatch):
        old = exported(tmp_path / "p.argosmodel", "ru")
        before = old.read_bytes()
        monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OutputError, match="no space left"):
            exported(old, "zh")
        assert old.read_bytes() == before
        assert [path.name for path in tmp_path.glob("*p*.*")] == ["p.argosmodel"]
