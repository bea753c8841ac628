"""Text as matching sees it: spellings that do not matter folded away, with a map back to the text as it stands.

Folded are letter case, canonical and width variants (Unicode normalisation, UAX #15), white space, invisible
characters, kinds of dash, quotation mark, apostrophe and middle dot, ё, Russian stress marks, line-end hyphenation.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from .language import Language

# UAX #15 "stream-safe": longer runs of marks occur in no language, and ordering them would take quadratic time.
_LONGEST_MARK_RUN = 30

_INVISIBLE = (
    "\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
)
_LINE_BREAKS = "\n\r\v\f\x85\u2028"
_HYPHENS = "-\u2010\u2011\u2043\ufe63\uff0d"
_EN_DASHES = "\u2012\u2013\u2212"
_EM_DASHES = "\u2014\u2015\u2500\u2e3a\u2e3b\ufe31\ufe58"
_CJK = (
    "\u2e80-\u2fdf\u3000-\u303f\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
_UNSTRESSED = re.compile("(?<=[\u0400-\u052f])[\u0300\u0301]")
_SHY_AT_BREAK = re.compile(f"\u00ad[^\\S{_LINE_BREAKS}]*[{_LINE_BREAKS}]")
_LINE_BREAK = re.compile(f"\r\n|[{_LINE_BREAKS}]")
_WORD_JOINER = re.compile(r"(?<=\w)[-\u2013](?=\w)")

_ADDRESS = re.compile(
    r"""(?<![A-Za-z0-9])(?:(?:https?|ftp)://|www\.)[^\s<>"«»“”‘’\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+
      | (?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+
      | (?<![A-Za-z0-9_.@-])(?:[a-z0-9][a-z0-9-]*\.)*[a-z0-9][a-z0-9-]+\.(?:com|org|net|gov|edu|int|info|[a-z]{2})
        (?![A-Za-z0-9-])(?:/[!-;=?-~]*)?""",
    re.VERBOSE,
)


# By whether words are spaced: most texts, which have nothing that folds to more or fewer characters than it has, and of
# what folds to another one only what _SWAPS lists, or full-width marks in a language without spaces.
_LETTERS = "0-9A-Za-zА-Яа-яЁё!-,./:-@[-_a-z{-~«»“”„’…№"
_PLAIN = {
    True: re.compile(f"(?:[{_LETTERS}]+|[-–—](?![-–—])| (?! ))*+"),
    False: re.compile(f"(?:[{_LETTERS}\u4e00-\u9fff，。、；：？！（）《》·]+|[-–—](?![-–—]))*+"),
}
_SWAPS = (("ё", "е"), ("Ё", "Е"), ("’", "'"), ("«", '"'), ("»", '"'), ("“", '"'), ("”", '"'), ("„", '"'))


@dataclass(frozen=True, slots=True)
class View:
    """A text folded for matching.

    text: the folded text. cased: the same, position by position, with letter case and the kinds of dash kept ("-" a
    hyphen, "–" an en dash, "—" an em dash). broken: whether a word may be hyphenated at a line end, so that reading on
    without the hyphen is another way to see the text.
    """

    original: str
    text: str
    cased: str
    broken: bool
    _at: tuple[int, ...]
    _from: tuple[int, ...]
    _to: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the original text under `start:end` (not empty) of the folded text."""
        first, last = bisect_right(self._at, start) - 1, bisect_right(self._at, end - 1) - 1
        whole_first, whole_last = self._to[first], self._to[last]
        return (
            self._from[first] if whole_first >= 0 else self._from[first] + start - self._at[first],
            whole_last if whole_last >= 0 else self._from[last] + end - self._at[last],
        )


def fold(text: str, language: Language) -> View:
    """The folded view of a text (or of a term, to be looked for in folded texts)."""
    return _view(text, language, rejoin=False)


def views(text: str, language: Language) -> tuple[View, ...]:
    """Every way to see a text: folded, and where words are hyphenated at line ends, also with those words whole."""
    plain = _view(text, language, rejoin=False)
    return (plain, _view(text, language, rejoin=True)) if plain.broken else (plain,)


def addresses(text: str) -> list[tuple[int, int]]:
    """Half-open ranges of URLs, e-mail addresses and host names, left to right; nothing in them is a word."""
    return [match.span() for match in _ADDRESS.finditer(text)]


@cache
def is_cjk(character: str) -> bool:
    """Whether a character belongs to a script written without spaces (Chinese characters, kana, their punctuation)."""
    return re.match(f"[{_CJK}]", character) is not None


@cache
def is_word(character: str) -> bool:
    """Whether a character can be part of a word: a letter, a digit, a combining mark, an underscore."""
    return character == "_" or character.isalpha() or character.isdecimal() or is_mark(character)


@cache
def is_mark(character: str) -> bool:
    """Whether a character is a combining mark."""
    return unicodedata.category(character).startswith("M")


def _view(original: str, language: Language, rejoin: bool) -> View:
    parts: list[str] = []
    at: list[int] = []
    origin: list[int] = []
    upto: list[int] = []
    broken = False
    length = done = 0

    def add(part: str, start: int, end: int) -> None:
        nonlocal length
        if part:
            parts.append(part)
            at.append(length)
            origin.append(start)
            upto.append(end)
            length += len(part)

    plain = _PLAIN[language.spaced].fullmatch(original) is not None
    for special in () if plain else _specials(language.spaced).finditer(original):
        start, end = special.span()
        kind = special.lastgroup
        if kind == "marks" and start > done and not original[start - 1].isspace():
            start -= 1
        add(original[done:start], done, -1)
        if kind == "hyphen":
            splits = original[start - 1].isalpha() and original[end : end + 1].islower()
            broken = broken or splits
            add("" if rejoin and splits else "-", start, end)
        elif kind == "space":
            add(_space(original, start, end, language.spaced), start, end)
        else:
            add("\u2014" if kind == "dash" else _composed(original[start:end]), start, end)
        done = end
    add(original[done:], done, -1)
    cased = "".join(parts)
    cased = _swapped(cased) if plain and language.spaced else cased.translate(_table())
    text = _WORD_JOINER.sub(" ", cased) if language.script == "Latn" else cased
    folded = text.replace("\u2013", "-").replace("\u2014", "-").casefold()
    return View(original, folded, cased, broken, tuple(at), tuple(origin), tuple(upto))


def _swapped(text: str) -> str:
    for character, one in _SWAPS:
        text = text.replace(character, one)
    return text


def _space(text: str, start: int, end: int, spaced: bool) -> str:
    """What a run of white space and invisible characters amounts to; a blank line stays a break no term spans."""
    run = text[start:end]
    if not any(character.isspace() for character in run):
        return ""
    breaks = len(_LINE_BREAK.findall(run))
    if breaks > 1 or "\u2029" in run:
        return "\n"
    beside_cjk = not spaced and (is_cjk(text[start - 1 : start] or " ") or is_cjk(text[end : end + 1] or " "))
    return "" if beside_cjk or _SHY_AT_BREAK.search(run) else " "


def _composed(cluster: str) -> str:
    """A character with its marks, a ligature or a letter whose case folding is longer, spelt out in one way."""
    text = _UNSTRESSED.sub("", unicodedata.normalize("NFC", cluster))
    return "".join(map(_spelt, text))


def _spelt(character: str) -> str:
    if "\ufb00" <= character <= "\ufb17":
        character = unicodedata.normalize("NFKC", character)
    folded = character.casefold()
    if len(folded) == len(character):
        return character
    upper = folded.upper()
    return upper if character.isupper() and len(upper) == len(folded) else folded


@cache
def _specials(spaced: bool) -> re.Pattern[str]:
    """What folds to more or fewer characters than it has; all else folds one to one."""
    # the Korean jamo compose like marks but have the category of letters
    invisible = re.compile(f"[{_INVISIBLE}]")
    candidates = map(chr, chain(range(0x300, 0xD800), range(0xE000, 0x1F000)))
    marks = "".join(c for c in candidates if is_mark.__wrapped__(c) and not invisible.match(c)) + "\u1160-\u11ff"
    longer = "".join(re.escape(c) for c in map(chr, _irregular()) if len(_composed(c)) > 1)
    hyphens, dashes = re.escape(_HYPHENS), re.escape(_HYPHENS + _EN_DASHES + _EM_DASHES)
    same_line = f"[^\\S{_LINE_BREAKS}]*"
    space = f"[\\s{_INVISIBLE}]{{2,}}|[^\\S ]|[{_INVISIBLE}]" if spaced else f"[\\s{_INVISIBLE}]+"
    # one cheap look before the alternatives: beyond plane 0 a set is a list of ranges, too slow for every character
    plane_0 = "".join(c for c in marks + longer if c < "\U00010000")
    first = f"[\\s{_INVISIBLE}{dashes}{plane_0}\U00010000-\U0001efff]"
    return re.compile(
        f"(?={first})(?:"
        f"(?<=\\w)(?P<hyphen>[{hyphens}]{same_line}(?:\r\n|[{_LINE_BREAKS}]){same_line}(?=\\w))"
        f"|(?P<marks>[{marks}]{{1,{_LONGEST_MARK_RUN}}})|(?P<longer>[{longer}])|(?P<dash>[{dashes}]{{2,}})"
        f"|(?P<space>{space}))"
    )


def _irregular() -> Iterator[int]:
    """Where Unicode keeps characters with a longer or other canonical, compatibility or case-folded form."""
    return chain(
        range(0xDF, 0x590), range(0x958, 0xE00), range(0xF43, 0xFBA), range(0x1E96, 0x2000), range(0x2126, 0x232B),
        range(0x2ADC, 0x2ADD), range(0xF900, 0xFB50), range(0x1D15E, 0x1D1C1), range(0x2F800, 0x2FA20),
    )  # fmt: skip


@cache
def _table() -> dict[int, str]:
    """Foldings of one character to one character, case kept."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for code in _irregular():
        composed = unicodedata.normalize("NFC", chr(code))
        if len(composed) == 1 and composed != chr(code):
            table[code] = composed
    for code in range(0x2F00, 0x2FD6):
        table[code] = unicodedata.normalize("NFKC", chr(code))
    for characters, one in (
        (_HYPHENS, "-"),
        (_EN_DASHES, "\u2013"),
        (_EM_DASHES, "\u2014"),
        ("‘’‚‛′ʼʹ＇`´｀", "'"),
        ("“”„‟″«»「」『』＂", '"'),
        ("・･•‧⋅∙", "·"),
        ("ё", "е"),
        ("Ё", "Е"),
    ):
        table.update(dict.fromkeys(map(ord, characters), one))
    # lone surrogates cannot be encoded, and no term has them
    table.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
    return table
