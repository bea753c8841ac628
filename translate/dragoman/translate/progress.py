"""Progress of work that goes on in groups side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

Progress = Callable[[int, int], None]
"""Told of the steps done and the steps there are in all."""

Tell = Callable[[int], None]
"""Told how much a group of segments still has open."""


class StoppedError(Exception):
    """Raised in a group when the others have failed or the user has had enough."""


class Steps:
    """Adds up the steps that groups have done, which never become fewer. totals: the steps of each group."""

    def __init__(self, progress: Progress | None, totals: Sequence[int]) -> None:
        self._progress, self._totals = progress, totals
        self._done = [0] * len(totals)
        self._lock = Lock()
        self._stopped = False

    def part(self, group: int) -> Tell:
        """What a group tells its open steps to; raises StoppedError once the whole is stopped."""

        def tell(waiting: int) -> None:
            with self._lock:
                if self._stopped:
                    raise StoppedError
                self._done[group] = max(self._done[group], self._totals[group] - waiting)
                if self._progress:
                    self._progress(sum(self._done), sum(self._totals))

        return tell

    def stop(self) -> None:
        """Have every group stop as soon as it tells something."""
        self._stopped = True
