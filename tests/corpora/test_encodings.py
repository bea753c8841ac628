"""Which legacy encoding a file is said to look like."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora import articles
from dragoman.corpora.encodings import Suspicion, suspect
from dragoman.corpora.files import decode, read_text
from dragoman.termbase.errors import InputError

RUSSIAN = (
    "Генеральный прокурор Верховной народной прокуратуры выступил с докладом.\nОн отметил важность сотрудничества.\n"
)
CHINESE = "最高人民检察院检察长应勇出席会议，并发表讲话。会议重要。"


@pytest.mark.parametrize(
    ("text", "codec", "expected"),
    [
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "cp866", "cp866"),
        (RUSSIAN, "iso8859-5", "iso-8859-5"),
        ("The SPP (ВНП) met: " + RUSSIAN, "cp1251", "cp1251"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gb2312", "gb18030"),
        ("The SPP (最高检) met. " * 3 + CHINESE, "gbk", "gb18030"),
        ("Café déjà vu – naïve “quote”", "cp1252", "cp1252"),
        ("El Niño se acabó", "latin-1", "cp1252"),
        ("Größe für Übermut", "latin-1", "cp1252"),
        ("Prosecutors met.\n", "utf-16-le", "utf-16le"),
        ("Prosecutors met.\n", "utf-16-be", "utf-16be"),
        (RUSSIAN, "utf-16-le", "utf-16le"),
        (RUSSIAN, "utf-16-be", "utf-16be"),
        (CHINESE + "\n", "utf-16-le", "utf-16le"),
        (CHINESE + "\n", "utf-16-be", "utf-16be"),
        (CHINESE + "一开", "utf-16-le", "utf-16le"),
        ("Prosecutors met.\n", "utf-32-le", None),
        (CHINESE, "big5hkscs", None),
    ],
)
def test_suspicions(text: str, codec: str, expected: str | None) -> None:
    guess = suspect(text.encode(codec, "ignore"))
    assert (guess.codec if guess else None) == expected


@pytest.mark.parametrize("data", [b"", b"plain ASCII", b"\0\1\2\3", bytes(range(256))])
def test_no_suspicion(data: bytes) -> None:
    assert suspect(data) is None


@given(st.binary(max_size=100))
def test_any_bytes_can_be_judged(data: bytes) -> None:
    suspect(data)


@pytest.mark.parametrize(("tag", "codec"), [("ru", "cp1251"), ("ru", "koi8-r"), ("ru", "cp866"), ("zh", "gb18030")])
def test_real_sentences(tag: str, codec: str) -> None:
    rows = articles.load("domain")[::20]
    right = sum((suspect(row.texts[tag].encode(codec, "ignore")) or Suspicion("", "")).codec == codec for row in rows)
    assert right >= 0.97 * len(rows)


def test_advice_is_a_command_that_can_be_run() -> None:
    assert Suspicion("cp1251", "Windows-1251").advice("a.txt") == "convert it: iconv -f cp1251 -t utf-8 a.txt"
    assert Suspicion("cp1251", "").advice("a b'; rm.txt").endswith(""" 'a b'"'"'; rm.txt'""")
    assert Suspicion("cp1251", "").advice("<stdin>").endswith(" FILE")


def test_the_error_of_a_file_tells(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(RUSSIAN.encode("cp1251"))
    with pytest.raises(InputError) as caught:
        read_text(path)
    assert str(caught.value) == (
        f"{path}:1:1: not valid UTF-8: byte 0xc3 at byte offset 0; it looks like Windows-1251"
        f" (convert it: iconv -f cp1251 -t utf-8 {path})"
    )


def test_no_guess_is_made_for_marked_text() -> None:
    with pytest.raises(InputError) as caught:
        decode(b"\xff\xfe\x00\xdc" + RUSSIAN.encode("utf-16-le"), "f")
    assert "looks like" not in str(caught.value)
