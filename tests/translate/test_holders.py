"""Offices that stand beside somebody else's name."""

from __future__ import annotations

import pytest

from dragoman.termbase.load import load_text
from dragoman.translate.holders import findings
from dragoman.translate.verify import Verifier

TERMBASE = load_text(
    """
- {id: keeper, kind: title, en: Keeper-General, ru: {preferred: {form: главный смотритель, gender: m, animate: true}}, zh: 总管}
- {id: warden, kind: title, en: Warden, ru: {preferred: {form: хранитель, gender: m, animate: true}}, zh: 典守}
- {id: land, kind: place, en: Elbonia, ru: {preferred: {form: Эльбония, gender: f}}, zh: 埃尔博尼亚}
- {id: asanov, kind: person, en: Asanov, ru: {preferred: {form: Асанов, gender: m, animate: true}}, zh: 阿萨诺夫}
- {id: orlov, kind: person, en: Orlov, ru: {preferred: {form: Орлов, gender: m, animate: true}}, zh: 奥尔洛夫}
"""
)
TWO = "He met Asanov, Keeper-General of Elbonia, and Orlov, the Warden."


@pytest.mark.parametrize(
    ("source", "target", "tag", "said"),
    [
        (TWO, "Он встретился с главным смотрителем Эльбонии Асановым и хранителем Орловым.", "ru", []),
        (TWO, "Он встретился с Асановым, главным смотрителем Эльбонии, и Орловым, хранителем.", "ru", []),
        (
            TWO,
            "Он встретился с главным смотрителем Эльбонии Орловым и хранителем Асановым.",
            "ru",
            ["главным смотрителем"],
        ),
        (TWO, "他会见了埃尔博尼亚总管阿萨诺夫和典守奥尔洛夫。", "zh", []),
        (TWO, "他会见了埃尔博尼亚总管奥尔洛夫和典守阿萨诺夫。", "zh", ["总管"]),
        # an office far from its holder is nobody else's
        (TWO, "Главный смотритель Эльбонии принял их; Асанов и Орлов, хранитель, были рады.", "ru", []),
        # without the right name in the target nothing is known
        (TWO, "Он встретился с главным смотрителем Эльбонии Орловым.", "ru", []),
        ("Asanov met Orlov.", "Асанов Орлов встретился.", "ru", ["Асанов Орлов"]),
        ("Asanov met Orlov.", "Асанов встретился с Орловым.", "ru", []),
        ("Asanov met Orlov.", "阿萨诺夫奥尔洛夫见面。", "zh", ["阿萨诺夫奥尔洛夫"]),
        ("Asanov Orlov spoke.", "Асанов Орлов выступил.", "ru", []),
        (
            "Asanov, Keeper-General and Warden of Elbonia, met Orlov.",
            "Орлов, главный смотритель и хранитель Эльбонии Асанов встретились.",
            "ru",
            [],
        ),
        ("The Warden spoke.", "Выступил хранитель Орлов.", "ru", []),
    ],
)
def test_an_office_stays_with_its_holder(source: str, target: str, tag: str, said: list[str]) -> None:
    verifier = Verifier(TERMBASE, "en", tag)
    requirements = verifier.requirements(source)
    found = list(findings(requirements, verifier.locate(requirements, target), source, target))
    assert [finding.target.of(target) for finding in found if finding.target] == said
    assert {finding.code for finding in found} <= {"office-holder"}
