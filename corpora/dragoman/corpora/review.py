"""An article's translation as units for reviewers, and the reviewed units as the article's translation again."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from dragoman.termbase.errors import Location
from dragoman.termbase.language import language as find_language

from .formats.text import TextDocument
from .markup import Marked
from .pairing import Pair, Pairing, laid_out, text_of
from .units import State, Unit, UnitFile


def units(source: TextDocument, pairing: Pairing | None, state: State = State.DRAFT) -> list[Unit]:
    """The pairs of an article as units, each numbered and with its place in the article.

    pairing None: there is no translation yet. state: of the translations. What needs none, an address for one, is left
    out where its translation is itself.
    """
    name = PurePath(source.name).name
    if pairing is not None:
        pairs: Sequence[Pair] = pairing.pairs
    else:
        pairs = [Pair(range(number, number + 1), "") for number in range(len(source.segments))]
    said = [text_of(source, pair.segments) for pair in pairs]
    changed = {text for text, pair in zip(said, pairs, strict=True) if pair.target not in ("", text)}
    found: list[Unit] = []
    for text, pair in zip(said, pairs, strict=True):
        idle = not any(source.segments[number].translatable for number in pair.segments)
        if idle and text not in changed:
            continue
        where = source.location(pair.segments.start)
        target = Marked(pair.target) if pair.target else None
        found.append(
            Unit(
                str(len(found) + 1),
                Marked(text),
                target,
                state if target else State.NEW,
                Location(name, where.line, where.column),
                note=f"{name}:{where.line}",
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Restored:
    """An article's translation out of a file of units.

    text: laid out as the article. states: how many sentences of the article are in each state in the file; skipped: how
    many are left in the source language because nobody has confirmed them. changed: places in the article of sentences
    that the file does not have; stale: units of the file that the article does not have.
    """

    text: str
    states: Counter[State]
    skipped: int
    changed: tuple[tuple[Location, str], ...]
    stale: tuple[Unit, ...]


def restore(source: TextDocument, file: UnitFile, language: str, reviewed_only: bool = False) -> Restored:
    """The translation of an article that a file of units makes.

    Units are found by what their source says, in the order of the file where that is the article's; one that the file has
    only once serves for every place of the same words. reviewed_only: drafts are left out. Raises UnknownNameError for an
    unknown language.
    """
    tag = find_language(language).tag
    shelf = _Shelf(source, file.units)
    pairs: list[Pair] = []
    states: Counter[State] = Counter()
    changed: list[tuple[Location, str]] = []
    skipped = number = 0
    while number < len(source.segments):
        found = shelf.take(number)
        if found is None:
            if source.segments[number].translatable:
                changed.append((source.location(number), source.segments[number].text))
            number += 1
            continue
        segments, unit = found
        number = segments.stop
        states[unit.state] += 1
        if unit.state is State.DRAFT and reviewed_only:
            skipped += 1
        elif unit.state is not State.NEW and unit.target is not None and unit.target.text.strip():
            pairs.append(Pair(segments, unit.target.text))
    return Restored(laid_out(source, pairs, tag), states, skipped, tuple(changed), tuple(shelf.left()))


class _Shelf:
    """The units of a file by what their source says; white space does not count."""

    def __init__(self, source: TextDocument, found: Sequence[Unit]) -> None:
        self._source = source
        self._said = [_letters(segment.text) for segment in source.segments]
        self._order = [unit for unit in found if unit.source.text.strip()]
        self._keys = [_letters(unit.source.text) for unit in self._order]
        self._lengths = set(map(len, self._keys))
        self._places: dict[str, deque[int]] = {}
        self._used: set[int] = set()
        self._next = 0
        for place, key in enumerate(self._keys):
            self._places.setdefault(key, deque()).append(place)

    def take(self, number: int) -> tuple[range, Unit] | None:
        """The unit for the sentences from `number` on, and which these are: the most of one paragraph that are a unit.

        The unit that comes next in the file goes before that.
        """
        runs = list(self._runs(number))
        coming = self._keys[self._next] if self._next < len(self._keys) else None
        found = next((run for run in runs if run[1] == coming), runs[-1] if runs else None)
        if found is None:
            return None
        segments, key = found
        queue = self._places[key]
        place = self._next if key == coming and self._next in queue else queue[0]
        queue.remove(place)
        if not queue:
            # the last of its kind serves again
            queue.append(place)
        self._used.add(place)
        self._next = place + 1
        return segments, self._order[place]

    def _runs(self, number: int) -> Iterator[tuple[range, str]]:
        """The runs of sentences that begin here and are a unit."""
        segments = self._source.segments
        length = 0
        for stop in range(number + 1, len(segments) + 1):
            if segments[stop - 1].paragraph != segments[number].paragraph:
                break
            length += len(self._said[stop - 1])
            if length in self._lengths:
                key = "".join(self._said[number:stop])
                if key in self._places:
                    yield range(number, stop), key

    def left(self) -> Iterator[Unit]:
        """The units nobody has taken."""
        return (unit for place, unit in enumerate(self._order) if place not in self._used)


def _letters(text: str) -> str:
    return "".join(text.split())
