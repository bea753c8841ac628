"""Half-width punctuation in Chinese text, and the full-width marks it should be."""

from __future__ import annotations

import re

from .script import LETTERS

_HANS = LETTERS["Hans"]
HALF = re.compile(
    rf"(?<=[{_HANS}])(?:[,;!?](?![/\\])|:(?![\w/\\])|:(?=[{_HANS}]))|(?<=[{_HANS}]{{2}})\.(?=\s*\Z|\s*[{_HANS}])"
)
"""Marks that are certainly Chinese punctuation; what stands between letters or digits of other scripts is not."""
HALF_BRACKET = re.compile(rf"\((?=[{_HANS}])|(?<=[{_HANS}])\)")
TO_FULLWIDTH = str.maketrans(",;:!?.()", "，；：！？。（）")
_BEFORE = re.compile(rf"[,;](?=[{_HANS}“《])")
_BRACKETED = re.compile(rf"\((?=[{_HANS}])[^()]*\)|\([^()]*(?<=[{_HANS}])\)")


def widened(text: str) -> str:
    """A text with full-width punctuation, character by character: nothing changes its place."""
    text = _BRACKETED.sub(lambda found: f"（{found[0][1:-1]}）", text)
    for marks in (HALF, _BEFORE):
        text = marks.sub(lambda found: found[0].translate(TO_FULLWIDTH), text)
    return text
