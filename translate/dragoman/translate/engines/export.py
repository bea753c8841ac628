"""One language pair of a package on disk as an .argosmodel file, for Argos Translate itself to install and run.

Argos Translate knows one `to_code` and one `target_prefix` a package (argostranslate.package, `load_metadata_from_json`),
so the metadata are rewritten for the pair; all else goes in as it is, except that the language tag becomes a control
symbol of the subword model: Argos Translate decodes the sentences of a paragraph in one go and takes the tag off the
first alone, and only control symbols leave no text behind.
"""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.termbase.errors import EngineError
from dragoman.termbase.language import LANGUAGES

from .package import Direction, Package, PackageEngine, canonical, field

if TYPE_CHECKING:  # importing it costs numpy
    from .base import Engine

SUFFIX = ".argosmodel"
ARGOS_VERSION = "1.9"  # the first that reads target_prefix
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same package gives the same file
_CONTROL = 3  # sentencepiece_model.proto: ModelProto.SentencePiece.Type.CONTROL
_PIECES, _PIECE, _TYPE = 1, 1, 3  # its fields: ModelProto.pieces, SentencePiece.piece and .type
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5  # protobuf wire types


def archive(engine: Engine, source: str, target: str) -> bytes:
    """The .argosmodel file of a pair of an engine.

    Raises EngineError where the engine lacks the pair, is no package on disk, or its files cannot be read.
    """
    package = engine.package(source, target) if isinstance(engine, PackageEngine) else None
    if package is None:
        raise EngineError(f"engine '{engine.name}' is no model package on disk: there is nothing to export")
    pair = canonical(source), canonical(target)
    direction = next(item for item in package.directions if item.pair == pair)
    facts = metadata(package, direction)
    folder = f"{facts['from_code']}_{facts['to_code']}"
    buffer = io.BytesIO()
    try:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
            _add(bundle, f"{folder}/metadata.json", (json.dumps(facts, ensure_ascii=True, indent=2) + "\n").encode())
            for file in _files(package.directory):
                content = file.read_bytes()
                if file == package.directory / "sentencepiece.model" and direction.tag:
                    content = as_control(content, direction.tag)
                _add(bundle, f"{folder}/{file.relative_to(package.directory).as_posix()}", content)
    except OSError as error:
        raise EngineError(f"cannot read the package: {error.strerror or error}", package.directory) from None
    return buffer.getvalue()


def metadata(package: Package, direction: Direction) -> dict[str, Any]:
    """What metadata.json says, rewritten for one direction; Argos Translate passes over the keys it does not know."""
    try:
        known: dict[str, Any] = json.loads((package.directory / "metadata.json").read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        raise EngineError("broken package: metadata.json cannot be read", package.directory) from None
    entries = known.pop("targets", None) or [{"code": known.get("to_code"), "name": known.get("to_name")}]
    index = [item.pair for item in package.directions].index(direction.pair)
    source_code, target_code = package.codes[0], package.codes[index + 1]
    facts: dict[str, Any] = {"type": "translate", "package_version": "0", "argos_version": ARGOS_VERSION} | known
    facts |= {
        "from_code": source_code,
        "from_name": field(known, "from_name") or _language_name(direction.source, source_code),
        "to_code": target_code,
        "to_name": field(entries[index], "name") or _language_name(direction.target, target_code),
    }
    if direction.tag:
        facts["target_prefix"] = direction.tag
    return facts


def _language_name(tag: str, code: str) -> str:
    return LANGUAGES[tag].name if tag in LANGUAGES else code


def _files(directory: Path) -> Iterator[Path]:
    """The files of a package that go into the archive, sorted; hidden ones and the metadata do not."""
    for file in sorted(directory.rglob("*")):
        place = file.relative_to(directory)
        hidden = any(part.startswith((".", "__")) for part in place.parts)
        if file.is_file() and not hidden and place != Path("metadata.json"):
            yield file


def _add(bundle: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    bundle.writestr(entry, content)


def as_control(model: bytes, piece: str) -> bytes:
    """A SentencePiece model with one piece made a control symbol; as it was where it has no such piece.

    The protobuf message is walked by hand, since the type of a piece is all there is to change.
    """
    try:
        out = bytearray()
        for number, raw, value in _fields(model):
            parts = list(_fields(value)) if number == _PIECES and isinstance(value, bytes) else []
            if (_PIECE, piece.encode()) in ((part, content) for part, _, content in parts):
                kept = b"".join(field for part, field, _ in parts if part != _TYPE)
                kept += bytes([_TYPE << 3 | _VARINT, _CONTROL])
                raw = bytes([_PIECES << 3 | _BYTES]) + _varint(len(kept)) + kept
            out += raw
    except (IndexError, ValueError):
        return model  # no model that we know how to read: Argos Translate may
    return bytes(out)


def _fields(message: bytes) -> Iterator[tuple[int, bytes, int | bytes]]:
    """Number, whole encoding and value of each field of a protobuf message."""
    position = 0
    while position < len(message):
        start = position
        key, position = _read_varint(message, position)
        value: int | bytes
        if key & 7 == _VARINT:
            value, position = _read_varint(message, position)
        else:
            size = {_FIXED64: 8, _FIXED32: 4}.get(key & 7)
            if key & 7 == _BYTES:
                size, position = _read_varint(message, position)
            if size is None or position + size > len(message):
                raise ValueError("not a protobuf message")
            value = message[position : position + size]
            position += size
        yield key >> 3, message[start:position], value


def _read_varint(message: bytes, position: int) -> tuple[int, int]:
    """A variable-length integer and the position after it."""
    value = shift = 0
    while True:
        byte = message[position]
        value |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80:
            return value, position


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
