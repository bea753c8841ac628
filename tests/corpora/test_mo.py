"""MO files: read in either byte order, written as msgfmt writes them."""

from __future__ import annotations

import gettext
import io
import os
import shutil
import struct
import subprocess
from datetime import UTC, datetime

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora.formats import mo
from dragoman.corpora.formats.mo import catalogue, written
from dragoman.corpora.markup import Marked
from dragoman.corpora.units import Fill, Stamp, State
from dragoman.termbase.errors import InputError

STAMP = Stamp("dragoman 1", datetime(2026, 11, 25, 10, 53, tzinfo=UTC))
HEADER = (
    "PO-Revision-Date: 2025-01-01 00:00+0000\nLanguage: ru\nContent-Type: text/plain; charset={}\n"
    "Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\n"
)
PAIRS = [
    ("", HEADER),
    ("%d file\0%d files", "%d файл\0%d файла\0%d файлов"),
    ("%d reader\0%d readers", "\0\0"),
    ("New", ""),
    ("Open", "Открыть"),
    ("state\x04Open", "Открыто"),
]


def compiled(pairs=PAIRS, order="<", charset="UTF-8", hashed=True):
    return written([(a.encode(charset), b.format(charset).encode(charset)) for a, b in pairs], order, hashed)


def parsed(data, target="ru"):
    return mo.parse(data, "f.mo", "en", target)


def live(text):
    return Fill(Marked(text), State.TRANSLATED)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("charset", ["UTF-8", "KOI8-R"])
def test_units(order, charset):
    data = compiled(order=order, charset=charset)
    assert mo.sniff(data[:4096])
    file = parsed(data)
    assert [(unit.key, unit.source.text, unit.state, unit.sample) for unit in file.units] == [
        ("%d file [0]", "%d file", State.TRANSLATED, "1"),
        ("%d file [1]", "%d files", State.TRANSLATED, "2"),
        ("%d file [2]", "%d files", State.TRANSLATED, "5"),
        ("%d reader [0]", "%d reader", State.NEW, "1"),
        ("%d reader [1]", "%d readers", State.NEW, "2"),
        ("%d reader [2]", "%d readers", State.NEW, "5"),
        ("New", "New", State.NEW, ""),
        ("Open", "Open", State.TRANSLATED, ""),
        ("state|Open", "Open", State.TRANSLATED, ""),
    ]
    assert (file.target_language, file.units[1].target.text, file.messages) == ("ru", "%d файла", True)
    assert file.fill({}, "ru", STAMP) == data


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("hashed", [True, False])
def test_filled_files_are_read_by_others(order, hashed, tmp_path):
    file = parsed(compiled(order=order, hashed=hashed))
    fills = {3: live("%d читатель"), 4: live("%d читателя"), 5: live("%d читателей"), 6: live("Новое")}
    out = file.fill(fills, "ru", STAMP)
    assert out[:4] == struct.pack(f"{order}I", 0x950412DE)
    path = tmp_path / "f.mo"
    path.write_bytes(out)
    entries = {(entry.msgctxt, entry.msgid): entry for entry in polib.mofile(str(path))}
    assert entries[None, "New"].msgstr == "Новое"
    assert entries[None, "%d reader"].msgstr_plural == {0: "%d читатель", 1: "%d читателя", 2: "%d читателей"}
    by_python = gettext.GNUTranslations(io.BytesIO(out))
    assert by_python.ngettext("%d reader", "%d readers", 22) == "%d читателя"
    assert by_python.pgettext("state", "Open") == "Открыто"
    info = by_python.info()
    assert (info["po-revision-date"], info["x-generator"]) == ("2026-11-25 10:53+0000", "dragoman 1")


def test_what_cannot_be_written():
    file = parsed(compiled())
    with pytest.raises(InputError, match="cannot mark translations as fuzzy"):
        file.fill({6: Fill(Marked("Новое"))}, "ru", STAMP)
    (refusal,) = file.refusals({3: live("%d читатель")})
    assert refusal.reason == "another plural form of it cannot be filled"
    assert file.fill({3: live("%d читатель")}, "ru", STAMP) == compiled()
    assert "has no '\\x00'" in file.refusals({6: live("a\0b")})[0].reason
    with pytest.raises(ValueError, match="no unit 99"):
        file.fill({99: live("x")}, "ru", STAMP)


def test_wrong_headers():
    with pytest.raises(InputError, match="target language is ru, not zh"):
        parsed(compiled(), "zh")
    with pytest.raises(InputError, match="charset rot13"):
        parsed(compiled([("", "Content-Type: text/plain; charset=rot13\n")]))
    with pytest.raises(InputError, match="behind “a” is not valid UTF-8"):
        parsed(written([(b"a\xff", b"")]))
    odd = parsed(compiled([("", "Plural-Forms: nplurals=2; plural=n/0;\n"), ("a\0b", "\0")]))
    assert "divides by zero" in odd.problems[0].message and all(unit.locked for unit in odd.units)
    assert parsed(written([(b"a", b"")])).fill({0: live("б")}, "ru", STAMP) == written([(b"a", "б".encode())])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x00" * 40, "not an MO file"),
        (compiled()[:20], "cut short"),
        (compiled()[:60], "cannot be in it"),
        (compiled()[:-3], "no string of"),
        (struct.pack("<7I", 0x950412DE, 5 << 16, 0, 28, 28, 0, 28), "revision 5.0"),
        (struct.pack("<7I", 0x950412DE, 0, 0xFFFFFFFF, 28, 28, 0, 28), "cannot be in it"),
        (struct.pack("<7I", 0x950412DE, 0, 2, 0xFFFFFFF0, 28, 0, 28) + bytes(99), "beyond its end"),
        (struct.pack("<7I", 0x950412DE, 0, 3, 28, 28, 0, 28) + struct.pack("<6I", *(90, 0) * 3) + bytes(99), "overlap"),
    ],
)
def test_damaged_files(data, says):
    with pytest.raises(InputError, match=says):
        parsed(data)


@given(st.binary(max_size=120), st.sampled_from([b"", b"\xde\x12\x04\x95", compiled()[:40], compiled()[:120]]))
def test_garbage_is_read_or_refused(rest, head):
    try:
        file = parsed(head + rest)
    except InputError:
        return
    assert file.fill({}, "ru", STAMP) == head + rest


@given(st.dictionaries(st.text(min_size=1, max_size=9), st.text(max_size=9), max_size=20), st.booleans(), st.sampled_from("<>"))  # fmt: skip
def test_what_is_written_is_read(texts, hashed, order):
    pairs = sorted((a.encode("utf-8", "replace"), b.encode("utf-8", "replace")) for a, b in texts.items())
    found = catalogue(written(pairs, order, hashed), "f.mo")
    assert (found.pairs, found.order, found.hashed) == (pairs, order, hashed)


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="msgfmt of GNU gettext is not installed")
@pytest.mark.parametrize(
    "options", [["--endianness=little"], ["--endianness=big"], ["--no-hash", "--endianness=little"]]
)
@pytest.mark.parametrize("count", [0, 1, 2, 5, 300])
def test_written_as_msgfmt_writes(options, count, tmp_path):
    lines = ['msgid ""', 'msgstr "Content-Type: text/plain; charset=UTF-8\\n"']
    lines += [f'msgctxt "c{n % 7}"\nmsgid "source {n}"\nmsgstr "перевод {n}"' for n in range(count)]
    path = tmp_path / "f.po"
    path.write_text("\n".join(lines), encoding="utf-8")
    command = ["msgfmt", *options, "-o", str(tmp_path / "f.mo"), str(path)]
    subprocess.run(command, check=True, env={**os.environ, "LC_ALL": "C"}, capture_output=True)
    data = (tmp_path / "f.mo").read_bytes()
    found = catalogue(data, "f.mo")
    assert len(found.pairs) == count + 1
    assert written(found.pairs, found.order, found.hashed) == data
