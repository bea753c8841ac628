"""What each family of checks reports, case by case: tests/cases/checks_FAMILY.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dragoman.corpora.markup import Marked
from dragoman.corpora.units import State, Unit
from dragoman.termbase.errors import Location
from dragoman.termbase.load import load_text
from dragoman.translate.checks import GROUPS, Checker

CASES = Path(__file__).parents[2] / "cases"
FAMILIES = ("terms", "numbers", "names", "script", "markup", "punctuation", "spacing", "wording")
TERMBASE = load_text(
    """
- id: ministry
  kind: body
  definition: A ministry.
  en: {preferred: Ministry of Lighthouses}
  ru:
    preferred: Министерство маяков
    forbidden: [{form: Маячная министерия, why: no such word, scope: always}]
    deprecated: [{form: Наркомат маяков, why: until 1946}]
  zh: {preferred: 灯塔部}
- id: keeper
  kind: title
  definition: A keeper.
  en: {preferred: keeper}
  ru:
    preferred: смотритель маяка
    admitted: [хранитель маяка]
    forbidden: [{form: сторож, why: another trade}]
  zh: {preferred: 灯塔看守人}
- id: keeper-general
  kind: title
  definition: Their chief.
  en: {preferred: Keeper-General}
  ru: {preferred: главный смотритель}
- id: northern-light
  kind: place
  definition: A lighthouse.
  en: {preferred: Northern Light}
  ru: {preferred: Северный маяк}
- id: morev
  kind: person
  definition: A keeper.
  en: {preferred: Oleg Morev}
  ru: {preferred: {form: Олег Морев, gender: m}}
- id: mayakov
  kind: person
  definition: Another keeper.
  en: {preferred: Ivan Mayakov}
  ru: {preferred: {form: Иван Маяков, gender: m}}
- id: qiang
  kind: person
  definition: A keeper.
  en: {preferred: Li Qiang}
  zh: {preferred: 李强}
""",
    "cases.yaml",
)


def cases() -> list[Any]:
    return [
        pytest.param(family, case, id=f"{family}: {case['name']}")
        for family in FAMILIES
        for case in json.loads((CASES / f"checks_{family}.json").read_text(encoding="utf-8"))
    ]


@pytest.fixture(scope="module")
def checkers() -> dict[tuple[str, str], Checker]:
    return {
        (family, to): Checker("en", to, TERMBASE, [check.code for check in GROUPS[family][1]])
        for family in FAMILIES
        for to in ("ru", "zh")
    }


@pytest.mark.parametrize(("family", "case"), cases())
def test_cases(checkers: dict[tuple[str, str], Checker], family: str, case: dict[str, Any]) -> None:
    unit = Unit(
        "key",
        Marked(case["source"]),
        Marked(case["target"]),
        State.TRANSLATED,
        Location("cases", 1, 1),
        limit=case.get("limit", 0),
    )
    found = checkers[family, case["to"]].check([unit], case.get("messages", False))
    got = [[f.code, f.text if f.target is not None else None, f.suggestion] for f in found]
    assert got == case["expect"]


def test_every_check_has_a_case_that_sets_it_off() -> None:
    seen = {
        expected[0]
        for family in FAMILIES
        for case in json.loads((CASES / f"checks_{family}.json").read_text(encoding="utf-8"))
        for expected in case["expect"]
    }
    assert seen == {check.code for family in FAMILIES for check in GROUPS[family][1]}
