"""How a single term is written: letters of the wrong script, quotation marks, dashes, spaces, punctuation.

Each check is a function of the text and its language that yields remarks; what differs between languages comes from the
table of languages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .language import Language

_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")
_OWN_ALPHABET = {"Latn": "LATIN", "Cyrl": "CYRILLIC"}
_WORD = re.compile(r"[^\W_]+")
# Latin capitals and small letters that look like Cyrillic ones.
_LOOKALIKES = frozenset("ABCEHKMOPTXYaceopxy")
_QUOTES = re.compile('["“”„‟«»「」『』]')
_HAN = r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]"
_HALF_WIDTH = re.compile(rf"(?<={_HAN})[,.:;!?()]|[,:;!?()](?={_HAN})")
_FULL_WIDTH = re.compile("[\uff01-\uff5e\u3000-\u3002]")
_SPACED_HYPHEN = {"Latn": re.compile(" - "), "Cyrl": re.compile(" [-–] ")}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about how a text is written; severity is "error", "warning" or "info"."""

    code: str
    message: str
    severity: str
    hint: str = ""


def remarks(text: str, language: Language) -> Iterator[Remark]:
    """Everything to remark on a term of a language, in the order of the checks."""
    for check in CHECKS:
        yield from check(text, language)


def mixed_script(text: str, language: Language) -> Iterator[Remark]:
    """Letters of two alphabets in one word: a look-alike typed on the wrong keyboard layout."""
    for word in _WORD.findall(text):
        letters: dict[str, str] = {}
        for character in word:
            if (alphabet := _alphabet(character)) is not None:
                letters.setdefault(alphabet, character)
        if len(letters) > 1:
            own = _OWN_ALPHABET.get(language.script, "")
            strangers = [letter for alphabet, letter in letters.items() if alphabet != own] or list(letters.values())
            yield Remark(
                "mixed-script",
                f"'{word}' has letters of several alphabets: {', '.join(map(_named, strangers))}",
                "error",
                "type the letter anew in the alphabet of the word",
            )


def foreign_script(text: str, language: Language) -> Iterator[Remark]:
    """Whole words in Cyrillic where it has no place, or in Latin letters that pass for Cyrillic ones."""
    own = _OWN_ALPHABET.get(language.script)
    for word in _WORD.findall(text):
        alphabets = {alphabet for character in word if (alphabet := _alphabet(character)) is not None}
        if len(alphabets) != 1:
            continue
        (alphabet,) = alphabets
        if alphabet == "CYRILLIC" and own != "CYRILLIC":
            yield Remark(
                "foreign-script", f"'{word}' is in Cyrillic letters", "error",
                f"write the term as {language.name} does",
            )  # fmt: skip
        elif own == "CYRILLIC" and alphabet == "LATIN" and set(word) <= _LOOKALIKES:
            yield Remark(
                "foreign-script", f"'{word}' is in Latin letters that look like Cyrillic ones", "warning",
                "type it anew in Cyrillic, if it is not a Latin acronym",
            )  # fmt: skip


def traditional(text: str, language: Language) -> Iterator[Remark]:
    """Characters of Traditional Chinese in a language written in Simplified: in Big5, but not in GB 2312."""
    if language.script != "Hans":
        return
    characters = dict.fromkeys(re.findall(_HAN, text))
    found = [character for character in characters if _encodes(character, "big5", but_not="gb2312")]
    if found:
        yield Remark(
            "traditional", f"traditional characters: {' '.join(found)}", "warning",
            "write them in simplified characters; a rare character of a name may stay",
        )  # fmt: skip


def punctuation_width(text: str, language: Language) -> Iterator[Remark]:
    """Half-width punctuation beside Chinese characters; full-width forms in languages with spaces."""
    pattern, kind = (_FULL_WIDTH, "full-width") if language.spaced else (_HALF_WIDTH, "half-width")
    found = dict.fromkeys(pattern.findall(text))
    if found:
        yield Remark(
            "punctuation-width", f"{kind} characters in {language.name}: {' '.join(found)}", "warning",
            f"write the {'half' if language.spaced else 'full'}-width ones",
        )  # fmt: skip


def quotes(text: str, language: Language) -> Iterator[Remark]:
    """Quotation marks that are not the language's own; inside its own any others may stand."""
    first = _QUOTES.search(text)
    if first is not None and first[0] != language.quotes[0]:
        opening, closing = language.quotes
        yield Remark("quotes", f"quotation mark {first[0]} in {language.name}", "warning", f"write {opening}…{closing}")


def dash(text: str, language: Language) -> Iterator[Remark]:
    """A hyphen with spaces where a dash belongs; in Cyrillic scripts an en dash too."""
    pattern = _SPACED_HYPHEN.get(language.script)
    if pattern is not None and (found := pattern.search(text)) is not None:
        yield Remark("dash", f"'{found[0].strip()}' between spaces", "warning", "write a dash, such as —")


def spaces(text: str, language: Language) -> Iterator[Remark]:
    """White space at an end or doubled; any between Chinese characters."""
    if text != text.strip():
        yield Remark("spaces", "white space at the beginning or end", "warning", "take it out")
    if re.search(r"\s\s", text.strip()):
        yield Remark("spaces", "two spaces in a row", "warning", "leave one")
    if not language.spaced and re.search(rf"(?<={_HAN})\s+(?={_HAN})", text):
        yield Remark("spaces", f"white space between characters of {language.name}", "warning", "take it out")


CHECKS: tuple[Callable[[str, Language], Iterator[Remark]], ...] = (
    mixed_script, foreign_script, traditional, punctuation_width, quotes, dash, spaces
)  # fmt: skip


def _alphabet(character: str) -> str | None:
    if character.isascii():
        return "LATIN" if character.isalpha() else None
    name = unicodedata.name(character, "").split(" ", 1)[0] if character.isalpha() else ""
    return name if name in _ALPHABETS else None


def _named(character: str) -> str:
    return f"{character} ({unicodedata.name(character, 'unnamed').lower()})"


def _encodes(character: str, encoding: str, but_not: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    try:
        character.encode(but_not)
    except UnicodeEncodeError:
        return True
    return False
