"""CSV and TSV: read, filled, streamed (tests/cases/tables.json)."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dragoman.corpora import formats, tables, textlines
from dragoman.corpora.formats import csv as csv_format
from dragoman.corpora.formats import tsv as tsv_format
from dragoman.corpora.formats.table import TableFile
from dragoman.corpora.markup import Mark, Marked
from dragoman.corpora.places import Places
from dragoman.corpora.units import Fill, Stamp, State, Unit
from dragoman.termbase.errors import InputError, UnknownNameError

FOLDER = Path(__file__).parents[1]
CASES: list[dict[str, Any]] = json.loads((FOLDER / "cases" / "tables.json").read_text("utf-8"))
MODULES = {"csv": csv_format, "tsv": tsv_format}
STAMP = Stamp("test 1", datetime(2026, 1, 1, tzinfo=UTC))
GOOD = [case for case in CASES if "error" not in case]

cells = st.text('ab "\t,;|\r\n=文', max_size=6)
raw = st.text('ab"\t,;|\r\n ', max_size=40)


def parsed(case: dict[str, Any]) -> TableFile:
    return MODULES[case["kind"]].parse(case["text"].encode(), f"f.{case['kind']}", "en", case.get("target", "ru"))


def fills(texts: dict[str, str]) -> dict[int, Fill]:
    return {int(index): Fill(Marked(text)) for index, text in texts.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_tables(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(InputError) as caught:
            parsed(case)
        assert str(caught.value).startswith(case["error"])
        return
    file = parsed(case)
    for unit, (key, source, target, state, _) in zip(file.units, case["units"], strict=True):
        assert (unit.key, unit.source.text, unit.state.value) == (key, source, state)
        assert (unit.target.text if unit.target else None) == target
        assert unit.limit == case.get("limit", 0)
    places = [f"{unit.where.line}:{unit.where.column}" for unit in file.units]
    assert places == [place for *_, place in case["units"]]
    target = case.get("target", "ru")
    assert file.fill({}, target, STAMP) == case["text"].encode()
    if "fill" in case:
        assert file.fill(fills(case["fill"]), target, STAMP).decode() == case["becomes"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_streaming_gives_the_same_units(case: dict[str, Any]) -> None:
    def streamed() -> list[Unit]:
        data = io.BytesIO(case["text"].encode())
        return list(MODULES[case["kind"]].stream(data, f"f.{case['kind']}", "en", case.get("target", "ru")))

    if "error" not in case:
        assert streamed() == list(parsed(case).units)
    elif "never closed" in case["error"]:
        with pytest.raises(InputError, match="closed"):
            streamed()
    elif case["name"] != "nothing":
        with pytest.raises(InputError) as caught:
            streamed()
        assert str(caught.value).startswith(case["error"])


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case["name"])
@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_encodings_stay(case: dict[str, Any], codec: str) -> None:
    data = case["text"].encode(codec)
    module, target = MODULES[case["kind"]], case.get("target", "ru")
    file = module.parse(data, "f", "en", target)
    assert file.fill({}, target, STAMP) == data
    assert list(module.stream(io.BytesIO(data), "f", "en", target)) == list(file.units)
    if "fill" in case:
        assert file.fill(fills(case["fill"]), target, STAMP).decode(codec) == case["becomes"]


@given(
    st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=5), st.sampled_from(",;\t|"), st.booleans()
)
def test_cells_are_those_the_csv_module_reads(rows: list[list[str]], separator: str, always: bool) -> None:
    written = io.StringIO()
    quoting = csv.QUOTE_ALL if always else csv.QUOTE_MINIMAL
    csv.writer(written, delimiter=separator, quoting=quoting).writerows(rows)
    text = written.getvalue()
    found = list(tables.rows(text, tables.Dialect(separator), Places(text, "f")))
    assert [[cell.text for cell in row] for row in found] == rows
    for row in found:
        assert all(
            text[cell.start : cell.end].strip('"').replace('""', '"') in (cell.text, cell.text.strip('"'))
            for cell in row
        )


@given(raw, st.sampled_from(["csv", "tsv"]))
@example('"a', "csv")
@example('a"b,c\n', "csv")
def test_any_text_is_a_table_or_says_why_not(text: str, kind: str) -> None:
    module = MODULES[kind]
    try:
        file = module.parse(text.encode(), "f", "en", "ru")
    except InputError as error:
        assert str(error).startswith("f")
        return
    assert file.fill({}, "ru", STAMP) == text.encode()


@given(
    st.lists(st.tuples(cells, cells), min_size=1, max_size=4),
    st.lists(cells, min_size=4, max_size=4),
    st.sampled_from(["csv", "tsv"]),
)
def test_what_is_filled_in_is_read_again(pairs: list[tuple[str, str]], new: list[str], kind: str) -> None:
    written = io.StringIO()
    rows = csv.writer(written, delimiter="," if kind == "csv" else "\t")
    rows.writerow(("source", "target", "id"))
    rows.writerows((*pair, "x") for pair in pairs)
    module = MODULES[kind]
    file = module.parse(written.getvalue().encode(), "f", "en", "ru")
    chosen = {index: Fill(Marked(new[index])) for index in range(0, len(pairs), 2)}
    again = module.parse(file.fill(chosen, "ru", STAMP), "f", "en", "ru")
    for index, (before, unit) in enumerate(zip(file.units, again.units, strict=True)):
        target = new[index] if index in chosen else pairs[index][1]
        assert (unit.target.text if unit.target else "", unit.source) == (target, before.source)


@given(st.text('ab"\r\n,', max_size=30), st.integers(1, 7))
def test_lines_of_a_stream_are_those_of_the_text(text: str, size: int) -> None:
    class Trickle(io.BytesIO):
        def read(self, limit: int | None = -1) -> bytes:
            return super().read(min(size, limit if limit and limit > 0 else size))

    assert list(textlines.stream(Trickle(text.encode()), "f", 1000)) == list(textlines.lines(text))
    assert "".join(textlines.lines(text)) == text


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"a\xff\n", "f:1: not valid UTF-8"), (b"a\nb\0", "f:2: not text"), (b"a" * 99, "f:1: a line of more than 50")],
)
def test_what_cannot_be_streamed(data: bytes, says: str) -> None:
    with pytest.raises(InputError) as caught:
        list(textlines.stream(io.BytesIO(data), "f", 50))
    assert str(caught.value).startswith(says)


def test_a_row_without_end_is_refused_in_time() -> None:
    data = b'en,ru\n"' + b"a\n" * 600_000
    with pytest.raises(InputError, match="a row of more than"):
        list(csv_format.stream(io.BytesIO(data), "f.csv", "en", "ru"))


def test_what_the_file_says_of_its_languages() -> None:
    file = csv_format.parse(b"id,en-GB,zh-CN\n1,a,\n", "f.csv", "en")
    assert (file.source_language, file.target_language) == ("en-GB", "zh-CN")
    assert csv_format.parse(b"source,target\na,b\n", "f.csv", "en").target_language is None


def test_what_cannot_be_filled() -> None:
    file = csv_format.parse(b"en,ru\na,b\n", "f.csv", "en", "ru")
    with pytest.raises(ValueError, match="no unit 7"):
        file.fill({7: Fill(Marked("x"))}, "ru", STAMP)
    with pytest.raises(ValueError, match="no marks"):
        file.fill({0: Fill(Marked("x", (Mark(0, "<b>"),)))}, "ru", STAMP)
    with pytest.raises(UnknownNameError):
        file.fill({}, "xx", STAMP)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"en\tru\nOpen\t\n", "tsv"), (b"id;source;target\n", "csv"), (b"source,target\na,b\n", "csv"),
        (b"Hello, world\n", "text"), (b"Name\tAge\nAnn\t7\n", "text"), (b"Dear source,\nthe target is near\n", "text"),
    ],
)  # fmt: skip
def test_tables_without_an_extension_need_a_header(head: bytes, kind: str) -> None:
    found = [item.name for item in formats.FORMATS if item.name in ("csv", "tsv") and item.load().sniff(head)]
    assert found[:1] == ([kind] if kind != "text" else [])


@pytest.mark.parametrize("name", ["excel.csv", "one.csv", "raw.tsv"])
def test_fixtures_stay_byte_for_byte(name: str) -> None:
    data = (FOLDER / "fixtures" / "strings" / name).read_bytes()
    file = MODULES[name[-3:]].parse(data, name, "en", "ru")
    assert file.fill({}, "ru", STAMP) == data
    wanted = [index for index, unit in enumerate(file.units) if unit.state is State.NEW]
    filled = file.fill({index: Fill(Marked("Слово")) for index in wanted}, "ru", STAMP)
    again = MODULES[name[-3:]].parse(filled, name, "en", "ru")
    assert [again.units[index].target for index in wanted] == [Marked("Слово")] * len(wanted)
