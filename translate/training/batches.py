"""Batches of examples of similar length, drawn from several packed sets by weight and made ready ahead of time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .packed import Flat, Numbers, Packed, places
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


def make(flat: Flat, pin: bool = False) -> Batch:
    """The batch of some examples."""
    count = len(flat.source_lengths)
    begins = np.cumsum(flat.source_lengths) - flat.source_lengths
    tags, ends = flat.source[begins], flat.source_lengths - 1  # the tag moves over, an end comes in
    source = np.full((count, _padded(int(flat.source_lengths.max()))), PAD, np.int64)
    target = np.full((count, _padded(int(flat.target_lengths.max()) + 2)), PAD, np.int64)
    wanted, alignment = target.copy(), np.full_like(target, -1)
    every = np.arange(count)
    rows, columns = np.repeat(every, flat.source_lengths), places(flat.source_lengths)
    text = columns > 0
    source[rows[text], columns[text] - 1] = flat.source[text]
    source[every, ends] = END
    # the language tag opens the target: it is given when translating, so nobody asks the model for it
    target[:, 0], target[:, 1] = BEGIN, tags
    rows, columns = np.repeat(every, flat.target_lengths), places(flat.target_lengths)
    target[rows, columns + 2] = wanted[rows, columns + 1] = flat.target
    wanted[every, flat.target_lengths + 1] = END
    alignment[rows, columns + 1] = np.where(flat.alignment > 0, flat.alignment - 1, -1)
    alignment[every, flat.target_lengths + 1] = ends
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
    """An endless supply of batches from several sets; `fine` switches to the last shares.

    vary: what happens to the examples of a batch first, by a random generator; not in the last part of the training.
    """

    def __init__(
        self,
        shares: Sequence[Share],
        pieces: int,
        longest: int,
        seed: Sequence[int],
        pin: bool,
        vary: Callable[[Flat, np.random.Generator], Flat] | None = None,
    ) -> None:
        self.sets = [Packed(share.path) for share in shares]
        self.fine = False
        self.passes = [0] * len(shares)
        self._shares, self._pieces, self._longest, self._pin = shares, pieces, longest, pin
        self._vary = vary
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

    def _make(self, packed: Packed, indices: Sequence[int], seed: int | None) -> Batch:
        flat = packed.gather(indices)
        if self._vary and seed is not None:
            flat = self._vary(flat, np.random.default_rng(seed))
        return make(flat, self._pin)

    def batches(self) -> Generator[Batch, None, None]:
        """Batches, the next few always in the making."""
        choices = self._choices()
        with ThreadPoolExecutor(2) as pool:

            def start(count: int) -> list[Future[Batch]]:
                return [pool.submit(self._make, *choice, self._seed()) for choice in islice(choices, count)]

            waiting = start(AHEAD)
            while True:
                waiting += start(1)
                yield waiting.pop(0).result()

    def _seed(self) -> int | None:
        return int(self._rng.integers(1 << 62)) if self._vary and not self.fine else None
