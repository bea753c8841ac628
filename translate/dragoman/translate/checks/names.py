"""Names of persons: where they end, the Palladius system, what declines of a name, a title and its name in one case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import islice

from dragoman.termbase.model import OFFICES, Kind
from dragoman.termbase.morphology.base import cases
from dragoman.termbase.morphology.government import reading
from dragoman.termbase.morphology.palladius import is_chinese
from dragoman.termbase.morphology.pinyin import SURNAMES, ChineseName, names, russian, spellings
from dragoman.termbase.morphology.russian_cells import CASES
from dragoman.termbase.morphology.russian_names import decline_person
from dragoman.termbase.morphology.russian_words import known_names

from .. import runon
from ..persons import unnamed
from ..results import Span
from ..verify import Located, Requirement
from .base import Alarm, Check, Family, Pair, Severity

CHECKS = (
    Check(
        "name-transliteration",
        Severity.WARNING,
        "A Chinese name of the source is not in the target as the Palladius system spells it.",
    ),
    Check(
        "name-declined",
        Severity.WARNING,
        "A surname declines where it must not: in a Chinese full name, or a woman's surname in a consonant.",
    ),
    Check("case-agreement", Severity.WARNING, "A title and the name beside it stand in different cases."),
    Check(
        "name-boundary",
        Severity.WARNING,
        "The last character of a name or office makes a word with the one behind it, so that it ends nowhere.",
    ),
)

_RUSSIAN = "russian"  # the inflector that these rules belong to
_MOST = 100  # pairs of words that are compared with a name
_LIKE = 0.5  # similarity from which two words may be the same name spelt in two ways
_TWO = re.compile(r"(?P<first>[А-ЯЁ](?<![\w-][А-ЯЁ])[а-яё]+)(?=[ \u00a0](?P<second>[А-ЯЁ][а-яё]+)(?![\w-]))")
_NEXT_NAME = re.compile(r"[ \u00a0](?P<name>[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?)(?![\w-])")
_ONE_WORD = re.compile(r"(?<![\w-])(?P<title>[А-ЯЁа-яё]{3,})\Z")
_HUSHED = "жчшщц"
_WORDS = re.compile(r"[А-ЯЁа-яё-]{3,}")
_NAMED = re.compile(r" [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+\Z")
_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
_DECLINING = _CONSONANTS + "ьй"  # last letters of what declines as a man's name
_NAME = 30  # code points before a name in which a word may belong to it
_DEPUTY = 80  # code points before a title that may hold another one


def _run(pair: Pair) -> Iterator[Alarm]:
    for finding in runon.findings(pair.requirements, pair.located, pair.target, pair.target_language.tag):
        yield Alarm(finding.code, finding.message, finding.target, None, None, finding.concept)
    if pair.target_language.inflector != _RUSSIAN:
        return
    flagged: list[Span] = []
    if pair.source_language.script == "Latn":
        for name, span in unnamed(names(pair.source), pair.requirements):
            for alarm in _chinese(pair, name, span):
                if alarm.target:
                    flagged.append(alarm.target)
                yield alarm
    for alarm in _declined(pair.target):
        if alarm.target and not any(alarm.target.overlaps(other) for other in flagged):
            yield alarm
    yield from _titles(pair)


def _title(word: str) -> str:
    return word[:1].upper() + word[1:]


@lru_cache(maxsize=8192)
def _forms(word: str) -> tuple[str, ...]:
    """A Chinese given name or lone surname in small letters, in its cases as a man's, the nominative first."""
    cells = decline_person(("И", word))[1] if is_chinese(word) else dict.fromkeys(CASES, word)
    return tuple(dict.fromkeys((word, *cells.values())))


def _alternatives(words: Sequence[str]) -> str:
    return "|".join(sorted({form for word in words for form in _forms(word)}, key=len, reverse=True))


def _chinese(pair: Pair, name: ChineseName, span: Span) -> Iterator[Alarm]:
    written = span.of(pair.source)
    expected = name.palladius
    patterns = _patterns(name.surname, name.given)
    if patterns.given.search(pair.target):
        declined = patterns.declined.search(pair.target) if patterns.declined else None
        if declined:
            right = f"{_title(name.surname[0])} {declined['given']}"
            message = f"a Chinese surname before a given name stays in the nominative: «{right}»"
            yield Alarm("name-declined", message, Span(*declined.span()), span, right)
    elif written not in pair.target and not patterns.surname.search(pair.target):
        place = _lookalike(pair.target, expected)
        where = f", not «{place.of(pair.target)}»" if place else ""
        yield Alarm("name-transliteration", f"“{written}” is «{expected}» in Russian{where}", place, span, expected)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The given name of a person in any case, the surname by itself, and the full name with a surname that declines."""

    given: re.Pattern[str]
    surname: re.Pattern[str]
    declined: re.Pattern[str] | None


@lru_cache(maxsize=2048)
def _patterns(surname: tuple[str, ...], given: tuple[str, ...]) -> _Patterns:
    name = rf"(?<!\w)(?:{_alternatives(given)})(?!\w)"
    lone = rf"(?<!\w)(?:{_alternatives(surname)})(?!\w)(?![ \u00a0-](?-i:[А-ЯЁ]))"
    wrong = "|".join(form for word in surname if word[-1] in _DECLINING for form in _forms(word)[1:])
    both = rf"(?<!\w)(?:{wrong})[ \u00a0](?P<given>{name})" if wrong else ""
    return _Patterns(
        re.compile(name, re.IGNORECASE),
        re.compile(lone, re.IGNORECASE),
        re.compile(both, re.IGNORECASE) if both else None,
    )


def _lookalike(target: str, expected: str) -> Span | None:
    """Two capitalised words that may be meant for a name."""
    first, _, last = expected.lower().partition(" ")
    best: tuple[float, Span | None] = (_LIKE, None)
    for match in islice(_TWO.finditer(target), _MOST):
        likeness = (
            SequenceMatcher(None, match["first"].lower(), first).ratio()
            + SequenceMatcher(None, match["second"].lower(), last).ratio()
        ) / 2
        if likeness > best[0]:
            best = (likeness, Span(match.start(), match.end("second")))
    return best[1]


@cache
def _declined_surnames() -> dict[str, str]:
    """Declined form of a Chinese surname -> the surname, in small letters; no form that is another word as well."""
    found: dict[str, str] = {}
    syllables = spellings()
    for surname in sorted({spelling for name in SURNAMES for spelling in russian(name)}):
        for form in _forms(surname)[1:] if surname[-1] in _DECLINING else ():
            if form not in syllables and not known_names(_title(form)):
                found.setdefault(form, surname)
    return found


def _nominatives(word: str) -> Iterator[str]:
    """What a Chinese given name may be in the nominative, in small letters."""
    yield word
    if word[-1:] in "ауе":
        yield word[:-1]
    if word.endswith("ом") or (word.endswith("ем") and word[-3:-2] in _HUSHED):
        yield word[:-2]
    if word[-1:] in "яюе" or word.endswith("ем"):
        stem = word[: -2 if word.endswith("ем") else -1]
        yield stem + "ь"
        yield stem + "й"


def _declined(target: str) -> Iterator[Alarm]:
    """Full names in which the surname declines where it must not."""
    for match in _TWO.finditer(target):
        first, second = match.groups()
        surname = _declined_surnames().get(first.lower())
        if surname is not None:
            if any(is_chinese(word) and len(word) > 2 for word in _nominatives(second.lower())):
                right = f"{_title(surname)} {second}"
                message = f"a Chinese surname before a given name stays in the nominative: «{right}»"
                yield Alarm("name-declined", message, Span(match.start(), match.end("second")), None, right)
        elif (
            second[-1] in "ауеюям"
            and len(second) > 3
            and not (
                _OWN_SURNAME.search(second) or _LONGER.search(target, max(0, match.start() - _NAME), match.start())
            )
        ):
            right = _undeclined(first, second)
            if right:
                message = f"a woman's surname in a consonant does not decline: «{right}»"
                yield Alarm("name-declined", message, Span(match.start(), match.end("second")), None, right)


_LONGER = re.compile(r"(?<=[а-яё,] )[А-ЯЁ][а-яё]+[ \u00a0]\Z")  # another part of a name before it
_OBLIQUE = {"gen": "[ая]", "acc": "[ая]", "dat": "[ую]", "ins": "[ое]м"}
_OWN_SURNAME = re.compile(r"(?:ов|ев|ёв|ин|ын|ск)(?:а|у|ым|ом|е|ой|ую)$")


@lru_cache(maxsize=8192)
def _woman(word: str) -> frozenset[str]:
    """The cases but the nominative that a word may stand in as a woman's given name; empty if it may be anything else."""
    if known_names(word):
        return frozenset()
    found: set[str] = set()
    for nominative in (word[:-1] + "а", word[:-1] + "я", word[:-2] + "а", word[:-2] + "я"):
        genders = {name.gender for name in known_names(nominative)}
        if genders == {"f"}:
            cells = decline_person((nominative,), "f")[0]
            found |= {case for case, form in cells.items() if form == word}
        elif genders:
            return frozenset()
    return frozenset(found)


def _undeclined(first: str, second: str) -> str:
    """A woman's name with its surname as it should be; empty where it is no such name, or right."""
    for case in sorted(_woman(first) & _OBLIQUE.keys()):
        ending = re.search(rf"{_OBLIQUE[case]}\Z", second)
        stem = second[: ending.start()] if ending else ""
        if ending and len(stem) > 2 and stem[-1] in _CONSONANTS:
            return f"{first} {stem}" + ("ь" if ending[0][0] in "яюе" else "")
    return ""


def _titles(pair: Pair) -> Iterator[Alarm]:
    places = [
        (requirement, place)
        for requirement, place in zip(pair.requirements, pair.located, strict=True)
        if place is not None and requirement.concepts
    ]
    persons = [(r, p) for r, p in places if r.concepts[0].kind is Kind.PERSON]
    titles = [(r, p) for r, p in places if r.concepts[0].kind in OFFICES]
    for requirement, person in persons:
        yield from _before_person(pair, requirement, person, titles)
    for _, title in titles:
        yield from _behind_title(pair, title, persons)


def _before_person(
    pair: Pair, requirement: Requirement, person: Located, titles: Sequence[tuple[Requirement, Located]]
) -> Iterator[Alarm]:
    """A name of the termbase right behind a title of it, or behind one noun for a person."""
    before = next((place for _, place in titles if _adjacent(pair.target, place.span, person.span)), None)
    if before is not None:
        held, words = cases(before.features), before.span.of(pair.target)
        if _NAMED.search(words):
            return  # the title has its name already
    else:
        found = _ONE_WORD.search(pair.target, max(0, person.span.start - _NAME), max(0, person.span.start - 1))
        if not found or not _adjacent(pair.target, Span(*found.span()), person.span):
            return
        words = found["title"]
        held = _personal(words, pair.target_language.tag)
    named = cases(person.features)
    if held and named and not held & named and not _of_deputy(pair, person.span.start - 1 - len(words), named):
        concept, term = requirement.terms[0]
        paradigm = pair.verifier.paradigm(concept, term)
        fitting = next((form for case in CASES if case in held and (form := paradigm.form(f"{case}.sg"))), None)
        yield _disagreement(words, person.span.of(pair.target), person.span, fitting)


def _behind_title(pair: Pair, title: Located, persons: Sequence[tuple[Requirement, Located]]) -> Iterator[Alarm]:
    """A man's name that the termbase does not have, in the nominative right behind a title that is not."""
    held = cases(title.features)
    if not held or "nom" in held or any(_adjacent(pair.target, title.span, person.span) for _, person in persons):
        return
    words: list[str] = []
    end = title.span.end
    while len(words) < 3 and (found := _NEXT_NAME.match(pair.target, end)):
        words.append(found["name"])
        end = found.end()
    if len(words) < 2 or is_chinese(words[0]) or not any(name.gender == "m" for name in known_names(words[0])):
        return
    if _of_deputy(pair, title.span.start, frozenset(("nom",))):
        return
    cells = decline_person(words, "m")
    right = [" ".join(cell[case] for cell in cells) for case in CASES if case in held]
    written = " ".join(words)
    if right and written not in right:
        yield _disagreement(title.span.of(pair.target), written, Span(end - len(written), end), right[0])


def _of_deputy(pair: Pair, start: int, named: frozenset[str]) -> bool:
    """Whether a noun before the title, in the case of the name, is what the name belongs to: the deputy of a minister."""
    words = _WORDS.findall(pair.target[max(0, start - _DEPUTY) : start])
    return any(named & _personal(word, pair.target_language.tag) for word in words)


def _disagreement(title: str, name: str, span: Span, suggestion: str | None) -> Alarm:
    return Alarm("case-agreement", f"«{name}» does not stand in the case of «{title}»", span, None, suggestion)


def _adjacent(text: str, one: Span, other: Span) -> bool:
    return one.end < other.start and text[one.end : other.start] in (" ", "\u00a0")


@lru_cache(maxsize=8192)
def _personal(word: str, tag: str) -> frozenset[str]:
    """The cases of a noun for a man in an office; empty for other words."""
    kind, lemma, cells = reading(word, tag)
    if kind != "NOUN" or lemma not in _OFFICES:
        return frozenset()
    return cases(cell for cell in cells if cell.endswith(".sg"))


_OFFICES_LIST = """
    президент министр прокурор председатель премьер премьер-министр директор посол секретарь генсек губернатор
    король канцлер депутат сенатор судья генерал полковник майор лидер глава заместитель доктор профессор товарищ
    господин мэр адвокат помощник советник пресс-секретарь представитель руководитель начальник координатор сотрудник коллега
    """
_OFFICES = frozenset(_OFFICES_LIST.split())

FAMILY = Family("names", "Names", CHECKS, _run)
