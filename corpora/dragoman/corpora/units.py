"""Files made of units: strings, paragraphs or translation pairs, each with a state. Every format but plain text is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from dragoman.termbase.errors import InputError, Location

from .markup import Marked


class State(StrEnum):
    """How far a unit is translated, least first.

    new: has no translation. draft: has one nobody has looked at or that must be looked at again (fuzzy in PO, initial or
    needs-… in XLIFF). translated. reviewed: reviewed, final or approved; never to be overwritten.
    """

    NEW = "new"
    DRAFT = "draft"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Unit:
    """One string or paragraph of a file.

    key: its name in the file, for people (an id, a msgid, a path of keys); need not be unique. source, target: with
    inline markup taken out into marks; target None where there is none. where: of the source; target_where: of the
    target, where known. context: disambiguates equal sources; note: comments for translators, one a line. locked: not to
    be translated. sample: a number that stands for the numeric placeholder while this plural form is translated ("5" for
    the form of 5 files); empty elsewhere. limit: most characters the target may have, 0 for no limit.
    """

    key: str
    source: Marked
    target: Marked | None
    state: State
    where: Location
    target_where: Location | None = None
    context: str = ""
    note: str = ""
    locked: bool = False
    sample: str = ""
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Fill:
    """What to put into a unit: the target, the state it then has, and notes of where it comes from, one line each."""

    target: Marked
    state: State = State.DRAFT
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who fills a file and when (aware): for headers such as X-Generator and PO-Revision-Date."""

    generator: str
    when: datetime


class UnitFile(Protocol):
    """A parsed file of units."""

    @property
    def name(self) -> str:
        """Where it came from, for messages."""
        ...

    @property
    def units(self) -> Sequence[Unit]:
        """All units in the order of the file, translated or not."""
        ...

    @property
    def source_language(self) -> str | None:
        """The language the file says its sources are in, as it says it (BCP 47); None where it does not."""
        ...

    @property
    def target_language(self) -> str | None:
        """The language the file says its targets are in, as it says it (BCP 47); None where it does not."""
        ...

    @property
    def messages(self) -> bool:
        """Whether the units are messages of a program: placeholders, accelerators, plural and select arguments."""
        ...

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """The bytes of the file with some units filled, by index into `units`; all else byte for byte as it was.

        Without fills that is the file itself. The target text may hold any character: escaping is the format's
        business. Raises ValueError for an index that is not there, UnknownNameError for an unknown language.
        """
        ...


@runtime_checkable
class Faulty(Protocol):
    """A file that could be read but for some places."""

    @property
    def problems(self) -> Sequence[InputError]:
        """What is wrong, by place; the units there are left out."""
        ...
