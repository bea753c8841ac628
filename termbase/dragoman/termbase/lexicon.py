"""Many terms looked for at once: the folded forms of terms in one automaton, and where they stand as whole words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from .language import Language
from .lettercase import fits
from .model import CasePolicy, Concept, Term
from .morphology.base import Form
from .normalize import View, fold, is_cjk, is_mark, is_word

_SEPARATORS = str.maketrans("-\u2013\u2014", "   ")


@dataclass(frozen=True, slots=True)
class Entry:
    """A form of a term, ready to be compared: its letters as written, and the case it may be met in.

    strict: EXACT means as written, with no allowance for headings in capitals. rank: (position of the concept, position
    of the term) in the termbase.
    """

    concept: Concept
    term: Term
    form: Form
    letters: str
    policy: CasePolicy
    strict: bool
    rank: tuple[int, int]

    def fits(self, surface: str) -> bool:
        """Whether a surface (from `letters`) keeps to the case policy."""
        return fits(self.letters, surface, self.policy, self.strict)


class Automaton:
    """Finds strings in folded texts in one pass (Aho and Corasick, 1975), overlapping occurrences included."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._automaton = AhoCorasick(list(patterns), matchkind=MatchKind.Standard, store_patterns=False)
        self._empty = not patterns

    def __call__(self, text: str) -> list[tuple[int, int, int]]:
        """Every occurrence: (index of the pattern, start, end)."""
        return [] if self._empty else self._automaton.find_matches_as_indexes(text, overlapping=True)


class Lexicon:
    """The entries of a set of terms by folded form."""

    def __init__(self, entries: Mapping[str, Sequence[Entry]]) -> None:
        self._folded = {folded: tuple(group) for folded, group in entries.items() if folded}
        self._groups = list(self._folded.values())
        self._automaton = Automaton(list(self._folded))

    def entries(self, folded: str) -> tuple[Entry, ...]:
        """The entries of a folded form."""
        return self._folded.get(folded, ())

    def hits(self, views: Iterable[View]) -> Iterator[tuple[int, int, list[Entry]]]:
        """Whole-word occurrences in the right case: half-open range of the original text, and the entries they may be.

        In no particular order; a range comes up once for each view and spelling that has it.
        """
        for view in views:
            for pattern, start, end in self._automaton(view.text):
                if stands_alone(view.cased, start, end):
                    surface = letters(view.cased[start:end])
                    fitting = [entry for entry in self._groups[pattern] if entry.fits(surface)]
                    if fitting:
                        yield (*view.span(start, end), fitting)


def folded(text: str, language: Language) -> tuple[str, str]:
    """A term's text folded for the automaton, and its letters for comparing case."""
    view = fold(text.strip(), language)
    return view.text, letters(view.cased)


def letters(cased: str) -> str:
    """A cased text with kinds of separator made alike, so that only case is left to differ."""
    return cased.translate(_SEPARATORS)


def stands_alone(cased: str, start: int, end: int) -> bool:
    """Whether a stretch of a text neither begins nor ends inside a word.

    Chinese characters have no word boundaries: beside one, any boundary will do; only a single character (中 for China)
    must have no other beside it. A hyphen is a boundary, but not before a small letter: "SPP-led" has SPP and "non-SCO"
    SCO, "anti-terrorism" has no terrorism.
    """
    if end - start == 1 and is_cjk(cased[start]) and _among_cjk(cased, start):
        return False
    if start and _joined(cased[start - 1], cased[start]):
        return False
    if start > 1 and cased[start - 1] == "-" and cased[start].islower() and is_word(cased[start - 2]):
        return False
    if end == len(cased):
        return cased[end - 1] != "'"
    if cased[end - 1] == "'":
        # "the prosecutors' duties" is a possessive, "the 'prosecutors'," a quotation
        return cased[end] == " " and end + 1 < len(cased) and is_word(cased[end + 1])
    return not (_joined(cased[end - 1], cased[end]) or is_mark(cased[end]))


def _among_cjk(cased: str, index: int) -> bool:
    beside = cased[max(index - 1, 0) : index] + cased[index + 1 : index + 2]
    return any(is_cjk(character) and character.isalpha() for character in beside)


def _joined(left: str, right: str) -> bool:
    return is_word(left) and is_word(right) and not is_cjk(left) and not is_cjk(right)
