"""Which case a slot in a sentence asks for, from the words around it on both sides.

A multinomial logistic model over a handful of cues (the words before and after the term in the source; before it in the
target the words, their lemmas and parts of speech, and the case of the noun it is joined to), learnt from the aligned
domain corpus by translate/training/agreement.py. It steadies the choice of form where a translation model is weak and
makes one where there is no model at all.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dragoman.termbase.language import language as find_language
from dragoman.termbase.morphology.base import cases
from dragoman.termbase.morphology.government import reading

from .results import Span

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[^\w\s]")
_SKIPPED = frozenset(
    ["the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her", "«", "“", '"', "(", "'"]
)
_REACH = 200  # code points before a slot that can matter
_ENDING = 2  # letters of a word's end that show its part of speech well enough in an inflecting language


def cues(source: str, span: Span, target_left: str, target: str, source_features: Sequence[str] = ()) -> Iterator[str]:
    """The cues of one slot: `span` is the term in the source, `target_left` the target text before the slot."""
    before = [word.lower() for word in _WORD.findall(source[: span.start]) if word.lower() not in _SKIPPED]
    after = [word.lower() for word in _WORD.findall(source[span.end :])]
    previous, following = before[-1] if before else "^", after[0] if after else "$"
    yield f"s-1={previous}"
    yield f"s-2={before[-2] if len(before) > 1 else '^'} {previous}"
    yield f"s-e={previous[-_ENDING:]}"
    yield f"s+1={following}"
    yield f"s+e={following[-_ENDING:]}"
    yield f"s={previous} _ {following}"
    for feature in source_features:
        if feature.endswith(".poss"):
            yield "s=possessive"
    yield from target_cues(target_left, target)


def target_cues(left: str, target: str) -> Iterator[str]:
    """The cues of a slot that the text before it gives: words, lemmas and parts of speech, and the cases of the last
    noun where a conjunction or comma joins the slot to it."""
    words = [word.lower() for word in _WORD.findall(left[-_REACH:]) if word not in _SKIPPED]
    last, second = (words[-1] if words else "^"), (words[-2] if len(words) > 1 else "^")
    kind, lemma, _ = reading(last, target)
    kind2, lemma2, _ = reading(second, target)
    yield f"t-1={last}"
    yield f"t-e={last[-_ENDING:]}"
    yield f"t-3={last[-3:]}"
    yield f"t-2={second[-_ENDING:]} {last[-3:]}"
    yield f"t-l={lemma}"
    yield f"t-p={kind2} {kind}"
    yield f"t-ll={lemma2} {lemma}"
    yield f"t-pl={kind} {lemma2}"
    if last == "," or last in find_language(target).conjunctions:
        joined = next((cells for word in reversed(words[:-1]) if (cells := _nominal(word, target))), frozenset())
        for case in cases(joined):
            yield f"t-c={case} {last}"


def _nominal(word: str, target: str) -> frozenset[str]:
    kind, _, cells = reading(word, target)
    return cells if kind == "NOUN" else frozenset()


@dataclass(frozen=True, slots=True)
class Agreement:
    """A trained model: classes (cases), and per cue one weight for each class."""

    classes: tuple[str, ...]
    weights: Mapping[str, Sequence[float]]

    def probabilities(self, given: Iterator[str] | Sequence[str]) -> dict[str, float]:
        """The probability of each case; uniform where no cue is known."""
        total = [0.0] * len(self.classes)
        for cue in ("bias", *given):
            for index, weight in enumerate(self.weights.get(cue, ())):
                total[index] += weight
        top = max(total)
        odds = [math.exp(value - top) for value in total]
        return {name: value / sum(odds) for name, value in zip(self.classes, odds, strict=True)}

    def log_probability(self, cells: Sequence[str], probabilities: Mapping[str, float]) -> float:
        """Log-probability that a form filling `cells` ("gen.sg", …) fits; 0 for a form without cells."""
        filled = cases(cells)
        if not filled & set(self.classes):
            return 0.0
        return math.log(max(1e-4, sum(probabilities.get(case, 0.0) for case in filled)))


def fill(cells: Sequence[str], wanted: AbstractSet[str]) -> bool:
    """Whether a form that fills `cells` ("gen.sg", …) can stand in a wanted case; one without cells can in any."""
    return not cells or bool(wanted & cases(cells))


@cache
def load(source: str, target: str) -> Agreement | None:
    """The trained model for a pair of languages; None where there is none."""
    resource = files("dragoman.translate") / "agreement_data" / f"{source}-{target}.json"
    if not resource.is_file():
        return None
    data = json.loads(resource.read_text(encoding="utf-8"))
    return Agreement(tuple(data["classes"]), data["weights"])
