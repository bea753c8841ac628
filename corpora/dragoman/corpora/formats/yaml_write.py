"""YAML scalars written in the style of those they take the place of, where that style can hold the text."""

from __future__ import annotations

import re

from dragoman.termbase.positions import plain_type

_UNPRINTABLE = re.compile(
    r"[^\t\n -~\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029\u200b-\u200f]"
)
_BEGINS = re.compile(r"[-?:](?:\s|\Z)|[,\[\]{}#&*!|>'\"%@`]|---|\.\.\.")
_BREAKS_PLAIN = re.compile(r":(?:\s|\Z)|\s#|[\n\t]")
_HEADER = re.compile(r"([|>])([-+1-9]{0,2})[ \t]*(?:#[^\r\n]*)?(\r\n|\n|\r)")
_TAIL = re.compile(r"(?:(?:\r\n|\n|\r)[ \t]*)+\Z")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def written(text: str, style: str, raw: str, flow: bool, newline: str, quoted: bool = False) -> str:
    """A text as a scalar.

    style, raw: of the scalar it takes the place of; flow: whether that stands in [ ] or { }. quoted: whatever the style,
    in double quotes.
    """
    if style in ("|", ">"):
        block = None if quoted else _block(text, raw, newline)
        return block if block is not None else double(text) + _rest(raw)
    if not quoted and style == "'" and not _UNPRINTABLE.search(text) and "\n" not in text:
        return "'{}'".format(text.replace("'", "''"))
    if not quoted and not style and plain_fits(text, flow):
        return text
    return double(text, raw)


def plain_fits(text: str, flow: bool) -> bool:
    """Whether a text can stand without quotes and still is that text."""
    if not text or text != text.strip() or _UNPRINTABLE.search(text) or plain_type(text) != "str":
        return False
    return not (_BEGINS.match(text) or _BREAKS_PLAIN.search(text) or (flow and re.search(r"[,\[\]{}:]", text)))


def double(text: str, like: str = "") -> str:
    """A text in double quotes. like: a raw scalar; where that escapes letters, all but ASCII is escaped."""
    escaping = like.isascii() and re.search(r"\\[uUx][0-9A-Fa-f]", like) is not None

    def escaped(character: str) -> str:
        if character in _ESCAPES:
            return _ESCAPES[character]
        if _UNPRINTABLE.match(character) or (escaping and not character.isascii()):
            code = ord(character)
            return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
        return character

    return '"{}"'.format("".join(map(escaped, text)))


def _rest(raw: str) -> str:
    """What of a block stands behind its words: its last line end, and blank lines."""
    match = _TAIL.search(raw)
    return match.group() if match else ""


def _block(text: str, raw: str, newline: str) -> str | None:
    """A text as a block with the header and indentation of another; None where it cannot hold it."""
    header = _HEADER.match(raw)
    lines = raw[header.end() :].splitlines() if header else []
    first = next((line for line in lines if line.strip(" ")), "")
    indent = first[: len(first) - len(first.lstrip(" "))]
    words = text.rstrip("\n")
    ends = len(text) - len(words)
    if header is None or not indent or not words or _UNPRINTABLE.search(text) or re.search(r"(?m)^[ \t]|[ \t]$", words):
        return None
    keeps = "+" in header[2]
    if not keeps and ends != (0 if "-" in header[2] else 1):
        return None
    parts = words.split("\n") if header[1] == "|" else _folded(words, lines, len(indent))
    body = newline.join(indent + part if part else "" for part in parts)
    tail = newline * ends if keeps else _rest(raw)
    return raw[: header.end()] + body + tail


def _folded(words: str, lines: list[str], indent: int) -> list[str]:
    """The lines of a folded block: paragraphs with a blank line between, filled to the width of the lines there were."""
    width = max(map(len, lines)) - indent if len(lines) > 1 else 0
    parts: list[str] = []
    for number, paragraph in enumerate(words.split("\n")):
        if number:
            parts.append("")
        if paragraph:
            parts.extend(_filled(paragraph, width))
    return parts


def _filled(paragraph: str, width: int) -> list[str]:
    filled: list[str] = []
    for word in paragraph.split(" ") if width and "  " not in paragraph else [paragraph]:
        if filled and len(filled[-1]) + 1 + len(word) <= width:
            filled[-1] += f" {word}"
        else:
            filled.append(word)
    return filled
