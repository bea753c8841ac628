"""A text in, its translation out: split, require, decode, verify, and lay out as the source was."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from dragoman.corpora.formats.text import parse
from dragoman.corpora.segment import Document, Segment
from dragoman.termbase.language import language
from dragoman.termbase.model import Termbase

from . import deputies, holders, runon, termcase
from .decode import Decoder
from .engines.base import Alignment, Engine, Options, Request
from .persons import assumption, persons
from .progress import Progress
from .renditions import marked
from .repetition import again, loops
from .results import Finding, Outcome, SegmentResult, TermResult, Translation
from .verify import Located, Requirement, Verifier
from .work import Mentions, Settings, Work


class Translator:
    """Translates documents with one engine under one termbase.

    >>> Translator(load_curated(), engine("builtin")).translate("China is ready.", "en", "ru").text  # doctest: +SKIP
    """

    def __init__(self, termbase: Termbase, engine: Engine, settings: Settings | None = None) -> None:
        self.termbase = termbase
        self.engine = engine
        self.settings = settings or Settings()
        self._verifiers: dict[tuple[str, str], Verifier] = {}

    def verifier(self, source: str, target: str) -> Verifier:
        """The verifier for a pair of languages, built once."""
        pair = (language(source).tag, language(target).tag)
        if pair not in self._verifiers:
            self._verifiers[pair] = Verifier(self.termbase, *pair)
        return self._verifiers[pair]

    def translate(
        self,
        text: str | Document,
        source: str,
        target: str,
        progress: Progress | None = None,
    ) -> Translation:
        """The translation of a text or parsed document, with every segment and term accounted for.

        progress is told (steps done, steps in all) now and then. Raises UnknownNameError for an unknown language,
        EngineError where the engine lacks the pair or fails, InputError for a text that cannot be parsed.
        """
        begun = time.perf_counter()
        document = parse(text.encode()) if isinstance(text, str) else text
        verifier = self.verifier(source, target)
        settings = self.settings
        if document.messages and settings.mentions is Mentions.DOCUMENT:
            settings = replace(settings, mentions=Mentions.FIRST)
        # a sentence that comes twice is translated once, and so alike
        distinct = list(dict.fromkeys(segment.text for segment in document.segments if segment.translatable))
        if settings.persons and (more := persons(distinct, verifier)):
            verifier = Verifier(more.layered(self.termbase), verifier.source_language, verifier.target_language)
        decoder = Decoder(self.engine, verifier, settings)
        works = dict(zip(distinct, decoder.decode(distinct, progress), strict=True))
        segments = self._marked(document.segments, works, verifier)
        return Translation(
            verifier.source_language,
            verifier.target_language,
            self.engine.name,
            document.render([segment.target for segment in segments], verifier.target_language),
            document.render([segment.draft for segment in segments], verifier.target_language),
            segments,
            time.perf_counter() - begun,
        )

    def _marked(
        self, segments: Sequence[Segment], works: dict[str, Work], verifier: Verifier
    ) -> tuple[SegmentResult, ...]:
        """The results, markup in place: what is the same text may have other markup."""
        alignments = self._alignments([works[s.text] for s in segments if s.marks and s.translatable], verifier)
        results = {text: self._result(work, verifier) for text, work in works.items()}
        found = []
        for segment in segments:
            if not segment.translatable:
                found.append(SegmentResult(segment.text, segment.text, segment.text, marks=segment.marks))
                continue
            result = results[segment.text]
            content = marked(segment.content, result, alignments.get(segment.text))
            found.append(replace(result, marks=content.marks))
        return tuple(found)

    def _alignments(self, works: Sequence[Work], verifier: Verifier) -> dict[str, Alignment | None]:
        """By source text; where a hypothesis has been edited, the engine is asked to say it again."""
        pair = verifier.source_language, verifier.target_language
        found = {work.source: work.hypothesis.alignment for work in works}
        able = self.engine.capabilities(*pair)
        if able.alignment and able.prefix:
            edited = list({work.source: work for work in works if work.hypothesis.alignment is None}.values())
            requests = [Request(work.source, work.hypothesis.text) for work in edited]
            if requests:
                again = self.engine.translate(requests, *pair, Options(1, alignment=True))
                found |= {work.source: hyps[0].alignment for work, hyps in zip(edited, again, strict=True)}
        return found

    def _result(self, work: Work, verifier: Verifier) -> SegmentResult:
        text = work.hypothesis.text
        findings = [*verifier.findings(work.requirements, text), *verifier.strays(work.source, text)]
        for kind in (runon.findings, termcase.findings):
            findings += kind(work.requirements, work.located, text, verifier.target_language)
        tags = (verifier.source_language, verifier.target_language)
        findings += deputies.findings(work.requirements, work.located, work.source, text, tags)
        findings += holders.findings(work.requirements, work.located, work.source, text)
        places = [place.span for _, place in work.met]
        for requirement, place in work.met:
            if requirement.concepts and (run := again(text, place.span, places)):
                message = f"«{run.of(text)} …» is said once more"
                findings.append(Finding("term-repeated", message, run, requirement.name))
        for wrong, right in work.replaced:
            findings.append(
                Finding("replaced-form", f"the engine wrote the forbidden «{wrong}»; replaced by «{right}»")
            )
        if work.clauses > 1:
            findings.append(Finding("clauses", f"the engine lost its way: translated in {work.clauses} clauses"))
        if work.thinned:
            findings.append(Finding("repetition-removed", "what the engine said twice in a row was taken out"))
        if not work.hypothesis.complete:
            findings.append(
                Finding(
                    "incomplete",
                    "the engine came to no end: the translation breaks off, or leaves out the end of the source",
                )
            )
        if loops(text, work.source):
            findings.append(Finding("repetition", "the engine goes round in circles; read closely"))
        terms = tuple(
            _term(work, index, requirement, place)
            for index, (requirement, place) in enumerate(zip(work.requirements, work.located, strict=True))
        )
        return SegmentResult(work.source, text, work.draft.text, terms, tuple(findings), work.score)


def _term(work: Work, index: int, requirement: Requirement, place: Located | None) -> TermResult:
    return TermResult(
        requirement.name,
        work.outcomes[index] or Outcome.MISSED,
        requirement.span,
        requirement.text,
        place.span if place else None,
        place.span.of(work.hypothesis.text) if place else "",
        place.features if place else (),
        requirement.expected,
        requirement.protected is not None,
        work.before[index],
        work.after[index],
        work.reasons[index],
        work.doubts[index] or (assumption(requirement.concepts[0]) if requirement.concepts else ""),
    )
