"""What can go wrong, as one exception tree: each error says what, where and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file: `line` and `column` count from 1; 0 means the file as a whole."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column}" if self.column else f"{self.path}:{self.line}"


class DragomanError(Exception):
    """A problem the user can mend: one line of what, an optional place, an optional way out.

    The command line prints `str(error)` as one line on stderr and exits with 2.
    """

    def __init__(self, message: str, where: Location | Path | str | None = None, hint: str = "") -> None:
        self.message = message
        self.where = Location(str(where)) if isinstance(where, Path | str) else where
        self.hint = hint
        super().__init__(message)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{advice}"


class InputError(DragomanError):
    """A file or text that cannot be used: unreadable, empty, binary, badly encoded, too large."""


class OutputError(DragomanError):
    """A result that could not be written; the target is as it was."""


class UnknownNameError(DragomanError):
    """A language, engine or concept nobody knows; the message lists what there is."""


class EngineError(DragomanError):
    """An engine that cannot do what was asked: a pair it lacks, a broken package, no network."""


class TermbaseError(DragomanError):
    """One or more problems in termbase files; `problems` holds them all, in file order."""

    def __init__(self, problems: list[DragomanError]) -> None:
        self.problems = problems
        first = problems[0]
        more = f" [and {len(problems) - 1} more]" if len(problems) > 1 else ""
        super().__init__(first.message + more, first.where, first.hint)
