"""The ZIP package a Word file is: parts read with limits, and some of them replaced, all other bytes as they were.

The original is not unpacked and packed again: the members that change are spliced into it, and the offsets in the central
directory set right (APPNOTE.TXT 6.3.10 of PKWARE, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT). Only the
parts asked for are ever decompressed. Refused: encryption, ZIP64, members that overlap or have the same name, and names
that lead out of the package.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from dragoman.termbase.errors import InputError

PART = 50_000_000  # bytes of one part
TOTAL = 150_000_000  # bytes of all parts read
MEMBERS = 5_000
_EOCD, _ENTRY, _LOCAL = struct.Struct("<4s4H2LH"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_DESCRIPTOR = 0x8  # flag: sizes and checksum stand behind the data
_DAMAGED = "is it damaged? open it in Word and save it again"


@dataclass(frozen=True, slots=True)
class _Member:
    """A member. entry: offset of its entry in the central directory; start, data, end: of its header, of its data, and
    behind all that belongs to it."""

    name: str
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    entry: int
    start: int
    data: int
    end: int


class Package:
    """A package. Raises InputError for what is none, or looks like an attack."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name = data, name
        self._read = 0
        self._tail = self._end_record()
        self._members = self._directory()

    def __contains__(self, part: str) -> bool:
        return part in self._members

    def _wrong(self, message: str, hint: str = _DAMAGED) -> InputError:
        return InputError(message, self._name, hint)

    def _end_record(self) -> int:
        if self._data.startswith(b"\xd0\xcf\x11\xe0"):
            raise self._wrong(
                "protected by a password, or an old Word document (.doc)", "save it as .docx without a password"
            )
        place = self._data.rfind(b"PK\x05\x06", max(0, len(self._data) - 65_557))
        if not self._data.startswith(b"PK") or place < 0 or place + _EOCD.size > len(self._data):
            raise self._wrong("not a Word document: no ZIP archive, or cut short")
        return place

    def _directory(self) -> dict[str, _Member]:
        _, disk, first, here, count, size, offset, comment = _EOCD.unpack_from(self._data, self._tail)
        if 0xFFFF in (disk, here, count) or 0xFFFFFFFF in (size, offset):
            raise self._wrong("a ZIP64 archive: too large", "split the document")
        if disk or first or here != count or offset + size > self._tail:
            raise self._wrong("its ZIP directory is damaged")
        if self._tail + _EOCD.size + comment > len(self._data):
            raise self._wrong("its ZIP directory is damaged")
        if count > MEMBERS:
            raise self._wrong(f"more than {MEMBERS:,} parts", "")
        members: dict[str, _Member] = {}
        seen: set[str] = set()
        directory = offset
        for _ in range(count):
            member, offset = self._member(offset)
            plain = member.name.lower()
            if plain in seen:
                raise self._wrong(f"two parts are called '{member.name}'")
            if plain.startswith("/") or "\\" in plain or "\0" in plain or ".." in plain.split("/"):
                raise self._wrong(f"a part with an unsafe name: {member.name!r}")
            seen.add(plain)
            members[member.name] = member
        done = 0
        for member in sorted(members.values(), key=lambda member: member.start):
            if member.start < done:
                raise self._wrong(f"the part '{member.name}' overlaps another one")
            done = member.end
        if done > directory:
            raise self._wrong("its ZIP directory is damaged")
        return members

    def _member(self, offset: int) -> tuple[_Member, int]:
        """The member of a directory entry, and where the next entry is."""
        try:
            fields = _ENTRY.unpack_from(self._data, offset)
            label, extra, comment = fields[10:13]
            start = fields[16]
            local = _LOCAL.unpack_from(self._data, start)
        except struct.error:
            raise self._wrong("its ZIP directory is damaged") from None
        if fields[0] != b"PK\x01\x02" or local[0] != b"PK\x03\x04":
            raise self._wrong("its ZIP directory is damaged")
        flags, method, checksum, packed, size = fields[3], fields[4], *fields[7:10]
        if 0xFFFFFFFF in (packed, size, start):
            raise self._wrong("a ZIP64 archive: too large", "split the document")
        raw = self._data[offset + _ENTRY.size : offset + _ENTRY.size + label]
        name = raw.decode("utf-8" if flags & 0x800 else "cp437", "replace")
        data = start + _LOCAL.size + local[9] + local[10]
        end = data + packed
        if flags & _DESCRIPTOR:
            end += 16 if self._data[end : end + 4] == b"PK\x07\x08" else 12
        if end > self._tail:
            raise self._wrong(f"the part '{name}' is cut short")
        member = _Member(name, flags, method, checksum, packed, size, offset, start, data, end)
        return member, offset + _ENTRY.size + label + extra + comment

    def read(self, part: str) -> bytes:
        """The content of a part. Raises InputError where it is missing, encrypted, damaged or too large."""
        member = self._members.get(part)
        if member is None:
            raise self._wrong(f"the part '{part}' is missing")
        if member.flags & 0x1:
            raise self._wrong("protected by a password", "save it without a password")
        packed = self._data[member.data : member.data + member.packed]
        if member.method == _DEFLATED:
            try:
                content = zlib.decompressobj(-15).decompress(packed, PART + 1)
            except zlib.error:
                raise self._wrong(f"the part '{part}' is damaged") from None
        elif member.method == _STORED:
            content = packed
        else:
            raise self._wrong(f"the part '{part}' is compressed in a way Word does not know")
        self._read += len(content)
        if len(content) > PART or self._read > TOTAL:
            raise self._wrong(f"the part '{part}' unpacks to more than {PART:,} bytes, or all of them to {TOTAL:,}", "")
        if zlib.crc32(content) != member.checksum:
            raise self._wrong(f"the part '{part}' is damaged: its checksum is wrong")
        return content

    def replaced(self, contents: Mapping[str, bytes]) -> bytes:
        """The package with the content of some parts changed."""
        pieces: list[bytes] = []
        moves: list[tuple[int, int]] = []  # members that start behind an offset have moved by so much
        done = shift = 0
        entries: dict[int, bytes] = {}
        for member in sorted(self._members.values(), key=lambda member: member.start):
            if member.name in contents:
                header, packed, entry = self._packed(member, contents[member.name])
                pieces += [self._data[done : member.start], header, packed]
                done = member.end
                shift += len(header) + len(packed) - (member.end - member.start)
                entries[member.entry] = entry
                moves.append((member.start, shift))
        pieces.append(self._data[done:])
        whole = bytearray(b"".join(pieces))
        for member in self._members.values():
            place = member.entry + _moved(moves, member.entry)
            if member.entry in entries:
                whole[place : place + _ENTRY.size] = entries[member.entry]
            struct.pack_into("<L", whole, place + 42, member.start + _moved(moves, member.start))
        tail = self._tail + _moved(moves, self._tail)
        (offset,) = struct.unpack_from("<L", self._data, self._tail + 16)
        struct.pack_into("<L", whole, tail + 16, offset + _moved(moves, offset))
        return bytes(whole)

    def _packed(self, member: _Member, content: bytes) -> tuple[bytes, bytes, bytes]:
        """A member's new header, data and directory entry; date, attributes and all else stay."""
        packed = content
        if member.method == _DEFLATED:
            deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
            packed = deflater.compress(content) + deflater.flush()
        sizes = struct.pack("<3L", zlib.crc32(content), len(packed), len(content))
        flags = struct.pack("<H", member.flags & ~_DESCRIPTOR)
        header = bytearray(self._data[member.start : member.data])
        header[6:8], header[14:26] = flags, sizes
        entry = bytearray(self._data[member.entry : member.entry + _ENTRY.size])
        entry[8:10], entry[16:28] = flags, sizes
        return bytes(header), packed, bytes(entry)


def _moved(moves: list[tuple[int, int]], offset: int) -> int:
    return next((shift for start, shift in reversed(moves) if start < offset), 0)
