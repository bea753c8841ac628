"""Exit codes, and work that can be interrupted at once even while native code is busy."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

CLEAN, FINDINGS, FAILED, INTERRUPTED = 0, 1, 2, 130
"""The exit codes of every command."""

_WORKER = "dragoman-work"


def stop_on_terminate() -> None:
    """Make SIGTERM end the program the way Ctrl-C does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)


def interruptible(work: Callable[[], T]) -> T:
    """Run `work` in a thread and return what it returns or raise what it raises.

    Python handles signals between bytecodes of the main thread, so a long call into a translation library would hold
    back Ctrl-C until it returns; waiting for a thread does not. `work` must write no files: an interrupt leaves it
    running until the process ends (see `leave`).
    """
    result: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(work())
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=run, name=_WORKER, daemon=True)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]
    return result[0]


def leave(code: int) -> int:
    """The exit code, unless work was left running: then the process ends here, without waiting for it."""
    if any(thread.name == _WORKER for thread in threading.enumerate()):
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):
                stream.flush()
        os._exit(code)
    return code
