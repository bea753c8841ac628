"""What stands in a paragraph of Markdown, as pieces of text and code with their places.

The parsing is markdown-it-py's: CommonMark, with strikethrough, footnotes, and math between dollar signs from its plugins.
It keeps no places of inline tokens, so each of its rules is wrapped in one that notes where it began and ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from dragoman.corpora import script
from dragoman.corpora.markup import Role

from .html_elements import NOTES, SHOWING, UNTOUCHED, VOID
from .inline import NESTING, Piece, notes

Environment = dict[str, Any]
_Rule = Callable[[StateInline, bool], bool]

# of Liquid, Jinja and Hugo; and attributes as kramdown and pandoc write them
_TEMPLATE = re.compile(
    r"\{\{.{0,500}?\}\}|\{%.{0,500}?%\}|<%.{0,500}?%>|\{#[\w-]{1,100}\}|\{(?::|\.|#)[^{}\n]{0,200}\}", re.DOTALL
)
_SAYS = re.compile(r"\{\{(?![<%#/])|<%=")
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)")
_TITLE = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\))\s*\)?\s*\Z""", re.DOTALL)
_BLANKS = re.compile(r"(?<![ \t])[ \t]*\n[ \t]*")
_PAIRED = {"em": 1, "strong": 2, "s": 2}


@dataclass(frozen=True, slots=True)
class _Event:
    """A rule that has matched: from start to end. label: where the label of a link ends; text: what it reads as; kind: of
    the token it made, empty for none."""

    rule: str
    start: int
    end: int
    kind: str
    text: str = ""
    label: int = 0


@dataclass(frozen=True, slots=True)
class Nested:
    """A text inside a code of a paragraph, from start to end of its content: the alternative text of a picture (alt) or
    the title of a link, which begins and ends with quotation marks. label: of the picture, where alt is that too; then
    until is where the picture ends."""

    start: int
    end: int
    alt: bool
    label: str = ""
    until: int = 0


@cache
def parser() -> MarkdownIt:
    """The parser of blocks and, where it is asked to, of what they hold."""
    md = MarkdownIt("commonmark", {"maxNesting": NESTING}).enable(["table", "strikethrough"])
    md.use(footnote_plugin)
    md.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    md.use(deflist_plugin)
    md.use(container_plugin, "any", validate=lambda _parameters, _markup: True)
    md.core.ruler.enableOnly(["normalize", "block"])
    md.inline.ruler.before("escape", "template", _template)
    ruler = md.inline.ruler
    for name, rule in zip(ruler.get_active_rules(), ruler.getRules(""), strict=True):
        if name != "text":
            ruler.at(name, _noted(name, rule))
    return md


def _template(state: StateInline, silent: bool) -> bool:
    match = _TEMPLATE.match(state.src, state.pos, state.posMax) if state.src[state.pos] in "{<" else None
    if match is None:
        return False
    if not silent:
        state.push("template", "", 0).content = match.group()
    state.pos = match.end()
    return True


def _noted(name: str, rule: _Rule) -> _Rule:
    def run(state: StateInline, silent: bool) -> bool:
        if silent:
            return rule(state, silent)
        start, count = state.pos, len(state.tokens)
        label = state.md.helpers.parseLinkLabel(state, start, True) if name == "link" and state.src[start] == "[" else 0
        if not rule(state, silent):
            return False
        made = state.tokens[count:]
        _place(made, state.pos)
        last = made[-1] if made else None
        event = _Event(name, start, state.pos, last.type if last else "", last.content if last else "", label)
        state.env.setdefault("events", []).append((state, event))
        return True

    return run


def _place(made: Sequence[Token], end: int) -> None:
    """Note in tokens of delimiters, one behind the other up to `end`, where they stand."""
    for token in reversed(made):
        if token.type != "text" or not token.content or token.content.strip("*_~"):
            return
        end -= len(token.content)
        token.meta["at"] = end


def pieces(content: str, environment: Environment) -> tuple[list[Piece], list[Nested]]:
    """The pieces of a block's content, and the texts inside its codes. environment: what the document defines."""
    md = parser()
    state = StateInline(content, md, environment, [])
    md.inline.tokenize(state)
    for rule in md.inline.ruler2.getRules(""):
        rule(state)
    events = [event for owner, event in environment.pop("events", ()) if owner is state]
    codes: list[Piece] = []
    nested: list[Nested] = []
    for event in events:
        codes.extend(_codes(event, content))
        nested.extend(_inside(event, content))
    codes.extend(_delimiters(state.tokens, content))
    found = _filled(content, sorted(codes, key=lambda piece: piece.start))
    return notes(_untouched(found, content), NOTES), nested


def _codes(event: _Event, content: str) -> Iterable[Piece]:
    raw = content[event.start : event.end]
    piece = Piece(raw, "", Role.ALONE, start=event.start, end=event.end)
    if event.rule == "link":
        yield from _link(event, content)
    elif event.rule in ("image", "autolink", "math_inline") or event.kind == "code_inline":
        yield replace(piece, shows=True)
    elif event.rule == "template":
        yield replace(piece, shows=_SAYS.match(raw) is not None, name="" if _SAYS.match(raw) else "%")
    elif event.rule == "html_inline":
        yield _html(piece)
    elif event.kind == "hardbreak":
        yield replace(piece, text="\n")
    elif event.kind == "softbreak":
        yield replace(piece, text=" ", role=None)
    elif event.kind == "text_special":
        yield replace(piece, text=event.text, role=None)
    elif event.kind == "footnote_ref":
        yield piece


def _link(event: _Event, content: str) -> Iterable[Piece]:
    """A link as two codes. What is its own label gets a label beside it, which stays when the text changes."""
    name = f"link {event.start}"
    yield Piece("[", "", Role.OPEN, name, start=event.start, end=event.start + 1)
    closing = content[event.label : event.end]
    if closing in ("]", "][]"):
        closing = f"][{_BLANKS.sub(' ', content[event.start + 1 : event.label])}]"
    yield Piece(closing, "", Role.CLOSE, name, start=event.label, end=event.end)


def _html(piece: Piece) -> Piece:
    tag = _TAG.match(piece.raw)
    if tag is None:
        return piece
    name = tag[2].lower()
    if name == "br":
        return replace(piece, text="\n")
    if name in VOID or piece.raw.endswith("/>"):
        return replace(piece, shows=name in SHOWING)
    return replace(piece, role=Role.CLOSE if tag[1] else Role.OPEN, name=name)


def _delimiters(tokens: Iterable[Token], content: str) -> Iterable[Piece]:
    """The delimiters that have come to be emphasis."""
    for token in tokens:
        kind, _, side = token.type.rpartition("_")
        if kind in _PAIRED and "at" in token.meta:
            opens = side == "open"
            start = token.meta["at"] - (1 if kind == "strong" and opens else 0)
            end = start + len(token.markup)
            yield Piece(content[start:end], "", Role.OPEN if opens else Role.CLOSE, f"*{kind}", start=start, end=end)


def _filled(content: str, codes: Sequence[Piece]) -> list[Piece]:
    """The codes with the text between them; white space around line ends belongs to these."""
    found: list[Piece] = []
    done = 0
    for code in codes:
        if code.start < done:
            continue
        if code.text and code.raw.strip(" \t\\") == "\n" and code.start > done:
            words = content[done : code.start].rstrip(" \t")
            start = done + len(words)
            code = replace(code, raw=content[start : code.end], start=start)
            if (
                code.role is None
                and words
                and script.wide(words[-1])
                and script.wide(content[code.end : code.end + 1] or " ")
            ):
                code = replace(code, text="")
        found.extend(_words(content, done, code.start))
        found.append(code)
        done = code.end
    return [*found, *_words(content, done, len(content))]


def _words(content: str, start: int, end: int) -> Iterable[Piece]:
    """Text, white space at its ends apart."""
    raw = content[start:end]
    lead, tail = len(raw) - len(raw.lstrip(" \t")), len(raw.rstrip(" \t"))
    for first, last in ((0, lead), (lead, max(lead, tail)), (max(lead, tail), len(raw))):
        if first < last:
            yield Piece(raw[first:last], raw[first:last], start=start + first, end=start + last)


def _untouched(found: Sequence[Piece], content: str) -> list[Piece]:
    """The pieces, elements in which nothing is translated as one code each."""
    result: list[Piece] = []
    opened = -1
    for piece in found:
        result.append(piece)
        if opened < 0 and piece.role is Role.OPEN and piece.name in UNTOUCHED:
            opened = len(result) - 1
        elif opened >= 0 and piece.role is Role.CLOSE and piece.name == result[opened].name:
            start = result[opened].start
            shows = piece.name in SHOWING
            result[opened:] = [Piece(content[start : piece.end], "", Role.ALONE, "", shows, start, piece.end)]
            opened = -1
    return result


def _inside(event: _Event, content: str) -> Iterable[Nested]:
    """The texts readers see that are in the code of a picture or a link."""
    if event.rule not in ("image", "link"):
        return
    label = event.label
    if event.rule == "image":
        label = _label_end(content, event)
        alt = content[event.start + 2 : label]
        own = content[label : event.end] in ("]", "][]")
        yield Nested(event.start + 2, label, True, _BLANKS.sub(" ", alt) if own else "", event.end)
    if content.startswith("](", label):
        title = _TITLE.search(content, label + 2, event.end)
        if title and title.end() == event.end and content[title.start() - 1].isspace():
            yield Nested(title.start(1), title.end(1), False)


def _label_end(content: str, event: _Event) -> int:
    """Where the label of a picture ends: at the bracket that closes it."""
    state = StateInline(content, parser(), {}, [])
    state.posMax = event.end
    return int(state.md.helpers.parseLinkLabel(state, event.start + 1, False))


def title_text(raw: str) -> str:
    """What a title between quotation marks reads as."""
    return _BLANKS.sub(" ", unescapeAll(raw[1:-1]))


def title_code(text: str, raw: str) -> str:
    """A title with the quotation marks of another one."""
    escaped = re.sub(
        r"""[\\"'()<>&*_`]""",
        lambda match: "\\" + match.group() if match.group() in f"\\&{raw[0]}{raw[-1]}" else match.group(),
        text,
    )
    return f"{raw[0]}{escaped}{raw[-1]}"
