"""Messages of programs: what goes to an engine and what comes back (tests/cases/messages*.json)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora import layers, messages, placeholders, plurals
from dragoman.corpora.markup import Mark, Marked, Role
from dragoman.corpora.passage import passage
from dragoman.termbase.errors import UnknownNameError
from dragoman.termbase.language import LANGUAGES

FOLDER = Path(__file__).parents[1] / "cases"
CASES: list[dict[str, Any]] = json.loads((FOLDER / "messages.json").read_text("utf-8"))
LOST: list[dict[str, Any]] = json.loads((FOLDER / "messages_lost.json").read_text("utf-8"))
PIECES = [
    *(
        "&File",
        "_Edit",
        "E_xit",
        "&&",
        "&amp;",
        "&lt;",
        "&nbsp;",
        "&#39;",
        "%%",
        "%s",
        "%1$d",
        "%d",
        "%n",
        "%1",
        "%(n)d",
    ),
    *("{0}", "{name}", "{{x}}", "${a}", "$t(k)", "$X$", "<b>", "</b>", "<br>", "<0>", "</0>", "<file>", "\\n", "\\t"),
    *(
        "C:\\new",
        "foo_bar",
        "5",
        "50%",
        "#",
        "'",
        "word",
        "Слово",
        "文件",
        "{n,plural,",
        "one",
        "{other{",
        "}}",
        ", select}",
    ),
]
texts = st.lists(st.sampled_from([*PIECES, " ", "\n", "\t"]) | st.text(max_size=3), max_size=10).map("".join)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_messages(case: dict[str, Any]) -> None:
    content = Marked(case["text"])
    parts = messages.message(content, "en", case.get("target", "ru"), case.get("sample", ""))
    assert [part.text for part in parts.texts] == case["sends"]
    answers = [
        Marked(answer, tuple(Mark(min(m.at, 0), m.code, m.role, m.key) for m in part.marks))
        for answer, part in zip(case["answers"], parts.texts, strict=True)
    ]
    built = parts.build(answers)
    assert built.text == case["becomes"]
    assert case.get("lost", "") in messages.lost(content, built, "en")
    assert bool(messages.lost(content, built, "en")) == bool(case.get("lost"))


@pytest.mark.parametrize("case", LOST, ids=lambda case: f"{case['source']} → {case['target']}")
def test_what_is_lost(case: dict[str, str]) -> None:
    said = messages.lost(Marked(case["source"]), Marked(case["target"]), "en")
    assert case["says"] in said if "says" in case else said == ""


@given(texts, st.sampled_from(sorted(LANGUAGES)), st.sampled_from(["", "1", "5"]))
def test_what_is_given_back_unchanged_is_the_message_itself(text: str, target: str, sample: str) -> None:
    content = Marked(text)
    parts = messages.message(content, "en", target, sample)
    built = parts.build(list(parts.texts))
    if built != content:
        assert messages.icu.chooses(text), "only plural cases of another language are added"
    rendered = [passage(part, "en") for part in parts.texts]
    assert parts.build([p.render([s.content for s in p.segments], target) for p in rendered]) == built
    assert messages.lost(content, content, "en") == "" or messages.icu.chooses(text)


@given(texts, st.lists(st.tuples(st.integers(0, 30), st.sampled_from(list(Role))), max_size=4))
def test_marks_of_the_file_stay_where_they_are(text: str, places: list[tuple[int, Role]]) -> None:
    marks = tuple(Mark(at, f"<{n}/>", role, "1") for n, (at, role) in enumerate(sorted(places)) if at <= len(text))
    content = Marked(text, marks)
    parts = messages.message(content, "en", "ru")
    if not messages.icu.chooses(text):
        assert parts.build(list(parts.texts)) == content


@given(texts, texts)
def test_no_translation_breaks_the_building(text: str, answer: str) -> None:
    parts = messages.message(Marked(text), "en", "zh", "5")
    built = parts.build([Marked(answer, tuple(Mark(0, m.code, m.role, m.key) for m in p.marks)) for p in parts.texts])
    assert isinstance(messages.lost(Marked(text), built, "en"), str)
    assert not any(mark.key.startswith("\0") for mark in built.marks)


@given(st.text(max_size=60) | texts)
def test_placeholders_are_in_order_and_as_written(text: str) -> None:
    done = 0
    for item in placeholders.find(text):
        assert done <= item.start < item.end <= len(text)
        assert item.text == text[item.start : item.end]
        done = item.end


@pytest.mark.parametrize(
    "placeholder",
    [
        *("%s", "%d", "%1$s", "%(n)d", "%-5.2f", "%@", "%%", "%n", "%1", "%L2", "%Y", "%name%", "{0}", "{name}", "{}"),
        *("{{x}}", "${a}", "#{b}", "%{c}", "$t(k)", "@:a.b", "$DAY$", "<b>", "</0>", "<br/>", "&lt;", "\\n", "\\u00e9"),
        "C:\\new\\table",
    ],
)
@pytest.mark.parametrize(
    "beside", [("文", "文"), ("слово ", " слово"), ("“", "”"), ("(", ") "), ("", ""), ("：", "。")]
)
def test_placeholders_are_found_beside_any_script(placeholder: str, beside: tuple[str, str]) -> None:
    found = placeholders.find(placeholder.join(beside))
    assert [item.text for item in found] == [placeholder]


@pytest.mark.parametrize(
    "piece", ["<b>", "%s ", "{a} ", "&amp;", "\\n", "<a ", "%", "{{", "$t(", "&", "_", "@:a", "'{"]
)
def test_long_messages_are_no_trap(piece: str) -> None:
    text = piece * 20_000
    parts = messages.message(Marked(text), "en", "ru", "5")
    assert parts.build(list(parts.texts)).text == text
    assert messages.lost(Marked(text), Marked(text), "en") == ""


def test_tags_become_marks_that_keep_pairs() -> None:
    (part,) = messages.message(Marked("Press <b>all <0>keys</0></b><img> now"), "en", "ru").texts
    assert part.text == "Press all keys now"
    assert [(mark.at, mark.code, mark.role) for mark in part.marks] == [
        (6, "<b>", Role.OPEN),
        (10, "<0>", Role.OPEN),
        (14, "</0>", Role.CLOSE),
        (14, "</b>", Role.CLOSE),
        (14, "<img>", Role.ALONE),
    ]


def test_what_a_plain_text_is() -> None:
    content = Marked("&File %% {n, plural, other {x}}")
    parts = messages.plain(content)
    assert parts.texts == (content,) and parts.build([Marked("y")]) == Marked("y")


def test_marks_of_the_file_count() -> None:
    source = Marked("Press it", (Mark(0, "<x/>"),))
    assert messages.lost(source, Marked("Нажмите"), "en") == "<x/> lost"
    assert (
        messages.lost(Marked("Press %s", (Mark(0, "<x/>"),)), Marked("%d"), "en")
        == "<x/> lost and %s lost and %d added"
    )


def test_plural_categories_are_facts_of_languages() -> None:
    assert plurals.categories("ru") == ("one", "few", "many", "other")
    assert plurals.categories("ru-RU", ordinal=True) == ("other",)
    assert plurals.categories("en", ordinal=True) == ("one", "two", "few", "other")
    assert plurals.categories("zh") == ("other",)
    for item in LANGUAGES.values():
        for table in (item.plurals, item.ordinals):
            assert [name for name, _ in table] == [name for name in plurals.CATEGORIES if name in dict(table)]
            assert all(numbers for _, numbers in table) and "other" in dict(table)
    with pytest.raises(UnknownNameError):
        plurals.categories("xx")


def test_samples_fit_both_languages() -> None:
    assert plurals.samples("one", "one", "en", "ru")[0] == "1"
    assert plurals.samples("one", "other", "en", "ru")[0] == "21", "“1 files” would be no English"
    assert plurals.samples("many", "other", "en", "ru")[0] == "5"
    assert plurals.samples("few", "other", "en", "zh") == ()
    assert plurals.origin("one", ("one", "other"), ("other",), "ru") == "other"
    assert plurals.origin("one", ("one", "other"), ("other",), "en") == "one"
    assert plurals.origin("few", ("one", "other"), ("one", "other"), "ru") == "other"


def test_stand_ins_are_new_names() -> None:
    standins = layers.Standins("{0} and {2}")
    assert [standins.of(code) for code in ("%1", "%2", "%1", "%n")] == ["{1}", "{3}", "{1}", "{4}"]
    assert standins.spans("{3}{1}{0}") == {(0, 3): "%2", (3, 6): "%1"}
