"""The subword model: learning it, and pieces with their place in the text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAD, UNKNOWN, BEGIN, END = 0, 1, 2, 3
TAGS = {"ru": "<2ru>", "zh": "<2zh>"}  # each opens the targets of its language
OPEN, EQUALS, CLOSE = "<t>", "<=>", "</t>"  # target lemma annotation
# control symbols: no text ever yields them, and none leaves text behind when pieces are joined
SYMBOLS = (*TAGS.values(), OPEN, EQUALS, CLOSE)
SYMBOL = {symbol: END + 1 + number for number, symbol in enumerate(SYMBOLS)}  # they follow the end in every model
MARK = "▁"  # opens the first piece of a word
COVERAGE = 0.9995  # share of the characters that get pieces of their own; bytes stand for the others
MAX_SENTENCES = 400_000

_BYTE = re.compile(r"<0x([0-9A-F]{2})>")


def learn(texts: Iterable[str], size: int, path: Path) -> None:
    """Learn a unigram model of at most `size` pieces and write it to `path` (ending in .model)."""
    from sentencepiece import SentencePieceTrainer

    SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_prefix=str(path.with_suffix("")),
        vocab_size=size,
        hard_vocab_limit=False,
        model_type="unigram",
        character_coverage=COVERAGE,
        pad_id=PAD,
        unk_id=UNKNOWN,
        bos_id=BEGIN,
        eos_id=END,
        control_symbols=list(SYMBOLS),
        split_digits=True,
        byte_fallback=True,
        normalization_rule_name="identity",
        input_sentence_size=MAX_SENTENCES,
        shuffle_input_sentence=True,
        num_threads=2,
        minloglevel=2,
    )
    path.with_suffix(".vocab").unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Piece numbers of a text, and the characters [begin, end) each covers (empty for a lone word-start mark)."""

    ids: tuple[int, ...]
    begins: tuple[int, ...]
    ends: tuple[int, ...]

    def over(self, begin: int, end: int) -> range:
        """The pieces that share a character with [begin, end)."""
        return range(bisect_right(self.ends, begin), bisect_left(self.begins, end))


class Subwords:
    """A SentencePiece model file."""

    def __init__(self, path: Path) -> None:
        from sentencepiece import SentencePieceProcessor

        self._processor: Any = SentencePieceProcessor(model_file=str(path))

    def __len__(self) -> int:
        return int(self._processor.get_piece_size())

    def number(self, piece: str) -> int:
        """The number of a piece; raises KeyError where the model has none."""
        number = int(self._processor.piece_to_id(piece))
        if number == UNKNOWN:
            raise KeyError(piece)
        return number

    def vocabulary(self) -> list[str]:
        """All pieces in the order of their numbers."""
        return [self._processor.id_to_piece(number) for number in range(len(self))]

    def scores(self) -> list[float]:
        """The logarithms of their probabilities."""
        return [float(self._processor.get_score(number)) for number in range(len(self))]

    def encode(self, text: str) -> list[int]:
        """The piece numbers of a text."""
        ids: list[int] = self._processor.encode(text)
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """The text of piece numbers."""
        return str(self._processor.decode([int(number) for number in ids]))

    def locate(self, text: str) -> Pieces:
        """The pieces of a text without leading or doubled spaces, with their places."""
        ids, names = self.encode(text), self._processor.encode(text, out_type=str)
        begins, ends = [], []
        position, pending = 0, b""
        for index, name in enumerate(names):
            byte = _BYTE.fullmatch(name)
            if byte:
                # the bytes of one character all cover that character
                pending += bytes([int(byte[1], 16)])
                begins.append(position)
                ends.append(position + 1)
                if _complete(pending):
                    position, pending = position + 1, b""
                continue
            bare = name.lstrip(MARK)
            # every mark stands for a space, but for the first: it is put before the text
            position += len(name) - len(bare) - (index == 0 and name.startswith(MARK))
            begins.append(position)
            position += len(bare)
            ends.append(position)
        return Pieces(tuple(ids), tuple(begins), tuple(ends))


def _complete(data: bytes) -> bool:
    try:
        return len(data.decode()) == 1
    except UnicodeDecodeError:
        return False
