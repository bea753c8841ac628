"""HTML and XHTML: whole pages and fragments, however broken. A unit is what a block says, or an attribute readers see.

Inline elements are marks; `code`, `kbd`, pictures and the like, comments and template code stand alone. Left as they are:
`script`, `style`, `pre`, `textarea`, `svg`, what says `translate="no"` or `class="notranslate"`, and what is in another
language than the source. Where anything is translated, `lang` becomes the target's: of `<html>`, which gets one, and of
every element that named the source language. Nothing else changes: see html_tokens for how the file is read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from dragoman.corpora import files
from dragoman.corpora.markup import Marked
from dragoman.corpora.places import Places, splice
from dragoman.corpora.units import Fill, Stamp, State, Unit
from dragoman.termbase.language import language as find_language

from . import html_encoding, inline
from .expected import other, wrong_language
from .html_encoding import Encoding
from .html_tokens import Attribute, escape
from .html_units import Page, Text, read
from .settle import settle

_SNIFF = re.compile(
    r"\s*(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body|title|meta)[\s>]", re.IGNORECASE | re.DOTALL
)
_SPACES = ("&nbsp;", "&#160;", "&#xA0;", "&#xa0;")


def sniff(head: bytes) -> bool:
    """Whether these are the first bytes of a page."""
    encoding = files.sniff(head)
    return _SNIFF.match(head[len(encoding.bom) :].decode(encoding.codec, "ignore")) is not None


@dataclass(frozen=True, slots=True)
class HtmlFile:
    """A parsed page; see units.UnitFile."""

    name: str
    data: bytes
    text: str
    encoding: Encoding
    page: Page
    units: Sequence[Unit]
    xml: bool
    target_language: str | None = None
    messages: bool = False

    @property
    def source_language(self) -> str | None:
        """The language `<html>` says the page is in; None where it does not."""
        return self.page.language or None

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """The page with some units filled; see units.UnitFile.fill. The stamp goes nowhere.

        A unit filled with its own source stays as it is. Raises ValueError for spans that do not nest.
        """
        del stamp
        tag = find_language(language)
        changed = inline.changed(fills, self.units)
        if not changed:
            return self.data
        space = next((space for space in _SPACES if space in self.text), "\u00a0")
        edits = self._languages(tag.locale.replace("_", "-"))
        bodies: list[tuple[Text, Marked]] = []
        for index, target in changed.items():
            text = self.page.texts[index]
            settled = settle(target, text.pieces, tag.tag)
            if text.attribute is None:
                bodies.append((text, settled))
            else:
                edits.append(self._value(text, text.attribute, settled, space))
        edits.sort()
        whole = [(text.start, text.end, self._body(text, target, edits, space)) for text, target in bodies]
        outside = _outside(edits, [(text.start, text.end) for text, _ in bodies])
        return self.encoding.encode(splice(self.text, [*whole, *outside]))

    def _languages(self, tag: str) -> list[tuple[int, int, str]]:
        edits = [(item.start, item.end, tag) for item in self.page.languages]
        if self.page.root and not self.page.language:
            added = f' lang="{tag}" xml:lang="{tag}"' if self.xml else f' lang="{tag}"'
            edits.append((self.page.root, self.page.root, added))
        return edits

    def _value(self, text: Text, attribute: Attribute, target: Marked, space: str) -> tuple[int, int, str]:
        codes = [mark.code for mark in target.marks]
        quote = attribute.quote or ("'" if any('"' in code for code in codes) else '"')
        value = inline.written(target, lambda part: self.encoding.fit(escape(part, quote, space)))
        if attribute.quote:
            return text.start, text.end, value
        before = self.text[attribute.start : text.start]
        return attribute.start, attribute.end, f"{quote}{before}{value}{self.text[text.end : attribute.end]}{quote}"

    def _body(self, text: Text, target: Marked, edits: Sequence[tuple[int, int, str]], space: str) -> str:
        """What stands in the place of a text: the target, its codes with the edits in them."""
        codes = [piece for piece in text.pieces if piece.role is not None]
        recode = inline.Recode((piece.raw, _within(piece.raw, piece.start, edits)) for piece in codes)
        return inline.written(target, lambda part: self.encoding.fit(escape(part, "", space)), recode)


def _within(raw: str, start: int, edits: Sequence[tuple[int, int, str]]) -> str:
    """A stretch of the page with the edits in it."""
    low, high = bisect_left(edits, (start,)), bisect_left(edits, (start + len(raw),))
    return splice(raw, [(first - start, last - start, new) for first, last, new in edits[low:high]])


def _outside(edits: Sequence[tuple[int, int, str]], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """The edits that lie in none of the spans."""
    found, place = [], 0
    ordered = sorted(spans)
    for edit in edits:
        while place < len(ordered) and ordered[place][1] <= edit[0]:
            place += 1
        if place == len(ordered) or edit[1] <= ordered[place][0]:
            found.append(edit)
    return found


def parse(data: bytes, name: str, source: str, target: str | None = None) -> HtmlFile:
    """The units of a page.

    Raises InputError for bytes that are no text in the encoding the page declares, for a page that says it is in another
    language than `source`, and for elements nested too deeply; UnknownNameError for an unknown language.
    """
    del target
    text, encoding = html_encoding.decode(data, name)
    xml = PurePath(name).suffix.lower() in (".xhtml", ".xht") or text.lstrip().startswith("<?xml")
    page = read(text, name, source, xml)
    lines = Places(text, name)
    if other(page.language, source):
        raise wrong_language(page.language, source, "source", lines(page.where))
    units = []
    for item in page.texts:
        where = lines(item.start)
        units.append(Unit(item.key, inline.marked(item.pieces, where), None, State.NEW, where))
    return HtmlFile(name, data, text, encoding, page, units, xml)
