"""The texts that come in packages: what the readers find, which sentences are kept, what is written. Needs no network."""

import io
import lzma
import re
import shutil
import struct
import subprocess
import tarfile

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.termbase.errors import InputError
from training import package_files, package_pairs, packages, sources
from training import package_readers as readers
from training.package_pairs import RULES
from training.packages import Collection

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#. Tag: para
#, no-c-format
msgid ""
"The first "
"line.\\n"
msgstr "Первая строка.\\n"

#, fuzzy
msgid "Not sure."
msgstr "Не точно."

msgid "One file."
msgid_plural "Many files."
msgstr[0] "Один файл."

msgid "Open."
msgstr ""

#~ msgid "Old."
#~ msgstr "Старое."

msgctxt "menu"
msgid "Say \\"no\\"."
msgstr "Скажи «нет»."
"""


def field(tag: int, content: bytes) -> bytes:
    return struct.pack(">BI", tag, len(content)) + content


def message(source: str, *targets: str) -> bytes:
    translations = b"".join(field(3, target.encode("utf-16-be")) for target in targets)
    return translations + field(8, b"comment") + field(6, source.encode()) + field(7, b"Window") + b"\x01"


def qm(*messages: bytes) -> bytes:
    magic = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
    return magic + field(0x42, b"\0" * 8) + field(0x69, b"".join(messages))


def html(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>T</title></head><body>{body}</body></html>".encode()


class TestCatalogues:
    def test_po(self):
        found = list(readers.po(PO.encode(), "ru.po"))
        assert found == [("The first line.\n", "Первая строка.\n"), ('Say "no".', "Скажи «нет».")]

    def test_po_that_is_a_path_is_not_opened(self, tmp_path):
        path = tmp_path / "secret.po"
        path.write_text(PO, encoding="utf-8")
        with pytest.raises(InputError, match="not a PO file"):
            list(readers.po(str(path).encode(), "ru.po"))

    def test_mo(self):
        file = polib.pofile("#\n" + PO)
        assert list(readers.mo(file.to_binary(), "ru.mo")) == [
            ("The first line.\n", "Первая строка.\n"),
            ('Say "no".', "Скажи «нет»."),
        ]

    def test_qm(self):
        data = qm(message("The sky.", "Небо."), message("%n stars", "звезда", "звёзды"), message("Empty.", ""))
        assert list(readers.qm(data, "ru.qm")) == [("The sky.", "Небо.")]

    @pytest.mark.parametrize(
        ("read", "data"),
        [
            (readers.mo, b"\xde\x12\x04\x95" + b"\xff" * 40),
            (readers.qm, b"<TS/>"),
            (readers.qm, qm(message("a", "b"))[:-4]),
            (readers.qm, qm(field(3, b"odd"), b"\x01")),
            (readers.string_table, b"Russian\nKEY\n'''never closed\n"),
            (readers.page, b"<page><p>open</page>"),
        ],
    )
    def test_damaged(self, read, data):
        with pytest.raises(InputError, match=r"^file: "):
            list(read(data, "file"))

    @pytest.mark.parametrize(
        "read",
        [
            readers.po,
            readers.mo,
            readers.qm,
            readers.string_table,
            readers.page,
            readers.html_blocks,
            readers.html_identified,
            readers.html_paras,
            readers.html_articles,
        ],
    )
    @given(data=st.one_of(st.binary(max_size=80), st.text("KEY'\"#<>pmsgidtr \n", max_size=80).map(str.encode)))
    def test_any_bytes(self, read, data):
        for magic in (b"", qm(), b"\xde\x12\x04\x95"):
            try:
                assert all(len(entry) == 2 for entry in read(magic + data, "file"))
            except InputError as error:
                assert "file" in str(error)


class TestDocuments:
    def test_string_table(self):
        text = (
            "English\n# NOTE\nOK\nFine.\n\nLONG_TEXT\n'''First.\nIS_NO_KEY\n\nLast.'''\nONE\n'''Short.'''\nlower\nno\n"
        )
        assert list(readers.string_table(text.encode(), "en.txt")) == [
            ("OK", "Fine."),
            ("LONG_TEXT", "First.\nIS_NO_KEY\n\nLast."),
            ("ONE", "Short."),
        ]

    def test_blocks(self):
        english = html(
            '<h1>1. Files<a class="headerlink" href="#a">¶</a></h1><p>A <em>file</em> &amp; more.<pre>ls</pre>'
            '<div class="sphinxsidebar"><p>side</p></div><p>Last.</p><footer><p>foot</p></footer>'
        )
        assert list(readers.html_blocks(english, "a.html")) == [
            ("h1", "1. Files"),
            ("p", "A file & more."),
            ("p", "Last."),
        ]

    def test_pages_with_other_blocks_are_left_out(self):
        english = readers.html_blocks(html("<h1>A</h1><p>B</p>"), "a")
        assert package_pairs.aligned(english, readers.html_blocks(html("<h1>А</h1><h2>Б</h2>"), "b")) == []
        english = readers.html_blocks(html("<h1>A</h1><p>B</p>"), "a")
        assert package_pairs.aligned(english, readers.html_blocks(html("<h1>А</h1><p>Б</p>"), "b")) == [
            ("A", "А"),
            ("B", "Б"),
        ]

    def test_identified(self):
        english = html('<p id="x">A <b>b</b>.</p><p id="x">again</p><p id="y">D <code>ls</code></p><p>no id</p>')
        translated = html('<h2 id="z">В</h2><p id="x">А б.</p>')
        pairs = package_pairs.matched(readers.html_identified(english, "a"), readers.html_identified(translated, "b"))
        assert pairs == [("A b.", "А б.")]

    def test_paras(self):
        data = html(
            '<div class="para">Text <i>in</i> front.<div class="list"><div class="para">Point.</div></div>x</div>'
        )
        assert [text for _, text in readers.html_paras(data, "a")] == ["Text in front.", "Point."]

    def test_articles(self):
        data = html('<header><h2>P</h2><p>We\nagree.</p></header><article data-number="1"><p>A.</p><p>B.</p></article>')
        assert list(readers.html_articles(data, "a")) == [("0", "We agree."), ("1", "A.\nB.")]

    def test_page(self):
        data = (
            '<page xmlns="http://projectmallard.org/1.0/"><!-- <p>no</p> --><info><title>no</title><desc>A <gui>b</gui>.'
            "</desc></info><title>T</title><section><p>One <link><em>two</em></link>.</p></section></page>"
        )
        assert list(readers.page(data.encode(), "a.page")) == [("desc", "A b."), ("title", "T"), ("p", "One two.")]

    def test_page_entities_are_not_expanded(self, tmp_path):
        (tmp_path / "secret").write_text("secret", encoding="utf-8")
        data = f'<!DOCTYPE page [<!ENTITY e SYSTEM "{tmp_path}/secret">]><page><p>See &e;.</p></page>'
        assert "secret" not in "".join(text for _, text in readers.page(data.encode(), "a.page"))


class TestSentences:
    def test_split_where_they_are_as_many(self):
        assert package_pairs.sentences("It is cold. Go home!", "Холодно. Иди домой!", RULES["ru"]) == [
            ("It is cold.", "Холодно."),
            ("Go home!", "Иди домой!"),
        ]
        whole = ("It is cold. Go home!", "Холодно, иди домой!")
        assert package_pairs.sentences(*whole, RULES["ru"]) == [whole]

    def test_whole_where_lengths_do_not_fit(self):
        whole = ("It is cold. Go home now!", "Холодно, так что лучше всего иди домой. Да!")
        assert package_pairs.sentences(*whole, RULES["ru"]) == [whole]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("天冷了。回家吧！", ["天冷了。", "回家吧！"]),
            ("他说：“走吧！”然后走了。", ["他说：“走吧！”", "然后走了。"]),
            ("请见第一节（“是什么？”）。完了。", ["请见第一节（“是什么？”）。", "完了。"]),
        ],
    )
    def test_chinese(self, text, expected):
        assert package_pairs.split(text, RULES["zh"].sentences) == expected

    @pytest.mark.parametrize(
        ("source", "target", "expected"),
        [
            ("1.2. What is it?", "1.2. 是什么？", ("What is it?", "是什么？")),
            ("1. Do it.", "1.做吧。", ("Do it.", "做吧。")),
            ("1.5 years", "1.5 年", ("1.5 years", "1.5 年")),
            ("1. Do it.", "做吧。", ("1. Do it.", "做吧。")),
        ],
    )
    def test_numbers(self, source, target, expected):
        assert package_pairs.unnumbered(source, target) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("The ship sails to the island.", True),
            ("The guard asks “Who goes there?”", True),
            ("The ship sails away.", False),
            ("the ship sails to the island.", False),
            ("The ship sails to the island", False),
            ("The ship sails to the %1 island.", False),
            ("The ship sails to the <b>island.", False),
            ('The ship sails to the island."', False),
            ("The ship sails to the остров.", False),
            ("The ship 1 2 3 4 5 6 7 8 9 0.", False),
        ],
    )
    def test_prose(self, text, expected):
        assert package_pairs.is_prose(text) is expected

    @pytest.mark.parametrize(
        ("language", "target", "expected"),
        [
            ("ru", "В 1990 году корабль ушёл.", True),
            ("ru", "В 1991 году корабль ушёл.", False),
            ("ru", "В 1990 году корабль ушёл", False),
            ("ru", "В 1990.", False),
            ("ru", "In 1990 the ship корабль.", False),
            ("zh", "船于 1990 年离开了。", True),
            ("zh", "船於 1990 年離開了，從這裡。", False),
            ("zh", "1990 年。", False),
        ],
    )
    def test_translation(self, language, target, expected):
        assert package_pairs.is_translation("The ship left in 1990.", target, RULES[language]) is expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("择「属性『甲』」。", "择“属性‘甲’”。"),
            ("可能, 也许;对: 是吗?好!", "可能，也许；对：是吗？好！"),
            ("「甲」: 乙", "“甲”：乙"),
            ("接口 (API)。", "接口（API）。"),
            ("用 API (接口)", "用 API (接口)"),
            ("结果.", "结果。"),
            ("甲.乙", "甲.乙"),
            ("3,000 年", "3,000 年"),
            ("请用 ?= 号", "请用 ?= 号"),
        ],
    )
    def test_full_width(self, text, expected):
        assert package_pairs.full_width(text) == expected

    def test_none_twice(self):
        seen: set[str] = set()
        texts = [("The ship sails to the island.", "Корабль плывёт к острову.")]
        assert len(list(package_pairs.prose(texts * 2, RULES["ru"], seen))) == 1
        assert not list(package_pairs.prose(texts, RULES["ru"], seen))

    def test_paragraphs(self):
        gap = re.compile(r"\n+")
        assert package_pairs.paragraphs("a\nb", "а\n\nб", gap, False) == [("a", "а"), ("b", "б")]
        assert package_pairs.paragraphs("a\nb", "а", gap, False) == []
        assert package_pairs.paragraphs("a\nb", "а", gap, True) == [("a\nb", "а")]


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


ENGLISH = html("<p>The ship sails to the island.</p><p>Too short.</p>")
RUSSIAN = html("<p>Корабль плывёт к острову.</p><p>Коротко.</p>")
CHINESE = html("<p>这艘船正驶向那座岛.</p><p>太短。</p>")
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
