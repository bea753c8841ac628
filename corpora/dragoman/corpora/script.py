"""Facts about characters and the scripts of the known languages."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from dragoman.termbase.language import LANGUAGES, language

LETTERS = {
    "Latn": r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
    "Cyrl": r"\u0400-\u052f",
    "Hans": r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af",
}
"""ISO 15924 code -> letters of the script, as a regular expression class."""


@cache
def _pattern(script: str) -> re.Pattern[str]:
    return re.compile(f"[{LETTERS[script]}]")


def other_letters(*tags: str) -> re.Pattern[str] | None:
    """A letter of a script of the known languages that none of some languages is written in; None where there is none.

    Raises UnknownNameError for a language that is not known.
    """
    own = {language(tag).script for tag in tags}
    others = "".join(letters for script, letters in LETTERS.items() if script not in own)
    return re.compile(f"[{others}]") if others else None


def likeliest(text: str) -> str:
    """The tag of the first known language whose script has most letters in the text; the first of all without letters.

    An ideograph counts for two letters, for it stands for more sound than one.
    """
    scores = {
        tag: len(_pattern(item.script).findall(text)) * (1 if item.spaced else 2) for tag, item in LANGUAGES.items()
    }
    return max(scores, key=lambda tag: scores[tag])


def is_word(token: str, tag: str) -> bool:
    """Whether a token between spaces has letters of the language's script.

    In a language that spaces its words no ideograph may be glued to them: such tokens are identifiers.
    """
    item = language(tag)
    if not _pattern(item.script).search(token):
        return False
    return not item.spaced or not _pattern("Hans").search(token)


def wide(character: str) -> bool:
    """Whether a character takes two columns: ideographs and full-width forms."""
    return unicodedata.east_asian_width(character) in "WF"


def columns(text: str) -> int:
    """How many columns of a terminal or e-mail a text takes."""
    return len(text) + sum(map(wide, text)) if not text.isascii() else len(text)
