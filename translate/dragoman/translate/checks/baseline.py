"""Findings that are known and accepted: a file of their fingerprints, so that only new ones count."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

from dragoman.termbase.errors import InputError

from .base import Finding

_VERSION = 1
_FINGERPRINT = 32


class Baseline:
    """How often each fingerprint is accepted in each file. Paths are relative to the folder of the baseline."""

    def __init__(self, folder: Path, accepted: dict[tuple[str, str], int] | None = None) -> None:
        self._folder = folder.resolve()
        self._accepted = Counter(accepted or {})

    def new(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings that are not accepted. A file may have as many of one fingerprint as it had."""
        left = Counter(self._accepted)
        for finding in findings:
            key = self._key(finding)
            if left[key] > 0:
                left[key] -= 1
            else:
                yield finding

    def _key(self, finding: Finding) -> tuple[str, str]:
        path = Path(finding.where.path).resolve()
        try:
            name = path.relative_to(self._folder).as_posix()
        except ValueError:
            name = PurePath(os.path.relpath(path, self._folder)).as_posix()
        return name, finding.fingerprint

    def written(self, findings: Iterable[Finding]) -> str:
        """The text of a baseline file that accepts findings, sorted, so that versions compare well."""
        counts = Counter((*self._key(finding), finding.code) for finding in findings)
        files: dict[str, dict[str, dict[str, str | int]]] = {}
        for (name, fingerprint, code), count in sorted(counts.items()):
            files.setdefault(name, {})[fingerprint] = {"code": code, "count": count}
        return json.dumps({"version": _VERSION, "files": files}, ensure_ascii=False, indent=1) + "\n"


def read(text: str, path: Path) -> Baseline:
    """The baseline of a file. Raises InputError for what is none."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not a baseline: {error}", path, "write one with --write-baseline") from None
    accepted: dict[tuple[str, str], int] = {}
    if not isinstance(data, dict) or data.get("version") != _VERSION or not isinstance(data.get("files"), dict):
        raise InputError("not a baseline of this version", path, "write one with --write-baseline")
    for name, entries in data["files"].items():
        for fingerprint, entry in entries.items() if isinstance(entries, dict) else ():
            count = entry.get("count") if isinstance(entry, dict) else None
            if len(fingerprint) != _FINGERPRINT or not isinstance(count, int) or isinstance(count, bool) or count < 1:
                raise InputError(f"not an entry of a baseline: '{fingerprint[:40]}' of '{name[:80]}'", path)
            accepted[name, fingerprint] = count
    return Baseline(path.parent, accepted)
