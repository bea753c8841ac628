"""The pool of concepts that stand in for one another: the curated termbase and, on top of it, the names of pool.tsv.

A sort is a set of concepts of which any can take the place of any other without nonsense; see pool.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import MappingProxyType

from dragoman.termbase.load import load_curated
from dragoman.termbase.model import Concept, Grammar, Kind, Status, Term, Termbase, TermType

Named = tuple[Concept, Term]  # a concept and one of its terms

POOL = Path(__file__).parent / "pool.tsv"

_KINDS = {
    "person": Kind.PERSON, "country": Kind.PLACE, "city": Kind.PLACE, "province": Kind.PLACE, "office": Kind.TITLE,
    "official": Kind.TITLE, "jurist": Kind.TITLE, "international": Kind.BODY, "state": Kind.BODY, "agency": Kind.BODY,
    "organs": Kind.BODY, "crime": Kind.GENERAL, "security": Kind.GENERAL, "procedure": Kind.LAW,
    "technology": Kind.GENERAL, "data": Kind.LAW, "convention": Kind.DOCUMENT,
}  # fmt: skip
_COUNTED = frozenset(("office", "jurist", "agency"))  # sorts of terms used in both numbers
# The concepts of the curated termbase that have a sort, but for persons; the others stay what they are.
_CURATED = {
    "country": "country-china country-kazakhstan country-kyrgyzstan country-russia country-tajikistan country-uzbekistan "
    "country-india country-pakistan country-iran country-belarus country-azerbaijan country-singapore country-uk "
    "country-south-africa country-georgia",
    "city": "city-bishkek city-astana city-beijing city-tashkent city-shanghai",
    "province": "prov-shanxi prov-shaanxi prov-heilongjiang",
    "office": "deputy-pg-foreign first-deputy-pg-foreign pg-foreign dpp-uk",
    "official": "spp-prosecutor-general pres-kyrgyz pg-kyrgyz us-attorney-general pg-azerbaijan pg-georgia ag-singapore "
    "ndpp-sa sco-secretary-general sco-deputy-secretary-general rats-director iap-vice-president iap-president "
    "iap-secretary-general first-deputy-pg deputy-pg spc-president prc-president",
    "jurist": "procurator procurator-assistant public-prosecutor",
    "rank": "grand-prosecutor-1 grand-prosecutor-2 senior-prosecutor-1 senior-prosecutor-2 senior-prosecutor-3 "
    "senior-prosecutor-4",
    "international": "sco un unodc iap rats",
    "state": "spp npc npcsc spc nsc mps national-prosecutors-college",
    "agency": "pgo-foreign peoples-procuratorate military-procuratorate",
    "organs": "procuratorial-organs",
    "crime": "cybercrime transnational-cybercrime transnational-crime drug-trafficking telecom-cyber-fraud terrorism "
    "extremism separatism terrorism-financing",
    "security": "national-security cybersecurity digital-security regional-security",
    "procedure": "extradition mutual-legal-assistance",
    "technology": "artificial-intelligence digitalization",
    "data": "personal-information",
    "convention": "un-cybercrime-convention hanoi-convention untoc budapest-convention shanghai-convention",
    "law": "public-procurators-law prc-constitution prc-criminal-law prc-crim-procedure cybersecurity-law "
    "data-security-law pipl",
    "initiative": "gdi gsi gci ggi",
}  # fmt: skip


@cache
def pool() -> tuple[Termbase, dict[str, str]]:
    """The termbase, and the sort of each concept that has one."""
    curated = load_curated()
    sorts = {name: sort for sort, names in _CURATED.items() for name in names.split()}
    sorts |= {concept.id: "person" for concept in curated if concept.kind is Kind.PERSON}
    known = {term.text for concept in curated for term in concept.terms.get("en", ())}
    added = {}
    for sort, concept in read(POOL):
        if known.isdisjoint(term.text for term in concept.terms["en"]):
            added[concept.id] = concept
            sorts[concept.id] = sort
    return curated.layered(Termbase(MappingProxyType(added))), sorts


def sex(person: Concept) -> str | None:
    """m or f, as the Russian term has it."""
    return next((term.grammar.gender for term in person.approved("ru")), None)


def read(path: Path) -> Iterator[tuple[str, Concept]]:
    """(sort, concept) of each line; how it is written stands in the file. Raises ValueError naming a line that is wrong."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        columns = line.split("\t")
        if not line or line.startswith("#"):
            continue
        if len(columns) != 5 or columns[0] not in _KINDS or not re.fullmatch("[mfn]p?", columns[3]):
            raise ValueError(f"{path}:{number}: not sort, English, Russian, gender and Chinese, with tabs between")
        yield columns[0], _concept(*columns)


def _concept(sort: str, english: str, russian: str, gender: str, chinese: str) -> Concept:
    number = "pl" if gender.endswith("p") else "sg"
    numbers = ("sg", "pl") if sort in _COUNTED else (number,)
    kind = _KINDS[sort]
    animate = True if kind in (Kind.PERSON, Kind.TITLE) else None
    columns = {
        "en": (english, Grammar(number=number, numbers=numbers)),
        "ru": (russian, Grammar(gender=gender[0], number=number, numbers=numbers, animate=animate)),
        "zh": (chinese, Grammar()),
    }
    terms = {language: tuple(_terms(text, language, grammar)) for language, (text, grammar) in columns.items()}
    identity = "pool-" + re.sub(r"\W+", "-", english.partition(";")[0].lower())
    return Concept(identity, kind, MappingProxyType(terms), sort)


def _terms(column: str, language: str, grammar: Grammar) -> Iterator[Term]:
    full, _, short = column.partition(";")
    yield Term(full, language, Status.PREFERRED, TermType.FULL, grammar=grammar)
    if short:
        fixed = Grammar(gender=grammar.gender, number="sg", indeclinable=True)
        yield Term(short, language, Status.ADMITTED, TermType.ACRONYM, grammar=fixed)
