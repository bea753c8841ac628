"""Learn translate/dragoman/translate/agreement_data/SOURCE-TARGET.npz from packed, aligned texts.

usage: python -m training.agreement --data FILE.npz … --subwords spm.model [--valid FILE.npz] [--to ru] [--out FILE]

Every noun of a target text is an example, twice where attributes stand before it: with the slot before them, and right
before the noun. Its cues (dragoman.translate.cues) come of what stands before the slot, and of the source around the
words it is aligned to; the answer is the set of cases its form can stand for, narrowed down by attributes and
preposition. The model may choose among them: the loss is minus the log of their summed probability (partial labels).
Lemmas given in the source are left out. One pass over all sets by Adam, with cues dropped at random. Fixed seed.
"""

from __future__ import annotations

import argparse
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from dragoman.termbase.morphology.government import Analysis, analysis, prepositions, syntax
from dragoman.termbase.morphology.russian_cells import CASES
from dragoman.translate.agreement import row
from dragoman.translate.cues import ATTRIBUTES, source_cues, target_cues, word_before, words

from .packed import Numbers, Packed
from .subwords import CLOSE, EQUALS, OPEN, TAGS, Subwords

ROWS = 1 << 19
MIN_COUNT, BATCH, RATE, DROPPED, SEED = 8, 512, 0.01, 0.1, 1
OUT = Path(__file__).parent.parent / "dragoman" / "translate" / "agreement_data"


@dataclass(frozen=True, slots=True)
class Examples:
    """allowed [example, case]: whether a case is admissible; rows: of all cues, one example after the other; ends: where
    each example's begin, and the end."""

    allowed: Numbers
    rows: Numbers
    ends: Numbers

    def __len__(self) -> int:
        return len(self.allowed)


class Words:
    """The words of a sequence of pieces, each with its pieces' places."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.texts: list[str] = []
        self.of_piece: list[range] = []
        text = ""
        places = []
        for piece in pieces:
            begin = len(text)
            text += "\ufffd" if piece.startswith("<0x") else piece.replace("▁", " ")
            places.append((begin, len(text)))
        bounds, position, folded = [], 0, text.lower()
        # lower case may be longer than what it is of: such a text is of no use here
        self.texts = words(text) if len(folded) == len(text) else []
        for word in self.texts:
            begin = folded.index(word, position)
            position = begin + len(word)
            bounds.append((begin, position))
        for begin, end in places:
            touched = [number for number, (b, e) in enumerate(bounds) if b < end and e > begin]
            self.of_piece.append(range(touched[0], touched[-1] + 1) if touched else range(0))

    def pieces(self, word: int) -> list[int]:
        """The pieces that a word shares a character with."""
        return [number for number, some in enumerate(self.of_piece) if word in some]


def nouns(texts: Sequence[str], target: str) -> Iterator[tuple[int, int, frozenset[str], str | None]]:
    """Of each noun: where its attributes begin, its own place, the cases it can stand for, and its gender."""
    for place, word in enumerate(texts):
        read = analysis(word, target)
        if read.kind != "NOUN":
            continue
        genders = {gender for _, _, gender in read.cells if gender}
        cells, begin = {(case, number) for case, number, _ in read.cells}, place
        while begin:
            before = analysis(texts[begin - 1], target)
            agreeing = {cell for cell in cells if _agrees(cell, before, genders)}
            if before.kind not in ATTRIBUTES or before.lemma in syntax(target).relatives or not agreeing:
                break
            cells, begin = agreeing, begin - 1
        governed = prepositions(target).get(texts[begin - 1], frozenset()) if begin else frozenset()
        cases = frozenset(case for case, _ in cells)
        cases = cases & governed or cases
        if 0 < len(cases) < len(CASES):
            yield begin, place, cases, next(iter(genders)) if len(genders) == 1 else None


def _agrees(cell: tuple[str, str], attribute: Analysis, genders: set[str]) -> bool:
    return any(
        (case, number) == cell and (number == "pl" or not gender or not genders or gender in genders)
        for case, number, gender in attribute.cells
    )


class Reader:
    """Makes examples of packed sets."""

    def __init__(self, subwords: Subwords, target: str) -> None:
        self._names = subwords.vocabulary()
        self._tag = subwords.number(TAGS[target])
        self._open, self._equals, self._close = (subwords.number(symbol) for symbol in (OPEN, EQUALS, CLOSE))
        self._target = target

    def read(self, packed: Packed) -> Examples:
        """All examples of a set."""
        allowed: list[list[bool]] = []
        rows, ends = array("i"), array("q", [0])
        for index in range(len(packed)):
            source, target, alignment = packed.example(index)
            if source[0] == self._tag:
                for cases, cues in self._examples(source, target, alignment):
                    allowed.append([case in cases for case in CASES])
                    rows.extend(row(cue, ROWS) for cue in cues)
                    ends.append(len(rows))
        return Examples(np.array(allowed, bool).reshape(-1, len(CASES)), np.asarray(rows), np.asarray(ends))

    def _plain(self, source: Numbers) -> list[int]:
        """The places of the source's own pieces."""
        kept, inside = [], False
        for place, piece in enumerate(source[1:].tolist(), start=1):
            if piece in (self._equals, self._close):
                inside = piece == self._equals
            elif piece != self._open and not inside:
                kept.append(place)
        return kept

    def _examples(
        self, source: Numbers, target: Numbers, alignment: Numbers
    ) -> Iterator[tuple[frozenset[str], list[str]]]:
        kept = self._plain(source)
        ours = Words([self._names[source[place]] for place in kept])
        theirs = Words([self._names[piece] for piece in target])
        number = {place: index for index, place in enumerate(kept)}
        for begin, place, cases, gender in nouns(theirs.texts, self._target):
            for slot in dict.fromkeys((begin, place)):
                linked = [
                    word
                    for one in range(slot, place + 1)
                    for piece in theirs.pieces(one)
                    if alignment[piece] in number
                    for word in ours.of_piece[number[alignment[piece]]]
                ]
                cues, asked = [], None
                if linked:
                    before = ours.texts[: min(linked)]
                    cues += source_cues(before, ours.texts[max(linked) + 1 :])
                    asked = word_before(before)
                yield cases, cues + list(target_cues(theirs.texts[:slot], self._target, gender, asked))


class Model(nn.Module):
    """A sum of rows; row 0 is of the cues too rare to have one."""

    def __init__(self, known: Numbers) -> None:
        super().__init__()
        self.numbers = np.zeros(ROWS, np.int64)
        self.numbers[known] = np.arange(1, len(known) + 1)
        self.weights = nn.EmbeddingBag(len(known) + 1, len(CASES), mode="sum", padding_idx=0)
        nn.init.zeros_(self.weights.weight)
        self.bias = nn.Parameter(torch.zeros(len(CASES)))

    def forward(self, cues: Tensor, begins: Tensor) -> Tensor:
        """Log-probabilities [example, case]."""
        return torch.log_softmax(self.weights(cues, begins) + self.bias, 1)

    def batch(self, examples: Examples, chosen: Numbers) -> tuple[Tensor, Tensor, Tensor]:
        """Cues, where each example's begin, and the admissible cases."""
        some = [self.numbers[examples.rows[examples.ends[i] : examples.ends[i + 1]]] for i in chosen]
        begins = np.cumsum([0, *(len(one) for one in some[:-1])])
        return (
            torch.from_numpy(np.concatenate(some)),
            torch.from_numpy(begins),
            torch.from_numpy(examples.allowed[chosen]),
        )


def loss(scores: Tensor, allowed: Tensor) -> Tensor:
    """Minus the log of the summed probability of the admissible cases, a mean."""
    return -torch.logsumexp(scores.masked_fill(~allowed, -1e9), 1).mean()


def train(sets: Sequence[Examples]) -> Model:
    """The model of some sets of examples."""
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    counts = sum(np.bincount(examples.rows, minlength=ROWS) for examples in sets)
    model = Model(np.flatnonzero(counts >= MIN_COUNT))
    batches = []
    for examples in sets:
        order = rng.permutation(len(examples))
        batches += [(examples, np.sort(order[at : at + BATCH])) for at in range(0, len(order), BATCH)]
    optimiser = torch.optim.Adam(model.parameters(), lr=RATE)
    for step, index in enumerate(rng.permutation(len(batches))):
        cues, begins, allowed = model.batch(*batches[index])
        cues = torch.where(torch.rand(len(cues)) < DROPPED, 0, cues)
        error = loss(model(cues, begins), allowed)
        optimiser.zero_grad(set_to_none=True)
        error.backward()  # type: ignore[no-untyped-call]
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - step / len(batches))
        optimiser.step()
    return model


@torch.no_grad()
def accuracy(model: Model, examples: Examples) -> tuple[float, float]:
    """Mean loss, and the share of examples whose likeliest case is admissible."""
    cues, begins, allowed = model.batch(examples, np.arange(len(examples)))
    scores = model(cues, begins)
    return float(loss(scores, allowed)), float(allowed.gather(1, scores.argmax(1, keepdim=True)).float().mean())


def save(model: Model, path: Path) -> None:
    """Write the table as small integers."""
    weights = model.weights.weight.detach().numpy()
    scale = float(np.abs(weights).max()) / 127
    table = np.zeros((ROWS, len(CASES)), np.int8)
    known = np.flatnonzero(model.numbers)
    table[known] = np.round(weights[model.numbers[known]] / scale)
    path.parent.mkdir(exist_ok=True)
    arrays: dict[str, Any] = {
        "classes": np.array(CASES),
        "table": table,
        "scale": np.float32(scale),
        "bias": model.bias.detach().numpy(),
    }
    np.savez_compressed(path, **arrays)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, say how good it is, write."""
    parser = argparse.ArgumentParser(prog="training.agreement", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", nargs="+", type=Path, required=True, help="packed sets")
    parser.add_argument("--subwords", type=Path, required=True, help="the subword model they were packed with")
    parser.add_argument("--valid", type=Path, help="packed set to measure on")
    parser.add_argument("--to", default="ru", choices=sorted(TAGS), help="target language")
    parser.add_argument("--out", type=Path, help="default: where the package looks for it")
    options = parser.parse_args(arguments)
    reader = Reader(Subwords(options.subwords), options.to)
    sets = [reader.read(Packed(path)) for path in options.data]
    model = train(sets)
    sys.stdout.write(f"{sum(map(len, sets))} examples, {int(model.numbers.max())} cues\n")
    if options.valid:
        held_out = reader.read(Packed(options.valid))
        mean, right = accuracy(model, held_out)
        sys.stdout.write(
            f"held out: {len(held_out)} examples, loss {mean:.3f}, an admissible case first in {right:.3f}\n"
        )
    save(model, options.out or OUT / f"en-{options.to}.npz")


if __name__ == "__main__":
    main()
