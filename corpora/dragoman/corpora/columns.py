"""What the columns of a table, or the keys of a line of JSON, hold: by their names, as translators' tools give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dragoman.termbase.language import LANGUAGES, Language, likeness

from .strings import named_like
from .units import State

# the partner is what a new column for translations beside it is called
_SOURCES = {
    "source": "target",
    "src": "tgt",
    "source text": "target text",
    "source string": "translation",
    "original": "translation",
    "original string": "translation",
    "msgid": "msgstr",
    "text": "translation",
    "sentence": "translation",
}
_TARGETS = ("target", "tgt", "target text", "target string", "translation", "translated", "msgstr", "mt")
_ROLES = {
    "key": ("id", "key", "identifier", "string id", "resname", "name", "location"),
    "context": ("context", "msgctxt", "ctx"),
    "state": ("status", "state"),
    "fuzzy": ("fuzzy", "needs editing", "unconfirmed"),
    "limit": ("limit", "max length", "maxlength", "character limit", "char limit", "max"),
    "source_language": ("source language", "source lang", "src lang", "srclang"),
    "target_language": ("target language", "target lang", "tgt lang", "trglang"),
}  # fmt: skip
_NOTES = frozenset(
    ("note", "notes", "comment", "comments", "description", "remark", "remarks", "developer comment", "developer comments",
    "translator comment", "translator comments")
)  # fmt: skip
_STATES = {
    State.NEW: ("new", "untranslated", "not translated", "empty", "missing", "todo"),
    State.DRAFT: (
        "draft", "fuzzy", "needs review", "needs review translation", "needs editing", "needs work", "unreviewed", "unconfirmed",
        "machine", "mt", "initial", "pretranslated", "pre translated",
    ),
    State.TRANSLATED: ("translated", "done", "complete", "completed"),
    State.REVIEWED: ("reviewed", "approved", "final", "signed off", "proofread", "validated", "confirmed", "accepted"),
}  # fmt: skip
_STATE_OF = {word: state for state, words in _STATES.items() for word in words}
_TRUE = frozenset(("1", "true", "yes", "y", "x", "t"))
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?")


@dataclass(frozen=True, slots=True)
class Pair:
    """Which columns hold sources and targets, by index; source_tag, target_tag: their names where those are languages'."""

    source: int
    target: int | None = None
    source_tag: str | None = None
    target_tag: str | None = None


@dataclass(frozen=True, slots=True)
class Roles:
    """Which columns say something about a pair, by index; None where there is none. notes: all of them."""

    key: int | None = None
    context: int | None = None
    notes: tuple[int, ...] = ()
    state: int | None = None
    fuzzy: int | None = None
    limit: int | None = None
    source_language: int | None = None
    target_language: int | None = None


def pair(names: Sequence[str], source: Language, target: Language | None) -> Pair | None:
    """The columns of sources and targets; None where none holds sources. target None: the first other language."""
    plain = [_plain(name) for name in names]
    of_source = _of_language(names, source)
    first = of_source if of_source is not None else _first(plain, _SOURCES)
    if first is None:
        return None
    second = _target(names, plain, first, target)
    tagged = second is not None and plain[second] not in _TARGETS
    return Pair(
        first,
        second,
        names[first] if of_source is not None else None,
        names[second] if second is not None and tagged else None,
    )


def roles(names: Sequence[str], found: Pair | None = None) -> Roles:
    """What else the columns of these names hold.

    found: the pair; states that may be of another language's translations are left out.
    """
    plain = [_plain(name) for name in names]
    notes = tuple(place for place, name in enumerate(plain) if name in _NOTES)
    places = {role: _first(plain, words) for role, words in _ROLES.items()}
    if found is not None and _others(names, found):
        places |= {"state": None, "fuzzy": None}
    return Roles(notes=notes, **places)


def _others(names: Sequence[str], found: Pair) -> bool:
    """Whether there are columns of other languages than those of the pair."""
    return any(_language(name) for place, name in enumerate(names) if place not in (found.source, found.target))


def header(names: Sequence[str], found: Pair) -> bool:
    """Whether a first row with this pair is a header, and no row whose first cell happens to be such a name."""
    known = {word for words in (*_ROLES.values(), _SOURCES, _TARGETS, _NOTES) for word in words}
    told = [name for name in names if _plain(name) in known or _language(name) or _TAG.fullmatch(name.strip())]
    return len(names) == 1 or len(told) > 1 or found.target is not None


def languages_alone(names: Sequence[str]) -> bool:
    """Whether a first row names nothing but languages, one of them known."""
    return any(map(_language, names)) and all(_language(name) or _TAG.fullmatch(name.strip()) for name in names)


def partner(name: str, found: Pair, target: Language) -> str:
    """What to call a new column for translations beside one called `name`."""
    if found.source_tag is not None:
        stated = _TAG.fullmatch(name.strip())
        return named_like(name, target.tag) if stated else target.name
    plain = _SOURCES.get(_plain(name), "target")
    made = re.sub(r" ", _separator(name), plain)
    return made.upper() if name.isupper() else made.title() if name[:1].isupper() else made


def state(word: str, fuzzy: str, target: str) -> State:
    """The state of a pair, by what its columns of states and of what is unconfirmed say."""
    if not target.strip():
        return State.NEW
    if _plain(fuzzy) in _TRUE:
        return State.DRAFT
    found = _STATE_OF.get(_plain(word), State.TRANSLATED)
    return found if found is not State.NEW else State.TRANSLATED


def state_words(used: Iterable[str]) -> dict[State, str]:
    """How a file writes each state: as it has it elsewhere, else in our own words."""
    found = {state: state.value for state in State}
    return found | {_STATE_OF[_plain(word)]: word for word in reversed(_distinct(used)) if _plain(word) in _STATE_OF}


def fuzzy_words(used: Iterable[str]) -> dict[bool, str]:
    """How a file writes that a translation is unconfirmed, and that it is not."""
    said = [word for word in reversed(_distinct(used)) if word.strip()]
    return {True: "True", False: ""} | {_plain(word) in _TRUE: word for word in said}


def _distinct(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _target(names: Sequence[str], plain: Sequence[str], first: int, target: Language | None) -> int | None:
    if target is not None:
        found = _of_language(names, target)
        if found is not None and found != first:
            return found
    generic = _first(plain, _TARGETS)
    if generic is not None or target is not None:
        return generic
    others = (place for place, name in enumerate(names) if place != first and _language(name))
    return next(others, None)


def _of_language(names: Sequence[str], wanted: Language) -> int | None:
    best = max(range(len(names)), key=lambda place: _likeness(names[place], wanted), default=None)
    return best if best is not None and _likeness(names[best], wanted) else None


def _likeness(name: str, wanted: Language) -> int:
    english = re.sub(r"\s*[(\[].*", "", wanted.name).lower()
    plain = _plain(name)
    if plain in (english, wanted.name.lower()):
        return 3
    return likeness(name, wanted) if _TAG.fullmatch(name.strip()) else 0


def _language(name: str) -> Language | None:
    return next((item for item in LANGUAGES.values() if _likeness(name, item)), None)


def _first(plain: Sequence[str], words: Iterable[str]) -> int | None:
    """The column whose name comes first among the words."""
    return next((plain.index(word) for word in words if word in plain), None)


def _plain(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.strip())
    return re.sub(r"[\s_-]+", " ", spaced).lower()


def _separator(name: str) -> str:
    return next((character for character in name if character in "_- "), " ")
