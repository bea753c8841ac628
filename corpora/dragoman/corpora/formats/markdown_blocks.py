"""The blocks of a Markdown file that hold text, with the place of each of their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from markdown_it.token import Token

from .markdown_inline import Environment, parser

LINE_END = re.compile(r"\r\n|\n|\r")
_ALERT = re.compile(r"\[!\w{1,20}\][-+]?[ \t]*(?:\n|\Z)")
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_CLOSING = re.compile(r"(?<![ \t])[ \t]+#+[ \t]*\Z")
_CONTAINERS = re.compile(r"(?:[ \t]*+(?:>|(?:[-+*]|\d{1,9}[.)])[ \t]))*+[ \t]*+")
_CONTENTS = re.compile(r"\[\[?_?toc_?\]\]?|\[\[_TOC_\]\]|\\newpage|\\pagebreak", re.IGNORECASE)


class Shape(Enum):
    """What a block is, by what may stand in it."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    UNDERLINED = "underlined heading"
    CELL = "table cell"


@dataclass(frozen=True, slots=True)
class Block:
    """A block. content: its text, container marks and line ends of the file left out; spans: where its lines are in the
    file; prefixes: what stands before each on its line, for further lines the last one; underline: of a heading."""

    shape: Shape
    content: str
    spans: tuple[tuple[int, int], ...]
    prefixes: tuple[str, ...] = field(default=("",))
    underline: str = ""

    @property
    def start(self) -> int:
        """Where it begins in the file."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Where it ends in the file."""
        return self.spans[-1][1]

    def place(self, offset: int) -> int:
        """Where in the file an offset of the content is; in a cell with escaped bars only nearly."""
        line = self.content.count("\n", 0, offset)
        start = self.content.rfind("\n", 0, offset) + 1
        return self.spans[min(line, len(self.spans) - 1)][0] + offset - start

    def written(self, content: str, newline: str) -> str:
        """Other content as it is to stand in the file, from `start` to `end`."""
        if self.shape is Shape.CELL:
            # a backslash before the bar that ends the cell would take its meaning from it
            return content.replace("|", "\\|") + (" " if content.endswith("\\") else "")
        if len(self.spans) == 1:
            return content.replace("\n", " ")
        lines = content.split("\n")
        prefixes = [*self.prefixes[: len(lines)], *self.prefixes[-1:] * (len(lines) - len(self.prefixes))]
        return newline.join([lines[0], *(prefix + line for prefix, line in zip(prefixes[1:], lines[1:], strict=True))])


def blocks(text: str, environment: Environment) -> list[Block]:
    """The blocks of a text, in order. What the document defines, links and footnotes, goes into `environment`."""
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    ends = [*(match.start() for match in LINE_END.finditer(text)), len(text)]
    lines = list(zip(starts, ends, strict=True))
    tokens = parser().parse(text, environment)
    found: list[Block] = []
    cells = 0
    for index, token in enumerate(tokens):
        if token.type == "tr_open":
            cells = 0
        if token.type != "inline" or token.map is None:
            continue
        parent = tokens[index - 1]
        if parent.type in ("th_open", "td_open"):
            block = _cell(text, lines[token.map[0]], cells, token.content)
            cells += 1
        elif parent.type == "heading_open" and parent.markup.startswith("#"):
            block = _heading(text, lines[token.map[0]], token.content)
        else:
            block = _paragraph(text, lines, token, parent.markup if parent.type == "heading_open" else "")
        if block is not None:
            block = _trimmed(block, tokens[max(0, index - 3) : index])
            if block.content and not _CONTENTS.fullmatch(block.content):
                found.append(block)
    return found


def _paragraph(text: str, lines: Sequence[tuple[int, int]], token: Token, underline: str) -> Block | None:
    """A block of lines; None where a line of it cannot be found in the file, as tabs in the margin may have it."""
    content = [line.lstrip(" \t") for line in token.content.split("\n")]
    first = token.map[0] if token.map else 0
    if first + len(content) > len(lines):
        return None
    spans, prefixes = [], []
    for number, line in enumerate(content):
        start, end = lines[first + number]
        raw = text[start:end].replace("\0", "\ufffd")
        if number == len(content) - 1:
            raw = raw.rstrip()
        if not raw.endswith(line):
            return None
        prefixes.append(raw[: len(raw) - len(line)])
        spans.append((start + len(prefixes[-1]), start + len(raw)))
    shape = Shape.UNDERLINED if underline else Shape.PARAGRAPH
    return Block(shape, "\n".join(content), tuple(spans), tuple(prefixes), underline)


def _heading(text: str, line: tuple[int, int], content: str) -> Block | None:
    raw = text[slice(*line)].replace("\0", "\ufffd").rstrip()
    for candidate in (raw, _CLOSING.sub("", raw)):
        if content and candidate.endswith(content):
            start = line[0] + len(candidate) - len(content)
            return Block(Shape.HEADING, content, ((start, start + len(content)),))
    return None


def _cell(text: str, line: tuple[int, int], number: int, content: str) -> Block | None:
    cells = list(_cells(text, line))
    if number >= len(cells):
        return None
    start, end = cells[number]
    raw = text[start:end]
    if not raw or raw.replace("\\|", "|").replace("\0", "\ufffd") != content:
        return None
    return Block(Shape.CELL, content, ((start, end),))


def _cells(text: str, line: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The cells of a row, as markdown-it cuts them: at bars without a backslash before, whatever stands before that."""
    start, end = line
    start = _CONTAINERS.match(text, start, end).end()  # type: ignore[union-attr]
    end = start + len(text[start:end].rstrip())
    bars = [place for place in range(start, end) if text[place] == "|" and text[place - 1 : place] != "\\"]
    edges = [start - 1, *bars, end]
    spans = [(left + 1, right) for left, right in zip(edges, edges[1:], strict=False)]
    if spans and spans[0][0] == spans[0][1]:
        spans = spans[1:]
    if spans and spans[-1][0] == spans[-1][1]:
        spans = spans[:-1]
    for left, right in spans:
        inner = text[left:right]
        lead = len(inner) - len(inner.lstrip())
        yield left + min(lead, len(inner)), left + max(lead, len(inner.rstrip()))


def _trimmed(block: Block, before: Sequence[Token]) -> Block:
    """A block without what is no text at its start: the box of a task, the kind of an alert."""
    kinds = [token.type for token in before]
    if kinds[-2:] == ["list_item_open", "paragraph_open"]:
        match = _TASK.match(block.content)
        if match and match.end() < len(block.content):
            start, end = block.spans[0]
            spans = ((start + match.end(), end), *block.spans[1:])
            return Block(block.shape, block.content[match.end() :], spans, block.prefixes)
    if kinds[-2:] == ["blockquote_open", "paragraph_open"]:
        match = _ALERT.match(block.content)
        if match:
            return (
                Block(block.shape, block.content[match.end() :], block.spans[1:], block.prefixes[1:])
                if block.spans[1:]
                else Block(block.shape, "", block.spans)
            )
    return block


_REFERENCE_TITLE = re.compile(
    r"""(?:(?<=\s)|\A)("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\))\s*\Z""", re.DOTALL
)


def reference_titles(text: str, environment: Environment) -> Iterator[tuple[int, int]]:
    """Where the titles of link definitions are, quotation marks included."""
    ends = [*(match.start() for match in LINE_END.finditer(text)), len(text)]
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    for reference in environment.get("references", {}).values():
        if reference.get("title") and reference.get("map"):
            first, last = reference["map"]
            begin = starts[first]
            match = _REFERENCE_TITLE.search(text, begin, ends[min(max(last, first + 1), len(ends)) - 1])
            if match:
                yield match.span(1)
