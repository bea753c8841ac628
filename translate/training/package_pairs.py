"""From texts and their translations to pairs of sentences that are prose, and that somebody seems to have translated whole."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dragoman.corpora.width import TO_FULLWIDTH

from .corpus import SCRIPT

Pair = tuple[str, str]

LONGEST = 20_000  # characters of a text; documents have none so long
WORDS = range(5, 121)  # of an English sentence
ENGLISH = 0.6  # least share of ASCII letters among the characters of an English sentence
APART = 2.0  # how many times longer or shorter than in the whole text the translation of a sentence may be

_LATIN = re.compile("[A-Za-z]")
# markup, placeholders, addresses, names of program parts
_TECHNICAL = re.compile(
    r"[\x00-\x1f\x7f\ufffd<>{}\\|#$@`~^*]|%[0-9.]*[a-zA-Z(%]|%\d|&\w+;|https?:|www\.|\[\w|_\w|\w_|==|--|/\w+/|\(\)"
)
_FIGURES = re.compile(r"\d{2,}")
_END = re.compile(r"[.!?][\"”’)]*\Z")
_TARGET_END = re.compile(r"[.!?…。！？”»\"’)）]\Z")
_SENTENCES = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z])")
_RUSSIAN_SENTENCES = re.compile(r"(?<=[.!?…])[\"»”)]*\s+(?=[«\"„(—–]*\s?[А-ЯЁA-Z])")
_CHINESE_SENTENCES = re.compile('(?<=[。！？!?])(?![。！？!?])[”’」』）"]*+(?![。！？!?，；、])')
_TRADITIONAL = re.compile("[們個這說對會國時後來發學與為過無開關於點還處變應實現請讓題號體從將]")

_NUMBER = re.compile(r"\A(?:\d+\.)+\s*(?!\d)")  # of a heading or a point in a list

_QUOTES = str.maketrans("「」『』", "“”‘’")
_BEHIND = "(?<=[一-鿿”’）])"
_BRACKETS = re.compile(rf"{_BEHIND}\s*\(([^()]*)\)")
_MARK = re.compile(rf"{_BEHIND}\s*([,;:?!])(?![,;:?!.=])\s*")
_FULL_STOP = re.compile(rf"{_BEHIND}\.\Z")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a translation must look like.

    script: its letters, and the least number of them. foreign: the largest share of Latin ones among all letters.
    ratio: characters for one English character. sentences: where one ends and the next begins. never: what is not in it.
    wide: whether punctuation is full-width.
    """

    script: re.Pattern[str]
    least: int
    foreign: float
    ratio: tuple[float, float]
    sentences: re.Pattern[str]
    never: re.Pattern[str] | None = None
    wide: bool = False


RULES = {
    "ru": Rules(SCRIPT["ru"], 0, 0.35, (0.5, 2.2), _RUSSIAN_SENTENCES),
    "zh": Rules(SCRIPT["zh"], 3, 0.4, (0.12, 0.95), _CHINESE_SENTENCES, never=_TRADITIONAL, wide=True),
}


def aligned(english: Iterable[Pair], translated: Iterable[Pair]) -> list[Pair]:
    """The texts of two documents, entry by entry; none where their keys are not the same in the same order."""
    left, right = list(english), list(translated)
    if [key for key, _ in left] != [key for key, _ in right]:
        return []
    return [(source, target) for (_, source), (_, target) in zip(left, right, strict=True)]


def matched(english: Iterable[Pair], translated: Iterable[Pair]) -> list[Pair]:
    """The texts of two documents that have the same key; of several with one key the first."""
    left, right = _first(english), _first(translated)
    return [(text, right[key]) for key, text in left.items() if key in right]


def _first(entries: Iterable[Pair]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for key, text in entries:
        texts.setdefault(key, text)
    return texts


def paragraphs(source: str, target: str, between: re.Pattern[str], whole: bool) -> list[Pair]:
    """The paragraphs of a text and its translation. Where they are not as many: both texts if `whole`, else nothing."""
    left = [part for part in between.split(source) if part.strip()]
    right = [part for part in between.split(target) if part.strip()]
    if len(left) == len(right):
        return list(zip(left, right, strict=True))
    return [(source, target)] if whole else []


def plain(text: str, markup: re.Pattern[str] | None = None) -> str:
    """Text on one line with single spaces: markup taken out, character references resolved."""
    return " ".join(html.unescape(markup.sub("", text) if markup else text).split())


def split(text: str, end: re.Pattern[str]) -> list[str]:
    """The sentences of a text: `end` matches closing quotes and the space behind the last mark of each but the last."""
    found, start = [], 0
    for match in end.finditer(text):
        found.append(text[start : match.end()].strip())
        start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def unnumbered(source: str, target: str) -> Pair:
    """A text and its translation without the number of a point, if both begin with one."""
    left, right = _NUMBER.match(source), _NUMBER.match(target)
    return (source[left.end() :], target[right.end() :]) if left and right else (source, target)


def is_balanced(text: str) -> bool:
    """Whether straight quotes and round brackets come in pairs; often they do not where a text was cut apart."""
    return text.count('"') % 2 == 0 and text.count("(") == text.count(")")


def sentences(source: str, target: str, rules: Rules) -> list[Pair]:
    """A text and its translation, sentence by sentence if they are as many and each about as long as it should be."""
    left, right = split(source, _SENTENCES), split(target, rules.sentences)
    if len(left) == len(right) > 1:
        usual = len(target) / len(source)
        ratios = [len(theirs) / len(ours) for ours, theirs in zip(left, right, strict=True)]
        if usual / APART <= min(ratios) and max(ratios) <= usual * APART:
            return list(zip(left, right, strict=True))
    return [(source, target)]


def is_prose(text: str) -> bool:
    """Whether an English text is a sentence: words, a capital first, a full stop or the like in the end, nothing technical."""
    return (
        len(text.split()) in WORDS
        and text[0].isupper()
        and bool(_END.search(text))
        and is_balanced(text)
        and not _TECHNICAL.search(text)
        and sum(character.isalpha() and character.isascii() for character in text) >= ENGLISH * len(text)
        and not any(letter.search(text) for letter in SCRIPT.values())
    )


def is_translation(source: str, target: str, rules: Rules) -> bool:
    """Whether a text can be the translation of an English sentence: script, length, figures and end are right."""
    letters, latin = len(rules.script.findall(target)), len(_LATIN.findall(target))
    low, high = rules.ratio
    return (
        letters >= rules.least
        and latin <= rules.foreign * (letters + latin)
        and low <= len(target) / len(source) <= high
        and not _TECHNICAL.search(target)
        and not (rules.never and rules.never.search(target))
        and set(_FIGURES.findall(source)) == set(_FIGURES.findall(target))
        and bool(_TARGET_END.search(target))
    )


def full_width(text: str) -> str:
    """Chinese punctuation set right: curly quotes for corner ones, full-width marks and brackets behind Han characters.

    Within a line a full stop stays: it may belong to a name. The corner quotes are those of GB/T 15834 for vertical text.
    """
    text = _BRACKETS.sub(r"（\1）", text.translate(_QUOTES))
    return _FULL_STOP.sub("。", _MARK.sub(lambda match: match[1].translate(TO_FULLWIDTH), text))


def prose(texts: Iterable[Pair], rules: Rules, seen: set[str]) -> Iterator[Pair]:
    """The sentence pairs of texts that are plain already; none whose English is in `seen` but for case, which grows."""
    for source, target in texts:
        if not source or not target or max(len(source), len(target)) > LONGEST:
            continue
        for ours, theirs in sentences(*unnumbered(source, target), rules):
            if ours.lower() in seen or not is_prose(ours) or not is_translation(ours, theirs, rules):
                continue
            seen.add(ours.lower())
            yield ours, full_width(theirs) if rules.wide else theirs


def table(pairs: Sequence[Pair]) -> str:
    """One pair a line: English, tab, translation."""
    return "".join(f"{source}\t{target}\n" for source, target in pairs)
