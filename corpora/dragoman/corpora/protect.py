"""Protected spans: what a translation must carry over with its value: numbers, dates, links, tags, placeholders.

`spans` finds them in a source text, `realisations` says how a target language may write them, `found` reads a target
text for them, generously: digits, words, other groupings, Roman numerals, a year that stands elsewhere in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from dragoman.termbase.language import language as find_language
from dragoman.termbase.morphology.base import Form

from . import dates, numbers, realise

_NEAR = 30


@dataclass(frozen=True, slots=True)
class Protected:
    """A span that must survive translation.

    kind: url, email, tag, placeholder, filename, date, time or number. text: as written. value: canonical, for
    comparison: decimal digits ("450", "3000000" for 3 million; "5..8" a range, "62%", "USD 5000000"), ISO 8601 for
    dates ("2024-07-25", "--09-05/--09-08", "2025") and times ("T09:30"), "1990s"; otherwise the text itself.
    ordinal: a number that counts in order (22nd).
    """

    start: int
    end: int
    kind: str
    text: str
    value: str
    ordinal: bool = False


_TLD = (
    "com|org|net|edu|gov|mil|int|info|biz|io|ai|app|dev|news|cn|ru|su|us|uk|eu|de|fr|jp|kr|in|kz|kg|uz|tj|by|ua|pk|ir|"
    "mn|az|ge|am|tm|sg|hk|tw|ch|at|it|es|pl|nl|be|se|no|fi|br|za|au|ca|nz|tr|ae|рф"
)
_EXTENSIONS = (
    "jpe?g|png|gif|bmp|svg|webp|tiff?|ico|mp[34]|avi|mov|wav|pdf|docx?|xlsx?|pptx?|odt|ods|rtf|txt|csv|tsv|json|jsonl|"
    "ya?ml|xml|html?|xlf|xliff|pot?|mo|tmx|tbx|zip|gz|tar|rar|7z|exe|dll|so|py|js|ts|css|c|h|cpp|java|rs|go|sh|md|toml|"
    "ini|cfg|conf|log|sql|db|bak"
)
_HOST = r"(?:[A-Za-z0-9а-яё](?:[A-Za-z0-9а-яё-]{0,62})\.){1,8}"
_URL_REST = r"(?:[:/?#][A-Za-z0-9а-яёА-ЯЁ\-._~:/?#\[\]@!$&'()*+,;=%]*)?"
_STRUCTURE = re.compile(
    r"(?P<tag></?[A-Za-z][\w:.-]{0,60}(?:\s[^<>\r\n]{0,1000})?/?>|<!--[^\r\n]{0,1000}?-->|"
    r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<url>(?<![A-Za-z0-9])(?:(?:https?|ftps?|sftp|file|wss?)://|mailto:|www\.)[A-Za-z0-9а-яёА-ЯЁ\-._~:/?#\[\]@!$&'()*+,;=%]+)"
    r"|(?P<email>(?<![\w.+-])[A-Za-z0-9][\w.+%-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-]))"
    r"|(?P<placeholder>\$?\{\{[^{}\r\n]{1,100}\}\}|[$%]\{[\w.:-]{1,100}\}|\{[A-Za-z_][\w.\[\]]{0,60}(?:![rsa])?(?::[^{}\r\n]{0,30})?\}"
    r"|\{\d{0,3}\}|(?<![\w%])%(?:\([\w.]{1,60}\)|\d{1,2}\$)?[-+#0]{0,3}(?:\d{1,3}|\*)?(?:\.(?:\d{1,3}|\*))?(?:hh|h|ll|l|L|z|j|t)?[diouxXeEfFgGcrsap@](?![A-Za-z]))"
    rf"|(?P<filename>(?<![\w./-])(?:[\w-]+[./])*[\w-]+\.(?:{_EXTENSIONS})(?![\w-]|\.\w))"
    rf"|(?P<host>(?<![\w.@/-])(?:[A-Za-z0-9а-яё][A-Za-z0-9а-яё-]{{0,62}}\.){{1,8}}(?:{_TLD})(?![\w-]|\.\w){_URL_REST})",
)
_TRIGGER = re.compile(r"[<&@{%/]|mailto:|\.(?:[^\W\d]|7z)")  # without one of these there is no structure
_TRAILING = ".,;:!?'\"»”’"
_BRACKETS = {")": "(", "]": "["}


@lru_cache(maxsize=4096)
def _spans(text: str, tag: str) -> tuple[Protected, ...]:
    taken = list(_structure(text))
    taken = _merge(taken, _dates(text, tag))
    return tuple(_merge(taken, _numbers(text, tag)))


def spans(text: str, language: str) -> list[Protected]:
    """The protected spans of a source text, in order, without overlaps. Raises UnknownNameError for the language.

    Not protected: numbers glued to letters (3D, G20, COVID-19), numbers in words, except Chinese numerals above ten
    and ordinals (第二十二).
    """
    return list(_spans(text, find_language(language).tag))


def _merge(taken: list[Protected], more: Iterator[Protected]) -> list[Protected]:
    """Both in order; of `more` those that overlap nothing taken. Both are sorted and free of overlaps."""
    merged: list[Protected] = []
    index = 0
    for item in more:
        while index < len(taken) and taken[index].end <= item.start:
            merged.append(taken[index])
            index += 1
        if index >= len(taken) or taken[index].start >= item.end:
            merged.append(item)
    return merged + taken[index:]


def _structure(text: str) -> Iterator[Protected]:
    if not _TRIGGER.search(text):
        return
    for match in _STRUCTURE.finditer(text):
        kind, start, end = match.lastgroup or "", match.start(), match.end()
        if kind in ("url", "host"):
            kind, end = "url", start + len(_trimmed(match.group()))
        if start < end:
            yield Protected(start, end, kind, text[start:end], text[start:end])


def _trimmed(url: str) -> str:
    """A URL without the punctuation of the sentence around it."""
    while url:
        opener = _BRACKETS.get(url[-1])
        if url[-1] in _TRAILING or (opener and url.count(url[-1]) > url.count(opener)):
            url = url[:-1]
        else:
            break
    return url


def _dates(text: str, tag: str) -> Iterator[Protected]:
    for moment in dates.moments(text, tag):
        if moment.sure:
            kind = "time" if moment.hour is not None else "date"
            yield Protected(moment.start, moment.end, kind, text[moment.start : moment.end], moment.value)


_YEAR_AFTER = re.compile(
    r"(?:\b(?:in|since|by|until|till|during|before|after|year|spring|summer|autumn|fall|winter|early|late|mid)[\s-])\Z",
    re.IGNORECASE,
)
_YEAR_MAYBE = re.compile(r"\b(?:of|from|to|through|between|and|for|the)\s\Z", re.IGNORECASE)
_COUNTED = re.compile(r"\s+[a-z]")
_VAGUE = re.compile(r"[数几好上成近每]\Z")


def _numbers(text: str, tag: str) -> Iterator[Protected]:
    for item in numbers.quantities(text, tag):
        written = text[item.start : item.end]
        if not item.digits and not _numeral(item, text):
            continue
        if _is_year(item, text):
            yield Protected(item.start, item.end, "date", written, item.value)
        else:
            yield Protected(item.start, item.end, "number", written, value(item), item.ordinal)


def _numeral(item: numbers.Quantity, text: str) -> bool:
    """Whether a number not in digits is worth protecting: Chinese ordinals, and numerals above ten made with units."""
    run = text[item.core[0] : item.core[1]]
    if run[0].isascii() or run[0] < "\u3000":
        return False
    if item.ordinal:
        return item.value not in ("0", "1")
    if _VAGUE.search(text, max(0, item.start - 1), item.start) or len(item.value.split(".")[0]) < 2:
        return False
    return item.value != "10" and any(c in "十百千万亿" for c in run)


def _is_year(item: numbers.Quantity, text: str) -> bool:
    """Whether an English four-digit number is a year: after a word that takes one, and counting nothing."""
    written = text[item.start : item.end]
    if len(written) != 4 or not written.isdigit() or item.unit or not "1500" <= written < "2100":
        return False
    before = text[max(0, item.start - 12) : item.start]
    if _YEAR_AFTER.search(before):
        return True
    return _YEAR_MAYBE.search(before) is not None and not _COUNTED.match(text, item.end)


def value(item: numbers.Quantity) -> str:
    """The canonical value of a quantity: see Protected."""
    amount = f"{item.value}..{item.high}" if item.high else item.shared or item.value
    if item.unit == "%":
        return f"{amount}%"
    return f"{item.unit} {amount}" if item.unit else amount


def realisations(protected: Protected, target_language: str) -> tuple[Form, ...]:
    """The forms a span may take in the target language, the usual one first; never empty.

    Raises UnknownNameError for an unknown language.
    """
    tag = find_language(target_language).tag
    forms: list[Form] = []
    if protected.kind in ("date", "time"):
        moment = dates.parse(protected.value)
        forms = realise.date(moment, tag) if moment else []
    elif protected.kind == "number":
        amount = realise.Amount.parse(protected.value, protected.ordinal)
        forms = realise.number(amount, tag) if amount else []
    return tuple(forms) or (Form(protected.value if protected.ordinal else protected.text),)


def found(protected: Protected, target_text: str, target_language: str) -> list[tuple[int, int]]:
    """Where a span's value stands in a target text, in order: half-open code-point spans. Empty: it is lost.

    Raises UnknownNameError for an unknown language.
    """
    tag = find_language(target_language).tag
    finder = _FINDERS.get(protected.kind, _find_text)
    return sorted(set(finder(protected, target_text, tag)))


def _find_text(protected: Protected, text: str, tag: str) -> Iterator[tuple[int, int]]:
    del tag
    label = protected.text
    # %s1 is the placeholder and a digit, 11.jpg is not 1.jpg
    glued = str.isalpha if protected.kind == "placeholder" else str.isalnum
    start = text.find(label)
    while start >= 0:
        end = start + len(label)
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        if not any(
            outer.isascii() and glued(outer) and inner.isalnum()
            for outer, inner in ((before, label[0]), (after, label[-1]))
        ):
            yield start, end
        start = text.find(label, start + 1)


def _find_date(protected: Protected, text: str, tag: str) -> Iterator[tuple[int, int]]:
    wanted = dates.parse(protected.value)
    if wanted is None:
        yield from _find_text(protected, text, tag)
        return
    have = dates.moments(text, tag)
    only_year = wanted.month is None and wanted.day is None and wanted.hour is None and wanted.decade is None
    whole = dates.agree(wanted, have)
    for moment in whole:
        if only_year and moment.year == wanted.year and moment.year_span and not wanted.until:
            yield moment.year_span if moment.month is not None else (moment.start, moment.end)
        else:
            yield moment.start, moment.end
    if only_year and not wanted.until:
        yield from _find_number(protected, text, tag)
    if wanted.until and not whole:
        yield from _both_ends(wanted, text, tag)


def _both_ends(wanted: dates.Moment, text: str, tag: str) -> Iterator[tuple[int, int]]:
    """An interval given as two dates close together."""
    first, last = protected_ends(wanted)
    starts, ends = _find_date(first, text, tag), list(_find_date(last, text, tag))
    for start, middle in starts:
        for begin, end in ends:
            if middle <= begin <= middle + _NEAR:
                yield start, end
                break


def protected_ends(wanted: dates.Moment) -> tuple[Protected, Protected]:
    """The two ends of an interval as dates of their own."""
    low, high = wanted.value.replace(",", "/").split("/")
    return Protected(0, 0, "date", low, low), Protected(0, 0, "date", high, high)


def _find_number(protected: Protected, text: str, tag: str) -> Iterator[tuple[int, int]]:
    amount = realise.Amount.parse(protected.value)
    if amount is None:
        labels = [(item.start, item.end) for item in numbers.singles(text, tag) if value(item) == protected.value]
        yield from labels or _find_text(protected, text, tag)
        return
    low = numbers.plain(amount.low)
    high = numbers.plain(amount.high) if amount.high is not None else ""
    unit = "%" if amount.percent else amount.currency
    if high:
        whole = [item for item in numbers.quantities(text, tag) if (item.value, item.high) == (low, high)]
        yield from ((item.start, item.end) for item in whole)
        if not whole:
            yield from _pair(low, high, text, tag)
        return
    for item in numbers.singles(text, tag):
        if low in (item.value, item.shared) and _unit_fits(unit, item, text, tag):
            yield item.start, item.end


def _pair(low: str, high: str, text: str, tag: str) -> Iterator[tuple[int, int]]:
    items = numbers.singles(text, tag)
    for index, item in enumerate(items):
        if low in (item.value, item.shared):
            for other in items[index + 1 : index + 4]:
                if other.value == high and other.start - item.end <= _NEAR:
                    yield item.start, other.end
                    break


def _unit_fits(unit: str, item: numbers.Quantity, text: str, tag: str) -> bool:
    """A percent sign or currency may also stand once, behind the last of several numbers."""
    return not unit or item.unit == unit or numbers.unit_after(text, item.end, unit, tag)


_FINDERS: dict[str, Callable[[Protected, str, str], Iterator[tuple[int, int]]]] = {
    "date": _find_date,
    "time": _find_date,
    "number": _find_number,
}
