"""gettext MO files: read for checking, and written whole, as msgfmt does without a hash table.

The layout is that of the gettext manual, "The Format of GNU MO Files". MO has no states: whatever is in it is live.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from dragoman.corpora.files import shown
from dragoman.corpora.markup import Marked
from dragoman.corpora.units import Fill, Stamp, State, Unit
from dragoman.termbase.errors import InputError, Location

from . import po_header

_LITTLE, _BIG = b"\xde\x12\x04\x95", b"\x95\x04\x12\xde"
_LIMIT = 1_000_000  # entries


def sniff(head: bytes) -> bool:
    """Whether a file begins like an MO file of either byte order."""
    return head[:4] in (_LITTLE, _BIG)


@dataclass(slots=True)
class MoFile:
    """A parsed MO file; see units.UnitFile. pairs: the raw keys and values, in the order of the file."""

    name: str
    data: bytes
    order: str
    codec: str
    pairs: list[tuple[bytes, bytes]]
    units: list[Unit]
    slots: list[tuple[int, int]]
    source_language: str | None
    target_language: str | None
    messages: bool = field(default=True, init=False)

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """See units.UnitFile.fill. Raises InputError for a translation nobody has confirmed: MO cannot say so."""
        del language, stamp
        if not fills:
            return self.data
        if any(fill.state is State.DRAFT for fill in fills.values()):
            raise InputError(
                "an MO file cannot mark translations as unconfirmed",
                shown(self.name),
                "fill the PO file, or --no-fuzzy",
            )
        values = [value.split(b"\0") for _, value in self.pairs]
        for index, fill in fills.items():
            if not 0 <= index < len(self.slots):
                raise ValueError(f"no unit {index} in {len(self.slots)}")
            pair, form = self.slots[index]
            values[pair] += [b""] * (form + 1 - len(values[pair]))
            values[pair][form] = fill.target.text.encode(self.codec)
        return _written(
            [(key, b"\0".join(forms)) for (key, _), forms in zip(self.pairs, values, strict=True)], self.order
        )


def parse(data: bytes, name: str, source: str, target: str | None = None) -> MoFile:
    """The MO file in `data`. Raises InputError for a damaged one."""
    del target
    if not sniff(data):
        raise InputError("not an MO file: its first bytes are wrong", shown(name))
    order = "<" if data[:4] == _LITTLE else ">"
    pairs = _pairs(data, order, shown(name))
    header = next((value for key, value in pairs if key == b""), b"")
    fields = po_header.fields(header.decode("latin-1"))
    codec = fields.get("Content-Type", "").rpartition("charset=")[2].strip() or "utf-8"
    units: list[Unit] = []
    slots: list[tuple[int, int]] = []
    for number, (key, value) in enumerate(pairs):
        if key == b"":
            continue
        try:
            text, targets = key.decode(codec), value.decode(codec).split("\0")
        except (UnicodeDecodeError, LookupError):
            raise InputError(f"entry {number} is not {codec}, the charset of the header", shown(name)) from None
        context, _, rest = text.rpartition("\x04")
        msgid, _, plural = rest.partition("\0")
        for form, translation in enumerate(targets):
            one = msgid if form == 0 or not plural else plural
            label = f"{msgid[:60]}[{form}]" if plural else msgid[:60]
            state = State.TRANSLATED if translation else State.NEW
            done = Marked(translation) if translation else None
            units.append(Unit(label, Marked(one), done, state, Location(shown(name)), context=context))
            slots.append((number, form))
    spoken = fields.get("Language", "").replace("_", "-") or None
    return MoFile(name, data, order, codec, pairs, units, slots, source, spoken)


def _pairs(data: bytes, order: str, name: str) -> list[tuple[bytes, bytes]]:
    try:
        revision, count, keys, values = struct.unpack_from(f"{order}4I", data, 4)
        if revision >> 16 > 1 or count > _LIMIT:
            raise InputError(f"an MO file of revision {revision >> 16} with {count:,} entries cannot be read", name)
        tables = [struct.unpack_from(f"{order}{2 * count}I", data, start) for start in (keys, values)]
    except struct.error:
        raise InputError("the MO file is cut short", name) from None
    lengths, starts = (table[::2] for table in tables), (table[1::2] for table in tables)
    columns = [
        [_string(data, length, start, name) for length, start in zip(some, places, strict=True)]
        for some, places in zip(lengths, starts, strict=True)
    ]
    return list(zip(*columns, strict=True))


def _string(data: bytes, length: int, start: int, name: str) -> bytes:
    if start + length > len(data):
        raise InputError("the MO file is cut short", name)
    return data[start : start + length]


def _written(pairs: list[tuple[bytes, bytes]], order: str) -> bytes:
    """Keys sorted, as lookups need them; no hash table, which is optional."""
    ordered = sorted(pairs)
    start = 28 + 16 * len(ordered)
    tables: list[list[int]] = [[], []]
    blob = bytearray()
    for side in (0, 1):
        for pair in ordered:
            tables[side] += [len(pair[side]), start + len(blob)]
            blob += pair[side] + b"\0"
    size = 8 * len(ordered)
    head = struct.pack(f"{order}7I", 0x950412DE, 0, len(ordered), 28, 28 + size, 0, 28 + 2 * size)
    return head + b"".join(struct.pack(f"{order}{len(table)}I", *table) for table in tables) + bytes(blob)
