"""The head of a Russian phrase: which of its words decline, and how they agree.

The head phrase is the first noun in the nominative with the adjectives, participles and ordinals that agree with it. What
follows it stays as it is, except: a noun joined by a dash («государство — член»), further heads joined by a conjunction or
comma («качество и эффективность …»), and participles that agree after a comma («преступления, совершаемые …»).
Words in quotation marks and brackets stay, unless these enclose the whole phrase.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .government import governed_cases
from .russian_cells import Adjective, Noun
from .russian_names import decline_person, is_person_name
from .russian_phrase import Phrase, Preference, Slot
from .russian_words import (
    adjectives,
    cases,
    counted_adjective,
    counted_nouns,
    is_acronym,
    is_adverb,
    is_function_word,
    is_number,
    nouns,
    numeral,
)

_WORD = re.compile(r"[^\W_]+(?:[-‐‑'’][^\W_]+)*")
_PAIRS = {"«": "»", "„": "“", "“": "”", "(": ")", "[": "]", '"': '"'}
_DASH = re.compile(r"\s*[—–]\s*|\s+-\s+")
_CONJUNCTIONS = frozenset(("и", "или", "а", "также", "либо", "да"))
_RELATIVE = frozenset(("который", "какой", "чей", "таковой"))
# Generic words whose place name declines along with them: «города Пекина», but «провинции Шаньси».
_AGREEING_GENERIC = frozenset(("город", "река"))
_NO_PREFERENCE = Preference()


@dataclass(frozen=True, slots=True)
class _Group:
    """A head noun with its modifiers; `end` is the word after it."""

    slots: tuple[Slot, ...]
    noun: Noun
    animate: bool
    first: int
    end: int
    counted: bool = False


def _subordinate(slot: Slot, head: _Group) -> Slot:
    """A word joined to a head takes its accusative from it: «государство — член», but «страну — наблюдателя»."""
    own = slot.animate if head.noun.gender == "f" and not head.counted else None
    return replace(slot, animate=head.animate, animate_singular=own)


def tokenize(text: str) -> tuple[str, ...]:
    """Words at odd places, what is between them at even ones; joined they are the text."""
    tokens: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        tokens += [text[end : match.start()], match.group()]
        end = match.end()
    return (*tokens, text[end:])


def parse(text: str, preference: Preference = _NO_PREFERENCE, head: Sequence[str] = ()) -> Phrase | None:
    """The declining words of a phrase; None if it has no head in the nominative.

    head: the words that decline, where this is known; words that are not in the text are passed over.
    """
    tokens = tokenize(text)
    chosen = _positions(tokens, head)
    if head and chosen:
        phrase = _Parser(tokens, preference, frozenset(range(len(tokens) // 2)) - chosen, given=True).phrase()
        if phrase is not None:
            return phrase
    return _Parser(tokens, preference, _enclosed(tokens), given=False).phrase()


def _positions(tokens: Sequence[str], head: Sequence[str]) -> frozenset[int]:
    """Where the words of `head` stand, in order, as word numbers."""
    words = [fold(token) for token in tokens[1::2]]
    found, start = set(), 0
    for wanted in (fold(token) for part in head for token in tokenize(part)[1::2]):
        if wanted in words[start:]:
            start = words.index(wanted, start) + 1
            found.add(start - 1)
    return frozenset(found)


def fold(word: str) -> str:
    """A word without what does not tell words apart: capitals and ё."""
    return word.lower().replace("ё", "е")


def _enclosed(tokens: Sequence[str]) -> frozenset[int]:
    """The words inside quotation marks or brackets, unless these enclose the whole text."""
    frozen: set[int] = set()
    opened: list[tuple[str, int]] = []  # closing mark awaited, number of the next word
    last = len(tokens) // 2
    for position, gap in enumerate(tokens[::2]):
        for mark in gap:
            if opened and mark == opened[-1][0]:
                start = opened.pop()[1]
                if not (start == 0 and position == last and not opened):
                    frozen.update(range(start, position))
            elif mark in _PAIRS:
                opened.append((_PAIRS[mark], position))
    return frozenset(frozen)


class _Parser:
    """Words are numbered from 0; word n is tokens[2 * n + 1], the gap before it tokens[2 * n]."""

    def __init__(self, tokens: Sequence[str], preference: Preference, frozen: frozenset[int], given: bool) -> None:
        self.tokens = tuple(tokens)
        self.words = self.tokens[1::2]
        self.gaps = self.tokens[::2]
        self.preference = preference
        self.frozen = frozen
        self.given = given

    def phrase(self) -> Phrase | None:
        first = self.group(0)
        if first is None:
            return self.adjectival()
        hints = self.preference
        self.preference = _NO_PREFERENCE  # hints are about the first head
        named = self.person(first)
        slots = [*first.slots, *named]
        coordinated = False
        position, last, tail = (len(self.words) if named else first.end), first, first.end
        while position < len(self.words):
            gap = self.gaps[position]
            if re.search(r"[:;.!?…]", gap) and not self.given:
                break
            after_head = position == last.end and position == tail
            group = self.joined(position, last) if after_head and not self.frozen & {position} else None
            if group is not None:
                slots += [_subordinate(slot, last) for slot in group.slots]
                last = replace(group, noun=last.noun)
                position = tail = group.end
                continue
            if "," in gap or self.word(position - 1) in _CONJUNCTIONS:
                agreeing = self.detached(position, last)
                if agreeing is not None:
                    slots.append(agreeing)
                    position += 1
                    continue
                group = self.coordinate(position, tail)
                if group is not None:
                    slots += [replace(slot, number=slot.number or group.noun.number) for slot in group.slots]
                    coordinated, last = True, group
                    position = tail = group.end
                    continue
            position += 1
        if coordinated:
            number = first.noun.number
            slots = [slot if slot.number or slot.counted else replace(slot, number=number) for slot in slots]
        label = hints.number if coordinated and hints.number else first.noun.number
        switches = not (coordinated or first.counted or named)
        return Phrase(self.tokens, tuple(slots), "pl" if first.counted else label, switches)

    def word(self, position: int) -> str:
        return self.words[position].lower() if 0 <= position < len(self.words) else ""

    def group(self, start: int) -> _Group | None:
        """A noun phrase in the nominative that begins at word `start`."""
        modifiers: list[int] = []
        position = start
        while position < len(self.words):
            gap = self.gaps[position]
            if position > start and gap.strip() and not (self.given or (gap.strip() == "," and modifiers)):
                return None
            if position in self.frozen:
                if self.given or (modifiers and is_number(self.words[position])):
                    position += 1
                    continue
                return None
            word = self.words[position]
            counted = self.counted(position) if not modifiers else None
            if counted is not None:
                return counted
            if is_number(word):
                position += 1
                continue
            if numeral(word) is not None and self.adjectives(position + 1):
                position += 1  # «двадцать второе»
                continue
            noun = self.noun(position, modifiers)
            if self.adjectives(position) and (noun is None or self.leads_on(position, modifiers)):
                modifiers.append(position)
            elif noun is not None:
                return self.complete(noun, position, modifiers)
            elif not self.passable(position, modifiers):
                return None
            position += 1
        return None

    def passable(self, position: int, modifiers: list[int]) -> bool:
        """Whether a word may stand between modifiers and noun without declining."""
        if self.given or (modifiers and self.word(position) in _CONJUNCTIONS):
            return True
        if modifiers and modifiers[0] == 0 and any(item.participle for item in self.adjectives(0)):
            return True  # «принятые в Астане решения»
        return is_adverb(self.words[position]) and position + 1 < len(self.words)

    def adjectives(self, position: int) -> tuple[Adjective, ...]:
        if not 0 <= position < len(self.words) or position in self.frozen:
            return ()
        return tuple(
            item for item in adjectives(self.words[position]) if not (item.pronoun and _lemma(item) in _RELATIVE)
        )

    def noun(self, position: int, modifiers: Sequence[int]) -> Noun | None:
        """The best noun reading of a word that agrees with all the modifiers before it."""
        word = self.words[position]
        if is_function_word(word) and not is_acronym(word):
            return None
        candidates = [noun for noun in nouns(word) if self.agrees(noun, modifiers)]
        if is_acronym(word) and candidates:
            return self.acronym(candidates[0], modifiers)
        return min(candidates, key=self.preference.rank, default=None)

    def acronym(self, noun: Noun, modifiers: Sequence[int]) -> Noun:
        """An acronym has the gender that hints or its adjectives show."""
        shown = next((item.gender for index in modifiers for item in self.adjectives(index)), None)
        return replace(noun, gender=self.preference.gender or shown or "m")

    def agrees(self, noun: Noun, modifiers: Sequence[int]) -> bool:
        if is_acronym(noun.text):
            return all(any(item.number == "sg" for item in self.adjectives(index)) for index in modifiers)
        return all(self.modifier(index, noun, len(modifiers) > 1) is not None for index in modifiers)

    def modifier(self, position: int, noun: Noun, several: bool) -> Adjective | None:
        """The reading of a modifier that agrees with the noun."""
        readings = self.adjectives(position)
        if is_acronym(noun.text):
            return next((item for item in readings if item.number == "sg" and item.gender == noun.gender), None)
        agreeing = next((item for item in readings if item.agrees(noun)), None)
        if agreeing is None and several and noun.number == "pl":  # «правоохранительная и судебная сферы»
            return next((item for item in readings if item.gender == noun.gender and item.number == "sg"), None)
        return agreeing

    def leads_on(self, position: int, modifiers: Sequence[int]) -> bool:
        """Whether a word that is an adjective or a noun modifies a noun still to come («рабочая группа»)."""
        trial = [*modifiers, position]
        for later in range(position + 1, len(self.words)):
            if later in self.frozen or self.gaps[later].strip():
                return False
            if self.adjectives(later):
                trial.append(later)
                if self.noun(later, trial[:-1]) is not None:
                    return True
                continue
            return self.noun(later, trial) is not None
        return False

    def complete(self, noun: Noun, position: int, modifiers: Sequence[int]) -> _Group:
        animate = self.preference.animate if self.preference.animate is not None else noun.animate
        gender = noun.gender
        slots = []
        for index in modifiers:
            reading = self.modifier(index, noun, len(modifiers) > 1)
            if reading is None:
                continue
            gender = reading.gender if gender == "c" and reading.gender else gender
            fixed = reading.number if reading.number != noun.number else None
            slots.append(Slot(2 * index + 1, reading, noun, gender, animate, fixed))
        if gender == "c":
            gender = self.preference.gender or "m"
            slots = [replace(slot, gender=gender) for slot in slots]
        slots.append(Slot(2 * position + 1, noun, noun, gender, animate))
        return _Group((*slots, *self.place(noun, position)), noun, animate, slots[0].index // 2, position + 1)

    def place(self, noun: Noun, position: int) -> tuple[Slot, ...]:
        """The name of a city or river after the word for it, at the end of the phrase."""
        if noun.text.lower() not in _AGREEING_GENERIC or position + 2 != len(self.words) or position + 1 in self.frozen:
            return ()
        word = self.words[position + 1]
        name = min((item for item in nouns(word) if word[:1].isupper()), key=Preference(place=True).rank, default=None)
        if name is None:
            return ()
        return (Slot(2 * position + 3, name, name, name.gender, False, number=name.number),)

    def person(self, group: _Group) -> list[Slot]:
        """The name of a person after the title, to the end of the phrase: «генерального прокурора Ин Юна»."""
        words = self.words[group.end :]
        enclosed = bool(self.frozen & set(range(group.end, len(self.words))))
        if not group.animate or enclosed or any(gap.strip(" .\xa0") for gap in self.gaps[group.end : -1]):
            return []
        if not is_person_name(words):
            return []
        slots = []
        for position, cells in enumerate(decline_person(words), group.end):
            forms = {(case, "sg"): form for case, form in cells.items()}
            name = Noun(self.words[position], "sg", "m", True, forms, fixed=True)
            slots.append(Slot(2 * position + 1, name, name, None, True, number="sg"))
        return slots

    def counted(self, start: int) -> _Group | None:
        """A numeral with what it counts: «три силы», «четыре основных направления», «двенадцать рангов»."""
        count = numeral(self.words[start])
        if count is None:
            return None
        slots: list[Slot] = []
        for position in range(start + 1, len(self.words)):
            if position in self.frozen or self.gaps[position].strip():
                return None
            word = self.words[position]
            noun = min(counted_nouns(word, "sg" if count.paucal else "pl"), key=self.preference.rank, default=None)
            modifier = counted_adjective(word)
            if noun is not None and (modifier is None or position + 1 == len(self.words)):
                animate = self.preference.animate if self.preference.animate is not None else noun.animate
                slots.append(Slot(2 * position + 1, noun, noun, noun.gender, animate, "pl", counted=True))
                animate = animate and count.paucal
                slots = [replace(slot, animate=animate) for slot in slots]
                first = Slot(2 * start + 1, count, noun, noun.gender, animate)
                return _Group((first, *slots), replace(noun, number="pl"), animate, start, position + 1, counted=True)
            if modifier is None:
                return None
            slots.append(Slot(2 * position + 1, modifier, None, None, False, "pl", counted=True))
        return None

    def joined(self, position: int, last: _Group) -> _Group | None:
        """A noun joined to the head by a dash, in the same number: «государство — член ШОС»."""
        if not _DASH.fullmatch(self.gaps[position]) and not (self.given and not self.gaps[position].strip()):
            return None
        group = self.group(position)
        if group is None or (group.first != position and not self.given):
            return None
        return group if group.noun.number == last.noun.number or group.counted else None

    def detached(self, position: int, last: _Group) -> Slot | None:
        """A participle or adjective after the noun that agrees with it: «преступления, совершаемые …»."""
        readings = [item for item in self.adjectives(position) if not item.pronoun]
        reading = next((item for item in readings if item.agrees(last.noun)), None)
        if reading is None or self.group(position) is not None:
            return None
        head = last.slots[-1]
        return Slot(2 * position + 1, reading, head.head, head.gender, head.animate, head.number)

    def coordinate(self, position: int, tail: int) -> _Group | None:
        """Another head after a conjunction or comma, if it can be nothing but a nominative there."""
        group = self.group(position)
        if group is None:
            return None
        if self.given:
            return group
        noun_at = group.slots[-1].index // 2
        possible = cases(self.words[noun_at])
        for slot in group.slots[:-1]:
            possible &= cases(self.tokens[slot.index])
        taken: set[str] = set()
        for index in range(tail, position):
            if self.words[index].lower() in _CONJUNCTIONS:
                continue
            governed = governed_cases(self.words[index], "ru")
            if "acc" in governed:
                taken.add("acc")
            taken |= cases(self.words[index]) - {"nom", "acc"}
        return None if possible & taken else group

    def adjectival(self) -> Phrase | None:
        """A phrase without a noun whose first words are adjectives: «уполномоченный по правам человека»."""
        heads = []
        for position in range(len(self.words)):
            if position in self.frozen and self.given:
                continue
            reading = next(iter(self.adjectives(position)), None)
            if reading is None:
                break
            heads.append((position, reading))
        if not heads:
            return None
        number, gender = heads[-1][1].number, heads[-1][1].gender
        if any(reading.number != number or reading.gender != gender for _, reading in heads):
            return None
        animate = self.preference.animate if self.preference.animate is not None else gender != "n"
        slots = tuple(Slot(2 * position + 1, reading, None, gender, animate) for position, reading in heads)
        return Phrase(self.tokens, slots, number, switches=True)


def _lemma(item: Adjective) -> str:
    return item.cells.get(("nom", "m"), item.text).lower()
