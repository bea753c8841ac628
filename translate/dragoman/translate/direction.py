"""One direction of an engine: a pair of languages, what can be done for it, and no call where there is nothing to ask."""

from __future__ import annotations

from collections.abc import Sequence

from .engines.base import Engine, Hypothesis, Options, Request, Scored


class Direction:
    """An engine for one pair of languages. can: its capabilities there. Raises EngineError for a pair it lacks."""

    def __init__(self, engine: Engine, source: str, target: str) -> None:
        self._engine, self._source, self._target = engine, source, target
        self.can = engine.capabilities(source, target)

    def translate(self, requests: Sequence[Request], options: Options) -> list[list[Hypothesis]]:
        """Hypotheses for each request, best first."""
        return self._engine.translate(requests, self._source, self._target, options) if requests else []

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Scored]:
        """How likely the model finds each (source, target); only where it can tell."""
        return self._engine.score(pairs, self._source, self._target) if pairs else []

    def means(self, pairs: Sequence[tuple[str, str] | None]) -> list[float | None]:
        """The mean log-probability per token of each target, where it is asked for and can be told."""
        if not self.can.scoring:
            return [None] * len(pairs)
        scored = iter(self.score([pair for pair in pairs if pair]))
        return [next(scored).mean if pair else None for pair in pairs]
