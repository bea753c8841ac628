"""The command line: arguments, progress and exit codes over the library. `main` is the `dragoman` command."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from dragoman.termbase.errors import DragomanError, TermbaseError

from .running import CLEAN, FAILED, INTERRUPTED, leave, stop_on_terminate

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `dragoman` with the given arguments (default: those of the process) and return its exit code.

    0 clean, 1 findings (a term missed, a forbidden form, a termbase with errors), 2 the tool or its input failed, 130
    interrupted. Every failure is one line on stderr; DRAGOMAN_DEBUG=1 shows the traceback instead.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    stop_on_terminate()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _dispatch(given)
        sys.stdout.flush()
    except KeyboardInterrupt:
        _say("interrupted, nothing half-written")
        return leave(INTERRUPTED)
    except BrokenPipeError:
        _drop_stdout()
        return leave(FAILED)
    except Exception as error:
        if os.environ.get("DRAGOMAN_DEBUG", "0") not in ("", "0"):
            raise
        for line in _lines(error):
            _say(line)
        if isinstance(error, OSError):
            _drop_stdout()
        return leave(FAILED)
    return leave(code)


def _dispatch(arguments: list[str]) -> int:
    """Parse and run; typer's own exceptions become exit codes here, all others pass."""
    import typer

    from .app import command

    # typer's usage errors have this base, under whatever name the installed version keeps it
    usage_error: type[Any] = typer.BadParameter.__mro__[2]
    found, path, rest = command(), "dragoman", list(arguments)
    # straight to the subcommand: having typer parse the groups on the way would cost a quarter of a second
    while rest and rest[0] in getattr(found, "commands", ()):
        path = f"{path} {rest[0]}"
        found = found.commands[rest.pop(0)]
    if not rest and hasattr(found, "commands"):
        rest = ["--help"]
    try:
        with found.make_context(path, rest, help_option_names=["-h", "--help"]) as context:
            found.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except usage_error as error:
        _say(f"error: {error.format_message()} (try '{path} --help')")
        return FAILED
    return CLEAN


def _lines(error: Exception) -> list[str]:
    """What to say about an error: one line, or one for each problem of a termbase."""
    if isinstance(error, TermbaseError):
        return [f"error: {_one_line(problem)}" for problem in error.problems]
    if isinstance(error, DragomanError):
        return [f"error: {_one_line(error)}"]
    if isinstance(error, OSError) and error.strerror:
        place = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        return [f"error: {place}{error.strerror}"]
    advice = "this should not happen; please report it with what DRAGOMAN_DEBUG=1 shows"
    return [f"error: {type(error).__name__}: {_one_line(error)} ({advice})"]


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _say(line: str) -> None:
    try:
        print(f"dragoman: {line}", file=sys.stderr, flush=True)  # noqa: T201
    except OSError:
        _drop(sys.stderr.fileno())


def _drop_stdout() -> None:
    """Send what is still buffered for standard output nowhere, so that leaving does not fail again."""
    try:
        sys.stdout.flush()
    except OSError:
        _drop(sys.stdout.fileno())


def _drop(descriptor: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
