"""How the known languages are written, as far as checks look: marks, quotation, letter case, lengths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dragoman.termbase.language import Language

LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "Latn": r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
        "Cyrl": r"\u0400-\u052f",
        "Hans": r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
    }
)
"""ISO 15924 code -> letters of the script, as a regular expression class."""

KANA_HANGUL = r"\u3041-\u3096\u30a1-\u30fa\uac00-\ud7a3"


@dataclass(frozen=True, slots=True)
class Conventions:
    """How a language is written.

    cased: it has capital and small letters. quotes: pairs of quotation marks that are right, outer ones first.
    foreign_letters: letters of its script that it does not use; empty where unknown. weight: characters for what takes one in English. spread: how much that varies from text to text, as the standard
    deviation of the logarithm of long texts. abbreviation: what a period may belong to at the end of a text.
    """

    cased: bool = True
    quotes: tuple[tuple[str, str], ...] = (("“", "”"), ('"', '"'), ("«", "»"))
    foreign_letters: str = ""
    weight: float = 1.0
    spread: float = 0.15
    abbreviation: str = r"(?!)"


# weight and spread: medians and median absolute deviations over the domain corpus and several public parallel texts
CONVENTIONS: Mapping[str, Conventions] = MappingProxyType(
    {
        "en": Conventions(
            quotes=(("“", "”"), ("‘", "’"), ('"', '"')),
            spread=0.07,
            abbreviation=r"(?:[A-Z]|[ap]\.m|etc|Inc|Ltd|Corp|Co|Jr|Sr|No|Nos|vs|al|Dr|St|Mt|ft|in|Fig|e\.g|i\.e|approx|pp?|Ph\.D)",
        ),
        "ru": Conventions(
            quotes=(("«", "»"), ("„", "“")),
            foreign_letters="іїєґўјљњћђџӣӯқғҳҷІЇЄҐЎЈЉЊЋЂЏ",
            weight=1.06,
            spread=0.07,
            abbreviation=r"(?:(?<=\A)[А-ЯЁа-яё]{1,5}|[А-ЯЁ]|гг?|вв?|др|пр|т\.\s?[дпк]|тыс|руб|коп|долл|стр?|им|ул|пп?|ч|мин|сек|рис|табл|н\.\s?э|\w+\.\s?[а-яё]{1,4})",
        ),
        "zh": Conventions(
            cased=False,
            quotes=(("“", "”"), ("‘", "’"), ("《", "》"), ("〈", "〉")),
            weight=0.3,
            spread=0.15,
        ),
    }
)
_ELSEWHERE = Conventions()


def conventions(language: Language) -> Conventions:
    """The conventions of a language; of one nobody described, what holds for most."""
    return CONVENTIONS.get(language.tag, _ELSEWHERE)
