"""In which letters a target is written: another language's, a mixture of alphabets, traditional characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from dragoman.termbase.language import Language

from ..results import Span
from .base import Alarm, Check, Family, Pair, Severity
from .conventions import KANA_HANGUL, LETTERS, conventions

CHECKS = (
    Check("untranslated", Severity.WARNING, "The target is the source, unchanged."),
    Check("untranslated-words", Severity.WARNING, "The target has a run of words of the source language."),
    Check("wrong-script", Severity.ERROR, "Hardly any of the target is in the script of its language."),
    Check("mixed-alphabet", Severity.ERROR, "Latin and Cyrillic letters in one word, or one in place of the other."),
    Check("foreign-letters", Severity.WARNING, "Letters of a script or language that neither text is in."),
    Check("traditional-characters", Severity.WARNING, "Traditional characters in simplified Chinese."),
)

# letters that look the same, one by one: Latin, Cyrillic
_LATIN, _CYRILLIC = "aeopcyxkABCEHKMOPTXYi", "аеорсухкАВСЕНКМОРТХУі"
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_TO_CYRILLIC = str.maketrans(_LATIN[:-1], _CYRILLIC[:-1])
_LATN, _CYRL, _HANS = LETTERS["Latn"], LETTERS["Cyrl"], LETTERS["Hans"]
_TOKEN = re.compile(rf"[{_LATN}{_CYRL}]+")
_BOTH = re.compile(rf"[{_LATN}][{_CYRL}]|[{_CYRL}][{_LATN}]")
_LONE_SMALL = re.compile(rf"(?<=[{_CYRL}][ \u00a0])[acoyk](?=[ \u00a0][а-яё])")
_LONE_CAPITAL = re.compile(r"(?:(?<=\A)|(?<=[.!?…] ))[ABCKOY](?=[ \u00a0](?!и\b|или\b)[а-яё])")
_FEWEST = 10  # letters from which the script of a text is judged
_SHARE = 0.2  # of the letters that must be in the language's script
_WORDS = 4  # source-language words in a row that count as left untranslated
_IDEOGRAPHS = 3
_QUOTED = re.compile(r"[«“„\"‘'(（\[【《「『][^«»“”„\"‘’'()（）\[\]【】《》「」『』]{0,300}[»”\"’')）\]】》」』]")
_LATIN_WORD = re.compile(rf"[{_LATN}][{_LATN}'’-]*+")
# the words of a run, one by one with what divides them, so that no letter is looked at twice
_LATIN_RUN = re.compile(rf"(?<![{_LATN}'’-]){_LATIN_WORD.pattern}(?:[ ,\u00a0]++{_LATIN_WORD.pattern})++")
_SMALL_WORD = re.compile(r"(?<![\w'’-])[a-zà-öø-ÿа-яё]{2,}(?![\w'’-])")
_ANY_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]{2,}(?![\w'’-])")
_TITLE = 5  # words from which a text is no mere name, whatever their capitals
# what a text that is left untranslated or in another script must have, by the script it should be in
_OTHERS = {
    "Latn": re.compile(f"[{_CYRL}{_HANS}]"),
    "Cyrl": re.compile(f"[a-z]{{3}}|[{_HANS}]"),
    "Hans": re.compile(f"[a-z]{{3}}|[{_CYRL}]"),
}
_ANY_LATIN = re.compile(r"[A-Za-z]")


def _run(pair: Pair) -> Iterator[Alarm]:
    same = " ".join(pair.source.split()) == " ".join(pair.target.split())
    scripts = pair.source_language.script, pair.target_language.script
    if scripts[0] != scripts[1]:
        if same:
            yield from _untranslated(pair)
        elif _OTHERS[scripts[1]].search(pair.target):
            wrong = next(_wrong_script(pair), None)
            if wrong is not None:
                yield wrong
            else:
                yield from _runs(pair)
    if not same:
        yield from _mixed(pair)
        yield from _foreign(pair)
    if scripts[1] == "Hans" and scripts[0] != "Hans":
        yield from _traditional(pair)


def _untranslated(pair: Pair) -> Iterator[Alarm]:
    """A name may stay as it is; a text with words in small letters, or ideographs, may not."""
    own = re.compile(f"[{LETTERS[pair.source_language.script]}]")
    words = _SMALL_WORD.findall(pair.masked) if pair.source_language.spaced else own.findall(pair.masked)
    if pair.source_language.spaced and len(found := _ANY_WORD.findall(pair.masked)) >= _TITLE:
        words += found
    if any(own.match(word) for word in words):
        yield Alarm("untranslated", "the target is the source, unchanged", Span(0, len(pair.target)))


def _wrong_script(pair: Pair) -> Iterator[Alarm]:
    """Names in Latin letters may be most of a text; other words may not."""
    text = _LATIN_WORD.sub(lambda word: word[0] if word[0].islower() else "", _QUOTED.sub(" ", pair.masked))
    own = len(re.findall(f"[{LETTERS[pair.target_language.script]}]", text))
    if pair.target_language.script == "Latn":
        own = len(re.findall(f"[{_LATN}]", pair.masked))
    letters = sum(map(str.isalpha, text))
    if letters >= _FEWEST and own < _SHARE * letters:
        name = pair.target_language.name
        yield Alarm("wrong-script", f"this is hardly {name}", Span(0, len(pair.target)))


def _runs(pair: Pair) -> Iterator[Alarm]:
    text = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), pair.masked)
    if pair.source_language.script == "Latn":
        for found in _LATIN_RUN.finditer(text):
            words = _LATIN_WORD.findall(found[0])
            small = sum(word.islower() and len(word) > 1 for word in words)
            if len(words) >= _WORDS and small >= len(words) - 1 and found[0] in pair.source:
                yield _left(found)
    elif pair.source_language.script == "Hans":
        for found in re.finditer(rf"[{_HANS}]{{{_IDEOGRAPHS},}}", text):
            yield _left(found)


def _left(found: re.Match[str]) -> Alarm:
    return Alarm("untranslated-words", f"“{found[0]}” is left untranslated", Span(*found.span()))


def _mixed(pair: Pair) -> Iterator[Alarm]:
    if not _ANY_LATIN.search(pair.target):
        return
    if _BOTH.search(pair.masked):
        for token in _TOKEN.finditer(pair.masked):
            if _BOTH.search(token[0]) and token[0] not in pair.source:
                yield Alarm(
                    "mixed-alphabet",
                    f"“{token[0]}” mixes Latin and Cyrillic letters: {_odd_letters(token[0])}",
                    Span(*token.span()),
                    None,
                    _one_alphabet(token[0]),
                )
    if pair.target_language.script == "Cyrl":
        for lone in (*_LONE_SMALL.finditer(pair.masked), *_LONE_CAPITAL.finditer(pair.masked)):
            if lone[0] == "A" or not re.search(rf"(?<!\w){lone[0]}(?![\w'’])", pair.source):
                right = lone[0].translate(_TO_CYRILLIC)
                yield Alarm(
                    "mixed-alphabet",
                    f"a Latin “{lone[0]}” in place of the letter «{right}»",
                    Span(*lone.span()),
                    None,
                    right,
                )


def _odd_letters(token: str) -> str:
    latin = [letter for letter in token if re.match(f"[{_LATN}]", letter)]
    fewer = latin if 2 * len(latin) <= len(token) else [letter for letter in token if letter not in latin]
    return ", ".join(f"{letter} is U+{ord(letter):04X}" for letter in dict.fromkeys(fewer))


def _one_alphabet(token: str) -> str | None:
    """The word in one alphabet, if the letters of the other all have a double in it."""
    latin = sum(bool(re.match(f"[{_LATN}]", letter)) for letter in token)
    ways = [token.translate(_TO_CYRILLIC), token.translate(_TO_LATIN)]
    for way in ways if 2 * latin <= len(token) else reversed(ways):
        if not _BOTH.search(way):
            return way
    return None


def _foreign(pair: Pair) -> Iterator[Alarm]:
    pattern = _foreign_letters(pair.source_language.script, pair.target_language)
    for found in pattern.finditer(pair.masked):
        if found[0] not in pair.source and not _BOTH.search(_around(pair.masked, found)):
            yield Alarm("foreign-letters", f"“{found[0]}” is in neither language", Span(*found.span()))


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 1) : found.end() + 1]


@cache
def _foreign_letters(source_script: str, target: Language) -> re.Pattern[str]:
    """Letters of scripts that are neither Latin nor those of the two languages, and of other languages' alphabets."""
    known = {"Latn", source_script, target.script}
    ranges = "".join(letters for script, letters in LETTERS.items() if script not in known)
    return re.compile(f"[{ranges}{KANA_HANGUL}{conventions(target).foreign_letters}]+")


@cache
def traditional() -> Mapping[str, str]:
    """Characters that only traditional Chinese has -> the simplified character."""
    text = files(__package__).joinpath("data", "traditional.txt").read_text(encoding="utf-8")
    first, second = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(zip(first, second, strict=True))


@cache
def _traditional_characters() -> tuple[re.Pattern[str], dict[int, str]]:
    """What finds runs of them, and what `str.translate` simplifies them by."""
    table = traditional()
    return re.compile(f"[{''.join(table)}]+"), str.maketrans(dict(table))


def _traditional(pair: Pair) -> Iterator[Alarm]:
    pattern, simpler = _traditional_characters()
    for found in pattern.finditer(pair.masked):
        if found[0] not in pair.source:
            simplified = found[0].translate(simpler)
            yield Alarm(
                "traditional-characters",
                f"{found[0]} is traditional, {simplified} simplified",
                Span(*found.span()),
                None,
                simplified,
            )


FAMILY = Family("script", "Scripts and untranslated text", CHECKS, _run)
