"""Which capitals and small letters a term may be met in."""

from __future__ import annotations

import re

from .language import language as language_of
from .model import CasePolicy, Term, TermType

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONG_WORD = 5
"""Letters from which a lone word in capitals is taken for the word, not for an acronym spelt like it."""


def case_policy(term: Term) -> CasePolicy:
    """The case policy of a term: the one it states, else by its look.

    Acronyms and single capitalised words are EXACT (SPP is not spp, Georgia not georgia). Other terms are ANY in a
    language of Latin script, whose headings put capitals on all words, and INITIAL elsewhere.
    """
    if term.case is not None:
        return term.case
    words = _WORD.findall(term.text)
    if term.type is TermType.ACRONYM or (words and all(map(_is_acronym, words))):
        return CasePolicy.EXACT
    if len(words) == 1 and not words[0].islower() and words[0].upper() != words[0].lower():
        return CasePolicy.EXACT
    return CasePolicy.ANY if language_of(term.language).script == "Latn" else CasePolicy.INITIAL


def fits(form: str, surface: str, policy: CasePolicy, strict: bool = False) -> bool:
    """Whether a surface, the same as a form but for letter case, keeps to a policy.

    strict: EXACT allows no heading in capitals. Under ANY, letters that stand together as capitals stay so: the SCO of
    "SCO member state".
    """
    if surface == form:
        return True
    if policy is CasePolicy.ANY:
        return all(surface[i].isupper() for i in range(len(form)) if _in_acronym(form, i))
    in_capitals = surface == form.upper()
    if policy is CasePolicy.EXACT:
        return in_capitals and not strict
    return surface == _capitalised(form) or (in_capitals and _is_unmistakable(form))


def _is_acronym(word: str) -> bool:
    return word.isupper() and sum(map(str.isalpha, word)) > 1


def _in_acronym(form: str, index: int) -> bool:
    return form[index].isupper() and (form[index - 1 : index].isupper() or form[index + 1 : index + 2].isupper())


def _capitalised(form: str) -> str:
    """The form with its first letter a capital; as it is if a digit comes first."""
    first = next((i for i, character in enumerate(form) if character.isalnum()), 0)
    return form[:first] + form[first : first + 1].upper() + form[first + 1 :]


def _is_unmistakable(form: str) -> bool:
    words = _WORD.findall(form)
    return len(words) > 1 or sum(map(str.isalpha, form)) >= _LONG_WORD
