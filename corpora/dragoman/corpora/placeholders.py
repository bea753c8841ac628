"""Placeholders of messages: what a program puts in or reads, and what of it a translation has lost.

Known are printf (C, Objective-C, Python, PHP), Qt, strftime, Python and ICU braces, i18next, Vue, Ruby, Symfony and Chrome
placeholders, tags, entities, paths of Windows, and escapes that stand in the text as two characters, such as \\n.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_FLAGS = r"[-+#0']{0,3}(?:\d{1,3}|\*)?(?:\.(?:\d{1,3}|\*)?)?(?:hh|h|ll|l|L|q|z|j|t)?"
_ADDRESS = r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=|-]"
_NAMED = r"[A-Za-z_@][\w.\[\]-]{0,60}"
_FORMAT = r"(?:number|date|time|spellout|ordinal|duration|list|choice)"
_TOKEN = re.compile(
    r"(?P<entity>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][\w.-]{1,40});)"
    r"|(?P<tag></?(?:[A-Za-z][\w:.-]{0,60}(?:\s[^<>]{0,1000})?|\d{1,3})\s?/?>|<!--[^<>]{0,1000}-->)"
    r"|(?P<nest>\$t\([^()\r\n]{1,200}\)|@(?:\.[a-z]{1,20})?:(?:\([\w.-]{1,100}\)|\{'[\w.-]{1,100}'\}|[A-Za-z][A-Za-z0-9_.-]{1,100}[A-Za-z0-9_]))"
    r"|(?P<brace>\{\{\{?[^{}\r\n]{1,200}\}?\}\}|[$#%]\{[^{}\r\n]{1,200}\}"
    rf"|\{{\s{{0,3}}{_NAMED}\s{{0,3}}(?:![rsa])?(?::[^{{}}\r\n]{{0,60}})?\}}"
    rf"|\{{\s{{0,3}}[\w.]{{1,60}}\s{{0,3}},\s{{0,3}}{_FORMAT}\b[^{{}}]{{0,200}}\}}"
    r"|\{\d{0,3}(?:[.\[][\w.\[\]]{0,60})?(?:![rsa])?(?:[:,][^{}\r\n]{0,60})?\})"
    r"|(?P<dollar>\$[A-Za-z][A-Za-z0-9_@]{0,60}\$)"
    r"|(?P<percent>%%)"
    rf"|(?P<printf>%(?:\([\w. -]{{1,60}}\)|\d{{1,2}}\$)?{_FLAGS}[diouxXeEfFgGcCsSpaA@](?![A-Za-z])|%\([\w. -]{{1,60}}\){_FLAGS}[diouxXeEfFgGcrsa])"
    r"|(?P<symfony>%[A-Za-z_][A-Za-z0-9_.-]{1,60}%(?![A-Za-z0-9_]))"
    rf"|(?P<glued>%(?:\d{{1,2}}\$)?{_FLAGS}[dsiuxXf@])"
    r"|(?P<qt>%L?\d{1,2}(?![\d$.]|\s?%)|%n(?![A-Za-z0-9]))"
    r"|(?P<strftime>%[-_0^#]?[A-Za-z](?![A-Za-z]))"
    r"|(?P<path>(?<![A-Za-z0-9_])[A-Za-z]:\\(?![ntr](?:[^\Wa-z\d_]|[\s\\]|\Z))[^\s\"'<>|{}%\x80-\U0010ffff]{1,300}(?<![).,;:!?]))"
    r"|(?P<escape>\\(?:[ntr]|u[0-9A-Fa-f]{4}))"
    r"|(?P<quoted>\\[^\w\s])"
    rf"|(?P<url>(?:https?|ftps?|wss?)://{_ADDRESS}{{1,2000}})",
)
_URL_TAIL = re.compile(rf"(?:%[0-9A-Fa-f]{{2}}|{_ADDRESS})+")
_PRINTF = re.compile(r"%(?:(\d{1,2})\$)?(.*)", re.DOTALL)
_NUMERIC = re.compile(rf"%(?:\([\w. -]+\)|\d{{1,2}}\$)?{_FLAGS}[diuxXeEfFgG]\Z")
_COUNTERS = (
    re.compile(r"(?<![^\W_])(?:count|n|num|nb|number)(?![^\W_])", re.IGNORECASE),
    re.compile(r"(?<![^\W_])(?:total|amount|quantity|qty|size|length?)(?![^\W_])", re.IGNORECASE),
)
# conversions of dates that no printf has: their order is the language's business
_DATE_ONLY = frozenset("YmHMBbyjIZzTRDVWwUPlhk")
# typography and not markup: a translation may write its own quotation marks, dashes and spaces, or a word for &
_TYPOGRAPHIC = re.compile(
    "&(?:quot|apos|lsquo|rsquo|sbquo|ldquo|rdquo|bdquo|laquo|raquo|lsaquo|rsaquo|ndash|mdash|hellip|nbsp|ensp|emsp|thinsp|shy|amp|"
    "#0?39|#34|#x27|#160|#82(?:11|12|16|17|20|21|30));"
)
# a quoted escape (\" and the like) and an address are found only so that nothing is found inside them
_OPAQUE = frozenset(("quoted", "url"))


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A placeholder in a text: half-open offsets, its kind (a group of the pattern above), and how it is written."""

    start: int
    end: int
    kind: str
    text: str

    @property
    def numeric(self) -> bool:
        """Whether its type says that it is a number."""
        return self.text == "%n" or bool(_NUMERIC.match(self.text))


def find(text: str) -> list[Placeholder]:
    """The placeholders of a text, in order, without overlaps."""
    return list(_find(text))


def _find(text: str) -> Iterator[Placeholder]:
    place = 0
    while match := _TOKEN.search(text, place):
        kind, place = match.lastgroup or "", match.end()
        if kind == "url":
            # escapes of bytes (%20d) are no placeholders
            rest = _URL_TAIL.match(text, place)
            place = rest.end() if rest else place
        if kind in _OPAQUE:
            continue
        if match.group()[0] == "%" and kind not in ("percent", "brace") and not _plausible(text, match, kind):
            place = match.start() + 1
            continue
        yield Placeholder(match.start(), match.end(), "printf" if kind == "glued" else kind, match.group())


def _plausible(text: str, match: re.Match[str], kind: str) -> bool:
    """Whether a percent sign begins a placeholder: behind a figure it means per cent, unless it is quite clear."""
    before = text[match.start() - 1 : match.start()]
    if before.isdigit():
        return kind == "printf" and len(match.group()) == 2 and match.group()[1] in "ds"
    return kind != "strftime" or not (before.isascii() and before.isalnum())


def count(text: str) -> Placeholder | None:
    """The placeholder of the number in a message that counts something: the only one, or the one that says so."""
    found = [item for item in find(text) if item.kind in ("printf", "brace", "qt", "dollar", "symfony")]
    if len({item.text for item in found}) == 1 and (
        len(found) == 1 or found[0].kind != "printf" or "(" in found[0].text
    ):
        return found[0]
    for names in _COUNTERS:
        named = {item.text: item for item in found if item.text == "%n" or names.search(item.text.strip("%"))}
        if named:
            return next(iter(named.values())) if len(named) == 1 else None
    numbers = [item for item in found if item.numeric]
    return numbers[0] if len(numbers) == 1 else None


def compare(source: str, target: str) -> str:
    """What of the placeholders of a source its translation has lost or added; empty where all are there, as often.

    Quotation marks, dashes and spaces written as entities may differ. Unnumbered printf placeholders of different types must
    keep their order, or be numbered (%2$s). A brace that is part of nothing must not come in.
    """
    ours, theirs = find(source), find(target)
    wanted, have = _written(ours), _written(theirs)
    if _canonical(ours) != _canonical(theirs):
        if wanted != have:
            return difference(wanted, have)
        order = ", ".join(dict.fromkeys(item.text for item in ours if item.kind == "printf"))
        return f"{order} in another order"
    formatted = any(item.kind in ("percent", "printf") for item in ours)
    if formatted and not bare(source, ours) and bare(target, theirs):
        return "a bare % added (write %%)"
    braces = Counter(_braces(target, theirs)) - Counter(_braces(source, ours))
    return f"a stray {' '.join(sorted(braces.elements()))} added" if braces else ""


def difference(wanted: Counter[str], have: Counter[str]) -> str:
    """What is missing and what is too much, for people; empty where both are the same."""
    missing, added = wanted - have, have - wanted
    said = [f"{', '.join(items.elements())} {word}" for items, word in ((missing, "lost"), (added, "added")) if items]
    return " and ".join(said)


def bare(text: str, found: Sequence[Placeholder]) -> list[int]:
    """Where percent signs stand that belong to no placeholder."""
    inside = {place for item in found for place in range(item.start, item.end)}
    return [place for place, character in enumerate(text) if character == "%" and place not in inside]


def _braces(text: str, found: Sequence[Placeholder]) -> Iterator[str]:
    """Braces that belong to no placeholder."""
    done = 0
    for start, end in [*((item.start, item.end) for item in found), (len(text), len(text))]:
        yield from (character for character in text[done:start] if character in "{}")
        done = end


def _written(found: Sequence[Placeholder]) -> Counter[str]:
    return Counter(item.text for item in found if not _TYPOGRAPHIC.fullmatch(item.text))


def _canonical(found: Sequence[Placeholder]) -> Counter[str]:
    """Placeholders so written that equal ones take the same argument: unnumbered printf ones get their numbers."""
    dates = any(item.kind in ("printf", "strftime") and item.text[-1] in _DATE_ONLY for item in found)
    number = 0
    labels: Counter[str] = Counter()
    for item in found:
        label = item.text
        match = _PRINTF.fullmatch(item.text) if item.kind == "printf" and "(" not in item.text and not dates else None
        if match:
            number += 1
            label = f"%{match[1] or number}${match[2]}"
        if not _TYPOGRAPHIC.fullmatch(label):
            labels[label] += 1
    return labels
