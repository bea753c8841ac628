"""The embedded model: an ordinary package shipped with the program, so that it translates without any download."""

from __future__ import annotations

from pathlib import Path

from dragoman.termbase.errors import EngineError

from .package import PackageEngine, read

DIRECTORY = Path(__file__).parent / "model"


def load() -> PackageEngine:
    """The engine `builtin`; raises EngineError where the installation has lost its model."""
    package = read(DIRECTORY)
    if package is None:
        raise EngineError("the embedded package holds no translation model", DIRECTORY)
    return PackageEngine("builtin", [package])
