"""Words that tell which concept an ambiguous term stands for: whether they are in a text, and where."""

from __future__ import annotations

from collections.abc import Iterable

from .language import language as language_of
from .lexicon import Automaton, folded, letters, stands_alone
from .model import Term
from .morphology import inflector
from .normalize import View, is_cjk, is_word

_STEM = 5
"""Letters from which a context word may go on: "delegation" is met in "delegations"."""


class Contexts:
    """The context words of a termbase in one language, found all at once.

    Case does not matter, except for words in capitals; other forms of a word count too, as far as it inflects or grows
    at its end.
    """

    def __init__(self, words: Iterable[str], language: str) -> None:
        known = language_of(language)
        self._words: dict[str, list[tuple[str, str]]] = {}
        for word in dict.fromkeys(words):
            forms = (form.text for form in inflector(language).paradigm(Term(word, known.tag)).forms)
            for text in dict.fromkeys((word, *forms)):
                pattern, cased = folded(text, known)
                if pattern:
                    self._words.setdefault(pattern, []).append((word, cased))
        self._groups = list(self._words.values())
        self._automaton = Automaton(list(self._words))

    def extents(self, view: View) -> dict[str, tuple[int, int]]:
        """For each context word in a text: where the first occurrence starts and the last one ends, in the original."""
        extents: dict[str, tuple[int, int]] = {}
        for pattern, start, end in self._automaton(view.text):
            if not _begins_word(view.cased, start, end):
                continue
            surface = letters(view.cased[start:end])
            for word, cased in self._groups[pattern]:
                if cased.isupper() and len(cased) > 1 and surface != cased:
                    continue
                first, last = view.span(start, end)
                low, high = extents.get(word, (first, last))
                extents[word] = (min(low, first), max(high, last))
        return extents


def met(context: Iterable[str], extents: dict[str, tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the context words is in the text outside `start:end`."""
    return any(extents[word][0] < start or extents[word][1] > end for word in context if word in extents)


def _begins_word(cased: str, start: int, end: int) -> bool:
    if start and is_word(cased[start - 1]) and not is_cjk(cased[start - 1]) and not is_cjk(cased[start]):
        return False
    return end - start >= _STEM or stands_alone(cased, start, end)
