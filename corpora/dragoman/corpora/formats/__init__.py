"""File formats: one module each, listed here. A module is imported when a file of its kind is opened.

A module has `parse(data, name, source, target) -> UnitFile` (plain text: see formats.text), where `source` and `target` are
the language tags wanted, target None where only reading; and `sniff(head) -> bool`, which tells from the first kilobytes of a
file whether it is of the format. parse raises InputError with the place for whatever is no such file. Where files get big, a
module has `stream(file, name, source, target) -> Iterator[Unit]` as well, which holds one unit at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from types import ModuleType

from dragoman.corpora.files import shown
from dragoman.corpora.filling import Policy, UnitDocument
from dragoman.corpora.segment import Document
from dragoman.corpora.units import Stamp, UnitFile
from dragoman.termbase.errors import InputError, UnknownNameError

HEAD = 4096


@dataclass(frozen=True, slots=True)
class Format:
    """A file format. bilingual: its files hold sources and targets; binary: they are no text for a terminal. states: how
    they say how far a translation is, empty where they cannot: in such a bilingual file every translation is live."""

    name: str
    label: str
    extensions: tuple[str, ...]
    module: str
    bilingual: bool = False
    binary: bool = False
    states: str = ""

    def load(self) -> ModuleType:
        """The module that reads and writes it."""
        return import_module(f"{__name__}.{self.module}")


TEXT = Format("text", "plain text", (".txt", ".text"), "text")
FORMATS: tuple[Format, ...] = (
    TEXT,
    Format("po", "gettext PO and POT", (".po", ".pot"), "po", bilingual=True, states="fuzzy"),
    Format("mo", "gettext MO", (".mo", ".gmo"), "mo", bilingual=True, binary=True),
    Format("xliff", "XLIFF 1.2", (".xlf", ".xliff", ".xml"), "xliff", bilingual=True, states="state, approved"),
    Format("xliff2", "XLIFF 2.0 to 2.2", (".xlf", ".xliff", ".xml"), "xliff2", bilingual=True, states="state"),
    Format("tmx", "TMX 1.4b", (".tmx", ".xml"), "tmx", bilingual=True, states="draft (a property of this program's)"),
    Format("tsv", "tab-separated values", (".tsv", ".tab"), "tsv", bilingual=True, states="status column"),
    Format("csv", "comma-separated values", (".csv",), "csv", bilingual=True, states="status column"),
    Format("jsonl", "JSON Lines", (".jsonl", ".ndjson"), "jsonl", bilingual=True, states="status key"),
    Format("markdown", "Markdown", (".md", ".markdown"), "markdown"),
    Format("html", "HTML", (".html", ".htm", ".xhtml"), "html"),
    Format("docx", "Word (Office Open XML)", (".docx", ".docm", ".dotx"), "docx", binary=True),
    Format("srt", "SubRip and WebVTT subtitles", (".srt", ".vtt"), "srt"),
    Format("json", "JSON string file", (".json", ".arb"), "json"),
    Format("yaml", "YAML string file", (".yaml", ".yml"), "yaml"),
)


def find(name: str) -> Format:
    """The format of a name. Raises UnknownNameError, listing the names."""
    try:
        return next(item for item in FORMATS if item.name == name.lower())
    except StopIteration:
        raise UnknownNameError(
            f"unknown format '{name}'", hint=f"known: {', '.join(item.name for item in FORMATS)}"
        ) from None


def detect(name: str, head: bytes) -> Format:
    """The format of a file by its extension, and by its first bytes where that does not settle it; else plain text."""
    extension = PurePath(name).suffix.lower()
    named = [item for item in FORMATS if extension in item.extensions]
    if len(named) == 1:
        return named[0]
    candidates: Sequence[Format] = named or [item for item in FORMATS if item is not TEXT]
    return next((item for item in candidates if item.load().sniff(head)), named[0] if named else TEXT)


def units(data: bytes, name: str, kind: Format, source: str, target: str | None = None) -> UnitFile:
    """The units of a file. Raises InputError for a file that is not of the format, or for plain text, which has none."""
    if kind is TEXT:
        raise InputError("plain text has no units", shown(name), "name a file of another format")
    file: UnitFile = kind.load().parse(data, name, source, target)
    return file


def document(
    data: bytes, name: str, kind: Format, source: str, target: str, stamp: Stamp, policy: Policy | None = None
) -> Document:
    """A file as a document to translate. Raises InputError for one that is not of the format or in other languages."""
    if kind is TEXT:
        text: Document = TEXT.load().parse(data, name, source)
        return text
    return UnitDocument(units(data, name, kind, source, target), source, target, stamp, policy)
