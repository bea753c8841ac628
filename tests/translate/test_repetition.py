"""Loops of weak models are told from ordinary repetition."""

from __future__ import annotations

import pytest

from dragoman.translate.repetition import again, loops, redundant
from dragoman.translate.results import Span


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


def test_a_list_may_say_as_often_as_its_source() -> None:
    source = "The chief prosecutors of the office of A, the office of B and the office of C came."
    target = "甲省人民检察院检察长、乙省人民检察院检察长、丙省人民检察院检察长出席。"
    assert loops(target)
    assert not loops(target, source)
    assert loops(target + target, source)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "государств — членов ШОС и государств — членов ШОС",
        "генеральный прокурор Азербайджана и генеральный прокурор Грузии",
        "全球发展倡议、全球安全倡议、全球文明倡议",
        "上合组织成员国检察机关和上合组织成员国总检察长",
        "The prosecutor general met the prosecutor general.",
        "99.98%的基因相同",
        "3120 2020年3月",
        "2019年冠状病毒病由冠状病毒2引起，是一种冠状病毒感染。",
    ],
)
def test_ordinary_repetition(text: str) -> None:
    assert not loops(text)


def thinned(text: str, *kept: str) -> str:
    while span := redundant(text, [Span(text.index(part), text.index(part) + len(part)) for part in kept]):
        text = text[: span.start] + text[span.end :]
    return text


@pytest.mark.parametrize(
    ("text", "kept", "expected"),
    [
        ("上海合作组织成员国成员国成员国总检察长", ["上海合作组织成员国"], "上海合作组织成员国总检察长"),
        ("最高最高人民检察院", ["最高人民检察院"], "最高人民检察院"),
        ("25个个个国家", [], "25个国家"),
        ("安全、安全、安全。", [], "安全。"),
        ("Органы органы органы прокуратуры должны должны работать", [], "Органы прокуратуры должны работать"),
        ("в соответствии с законом в соответствии с законом", [], "в соответствии с законом"),
    ],
)
def test_what_is_said_again_is_found(text: str, kept: list[str], expected: str) -> None:
    assert thinned(text, *kept) == expected


@pytest.mark.parametrize(
    "text",
    [
        "人人为我",
        "一步一步",
        "签署会谈纪要，纪要即日生效",
        "各美其美，美人之美",
        "Нью Нью",
        "2 2 2",
        "закона, закона о тюрьмах",
    ],
)
def test_what_may_be_meant_stays(text: str) -> None:
    assert redundant(text, []) is None


def test_terms_are_never_shortened() -> None:
    assert redundant("ШОС ШОС", [Span(0, 3), Span(4, 7)]) is None


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        (
            "В Бишкеке 22-е заседание генеральных прокуроров стран проводится 22-е заседание генеральных прокуроров.",
            "22-е заседание генеральных прокуроров стран",
            "22-е заседание генеральных прокуроров",
        ),
        (
            "上海合作组织成员国总检察长会议由上海合作组织成员国主办",
            "上海合作组织成员国总检察长会议",
            "上海合作组织成员",
        ),
        ("上海合作组织成员国由上海合作组织主办", "上海合作组织成员国", None),
        ("Верховная народная прокуратура и Верховная народная прокуратура", "Верховная народная прокуратура", None),
    ],
)
def test_a_long_term_begun_once_more(text: str, term: str, expected: str | None) -> None:
    said = Span(text.index(term), text.index(term) + len(term))
    found = again(text, said, [said])
    assert (found and found.of(text)) == expected
    if found:
        assert again(text, said, [said, found]) is None, "another term may stand there"
