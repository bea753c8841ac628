"""What an engine is: one method that translates segments, optionally scoring, and a statement of what it can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ..results import Span


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do for one language pair beyond plain translation.

    prefix: continues a given beginning of the target. nbest: returns several hypotheses. alignment: returns
    attention. scoring: gives log-probabilities for given targets. annotation: was trained to read target lemmas inside
    the source (annotated requests). parallel: how many calls from several threads it gains from.
    """

    prefix: bool = False
    nbest: bool = False
    alignment: bool = False
    scoring: bool = False
    annotation: bool = False
    parallel: int = 1


@dataclass(frozen=True, slots=True)
class Annotation:
    """Target lemmas for a span of the source, for engines trained on target lemma annotation."""

    source: Span
    lemmas: str


@dataclass(frozen=True, slots=True)
class Request:
    """One segment to translate; the hypothesis must begin with `prefix` (in the target language, may be empty)."""

    text: str
    prefix: str = ""
    annotations: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """How to decode. alternatives: with a prefix, make the hypotheses differ in the first token after it.

    ahead: decode no more than so many tokens beyond the prefix; 0: to the end. Engines may go further.
    no_repeat: forbid any n-gram of this many tokens to come twice (0: allow), against the loops of weak models.
    """

    beam: int = 4
    nbest: int = 1
    alignment: bool = False
    alternatives: bool = False
    no_repeat: int = 0
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class Alignment:
    """Attention of a hypothesis: `weights[t, s]` is how much target token t looked at source token s.

    source, target: the tokens' spans in the request's text and in the hypothesis's text.
    """

    source: tuple[Span, ...]
    target: tuple[Span, ...]
    weights: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One translation; `text` includes the request's prefix. score: mean log-probability per token, as decoded
    (without the prefix: comparable only among hypotheses of one request; use `score` to compare others). complete: the
    engine read all of the source and came to an end by itself."""

    text: str
    score: float = 0.0
    alignment: Alignment | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Scored:
    """Log-probability of each token of a given target, with the tokens' spans in it; the end token comes last, with an
    empty span at the end of the text."""

    logprobs: tuple[float, ...]
    spans: tuple[Span, ...]

    @property
    def mean(self) -> float:
        """Mean log-probability per token, the end included: comparable between targets of the same source."""
        return sum(self.logprobs) / max(1, len(self.logprobs))

    def mean_from(self, start: int) -> float:
        """Mean log-probability of the tokens that end after `start` (code points), the end token left out."""
        inside = [p for p, span in zip(self.logprobs[:-1], self.spans, strict=False) if span.end > start]
        return sum(inside) / max(1, len(inside))


class Engine(Protocol):
    """A translation engine for one or more language pairs."""

    @property
    def name(self) -> str:
        """Its name in the registry."""
        ...

    def pairs(self) -> Sequence[tuple[str, str]]:
        """The (source, target) language tags it translates."""
        ...

    def capabilities(self, source: str, target: str) -> Capabilities:
        """What it can do for a pair; raises EngineError for a pair it lacks."""
        ...

    def describe(self, source: str, target: str) -> str:
        """One line on what stands behind it: model, version, size."""
        ...

    def translate(
        self, requests: Sequence[Request], source: str, target: str, options: Options
    ) -> list[list[Hypothesis]]:
        """Hypotheses for each request, best first, at least one; order kept. Raises EngineError."""
        ...

    def score(self, pairs: Sequence[tuple[str, str]], source: str, target: str) -> list[Scored]:
        """How likely the model finds each (source text, whole target text).

        Only where capabilities(...).scoring; raises EngineError otherwise.
        """
        ...
