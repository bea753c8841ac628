"""Half-width punctuation in Chinese, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora.width import widened


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("周一,来自中国的专家宣布;会议结束.", "周一，来自中国的专家宣布；会议结束。"),
        ("风险因素是性别(男性),年龄(≥60)。", "风险因素是性别（男性），年龄(≥60)。"),
        ("基于S蛋白(导致SARS),以产生抗体", "基于S蛋白（导致SARS），以产生抗体"),
        ("他问:何时开始?", "他问：何时开始？"),
        ("1,000人, 3.5万元,12:30开始", "1,000人， 3.5万元，12:30开始"),
        ("网址:https://example.org/?a=b,c", "网址:https://example.org/?a=b,c"),
        ("A,B;C (D)", "A,B;C (D)"),
    ],
)
def test_widened(text, wanted):
    assert widened(text) == wanted


@given(st.text("检察院ab1 ,;:.!?()（），。/", max_size=40))
def test_every_character_stays_in_its_place(text):
    made = widened(text)
    assert len(made) == len(text)
    assert widened(made) == made
    changed = {old for old, new in zip(text, made, strict=True) if old != new}
    assert changed <= set(",;:.!?()")
