"""Strings wrapped as gettext wraps them, and styles told from files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dragoman.corpora.formats.po_entries import Reader
from dragoman.corpora.formats.po_lexer import escaped
from dragoman.corpora.formats.po_text import Text
from dragoman.corpora.formats.po_wrap import Style, rendered, style, wrapped

CASES = json.loads((Path(__file__).parents[1] / "cases" / "po_wrap.json").read_text(encoding="utf-8"))
LONG = (
    "Представители Генеральной прокуратуры государств — членов Шанхайской организации сотрудничества (ШОС) обсудили "
    "«шанхайский дух», борьбу с кибер-преступностью и т. д.; подробнее: https://example.org/a/b?c=d. "
)
WORDS = st.lists(
    st.sampled_from(
        [*LONG.split(), "最高人民检察院，", "“一带一路”", "（国家）", "%", "1,5", "-v", "$5", "a/b", "—", "…", "\\", '"', "№ 7", "x=y", "e.g.", "don't"]
    ),
    min_size=1,
    max_size=30,
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_wrap(case):
    assert rendered("msgstr", case["text"], Style(doubled=case.get("doubled", False))) == case["lines"]


@given(WORDS, st.sampled_from([" ", "", "\n"]), st.sampled_from([0, 30, 79]), st.booleans())
def test_nothing_is_lost(words, joint, width, feeds):
    text = joint.join(words)
    strings = wrapped(text, Style(width, feeds))
    assert "".join(string[1:-1] for string in strings) == escaped(text)
    assert all(string[0] == string[-1] == '"' for string in strings)


@pytest.mark.skipif(shutil.which("msgcat") is None, reason="msgcat of GNU gettext is not installed")
@settings(max_examples=5, derandomize=True, phases=[Phase.generate])
@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", ""])), min_size=200, max_size=200))
def test_wraps_as_msgcat_does(texts):
    style = Style()
    expected = [
        [f'msgctxt "{number}"', 'msgid "a"', *rendered("msgstr", joint.join(words), style)]
        for number, (words, joint) in enumerate(texts)
    ]
    head = ['msgid ""', 'msgstr "Content-Type: text/plain; charset=UTF-8\\n"']
    ours = "\n\n".join("\n".join(entry) for entry in [head, *expected]) + "\n"
    environment = {**os.environ, "LC_ALL": "C"}
    theirs = subprocess.run(["msgcat", "-"], input=ours.encode(), capture_output=True, env=environment, check=True)
    assert theirs.stdout.decode() == ours


def layout(texts, style):
    return [[line[1:-1] for line in _strings(text, style)] for text in texts]


def _strings(text, style):
    lines = rendered("msgstr", text, style)
    return [lines[0].partition(" ")[2], *lines[1:]]


@pytest.mark.parametrize("width", [0, 60, 79, 100])
@pytest.mark.parametrize("feeds", [True, False])
def test_the_style_of_a_file_is_told(width, feeds):
    texts = [LONG * (1 + number % 3) + "x" * number + "\nend" for number in range(30)]
    found = style(layout(texts, Style(width, feeds)))
    assert abs(found.width - width) <= 2 and found.feeds is feeds


def test_a_file_that_says_nothing_is_wrapped_as_gettext_does():
    assert style([]) == style(layout(["short", "two words"], Style())) == Style()


def test_a_line_too_long_by_hand_changes_nothing():
    texts = layout([LONG * 2] * 30, Style())
    assert style([*texts, ["", f"{LONG}{LONG}", "more"]]) == Style()


def test_the_layout_of_a_file_is_read_from_its_strings():
    text = Text(b'msgid "a"\nmsgstr ""\n"b "\n"c"\n', "f.po")
    (entry,) = Reader(text).entries()
    assert [piece.written for piece in entry.forms[0].pieces] == ["", "b ", "c"]
