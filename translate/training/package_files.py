"""Packages of Debian and npm: fetched where they are not there yet, and read without being unpacked."""

from __future__ import annotations

import lzma
import re
import subprocess
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dragoman.corpora.files import LIMIT, shown
from dragoman.termbase.errors import InputError

MOST = 500_000_000  # bytes of all files read from the packages of a collection
_AGAIN = "delete it, and it is fetched again"


@dataclass(frozen=True, slots=True)
class Origin:
    """How a package is fetched: the command, to which its name is added, and the file that it leaves behind."""

    command: tuple[str, ...]
    pattern: str

    def file(self, package: str) -> str:
        """The pattern of the package's file name."""
        return self.pattern.format(package.replace("@", "-"))


ORIGINS = {
    "deb": Origin(("apt-get", "download"), "{}_*.deb"),
    "source": Origin(("apt-get", "source", "--download-only", "--tar-only"), "{}_*.tar.xz"),
    "npm": Origin(("npm", "pack", "--ignore-scripts", "--loglevel=error"), "{}.tgz"),
}


def located(package: str, downloads: Path) -> Path | None:
    """The file of a package, None where it is not there. Raises InputError where there are several."""
    kind, _, name = package.partition(":")
    found = sorted(downloads.glob(ORIGINS[kind].file(name)))
    if len(found) > 1:
        names = ", ".join(shown(path.name) for path in found)
        raise InputError(f"several files of one package: {names}", shown(downloads), "keep one of them")
    return found[0] if found else None


def fetch(packages: Iterable[str], downloads: Path) -> None:
    """Fetch the packages that are not there yet. Raises InputError where a command fails or leaves no file behind."""
    missing: dict[str, list[str]] = {}
    for package in packages:
        if located(package, downloads) is None:
            kind, _, name = package.partition(":")
            missing.setdefault(kind, []).append(name)
    for kind, names in missing.items():
        command = [*ORIGINS[kind].command, *names]
        line = " ".join(ORIGINS[kind].command)
        try:
            status = subprocess.run(command, cwd=downloads, check=False).returncode
        except OSError as error:
            raise InputError(f"cannot run {command[0]}: {error.strerror}", line, f"install {command[0]}") from None
        if status:
            hint = "the packages are those of Debian 13; APT_CONFIG can name a configuration" if kind != "npm" else ""
            raise InputError(f"{command[0]} failed with status {status}", line, hint)
        for name in names:
            if located(f"{kind}:{name}", downloads) is None:
                raise InputError(f"no file {ORIGINS[kind].file(name)} came of it", line)


@contextmanager
def _tar(path: Path) -> Iterator[IO[bytes]]:
    """The archive inside a package, to be read in one go. Raises InputError where dpkg-deb fails."""
    if path.suffix != ".deb":
        with path.open("rb") as stream:
            yield stream
        return
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", path.absolute()], stdout=subprocess.PIPE) as process:
        if process.stdout is None:
            raise RuntimeError("a pipe was asked for")
        try:
            yield process.stdout
            # padding behind the last member; without reading it dpkg-deb would complain
            while process.stdout.read(1 << 16):
                pass
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise InputError(f"dpkg-deb failed with status {process.returncode}", shown(path), _AGAIN)


def matching(path: Path, patterns: Mapping[str, re.Pattern[str]], room: int = MOST) -> Iterator[tuple[str, str, bytes]]:
    """The regular files in a package whose path has one of the patterns: its name, what its groups hold, the content.

    Raises InputError for a damaged archive, for a file larger than files.LIMIT and for more than `room` bytes in all.
    """
    with _tar(path) as stream:
        try:
            with tarfile.open(fileobj=stream, mode="r|*") as archive:
                for member in archive:
                    place = member.name.removeprefix("./")
                    for name, pattern in patterns.items():
                        match = pattern.fullmatch(place)
                        if not match or not member.isreg():
                            continue
                        room -= member.size
                        if member.size > LIMIT or room < 0:
                            raise InputError(f"too large: {shown(place)}", shown(path))
                        content = archive.extractfile(member)
                        yield name, "/".join(match.groups()), content.read() if content else b""
        except (tarfile.TarError, lzma.LZMAError, EOFError, OSError) as error:
            raise InputError(f"the archive is damaged: {error}", shown(path), _AGAIN) from None
