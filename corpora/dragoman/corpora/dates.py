"""Dates and times in text, read by value: July 25, 2024, «с 5 по 8 сентября», 2024年7月25日, the 1990s, 9:30 a.m."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .numberwords import chinese_value

_YEAR = r"(?:1[0-9]|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_TH = r"(?:st|nd|rd|th)?"


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, an interval of days or years, a time of day or a decade, and where it stands.

    What was not said is None. until: the last day (or year, where there is no day) of an interval. decade: 1990, or
    90 where the century was not said. hour, minute: by the 24-hour clock; halves: whether the half of the day was
    said or clear. sure: whether the pattern is a date beyond doubt. year_span: where the year stands, if it was said.
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    until: int | None = None
    listed: bool = False
    decade: int | None = None
    hour: int | None = None
    minute: int = 0
    halves: bool = True
    sure: bool = True
    year_span: tuple[int, int] | None = None

    @property
    def value(self) -> str:
        """As ISO 8601 writes it: 2024-07-25, --07-25, --09-05/--09-08, 2024-07, 2025, T09:30; a comma lists two days.

        A decade is 1990s, or 90s.
        """
        if self.hour is not None:
            return f"T{self.hour:02}:{self.minute:02}"
        if self.decade is not None:
            return f"{self.decade:02}s"
        mark = "," if self.listed else "/"
        if self.month is None and self.day is None:
            return f"{self.year}" + (f"{mark}{self.until}" if self.until else "")
        year = "-" if self.year is None else f"{self.year:04}"
        if self.month is None:
            return f"---{self.day:02}"
        head = f"{year}-{self.month:02}"
        if self.day is None:
            return head
        return f"{head}-{self.day:02}" + (f"{mark}{head}-{self.until:02}" if self.until else "")


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern with groups y, y2, y3, m, d, d2, d3, m2, c (century), dec, h, min, half; sure: good enough to protect.

    hint: a short pattern that a text must have, or the rule need not look at it.
    """

    pattern: re.Pattern[str]
    sure: bool
    hint: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a language writes dates. months: the first letters of a month's name -> its number. halves: word -> hours
    added to an hour under 12 (a morning word: 0)."""

    rules: tuple[_Rule, ...]
    months: Mapping[str, int]
    halves: Mapping[str, int]


def _rules(*given: tuple[str, str] | tuple[str, str, bool]) -> tuple[_Rule, ...]:
    """Rules of a hint and a pattern each, those that are not good enough to protect with False behind."""
    return tuple(
        _Rule(re.compile(item[1]), item[2] if len(item) > 2 else True, re.compile(item[0]))
        for item in (*given, *_COMMON)
    )


def _words(text: str) -> list[str]:
    return text.split()


# letters and digits that a number may be part of; an ideograph before it is only its neighbour
_GLUED = r"A-Za-zА-Яа-яЁё\d_"
_SPAN_HINT = r"\d\s?[-–—]\s?\d"
_COMMON = (
    # 2010–11; with a hyphen only where it is no month
    (
        _SPAN_HINT,
        rf"(?<![{_GLUED}.,$/-])(?P<y>{_YEAR})(?:–|-(?=1[3-9]|[2-9]))(?P<y2>\d\d)(?![\d%]|[.,/–-]\d)(?:\s?г\.?г\.?|\s?год\w*|\s?年)?",
    ),
    (r"\d-\d", rf"(?<![{_GLUED}.-])(?P<y>{_YEAR})-(?P<m>0[1-9]|1[0-2])-(?P<d>{_DAY})(?![\d-])"),
    (r"\d:\d", rf"(?<![{_GLUED}.:])(?P<h>[01]?\d|2[0-3]):(?P<min>[0-5]\d)(?![\d:])(?!\s?[AaPp]\.?[Mm])"),
)

_EN_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_EN_HINT = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_EN_LINK = r"(?:\s*[-–—]\s*|\s+(?:to|(?P<and>and)|through|until|till)\s+(?:the\s+)?)"
_EN_BEFORE = r"(?i:\b(?:in|of|since|by|until|from|through|during|before|after|late|early|mid|last|this|next|and|between|to)[\s-])"
_EN = Calendar(
    _rules(
        (
            _EN_HINT,
            rf"\b(?P<m>{_EN_MONTH})\s+(?P<d>{_DAY}){_TH}(?![\d%]|[.,]\d)(?:{_EN_LINK}(?P<d2>{_DAY}){_TH}(?![\w%]|[.,]\d))?"
            rf"(?:,?\s+(?P<y>{_YEAR})(?!\d|[.,]\d))?",
        ),
        (
            _EN_HINT,
            rf"(?<![\w.,$])(?P<d>{_DAY}){_TH}(?:{_EN_LINK}(?P<d2>{_DAY}){_TH})?\s+(?:of\s+)?(?P<m>{_EN_MONTH})(?!\w)"
            rf"(?:,?\s+(?P<y>{_YEAR})(?!\d|[.,]\d))?",
        ),
        (_EN_HINT, rf"\b(?P<m>{_EN_MONTH}),?\s+(?:of\s+)?(?P<y>{_YEAR})(?!\d|[.,]\d)"),
        (_EN_HINT, rf"(?<=[\s(])(?P<m>{_EN_MONTH})(?![\w'’])"),
        (_SPAN_HINT, rf"(?<![\w.,$/-])(?P<y>{_YEAR})\s?[-–—]\s?(?P<y2>{_YEAR})(?![\d%]|[.,/-]\d)"),
        (
            r"\d\s?[AaPp]\.?[Mm]",
            r"(?<![\w.])(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<min>[0-5]\d))?\s?(?P<half>[AaPp]\.?[Mm]\b\.?)",
        ),
        ("0s", r"(?<![\w.])(?<!# )[’']?(?P<c>1\d|20)?(?P<dec>\d0)s\b"),
    ),
    {name: number for number, name in enumerate(_words("jan feb mar apr may jun jul aug sep oct nov dec"), 1)},
    {"a": 0, "p": 12},
)

_RU_MONTH = (
    r"(?:[Яя]нвар(?:ём|ем|[ьяюе])|[Фф]еврал(?:ём|ем|[ьяюе])|[Мм]арт(?:ом|[ауе])?|[Аа]прел(?:ем|[ьяюе])|[Мм]а(?:ем|[йяюе])"
    r"|[Ии]юн(?:ем|[ьяюе])|[Ии]юл(?:ем|[ьяюе])|[Аа]вгуст(?:ом|[ауе])?|[Сс]ентябр(?:ём|ем|[ьяюе])"
    r"|[Оо]ктябр(?:ём|ем|[ьяюе])|[Нн]оябр(?:ём|ем|[ьяюе])|[Дд]екабр(?:ём|ем|[ьяюе]))(?!\w)"
)
_RU_HINT = (
    r"[ЯФМАИСОНДяфмаисонд](?<!\w.)(?:(?<=[Яя])нв|(?<=[Фф])ев|(?<=[Мм])а[рйяюе]|(?<=[Аа])(?:пр|вг)|(?<=[Ии])ю[нл]|"
    r"(?<=[Сс])ен|(?<=[Оо])кт|(?<=[Нн])оя|(?<=[Дд])ек)"
)
_RU_LINK = r"(?:\s*[-–—]\s*|\s+(?:по|(?P<and>и)|до)\s+)"
_RU_GO = r"(?:-(?:го|е|му|м))?"
_RU_YEAR = r"год(?:ами|ах|ам|ов|ом|а|у|е|ы)?(?!\w)|гг?\b\.?"
_RU = Calendar(
    _rules(
        (_RU_HINT, rf"(?:(?<!\w)[Сс]о?\s+(?=\d{{1,2}}(?:-го)?\s+(?:по|до)\s))?(?<![\w.,])(?P<d>{_DAY}){_RU_GO}"
        rf"(?:{_RU_LINK}(?P<d2>{_DAY}){_RU_GO})?\s+(?P<m>{_RU_MONTH})(?:\s+(?P<y>{_YEAR})(?!\d)(?:\s*(?:{_RU_YEAR}))?)?"),
        (_RU_HINT, rf"(?<!\w)(?P<m>{_RU_MONTH})\s+(?P<y>{_YEAR})(?!\d)(?:\s*(?:{_RU_YEAR}))?"),
        (_RU_HINT, rf"(?<!\w)(?P<m>{_RU_MONTH})"),
        # before the years: «1990-м годам» is the decade, «1990-м году» the year
        ("0-", r"(?<!\w)(?P<c>1\d|20)(?P<dec>\d0)-(?:(?:е|х|ми)(?!\w)(?:\s+год\w*)?|м\s+годам(?!\w))"),
        ("0-", r"(?<!\w)(?P<dec>\d0)-(?:(?:е|х|ми)\s+год\w*|м\s+годам(?!\w))"),
        (r"\d(?:\s*г|-)", rf"(?<![\w.,-])(?P<y>{_YEAR})(?:-(?:го|м|му|й))?(?:{_RU_LINK}(?P<y2>{_YEAR})(?:-(?:го|м|му|й))?)?\s*(?:{_RU_YEAR})"),
        (_SPAN_HINT, rf"(?<![\w.,-])(?P<y>{_YEAR})\s?[-–—]\s?(?P<y2>{_YEAR})(?![\d%]|[.,/-]\d)"),
        (r"\d\.\d", rf"(?<![\w.])(?P<d>{_DAY})\.(?P<m>0?[1-9]|1[0-2])\.(?P<y>{_YEAR})(?!\d)(?:\s*(?:{_RU_YEAR}))?"),
        (r"\d\s+час", r"(?<![\w.,])(?P<h>[01]?\d|2[0-3])\s+час\w*\s+(?P<min>[0-5]?\d)\s+мин\w*\.?(?:\s+(?P<half>утра|дня|вечера|ночи))?"),
        ("утра|дня|вечера|ночи", r"(?<![\w.,])(?P<h>1[0-2]|[1-9])(?:\s+час\w*|[:.](?P<min>[0-5]\d))?\s+(?P<half>утра|дня|вечера|ночи)(?!\w)"),
        (r"\d\s+час", r"(?<![\w.,])(?P<h>[01]?\d|2[0-3])\s+час\w*", False),
        (r"\d(?:\s?[-–—]\s?|\s+до\s+)\d", r"(?<![\w.,])(?P<h>[01]?\d|2[0-3])(?=(?:\s?[-–—]\s?|\s+до\s+)(?:[01]?\d|2[0-3])\s+час)", False),
        (r"\d\.\d", r"(?<![\w.,])(?P<h>[01]?\d|2[0-3])\.(?P<min>[0-5]\d)(?![\w.])", False),
        (r"-го|\sчисла", rf"(?<![\w.,])(?P<d>{_DAY})(?:-го|\s+числа)(?!\w)", False),
    ),
    {"янв": 1, "фев": 2, "мар": 3, "апр": 4, "май": 5, "мая": 5, "маю": 5, "мае": 5, "июн": 6, "июл": 7, "авг": 8,
     "сен": 9, "окт": 10, "ноя": 11, "дек": 12},
    {"утра": 0, "ночи": 0, "дня": 12, "вечера": 12},
)  # fmt: skip

_ZH_N = "[〇零一二三四五六七八九十]"
_ZH_DAY = rf"(?:{_DAY}(?!\d)|{_ZH_N}{{1,3}})"
_ZH_MONTH = r"(?:1[0-2]|0?[1-9]|(?:十[一二]?|[一二三四五六七八九]))"
_ZH_YEAR = rf"(?:{_YEAR}|[一二]{_ZH_N}{{3}})"
_ZH_LINK = r"\s?(?:[-–—~～至到]|——|(?P<and>[和、及与]))\s?"
_ZH_TO = r"\s?(?:[-–—~～至到]|——)\s?"
_ZH_HALF = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜间|深夜"
_ZH = Calendar(
    _rules(
        (
            "月",
            rf"(?:(?<!\d)(?P<y>{_ZH_YEAR})\s?年\s?)?(?<!\d)(?P<m>{_ZH_MONTH})\s?月\s?(?P<d>{_ZH_DAY})\s?"
            rf"(?:[日号](?:{_ZH_LINK}(?:(?P<y3>{_ZH_YEAR})\s?年\s?)?(?:(?P<m2>{_ZH_MONTH})\s?月\s?)?(?P<d2>{_ZH_DAY})\s?[日号])?"
            rf"|{_ZH_TO}(?P<d3>{_ZH_DAY})\s?[日号])",
        ),
        ("月", rf"(?<!\d)(?P<y>{_ZH_YEAR})\s?年\s?(?P<m>{_ZH_MONTH})\s?月份?"),
        ("月", rf"(?<![\d.,一二三四五六七八九十])(?P<m>{_ZH_MONTH})\s?月份?(?!\s?{_ZH_DAY}\s?[日号])(?![相])"),
        ("月", rf"(?<![\d月.,])(?P<m>{_ZH_MONTH})(?={_ZH_TO}{_ZH_MONTH}\s?月(?!\s?{_ZH_DAY}\s?[日号]))", False),
        ("年", rf"(?<!\d)(?P<y>{_ZH_YEAR})\s?年?{_ZH_LINK}(?P<y2>{_ZH_YEAR})\s?年(?![代\d])"),
        ("年", rf"(?<!\d)(?P<y>{_ZH_YEAR})\s?年(?!\s?代)"),
        ("[日号]", rf"(?<![\d月.])(?P<d>{_ZH_DAY})\s?[日号](?!楼|线)", False),
        (
            _ZH_HALF,
            rf"(?:(?P<half>{_ZH_HALF})\s?)(?<!\d)(?P<h>[01]?\d|2[0-3])(?:\s?[时点](?:整|\s?(?P<min>[0-5]?\d)(?:\s?分)?)?|:(?P<min2>[0-5]\d))",
        ),
        (r"[时点]", r"(?<!\d)(?P<h>[01]?\d|2[0-3])\s?[时点]\s?(?P<min>[0-5]?\d)\s?分"),
        (r"[时点]", r"(?<!\d)(?P<h>[01]?\d|2[0-3])\s?[时点]", False),
        (
            "年代",
            r"(?:(?P<cent>\d{1,2}|十[一-九]|二十一?)\s?世纪|(?P<last>上)世纪)?\s?(?<!\d)(?P<dec>\d0|[一二三四五六七八九]十)\s?年代",
        ),
        ("年代", r"(?<!\d)(?P<c>1\d|20)(?P<dec>\d0)\s?年代"),
    ),
    {},
    dict.fromkeys(["凌晨", "清晨", "早上", "早晨", "上午"], 0)
    | dict.fromkeys(["中午", "下午", "傍晚", "晚上", "晚间", "夜间", "深夜"], 12),
)

CALENDARS = {"en": _EN, "ru": _RU, "zh": _ZH}
_ELSEWHERE = Calendar(_rules(), {}, {})


@lru_cache(maxsize=4096)
def moments(text: str, tag: str) -> tuple[Moment, ...]:
    """All dates, times and decades of a text in order, longest first where readings compete."""
    calendar = CALENDARS.get(tag, _ELSEWHERE)
    met: dict[re.Pattern[str], bool] = {}
    found: list[Moment] = []
    for rule in calendar.rules:
        if rule.hint not in met:
            met[rule.hint] = rule.hint.search(text) is not None
        if met[rule.hint]:
            found.extend(_read(text, rule, calendar))
    found.sort(key=lambda item: (item.start, -item.end, not item.sure))
    kept: list[Moment] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return tuple(kept)


def _read(text: str, rule: _Rule, calendar: Calendar) -> Iterator[Moment]:
    """What one rule finds; the search goes on behind the date, which may be only the first part of the match."""
    position = 0
    while match := rule.pattern.search(text, position):
        moment = _moment(match, calendar, rule.sure)
        position = moment.end if moment else match.start() + 1
        if moment:
            yield moment


def _moment(match: re.Match[str], calendar: Calendar, sure: bool) -> Moment | None:
    groups = match.groupdict()
    start, end = match.span()
    if groups.get("h"):
        return _time(match, groups, calendar, sure)
    if groups.get("dec"):
        return _decade(match, groups)
    year, month = _int(groups.get("y")), _month(groups.get("m"), calendar.months)
    day, until = _int(groups.get("d")), _int(groups.get("d2") or groups.get("d3") or groups.get("y2"))
    if groups.get("y2") and until is not None and until < 100 and year is not None:
        until += year // 100 * 100  # 2010–11
    other = _int(groups.get("m2"))
    ordered = until is None or until > (day if day is not None else year or 0)
    if (
        groups.get("y3")
        or (other is not None and other != month)
        or (not ordered and groups.get("m") and groups.get("d") and match.end("m") <= match.start("d"))
    ):
        # two months or years (or no interval: July 25 and 3 days later): the rest is read by itself
        until, ordered, end = None, True, _day_end(match)
        year = year if match.start("y") < end else None
    if (day is not None and not 1 <= day <= 31) or (month is not None and not 1 <= month <= 12):
        return None
    if not ordered:
        return None
    if groups.get("m") and month is None:
        return None
    if month is not None and day is None and year is None:
        sure = sure and _clear_month(match, calendar)
    span = match.span("y") if year is not None else None
    listed = until is not None and groups.get("and") is not None
    return Moment(start, end, year, month, day, until, listed, sure=sure, year_span=span)


_AFTER_DAY = re.compile(r"\s?[日号]|st|nd|rd|th|")


def _day_end(match: re.Match[str]) -> int:
    mark = _AFTER_DAY.match(match.string, match.end("d"))
    return mark.end() if mark else match.end("d")


_EN_CONTEXT = re.compile(_EN_BEFORE + r"\Z")


def _clear_month(match: re.Match[str], calendar: Calendar) -> bool:
    """May and March, June and April are also other words and names: in English only a preposition makes it clear."""
    if calendar is not _EN:
        return True
    before = match.string[max(0, match.start() - 10) : match.start()]
    return _EN_CONTEXT.search(before) is not None


def _time(match: re.Match[str], groups: Mapping[str, str | None], calendar: Calendar, sure: bool) -> Moment:
    hour, minute = int(groups["h"] or 0), int(groups.get("min") or groups.get("min2") or 0)
    half = groups.get("half")
    if half:
        added = calendar.halves.get(half, calendar.halves.get(half[0].lower(), 0))
        if hour < 12:
            hour += added
        elif hour == 12 and added == 0:
            hour = 0
    return Moment(match.start(), match.end(), hour=hour, minute=minute, halves=bool(half) or hour > 12, sure=sure)


def _decade(match: re.Match[str], groups: Mapping[str, str | None]) -> Moment:
    decade, century = _int(groups["dec"]) or 0, _int(groups.get("c"))
    if groups.get("cent"):
        century = (_int(groups["cent"]) or 1) - 1
    elif groups.get("last"):
        century = 19
    return Moment(match.start(), match.end(), decade=decade if century is None else century * 100 + decade)


def _int(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdecimal() else chinese_value(text)


def _month(text: str | None, months: Mapping[str, int]) -> int | None:
    if not text:
        return None
    return months.get(text[:3].lower()) if months and not text.isdecimal() else _int(text)


def parse(value: str) -> Moment | None:
    """The moment a canonical value says (see Moment.value), at no place; None for anything else."""
    match = _VALUE.fullmatch(value)
    if not match:
        return None
    numbers = {name: int(part) for name, part in match.groupdict().items() if part}
    if "dec" in numbers:
        return Moment(0, 0, decade=numbers["dec"])
    if "h" in numbers:
        return Moment(0, 0, hour=numbers["h"], minute=numbers["min"])
    until = numbers.get("d2", numbers.get("y2"))
    return Moment(0, 0, numbers.get("y", numbers.get("Y")), numbers.get("m"), numbers.get("d"), until, "," in value)


_VALUE = re.compile(
    r"(?P<dec>\d+)s|T(?P<h>\d\d):(?P<min>\d\d)|(?P<y>\d{4})(?:[/,](?P<y2>\d{4}))?(?![-\d])"
    r"|(?:(?P<Y>\d{4})|-)-(?P<m>\d\d)(?:-(?P<d>\d\d)(?:[/,](?:\d{4}|-)-\d\d-(?P<d2>\d\d))?)?"
)


def agree(wanted: Moment, have: Iterable[Moment]) -> list[Moment]:
    """Those of `have` that say what `wanted` says.

    One may leave out the year (and the month, where it gives the day) if another of them supplies it; it may say more.
    """
    have = list(have)
    if wanted.hour is not None:
        return [m for m in have if m.hour is not None and _same_time(wanted, m)]
    if wanted.decade is not None:
        return [m for m in have if m.decade is not None and _same_decade(wanted.decade, m.decade)]
    dated = [m for m in have if m.hour is None and m.decade is None]
    if wanted.month is None and wanted.day is None:
        if wanted.until:
            return [m for m in dated if m.month is None and (m.year, m.until) == (wanted.year, wanted.until)]
        return [m for m in dated if wanted.year in (m.year, m.until if m.day is None else None)]
    years = {m.year for m in dated}
    months = {m.month for m in dated}
    return [m for m in dated if _same_date(wanted, m, years, months)]


def _same_date(wanted: Moment, have: Moment, years: set[int | None], months: set[int | None]) -> bool:
    if wanted.day is not None:
        if wanted.until is not None and (have.day, have.until) != (wanted.day, wanted.until):
            return False
        if wanted.until is None and wanted.day not in (have.day, have.until):
            return False
    elif have.month is None:
        return False
    if have.month is None and have.day is None:
        return False
    month_fits = wanted.month == have.month if have.month is not None else wanted.month in months
    year_fits = wanted.year is None or have.year is None or have.year == wanted.year
    return month_fits and year_fits and (wanted.year is None or wanted.year in years)


def _same_time(wanted: Moment, have: Moment) -> bool:
    if wanted.minute != have.minute or wanted.hour is None or have.hour is None:
        return False
    return wanted.hour == have.hour or (not have.halves and wanted.hour % 12 == have.hour % 12)


def _same_decade(one: int, other: int) -> bool:
    return one == other or (min(one, other) < 100 and one % 100 == other % 100)
