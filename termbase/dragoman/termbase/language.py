"""The one table of what the program knows about languages; nothing else asks which language it is dealing with."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import UnknownNameError

Plurals = tuple[tuple[str, tuple[int, ...]], ...]
"""Plural categories, each with some of its integers."""


@dataclass(frozen=True, slots=True)
class Language:
    """Facts about a written language.

    tag: BCP 47, as used in termbases and on the command line. aliases: other tags meaning the same here.
    spaced: words are separated by spaces. inflector: a name in morphology.INFLECTORS.
    quotes: outer opening and closing quotation mark. terminators: characters that can end a sentence.
    conjunctions: what joins like with like; determiners: what may stand before a noun and is no noun itself.
    bleu_tokenizer: sacreBLEU's tokenizer for it. locale: its name in PO files. plural_forms: PO plural rule.
    regions: where it is written in this script, for a language that other regions write in another; empty: everywhere.
    plurals, ordinals: the CLDR plural categories of cardinal and ordinal numbers in CLDR's order, each with integers
    after which a noun has its form; a category of fractions alone has integers that ask for the same form.
    fullwidth: its punctuation is full-width.
    """

    tag: str
    name: str
    script: str
    spaced: bool
    inflector: str
    quotes: tuple[str, str]
    terminators: str
    bleu_tokenizer: str
    locale: str
    plural_forms: str
    aliases: tuple[str, ...] = ()
    conjunctions: tuple[str, ...] = ()
    determiners: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    plurals: Plurals = (("other", (5, 6, 7)),)
    ordinals: Plurals = (("other", (5, 6, 7)),)
    fullwidth: bool = False


_SLAVIC_PLURAL = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"

LANGUAGES: dict[str, Language] = {
    language.tag: language
    for language in (
        Language(
            "en", "English", "Latn", True, "english", ("“", "”"), ".!?", "13a", "en",
            "nplurals=2; plural=(n != 1);", ("en-US", "en-GB"), ("and", "or"), ("the", "a", "an", "its", "their", "his", "her"),
            (), (("one", (1,)), ("other", (5, 6, 7, 2, 3, 4, 21, 31, 41))),
            (("one", (1, 21, 31)), ("two", (2, 22, 32)), ("few", (3, 23, 33)), ("other", (5, 6, 7))),
        ),
        Language(
            "ru", "Russian", "Cyrl", True, "russian", ("«", "»"), ".!?", "13a", "ru",
            _SLAVIC_PLURAL, ("ru-RU",), ("и", "или"), ("его", "её", "ее", "их"),
            (), (("one", (1, 21, 31, 41)), ("few", (2, 3, 4, 22)), ("many", (5, 6, 7, 25)), ("other", (2, 3, 4))),
        ),
        Language(
            "zh", "Chinese (Simplified)", "Hans", False, "none", ("“", "”"), "。！？", "zh", "zh_CN",
            "nplurals=1; plural=0;", ("zh-Hans", "zh-CN", "zh-SG", "zh-Hans-CN"), ("和", "及", "以及", "与", "或", "、"), ("其",),
            ("CN", "SG", "MY"), fullwidth=True,
        ),
    )
}  # fmt: skip

_BY_ALIAS = {alias.lower(): language for language in LANGUAGES.values() for alias in (language.tag, *language.aliases)}


def language(tag: str) -> Language:
    """The language of a BCP 47 tag or POSIX locale (`zh_CN`), case ignored.

    Raises UnknownNameError, listing the known tags, for any other.
    """
    try:
        return _BY_ALIAS[tag.strip().replace("_", "-").lower()]
    except KeyError:
        known = ", ".join(f"{item.tag} ({item.name})" for item in LANGUAGES.values())
        raise UnknownNameError(f"unknown language '{tag}'", hint=f"known: {known}") from None


def likeness(tag: str, wanted: Language) -> int:
    """How well a BCP 47 tag or POSIX locale names a language: 3 its own tag, 2 another name, 1 of another region, 0 not.

    `en-AU` is English (1); `zh-TW` and `zh-Hant-CN` are not simplified Chinese (0).
    """
    subtags = tag.strip().replace("_", "-").lower().split("-")
    if subtags == [wanted.tag.lower()]:
        return 3
    if _BY_ALIAS.get("-".join(subtags)) is wanted:
        return 2
    rest = subtags[1 : subtags.index("x")] if "x" in subtags[1:] else subtags[1:]
    extended = rest and len(rest[0]) == 3 and rest[0].isalpha()
    if subtags[0] != wanted.tag.lower() or extended:
        return 0
    script = next((subtag for subtag in rest if len(subtag) == 4 and subtag.isalpha()), None)
    if script is not None:
        return int(script == wanted.script.lower())
    region = next((subtag for subtag in rest if len(subtag) == 2 or subtag.isdigit()), None)
    elsewhere = region is not None and wanted.regions and region.upper() not in wanted.regions
    return int(not elsewhere)
