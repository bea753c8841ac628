"""JSON Lines: read, filled, streamed (tests/cases/strings_jsonl.json)."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora.formats import detect, jsonl
from dragoman.corpora.markup import Mark, Marked
from dragoman.corpora.units import Fill, Stamp
from dragoman.termbase.errors import InputError, UnknownNameError

FOLDER = Path(__file__).parents[1]
CASES: list[dict[str, Any]] = json.loads((FOLDER / "cases" / "strings_jsonl.json").read_text("utf-8"))
STAMP = Stamp("test 1", datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_lines(case: dict[str, Any]) -> None:
    data = case["text"].encode()
    if "error" in case:
        for read in (
            lambda: jsonl.parse(data, "f.jsonl", "en", "ru"),
            lambda: list(jsonl.stream(io.BytesIO(data), "f.jsonl", "en", "ru")),
        ):
            with pytest.raises(InputError) as caught:
                read()
            assert str(caught.value).startswith(case["error"])
        return
    file = jsonl.parse(data, "f.jsonl", "en", "ru")
    found = [
        [u.key, u.source.text, u.target.text if u.target else None, u.state.value, u.where.line, u.where.column]
        for u in file.units
    ]
    assert found == case["units"]
    assert file.fill({}, "ru", STAMP) == data
    assert list(jsonl.stream(io.BytesIO(data), "f.jsonl", "en", "ru")) == list(file.units)
    if "fill" in case:
        fills = {int(index): Fill(Marked(text)) for index, text in case["fill"].items()}
        assert file.fill(fills, "ru", STAMP).decode() == case["becomes"]


@given(
    st.lists(
        st.tuples(st.text(max_size=8), st.none() | st.text(max_size=8), st.booleans(), st.booleans()),
        min_size=1,
        max_size=4,
    ),
    st.lists(st.text(max_size=8), min_size=4, max_size=4),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_filled_in_is_read_again(
    rows: list[tuple[str, str | None, bool, bool]], new: list[str], codec: str
) -> None:
    lines = []
    for source, target, escaped, tight in rows:
        pair = {"k": [1, {"x": None}], "en": source} | ({} if target is None else {"ru": target})
        lines.append(json.dumps(pair, ensure_ascii=escaped, separators=(",", ":") if tight else None))
    data = "\n".join(lines).encode(codec, "surrogatepass")
    try:
        file = jsonl.parse(data, "f", "en", "ru")
    except InputError as error:
        assert "NUL" in str(error) or "surrogate" in str(error) or "not valid" in str(error)
        return
    assert file.fill({}, "ru", STAMP) == data
    chosen = {index: Fill(Marked(new[index])) for index in range(0, len(rows), 2)}
    filled = file.fill(chosen, "ru", STAMP).decode(codec)
    for index, line in enumerate(filled.split("\n")):
        want = {"k": [1, {"x": None}], "en": rows[index][0]}
        target = new[index] if index in chosen else rows[index][1]
        assert json.loads(line) == want | ({} if target is None else {"ru": target})


@given(st.text('{}[]":,\\ entulru\n01', max_size=40))
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    try:
        file = jsonl.parse(text.encode(), "f", "en", "ru")
    except InputError as error:
        assert error.where is not None and error.where.path == "f"
        return
    assert file.fill({}, "ru", STAMP) == text.encode()


def test_languages_are_those_of_the_keys() -> None:
    file = jsonl.parse(b'{"en": "a", "ru": "b"}', "f", "en")
    assert (file.source_language, file.target_language) == ("en", "ru")
    assert jsonl.parse(b'{"source": "a"}', "f", "en").target_language is None


def test_what_cannot_be_filled() -> None:
    file = jsonl.parse(b'{"en": "a"}', "f", "en", "ru")
    with pytest.raises(ValueError, match="no unit 1"):
        file.fill({1: Fill(Marked("x"))}, "ru", STAMP)
    with pytest.raises(ValueError, match="no marks"):
        file.fill({0: Fill(Marked("x", (Mark(0, "<b>"),)))}, "ru", STAMP)
    with pytest.raises(UnknownNameError):
        file.fill({}, "xx", STAMP)


def test_deep_lines_are_refused() -> None:
    with pytest.raises(InputError, match="nested deeper than 100"):
        jsonl.parse(b'{"en": "a", "x": ' + b"[" * 100_000 + b"}", "f", "en", "ru")


@pytest.mark.parametrize(
    ("head", "kind"),
    [(b'{"source": "a"}\n{"so', "jsonl"), (b'{"en": "a", "ru": "b"}\n', "jsonl"), (b'{"open": "Open"}\n', "json"), (b"{}\n", "text"), (b"{ hello }\n", "text")],
)  # fmt: skip
def test_without_an_extension(head: bytes, kind: str) -> None:
    assert detect("noname", head).name == kind


def test_the_fixture_has_every_shape() -> None:
    data = (FOLDER / "fixtures" / "strings" / "pairs.jsonl").read_bytes()
    file = jsonl.parse(data, "pairs.jsonl", "en", "ru")
    assert len(file.units) == 6 and file.fill({}, "ru", STAMP) == data
