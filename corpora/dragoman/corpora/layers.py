"""What is taken out of a message before an engine sees it, and put back into the translation: one layer, one thing.

A layer takes a text and gives the text without something, and the function that restores it. Given back unchanged, a text is
restored exactly. What a translation loses stays lost here: messages.lost says so.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from . import placeholders, protect
from .markup import Mark, Marked, Role, edit, join
from .placeholders import Placeholder

Restore = Callable[[Marked], Marked]
Layer = Callable[[Marked], tuple[Marked, Restore]]

_OURS = "\0"  # begins the key of a mark that is text of the message
_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr", re.IGNORECASE)
_INLINE = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|button|cite|code|data|del|dfn|em|font|i|img|input|ins|kbd|label|mark|q|s|samp|select|"
    "small|span|strike|strong|sub|sup|svg|time|tt|u|var|wbr",
    re.IGNORECASE,
)
_BREAKS = re.compile(
    "br|hr|p|div|ul|ol|li|dl|dt|dd|table|tr|td|th|thead|tbody|tfoot|h[1-6]|section|article|header|footer|blockquote|pre|"
    "center",
    re.IGNORECASE,
)
_TAG_NAME = re.compile(r"</?\s*([\w:.-]+)")
_KEYS = r"(?:Ctrl|Alt|Shift|Cmd|Command|Meta|Option|Win|Strg)\s?[+-]\s?"
_SHORTCUT = re.compile(rf"(?:\t(?:{_KEYS})*|\\t(?:{_KEYS})+)\S{{1,12}}\s*\Z")
_PATH = re.compile(r"[\"'(<\[]*(?:(?:\\|\.{1,2}|~|%\w+%)\\|\S*\\(?![nrtu\"'\\])\w)")
_REACH = 200  # characters around an escape that are looked at


@dataclass(frozen=True, slots=True)
class Message:
    """texts: the parts to translate, in order. build: the whole message of their translations, one a part."""

    texts: tuple[Marked, ...]
    build: Callable[[Sequence[Marked]], Marked]


def through(content: Marked, layers: Iterable[Layer]) -> Message:
    """The message of a text that goes through layers, one after the other, and then into parts."""
    undo: list[tuple[Marked, Marked, Restore]] = []
    for layer in layers:
        inner, restore = layer(content)
        undo.append((content, inner, restore))
        content = inner
    texts, rejoin = _parts(content)

    def build(parts: Sequence[Marked]) -> Marked:
        built = rejoin(parts)
        for outer, inner, restore in reversed(undo):
            built = outer if built == inner else restore(built)
        return built

    return Message(tuple(texts), build)


def words(tag: str, samples: Sequence[str] = ()) -> list[Layer]:
    """The layers of any text of a program; tag: its language; samples: numbers for its numeric placeholder."""
    return [tags, characters, lambda content: numbers(content, tag, samples)]


def tags(content: Marked) -> tuple[Marked, Restore]:
    """Tags within a sentence become marks; those that break the line stay, and <name> that is no markup does too."""
    found = [item for item in _whole(content, placeholders.find(content.text)) if item.kind == "tag"]
    closed = {_name(item) for item in found if item.text.startswith("</")}
    opened = {_name(item) for item in found if not item.text.startswith("</")}
    spans = []
    for item in found:
        name = _name(item)
        if _BREAKS.fullmatch(name):
            continue
        whole = item.text.startswith("<!--") or item.text.endswith("/>") or _VOID.fullmatch(name) is not None
        if whole or _INLINE.fullmatch(name) or (name in closed and name in opened):
            role = Role.ALONE if whole else Role.CLOSE if item.text.startswith("</") else Role.OPEN
            spans.append((item, role, _OURS + name))
    return _lifted(content, spans), _lowered


def _name(tag: Placeholder) -> str:
    match = _TAG_NAME.match(tag.text)
    return match[1] if match else ""


def _whole(content: Marked, found: Iterable[Placeholder]) -> list[Placeholder]:
    """Those placeholders that no mark of the text stands within."""
    places = [mark.at for mark in content.marks]
    return [item for item in found if bisect_right(places, item.start) == bisect_left(places, item.end)]


def _lifted(content: Marked, spans: Sequence[tuple[Placeholder, Role, str]]) -> Marked:
    """The text with stretches of it made marks."""
    parts, done, taken = [], 0, 0
    for item, role, key in spans:
        until = next((i for i, mark in enumerate(content.marks) if mark.at > item.start), len(content.marks))
        parts.append(content.part(done, item.start, content.marks[taken:until]))
        parts.append(Marked("", (Mark(0, item.text, role, key),)))
        done, taken = item.end, until
    parts.append(content.part(done, len(content.text), content.marks[taken:]))
    return join(parts)


def _lowered(target: Marked) -> Marked:
    """The text with the marks that are text of the message made text again."""
    parts = []
    for piece in target.pieces():
        if isinstance(piece, str):
            parts.append(Marked(piece))
        elif piece.key.startswith(_OURS):
            parts.append(Marked(piece.code))
        else:
            parts.append(Marked("", (replace(piece, at=0),)))
    return join(parts)


def characters(content: Marked) -> tuple[Marked, Restore]:
    """Entities, and the doubled signs && and %%, become the characters they stand for.

    A character that stands in the text for itself as well, or in two spellings, is left as it is written.
    """
    text = content.text
    found = placeholders.find(text)
    spelt: dict[str, set[str]] = {}
    for item in found:
        if item.kind in ("entity", "percent"):
            spelt.setdefault(_meant(item), set()).add(item.text)
    ampersands = [match.span() for match in re.finditer(r"(?<!&)&&(?!&)", text)]
    if ampersands:
        spelt.setdefault("&", set()).add("&&")
    spans = {(item.start, item.end): item.text for item in found} | dict.fromkeys(ampersands, "&&")
    written = {sign: next(iter(forms)) for sign, forms in spelt.items() if len(forms) == 1 and len(sign) == 1}
    outside = _outside(text, [span for span, form in spans.items() if form in written.values()])
    others = [item for item in found if item.text not in written.values()]
    for sign in [sign for sign in written if _stands(sign, outside, others)]:
        del written[sign]
    cuts = {span: sign for sign, form in written.items() for span, own in spans.items() if own == form}
    inner = edit(content, cuts)
    known = [item.text for item in others if item.kind != "tag"]
    if not cuts or [item.text for item in placeholders.find(inner.text) if item.kind != "tag"] != known:
        return content, lambda target: target
    return inner, lambda target: _spelt(target, written)


def _meant(item: Placeholder) -> str:
    return "%" if item.kind == "percent" else html.unescape(item.text)


def _outside(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with some spans blanked."""
    pieces = list(text)
    for start, end in spans:
        pieces[start:end] = "\0" * (end - start)
    return "".join(pieces)


def _stands(sign: str, text: str, others: Sequence[Placeholder]) -> bool:
    """Whether a sign is in a text for itself; one in a placeholder counts, but for the percent sign that begins it."""
    if not sign.isprintable() and sign not in "\u00a0\u2009\u2002\u2003\u00ad":
        return True
    if sign == "%":
        return bool(placeholders.bare(text, others))
    return sign in text


def _spelt(target: Marked, written: dict[str, str]) -> Marked:
    bare = set(placeholders.bare(target.text, placeholders.find(target.text)))
    return edit(
        target,
        {
            (place, place + 1): written[sign]
            for place, sign in enumerate(target.text)
            if sign in written and (sign != "%" or place in bare)
        },
    )


def numbers(content: Marked, tag: str, samples: Sequence[str]) -> tuple[Marked, Restore]:
    """The numeric placeholder becomes a number, and placeholders the engine's side does not know become {0}, {1} …

    samples: the numbers to choose from, the best first; one that the text has already is no use.
    """
    text = content.text
    found = _whole(content, placeholders.find(text))
    counter = placeholders.count(text) if samples else None
    sample = next((number for number in samples if not number_spans(text, number)), "") if counter else ""
    known = {(item.start, item.end) for item in protect.spans(text, tag) if item.kind in ("placeholder", "tag")}
    cuts: dict[tuple[int, int], str] = {}
    standins = Standins(text)
    counted = {(item.start, item.end): sample for item in found if sample and counter and item.text == counter.text}
    if len(number_spans(edit(content, counted).text, sample)) != len(counted):
        counted = {}  # it would run into what stands beside it
    for item in found:
        span = item.start, item.end
        if span in counted:
            cuts[span] = sample
        elif span not in known and item.kind not in ("tag", "entity", "percent", "escape"):
            cuts[span] = standins.of(item.text)

    def restore(target: Marked) -> Marked:
        back = standins.spans(target.text)
        if counted and counter:
            places = number_spans(target.text, sample)
            if len(places) == len(counted):
                back |= dict.fromkeys(places, counter.text)
        return edit(target, back)

    return edit(content, cuts), restore


class Standins:
    """Placeholders that any engine's side knows, in the place of others: {0}, {1} … that the text does not have."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._of: dict[str, str] = {}

    def of(self, code: str) -> str:
        """What stands for a piece of code, always the same."""
        if code not in self._of:
            taken = set(self._of.values())
            names = (f"{{{number}}}" for number in range(len(taken) + self._text.count("{") + 1))
            self._of[code] = next(name for name in names if name not in taken and name not in self._text)
        return self._of[code]

    def spans(self, text: str) -> dict[tuple[int, int], str]:
        """Where they stand in a text, and for what."""
        codes = {name: code for code, name in self._of.items()}
        return {match.span(): codes[match.group()] for match in re.finditer(r"\{\d+\}", text) if match.group() in codes}


def number_spans(text: str, number: str) -> list[tuple[int, int]]:
    """Where a number stands by itself in a text, not as a part of another and not in braces."""
    pattern = rf"(?<![\d{{])(?<!\d[.,]){re.escape(number)}(?![\d}}])(?![.,]\d)"
    return [match.span() for match in re.finditer(pattern, text)]


def _parts(content: Marked) -> tuple[list[Marked], Callable[[Sequence[Marked]], Marked]]:
    """The text cut where it breaks: at escapes such as \\n, at tags of blocks, before the shortcut of a menu's label."""
    text = content.text
    shortcut = _SHORTCUT.search(text)
    stop = shortcut.start() if shortcut and shortcut.start() else len(text)
    found = _whole(content, placeholders.find(text[:stop]))
    cuts = [(item.start, item.end) for item in found if _breaks(item, text)]
    if stop < len(text) and not any(stop < mark.at for mark in content.marks):
        cuts.append((stop, len(text)))
    pieces, fixed, done, taken = [], [], 0, 0
    for start, end in [*cuts, (len(text), len(text))]:
        # marks at the edge of a cut stand before it
        until = next((i for i, mark in enumerate(content.marks) if mark.at > start), len(content.marks))
        pieces.append(content.part(done, start, content.marks[taken:until]))
        fixed.append(Marked(text[start:end]))
        done, taken = end, until

    def rejoin(parts: Sequence[Marked]) -> Marked:
        return join(part for pair in zip(parts, fixed, strict=True) for part in pair)

    return pieces, rejoin


def _breaks(item: Placeholder, text: str) -> bool:
    if item.kind == "tag":
        return _BREAKS.fullmatch(_name(item)) is not None
    if item.kind != "escape" or item.text.startswith("\\u"):
        return False
    before = re.split(r"\s", text[max(0, item.start - _REACH) : item.start])[-1]
    behind = re.split(r"\s", text[item.start : item.start + _REACH])[0]
    return not _PATH.match(before + behind)


def lost(source: Marked, target: Marked) -> str:
    """What of its placeholders and marks a source's translation has lost or added; empty where all are there."""
    said = [placeholders.difference(source.codes(), target.codes()), placeholders.compare(source.text, target.text)]
    return " and ".join(filter(None, said))
