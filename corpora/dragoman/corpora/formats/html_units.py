"""The texts of an HTML page: runs of inline content between the tags of blocks, and attributes that readers see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from dragoman.corpora.markup import Role
from dragoman.corpora.places import Places
from dragoman.termbase.errors import InputError, Location
from dragoman.termbase.language import language as find_language
from dragoman.termbase.language import likeness

from . import inline
from .html_elements import DEPTH, HEADINGS, NOTES, SHOWING, UNTOUCHED, VOID, Open, Stack
from .html_elements import inline as runs_through
from .html_tokens import Attribute, Kind, Token, entities, tokens, unescape
from .inline import Piece

_SEEN = frozenset(
    ("alt", "title", "placeholder", "aria-label", "aria-description", "aria-placeholder", "aria-valuetext")
)
# attributes that are text on some elements alone
_SEEN_ON = {
    "label": frozenset(("option", "optgroup", "track")),
    "summary": frozenset(("table",)),
    "abbr": frozenset(("th", "td")),
}
_NO_TITLE = frozenset(("link", "style"))  # there it names a style sheet
_BUTTONS = frozenset(("button", "submit", "reset"))
_DESCRIBES = frozenset(
    (
        *("description", "keywords", "abstract", "og:title", "og:description", "og:image:alt", "twitter:title"),
        *("twitter:description", "twitter:image:alt", "dc.title", "dc.description", "dc.subject", "citation_title"),
    )
)
_PARTS = re.compile(r"[\t\n\f\r ]+|[^\t\n\f\r ]+(?:[\t\n\f\r ]+[^\t\n\f\r ]+)*")
_WHITE = re.compile(r"[\t\n\f\r ]+")
_CODES = re.compile(r"\{\{.{0,500}?\}\}|\{%.{0,500}?%\}|<\?.{0,500}?\?>|<%.{0,500}?%>", re.DOTALL)
_WORD = re.compile(r"[{<]%-?\s*(end)?(\w+)")
_SAID = re.compile(r"\{\{|<%=|<\?=|<\?(?:php)?\s+(?:echo|print)\b")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the page: its pieces, with offsets; key: what it is; attribute: where it is one, else None."""

    key: str
    pieces: tuple[Piece, ...]
    attribute: Attribute | None = None

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.pieces[-1].end


@dataclass(slots=True)
class Page:
    """What is found in a page. language: what `<html>` says, where: in which place; languages: the values of attributes
    that name the source's language; root: the end of the name in the `<html>` tag, 0 without one."""

    texts: list[Text] = field(default_factory=list)
    language: str = ""
    where: int = 0
    languages: list[Attribute] = field(default_factory=list)
    root: int = 0


def read(text: str, name: str, source: str, xml: bool) -> Page:
    """The texts of a page in the language `source`, in order of where they begin.

    Raises InputError for elements or codes nested too deeply.
    """
    reader = _Reader(text, name, source, xml)
    for token in tokens(text, xml):
        reader.take(token)
    reader.flush()
    reader.page.texts.sort(key=lambda item: item.start)
    return reader.page


class _Reader:
    """Follows the tokens of a page."""

    def __init__(self, text: str, name: str, source: str, xml: bool) -> None:
        self.page = Page()
        self._text, self._name, self._xml = text, name, xml
        self._source = find_language(source)
        self._stack = Stack()
        self._lines = Places(text, name)
        self._run: list[Piece] = []

    def take(self, token: Token) -> None:
        """The next token."""
        if token.kind is Kind.START:
            self._start(token)
        elif token.kind is Kind.END:
            self._end(token)
        elif self._stack.untouched is not None:
            return
        elif token.kind in (Kind.TEXT, Kind.CDATA, Kind.ESCAPABLE):
            self._words(token)
        elif token.kind is Kind.COMMENT:
            self._add(token.start, token.end)
        elif token.kind is Kind.CODE:
            self._run.append(_code(self._text[token.start : token.end], token.start))
        else:
            self.flush()

    def _raw(self, attribute: Attribute | None) -> str:
        return "" if attribute is None else unescape(self._text[attribute.start : attribute.end], True).strip()

    def _start(self, token: Token) -> None:
        name, label, before = token.name, self._stack.label, self._stack.untouched
        self._stack.starts(name)
        self._left(before, token.start)
        if not runs_through(name):
            self.flush(label)
        around = self._stack.untouched
        if around is None:
            self._attributes(token)
        if name in VOID or (token.closed and (self._xml or name in ("svg", "math"))):
            if around is None and runs_through(name):
                self._add(token.start, token.end, text="\n" if name == "br" else "", shows=name in SHOWING)
            return
        untouched = name in UNTOUCHED or self._excluded(token)
        anchor = self._raw(token.attribute("id"))
        if not self._stack.push(name, f"{name}#{anchor}" if anchor else name, token.start, untouched):
            raise InputError(f"elements nested deeper than {DEPTH}", self._where(token.start))
        if around is None and not untouched and runs_through(name):
            self._add(token.start, token.end, Role.OPEN, name)

    def _end(self, token: Token) -> None:
        name, label, before = token.name, self._stack.label, self._stack.untouched
        if (
            self._stack.ends(name)
            and before is not None
            and self._stack.untouched is not before
            and before.name == name
        ):
            self._left(before, token.end)
            return
        self._left(before, token.start)
        if self._stack.untouched is not None:
            return
        if name == "br":
            self._add(token.start, token.end, text="\n")
        elif runs_through(name):
            self._add(token.start, token.end, Role.CLOSE, name)
        else:
            self.flush(label)

    def _left(self, before: Open | None, end: int) -> None:
        """After elements were closed: an inline one in which nothing is translated is one code."""
        if before is not None and self._stack.untouched is not before and runs_through(before.name):
            self._add(before.start, end, shows=before.name in SHOWING or before.name not in UNTOUCHED)

    def _add(
        self, start: int, end: int, role: Role = Role.ALONE, name: str = "", text: str = "", shows: bool = False
    ) -> None:
        self._run.append(Piece(self._text[start:end], text, role, name, shows, start, end))

    def _words(self, token: Token) -> None:
        if token.kind is Kind.CDATA:
            inner = self._text[token.start + 9 : token.end - 3]
            self._run.append(Piece(self._text[token.start : token.end], inner, start=token.start, end=token.end))
            return
        done = token.start
        if self._xml:
            for first, last in entities(self._text[token.start : token.end]):
                self._parts(done, token.start + first)
                self._add(token.start + first, token.start + last, shows=True)
                done = token.start + last
        self._parts(done, token.end)

    def _parts(self, start: int, end: int) -> None:
        for match in _PARTS.finditer(self._text, start, end):
            raw = match.group()
            self._run.append(Piece(raw, unescape(raw), start=match.start(), end=match.end()))

    def _excluded(self, token: Token) -> bool:
        """Whether an element asks not to be translated, or is in another language."""
        answer = self._raw(token.attribute("translate")).lower()
        if answer:
            return answer == "no"
        if "notranslate" in self._raw(token.attribute("class")).lower().split():
            return True
        said = self._raw(token.attribute("lang")) or self._raw(token.attribute("xml:lang"))
        return bool(said) and token.name != "html" and not likeness(said, self._source)

    def _attributes(self, token: Token) -> None:
        if token.name == "html" and not self.page.root:
            self.page.root = token.start + len("<html")
            said = token.attribute("lang") or token.attribute("xml:lang")
            self.page.language, self.page.where = self._raw(said), said.start if said else 0
        if self._excluded(token):
            return
        found = {item.name: item for item in reversed(token.attributes)}  # the first of a name counts
        for name, attribute in found.items():
            if name in ("lang", "xml:lang"):
                if token.name not in UNTOUCHED and likeness(self._raw(attribute) or "-", self._source):
                    self.page.languages.append(attribute)
            elif _visible(token.name, name) or (name == "value" and self._is_button(token)):
                self._attribute(token.name, attribute)
        if token.name == "meta":
            self._meta(token)

    def _is_button(self, token: Token) -> bool:
        return token.name == "input" and self._raw(token.attribute("type")).lower() in _BUTTONS

    def _meta(self, token: Token) -> None:
        content = token.attribute("content")
        label = self._raw(token.attribute("name")) or self._raw(token.attribute("property"))
        if content is None:
            return
        if self._raw(token.attribute("http-equiv")).lower() == "content-language":
            if likeness(self._raw(content) or "-", self._source):
                self.page.languages.append(content)
        elif label.lower() in _DESCRIBES:
            self._attribute(f"meta {label.lower()}", content)

    def _attribute(self, element: str, attribute: Attribute) -> None:
        """An attribute as a text."""
        pieces: list[Piece] = []
        done = attribute.start
        for match in _CODES.finditer(self._text, attribute.start, attribute.end):
            pieces += self._value(done, match.start())
            pieces.append(_code(match.group(), match.start()))
            done = match.end()
        pieces += self._value(done, attribute.end)
        key = element if element.startswith("meta ") else f"{element} {attribute.name}"
        start, end = inline.core(pieces, self._where(attribute.start))
        if start < end:
            self.page.texts.append(Text(key, tuple(pieces[start:end]), attribute))

    def _value(self, start: int, end: int) -> Iterator[Piece]:
        for match in _PARTS.finditer(self._text, start, end):
            raw = match.group()
            yield Piece(raw, _WHITE.sub(" ", unescape(raw, True)), start=match.start(), end=match.end())

    def flush(self, label: str = "") -> None:
        """End the run of inline content; label: of the block it is in."""
        run, self._run = self._run, []
        label = label or self._stack.label or "text"
        for part in _paragraphs(inline.notes(run, NOTES)):
            start, stop = inline.core(part, self._where(part[0].start))
            if start < stop:
                heading = label.partition("#")[0] in HEADINGS
                pieces = _collapsed(part[start:stop], heading, self._source.terminators)
                self.page.texts.append(Text(label, tuple(pieces)))

    def _where(self, offset: int) -> Location:
        return self._lines(offset)


def _code(raw: str, start: int) -> Piece:
    """A piece of a template language. Statements keep their order, those that enclose others are spans."""
    shows = _SAID.match(raw) is not None
    word = _WORD.match(raw)
    role, name = Role.ALONE, "" if shows else "%"
    if word:
        role, name = Role.CLOSE if word[1] else Role.OPEN, f"%{word[2]}"
    return Piece(raw, "", role, name, shows, start, start + len(raw))


def _paragraphs(run: Sequence[Piece]) -> list[list[Piece]]:
    """The parts of a run between two or more line breaks in a row."""
    parts: list[list[Piece]] = [[]]
    breaks = 0
    for piece in run:
        if piece.breaks:
            breaks += 1
        elif piece.role is Role.OPEN or piece.shows or (piece.role is None and piece.text.strip()):
            if breaks > 1:
                parts.append([])
            breaks = 0
        parts[-1].append(piece)
    return [part for part in parts if part]


def _collapsed(pieces: Sequence[Piece], heading: bool, terminators: str) -> list[Piece]:
    """The pieces with white space as a browser shows it, and line breaks as what they are for the sentence."""
    found: list[Piece] = []
    loose = True  # white space here would not show
    for piece in pieces:
        if piece.role is not None:
            if piece.breaks:
                _strip(found)
            found.append(piece)
            loose = piece.breaks or (loose and not piece.shows)
            continue
        text = _WHITE.sub(" ", piece.text)
        text = text.lstrip(" ") if loose else text
        if not text and found and found[-1].breaks:
            found[-1] = replace(found[-1], raw=found[-1].raw + piece.raw, end=piece.end)
            continue
        found.append(replace(piece, text=text))
        loose = text.endswith(" ") if text else loose
    return inline.flowing(found, heading, terminators)


def _strip(found: list[Piece]) -> None:
    """Take the last white space out, unless something seen stands behind it."""
    for index in range(len(found) - 1, -1, -1):
        if found[index].role is None and found[index].text:
            found[index] = replace(found[index], text=found[index].text.rstrip(" "))
            return
        if found[index].shows or found[index].breaks:
            return


def _visible(element: str, attribute: str) -> bool:
    if attribute in _SEEN:
        return not (attribute == "title" and element in _NO_TITLE)
    return element in _SEEN_ON.get(attribute, ())
