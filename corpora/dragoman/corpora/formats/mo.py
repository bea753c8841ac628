"""gettext MO: the compiled form of PO, read in either byte order and written again as msgfmt lays it out.

MO has no states, comments or flags: what is in it is live, so a translation nobody has confirmed cannot be written. Messages
keep their order, which must be that of their bytes; where a file had a hash table, it gets a new one.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dragoman.corpora.files import shown
from dragoman.corpora.units import Fill, Stamp, State
from dragoman.termbase.errors import InputError, Location
from dragoman.termbase.language import language as find_language

from . import po_header, po_text
from .gettext import GettextFile, wrong_rule
from .po_header import Header
from .po_messages import Message, Messages
from .po_plural import RuleError

_MAGIC = 0x950412DE
_ORDERS = {struct.pack(f"{order}I", _MAGIC): order for order in "<>"}
_HEADER = 28  # bytes; with system-dependent strings (minor revision 1) it is longer
_CONTEXT, _FORM = b"\x04", b"\0"
_MOST = 5_000_000  # messages


def sniff(head: bytes) -> bool:
    """Whether a file that begins so is MO."""
    return head[:4] in _ORDERS


def parse(data: bytes, name: str, source: str, target: str | None = None) -> MoFile:
    """The messages of an MO file. Raises InputError for one that is damaged, or in other languages."""
    return MoFile(data, shown(name), source, target)


class MoFile(GettextFile):
    """A parsed file; see units.UnitFile. Its units have no place but the file."""

    def __init__(self, data: bytes, name: str, source: str, target: str | None) -> None:
        self.name, self._data = name, data
        self._catalogue = catalogue(data, name)
        pairs = self._catalogue.pairs
        number, self.header, codec = _header(pairs, name)
        self._header_number, self._codec = number, codec
        where = Location(name)
        po_header.check(self.header, codec, source, target, False, where)
        self._numbers = [index for index in range(len(pairs)) if index != number]
        messages = [_message(*pairs[index], codec, where) for index in self._numbers]
        self.problems: tuple[InputError, ...] = ()
        rule = None
        try:
            if any(len(message.msgids) > 1 for message in messages):
                rule = po_header.plural_rule(self.header, target)
        except RuleError as error:
            self.problems = (wrong_rule(error, where),)
        self._messages = Messages(messages, rule, codec)

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """See units.UnitFile. Left as they are: what `refusals` says. Notes are not written.

        Raises InputError for a draft, and for a file with strings that depend on the system.
        """
        spoken = find_language(language)
        writings, _ = self._messages.writings(fills)
        if not writings:
            return self._data
        if any(fill.state is State.DRAFT for fill in fills.values()):
            raise InputError(
                "MO files cannot mark translations as fuzzy", self.name, "fill the PO file, or give --no-fuzzy"
            )
        if self._catalogue.dependent:
            raise InputError("it has strings that depend on the system", self.name, "fill the PO file")
        pairs = list(self._catalogue.pairs)
        for number, writing in writings.items():
            index = self._numbers[number]
            forms = [form.encode(self._codec) for form in writing.merged(self._messages.messages[number].targets)]
            pairs[index] = (pairs[index][0], _FORM.join(forms))
        if self._header_number is not None:
            changes = po_header.filled(self.header, spoken, stamp, False, False)
            text = po_header.joined(po_header.changed(self.header, changes))
            pairs[self._header_number] = (b"", text.encode(self._codec))
        return written(pairs, self._catalogue.order, self._catalogue.hashed)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What an MO file holds: pairs of msgid and msgstr as bytes, in the order of the file. order: "<" or ">". hashed: whether
    it has a hash table. dependent: whether it has strings besides that depend on the system."""

    pairs: list[tuple[bytes, bytes]]
    order: str
    hashed: bool
    dependent: bool


def catalogue(data: bytes, name: str) -> Catalogue:
    """The content of an MO file. Raises InputError for one that is damaged or of an unknown revision."""
    order = _ORDERS.get(data[:4])
    if order is None:
        raise InputError("not an MO file: it does not begin like one", name, "is this the right file?")
    if len(data) < _HEADER:
        raise InputError("the MO file is cut short", name)
    revision, count, sources, targets, size, _ = struct.unpack_from(f"{order}6I", data, 4)
    if revision >> 16 > 1 or revision & 0xFFFF > 1:
        raise InputError(f"MO revision {revision >> 16}.{revision & 0xFFFF} is not known", name)
    if count > min(_MOST, len(data) // 16):
        raise InputError(f"the MO file is damaged: {count:,} messages cannot be in it", name)
    dependent = bool(revision & 0xFFFF) and len(data) >= 48 and struct.unpack_from(f"{order}I", data, 36)[0] > 0
    strings = [list(_strings(data, order, table, count, name)) for table in (sources, targets)]
    return Catalogue(list(zip(*strings, strict=True)), order, size > 2, dependent)


def _strings(data: bytes, order: str, table: int, count: int, name: str) -> Iterator[bytes]:
    if table + 8 * count > len(data):
        raise InputError("the MO file is damaged: a table reaches beyond its end", name)
    numbers = struct.unpack_from(f"{order}{2 * count}I", data, table)
    # tables whose entries overlap could make of a small file a huge one
    if sum(numbers[::2]) > len(data):
        raise InputError("the MO file is damaged: its strings overlap", name)
    for length, start in zip(numbers[::2], numbers[1::2], strict=True):
        if start + length >= len(data) or data[start + length]:
            raise InputError(f"the MO file is damaged: no string of {length:,} bytes at offset {start:,}", name)
        yield data[start : start + length]


def written(pairs: list[tuple[bytes, bytes]], order: str = "<", hashed: bool = True) -> bytes:
    """An MO file of pairs of msgid and msgstr, which must be sorted by msgid: revision 0, laid out as by msgfmt."""
    count = len(pairs)
    size = _size(count) if hashed else 0
    tables = _HEADER, _HEADER + 8 * count, _HEADER + 16 * count
    place = tables[2] + 4 * size
    head = [_MAGIC, 0, count, tables[0], tables[1], size, tables[2]]
    numbers: list[int] = []
    strings: list[bytes] = []
    for text in (text for side in (0, 1) for text in (pair[side] for pair in pairs)):
        numbers += (len(text), place)
        place += len(text) + 1
        strings.append(text + b"\0")
    table = _hash_table([source for source, _ in pairs], size) if hashed else []
    words = head + numbers + table
    return struct.pack(f"{order}{len(words)}I", *words) + b"".join(strings)


def _hash_table(keys: list[bytes], size: int) -> list[int]:
    """Where to find each key: its number, counted from 1, at the place its hash gives (double hashing)."""
    table = [0] * size
    for number, key in enumerate(keys, 1):
        value = _hash(key.split(_FORM)[0])
        place, step = value % size, 1 + value % (size - 2)
        while table[place]:
            place = (place + step) % size
        table[place] = number
    return table


def _hash(key: bytes) -> int:
    """P. J. Weinberger's hash (hashpjw), as in gettext's hash-string.h."""
    value = 0
    for byte in key:
        value = (value << 4) + byte
        high = value & 0xF0000000
        value ^= high | high >> 24
    return value & 0xFFFFFFFF


def _size(count: int) -> int:
    """The size of a hash table as msgfmt chooses it: a prime a third above the number of messages, but 3 for one alone."""
    number = count * 4 // 3 | 1
    while number == 3 or any(number % divisor == 0 for divisor in range(3, int(number**0.5) + 1, 2)):
        number += 2
    return max(3, number)


def _header(pairs: list[tuple[bytes, bytes]], name: str) -> tuple[int | None, Header, str]:
    """The number of the header among the messages, the header, and the codec it names. Raises InputError for one unknown."""
    number = next((index for index, (source, _) in enumerate(pairs) if not source), None)
    raw = b"" if number is None else pairs[number][1]
    charset = po_header.header(raw.decode("latin-1")).charset
    codec = po_text.codec(charset)
    if codec is None:
        raise InputError(f"MO files cannot be in charset {charset}", name)
    return number, po_header.header(_decoded(raw, codec, Location(name))), codec


def _decoded(data: bytes, codec: str, where: Location) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        begin = data[max(0, error.start - 20) : error.start].decode(codec, "replace")
        raise InputError(
            f"byte 0x{data[error.start]:02x} behind “{begin}” is not valid {codec.upper()}", where
        ) from None


def _message(source: bytes, target: bytes, codec: str, where: Location) -> Message:
    context, found, rest = source.partition(_CONTEXT)
    if not found:
        context, rest = b"", source
    ids = [_decoded(part, codec, where) for part in rest.split(_FORM, 1)]
    targets = [_decoded(part, codec, where) for part in (target.split(_FORM) if len(ids) > 1 else [target])]
    wheres = (where,) * max(len(ids), len(targets))
    return Message(tuple(ids), tuple(targets), wheres, wheres, _decoded(context, codec, where))
