"""What every file format is reduced to: a document with segments to translate and everything between them kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dragoman.termbase.errors import Location

from .markup import Mark, Marked


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence to translate.

    text: as it goes to an engine (the lines of a hard-wrapped paragraph joined). start, end: half-open code-point
    offsets into the text of its passage. paragraph: counts from 0. translatable: False where there is nothing to
    translate, such as a bare file name, address or number; then the translation is the text itself. marks: its inline
    markup, offsets into `text`.
    """

    text: str
    start: int
    end: int
    paragraph: int
    translatable: bool = True
    marks: tuple[Mark, ...] = ()

    @property
    def content(self) -> Marked:
        """The text with its markup."""
        return Marked(self.text, self.marks)


@dataclass(frozen=True, slots=True)
class Rendition:
    """A segment's translation. notes: what a reader should know about it, one line each."""

    content: Marked
    notes: tuple[str, ...] = ()


class Document(Protocol):
    """A parsed file."""

    @property
    def name(self) -> str:
        """Where it came from, for messages."""
        ...

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The sentences to translate, in order."""
        ...

    @property
    def messages(self) -> bool:
        """Whether it holds messages of a program, which are read one at a time and not one after another."""
        ...

    def location(self, index: int) -> Location:
        """Where in the file a segment begins."""
        ...

    def render(self, translations: Sequence[str], language: str) -> str:
        """The document in `language` as plain text for a reader: segments replaced, laid out as before.

        One translation per segment; ValueError otherwise.
        """
        ...

    def serialize(self, renditions: Sequence[Rendition], language: str) -> bytes:
        """The file in `language`: each segment replaced, its markup in place, all else as it was.

        One rendition per segment; ValueError otherwise. With the segments' own content a file without translations
        comes back byte for byte.
        """
        ...
