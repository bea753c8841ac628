"""What `dragoman translate` will read and write, worked out and checked before any heavy work."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dragoman.termbase.errors import InputError, OutputError
from dragoman.termbase.language import language

from .inputs import STANDARD_INPUT

STANDARD_OUTPUT = "-"
_TRANSLATED = {".pot": ".po"}  # a template's translation has another name


@dataclass(frozen=True, slots=True)
class Job:
    """One file into one language. output None: standard output."""

    input: str
    target: str
    output: Path | None


def languages(source: str, targets: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The tags of the source and of the targets, each once. Raises InputError for a target that is the source."""
    known = language(source).tag
    tags = tuple(dict.fromkeys(language(target).tag for target in targets))
    if known in tags:
        raise InputError(f"source and target language are both {known}", hint="see --from and --to")
    return known, tags


def plan(inputs: Sequence[str], targets: Sequence[str], output: str | None, stdout_is_free: bool = True) -> list[Job]:
    """The jobs, file by file and language by language.

    Beside the input (article.txt -> article.ru.txt) without `output`; one job goes to `output` as a file unless that
    is a directory; several go into `output` as a directory. Standard input goes to standard output.
    stdout_is_free: nothing else, JSON for one, goes to standard output; where something does, a text read from standard
    input is written nowhere but into it.
    Raises InputError or OutputError for what cannot work.
    """
    if len(set(inputs)) < len(inputs):
        raise InputError("the same input is named twice")
    pairs = [(name, target) for name in inputs for target in targets]
    if output == STANDARD_OUTPUT and not (stdout_is_free and len(pairs) == 1):
        raise InputError("standard output takes one file in one language, and no --json", hint="see --output")
    if output == STANDARD_OUTPUT:
        return [Job(*pairs[0], None)]
    if output is not None:
        as_directory = len(pairs) > 1 or output.endswith(("/", os.sep)) or Path(output).is_dir()
        jobs = [Job(*pair, Path(output, _name(*pair)) if as_directory else Path(output)) for pair in pairs]
    else:
        if stdout_is_free and STANDARD_INPUT in inputs and len(targets) > 1:
            raise InputError("standard output takes one language at a time", hint="give --output DIRECTORY")
        jobs = [
            Job(name, target, None if name == STANDARD_INPUT else Path(name).with_name(_name(name, target)))
            for name, target in pairs
        ]
    check_outputs([job.output for job in jobs if job.output is not None], inputs)
    return jobs


def _name(name: str, target: str) -> str:
    path = Path("stdin.txt" if name == STANDARD_INPUT else name)
    return f"{path.stem}.{target}{_TRANSLATED.get(path.suffix, path.suffix)}"


def check_outputs(outputs: Sequence[Path], inputs: Sequence[str]) -> None:
    """Raise OutputError for an output that is an input, is there twice, or cannot be written."""
    taken: set[Path] = set()
    read = {Path(name).resolve() for name in inputs if name != STANDARD_INPUT}
    for path in outputs:
        resolved = path.resolve()
        if resolved in read:
            raise OutputError("output and input are the same file", path, "see --output")
        if resolved in taken:
            raise OutputError("two results would go to this file", path, "see --output")
        taken.add(resolved)
        _check_writable(path)


def _check_writable(path: Path) -> None:
    if path.is_dir():
        raise OutputError("is a directory", path)
    if path.exists() and not path.is_file():
        return  # a device or pipe is written to as it is
    parent = path.parent
    while not parent.exists() and parent != parent.parent:
        parent = parent.parent
    if not parent.is_dir():
        raise OutputError("cannot be created: its parent is no directory", path)
    if not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError("directory is not writable", parent)


def write(path: Path, data: bytes | str) -> None:
    """Write a whole file or none of it, its directories too; devices and pipes are written to as they are.

    Raises OutputError.
    """
    from dragoman.corpora.files import write_atomic

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot be created: {error.strerror or error}", path.parent) from error
    write_atomic(path, data)
