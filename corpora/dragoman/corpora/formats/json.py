"""JSON string files: nested keys and texts, i18next, Rails' JSON, ARB, Chrome's messages.json, react-intl and the like.

The texts are sources; translations replace them. Everything else stays byte for byte: order, spacing, escapes, numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dragoman.corpora import strings
from dragoman.corpora.files import Encoding, decode
from dragoman.corpora.files import sniff as sniff_encoding
from dragoman.corpora.places import Places, blanks_before, splice
from dragoman.corpora.strings import Entry, Slot
from dragoman.corpora.units import Fill, Stamp, Unit
from dragoman.termbase.language import language as find_language

from .expected import check_plain
from .json_scan import Array, Object, Other, String, Style, Value, style
from .json_scan import parse as scan

_LOCALE = "@@locale"
_NOTES = ("description", "developer_comment", "comment", "note")
_CHROME = frozenset(("message", "description", "placeholders", "hash"))
_STRUCTURED = frozenset(("string", "developer_comment", "character_limit", "context", "comment", "description", "note"))


@dataclass(frozen=True, slots=True)
class _Member:
    """A text in the file, and the key it stands under; None in a list."""

    value: String
    key: String | None


@dataclass(frozen=True, slots=True)
class JsonFile:
    """A parsed JSON string file; see units.UnitFile. language: where it says which language it is in."""

    name: str
    text: str
    encoding: Encoding
    units: Sequence[Unit]
    slots: Sequence[Slot]
    members: Sequence[_Member]
    language: String | None = None

    messages = True
    target_language = None

    @property
    def source_language(self) -> str | None:
        """What the file says; see units.UnitFile."""
        return self.language.text if self.language else None

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """The file with texts replaced, and the name of its language; see units.UnitFile."""
        del stamp
        find_language(language)
        check_plain(fills, len(self.units), "a JSON string")
        looks = style(self.text)
        edits = []
        for index, fill in sorted(fills.items()):
            slot = self.slots[index]
            if slot.category or fill.target.text != self.members[slot.entry.index].value.text:
                edits.append(self._edit(slot, fill.target.text, looks))
        if fills and self.language:
            new = looks.written(strings.named_like(self.language.text, language))
            edits.append((self.language.start, self.language.end, new))
        return self.encoding.encode(splice(self.text, edits))

    def _edit(self, slot: Slot, text: str, looks: Style) -> tuple[int, int, str]:
        member, written = self.members[slot.entry.index], looks.written(text)
        if not slot.category or member.key is None:
            return member.value.start, member.value.end, written
        start = member.key.start
        space = blanks_before(self.text, start)
        key = looks.written(strings.form_key(member.key.text, slot.category))
        colon = self.text[member.key.end : member.value.start]
        return start, start, f"{key}{colon}{written},{space}"


def sniff(head: bytes) -> bool:
    """Whether a file begins as a JSON object or list does."""
    return re.match(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"(?:[^"\\]|\\.)*"\s*:|\[\s*\{\s*")', head) is not None


def parse(data: bytes, name: str, source: str, target: str | None = None) -> JsonFile:
    """The units of a JSON string file. Raises InputError for what is no valid JSON or in another language."""
    wanted = find_language(source)
    to = None if target is None else find_language(target).tag
    text = decode(data, name)
    places = Places(text, name)
    root = scan(text, places)
    if not isinstance(root, Object | Array):
        raise places.error("no string file: an object or list expected", root.start)
    if isinstance(root, Object):
        tops = {name: key.start for name, (key, value) in root.members.items() if isinstance(value, Object)}
        strings.check_one_language(tops, places)
    named = _language(root)
    if named is not None:
        strings.check_language(named.text, wanted, places(named.start))
    reader = _Reader(
        text, places, name.lower().endswith(".arb") or (isinstance(root, Object) and _LOCALE in root.members)
    )
    entries = list(reader.entries(root, ()))
    found, slots = strings.units(entries, wanted.tag, to)
    return JsonFile(name, text, sniff_encoding(data), found, slots, reader.members, named)


def _language(root: Value) -> String | None:
    """Where a file names its language: @@locale, or the only key at the top."""
    if not isinstance(root, Object):
        return None
    if _LOCALE in root.members:
        value = root.members[_LOCALE][1]
        return value if isinstance(value, String) else None
    if len(root.members) == 1:
        ((key, value),) = root.members.values()
        if isinstance(value, Object) and strings.names_language(key.text):
            return key
    return None


class _Reader:
    def __init__(self, text: str, places: Places, arb: bool) -> None:
        self._text, self._places, self._arb = text, places, arb
        self.members: list[_Member] = []

    def entries(self, value: Value, path: tuple[str, ...], key: String | None = None) -> Iterator[Entry]:
        """The texts in a value, in the order of the file."""
        if isinstance(value, String):
            yield self._entry(path, value, key)
        elif isinstance(value, Array):
            for number, item in enumerate(value.items):
                yield from self.entries(item, (*path, str(number)))
        elif isinstance(value, Object):
            described = _described(value)
            if described is not None:
                yield self._entry(_named_path(path, value), described, None, value)
            elif self._arb:
                yield from self._arb_entries(value)
            else:
                for name, (own, inner) in value.members.items():
                    yield from self.entries(inner, (*path, name), own)

    def _arb_entries(self, root: Object) -> Iterator[Entry]:
        for name, (own, inner) in root.members.items():
            if isinstance(inner, String) and not name.startswith("@"):
                about = root.members.get(f"@{name}", (own, None))[1]
                yield self._entry((name,), inner, own, about if isinstance(about, Object) else None)

    def _entry(self, path: tuple[str, ...], value: String, key: String | None, about: Object | None = None) -> Entry:
        self.members.append(_Member(value, key))
        said = about or Object(0, 0)
        limit = said.members.get("character_limit", (value, None))[1]
        return Entry(
            path,
            value.text,
            self._places(value.start),
            len(self.members) - 1,
            note=said.text(*_NOTES),
            context=said.text("context"),
            limit=_number(self._text[limit.start : limit.end]) if isinstance(limit, Other) else 0,
        )


def _number(raw: str) -> int:
    return int(raw) if re.fullmatch(r"[1-9]\d{0,6}", raw) else 0


def _described(value: Object) -> String | None:
    """The text of an object that describes one: react-intl's, Chrome's, or a string with its comments."""
    for name, keys in (("defaultMessage", None), ("message", _CHROME), ("string", _STRUCTURED)):
        text = value.members.get(name, (None, None))[1]
        if isinstance(text, String) and (keys is None or keys.issuperset(value.members)):
            return text
    return None


def _named_path(path: tuple[str, ...], value: Object) -> tuple[str, ...]:
    """The path of a described text; in a list its own id is the last key."""
    name = value.text("id")
    return (*path[:-1], name) if name and path and path[-1].isdigit() else path
