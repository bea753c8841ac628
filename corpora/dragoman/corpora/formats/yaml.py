"""YAML string files: nested keys and texts, as Rails, Symfony and others have them, with or without a language at the top.

The texts are sources; translations replace them, each in the style of the scalar it takes the place of where that style can
hold it, else in double quotes. Comments, layout, anchors, aliases and everything that is no string stay byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dragoman.corpora import strings
from dragoman.corpora.files import Encoding, decode
from dragoman.corpora.files import sniff as sniff_encoding
from dragoman.corpora.places import Places, column, newline, splice
from dragoman.corpora.strings import Entry, Slot
from dragoman.corpora.units import Fill, Stamp, Unit
from dragoman.termbase.errors import InputError
from dragoman.termbase.language import language as find_language

from . import yaml_scan, yaml_write
from .expected import check_plain
from .yaml_scan import Contents, Scalar

_ROOTED = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s*#[^\n]*\n|\s*\n|---[^\n]*\n)*[\"']?[a-z]{2}(?:[-_][A-Za-z]{2,4})?[\"']?:\s*(?:#[^\n]*)?\r?\n\s+\S"
)


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A parsed YAML string file; see units.UnitFile. root: the key at its top that is a language."""

    name: str
    text: str
    encoding: Encoding
    units: Sequence[Unit]
    slots: Sequence[Slot]
    contents: Contents
    root: Scalar | None = None

    messages = True
    target_language = None

    @property
    def source_language(self) -> str | None:
        """What the file says; see units.UnitFile."""
        return self.root.text if self.root else None

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """The file with texts replaced, and the language at its top; see units.UnitFile."""
        del stamp
        find_language(language)
        check_plain(fills, len(self.units), "a YAML string")
        if not fills:
            return self.encoding.encode(self.text)
        made = self._filled(fills, language, quoted=False)
        if not self._reads_back(made, fills, language):
            # a style cannot hold its text after all
            made = self._filled(fills, language, quoted=True)
            if not self._reads_back(made, fills, language):
                raise ValueError(f"{self.name}: a text cannot be written where it belongs")
        return self.encoding.encode(made)

    def _filled(self, fills: Mapping[int, Fill], language: str, quoted: bool) -> str:
        end = newline(self.text)
        edits = []
        for index, fill in sorted(fills.items()):
            slot, text = self.slots[index], fill.target.text
            value = self.contents.values[slot.entry.index]
            scalar = value.scalar
            raw = self.text[scalar.start : scalar.end]
            if slot.category and value.key is not None:
                style = '"' if scalar.style in ("|", ">") else scalar.style
                new = yaml_write.written(text, style, raw, scalar.flow, end, quoted)
                edits.append(self._added(value.key, slot.category, new, end))
            elif text != scalar.text:
                new = yaml_write.written(text, scalar.style, raw, scalar.flow, end, quoted)
                # a block may begin in the column of its key, what is in quotes must not
                begins = self.text[max(0, scalar.start - 1) : scalar.start] in ("", "\n", "\r") and new.startswith('"')
                edits.append((scalar.start, scalar.end, f" {new}" if begins else new))
        if self.root is not None:
            raw = self.text[self.root.start : self.root.end]
            renamed = raw.replace(self.root.text, strings.named_like(self.root.text, language))
            edits.append((self.root.start, self.root.end, renamed))
        return splice(self.text, edits)

    def _added(self, key: Scalar, category: str, written: str, end: str) -> tuple[int, int, str]:
        """A plural form put in before that of `other`."""
        name = self.text[key.start : key.end].replace(key.text, strings.form_key(key.text, category))
        return (
            key.start,
            key.start,
            f"{name}: {written}{', ' if key.flow else end + ' ' * column(self.text, key.start)}",
        )

    def _reads_back(self, text: str, fills: Mapping[int, Fill], language: str) -> bool:
        """Whether a filled file says what it is to say, and nothing else has changed."""
        try:
            found = yaml_scan.parse(text, Places(text, self.name))
        except InputError:
            return False
        return list(yaml_scan.texts(found)) == self._expected(fills, language)

    def _expected(self, fills: Mapping[int, Fill], language: str) -> list[tuple[tuple[str, ...], str]]:
        new: dict[int, list[tuple[str, str]]] = {}
        for index, fill in sorted(fills.items()):
            slot = self.slots[index]
            new.setdefault(slot.entry.index, []).append((slot.category, fill.target.text))
        expected = []
        for number, (path, text) in enumerate(yaml_scan.texts(self.contents)):
            if self.root is not None:
                path = (strings.named_like(self.root.text, language), *path[1:])
            for category, target in new.get(number, ()):
                if category:
                    expected.append(((*path[:-1], strings.form_key(path[-1], category)), target))
            expected.append((path, next((target for category, target in new.get(number, ()) if not category), text)))
        return expected


def sniff(head: bytes) -> bool:
    """Whether a file begins with a language at the top and something indented below it."""
    return _ROOTED.match(head) is not None


def parse(data: bytes, name: str, source: str, target: str | None = None) -> YamlFile:
    """The units of a YAML string file. Raises InputError for what is no valid YAML or in another language."""
    wanted = find_language(source)
    to = None if target is None else find_language(target).tag
    text = decode(data, name)
    places = Places(text, name)
    contents = yaml_scan.parse(text, places)
    strings.check_one_language(
        {key: place.start for root in contents.roots for key, place in root.items() if place}, places
    )
    root = yaml_scan.only_root(contents)
    if root is not None and strings.names_language(root.text):
        strings.check_language(root.text, wanted, places(root.start))
    else:
        root = None
    entries = [
        Entry(value.path, value.scalar.text, places(value.scalar.start), number)
        for number, value in enumerate(contents.values)
    ]
    units, slots = strings.units(entries, wanted.tag, to)
    return YamlFile(name, text, sniff_encoding(data), units, slots, contents, root)
