"""Errors that people make in translations, each put into a good one on purpose, and the checks that should find it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from dragoman.termbase.model import OFFICES, Kind
from dragoman.termbase.morphology.base import cases
from dragoman.termbase.morphology.government import governed_cases
from dragoman.termbase.morphology.pinyin import names
from dragoman.termbase.morphology.russian_names import decline_person
from dragoman.translate.checks import CHECKS
from dragoman.translate.checks.script import traditional
from dragoman.translate.runon import is_name, runs_into
from dragoman.translate.verify import Located, Requirement, Verifier

NUMBERS = frozenset(
    code for code in CHECKS if code.split("-")[0] in ("number", "percentage", "currency", "ordinal", "date", "time")
)
MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()  # noqa: SIM905
UNITS = {
    "ru": {
        "километров": "метров",
        "км": "миль",
        "лет": "месяцев",
        "дней": "недель",
        "часов": "минут",
        "тонн": "килограммов",
    },
    "zh": {"公里": "米", "小时": "天", "分钟": "小时", "吨": "公斤", "公顷": "公里"},
}
MEASURED = "km|kilomet|hour|minute|day|year|ton|hectare|met"
LOOKALIKE = str.maketrans("аеорсхуАВСЕНКМОРТХ", "aeopcxyABCEHKMOPTX")
WORD = re.compile(r"(?<![\w-])[а-яё]{4,}(?![\w-])")


@dataclass(frozen=True, slots=True)
class Case:
    """A pair, what its source asks for and where the target has it, and the language of the target."""

    source: str
    target: str
    tag: str
    places: tuple[tuple[Requirement, Located], ...]

    def put(self, start: int, end: int, text: str) -> Case:
        """The case with a stretch of the target replaced."""
        return replace(self, target=self.target[:start] + text + self.target[end:])


Seed = Callable[[Case, random.Random], Case | None]
SEEDS: dict[str, tuple[frozenset[str], Seed]] = {}


def seed(*expected: str) -> Callable[[Seed], Seed]:
    """Register a kind of error, and the codes that may report it."""

    def register(function: Seed) -> Seed:
        SEEDS[function.__name__.replace("_", " ")] = (frozenset(expected), function)
        return function

    return register


def pick(case: Case, chance: random.Random, pattern: str) -> re.Match[str] | None:
    """Some place in the target that a pattern fits."""
    found = list(re.finditer(pattern, case.target))
    return chance.choice(found) if found else None


@seed(*NUMBERS)
def a_digit_changed(case: Case, chance: random.Random) -> Case | None:
    place = pick(case, chance, r"(?<![\w.,-])\d{2,}(?![\w-])")
    if place is None:
        return None
    digit = str((int(place[0][-1]) + 1) % 10)
    return case.put(place.end() - 1, place.end(), digit)


@seed("date-missing", "number-stray")
def a_month_swapped(case: Case, chance: random.Random) -> Case | None:
    if case.tag == "zh":
        place = pick(case, chance, r"(?<!\d)(?P<m>\d{1,2})(?=月)")
        return place and case.put(*place.span(), str(int(place[0]) % 12 + 1))
    place = pick(case, chance, rf"(?<!\w)(?:{'|'.join(MONTHS)})(?!\w)")
    return place and case.put(*place.span(), MONTHS[(MONTHS.index(place[0]) + 1) % 12])


@seed("unit-wrong")
def a_unit_swapped(case: Case, chance: random.Random) -> Case | None:
    edge = r"(?!\w)" if case.tag == "ru" else ""
    place = pick(case, chance, rf"(?P<n>\d+)\s?(?P<unit>{'|'.join(UNITS[case.tag])}){edge}")
    if place is None or not re.search(rf"\b{place['n']}[\s-](?:{MEASURED})", case.source):
        return None  # people of 30 have no unit in English
    return case.put(*place.span("unit"), UNITS[case.tag][place["unit"]])


@seed("percentage-missing", "number-stray")
def a_percent_sign_lost(case: Case, chance: random.Random) -> Case | None:
    place = pick(case, chance, r"(?<=\d)[\s\u00a0]?%")
    return place and case.put(*place.span(), "")


@seed("number-stray")
def a_number_added(case: Case, chance: random.Random) -> Case | None:
    return (
        replace(case, target=re.sub(r"(?=[.。]\Z)", " (47)" if case.tag == "ru" else "（47）", case.target, count=1))
        if re.search(r"[.。]\Z", case.target) and "47" not in case.source
        else None
    )


@seed("term-missing", "term-fewer")
def a_term_dropped(case: Case, chance: random.Random) -> Case | None:
    terms = [(r, p) for r, p in case.places if r.terms]
    if not terms:
        return None
    _, place = chance.choice(terms)
    return case.put(place.span.start, place.span.end, "это" if case.tag == "ru" else "它")


@seed("forbidden-form", "deprecated-form", "doubtful-form", "term-missing")
def a_forbidden_form(case: Case, chance: random.Random) -> Case | None:
    found = [
        (p, t) for r, p in case.places for c in r.concepts for t in c.forbidden(case.tag) if t.text not in case.target
    ]
    if not found:
        return None
    place, term = chance.choice(found)
    return case.put(place.span.start, place.span.end, term.text)


@seed("term-agreement", "term-missing")
def a_word_of_a_term_in_another_case(case: Case, chance: random.Random) -> Case | None:
    verifier = VERIFIERS[case.tag]
    for requirement, place in chance.sample(case.places, len(case.places)):
        words = place.span.of(case.target).split(" ")
        for concept, term in requirement.terms:
            forms = [form.text.split(" ") for form in verifier.paradigm(concept, term).forms]
            others = [f for f in forms if len(f) == len(words) > 1 and f[0].lower() != words[0].lower()]
            if others and case.tag == "ru":
                mixed = " ".join([chance.choice(others)[0], *words[1:]])
                if not any(form.text.lower() == mixed.lower() for form in verifier.forms(requirement)):
                    return case.put(place.span.start, place.span.end, mixed)
    return None


@seed("mixed-alphabet")
def a_latin_letter(case: Case, chance: random.Random) -> Case | None:
    place = pick(case, chance, WORD.pattern)
    if place is None or place[0].translate(LOOKALIKE) == place[0]:
        return None
    spots = [i for i, c in enumerate(place[0]) if c.translate(LOOKALIKE) != c]
    at = place.start() + chance.choice(spots)
    return case.put(at, at + 1, case.target[at].translate(LOOKALIKE))


@seed("traditional-characters")
def a_traditional_character(case: Case, chance: random.Random) -> Case | None:
    back = {simple: old for old, simple in traditional().items()}
    spots = [i for i, c in enumerate(case.target) if c in back]
    if case.tag != "zh" or not spots:
        return None
    at = chance.choice(spots)
    return case.put(at, at + 1, back[case.target[at]])


@seed("bracket-unbalanced")
def a_bracket_lost(case: Case, chance: random.Random) -> Case | None:
    place = pick(case, chance, r"[()（）]")
    return place and case.put(*place.span(), "")


@seed("quote-unbalanced")
def a_quotation_mark_lost(case: Case, chance: random.Random) -> Case | None:
    place = pick(case, chance, r"[«»“”《》]")
    return place and case.put(*place.span(), "")


@seed("placeholder-mismatch")
def a_placeholder_lost(case: Case, chance: random.Random) -> Case | None:
    mark = chance.choice(("{name}", "%s", "<b>", "%(count)d"))
    return replace(case, source=f"{case.source} {mark}", target=f"{case.target} {mark[:-1]}")


@seed("url-missing", "email-missing", "filename-missing")
def an_address_lost(case: Case, chance: random.Random) -> Case | None:
    link = chance.choice(("https://example.org/a?b=1", "office@example.org", "report.pdf"))
    return replace(case, source=f"{case.source} {link}", target=f"{case.target} {link[:-2]}")


@seed("name-declined", "term-agreement", "term-missing")
def a_chinese_surname_declined(case: Case, chance: random.Random) -> Case | None:
    for name in names(case.source) if case.tag == "ru" else ():
        first = name.surname[0]
        forms = {cell for cell in decline_person(("И", first))[1].values() if cell != first}
        surname = first[0].upper() + first[1:]
        place = re.search(rf"(?<!\w){surname}(?= [А-ЯЁ])", case.target)
        if place and forms and first[-1] not in "аеиоуюя":
            wrong = chance.choice(sorted(forms))
            return case.put(*place.span(), wrong[0].upper() + wrong[1:])
    return None


@seed("name-transliteration", "term-missing")
def a_name_badly_spelt(case: Case, chance: random.Random) -> Case | None:
    del chance
    for name in names(case.source) if case.tag == "ru" else ():
        given = name.given[0][0].upper() + name.given[0][1:]
        place = re.search(rf"(?<!\w){given[:-1]}\w*", case.target)
        if place and case.source.count(case.source[name.start : name.end]) == 1:
            return case.put(
                *place.span(),
                {"нь": given[:-1], "н": given + "г"}.get(given[-2:] if given[-1] == "ь" else given[-1], given + "г"),
            )
    return None


@seed("case-agreement")
def a_name_left_in_the_nominative(case: Case, chance: random.Random) -> Case | None:
    titles = [
        place
        for requirement, place in case.places
        if case.tag == "ru"
        and requirement.concepts
        and requirement.concepts[0].kind in OFFICES
        and place.features
        and not any(cell.startswith("nom") for cell in place.features)
        and not re.match(r" [А-ЯЁ]", case.target[place.span.end :])
    ]
    if not titles:
        return None
    place = chance.choice(titles)
    return case.put(place.span.end, place.span.end, " Павел Иванов")


@seed("term-case")
def a_term_in_another_case_than_its_preposition_asks_for(case: Case, chance: random.Random) -> Case | None:
    verifier = VERIFIERS[case.tag]
    found = []
    for requirement, place in case.places:
        governed = governed_cases(case.target[: place.span.start], case.tag)
        rendered = verifier.rendered(requirement, place)
        for form in verifier.paradigm(*rendered).forms if governed and rendered else ():
            if form.features and not governed & cases(form.features):
                found.append((place, form))
    if not found:
        return None
    place, form = chance.choice(found)
    return case.put(place.span.start, place.span.end, form.text)


@seed("name-boundary")
def a_name_run_into_a_word(case: Case, chance: random.Random) -> Case | None:
    found = [
        (place, letter)
        for owed, place in case.places
        for letter in "气力员方期远大化制"
        if is_name(owed) and runs_into(place.form, letter + case.target[place.span.end :], case.tag)
    ]
    if not found:
        return None
    place, letter = chance.choice(found)
    return case.put(place.span.end, place.span.end, letter)


@seed("office-modifier")
def an_acting_holder_whose_office_alone_is_left(case: Case, chance: random.Random) -> Case | None:
    starts = [owed.span.start for owed, _ in case.places if owed.concepts and owed.concepts[0].kind is Kind.TITLE]
    if not starts:
        return None
    start = chance.choice(starts)
    return replace(case, source=f"{case.source[:start]}acting {case.source[start:]}")


@seed("office-holder")
def two_holders_changed(case: Case, chance: random.Random) -> Case | None:
    people = [place for owed, place in case.places if owed.concepts and owed.concepts[0].kind is Kind.PERSON]
    if len(people) < 2:
        return None
    one, other = sorted(chance.sample(people, 2), key=lambda place: place.span.start)
    between = case.target[one.span.end : other.span.start]
    swapped = f"{other.span.of(case.target)}{between}{one.span.of(case.target)}"
    return case.put(one.span.start, other.span.end, swapped)


@seed("repeated-word")
def a_word_twice(case: Case, chance: random.Random) -> Case | None:
    place = pick(case, chance, WORD.pattern if case.tag == "ru" else r"[\u4e00-\u9fff]{4}")
    return place and case.put(place.end(), place.end(), (" " if case.tag == "ru" else "") + place[0])


@seed("repetition-loop")
def a_loop(case: Case, chance: random.Random) -> Case | None:
    place = pick(case, chance, r"(?:\w+ ){2}\w+" if case.tag == "ru" else r"[\u4e00-\u9fff]{5}")
    return place and case.put(place.end(), place.end(), ((" " if case.tag == "ru" else "") + place[0]) * 3)


@seed("untranslated")
def the_source_itself(case: Case, chance: random.Random) -> Case | None:
    del chance
    return replace(case, target=case.source)


@seed("untranslated-words", "wrong-script")
def words_left_in_the_source_language(case: Case, chance: random.Random) -> Case | None:
    del chance
    words = re.search(r"(?:\b[a-z]+ ){5}[a-z]+", case.source)
    return replace(case, target=case.target[: len(case.target) // 2] + " " + words[0] + ".") if words else None


@seed("empty-target")
def nothing(case: Case, chance: random.Random) -> Case | None:
    del chance
    return replace(case, target=" ")


@seed("length-ratio")
def most_of_it_lost(case: Case, chance: random.Random) -> Case | None:
    del chance
    return (
        replace(case, target=case.target[: len(case.target) // 8] + case.target[-1]) if len(case.source) > 80 else None
    )


@seed("double-space")
def two_spaces(case: Case, chance: random.Random) -> Case | None:
    place = pick(case, chance, r"(?<=\w) (?=\w)")
    return place and case.put(*place.span(), "  ")


@seed("space-before-mark")
def a_space_before_a_comma(case: Case, chance: random.Random) -> Case | None:
    place = pick(case, chance, r"(?<=\w)(?=[,，])")
    return place and case.put(*place.span(), " ")


@seed("space-missing")
def no_space_behind_a_comma(case: Case, chance: random.Random) -> Case | None:
    place = pick(case, chance, r"(?<=[а-яё]{2},) (?=[а-яё]{2})")
    return place and case.put(*place.span(), "")


@seed("space-between-ideographs")
def a_space_in_chinese(case: Case, chance: random.Random) -> Case | None:
    place = pick(case, chance, r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])") if case.tag == "zh" else None
    return place and case.put(*place.span(), " ")


@seed("halfwidth-punctuation", "fullwidth-punctuation")
def a_mark_of_the_wrong_width(case: Case, chance: random.Random) -> Case | None:
    place = pick(case, chance, r"(?<=[а-яё]),(?= )" if case.tag == "ru" else r"(?<=[\u4e00-\u9fff])，")
    return place and case.put(*place.span(), "，" if case.tag == "ru" else ",")


@seed("end-punctuation")
def the_final_mark_lost(case: Case, chance: random.Random) -> Case | None:
    del chance
    return replace(case, target=case.target[:-1]) if case.target[-1] in ".。!?！？" else None


@seed("initial-capital")
def a_small_first_letter(case: Case, chance: random.Random) -> Case | None:
    del chance
    first = re.match(r"[А-ЯЁ](?=[а-яё])", case.target)
    return replace(case, target=case.target[0].lower() + case.target[1:]) if first else None


@seed("edge-space")
def a_space_at_the_end(case: Case, chance: random.Random) -> Case | None:
    del chance
    return replace(case, target=case.target + " ")


@seed("invisible-character", "control-character")
def an_unseen_character(case: Case, chance: random.Random) -> Case | None:
    if len(case.target) < 2:
        return None
    at = chance.randrange(1, len(case.target))
    return case.put(at, at, chance.choice("\u200b\u202e\ufeff\x07\ufffd"))


VERIFIERS: dict[str, Verifier] = {}

# what an error rightly sets off besides
_LOST = (
    frozenset(
        ("term-missing", "term-fewer", "length-ratio", "end-punctuation", "bracket-unbalanced", "quote-unbalanced")
    )
    | NUMBERS
)
ALSO: dict[str, frozenset[str]] = {
    "most of it lost": _LOST | {"name-transliteration", "term-agreement", "space-before-mark"},
    "words left in the source language": _LOST | {"name-transliteration", "double-space", "placeholder-mismatch"},
    "the source itself": _LOST | {"name-transliteration", "wrong-script", "edge-space", "halfwidth-punctuation"},
    "a placeholder lost": frozenset(("end-punctuation", "bracket-unbalanced")),
    "a bracket lost": frozenset(("placeholder-mismatch",)),
    "two spaces": frozenset(("placeholder-mismatch",)),
    "a word of a term in another case": frozenset(("initial-capital",)),
    "an address lost": frozenset(("end-punctuation",)),
    "a loop": frozenset(("length-ratio", "number-stray")),
    "a term dropped": frozenset(("initial-capital", "repeated-word", "number-missing")),
    "a forbidden form": frozenset(("initial-capital",)),
    "a quotation mark lost": frozenset(("term-missing", "term-fewer")),
    "an unseen character": frozenset(("mixed-alphabet",)),
}
