"""The engine that a model card is about: by name or package directory, with annotation switched on, and its size.

Imports what costs time on use only: the times to load an engine are measured with this module imported before.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.translate.engines.base import Engine
    from dragoman.translate.engines.package import Package

SOURCE = "en"


def open_engine(name: str) -> Engine:
    """The engine of a name, or of the package in a directory; raises DragomanError."""
    from dragoman.termbase.errors import EngineError
    from dragoman.translate.engines import engine
    from dragoman.translate.engines.package import PackageEngine, read

    directory = Path(name)
    if not (directory / "metadata.json").is_file():
        return engine(name)
    package = read(directory)
    if package is None:
        raise EngineError("the package holds no translation model", directory)
    return PackageEngine(package.name, [package])


def package_of(engine: Engine, target: str) -> Package | None:
    """The package behind an engine's translations into `target`; None for an engine of another kind."""
    from dragoman.translate.engines.package import PackageEngine

    return engine.package(SOURCE, target) if isinstance(engine, PackageEngine) else None


def annotating(engine: Engine, target: str) -> tuple[Engine, bool] | None:
    """The engine as one that reads target lemma annotation, and whether it declares that it does.

    A package that does not declare it is opened as if it did, provided its model has tokens for the notation. None
    where there are none.
    """
    from dataclasses import replace

    from dragoman.translate.engines.package import ANNOTATION, PackageEngine

    if engine.capabilities(SOURCE, target).annotation:
        return engine, True
    package = package_of(engine, target)
    if package is None or not _has_notation(package):
        return None
    return PackageEngine(engine.name, [replace(package, features=package.features | {ANNOTATION})]), False


def _has_notation(package: Package) -> bool:
    """Whether the model's vocabulary has every token that annotations are written with."""
    import json

    from dragoman.translate.engines.ct2 import NOTATION

    for pattern in ("shared_vocabulary.*", "source*_vocabulary.*"):
        for path in (package.directory / "model").glob(pattern):
            text = path.read_text(encoding="utf-8")
            tokens = json.loads(text) if path.suffix == ".json" else text.split("\n")
            return set(NOTATION) <= set(tokens)
    return False


def compressed(directory: Path) -> int:
    """Bytes that the files of a directory take inside a wheel, which is a ZIP archive (deflate)."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(directory.rglob("*")):
            if path.is_file():
                file.write(path, str(path.relative_to(directory)))
        return sum(item.compress_size for item in file.infolist())
