"""Files in and out. What comes in is hostile until parsed; what goes out is written whole or not at all."""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from dragoman.termbase.errors import InputError, Location, OutputError

from .encodings import suspect

LIMIT = 50_000_000

_E = TypeVar("_E", InputError, OutputError)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF document", "copy the text out of it first, for example with pdftotext"),
    (b"PK\x03\x04", "a ZIP archive (Word, LibreOffice and Excel files are)", "save it as plain text first"),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "save it as plain text first"),
    (b"\x1f\x8b", "compressed with gzip", "unpack it first: gunzip"),
    (b"\xfd7zXZ\x00", "compressed with xz", "unpack it first: unxz"),
    (b"\x89PNG", "a picture", ""),
    (b"\xff\xd8\xff", "a picture", ""),
)
_KINDS = (
    (stat.S_ISDIR, "a directory", "name a file in it"),
    (stat.S_ISFIFO, "a pipe", "use - to read standard input"),
    (stat.S_ISCHR, "a device", "use - to read standard input"),
    (stat.S_ISBLK, "a device", ""),
    (stat.S_ISSOCK, "a socket", ""),
)
_REASONS = {
    errno.ENOENT: ("no such file", "check the name"),
    errno.ENOTDIR: ("no such file", "a part of its path is a file, not a directory"),
    errno.EACCES: ("permission denied", "check the file's permissions"),
    errno.EPERM: ("permission denied", "check the file's permissions"),
    errno.ENAMETOOLONG: ("the name is too long", ""),
    errno.ELOOP: ("too many symbolic links", "the link points to itself"),
    errno.ENOSPC: ("no space left on the device", "free some space and try again"),
    errno.EDQUOT: ("disk quota exceeded", "free some space and try again"),
    errno.EFBIG: ("the file would be too large for its device or your limits", ""),
    errno.EROFS: ("the file system is read-only", "choose another place"),
}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's characters are stored: its byte-order mark (may be empty) and the codec of the rest."""

    bom: bytes = b""
    codec: str = "utf-8"

    def encode(self, text: str) -> bytes:
        """The bytes of a text, byte-order mark first."""
        return self.bom + text.encode(self.codec)


def shown(path: Path | str) -> str:
    """A path fit for a one-line message: control characters and undecodable bytes escaped."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def read_bytes(path: Path | str, limit: int = LIMIT) -> bytes:
    """The content of a regular file of 1 to `limit` bytes.

    Raises InputError for anything else: missing, a directory, pipe or device, unreadable, empty, too large.
    """
    # O_NONBLOCK: opening a pipe nobody writes to would hang
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
    try:
        descriptor = os.open(path, flags)
    except ValueError:
        raise InputError("the name holds a NUL character", shown(path)) from None
    except OSError as error:
        raise _failure(InputError, error, path) from None
    try:
        mode = os.fstat(descriptor).st_mode
        for holds, what, hint in _KINDS:
            if holds(mode):
                raise InputError(f"this is {what}, not a regular file", shown(path), hint)
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            return read_stream(stream, shown(path), limit)
    finally:
        os.close(descriptor)


def read_stream(stream: BinaryIO, name: str = "<stdin>", limit: int = LIMIT) -> bytes:
    """All of an open binary stream, 1 to `limit` bytes. Raises InputError where it fails, is empty or too large."""
    try:
        data = stream.read(limit + 1)
    except OSError as error:
        raise _failure(InputError, error, name) from None
    if not data:
        raise InputError("the file is empty", name, "give it some text")
    if len(data) > limit:
        raise InputError(f"larger than the limit of {limit:,} bytes", name, "split it into smaller files")
    return data


def sniff(data: bytes) -> Encoding:
    """The encoding a byte-order mark announces; without one, UTF-8."""
    return next((Encoding(bom, codec) for bom, codec in _BOMS if data.startswith(bom)), Encoding())


def decode(data: bytes, name: str = "<text>") -> str:
    """Bytes as text, byte-order mark dropped. UTF-8, or UTF-16/32 where a byte-order mark says so.

    Raises InputError for binary data, and for any other encoding: where the first bad byte is and how to convert.
    """
    encoding = sniff(data)
    body = data[len(encoding.bom) :]
    for magic, what, hint in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"not text: this is {what}", name, hint)
    if encoding.codec == "utf-8" and b"\0" in body:
        guess = None if encoding.bom else suspect(body)
        offset = len(encoding.bom) + body.index(b"\0")
        if guess:
            raise InputError(
                f"{guess.label} without a byte-order mark, not UTF-8 (NUL byte at offset {offset:,})",
                name,
                guess.advice(name),
            )
        raise InputError(f"not text: NUL byte at offset {offset:,}", name, "is this the right file?")
    try:
        return body.decode(encoding.codec)
    except UnicodeDecodeError as error:
        raise _undecodable(body, error, encoding, name) from None


def read_text(path: Path | str, limit: int = LIMIT) -> str:
    """The text of a file. Raises InputError where there is none: see read_bytes and decode; also for mere white space."""
    text = decode(read_bytes(path, limit), shown(path))
    if not text.strip():
        raise InputError("there is nothing in it but white space", shown(path), "give it some text")
    return text


def _undecodable(body: bytes, error: UnicodeDecodeError, encoding: Encoding, name: str) -> InputError:
    before = body[: error.start].decode(encoding.codec, "replace")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    offset = len(encoding.bom) + error.start
    where = Location(name, line, column)
    if error.end >= len(body) and error.reason in ("unexpected end of data", "truncated data"):
        return InputError(
            f"the text breaks off inside a character at byte offset {offset:,}", where, "is it cut short?"
        )
    label = encoding.codec.upper().removesuffix("-LE").removesuffix("-BE")
    message = f"not valid {label}: byte 0x{body[error.start]:02x} at byte offset {offset:,}"
    guess = suspect(body) if encoding.codec == "utf-8" else None
    if guess:
        return InputError(f"{message}; it looks like {guess.label}", where, guess.advice(name))
    return InputError(message, where, "convert it to UTF-8")


def write_atomic(path: Path | str, data: bytes | str) -> None:
    """Write a file whole or not at all: beside the target, flushed to disk, then renamed over it. Text goes out as UTF-8.

    A symbolic link stays, the file it points to is replaced; an existing file keeps its permissions. Pipes and devices
    are written to directly. Raises OutputError, with the target untouched and nothing left beside it.
    """
    try:
        content = data.encode() if isinstance(data, str) else data
    except UnicodeEncodeError as error:
        raise OutputError(f"not valid text: lone surrogate at character {error.start:,}", shown(path)) from None
    try:
        mode: int | None = Path(path).stat().st_mode
    except FileNotFoundError:
        mode = None
    except ValueError:
        raise OutputError("the name holds a NUL character", shown(path)) from None
    except OSError as error:
        raise _failure(OutputError, error, path) from None
    if mode is not None and stat.S_ISDIR(mode):
        raise OutputError("this is a directory", shown(path), "name a file in it")
    if mode is not None and stat.S_ISREG(mode) and not mode & 0o222:
        raise OutputError("the file is read-only", shown(path), "change its permissions or choose another name")
    try:
        if mode is not None and not stat.S_ISREG(mode):
            _write_through(path, content)
        else:
            _replace(Path(path).resolve(), content, mode)
    except OSError as error:
        raise _failure(OutputError, error, path) from None


def _write_through(path: Path | str, content: bytes) -> None:
    with Path(path).open("wb", buffering=0) as stream:
        _write_all(stream.fileno(), content)


def _write_all(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _replace(target: Path, content: bytes, mode: int | None) -> None:
    temporary = target.parent / f".dragoman-{secrets.token_hex(8)}.tmp"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        try:
            if mode is not None:
                temporary.chmod(stat.S_IMODE(mode))
            _write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    # the file is complete by now; a file system that cannot sync directories is no reason to fail
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _failure(kind: type[_E], error: OSError, path: Path | str) -> _E:
    reason, hint = _REASONS.get(error.errno or 0, (os.strerror(error.errno) if error.errno else str(error), ""))
    if kind is OutputError and error.errno in (errno.ENOENT, errno.ENOTDIR):
        folder = shown(Path(path).parent)
        reason, hint = f"there is no directory '{folder}'", "create it first"
    if kind is OutputError and error.errno in (errno.EACCES, errno.EPERM):
        hint = "choose a place you may write to"
    return kind(reason, shown(path), hint)
