"""A translated paragraph as WordprocessingML: runs that look as the source's did, in the language of the target."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from dragoman.corpora.markup import Marked, Role
from dragoman.termbase.language import Language

from .docx_runs import RunPiece
from .xml_inline import escape

_REGION = re.compile(r"[a-z]{2,3}-[A-Z]{2}")
_SPECIAL = re.compile("([\\t\\n\u2011])")
# what may stand behind w:lang in run properties (CT_RPr)
_BEHIND_LANG = ("eastAsianLayout", "specVanish", "oMath", "rPrChange")


def office_tag(language: Language) -> str:
    """The name of a language with a region, as Office wants it: ru-RU."""
    return next((alias for alias in language.aliases if _REGION.fullmatch(alias)), language.tag)


class Writer:
    """Writes paragraphs of a part. prefix: of its elements, colon included."""

    def __init__(self, prefix: str, language: Language) -> None:
        self._prefix = prefix
        self._language = language
        self._openings: dict[str, str] = {}

    def paragraph(
        self,
        before: Sequence[RunPiece],
        core: Sequence[RunPiece],
        behind: Sequence[RunPiece],
        target: Marked,
        raw: Callable[[RunPiece], str],
    ) -> str:
        """The runs of a paragraph: pieces kept, the target in the place of others, pieces kept.

        raw: gives the code of a piece as it is to be written.
        """
        pieces = [*before, *core, *behind]
        plain = next((piece.run for piece in pieces if piece.run), f"<{self._prefix}r>")
        base = _base(pieces) or plain
        return "".join(self._written([*before, *_placed(target, core), *behind], base, raw))

    def _written(self, items: Iterable[RunPiece | str], base: str, raw: Callable[[RunPiece], str]) -> Iterable[str]:
        levels = [base]
        span = ""
        for item in items:
            if isinstance(item, str):
                yield self._run(self._opening(span or levels[-1]), item)
            elif item.role is None:
                if item.text:
                    yield self._run(item.run, item.text)
            elif item.name == "look":
                span = item.run if item.role is Role.OPEN else ""
            elif item.run and item.role is Role.ALONE:
                yield f"{item.run}{raw(item)}</{self._prefix}r>"
            else:
                yield raw(item)
                if item.role is Role.OPEN:
                    levels.append(item.run or levels[-1])
                elif item.role is Role.CLOSE and len(levels) > 1:
                    levels.pop()

    def _run(self, opening: str, text: str) -> str:
        prefix = self._prefix
        parts = []
        for part in _SPECIAL.split(text):
            if part == "\u2011":
                parts.append(f"<{prefix}noBreakHyphen/>")
            elif part == "\t":
                parts.append(f"<{prefix}tab/>")
            elif part:
                words = " " if part == "\n" else escape(part)
                parts.append(f'<{prefix}t xml:space="preserve">{words}</{prefix}t>')
        return f"{opening}{''.join(parts)}</{prefix}r>"

    def _opening(self, opening: str) -> str:
        if opening not in self._openings:
            self._openings[opening] = localized(opening, self._prefix, self._language)
        return self._openings[opening]


def _base(pieces: Sequence[RunPiece]) -> str:
    """The start of a run for text in no span: of a text that has none around it, the longest one."""
    depth, found = 0, ("", -1)
    for piece in pieces:
        if piece.role is Role.OPEN:
            depth += 1
        elif piece.role is Role.CLOSE:
            depth -= 1
        elif piece.role is None and piece.run and not depth and len(piece.text.strip()) > found[1]:
            found = piece.run, len(piece.text.strip())
    return found[0]


def _placed(target: Marked, core: Sequence[RunPiece]) -> Iterable[RunPiece | str]:
    """The target with the pieces its marks stand for."""
    waiting: dict[tuple[str, Role], deque[RunPiece]] = {}
    for piece in core:
        if piece.role is not None:
            waiting.setdefault((piece.raw, piece.role), deque()).append(piece)
    for part in target.pieces():
        if isinstance(part, str):
            yield part
            continue
        queue = waiting.get((part.code, part.role)) or deque([RunPiece(part.code, "", part.role)])
        yield queue.popleft() if len(queue) > 1 else queue[0]


def localized(opening: str, prefix: str, language: Language) -> str:
    """The start of a run, properties included, that says its text is in a language.

    So that Word checks its spelling, and sets quotation marks among ideographs in the font of these.
    """
    ideographs = not language.spaced
    tag = office_tag(language)
    attribute = "eastAsia" if ideographs else "val"
    end = opening.find(">") + 1
    start, properties = opening[:end], opening[end:]
    if not properties or properties.endswith("/>"):
        properties = f"<{prefix}rPr></{prefix}rPr>"
    properties = _hinted(properties, prefix, ideographs)
    change = properties.find(f"<{prefix}rPrChange")
    old = "" if change < 0 else properties[change:]
    mine = properties if change < 0 else properties[:change]
    lang = re.compile(rf"<{prefix}lang\b[^>]*?/>")
    if lang.search(mine):
        mine = lang.sub(partial(_with, prefix=prefix, attribute=attribute, value=tag), mine, count=1)
        return start + mine + old
    new = f'<{prefix}lang {prefix}{attribute}="{tag}"/>'
    behind = re.search("|".join(rf"<{prefix}{name}\b" for name in _BEHIND_LANG) + rf"|</{prefix}rPr>|\Z", mine)
    place = behind.start() if behind else len(mine)
    return start + mine[:place] + new + mine[place:] + old


def _hinted(properties: str, prefix: str, ideographs: bool) -> str:
    """Run properties with the hint that doubtful characters are ideographs', or without it."""
    fonts = re.search(rf"<{prefix}rFonts\b[^>]*?/>", properties)
    if fonts is None:
        if not ideographs:
            return properties
        style = re.match(rf"<{prefix}rPr[^>]*>(?:<{prefix}rStyle\b[^>]*?/>)?", properties)
        place = style.end() if style else 0
        return f'{properties[:place]}<{prefix}rFonts {prefix}hint="eastAsia"/>{properties[place:]}'
    if ideographs:
        new = _with(fonts, prefix, "hint", "eastAsia")
    else:
        new = re.sub(rf"""\s{prefix}hint\s*=\s*(?:"eastAsia"|'eastAsia')""", "", fonts.group())
    return properties[: fonts.start()] + new + properties[fonts.end() :]


def _with(match: re.Match[str], prefix: str, attribute: str, value: str) -> str:
    """An empty-element tag with an attribute set."""
    tag = match.group()
    old = re.compile(rf"""(\s{prefix}{attribute}\s*=\s*)(?:"[^"]*"|'[^']*')""")
    if old.search(tag):
        return old.sub(lambda found: f'{found[1]}"{value}"', tag)
    return f'{tag[:-2].rstrip()} {prefix}{attribute}="{value}"/>'
