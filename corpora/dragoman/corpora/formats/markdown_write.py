"""A translated text as Markdown: escaped where it would be read as something else, and laid out as the source was.

Nothing is taken on trust: what is written is parsed again, and of several ways to write it, plainest first, the first one
that reads as the same text with the same codes is taken. The last way, every punctuation mark escaped and emphasis
as HTML, always does. It is needed among ideographs, where `**“中国”**和` is not bold to CommonMark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace

from dragoman.corpora import script, split
from dragoman.corpora.markup import Mark, Marked, Role
from dragoman.termbase.language import language as find_language

from .inline import Piece
from .markdown_blocks import Block, Shape
from .markdown_inline import Environment, parser, pieces

_WIDTH = 40  # columns below which lines were not wrapped to a width
_HTML = {"em": "em", "strong": "strong", "s": "del"}
_KINDS = {
    **dict.fromkeys(("*", "_", "<em>", "</em>"), "em"),
    **dict.fromkeys(("**", "__", "<strong>", "</strong>"), "strong"),
    **dict.fromkeys(("~~", "<del>", "</del>"), "s"),
}
# characters to escape: those that mean something in running text, and all that may be
_LIKELY = "\\`*_[]<&~|${^!#"
_PUNCTUATION = "\\`*_[]<&~|${^!#\"%'()+,-./:;=>?@}"
_BEGINS = re.compile(r"^([ \t]*)([-+>=:]|\d{1,9}(?=[.)]))", re.MULTILINE)
_SPACE = re.compile(r"(?<=\S) (?=\S)")
_BOX = re.compile(r"\[(?:[ xX]\][ \t]|!\w+\])")  # of a task, or the kind of an alert
_NO_BREAK = "\u00a0"
_ODD = re.compile("[\0\ud800-\udfff]")
_Item = str | tuple[str, Role | None]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a target is put into: the block, and the pieces of it that stay before and behind.

    space: how the file writes a no-break space.
    """

    block: Block
    before: Sequence[Piece]
    behind: Sequence[Piece]
    space: str

    def whole(self, body: str) -> str:
        """The content with a body in it."""
        return f"{_raw(self.before)}{body.replace(_NO_BREAK, self.space)}{_raw(self.behind)}"


def _raw(found: Sequence[Piece]) -> str:
    return "".join(piece.raw for piece in found)


def content(target: Marked, frame: Frame, language: str, environment: Environment) -> str:
    """A block's content with a settled target in it."""
    target = _one_line(target)
    wanted = _joined([*_items(frame.before), *_of(target), *_items(frame.behind)])

    def reads(body: str) -> bool:
        found = frame.whole(body)
        same = _joined(_items(pieces(found, environment)[0])) == wanted
        return same and not _BOX.match(found) and _is_block(found, frame.block)

    for text in _layouts(target, frame.block, language):
        body = _plainest(text, _raw(frame.before)[-1:], _raw(frame.behind)[:1], reads)
        if body is not None:
            return frame.whole(body)
    return frame.whole(_safest(target))


def alternative(target: Marked, environment: Environment) -> str:
    """The alternative text of a picture."""
    target = _one_line(target)
    wanted = _joined(list(_of(target)))

    def reads(body: str) -> bool:
        picture = f"![{body}](x)"
        read, _ = pieces(picture, environment)
        whole = [piece.raw for piece in read if piece.role is not None] == [picture]
        return whole and _joined(_items(pieces(body, environment)[0])) == wanted

    return _plainest(target, "[", "]", reads) or _safest(target)


def _is_block(found: str, block: Block) -> bool:
    """Whether a content, put where it belongs, is all there is of one block of its shape."""
    shape = block.shape
    written, kind = found, "paragraph_open"
    if shape is Shape.HEADING:
        written, kind = f"# {found}", "heading_open"
    elif shape is Shape.UNDERLINED:
        written, kind = f"{found}\n{block.underline * 3}", "heading_open"
    elif shape is Shape.CELL:
        written, kind = f"| {block.written(found, ' ')} |\n|---|", "th_open"
    tokens = parser().parse(written, {})
    inner = [(tokens[index - 1].type, token.content) for index, token in enumerate(tokens) if token.type == "inline"]
    return inner == [(kind, found)]


def _items(read: Sequence[Piece]) -> list[_Item]:
    """Pieces as what they stand for, however it is written."""
    return [piece.text if piece.role is None else _code(piece.raw, piece.role) for piece in read]


def _of(target: Marked) -> Iterator[_Item]:
    for part in target.pieces():
        yield part if isinstance(part, str) else _code(part.code, part.role)


def _code(raw: str, role: Role) -> _Item:
    kind = _KINDS.get(raw)
    if kind:
        return kind, role
    # a tag without a partner stands alone in a unit, but not to the parser
    return raw.strip(" \t"), None


def _joined(items: Sequence[_Item]) -> list[_Item]:
    """Items with texts that follow each other as one, line ends in them as spaces."""
    found: list[_Item] = []
    for item in items:
        if isinstance(item, str) and found and isinstance(found[-1], str):
            found[-1] += item
        elif item:
            found.append(item)
    return [" ".join(re.split("[ \n]+", item)) if isinstance(item, str) else item for item in found]


# ways to write a text

_Reads = Callable[[str], bool]


def _plainest(target: Marked, before: str, behind: str, reads: _Reads) -> str | None:
    """The plainest way to write a text that reads as it should; None where there is none."""
    mended = _mended(target, before, behind)
    as_html = _as_html(target, {mark.key for mark in target.marks if mark.code in _KINDS})
    for marked, escaped in (
        (target, ""),
        (target, _LIKELY),
        (mended, ""),
        (mended, _LIKELY),
        (mended, _PUNCTUATION),
        (as_html, _LIKELY),
        (as_html, _PUNCTUATION),
    ):
        body = _written(marked, escaped)
        if reads(body):
            return _fewer(marked, escaped, reads) if escaped else body
    return None


def _fewer(target: Marked, escaped: str, reads: _Reads) -> str:
    """The text with as few kinds of characters escaped as will do."""
    for character in escaped:
        fewer = escaped.replace(character, "")
        if character in target.text and reads(_written(target, fewer)):
            escaped = fewer
    return _written(target, escaped)


def _safest(target: Marked) -> str:
    return _written(_as_html(target, {mark.key for mark in target.marks if mark.code in _KINDS}), _PUNCTUATION)


def _written(target: Marked, escaped: str) -> str:
    """The text with some characters escaped, and what would begin a block at the start of a line."""
    pattern = re.compile(f"[{re.escape(escaped)}]") if escaped else None
    parts: list[str] = []
    fresh = True
    for part in target.pieces():
        if isinstance(part, Mark):
            parts.append(part.code)
            fresh = part.code.endswith("\n")
        elif pattern is None:
            parts.append(part)
        else:
            words = pattern.sub(_backslash, part)
            first, end, rest = words.partition("\n")
            parts += [_BEGINS.sub(_inert, first) if fresh else first, end, _BEGINS.sub(_inert, rest)]
            fresh = False
    return "".join(parts)


def _backslash(match: re.Match[str]) -> str:
    return f"\\{match.group()}"


def _inert(match: re.Match[str]) -> str:
    """The start of a line that would begin a list, a quotation or an underlining."""
    blanks, sign = match.groups()
    return f"{blanks}{sign}\\" if sign.isdigit() else f"{blanks}\\{sign}"


def _mended(target: Marked, before: str, behind: str) -> Marked:
    """The target with emphasis that CommonMark would not see written as HTML; `_` inside words as `*`.

    https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run
    """
    parts = [part if isinstance(part, str) else part.code for part in target.pieces()]
    marks = [index for index, part in enumerate(target.pieces()) if isinstance(part, Mark)]
    around: dict[int, tuple[str, str]] = {}
    for number, index in enumerate(marks):
        left = next((part[-1] for part in reversed(parts[:index]) if part), before)
        right = next((part[0] for part in parts[index + 1 :] if part), behind)
        around[number] = left, right
    stars: dict[str, str] = {}
    seen: set[str] = set()
    for first, last in target.pairs().items():
        mark = target.marks[first]
        if mark.code not in _KINDS or mark.code.startswith("<"):
            continue
        if not _flanked(mark.code, around[first], around[last]):
            star = mark.code.replace("_", "*")
            if star != mark.code and _flanked(star, around[first], around[last]):
                stars[mark.key] = star
            else:
                seen.add(mark.key)
    changed = tuple(replace(mark, code=stars.get(mark.key, mark.code)) if mark.key else mark for mark in target.marks)
    return _as_html(Marked(target.text, changed), seen)


def _flanked(code: str, opening: tuple[str, str], closing: tuple[str, str]) -> bool:
    """Whether delimiters with these characters around them open and close emphasis."""
    if code.startswith("_"):
        opens = _left(*opening) and (not _right(*opening) or _punctuation(opening[0]))
        return opens and _right(*closing) and (not _left(*closing) or _punctuation(closing[1]))
    return _left(*opening) and _right(*closing)


def _left(before: str, behind: str) -> bool:
    if _white(behind):
        return False
    return not _punctuation(behind) or _white(before) or _punctuation(before)


def _right(before: str, behind: str) -> bool:
    return _left(behind, before)


def _white(character: str) -> bool:
    return not character or isWhiteSpace(ord(character))


def _punctuation(character: str) -> bool:
    return bool(character) and (isMdAsciiPunct(ord(character)) or isPunctChar(character))


def _as_html(target: Marked, keys: set[str]) -> Marked:
    """The target with the emphasis of some pairs as HTML."""

    def code(mark: Mark) -> str:
        kind = _KINDS.get(mark.code) if mark.key in keys and not mark.code.startswith("<") else None
        if kind is None:
            return mark.code
        return f"<{'/' if mark.role is Role.CLOSE else ''}{_HTML[kind]}>"

    return Marked(target.text, tuple(replace(mark, code=code(mark)) for mark in target.marks))


# lines


def _one_line(target: Marked) -> Marked:
    text = _ODD.sub("\ufffd", re.sub(r"[\t\r\n]", " ", target.text))
    lead, tail = len(text) - len(text.lstrip()), len(text.rstrip())
    start = 0 if target.marks and target.marks[0].at <= lead else lead
    end = len(text) if target.marks and target.marks[-1].at >= tail else max(start, tail)
    return Marked(text, target.marks).part(start, end)


def _layouts(target: Marked, block: Block, language: str) -> Iterator[Marked]:
    """The target with lines as the source has them, where it can; then on one line."""
    places = list(_line_ends(target, block, language))
    if places:
        characters = list(target.text)
        for place in places:
            characters[place] = "\n"
        yield Marked("".join(characters), target.marks)
    yield target


def _line_ends(target: Marked, block: Block, language: str) -> Iterator[int]:
    """The spaces that become line ends: between sentences where the source has one a line, else so that lines fill."""
    found = find_language(language)
    lines = [line.rstrip() for line in block.content.split("\n")]
    # a line end is a space to the reader, and there is none between ideographs
    if len(lines) < 2 or not found.spaced or block.shape is Shape.CELL:
        return
    if all(line.rstrip("*_”\"')")[-1:] in ".!?。！？" for line in lines[:-1]):
        for _, end in split.sentences(target.text, found.tag)[:-1]:
            if target.text[end : end + 1] == " ":
                yield end
        return
    lengths = sorted(map(script.columns, lines))
    width = lengths[-2] if len(lines) > 3 else lengths[-1]  # one may be too long for what cannot be broken
    if width >= _WIDTH:
        yield from _filled(target, width)


def _filled(target: Marked, width: int) -> Iterator[int]:
    codes: dict[int, int] = {}
    for mark in target.marks:
        codes[mark.at] = codes.get(mark.at, 0) + script.columns(mark.code.split("\n")[-1])
    breaks = {mark.at for mark in target.marks if "\n" in mark.code}
    spaces = {match.start() for match in _SPACE.finditer(target.text)}
    column, last, since = 0, -1, 0
    for place, character in enumerate(target.text):
        if place in breaks:
            column, last = 0, -1
        length = script.columns(character) + codes.get(place, 0)
        column += length
        since += length
        if place in spaces:
            last, since = place, 0
        if column > width and last >= 0:
            yield last
            column, last = since, -1
