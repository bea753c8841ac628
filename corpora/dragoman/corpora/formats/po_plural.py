"""Plural rules of gettext: `nplurals=3; plural=…;`, the C expression parsed and evaluated here, never by Python.

The grammar is that of gettext's plural.y: ?: || && == != < > <= >= + - * / % ! ( ) n and decimal numbers, all unsigned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_RULE = re.compile(r"\s*nplurals\s*=\s*(\d{1,4})\s*;\s*plural\s*=\s*([^;]+?)\s*;?\s*\Z")
_TOKEN = re.compile(r"\s*(\d{1,20}|[=!<>]=|&&|\|\||[-+*/%!<>()?:n])")
_LONGEST, _DEEPEST, _MOST = 400, 30, 100  # tokens (the longest rule in use has some 150), levels, forms
_MASK = (1 << 64) - 1
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("||",),
    ("&&",),
    ("==", "!="),
    ("<", ">", "<=", ">="),
    ("+", "-"),
    ("*", "/", "%"),
)
_TRIED = (*range(1, 1001), *(10**power for power in range(4, 10)), 0)

Value = Callable[[int], int]


class RuleError(ValueError):
    """A plural rule that is none."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How many forms there are, and for each the smallest numbers from 1 on (then 0) that take it, two at most; none for
    a form that no whole number takes."""

    samples: tuple[tuple[int, ...], ...]

    @property
    def count(self) -> int:
        """The number of forms."""
        return len(self.samples)


def rule(header: str) -> Rule:
    """The rule of a Plural-Forms header. Raises RuleError for one that is none or that gives forms there are not."""
    match = _RULE.match(header)
    if match is None:
        raise RuleError("a plural rule is “nplurals=NUMBER; plural=EXPRESSION;”")
    number = int(match[1])
    if not 0 < number <= _MOST:
        raise RuleError(f"{number} plural forms: 1 to {_MOST} are possible")
    form = expression(match[2])
    takers: list[list[int]] = [[] for _ in range(number)]
    for n in _TRIED:
        taken = form(n)
        if taken >= number:
            raise RuleError(f"the plural rule gives form {taken} for {n}, but there are {number} (counted from 0)")
        takers[taken].append(n)
    return Rule(tuple(tuple(numbers[:2]) for numbers in takers))


def expression(text: str) -> Value:
    """A plural expression as a function of n. Raises RuleError; so does the function, where it divides by zero."""
    tokens = list(_tokens(text))
    parser = _Parser(tokens)
    value = parser.choice(0)
    if parser.place < len(tokens):
        raise RuleError(f"“{tokens[parser.place]}” is not expected in the plural expression")
    return value


def _tokens(text: str) -> Iterator[str]:
    place, text = 0, text.strip()
    for _ in range(_LONGEST):
        if place == len(text):
            return
        match = _TOKEN.match(text, place)
        if match is None:
            raise RuleError(f"“{text[place : place + 10].strip()}” means nothing in a plural expression")
        yield match[1]
        place = match.end()
    raise RuleError(f"a plural expression of {_LONGEST} words or more")


class _Parser:
    """Recursive descent; each method reads one level of the grammar from `place` on."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self.place = 0

    def _next(self) -> str:
        return self._tokens[self.place] if self.place < len(self._tokens) else ""

    def _take(self, token: str) -> None:
        if self._next() != token:
            raise RuleError(f"the plural expression lacks “{token}”")
        self.place += 1

    def choice(self, depth: int) -> Value:
        if depth > _DEEPEST:
            raise RuleError(f"a plural expression nested deeper than {_DEEPEST}")
        condition = self._binary(0, depth)
        if self._next() != "?":
            return condition
        self._take("?")
        yes = self.choice(depth + 1)
        self._take(":")
        no = self.choice(depth + 1)
        return lambda n: yes(n) if condition(n) else no(n)

    def _binary(self, level: int, depth: int) -> Value:
        if level == len(_LEVELS):
            return self._unary(depth)
        value = self._binary(level + 1, depth)
        while (sign := self._next()) in _LEVELS[level]:
            self.place += 1
            value = _OPERATORS[sign](value, self._binary(level + 1, depth))
        return value

    def _unary(self, depth: int) -> Value:
        if depth > _DEEPEST:
            raise RuleError(f"a plural expression nested deeper than {_DEEPEST}")
        token = self._next()
        self.place += 1
        if token == "!":
            operand = self._unary(depth + 1)
            return lambda n: int(not operand(n))
        if token == "(":
            value = self.choice(depth + 1)
            self._take(")")
            return value
        if token == "n":
            return lambda n: n
        if token.isdigit():
            number = int(token) & _MASK
            return lambda _n: number
        raise RuleError(
            f"the plural expression lacks a number before “{token}”" if token else "the plural expression breaks off"
        )


def _quotient(left: Value, right: Value) -> Value:
    return lambda n: left(n) // _divisor(right(n))


def _remainder(left: Value, right: Value) -> Value:
    return lambda n: left(n) % _divisor(right(n))


def _divisor(value: int) -> int:
    if not value:
        raise RuleError("the plural expression divides by zero")
    return value


_OPERATORS: dict[str, Callable[[Value, Value], Value]] = {
    "||": lambda a, b: lambda n: int(bool(a(n) or b(n))),
    "&&": lambda a, b: lambda n: int(bool(a(n) and b(n))),
    "==": lambda a, b: lambda n: int(a(n) == b(n)),
    "!=": lambda a, b: lambda n: int(a(n) != b(n)),
    "<": lambda a, b: lambda n: int(a(n) < b(n)),
    ">": lambda a, b: lambda n: int(a(n) > b(n)),
    "<=": lambda a, b: lambda n: int(a(n) <= b(n)),
    ">=": lambda a, b: lambda n: int(a(n) >= b(n)),
    "+": lambda a, b: lambda n: (a(n) + b(n)) & _MASK,
    "-": lambda a, b: lambda n: (a(n) - b(n)) & _MASK,
    "*": lambda a, b: lambda n: (a(n) * b(n)) & _MASK,
    "/": _quotient,
    "%": _remainder,
}
