"""Packages that Argos Translate has installed on this machine: where they are, which of them work.

The places are worked out by the rules of argostranslate.settings, but without importing it: that import creates
directories in the user's home, and looking must not.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from dragoman.termbase.errors import EngineError

from .package import Package, PackageEngine, read

MAX_SETTINGS = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Places:
    """Where Argos Translate keeps things. search: directories of packages; install: the one new packages go to.

    index: the configured address of the package index, None for Argos Translate's own.
    """

    install: Path
    search: tuple[Path, ...]
    index: str | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """An installed package that cannot be used, and why."""

    name: str
    reason: str


def places() -> Places:
    """The places by environment variable, then settings.json, then default, as argostranslate.settings has it.

    Raises EngineError where there is no home directory at all.
    """
    environ = os.environ
    home = _home()
    data = Path(environ.get("XDG_DATA_HOME", home / ".local" / "share")) / "argos-translate"
    config = Path(environ.get("XDG_CONFIG_HOME", home / ".config")) / "argos-translate"
    settings = _settings(config / "settings.json")
    install = Path(environ.get("ARGOS_PACKAGES_DIR", settings.get("ARGOS_PACKAGES_DIR", data / "packages")))
    return Places(
        install,
        (install, *_snap()),
        environ.get("ARGOS_PACKAGE_INDEX", settings.get("ARGOS_PACKAGE_INDEX")),
    )


def _home() -> Path:
    snap = os.environ.get("SNAP_USER_DATA") if "SNAP" in os.environ else None
    try:
        return Path(snap) if snap else Path.home()
    except RuntimeError:
        raise EngineError("no home directory to look for Argos packages in", hint="set ARGOS_PACKAGES_DIR") from None


def _settings(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(MAX_SETTINGS).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {key: value for key, value in data.items() if isinstance(value, str)} if isinstance(data, dict) else {}


def _snap() -> list[Path]:
    if "SNAP" not in os.environ:
        return []
    custom = Path(os.environ["SNAP"]) / "snap_custom"
    content = custom / "content_snap_packages"
    found = [custom / "packages", *(sorted(content.iterdir()) if content.is_dir() else [])]
    return [path for path in found if path.is_dir()]


def installed(where: Places | None = None) -> tuple[list[Package], list[Broken]]:
    """Every installed translation package, and those that are broken; reads only."""
    packages: list[Package] = []
    broken: list[Broken] = []
    for directory in (where or places()).search:
        try:
            entries = sorted(path for path in directory.iterdir() if path.is_dir() and not path.name.startswith("."))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            broken.append(Broken(directory.name, f"cannot be read: {error.strerror}"))
            continue
        for entry in entries:
            try:
                package = read(entry)
            except EngineError as error:
                broken.append(Broken(entry.name, error.message))
            else:
                packages += [package] if package else []
    return packages, broken


class ArgosEngine(PackageEngine):
    """The working packages of an Argos Translate installation; `broken` lists the others."""

    def __init__(self, where: Places | None = None) -> None:
        packages, self.broken = installed(where)
        super().__init__("argos", packages)


def load() -> ArgosEngine:
    """The engine `argos`, with whatever is installed now (perhaps nothing)."""
    try:
        return ArgosEngine()
    except EngineError:
        return ArgosEngine(Places(Path(), ()))
