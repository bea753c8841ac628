"""Spaces: double, lacking, before a mark, between ideographs, at the ends; and characters nobody can see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ..results import Span
from .base import MASK, Alarm, Check, Family, Pair, Severity
from .conventions import LETTERS
from .punctuation import ending

CHECKS = (
    Check("double-space", Severity.WARNING, "Two spaces or more in a row."),
    Check("space-before-mark", Severity.WARNING, "A space before a comma, period or another mark."),
    Check("space-missing", Severity.WARNING, "No space behind a comma, period or another mark."),
    Check("space-between-ideographs", Severity.WARNING, "A space between two Chinese characters."),
    Check("edge-space", Severity.WARNING, "White space at the beginning or end differs from the source."),
    Check(
        "nbsp-missing",
        Severity.INFO,
        "An ordinary space where typography asks for one that does not break: 5 км, № 3, А. С. Пушкин.",
        default=False,
        limit=None,
    ),
    Check("control-character", Severity.ERROR, "A control character or what replaces an unreadable one."),
    Check("invisible-character", Severity.WARNING, "An invisible character that the source does not have."),
)

_HANS = LETTERS["Hans"]
_DOUBLE = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
# what must stand before a mark is looked for behind it: a pattern that begins with the mark is fast
_BEFORE = re.compile(
    r"[ \u00a0](?<=[\w»”)\]][ \u00a0])[ \u00a0]*"
    rf"(?=(?:[,;!?…。，；：！？、]|[.:](?![\w.:/\\)(*{MASK}-]))(?![A-Za-z_]))"
)
_BEHIND = re.compile(
    r"[,;!?](?<=[^\W\d_]{2}[,;!?])(?=[^\W\d_]{2})|[.:](?<=[а-яё]{2}[.:])(?=[А-ЯЁа-яё][а-яё])"
    r"|\.(?<=[a-z]{2}\.)(?=[A-Z][a-z]{2})"
)
_BETWEEN = re.compile(rf"(?<=[{_HANS}])[ \u00a0\u3000]+(?=[{_HANS}])")
_BREAKS = re.compile(r"(?<=\d) (?=[^\W\d_%°])|(?<=№) (?=\d)|(?<=\b[А-ЯЁ]\.) (?=[А-ЯЁ])|(?<=\w) (?=—)")
_REPLACED = "\ufffd"  # counts as printable
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")
_INVISIBLE = re.compile("[\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")


def _run(pair: Pair) -> Iterator[Alarm]:
    yield from _spaces(pair)
    yield from _edges(pair)
    yield from _unseen(pair)


def _spaces(pair: Pair) -> Iterator[Alarm]:
    text = pair.masked
    if "  " in text or "\u00a0" in text:
        for found in _DOUBLE.finditer(text):
            if not _DOUBLE.search(pair.source):
                yield Alarm("double-space", "more than one space", Span(*found.span()), None, " ")
    before = _BEFORE.search(text)
    if before and not _BEFORE.search(pair.masked_source):
        mark = text[before.end()]
        yield Alarm("space-before-mark", f"a space before “{mark}”", Span(before.start(), before.end()), None, "")
    if pair.target_language.spaced:
        for found in _BEHIND.finditer(text):
            around = re.search(r"[^\W\d_]+\Z", text[: found.start()]), re.match(r"[^\W\d_]+", text[found.end() :])
            word = "".join((around[0][0] if around[0] else "", found[0], around[1][0] if around[1] else ""))
            if word not in pair.source:
                yield Alarm("space-missing", f"no space behind “{found[0]}”", Span(*found.span()), None, f"{found[0]} ")
    else:
        # headlines set their parts apart with a space
        between = _BETWEEN.search(text) if ending(text) else None
        if between:
            yield Alarm(
                "space-between-ideographs", "a space between Chinese characters", Span(*between.span()), None, ""
            )
    if pair.target_language.spaced and "nbsp-missing" in pair.wanted:
        for found in _BREAKS.finditer(text):
            yield Alarm("nbsp-missing", "this space may break a line", Span(*found.span()), None, "\u00a0")


def _edges(pair: Pair) -> Iterator[Alarm]:
    source, target = pair.source, pair.target
    start, end = len(source) - len(source.lstrip()), len(source.rstrip())
    first, last = len(target) - len(target.lstrip()), len(target.rstrip())
    if target[:first] != source[:start]:
        yield Alarm(
            "edge-space",
            f"begins with {_shown(target[:first])}, the source with {_shown(source[:start])}",
            Span(0, first),
            Span(0, start),
            source[:start],
        )
    if target[last:] != source[end:] and target.strip():
        yield Alarm(
            "edge-space",
            f"ends with {_shown(target[last:])}, the source with {_shown(source[end:])}",
            Span(last, len(target)),
            Span(end, len(source)),
            source[end:],
        )


def _shown(space: str) -> str:
    names = {" ": "space", "\n": "line end", "\t": "tab", "\r": "carriage return", "\u00a0": "no-break space"}
    if not space:
        return "no white space"
    parts = [names.get(character, f"U+{ord(character):04X}") for character in space[:3]]
    return ", ".join(parts) + (" …" if len(space) > len(parts) else "")


def _unseen(pair: Pair) -> Iterator[Alarm]:
    if pair.target.isprintable() and _REPLACED not in pair.target:
        return
    for code, pattern in (("control-character", _CONTROL), ("invisible-character", _INVISIBLE)):
        for found in pattern.finditer(pair.target):
            if found[0] not in pair.source:
                name = unicodedata.name(found[0], "control character")
                yield Alarm(code, f"U+{ord(found[0]):04X} {name}", Span(*found.span()), None, "")


FAMILY = Family("spacing", "Spaces and unseen characters", CHECKS, _run)
