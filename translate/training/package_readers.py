"""What the files of a package say: messages with their translations, or the keyed texts of a document.

A reader takes the bytes of a file and its name. Of a catalogue it gives pairs (English, translation), of a document
pairs (key, text), in the order of the file. All raise InputError for a file that is damaged or of another format.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from typing import Any

import polib
from lxml import etree  # type: ignore[import-untyped]

from dragoman.corpora import files
from dragoman.corpora.formats import mo as mo_format
from dragoman.termbase.errors import InputError

Entry = tuple[str, str]
Reader = Callable[[bytes, str], Iterator[Entry]]

_QM_MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
_QM_MESSAGES = 0x69  # the section; the tags of a message follow
_QM_END, _QM_TRANSLATION, _QM_OBSOLETE, _QM_SOURCE = 1, 3, 5, 6
_QM_NOTHING = 0xFFFFFFFF  # a length

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(("p", *_HEADINGS))
_ASIDE = frozenset(("footer", "pre"))
_PAGE_TAGS = ("p", "title", "desc")
_KEY = re.compile("[A-Z][A-Z0-9_]+")
_QUOTES = "'''"


def po(data: bytes, name: str) -> Iterator[Entry]:
    """The translated messages of a PO file without fuzzy ones, and without those that have a plural."""
    # polib opens what is the name of a file; a text with a line before it is none
    text = "#\n" + files.decode(data, name)
    try:
        entries = polib.pofile(text)
    except (OSError, ValueError) as error:
        raise InputError(f"not a PO file: {' '.join(str(error).split())[:100]}", name) from None
    for entry in entries:
        if entry.translated() and not entry.msgid_plural:
            yield entry.msgid, entry.msgstr


def mo(data: bytes, name: str) -> Iterator[Entry]:
    """The messages of an MO file without those that have a plural; contexts are dropped."""
    for source, target in mo_format.catalogue(data, name).pairs:
        text = source.rpartition(b"\x04")[2]
        if text and target and b"\0" not in source:
            yield text.decode("utf-8", "replace"), target.decode("utf-8", "replace")


def qm(data: bytes, name: str) -> Iterator[Entry]:
    """The messages of a compiled Qt catalogue without those that have a plural.

    A magic number, then sections: tag (one byte), length (four, big-endian), content. In the section of the messages
    each is a row of fields with tags and lengths like these; translations are UTF-16, sources UTF-8 (Qt, qtranslator.cpp).
    """
    if not data.startswith(_QM_MAGIC):
        raise InputError("not a QM file: it does not begin like one", name)
    try:
        for tag, content in _fields(data[len(_QM_MAGIC) :]):
            if tag == _QM_MESSAGES:
                yield from _messages(content)
    except (struct.error, UnicodeDecodeError):
        raise InputError("the QM file is damaged", name) from None


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content, one after the other. Raises struct.error where the data break off."""
    place = 0
    while place < len(data):
        tag = data[place]
        place += 1
        if tag == _QM_END:
            yield tag, b""
            continue
        if tag == _QM_OBSOLETE:
            place += 4
            continue
        (length,) = struct.unpack_from(">I", data, place)
        place += 4
        length = 0 if length == _QM_NOTHING else length
        if place + length > len(data):
            raise struct.error
        yield tag, data[place : place + length]
        place += length


def _messages(data: bytes) -> Iterator[Entry]:
    source, targets = "", []
    for tag, content in _fields(data):
        if tag == _QM_SOURCE:
            source = content.decode("utf-8")
        elif tag == _QM_TRANSLATION:
            targets.append(content.decode("utf-16-be"))
        elif tag == _QM_END:
            if source and len(targets) == 1 and targets[0]:
                yield source, targets[0]
            source, targets = "", []


def string_table(data: bytes, name: str) -> Iterator[Entry]:
    """The texts of a FreeOrion string table: a key alone on its line, then one line, or several between ''' and '''."""
    lines = iter(files.decode(data, name).splitlines())
    for line in lines:
        if not _KEY.fullmatch(line):
            continue
        text = next(lines, "")
        if text.startswith(_QUOTES):
            kept = [text.removeprefix(_QUOTES)]
            while _QUOTES not in kept[-1]:
                following = next(lines, None)
                if following is None:
                    raise InputError(f"the text of {line} has no end", name)
                kept.append(following)
            text = "\n".join(kept).partition(_QUOTES)[0]
        if text:
            yield line, text


def html_blocks(data: bytes, name: str) -> Iterator[Entry]:
    """Paragraphs and headings of an HTML page, without what is preformatted or in its footer; keys are tags."""
    walk = etree.iterwalk(_html(data, name), events=("start",))
    for _, element in walk:
        if element.tag in _ASIDE or element.get("class") == "sphinxsidebar":
            walk.skip_subtree()
        elif element.tag in _BLOCKS:
            yield element.tag, _text(element).replace("¶", "")  # the sign that links to a heading
            walk.skip_subtree()


def html_identified(data: bytes, name: str) -> Iterator[Entry]:
    """Paragraphs and headings that have an id, which is the key; without those that show code, pictures or fields."""
    for element in _html(data, name).iter(*sorted(_BLOCKS)):
        if element.get("id") and not element.xpath(".//img | .//input | .//code | .//*[@class='literal']"):
            yield element.get("id"), _text(element)


def html_paras(data: bytes, name: str) -> Iterator[Entry]:
    """What the elements <div class="para"> of DocBook's HTML begin with, up to a <div> inside; keys are all the same."""
    for element in _html(data, name).xpath("//div[@class='para']"):
        yield "para", _text(element, "div")


def html_articles(data: bytes, name: str) -> Iterator[Entry]:
    """The preamble, key "0", and the numbered articles of a declaration; paragraphs become lines."""
    for element in _html(data, name).xpath("//header | //article[@data-number]"):
        paragraphs = (" ".join(_text(paragraph).split()) for paragraph in element.iter("p"))
        yield element.get("data-number", "0"), "\n".join(paragraphs)


def page(data: bytes, name: str) -> Iterator[Entry]:
    """Paragraphs, titles and descriptions of a Mallard page; of its metadata the descriptions only. Keys are tags."""
    root = _parsed(
        data, name, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    )
    for element in root.iter(*(f"{{*}}{tag}" for tag in _PAGE_TAGS)):
        tag = etree.QName(element).localname
        around = {etree.QName(parent).localname for parent in element.iterancestors()}
        if around.isdisjoint(_PAGE_TAGS) and (tag == "desc" or "info" not in around):
            yield tag, _text(element)


def _html(data: bytes, name: str) -> Any:
    return _parsed(
        data, name, etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    )


def _parsed(data: bytes, name: str, parser: Any) -> Any:
    # without huge_tree libxml2 refuses deep nesting and what entities blow up
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"cannot be parsed: {' '.join(str(error).split())[:100]}", name) from None
    if root is None:
        raise InputError("there is nothing in it", name)
    return root


def _text(element: Any, stop: str = "") -> str:
    """The text inside an element, up to the first element `stop` inside it."""
    parts = [element.text or ""]
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if inner is element:
            continue
        if event == "end":
            parts.append(inner.tail or "")
        elif inner.tag == stop:
            break
        else:
            parts.append(inner.text or "")
    return "".join(parts)
