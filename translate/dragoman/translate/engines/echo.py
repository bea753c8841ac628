"""A predictable engine for tests: it translates by a table, and whatever is not in it by repeating the source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import permutations, takewhile

import numpy as np

from dragoman.termbase.errors import EngineError
from dragoman.termbase.language import LANGUAGES

from ..results import Span
from .base import Alignment, Capabilities, Hypothesis, Options, Request, Scored

_STEP = 0.125  # how much worse, in log-probability per token, each next entry of the table is; unknown targets: 8 steps
_UNKNOWN = 8


class EchoEngine:
    """Hypotheses come from `table` (source text -> translations, best first), else the source itself is returned.

    Given a prefix, the entries that begin with it come first, then the others written on after it as a new word.
    Annotated spans are replaced by their lemmas where `capabilities.annotation`. Tokens are runs of anything but white
    space.
    """

    def __init__(
        self,
        table: Mapping[str, Sequence[str]] | None = None,
        capabilities: Capabilities | None = None,
        pairs: Sequence[tuple[str, str]] | None = None,
    ) -> None:
        self._table = dict(table or {})
        self._capabilities = capabilities or Capabilities(prefix=True, nbest=True, alignment=True, scoring=True)
        self._pairs = list(permutations(LANGUAGES, 2) if pairs is None else pairs)

    @property
    def name(self) -> str:
        """Its name in the registry."""
        return "echo"

    def pairs(self) -> Sequence[tuple[str, str]]:
        """Those given to the constructor, else all of the known languages."""
        return self._pairs

    def capabilities(self, source: str, target: str) -> Capabilities:
        """Those given to the constructor; raises EngineError for a pair it lacks."""
        if (source, target) not in self._pairs:
            raise EngineError(f"engine 'echo' does not translate {source}-{target}")
        return self._capabilities

    def describe(self, source: str, target: str) -> str:
        """One line; raises EngineError for a pair it lacks."""
        self.capabilities(source, target)
        return "no model: repeats the source, for tests"

    def translate(
        self, requests: Sequence[Request], source: str, target: str, options: Options
    ) -> list[list[Hypothesis]]:
        """Up to `options.nbest` hypotheses for each request. Raises EngineError for a prefix it may not continue."""
        can = self.capabilities(source, target)
        return [self._translate(request, options, can) for request in requests]

    def _translate(self, request: Request, options: Options, can: Capabilities) -> list[Hypothesis]:
        if request.prefix and not can.prefix:
            raise EngineError("engine 'echo' was told that it cannot continue a prefix")
        candidates = list(self._table.get(request.text) or [_annotated(request) if can.annotation else request.text])
        candidates.sort(key=lambda text: not text.startswith(request.prefix))
        texts = list(dict.fromkeys(_continue(request.prefix, text) for text in candidates))
        return [
            Hypothesis(
                text,
                self._rank(request.text, text),
                _diagonal(request.text, text) if options.alignment and can.alignment else None,
            )
            for text in texts[: options.nbest if can.nbest else 1]
        ]

    def _rank(self, source: str, target: str) -> float:
        candidates = list(self._table.get(source, [source]))
        return -_STEP * (1 + (candidates.index(target) if target in candidates else _UNKNOWN))

    def score(self, pairs: Sequence[tuple[str, str]], source: str, target: str) -> list[Scored]:
        """The same log-probability for every token, lower the further down the table a target stands."""
        if not self.capabilities(source, target).scoring:
            raise EngineError("engine 'echo' was told that it cannot score")
        scored = []
        for text, translation in pairs:
            spans = (*_tokens(translation), Span(len(translation), len(translation)))
            scored.append(Scored((self._rank(text, translation),) * len(spans), spans))
        return scored


def load() -> EchoEngine:
    """The engine `echo` without a table."""
    return EchoEngine()


def _tokens(text: str) -> tuple[Span, ...]:
    return tuple(Span(*match.span()) for match in re.finditer(r"\S+", text))


def _continue(prefix: str, text: str) -> str:
    """The prefix and then what follows its common beginning with the text, as a new word where they part."""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(prefix, text, strict=False)))
    rest = text[shared:]
    parted = shared < len(prefix) and rest and not prefix[-1].isspace() and not rest[0].isspace()
    return f"{prefix} {rest}" if parted else prefix + rest


def _annotated(request: Request) -> str:
    text = request.text
    for note in sorted(request.annotations, key=lambda note: note.source.start, reverse=True):
        text = text[: note.source.start] + note.lemmas + text[note.source.end :]
    return text


def _diagonal(source: str, target: str) -> Alignment:
    """Attention along the diagonal, as a translation in the order of the source would have it."""
    rows, columns = _tokens(target), _tokens(source)
    weights = np.zeros((len(rows), len(columns)), dtype=np.float32)
    for row in range(len(rows) if columns else 0):
        weights[row, row * len(columns) // len(rows)] = 1
    return Alignment(columns, rows, weights)
