"""What every file format is reduced to: a document with segments to translate and everything between them kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence to translate.

    text: as it goes to an engine (the lines of a hard-wrapped paragraph joined). start, end: half-open code-point offsets
    into the document's text. paragraph: counts from 0. translatable: False where there is nothing to translate, such
    as a bare file name, address or number; then the translation is the text itself.
    """

    text: str
    start: int
    end: int
    paragraph: int
    translatable: bool = True


class Document(Protocol):
    """A parsed file."""

    @property
    def name(self) -> str:
        """Where it came from, for messages."""
        ...

    @property
    def text(self) -> str:
        """The whole text, byte-order mark left out."""
        ...

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The sentences, in order, without overlaps."""
        ...

    def render(self, translations: Sequence[str], language: str) -> str:
        """The text with each segment replaced by its translation into `language`, laid out as before.

        One translation per segment; ValueError otherwise. With the segments' own texts it is the text, unchanged.
        """
        ...

    def serialize(self, text: str) -> bytes:
        """A rendered text as the bytes of a file, encoded as the document was."""
        ...
