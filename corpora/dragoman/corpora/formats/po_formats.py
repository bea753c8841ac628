"""Placeholders as an entry's flags define them: `c-format`, `python-brace-format` and the like.

What is a placeholder by an entry's flags and not in general (see placeholders.find) is taken out of the text as a mark, so
that no engine can touch it; and a translation is held to the rules `msgfmt --check` goes by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from dragoman.corpora import placeholders
from dragoman.corpora.markup import Mark, Marked

_WIDTH = r"(?:\*(?:\d+\$)?|\d+)?(?:\.(?:\*(?:\d+\$)?|\d+)?)?"
_C = rf"%(?:\d+\$)?[-+ #0'I]*{_WIDTH}(?:(?:hh|ll|I64|I32|[hlLqjzt])?[diouxXeEfFgGaAcCsSpnm]|<[A-Za-z]\w*>)"
_BRACES = r"\{\{|\}\}|\{[^{}\s]*(?:\{[^{}\s]*\}[^{}\s]*)*\}"


@dataclass(frozen=True, slots=True)
class Grammar:
    """directive: what is replaced when the program runs, escapes of its signs too. ordered: whether directives without
    number or name take arguments as they come. signs: characters that mean something outside directives too."""

    directive: re.Pattern[str]
    ordered: bool = False
    signs: str = ""


def _printf(pattern: str) -> Grammar:
    return Grammar(re.compile(f"%%|{pattern}"), True, "%")


_GRAMMARS: dict[str, Grammar] = {
    "c-format": _printf(_C),
    "objc-format": _printf(rf"{_C}|%(?:\d+\$)?@"),
    "javascript-format": _printf(rf"%(?:\d+\$)?[-+ #0']*{_WIDTH}[bcdeEfgGiosuxXj]"),
    "php-format": _printf(rf"%(?:\d+\$)?[-+ 0]*(?:'.)?[-+ 0]*{_WIDTH}[bcdeEfFgGosuxX]"),
    "perl-format": _printf(rf"%(?:\d+\$)?[-+ #0]*(?:\*?v)?{_WIDTH}(?:hh|ll|[hlLqVzt])?[diouxXeEfFgGcspbBaADUOn]"),
    "java-printf-format": _printf(rf"%(?:\d+\$|<)?[-+ #0,(]*{_WIDTH}(?:[tT][A-Za-z]|[bBhHsScCdoxXeEfgGaAn])"),
    "awk-format": _printf(rf"%(?:\d+\$)?[-+ #0']*{_WIDTH}[diouxXeEfFgGcsaA]"),
    "tcl-format": _printf(rf"%(?:\d+\$)?[-+ #0]*{_WIDTH}h?[diouxXeEfgGcs]"),
    "ruby-format": _printf(rf"%(?:<\w+>[-+ #0]*{_WIDTH}[diouxXeEfgGcspbBaA]|\{{\w+\}}|(?:\d+\$)?[-+ #0]*{_WIDTH}[diouxXeEfgGcspbBaA])"),
    "lua-format": _printf(rf"%[-+ #0]*{_WIDTH}[diouxXeEfgGcsqaA]"),
    "python-format": _printf(rf"%(?:\([^()]*\))?[-+ #0]*{_WIDTH}[hlL]?[diouxXeEfFgGcrsab]|%\([^()]*\)%"),
    "boost-format": _printf(rf"%\d+%|%\|[^|]*\||{_C}"),
    "python-brace-format": Grammar(re.compile(_BRACES), signs="{}"),
    "csharp-format": Grammar(re.compile(_BRACES), signs="{}"),
    "perl-brace-format": Grammar(re.compile(r"\{[A-Za-z_]\w*\}")),
    "java-format": Grammar(re.compile(r"''|\{[^{}]*\}"), signs="'{}"),
    "qt-format": Grammar(re.compile(r"%L?\d{1,2}|%n")),
    "qt-plural-format": Grammar(re.compile(r"%L?(?:\d{1,2}|n)")),
    "kde-format": Grammar(re.compile(r"%\d{1,2}")),
    "kde-kuit-format": Grammar(re.compile(r"%\d{1,2}")),
    "sh-format": Grammar(re.compile(r"\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})"), signs="$`\\"),
}  # fmt: skip
_NUMBERED = re.compile(r"%(?:\d+[$%]|[(<{|])")
_ESCAPES = frozenset(("%%", "{{", "}}", "''"))
_NO_ARGUMENT = frozenset(("%m", "%n"))


def grammars(flags: Collection[str]) -> list[tuple[str, Grammar]]:
    """The grammars that an entry's flags name."""
    return [(flag, _GRAMMARS[flag]) for flag in sorted(flags) if flag in _GRAMMARS]


def directives(flags: Collection[str], printf: bool = False) -> re.Pattern[str] | None:
    """What is a placeholder by any of the flags, or by those alone that mean a kind of printf."""
    named = (flag for flag in flags if flag in _GRAMMARS)
    return _joined(frozenset(flag for flag in named if _GRAMMARS[flag].ordered or not printf))


@lru_cache(maxsize=256)
def _joined(flags: frozenset[str]) -> re.Pattern[str] | None:
    patterns = [grammar.directive.pattern for _, grammar in grammars(flags)]
    return re.compile("|".join(patterns)) if patterns else None


def marked(text: str, flags: Collection[str]) -> Marked:
    """A text, those placeholders as marks that its flags define and that are none in general."""
    pattern = directives(flags)
    if pattern is None:
        return Marked(text)
    found = list(pattern.finditer(text))
    known = {(item.start, item.end) for item in placeholders.find(text)} if found else set()
    parts: list[str] = []
    marks: list[Mark] = []
    done = length = 0
    for match in found:
        if match.span() not in known:
            parts.append(text[done : match.start()])
            length += match.start() - done
            marks.append(Mark(length, match.group()))
            done = match.end()
    return Marked("".join([*parts, text[done:]]), tuple(marks))


def unfit(source: str, target: str, flags: Collection[str]) -> str:
    """Why a target would break the program where it takes the place of a source; empty where it would not."""
    reasons = (_unfit(source, target, flag, grammar) for flag, grammar in grammars(flags))
    return next(filter(None, reasons), "")


def _unfit(source: str, target: str, flag: str, grammar: Grammar) -> str:
    wanted, have = (
        [code for code in grammar.directive.findall(text) if code not in _ESCAPES] for text in (source, target)
    )
    difference = placeholders.difference(Counter(wanted), Counter(have))
    if difference:
        return f"{difference} ({flag})"
    if grammar.ordered and [*filter(_takes_next, wanted)] != [*filter(_takes_next, have)]:
        return f"{', '.join(wanted)} in another order ({flag})"
    rest, there = (Counter(grammar.directive.sub("", text)) for text in (source, target))
    sign = next((sign for sign in grammar.signs if there[sign] != rest[sign]), "")
    return f"“{sign}” outside placeholders ({flag})" if sign else ""


def _takes_next(code: str) -> bool:
    """Whether a directive takes the next argument: it has neither number nor name, and does take one."""
    return code not in _NO_ARGUMENT and not _NUMBERED.match(code)


def ends(source: str, target: str) -> str:
    """The target with a line feed at either end just where the source has one."""
    if source.startswith("\n") != target.startswith("\n"):
        target = f"\n{target}" if source.startswith("\n") else target.lstrip("\n")
    if source.endswith("\n") != target.endswith("\n"):
        target = f"{target}\n" if source.endswith("\n") else target.rstrip("\n")
    return target
