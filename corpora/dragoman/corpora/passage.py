"""A passage of text: its paragraphs and sentences to translate, and their translations laid out as it was.

A block of lines between blank lines counts as one wrapped paragraph when no line could have held the first word of the
next (filling to the block's own width of 50 to 100 columns), no further line starts like a list item, and at
least one line breaks off inside a sentence. Its lines are joined for translation, and its translation is one line.
Everything else about the layout is kept: blank lines, indentation, list marks, line ends, trailing white space.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from dragoman.termbase.language import language as find_language

from . import protect, script, split
from .markup import Mark, Marked, Role, edit, join
from .segment import Segment

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
class Passage:
    """A text with its markup, and the sentences to translate in it, in order and without overlaps.

    A segment's start and end are offsets into the text, its marks offsets into the segment's own text. A pair of marks
    that begins inside one sentence and ends in another holds both together as one segment.
    """

    content: Marked
    language: str
    segments: tuple[Segment, ...]

    def render(self, translations: Sequence[Marked], language: str) -> Marked:
        """The passage in `language`.

        A paragraph whose translations are all its own sentences is kept as it stands. In others the sentences are
        joined as the language asks: by the space they had, or by none between Chinese sentences. Raises ValueError
        unless there is one translation a segment, UnknownNameError for an unknown language.
        """
        if len(translations) != len(self.segments):
            raise ValueError(f"{len(translations)} translations for {len(self.segments)} segments")
        spaced = find_language(language).spaced
        pairs = list(zip(self.segments, translations, strict=True))
        paragraphs = [list(group) for _, group in groupby(pairs, key=lambda pair: pair[0].paragraph)]
        changed = [group for group in paragraphs if any(segment.text != target.text for segment, target in group)]
        free = self._free([segment for group in changed for segment, _ in group])
        pieces: list[Marked] = []
        done = 0
        for group in changed:
            pieces += [self._between(done, group[0][0].start, free), self._join(group, spaced, free)]
            done = group[-1][0].end
        return join([*pieces, self._between(done, len(self.content.text), free)])

    def _free(self, changed: Sequence[Segment]) -> list[Mark]:
        """The marks that are in none of some segments."""
        owned = _owned(self.content, [(segment.start, segment.end) for segment in changed])
        return [mark for mark, owner in zip(self.content.marks, owned, strict=True) if owner < 0]

    def _between(self, start: int, end: int, free: Sequence[Mark]) -> Marked:
        """What stands between sentences; marks at their edges belong to it."""
        first, last = bisect_left(free, start, key=_place), bisect_right(free, end, key=_place)
        return self.content.part(start, end, free[first:last])

    def _join(self, paragraph: Sequence[tuple[Segment, Marked]], spaced: bool, free: Sequence[Mark]) -> Marked:
        pieces: list[Marked] = []
        last, end = "", paragraph[0][0].start
        for number, (segment, translation) in enumerate(paragraph):
            line = _one_line(translation)
            gap = self._between(end, segment.start, free) if number else Marked("")
            space = _gap(gap.text, last, line.text, spaced) if last and line.text else ""
            pieces += [_laid_out(gap, space), line]
            last, end = line.text or last, segment.end
        return join(pieces)


def _place(mark: Mark) -> int:
    return mark.at


def _laid_out(gap: Marked, space: str) -> Marked:
    """The marks of a gap in another one: where they stood, or what opens behind the space where there was no room."""
    opens = next((index for index, mark in enumerate(gap.marks) if mark.role is Role.OPEN), len(gap.marks))
    behind = [mark.at * 2 > len(gap.text) if gap.text else index >= opens for index, mark in enumerate(gap.marks)]
    places = [len(space) if late else 0 for late in behind]
    return Marked(space, tuple(replace(mark, at=at) for mark, at in zip(gap.marks, places, strict=True)))


def _one_line(translation: Marked) -> Marked:
    text = translation.text
    lead, tail = len(text) - len(text.lstrip()), len(text.rstrip())
    cuts = {match.span(): " " for match in _BLANKS.finditer(text, lead, tail) if lead < tail}
    if lead:
        cuts[0, lead] = ""
    if lead < tail < len(text):
        cuts[tail, len(text)] = ""
    return edit(translation, cuts) if cuts else translation


def _gap(gap: str, left: str, right: str, spaced: bool) -> str:
    if not spaced and (script.wide(left[-1]) or script.wide(right[0]) or left[-1] in "”’"):
        return ""
    return gap if gap and not gap.strip(" \u00a0") else " "


def passage(content: Marked | str, language: str) -> Passage:
    """The passage of a text in `language`. Raises UnknownNameError for an unknown language."""
    marked = Marked(content) if isinstance(content, str) else content
    text, tag = marked.text, find_language(language).tag
    spans: list[tuple[int, int]] = []
    numbers: list[int] = []
    for number, (start, end) in enumerate(paragraphs(text, tag)):
        line = _BLANKS.sub(" ", text[start:end])
        offsets = _offsets(text, start, end) if line != text[start:end] else None
        for first, last in split.sentences(line, tag):
            spans.append((offsets[first], offsets[last - 1] + 1) if offsets else (start + first, start + last))
            numbers.append(number)
    segments = [_segment(marked, start, end, numbers[first], tag) for first, (start, end) in _unbroken(marked, spans)]
    return Passage(marked, tag, _with_marks(marked, segments))


def _segment(marked: Marked, start: int, end: int, paragraph: int, tag: str) -> Segment:
    sentence = _BLANKS.sub(" ", marked.text[start:end])
    return Segment(sentence, start, end, paragraph, translatable(sentence, tag))


def _with_marks(marked: Marked, segments: Sequence[Segment]) -> tuple[Segment, ...]:
    if not marked.marks:
        return tuple(segments)
    owned = _owned(marked, [(segment.start, segment.end) for segment in segments])
    inside: list[list[Mark]] = [[] for _ in segments]
    for mark, owner in zip(marked.marks, owned, strict=True):
        if owner >= 0:
            # what belongs to a pair that begins or ends inside may stand outside
            at = min(max(mark.at, segments[owner].start), segments[owner].end)
            inside[owner].append(replace(mark, at=at))
    result = []
    for segment, marks in zip(segments, inside, strict=True):
        line = _one_line(marked.part(segment.start, segment.end, marks))
        result.append(
            Segment(line.text, segment.start, segment.end, segment.paragraph, segment.translatable, line.marks)
        )
    return tuple(result)


def _owned(marked: Marked, spans: Sequence[tuple[int, int]]) -> list[int]:
    """For each mark, the index of the sentence it belongs to, -1 for none.

    A sentence owns what stands strictly inside it, the other end of a pair that begins or ends there, and what is between
    the two; all else at its edges belongs to the text around it.
    """
    owned = [-1] * len(marked.marks)
    partner = marked.pairs()
    partner |= {last: first for first, last in partner.items()}
    for number, (start, end) in enumerate(spans):
        first, last = bisect_right(marked.marks, start, key=_place), bisect_left(marked.marks, end, key=_place)
        ends = [partner[index] for index in range(first, last) if index in partner]
        if first < last:
            for index in range(min([first, *ends]), max([last - 1, *ends]) + 1):
                owned[index] = number
    return owned


def _unbroken(marked: Marked, spans: Sequence[tuple[int, int]]) -> list[tuple[int, tuple[int, int]]]:
    """The spans, those joined that a pair of marks would cross, each with the index of the first it is made of."""
    found = list(enumerate(spans))
    for first, last in marked.pairs().items():
        start, end = marked.marks[first].at, marked.marks[last].at
        low = bisect_right(found, start, key=lambda item: item[1][1])
        high = bisect_left(found, end, key=lambda item: item[1][0])
        if high - low > 1 and (found[low][1][0] < start or end < found[high - 1][1][1]):
            found[low:high] = [(found[low][0], (found[low][1][0], found[high - 1][1][1]))]
    return found


def _offsets(text: str, start: int, end: int) -> list[int]:
    """For each character of a paragraph with its lines joined, where it stands in the text."""
    return [start + match.start() for match in _CHARACTERS.finditer(text[start:end])]


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
