"""What the steps of the recipe say while they work."""

from __future__ import annotations

import sys


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
