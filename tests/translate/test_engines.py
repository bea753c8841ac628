"""The registry of engines, what `auto` takes, and the echo engine."""

import socket
import ssl  # noqa: F401  it subclasses sockets, so it must be loaded before they are refused
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.termbase.errors import EngineError, UnknownNameError
from dragoman.translate.engines import auto, engine, names
from dragoman.translate.engines.base import Annotation, Capabilities, Options, Request
from dragoman.translate.engines.echo import EchoEngine
from dragoman.translate.results import Span


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGES_DIR", "SNAP"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """Install a distribution on the path whose engines are the given `name = module:attribute` lines."""

    def install(entries: str, code: str) -> None:
        site = tmp_path / "site"
        info = site / "other_engines-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other-engines\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[dragoman.engines]\n{entries}\n")
        (site / "other_engines_module.py").write_text(code)
        monkeypatch.syspath_prepend(str(site))
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        monkeypatch.delitem(sys.modules, "other_engines_module", raising=False)

    return install


def fake_package(
    directory: Path, source: str = "en", target: str = "ru", version: str = "1.0", lacking: str = ""
) -> Path:
    """A package that looks usable (its model is not one)."""
    (directory / "model").mkdir(parents=True)
    metadata = f'{{"from_code": "{source}", "to_code": "{target}", "package_version": "{version}"}}'
    files = {"metadata.json": metadata, "sentencepiece.model": "x", "model/model.bin": "x"}
    files["model/shared_vocabulary.json"] = "[]"
    for name, content in files.items():
        if name != lacking:
            (directory / name).write_text(content)
    return directory


def packages(home: Path) -> Path:
    return home / ".local" / "share" / "argos-translate" / "packages"


class TestRegistry:
    def test_own_engines(self):
        assert {"argos", "builtin", "echo"} <= set(names())
        assert names() == sorted(names())
        for name in ("argos", "builtin", "echo"):
            assert engine(name).name == name

    def test_unknown_name_lists_the_known(self):
        with pytest.raises(UnknownNameError) as caught:
            engine("bultin")
        assert str(caught.value) == f"unknown engine 'bultin' (known: {', '.join(names())})"

    def test_plugin(self, plugin):
        plugin("fancy = other_engines_module:make", "from dragoman.translate.engines.echo import load as make")
        assert "fancy" in names()
        assert engine("fancy").pairs()

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
            ("", "has no attribute 'make'"),
            ("make = 3", "TypeError"),
            ("def make():\n    raise ValueError('two\\nlines')", "ValueError: two lines"),
            ("def make():\n    raise SystemExit(3)", "SystemExit: 3"),
            ("make = object", "it has no pairs, capabilities, describe, translate, score"),
            ("this is no python", "SyntaxError"),
        ],
    )
    def test_broken_plugin_is_one_line_that_names_it(self, plugin, code, reason):
        plugin("fancy = other_engines_module:make", code)
        with pytest.raises(EngineError) as caught:
            engine("fancy")
        message = str(caught.value)
        assert message.startswith("engine plug-in 'fancy' of package other-engines does not work: ")
        assert reason in message
        assert "\n" not in message

    def test_a_plugin_cannot_take_our_names(self, plugin):
        plugin("builtin = other_engines_module:make", "def make():\n    raise AssertionError")
        assert engine("builtin").name == "builtin"
        assert names().count("builtin") == 1


class TestAuto:
    def test_embedded_model_where_nothing_is_installed(self, home):
        for source, target in engine("builtin").pairs():
            assert auto(source, target).name == "builtin"
        assert not home.exists(), "looking leaves no trace"

    def test_installed_package_wins_for_its_pair_only(self, home):
        fake_package(packages(home) / "en_ru")
        assert auto("en", "ru").name == "argos"
        assert auto("en", "zh").name == "builtin"

    def test_aliases(self):
        assert auto("en-GB", "zh_CN").name == "builtin"

    @pytest.mark.parametrize("lacking", ["model/model.bin", "sentencepiece.model", "metadata.json"])
    def test_broken_package_is_passed_over(self, home, lacking):
        fake_package(packages(home) / "en_ru", lacking=lacking)
        assert auto("en", "ru").name == "builtin"

    def test_pair_nobody_has(self, home):
        fake_package(packages(home) / "de_en", "de", "en")
        with pytest.raises(EngineError) as caught:
            auto("en", "de")
        message = str(caught.value)
        assert "no engine translates en-de" in message
        assert "de-en (argos)" in message
        assert "en-ru (builtin)" in message
        assert "dragoman engines install en de" in message

    def test_home_that_is_no_directory(self, monkeypatch):
        monkeypatch.setenv("HOME", "/dev/null")
        assert auto("en", "ru").name == "builtin"

    def test_no_network(self, monkeypatch):
        def refuse(*_args, **_kwargs):
            raise AssertionError("touched the network")

        monkeypatch.setattr(socket, "socket", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        chosen = auto("en", "ru")
        assert chosen.describe("en", "ru")
        assert chosen.translate([Request("The meeting opened.")], "en", "ru", Options(beam=1))


def test_importing_and_choosing_is_light(tmp_path):
    """The command line's start must not wait for the libraries of the work, nor make directories in the home."""
    code = """
import sys
import dragoman.translate.cli.engines
from dragoman.translate.engines import auto, names
heavy = {"numpy", "rich", "ctranslate2", "sentencepiece", "argostranslate", "urllib.request"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
names()
auto("en", "ru")
heavy.discard("urllib.request")
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env={"HOME": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def texts(made, request, **options):
    return [hypothesis.text for hypothesis in made.translate([request], "en", "ru", Options(**options))[0]]


class TestEcho:
    table: ClassVar = {"the cat sleeps": ["кот спит", "кошка спит"]}

    def test_repeats_the_source(self):
        assert texts(EchoEngine(), Request("the cat")) == ["the cat"]
        assert texts(EchoEngine(), Request("the cat", prefix="кот ")) == ["кот the cat"]

    def test_table(self):
        made = EchoEngine(self.table)
        assert texts(made, Request("the cat sleeps")) == ["кот спит"]
        assert texts(made, Request("the cat sleeps"), nbest=5) == ["кот спит", "кошка спит"]
        assert texts(made, Request("the cat sleeps", prefix="кош"), nbest=5) == ["кошка спит", "кош т спит"]
        assert texts(made, Request("the cat sleeps", prefix="кот")) == ["кот спит"]

    def test_order_is_kept(self):
        found = EchoEngine().translate([Request("b"), Request("a")], "en", "ru", Options())
        assert [hypotheses[0].text for hypotheses in found] == ["b", "a"]

    def test_scores_follow_the_table(self):
        best, second, other = EchoEngine(self.table).score(
            [("the cat sleeps", text) for text in ("кот спит", "кошка спит", "пёс спит")], "en", "ru"
        )
        assert best.mean > second.mean > other.mean
        assert [span.of("кот спит") for span in best.spans] == ["кот", "спит", ""]

    def test_alignment_is_diagonal(self):
        made = EchoEngine(self.table)
        found = made.translate([Request("the cat sleeps")], "en", "ru", Options(alignment=True))[0][0].alignment
        assert found.weights.tolist() == [[1, 0, 0], [0, 1, 0]]
        assert [span.of("the cat sleeps") for span in found.source] == ["the", "cat", "sleeps"]
        assert texts(made, Request("")) == [""]

    def test_annotation(self):
        request = Request(
            "the cat and the dog", annotations=(Annotation(Span(4, 7), "кот"), Annotation(Span(16, 19), "пёс"))
        )
        assert texts(EchoEngine(), request) == ["the cat and the dog"]
        assert texts(EchoEngine(capabilities=Capabilities(annotation=True)), request) == ["the кот and the пёс"]

    def test_without_capabilities(self):
        made = EchoEngine(self.table, Capabilities())
        assert texts(made, Request("the cat sleeps"), nbest=2) == ["кот спит"]
        assert made.translate([Request("a")], "en", "ru", Options(alignment=True))[0][0].alignment is None
        with pytest.raises(EngineError, match="prefix"):
            texts(made, Request("a", prefix="б"))
        with pytest.raises(EngineError, match="score"):
            made.score([("a", "б")], "en", "ru")

    def test_pair_it_lacks(self):
        made = EchoEngine(pairs=[("en", "ru")])
        for call in (made.capabilities, made.describe):
            with pytest.raises(EngineError, match="en-zh"):
                call("en", "zh")
        with pytest.raises(EngineError, match="en-zh"):
            made.translate([Request("a")], "en", "zh", Options())

    @given(st.text("ab "), st.text("ab "), st.lists(st.text("ab "), max_size=3), st.integers(1, 4))
    def test_every_hypothesis_continues_the_prefix(self, text, prefix, table, nbest):
        found = texts(EchoEngine({text: table}), Request(text, prefix), nbest=nbest)
        assert found
        assert len(found) <= nbest
        assert len(set(found)) == len(found)
        assert all(item.startswith(prefix) for item in found)
