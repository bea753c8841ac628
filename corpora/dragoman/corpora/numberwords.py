"""Numbers written in words, read in English, Russian and Chinese: «двадцать второго», three hundred and five, 二十二.

Reading is generous: a word that can be a number is read as one («один», one, 一).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache


@dataclass(frozen=True, slots=True)
class Words:
    """A number in words: where it stands, its value, whether it is an ordinal."""

    start: int
    end: int
    value: Decimal
    ordinal: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    """What a number word adds or, as a scale, multiplies by; `alone`: a scale that needs no multiplier."""

    value: Decimal
    scale: bool = False
    ordinal: bool = False
    alone: bool = True


def read(text: str, tag: str) -> list[Words]:
    """The numbers in words of a text, in order; none in a language without a reader."""
    reader = READERS.get(tag)
    return list(reader(text)) if reader else []


# looked for first, for most texts have no number in words
_TOKEN = re.compile(r"[^\W\d_]+")


def _compose(text: str, words: Mapping[str, _Word], pattern: re.Pattern[str], link: re.Pattern[str]) -> Iterator[Words]:
    """Sum up runs of number words: hundreds, tens, units, each group times its scale."""
    plain = text.lower().replace("ё", "е")
    tokens = _TOKEN.findall(plain)
    if words.keys().isdisjoint(tokens) and not any(
        token.startswith(_compounds()) for token in tokens if len(token) > 6
    ):
        return
    start = end = -1
    total = group = Decimal(0)
    room, ceiling, ordinal = Decimal(0), Decimal(0), False
    for match in pattern.finditer(text):
        word = words.get(match.group().lower().replace("ё", "е"))
        if word is None:
            continue
        linked = end >= 0 and not ordinal and link.fullmatch(text, end, match.start()) is not None
        if linked and word.scale and word.value == 100 and 1 <= group < 100:
            group, end, ordinal, room = group * 100, match.end(), word.ordinal, Decimal(100)
            continue
        if linked and word.scale and word.value > 100 and group and word.value < ceiling:
            total, group, end = total + group * word.value, Decimal(0), match.end()
            ceiling, room, ordinal = word.value, Decimal(1000), word.ordinal
            continue
        if linked and not word.scale and 0 < word.value < room:
            group, end, ordinal = group + word.value, match.end(), word.ordinal
            room = _room(word.value)
            continue
        if end >= 0:
            yield Words(start, end, total + group, ordinal)
            end = -1
        if word.scale and not word.alone:
            continue
        start, end, ordinal, total = match.start(), match.end(), word.ordinal, Decimal(0)
        ceiling = Decimal(10) ** 18
        if word.scale and word.value > 100:
            total, group, ceiling, room = word.value, Decimal(0), word.value, Decimal(1000)
        else:
            group, room = word.value, _room(word.value)
    if end >= 0:
        yield Words(start, end, total + group, ordinal)


def _room(value: Decimal) -> Decimal:
    """What may still be added after a word: less than ten after twenty, less than a hundred after two hundred."""
    if value >= 100:
        return Decimal(100)
    return Decimal(10) if value >= 20 and value % 10 == 0 else Decimal(0)


_EN_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_EN_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_EN_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


@cache
def _english() -> tuple[dict[str, _Word], re.Pattern[str], re.Pattern[str]]:
    words: dict[str, _Word] = {}
    for value, word in enumerate([*_EN_UNITS.split(), "seventeen", "eighteen", "nineteen"]):
        words[word] = _Word(Decimal(value))
    for value, word in enumerate(_EN_ORDINALS.split()):
        words[word] = _Word(Decimal(value), ordinal=True)
    for index, word in enumerate(_EN_TENS.split(), 2):
        words[word] = _Word(Decimal(10 * index))
        words[word[:-1] + "ieth"] = _Word(Decimal(10 * index), ordinal=True)
    for word, value in {"hundred": 100, **_EN_SCALES}.items():
        words[word] = _Word(Decimal(value), scale=True)
        words[word + "th"] = _Word(Decimal(value), scale=True, ordinal=True)
    words |= {word: _Word(Decimal(value)) for word, value in {"once": 1, "twice": 2, "dozen": 12}.items()}
    return words, re.compile(r"[A-Za-z]+"), re.compile(r"\s+and\s+|\s+|-")


_RU_CARDINALS = {
    0: "ноль нуль ноля нуля",
    1: "один одна одно одного одной одному одним одном одну одною одни одних одними",
    2: "два две двух двум двумя двое двоих двоим двоими дважды вдвое",
    3: "три трех трем тремя трое троих троим троими трижды втрое",
    4: "четыре четырех четырем четырьмя четверо четверых четверым четверыми четырежды вчетверо",
    5: "пять пяти пятью пятеро пятерых пятерым впятеро",
    6: "шесть шести шестью шестеро шестерых шестерым",
    7: "семь семи семью семеро семерых семерым",
    8: "восемь восьми восемью восьмью",
    9: "девять девяти девятью",
    10: "десять десяти десятью десяток десятка",
    40: "сорок сорока",
    90: "девяносто девяноста",
    100: "сто ста сотня сотни сотню",
    200: "двести двухсот двумстам двумястами двухстах",
    300: "триста трехсот тремстам тремястами трехстах",
    400: "четыреста четырехсот четыремстам четырьмястами четырехстах",
}
_RU_TEENS = "один две три четыр пят шест сем восем девят"
_RU_ORDINALS = {
    1: "перв", 2: "втор", 4: "четверт", 5: "пят", 6: "шест", 7: "седьм", 8: "восьм", 9: "девят", 10: "десят",
    40: "сороков", 90: "девяност", 100: "сот",
}  # fmt: skip
_RU_GENITIVES = {
    1: "одно", 2: "двух", 3: "трех", 4: "четырех", 5: "пяти", 6: "шести", 7: "семи", 8: "восьми", 9: "девяти",
    10: "десяти", 40: "сорока", 90: "девяносто", 100: "сто",
}  # fmt: skip
_RU_ENDINGS = "ый ой ий ого ому ым ом ая ой ую ою ое ые ых ыми".split()  # noqa: SIM905
_RU_FIVES = (
    (5, "пят", "пяти"),
    (6, "шест", "шести"),
    (7, "сем", "семи"),
    (8, "восем", "восьми"),
    (9, "девят", "девяти"),
)
_RU_THIRD = "третий третьего третьему третьим третьем третья третьей третью третье третьи третьих третьими"
# singular cells | the rest, which need a multiplier
_RU_SCALES = {
    10**3: "тысяча тысячу тысячей тысячею | тысячи тысяче тысяч тысячам тысячами тысячах тыс",
    10**6: "миллион миллиона миллиону миллионом миллионе | миллионы миллионов миллионам миллионами миллионах млн",
    10**9: "миллиард миллиарда миллиарду миллиардом | миллиарды миллиардов миллиардам миллиардами миллиардах млрд",
    10**12: "триллион триллиона триллионом | триллионы триллионов триллионам трлн",
}
# what makes a compound of a number in the genitive: двадцатилетний, трехдневный, столетие
_RU_TAILS = (
    r"(?:летн|лети|дневн|месячн|часов|недельн|процентн|тысячн|миллионн|миллиардн|километров|метров|этажн|кратн|"
    r"сторонн|местн|томн|значн|минутн|секундн|квартирн|градусн|балльн|язычн|осн)"
)


@cache
def _compounds() -> tuple[str, ...]:
    """What compounds of a number begin with: двадцати of двадцатилетний."""
    return tuple(_russian_genitives().values())


@cache
def _russian() -> tuple[dict[str, _Word], re.Pattern[str], re.Pattern[str]]:
    words: dict[str, _Word] = {}
    cardinals = dict(_RU_CARDINALS)
    ordinals, genitives = dict(_RU_ORDINALS), _russian_genitives()
    for index, stem in enumerate(_RU_TEENS.split(), 11):
        root = stem + "надцат"
        cardinals[index] = f"{root}ь {root}и {root}ью"
        ordinals[index] = root
    for value, root in ((20, "двадцат"), (30, "тридцат")):
        cardinals[value] = f"{root}ь {root}и {root}ью"
        ordinals[value] = root
    for value, left, right in _RU_FIVES:
        if value < 9:
            cardinals[value * 10] = f"{left}ьдесят {right}десяти {left}ьюдесятью"
            ordinals[value * 10] = f"{right}десят"
        cardinals[value * 100] = f"{left}ьсот {right}сот {right}стам {left}ьюстами {right}стах"
    ordinals |= {value: genitives[value] for value in range(200, 1000, 100)}
    for value, forms in cardinals.items():
        words |= {form: _Word(Decimal(value)) for form in forms.split()}
    for value, stem in ordinals.items():
        for ending in _RU_ENDINGS:
            words.setdefault(stem + ending, _Word(Decimal(value), ordinal=True))
    for form in _RU_THIRD.split():
        words.setdefault(form, _Word(Decimal(3), ordinal=True))
    for value, forms in _RU_SCALES.items():
        alone, others = forms.split("|")
        words |= {form: _Word(Decimal(value), scale=True) for form in alone.split()}
        words |= {form: _Word(Decimal(value), scale=True, alone=False) for form in others.split()}
    words |= {form: _Word(Decimal("1.5")) for form in ("полтора", "полторы", "полутора")}
    words |= {"полмиллиона": _Word(Decimal(500_000)), "полтысячи": _Word(Decimal(500)), "дюжина": _Word(Decimal(12))}
    tens = "|".join(sorted((genitives[v] for v in genitives if v >= 20), key=len, reverse=True))
    small = "|".join(sorted((genitives[v] for v in genitives if v < 20), key=len, reverse=True))
    compound = rf"(?:(?:{tens})(?:{small})?|(?:{small}))(?={_RU_TAILS})"
    words = {**_russian_compounds(), **words}
    return words, re.compile(rf"(?<!\w)(?:{compound}|\w+)", re.IGNORECASE), re.compile(r"\s+")


@cache
def _russian_genitives() -> dict[int, str]:
    genitives = dict(_RU_GENITIVES)
    for index, stem in enumerate(_RU_TEENS.split(), 11):
        genitives[index] = stem + "надцати"
    genitives |= {20: "двадцати", 30: "тридцати"}
    genitives |= {value * 10: genitives[value] + "десяти" for value in (5, 6, 7, 8)}
    genitives |= {value * 100: genitives[value] + "сот" for value in range(2, 10)}
    return genitives


@cache
def _russian_compounds() -> dict[str, _Word]:
    genitives = _russian_genitives()
    compounds = {form: _Word(Decimal(value)) for value, form in genitives.items()}
    for ten in (value for value in genitives if 20 <= value < 100):
        for unit in range(1, 10):
            compounds[genitives[ten] + genitives[unit]] = _Word(Decimal(ten + unit))
    return compounds


_ZH_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_ZH_UNITS = {"十": 10, "百": 100, "千": 1000}
_ZH_SCALES = {"万": 10**4, "亿": 10**8}
_ZH_RUN = re.compile(r"(?P<ordinal>第)?(?P<run>[零〇一二两俩三四五六七八九十百千万亿]+)")


def chinese_value(run: str) -> int | None:
    """The value of a Chinese numeral: 二十二, 三百零五, 两千, 二〇二五; None for a run that is not one."""
    if all(c in _ZH_DIGITS for c in run):
        if len(run) == 1:
            return _ZH_DIGITS[run]
        return int("".join(str(_ZH_DIGITS[c]) for c in run)) if 3 <= len(run) <= 20 and "两" not in run else None
    total = section = digit = 0
    last_unit, pending = 10**9, False
    for c in run:
        if c in _ZH_DIGITS:
            if pending and digit:
                return None
            digit, pending = _ZH_DIGITS[c], True
        elif c in _ZH_UNITS:
            unit = _ZH_UNITS[c]
            if unit >= last_unit or (not pending and (unit != 10 and section == 0)):
                return None
            section += (digit if pending else 1) * unit
            digit, pending, last_unit = 0, False, unit
        else:
            section += digit
            if not section and not total:
                return None
            total = (total + section) * _ZH_SCALES[c] if c == "亿" else total + section * _ZH_SCALES[c]
            section, digit, pending, last_unit = 0, 0, False, 10**9
    # 三万五 means 35,000, 一百五 150; such spoken forms are left alone
    if pending and digit and last_unit > 10 and (total or section) and run[-2] not in "零〇":
        return None
    return total + section + digit


def _read_chinese(text: str) -> Iterator[Words]:
    for match in _ZH_RUN.finditer(text):
        run = match["run"]
        if len(run) <= 24 and (value := chinese_value(run)) is not None:
            yield Words(match.start(), match.end(), Decimal(value), match["ordinal"] is not None)


def _read_english(text: str) -> Iterator[Words]:
    return _compose(text, *_english())


def _read_russian(text: str) -> Iterator[Words]:
    return _compose(text, *_russian())


READERS: dict[str, Callable[[str], Iterator[Words]]] = {
    "en": _read_english,
    "ru": _read_russian,
    "zh": _read_chinese,
}


def chinese(value: int) -> str:
    """A whole number from 0 to 9999 in Chinese numerals: 二十二, 一百零五, 两 only as 二."""
    if not 0 <= value <= 9999:
        raise ValueError(f"not between 0 and 9999: {value}")
    digits = "零一二三四五六七八九"
    if value < 10:
        return digits[value]
    out, zero = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            out += ("零" if zero and out else "") + digits[digit] + unit
            zero = False
        else:
            zero = True
    return out[1:] if out.startswith("一十") else out
