"""Writing numbers, dates and times in a language: the forms a value may take in a translation, the usual one first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from dragoman.termbase.morphology.base import Form

from .dates import Moment
from .numbers import plain
from .numberwords import chinese

_AMOUNT = re.compile(
    r"(?:(?P<currency>[A-Z]{3}) )?(?P<low>\d{1,40}(?:\.\d+)?)(?:\.\.(?P<high>\d{1,40}(?:\.\d+)?))?(?P<percent>%)?"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number's canonical value taken apart: "450", "0.5", "5..8", "62%", "USD 5000000"."""

    low: Decimal
    high: Decimal | None = None
    currency: str = ""
    percent: bool = False
    ordinal: bool = False

    @classmethod
    def parse(cls, value: str, ordinal: bool = False) -> Amount | None:
        """The amount of a value; None where the value is a label such as 5/2 or 007."""
        match = _AMOUNT.fullmatch(value)
        if not match or re.match(r"0\d", match["low"]):
            return None
        high = Decimal(match["high"]) if match["high"] else None
        return cls(Decimal(match["low"]), high, match["currency"] or "", match["percent"] is not None, ordinal)


def _grouped(value: Decimal, group: str, decimal: str) -> str:
    whole, _, fraction = plain(value).partition(".")
    return f"{int(whole):,}".replace(",", group) + (decimal + fraction if fraction else "")


def _scaled(value: Decimal, scales: tuple[tuple[int, str], ...]) -> tuple[Decimal, str] | None:
    """A round value as a short number and a scale word: 2700000000 -> 2.7, "billion"."""
    for power, word in scales:
        short = value.scaleb(-power).normalize()
        exponent = short.as_tuple().exponent
        if short >= 1 and isinstance(exponent, int) and exponent >= -2:
            return short, word
    return None


def _spelled(
    amount: Amount, write: Callable[[Decimal], str], scales: tuple[tuple[int, str], ...], dash: str, glue: str
) -> Iterator[str]:
    """The number itself, without unit: with a scale word where it is round, then in digits."""
    low = _scaled(amount.low, scales)
    if amount.high is None:
        if low:
            yield f"{write(low[0])}{glue}{low[1]}"
        yield write(amount.low)
        return
    high = _scaled(amount.high, scales)
    if low and high and low[1] == high[1]:
        yield f"{write(low[0])}{dash}{write(high[0])}{glue}{high[1]}"
    yield f"{write(amount.low)}{dash}{write(amount.high)}"


# English

EN_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_EN_SCALES = ((12, "trillion"), (9, "billion"), (6, "million"))
_EN_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥"}
_EN_NAMES = {"RUB": "rubles", "JPY": "yen"}


def _english_number(amount: Amount) -> Iterator[Form]:
    if amount.ordinal:
        last, teen = int(amount.low) % 10, 10 <= int(amount.low) % 100 <= 20
        yield Form(plain(amount.low) + ("th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(last, "th")))
        return
    for text in _spelled(amount, lambda value: _grouped(value, ",", "."), _EN_SCALES, "-", " "):
        if amount.percent:
            yield from (Form(f"{text} percent"), Form(f"{text}%"))
        elif amount.currency:
            sign = _EN_SIGNS.get(amount.currency)
            name = _EN_NAMES.get(amount.currency, amount.currency)
            yield Form(f"{sign}{text}" if sign else f"{text} {name.removesuffix('s') if amount.low == 1 else name}")
        else:
            yield Form(text)
    if amount.low < 10_000 and not amount.currency and amount.high is None and not amount.percent:
        yield Form(plain(amount.low))


def _english_date(date: Moment) -> Iterator[Form]:
    if date.hour is not None:
        clock = f"{date.hour % 12 or 12}" + (f":{date.minute:02}" if date.minute else "")
        yield Form(f"{clock} {'a.m.' if date.hour < 12 else 'p.m.'}")
        yield Form(f"{date.hour}:{date.minute:02}")
    elif date.decade is not None:
        yield Form(f"{date.decade:02}s")
    elif date.month is None:
        yield Form(_years(date, "-"))
    else:
        month, year = EN_MONTHS[date.month - 1], f"{date.year}" if date.year else ""
        if date.day is None:
            yield Form(f"{month} {year}".strip())
            return
        for link in (" and ",) if date.listed else (" to ", "-") if date.until else ("",):
            days = f"{date.day}{link}{date.until or ''}"
            yield Form(f"{month} {days}" + (f", {year}" if year else ""))
            yield Form(f"{days} {month} {year}".strip())


def _years(date: Moment, dash: str) -> str:
    return f"{date.year}{dash}{date.until}" if date.until else f"{date.year}"


# Russian

RU_MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
_RU_SCALES = ((12, "трлн"), (9, "млрд"), (6, "млн"))
_RU_CURRENCIES = {
    "USD": ("доллар", "доллара", "долларов"),
    "EUR": ("евро", "евро", "евро"),
    "GBP": ("фунт стерлингов", "фунта стерлингов", "фунтов стерлингов"),
    "CNY": ("юань", "юаня", "юаней"),
    "RUB": ("рубль", "рубля", "рублей"),
    "JPY": ("иена", "иены", "иен"),
}
# an ordinal's ending after digits -> the cells it fills: one letter after a vowel, two after a consonant
_RU_ORDINAL = (
    ("й", ("nom.sg", "acc.sg", "gen.sg", "dat.sg", "ins.sg", "loc.sg")),
    ("е", ("nom.sg", "acc.sg", "nom.pl", "acc.pl")),
    ("я", ("nom.sg",)),
    ("го", ("gen.sg", "acc.sg")),
    ("м", ("ins.sg", "loc.sg", "dat.pl")),
    ("му", ("dat.sg",)),
    ("ю", ("acc.sg",)),
    ("х", ("gen.pl", "loc.pl", "acc.pl")),
    ("ми", ("ins.pl",)),
)
_RU_YEAR = (
    ("год", ("nom.sg", "acc.sg")),
    ("года", ("gen.sg",)),
    ("году", ("dat.sg", "loc.sg")),
    ("годом", ("ins.sg",)),
)
_RU_YEARS = (
    ("годы", ("nom.pl", "acc.pl")),
    ("годов", ("gen.pl",)),
    ("годам", ("dat.pl",)),
    ("годами", ("ins.pl",)),
    ("годах", ("loc.pl",)),
)
_RU_DECADE = {"годы": "е", "годов": "х", "годам": "м", "годами": "ми", "годах": "х"}


def _russian_digits(value: Decimal) -> str:
    return _grouped(value, " ", ",") if value >= 10_000 else plain(value).replace(".", ",")


def agreeing(value: Decimal, forms: tuple[str, str, str]) -> str:
    """The noun form after a number: 1 доллар, 2 доллара, 5 долларов, 2,5 доллара."""
    if value != value.to_integral_value():
        return forms[1]
    number = int(value)
    if number % 10 == 1 and number % 100 != 11:
        return forms[0]
    return forms[1] if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else forms[2]


def _russian_number(amount: Amount) -> Iterator[Form]:
    if amount.ordinal:
        yield from (Form(f"{plain(amount.low)}-{ending}", cells) for ending, cells in _RU_ORDINAL)
        return
    last = amount.high if amount.high is not None else amount.low
    texts = list(_spelled(amount, _russian_digits, _RU_SCALES, "–", " "))
    if amount.high is None and amount.low >= 10_000 and not amount.low % 1000 and amount.low < 10**6:
        texts.append(f"{plain(amount.low / 1000)} тыс.")
    if amount.high is None and 1000 <= amount.low < 10_000:
        texts.append(_grouped(amount.low, " ", ","))
    for text in texts:
        if amount.percent:
            yield from (Form(f"{text} %"), Form(f"{text}%"))
            yield Form(f"{text} {agreeing(last, ('процент', 'процента', 'процентов'))}")
        elif amount.currency in _RU_CURRENCIES:
            names = _RU_CURRENCIES[amount.currency]
            yield Form(f"{text} {names[2] if text[-1].isalpha() or text[-1] == '.' else agreeing(last, names)}")
        else:
            yield Form(f"{text} {amount.currency}" if amount.currency else text)


def _russian_date(date: Moment) -> Iterator[Form]:
    if date.hour is not None:
        yield Form(f"{date.hour}:{date.minute:02}")
        hours = f"{date.hour} {agreeing(Decimal(date.hour), ('час', 'часа', 'часов'))}"
        minutes = f" {date.minute} {agreeing(Decimal(date.minute), ('минута', 'минуты', 'минут'))}"
        yield Form(hours + (minutes if date.minute else ""))
    elif date.decade is not None:
        yield from (Form(f"{date.decade:02}-{_RU_DECADE[noun]} {noun}", cells) for noun, cells in _RU_YEARS)
    elif date.month is None:
        nouns = _RU_YEARS if date.until else _RU_YEAR
        yield from (Form(f"{_years(date, '–')} {noun}", cells) for noun, cells in nouns)
        yield Form(_years(date, "–"))
    elif date.day is None:
        tail = f" {date.year} года" if date.year else ""
        yield from (Form(text + tail, cells) for text, cells in _russian_month(RU_MONTHS[date.month - 1]))
    else:
        month = next(text for text, cells in _russian_month(RU_MONTHS[date.month - 1]) if "gen.sg" in cells)
        tail = f" {date.year} года" if date.year else ""
        if date.listed:
            yield Form(f"{date.day} и {date.until} {month}{tail}")
        elif date.until:
            yield Form(f"с {date.day} по {date.until} {month}{tail}")
            yield Form(f"{date.day}–{date.until} {month}{tail}")
        else:
            yield Form(f"{date.day} {month}{tail}")


def _russian_month(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    stem = name.rstrip("ьй")
    soft = stem != name
    yield name, ("nom.sg", "acc.sg")
    yield stem + ("я" if soft else "а"), ("gen.sg",)
    yield stem + ("ю" if soft else "у"), ("dat.sg",)
    if name.endswith("ь") and not name.startswith("ию"):
        instrumental = "ем" if name.startswith("апр") else "ём" if name.startswith(("янв", "фев")) else "ем"
    else:
        instrumental = "ем" if soft else "ом"
    yield stem + instrumental.replace("ё", "е"), ("ins.sg",)
    yield stem + "е", ("loc.sg",)


# Chinese

_ZH_SCALES = ((8, "亿"), (4, "万"))
_ZH_CURRENCIES = {"USD": "美元", "EUR": "欧元", "GBP": "英镑", "CNY": "元", "RUB": "卢布", "JPY": "日元"}


def _chinese_number(amount: Amount) -> Iterator[Form]:
    if amount.ordinal:
        if amount.low <= 9999 and amount.low == int(amount.low):
            yield Form(f"第{chinese(int(amount.low))}")
        yield Form(f"第{plain(amount.low)}")
        return
    for text in _spelled(amount, plain, _ZH_SCALES, "至", ""):
        if amount.percent:
            yield Form(f"{text}%".replace("至", "%至"))
        else:
            yield Form(text + (_ZH_CURRENCIES.get(amount.currency, amount.currency)))


def _chinese_date(date: Moment) -> Iterator[Form]:
    if date.hour is not None:
        minutes = f"{date.minute}分" if date.minute else ""
        half = "上午" if date.hour < 12 else "下午"
        yield Form(f"{half}{date.hour if date.hour <= 12 else date.hour - 12}时{minutes}")
        yield Form(f"{date.hour}时{minutes}")
        yield Form(f"{date.hour}:{date.minute:02}")
    elif date.decade is not None:
        century = f"{date.decade // 100 + 1}世纪" if date.decade > 100 else ""
        yield Form(f"{century}{date.decade % 100:02}年代")
    elif date.month is None:
        yield Form(f"{date.year}年至{date.until}年" if date.until else f"{date.year}年")
        yield Form(_years(date, "-") if date.until else f"{date.year}")
    else:
        head = (f"{date.year}年" if date.year else "") + f"{date.month}月"
        if date.day is None:
            yield Form(head)
            return
        tail = f"{'和' if date.listed else '至'}{date.until}日" if date.until else ""
        yield Form(f"{head}{date.day}日{tail}")


_NUMBERS: dict[str, Callable[[Amount], Iterator[Form]]] = {
    "en": _english_number,
    "ru": _russian_number,
    "zh": _chinese_number,
}
_DATES: dict[str, Callable[[Moment], Iterator[Form]]] = {
    "en": _english_date,
    "ru": _russian_date,
    "zh": _chinese_date,
}


def number(amount: Amount, tag: str) -> list[Form]:
    """The ways to write a number in a language; none where it has no writer."""
    return _distinct(_NUMBERS[tag](amount)) if tag in _NUMBERS else []


def date(moment: Moment, tag: str) -> list[Form]:
    """The ways to write a date, time or decade in a language; none where it has no writer."""
    return _distinct(_DATES[tag](moment)) if tag in _DATES else []


def _distinct(forms: Iterator[Form]) -> list[Form]:
    return list({form.text: form for form in reversed(list(forms))}.values())[::-1]
