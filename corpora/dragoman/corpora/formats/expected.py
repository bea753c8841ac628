"""What every format expects: fills that have a unit, texts it can hold, and a file in the languages asked for."""

from __future__ import annotations

from collections.abc import Mapping

from dragoman.corpora.units import Fill
from dragoman.termbase.errors import InputError, Location
from dragoman.termbase.language import language as find_language
from dragoman.termbase.language import likeness


def check_indices(fills: Mapping[int, Fill], count: int) -> None:
    """Raise ValueError for an index that is not there."""
    wrong = [index for index in fills if not 0 <= index < count]
    if wrong:
        raise ValueError(f"no unit {wrong[0]} among {count}")


def check_plain(fills: Mapping[int, Fill], count: int, what: str) -> None:
    """Raise ValueError for an index that is not there, and for marks in what has no inline markup ("a table")."""
    check_indices(fills, count)
    if any(fill.target.marks for fill in fills.values()):
        raise ValueError(f"{what} holds no marks")


def other(tag: str | None, wanted: str | None) -> bool:
    """Whether a language the file names is another one than is wanted. Raises UnknownNameError for an unknown `wanted`."""
    return bool(tag) and wanted is not None and not likeness(tag or "", find_language(wanted))


def wrong_language(tag: str, wanted: str, which: str, where: Location) -> InputError:
    """The error for a file in other languages. which: source or target."""
    option = "--from" if which == "source" else "--to"
    return InputError(f"the file's {which} language is {tag}, not {wanted}", where, f"see {option}")
