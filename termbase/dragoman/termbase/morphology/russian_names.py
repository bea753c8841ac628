"""Names of persons in Russian: which part declines, and how.

Chinese names: the surname stays, a man's given name declines if it ends in a consonant, ь or й, a woman's never does.
Others: both parts decline where their endings let them; women's surnames in a consonant and names in -о, -е, -и, -у,
-ю, -ы, -э stay. After Калакуцкая, «Склонение фамилий и личных имён в русском литературном языке» (1984).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .palladius import is_chinese, is_chinese_name
from .russian_cells import CASES
from .russian_words import is_acronym, known_names, names, nouns

_VOWELS = "аеёиоуыэюя"
_HUSHING = "жчшщц"
_VELAR = "гкх"
_ADJECTIVAL_M = re.compile(r".*(?:[сц]кий|[^аеёиоуыэюя]ый|[гкхжшчщ]ий|ой)$")
_ADJECTIVAL_F = re.compile(r".*(?:ая|яя)$")
_POSSESSIVE_M = re.compile(r".*[аеёиоуыэюя].*(?:[оеё]в|[иы]н)$|^(?:львов|царёв|царев)$")
_POSSESSIVE_F = re.compile(r".*[аеёиоуыэюя].*(?:[оеё]в|[иы]н)а$")
_PARTICLES = frozenset((
    "фон", "ван", "де", "дер", "ди", "да", "дос", "аль", "эль", "бен", "ибн", "бин", "оглы", "кызы", "заде", "паша",
    "ле", "ла", "и",
))  # fmt: skip

Cells = Mapping[str, str]


def decline_person(words: Sequence[str], gender: str | None = None, declining: Sequence[str] = ()) -> list[Cells]:
    """The six cases of each word of a name.

    gender: "m" or "f"; None: worked out from the name. declining: the words that decline, where this is known.
    """
    chosen = {word.lower() for word in declining}
    bare = tuple(word for word in words if len(word) > 1)
    chinese = is_chinese_name(bare)
    sex = gender if gender in ("m", "f") else ("m" if chinese else _guess_gender(words))
    only_last = chinese or (len(bare) > 2 and all(_syllables(word) <= 1 for word in bare))
    result: list[Cells] = []
    for position, word in enumerate(words):
        last = position == len(words) - 1
        frozen = (
            (chosen and word.lower() not in chosen)
            or len(word) == 1
            or (word.lower() in _PARTICLES and not (last and word[:1].isupper()))
            or (only_last and not last and not chosen)
        )
        if frozen:
            result.append(_same(word))
        elif only_last or (len(words) == 1 and is_chinese(word) and not known_names(word)):
            result.append(_foreign(word, sex) if sex == "m" else _same(word))
        else:
            # a name by itself that the dictionary does not know is a surname rather than a given name
            result.append(_hyphenated(word, sex, surname=last and (len(words) > 1 or not known_names(word))))
    return result


def is_person_name(words: Sequence[str]) -> bool:
    """Whether words look like the full name of a person, or a known surname or given name by itself."""
    bare = tuple(word for word in words if len(word) > 1 and word not in _PARTICLES)
    if not bare or len(words) > 5 or any(not word[:1].isupper() or is_acronym(word) for word in bare):
        return False
    if is_chinese_name(bare):
        return True
    if any(noun.geographic for word in bare for noun in nouns(word)[:1]):
        return False
    if len(bare) == 1:
        return bool(names(bare[0]))
    singular = all(any(noun.number == "sg" for noun in nouns(word)) for word in bare)
    return singular and any(names(word) for word in bare)


def _syllables(word: str) -> int:
    return sum(letter in _VOWELS for letter in word.lower())


def _guess_gender(words: Sequence[str]) -> str:
    """The sex a name shows: by a known name or patronymic, the ending of the surname, or of the given name."""
    for word in words:
        if re.search(r"(?:вич|оглы)$", word.lower()):
            return "m"
        if re.search(r"(?:вна|ична|кызы)$", word.lower()) and len(words) > 1:
            return "f"
    for word in words:
        for name in known_names(word):
            if name.gender in ("m", "f"):
                return name.gender
    if len(words) > 1 and (_POSSESSIVE_F.match(words[-1].lower()) or _ADJECTIVAL_F.match(words[-1].lower())):
        return "f"
    return "f" if words and words[0][-1:].lower() in "ая" else "m"


def _hyphenated(word: str, gender: str, surname: bool) -> Cells:
    """«Салтыкова-Щедрина» declines in both halves, «Жан-Жака» and «аль-Ассада» only in the last."""
    first, hyphen, last = word.rpartition("-")
    end = _name(last, gender, surname)
    if not hyphen:
        return end
    both = first[:1].isupper() and (surname or first[-1:].lower() in "ая") and len(first) > 2
    start = _hyphenated(first, gender, surname) if both else _same(first)
    return {case: start[case] + hyphen + end[case] for case in CASES}


def _name(word: str, gender: str, surname: bool) -> Cells:
    lower = word.lower()
    if surname:
        possessive = _POSSESSIVE_M.match(lower) if gender == "m" else _POSSESSIVE_F.match(lower)
        if possessive:
            return _possessive(word, gender)
        adjectival = _ADJECTIVAL_M.match(lower) if gender == "m" else _ADJECTIVAL_F.match(lower)
        if adjectival:
            return _adjectival(word, gender)
        if re.search(r"[иы]х$|ово$|аго$|яго$", lower):
            return _same(word)
        if gender == "f" and lower[-1:] not in _VOWELS:
            return _same(word)
    for noun in known_names(word):
        if noun.gender in (gender, "c"):
            return {case: noun.form(case, "sg", True) or word for case in CASES}
    return _foreign(word, gender, surname)


def _foreign(word: str, gender: str, surname: bool = False) -> Cells:
    """By the last letter alone."""
    lower, stem = word.lower(), word[:-1]
    before = lower[-2:-1]
    if lower.endswith("ия"):
        return _cells(word, stem, ("и", "и", "ю", "ей", "и"))
    if lower.endswith("а") and before not in _VOWELS:
        return _cells(
            word, stem, ("и" if before in _VELAR + "жшчщ" else "ы", "е", "у", "ей" if before in _HUSHING else "ой", "е")
        )
    if lower.endswith("я"):
        return _cells(word, stem, ("и", "е", "ю", "ей", "е"))
    if lower[-1:] in _VOWELS or not lower[-1:].isalpha():
        return _same(word)
    if gender == "f":
        return _cells(word, stem, ("и", "и", "ь", "ью", "и")) if lower.endswith("ь") and not surname else _same(word)
    if lower.endswith("ий"):
        return _cells(word, stem, ("я", "ю", "я", "ем", "и"))
    if lower[-1] in "йь":
        return _cells(word, stem, ("я", "ю", "я", "ем", "е"))
    return _cells(word, word, ("а", "у", "а", "ем" if lower[-1] in _HUSHING else "ом", "е"))


def _possessive(word: str, gender: str) -> Cells:
    if gender == "m":
        return _cells(word, word, ("а", "у", "а", "ым", "е"))
    return _cells(word, word[:-1], ("ой", "ой", "у", "ой", "ой"))


def _adjectival(word: str, gender: str) -> Cells:
    stem, soft = word[:-2], word[-2:].lower() in ("ий", "яя")
    hard_after_hushing = stem[-1:].lower() in _VELAR + "жшчщ"
    if gender == "f":
        return _cells(
            word, stem, ("ей", "ей", "юю", "ей", "ей") if word[-2:].lower() == "яя" else ("ой", "ой", "ую", "ой", "ой")
        )
    hushing = stem[-1:].lower() in "жшчщ"
    if hushing:
        return _cells(word, stem, ("его", "ему", "его", "им", "ем"))
    return _cells(word, stem, ("ого", "ому", "ого", "им" if soft or hard_after_hushing else "ым", "ом"))


def _cells(word: str, stem: str, endings: Sequence[str]) -> Cells:
    upper = len(word) > 1 and word.isupper()
    forms = (stem + (ending.upper() if upper else ending) for ending in endings)
    return dict(zip(CASES, (word, *forms), strict=True))


def _same(word: str) -> Cells:
    return dict.fromkeys(CASES, word)
