"""What commands take in: termbases, languages, texts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.termbase.errors import InputError

if TYPE_CHECKING:
    from dragoman.termbase.model import Termbase

STANDARD_INPUT = "-"
STDIN_NAME = "standard input"


def termbase(paths: Sequence[Path], curated: bool) -> Termbase:
    """The curated termbase with the user's own laid over it; raises InputError where neither is wanted."""
    from dragoman.termbase.load import load_layers

    if not curated and not paths:
        raise InputError("no termbase left: --no-curated needs at least one --termbase")
    return load_layers(paths, curated=curated)


def read(name: str) -> str:
    """The text of a file, or of standard input for "-"; raises InputError for what is no text."""
    from dragoman.corpora.files import decode, read_text

    if name != STANDARD_INPUT:
        return read_text(Path(name))
    return decode(standard_input(), STDIN_NAME)


def standard_input() -> bytes:
    """All of standard input; raises InputError where it is empty or too large."""
    from dragoman.corpora.files import read_stream

    return read_stream(sys.stdin.buffer, STDIN_NAME)


def read_lines(name: str) -> list[str]:
    """The lines of a text, without line ends; only LF and CR LF end a line. Raises InputError where there is none."""
    text = read(name).replace("\r\n", "\n")
    if not text.strip():
        raise InputError("there is nothing in it but white space", name)
    return text.removesuffix("\n").split("\n")


def read_bytes(name: str) -> bytes:
    """The content of a file, or of standard input for "-"; raises InputError where there is none."""
    from dragoman.corpora.files import read_bytes as from_file

    return standard_input() if name == STANDARD_INPUT else from_file(Path(name))


def label(name: str) -> str:
    """An input's name for people."""
    return STDIN_NAME if name == STANDARD_INPUT else name
