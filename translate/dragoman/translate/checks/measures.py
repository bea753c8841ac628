"""Units of measurement as the known languages write them behind a number."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_EN = {
    "km": r"(?:km|kilomet(?:er|re)s?)\b(?!/|\s?per)",
    "m": r"(?:(?-i:m)|met(?:er|re)s?)\b(?!/|\s?per)",
    "cm": r"(?:cm|centimet(?:er|re)s?)\b",
    "mm": r"(?:mm|millimet(?:er|re)s?)\b",
    "mile": r"(?:mi|miles?)\b(?!/|\s?per)",
    "foot": r"(?:ft|feet|foot)\b",
    "inch": r"inch(?:es)?\b",
    "kg": r"(?:kg|kilograms?|kilos?)\b",
    "g": r"(?:(?-i:g)|grams?)\b",
    "t": r"(?:tons?|tonnes?)\b",
    "ha": r"(?:ha|hectares?)\b",
    "l": r"(?:(?-i:l)|lit(?:er|re)s?)\b",
    "year": r"years?\b",
    "month": r"months?\b",
    "week": r"weeks?\b",
    "day": r"days?\b",
    "hour": r"(?:hours?|hrs?)\b",
    "minute": r"(?:minutes?|min)\b",
    "second": r"(?:seconds?|sec)\b",
}
_RU = {
    "km": r"(?:км|километр(?!\w*\s(?:в|за)\s)\w*)(?![\w/])",
    "m": r"(?:м|метр(?:а|у|е|ом|ы|ов|ам|ами|ах)?)(?![\w/])",
    "cm": r"(?:см|сантиметр\w*)(?!\w)",
    "mm": r"(?:мм|миллиметр\w*)(?!\w)",
    "mile": r"мил(?:я|и|ю|е|ей|ь|ям|ями|ях)(?!\w)",
    "foot": r"фут\w*",
    "inch": r"дюйм\w*",
    "kg": r"(?:кг|килограмм\w*|кило)(?!\w)",
    "g": r"грамм\w*",
    "t": r"(?:т|тонн\w*)(?!\w)",
    "ha": r"(?:га|гектар\w*)(?!\w)",
    "l": r"(?:л|литр\w*)(?!\w)",
    "year": r"(?:год(?:а|у|ом|е|ы|ов|ам|ами|ах)?|лет|годам|летн\w*|-летн\w*|гг?\.)(?!\w)",
    "month": r"(?:мес\.|месяц\w*|-месячн\w*|месячн\w*)",
    "week": r"(?:недел\w*|-недельн\w*)",
    "day": r"(?:день|дня|дню|днём|днем|дне|дни|дней|дням|днями|днях|дн\.|сут\w*|-дневн\w*|дневн\w*)(?!\w)",
    "hour": r"(?:ч\.?|час(?:а|у|ом|е|ы|ов|ам|ами|ах)?|-часов\w*)(?!\w)",
    "minute": r"(?:мин\.?|минут\w*|-минутн\w*)(?!\w)",
    "second": r"(?:сек\.?|секунд\w*|-секундн\w*)(?!\w)",
}
_ZH = {
    "km": r"(?:公里|千米|km)(?![/]|每)",
    "m": r"(?:米|公尺)(?![/]|每)",
    "cm": r"(?:厘米|公分)",
    "mm": r"毫米",
    "mile": r"英里",
    "foot": r"英尺",
    "inch": r"英寸",
    "kg": r"(?:公斤|千克)",
    "g": r"克",
    "t": r"(?:公)?吨",
    "ha": r"公顷",
    "l": r"(?:公)?升",
    "year": r"(?:多|余)?(?:周年|[年岁载])",
    "month": r"(?:多|余)?(?:个月|月)",
    "week": r"(?:多|余)?(?:周(?!年)|个?星期)",
    "day": r"(?:多|余)?[天日]",
    "hour": r"(?:多|余)?(?:个?小时|个?钟头|时)",
    "minute": r"(?:多|余)?分(?:钟)?",
    "second": r"(?:多|余)?秒",
}

MEASURES: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": _EN, "ru": _RU, "zh": _ZH})
"""Language tag -> name of the unit -> what it looks like, as a regular expression."""
