"""Examples that differ from pass to pass: what they say and how they are aligned stays the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.packed import Flat, Packed, Writer, places
from training.subwords import SYMBOL, SYMBOLS
from training.variation import Splits, plain

PIECES = ["<pad>", "<unk>", "<s>", "</s>", *SYMBOLS, "<0x41>", "▁", "▁ab", "▁a", "b", "c", "bc", "▁abc", "abcd", "d"]
NUMBER = {piece: number for number, piece in enumerate(PIECES)}
SPLITS = Splits(PIECES, [-float(number) for number in range(len(PIECES))])
TAG = NUMBER["<2ru>"]


def flat(*examples: tuple[list[str], list[str], list[int]]) -> Flat:
    source = [[TAG, *(NUMBER[piece] for piece in one)] for one, _, _ in examples]
    target = [[NUMBER[piece] for piece in other] for _, other, _ in examples]
    lengths = [np.array([len(part) for part in side]) for side in (source, target)]
    alignment = np.array([place for _, _, some in examples for place in some], np.int64)
    return Flat(np.concatenate(source), np.concatenate(target), alignment, *lengths)


def shown(given: Flat) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Of each example: the texts, and which pieces are aligned."""
    found = []
    starts = [np.cumsum(lengths) - lengths for lengths in (given.source_lengths, given.target_lengths)]
    for row in range(len(given.source_lengths)):
        source = given.source[starts[0][row] :][: given.source_lengths[row]]
        target = given.target[starts[1][row] :][: given.target_lengths[row]]
        alignment = given.alignment[starts[1][row] :][: given.target_lengths[row]]
        links = [
            (PIECES[piece], PIECES[source[place]]) for piece, place in zip(target, alignment, strict=True) if place >= 0
        ]
        found.append(("".join(PIECES[n] for n in source), "".join(PIECES[n] for n in target), links))
    return found


EXAMPLES = flat(
    (["▁abc", "d", "▁ab"], ["▁ab", "▁abc", "d"], [3, 1, -1]),
    (["d"], ["bc"], [1]),
    (["▁ab", "bc"], ["c", "▁abc"], [2, 1]),
)


def test_symbols_have_the_numbers_of_every_model() -> None:
    assert {symbol: NUMBER[symbol] for symbol in SYMBOLS} == SYMBOL


def test_everything_that_can_be_is_taken_apart() -> None:
    found = shown(SPLITS.apply(EXAMPLES, 1.0, 1.0, np.random.default_rng(0)))
    assert [texts[:2] for texts in found] == [texts[:2] for texts in shown(EXAMPLES)]
    parts = SPLITS.apply(EXAMPLES, 1.0, 0.0, np.random.default_rng(0))
    assert parts.source_lengths.tolist() == [1 + 2 + 1 + 2, 2, 1 + 2 + 2]
    # what was aligned with a piece is aligned with its first part
    assert all(piece.startswith(first) for (_, piece), (_, first) in zip(
        [link for _, _, links in shown(EXAMPLES) for link in links],
        [link for _, _, links in shown(parts) for link in links],
        strict=True,
    ))  # fmt: skip


def test_nothing_is_taken_apart_that_may_not_be() -> None:
    whole = flat((["<t>", "<0x41>", "d", "<=>", "▁", "</t>"], ["▁", "d"], [2, 3]))
    assert shown(SPLITS.apply(whole, 1.0, 1.0, np.random.default_rng(0))) == shown(whole)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 1 << 30))
def test_texts_and_alignment_stay(source: float, target: float, seed: int) -> None:
    varied = SPLITS.apply(EXAMPLES, source, target, np.random.default_rng(seed))
    assert [texts[:2] for texts in shown(varied)] == [texts[:2] for texts in shown(EXAMPLES)]
    assert int(varied.target_lengths.sum()) == len(varied.alignment) == len(varied.target)
    ends = np.repeat(varied.source_lengths, varied.target_lengths)
    assert bool(np.all(varied.alignment < ends))


def test_plain_leaves_the_lemmas_out() -> None:
    annotated = flat(
        (["<t>", "▁abc", "<=>", "d", "▁ab", "</t>", "bc"], ["▁abc", "bc", "d"], [2, 7, -1]),
        (["bc"], ["c"], [1]),
    )
    bare = flat((["▁abc", "bc"], ["▁abc", "bc", "d"], [1, 2, -1]), (["bc"], ["c"], [1]))
    assert shown(plain(annotated)) == shown(bare)
    assert plain(annotated).source.tolist() == bare.source.tolist()
    assert plain(annotated).alignment.tolist() == bare.alignment.tolist()


@pytest.mark.parametrize(("lengths", "wanted"), [([2, 3], [0, 1, 0, 1, 2]), ([], []), ([0, 1], [0])])
def test_places(lengths: list[int], wanted: list[int]) -> None:
    assert places(np.array(lengths, np.int64)).tolist() == wanted


def test_gathering_gives_examples_in_the_order_asked_for(tmp_path) -> None:
    writer = Writer()
    writer.add([4, 10, 11], [12, 13], [1, -1])
    writer.add([5, 14], [15], [1])
    writer.save(tmp_path / "a.npz", 20)
    found = Packed(tmp_path / "a.npz").gather([1, 0, 1])
    assert found.source.tolist() == [5, 14, 4, 10, 11, 5, 14]
    assert found.target.tolist() == [15, 12, 13, 15]
    assert found.alignment.tolist() == [1, 1, -1, 1]
    assert found.source_lengths.tolist() == [2, 3, 2]
