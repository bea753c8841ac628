"""The engine of the checks: units in, findings out, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from dragoman.corpora import accelerators, icu
from dragoman.corpora.units import Unit
from dragoman.termbase.errors import Location, UnknownNameError
from dragoman.termbase.language import language
from dragoman.termbase.model import Termbase

from ..results import Span
from ..verify import Verifier
from . import consistency, markup, names, numbers, punctuation, script, spacing, terms, wording
from .base import Alarm, Check, Family, Finding, Pair, Severity
from .consistency import Consistency
from .ignores import covers, ignored

FAMILIES: tuple[Family, ...] = (
    terms.FAMILY,
    numbers.FAMILY,
    names.FAMILY,
    script.FAMILY,
    markup.FAMILY,
    punctuation.FAMILY,
    spacing.FAMILY,
    wording.FAMILY,
)
_FILE = (
    Check(
        "file-malformed", Severity.ERROR, "A part of the file cannot be read; its segments are left out.", limit=None
    ),
    Check("ignore-unknown", Severity.WARNING, "A comment in the file ignores a check that there is not.", limit=None),
)
_LISTED = (
    *((family.name, family.title, family.checks) for family in FAMILIES[:1]),
    (consistency.NAME, consistency.TITLE, consistency.CHECKS),
    *((family.name, family.title, family.checks) for family in FAMILIES[1:]),
    ("file", "The file itself", _FILE),
)
GROUPS: Mapping[str, tuple[str, tuple[Check, ...]]] = MappingProxyType(
    {name: (title, checks) for name, title, checks in _LISTED}
)
"""Name of each family of checks -> its title and checks, in the order of the documentation."""

CHECKS: Mapping[str, Check] = MappingProxyType({check.code: check for _, checks in GROUPS.values() for check in checks})
"""Every check by its code."""

DEFAULT = frozenset(code for code, check in CHECKS.items() if check.default)
"""The codes of the checks that are on by default."""

_FAMILY_OF = {check.code: name for name, (_, checks) in GROUPS.items() for check in checks}

Place = Callable[[Unit, Span | None], tuple[Location, bool]]
"""Where a span of a unit's target stands in the file, and whether that is the span's own place."""


def codes(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> frozenset[str]:
    """The codes that names stand for: those of `select` (the default ones where it is empty) without those of `ignore`.

    A name is a code, a family, the beginning of codes up to a hyphen (number), "default" or "all". Raises
    UnknownNameError for any other.
    """
    wanted = list(select)
    chosen = _named(wanted) if wanted else DEFAULT
    return chosen - _named(list(ignore))


def _named(names: list[str]) -> frozenset[str]:
    found: set[str] = set()
    for name in names:
        if name == "default":
            found |= DEFAULT
            continue
        matching = {code for code in CHECKS if covers([name], code, _FAMILY_OF[code])}
        if not matching:
            known = ", ".join((*GROUPS, *CHECKS))
            raise UnknownNameError(f"unknown check '{name}'", hint=f"known: all, default, {known}")
        found |= matching
    return frozenset(found)


def start(unit: Unit, span: Span | None) -> tuple[Location, bool]:
    """The beginning of a unit's target, or of its source where the target's is not known."""
    del span
    return unit.target_where or unit.where, False


class Checker:
    """Checks translations from one language into another, over all files of a run.

    Memory does not grow with what is checked: see consistency.Consistency.
    """

    def __init__(self, source: str, target: str, termbase: Termbase, chosen: Iterable[str] | None = None) -> None:
        """chosen: codes (see `codes`), None for the default ones. Raises UnknownNameError for a language or code."""
        self.source, self.target = language(source), language(target)
        self.codes = DEFAULT if chosen is None else _named(list(chosen)) if chosen else frozenset()
        self._verifier = Verifier(termbase, self.source.tag, self.target.tag)
        self._families = [
            family for family in FAMILIES if not self.codes.isdisjoint(check.code for check in family.checks)
        ]
        self._consistency = Consistency()
        self._segments = not self.codes.isdisjoint(("inconsistent-segment", "same-target"))
        self._terms = "inconsistent-term" in self.codes
        self._places: Place = start

    def check(self, units: Iterable[Unit], messages: bool = False, place: Place = start) -> Iterator[Finding]:
        """The findings of units, in order. messages: whether they are messages of a program. place: see Place.

        Units that are locked or have no target are passed over.
        """
        self._places = place
        for unit in units:
            if unit.target is None or unit.locked:
                continue
            pair = self._pair(unit, unit.target.text, messages)
            names = ignored(unit.note) if "dragoman" in unit.note else ()
            for alarm in self._alarms(pair, names):
                if alarm.code in self.codes and not (names and covers(names, alarm.code, _FAMILY_OF[alarm.code])):
                    yield self._finding(pair, alarm)

    def _pair(self, unit: Unit, target: str, messages: bool) -> Pair:
        source = unit.source.text
        if messages:
            source, target = _without_key(source), _without_key(target)
        return Pair(unit, source, target, self.source, self.target, self._verifier, self.codes, messages)

    def _alarms(self, pair: Pair, names: tuple[str, ...]) -> Iterator[Alarm]:
        for name in names:
            if not any(covers([name], code, _FAMILY_OF[code]) for code in CHECKS):
                yield Alarm("ignore-unknown", f"there is no check '{name}'")
        if not pair.target.strip():
            yield from wording.FAMILY.run(pair)
            return
        if pair.messages and icu.chooses(pair.source):
            # the cases of the two languages have no counterparts to compare
            yield from markup.FAMILY.run(pair)
            return
        for family in self._families:
            yield from family.run(pair)
        if self._segments:
            yield from self._consistency.see(pair)
        if self._terms and not covers(names, "inconsistent-term", consistency.NAME):
            self._consistency.see_terms(pair)

    def finish(self) -> Iterator[Finding]:
        """What is known only when all files are checked."""
        if self._terms:
            for pair, alarm in self._consistency.renderings():
                yield self._finding(pair, alarm)

    def _finding(self, pair: Pair, alarm: Alarm) -> Finding:
        source, target = pair.unit.source.text, pair.unit.target.text if pair.unit.target else ""
        place = alarm.target
        if pair.messages:
            place = _with_key(place, target)
        where, exact = self._places(pair.unit, place)
        return Finding(
            alarm.code,
            CHECKS[alarm.code].severity,
            alarm.message,
            where,
            source,
            target,
            place,
            _with_key(alarm.source, source) if pair.messages else alarm.source,
            alarm.suggestion,
            alarm.concept,
            pair.unit.key,
            pair.unit.context,
            exact,
            (pair.source_language.tag, pair.target_language.tag),
        )


def _without_key(text: str) -> str:
    key = accelerators.find(text) if "&" in text or "_" in text else None
    return text[: key.start] + text[key.end :] if key else text


def _with_key(span: Span | None, text: str) -> Span | None:
    """A span of a text without the mark of its key, in the text with it."""
    key = accelerators.find(text) if span else None
    if span is None or key is None:
        return span
    length = key.end - key.start
    return Span(
        span.start + (length if span.start >= key.start else 0), span.end + (length if span.end > key.start else 0)
    )


def check_units(
    units: Iterable[Unit],
    source: str,
    target: str,
    termbase: Termbase,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    messages: bool = False,
) -> Iterator[Finding]:
    """The findings of some units, those that need a look at all of them last.

    source, target: language tags. select, ignore: see `codes`. messages: whether the units are messages of a program.
    Raises UnknownNameError for an unknown language or check.
    """
    checker = Checker(source, target, termbase, codes(select, ignore))
    yield from checker.check(units, messages)
    yield from checker.finish()
