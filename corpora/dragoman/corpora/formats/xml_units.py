"""What unit files in XML have in common: the text with its encoding, walks over it, and places in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import PurePath

from dragoman.corpora.markup import Marked
from dragoman.corpora.xmlspans import SPACE, Element, Opened, Text, decode, elements, encode, plain
from dragoman.termbase.errors import Location

from .xml_edit import Edit, newline, splice

BY = "dragoman"  # how this program signs what it writes
_DOCUMENTS = frozenset(
    (".htm", ".html", ".xhtml", ".md", ".markdown", ".txt", ".rtf", ".docx", ".odt", ".pptx", ".idml", ".srt", ".vtt")
)


class XmlFile:
    """The bytes of an XML file and its text. Raises InputError for bytes that are no text (see xmlspans.decode)."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.data = data
        self.characters, self.encoding = decode(data, name)
        self.text = Text(name, self.characters)
        self.newline = newline(self.characters)

    def walk(self, whole: Collection[str], opened: Opened | None = None) -> Iterator[Element]:
        """See xmlspans.elements."""
        return elements(self.text, whole, opened)

    def written(self, edits: Iterable[Edit]) -> bytes:
        """The file with edits made."""
        return encode(splice(self.characters, edits), self.encoding)


def document(original: str) -> bool:
    """Whether the file that units were taken from, by its name, is a document and no strings of a program."""
    return PurePath(original).suffix.lower() in _DOCUMENTS


def shared(limit: int, sources: Sequence[Marked]) -> list[int]:
    """What each segment of a text may have of its limit, by length, a character between them left over; 0 for no limit."""
    whole = sum(len(source.text) for source in sources) or 1
    room = limit - len(sources) + 1
    return [limit and max(1, room * len(source.text) // whole) for source in sources]


def place(text: Text, element: Element) -> Location:
    """Where an element's content begins, white space left aside; where the element does if it has none."""
    content = text.content(element)
    inside = content.lstrip()
    return text.location(element.outer - len(inside) if inside else element.start)


def preserved(element: Element) -> bool:
    """Whether white space in an element is content."""
    return element.inherited(SPACE) == "preserve"


def words(text: Text, element: Element) -> str:
    """The text of an element that holds nothing else, on one line."""
    return " ".join(plain(text.content(element)).split())


def blank(target: Marked, source: Marked) -> bool:
    """Whether a target is no translation yet: it has no text where its source has some."""
    return bool(source.text.strip()) and not target.text.strip()
