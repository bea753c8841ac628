"""Single Russian words: what a word can be in the nominative, and all its forms. Words come from pymorphy3's dictionary.

Every form keeps the capitals of the word as written, and comes with е for ё unless the word itself is written with ё.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from .palladius import is_chinese
from .russian_cells import CASES, Adjective, Cell, Noun, Numeral

_CASES = {"nomn": "nom", "gent": "gen", "datv": "dat", "accs": "acc", "ablt": "ins", "loct": "loc"}
_GENDERS = {"masc": "m", "femn": "f", "neut": "n", "ms-f": "c"}
_NUMBERS = {"sing": "sg", "plur": "pl"}
# Archaic, colloquial, dialectal and misspelt variants ("прокуратурою", "обвиненье"): never generated.
_MARKED = frozenset(("V-oy", "V-ey", "V-be", "V-en", "V-ie", "V-bi", "Arch", "Infr", "Slng", "Dist", "Erro", "Fimp"))
# What tells apart the adjectives and participles that share one pymorphy lexeme.
_DEGREES = frozenset(("Supr", "Cmp2", "pres", "past", "actv", "pssv", "perf", "impf"))
_PERSONAL = frozenset(("Name", "Surn", "Patr"))

_ORDINAL = re.compile(r"(\d+)-(?:ы|и|о|а|е|я)?(?:й|я|е|го|му|ю|м|х|ми|и)")
_ORDINAL_ENDINGS = {
    "m": ("й", "го", "му", "го", "м", "м"),
    "n": ("е", "го", "му", "е", "м", "м"),
    "f": ("я", "й", "й", "ю", "й", "й"),
    "pl": ("е", "х", "м", "е", "ми", "х"),
}
# What _foreign_names declines: after other endings stress, softness or custom decide.
_FOREIGN = re.compile("[А-ЯЁ][а-яё]+(?:ия|[бвдзклмнпрст])")
_MISDECLINED = frozenset(("Лахор",))  # the dictionary takes its о for a fleeting one
_ROMAN = re.compile(r"[IVXLCDMХ]+")
# First parts of compounds that never decline although they are nouns of their own ("интернет-мошенничества").
_FROZEN_FIRST = frozenset((
    "альфа", "арт", "аудио", "бизнес", "блиц", "блок", "веб", "вермут", "видео", "вице", "гала", "генерал", "джаз",
    "диско", "допинг", "дизайн", "зам", "интернет", "караоке", "кибер", "киловатт", "кино", "контр", "кредит",
    "лазер", "лейб", "лейтенант", "маркетинг", "медиа", "мега", "микро", "мини", "мульти", "онлайн", "офлайн",
    "офшор", "пиар", "пилот", "питч", "поп", "премьер", "пресс", "прайм", "рок", "сервис", "смарт", "спам",
    "спринт", "стартап", "старт", "стенд", "стресс", "супер", "такси", "теле", "тест", "топ", "трафик", "троян",
    "унтер", "факс", "фейк", "фиш", "фишинг", "фитнес", "флеш", "фото", "хакер", "хит", "чат", "чип", "штаб", "шоу",
    "шоп", "экс", "экспресс", "экстра", "эксперт",
))  # fmt: skip


@cache
def _analyser() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


def respell(written: str, form: str) -> str:
    """`form` with the capitals of `written`: letter by letter as far as both agree, and е for ё from there on."""
    if written.count("-") == form.count("-") > 0:
        return "-".join(map(respell, written.split("-"), form.split("-")))
    shared = 0
    folded, target = written.lower().replace("ё", "е"), form.lower().replace("ё", "е")
    for ours, theirs in zip(folded, target, strict=False):
        if ours != theirs:
            break
        shared += 1
    rest = form[shared:] if "ё" in written.lower() else form[shared:].replace("ё", "е")
    if len(written) > 1 and written.isupper():
        rest = rest.upper()
    head = written[:shared]
    return head + (rest if head or not written[:1].isupper() else rest[:1].upper() + rest[1:])


def is_acronym(word: str) -> bool:
    """Two or more letters, all capitals, or a Latin or mixed word: such words do not decline."""
    letters = [letter for letter in word if letter.isalpha()]
    if not letters:
        return False
    return (len(letters) > 1 and all(letter.isupper() for letter in letters)) or not re.search("[а-яёА-ЯЁ]", word)


def is_number(word: str) -> bool:
    """A number in digits or Roman numerals."""
    return word.isdecimal() or bool(_ROMAN.fullmatch(word))


def is_function_word(word: str) -> bool:
    """A preposition, conjunction or particle: where it stands, no noun phrase begins."""
    best = _parses(word.lower())[:1]
    return any(parse.tag.POS in ("PREP", "CONJ", "PRCL", "INTJ") for parse in best)


def is_adverb(word: str) -> bool:
    """An adverb or comparative first of all ("технологически")."""
    best = _parses(word.lower())[:1]
    return any(parse.tag.POS in ("ADVB", "COMP") for parse in best)


@lru_cache(maxsize=65536)
def cases(word: str) -> frozenset[str]:
    """The cases an inflected word can be in; empty for words without case."""
    if is_acronym(word) or is_number(word):
        return frozenset()
    return frozenset(_CASES[parse.tag.case] for parse in _parses(word.lower()) if parse.tag.case in _CASES)


@lru_cache(maxsize=65536)
def nouns(word: str) -> tuple[Noun, ...]:
    """The nominative noun readings of a word, the likeliest first."""
    if is_number(word):
        return ()
    if is_acronym(word):
        return (_undeclined(word),)
    chinese = _chinese_names(word)
    if chinese and not any(parse.is_known for parse in _parses(word.lower())):
        return chinese
    compound = _compound_nouns(word)
    if compound:
        return compound
    if word in _MISDECLINED:
        return _foreign_names(word)
    found = [_noun(word, parse) for parse in _parses(word.lower()) if _is_nominative(parse, "NOUN")]
    return tuple(dict.fromkeys(found)) or _foreign_names(word)


@lru_cache(maxsize=65536)
def adjectives(word: str) -> tuple[Adjective, ...]:
    """The nominative adjective, participle and ordinal readings of a word, the likeliest first."""
    ordinal = _ORDINAL.fullmatch(word.lower())
    if ordinal:
        return tuple(_digit_ordinals(word, ordinal.group(1)))
    if is_acronym(word) or is_number(word):
        return ()
    first, hyphen, last = word.rpartition("-")
    parses = _parses(word.lower())
    if hyphen and not any(parse.is_known for parse in parses):
        return tuple(_prefixed(adjective, first + hyphen) for adjective in adjectives(last))
    found = [parse for parse in parses if _is_nominative(parse, "ADJF") or _is_nominative(parse, "PRTF")]
    found.sort(key=lambda parse: parse.normal_form == "больший")  # «большая» is «большой» sooner than «бо́льший»
    return tuple(dict.fromkeys(_adjective(word, parse) for parse in found))


@lru_cache(maxsize=4096)
def numeral(word: str) -> Numeral | None:
    """The word as a cardinal numeral in the nominative, in letters or digits; None if it is none."""
    if word.isdecimal():
        tail = int(word[-2:])
        if tail % 10 == 1 and tail != 11:
            return None
        return Numeral(word, dict.fromkeys(CASES, word), paucal=tail % 10 in (2, 3, 4) and tail not in (12, 13, 14))
    for parse in _parses(word.lower()):
        if parse.tag.POS == "NUMR" and parse.tag.case == "nomn" and parse.is_known:
            cells: dict[str, str] = {"nom": word}
            for form in parse.lexeme:
                if form.tag.case in _CASES and not _MARKED & form.tag.grammemes:
                    cells.setdefault(_CASES[form.tag.case], respell(word, form.word))
            return Numeral(word, cells, paucal=parse.normal_form in ("два", "три", "четыре", "оба"))
    return None


@lru_cache(maxsize=65536)
def _parses(word: str) -> tuple[Any, ...]:
    # the analyser asks for the names of letters, which some outside the everyday planes lack
    known = "".join("\ufffd" if letter.isalpha() and not unicodedata.name(letter, "") else letter for letter in word)
    return tuple(_analyser().parse(known))


def likeliest(word: str) -> tuple[str, str, frozenset[Cell], str]:
    """A word's likeliest part of speech (as pymorphy names it), its lemma, the cells it may fill as that, and what it
    does to others (see government.Analysis)."""
    readings = _parses(word)
    best = readings[0].tag
    kind = str(best.POS or "")
    voice = "P" if "Apro" in best else ""
    if kind in ("PRTF", "PRTS", "VERB", "INFN", "GRND"):
        voice += ("t" if "tran" in best else "i") + ("p" if "pssv" in best else "a") + str(best.person or "")[:1]
    return kind, str(readings[0].normal_form), _filled(parse for parse in readings if parse.tag.POS == best.POS), voice


def _filled(readings: Iterable[Any]) -> frozenset[Cell]:
    return frozenset(
        (_CASES[parse.tag.case], _NUMBERS.get(parse.tag.number, "sg"), _GENDERS.get(parse.tag.gender or "", ""))
        for parse in readings
        if parse.tag.case in _CASES
    )


def attributive_cells(word: str) -> frozenset[Cell]:
    """The cells of the noun a word is the attribute of, if it is an adjective or participle before all else:
    «непосредственном» asks for the locative. Relative pronouns are attributes of nothing behind them, and an active
    participle of a transitive verb rather has its object there («вызвавшим вспышку»)."""
    readings = _parses(word)
    attributes = [parse for parse in readings if parse.tag.POS in ("ADJF", "PRTF") and parse.tag.case in _CASES]
    if not attributes or readings[0] not in attributes or attributes[0].normal_form == "который":
        return frozenset()
    if "actv" in attributes[0].tag and "tran" in attributes[0].tag:
        return frozenset()
    return _filled(attributes)


def counted_nouns(word: str, number: str) -> tuple[Noun, ...]:
    """The readings of a word as a noun in the genitive, as it stands after a numeral («три силы», «пять стран»)."""
    return tuple(
        _noun(word, parse)
        for parse in _parses(word.lower())
        if parse.tag.POS == "NOUN" and parse.tag.case == "gent" and _NUMBERS.get(parse.tag.number) == number
    )


def counted_adjective(word: str) -> Adjective | None:
    """A word as an adjective between a numeral and its noun («четыре основных направления», «три новые силы»)."""
    for parse in _parses(word.lower()):
        if parse.tag.POS in ("ADJF", "PRTF") and parse.tag.number == "plur" and parse.tag.case in ("nomn", "gent"):
            return _adjective(word, parse)
    return None


def attribute(word: str, case: str, column: str) -> str | None:
    """The form of an adjective or participle, given in any form, in a case and a gender or "pl"; None if it is none."""
    for parse in _parses(word.lower()):
        if parse.tag.POS in ("ADJF", "PRTF") and parse.tag.case in _CASES:
            return _adjective(word, parse).cells.get((case, column))
    return None


def predicate(word: str, column: str) -> str | None:
    """A verb in the past, or a short participle or adjective, as a subject of a gender or "pl" has it; None if it is none.

    A present verb shows the number only and is left alone; so is a plural, which may have another subject beside this one
    («Ин Юн и Тун Цзяньмин отметили»).
    """
    best = _parses(word.lower())[0]
    if best.tag.POS not in ("VERB", "PRTS", "ADJS") or (best.tag.POS == "VERB" and best.tag.tense != "past"):
        return None
    if best.tag.number == "plur" and column != "pl":
        return word
    wanted = {"plur"} if column == "pl" else {"sing", next(name for name, own in _GENDERS.items() if own == column)}
    form = best.inflect(wanted)
    return respell(word, form.word) if form else None


def _is_nominative(parse: Any, pos: str) -> bool:
    return bool(pos == parse.tag.POS and parse.tag.case == "nomn")


def _undeclined(word: str, number: str = "sg", gender: str | None = None, known: bool = False) -> Noun:
    cells = {(case, number): word for case in CASES}
    return Noun(word, number, gender, False, cells, known=known, fixed=True)


def _chinese_names(word: str) -> tuple[Noun, ...]:
    """A Chinese name in Palladius spelling that the dictionary lacks.

    «Ханчжоу» is frozen, «Далянь» masculine unless a hint or an adjective says otherwise («Сычуань» is feminine).
    """
    if not word[:1].isupper() or not is_chinese(word) or word[-1] in "ая":
        return ()
    if word[-1] in "еиоуыэю":
        return (_undeclined(word, gender="m", known=True),)
    stem = word[:-1] if word[-1] in "ьй" else word
    soft = stem != word
    masculine = _regular(word, stem, "m", ("я", "ю", word[-1], "ем", "е") if soft else ("а", "у", "", "ом", "е"))
    if word[-1] != "ь":
        return (masculine,)
    return masculine, _regular(word, stem, "f", ("и", "и", "ь", "ью", "и"))


def _foreign_names(word: str) -> tuple[Noun, ...]:
    """A capitalised word that is no noun by the dictionary, nor by its rules for others: declined as names are."""
    if not _FOREIGN.fullmatch(word):
        return ()
    if word.endswith("ия"):
        return (_regular(word, word[:-1], "f", ("и", "и", "ю", "ей", "и")),)
    return (_regular(word, word, "m", ("а", "у", "", "ом", "е")),)


def _regular(word: str, stem: str, gender: str, endings: tuple[str, ...]) -> Noun:
    """A noun without plural; the endings are those of the cases after the nominative."""
    forms = (word, *(stem + ending for ending in endings))
    return Noun(word, "sg", gender, False, {(case, "sg"): form for case, form in zip(CASES, forms, strict=True)})


def _noun(word: str, parse: Any) -> Noun:
    number = _NUMBERS.get(parse.tag.number, "sg")
    grammemes = parse.tag.grammemes
    cells: dict[tuple[str, str], str] = {(_CASES[parse.tag.case], number): word}
    for form in parse.lexeme:
        tags = form.tag.grammemes
        if form.tag.case in _CASES and form.tag.number in _NUMBERS and not (_MARKED & tags) - grammemes:
            cells.setdefault((_CASES[form.tag.case], _NUMBERS[form.tag.number]), respell(word, form.word))
    gender = _GENDERS.get(parse.tag.gender or ("ms-f" if "ms-f" in grammemes else ""))
    return Noun(
        word,
        number,
        gender,
        "anim" in grammemes,
        cells,
        known=bool(parse.is_known),
        personal=bool(_PERSONAL & grammemes),
        geographic="Geox" in grammemes,
        fixed="Fixd" in grammemes,
        singular_only="Sgtm" in grammemes,
        score=float(parse.score),
    )


def _compound_nouns(word: str) -> tuple[Noun, ...]:
    """A hyphenated noun the dictionary lacks: both halves decline («государства-члена») or only the last."""
    first, hyphen, last = word.rpartition("-")
    if not hyphen or not last or any(parse.is_known for parse in _parses(word.lower())):
        return ()
    result = []
    for noun in nouns(last):
        half = _declining_first(first, noun)
        cells = {key: _joined(first, half, noun, *key) for key in noun.cells}
        if half:  # the first half is the head: its gender, and the accusative by its animacy
            result.append(Noun(word, noun.number, half.gender, half.animate, cells, score=noun.score))
        else:
            result.append(_renamed(noun, word, cells))
    return tuple(result)


def _joined(first: str, half: Noun | None, last: Noun, case: str, number: str) -> str:
    """A form of a compound; the first half governs the accusative: «государство-член», but «страну-наблюдателя»."""
    if half is None:
        return f"{first}-{last.cells[case, number]}"
    animate = last.animate if half.gender == "f" and number == "sg" else half.animate
    return f"{half.form(case, number, half.animate) or first}-{last.form(case, number, animate) or last.text}"


def _declining_first(first: str, last: Noun) -> Noun | None:
    """The first half of a compound as a noun of its own, if it declines with the second."""
    if first.lower() in _FROZEN_FIRST or is_acronym(first):
        return None
    for noun in nouns(first):
        inflected = first[-1:].lower() in "аяоеиы" or noun.animate or last.animate
        if noun.known and noun.number == last.number and not noun.fixed and not noun.personal and inflected:
            return noun
    return None


def _renamed(noun: Noun, text: str, cells: Mapping[tuple[str, str], str]) -> Noun:
    return Noun(
        text, noun.number, noun.gender, noun.animate, cells, noun.known, noun.personal, noun.geographic, noun.fixed,
        noun.singular_only, noun.score,
    )  # fmt: skip


def _adjective(word: str, parse: Any) -> Adjective:
    number = _NUMBERS.get(parse.tag.number, "sg")
    gender = _GENDERS.get(parse.tag.gender or "")
    degree = _DEGREES & parse.tag.grammemes
    cells: dict[tuple[str, str], str] = {(_CASES[parse.tag.case], gender or "pl"): word}
    for form in parse.lexeme:
        tags = form.tag.grammemes
        if form.tag.POS != parse.tag.POS or _DEGREES & tags != degree or _MARKED & tags:
            continue
        column = "pl" if form.tag.number == "plur" else _GENDERS.get(form.tag.gender or "")
        if column and form.tag.case in _CASES:
            cells.setdefault((_CASES[form.tag.case], column), respell(word, form.word))
    return Adjective(
        word,
        number,
        gender,
        cells,
        participle=parse.tag.POS == "PRTF",
        pronoun="Apro" in parse.tag.grammemes and "Anum" not in parse.tag.grammemes,
        ordinal="Anum" in parse.tag.grammemes and "Apro" not in parse.tag.grammemes,
        score=float(parse.score),
    )


def _prefixed(adjective: Adjective, prefix: str) -> Adjective:
    cells = {key: prefix + form for key, form in adjective.cells.items()}
    return Adjective(
        prefix + adjective.text, adjective.number, adjective.gender, cells, adjective.participle, adjective.pronoun,
        adjective.ordinal, adjective.score,
    )  # fmt: skip


def _digit_ordinals(word: str, digits: str) -> Iterator[Adjective]:
    """Readings of «22-е», «30-я»: the ending is one letter after a vowel and two after a consonant («22-го»)."""
    cells = {
        (case, column): f"{digits}-{ending}"
        for column, endings in _ORDINAL_ENDINGS.items()
        for case, ending in zip(CASES, endings, strict=True)
    }
    if digits.endswith("3") and not digits.endswith("13"):
        cells["nom", "pl"] = cells["acc", "pl"] = f"{digits}-и"  # «третьи»
    for column in ("m", "f", "n", "pl"):
        if cells["nom", column][-1] == word[-1].lower():
            number = "pl" if column == "pl" else "sg"
            own = {**cells, ("nom", column): word}
            if column == "n":
                own["acc", "n"] = word
            yield Adjective(word, number, None if column == "pl" else column, own, ordinal=True)


@lru_cache(maxsize=4096)
def names(word: str) -> tuple[Noun, ...]:
    """The readings of a word as a given name, patronymic or surname, in the nominative singular."""
    return tuple(
        _noun(word, parse)
        for parse in _parses(word.lower())
        if _is_nominative(parse, "NOUN")
        and parse.tag.number == "sing"
        and _PERSONAL & parse.tag.grammemes
        and "Abbr" not in parse.tag.grammemes
    )


def known_names(word: str) -> tuple[Noun, ...]:
    """The readings of a word as a name that is in the dictionary."""
    return tuple(noun for noun in names(word) if noun.known)
