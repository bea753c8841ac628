"""Markdown: CommonMark with tables, strikethrough, footnotes, task lists, math and front matter.

A unit is a paragraph, a heading, a table cell, the alternative text of a picture, the title of a link, or a title,
description or summary in the front matter. Emphasis and links are marks; code, addresses, pictures, HTML, footnote
references and template code stand alone. Blocks of code, of math and of HTML stay as they are. The parser is markdown-it-py (see
markdown_inline); how a translation is written, in markdown_write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dragoman.corpora.files import Encoding, decode
from dragoman.corpora.files import sniff as encoding_of
from dragoman.corpora.markup import Marked
from dragoman.corpora.places import Places, splice
from dragoman.corpora.units import Fill, Stamp, State, Unit
from dragoman.termbase.errors import InputError, Location
from dragoman.termbase.language import language as find_language

from . import inline, markdown_write
from .expected import other, wrong_language
from .inline import Piece
from .markdown_blocks import LINE_END, Block, Shape, blocks, reference_titles
from .markdown_front import Entry, front, written
from .markdown_inline import Environment, Nested, pieces, title_code, title_text
from .settle import settle

_SIGNS = (
    r"^#{1,6}[ \t]+\S",
    r"^(?:```|~~~)",
    r"\[[^\]\n]+\]\([^)\s]+\)",
    r"\*\*\S[^*\n]*\*\*",
    r"^\|?(?:[ \t]*:?-+:?[ \t]*\|)+",
    r"^>[ \t]",
)
_SPACES = ("&nbsp;", "&#160;")
_PARAGRAPH, _BRACKETS = 50_000, 2_000  # most characters of a text, and opening brackets, for which it is looked into


def sniff(head: bytes) -> bool:
    """Whether these are the first bytes of Markdown: two signs of it at least."""
    encoding = encoding_of(head)
    text = head[len(encoding.bom) :].decode(encoding.codec, "ignore")
    return sum(re.search(sign, text, re.MULTILINE) is not None for sign in _SIGNS) > 1


@dataclass(frozen=True, slots=True)
class _Body:
    """The text of a block, by its place in the list of blocks: the pieces that matter, and those at either end."""

    block: int
    before: Sequence[Piece]
    core: Sequence[Piece]
    behind: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class _Inner:
    """A text inside a code of a block, by its place in the list of blocks, or a title of its own (block -1)."""

    block: int
    nested: Nested
    pieces: Sequence[Piece]


_Part = _Body | _Inner | Entry


@dataclass(frozen=True, slots=True)
class MarkdownFile:
    """A parsed Markdown file; see units.UnitFile."""

    name: str
    data: bytes
    text: str
    encoding: Encoding
    blocks: Sequence[Block]
    environment: Environment
    parts: Sequence[_Part]
    units: Sequence[Unit]
    languages: Sequence[Entry] = field(default=())
    target_language: str | None = None
    messages: bool = False

    @property
    def source_language(self) -> str | None:
        """What the front matter says; None where it says nothing."""
        return self.languages[0].value if self.languages else None

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """The file with some units filled; see units.UnitFile.fill. The stamp goes nowhere.

        A unit filled with its own source stays as it is. Raises ValueError for spans that do not nest.
        """
        del stamp
        tag = find_language(language)
        changed = inline.changed(fills, self.units)
        if not changed:
            return self.data
        space = next((space for space in _SPACES if space in self.text), "\u00a0")
        edits = [self._entry(entry, tag.locale.replace("_", "-")) for entry in self.languages]
        inner: dict[int, list[tuple[int, int, str]]] = {}
        bodies: dict[int, tuple[_Body, Marked]] = {}
        for index, target in changed.items():
            part = self.parts[index]
            if isinstance(part, Entry):
                edits.append(self._entry(part, target.text))
            elif isinstance(part, _Inner):
                settled = settle(target, part.pieces, tag.tag)
                inner.setdefault(part.block, []).extend(self._inner(part, settled))
            else:
                settled = settle(target, part.core, tag.tag)
                bodies[part.block] = part, settled
        edits += inner.pop(-1, [])
        newline = match.group() if (match := LINE_END.search(self.text)) else "\n"
        for number in {*inner, *bodies}:
            block = self.blocks[number]
            content = self._content(block, bodies.get(number), inner.get(number, []), tag.tag, space)
            edits.append((block.start, block.end, block.written(content, newline)))
        return self.encoding.encode(splice(self.text, edits))

    def _entry(self, entry: Entry, value: str) -> tuple[int, int, str]:
        return entry.start, entry.end, written(entry, value, self.text[entry.start : entry.end])

    def _inner(self, part: _Inner, target: Marked) -> list[tuple[int, int, str]]:
        nested = part.nested
        if not nested.alt:
            text = self.text if part.block < 0 else self.blocks[part.block].content
            return [(nested.start, nested.end, title_code(target.text, text[nested.start : nested.end]))]
        edits = [(nested.start, nested.end, markdown_write.alternative(target, self.environment))]
        if nested.label:
            edits.append((nested.end, nested.until, f"][{nested.label}]"))
        return edits

    def _content(
        self,
        block: Block,
        body: tuple[_Body, Marked] | None,
        edits: Sequence[tuple[int, int, str]],
        language: str,
        space: str,
    ) -> str:
        """A block's content with a target in it, or with edits to its codes alone."""
        if body is None:
            return splice(block.content, edits)
        part, target = body
        before, behind = (
            [replace(piece, raw=_with(piece, edits)) for piece in ends] for ends in (part.before, part.behind)
        )
        recode = inline.Recode((piece.raw, _with(piece, edits)) for piece in part.core if piece.role is not None)
        marks = tuple(replace(mark, code=recode(mark.code)) for mark in target.marks)
        recoded = Marked(target.text, marks)
        frame = markdown_write.Frame(block, before, behind, space)
        return markdown_write.content(recoded, frame, language, self.environment)


def _with(piece: Piece, edits: Sequence[tuple[int, int, str]]) -> str:
    """A code with edits inside it."""
    start, end = piece.start, piece.end
    mine = [(first - start, last - start, new) for first, last, new in edits if start <= first and last <= end]
    return splice(piece.raw, mine)


def parse(data: bytes, name: str, source: str, target: str | None = None) -> MarkdownFile:
    """The units of a Markdown file.

    Raises InputError for what is no text, and where the front matter says it is in another language than `source`;
    UnknownNameError for an unknown language.
    """
    del target
    terminators = find_language(source).terminators
    text = decode(data, name)
    lines = Places(text, name)
    end, entries = front(text)
    languages = [entry for entry in entries if entry.language]
    for entry in languages:
        if other(entry.value, source):
            raise wrong_language(entry.value, source, "source", lines(entry.start))
    environment: Environment = {}
    # the front matter is blanked out, so that places stay the same
    blank = "".join(character if character in "\r\n" else " " for character in text[:end])
    found = [block for block in _blocks(blank + text[end:], environment, name) if _is_text(block.content)]
    texts = _Texts(lines, found, environment)
    for entry in entries:
        if not entry.language:
            texts.add(f"front matter {entry.key}", entry, Marked(entry.value.strip()), entry.start)
    for number, block in enumerate(found):
        texts.block(number, block, terminators)
    for start, stop in reference_titles(text, environment):
        texts.title(-1, Nested(start, stop, False), text[start:stop], start)
    ordered = sorted(zip(texts.places, texts.parts, texts.units, strict=True), key=lambda item: item[0])
    parts, units = [part for _, part, _ in ordered], [unit for _, _, unit in ordered]
    return MarkdownFile(name, data, text, encoding_of(data), found, environment, parts, units, languages)


def _blocks(text: str, environment: Environment, name: str) -> list[Block]:
    try:
        return blocks(text, environment)
    except RecursionError:
        raise InputError("nested too deeply to be read", name) from None


def _is_text(content: str) -> bool:
    """Whether a content is such as people write; others would take forever to parse."""
    return len(content) <= _PARAGRAPH and content.count("[") <= _BRACKETS


class _Texts:
    """Collects the units of a file."""

    def __init__(self, lines: Places, found: Sequence[Block], environment: Environment) -> None:
        self.places: list[int] = []
        self.parts: list[_Part] = []
        self.units: list[Unit] = []
        self._lines, self._blocks, self._environment = lines, found, environment

    def add(self, key: str, part: _Part, content: Marked, place: int) -> None:
        self.places.append(place)
        self.parts.append(part)
        self.units.append(Unit(key, content, None, State.NEW, self._lines(place)))

    def block(self, number: int, block: Block, terminators: str) -> None:
        """The texts of a block."""
        where = self._lines(block.start)
        found, nested = pieces(block.content, self._environment)
        start, end = inline.core(found, where)
        if start < end:
            heading = block.shape in (Shape.HEADING, Shape.UNDERLINED)
            core = inline.flowing(found[start:end], heading, terminators)
            content = inline.marked(core, where)
            self.add(
                block.shape.value, _Body(number, found[:start], core, found[end:]), content, block.place(core[0].start)
            )
        for item in nested:
            self._nested(number, block, item, where)

    def _nested(self, number: int, block: Block, item: Nested, where: Location) -> None:
        raw = block.content[item.start : item.end]
        place = block.place(item.start)
        if not item.alt:
            self.title(number, item, raw, place)
            return
        found = [replace(piece, shows=False) for piece in pieces(raw, self._environment)[0]]
        if any(piece.text.strip() for piece in found if piece.role is None):
            self.add("image alt", _Inner(number, item, found), inline.marked(found, where), place)

    def title(self, block: int, item: Nested, raw: str, place: int) -> None:
        """The title of a link."""
        if title_text(raw).strip():
            self.add("link title", _Inner(block, item, ()), Marked(title_text(raw)), place)
