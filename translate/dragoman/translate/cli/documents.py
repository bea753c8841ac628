"""The files of a run as documents: opened by format, translated into each language, and written back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from dragoman.corpora import formats
from dragoman.corpora.filling import Policy, Refusal, UnitDocument
from dragoman.corpora.formats.text import TextDocument
from dragoman.corpora.units import Faulty, Fill, Stamp, State
from dragoman.termbase.errors import DragomanError, InputError

from ..renditions import rendition
from .inputs import label, read_bytes

if TYPE_CHECKING:
    from dragoman.corpora.segment import Document, Rendition

    from ..results import Translation
    from .jobs import Job


@cache
def stamp() -> Stamp:
    """Program and time, the same for all files of a run."""
    return Stamp(f"dragoman {version('dragoman')}", datetime.now(UTC).replace(microsecond=0))


class Documents:
    """The documents of a run, one a file and target language."""

    def __init__(self, source: str, targets: Sequence[str], kind: str | None, rules: Policy) -> None:
        self._source, self._targets, self._policy = source, targets, rules
        self._kind = formats.find(kind) if kind else None
        self._documents: dict[tuple[str, str], Document] = {}
        self._fills: dict[tuple[str, str], tuple[dict[int, Fill], list[Refusal]]] = {}

    def read(self, names: Sequence[str]) -> None:
        """Open files, "-" for standard input. Raises InputError, also for one without anything in it."""
        for name in names:
            data, shown = read_bytes(name), label(name)
            kind = self._kind or formats.detect(shown, data[: formats.HEAD])
            for target in self._targets:
                opened = formats.document(data, shown, kind, self._source, target, stamp(), self._policy)
                if isinstance(opened, TextDocument) and not opened.text.strip():
                    raise InputError("there is nothing in it but white space", shown)
                if kind.bilingual and not kind.states and self._policy.state is State.DRAFT and opened.segments:
                    raise InputError(f"{kind.label} files cannot mark translations as fuzzy", shown, "give --no-fuzzy")
                self._documents[name, target] = opened

    def problems(self) -> list[DragomanError]:
        """What is wrong with files that can be used all the same, each said once."""
        files = [opened.file for opened in self._documents.values() if isinstance(opened, UnitDocument)]
        found = [problem for file in files if isinstance(file, Faulty) for problem in file.problems]
        return list({str(problem): problem for problem in found}.values())

    def of(self, job: Job) -> Document:
        """The document of a job."""
        return self._documents[job.input, job.target]

    def content(self, job: Job, result: Translation) -> bytes:
        """The file a job's result makes."""
        document = self.of(job)
        if isinstance(document, UnitDocument):
            return document.file.fill(self._filled(document, job, result)[0], document.target, document.stamp)
        return document.serialize(_renditions(result), result.target_language)

    def refused(self, job: Job, result: Translation) -> list[Refusal]:
        """The units of a job's file that stay as they are, and why."""
        document = self.of(job)
        return self._filled(document, job, result)[1] if isinstance(document, UnitDocument) else []

    def _filled(self, document: UnitDocument, job: Job, result: Translation) -> tuple[dict[int, Fill], list[Refusal]]:
        """What goes into which unit of a job's file, and what does not; worked out once."""
        key = job.input, job.target
        if key not in self._fills:
            self._fills[key] = document.fills(_renditions(result))
        return self._fills[key]


def _renditions(result: Translation) -> list[Rendition]:
    return [rendition(segment, result.engine) for segment in result.segments]
