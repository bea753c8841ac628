"""A file of units as a document to translate: which units are wanted, their sentences, and the file filled again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from dragoman.termbase.errors import Location
from dragoman.termbase.language import language as find_language

from . import messages
from .markup import Marked
from .messages import Message
from .passage import Passage, passage
from .segment import Rendition, Segment
from .units import Fill, Stamp, State, Unit, UnitFile


@dataclass(frozen=True, slots=True)
class Refusal:
    """A unit that was left as it was, and why."""

    unit: Unit
    reason: str


@runtime_checkable
class Choosy(Protocol):
    """A file that leaves some units as they are, though there is a fill for them."""

    def refusals(self, fills: Mapping[int, Fill]) -> Sequence[Refusal]:
        """Which ones, and why."""
        ...


@dataclass(frozen=True, slots=True)
class _Task:
    """A unit to fill: its index, its message, and the passages of the message's parts."""

    index: int
    message: Message
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Which units to fill and how. wanted: the states that may be replaced, locked units never; state: what a filled
    unit then has; notes: whether to say in the file where a translation comes from."""

    wanted: frozenset[State] = frozenset((State.NEW,))
    state: State = State.DRAFT
    notes: bool = True


class UnitDocument:
    """A file of units on its way into one target language; see segment.Document."""

    def __init__(self, file: UnitFile, source: str, target: str, stamp: Stamp, policy: Policy | None = None) -> None:
        """source, target: known language tags. Raises UnknownNameError."""
        self.file = file
        self.source, self.target = find_language(source).tag, find_language(target).tag
        self.stamp = stamp
        self.policy = policy or Policy()
        self._tasks = [self._task(index, unit) for index, unit in enumerate(file.units) if self._wanted(unit)]
        self.segments: tuple[Segment, ...] = tuple(
            segment for task in self._tasks for part in task.passages for segment in part.segments
        )
        self._owners = [task.index for task in self._tasks for part in task.passages for _ in part.segments]

    def _wanted(self, unit: Unit) -> bool:
        may = unit.state in self.policy.wanted and unit.state is not State.REVIEWED and not unit.locked
        return may and bool(unit.source.text.strip())

    def _task(self, index: int, unit: Unit) -> _Task:
        if self.file.messages:
            parts = messages.message(unit.source, self.source, self.target, unit.sample)
        else:
            parts = messages.plain(unit.source)
        return _Task(index, parts, tuple(passage(part, self.source) for part in parts.texts))

    @property
    def name(self) -> str:
        """Where the file came from, for messages."""
        return self.file.name

    @property
    def messages(self) -> bool:
        """Whether its units are messages of a program."""
        return self.file.messages

    def unit(self, index: int) -> Unit:
        """The unit a segment is in."""
        return self.file.units[self._owners[index]]

    def location(self, index: int) -> Location:
        """Where in the file the unit of a segment is."""
        return self.unit(index).where

    def targets(self, translations: Sequence[Marked]) -> list[tuple[int, Marked]]:
        """The index of each wanted unit with its target, of one translation a segment; ValueError otherwise."""
        if len(translations) != len(self.segments):
            raise ValueError(f"{len(translations)} translations for {len(self.segments)} segments")
        found, done = [], 0
        for task in self._tasks:
            parts = []
            for part in task.passages:
                parts.append(part.render(translations[done : done + len(part.segments)], self.target))
                done += len(part.segments)
            found.append((task.index, task.message.build(parts)))
        return found

    def render(self, translations: Sequence[str], language: str) -> str:
        """The targets of the wanted units without markup, one a line; `language` must be the document's target."""
        self._check(language)
        return "\n".join(target.text for _, target in self.targets([Marked(text) for text in translations]))

    def fills(self, renditions: Sequence[Rendition]) -> tuple[dict[int, Fill], list[Refusal]]:
        """What goes into which unit, and which units stay as they are: they would be damaged, or the file refuses."""
        notes: dict[int, list[str]] = {}
        for owner, rendition in zip(self._owners, renditions, strict=True):
            notes.setdefault(owner, []).extend(rendition.notes)
        fills, refused = {}, []
        for index, target in self.targets([rendition.content for rendition in renditions]):
            unit = self.file.units[index]
            why = self._refused(unit, target)
            if why:
                refused.append(Refusal(unit, why))
                continue
            said = tuple(dict.fromkeys(notes.get(index, ()))) if self.policy.notes else ()
            fills[index] = Fill(target, self.policy.state, said)
        more = self.file.refusals(fills) if isinstance(self.file, Choosy) else ()
        return fills, [*refused, *more]

    def _refused(self, unit: Unit, target: Marked) -> str:
        if not target.text.strip():
            return "the engine gave nothing"
        if unit.limit and len(target.text) > unit.limit:
            return f"longer than the {unit.limit} characters it may have"
        return messages.lost(unit.source, target, self.source)

    def serialize(self, renditions: Sequence[Rendition], language: str) -> bytes:
        """The file with the wanted units filled; `language` must be the document's target."""
        self._check(language)
        fills: Mapping[int, Fill] = self.fills(renditions)[0]
        return self.file.fill(fills, self.target, self.stamp)

    def _check(self, language: str) -> None:
        if find_language(language).tag != self.target:
            raise ValueError(f"a document for {self.target}, not {language}")
