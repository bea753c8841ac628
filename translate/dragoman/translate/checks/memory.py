"""A table of hashes that never grows: what was seen before, in constant memory."""

from __future__ import annotations

import hashlib
from array import array

_WAYS = 8  # slots a key may stand in; the oldest gives way
CAPACITY = 1 << 18
"""Keys that a table holds unless told otherwise; 24 bytes each."""


class Seen:
    """Remembers, for each of the last `capacity` keys or so, a value and a place, all of them 64-bit numbers.

    Keys are hashes: of two different texts one in 2**64 pairs is taken for the same. Where a run has more keys than
    fit, those seen longest ago are forgotten.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        """capacity: a power of two, 8 or more; ValueError otherwise."""
        if capacity < _WAYS or capacity & (capacity - 1):
            raise ValueError(f"not a power of two of at least {_WAYS}: {capacity}")
        self._rows = capacity // _WAYS
        self._keys = array("Q", bytes(8 * capacity))
        self._values = array("Q", bytes(8 * capacity))
        self._places = array("Q", bytes(8 * capacity))
        self._next = bytearray(self._rows)

    def look(self, key: int, value: int, place: int) -> tuple[int, int] | None:
        """What a key was first seen with: (value, place). One that is new, None, is remembered with those given."""
        key = key or 1  # 0 marks a free slot
        row = key % self._rows
        start = row * _WAYS
        for slot in range(start, start + _WAYS):
            if self._keys[slot] == key:
                return self._values[slot], self._places[slot]
        slot = start + self._next[row]
        self._next[row] = (self._next[row] + 1) % _WAYS
        self._keys[slot], self._values[slot], self._places[slot] = key, value, place
        return None


def digest(*parts: str) -> int:
    """A 64-bit hash of texts, the same in every run."""
    data = "\0".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest())
