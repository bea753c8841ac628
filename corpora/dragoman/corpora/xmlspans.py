"""XML read with the place of every element in the text, so that edits can be spliced into the original.

Nothing is expanded or fetched: declarations of entities and of attribute defaults are refused, a DOCTYPE that only names
a DTD is passed over. Only elements and their spans are kept; text is read from the raw file where it is wanted (`plain`).
Any encoding Python has and XML allows is read: by byte-order mark, else by the XML declaration, else UTF-8.
"""

from __future__ import annotations

import codecs
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from dragoman.termbase.errors import InputError, Location

from .files import Encoding
from .files import decode as decode_text
from .files import sniff as sniff_mark

DEPTH = 256
ELEMENT = 10_000_000  # characters of the largest element a stream holds
XML = "http://www.w3.org/XML/1998/namespace"
LANG, SPACE = f"{XML} lang", f"{XML} space"
_CHUNK, _PART = 1 << 18, 1 << 23  # bytes of a stream, characters of a text that are parsed at a time
_SEPARATOR = " "
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
_CODECS = re.compile(
    r"utf-(?:8|16|32)(?:-[lb]e)?|ascii|iso8859-\d+|cp\d+|koi8-[a-z]+|mac-[a-z0-9]+|gbk?\d*|big5\w*|shift_jis\w*|euc_\w+"
    r"|kz1048|ptcp154|tis-620|johab"
)
_TAG = re.compile(r"""<[^"'>]*(?:(?:"[^"]*"|'[^']*')[^"'>]*)*>""")
_NOT_TEXT = re.compile(r"<!\[CDATA\[(?P<data>.*?)\]\]>|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_HINTS = {
    "undefined entity": "write the character itself, or its number as &#8230;",
    "unbound prefix": "its namespace is not declared",
    "no element found": "is it cut short?",
    "unclosed token": "is it cut short?",
    "unclosed CDATA section": "is it cut short?",
}


@dataclass(slots=True, eq=False)
class Element:
    """An element and where it lies, in characters of the file.

    name: without the namespace, which is empty for none. attributes: those of a namespace as `uri name`.
    start and end: of all of it; inner and outer: of its content, all equal `end` for an empty-element tag. children: the
    elements in it, where they were kept.
    """

    name: str
    namespace: str
    attributes: dict[str, str]
    parent: Element | None
    start: int
    inner: int
    outer: int = -1
    end: int = -1
    children: list[Element] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether it is written as an empty-element tag."""
        return self.inner == self.outer == self.end

    def all(self, *names: str) -> Iterator[Element]:
        """Its children of these names that are of its own namespace."""
        return (child for child in self.children if child.name in names and child.namespace == self.namespace)

    def first(self, name: str) -> Element | None:
        """Its first child of a name that is of its own namespace."""
        return next(self.all(name), None)

    def up(self) -> Iterator[Element]:
        """It and what it is in, inside out."""
        node: Element | None = self
        while node is not None:
            yield node
            node = node.parent

    def inherited(self, attribute: str) -> str | None:
        """An attribute's value here, or on the nearest element around that has it."""
        return next((node.attributes[attribute] for node in self.up() if attribute in node.attributes), None)


# is told of an element that is not kept, and where it begins, as soon as its start tag is read
Opened = Callable[[Element, Location], None]


class Text:
    """The characters of a file, or those of a stream that are held; offsets count from the file's first one."""

    def __init__(self, name: str, characters: str = "") -> None:
        self.name = name
        self._text = ""
        self._base = self._lines = self._last = 0
        self._breaks = array("Q")
        self.feed(characters)

    @property
    def base(self) -> int:
        """The offset of the first character held."""
        return self._base

    @property
    def end(self) -> int:
        """The offset behind the last character held."""
        return self._base + len(self._text)

    def feed(self, characters: str) -> None:
        """Add what follows."""
        end = self.end
        self._breaks.extend(end + match.start() for match in re.finditer("\n", characters))
        self._text = self._text + characters if self._text else characters

    def forget(self, offset: int) -> None:
        """Drop what stands before an offset."""
        if offset <= self._base:
            return
        gone = bisect_left(self._breaks, offset)
        if gone:
            self._last = self._breaks[gone - 1] + 1
            self._lines += gone
            del self._breaks[:gone]
        self._text = self._text[offset - self._base :]
        self._base = offset

    def raw(self, start: int, end: int) -> str:
        """The characters from `start` to `end`, as they stand in the file."""
        return self._text[start - self._base : end - self._base]

    def content(self, element: Element) -> str:
        """What stands between an element's tags, raw."""
        return self.raw(element.inner, element.outer)

    def tag_end(self, start: int) -> int:
        """Behind the `>` of the tag that begins at an offset."""
        match = _TAG.match(self._text, start - self._base)
        return self._base + match.end() if match else self.end

    def close(self, start: int) -> int:
        """Behind the next `>`."""
        return self._base + self._text.find(">", start - self._base) + 1

    def location(self, offset: int) -> Location:
        """Line and column of an offset that is held."""
        line = bisect_left(self._breaks, offset)
        begin = self._breaks[line - 1] + 1 if line else self._last
        return Location(self.name, self._lines + line + 1, offset - begin + 1)


def decode(data: bytes, name: str) -> tuple[str, Encoding]:
    """The characters of an XML file and how they are stored.

    Raises InputError for bytes that are no text in the encoding they are said to be in, for an encoding nobody knows,
    and for one that would not come back as it was.
    """
    encoding = encoding_of(data, name)
    if encoding.codec == "utf-8" or encoding.bom:
        return decode_text(data, name), encoding
    try:
        text = data.decode(encoding.codec)
    except UnicodeDecodeError as error:
        raise _undecodable(data[: error.start], data[error.start], encoding, name) from None
    if text.encode(encoding.codec, "replace") != data:
        raise InputError(f"what {encoding.codec} reads it does not write back", name, "convert the file to UTF-8")
    return text, encoding


def encode(text: str, encoding: Encoding) -> bytes:
    """The bytes of a text; what the encoding lacks becomes a character reference."""
    return encoding.bom + text.encode(encoding.codec, "xmlcharrefreplace")


def encoding_of(head: bytes, name: str) -> Encoding:
    """How an XML file that begins with these bytes is stored. Raises InputError where nobody can tell."""
    marked = sniff_mark(head)
    if marked.bom:
        return marked
    for start, codec in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if head.startswith(start):
            return Encoding(b"", codec)
    declared = _DECLARED.match(head)
    if not declared:
        return Encoding()
    said = declared[1].decode("ascii")
    try:
        codec = codecs.lookup(said).name
    except LookupError:
        codec = ""
    if not _CODECS.fullmatch(codec):
        raise InputError(
            f"unknown encoding '{said}' in the XML declaration", Location(name, 1, 1), "convert it to UTF-8"
        )
    if codec.startswith(("utf-16", "utf-32")):
        raise InputError(f"the XML declaration says {said}, which it is not", Location(name, 1, 1), "mend or drop it")
    return Encoding(b"", codec)


def _undecodable(before: bytes, byte: int, encoding: Encoding, name: str) -> InputError:
    text = before.decode(encoding.codec, "replace")
    where = Location(name, text.count("\n") + 1, len(text) - text.rfind("\n"))
    message = f"not valid {encoding.codec}, the encoding the XML declaration names: byte 0x{byte:02x}"
    return InputError(message, where, "mend the declaration or the byte")


def elements(text: Text, whole: Collection[str], opened: Opened | None = None) -> Iterator[Element]:
    """The outermost elements of the local names `whole`, each complete with its children, in the order of the file.

    opened is told of every other element, the root first. Raises InputError for what is no
    well-formed XML, nested too deeply, or declares entities.
    """
    walker = _Walker(text, whole, opened)
    for start in range(text.base, max(text.end, text.base + 1), _PART):  # an empty text too
        end = min(start + _PART, text.end)
        walker.feed(text.raw(start, end), final=end == text.end)
        yield from walker.take()


def stream(
    file: BinaryIO, name: str, whole: Collection[str], opened: Opened | None = None
) -> Iterator[tuple[Text, Element]]:
    """As `elements`, of a file of any size: each element with the text around it, which is gone with the next one.

    Raises InputError also for an element or anything between elements that is longer than ELEMENT.
    """
    head = file.read(_CHUNK)
    if not head:
        raise InputError("the file is empty", name)
    encoding = encoding_of(head, name)
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    text = Text(name)
    walker = _Walker(text, whole, opened)
    chunk, more = head[len(encoding.bom) :], True
    while more:
        following = file.read(_CHUNK)
        more = bool(following)
        try:
            characters = decoder.decode(chunk, final=not more)
        except UnicodeDecodeError as error:
            text.feed(error.object[: error.start].decode(encoding.codec, "replace"))
            raise InputError(f"not valid {encoding.codec}: {error.reason}", text.location(text.end)) from None
        text.feed(characters)
        walker.feed(characters, final=not more)
        for element in walker.take():
            yield text, element
        if text.end - walker.needed > ELEMENT:
            raise InputError(f"longer than the limit of {ELEMENT:,} characters", text.location(walker.needed))
        text.forget(walker.needed)
        chunk = following


class _Walker:
    """Feeds a parser and keeps elements with their spans."""

    def __init__(self, text: Text, whole: Collection[str], opened: Opened | None) -> None:
        self._text = text
        self._wanted = frozenset(whole)
        self._opened = opened
        self._open: list[Element] = []
        self._whole: Element | None = None
        self._done: list[Element] = []
        # what the parser counts in bytes of UTF-8 is wanted in characters: both places, and the bytes from there on
        self._byte, self._character = 0, text.base
        self._pending, self._base = b"", 0
        parser = expat.ParserCreate("utf-8", _SEPARATOR)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = lambda *_: self._refuse("declares entities")
        parser.AttlistDeclHandler = lambda *_: self._refuse("declares attributes")
        parser.SkippedEntityHandler = lambda *_: self._undefined()
        self._parser = parser

    def feed(self, characters: str, final: bool) -> None:
        """Parse what follows; the text must hold it already."""
        data = characters.encode()
        self._pending = self._pending[self._byte - self._base :] + data
        self._base = self._byte
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            said = expat.ErrorString(error.code) or "no XML"
            where = self._text.location(self._offset(self._parser.ErrorByteIndex))
            raise InputError(f"not well-formed XML: {said}", where, _HINTS.get(said, "")) from None

    def take(self) -> list[Element]:
        """The elements completed since the last time."""
        done, self._done = self._done, []
        return done

    @property
    def needed(self) -> int:
        """The offset from which on the text is still needed."""
        return self._whole.start if self._whole is not None else self._character

    def _offset(self, byte: int) -> int:
        if byte > self._byte:
            passed = self._pending[self._byte - self._base : byte - self._base]
            self._character += len(passed) if passed.isascii() else len(passed.decode("utf-8", "replace"))
            self._byte = byte
        return self._character

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        at = self._offset(self._parser.CurrentByteIndex)
        if len(self._open) >= DEPTH:
            raise InputError(f"elements nested deeper than {DEPTH}", self._text.location(at))
        parent = self._open[-1] if self._open else None
        namespace, _, name = tag.rpartition(_SEPARATOR)
        element = Element(name, namespace, attributes, parent, at, self._text.tag_end(at))
        self._open.append(element)
        if self._whole is not None and parent is not None:
            parent.children.append(element)
        elif name in self._wanted:
            self._whole = element
        elif self._opened is not None:
            self._opened(element, self._text.location(at))

    def _end(self, _tag: str) -> None:
        element = self._open.pop()
        at = self._offset(self._parser.CurrentByteIndex)
        if self._text.raw(element.inner - 2, element.inner) == "/>":
            element.outer = element.end = element.inner
        else:
            element.outer, element.end = at, self._text.close(at)
        if element is self._whole:
            self._done.append(element)
            self._whole = None

    def _refuse(self, what: str) -> None:
        at = self._offset(self._parser.CurrentByteIndex)
        before = self._text.raw(self._text.base, at)
        where = self._text.location(self._text.base + max(before.rfind("<!"), 0))
        raise InputError(f"the file's DOCTYPE {what}: refused", where, "take the declarations out")

    def _undefined(self) -> None:
        where = self._text.location(self._offset(self._parser.CurrentByteIndex))
        raise InputError("not well-formed XML: undefined entity", where, _HINTS["undefined entity"])


def root(head: bytes) -> Element | None:
    """The root element of a file of which these are the first bytes, as far as its start tag; None where it is no XML."""
    found: list[Element] = []
    try:
        encoding = encoding_of(head, "")
        characters = head[len(encoding.bom) :].decode(encoding.codec, "ignore")
        _Walker(Text("", characters), (), lambda element, _: found.append(element)).feed(characters, final=False)
    except InputError:
        pass
    return found[0] if found else None


def plain(raw: str) -> str:
    """The text that raw content without elements stands for.

    Comments and processing instructions are left out, CDATA sections and references resolved, line ends are LF.
    """
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    if "<" not in raw:
        return _REFERENCE.sub(_referred, raw) if "&" in raw else raw
    pieces, done = [], 0
    for match in _NOT_TEXT.finditer(raw):
        pieces += [_REFERENCE.sub(_referred, raw[done : match.start()]), match["data"] or ""]
        done = match.end()
    return "".join([*pieces, _REFERENCE.sub(_referred, raw[done:])])


def _referred(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED[name]
    return chr(int(hexadecimal, 16) if hexadecimal else int(decimal))


def well_formed(fragment: str) -> bool:
    """Whether a piece of content has all its tags closed and nested; namespaces are not looked at."""
    parser = expat.ParserCreate("utf-8")
    try:
        parser.Parse(f"<x>{fragment}</x>".encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError:
        return False
    return True
