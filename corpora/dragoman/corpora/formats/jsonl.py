"""JSON Lines of sentences and their translations: one object a line.

Known shapes, each with the source's key and the target's: source and target, src and tgt (or mt), text and translation,
language tags (en, ru), and an object of language tags under `translation` (as data sets have it). A line that lacks the
target gets it right behind the source. Everything else on the line stays byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from dragoman.corpora import columns, textlines
from dragoman.corpora.files import Encoding, decode
from dragoman.corpora.files import sniff as sniff_encoding
from dragoman.corpora.markup import Marked
from dragoman.corpora.places import Places, blanks_before, splice
from dragoman.corpora.strings import check_language
from dragoman.corpora.units import Fill, Stamp, State, Unit
from dragoman.termbase.errors import InputError
from dragoman.termbase.language import language as find_language

from .expected import check_plain
from .json_scan import Array, Object, Other, String, Value, style
from .json_scan import parse as scan

LINE = 10_000_000
"""Characters of one line that are accepted."""

_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s*(\{[^\r\n]*\})[ \t]*(?:\r|\n|\Z)")
_KNOWN = "source and target, src and tgt, text, or the tags of languages"


@dataclass(frozen=True, slots=True)
class _Pair:
    """Where a line has its source and target: the object that holds both, their keys and values.

    partner: the key a target gets where there is none. value, state: None where the line has none.
    """

    inside: Object
    key: String
    source: String
    partner: str
    value: Value | None
    state: String | None


@dataclass(frozen=True, slots=True)
class JsonLines:
    """A parsed file of JSON Lines; see units.UnitFile."""

    name: str
    text: str
    encoding: Encoding
    units: Sequence[Unit]
    pairs: Sequence[_Pair]
    source_language: str | None
    target_language: str | None

    messages = True

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """The file with targets, and states where it has them; see units.UnitFile."""
        del stamp
        find_language(language)
        check_plain(fills, len(self.pairs), "a line of JSON")
        states = columns.state_words(pair.state.text for pair in self.pairs if pair.state is not None)
        edits: list[tuple[int, int, str]] = []
        for index, fill in sorted(fills.items()):
            edits += self._edits(self.pairs[index], fill, states)
        return self.encoding.encode(splice(self.text, edits))

    def _edits(self, pair: _Pair, fill: Fill, states: Mapping[State, str]) -> Iterator[tuple[int, int, str]]:
        looks = style(self.text[pair.inside.start : pair.inside.end])
        written = looks.written(fill.target.text)
        if isinstance(pair.value, String) and pair.value.text == fill.target.text:
            pass
        elif pair.value is not None:
            yield pair.value.start, pair.value.end, written
        else:
            colon = self.text[pair.key.end : pair.source.start]
            yield pair.source.end, pair.source.end, f",{self._space(pair)}{looks.written(pair.partner)}{colon}{written}"
        if pair.state is not None:
            yield pair.state.start, pair.state.end, looks.written(states[fill.state])

    def _space(self, pair: _Pair) -> str:
        """The white space before a key of a line."""
        keys = [key for key, _ in pair.inside.members.values()]
        if len(keys) < 2:
            return " " if self.text[pair.key.end : pair.source.start].endswith(" ") else ""
        return blanks_before(self.text, keys[1].start)


def sniff(head: bytes) -> bool:
    """Whether a file's first line is a whole object with a source in it."""
    match = _FIRST.match(head)
    if not match:
        return False
    try:
        text = match[1].decode()
        value = scan(text, Places(text, ""))
    except (UnicodeDecodeError, InputError):
        return False
    keys = [key.replace("_", " ").lower() for key in value.members] if isinstance(value, Object) else []
    return bool({"source", "src", "text", "translation"} & set(keys)) or "en" in keys


def parse(data: bytes, name: str, source: str, target: str | None = None) -> JsonLines:
    """The pairs of a file. Raises InputError for a line that is no object with a source, or is in other languages."""
    text = decode(data, name)
    reader = _Reader(source, target)
    places = Places(text, name)
    start = 0
    for line in textlines.lines(text):
        reader.take(text, start, start + len(line.rstrip("\r\n")), places)
        start += len(line)
    return JsonLines(name, text, sniff_encoding(data), reader.units, reader.pairs, *reader.languages)


def stream(file: BinaryIO, name: str, source: str, target: str | None = None) -> Iterator[Unit]:
    """The pairs of a file, one line in memory at a time. Raises InputError as parse does."""
    reader = _Reader(source, target)
    for number, line in enumerate(textlines.stream(file, name, LINE), 1):
        reader.take(line, 0, len(line.rstrip("\r\n")), Places(line, name, number))
        yield from reader.units
        reader.units.clear()
        reader.pairs.clear()


class _Reader:
    """Takes lines and keeps their units; remembers which languages the keys named."""

    def __init__(self, source: str, target: str | None) -> None:
        self.source = find_language(source)
        self.target = None if target is None else find_language(target)
        self.units: list[Unit] = []
        self.pairs: list[_Pair] = []
        self.languages: tuple[str | None, str | None] = (None, None)

    def take(self, text: str, start: int, end: int, places: Places) -> None:
        """Add the pair of a line; nothing for a blank one."""
        if not text[start:end].strip():
            return
        line = scan(text, places, start, end)
        if not isinstance(line, Object):
            raise places.error("no object: a line reads {…}", line.start, "is it JSON? then name it .json")
        nested = line.members.get("translation", (None, None))[1]
        inside = nested if isinstance(nested, Object) else line
        names = list(inside.members)
        found = columns.pair(names, self.source, self.target)
        if found is None:
            shown = ", ".join(names[:8])
            raise places.error(f"no source for {self.source.tag} (keys: {shown})", inside.start, f"known: {_KNOWN}")
        key, source = inside.members[names[found.source]]
        value = None if found.target is None else inside.members[names[found.target]][1]
        if not isinstance(source, String):
            raise places.error(f"'{key.text}' is no text", source.start)
        if isinstance(value, Object | Array) or (isinstance(value, Other) and text[value.start : value.end] != "null"):
            raise places.error(f"'{names[found.target or 0]}' is no text", value.start)
        about = columns.roles(list(line.members), found if inside is line else None)
        self._check(line, about, places)
        target = value.text if isinstance(value, String) and value.text else None
        state = _at(line, about.state)
        self.units.append(
            Unit(
                _said(line, about.key, text) or source.text,
                Marked(source.text),
                None if target is None else Marked(target),
                columns.state(_said(line, about.state), _said(line, about.fuzzy, text), target or ""),
                places(source.start),
                None if value is None else places(value.start),
                context=_said(line, about.context),
                note="\n".join(filter(None, (_said(line, place) for place in about.notes))),
            )
        )
        partner = columns.partner(key.text, found, self.target) if self.target else ""
        self.pairs.append(_Pair(inside, key, source, partner, value, state if isinstance(state, String) else None))
        self.languages = found.source_tag or self.languages[0], found.target_tag or self.languages[1]

    def _check(self, line: Object, about: columns.Roles, places: Places) -> None:
        for place, wanted, option in (
            (about.source_language, self.source, "--from"),
            (about.target_language, self.target, "--to"),
        ):
            value = _at(line, place)
            if wanted is not None and isinstance(value, String) and value.text:
                check_language(value.text, wanted, places(value.start), option)


def _at(line: Object, place: int | None) -> Value | None:
    return None if place is None else list(line.members.values())[place][1]


def _said(line: Object, place: int | None, text: str = "") -> str:
    """What a key says; with the raw text, numbers and truth values too."""
    value = _at(line, place)
    if isinstance(value, String):
        return value.text
    return text[value.start : value.end] if isinstance(value, Other) else ""
