"""String files: keys and texts, where each text is a source that its translation replaces. What JSON and YAML have in common.

Plural forms stand under keys that end alike (i18next: files_one, files_other) or under keys of a mapping of their own
(Rails: one, other). In another language they need other forms: those it lacks become units too, made of the source's form
that fits, and are put in before `other`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dragoman.termbase.errors import InputError, Location
from dragoman.termbase.language import LANGUAGES, Language, likeness
from dragoman.termbase.language import language as find_language

from . import placeholders, plurals
from .markup import Marked
from .places import Places
from .units import State, Unit

_SUFFIX = re.compile(rf"(?P<base>.*?)(?P<ordinal>_ordinal)?_(?P<category>{'|'.join(plurals.CATEGORIES)})\Z", re.DOTALL)
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?")
_TECHNICAL = re.compile(
    r"#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})|(?:rgba?|hsla?|hwb|lab|lch|var|url|calc)\([^()]*\)"
    r"|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[0-9a-f]{16,}"
    r"|(?:\.{0,2}|~)/[^\s]*|[A-Za-z]:\\[^\s]*|[\w@-]+/[\w./@-]*\.[A-Za-z0-9]{1,5}"
    r"|(?:text|image|audio|video|application|font|multipart)/[\w.+*-]+"
    r"|[a-z0-9]+(?:_[a-z0-9]+)+|[A-Z0-9]+(?:_[A-Z0-9]+)+"
    r"|[a-z]+[0-9]*(?:[A-Z][a-z0-9]*)+|[a-z][\w-]*(?:\.[a-z_][\w-]*)+"
    r"|:[a-z_]\w*|-?\d+(?:\.\d+)?(?:px|em|rem|vh|vw|pt|ms|s|%|deg|fr)?"
)
_LONGEST = 200  # characters of such a text
_PART = r"(?:[Yy]{2,4}|M{1,4}|D{1,4}|d{1,4}|[Hh]{1,2}|m{1,2}|s{1,3}|S{1,3}|y|E{1,4}|[aAZ]{1,2})"
_DATE_FORMAT = re.compile(
    rf"(?=.*(?:YY|yy|MM|DD|dd|HH|hh|mm)){_PART}(?:[\s/.:,-]{{1,3}}{_PART})+|(?:YYYY|yyyy)MM(?:DD|dd)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A text of a file. path: the keys on the way to it; index: which value of the file it is, for the format."""

    path: tuple[str, ...]
    text: str
    where: Location
    index: int
    note: str = ""
    context: str = ""
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a unit's translation goes: an entry, or (category given) a new one like it under the key of that category."""

    entry: Entry
    category: str = ""


def units(entries: Sequence[Entry], source: str, target: str | None) -> tuple[list[Unit], list[Slot]]:
    """The units of a file and where each goes. target: known, or None for the file's own entries alone."""
    families = dict(_families(entries, source)) if target is not None else {}
    made: list[tuple[Unit, Slot]] = []
    for number, entry in enumerate(entries):
        family = families.get(number)
        if family is None or target is None:
            made.append((_unit(entry, entry), Slot(entry)))
        else:
            made.extend(_forms(entry, family, source, target))
    return [unit for unit, _ in made], [slot for _, slot in made]


@dataclass(frozen=True, slots=True)
class _Family:
    """The plural forms of one message by category."""

    members: Mapping[str, Entry]
    ordinal: bool


def _families(entries: Sequence[Entry], source: str) -> Iterator[tuple[int, _Family]]:
    """For each entry that is a plural form, its number in the file and its family."""
    least = min(2, len(plurals.categories(source)))
    groups: dict[tuple[tuple[str, ...], str, bool], dict[str, int]] = {}
    for number, entry in enumerate(entries):
        last = entry.path[-1]
        if last in plurals.CATEGORIES:
            groups.setdefault((entry.path[:-1], "", False), {})[last] = number
        elif match := _SUFFIX.fullmatch(last):
            key = entry.path[:-1], f"_{match['base']}", bool(match["ordinal"])
            groups.setdefault(key, {})[match["category"]] = number
    for (_, _, ordinal), members in groups.items():
        if plurals.OTHER in members and len(members) >= least:
            family = _Family({category: entries[number] for category, number in members.items()}, ordinal)
            yield from ((number, family) for number in members.values())


def _forms(entry: Entry, family: _Family, source: str, target: str) -> Iterator[tuple[Unit, Slot]]:
    """The unit of a plural form, and before that of `other` those of the forms the target needs besides."""
    own = next(category for category, member in family.members.items() if member is entry)
    needed = plurals.categories(target, family.ordinal)
    counted = {category for category, member in family.members.items() if placeholders.count(member.text)}
    missing = [category for category in needed if category not in family.members] if own == plurals.OTHER else []
    for category in [*missing, own]:
        made_of = own
        if category in needed:
            made_of = plurals.origin(category, family.members, counted, target, family.ordinal)
        # a form that the target has no use for is still better translated with a number
        samples = plurals.samples(category, made_of, source, target, family.ordinal) or plurals.samples(
            category, made_of, source, source, family.ordinal
        )
        unit = _unit(family.members[made_of], entry, category if category != own else "", samples[0] if samples else "")
        yield unit, Slot(entry, category if category != own else "")


def _unit(origin: Entry, entry: Entry, category: str = "", sample: str = "") -> Unit:
    last = entry.path[-1] if entry.path else ""
    path = (*entry.path[:-1], form_key(last, category)) if category else entry.path
    return Unit(
        ".".join(path),
        Marked(origin.text),
        None,
        State.NEW,
        origin.where,
        context=entry.context,
        note=entry.note,
        locked=technical(origin.text),
        sample=sample,
        limit=entry.limit,
    )


def form_key(key: str, category: str) -> str:
    """The key of another plural form than that of `other`."""
    return f"{key[: -len(plurals.OTHER)]}{category}"


def technical(text: str) -> bool:
    """Whether a text is for programs and not for people: a colour, id, path, media type, key, measure or date format."""
    text = text.strip()
    return len(text) <= _LONGEST and bool(_TECHNICAL.fullmatch(text) or _DATE_FORMAT.fullmatch(text))


def names_language(key: str) -> bool:
    """Whether a key at the top of a file may be the tag of the language below it."""
    return _LANGUAGE.fullmatch(key) is not None


def check_one_language(keys: Mapping[str, int], places: Places) -> None:
    """Raise InputError where the keys at the top of a file, given with their offsets, are several languages."""
    tags = [key for key in keys if names_language(key)]
    known = {item.tag for item in LANGUAGES.values() for key in tags if likeness(key, item)}
    if len(keys) > 1 and len(tags) == len(keys) and known:
        raise places.error(
            f"several languages in one file: {', '.join(tags[:8])}",
            keys[tags[1]],
            "give each language a file of its own",
        )


def check_language(said: str, wanted: Language, where: Location, option: str = "--from") -> None:
    """Raise InputError where the language a file names for its strings is not the wanted one."""
    if not likeness(said, wanted):
        raise InputError(f"the strings are in '{said[:40]}', not {wanted.tag} ({wanted.name})", where, f"see {option}")


def named_like(said: str, language: str) -> str:
    """The name of a language as a file names languages: with a region where it does so, after the same separator."""
    found = find_language(language)
    separator = next((character for character in said if character in "-_"), "")
    return found.locale.replace("_", separator) if separator else found.tag
