"""Telling the repetition loops of weak or overwhelmed translation models from ordinary repetition."""

from __future__ import annotations

import re
from collections import Counter

_UNIT = re.compile(r"[\u3400-\u9fff]|[^\W\d_]+|\d")


def loops(text: str) -> bool:
    """Whether a text is caught in a loop: a run of one to four words (characters in Chinese) said three times over,
    one letter five times over, or a four-word run three times anywhere."""
    if re.search(r"([^\W\d_])\1{4}", text):
        return True
    units = [unit.lower() for unit in _UNIT.findall(text)]
    for size in range(1, 5):
        for start in range(len(units) - 3 * size + 1):
            run = units[start : start + size]
            if run == units[start + size : start + 2 * size] == units[start + 2 * size : start + 3 * size]:
                return True
    grams = Counter(tuple(units[i : i + 4]) for i in range(len(units) - 3))
    return any(count >= 3 for count in grams.values())
