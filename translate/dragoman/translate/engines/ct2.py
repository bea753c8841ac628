"""A CTranslate2 model with its tokenizer: the machinery under the embedded engine and every Argos package."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from dragoman.corpora.width import widened
from dragoman.termbase.errors import EngineError

from ..results import Span
from .base import Alignment, Capabilities, Hypothesis, Options, Request, Scored
from .tokens import Tokenizer, token_spans

BATCH_TOKENS = 6000  # source and prefix tokens decoded together: bounds memory, large enough to keep cores busy
SPLIT_TOKENS = (
    2000  # batches are not made smaller than this for the sake of idle cores: a step costs small ones as much
)
# tokens scored together: there every token of a batch has a row of the whole vocabulary at once, which soon leaves caches
SCORE_TOKENS = 400
# longest target in tokens: so many per source token, and a margin. 99.9 % of English-Russian sentences need less, and a
# model caught in a loop stops sooner
LENGTH_FACTOR, LENGTH_MARGIN = 1.6, 24
POSITIONS = 500  # tokens a side: common models know 512 positions and fail beyond; longer input is cut
NOTATION = ("<t>", "<=>", "</t>")  # target lemma annotation as the training recipe writes it


@dataclass(frozen=True, slots=True)
class _Encoded:
    """A request as tokens: source (with annotations), the source tokens' spans, and the target prefix.

    whole: nothing of the source was cut off.
    """

    source: list[str]
    spans: tuple[Span, ...]
    prefix: list[str]
    whole: bool

    def limit(self, ahead: int = 0) -> int:
        """The most target tokens worth decoding, prefix included (as CTranslate2 counts)."""
        if ahead:
            return len(self.prefix) + ahead
        whole = int(LENGTH_FACTOR * len(self.source)) + LENGTH_MARGIN
        return min(POSITIONS, max(whole, len(self.prefix) + len(self.source) // 2 + LENGTH_MARGIN))


class CT2Model:
    """One translation direction of a CTranslate2 model directory.

    tag: a token that opens every target (multilingual models), empty for none. foreign: a letter that no translation
    may have unless its source or prefix has one. The model is loaded on first use.
    """

    def __init__(
        self,
        directory: Path,
        tokenizer: Tokenizer,
        tag: str = "",
        annotation: bool = False,
        foreign: re.Pattern[str] | None = None,
        fullwidth: bool = False,
    ) -> None:
        self.directory = directory
        self.tokenizer = tokenizer
        self.tag = tag
        self.foreign = foreign
        self._fullwidth = fullwidth
        self.capabilities = Capabilities(
            prefix=True, nbest=True, alignment=True, scoring=True, annotation=annotation, parallel=_cores()
        )

    @cached_property
    def _translator(self) -> Any:
        import ctranslate2

        # one thread a batch and several batches side by side: small models lose more to barriers than threads gain
        try:
            return ctranslate2.Translator(
                str(self.directory), device="cpu", compute_type="default", inter_threads=_cores(), intra_threads=1
            )
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"cannot load the translation model: {error}", self.directory) from None

    @cached_property
    def _suppressed(self) -> list[list[str]]:
        """The tokens that have a foreign letter, each a sequence of its own."""
        search = self.foreign.search if self.foreign else lambda _: None
        return [[token] for token in self.tokenizer.vocabulary() if search(token)]

    def _is_free(self, request: Request) -> bool:
        """Whether a request has a foreign letter itself."""
        return self.foreign is not None and bool(self.foreign.search(request.text + request.prefix))

    @property
    def _opening(self) -> list[str]:
        return [self.tag] if self.tag else []

    def _encode(self, request: Request) -> _Encoded:
        tokens = self.tokenizer.encode(request.text)
        spans = token_spans(tokens, request.text)[:POSITIONS]
        whole = len(tokens) <= POSITIONS
        tokens = tokens[:POSITIONS]
        prefix = self._opening + (self.tokenizer.encode(request.prefix) if request.prefix else [])
        if not request.annotations or not self.capabilities.annotation:
            return _Encoded(tokens, spans, prefix, whole)
        opening, equals, closing = NOTATION
        out: list[str] = []
        out_spans: list[Span] = []

        def add(extra: Sequence[str], at: int) -> None:
            out.extend(extra)
            out_spans.extend([Span(at, at)] * len(extra))

        waiting = sorted(request.annotations, key=lambda annotation: annotation.source.start)
        inside = None
        for token, span in zip(tokens, spans, strict=True):
            if inside and span.start >= inside.source.end:
                add([equals, *self.tokenizer.encode(inside.lemmas), closing], span.start)
                inside = None
            if inside is None and waiting and span.end > waiting[0].source.start:
                inside = waiting.pop(0)
                add([opening], span.start)
            out.append(token)
            out_spans.append(span)
        if inside:
            add([equals, *self.tokenizer.encode(inside.lemmas), closing], len(request.text))
        return _Encoded(out, tuple(out_spans), prefix, whole)

    def translate(self, requests: Sequence[Request], options: Options) -> list[list[Hypothesis]]:
        """Hypotheses per request, best first; all requests go through in shared batches of similar length."""
        encoded = [self._encode(request) for request in requests]
        # a prefix that fills the model's positions leaves nothing to decode
        results: list[list[Hypothesis]] = [[Hypothesis(request.prefix, complete=False)] for request in requests]
        open_ended = [index for index, item in enumerate(encoded) if item.source and len(item.prefix) < POSITIONS]
        chunks: list[list[int]] = []
        free = [self._is_free(request) for request in requests]
        for group in ([i for i in open_ended if not free[i]], [i for i in open_ended if free[i]]):
            lengths = [len(encoded[index].source) + encoded[index].limit() for index in group]
            # one length limit holds for a batch, so a few tokens beyond a prefix are decoded one by one
            batches = [[at] for at in range(len(group))] if options.ahead else _chunks(lengths, BATCH_TOKENS)
            chunks += [[group[at] for at in some] for some in batches]
        limits = [max(encoded[index].limit(options.ahead) for index in chunk) for chunk in chunks]
        waiting = [
            self._decode([encoded[index] for index in chunk], options, limit, free[chunk[0]])
            for chunk, limit in zip(chunks, limits, strict=True)
        ]
        for chunk, longest, outputs in zip(chunks, limits, waiting, strict=True):
            for index, output in zip(chunk, outputs, strict=True):
                results[index] = self._hypotheses(encoded[index], output.result(), longest)
        return results

    def _decode(self, batch: Sequence[_Encoded], options: Options, limit: int, free: bool) -> Any:
        """The results to come of a batch, one per request."""
        return self._translator.translate_batch(
            [item.source for item in batch],
            target_prefix=[item.prefix for item in batch],
            beam_size=max(options.beam, 1 if options.alternatives else options.nbest),
            num_hypotheses=options.nbest,
            return_alternatives=options.alternatives,
            return_attention=options.alignment,
            return_scores=True,
            max_decoding_length=limit,
            max_input_length=0,
            no_repeat_ngram_size=options.no_repeat,
            suppress_sequences=None if free else self._suppressed or None,
            disable_unk=True,
            asynchronous=True,
        )

    def _hypotheses(self, item: _Encoded, output: Any, longest: int) -> list[Hypothesis]:
        hypotheses = []
        opening = len(self._opening)
        asked = len(self.tokenizer.decode(item.prefix[opening:])) if self._fullwidth else 0
        for rank, decoded in enumerate(output.hypotheses):
            # a prefix token outside the model's vocabulary comes back as <unk>: put back what was asked for
            tokens = (item.prefix + decoded[len(item.prefix) :])[opening:]
            text = self.tokenizer.decode(tokens)
            alignment = None
            if output.attention:
                weights = np.asarray(output.attention[rank], dtype=np.float32)[opening : opening + len(tokens)]
                alignment = Alignment(item.spans, token_spans(tokens, text), weights[:, : len(item.spans)])
            complete = item.whole and len(decoded) < longest
            # the prefix stays as it was asked for; every character keeps its place
            written = text[:asked] + widened(text)[asked:] if self._fullwidth else text
            hypotheses.append(Hypothesis(written, output.scores[rank], alignment, complete))
        return hypotheses

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Scored]:
        """Log-probability of each token of a target given its source; the language tag is left out."""
        sources = [self.tokenizer.encode(source)[:POSITIONS] for source, _ in pairs]
        targets = [self.tokenizer.encode(target)[: POSITIONS - 1] for _, target in pairs]
        results: list[Scored] = [Scored((), ())] * len(pairs)
        lengths = [len(source) + len(target) for source, target in zip(sources, targets, strict=True)]
        chunks = list(_chunks(lengths, SCORE_TOKENS))
        waiting = [
            self._translator.score_batch(
                [sources[index] for index in chunk],
                [self._opening + targets[index] for index in chunk],
                max_input_length=0,
                asynchronous=True,
            )
            for chunk in chunks
        ]
        for chunk, outputs in zip(chunks, waiting, strict=True):
            for index, output in zip(chunk, (future.result() for future in outputs), strict=True):
                text = pairs[index][1]
                spans = (*token_spans(targets[index], text), Span(len(text), len(text)))
                results[index] = Scored(tuple(output.log_probs[len(self._opening) :]), spans)
        return results


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunks(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """Indices in chunks of similar length: at most so many tokens each when padded, and work for every core if there is
    much."""
    limit = min(most, max(SPLIT_TOKENS, sum(lengths) // _cores() + 1))
    chunk: list[int] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if chunk and (len(chunk) + 1) * lengths[index] > limit:
            yield chunk
            chunk = []
        chunk.append(index)
    if chunk:
        yield chunk
