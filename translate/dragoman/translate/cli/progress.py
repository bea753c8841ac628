"""Progress bars on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..progress import Progress


@contextmanager
def bars() -> Iterator[Callable[[str], Progress]]:
    """Shows a bar for each label it is given, until the block ends; the bars go away then."""
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    from .console import console

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console(sys.stderr), transient=True) as shown:

        def start(label: str) -> Progress:
            task = shown.add_task(label, total=None)

            def report(done: int, total: int) -> None:
                shown.update(task, completed=done, total=total)

            return report

        yield start
