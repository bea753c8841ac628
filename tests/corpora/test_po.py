"""PO files: what is read, what is written, what stays."""

from __future__ import annotations

import difflib
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest

from dragoman.corpora.filling import Policy, UnitDocument
from dragoman.corpora.formats import po
from dragoman.corpora.markup import Marked
from dragoman.corpora.segment import Rendition
from dragoman.corpora.units import Fill, Stamp, State
from dragoman.termbase.errors import InputError

HERE = Path(__file__).parents[1]
FIXTURES = sorted((HERE / "fixtures" / "po").iterdir())
STAMP = Stamp("dragoman 1", datetime(2026, 11, 25, 10, 53, tzinfo=UTC))
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def cases(name):
    found = json.loads((HERE / "cases" / name).read_text(encoding="utf-8"))
    return pytest.mark.parametrize("case", found, ids=lambda case: case["name"])


def parsed(text, target="ru", name="f.po"):
    data = text if isinstance(text, bytes) else text.encode()
    return po.parse(data, name, "en", target)


def index(file, key):
    return next(i for i, unit in enumerate(file.units) if unit.key == key)


def filled(file, texts, target="ru", state=State.TRANSLATED, notes=()):
    fills = {index(file, key): Fill(Marked(text), state, tuple(notes)) for key, text in texts.items()}
    return file.fill(fills, target, STAMP)


def everything(file):
    """Each wanted unit filled with its source in brackets."""
    fills = {}
    for number, unit in enumerate(file.units):
        if unit.state in (State.NEW, State.DRAFT) and not unit.locked:
            lead = "\n" if unit.source.text.endswith("\n") else ""
            marks = tuple(type(mark)(mark.at + 1, mark.code, mark.role, mark.key) for mark in unit.source.marks)
            fills[number] = Fill(Marked(f"«{unit.source.text.rstrip()}»{lead}", marks), State.TRANSLATED)
    return fills


def check(data, folder):
    """What msgfmt --check has against a catalogue, where there is a msgfmt; here and by polib it must read in any case."""
    file = parsed(data, None)
    assert file.problems == ()
    path = folder / "check.po"
    path.write_bytes(data)
    if b'" msgstr "' not in data:
        assert len(polib.pofile(str(path))) > 0, "polib wants each keyword on a line of its own"
    if shutil.which("msgfmt") is None:
        pytest.skip("read back here and by polib, but msgfmt of GNU gettext is not installed")
    command = ["msgfmt", "--check", "--use-fuzzy", "-o", os.devnull, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    assert done.returncode == 0, done.stderr


@cases("po_fill.json")
def test_fill(case):
    before = "\n".join([*case["before"], ""])
    target = case.get("target", "ru")
    file = parsed(HEADER + before, target)
    notes = case.get("notes", ["n"])
    state = State(case.get("state", "draft"))
    fills = {index(file, key): Fill(Marked(text), state, tuple(notes)) for key, text in case["fills"].items()}
    told = [f"{problem.where.line - HEADER.count(chr(10))}: {problem.message}" for problem in file.problems]
    assert told == case.get("problems", [])
    out = file.fill(fills, target, STAMP)
    refused = {item.unit.key: item.reason for item in file.refusals(fills)}
    assert refused.keys() == case.get("refused", {}).keys()
    for key, reason in case.get("refused", {}).items():
        assert reason in refused[key]
    if "after" not in case:
        assert out == (HEADER + before).encode()
    else:
        head, _, rest = out.decode().partition("\n\n")
        assert rest == "\n".join([*case["after"], ""])
        assert head.startswith(HEADER.rstrip("\n"))


@cases("po_problems.json")
def test_problems_are_told_by_line_and_the_rest_is_kept(case):
    data = "\n".join([*case["po"], ""]).encode("latin-1" if case.get("latin1") else "utf-8")
    file = parsed(data)
    assert [str(problem).removeprefix("f.po:").split(" (")[0] for problem in file.problems] == case["problems"]
    assert [unit.key for unit in file.units] == case["units"]
    if "locked" in case:
        assert sum(unit.locked for unit in file.units) == case["locked"]
        assert file.refusals({0: Fill(Marked("x"))})[0].reason
    elif case["units"]:
        out = file.fill({0: Fill(Marked("ц"))}, "ru", STAMP)
        # what could not be read is where it was, byte for byte
        old, new = (content.split(b"\n") for content in (data, out))
        gone = [
            line for line in difflib.ndiff([repr(line) for line in old], [repr(line) for line in new]) if line[0] == "-"
        ]
        assert [line[2:] for line in gone] == [repr(b'msgstr ""')] or case["name"] == "junk"


@cases("po_refused.json")
def test_files_that_cannot_be_read(case):
    data = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode()
    with pytest.raises(InputError) as caught:
        parsed(data)
    assert case["says"] in str(caught.value)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_without_fills_a_file_is_what_it_was(path):
    data = path.read_bytes()
    for target in ("ru", None):
        file = po.parse(data, path.name, "en", target)
        assert file.fill({}, "ru", STAMP) == data
        assert file.problems == ()
    assert po.sniff(data[:4096])


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_filled_fixtures_pass_and_read_back(path, tmp_path):
    file = po.parse(path.read_bytes(), path.name, "en", "ru")
    fills = everything(file)
    assert fills and file.refusals(fills) == []
    out = file.fill(fills, "ru", STAMP)
    again = po.parse(out, path.name, "en", "ru")
    assert [unit.target.text for unit in again.units if unit.target] == [
        fills[i].target.text if i in fills else unit.target.text for i, unit in enumerate(file.units)
    ]
    check(out, tmp_path)


def test_only_the_lines_of_filled_entries_and_of_the_header_change():
    path = HERE / "fixtures" / "po" / "ru.po"
    file = po.parse(path.read_bytes(), path.name, "en", "ru")
    out = filled(file, {"Indented": "С отступом"}, notes=["n"]).decode()
    lines = difflib.unified_diff(path.read_text(encoding="utf-8").splitlines(), out.splitlines(), n=0, lineterm="")
    assert [line for line in lines if line[:2] not in ("--", "++", "@@")] == [
        '-"PO-Revision-Date: 2025-02-03 04:05+0300\\n"',
        '+"PO-Revision-Date: 2026-11-25 10:53+0000\\n"',
        '-"X-Generator: Poedit 3.0\\n"',
        '+"X-Generator: dragoman 1\\n"',
        "+# dragoman 1: n",
        '-  msgstr ""',
        '-  ""',
        '+  msgstr "С отступом"',
    ]


def test_units_of_a_template():
    path = HERE / "fixtures" / "po" / "template.pot"
    units = po.parse(path.read_bytes(), path.name, "en", "ru").units
    assert [(unit.key, unit.source.text, unit.sample) for unit in units[1:7]] == [
        ("%d document found [0]", "%d document found", "1"),
        ("%d document found [1]", "%d documents found", "2"),
        ("%d document found [2]", "%d documents found", "5"),
        # "One file" names no number, and its Russian form serves 21 files too
        ("One file [0]", "%d files", "21"),
        ("One file [1]", "%d files", "2"),
        ("One file [2]", "%d files", "5"),
    ]
    assert {unit.state for unit in units} == {State.NEW}
    assert (units[0].note, units[0].where.line, units[0].where.column) == ("Title of the front page", 21, 8)
    assert [(unit.key, unit.context) for unit in units[7:9]] == [("menu|Open", "menu"), ("state|Open", "state")]
    assert units[9].key == "The file %s could not be opened for reading, because anothe…"
    chinese = po.parse(path.read_bytes(), path.name, "en", "zh").units
    assert [(unit.source.text, unit.sample) for unit in chinese[1:3]] == [
        ("%d documents found", "2"),
        ("%d files", "2"),
    ]


def test_states_notes_and_places_of_a_catalogue():
    path = HERE / "fixtures" / "po" / "ru.po"
    file = po.parse(path.read_bytes(), path.name, "en", "ru")
    assert (file.source_language, file.target_language, file.messages) == (None, "ru", True)
    front, found, *forms, sco = file.units[:7]
    assert (front.state, found.state, sco.state) == (State.TRANSLATED, State.DRAFT, State.DRAFT)
    assert found.note == "See the style guide.\nShown when nothing was found"
    assert sco.note == "", "this program's own comments are no notes"
    assert (found.target.text, found.target_where.line) == ("Ничего не найдено у %s", 30)
    assert [form.sample for form in forms] == ["1", "2", "5", "5"], "the header's fourth form is no whole number's"
    assert file.units[-1].source.text == '\a\b\f\v\\ "quoted"\ttab AB é'


def test_a_template_becomes_a_catalogue():
    path = HERE / "fixtures" / "po" / "template.pot"
    file = po.parse(path.read_bytes(), path.name, "en", "zh")
    out = filled(file, {"menu|Open": "打开"}, "zh").decode()
    head = out.partition("\n\n")[0].splitlines()
    assert "#, fuzzy" not in head
    assert '"PO-Revision-Date: 2026-11-25 10:53+0000\\n"' in head and '"Language: zh_CN\\n"' in head
    assert '"Content-Type: text/plain; charset=UTF-8\\n"' in head and '"Plural-Forms: nplurals=1; plural=0;\\n"' in head
    assert head[-1] == '"X-Generator: dragoman 1\\n"'
    assert '"Last-Translator: FULL NAME <EMAIL@ADDRESS>\\n"' in head and "# SOME DESCRIPTIVE TITLE." in head


@pytest.mark.parametrize(
    ("header", "after"),
    [
        ([], ['msgid ""', 'msgstr ""', '"PO-Revision-Date: 2026-11-25 10:53+0000\\n"', '"Language: ru\\n"', '"MIME-Version: 1.0\\n"', '"Content-Type: text/plain; charset=UTF-8\\n"', '"Content-Transfer-Encoding: 8bit\\n"', '"X-Generator: dragoman 1\\n"', ""]),
        (['msgid ""', 'msgstr "Language-Team: r\\nx-generator: y\\n"', ""], ['msgid ""', 'msgstr ""', '"Language-Team: r\\n"', '"Language: ru\\n"', '"x-generator: dragoman 1\\n"', '"PO-Revision-Date: 2026-11-25 10:53+0000\\n"', '"MIME-Version: 1.0\\n"', '"Content-Type: text/plain; charset=UTF-8\\n"', '"Content-Transfer-Encoding: 8bit\\n"', ""]),
        (['msgid ""', 'msgstr "Content-Type: text/plain"', ' "; charset=ASCII\\n" "Language: ru"', ""], ['msgid ""', 'msgstr "Content-Type: text/plain; charset=UTF-8\\n" "Language: ru\\n"', '"PO-Revision-Date: 2026-11-25 10:53+0000\\n"', '"X-Generator: dragoman 1\\n"', ""]),
        (["#, fuzzy", 'msgid ""', 'msgstr "Language: ru\\n"', ""], ["#, fuzzy", 'msgid ""', 'msgstr "Language: ru\\n"', '"PO-Revision-Date: 2026-11-25 10:53+0000\\n"', '"MIME-Version: 1.0\\n"', '"Content-Type: text/plain; charset=UTF-8\\n"', '"Content-Transfer-Encoding: 8bit\\n"', '"X-Generator: dragoman 1\\n"', ""]),
    ],
    ids=["none", "several fields in a string", "a field in two strings", "fuzzy, but no template's"],
)  # fmt: skip
def test_headers_of_all_shapes(header, after):
    body = ['msgid "a"', 'msgstr ""', ""]
    out = filled(parsed("\n".join([*header, *body])), {"a": "б"}).decode()
    assert out.split("\n") == [*after, 'msgid "a"', 'msgstr "б"', ""]


@pytest.mark.parametrize(
    ("charset", "target", "text"),
    [("KOI8-R", "ru", "Привет"), ("CP1251", "ru", "«Привет» — №"), ("GBK", "zh", "最高检"), ("GB2312", "zh", "最高检"), ("GB18030", "zh", "㐀最高检"), ("UTF-8", "zh", "𠀀")],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_charsets_and_line_ends_are_kept(charset, target, text, newline, tmp_path):
    lines = ['msgid ""', 'msgstr ""', f'"Content-Type: text/plain; charset={charset}\\n"', "", f"# {text}", 'msgid "a"', 'msgstr ""', "", 'msgid "b"', f'msgstr "{text}"', ""]  # fmt: skip
    data = newline.join(lines).encode(charset)
    file = parsed(data, target)
    assert file.units[1].target.text == text
    out = filled(file, {"a": f"{text}\n{text}"}, target, State.DRAFT, ["kept A → B"])
    assert out.decode(charset).count("\n") == out.decode(charset).count(newline)
    arrow = "->" if charset in ("KOI8-R", "CP1251") else "→"
    assert f"# dragoman 1: kept A {arrow} B{newline}#, fuzzy{newline}" in out.decode(charset)
    assert f'"{text}\\n"{newline}"{text}"{newline}'.encode(charset) in out
    assert out.endswith(newline.join(lines[-4:]).encode(charset))
    check(out, tmp_path)


def test_a_new_header_stands_before_all_else():
    out = filled(parsed('#. x\nmsgid "a"\nmsgstr ""\n'), {"a": "б"}, notes=["n"]).decode()
    assert out.startswith('msgid ""\n') and out.endswith('\n\n# dragoman 1: n\n#. x\nmsgid "a"\nmsgstr "б"\n')


def test_second_bytes_that_look_like_backslashes():
    head = ['msgid ""', 'msgstr ""', r'"Last-Translator: 乗q乗\n"', r'"Content-Type: text/plain; charset=GBK\n"']
    data = "\n".join([*head, "", 'msgid "a"', 'msgstr "乗"', "", 'msgid "b"', 'msgstr ""', ""]).encode("gbk")
    assert rb"\q" in data
    file = parsed(data, "zh")
    assert (file.problems, file.units[0].target.text) == ((), "乗")
    assert 'msgid "b"\nmsgstr "乗乗"\n' in filled(file, {"b": "乗乗"}, "zh").decode("gbk")


def test_what_a_charset_lacks_is_refused_by_unit():
    file = parsed('msgid ""\nmsgstr "Content-Type: text/plain; charset=KOI8-R\\n"\n\nmsgid "a"\nmsgstr ""\n')
    (refusal,) = file.refusals({0: Fill(Marked("а — б"))})
    assert refusal.reason == "the file's charset KOI8-R has no '\\u2014' (—)"
    assert file.fill({0: Fill(Marked("а — б"))}, "ru", STAMP) == file.fill({}, "ru", STAMP)


def test_a_byte_order_mark_and_a_missing_last_line_feed_are_kept():
    data = b"\xef\xbb\xbf" + (HEADER + 'msgid "a"\nmsgstr ""').encode()
    out = filled(parsed(data), {"a": "б\nв"})
    assert out.startswith(b'\xef\xbb\xbfmsgid ""\n') and out.endswith('msgstr ""\n"б\\n"\n"в"'.encode())


def test_a_file_that_does_not_wrap_is_not_wrapped():
    path = HERE / "fixtures" / "po" / "unwrapped.po"
    file = po.parse(path.read_bytes(), path.name, "en", "ru")
    out = file.fill(everything(file), "ru", STAMP).decode()
    assert '"«A line feed still ends a line of the file, and nothing else does in this one here.\\n"\n"So' in out


def test_the_words_between_placeholders_are_what_an_engine_sees():
    file = parsed('#, c-format\nmsgid "At %<PRIu64> bytes (%5.1Lf %%) %s"\nmsgstr ""\n')
    (unit,) = file.units
    assert unit.source.text == "At  bytes (%5.1Lf %%) %s"
    assert [mark.code for mark in unit.source.marks] == ["%<PRIu64>"]
    document = UnitDocument(file, "en", "ru", STAMP, Policy(state=State.TRANSLATED))
    out = document.serialize([Rendition(segment.content) for segment in document.segments], "ru").decode()
    assert 'msgstr "At %<PRIu64> bytes (%5.1Lf %%) %s"' in out


def test_no_unit_no_language():
    file = parsed('msgid "a"\nmsgstr ""\n')
    with pytest.raises(ValueError, match="no unit 1 among 1"):
        file.fill({1: Fill(Marked("б"))}, "ru", STAMP)
    assert parsed("# nothing yet\n").units == []
    template = po.parse(b'msgid ""\nmsgstr "Language: en\\n"\n\nmsgid "a"\nmsgstr ""\n', "f.pot", "en", "ru")
    assert (
        '"Language: ru' in filled(template, {"a": "б"}).decode()
        or 'msgstr "Language: ru\\n"' in filled(template, {"a": "б"}).decode()
    )
    without = po.parse(b'msgid "%d a"\nmsgid_plural "%d b"\nmsgstr[0] ""\nmsgstr[1] ""\n', "f.pot", "en")
    assert [unit.locked for unit in without.units] == [True, True], "nobody knows how many forms there are"


def test_too_many_problems_are_no_catalogue():
    with pytest.raises(InputError, match="more than 1,000 problems"):
        parsed('msgid "a"\nmsgstr ""\n' + 'msgid "b"\n' * 1100)
