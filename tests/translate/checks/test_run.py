"""The engine: which checks run, what comments wave through, what is compared over a whole run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora.markup import Mark, Marked
from dragoman.corpora.units import State, Unit
from dragoman.termbase.errors import Location, UnknownNameError
from dragoman.termbase.load import load_text
from dragoman.termbase.model import Termbase
from dragoman.termbase.morphology.pinyin import names, russian, russian_syllable, spellings
from dragoman.translate.checks import CHECKS, DEFAULT, Checker, Finding, check_units, codes
from dragoman.translate.checks.memory import Seen, digest
from dragoman.translate.checks.script import traditional

TERMBASE = load_text(
    """
- id: kyrgyzstan
  kind: place
  definition: A country.
  en: {preferred: Kyrgyzstan, admitted: [Kirghizia]}
  ru: {preferred: Кыргызстан, admitted: [Киргизия, киргизский]}
""",
    "run.yaml",
)
NOTHING = Termbase({})


def unit(source: str, target: str | None, line: int = 1, **given: Any) -> Unit:
    where = Location("a.tsv", line, 1)
    content = None if target is None else Marked(target)
    made = Unit(f"key {line}", Marked(source), content, State.TRANSLATED, where)
    return replace(made, **given)


def found(units: list[Unit], *select: str, termbase: Termbase = NOTHING, messages: bool = False) -> list[Finding]:
    return list(check_units(units, "en", "ru", termbase, select, messages=messages))


def test_codes_are_named_by_code_beginning_family_and_word() -> None:
    assert codes(["term-missing"]) == {"term-missing"}
    assert codes(["number"]) == {"number-missing", "number-stray"}
    assert codes(["consistency"]) == {"inconsistent-term", "inconsistent-segment", "same-target"}
    assert codes(["all"]) == set(CHECKS)
    assert codes() == DEFAULT == codes(["default"])
    assert codes(["default", "same-target"], ["names", "term-missing"]) == (DEFAULT | {"same-target"}) - {
        "name-transliteration",
        "name-declined",
        "case-agreement",
        "name-boundary",
        "term-missing",
    }


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(UnknownNameError, match=r"unknown check 'terms-missing'.*known: all, default, terms"):
        codes(["terms-missing"])
    with pytest.raises(UnknownNameError):
        codes([], ["numb"])


def test_only_what_is_chosen_is_reported() -> None:
    units = [unit("It took 5 days.", "Заняло  6 дней ")]
    assert [f.code for f in found(units, "double-space", "edge")] == ["double-space", "edge-space"]
    assert [f.code for f in found(units, "number-missing")] == ["number-missing"]


def test_locked_units_and_units_without_a_target_are_passed_over() -> None:
    assert not found([unit("It took 5 days.", None), unit("It took 5 days.", "Ой", locked=True)])


@pytest.mark.parametrize(
    ("note", "left"),
    [
        ("dragoman: ignore=double-space", ["edge-space"]),
        ("for translators\ndragoman: ignore = double-space , edge", []),
        ("dragoman: ignore=spacing", []),
        ("dragoman: ignore", []),
        ("dragoman:ignore=number", ["double-space", "edge-space"]),
        ("dragoman: ignored=all", ["double-space", "edge-space"]),
        ("ignore=double-space", ["double-space", "edge-space"]),
        ("dragoman: ignore=double-spase", ["ignore-unknown", "double-space", "edge-space"]),
    ],
)
def test_a_comment_lets_findings_pass(note: str, left: list[str]) -> None:
    units = [unit("It took long.", "Это заняло  долго. ", note=note)]
    assert [f.code for f in found(units, "spacing", "ignore-unknown")] == left


def test_the_same_source_with_two_targets() -> None:
    units = [unit("Save file", "Сохранить", 1), unit("Save  file", "Сохранить", 2), unit("Save file", "Записать", 3)]
    (finding,) = found(units, "inconsistent-segment")
    assert (finding.where.line, finding.message) == (3, "the same source has another translation at a.tsv:1")


def test_context_tells_equal_sources_apart_and_plural_forms_differ() -> None:
    units = [unit("Open", "Открыть"), unit("Open", "Открыто", context="state"), unit("Open", "Открыты", sample="5")]
    assert not found(units, "inconsistent-segment")


def test_the_same_target_for_two_sources() -> None:
    units = [unit("Save", "Записать"), unit("save:", "Записать"), unit("Write", "Записать", 3)]
    assert [(f.code, f.where.line) for f in found(units, "same-target")] == [("same-target", 3)]


def test_a_term_rendered_in_two_ways_is_reported_once_where_the_rarer_stands_first() -> None:
    units = [
        unit("in Kyrgyzstan", "в Киргизии", 1),
        unit("in Kyrgyzstan", "в Кыргызстане", 2),
        unit("to Kyrgyzstan", "в Кыргызстан", 3),
        unit("a Kyrgyzstan delegation", "киргизский", 4),
    ]
    (finding,) = found(units, "inconsistent-term", termbase=TERMBASE)
    assert (finding.where.line, finding.text, finding.concept) == (1, "Киргизии", "kyrgyzstan")
    assert "“Киргизия” here (once) and “Кыргызстан” elsewhere (2 times, first at a.tsv:2:1)" in finding.message


def test_two_source_terms_may_be_rendered_in_two_ways() -> None:
    units = [unit("in Kirghizia", "в Киргизии", 1), unit("in Kyrgyzstan", "в Кыргызстане", 2)]
    assert not found(units, "inconsistent-term", termbase=TERMBASE)


def test_findings_know_their_place_and_texts() -> None:
    here = Location("a.tsv", 1, 20)
    (finding,) = found([unit("a b", "а  б", target_where=here, context="menu")], "double-space")
    assert (finding.where, finding.key, finding.context, finding.languages) == (here, "key 1", "menu", ("en", "ru"))
    assert (finding.source_text, finding.target_text, finding.text) == ("a b", "а  б", "  ")


def test_spans_count_the_mark_of_a_key() -> None:
    (finding,) = found([unit("&Save a file", "&Сохранить  файл")], "double-space", messages=True)
    assert finding.target_text == "&Сохранить  файл"
    assert finding.target is not None
    assert (finding.target.start, finding.text) == (10, "  ")


def test_a_key_within_a_term_does_not_hide_it() -> None:
    units = [unit("Ky_rgyzstan", "К_ыргызстан")]
    assert not found(units, "terms", termbase=TERMBASE, messages=True)


def test_marks_are_compared() -> None:
    marked = Marked("bold", (Mark(0, "<1>"), Mark(4, "</1>")))
    (finding,) = found([replace(unit("bold", "жирный"), source=marked)], "placeholder-mismatch")
    assert finding.message == "<1>, </1> lost"


def test_fingerprints_follow_the_words_and_not_the_line() -> None:
    one, other, third = (
        found([unit(source, target, line)], "double-space")[0]
        for source, target, line in (("a b", "а  б", 1), ("a b", "в начале а  б", 9), ("a c", "а  б", 1))
    )
    assert one.fingerprint == other.fingerprint != third.fingerprint
    assert len(one.fingerprint) == 32


def test_a_table_of_what_was_seen_does_not_grow() -> None:
    seen = Seen(64)
    for number in range(10_000):
        assert seen.look(digest(str(number)), number, number) is None
    assert seen.look(digest("9999"), 1, 1) == (9999, 9999)
    assert seen.look(digest("1"), 1, 1) is None
    assert len(seen._keys) == len(seen._values) == len(seen._places) == 64
    with pytest.raises(ValueError, match="not a power of two"):
        Seen(100)


def test_pinyin_becomes_palladius() -> None:
    table = json.loads((Path(__file__).parents[2] / "cases" / "palladius.json").read_text(encoding="utf-8"))
    for syllable, spelling in table.items():
        assert spelling in russian_syllable(syllable)
    assert {spelling for syllable in table for spelling in russian_syllable(syllable)} <= spellings()
    assert russian("mingyang")[0] == "минъян"
    assert set(russian("xian")) == {"сянь", "сиань"}
    assert not russian("smith")


def test_names_are_found_whatever_stands_before_them() -> None:
    text = "Minister Wang Yi, He Jiankui and Premier Li Qiang; Kim Jong Un; WANG YI; Wang Fu Jing; Whom You Are Helping"
    assert [text[name.start : name.end] for name in names(text)] == ["Wang Yi", "He Jiankui", "Li Qiang"]


def test_the_table_of_traditional_characters_maps_out_of_itself() -> None:
    table = traditional()
    assert len(table) > 2500
    assert not table.keys() & set(table.values())
    assert (table["長"], table["檢"], table["會"]) == ("长", "检", "会")


TEXTS = st.text(alphabet=st.sampled_from("aбв長,.(“«»%{}<>&_ \n\u00a0\u200b12３年月юАИнЮ…—"), max_size=60) | st.text(
    max_size=40
)


@given(TEXTS, TEXTS, st.booleans(), st.sampled_from(("ru", "zh", "en")))
def test_any_texts_are_checked_and_spans_are_in_range(source: str, target: str, messages: bool, to: str) -> None:
    checker = CHECKERS[to]
    for finding in checker.check([unit(source, target)], messages):
        assert finding.code in CHECKS
        assert finding.target is None or finding.target.end <= len(finding.target_text) == len(target)
        assert finding.source is None or finding.source.end <= len(finding.source_text) == len(source)
        assert "\n" not in finding.said


CHECKERS = {to: Checker("en" if to != "en" else "ru", to, TERMBASE, ["all"]) for to in ("ru", "zh", "en")}
