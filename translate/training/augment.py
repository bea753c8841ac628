"""More training pairs out of those there are: names, terms, numbers and dates become others on both sides at once.

A term gives way to another of its sort only where the form found in the translation stays right (fitting.py), and what
comes out is read as a translation would be: each new term must be found in the source, and in the target where it was put.

usage: python -m training.augment [--language ru] [--show 20]     some variants of the domain corpus, to be read
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dragoman.termbase.model import Concept, Kind, Term, TermType
from dragoman.translate.results import Span
from dragoman.translate.verify import Located, Requirement

from . import corpus, english, figures, sources
from .corpus import Pair, fault, held_out, key
from .edits import Edit, apply, disjoint
from .figures import Figure
from .fitting import FITTINGS, Slot
from .mentions import Finder, Mention
from .pool import pool, sex
from .terms import verifier

SEED = 7
TRIES = 8  # attempts for each variant wanted
TERM_CHANCE, FIGURE_CHANCE = 0.7, 0.5  # that a term, a number is another in a variant
CANDIDATES = 12  # terms that are tried for a place
MAX_FIGURES_ONLY = 2  # variants of a sentence that has nothing but figures to vary

# Sorts whose terms do not go with one another's attributes and complements: drug smuggling, extradition of persons.
_BARE = frozenset(("crime", "security", "procedure", "technology", "data"))
# Sorts whose terms say of what they are: President of Interpol.
_COMPLETE = frozenset(("official", "state", "international"))


@dataclass(frozen=True, slots=True)
class Variant:
    """A pair made of another, and what was swapped: sorts of concepts, "number" or "date"."""

    source: str
    target: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Swap:
    """The edits of one term or figure on both sides, side by side; concept: the new one's id, empty for a figure."""

    kind: str
    source: Sequence[Edit]
    target: Sequence[Edit]
    concept: str = ""


@cache
def augmenter(language: str) -> Augmenter:
    """The augmenter of a target language, made once."""
    return Augmenter(language)


class Augmenter:
    """Makes variants of pairs from English into one language."""

    def __init__(self, language: str) -> None:
        termbase, self._sorts = pool()
        self._language, self._fitting = language, FITTINGS[language]
        self._verifier = verifier(language, pooled=True)
        self._finder = Finder(termbase, self._verifier, self._sorts.__contains__)
        self._by_sort: dict[str, list[Concept]] = {}
        for name, sort in self._sorts.items():
            self._by_sort.setdefault(sort, []).append(termbase[name])

    def variants(self, source: str, target: str, wanted: int, rng: random.Random) -> list[Variant]:
        """At most `wanted` variants of a pair, no two alike; none where nothing can be varied safely."""
        requirements = self._verifier.requirements(source)
        places = self._verifier.locate(requirements, target)
        groups = self._finder.groups(source, target, requirements, places)
        numbers = figures.figures(source, target, requirements, places, self._language)
        if not (groups or numbers) or self._verifier.findings(requirements, target):
            return []
        wanted = wanted if groups else min(wanted, MAX_FIGURES_ONLY)
        taken = frozenset(concept.id for item in requirements for concept in item.concepts)
        found: dict[tuple[str, str], Variant] = {}
        for _ in range(wanted * TRIES):
            if len(found) == wanted:
                break
            swaps = [*self._terms(source, target, groups, taken, rng), *self._figures(source, target, numbers, rng)]
            variant = self._variant(source, target, swaps, places.count(None))
            if variant is not None:
                found.setdefault((variant.source, variant.target), variant)
        return list(found.values())

    def _terms(
        self, source: str, target: str, groups: Sequence[list[Mention]], taken: frozenset[str], rng: random.Random
    ) -> Iterator[Swap]:
        used = set(taken)
        for group in groups:
            if rng.random() >= TERM_CHANCE:
                continue
            old = group[0].concept
            # he and she are told apart in all three languages
            options = [
                item
                for item in self._by_sort[self._sorts[old.id]]
                if item.id not in used and (old.kind is not Kind.PERSON or sex(item) == sex(old))
            ]
            chosen = rng.sample(options, min(CANDIDATES, len(options)))
            swap = next(filter(None, (self._swap(source, target, group, concept) for concept in chosen)), None)
            if swap is not None:
                used.add(swap.concept)
                yield swap

    def _swap(self, source: str, target: str, group: Sequence[Mention], concept: Concept) -> Swap | None:
        """Another concept in the place of all mentions of one; None where it does not fit one of them."""
        sort = self._sorts[concept.id]
        # several mentions may have changed places in the translation
        numbers = frozenset.intersection(*(mention.numbers for mention in group))
        ones, others = [], []
        for mention in group:
            span = mention.requirement.span
            term = _like(concept, "en", mention.source[1])
            other = term and _like(concept, self._language, term)
            if term is None or other is None or re.search(rf"\b{re.escape(term.text)}\b", source):
                return None
            if (sort in _BARE and not english.bare(source, span)) or english.compound(source, span):
                return None
            if sort in _COMPLETE and source.startswith(" of ", span.end):
                return None
            slot = Slot(target, mention.place.span, mention.place.form, mention.place.features)
            one = english.edit(source, span, mention.features, mention.form, mention.source, (concept, term))
            two = self._fitting.edit(slot, mention.target, (concept, other), numbers)
            if one is None or two is None:
                return None
            ones.append(one)
            others.append(two)
        return Swap(sort, ones, others, concept.id)

    def _figures(self, source: str, target: str, found: Sequence[Figure], rng: random.Random) -> Iterator[Swap]:
        some = [figure for figure in found if rng.random() < FIGURE_CHANCE]
        # what is equal stays equal
        chosen = [figure for figure in found if figure.digits in {item.digits for item in some}]
        values = figures.others(chosen, source, rng)
        for figure, value in values.items():
            edits = figures.edits(figure, value, source, target, self._language)
            if edits is not None:
                yield Swap(figure.kind, [edits[0]], [edits[1]])

    def _variant(self, source: str, target: str, swaps: Sequence[Swap], lost: int) -> Variant | None:
        """The pair with all swaps made, if it reads as meant; None otherwise. lost: requirements without a place before."""
        ones = [edit for swap in swaps for edit in swap.source]
        others = [edit for swap in swaps for edit in swap.target]
        if not ones or not disjoint([edit.span for edit in ones]) or not disjoint([edit.span for edit in others]):
            return None
        text, here = apply(source, ones)
        other, there = apply(target, others)
        if text == source or other == target or fault(text, other, self._language):
            return None
        if not held_out().isdisjoint((key(text), key(other))):
            return None
        names = [swap.concept for swap in swaps for _ in swap.source]
        if not self._reads(text, other, list(zip(names, here, there, strict=True)), lost):
            return None
        if len(self._verifier.strays(text, other)) > len(self._verifier.strays(source, target)):
            return None
        return Variant(text, other, tuple(swap.kind for swap in swaps))

    def _reads(self, source: str, target: str, wanted: Sequence[tuple[str, Span, Span]], lost: int) -> bool:
        """Whether what is wanted, a concept or a figure, is found where it was put, and nothing else got lost."""
        requirements = self._verifier.requirements(source)
        places = self._verifier.locate(requirements, target)
        if places.count(None) > lost or self._verifier.findings(requirements, target):
            return False
        found = {item.span: (item, place) for item, place in zip(requirements, places, strict=True) if place}
        return all(here in found and self._met(name, *found[here], there) for name, here, there in wanted)

    def _met(self, name: str, requirement: Requirement, place: Located, there: Span) -> bool:
        if not name:
            return requirement.protected is not None and place.span.overlaps(there)
        best = {form.text for form in self._verifier.best_forms(requirement)}
        return requirement.name == name and place.span == there and place.form in best


def _like(concept: Concept, language: str, model: Term) -> Term | None:
    """The concept's best term of the type of another: full, or an abbreviation."""
    full = model.type is TermType.FULL
    terms = [term for term in concept.approved(language) if (term.type is TermType.FULL) == full and not term.context]
    return terms[0] if terms else None


def augmented(pairs: Sequence[Pair], seed: int = SEED) -> tuple[list[Pair], Counter[str]]:
    """Variants of pairs, each at most its own number, and in how many each kind of swap was made.

    The same for the same seed and pairs.
    """
    taken = {(pair.source, pair.target) for pair in pairs}
    made: list[Pair] = []
    kinds: Counter[str] = Counter()
    for pair in pairs:
        if not pair.variants:
            continue
        rng = random.Random(f"{seed} {pair.language} {pair.source}")
        for variant in augmenter(pair.language).variants(pair.source, pair.target, pair.variants, rng):
            if (variant.source, variant.target) not in taken:
                taken.add((variant.source, variant.target))
                kinds.update(set(variant.kinds))
                new = replace(pair, source=variant.source, target=variant.target)
                made.append(replace(new, repeat=1, variants=0, augmented=True))
    return made, kinds


def main(arguments: Sequence[str] | None = None) -> None:
    """Print variants of the domain corpus under their originals."""
    parser = argparse.ArgumentParser(prog="training.augment", description=__doc__.splitlines()[0])
    parser.add_argument("--language", choices=sorted(FITTINGS), default="ru", help="of the translation")
    parser.add_argument("--show", type=int, default=20, metavar="N", help="variants, drawn at random from all")
    parser.add_argument("--kind", default="", help="only those with another of this kind: person, country, number, …")
    parser.add_argument("--seed", type=int, default=SEED, help="of variants and drawing")
    options = parser.parse_args(arguments)
    training = [source for source in sources.read(sources.LIST) if source.variants]
    pairs = [pair for pair in corpus.pairs(training, sources.LIST.parent)[0] if pair.language == options.language]
    rng = random.Random(options.seed)
    rng.shuffle(pairs)
    left = options.show
    for pair in pairs:
        if not left:
            break
        own = random.Random(f"{options.seed} {pair.language} {pair.source}")
        variants = augmenter(pair.language).variants(pair.source, pair.target, pair.variants, own)
        variants = [variant for variant in variants if not options.kind or options.kind in variant.kinds]
        if variants:
            left -= 1
            variant = rng.choice(variants)
            lines = (" ".join(variant.kinds), pair.source, pair.target, variant.source, variant.target)
            sys.stdout.write("\n".join(lines) + "\n\n")


if __name__ == "__main__":
    main()
