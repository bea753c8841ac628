"""`dragoman engines list | info | install`."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dragoman.termbase.errors import EngineError, InputError, UnknownNameError
from dragoman.translate.cli.engines import app
from dragoman.translate.engines import argos_index, builtin, names


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGES_DIR", "ARGOS_PACKAGE_INDEX", "SNAP"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "160")


def run(*arguments: str):
    """What a command prints; an error of ours passes, as `main` expects."""
    done = CliRunner().invoke(app, [*arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done


def bundle(path: Path, folder: str = "en_ru", target: str = "ru", **more: str) -> Path:
    facts = {"package_version": "1.9", "from_code": "en", "to_code": target, "target_prefix": f"<2{target}>", **more}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{folder}/metadata.json", json.dumps(facts))
        for file in ("sentencepiece.model", "model/config.json", "model/model.bin", "model/shared_vocabulary.json"):
            archive.write(builtin.DIRECTORY / file, f"{folder}/{file}")
    return path


class TestList:
    def test_embedded_only(self):
        out = run("list").stdout
        row = next(line for line in out.splitlines() if "builtin" in line)
        assert "en-ru, en-zh" in row
        assert row.rstrip().endswith("yes")
        argos = next(line for line in out.splitlines() if "argos" in line)
        assert "dragoman engines install FROM TO" in argos

    def test_installed_and_broken(self, tmp_path):
        run("install", str(bundle(tmp_path / "a.argosmodel")))
        run("install", str(bundle(tmp_path / "b.argosmodel", "en_[b]de", "de", name="[b]en_de[/b]")))
        run("install", str(bundle(tmp_path / "c.argosmodel", "en_fr", "fr")))
        (tmp_path / "data" / "argos-translate" / "packages" / "en_fr" / "model" / "model.bin").unlink()
        rows = json.loads(run("list", "--json").stdout)
        assert {row["engine"] for row in rows} == set(names())
        taken = {(row["source"], row["target"]): row["engine"] for row in rows if row["auto"]}
        assert taken == {("en", "ru"): "argos", ("en", "de"): "argos", ("en", "zh"): "builtin"}
        assert [(row["package"], row["broken"]) for row in rows if row["broken"]] == [
            ("en_fr", "broken package: no model/model.bin")
        ]
        out = run("list").stdout
        assert "[b]en_de[/b] 1.9" in out, "what a package says is not markup"
        assert "no model/model.bin" in out

    def test_a_broken_plugin_does_not_hide_the_others(self, tmp_path, monkeypatch):
        info = tmp_path / "site" / "bad-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: bad\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("[dragoman.engines]\nfancy = bad_module_that_is_not:load\n")
        monkeypatch.syspath_prepend(str(tmp_path / "site"))
        rows = json.loads(run("list", "--json").stdout)
        assert next(row for row in rows if row["engine"] == "fancy")["broken"].startswith("engine plug-in 'fancy'")
        assert any(row["engine"] == "builtin" for row in rows)


class TestInfo:
    def test_text(self):
        out = run("info", "builtin").stdout
        package = builtin.load().package("en", "ru")
        assert "pairs:   en-ru, en-zh\n" in out
        assert package.describe() in out
        assert "can:     prefix, nbest, alignment, scoring" in out
        assert f"licence: {package.licence}\n" in out
        assert out.endswith(package.readme() + "\n")
        assert str(builtin.DIRECTORY.parent) not in out

    def test_json_of_one_pair(self):
        found = json.loads(run("info", "builtin", "--from", "en", "--to", "zh-CN", "--json").stdout)
        assert [(fact["source"], fact["target"]) for fact in found["pairs"]] == [("en", "zh")]
        assert found["pairs"][0]["capabilities"]["scoring"] is True
        assert found["pairs"][0]["package"]["bytes"] == builtin.load().package("en", "zh").size()

    def test_auto(self, tmp_path):
        assert "engine:  builtin" in run("info", "auto", "--from", "en", "--to", "ru").stdout
        run("install", str(bundle(tmp_path / "a.argosmodel")))
        assert "engine:  argos" in run("info", "auto", "--from", "en", "--to", "ru").stdout
        with pytest.raises(EngineError, match="--from and --to"):
            run("info", "auto", "--to", "ru")

    def test_engine_without_a_package(self):
        assert "can:     prefix" in run("info", "echo").stdout

    def test_errors(self):
        with pytest.raises(UnknownNameError, match="unknown engine 'buitlin'"):
            run("info", "buitlin")
        with pytest.raises(EngineError, match="no language pairs yet"):
            run("info", "argos")
        with pytest.raises(EngineError, match="no such language pair"):
            run("info", "builtin", "--to", "de")


class TestInstall:
    def test_file(self, tmp_path):
        done = run("install", str(bundle(tmp_path / "a.argosmodel")))
        assert done.stdout == ""
        assert done.stderr.startswith("en-ru: en_ru 1.9, ")
        again = json.loads(run("install", str(tmp_path / "a.argosmodel"), "--json").stdout)
        assert again == {
            "name": "en_ru", "version": "1.9", "licence": "", "engine": "argos", "fresh": True,
            "pairs": [{"source": "en", "target": "ru"}],
        }  # fmt: skip

    def test_pair(self, tmp_path, monkeypatch):
        link = bundle(tmp_path / "a.argosmodel").as_uri()
        (tmp_path / "index.json").write_text(
            json.dumps([{"package_version": "1.9", "from_code": "en", "to_code": "ru", "links": [link]}])
        )
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", tmp_path.as_uri() + "/")
        assert run("install", "en", "ru").stderr.endswith("MB: installed\n")
        assert run("install", "en", "ru").stderr.endswith("already installed, and the newest there is\n")

    def test_one_language(self):
        with pytest.raises(InputError, match="one language or no file"):
            run("install", "ru")
        with pytest.raises(EngineError, match="No such file"):
            run("install", "none.argosmodel")

    def test_no_network(self, monkeypatch):
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "http://127.0.0.1:9/")
        with pytest.raises(EngineError, match="could not reach the Argos package index"):
            run("install", "en", "ru")

    def test_only_install_uses_the_network(self, monkeypatch):
        def refuse(*_args, **_kwargs):
            raise AssertionError("touched the network")

        monkeypatch.setattr(argos_index, "_fetch", refuse)
        run("list")
        run("info", "builtin")
        with pytest.raises(AssertionError):
            run("install", "en", "ru")


def test_import_is_light():
    code = "import sys, dragoman.translate.cli.engines; print({'rich', 'numpy', 'argostranslate'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
