"""Which case a slot in a sentence asks for, from the words around it on both sides.

A multinomial logistic model over the cues of cues.py, learnt from aligned texts by translate/training/agreement.py. It
steadies the choice of form where a translation model is weak and makes one where there is no model at all.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from dragoman.termbase.morphology.base import cases

FLOOR = 1e-4  # no case is ruled out for good


def row(cue: str, rows: int) -> int:
    """Where the weights of a cue stand in a table of so many rows; cues may share a row (feature hashing)."""
    return zlib.crc32(cue.encode()) % rows


@dataclass(frozen=True, slots=True)
class Agreement:
    """A trained model: classes (cases), a table of weights [row, class] in small integers of `scale` each, and what
    each class has beforehand."""

    classes: tuple[str, ...]
    table: npt.NDArray[np.int8]
    scale: float
    bias: npt.NDArray[np.float32]

    def probabilities(self, given: Iterable[str]) -> dict[str, float]:
        """The probability of each case."""
        rows = [row(cue, len(self.table)) for cue in given]
        total: npt.NDArray[Any] = self.bias + self.table[rows].sum(axis=0, dtype=np.int32) * self.scale
        odds = np.exp(total - total.max())
        return dict(zip(self.classes, (odds / odds.sum()).tolist(), strict=True))

    def log_probability(self, cells: Sequence[str], probabilities: Mapping[str, float]) -> float:
        """Log-probability that a form filling `cells` ("gen.sg", …) fits; 0 for a form without cells."""
        filled = cases(cells)
        if not filled & set(self.classes):
            return 0.0
        return float(np.log(max(FLOOR, sum(probabilities.get(case, 0.0) for case in filled))))


def fill(cells: Sequence[str], wanted: AbstractSet[str]) -> bool:
    """Whether a form that fills `cells` ("gen.sg", …) can stand in a wanted case; one without cells can in any."""
    return not cells or bool(wanted & cases(cells))


@cache
def load(source: str, target: str) -> Agreement | None:
    """The trained model for a pair of languages; None where there is none."""
    resource = files("dragoman.translate") / "agreement_data" / f"{source}-{target}.npz"
    if not resource.is_file():
        return None
    with resource.open("rb") as file, np.load(file) as arrays:
        classes = tuple(str(name) for name in arrays["classes"])
        return Agreement(classes, arrays["table"], float(arrays["scale"]), arrays["bias"])
