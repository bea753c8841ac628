"""Deputies, acting and former holders of whom only the office is left."""

from __future__ import annotations

import pytest

from dragoman.termbase.load import load_text
from dragoman.translate.deputies import findings
from dragoman.translate.verify import Verifier

TERMBASE = load_text(
    """
- {id: keeper, kind: title, en: Keeper-General, ru: {preferred: {form: главный смотритель, gender: m, animate: true}}, zh: 总管}
- {id: ministry, kind: body, en: Ministry, ru: министерство, zh: 部}
"""
)


@pytest.mark.parametrize(
    ("source", "target", "tags", "word"),
    [
        ("Deputy Keeper-General Li", "Главный смотритель Ли", "en ru", "Deputy"),
        ("Deputy Keeper-General Li", "Заместитель главного смотрителя Ли", "en ru", None),
        ("the former Keeper-General", "главный смотритель", "en ru", "former"),
        ("the acting Keeper-General", "и. о. главного смотрителя", "en ru", None),
        ("Deputy Keeper-General Li", "总管李", "en zh", "Deputy"),
        ("Deputy Keeper-General Li", "副总管李", "en zh", None),
        ("副总管李", "Keeper-General Li", "zh en", "副"),
        ("副总管李", "Deputy Keeper-General Li", "zh en", None),
        ("Заместитель главного смотрителя", "Keeper-General", "ru en", "Заместитель"),
        ("the former Ministry", "министерство", "en ru", None),
        ("The deputy saw the Keeper-General", "Депутат видел главного смотрителя", "en ru", None),
    ],
)
def test_who_is_no_longer_a_deputy(source: str, target: str, tags: str, word: str | None) -> None:
    pair = (tags.split()[0], tags.split()[1])
    verifier = Verifier(TERMBASE, *pair)
    requirements = verifier.requirements(source)
    located = verifier.locate(requirements, target)
    assert any(located)
    found = list(findings(requirements, located, source, target, pair))
    assert len(found) == (word is not None)
    for finding in found:
        assert finding.code == "office-modifier" and finding.message.startswith(f"“{word}”")
