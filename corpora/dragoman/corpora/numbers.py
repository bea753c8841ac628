"""Numbers in text, read by value: 2.7 billion, «27 млрд», 270万 and words for them; ordinals, percentages, amounts.

Separators follow the language: «2,7» is a decimal in Russian, 2,700 a group in English. Digits glued to letters (3D,
G20, COVID-19) are names, not numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from functools import lru_cache

from . import numberwords

_DIGITS_LIMIT = 25
_REACH = 40  # how far behind a number its unit may stand: in a list, behind the last number


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and where it stands; `start:end` takes in ordinal marks, scale words, percent and currency signs.

    value: plain decimal digits ("450", "0.5", "3000000"); as written where the digits are no quantity ("5/2", "007").
    unit: "%", an ISO 4217 code, or empty. high: the upper end of a range, empty otherwise. digits: written in digits.
    scaled: with a scale word (million). core: half-open span of the digits or words alone. shared: the value if the scale
    word of the next number holds for this one too (340 of "from 340 to 500 million"), empty otherwise.
    """

    start: int
    end: int
    value: str
    unit: str = ""
    high: str = ""
    ordinal: bool = False
    scaled: bool = False
    digits: bool = True
    core: tuple[int, int] = (0, 0)
    shared: str = ""


@dataclass(frozen=True, slots=True)
class Numerals:
    """How a language writes numbers in digits, as regular expressions matched where the digits end."""

    number: str
    ordinal: str
    scales: tuple[tuple[str, int], ...]
    percent: str
    currencies: tuple[tuple[str, str], ...]
    unit: str = r"(?:[kcm]?m|[km]?g|t|ha|[kMGT]B|[kMG]Wh?|[ap]m|h|x|fps|bps)(?![A-Za-z0-9])"
    before_ordinal: str = ""
    before_percent: str = ""
    decimal: str = "."
    words: str = "ICLV"  # Roman numerals that are more often a letter or a word


_PLAIN = r"\d{1,3}(?:,\d{3})+(?!,?\d)(?:\.\d+)?|\d+(?:\.\d+)?"

NUMERALS = {
    "en": Numerals(
        _PLAIN,
        r"(?:st|nd|rd|th)\b",
        (
            (r"[\s-]?(?i:thousand)\b", 3),
            (r"[\s-]?(?i:million|mn)\b", 6),
            (r"[\s-]?(?i:billion|bn)\b", 9),
            (r"[\s-]?(?i:trillion|tn)\b", 12),
        ),
        r"\s?%|[\s-]?(?i:percent|per cent|percentage points?)\b",
        (
            ("USD", r"\s?(?:(?:U\.?S\.? )?dollars?|USD)\b"),
            ("EUR", r"\s?(?:euros?|EUR)\b"),
            ("GBP", r"\s?(?:pounds?(?: sterling)?|GBP)\b"),
            ("CNY", r"\s?(?:yuan|RMB|CNY)\b"),
            ("RUB", r"\s?(?:rubles?|roubles?|RUB)\b"),
            ("JPY", r"\s?(?:yen|JPY)\b"),
        ),
    ),
    "ru": Numerals(
        r"\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?",
        r"[-‑](?:ого|ому|ыми|го|му|ми|ый|ой|ий|ая|ое|ую|ые|ых|ым|ом|ти|[йяеюмх])(?!\w)",
        (
            (r"[\s-]?(?:тыс\b\.?|тысяч\w{0,5})", 3),
            (r"[\s-]?(?:млн\b\.?|миллион\w{0,6})", 6),
            (r"[\s-]?(?:млрд\b\.?|миллиард\w{0,6})", 9),
            (r"[\s-]?(?:трлн\b\.?|триллион\w{0,6})", 12),
        ),
        r"\s?%|[\s-]?процент\w*(?:\sпункт\w*)?|\s?п\.\s?п\.",
        (
            ("USD", r"\s?(?:(?:американск\w+\s)?долл(?:ар\w*|\.)(?:\sСША)?)"),
            ("EUR", r"\s?евро\b"),
            ("GBP", r"\s?фунт\w*(?:\sстерлингов)?"),
            ("CNY", r"\s?юан\w*"),
            ("RUB", r"\s?руб(?:л\w*|\.)"),
            ("JPY", r"\s?и[ей]н\w?\b"),
        ),
        unit=r"(?:[кмсд]?м|[км]?г|т|га|[КМГТ]б|[кМГ]Вт|ч|x)(?![А-Яа-яё\d])|" + r"(?:[kcm]?m|[km]?g|[MGT]B)(?![A-Za-z])",
        decimal=",",
        words="CL",
    ),
    "zh": Numerals(
        r"\d{1,3}(?:[,，]\d{3})+(?![,，]?\d)(?:\.\d+)?|\d+(?:\.\d+)?",
        r"(?!)",
        (
            (r"\s?[多余来几]?万亿", 12),
            (r"\s?[多余来几]?亿", 8),
            (r"\s?[多余来几]?万", 4),
            (r"\s?[多余来几]?千(?!克|米|瓦|兆|帕|伏|赫|卡|字)", 3),
            (r"\s?[多余来几]?百(?!分)", 2),
        ),
        r"\s?[%％]|[多余]?个百分点",
        (
            ("USD", r"[多余]?\s?美元"),
            ("EUR", r"[多余]?\s?欧元"),
            ("GBP", r"[多余]?\s?英镑"),
            ("CNY", r"[多余]?\s?(?:元|人民币)"),
            ("RUB", r"[多余]?\s?卢布"),
            ("JPY", r"[多余]?\s?日元"),
        ),
        before_ordinal="第",
        before_percent="百分之",
    ),
}
_FALLBACK = Numerals(_PLAIN, r"(?!)", (), r"\s?%", ())

_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "₽": "RUB"}
_SIGN = re.compile(r"(?:US)?([$€£¥￥₽])\s?\Z")
_SIGN_AFTER = re.compile(r"\s?([$€£₽])(?!\d)")
_VERBATIM = r"\d+(?:\.\d+){2,}|\d+(?:/\d+)+"
_SHORT_SCALES = ((re.compile(r"k\b"), 3), (re.compile(r"m\b"), 6), (re.compile(r"b\b"), 9))
# a capitalised word, hyphen, digits: COVID-19, Ту-154, but mid-2024 and Post-2020
_NAME = re.compile(
    r"(?<![A-Za-zА-Яа-яЁё\d_])(?!(?:Mid|Pre|Post|Early|Late)\b)[A-ZА-ЯЁ][A-Za-zА-Яа-яЁё\d_.]{0,20}[-‑]\Z"
)
_GROUPING = re.compile("[ ，\u00a0\u202f\u2009]")
_DASH = re.compile(r"[ \u00a0]?[-–—~～‑至到][ \u00a0]?")
_ALIEN = re.compile(r"[A-Za-zА-Яа-яЁё_]")
_TIMES = re.compile(r"[xх×](?=\d)")
_OR = re.compile(r"\s(?:to|or|до|или)\s|\s?[至到或]\s?")
_DIGIT = re.compile(r"\d")
_ROMAN = re.compile(r"[IVXLC](?<![\w.-][IVXLC])[IVXLC]{0,6}(?![\w.])")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class _Compiled:
    number: re.Pattern[str]
    ordinal: re.Pattern[str]
    scales: tuple[tuple[re.Pattern[str], int], ...]
    percent: re.Pattern[str]
    currencies: tuple[tuple[str, re.Pattern[str]], ...]
    unit: re.Pattern[str]
    before_ordinal: str
    before_percent: str
    decimal: str
    words: str


@lru_cache(maxsize=16)
def _compiled(tag: str) -> _Compiled:
    table = NUMERALS.get(tag, _FALLBACK)
    return _Compiled(
        re.compile(rf"(?:{_VERBATIM})(?!\d)|{table.number}"),
        re.compile(table.ordinal),
        tuple((re.compile(pattern), power) for pattern, power in table.scales),
        re.compile(table.percent),
        tuple((code, re.compile(pattern)) for code, pattern in table.currencies),
        re.compile(table.unit),
        table.before_ordinal,
        table.before_percent,
        table.decimal,
        table.words,
    )


def plain(value: Decimal) -> str:
    """A decimal in plain digits without superfluous zeros."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def quantities(text: str, tag: str) -> tuple[Quantity, ...]:
    """All numbers of a text in order, ranges as one: in digits, and in words where there is a reader (numberwords)."""
    return tuple(_ranges(text, list(singles(text, tag)), _compiled(tag).decimal))


@lru_cache(maxsize=4096)
def singles(text: str, tag: str) -> tuple[Quantity, ...]:
    """All numbers of a text in order, the ends of a range apart."""
    found = [*_in_digits(text, tag), *_in_words(text, tag), *_in_roman(text, tag)]
    found.sort(key=lambda item: (item.start, -item.end))
    kept: list[Quantity] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            if kept and item.scaled and _OR.fullmatch(text, kept[-1].end, item.start):
                kept[-1] = _with_scale_of(kept[-1], item, text, tag)
            kept.append(item)
    return tuple(kept)


def _with_scale_of(low: Quantity, high: Quantity, text: str, tag: str) -> Quantity:
    """A number before a higher one whose scale word holds for both."""
    first, second = _decimal(low.value), _decimal(high.value)
    core = _number(_ascii(text[high.core[0] : high.core[1]]), _compiled(tag).decimal)
    if low.scaled or low.ordinal or low.unit or not low.digits or first is None or second is None:
        return low
    if not isinstance(core, Decimal) or not core or first >= core:
        return low
    with localcontext() as context:
        context.prec = 60
        return replace(low, shared=plain(first * (second / core)))


def unit_after(text: str, position: int, unit: str, tag: str) -> bool:
    """Whether a unit is written within a few words behind a number; True for one the language has no word for."""
    rules = _compiled(tag)
    words = {"%": rules.percent, **dict(rules.currencies)}
    pattern = words.get(unit)
    if pattern is None:
        return True
    stretch = text[position : position + _REACH]
    signs = [sign for sign, code in _SIGNS.items() if code == unit]
    return pattern.search(stretch) is not None or any(sign in stretch for sign in signs)


def _in_digits(text: str, tag: str) -> Iterator[Quantity]:
    rules = _compiled(tag)
    position = 0
    while digit := _DIGIT.search(text, position):
        match = rules.number.match(text, digit.start())
        if match is None:
            break
        item = _quantity(text, match, rules)
        position = item.end if item else _past(text, match.end())
        if item:
            yield item


def _past(text: str, position: int) -> int:
    """The end of the alphanumeric token a number that is none belongs to, so that no tail of it is read either."""
    while position < len(text) and (text[position].isdigit() or _ALIEN.match(text[position])):
        position += 1
    return position


def _quantity(text: str, match: re.Match[str], rules: _Compiled) -> Quantity | None:
    start, end = match.span()
    before = text[max(0, start - 24) : start]
    if before and (_ALIEN.match(before[-1]) or before[-1].isdigit()) and not _times(text, start):
        return None
    if before[-1:] in ("-", "‑") and _NAME.search(before):
        return None
    written = _ascii(match.group())
    value, scaled, ordinal, unit = _number(written, rules.decimal), False, False, ""
    sign = _SIGN.search(before)
    power, after = _scale(text, end, rules)
    if not power and sign:
        power, after = next(((p, m.end()) for rule, p in _SHORT_SCALES if (m := rule.match(text, end))), (0, end))
    if power and isinstance(value, Decimal):
        value, end, scaled = value.scaleb(power), after, True
        while more := rules.number.match(text, end + (text[end : end + 1] in (" ", "\u00a0"))):
            part = _number(_ascii(more.group()), rules.decimal)
            if not isinstance(part, Decimal):
                break
            smaller, after = _scale(text, more.end(), rules)
            if not 0 < smaller < power:
                break
            value, end, power = value + part.scaleb(smaller), after, smaller
    elif found := rules.ordinal.match(text, end):
        ordinal, end = True, found.end()
    elif rules.before_ordinal and before.endswith(rules.before_ordinal):
        ordinal, start = True, start - len(rules.before_ordinal)
    elif end < len(text) and _ALIEN.match(text[end]) and not (rules.unit.match(text, end) or _TIMES.match(text, end)):
        return None
    if ordinal:
        pass  # counts nothing
    elif found := rules.percent.match(text, end):
        unit, end = "%", found.end()
    elif rules.before_percent and before.endswith(rules.before_percent):
        unit, start = "%", start - len(rules.before_percent)
    elif sign:
        unit, start = _SIGNS[sign.group(1)], start - (sign.end() - sign.start())
    elif found := _SIGN_AFTER.match(text, end):
        unit, end = _SIGNS[found.group(1)], found.end()
    shown = value if isinstance(value, str) else plain(value)
    return Quantity(start, end, shown, unit, "", ordinal, scaled, True, match.span())


def _times(text: str, start: int) -> bool:
    """Whether the sign of a product stands before a number: the second one of 36x24."""
    return start > 1 and text[start - 2].isdigit() and _TIMES.match(text, start - 1) is not None


def _scale(text: str, end: int, rules: _Compiled) -> tuple[int, int]:
    return next(((power, m.end()) for rule, power in rules.scales if (m := rule.match(text, end))), (0, end))


def _ascii(digits: str) -> str:
    return digits if digits.isascii() else "".join(str(int(c)) if c.isdecimal() else c for c in digits)


def _number(written: str, decimal: str) -> Decimal | str:
    """The value of written digits; the digits themselves where they are a label rather than a number."""
    if "/" in written or written.count(".") > 1 or (written[0] == "0" and written[1:2].isdigit()):
        return written
    digits = _GROUPING.sub("", written).replace(",", "." if decimal == "," else "")
    return Decimal(digits) if len(digits) <= _DIGITS_LIMIT else written


def _in_words(text: str, tag: str) -> Iterator[Quantity]:
    rules = _compiled(tag)
    for item in numberwords.read(text, tag):
        start, end, unit = item.start, item.end, ""
        if found := rules.percent.match(text, end):
            unit, end = "%", found.end()
        elif rules.before_percent and text.endswith(rules.before_percent, 0, start):
            unit, start = "%", start - len(rules.before_percent)
        yield Quantity(start, end, plain(item.value), unit, "", item.ordinal, False, False, (item.start, item.end))


def _in_roman(text: str, tag: str) -> Iterator[Quantity]:
    """Roman numerals: centuries and congresses in European languages. In English a lone I, C, L or V is no number."""
    rules = _compiled(tag)
    if rules.before_ordinal:
        return
    for match in _ROMAN.finditer(text):
        value = _roman(match.group())
        if value and match.group() not in tuple(rules.words):
            yield Quantity(match.start(), match.end(), str(value), "", "", True, False, False, match.span())


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[c] for c in text]
    return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))


def _ranges(text: str, items: list[Quantity], decimal: str) -> Iterator[Quantity]:
    """Join low-high pairs; a unit or scale written once holds for both (5-8 million, 5–8 %)."""
    index = 0
    while index < len(items):
        low = items[index]
        high = items[index + 1] if index + 1 < len(items) else None
        joined = _range(text, low, high, decimal) if high else None
        yield joined or low
        index += 2 if joined else 1


def _range(text: str, low: Quantity, high: Quantity, decimal: str) -> Quantity | None:
    # a sign in front of the first number holds for both: $5-8 million
    unit = high.unit or ("" if low.unit == "%" else low.unit)
    if low.ordinal != high.ordinal or (low.unit and low.unit != unit) or not low.digits or not high.digits:
        return None
    if not _DASH.fullmatch(text, low.end, high.start):
        return None
    first, second = _decimal(low.value), _decimal(high.value)
    if first is None or second is None:
        return None
    if high.scaled and not low.scaled:
        with localcontext() as context:
            context.prec = 60
            core = _number(_ascii(text[high.core[0] : high.core[1]]), decimal)
            if isinstance(core, Decimal) and core and first < core:
                first = first * (second / core)
    if first >= second:
        return None
    return replace(low, end=high.end, value=plain(first), high=high.value, unit=unit, scaled=high.scaled)


def _decimal(value: str) -> Decimal | None:
    return Decimal(value) if re.fullmatch(r"\d+(?:\.\d+)?", value) and not re.match(r"0\d", value) else None
