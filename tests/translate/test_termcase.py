"""Terms in forms that cannot stand where they do."""

from __future__ import annotations

import pytest

from dragoman.termbase.load import load_text
from dragoman.translate.termcase import fault, findings
from dragoman.translate.verify import Verifier

TERMBASE = """
- id: interpretation
  kind: law
  en: judicial interpretation
  ru: {preferred: {form: судебное толкование, numbers: [sg, pl]}}
- id: ying
  kind: person
  en: Ying Yong
  ru: {preferred: {form: Ин Юн, gender: m, animate: true}}
  zh: 应勇
"""


@pytest.mark.parametrize(
    ("target", "wrong"),
    [
        ("из судебное толкование", True),
        ("о судебном толковании", False),
        ("без Ин Юну", True),
        ("с Ин Юном", False),
        ("из «судебное толкование»", True),
        ("в рамках «судебное толкование»", False),
        ("три судебных толкования", False),
        ("три судебные толкования", True),
        ("пять судебных толкований", False),
        ("пять судебные толкования", True),
        ("статья 22 судебное толкование", False),
        ("судебное толкование", False),
    ],
)
def test_prepositions_and_numerals(target: str, wrong: bool) -> None:
    verifier = Verifier(load_text(TERMBASE), "en", "ru")
    source = "judicial interpretation by Ying Yong"
    requirements = verifier.requirements(source)
    located = verifier.locate(requirements, target)
    assert any(located)
    found = list(findings(requirements, located, target, "ru"))
    assert bool(found) is wrong
    assert [bool(place and fault(place, target, "ru")) for place in located].count(True) == wrong
    for finding in found:
        assert finding.code == "term-case"
        assert finding.target and finding.target.of(target) in finding.message


def test_a_language_without_cases_has_none_wrong() -> None:
    verifier = Verifier(load_text(TERMBASE), "en", "zh")
    requirements = verifier.requirements("Ying Yong")
    assert not list(findings(requirements, verifier.locate(requirements, "在应勇"), "在应勇", "zh"))
