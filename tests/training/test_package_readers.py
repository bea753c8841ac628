"""What the readers of package files find in them, and what they refuse."""

import struct

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.termbase.errors import InputError
from training import package_pairs
from training import package_readers as readers

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
