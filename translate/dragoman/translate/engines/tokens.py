"""Subword tokenizers of model packages, with the place of every token in its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from dragoman.termbase.errors import EngineError

from ..results import Span

_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")
_MARKS = "▁@"  # SentencePiece's word start, BPE's continuation


class Tokenizer(Protocol):
    """Text to subword tokens and back."""

    def encode(self, text: str) -> list[str]:
        """The tokens of a text."""
        ...

    def decode(self, tokens: Sequence[str]) -> str:
        """The text of tokens."""
        ...

    def vocabulary(self) -> Sequence[str]:
        """Every token there is; empty where that is not known."""
        ...


class SentencePiece:
    """A SentencePiece model file, loaded on first use."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def _processor(self) -> Any:
        from sentencepiece import SentencePieceProcessor

        try:
            return SentencePieceProcessor(model_file=str(self.path))
        except (OSError, RuntimeError) as error:
            raise EngineError(f"cannot load the subword model: {error}", self.path) from None

    def encode(self, text: str) -> list[str]:
        """The pieces of a text."""
        pieces: list[str] = self._processor.encode(text, out_type=str)
        return pieces

    def decode(self, tokens: Sequence[str]) -> str:
        """The text of pieces; a word-start mark that SentencePiece left over becomes a space."""
        text: str = self._processor.decode_pieces(list(tokens))
        return text.replace("▁", " ")

    def vocabulary(self) -> Sequence[str]:
        """Every piece of the model."""
        return [self._processor.id_to_piece(number) for number in range(self._processor.get_piece_size())]


class MosesBPE:
    """The Moses tokenizer and BPE codes of older Argos packages."""

    def __init__(self, path: Path, source: str, target: str) -> None:
        self.path, self.source, self.target = path, source, target

    @cached_property
    def _tokenizer(self) -> Any:
        from argostranslate.tokenizer import BPETokenizer

        return BPETokenizer(self.path, self.source, self.target)

    def encode(self, text: str) -> list[str]:
        """The BPE units of a text."""
        units: list[str] = self._tokenizer.encode(text)
        return units

    def decode(self, tokens: Sequence[str]) -> str:
        """The text of BPE units."""
        text: str = self._tokenizer.decode(list(tokens))
        return text

    def vocabulary(self) -> Sequence[str]:
        """Not known."""
        return ()


def token_spans(tokens: Sequence[str], text: str) -> tuple[Span, ...]:
    """The span of each token in the text it came from or makes, by one walk through both.

    Byte tokens (`<0xE6>`) gather until they make a character. A token that is not found (normalised away, or a control
    token) gets an empty span where the walk stands, so that there is always one span per token.
    """
    spans: list[Span] = []
    position, pending = 0, b""
    for token in tokens:
        byte = _BYTE.fullmatch(token) if token.startswith("<0x") else None
        if byte:
            pending += bytes([int(byte[1], 16)])
            try:
                surface = pending.decode()
            except UnicodeDecodeError:
                spans.append(Span(position, position))
                continue
            pending = b""
        else:
            surface, pending = token.strip(_MARKS), b""
        found = text.find(surface, position) if surface else -1
        if found < 0 or text[position:found].strip():
            spans.append(Span(position, position))
            continue
        position = found + len(surface)
        spans.append(Span(found, position))
    return tuple(spans)
