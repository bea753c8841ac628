"""Sentences of a paragraph, by rules. Where a full stop is doubtful the text stays whole.

A wrong cut breaks a sentence in two and spoils both translations; a missed cut costs little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.termbase.language import language as find_language

from . import protect

_CLOSERS = "\"'”’»)]）】」』"
_OPENERS = "\"'“‘«„([（【「『–—-¿¡* "


@dataclass(frozen=True, slots=True)
class Stops:
    """Which words keep their full stop.

    never: abbreviations that stand before something, so never end a sentence. sometimes: those that may; they do
    before one of `starters`, words that often begin a sentence.
    """

    never: frozenset[str] = frozenset()
    sometimes: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()


STOPS = {
    "en": Stops(
        frozenset(
            [
                "mr",
                "mrs",
                "ms",
                "dr",
                "prof",
                "rev",
                "hon",
                "gov",
                "sen",
                "rep",
                "gen",
                "lt",
                "col",
                "maj",
                "capt",
                "sgt",
                "cmdr",
                "adm",
                "st",
                "mt",
                "ft",
                "messrs",
                "mmes",
                "mme",
                "mlle",
                "no",
                "nos",
                "art",
                "arts",
                "sec",
                "secs",
                "para",
                "paras",
                "fig",
                "figs",
                "vol",
                "vols",
                "ch",
                "chap",
                "pp",
                "p",
                "vs",
                "v",
                "cf",
                "e.g",
                "i.e",
                "viz",
                "al",
                "approx",
                "ca",
                "jan",
                "feb",
                "mar",
                "apr",
                "jun",
                "jul",
                "aug",
                "sept",
                "sep",
                "oct",
                "nov",
                "dec",
                "mon",
                "tue",
                "wed",
                "thu",
                "fri",
                "sat",
                "sun",
                "tel",
                "ext",
                "dept",
                "univ",
                "bros",
                "ed",
                "eds",
                "trans",
                "supp",
                "est",
                "incl",
            ]
        ),
        frozenset(
            [
                "u.s",
                "u.k",
                "u.n",
                "e.u",
                "u.s.a",
                "p.r.c",
                "d.c",
                "a.m",
                "p.m",
                "etc",
                "inc",
                "ltd",
                "co",
                "corp",
                "jr",
                "sr",
                "ph.d",
                "m.d",
                "b.a",
                "m.a",
                "ll.m",
                "ll.b",
                "j.d",
                "llc",
            ]
        ),
        frozenset(
            [
                "a",
                "an",
                "the",
                "this",
                "that",
                "these",
                "those",
                "he",
                "she",
                "it",
                "they",
                "we",
                "you",
                "i",
                "in",
                "on",
                "at",
                "by",
                "for",
                "from",
                "of",
                "to",
                "as",
                "after",
                "before",
                "since",
                "when",
                "while",
                "if",
                "but",
                "and",
                "so",
                "yet",
                "however",
                "moreover",
                "meanwhile",
                "also",
                "there",
                "then",
                "now",
                "according",
                "during",
                "under",
                "with",
                "its",
                "his",
                "her",
                "their",
                "our",
                "no",
                "not",
                "all",
                "some",
                "many",
                "most",
                "both",
                "each",
                "every",
                "another",
                "such",
            ]
        ),
    ),
    "ru": Stops(
        frozenset(
            [
                "им",
                "ул",
                "пр",
                "просп",
                "пер",
                "пл",
                "наб",
                "бул",
                "ш",
                "д",
                "корп",
                "стр",
                "кв",
                "обл",
                "р-н",
                "пос",
                "дер",
                "ст",
                "ч",
                "п",
                "пп",
                "гл",
                "разд",
                "рис",
                "табл",
                "см",
                "ср",
                "напр",
                "акад",
                "проф",
                "доц",
                "канд",
                "гр",
                "гн",
                "г-н",
                "г-жа",
                "тов",
                "св",
                "пр-т",
                "м-р",
                "адм",
                "ген",
                "полк",
                "подполк",
                "майор",
                "кап",
                "т.н",
                "т.е",
                "и.о",
                "о",
                "тел",
                "вкл",
                "сокр",
                "букв",
                "лат",
                "англ",
                "фр",
                "нем",
                "кит",
            ]
        ),
        frozenset(
            "г гг в вв н.э до н.э тыс млн млрд трлн руб коп долл чел экз шт кг км см мм м га мин сек час т.д т.п др пр "
            "т.к США".lower().split()
        ),
        frozenset(
            [
                "в",
                "во",
                "на",
                "по",
                "с",
                "со",
                "к",
                "ко",
                "из",
                "у",
                "от",
                "до",
                "за",
                "для",
                "при",
                "о",
                "об",
                "он",
                "она",
                "оно",
                "они",
                "это",
                "этот",
                "эта",
                "эти",
                "мы",
                "вы",
                "я",
                "но",
                "и",
                "а",
                "однако",
                "кроме",
                "также",
                "так",
                "как",
                "когда",
                "если",
                "после",
                "перед",
                "между",
                "по-прежнему",
                "вместе",
                "затем",
                "тем",
                "все",
                "всё",
            ]
        ),
    ),
}
_NO_STOPS = Stops()


def sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a paragraph, in order, without surrounding white space; together they hold all the rest.

    Never cuts inside a protected span. Raises UnknownNameError for an unknown language.
    """
    item = find_language(language)
    cuts = _spaced(text, item.tag) if item.spaced else _unspaced(text, item.terminators)
    guarded = [span for span in protect.spans(text, item.tag) if span.end - span.start > 1]
    spans: list[tuple[int, int]] = []
    start = index = 0
    for cut in cuts:
        while index < len(guarded) and guarded[index].end <= cut:
            index += 1
        if index < len(guarded) and guarded[index].start < cut < guarded[index].end:
            continue
        _add(spans, text, start, cut)
        start = cut
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    inner = text[start:end]
    stripped = inner.strip()
    if stripped:
        begin = start + len(inner) - len(inner.lstrip())
        spans.append((begin, begin + len(stripped)))


_SPACED_END = re.compile(rf"(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>[{re.escape(_CLOSERS)}]*+)(?=\s)")
_WORD_BEFORE = re.compile(r"[^\s(\[«“\"„—–]+\Z")
_NEXT = re.compile(rf"\s+(?P<open>[{re.escape(_OPENERS)}]*)(?P<word>[\w’'-]*)")
_LETTER_BEFORE = re.compile(r"(?<!\w)(?P<letter>[^\W\d_])\.[ \u00a0]\Z")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_MARKER = re.compile(r"[\s(]*(?:\d{1,3}|[A-Za-zА-Яа-я])\Z")


def _spaced(text: str, tag: str) -> Iterator[int]:
    """Ends of sentences in a language that puts spaces between them."""
    stops = STOPS.get(tag, _NO_STOPS)
    begun = 0
    for match in _SPACED_END.finditer(text):
        following = _NEXT.match(text, match.end())
        word = following["word"] if following else ""
        if word[:1].islower() or (following and not word and _lower_after(text, following.end())):
            continue
        if following and len(word) == 1 and word.isupper() and text.startswith(".", following.end()):
            word = ""  # an initial begins no sentence that an abbreviation may end
        if match["stop"] == "." and not match["close"] and not _full(text, begun, match.start(), word, stops):
            continue
        begun = match.end()
        yield match.end()


def _lower_after(text: str, position: int) -> bool:
    return text[position : position + 1] in ",;:"


def _full(text: str, begun: int, dot: int, following: str, stops: Stops) -> bool:
    """Whether the full stop at `dot` ends a sentence that began at or after `begun`."""
    found = _WORD_BEFORE.search(text, max(begun, dot - 40), dot)
    word = found.group() if found else ""
    if _MARKER.match(text, begun, dot):
        return False
    if len(word) == 1 and word.isalpha() and word.isupper():
        return False
    keys = [word.lower()]
    before = _LETTER_BEFORE.search(text, max(begun, dot - 4), dot - 1) if len(word) == 1 else None
    if before:
        keys.insert(0, f"{before['letter'].lower()}.{keys[0]}")  # «и т. д.» is «и т.д.» with a space
    for key in keys:
        if key in stops.never:
            return False
        if key in stops.sometimes:
            return following.lower() in stops.starters
    return not (_INITIALS.fullmatch(word) and word.isupper())


def _unspaced(text: str, terminators: str) -> Iterator[int]:
    """Ends of sentences in a language that puts nothing between them."""
    pattern = re.compile(
        rf"(?P<stop>[{re.escape(terminators)}]+|(?<!…)…++(?=[{re.escape(_CLOSERS)}]|\Z))(?P<close>[{re.escape(_CLOSERS)}]*)"
    )
    for match in pattern.finditer(text):
        following = text[match.end() : match.end() + 1]
        if following in ("》", "，", "、", "；", "：", "—", ",") and following:
            continue
        # a question or exclamation quoted inside a sentence that goes on: “……吗？”他问
        if match["close"] and match["stop"][-1] in "！？…" and following and not following.isspace():
            continue
        yield match.end()
