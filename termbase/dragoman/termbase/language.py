"""The one table of what the program knows about languages; nothing else asks which language it is dealing with."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class Language:
    """Facts about a written language.

    tag: BCP 47, as used in termbases and on the command line. aliases: other tags meaning the same here.
    spaced: words are separated by spaces. inflector: a name in morphology.INFLECTORS.
    quotes: outer opening and closing quotation mark. terminators: characters that can end a sentence.
    conjunctions: what joins like with like; determiners: what may stand before a noun and is no noun itself.
    bleu_tokenizer: sacreBLEU's tokenizer for it. locale: its name in PO files. plural_forms: PO plural rule.
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


_SLAVIC_PLURAL = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"

LANGUAGES: dict[str, Language] = {
    language.tag: language
    for language in (
        Language(
            "en", "English", "Latn", True, "english", ("“", "”"), ".!?", "13a", "en",
            "nplurals=2; plural=(n != 1);", ("en-US", "en-GB"), ("and", "or"), ("the", "a", "an", "its", "their", "his", "her"),
        ),
        Language(
            "ru", "Russian", "Cyrl", True, "russian", ("«", "»"), ".!?", "13a", "ru",
            _SLAVIC_PLURAL, ("ru-RU",), ("и", "или"), ("его", "её", "ее", "их"),
        ),
        Language(
            "zh", "Chinese (Simplified)", "Hans", False, "none", ("“", "”"), "。！？", "zh", "zh_CN",
            "nplurals=1; plural=0;", ("zh-Hans", "zh-CN", "zh-SG", "zh-Hans-CN"), ("和", "及", "以及", "与", "或", "、"), ("其",),
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
