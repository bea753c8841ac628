"""Entries as readers find them in files of other programs, before they are made to keep the rules of a termbase."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import Location, UnknownNameError
from ..language import LANGUAGES, Language, language, likeness
from ..model import CasePolicy, Grammar, Kind, Scope, Status, Verified

PLAIN = Grammar()
"""No grammar at all; one object for all the terms of a large file."""


@dataclass(slots=True)
class DraftTerm:
    """A term; status None and type "" (else a TBX term type) where the file gives none.

    usage: lines of text; type_at: before which of them a line on the type has its place (None: behind all).
    """

    text: str
    where: Location | None = None
    status: Status | None = None
    type: str = ""
    case: CasePolicy | None = None
    grammar: Grammar = field(default_factory=lambda: PLAIN)
    context: tuple[str, ...] = ()
    usage: list[str] = field(default_factory=list)
    type_at: int | None = None
    why: str = ""
    scope: Scope = Scope.CONCEPT


@dataclass(slots=True)
class DraftLanguage:
    """The terms of one language under the tag the file has; the same tag may come up several times in an entry."""

    tag: str
    terms: list[DraftTerm] = field(default_factory=list)
    where: Location | None = None
    verified: Verified = Verified.NO
    sources: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """An entry. id: the file's name for it, empty where it has none; own: that is an id to keep. note: lines of text."""

    languages: list[DraftLanguage] = field(default_factory=list)
    id: str = ""
    own: bool = False
    where: Location | None = None
    kind: Kind = Kind.GENERAL
    domain: str = ""
    definition: str = ""
    note: list[str] = field(default_factory=list)
    do_not_translate: bool = False


def spoken(tag: str) -> Language | None:
    """The language of a tag, another region's too ("en-AU" is English); None for a language nobody knows here."""
    try:
        return language(tag)
    except UnknownNameError:
        ranked = sorted(LANGUAGES.values(), key=lambda known: -likeness(tag, known))
        return ranked[0] if likeness(tag, ranked[0]) else None


_NAMES: Mapping[str, str] = {item.name.casefold(): item.tag for item in LANGUAGES.values()}
_TAG = re.compile(r"[A-Za-z]{2}|[A-Za-z]{2,3}([-_](?:[A-Za-z]{4}|[A-Za-z]{2}|\d{3}))+")


def language_tag(name: str) -> str | None:
    """The tag in a cell that names a language, by code ("zh-CN") or in English ("Russian"); None for any other cell."""
    cell = name.strip()
    if (known := _NAMES.get(cell.casefold())) is not None:
        return known
    return cell.replace("_", "-") if _TAG.fullmatch(cell) else None
