"""The target as a whole: empty, too long or short, looping, words said twice, its first letter."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..repetition import redundant
from ..results import Span
from .base import MASK, Alarm, Check, Family, Pair, Severity
from .conventions import conventions

CHECKS = (
    Check("empty-target", Severity.ERROR, "The target is empty where the source is not."),
    Check("length-ratio", Severity.WARNING, "The target is far too short or long for its source."),
    Check("too-long", Severity.ERROR, "The target has more characters than the file allows."),
    Check(
        "repetition-loop", Severity.ERROR, "The target repeats itself as a translation engine caught in a loop does."
    ),
    Check("repeated-word", Severity.WARNING, "A word or phrase stands twice in a row."),
    Check("initial-capital", Severity.WARNING, "The first letter is capital in one text and small in the other."),
)

_DEVIATIONS = 5.0  # standard deviations from the usual length that are too many
_SHORT = 0.75  # how much more short texts vary: the standard deviation grows by this over the root of their length
_STRETCH = 8  # units in the longest stretch that repetition.redundant looks for
_TWICE = 3  # characters from which a stretch without spaces does not stand twice by chance
_LETTERS = 8  # the same letter so often in a row is no interjection
_UNIT = re.compile(r"[\u3400-\u9fff]|[^\W\d_]+")
_FIRST = re.compile(rf"[^\W\d_]|{MASK}|\d")


def _run(pair: Pair) -> Iterator[Alarm]:
    limit = pair.unit.limit
    if limit and len(pair.target) > limit:
        yield Alarm(
            "too-long", f"{len(pair.target)} characters where {limit} are allowed", Span(limit, len(pair.target))
        )
    if not pair.target.strip():
        if pair.source.strip():
            yield Alarm("empty-target", "the target is empty")
        return
    yield from _length(pair)
    yield from _repetition(pair)
    if pair.conventions.cased and conventions(pair.source_language).cased:
        yield from _capital(pair)


def _length(pair: Pair) -> Iterator[Alarm]:
    one, other = conventions(pair.source_language), pair.conventions
    source, target = len(pair.source.strip()), len(pair.target.strip())
    if not source:
        return
    usual = source * other.weight / one.weight
    # lengths in English characters, so that short is the same in all languages
    deviation = max(one.spread, other.spread) + _SHORT / math.sqrt(source / one.weight)
    if abs(math.log(target / usual)) > _DEVIATIONS * deviation:
        verb = "long" if target > usual else "short"
        yield Alarm("length-ratio", f"{target} characters for {source} of the source: too {verb}")


def looping(units: Sequence[str], spaced: bool) -> bool:
    """Whether a text is caught in a loop: a stretch of up to four words three times in a row, or one of six words three
    times anywhere; in a language without spaces of two to eight, and of ten, characters.

    units: its words, or characters. Unlike repetition.loops, which only orders drafts, this must not take a list for a
    loop: numbers are no units.
    """
    longest, anywhere = (4, 6) if spaced else (8, 10)
    spare = len(units) - len(set(units))  # units said before
    if spare < 2:
        return False
    if _in_a_row(units, 1 if spaced else 2, longest, 3):
        return True
    if spare < 2 * anywhere:
        return False
    grams = Counter(tuple(units[i : i + anywhere]) for i in range(len(units) - anywhere + 1))
    return any(count >= 3 for count in grams.values())


def _stuck(units: Sequence[str]) -> bool:
    """Whether one letter comes many times in a row."""
    long = (unit for unit in units if len(unit) - len(set(unit)) >= _LETTERS - 1)
    return any(letter * _LETTERS in unit for unit in long for letter in set(unit))


def _in_a_row(units: Sequence[str], shortest: int, longest: int, times: int) -> bool:
    """Whether a stretch of `shortest` to `longest` units stands so many times in a row."""
    last: dict[str, int] = {}
    distances = set()
    for place, unit in enumerate(units):
        distances.add(place - last.get(unit, place))
        last[unit] = place
    for size in sorted(distances & set(range(shortest, longest + 1))):
        run = 0
        for one, other in zip(units, units[size:], strict=False):
            run = run + 1 if one == other else 0
            if run == size * (times - 1):
                return True
    return False


def _repetition(pair: Pair) -> Iterator[Alarm]:
    units = _UNIT.findall(pair.target.lower())
    if looping(units, pair.target_language.spaced) or _stuck(units):
        if not looping(_UNIT.findall(pair.source.lower()), pair.source_language.spaced):
            yield Alarm("repetition-loop", "the target repeats itself")
        return
    if not _in_a_row(units, 1, _STRETCH, 2):
        return
    place = redundant(pair.target, ())
    if place is None or redundant(pair.source, ()) is not None:
        return
    text = place.of(pair.target).strip()
    if not pair.target_language.spaced and len(text) < _TWICE:
        return  # 犒劳犒劳 is a way to say it, 国家国家 two words that meet
    if text[:1].isupper() and place.start > 0:
        return  # a heading and the sentence that begins with it
    yield Alarm("repeated-word", f"“{text}” stands twice", place, None, "")


def _capital(pair: Pair) -> Iterator[Alarm]:
    source, target = _FIRST.search(pair.masked_source), _FIRST.search(pair.masked)
    if not source or not target:
        return
    one, other = source[0], target[0]
    if not (_cased(one) and _cased(other)) or one.isupper() == other.isupper():
        return
    if _is_name(pair.source, source.start()) or _is_name(pair.target, target.start()):
        return
    right = other.upper() if one.isupper() else other.lower()
    yield Alarm(
        "initial-capital",
        f"begins with “{other}”, the source with “{one}”",
        Span(*target.span()),
        Span(*source.span()),
        right,
    )


def _cased(character: str) -> bool:
    return character.lower() != character.upper()


def _is_name(text: str, start: int) -> bool:
    """Whether the first word keeps its own letters whatever the place: iPhone, SCO, x."""
    found = re.match(r"[^\W_]+", text[start : start + 60])
    word = found[0] if found else ""
    if len(word) < 2:
        return re.match(r"\w[ \u00a0][^\W\d_]", text[start : start + 3]) is None
    return any(letter.isupper() for letter in word[1:]) or any(map(str.isdigit, word))


FAMILY = Family("wording", "The text as a whole", CHECKS, _run)
