"""Packages of Argos Translate: where they are, installing them from files and from an index, hostile ones."""

import contextlib
import functools
import http.server
import json
import shutil
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.termbase.errors import DragomanError, EngineError, OutputError
from dragoman.translate.engines import argos, argos_index, auto, builtin, engine
from dragoman.translate.engines.base import Options, Request

ARCHIVES = json.loads((Path(__file__).parents[1] / "cases" / "engines_archives.json").read_text(encoding="utf-8"))
VARIABLES = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGES_DIR", "ARGOS_PACKAGE_INDEX", "SNAP")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for variable in (*VARIABLES, "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "home"


@pytest.fixture
def packages(tmp_path):
    return tmp_path / "data" / "argos-translate" / "packages"


def metadata(source="en", target="ru", version="1.9", **more):
    return {"package_version": version, "argos_version": "1.9", "from_code": source, "to_code": target, **more}


def bundle(path: Path, facts: dict, folder: str = "en_ru", real: bool = False) -> Path:
    """An .argosmodel file; with `real`, around the embedded model."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{folder}/metadata.json", json.dumps(facts))
        for name in ("sentencepiece.model", "model/config.json", "model/model.bin", "model/shared_vocabulary.json"):
            content = (builtin.DIRECTORY / name).read_bytes() if real else b"x"
            archive.writestr(f"{folder}/{name}", content)
    return path


def tree(directory: Path) -> list[str]:
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*"))


@pytest.mark.parametrize(
    ("environment", "config"),
    [
        ({}, None),
        ({"XDG_DATA_HOME": "{base}/share", "XDG_CONFIG_HOME": "{base}/conf"}, None),
        ({"ARGOS_PACKAGES_DIR": "{base}/mine", "ARGOS_PACKAGE_INDEX": "http://localhost:1/"}, None),
        ({}, {"ARGOS_PACKAGES_DIR": "{base}/from-file", "ARGOS_PACKAGE_INDEX": "http://localhost:2/"}),
        ({"ARGOS_PACKAGES_DIR": "{base}/wins"}, {"ARGOS_PACKAGES_DIR": "{base}/loses"}),
        ({"SNAP": "{base}/snap", "SNAP_USER_DATA": "{base}/snapdata"}, None),
    ],
)
def test_places_are_those_of_argos_translate(tmp_path, monkeypatch, environment, config):
    """argostranslate.settings itself, in a process of its own, is the reference."""
    monkeypatch.delenv("XDG_DATA_HOME")
    for name, value in environment.items():
        monkeypatch.setenv(name, value.format(base=tmp_path))
    (tmp_path / "snap" / "snap_custom" / "packages").mkdir(parents=True)
    (tmp_path / "snap" / "snap_custom" / "content_snap_packages" / "one").mkdir(parents=True)
    if config:
        file = tmp_path / "home" / ".config" / "argos-translate" / "settings.json"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps({key: value.format(base=tmp_path) for key, value in config.items()}))
    ours = argos.places()
    code = (
        "from argostranslate import settings as s; print(s.package_data_dir, *s.package_dirs, s.remote_package_index)"
    )
    theirs = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [str(ours.install), *map(str, ours.search), argos_index.index_address(ours)] == theirs


@pytest.mark.parametrize("content", ["{", "[]", '{"ARGOS_PACKAGES_DIR": 7}', "\xff"])
def test_broken_settings_file_is_ignored(home, packages, content):
    file = home / ".config" / "argos-translate" / "settings.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(content.encode("latin-1"))
    assert argos.places().install == packages


class TestInstallFile:
    def test_translates_like_the_embedded_model(self, tmp_path, packages):
        """The embedded model packed as the package of one pair, installed, gives the same through `argos`."""
        tags = {direction.target: direction.tag for direction in builtin.load().package("en", "ru").directions}
        for target in ("ru", "zh"):
            file = bundle(
                tmp_path / "p.argosmodel",
                metadata(target=target, target_prefix=tags[target]),
                f"en_{target}",
                real=True,
            )
            installed = argos_index.install_file(file)
            assert installed.directory == packages / f"en_{target}"
            assert installed.describe().startswith(f"en_{target} 1.9, ")
            made = auto("en", target)
            assert made.name == "argos"
            requests = [Request("The meeting opened."), Request("The meeting opened.", prefix="В ")]
            expected = builtin.load().translate(requests, "en", target, Options(nbest=2))
            found = made.translate(requests, "en", target, Options(nbest=2))
            assert [[h.text for h in item] for item in found] == [[h.text for h in item] for item in expected]
        assert tree(packages.parent)[0] == "packages"
        assert sorted(path.name for path in packages.parent.iterdir()) == ["packages"], "nothing else is left behind"

    def test_the_layout_is_what_argos_translate_reads(self, tmp_path, packages):
        argos_index.install_file(bundle(tmp_path / "p.argosmodel", metadata(), real=True))
        code = (
            "from argostranslate import package; found, = package.get_installed_packages();"
            "print(found.from_code, found.to_code, found.tokenizer.encode('China'))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.startswith("en ru [")

    def test_replaces_the_same_package(self, tmp_path, packages):
        argos_index.install_file(bundle(tmp_path / "1.argosmodel", metadata(version="1.0")))
        (packages / "en_ru" / "leftover").touch()
        argos_index.install_file(bundle(tmp_path / "2.argosmodel", metadata(version="1.1")))
        assert engine("argos").package("en", "ru").version == "1.1"
        assert not (packages / "en_ru" / "leftover").exists()

    def test_failed_replacement_keeps_the_old_one(self, tmp_path, packages, monkeypatch):
        argos_index.install_file(bundle(tmp_path / "1.argosmodel", metadata(version="1.0")))
        before, rename = tree(packages), Path.rename
        failure: list[BaseException] = []

        def failing(path, target):
            if path.parent.name == "unpacked":
                raise failure[-1]
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", failing)
        for error, raised in ((OSError(28, "No space left on device"), OutputError), (KeyboardInterrupt(), None)):
            failure.append(error)
            with pytest.raises(raised or KeyboardInterrupt):
                argos_index.install_file(bundle(tmp_path / "2.argosmodel", metadata(version="1.1")))
            assert tree(packages) == before
            assert engine("argos").package("en", "ru").version == "1.0"

    @pytest.mark.parametrize("case", ARCHIVES, ids=lambda case: case["name"])
    def test_unsafe_entries_are_refused(self, tmp_path, packages, case):
        file = bundle(tmp_path / "p.argosmodel", metadata(), "pkg")
        with zipfile.ZipFile(file, "a") as archive:
            for name in case["entries"]:
                entry = zipfile.ZipInfo("placeholder")
                entry.filename = name
                entry.external_attr = case.get("mode", 0o100644) << 16
                archive.writestr(entry, "/etc/passwd")
        before = tree(tmp_path)
        with pytest.raises(EngineError, match="unsafe entry"):
            argos_index.install_file(file)
        added = {"data", "data/argos-translate", "data/argos-translate/packages"}
        assert set(tree(tmp_path)) - set(before) == added

    def test_bomb(self, tmp_path, packages, monkeypatch):
        file = bundle(tmp_path / "p.argosmodel", metadata())
        with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("en_ru/zeros", bytes(5 << 20))
        assert file.stat().st_size < 100_000
        monkeypatch.setattr(argos_index, "MAX_PACKAGE", 4 << 20)
        with pytest.raises(EngineError, match="unpacks to more than 4 MB"):
            argos_index.install_file(file)
        assert tree(packages) == []
        monkeypatch.setattr(argos_index, "MAX_FILES", 3)
        with pytest.raises(EngineError, match="more than 3 files"):
            argos_index.install_file(file)

    @pytest.mark.parametrize(
        ("facts", "reason"),
        [
            ({}, "from_code"),
            (metadata(type="sbd"), "not a translation package"),
            (metadata(target="en"), "source language"),
        ],
    )
    def test_unusable_packages_are_refused(self, tmp_path, packages, facts, reason):
        with pytest.raises(EngineError, match=reason) as caught:
            argos_index.install_file(bundle(tmp_path / "p.argosmodel", facts))
        assert caught.value.where.path == str(tmp_path / "p.argosmodel")
        assert tree(packages) == []

    def test_two_folders(self, tmp_path):
        file = bundle(tmp_path / "p.argosmodel", metadata(), "one")
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr("two/x", "")
        with pytest.raises(EngineError, match="exactly one folder"):
            argos_index.install_file(file)

    def test_damaged(self, tmp_path, packages):
        data = bytearray(bundle(tmp_path / "p.argosmodel", metadata()).read_bytes())
        data[data.index(b'"from_code"') + 1] ^= 1
        (tmp_path / "p.argosmodel").write_bytes(data)
        with pytest.raises(EngineError, match="damaged"):
            argos_index.install_file(tmp_path / "p.argosmodel")
        assert tree(packages) == []

    def test_missing_and_not_a_file(self, tmp_path):
        for path in (tmp_path / "none.argosmodel", tmp_path):
            with pytest.raises(EngineError, match="cannot read the package"):
                argos_index.install_file(path)

    def test_unwritable_home(self, tmp_path, monkeypatch):
        monkeypatch.setenv("XDG_DATA_HOME", "/dev/null")
        with pytest.raises(OutputError, match="cannot install packages here"):
            argos_index.install_file(bundle(tmp_path / "p.argosmodel", metadata()))

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.text("ab./\\:", min_size=1, max_size=8), min_size=1, max_size=3), st.binary(max_size=3))
    def test_never_writes_elsewhere(self, tmp_path, names, noise):
        shutil.rmtree(tmp_path / "p", ignore_errors=True)
        inside = tmp_path / "p" / "in"
        inside.mkdir(parents=True)
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            for name in dict.fromkeys(names):
                entry = zipfile.ZipInfo("placeholder")
                entry.filename = name
                archive.writestr(entry, noise)
        with contextlib.suppress(DragomanError):
            argos_index.unpack(tmp_path / "a.zip", inside / "new")
        assert [path.name for path in (tmp_path / "p").iterdir()] == ["in"]
        assert {path.name for path in inside.iterdir()} <= {"new"}


class TestInstalled:
    def test_broken_ones_are_reported_with_the_reason(self, tmp_path, packages):
        argos_index.install_file(bundle(tmp_path / "p.argosmodel", metadata()))
        argos_index.install_file(bundle(tmp_path / "q.argosmodel", metadata(target="zh"), "en_zh"))
        (packages / "en_zh" / "model" / "model.bin").unlink()
        (packages / ".hidden").mkdir()
        (packages / "file").touch()
        made = engine("argos")
        assert made.pairs() == [("en", "ru")]
        assert made.broken == [argos.Broken("en_zh", "broken package: no model/model.bin")]

    def test_bpe_package(self, tmp_path, packages):
        """Older packages have Moses tokens and BPE codes instead of SentencePiece."""
        argos_index.install_file(bundle(tmp_path / "p.argosmodel", metadata()))
        (packages / "en_ru" / "sentencepiece.model").rename(packages / "en_ru" / "bpe.model")
        (packages / "en_ru" / "bpe.model").write_text("#version: 0.2\nt h\nth e</w>\n", encoding="utf-8")
        package = engine("argos").package("en", "ru")
        tokenizer = package.model(package.directions[0]).tokenizer
        assert tokenizer.encode("the") == ["the"]
        assert (tokenizer.source, tokenizer.target) == ("en", "ru")
        assert tokenizer.decode(["th@@", "e", "."]) == "the."


class TestIndex:
    @pytest.fixture
    def index(self, tmp_path, monkeypatch):
        """Publish an index of the given entries as files."""

        def publish(content: object) -> None:
            (tmp_path / "web").mkdir(exist_ok=True)
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            (tmp_path / "web" / "index.json").write_bytes(data)
            monkeypatch.setenv("ARGOS_PACKAGE_INDEX", (tmp_path / "web").as_uri() + "/")

        return publish

    def test_newest_is_installed_once(self, tmp_path, index, packages):
        link = bundle(tmp_path / "p.argosmodel", metadata(version="1.10")).as_uri()
        index(
            [
                metadata(version="1.9", links=["file:///nowhere"]),
                metadata(version="1.10", links=["file:///nowhere", link]),
                metadata("ru", "en", "2.0", links=[link]),
            ]
        )
        progress: list[tuple[int, int | None]] = []
        done = argos_index.install_pair("en", "ru", lambda *state: progress.append(state))
        assert (done.package.version, done.fresh) == ("1.10", True)
        size = (tmp_path / "p.argosmodel").stat().st_size
        assert progress[-1] == (size, size)
        again = argos_index.install_pair("en-US", "ru-RU")
        assert (again.package, again.fresh) == (done.package, False)
        (packages / "en_ru" / "model" / "model.bin").unlink()
        assert argos_index.install_pair("en", "ru").fresh, "a broken one is installed anew"

    def test_hostile_entries_are_left_out(self, index):
        good = metadata(links=["https://localhost/x"])
        index(
            [
                7, None, [], {}, {"links": "https://localhost/x"}, metadata(links=[]), metadata(links=[7, {}]),
                metadata(links=["ftp://localhost/x", "file:///etc/passwd".replace("file", "FILES")]),
                metadata(source="../x", links=["https://localhost/x"]), good | {"type": "sbd"}, good,
            ]
        )  # fmt: skip
        address = argos_index.index_address(argos.places())
        offers = argos_index.fetch_index(address)
        assert [(offer.version, offer.links) for offer in offers] == [("1.9", ("https://localhost/x",))]

    @pytest.mark.parametrize("content", [b"", b"<html>", b"{}", b"\xff", b"[" * 100_000, b'"x"'])
    def test_not_an_index(self, index, content):
        index(content)
        with pytest.raises(EngineError, match="not a JSON list"):
            argos_index.install_pair("en", "ru")

    def test_endless_index(self, index, monkeypatch):
        monkeypatch.setattr(argos_index, "MAX_INDEX", 1 << 20)
        index(b" " * (2 << 20))
        with pytest.raises(EngineError, match="larger than 1 MB"):
            argos_index.install_pair("en", "ru")

    def test_pair_it_lacks(self, index):
        index(
            [metadata("en", "de", links=["https://localhost/x"]), metadata("fr", "es", links=["https://localhost/x"])]
        )
        with pytest.raises(EngineError) as caught:
            argos_index.install_pair("en", "ru")
        assert str(caught.value) == "the Argos package index has no package for en-ru (near it: en-de)"

    def test_package_for_another_pair_than_promised(self, tmp_path, index, packages):
        link = bundle(tmp_path / "p.argosmodel", metadata("de", "fr"), "de_fr").as_uri()
        index([metadata(links=[link])])
        with pytest.raises(EngineError, match="de-fr"):
            argos_index.install_pair("en", "ru")
        assert tree(packages) == []

    def test_no_network(self, monkeypatch, home, packages):
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "http://127.0.0.1:9/")
        with pytest.raises(EngineError) as caught:
            argos_index.install_pair("en", "ru")
        assert str(caught.value) == (
            "could not reach the Argos package index: Connection refused "
            "(check the network or pass a downloaded .argosmodel file)"
        )
        assert not packages.exists()

    def test_addresses_that_are_none(self, monkeypatch):
        for address in ("", "nonsense/", "http://", "http://[/", "gopher://localhost/"):
            monkeypatch.setenv("ARGOS_PACKAGE_INDEX", address)
            with pytest.raises(EngineError, match="could not reach"):
                argos_index.install_pair("en", "ru")


class Server(http.server.SimpleHTTPRequestHandler):
    """Files, and under /cut/ answers that break off."""

    def do_GET(self):
        if self.path.startswith("/cut/"):
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"PK")
        else:
            super().do_GET()

    def log_message(self, *_args):
        pass


class TestHttp:
    @pytest.fixture
    def web(self, tmp_path, monkeypatch):
        (tmp_path / "web").mkdir()
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Server, directory=str(tmp_path / "web"))
        )
        thread = threading.Thread(target=functools.partial(server.serve_forever, poll_interval=0.01))
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}/"
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", address)

        def publish(*links: str) -> None:
            entry = metadata(links=[link if ":" in link else address + link for link in links])
            (tmp_path / "web" / "index.json").write_text(json.dumps([entry]))

        yield publish
        server.shutdown()
        thread.join()
        server.server_close()

    def test_download(self, tmp_path, web, packages):
        bundle(tmp_path / "web" / "p.argosmodel", metadata())
        web("cut/p.argosmodel", "gone.argosmodel", "p.argosmodel")
        assert argos_index.install_pair("en", "ru").fresh
        assert engine("argos").pairs() == [("en", "ru")]

    @pytest.mark.parametrize(
        ("link", "reason"),
        [("cut/x", "the connection broke off"), ("gone", "File not found"), ("http://127.0.0.1:9/", "refused")],
    )
    def test_download_that_fails(self, web, packages, link, reason):
        web(link)
        with pytest.raises(EngineError, match=f"could not download the package: .*{reason}"):
            argos_index.install_pair("en", "ru")
        assert tree(packages.parent) == ["packages"]

    def test_an_index_on_the_network_cannot_point_to_local_files(self, tmp_path, web):
        web(bundle(tmp_path / "p.argosmodel", metadata()).as_uri())
        with pytest.raises(EngineError, match="no package for en-ru"):
            argos_index.install_pair("en", "ru")
