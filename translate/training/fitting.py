"""Whether one term can stand where another stands in a translation, and what the words right before it become.

Strict on purpose: a pair that cannot be judged from the few words around the term is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from dragoman.termbase.model import Concept, Kind, Term
from dragoman.termbase.morphology import inflector
from dragoman.termbase.morphology.base import cases
from dragoman.termbase.morphology.government import agreeing_cells, governed_cases
from dragoman.termbase.morphology.russian_cells import Adjective, Noun
from dragoman.termbase.morphology.russian_parser import parse
from dragoman.termbase.morphology.russian_phrase import Preference
from dragoman.termbase.morphology.russian_words import is_acronym
from dragoman.translate.results import Span

from .align import words
from .edits import Edit
from .lemmas import parses
from .pool import Named

_ANIMATE = frozenset((Kind.TITLE, Kind.RANK, Kind.PERSON))


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a term stands in a translation: its form (as the termbase writes it), and the cells that may fill it."""

    text: str
    span: Span
    form: str
    cells: tuple[str, ...] = ()

    @property
    def left(self) -> str:
        """What stands before the term."""
        return self.text[: self.span.start]

    @property
    def right(self) -> str:
        """What stands behind it."""
        return self.text[self.span.end :]


class Fitting(Protocol):
    """Puts terms of one language into slots."""

    def edit(self, slot: Slot, old: Named, new: Named, numbers: frozenset[str]) -> Edit | None:
        """The edit that puts `new` in the place of `old`, in the same form; None where that is not safe.

        numbers: the grammatical numbers that the source may mean.
        """
        ...


class Chinese:
    """The new term as it is: nothing agrees with it, but it must not be torn out of a longer word."""

    def edit(self, slot: Slot, old: Named, new: Named, numbers: frozenset[str]) -> Edit | None:
        """See Fitting. Left alone: an abbreviation of one character (哈), a side (中方), a body that is spoken of again
        (该署), a part of a word (律师 in 辩护律师)."""
        del numbers
        written = slot.span.of(slot.text)
        if len(written) < 2 or written.endswith("方") or old[1].type is not new[1].type:
            return None
        if old[0].kind is Kind.BODY and re.search("[该本][署局部院会厅]", slot.text):
            return None
        if slot.right.startswith(new[1].text[-2:]):
            return None  # 恐怖主义犯罪, but not 跨国犯罪犯罪
        starts, ends = zip(*words(slot.text, "zh"), strict=True)
        if slot.span.start not in starts or slot.span.end not in ends:
            return None
        return Edit(slot.span, new[1].text)


@dataclass(frozen=True, slots=True)
class Traits:
    """What words around a term agree with: gender m, f, n (None: not known) and animacy of its head.

    adjective: it is one (казахстанский). attribute: an adjective of its own declines with it.
    """

    gender: str | None
    animate: bool
    adjective: bool = False
    attribute: bool = False


@lru_cache(maxsize=4096)
def traits(concept: Concept, term: Term) -> Traits:
    """The traits of a Russian term."""
    grammar = term.grammar
    likely = concept.kind in _ANIMATE
    if concept.kind is Kind.PERSON or grammar.indeclinable:
        return Traits(grammar.gender, likely if grammar.animate is None else grammar.animate)
    phrase = parse(term.text, Preference(grammar.gender, grammar.number, grammar.animate, likely), grammar.head or ())
    head = phrase.head if phrase else None
    gender = grammar.gender or getattr(head, "gender", None)
    animate = grammar.animate if grammar.animate is not None else head.animate if isinstance(head, Noun) else likely
    attribute = phrase is not None and any(isinstance(slot.word, Adjective) for slot in phrase.slots)
    return Traits(gender, animate, isinstance(head, Adjective) and concept.kind is Kind.PLACE, attribute)


_PRONOUNS = frozenset((
    "он", "она", "оно", "его", "её", "ее", "ему", "ей", "им", "ним", "ней", "нему", "неё", "нее", "нём", "нем", "сам",
    "сама", "само",
))  # fmt: skip
_COUNTS = re.compile(r"(?:\d|\b(?:дв[аеу]|тр[иеё]|четыр|об[ае]|полтор)\w*)[^,.;:]{0,30}$", re.IGNORECASE)
_PREPOSITION = re.compile(r"(?<![\w-])(в|во|с|со|о|об|к|ко)( ?[«“\"]?| [«“\"]?)$", re.IGNORECASE)
_PARTITIVE = re.compile(r"\bиз (?:[\w-]+ ){0,2}$")  # «одна из военных прокуратур»
_JOINED = re.compile(r"([\w-]+) (?:и|или) $")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_OBLIQUE = frozenset(("gen", "dat", "ins", "loc"))


class Russian:
    """The same case and number; the same gender and animacy too wherever a word around may agree with the term."""

    def edit(self, slot: Slot, old: Named, new: Named, numbers: frozenset[str]) -> Edit | None:
        """See Fitting."""
        cells = narrowed(slot, numbers)
        mine, yours = traits(*old), traits(*new)
        if not cells or mine.adjective or yours.adjective or not _agree(mine, yours, cells, slot):
            return None
        if _COUNTS.search(slot.left) and mine.attribute != yours.attribute:
            return None  # «два прокурора», but «два судебных пристава»
        paradigm = inflector("ru").paradigm(new[1], new[0])
        forms = {paradigm.form(cell) for cell in cells}
        form = forms.pop() if len(forms) == 1 else None
        if form is None:
            return None
        written = recased(slot.span.of(slot.text), slot.form, form)
        return _euphonic(slot, written) if written else None


def narrowed(slot: Slot, numbers: frozenset[str]) -> frozenset[str]:
    """The cells of a slot that the number of the source, a preposition or an attribute before it leave."""
    joined = _JOINED.search(slot.left)
    if joined and agreeing_cells(joined[1], "ru"):
        return frozenset()  # «продовольственной и энергетической безопасности»: the noun belongs to both
    cells = frozenset(slot.cells)
    if len(numbers) == 1 and not _COUNTS.search(slot.left):
        cells = frozenset(cell for cell in cells if cell.split(".")[1] in numbers) or cells
    governed = governed_cases(slot.left, "ru")
    if governed:
        cells = frozenset(cell for cell in cells if cell.split(".")[0] in governed)
    agreeing = agreeing_cells(slot.left, "ru")
    return cells & agreeing if agreeing else cells


def _agree(mine: Traits, yours: Traits, cells: Iterable[str], slot: Slot) -> bool:
    """Whether nothing around can tell the two apart."""
    if mine.animate == yours.animate and mine.gender is not None and mine.gender == yours.gender:
        return True
    if _PARTITIVE.search(slot.left):
        return False
    free = _alone(slot)
    if all(cell.endswith(".pl") for cell in cells):
        # only the accusative of what agrees depends on animacy
        return mine.animate == yours.animate or (free and cases(cells) <= _OBLIQUE)
    return free and cases(cells) <= _OBLIQUE | {"acc"} and mine.animate == yours.animate


def _alone(slot: Slot) -> bool:
    """Whether no attribute, relative clause or pronoun seems to agree with the term in a slot."""
    if not _PRONOUNS.isdisjoint(word.lower() for word in _WORD.findall(slot.text)):
        return False
    before, behind = _WORD.findall(slot.left)[-2:], _WORD.findall(slot.right)[:2]
    relative = slot.right.lstrip()[:1] == "," and bool(behind) and _attributive(behind[0])
    return not any(map(_attributive, (*before, *behind[:1]))) and not relative


def _attributive(word: str) -> bool:
    return any(reading.tag.POS in ("ADJF", "ADJS", "PRTF", "PRTS", "NUMR") for reading in parses(word.lower()))


def recased(written: str, form: str, new: str) -> str | None:
    """A new form with a capital where the old one has got one; None where it is written in another way."""
    if written == form:
        return new
    return new[:1].upper() + new[1:] if written == form[:1].upper() + form[1:] else None


_CLUSTER = {
    "в": re.compile(r"[вф][^аеёиоуыэюяй\W]", re.IGNORECASE),
    "с": re.compile(r"(?:[сзшж][^аеёиоуыэюяьъй\W]|щ|в[зст]|мн)", re.IGNORECASE),
    "о": re.compile(r"[аэиоу]", re.IGNORECASE),
}
_LONG = {"в": "во", "с": "со", "о": "об", "к": "ко"}
_SPELLED = re.compile(r"[ЛМНРСФ][^АЕЁИОУЫЭЮЯ]")  # an abbreviation that begins with the name of a letter: эм, эн


def preposition(base: str, word: str) -> str | None:
    """How в, с, о or к is written before a word; None where usage varies."""
    if is_acronym(word) and _SPELLED.match(word):
        return None if base in "ос" else base
    pattern = _CLUSTER.get(base)
    return _LONG[base] if pattern and pattern.match(word) else base


def _euphonic(slot: Slot, written: str) -> Edit | None:
    match = _PREPOSITION.search(slot.left)
    if match is None:
        return Edit(slot.span, written)
    given = match[1].lower()
    first, other = (_WORD.search(text) for text in (slot.span.of(slot.text), written))
    if first is None or other is None or preposition(given[0], first[0]) != given:
        return None
    wanted = preposition(given[0], other[0])
    if wanted is None:
        return None
    lead = recased(match[1], given, wanted)
    if lead is None or lead == match[1]:
        return Edit(slot.span, written)
    return Edit(Span(match.start(), slot.span.end), lead + match[2] + written, len(lead + match[2]))


FITTINGS: dict[str, Fitting] = {"ru": Russian(), "zh": Chinese()}
