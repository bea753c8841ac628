"""Catalogues made at random, and bytes that are none."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import polib
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora.formats import po
from dragoman.corpora.markup import Marked
from dragoman.corpora.units import Fill, Stamp, State
from dragoman.termbase.errors import InputError

STAMP = Stamp("dragoman 1", datetime(2026, 11, 25, 10, 53, tzinfo=UTC))
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
# polib reads no form feeds and the like, and gettext writes none
LETTERS = st.text(st.one_of(st.sampled_from('ab "\\\n\tйф。—…%{'), st.characters(codec="utf-8", min_codepoint=32, exclude_categories=("Cc", "Cs", "Zl", "Zp"))), max_size=40)  # fmt: skip
SOURCES = LETTERS.filter(str.strip)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


@st.composite
def strings(draw, text):
    """A text as one string, or as several, each on a line of its own."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=3)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return "\n".join(map(quoted, [""] * draw(st.booleans()) + pieces))


@st.composite
def entries(draw):
    lines = draw(
        st.lists(
            st.sampled_from(["# note", "#. for you", "#: a.c:1", "#, c-format", "#, fuzzy", "#| msgid \"x\"", "#", "", "# dragoman 0: old"]),
            max_size=4,
        )
    )  # fmt: skip
    if draw(st.booleans()):
        lines.append(f"msgctxt {draw(LETTERS.flatmap(strings))}")
    source = draw(SOURCES)
    lines.append(f"msgid {draw(strings(source))}")
    target = draw(st.sampled_from(["", "", "старое"]))
    if draw(st.booleans()):
        lines.append(f"msgid_plural {draw(strings(source))}")
        lines += [f'msgstr[{form}] "{target}"' for form in range(3)]
    else:
        lines.append(f'msgstr "{target}"')
    if draw(st.booleans()):
        lines += ["", '#~ msgid "gone"', '#~ msgstr ""']
    return lines


CATALOGUES = st.tuples(st.lists(entries(), max_size=6), st.sampled_from(["\n", "\r\n"]), st.booleans()).map(
    lambda parts: parts[1].join([HEAD.replace("\n", parts[1]), *("\n".join([*e, ""]).replace("\n", parts[1]) for e in parts[0])])[: None if parts[2] else -len(parts[1])].encode()
)  # fmt: skip


@given(CATALOGUES, st.data())
def test_what_is_filled_is_read_back_and_all_else_stays(data, more):
    file = po.parse(data, "f.po", "en", "ru")
    assert file.fill({}, "ru", STAMP) == data
    assert all("same message" in problem.message for problem in file.problems)
    state = more.draw(st.sampled_from([State.DRAFT, State.TRANSLATED]))
    fills = {
        number: Fill(Marked(more.draw(LETTERS.filter(bool))), state, ("note",) if more.draw(st.booleans()) else ())
        for number, unit in enumerate(file.units)
        if not unit.locked and more.draw(st.booleans())
    }
    refused = {id(item.unit) for item in file.refusals(fills)}
    out = file.fill(fills, "ru", STAMP)
    again = po.parse(out, "f.po", "en", "ru")
    assert len(again.units) == len(file.units) and len(again.problems) == len(file.problems)
    for number, (old, new) in enumerate(zip(file.units, again.units, strict=True)):
        assert (new.key, new.source, new.context, new.note) == (old.key, old.source, old.context, old.note)
        if number in fills and id(old) not in refused:
            assert new.target.text.strip("\n") == fills[number].target.text.strip("\n")
            assert new.state in (state, State.DRAFT)
        else:
            assert new.target == old.target
    known = [unit.target.text for unit in again.units if unit.target]
    assert sorted(_by_polib(out)) == sorted(known)
    # the lines of a file are those it had, but for what a fill may touch
    kept = [
        line for line in data.split(b"\n") if line.startswith((b"#:", b"#.", b"#~", b"msgid", b"msgctxt", b"# note"))
    ]
    assert kept == [line for line in out.split(b"\n") if line.startswith((b"#:", b"#.", b"#~", b"msgid", b"msgctxt", b"# note"))]  # fmt: skip


def _by_polib(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "f.po")
        path.write_bytes(data)
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                yield from filter(None, [entry.msgstr, *entry.msgstr_plural.values()])


@given(st.lists(st.one_of(st.binary(max_size=12), st.sampled_from([b"\n", b'"', b"msgid ", b"msgstr ", b"msgstr[0] ", b"msgid_plural ", b"#, fuzzy\n", b"#~ ", b'msgid ""\n', b'msgstr "a"\n', b"\\", b"charset=", b"domain "])), max_size=30).map(b"".join))  # fmt: skip
def test_garbage_is_read_or_refused(data):
    try:
        file = po.parse(data, "f.po", "en", "ru")
    except InputError:
        return
    fills = {number: Fill(Marked("б")) for number, unit in enumerate(file.units) if not unit.locked}
    refused = len(file.refusals(fills))
    out = file.fill(fills, "ru", STAMP)
    again = po.parse(out, "f.po", "en", "ru")
    assert len(again.units) == len(file.units)
    assert sum(unit.target == Marked("б") for unit in again.units) >= len(fills) - refused
