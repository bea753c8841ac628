"""The texts that come in packages: what is fetched, found and written. Needs no network."""

import io
import lzma
import re
import shutil
import subprocess
import tarfile

import pytest

from dragoman.termbase.errors import InputError
from training import package_files, packages, sources
from training import package_readers as readers
from training.packages import Collection


def archive(path, files, mode="w:gz"):
    """A tar file of these contents, and a link to a file outside."""
    with tarfile.open(path, mode) as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("package/ru/link.html")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)


DOCUMENT = "<!DOCTYPE html><html><head><title>T</title></head><body>{}</body></html>"
ENGLISH = DOCUMENT.format("<p>The ship sails to the island.</p><p>Too short.</p>").encode()
RUSSIAN = DOCUMENT.format("<p>Корабль плывёт к острову.</p><p>Коротко.</p>").encode()
CHINESE = DOCUMENT.format("<p>这艘船正驶向那座岛.</p><p>太短。</p>").encode()
TEXTS = {
    "./package/en/a.html": ENGLISH,
    "./package/ru/a.html": RUSSIAN,
    "./package/zh/a.html": CHINESE,
    "./package/ru/only.html": RUSSIAN,
    "../../outside.html": ENGLISH,
}
SMALL = Collection(
    "small",
    ("npm:small@1.0",),
    r"package/{}/([^/]+\.html)",
    {"ru": "ru", "zh": "zh"},
    readers.html_blocks,
    r"package/en/([^/]+\.html)",
)


class TestPackages:
    def test_members(self, tmp_path):
        archive(tmp_path / "small-1.0.tgz", TEXTS)
        found = packages.contents(SMALL, tmp_path)
        assert found == {
            "en": {"a.html": ENGLISH},
            "ru": {"a.html": RUSSIAN, "only.html": RUSSIAN},
            "zh": {"a.html": CHINESE},
        }

    @pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="no dpkg-deb")
    def test_deb(self, tmp_path):
        root = tmp_path / "root"
        (root / "DEBIAN").mkdir(parents=True)
        (root / "DEBIAN/control").write_text(
            "Package: small\nVersion: 1\nArchitecture: all\nMaintainer: A <a@example.org>\nDescription: x\n"
        )
        (root / "usr").mkdir()
        (root / "usr/a.html").write_bytes(ENGLISH)
        path = tmp_path / "small_1_all.deb"
        subprocess.run(["dpkg-deb", "--build", root, path], check=True, capture_output=True)
        assert list(package_files.matching(path, {"en": re.compile("usr/(a).html")})) == [("en", "a", ENGLISH)]
        path.write_bytes(path.read_bytes()[:-40])
        with pytest.raises(InputError, match=r"damaged|dpkg-deb failed"):
            list(package_files.matching(path, {"en": re.compile("usr/(a).html")}))

    def test_limits(self, tmp_path):
        archive(tmp_path / "small-1.0.tgz", TEXTS)
        with pytest.raises(InputError, match="too large"):
            list(package_files.matching(tmp_path / "small-1.0.tgz", SMALL.patterns(), room=len(ENGLISH)))

    def test_damaged(self, tmp_path):
        path = tmp_path / "small-1.0.tgz"
        archive(path, TEXTS)
        path.write_bytes(path.read_bytes()[:200])
        with pytest.raises(InputError, match="damaged"):
            packages.contents(SMALL, tmp_path)

    def test_another_version(self, tmp_path):
        archive(tmp_path / "small-1.0.tgz", {"package/en/a.html": ENGLISH, "package/ru/a.html": RUSSIAN})
        with pytest.raises(InputError, match="no files of small in 'zh'"):
            packages.contents(SMALL, tmp_path)

    def test_two_files_of_one_package(self, tmp_path):
        for version in "12":
            (tmp_path / f"small_{version}_all.deb").touch()
        with pytest.raises(InputError, match="several files"):
            package_files.located("deb:small", tmp_path)
        assert package_files.located("deb:smal", tmp_path) is None


@pytest.fixture
def commands(tmp_path, monkeypatch):
    """Commands that write down what they were asked for and make the files."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, made in (("apt-get", "${n}_1_all.deb ${n}_1.tar.xz"), ("npm", "$(echo $n | tr @ -).tgz")):
        script = folder / name
        script.write_text(
            f'#!/bin/sh\necho "$0 $*" | sed "s|.*/||" >> {tmp_path}/log\nfor n; do test -d "$n" || touch {made}; done\n'
        )
        script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return lambda: (tmp_path / "log").read_text().splitlines() if (tmp_path / "log").exists() else []


class TestFetch:
    def test_only_what_is_not_there(self, tmp_path, commands):
        downloads = tmp_path / "downloads"
        downloads.mkdir()
        (downloads / "there_2_all.deb").touch()
        wanted = ["deb:there", "deb:a", "deb:b", "source:c", "npm:d@1.0"]
        package_files.fetch(wanted, downloads)
        assert commands() == [
            "apt-get download a b",
            "apt-get source --download-only --tar-only c",
            "npm pack --ignore-scripts --loglevel=error d@1.0",
        ]
        package_files.fetch(wanted, downloads)
        assert len(commands()) == 3

    def test_failure(self, tmp_path, commands):
        (tmp_path / "bin/npm").write_text("#!/bin/sh\nexit 7\n")
        with pytest.raises(InputError, match="npm failed with status 7"):
            package_files.fetch(["npm:d@1.0"], tmp_path)
        (tmp_path / "bin/npm").write_text("#!/bin/sh\n")
        with pytest.raises(InputError, match=r"no file d-1\.0\.tgz"):
            package_files.fetch(["npm:d@1.0"], tmp_path)

    def test_no_such_command(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(InputError, match="cannot run apt-get"):
            package_files.fetch(["deb:a"], tmp_path)


class TestMain:
    def test_writes(self, tmp_path, monkeypatch, capsys):
        monkeypatch.setattr(packages, "COLLECTIONS", (SMALL,))
        monkeypatch.setenv("PATH", str(tmp_path))
        (tmp_path / "packages").mkdir()
        archive(tmp_path / "packages/small-1.0.tgz", TEXTS)
        packages.main(["--out", str(tmp_path)])
        assert capsys.readouterr().out == "en-ru/small.tsv.xz: 1 pairs\nen-zh/small.tsv.xz: 1 pairs\n"
        first = (tmp_path / "en-zh/small.tsv.xz").read_bytes()
        assert lzma.decompress(first).decode() == "The ship sails to the island.\t这艘船正驶向那座岛。\n"
        packages.main(["--out", str(tmp_path), "--downloads", str(tmp_path / "packages")])
        assert (tmp_path / "en-zh/small.tsv.xz").read_bytes() == first
        source = sources.Source("ru", "wide", "l", "o", texts="en-ru/small.tsv.xz")
        assert source.lines(tmp_path) == [("The ship sails to the island.", "Корабль плывёт к острову.")]

    def test_fails_in_one_line(self, tmp_path, monkeypatch, capsys):
        monkeypatch.setattr(packages, "COLLECTIONS", (SMALL,))
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(SystemExit) as stopped:
            packages.main(["--out", str(tmp_path)])
        assert stopped.value.code == 2
        assert capsys.readouterr().err.count("\n") == 1
        assert not (tmp_path / "en-ru").exists()

    def test_every_file_is_a_source(self):
        listed = [source for source in sources.read(sources.LIST) if source.group == "wide"]
        written = {
            (f"en-{language}/{collection.name}.tsv.xz", language)
            for collection in packages.COLLECTIONS
            for language in collection.folders
        }
        assert {(source.texts, source.language) for source in listed} == written
        for collection in packages.COLLECTIONS:
            for source in listed:
                if f"/{collection.name}." in source.texts:
                    names = {package.partition(":")[2].partition("@")[0] for package in collection.packages}
                    assert any(name in source.origin for name in names) or "-*" in source.origin
