"""Plain text: one line is one paragraph, unless lines were wrapped to a width.

A block of lines between blank lines counts as one wrapped paragraph when no line could have held the first word of the
next (filling to the block's own width of 50 to 100 columns), no further line starts like a list item, and at
least one line breaks off inside a sentence. Its lines are joined for translation, and its translation is one line.
Everything else about the layout is kept: blank lines, indentation, list marks, line ends, trailing white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from dragoman.corpora import protect, script, split
from dragoman.corpora.files import Encoding, decode, sniff
from dragoman.corpora.segment import Segment
from dragoman.termbase.language import language as find_language

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
# from the start of a run of white space only: trying each of its places takes forever on long ones
_BREAK = r"(?<!\s)\s*[\r\n]\s*"
_BLANKS = re.compile(_BREAK)
_CHARACTERS = re.compile(rf"{_BREAK}|.", re.DOTALL)
# list and heading marks stay outside the sentence: "- ", "• ", "3. ", "(a) ", "## ", "> "
_MARK = re.compile(r"\s*(?:(?:[-*+•·–—▪●>]|#{1,6}|\(?(?:\d{1,3}|[A-Za-zА-я])\)|\d{1,3}\.)[ \t\u00a0]+)?")
_WIDTH = range(50, 101)
_SLACK = 4


@dataclass(frozen=True, slots=True)
class TextDocument:
    """A parsed plain text; see segment.Document."""

    name: str
    text: str
    segments: tuple[Segment, ...]
    language: str
    encoding: Encoding = field(default_factory=Encoding)

    def render(self, translations: Sequence[str], language: str) -> str:
        """The text in `language`: see segment.Document.render.

        A paragraph whose translations are all its own sentences is kept as it stands. In others the sentences are
        joined as the language asks: by the space they had, or by none between Chinese sentences.
        """
        if len(translations) != len(self.segments):
            raise ValueError(f"{len(translations)} translations for {len(self.segments)} segments")
        spaced = find_language(language).spaced
        pieces: list[str] = []
        done = 0
        pairs = zip(self.segments, translations, strict=True)
        for _, group in groupby(pairs, key=lambda pair: pair[0].paragraph):
            paragraph = list(group)
            start, end = paragraph[0][0].start, paragraph[-1][0].end
            pieces.append(self.text[done:start])
            if all(segment.text == translation for segment, translation in paragraph):
                pieces.append(self.text[start:end])
            else:
                pieces.append(self._join(paragraph, spaced))
            done = end
        return "".join([*pieces, self.text[done:]])

    def _join(self, paragraph: Sequence[tuple[Segment, str]], spaced: bool) -> str:
        pieces: list[str] = []
        end = 0
        for segment, translation in paragraph:
            line = _BLANKS.sub(" ", translation.strip())
            if pieces and line:
                pieces.append(_gap(self.text[end : segment.start], pieces[-1], line, spaced))
            if line:
                pieces.append(line)
            end = segment.end
        return "".join(pieces)

    def serialize(self, text: str) -> bytes:
        """The bytes of a rendered text, in the encoding and with the byte-order mark of the original."""
        return self.encoding.encode(text)


def _gap(gap: str, left: str, right: str, spaced: bool) -> str:
    if not spaced and (script.wide(left[-1]) or script.wide(right[0]) or left[-1] in "”’"):
        return ""
    return gap if gap and not gap.strip(" \u00a0") else " "


def parse(data: bytes, name: str = "<text>", language: str | None = None) -> TextDocument:
    """The document of a plain text file. language: of the text; None: the likeliest by its script.

    Raises InputError for bytes that are no text (see files.decode), UnknownNameError for an unknown language.
    """
    text = decode(data, name)
    tag = find_language(language).tag if language else script.likeliest(text)
    segments: list[Segment] = []
    for number, (start, end) in enumerate(paragraphs(text, tag)):
        line = _BLANKS.sub(" ", text[start:end])
        offsets = _offsets(text, start, end) if len(line) != end - start or line != text[start:end] else None
        for first, last in split.sentences(line, tag):
            sentence = line[first:last]
            begin, stop = (offsets[first], offsets[last - 1] + 1) if offsets else (start + first, start + last)
            segments.append(Segment(sentence, begin, stop, number, translatable(sentence, tag)))
    return TextDocument(name, text, tuple(segments), tag, sniff(data))


def _offsets(text: str, start: int, end: int) -> list[int]:
    """For each character of a paragraph with its lines joined, where it stands in the text."""
    offsets: list[int] = []
    for match in _CHARACTERS.finditer(text[start:end]):
        offsets.append(start + match.start())
    return offsets


def translatable(sentence: str, tag: str) -> bool:
    """Whether anything is left to translate once addresses, file names, tags and placeholders are taken out.

    That is a word, all of it letters of the language's script; or a date, which languages write differently.
    """
    rest, done = [], 0
    for item in protect.spans(sentence, tag):
        if item.kind == "date":
            return True
        rest.append(sentence[done : item.start])
        done = item.end
    rest.append(sentence[done:])
    return any(script.is_word(word, tag) for word in " ".join(rest).split())


def paragraphs(text: str, tag: str) -> Iterator[tuple[int, int]]:
    """Spans of the paragraphs: lines, or wrapped lines together, without list marks and surrounding white space."""
    block: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        start, end = match.start(), match.start() + len(match.group().rstrip())
        if start < end:
            block.append((start, end))
        if block and (start == end or match.end() == len(text)):
            yield from _unwrapped(text, block, tag)
            block = []
        if match.end() == len(text):
            break


def _unwrapped(text: str, block: list[tuple[int, int]], tag: str) -> Iterator[tuple[int, int]]:
    if _wrapped([text[start:end] for start, end in block], tag):
        block = [(block[0][0], block[-1][1])]
    for start, end in block:
        mark = _MARK.match(text, start, end)
        inner = mark.end() if mark and mark.end() < end else start
        if inner < end:
            yield inner, end


def _wrapped(lines: Sequence[str], tag: str) -> bool:
    width = max(map(script.columns, lines))
    if len(lines) < 2 or width not in _WIDTH:
        return False
    final = find_language(tag).terminators + ".!?…:;：；"
    breaks_inside = False
    for line, following in zip(lines, lines[1:], strict=False):
        word = following.split()[0]
        mark = _MARK.match(following)
        if mark and mark.group().strip():
            return False
        if script.columns(line) + 1 + script.columns(word) <= width - _SLACK:
            return False
        breaks_inside = breaks_inside or line.rstrip('”’»")）」』')[-1:] not in final
    return breaks_inside
