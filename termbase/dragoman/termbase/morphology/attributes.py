"""Attributes made to agree with a noun put behind them: «для успешного» before «передачи» becomes «для успешной»."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from ..language import language
from .base import PAUCAL, cases
from .government import AGREEMENT, agreeing_cells
from .russian_words import attribute

# (word, case, gender or "pl") -> the word's form there; None where it has none
Decline = Callable[[str, str, str], str | None]
_DECLINERS: Mapping[str, Decline] = MappingProxyType({"russian": attribute})

_MOST = 3  # attributes in a row
_LAST_WORD = re.compile(r"(?<![\w-])([\w-]{1,60})(\s+)$")


def agreed(left: str, features: Sequence[str], tag: str, gender: str | None) -> str:
    """A text with the attributes it ends in agreeing with a noun behind it, where they do not but share a case with it.

    features: the cells that the noun's form fills ("gen.sg", …); gender: the noun's. The text comes back as it is where
    the attributes agree, where they have none of the noun's cases, or where the noun's gender is needed and unknown.
    """
    decline, read = _DECLINERS.get(language(tag).inflector), AGREEMENT.get(language(tag).inflector)
    if decline is None or read is None or agreeing_cells(left, tag, gender) & set(features):
        return left
    shared = cases(agreeing_cells(left, tag)) & cases(features)
    wanted = [cell for cell in features if cell.split(".")[0] in shared and not cell.endswith(PAUCAL)]
    if not wanted:
        return left
    case, number = wanted[0].split(".")
    column = "pl" if number == "pl" else gender
    if column is None:
        return left
    if case == "acc" and column in ("m", "pl"):  # like the nominative or the genitive, as the noun itself is
        case = "nom" if f"nom.{number}" in features else "gen"
    rest, mended = left, ""
    for _ in range(_MOST):
        last = _LAST_WORD.search(rest)
        if not last or not read(last[1].lower()) or (form := decline(last[1], case, column)) is None:
            break
        rest, mended = rest[: last.start()], form + last[2] + mended
    return rest + mended
