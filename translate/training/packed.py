"""The packed format: all examples of a group in flat arrays of one .npz file.

src: source piece numbers with the language tag first; tgt: target piece numbers; so, to: where each example begins in
them, and the end; ali: for each target piece its position in the example's source, -1 for none. vocab: the number of
pieces of the subword model (older files lack it).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]


class Writer:
    """Gathers examples compactly and writes them."""

    def __init__(self) -> None:
        self._source, self._target, self._alignment = array("H"), array("H"), array("h")
        self._source_ends, self._target_ends = array("q", [0]), array("q", [0])

    def __len__(self) -> int:
        return len(self._source_ends) - 1

    def add(self, source: Any, target: Any, alignment: Any) -> None:
        """One example; raises ValueError where alignment and target differ in length."""
        if len(alignment) != len(target):
            raise ValueError("not one alignment a target piece")
        self._source.extend(source)
        self._target.extend(target)
        self._alignment.extend(alignment)
        self._source_ends.append(len(self._source))
        self._target_ends.append(len(self._target))

    def describe(self) -> str:
        """Sizes, and the share of target pieces that are aligned."""
        aligned = np.count_nonzero(np.asarray(self._alignment) >= 0) / max(1, len(self._alignment))
        return f"{len(self)} examples, {len(self._source)} source and {len(self._target)} target pieces, {aligned:.2f} aligned"

    def save(self, path: Path, vocabulary: int) -> None:
        """Write the .npz file."""
        np.savez_compressed(
            path,
            src=np.asarray(self._source, np.uint16),
            tgt=np.asarray(self._target, np.uint16),
            ali=np.asarray(self._alignment, np.int16),
            so=np.asarray(self._source_ends, np.int64),
            to=np.asarray(self._target_ends, np.int64),
            vocab=np.int64(vocabulary),
        )


@dataclass(frozen=True, slots=True)
class Flat:
    """Some examples one behind the other: pieces, alignment, and how many pieces each example has on either side."""

    source: Numbers
    target: Numbers
    alignment: Numbers
    source_lengths: Numbers
    target_lengths: Numbers


class Packed:
    """The examples of one .npz file."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as arrays:
            self._source: Numbers = arrays["src"]
            self._target: Numbers = arrays["tgt"]
            self._alignment: Numbers = arrays["ali"]
            self._source_ends: Numbers = arrays["so"]
            self._target_ends: Numbers = arrays["to"]
            self.vocabulary = int(arrays["vocab"]) if "vocab" in arrays else 0

    def __len__(self) -> int:
        return len(self._source_ends) - 1

    @property
    def lengths(self) -> Numbers:
        """The longer side of each example, begin and end included."""
        longer: Numbers = np.maximum(np.diff(self._source_ends), np.diff(self._target_ends)) + 2
        return longer

    def example(self, index: int) -> tuple[Numbers, Numbers, Numbers]:
        """Source with the language tag first, target, alignment."""
        source = slice(self._source_ends[index], self._source_ends[index + 1])
        target = slice(self._target_ends[index], self._target_ends[index + 1])
        return self._source[source], self._target[target], self._alignment[target]

    def change(self, by: Callable[[Flat], Flat]) -> None:
        """Make all examples others."""
        flat = by(self.gather(range(len(self))))
        self._source, self._target, self._alignment = flat.source, flat.target, flat.alignment
        self._source_ends = np.concatenate([[0], np.cumsum(flat.source_lengths)])
        self._target_ends = np.concatenate([[0], np.cumsum(flat.target_lengths)])

    def gather(self, indices: Sequence[int]) -> Flat:
        """Some examples, in the order of `indices`."""
        chosen = np.asarray(indices, np.int64)
        source, source_lengths = _ranges(self._source_ends, chosen)
        target, target_lengths = _ranges(self._target_ends, chosen)
        return Flat(
            self._source[source].astype(np.int64),
            self._target[target].astype(np.int64),
            self._alignment[target].astype(np.int64),
            source_lengths,
            target_lengths,
        )


def _ranges(ends: Numbers, chosen: Numbers) -> tuple[Numbers, Numbers]:
    """The places of all pieces of the chosen examples, and how many each has."""
    starts, lengths = ends[chosen], ends[chosen + 1] - ends[chosen]
    return np.repeat(starts, lengths) + places(lengths), lengths


def places(lengths: Numbers) -> Numbers:
    """0, 1, 2 … of each of some stretches: [2, 3] makes [0, 1, 0, 1, 2]."""
    begins: Numbers = np.cumsum(lengths) - lengths
    counted: Numbers = np.arange(int(lengths.sum())) - np.repeat(begins, lengths)
    return counted
