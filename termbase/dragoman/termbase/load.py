"""Termbase files into a Termbase: single files, directories, layers, and the curated termbase of the package.

Everything that is wrong in all the files is collected and raised as one TermbaseError, in file order, each problem with
its line and column and a way to mend it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from . import positions
from .entries import Contents, contents
from .errors import DragomanError, InputError, Location, TermbaseError
from .model import Concept, Termbase
from .values import TooManyProblemsError

LIMIT = 20_000_000
"""Size in bytes from which a file is refused."""

_SUFFIXES = (".yaml", ".yml")


def load_text(text: str, name: str = "<text>") -> Termbase:
    """The termbase in a YAML text; `name` is what problems call it. Raises TermbaseError with every problem."""
    problems: list[DragomanError] = []
    return _finished(_layer([(name, text)], problems), problems)


def load_file(path: Path, limit: int = LIMIT) -> Termbase:
    """The termbase in a YAML file of at most `limit` bytes, UTF-8. Raises TermbaseError with every problem."""
    problems: list[DragomanError] = []
    return _finished(_layer(_read_all([path], limit, problems), problems), problems)


def load_layers(paths: Sequence[Path], curated: bool = True) -> Termbase:
    """Termbases on top of one another: a later concept replaces an earlier one of the same id.

    A path is a file, or a directory of *.yaml files that make one layer; `curated`: the curated termbase lies below.
    Raises TermbaseError with every problem of every file.
    """
    problems: list[DragomanError] = []
    termbase = load_curated() if curated else Termbase(MappingProxyType({}))
    for path in paths:
        termbase = termbase.layered(_layer(_read_all(_yaml_files(path, problems), LIMIT, problems), problems))
    return _finished(termbase, problems)


@cache
def load_curated() -> Termbase:
    """The curated termbase that comes with the package."""
    problems: list[DragomanError] = []
    folder = files(__package__) / "curated"
    entries = sorted(folder.iterdir(), key=lambda item: item.name) if folder.is_dir() else []
    texts = [(f"curated/{item.name}", item.read_text("utf-8")) for item in entries if item.name.endswith(_SUFFIXES)]
    if not texts:
        problems.append(InputError("the curated termbase is missing", None, "install dragoman anew"))
    return _finished(_layer(texts, problems), problems)


def decode(data: bytes, name: str) -> str:
    """The text of a file's bytes: UTF-8, a byte order mark allowed. Raises InputError with the place of what is not."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError("the file is in UTF-16", Location(name, 1, 1), "save it in UTF-8")
    if (zero := data.find(b"\0")) >= 0:
        raise InputError(
            "not a text file: it has a zero byte", _byte_location(data, zero, name), "give a YAML file in UTF-8"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = _byte_location(data, len(data) - len(error.object) + error.start, name)
        byte = error.object[error.start]
        raise InputError(f"the file is not in UTF-8 (byte 0x{byte:02X})", where, "save it in UTF-8") from None


def _finished(termbase: Termbase, problems: list[DragomanError]) -> Termbase:
    if problems:
        raise TermbaseError(problems)
    return termbase


def _yaml_files(path: Path, problems: list[DragomanError]) -> list[Path]:
    """The file, or the YAML files of the directory by name; hidden files are none."""
    try:
        if not path.is_dir():
            return [path]
        found = sorted(item for item in path.iterdir() if item.suffix in _SUFFIXES and not item.name.startswith("."))
    except (OSError, ValueError) as error:
        problems.append(_unreadable(path, error))
        return []
    if not found:
        problems.append(
            InputError("a directory without *.yaml files", path, "give a termbase file, or a directory of them")
        )
    return found


def _read_all(paths: Iterable[Path], limit: int, problems: list[DragomanError]) -> Iterator[tuple[str, str]]:
    for path in paths:
        try:
            with path.open("rb") as stream:
                data = stream.read(limit + 1)
            if len(data) > limit:
                problems.append(
                    InputError(f"the file is larger than {limit:,} bytes", path, "divide it into several files")
                )
                continue
            yield str(path), decode(data, str(path))
        except InputError as error:
            problems.append(error)
        except (OSError, ValueError) as error:
            problems.append(_unreadable(path, error))


def _unreadable(path: Path, error: OSError | ValueError) -> InputError:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return InputError(
        f"cannot read the termbase: {reason[:1].lower()}{reason[1:]}", path, "check the name and the rights"
    )


def _byte_location(data: bytes, index: int, name: str) -> Location:
    before = data[:index].decode("utf-8-sig", "replace")
    return Location(name, *positions.at(before, len(before)))


def _layer(texts: Iterable[tuple[str, str]], problems: list[DragomanError]) -> Termbase:
    """The concepts and sources of several texts; an id or source key in two of them is a problem."""
    concepts: dict[str, Concept] = {}
    sources: dict[str, tuple[str, Location]] = {}
    for name, text in texts:
        own: list[DragomanError] = []
        found = _contents(text, name, own)
        for concept in found.concepts:
            if (first := concepts.setdefault(concept.id, concept)) is not concept:
                own.append(
                    DragomanError(
                        f"id '{concept.id}' twice", concept.where, f"first at {first.where}; rename or merge one"
                    )
                )
        for key, value, where in found.sources:
            if key in sources:
                own.append(DragomanError(f"source '{key}' twice", where, f"first at {sources[key][1]}; keep one"))
            sources.setdefault(key, (value, where))
        problems.extend(sorted(own, key=lambda item: item.where or Location(name)))
    return Termbase(MappingProxyType(concepts), MappingProxyType({key: value for key, (value, _) in sources.items()}))


def _contents(text: str, name: str, problems: list[DragomanError]) -> Contents:
    root = positions.compose(text, name, problems)
    if root is None:
        if not problems:
            problems.append(InputError("the file has no entries", Location(name), "begin every entry with '- id: …'"))
        return Contents()
    try:
        if len(problems) >= positions.MAX_PROBLEMS:
            raise TooManyProblemsError
        return contents(root, name, problems)
    except TooManyProblemsError:
        problems.append(
            InputError("too many problems; reading stopped here", problems[-1].where, "mend the first ones")
        )
        return Contents()
