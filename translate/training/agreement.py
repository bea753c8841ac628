"""Learn translate/dragoman/translate/agreement_data/SOURCE-TARGET.json from the aligned domain corpus.

usage: python translate/training/agreement.py SOURCE TARGET [--check]

Every term of the curated termbase found on both sides of a training sentence is one example: its cues, and the cases
its form can stand for. So is, with the cues of the target side alone, every noun there with the adjectives before it.
Where a form fills several cells the model may choose among them (partial labels: the loss is
minus the log of the summed probability of the admissible cases). Full-batch gradient descent with momentum, fixed
order, no randomness. --check prints the accuracy on the held-out documents and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from dragoman.corpora import articles
from dragoman.termbase.load import load_curated
from dragoman.termbase.morphology.base import cases
from dragoman.termbase.morphology.government import reading
from dragoman.translate.agreement import Agreement, cues, target_cues
from dragoman.translate.verify import Verifier

CASES = ("nom", "gen", "dat", "acc", "ins", "loc")
MIN_COUNT, ROUNDS, RATE, MOMENTUM, PENALTY = 6, 300, 4.0, 0.9, 1e-4
REPEAT = 3  # terms, which are what is asked for, count for more than other nouns
OUT = Path(__file__).parent.parent / "dragoman" / "translate" / "agreement_data"

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

Example = tuple[list[str], frozenset[str]]


def examples(source: str, target: str, split: str) -> list[Example]:
    """The examples of one split of the domain corpus: cues and admissible cases."""
    verifier = Verifier(load_curated(), source, target)
    found: list[Example] = []
    for row in articles.load("domain"):
        if row.split != split:
            continue
        text, other = row.texts[source], row.texts[target]
        requirements = verifier.requirements(text)
        for requirement, place in zip(requirements, verifier.locate(requirements, other), strict=True):
            if place is None or not place.features:
                continue
            admissible = cases(place.features)
            if len(admissible) < len(CASES):
                given = cues(text, requirement.span, other[: place.span.start], target, requirement.features)
                found.append((["bias", *given], admissible))
    return found


def phrases(target: str, split: str) -> list[Example]:
    """The nouns of one split's target side, each with the adjectives before it: cues of what stands before, and cases."""
    found: list[Example] = []
    for row in articles.load("domain"):
        if row.split != split:
            continue
        text = row.texts[target]
        begun, cells = 0, frozenset[str]()
        for match in _WORD.finditer(text):
            kind, _, can = reading(match.group(), target)
            if kind not in ("ADJF", "PRTF", "NOUN"):
                cells = frozenset()
                continue
            if not cells or not text[begun : match.start()].replace(" ", "").replace("-", "").isalpha():
                begun, cells = match.start(), can
            else:
                cells &= can
            if kind == "NOUN":
                admissible = cases(cells)
                if admissible and len(admissible) < len(CASES):
                    found.append((["bias", *target_cues(text[:begun], target)], admissible))
                cells = frozenset()
    return found


def train(data: list[Example]) -> Agreement:
    """The model of some examples."""
    counts = Counter(cue for given, _ in data for cue in given)
    names = [cue for cue, count in counts.items() if count >= MIN_COUNT]
    number = {cue: index for index, cue in enumerate(names)}
    rows = [[number[cue] for cue in given if cue in number] for given, _ in data]
    example = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    column = np.array([index for row in rows for index in row])
    allowed = np.array([[case in admissible for case in CASES] for _, admissible in data], dtype=float)
    weights = np.zeros((len(names), len(CASES)))
    velocity = np.zeros_like(weights)
    scale = 1.0 / np.sqrt(np.bincount(column, minlength=len(names)) * len(rows))[:, None]
    for _ in range(ROUNDS):
        logits = np.zeros((len(rows), len(CASES)))
        np.add.at(logits, example, weights[column])
        p = np.exp(logits - logits.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        right = p * allowed
        error = p - right / right.sum(1, keepdims=True)
        gradient = np.zeros_like(weights)
        np.add.at(gradient, column, error[example])
        velocity = MOMENTUM * velocity - RATE * (gradient * scale + PENALTY * len(rows) * weights * scale)
        weights = weights + velocity
    return Agreement(CASES, {cue: [round(float(w), 2) for w in weights[i]] for cue, i in number.items()})


def accuracy(model: Agreement, data: list[Example]) -> float:
    """Share of examples whose likeliest case is admissible."""
    right = 0
    for given, admissible in data:
        probabilities = model.probabilities(given[1:])
        right += max(probabilities, key=lambda case: probabilities[case]) in admissible
    return right / max(1, len(data))


def main() -> None:
    """Train and write, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    data = examples(options.source, options.target, "train") * REPEAT + phrases(options.target, "train")
    held_out = examples(options.source, options.target, "valid")
    model = train(data)
    sys.stdout.write(
        f"{len(data)} examples, {len(model.weights)} cues; case right: training {accuracy(model, data):.3f}, "
        f"held out ({len(held_out)}) {accuracy(model, held_out):.3f}\n"
    )
    if not options.check:
        OUT.mkdir(exist_ok=True)
        path = OUT / f"{options.source}-{options.target}.json"
        content = {"classes": CASES, "weights": dict(sorted(model.weights.items()))}
        path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
