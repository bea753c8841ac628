"""Tab-separated values: pairs of sources and translations, with or without quoting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from dragoman.corpora.units import Unit

from . import table
from .table import TableFile

_SEPARATOR = "\t"


def sniff(head: bytes) -> bool:
    """Whether a file begins with a header that names a source and a target."""
    return table.sniff(head, _SEPARATOR)


def parse(data: bytes, name: str, source: str, target: str | None = None) -> TableFile:
    """The units of a table. Raises InputError with the place of rows that are not alike or quotations left open."""
    return table.parse(data, name, source, target, _SEPARATOR)


def stream(file: BinaryIO, name: str, source: str, target: str | None = None) -> Iterator[Unit]:
    """The units of a table of any size, one row in memory at a time. Raises InputError as parse does."""
    return table.stream(file, name, source, target, _SEPARATOR)
