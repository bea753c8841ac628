"""Offices and persons that changed partners: an office beside another person than in the source, two names in a row.

What stands beside what is read off the order of terms: an office and a person belong together where nothing but marks,
articles and the names of countries and bodies is between them (“Kamran Aliyev, Prosecutor General of Azerbaijan”).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dragoman.termbase.model import PEOPLE, Kind

from .results import Finding, Span
from .verify import Located, Requirement

_LIGHT = re.compile(r"(?:[\s,，、()（）—–«»“”]|\b(?:the|of|for|an?)\b)*", re.IGNORECASE)
_JOINED = re.compile(rf"{_LIGHT.pattern}(?:\b(?:and|и|а также)\b|[和兼及]|以及)?{_LIGHT.pattern}", re.IGNORECASE)
_NEAR = 120  # code points between an office and its holder

_Placed = tuple[Span, Requirement]


def _people(placed: Sequence[_Placed]) -> list[_Placed]:
    """Persons and offices, in order."""
    wanted = [item for item in placed if item[1].concepts and item[1].concepts[0].kind in PEOPLE]
    return sorted(wanted, key=lambda item: item[0].start)


def _is_person(requirement: Requirement) -> bool:
    return requirement.concepts[0].kind is Kind.PERSON


def _concept(requirement: Requirement) -> str:
    return requirement.concepts[0].id


def _holds(pattern: re.Pattern[str], text: str, gap: Span, placed: Sequence[_Placed]) -> bool:
    """Whether a short gap holds nothing but what the pattern allows, terms apart."""
    if gap.end - gap.start > _NEAR:
        return False
    inside = [span for span, _ in placed if gap.start <= span.start and span.end <= gap.end]
    rest, at = "", gap.start
    for span in sorted(inside, key=lambda span: span.start):
        rest, at = rest + text[at : max(at, span.start)], max(at, span.end)
    return bool(pattern.fullmatch(rest + text[at : gap.end]))


def _groups(text: str, placed: Sequence[_Placed]) -> list[list[_Placed]]:
    """Persons, each by itself, and offices, those of one holder together: “Director … and head of …”."""
    groups: list[list[_Placed]] = []
    for item in _people(placed):
        last = groups[-1][-1] if groups else None
        offices = last and not _is_person(last[1]) and not _is_person(item[1])
        if last and offices and _holds(_JOINED, text, Span(last[0].end, item[0].start), placed):
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _partners(text: str, placed: Sequence[_Placed]) -> Iterator[tuple[str, str, bool]]:
    """Offices and the persons next to them in order, by concept, and whether nothing parts them."""
    for left, right in pairwise(_groups(text, placed)):
        person, offices = (left, right) if _is_person(left[0][1]) else (right, left)
        if not _is_person(person[0][1]) or _is_person(offices[0][1]):
            continue
        touching = _holds(_LIGHT, text, Span(left[-1][0].end, right[0][0].start), placed)
        for _, office in offices:
            yield _concept(office), _concept(person[0][1]), touching


def _in_a_row(text: str, placed: Sequence[_Placed]) -> Iterator[tuple[_Placed, _Placed]]:
    """Two persons with nothing but space between them."""
    for one, other in pairwise(_people(placed)):
        if _is_person(one[1]) and _is_person(other[1]) and not text[one[0].end : other[0].start].strip():
            yield one, other


def findings(
    requirements: Sequence[Requirement], located: Sequence[Located | None], source: str, target: str
) -> Iterator[Finding]:
    """A finding for each office beside another person than in the source, and for names in a row that are not there."""
    asked = [(requirement.span, requirement) for requirement in requirements]
    placed = [(place.span, requirement) for requirement, place in zip(requirements, located, strict=True) if place]
    there = {_concept(requirement) for _, requirement in _people(placed) if _is_person(requirement)}
    if not there:
        return
    wanted, found, near = (defaultdict[str, set[str]](set) for _ in range(3))
    for office, person, touching in _partners(source, asked):
        if touching:
            wanted[office].add(person)
    for office, person, touching in _partners(target, placed):
        near[office].add(person)
        if touching:
            found[office].add(person)
    for span, requirement in _people(placed):
        office = _concept(requirement)
        own, others = wanted[office], found[office]
        if own and others and not own & near[office] and own <= there:
            beside = next(place for place, other in _people(placed) if _concept(other) in others)
            names = ", ".join(f"“{other.text}”" for _, other in _people(asked) if _concept(other) in own)
            message = f"«{span.of(target)}» stands beside «{beside.of(target)}», in the source beside {names}"
            yield Finding("office-holder", message, span, office)
    known = {(_concept(one), _concept(other)) for (_, one), (_, other) in _in_a_row(source, asked)}
    for (first, one), (second, other) in _in_a_row(target, placed):
        if (_concept(one), _concept(other)) not in known:
            message = f"«{first.of(target)}» and «{second.of(target)}» stand in a row, as if they were one"
            yield Finding("office-holder", message, Span(first.start, second.end), _concept(other))
