"""The model of Russian cases: what counts as an example, and that it learns."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from dragoman.translate import agreement as runtime
from training import agreement
from training.packed import Packed, Writer
from training.subwords import CLOSE, EQUALS, OPEN, Subwords


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # attributes and a preposition narrow down what a noun can stand for
        ("о новом законе", [(1, 2, {"loc"}, "m")]),
        ("в Верховной народной прокуратуре", [(1, 3, {"loc"}, "f")]),
        # of a relative pronoun it is no attribute
        ("комиссия , которая законы", [(0, 0, {"nom"}, "f"), (3, 3, {"nom", "acc"}, "m")]),
        # what can stand for every case says nothing
        ("метро", []),
    ],
)
def test_nouns(text, expected):
    found = list(agreement.nouns(text.lower().split(), "ru"))
    assert [(begin, place, set(cases), gender) for begin, place, cases, gender in found] == expected


class Pieces(Subwords):
    """Whole words as pieces."""

    def __init__(self, names):
        self.names = names

    def vocabulary(self):
        return self.names

    def number(self, piece):
        return self.names.index(piece)


def packed(path: Path, rows) -> tuple[Subwords, Packed]:
    """Rows of source words, target words and links as a packed set."""
    special = ["<pad>", "<unk>", "<s>", "</s>", "<2ru>", "<2zh>", OPEN, EQUALS, CLOSE]
    names = special + sorted({"▁" + word for row in rows for side in row[:2] for word in side.split()} - set(special))
    number = {name: index for index, name in enumerate(names)}

    def ids(text):
        return [number[word] if word in special else number["▁" + word] for word in text.split()]

    writer = Writer()
    for source, target, links in rows:
        writer.add([number["<2ru>"], *ids(source)], ids(target), links)
    writer.save(path, len(names))
    return Pieces(names), Packed(path)


def test_it_learns_what_governs(tmp_path, monkeypatch):
    rows = []
    for noun in ("суд", "закон", "совет", "орган", "визит", "форум"):
        rows += [
            (f"meeting with {noun}en", f"встреча с {noun}ом", [1, 2, 3]),
            (f"in the work of {noun}en", f"в работе {noun}а", [1, 3, 5]),
            (f"he went to <t> {noun}en <=> {noun} </t>", f"он пошёл к {noun}у", [1, 2, 3, 5]),
        ]
    subwords, data = packed(tmp_path / "data.npz", rows * 8)
    examples = agreement.Reader(subwords, "ru").read(data)
    # lemmas in the source are not seen, and alignment finds the words around what a noun is aligned to
    assert len(examples) == 6 * 8 * 5  # «встреча» and «работе» are nouns too
    monkeypatch.setattr(agreement, "BATCH", 16)
    monkeypatch.setattr(agreement, "DROPPED", 0.0)
    model = agreement.train([examples])
    mean, right = agreement.accuracy(model, examples)
    assert right > 0.95 and mean < 0.6
    agreement.save(model, tmp_path / "en-ru.npz")
    with np.load(tmp_path / "en-ru.npz") as arrays:
        assert arrays["table"].shape == (agreement.ROWS, 6) and arrays["table"].any()
        loaded = runtime.Agreement(tuple(arrays["classes"]), arrays["table"], float(arrays["scale"]), arrays["bias"])
    from dragoman.translate.cues import cues
    from dragoman.translate.results import Span

    source = "he went to the parliament"
    odds = loaded.probabilities(cues(source, Span(15, 25), "он пошёл к", "ru"))
    assert max(odds, key=odds.__getitem__) == "dat"
