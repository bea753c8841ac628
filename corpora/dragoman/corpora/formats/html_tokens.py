"""HTML cut into tokens that cover it without gaps, so that edits can be spliced into the original.

After the tokenization of the HTML standard (https://html.spec.whatwg.org/multipage/parsing.html#tokenization), reduced to
where a token begins and ends: every input is HTML, whatever is wrong with it. Code of template languages (`{{ }}`, `{% %}`,
`{# #}`, `<? ?>`, `<% %>`) is a token of its own. XHTML differs in `<x/>`, in CDATA sections, and in having no raw text.

No library does it: html5lib, lxml, selectolax and html.parser keep no offsets, or those of start tags alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from html.entities import html5

SPACE = "\t\n\f\r "
_TEMPLATE = 2_000  # characters of the longest piece of template code

# their content is no markup: https://html.spec.whatwg.org/multipage/parsing.html#parsing-html-fragments
RAW = frozenset(("script", "style", "xmp", "iframe", "noembed", "noframes"))
ESCAPABLE = frozenset(("title", "textarea"))
_FOREIGN = frozenset(("svg", "math"))

_MARKUP = re.compile(r"<[A-Za-z/!?%]|\{[{%#]")
_NAME = re.compile(r"[^\t\n\f\r />]*+")
_BEFORE = re.compile(r"[\t\n\f\r /]*+")
_ATTRIBUTE = re.compile(r"=?[^\t\n\f\r />=]*+")
_EQUALS = re.compile(r"[\t\n\f\r ]*+=[\t\n\f\r ]*+")
_UNQUOTED = re.compile(r"[^\t\n\f\r >]*+")
_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_SCRIPT = re.compile(r"<!--|-->|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)


class Kind(Enum):
    """What a token is. CODE: of a template language; BROKEN: a tag that never ends."""

    TEXT = auto()
    START = auto()
    END = auto()
    COMMENT = auto()
    DOCTYPE = auto()
    CDATA = auto()
    RAW = auto()
    ESCAPABLE = auto()
    CODE = auto()
    BROKEN = auto()


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a start tag. name: in small letters; start, end: of the value, without its quotes (empty: none)."""

    name: str
    start: int
    end: int
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A token from start to end. name: of a tag, in small letters; closed: the tag ends in `/>`."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    attributes: tuple[Attribute, ...] = ()
    closed: bool = False

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of a name; the first counts."""
        return next((item for item in self.attributes if item.name == name), None)


def tokens(text: str, xml: bool = False) -> Iterator[Token]:
    """The tokens of a page or a fragment of one, in order, without gaps. xml: read it as XHTML."""
    place = 0
    foreign: list[str] = []
    while place < len(text):
        token = _next(text, place, xml or bool(foreign), xml)
        if token is None or token.start > place:
            yield Token(Kind.TEXT, place, token.start if token else len(text))
        if token is None:
            return
        yield token
        place = token.end
        if token.kind is Kind.START and not (token.closed and (xml or foreign or token.name in _FOREIGN)):
            if token.name in _FOREIGN:
                foreign.append(token.name)
            elif not xml and not foreign and token.name in RAW | ESCAPABLE | {"plaintext"}:
                content = _raw(text, place, token.name)
                if content.end > place:
                    yield content
                place = content.end
        elif token.kind is Kind.END and foreign and token.name == foreign[-1]:
            foreign.pop()


def _next(text: str, place: int, sections: bool, xml: bool) -> Token | None:
    """The next token that is no text. sections: there may be CDATA sections."""
    while match := _MARKUP.search(text, place):
        start = match.start()
        token = _template(text, start) if text[start] == "{" else _markup(text, start, sections, xml)
        if token is not None:
            return token
        place = match.end()
    return None


def _template(text: str, start: int) -> Token | None:
    end = text.find(_CLOSERS[text[start : start + 2]], start + 2, start + _TEMPLATE)
    return Token(Kind.CODE, start, end + 2) if end >= 0 else None


def _markup(text: str, start: int, sections: bool, xml: bool) -> Token | None:
    sign = text[start + 1]
    if sign == "!":
        return _declaration(text, start, sections)
    if sign == "?":
        closer = (
            "?>" if xml or text[start + 2 : start + 5].lower() == "php" or text[start + 2 : start + 3] == "=" else ">"
        )
        return Token(Kind.CODE, start, _behind(text, closer, start + 2))
    if sign == "%":
        end = text.find("%>", start + 2, start + _TEMPLATE)
        return Token(Kind.CODE, start, end + 2) if end >= 0 else None
    if sign == "/":
        following = text[start + 2 : start + 3]
        if not (following.isascii() and following.isalpha()):
            return Token(Kind.COMMENT, start, _behind(text, ">", start + 2)) if following else None
        return _tag(text, start, start + 2, Kind.END)
    return _tag(text, start, start + 1, Kind.START)


def _declaration(text: str, start: int, sections: bool) -> Token:
    if text.startswith("<!--", start):
        return Token(Kind.COMMENT, start, _comment_end(text, start + 4))
    if text[start + 2 : start + 9].lower() == "doctype":
        return Token(Kind.DOCTYPE, start, _doctype_end(text, start, sections))
    if sections and text.startswith("<![CDATA[", start):
        return Token(Kind.CDATA, start, _behind(text, "]]>", start + 9))
    return Token(Kind.COMMENT, start, _behind(text, ">", start + 2))


_COMMENT_END = re.compile(r"--!?>")


def _comment_end(text: str, place: int) -> int:
    # <!--> and <!---> are whole
    for short in (">", "->"):
        if text.startswith(short, place):
            return place + len(short)
    match = _COMMENT_END.search(text, place)
    return match.end() if match else len(text)


def _doctype_end(text: str, start: int, sections: bool) -> int:
    end = _behind(text, ">", start)
    bracket = text.find("[", start, end) if sections else -1
    if bracket >= 0:
        inner = text.find("]", bracket)
        return _behind(text, ">", inner) if inner >= 0 else len(text)
    return end


def _behind(text: str, closer: str, place: int) -> int:
    end = text.find(closer, place)
    return end + len(closer) if end >= 0 else len(text)


def _tag(text: str, start: int, place: int, kind: Kind) -> Token:
    match = _NAME.match(text, place)
    place = match.end() if match else place
    name = match.group().lower() if match else ""
    attributes: list[Attribute] = []
    while True:
        before = _BEFORE.match(text, place)
        slash = before is not None and before.group().endswith("/")
        place = before.end() if before else place
        if place >= len(text):
            return Token(Kind.BROKEN, start, len(text))
        if text[place] == ">":
            return Token(kind, start, place + 1, name, tuple(attributes), slash)
        attribute, place = _attribute(text, place)
        attributes.append(attribute)


def _attribute(text: str, place: int) -> tuple[Attribute, int]:
    """The attribute at a place, and where it ends."""
    match = _ATTRIBUTE.match(text, place)
    end = match.end() if match else place
    name = text[place:end].lower()
    equals = _EQUALS.match(text, end)
    if equals is None:
        return Attribute(name, end, end), end
    start = equals.end()
    quote = text[start : start + 1]
    if quote and quote in "\"'":
        close = text.find(quote, start + 1)
        if close < 0:
            return Attribute(name, len(text), len(text), quote), len(text)
        return Attribute(name, start + 1, close, quote), close + 1
    unquoted = _UNQUOTED.match(text, start)
    close = unquoted.end() if unquoted else start
    return Attribute(name, start, close), close


def _raw(text: str, place: int, name: str) -> Token:
    """The content of an element that holds no markup, as far as its end tag or the end of the file."""
    kind = Kind.ESCAPABLE if name in ESCAPABLE else Kind.RAW
    if name == "plaintext":
        return Token(kind, place, len(text))
    if name == "script":
        return Token(kind, place, _script_end(text, place))
    match = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE).search(text, place)
    return Token(kind, place, match.start() if match else len(text))


def _script_end(text: str, place: int) -> int:
    """Inside `<!--` a script may hold another one, end tag and all (script data double escaped)."""
    escaped = inner = False
    for match in _SCRIPT.finditer(text, place):
        if match.group() == "<!--":
            escaped = True
        elif match.group() == "-->":
            escaped = inner = False
        elif match[1] and not inner:
            return match.start()
        else:
            inner = escaped and not match[1]
    return len(text)


# character references

_REFERENCE = re.compile(r"&(?:#[xX][0-9A-Fa-f]+;?|#[0-9]+;?|[A-Za-z][A-Za-z0-9]*;?)")
_XML_NAMES = frozenset(("&lt;", "&gt;", "&amp;", "&quot;", "&apos;"))


def unescape(raw: str, in_attribute: bool = False) -> str:
    """Raw text or an attribute's raw value as what it stands for: character references resolved, line ends LF."""
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    if "&" not in raw:
        return raw
    if not in_attribute:
        return _REFERENCE.sub(lambda match: html.unescape(match.group()), raw)
    return _REFERENCE.sub(lambda match: _in_attribute(match, raw), raw)


def _in_attribute(match: re.Match[str], raw: str) -> str:
    """In an attribute `&copy=1` is no reference: https://html.spec.whatwg.org/multipage/parsing.html#named-character-reference-state."""
    reference = match.group()
    if reference.startswith("&#"):
        return html.unescape(reference)
    if not reference.endswith(";") and raw[match.end() : match.end() + 1] == "=":
        return reference
    return html5.get(reference[1:], reference)


def entities(raw: str) -> Iterator[tuple[int, int]]:
    """Where XHTML text refers to entities that only a DTD may define."""
    for match in _REFERENCE.finditer(raw):
        reference = match.group()
        if not reference.startswith("&#") and reference not in _XML_NAMES and html.unescape(reference) == reference:
            yield match.span()


_CONTROLS = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BRACE = re.compile(r"\{(?=[{%#])")


def escape(text: str, quote: str = "", space: str = "\u00a0") -> str:
    """Text as HTML content or, with its quote, as an attribute's value. space: how to write a no-break space.

    What neither HTML nor XHTML may hold becomes U+FFFD; what a template language would take for code is escaped.
    """
    clean = _CONTROLS.sub("\ufffd", text)
    escaped = clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if quote:
        escaped = escaped.replace(quote, "&quot;" if quote == '"' else "&#39;")
    return _BRACE.sub("&#123;", escaped).replace("\u00a0", space)
