"""English inflection of terms: singular, plural and their possessives, and the forms of leading verbs.

The head of a noun phrase is its last noun before the first preposition, participle or comma; a title of the type
"Prosecutor General" makes its plural on either word ("Prosecutors General", "Prosecutor Generals"), as both are in use.
Coordinated heads ("personnel exchanges and training") and counted ones ("three evil forces") have no singular.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from ..model import OFFICES, Concept, Kind, Term
from .base import Form, Paradigm

_FIXED_KINDS = frozenset({Kind.BODY, Kind.PLACE, Kind.PERSON, Kind.DOCUMENT, Kind.INITIATIVE, Kind.SLOGAN})
# What ends the head of a phrase.
_STOPS = frozenset((
    "of", "for", "on", "in", "at", "to", "by", "with", "against", "among", "between", "from", "under", "through",
    "without", "before", "over", "per", "perpetrated", "infringing", "using", ",",
))  # fmt: skip
_CONJUNCTIONS = frozenset(("and", "or"))
_COUNTS = frozenset(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"))
_IRREGULAR = {"person": "people", "man": "men", "woman": "women", "child": "children", "basis": "bases",
              "crisis": "crises", "analysis": "analyses", "criterion": "criteria"}  # fmt: skip
_SINGULAR = {plural: singular for singular, plural in _IRREGULAR.items()}
_INVARIABLE = frozenset((
    "evidence", "data", "intelligence", "information", "series", "means", "species", "news", "politics", "economics",
    "ethics", "physics", "mathematics", "genetics", "logistics", "athletics", "diabetes", "measles", "mumps", "rabies",
    "herpes", "shingles", "headquarters",
))  # fmt: skip
_MAN, _MEN = re.compile(r"(?:wo|s|chair)man$"), re.compile(r"(?:wo|s|chair)men$")
_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$")
_NOT_PLURAL = re.compile(r"(?:ss|us|is)$")
_POSTPOSED = frozenset({"general", "designate", "elect"})


class EnglishInflector:
    """Makes English paradigms by rule; never fails, whatever the term."""

    def paradigm(self, term: Term, concept: Concept | None = None) -> Paradigm:
        """All forms of a term, the term itself first."""
        text, grammar = term.text, term.grammar
        if grammar.indeclinable or not text.strip():
            return Paradigm((Form(text, ("sg",)),))
        first = text.split()[0]
        if first in _VERBS:
            return Paradigm(tuple(Form(verb + text[len(first) :], ("verb",)) for verb in _VERBS[first]))
        kind = concept.kind if concept else Kind.GENERAL
        named = kind in (Kind.PLACE, Kind.PERSON) and _is_proper(text)  # "Texas" is no plural
        number = grammar.number or ("pl" if _head_is_plural(text) and not named else "sg")
        numbers = grammar.numbers or _numbers(text, kind, number)
        cells: dict[str, list[str]] = {}

        def add(form: str, cell: str) -> None:
            cells.setdefault(form, []).append(cell)

        others = {"sg": _singulars, "pl": _plurals}
        for item in (number, *(other for other in numbers if other != number)):
            for form in [text] if item == number else others[item](text):
                add(form, item)
                for mark in "'’":
                    add(form + mark if form.endswith("s") else form + mark + "s", f"{item}.poss")
                    if item == "sg" and form.endswith("s"):
                        add(form + mark + "s", "sg.poss")
        for cell, form in grammar.forms.items():
            add(form, cell)
        return Paradigm(tuple(Form(form, tuple(dict.fromkeys(filled))) for form, filled in cells.items()))


_VERBS = {
    base: (base, base + "s", base.rstrip("e") + "ed", base.rstrip("e") + "ing")
    for base in ("pose", "deliver", "attend", "sign", "strengthen", "promote", "implement")
}


def _numbers(text: str, kind: Kind, number: str) -> tuple[str, ...]:
    if kind in OFFICES:
        return ("sg", "pl")
    return (number,) if kind in _FIXED_KINDS and _is_proper(text) else ("sg", "pl")


def _is_proper(text: str) -> bool:
    return any(word[:1].isupper() for word in text.split()) and not text.split()[-1].islower()


def _split(text: str, stops: Collection[str] = _STOPS) -> tuple[str, str, str]:
    """What precedes the head word, the head word, what follows it."""
    words = list(re.finditer(r"[^\s,]+|,", text))
    limit = next((i for i, word in enumerate(words) if i and word[0].lower() in stops), len(words))
    head = words[limit - 1]
    return text[: head.start()], head[0], text[head.end() :]


def _head_is_plural(text: str) -> bool:
    word = _split(text, _STOPS | _CONJUNCTIONS)[1]
    head = word.lower()
    if head in _INVARIABLE or _NOT_PLURAL.search(head) or (word.isupper() and len(word) > 1):
        return False
    return head in _SINGULAR or bool(_MEN.search(head)) or (head.endswith("s") and len(head) > 3)


def _plurals(text: str) -> list[str]:
    before, head, after = _split(text)
    if head.lower() in _INVARIABLE:
        return [text]
    found = [before + _plural(head) + after]
    parts = re.split(r"([ -])", before.rstrip(" ") + " " + head if before else head)
    if parts[-1].lower() in _POSTPOSED and len(parts) >= 3:
        lead = "".join(parts[:-3])
        found.insert(0, lead + _plural(parts[-3]) + parts[-2] + parts[-1] + after)
    tail = re.fullmatch(r" of (\w+)", after)
    if tail and tail[1].islower() and tail[1] not in _INVARIABLE and not _head_is_plural(tail[1]):
        found.append(before + _plural(head) + " of " + _plural(tail[1]))
    return list(dict.fromkeys(found))


def _singulars(text: str) -> list[str]:
    before, head, after = _split(text)
    words = before.lower().split()
    if _CONJUNCTIONS & set(words) or (words[:1] and words[0] in _COUNTS):
        return []
    return [before + _singular(head) + after]


def _plural(word: str) -> str:
    low = word.lower()
    if low in _IRREGULAR:
        return word[:1] + _IRREGULAR[low][1:]
    if _MAN.search(low):
        return word[:-2] + "en"
    if re.search(r"[^aeiou]y$", low):
        return word[:-1] + "ies"
    return word + ("es" if _SIBILANT.search(low) else "s")


def _singular(word: str) -> str:
    low = word.lower()
    if low in _SINGULAR:
        return word[:1] + _SINGULAR[low][1:]
    if _MEN.search(low):
        return word[:-2] + "an"
    if low.endswith("ies") and len(low) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:ss|x|z|ch|sh)es$", low):
        return word[:-2]
    return word[:-1] if low.endswith("s") else word


class Uninflected:
    """For languages whose terms never change."""

    def paradigm(self, term: Term, concept: Concept | None = None) -> Paradigm:  # noqa: ARG002
        """The term itself."""
        return Paradigm((Form(term.text),))
