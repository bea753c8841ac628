"""Installing Argos packages: the index, the download, and unpacking a file nobody vouches for.

argostranslate's own installer imports stanza and with it PyTorch, extracts unchecked, and leaves half a package behind
when it is interrupted; so these steps are done here, into the same places with the same layout. This is the only module
of the engines that uses the network, and only when called.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from http.client import HTTPException
from pathlib import Path, PurePosixPath
from typing import Any

from dragoman.termbase.errors import EngineError, OutputError

from .argos import Places, installed, places
from .package import Direction, Package, canonical, field, parse_directions, read, release

Progress = Callable[[int, int | None], None]  # bytes so far; bytes in all, None where unknown

TIMEOUT = 30  # seconds without a byte
BLOCK = 1 << 16  # bytes
MAX_INDEX = 16 << 20  # bytes
MAX_PACKAGE = 4 << 30  # bytes, packed and unpacked alike; Argos packages have 50 to 300 MB
MAX_FILES = 10_000
ADVICE = "check the network or pass a downloaded .argosmodel file"


@dataclass(frozen=True, slots=True)
class Offer:
    """A translation package that the index offers."""

    version: str
    directions: tuple[Direction, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Installation:
    """What `install_pair` did. fresh: False where that version was installed already."""

    package: Package
    fresh: bool


def fetch_index(address: str) -> list[Offer]:
    """The translation packages of the index at an address; entries that make no sense are left out.

    Raises EngineError where it cannot be reached or is no index.
    """
    buffer = io.BytesIO()
    try:
        _fetch(address, buffer, MAX_INDEX, None)
    except (OSError, HTTPException, ValueError) as error:
        raise EngineError(f"could not reach the Argos package index: {_reason(error)}", hint=ADVICE) from None
    try:
        entries = json.loads(buffer.getvalue().decode("utf-8"))
    except (ValueError, RecursionError):
        entries = None
    if not isinstance(entries, list):
        raise EngineError("the Argos package index is not a JSON list", address, ADVICE)
    local = address.startswith("file:")
    return [offer for entry in entries if isinstance(entry, dict) for offer in _offer(entry, local)]


def _offer(entry: dict[str, Any], local: bool) -> Iterator[Offer]:
    links = entry.get("links")
    if entry.get("type", "translate") != "translate" or not isinstance(links, list):
        return
    schemes = ("https://", "http://", "file://") if local else ("https://", "http://")
    usable = tuple(link for link in links if isinstance(link, str) and link.lower().startswith(schemes))
    if usable:
        with contextlib.suppress(ValueError):
            yield Offer(field(entry, "package_version"), parse_directions(entry)[1], usable)


def choose(offers: list[Offer], source: str, target: str) -> Offer:
    """The newest offer for a language pair; raises EngineError listing what the index has from or into them."""
    pair = canonical(source), canonical(target)
    fitting = [offer for offer in offers if any(direction.pair == pair for direction in offer.directions)]
    if fitting:
        return max(fitting, key=lambda offer: release(offer.version))
    every = {direction.pair for offer in offers for direction in offer.directions}
    near = sorted(f"{one}-{other}" for one, other in every if one == pair[0] or other == pair[1])
    advice = f"near it: {', '.join(near[:40])}" if near else ""
    raise EngineError(f"the Argos package index has no package for {pair[0]}-{pair[1]}", hint=advice)


def index_address(where: Places) -> str:
    """The address of the index: the configured one, else the default of the installed Argos Translate."""
    if where.index is None:
        try:
            with contextlib.redirect_stdout(io.StringIO()):  # it prints about a settings file that it cannot read
                from argostranslate.settings import package_index as base
        except Exception as error:  # its import creates directories and checks settings, and fails in many ways
            raise EngineError(f"the settings of Argos Translate do not work: {_reason(error)}") from None
    else:
        base = where.index
    return f"{base}index.json"


def install_pair(source: str, target: str, progress: Progress | None = None) -> Installation:
    """Download and install the newest package of the index for a pair, unless it is installed already.

    Raises EngineError for anything wrong with the network, the index or the package, OutputError where the package
    cannot be written; then nothing is installed.
    """
    where = places()
    pair = canonical(source), canonical(target)
    offer = choose(fetch_index(index_address(where)), *pair)
    for package in installed(where)[0]:
        same = {one.pair for one in package.directions} == {one.pair for one in offer.directions}
        if same and package.release >= release(offer.version):
            return Installation(package, fresh=False)
    with _workspace(where.install) as workspace:
        archive = workspace / "package.argosmodel"
        _download(offer, archive, progress)
        return Installation(_install(archive, where.install, workspace, pair), fresh=True)


def install_file(archive: Path) -> Package:
    """Install a package from an `.argosmodel` file; no network. Raises EngineError or OutputError as `install_pair`."""
    try:
        with archive.open("rb"):
            pass
    except OSError as error:
        raise EngineError(f"cannot read the package: {error.strerror}", archive) from None
    where = places()
    with _workspace(where.install) as workspace:
        return _install(archive, where.install, workspace)


def _fetch(address: str, out: Any, limit: int, progress: Progress | None) -> None:
    """Copy what is at an address to a binary file; raises OSError, HTTPException or ValueError."""
    from urllib.request import Request, urlopen

    request = Request(address, headers={"User-Agent": "dragoman"})
    with urlopen(request, timeout=TIMEOUT) as response:
        length = response.headers.get("Content-Length", "")
        total = int(length) if re.fullmatch(r"\d{1,15}", length) else None
        done = 0
        while block := response.read(BLOCK):
            done += len(block)
            if done > limit:
                raise ValueError(f"it is larger than {limit >> 20} MB")
            out.write(block)
            if progress:
                progress(done, total)
        if total is not None and done < total:
            raise OSError("the connection broke off")


def _reason(error: BaseException) -> str:
    """Why, in a few words on one line."""
    inner = getattr(error, "reason", None)
    if isinstance(inner, BaseException):
        return _reason(inner)
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())


def _download(offer: Offer, archive: Path, progress: Progress | None) -> None:
    reason = ""
    for link in offer.links:
        try:
            out = archive.open("wb")
        except OSError as error:
            raise OutputError(f"cannot write the package: {error.strerror}", archive.parent) from None
        with out:
            try:
                return _fetch(link, out, MAX_PACKAGE, progress)
            except (OSError, HTTPException, ValueError) as error:
                reason = _reason(error)
    raise EngineError(f"could not download the package: {reason}", hint=ADVICE)


@contextlib.contextmanager
def _workspace(packages: Path) -> Iterator[Path]:
    """A directory that goes away, on the same file system as the packages, so that a rename suffices in the end.

    Beside the packages where possible: Argos Translate takes every directory among them for a package.
    """
    try:
        packages.mkdir(parents=True, exist_ok=True)
        parent = packages.absolute().parent
        beside = os.access(parent, os.W_OK) and parent.stat().st_dev == packages.stat().st_dev
        directory = tempfile.TemporaryDirectory(
            prefix=".dragoman-", dir=parent if beside else packages, ignore_cleanup_errors=True
        )
    except OSError as error:
        raise OutputError(f"cannot install packages here: {error.strerror}", packages) from None
    with directory as name:
        yield Path(name)


def _install(archive: Path, packages: Path, workspace: Path, wanted: tuple[str, str] | None = None) -> Package:
    unpacked = workspace / "unpacked"
    top = unpack(archive, unpacked)
    try:
        found = read(top)
    except EngineError as error:
        raise EngineError(error.message, archive) from None
    if found is None:
        raise EngineError("not a translation package", archive)
    pairs = [direction.pair for direction in found.directions]
    if wanted is not None and wanted not in pairs:
        holds = ", ".join("-".join(pair) for pair in pairs)
        raise EngineError(f"the package behind the index's link is for {holds}, not {'-'.join(wanted)}")
    target, replaced = packages / top.name, workspace / "replaced"
    try:
        if target.exists():
            target.rename(replaced)
        top.rename(target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            replaced.rename(target)
        if not isinstance(error, OSError):
            raise
        raise OutputError(f"cannot install the package: {error.strerror}", target) from None
    return replace(found, directory=target)


def unpack(archive: Path, directory: Path) -> Path:
    """Unpack a package archive into a new directory and return its one top folder.

    Refuses, with EngineError, names that lead elsewhere, links, encryption, more than one top folder, and more data
    than MAX_PACKAGE or MAX_FILES, counted as it is written; OutputError where writing fails.
    """
    try:
        with zipfile.ZipFile(archive) as bundle:
            members = bundle.infolist()
            if len(members) > MAX_FILES:
                raise EngineError(f"refused: more than {MAX_FILES} files", archive)
            places_inside = [_place(member, archive) for member in members]
            tops = {place.parts[0] for place in places_inside}
            if len(tops) != 1:
                raise EngineError("not an Argos package: it must hold exactly one folder", archive)
            budget = MAX_PACKAGE
            for member, place in zip(members, places_inside, strict=True):
                budget -= _extract(bundle, member, directory / place, budget, archive)
    except zipfile.BadZipFile:
        raise EngineError("not an Argos package, or a damaged one", archive) from None
    except (RuntimeError, NotImplementedError, zlib.error, EOFError, ValueError) as error:
        raise EngineError(f"cannot unpack the package: {_reason(error)}", archive) from None
    except OSError as error:
        raise OutputError(f"cannot unpack the package: {_reason(error)}", directory.parent) from None
    return directory / tops.pop()


def _place(member: zipfile.ZipInfo, archive: Path) -> PurePosixPath:
    """Where a member may go, relative to the directory unpacked into."""
    name = member.filename
    place = PurePosixPath(name)
    kind = stat.S_IFMT(member.external_attr >> 16)
    if (
        not place.parts
        or place.is_absolute()
        or any(part.startswith("..") for part in place.parts)
        or place.parts[0].startswith(".")
        or re.search(r'[\\:*?"<>|]', name)
        or not name.isprintable()
        or kind not in (0, stat.S_IFREG, stat.S_IFDIR)
        or (len(place.parts) == 1 and not member.is_dir())
    ):
        raise EngineError(f"refused: the package holds an unsafe entry {name[:100]!r}", archive)
    return place


def _extract(bundle: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, budget: int, archive: Path) -> int:
    """Write one member, at most `budget` bytes; the number of bytes written."""
    if member.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    done = 0
    with bundle.open(member) as source, path.open("xb") as out:
        while block := source.read(BLOCK):
            done += len(block)
            if done > budget:
                raise EngineError(f"refused: it unpacks to more than {MAX_PACKAGE >> 20} MB", archive)
            out.write(block)
    return done
