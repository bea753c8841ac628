"""Plain text: one line is one paragraph, unless lines were wrapped to a width (see passage)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dragoman.corpora import script
from dragoman.corpora.files import Encoding, decode, sniff
from dragoman.corpora.markup import Marked
from dragoman.corpora.passage import Passage, passage
from dragoman.corpora.segment import Rendition, Segment
from dragoman.termbase.errors import Location
from dragoman.termbase.language import language as find_language


@dataclass(frozen=True, slots=True)
class TextDocument:
    """A parsed plain text; see segment.Document."""

    name: str
    text: str
    passage: Passage
    encoding: Encoding = field(default_factory=Encoding)

    @property
    def language(self) -> str:
        """The tag of its language."""
        return self.passage.language

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Its sentences, in order, without overlaps; start and end are offsets into the text."""
        return self.passage.segments

    @property
    def messages(self) -> bool:
        """Never: sentences of a text follow one another."""
        return False

    def location(self, index: int) -> Location:
        """Where a segment begins."""
        before = self.text[: self.segments[index].start]
        return Location(self.name, before.count("\n") + 1, len(before) - before.rfind("\n"))

    def render(self, translations: Sequence[str], language: str) -> str:
        """The text in `language`: see segment.Document.render, and passage.Passage.render for the layout."""
        return self.passage.render([Marked(text) for text in translations], language).text

    def serialize(self, renditions: Sequence[Rendition], language: str) -> bytes:
        """The bytes of the text in `language`, in the encoding and with the byte-order mark of the original."""
        return self.encoding.encode(self.render([rendition.content.text for rendition in renditions], language))


def parse(data: bytes, name: str = "<text>", language: str | None = None) -> TextDocument:
    """The document of a plain text file. language: of the text; None: the likeliest by its script.

    Raises InputError for bytes that are no text (see files.decode), UnknownNameError for an unknown language.
    """
    text = decode(data, name)
    tag = find_language(language).tag if language else script.likeliest(text)
    return TextDocument(name, text, passage(text, tag), sniff(data))
