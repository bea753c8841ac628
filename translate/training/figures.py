"""Other numbers and dates in a sentence and its translation: the same digits' places, the same grammatical agreement."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from dragoman.corpora import dates
from dragoman.corpora.realise import EN_MONTHS, RU_MONTHS, agreeing
from dragoman.termbase.model import Term
from dragoman.termbase.morphology import inflector
from dragoman.termbase.morphology.base import Paradigm
from dragoman.translate.results import Span
from dragoman.translate.verify import Located, Requirement

from .edits import Edit
from .english import with_article

MAX_DIGITS = 6
YEARS = range(1000, 2036)  # what may be one: a number of four digits without a comma
MAX_SHIFT = 9  # years
TRIES = 40

_MONTHS = {"en": EN_MONTHS, "ru": RU_MONTHS, "zh": tuple(f"{number}月" for number in range(1, 13))}
_MONTH_END = {"en": r"\b", "ru": r"\b", "zh": ""}
_DAY = {"en": r"\b{}(?:st|nd|rd|th)?\b", "ru": r"\b{}\b", "zh": r"(?<!\d){}(?=[日号])"}
_VALUE = re.compile(r"\d+(?:\.\d+)?%?")
_GROUP = re.compile(r"(?<=\d)[ ,.](?=\d)")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_FIXED_BEHIND = re.compile(r"[ -](?:century|centuries|hours? a day)")
# Prepositions whose spelling goes by the word that a number is read as: «со 100», «об 11», «во 2-м», «с 200».
_EUPHONIC = re.compile(r"(?<![\w-])(?:со?|об?|во) $", re.IGNORECASE)
_FIXED_NUMBERS = frozenset(("1", "100"))  # a noun in the singular; all of something


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or date that stands in digits on both sides.

    digits, fraction: of a number, and how many of them are behind the point. year: it is one. moment: of a date with a
    month, whose digits are its value.
    """

    source: Span
    target: Span
    digits: str
    fraction: int = 0
    year: bool = False
    moment: dates.Moment | None = None

    @property
    def kind(self) -> str:
        """What it is counted as."""
        return "date" if self.moment else "number"


Value = str | dates.Moment


def figures(
    source: str, target: str, requirements: Sequence[Requirement], places: Sequence[Located | None], language: str
) -> list[Figure]:
    """The numbers, years and dates of a pair that can be another."""
    found = []
    for requirement, place in zip(requirements, places, strict=True):
        if requirement.protected is None or place is None or _bound(source, requirement.span):
            continue
        figure = _figure(requirement, place.span, target, language)
        if figure and not figure.year and _EUPHONIC.search(target[: place.span.start]):
            continue
        # the same number again may be of something else
        if figure and (figure.moment or _count(figure.digits, source) == _count(figure.digits, target)):
            found.append(figure)
    return found


def _bound(text: str, span: Span) -> bool:
    """Whether a number is part of something longer (24/7, 3-0, B2) or of a set phrase."""
    before, behind = text[max(0, span.start - 1) : span.start], text[span.end : span.end + 1]
    glued = re.search(r"[/+×:–—A-Za-z]", before + behind) or before == "-"
    return bool(glued) or _FIXED_BEHIND.match(text, span.end) is not None


def _count(digits: str, text: str) -> int:
    """How often a number stands in a text, whatever groups its digits."""
    return len(re.findall(rf"(?<!\d){digits}(?!\d)", _GROUP.sub("", text)))


def _figure(requirement: Requirement, place: Span, target: str, language: str) -> Figure | None:
    protected = requirement.protected
    if protected is None or protected.kind not in ("number", "date"):
        return None
    if protected.kind == "date" and not re.fullmatch(r"\d{4}", protected.value):
        moment = dates.parse(protected.value)
        if moment is None or moment.month is None or moment.until is not None or moment.hour is not None:
            return None
        whole = _parts(requirement.text, moment, "en") and _parts(place.of(target), moment, language)
        return Figure(requirement.span, place, protected.value, moment=moment) if whole else None
    return _number(requirement.span, requirement.text, protected.value, place, place.of(target))


def _number(span: Span, text: str, value: str, place: Span, other: str) -> Figure | None:
    digits = re.sub(r"\D", "", text)
    if not _VALUE.fullmatch(value.rpartition(" ")[2]) or digits != re.sub(r"\D", "", other) or not digits.isascii():
        return None
    if digits[0] == "0" or digits in _FIXED_NUMBERS or len(digits) > MAX_DIGITS or re.search(r"\d\D*-\D*\d", text):
        return None
    if text.isdigit() and len(text) > 4:
        return None  # a code such as 12309
    point = re.search(r"\.(\d+)", text)
    year = text.isdigit() and len(text) == 4 and int(text) in YEARS
    return Figure(span, place, digits, len(point[1]) if point else 0, year)


def _parts(text: str, moment: dates.Moment, language: str) -> dict[str, Span] | None:
    """Where day, month and year of a date stand in it; None where one of them is not there exactly once."""
    wanted = {}
    if moment.year is not None:
        wanted["year"] = rf"(?<!\d){moment.year}(?!\d)"
    if moment.month is not None:
        forms = sorted((form.text for form in _month(moment.month, language).forms), key=len, reverse=True)
        wanted["month"] = rf"(?<!\d)(?:{'|'.join(map(re.escape, forms))}){_MONTH_END[language]}"
    if moment.day is not None:
        wanted["day"] = _DAY[language].format(moment.day)
    places = {}
    for name, pattern in wanted.items():
        matches = list(re.finditer(pattern, text))
        if len(matches) != 1:
            return None
        places[name] = Span(*matches[0].span())
    return places


@cache
def _month(number: int, language: str) -> Paradigm:
    return inflector(language).paradigm(Term(_MONTHS[language][number - 1], language))


def _other_month(written: str, old: int, new: int, language: str) -> str | None:
    """The name of another month in the form of the one written; None where no one form fills all its cells."""
    one, other = _month(old, language), _month(new, language)
    forms = {other.form(cell) for cell in one.features(written)} or {other.lemma}
    return forms.pop() if len(forms) == 1 else None


def agreement_class(digits: str) -> int:
    """Which form a noun has after a number: 1 (21 дело), 2 (22 дела), 5 (25 дел)."""
    return int(agreeing(Decimal(digits), ("1", "2", "5")))


def others(chosen: Sequence[Figure], source: str, rng: random.Random) -> dict[Figure, Value]:
    """New values for the chosen figures of a source that keep the order of all its numbers; empty where none were found.

    Figures of the same value stay so.
    """
    # the order of several dates is not looked into
    if sum(figure.moment is not None for figure in chosen) > 1:
        return {}
    for _ in range(TRIES):
        new: dict[str, str] = {}
        values: dict[Figure, Value] = {}
        for figure in chosen:
            if figure.moment is not None:
                values[figure] = _other_moment(figure.moment, rng)
            else:
                values[figure] = new.setdefault(figure.digits, _other_number(figure, rng))
        changed = all(value not in (figure.digits, figure.moment) for figure, value in values.items())
        if changed and _same_order(_amounts(source, values)):
            return values
    return {}


def _amounts(source: str, values: Mapping[Figure, Value]) -> list[tuple[float, float]]:
    """The old and the new amount of every number in digits of a source, those in dates with a new month left out."""
    amounts = []
    for match in re.finditer(r"\d+(?:,\d{3})*(?:\.\d+)?", source):
        old = float(match[0].replace(",", ""))
        figure = next((item for item in values if item.source.overlaps(Span(*match.span()))), None)
        value = values[figure] if figure else None
        if figure is None:
            amounts.append((old, old))
        elif isinstance(value, str):
            amounts.append((old, int(value) / 10.0**figure.fraction))
    return amounts


def _same_order(pairs: Sequence[tuple[float, float]]) -> bool:
    return all(c < d for a, c in pairs for b, d in pairs if a < b)


def _other_number(figure: Figure, rng: random.Random) -> str:
    """Digits of the same length, trailing zeros and agreement class, not far from the old ones; those where none are."""
    digits = figure.digits
    if figure.year:
        return str(_other_year(int(digits), rng))
    zeros = len(digits) - len(digits.rstrip("0"))
    whole, old = len(digits) - figure.fraction, int(digits.rstrip("0"))
    for _ in range(TRIES):
        new = str(rng.randint(max(1, old * 2 // 3 - 1), old * 3 // 2 + 1)) + "0" * zeros
        if len(new) != len(digits) or new.endswith("0" * (zeros + 1)) or new[:whole] == "1":
            continue
        if agreement_class(new[:whole]) == agreement_class(digits[:whole]):
            return new
    return digits


def _other_year(year: int, rng: random.Random) -> int:
    return min(year + rng.choice((-1, 1)) * rng.randint(1, MAX_SHIFT), YEARS[-1])


def _other_moment(moment: dates.Moment, rng: random.Random) -> dates.Moment:
    year = _other_year(moment.year, rng) if moment.year and rng.random() < 0.5 else moment.year
    return replace(moment, year=year, month=rng.randint(1, 12), day=moment.day and rng.randint(1, 28))


def edits(figure: Figure, value: Value, source: str, target: str, language: str) -> tuple[Edit, Edit] | None:
    """The edits of both sides that write another value; None where a form is missing."""
    one = _written(figure, value, figure.source.of(source), "en")
    other = _written(figure, value, figure.target.of(target), language)
    if one is None or other is None:
        return None
    # an 8-year-old, an 11-year-old
    vowel = re.match(r"8|1[18](?!\d)", one) is not None
    return with_article(source, figure.source, one, vowel), Edit(figure.target, other)


def _written(figure: Figure, value: Value, written: str, language: str) -> str | None:
    if not isinstance(value, str):
        return _redated(written, figure.moment, value, language)
    left = iter(value)
    return _ORDINAL.sub(_suffix(value), re.sub(r"\d", lambda _: next(left), written))


def _suffix(digits: str) -> str:
    return "th" if 11 <= int(digits[-2:]) <= 13 else {"1": "st", "2": "nd", "3": "rd"}.get(digits[-1], "th")


def _redated(written: str, old: dates.Moment | None, new: dates.Moment, language: str) -> str | None:
    parts = _parts(written, old, language) if old else None
    if not parts or not old or old.month is None or new.month is None:
        return None
    for name, span in sorted(parts.items(), key=lambda item: -item[1].start):
        if name == "month":
            text = _other_month(span.of(written), old.month, new.month, language)
        elif name == "day":
            text = _ORDINAL.sub(_suffix(str(new.day)), re.sub(r"\d+", str(new.day), span.of(written)))
        else:
            text = str(new.year)
        if text is None:
            return None
        written = written[: span.start] + text + written[span.end :]
    return written
