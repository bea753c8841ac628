"""Brackets, quotation marks, full-width and half-width marks, and the mark at the end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from dragoman.corpora.width import HALF, HALF_BRACKET, TO_FULLWIDTH
from dragoman.termbase.language import Language

from ..results import Span
from .base import Alarm, Check, Family, Pair, Severity
from .conventions import conventions

CHECKS = (
    Check("bracket-unbalanced", Severity.WARNING, "A bracket is opened and not closed, or closed and not opened."),
    Check("quote-unbalanced", Severity.WARNING, "A quotation mark is opened and not closed, or closed and not opened."),
    Check("quote-style", Severity.INFO, "Quotation marks of another language.", default=False),
    Check("halfwidth-punctuation", Severity.WARNING, "A half-width mark behind a Chinese character."),
    Check("halfwidth-bracket", Severity.INFO, "Half-width brackets around Chinese characters.", default=False),
    Check("fullwidth-punctuation", Severity.WARNING, "A full-width mark in a language that has none."),
    Check("end-punctuation", Severity.WARNING, "The target ends with another mark than the source."),
)

_OPENING, _CLOSING = "([{（［｛【〔", ")]}）］｝】〕"
_BRACKET = re.compile(r"[()\[\]{}（［｛【〔）］｝】〕]")
_SAME = str.maketrans("（［｛）］｝", "([{)]}")
_NOT_OPENED = re.compile(  # 1) and a) list, :) smiles
    r"(?:(?<=\A)|(?<=[\s(（;,；，、]))(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,5})[)）]|[:;=]['’]?-?[()]"
)
_QUOTE = re.compile(r"[\"«»“”„《》「」『』]")
_QUOTES = (("«", "»"), ("“", "”"), ("《", "》"), ("「", "」"), ("『", "』"))
_FULLWIDTH = re.compile(r"[，。！？：；、（）【】「」『』《》]")
_TO_HALFWIDTH = str.maketrans("，。！？：；、（）【】「」『』《》", ',.!?:;,()[]""""""')
_WRAPPING = " \t\r\n\u00a0\"'»”’“)）]］》」』*_"
_END = re.compile(r"(?:\.{2,}|…+|[.。!！?？:：;；,，、])\Z")
_DOTS = 8  # more dots or marks than a text ends with
_CLASS = str.maketrans("。！？：；，、", ".!?:;,,")
_LABEL = 40  # code points of a text that may have no period because it is no sentence
_ABBREVIATED = 40  # code points at the end of a text that an abbreviation may take


def _run(pair: Pair) -> Iterator[Alarm]:
    yield from _brackets(pair)
    yield from _quotes(pair)
    yield from _width(pair)
    yield from _end(pair)


def unbalanced(text: str) -> list[int]:
    """Where brackets stand that have no partner; the brackets of lists (1) and smiles do not count."""
    if not _BRACKET.search(text):
        return []
    plain = _without_lists(text).translate(_SAME)
    opened: list[tuple[str, int]] = []
    lonely: list[int] = []
    for place, character in enumerate(plain):
        if character in _OPENING:
            opened.append((character, place))
        elif character in _CLOSING:
            partner = _OPENING[_CLOSING.index(character)]
            if opened and opened[-1][0] == partner:
                opened.pop()
            else:
                lonely.append(place)
    return sorted([*lonely, *(place for _, place in opened)])


def _without_lists(text: str) -> str:
    """The text without the brackets of lists and smiles; where one is open, the next closes it and lists nothing."""
    pieces: list[str] = []
    done = depth = 0
    for mark in _NOT_OPENED.finditer(text):
        between = text[done : mark.start()].translate(_SAME)
        depth += between.count("(") - between.count(")")
        pieces += [text[done : mark.start()], mark[0] if depth > 0 else " " * len(mark[0])]
        if depth > 0:
            inside = mark[0].translate(_SAME)
            depth += inside.count("(") - inside.count(")")
        done = mark.end()
    return "".join([*pieces, text[done:]])


def _brackets(pair: Pair) -> Iterator[Alarm]:
    lonely = unbalanced(pair.masked)
    if lonely and not unbalanced(pair.masked_source):
        place = lonely[0]
        yield Alarm("bracket-unbalanced", f"“{pair.target[place]}” has no partner", Span(place, place + 1))


def _quotes(pair: Pair) -> Iterator[Alarm]:
    text = pair.masked
    if not _QUOTE.search(text):
        return
    wrong = _unpaired(Counter(text))
    if wrong and not _unpaired(Counter(pair.masked_source)):
        marks = [place for place, character in enumerate(text) if character in wrong]
        yield Alarm(
            "quote-unbalanced",
            f"{' and '.join(wrong)} do not come in pairs" if len(wrong) > 1 else f"“{wrong}” does not come in pairs",
            Span(marks[-1], marks[-1] + 1),
        )
    strange = _strange(pair.target_language)
    for found in strange.finditer(text) if strange else ():
        opening, closing = pair.conventions.quotes[0]
        yield Alarm("quote-style", f"{found[0]} where {opening}…{closing} is usual", Span(*found.span()))
        break


def _unpaired(counts: Counter[str]) -> str:
    """The quotation marks that have no partner; a straight one may be an inch, a raised one an apostrophe."""
    if counts['"'] % 2:
        return '"'
    if counts["„"]:
        return "“" if counts["„"] > counts["“"] + counts["”"] else ""
    for opening, closing in _QUOTES:
        if counts[opening] != counts[closing]:
            return opening + closing
    return ""


@cache
def _strange(target: Language) -> re.Pattern[str] | None:
    """Double quotation marks that a language does not use."""
    own = {mark for pair in conventions(target).quotes for mark in pair}
    others = [mark for mark in '"«»“”„' if mark not in own]
    return re.compile(f"[{''.join(others)}]") if others else None


def _width(pair: Pair) -> Iterator[Alarm]:
    if pair.target_language.fullwidth:
        for found in HALF.finditer(pair.masked):
            mark = found[0].translate(TO_FULLWIDTH)
            yield Alarm(
                "halfwidth-punctuation", f"half-width {found[0]}, write {mark}", Span(*found.span()), None, mark
            )
        for found in HALF_BRACKET.finditer(pair.masked):
            mark = found[0].translate(TO_FULLWIDTH)
            yield Alarm("halfwidth-bracket", f"half-width {found[0]}, write {mark}", Span(*found.span()), None, mark)
    elif not pair.target.isascii():
        for found in _FULLWIDTH.finditer(pair.masked):
            if found[0] not in pair.source or pair.source_language.script == "Hans":
                mark = found[0].translate(_TO_HALFWIDTH)
                yield Alarm(
                    "fullwidth-punctuation", f"full-width {found[0]}, write {mark}", Span(*found.span()), None, mark
                )


def ending(text: str) -> str:
    """The mark that ends a text, quotation marks and brackets behind it left aside: one of . ! ? : ; , … or empty."""
    found = _END.search(text.rstrip(_WRAPPING)[-_DOTS:])
    if not found:
        return ""
    return "…" if found[0][:1] == "…" or len(found[0]) > 1 else found[0].translate(_CLASS)


@cache
def _abbreviated(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){conventions(language).abbreviation}\.\Z")


def _end(pair: Pair) -> Iterator[Alarm]:
    source, target = ending(pair.source), ending(pair.target)
    if source == target or not pair.source.strip() or not pair.target.strip():
        return
    if {source, target} == {".", ":"}:
        return  # before a list, a matter of taste
    if {source, target} == {"", "."} and (
        _abbreviation(pair.source, pair.source_language) or _abbreviation(pair.target, pair.target_language)
    ):
        return
    bare = pair.target.rstrip(_WRAPPING)
    if ((source, target) == ("", ".") and len(bare) > _LABEL) or (source, target) == (",", "!"):
        return  # the source is a sentence that has lost its period; a letter's greeting
    place = Span(max(0, len(bare) - 1), len(bare))
    said = f"ends with “{target}”" if target else "ends without a mark"
    yield Alarm(
        "end-punctuation", f"the target {said}, the source {f'with “{source}”' if source else 'without'}", place
    )


def _abbreviation(text: str, language: Language) -> bool:
    return _abbreviated(language).search(text.rstrip(_WRAPPING)[-_ABBREVIATED:]) is not None


FAMILY = Family("punctuation", "Punctuation", CHECKS, _run)
