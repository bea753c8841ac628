"""po: to be written."""

from __future__ import annotations

from dragoman.corpora.units import UnitFile
from dragoman.termbase.errors import InputError


def sniff(head: bytes) -> bool:
    del head
    return False


def parse(data: bytes, name: str, source: str, target: str | None = None) -> UnitFile:
    del data, source, target
    raise InputError("not there yet", name)
