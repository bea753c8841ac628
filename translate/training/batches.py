"""Batches of examples of similar length, drawn from several packed sets by weight and made ready ahead of time."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .packed import Numbers, Packed
from .subwords import BEGIN, END, PAD

MULTIPLE = 8  # lengths are padded to it, as fast attention kernels want them
WINDOW = 200_000  # examples sorted by length together, so that batches differ from epoch to epoch
AHEAD = 6  # batches made ready


@dataclass(frozen=True, slots=True)
class Batch:
    """source, target: what the model reads; wanted: the next piece at each target position, PAD where none is asked
    for; alignment: the source position that belongs to it, -1 for none."""

    source: Tensor
    target: Tensor
    wanted: Tensor
    alignment: Tensor

    def to(self, device: torch.device) -> Batch:
        """The batch on a device."""
        return Batch(
            *(part.to(device, non_blocking=True) for part in (self.source, self.target, self.wanted, self.alignment))
        )


def make(packed: Packed, indices: Sequence[int], pin: bool = False) -> Batch:
    """The batch of some examples."""
    examples = [packed.example(index) for index in indices]
    width = _padded(max(len(source) for source, _, _ in examples))  # its tag moves over, its end comes in
    height = _padded(max(len(target) for _, target, _ in examples) + 2)
    source = np.full((len(examples), width), PAD, np.int64)
    target = np.full((len(examples), height), PAD, np.int64)
    wanted, alignment = target.copy(), np.full_like(target, -1)
    for row, (pieces, others, places) in enumerate(examples):
        end, length = len(pieces) - 1, len(others)
        source[row, :end], source[row, end] = pieces[1:], END
        # the language tag opens the target: it is given when translating, so nobody asks the model for it
        target[row, :2], target[row, 2 : length + 2] = (BEGIN, pieces[0]), others
        wanted[row, 1 : length + 1], wanted[row, length + 1] = others, END
        alignment[row, 1 : length + 1] = np.where(places > 0, places - 1, -1)
        alignment[row, length + 1] = end
    arrays = (torch.from_numpy(array) for array in (source, target, wanted, alignment))
    return Batch(*(array.pin_memory() if pin else array for array in arrays))


def _padded(length: int) -> int:
    return -(-length // MULTIPLE) * MULTIPLE


def epoch(packed: Packed, pieces: int, longest: int, rng: np.random.Generator) -> list[list[int]]:
    """One pass: the indices of batches of at most `pieces` padded pieces a side, in random order."""
    lengths = packed.lengths
    order = rng.permutation(len(packed))
    order = order[lengths[order] <= longest]
    batches: list[list[int]] = []
    for start in range(0, len(order), WINDOW):
        batches += _cut(order[start : start + WINDOW], lengths, pieces)
    shuffled = rng.permutation(len(batches))
    return [batches[index] for index in shuffled]


def _cut(order: Numbers, lengths: Numbers, pieces: int) -> Iterator[list[int]]:
    batch: list[int] = []
    for index in order[np.argsort(lengths[order], kind="stable")]:
        if batch and (len(batch) + 1) * _padded(int(lengths[index])) > pieces:
            yield batch
            batch = []
        batch.append(int(index))
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class Share:
    """A packed set and its share of the batches, in the main part of the training and in the last."""

    path: Path
    main: float
    last: float

    @classmethod
    def parse(cls, text: str) -> Share:
        """FILE.npz=WEIGHT or FILE.npz=WEIGHT/LAST; raises ValueError."""
        path, equals, weights = text.rpartition("=")
        main, _, last = weights.partition("/")
        if not equals:
            raise ValueError(f"not FILE=WEIGHT: {text}")
        return cls(Path(path), float(main), float(last or main))


class Mixture:
    """An endless supply of batches from several sets; `fine` switches to the last shares."""

    def __init__(self, shares: Sequence[Share], pieces: int, longest: int, seed: Sequence[int], pin: bool) -> None:
        self.sets = [Packed(share.path) for share in shares]
        self.fine = False
        self.passes = [0] * len(shares)
        self._shares, self._pieces, self._longest, self._pin = shares, pieces, longest, pin
        self._rng = np.random.default_rng(list(seed))

    def _choices(self) -> Iterator[tuple[Packed, list[int]]]:
        running: list[Iterator[list[int]]] = [iter(()) for _ in self.sets]
        while True:
            weights = np.array([share.last if self.fine else share.main for share in self._shares])
            chosen = int(self._rng.choice(len(weights), p=weights / weights.sum()))
            indices = next(running[chosen], None)
            if indices is None:
                batches = epoch(self.sets[chosen], self._pieces, self._longest, self._rng)
                if not batches:
                    raise ValueError(f"{self._shares[chosen].path}: no example of at most {self._longest} pieces")
                running[chosen] = iter(batches)
                self.passes[chosen] += 1
                indices = next(running[chosen])
            yield self.sets[chosen], indices

    def batches(self) -> Generator[Batch, None, None]:
        """Batches, the next few always in the making."""
        choices = self._choices()
        with ThreadPoolExecutor(2) as pool:

            def start(count: int) -> list[Future[Batch]]:
                return [pool.submit(make, packed, indices, self._pin) for packed, indices in islice(choices, count)]

            waiting = start(AHEAD)
            while True:
                waiting += start(1)
                yield waiting.pop(0).result()
