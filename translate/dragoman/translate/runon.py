"""Names that run into the word behind them, in languages without spaces: 应勇气 reads as 应 and 勇气, not as 应勇.

The words come from data, counted in training texts by translate/training/words.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dragoman.termbase.language import language
from dragoman.termbase.model import PEOPLE, Kind

from .results import Finding, Span
from .verify import Located, Requirement

_HAN = re.compile("[一-鿿]")
_CAPITALISED = re.compile(r"[ \u00a0][A-ZА-ЯЁ](?![A-ZА-ЯЁ])\w*")
_NEXT = re.compile(r"\s*(?:[一-鿿]|\w+)")
_FOREIGN_NAME = re.compile("[一-鿿]{1,8}·")  # 达米安·菲格雷多


@dataclass(frozen=True, slots=True)
class _Writing:
    """What is known of a language without spaces. free: characters that stand behind a name as words of their own.

    singles: those that are common words, names excepted.
    words: the common words of two characters, none of which ends in a free one.
    """

    free: str = ""
    singles: str = ""
    words: frozenset[str] = frozenset()


@cache
def _writing(tag: str) -> _Writing:
    """The data file: free characters, single words, then a line for each first character of words with all second ones."""
    resource = files("dragoman.translate") / "runon_data" / f"{tag}.txt"
    if not resource.is_file():
        return _Writing()
    free, singles, *lines = resource.read_text(encoding="utf-8").splitlines()
    return _Writing(free, singles, frozenset(line[0] + second for line in lines for second in line[1:]))


def runs_into(name: str, following: str, tag: str) -> str:
    """The word that the last character of a name makes with the first one behind it, empty where it makes none.

    Where another word begins right behind the name (李强 before 调查, not 强调), or the foreign name of an office's
    holder (总检察长 before 达米安·菲格雷多, not 长达), the name ends where it should.
    """
    if _FOREIGN_NAME.match(following):
        return ""
    words = _writing(tag).words
    across = name[-1:] + following[:1]
    return across if across in words and following[:2] not in words else ""


def runs_on(name: str, following: str, tag: str) -> str:
    """A person's name as it reads where what stands behind it can only be a part of it, else empty.

    In Chinese, a character that is no common word and does not begin one with the next (应勇怡 for 应勇); of foreign
    names, which have a point inside or behind them, nothing is said. Else a capitalised word («Тун Цзяньмин Вонг»).
    """
    if language(tag).spaced:
        capitalised = _CAPITALISED.match(following)
        return name + capitalised[0] if capitalised else ""
    writing = _writing(tag)
    if not writing.words or "·" in name or following[:1] == "·" or not _HAN.match(following):
        return ""
    known = following[0] in writing.free + writing.singles or following[:2] in writing.words
    return "" if known else name + following[0]


def freshness(added: str, source: str, tag: str) -> int | None:
    """How plainly a token behind a form begins something new: 0 plainly, 1 perhaps, None not at all.

    A single Chinese character may well be taken for a part of the form; a mark is doubtful unless what follows the term
    in the source, `source`, begins with one as well; a space or a byte of a character adds nothing, and letters of
    another script are a slip of the engine.
    """
    spaced = language(tag).spaced
    added = added.strip("\ufffd ")
    if not added or (not spaced and added[0].isalpha() and not _HAN.match(added)):
        return None
    if spaced:
        return int(not added[0].isalnum() and source.lstrip()[:1].isalnum())
    return int(bool(_HAN.fullmatch(added)) and added not in _writing(tag).free)


def is_name(requirement: Requirement) -> bool:
    """Whether a requirement names a person or an office, or both (检察长应勇)."""
    return any(concept.kind in PEOPLE for concept in requirement.concepts)


def fault(requirement: Requirement, name: str, following: str, tag: str) -> str:
    """What is wrong with the end of a requirement's name in its place, empty where nothing is or it is no name."""
    if not is_name(requirement):
        return ""
    if word := runs_into(name, following, tag):
        return f"runs into «{word}»"
    person = any(concept.kind is Kind.PERSON for concept in requirement.concepts)
    longer = runs_on(name, following, tag) if person else ""
    return f"runs on: «{longer}»" if longer else ""


def faults(
    requirements: Sequence[Requirement], located: Sequence[Located | None], target: str, tag: str
) -> Iterator[tuple[int, Located, str]]:
    """The names that do not end in their places: which requirement, where, and what is wrong. Nothing where another term
    begins right behind."""
    begun = {place.span.start for place in located if place is not None}
    for index, (requirement, place) in enumerate(zip(requirements, located, strict=True)):
        if place is None or place.span.end in begun:
            continue
        if wrong := fault(requirement, place.span.of(target), target[place.span.end :], tag):
            yield index, place, wrong


def findings(
    requirements: Sequence[Requirement], located: Sequence[Located | None], target: str, tag: str
) -> Iterator[Finding]:
    """A finding for each name in its place that does not end there."""
    for index, place, wrong in faults(requirements, located, target, tag):
        behind = _NEXT.match(target, place.span.end)
        span = Span(place.span.start, behind.end() if behind else place.span.end)
        message = f"the name «{place.form}» {wrong}"
        yield Finding("name-boundary", message, span, requirements[index].concepts[0].id)
