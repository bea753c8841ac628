"""Where results and messages go: plain or coloured as the stream asks, never wider than it needs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

PIPE_WIDTH = 120
"""Columns of a table that goes to a file or pipe and not to a terminal, unless COLUMNS says otherwise."""


def console(stream: IO[str]) -> Console:
    """A rich console on a stream that prints text as it is: no markup, emoji codes or guessed highlighting.

    Colours only on a terminal and never with NO_COLOR set: rich sees to both.
    """
    from rich.console import Console

    class Plain(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would exit with 1, which here means findings

    width = None if stream.isatty() or os.environ.get("COLUMNS") else PIPE_WIDTH
    return Plain(file=stream, width=width, markup=False, emoji=False, highlight=False, soft_wrap=False)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = (), title: str = "") -> Table:
    """A plain table; `numbers` are the columns to set flush right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, title=Text(title) if title else None, title_justify="left", pad_edge=False)
    for index, head in enumerate(heads):
        made.add_column(Text(head), justify="right" if index in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    return made


def write(text: str) -> None:
    """Write text to standard output as it is, in UTF-8, without touching its line ends."""
    write_bytes(text.encode("utf-8", "backslashreplace"))


def write_bytes(data: bytes) -> None:
    """Write the content of a file to standard output."""
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(data.decode("utf-8", "replace"))
        return
    buffer.write(data)
    buffer.flush()


def write_json(data: Any) -> None:
    """Write data to standard output as indented JSON, other scripts unescaped."""
    write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def note(line: str) -> None:
    """One line for the person at the terminal, on stderr."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201
