"""Numbers, dates and units, compared by value across conventions: 1,234.5 is «1 234,5», 123,000 is 12.3万."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from dragoman.corpora import numbers
from dragoman.corpora.protect import Protected

from ..results import Span
from .base import Alarm, Check, Family, Pair, Severity
from .measures import MEASURES

CHECKS = (
    Check("number-missing", Severity.ERROR, "A number of the source is not in the target, in digits or words."),
    Check("number-stray", Severity.WARNING, "A number or date that the source has in no form."),
    Check("percentage-missing", Severity.ERROR, "A percentage of the source is not in the target."),
    Check(
        "currency-missing", Severity.ERROR, "A sum of money of the source is not in the target, or in another currency."
    ),
    Check("ordinal-missing", Severity.ERROR, "An ordinal number of the source is not in the target."),
    Check("date-missing", Severity.ERROR, "A date of the source is not in the target."),
    Check("time-missing", Severity.ERROR, "A time of day of the source is not in the target."),
    Check("unit-wrong", Severity.ERROR, "A number stands with another unit of measurement than in the source."),
)

_NAMES = {
    "number-missing": "number",
    "percentage-missing": "percentage",
    "currency-missing": "sum",
    "ordinal-missing": "ordinal number",
    "date-missing": "date",
    "time-missing": "time",
}
_DIGITS = re.compile(r"\d+")
_NUMERIC = frozenset(("number", "date", "time"))
# words that say a number no reader of numbers gives: half a million, two decades, all day
_MEANT = re.compile(
    r"\b(?:half|quarters?|dozens?|decades?|centur(?:y|ies)|scores?|fortnight|biennial|fold|double[ds]?|triple[ds]?|one-third|thirds?)\b"
    r"|(?<!\w)(?:пол\w+|четверт\w+|дюжин\w*|десятилети\w+|столети\w+|век\w*|вдвое|втрое|трет[иь]\w*)|[半刻旬倍]|世纪|年代",
    re.IGNORECASE,
)


_ROUND = frozenset(("1", "2", "3", "4", "5", "6", "8", "12", "14", "15", "24", "25", "33", "67", "75"))


def _run(pair: Pair) -> Iterator[Alarm]:
    in_source, in_target = pair.digits
    for requirement, place in zip(pair.requirements, pair.located, strict=True):
        item = requirement.protected
        if place is None and item is not None and item.kind in _NUMERIC and not _in_a_name(item, pair):
            code = _code(item)
            expected = pair.verifier.lemma(requirement)
            yield Alarm(
                code,
                f"{_NAMES[code]} “{item.text}” is not in the target; expected “{expected}”",
                None,
                requirement.span,
                expected,
            )
    if in_target:
        for finding in pair.verifier.strays(pair.source, pair.target):
            if finding.target is not None and not (_digits_of(pair, finding.target) or _meant(pair, finding.target)):
                text = finding.target.of(pair.target)
                yield Alarm("number-stray", f"“{text}” is not in the source", finding.target)
    if in_source and in_target:
        yield from _units(pair)


def _digits_of(pair: Pair, span: Span) -> bool:
    """Whether the digits under a span stand in the source too, if as parts of something else: Il-76, 0230, week 12/2020."""
    runs = _DIGITS.findall(span.of(pair.target))
    return all(run in pair.digits[0] for run in runs) or "".join(runs) in pair.digits[0]


def _meant(pair: Pair, span: Span) -> bool:
    """Whether a number may be what a word of the source says: half a million, two decades."""
    digits = "".join(_DIGITS.findall(span.of(pair.target))).strip("0")
    return digits in _ROUND and _MEANT.search(pair.source) is not None


def _in_a_name(item: Protected, pair: Pair) -> bool:
    """Whether the bare digits of a number stand in the target as a part of something else: «Формула-1», 02:30 for 0230."""
    if item.kind != "number" or item.text != item.value:
        return False
    runs = pair.digits[1]
    return item.text in runs or item.text in map("".join, pairwise(runs))


def _code(item: Protected) -> str:
    if item.kind != "number":
        return f"{item.kind}-missing"
    if item.value.endswith("%"):
        return "percentage-missing"
    if " " in item.value:
        return "currency-missing"
    return "ordinal-missing" if item.ordinal else "number-missing"


@cache
def _measures(tag: str) -> re.Pattern[str] | None:
    """A unit of measurement right behind a number; the group that matches names it."""
    units = MEASURES.get(tag)
    if not units:
        return None
    names = "|".join(f"(?P<{name}>{rule})" for name, rule in units.items())
    return re.compile(rf"[\s\u00a0-]{{0,2}}(?:{names})", re.IGNORECASE)


def _measured(text: str, tag: str) -> Iterator[tuple[str, str, Span]]:
    """The numbers that a known unit follows: value, unit, and where both stand; in words from two on."""
    pattern = _measures(tag)
    if pattern is None:
        return
    for item in numbers.singles(text, tag):
        if (
            (item.digits or item.value not in ("0", "1"))
            and not item.ordinal
            and not item.unit
            and (found := pattern.match(text, item.end))
        ):
            yield item.value, found.lastgroup or "", Span(item.start, found.end())


def _units(pair: Pair) -> Iterator[Alarm]:
    source = list(_measured(pair.source, pair.source_language.tag))
    if not source:
        return
    tag = pair.target_language.tag
    known = MEASURES.get(tag, {})
    given = {(value, unit) for value, unit, _ in source}
    places: dict[str, dict[str, Span]] = {}
    for value, unit, place in _measured(pair.target, tag):
        places.setdefault(value, {}).setdefault(unit, place)
    for value, unit, span in source:
        others = places.get(value, {})
        # a value that the source has with both units, or a unit that stands elsewhere in the sentence, proves nothing
        if not others or unit in others or unit not in known:
            continue
        name, place = next(iter(others.items()))
        if (value, name) in given or _mentioned(known[unit], pair):
            continue
        message = f"“{span.of(pair.source)}” has become “{place.of(pair.target)}”"
        yield Alarm("unit-wrong", message, place, span)


def _mentioned(unit: str, pair: Pair) -> bool:
    edge = r"(?<![^\W\d])" if pair.target_language.spaced else ""
    return re.search(edge + unit, pair.target) is not None


FAMILY = Family("numbers", "Numbers and dates", CHECKS, _run)
