"""Accelerators of menus and dialogs: the letter of a label that is pressed with Alt, marked & (Windows, Qt) or _ (GTK).

A translation gets its own: before the same letter where it has it, else before its first; in languages without an alphabet
the Latin letter stands in brackets behind the words, as is the custom there: 保存(&S)…
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dragoman.termbase.language import language as find_language

from . import placeholders, script

_ADDRESS = re.compile(r"(?:https?|ftps?)://\S+|\S+[?&]\w+=\S*|&(?:#\w+|\w+);|&&")
_BRACKETED = re.compile(r"\s?[(（]([&_])([^\W_])[)）]")
_AMPERSAND = re.compile(r"(?<!&)&([^\W_])")
_UNDERSCORE = re.compile(r"_([^\W_])")
_SHORTCUT = re.compile(r"\t|\\t")  # what comes behind is no words
_LONGEST = 200  # characters of a label
_WORD = re.compile(r"[^\s]+")
# the end of a label that stands behind a bracketed letter
_TAIL = re.compile(r"(?:\s|\.{3}|[….:：。?？!！>»])*\Z")


@dataclass(frozen=True, slots=True)
class Accelerator:
    """The mark of an accelerator, its letter, and the span of the label that goes out for translation."""

    mark: str
    letter: str
    start: int
    end: int


def find(label: str) -> Accelerator | None:
    """The accelerator of a label, where it has exactly one.

    None are: && (an ampersand), entities, queries of addresses, AT&T and R&D, and the underscores of identifiers: within a
    word only a small letter behind a capitalised beginning counts (E_xit, Cu_t), not foo_bar or MAX_SIZE.
    """
    if len(label) > _LONGEST:
        return None
    bracketed = [match for match in _BRACKETED.finditer(label) if _TAIL.match(label, match.end())]
    if len(bracketed) == 1:
        match = bracketed[0]
        return Accelerator(match[1], match[2], match.start(), match.end())
    taken = [match.span() for match in _ADDRESS.finditer(label)]
    taken += [(item.start, item.end) for item in placeholders.find(label)]
    found = [
        Accelerator("&", m[1], m.start(), m.start() + 1) for m in _AMPERSAND.finditer(label) if _ampersand(label, m)
    ]
    found += [Accelerator("_", m[1], m.start(), m.start() + 1) for m in _underscores(label)]
    free = [item for item in found if not any(start <= item.start < end for start, end in taken)]
    return free[0] if len(free) == 1 else None


def _ampersand(label: str, match: re.Match[str]) -> bool:
    before = label[match.start() - 1 : match.start()]
    if script.wide(match[1]):
        return False
    return not before.isalnum() or match[1].islower()


def _underscores(label: str) -> list[re.Match[str]]:
    """Those that may mark a letter; none where the label has other underscores, which are names' then."""
    if label.count("_") != 1:
        return []
    return [match for match in _UNDERSCORE.finditer(label) if _underscore(label, match.start())]


def _underscore(label: str, place: int) -> bool:
    word = next(match for match in _WORD.finditer(label) if match.end() > place)
    before, after = label[word.start() : place].lstrip("\"'“”«»(["), label[place + 1 : word.end()]
    if re.search(r"[(\[{=/\\@$<>]|\.\w|\d", after[1:]):
        return False
    if not before:
        return True
    return before.isalpha() and before[0].isupper() and after[0].islower()


def put(label: str, accelerator: Accelerator, language: str) -> tuple[int, str]:
    """Where in a translated label to insert what: the mark before a letter, or the bracketed letter before the end."""
    shortcut = _SHORTCUT.search(label)
    stop = shortcut.start() if shortcut else len(label)
    letters = [place for place in _free(label) if place < stop and label[place].isalnum()]
    wanted = accelerator.letter.casefold()
    same = [place for place in letters if label[place].casefold() == wanted]
    spaced = find_language(language).spaced
    if spaced and same:
        return next((place for place in same if _begins_word(label, place)), same[0]), accelerator.mark
    words = [place for place in letters if _begins_word(label, place) and label[place].isalpha()]
    if spaced and words:
        return words[0], accelerator.mark
    tail = _TAIL.search(label, 0, stop)
    return tail.start() if tail else stop, f"({accelerator.mark}{accelerator.letter.upper()})"


def _free(label: str) -> list[int]:
    taken = [(item.start, item.end) for item in placeholders.find(label)]
    return [place for place in range(len(label)) if not any(start <= place < end for start, end in taken)]


def _begins_word(label: str, place: int) -> bool:
    return not place or not label[place - 1].isalnum()
