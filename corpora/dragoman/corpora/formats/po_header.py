"""The header entry of a PO file: its fields, its plural rule, and what changes when the file is filled."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dragoman.corpora.units import Stamp
from dragoman.termbase.errors import InputError, Location
from dragoman.termbase.language import Language

_PLURAL = re.compile(r"nplurals\s*=\s*(\d{1,2})\s*;\s*plural\s*=\s*([^;]{1,1000});?\s*\Z")
_TOKEN = re.compile(r"\s*(\d{1,9}|n|\|\||&&|[=!<>]=|[-+*/%<>!?:()])")
_LEVELS = (("||",), ("&&",), ("==", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))
_REACH = 1000  # numbers tried for each form
_DEPTH = 60

Rule = Callable[[int], int]

_OPERATORS: Mapping[str, Callable[[int, int], int]] = {
    "||": lambda a, b: int(bool(a or b)),
    "&&": lambda a, b: int(bool(a and b)),
    "==": lambda a, b: int(a == b),
    "!=": lambda a, b: int(a != b),
    "<": lambda a, b: int(a < b),
    ">": lambda a, b: int(a > b),
    "<=": lambda a, b: int(a <= b),
    ">=": lambda a, b: int(a >= b),
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a // b if b else 0,
    "%": lambda a, b: a % b if b else 0,
}


@dataclass(frozen=True, slots=True)
class Plurals:
    """How many plural forms there are, and for each the numbers from 1 on, few of them, that select it."""

    count: int
    samples: tuple[tuple[int, ...], ...]


def plurals(text: str, where: Location) -> Plurals:
    """The plural rule of a Plural-Forms field. Raises InputError where it is none."""
    match = _PLURAL.match(text.strip())
    if match is None or not 1 <= int(match[1]) <= 10:
        raise InputError(f"not a plural rule: {text.strip()[:60]!r}", where, "see 'Plural forms' in the gettext manual")
    count = int(match[1])
    rule = expression(match[2], where)
    samples: list[list[int]] = [[] for _ in range(count)]
    for number in range(1, _REACH):
        form = rule(number)
        if 0 <= form < count and len(samples[form]) < 3:
            samples[form].append(number)
    return Plurals(count, tuple(map(tuple, samples)))


def expression(text: str, where: Location) -> Rule:
    """A C expression in n, as gettext allows it, as a function. Raises InputError for anything else."""
    tokens: list[str] = []
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            raise InputError(f"not a plural expression at {text[place:].strip()[:20]!r}", where)
        tokens.append(match[1])
        place = match.end()
    return _Expression(tokens, where).whole()


class _Expression:
    """Recursive descent over the levels of precedence of C."""

    def __init__(self, tokens: list[str], where: Location) -> None:
        self.tokens, self.where = tokens[::-1], where

    def whole(self) -> Rule:
        rule = self._choice(0)
        if self.tokens:
            raise self._wrong()
        return rule

    def _wrong(self) -> InputError:
        rest = " ".join(self.tokens[::-1][:5]) or "its end"
        return InputError(f"not a plural expression at {rest!r}", self.where)

    def _take(self, *wanted: str) -> str:
        if self.tokens and self.tokens[-1] in wanted:
            return self.tokens.pop()
        return ""

    def _choice(self, depth: int) -> Rule:
        if depth > _DEPTH:
            raise InputError("a plural expression nested too deeply", self.where)
        test = self._binary(0, depth)
        if not self._take("?"):
            return test
        yes = self._choice(depth + 1)
        if not self._take(":"):
            raise self._wrong()
        no = self._choice(depth + 1)
        return lambda n: yes(n) if test(n) else no(n)

    def _binary(self, level: int, depth: int) -> Rule:
        if level == len(_LEVELS):
            return self._unary(depth)
        left = self._binary(level + 1, depth)
        while operator := self._take(*_LEVELS[level]):
            left = _joined(_OPERATORS[operator], left, self._binary(level + 1, depth))
        return left

    def _unary(self, depth: int) -> Rule:
        if depth > _DEPTH:
            raise InputError("a plural expression nested too deeply", self.where)
        if self._take("!"):
            inner = self._unary(depth + 1)
            return lambda n: int(not inner(n))
        if self._take("("):
            inside = self._choice(depth + 1)
            if not self._take(")"):
                raise self._wrong()
            return inside
        if self._take("n"):
            return lambda n: n
        if self.tokens and self.tokens[-1].isdigit():
            value = int(self.tokens.pop())
            return lambda _n: value
        raise self._wrong()


def _joined(operator: Callable[[int, int], int], left: Rule, right: Rule) -> Rule:
    return lambda n: operator(left(n), right(n))


def fields(text: str) -> dict[str, str]:
    """The header's fields by their names as written; of one that comes twice the first."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip(), value.strip())
    return found


def filled(text: str, language: Language, codec: str, stamp: Stamp) -> dict[str, str]:
    """The fields that change, or are new, when a file with header `text` is filled: name -> value."""
    have = fields(text)
    changes = {"PO-Revision-Date": stamp.when.strftime("%Y-%m-%d %H:%M%z")}
    if not have.get("Language"):
        changes["Language"] = language.locale
    if "MIME-Version" not in have:
        changes["MIME-Version"] = "1.0"
    if have.get("Content-Type", "charset=CHARSET").endswith("charset=CHARSET"):
        changes["Content-Type"] = f"text/plain; charset={codec}"
    if have.get("Content-Transfer-Encoding", "ENCODING") == "ENCODING":
        changes["Content-Transfer-Encoding"] = "8bit"
    if unset(have.get("Plural-Forms", "")):
        changes["Plural-Forms"] = language.plural_forms
    changes["X-Generator"] = stamp.generator
    return changes


def unset(rule: str) -> bool:
    """Whether a Plural-Forms field is missing or a template's placeholder."""
    return not rule or "INTEGER" in rule
