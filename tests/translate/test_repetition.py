"""Loops of weak models are told from ordinary repetition."""

from __future__ import annotations

import pytest

from dragoman.translate.repetition import loops


@pytest.mark.parametrize(
    "text",
    [
        "中国检察机关检察机关检察机关检察机关",
        "中央、中央、中央、中央、",
        "единяяяяяяя консультация",
        "в соответствии с законом, в соответствии с законом, в соответствии с законом",
        "также также также региональной",
    ],
)
def test_loops(text: str) -> None:
    assert loops(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "государств — членов ШОС и государств — членов ШОС",
        "генеральный прокурор Азербайджана и генеральный прокурор Грузии",
        "全球发展倡议、全球安全倡议、全球文明倡议",
        "上合组织成员国检察机关和上合组织成员国总检察长",
        "The prosecutor general met the prosecutor general.",
    ],
)
def test_ordinary_repetition(text: str) -> None:
    assert not loops(text)
