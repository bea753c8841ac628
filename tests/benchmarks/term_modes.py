"""The ways to translate under terms that the benchmark compares, each a function from segments to translations.

The package's own steps are isolated by hiding capabilities of the engine from the decoder and by its settings. Placeholder masking, which the package does not do, is here as the baseline that others use.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from types import MappingProxyType

from term_data import ListedVerifier, owed

from dragoman.termbase.language import language
from dragoman.translate.decode import Decoder
from dragoman.translate.engines.base import Capabilities, Engine, Hypothesis, Options, Request, Scored
from dragoman.translate.verify import Requirement, Verifier
from dragoman.translate.work import Settings, Work

PLACEHOLDERS = ("7{n}7", "1000{n}", "{n}0001", "X{n}", "[{n}]", "#{n}", "TERM{n}", "<t{n}>", "__{n}__")


@dataclass(frozen=True, slots=True)
class Done:
    """What a mode made of the segments: texts in order; outcomes: how many terms came in which way, where known."""

    texts: tuple[str, ...]
    outcomes: Mapping[str, int]
    works: tuple[Work, ...] = ()


@dataclass(frozen=True, slots=True)
class Timed:
    """A mode's result with the wall-clock and the processor seconds of each run."""

    done: Done
    walls: tuple[float, ...]
    cpus: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """Wall-clock seconds of the best run."""
        return min(self.walls)

    @property
    def cpu(self) -> float:
        """Processor seconds of the best run."""
        return min(self.cpus)

    def against(self, base: Timed) -> tuple[float, float]:
        """Wall-clock and processor time against another mode: the medians over the runs, each against the other's run
        of the same turn, as a machine's pace changes with its neighbours."""
        walls, cpus = (
            median(own / other for own, other in zip(*pair, strict=True))
            for pair in ((self.walls, base.walls), (self.cpus, base.cpus))
        )
        return walls, cpus


class Masked:
    """An engine some of whose capabilities are hidden."""

    def __init__(self, engine: Engine, **hidden: bool) -> None:
        """Each keyword names a capability; False hides it."""
        self._engine, self._hidden = engine, hidden

    @property
    def name(self) -> str:
        """The engine's own name."""
        return self._engine.name

    def pairs(self) -> Sequence[tuple[str, str]]:
        """The engine's own pairs."""
        return self._engine.pairs()

    def describe(self, source: str, target: str) -> str:
        """The engine's own description."""
        return self._engine.describe(source, target)

    def capabilities(self, source: str, target: str) -> Capabilities:
        """What is left of the engine's capabilities."""
        return replace(self._engine.capabilities(source, target), **self._hidden)

    def translate(
        self, requests: Sequence[Request], source: str, target: str, options: Options
    ) -> list[list[Hypothesis]]:
        """The engine's translations."""
        return self._engine.translate(requests, source, target, options)

    def score(self, pairs: Sequence[tuple[str, str]], source: str, target: str) -> list[Scored]:
        """The engine's scores."""
        return self._engine.score(pairs, source, target)


# -- placeholder masking ------------------------------------------------------------------------------------------


def masked(source: str, requirements: Sequence[Requirement], template: str) -> tuple[str, dict[str, Requirement]]:
    """The source with a placeholder for each term, and which stands for which."""
    text, names = source, {}
    for number, requirement in reversed(list(enumerate(requirements, start=1))):
        name = template.format(n=number)
        names[name] = requirement
        text = text[: requirement.span.start] + name + text[requirement.span.end :]
    return text, dict(reversed(names.items()))


def restored(text: str, lemmas: Mapping[str, str], spaced: bool) -> str:
    """The text with each placeholder's first mention replaced by its lemma; one the engine has lost stays lost."""
    for name, lemma in lemmas.items():
        found = re.search(r"(?<![^\W_])" + re.escape(name) + r"(?![^\W_])", text, re.IGNORECASE)
        if not found and not spaced:
            found = re.search(re.escape(name), text, re.IGNORECASE)
        if found:
            instead = lemma if text[: found.start()].strip() else lemma[:1].upper() + lemma[1:]
            text = text[: found.start()] + instead + text[found.end() :]
    return text


def best_placeholder(engine: Engine, verifier: Verifier, sources: Sequence[str], beam: int) -> str:
    """The kind of placeholder that the engine copies most often on a few segments: each engine has its own taste."""
    some = [(source, terms) for source in sources if (terms := owed(verifier, source))][:40]
    kept = {}
    for template in PLACEHOLDERS:
        pairs = [masked(source, terms, template) for source, terms in some]
        requests = [Request(text) for text, _ in pairs]
        outputs = engine.translate(requests, verifier.source_language, verifier.target_language, Options(beam))
        kept[template] = sum(
            name in hypotheses[0].text for hypotheses, (_, names) in zip(outputs, pairs, strict=True) for name in names
        )
    return max(kept, key=lambda template: kept[template])


# -- modes --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bench:
    """What every mode works with."""

    engine: Engine
    verifier: ListedVerifier
    settings: Settings
    placeholder: str

    @property
    def pair(self) -> tuple[str, str]:
        """Source and target language."""
        return self.verifier.source_language, self.verifier.target_language


def _unconstrained(bench: Bench, sources: Sequence[str]) -> Done:
    outputs = bench.engine.translate(
        [Request(text) for text in sources], *bench.pair, Options(bench.settings.draft_beam)
    )
    return Done(tuple(hypotheses[0].text for hypotheses in outputs), {})


def _placeholders(bench: Bench, sources: Sequence[str]) -> Done:
    pairs = [masked(source, owed(bench.verifier, source), bench.placeholder) for source in sources]
    outputs = bench.engine.translate(
        [Request(text) for text, _ in pairs], *bench.pair, Options(bench.settings.draft_beam)
    )
    spaced = language(bench.verifier.target_language).spaced
    texts = []
    for hypotheses, (_, names) in zip(outputs, pairs, strict=True):
        lemmas = {name: bench.verifier.lemma(requirement) for name, requirement in names.items()}
        texts.append(restored(hypotheses[0].text, lemmas, spaced))
    return Done(tuple(texts), {})


def _decoded(bench: Bench, sources: Sequence[str], decoder: Decoder) -> Done:
    works = tuple(decoder.decode(sources))
    return Done(tuple(work.hypothesis.text for work in works), term_outcomes(works), works)


def term_outcomes(works: Iterable[Work]) -> dict[str, int]:
    """How many terms came in which way, numbers and the like left out."""
    return dict(
        Counter(
            str(outcome)
            for work in works
            for requirement, outcome in zip(work.requirements, work.outcomes, strict=True)
            if requirement.terms and outcome
        )
    )


def _step(
    last_resort: bool, nbest: int = Settings().nbest, **capabilities: bool
) -> Callable[[Bench, Sequence[str]], Done]:
    def run(bench: Bench, sources: Sequence[str]) -> Done:
        settings = replace(bench.settings, insert=last_resort, nbest=nbest, scores=False)
        return _decoded(bench, sources, Decoder(Masked(bench.engine, **capabilities), bench.verifier, settings))

    return run


def _tidied(bench: Bench, sources: Sequence[str]) -> Done:
    nothing = ListedVerifier((), bench.verifier.target_language, bench.verifier.terms_only)
    return _decoded(bench, sources, Decoder(bench.engine, nothing, bench.settings))


MODES: Mapping[str, Callable[[Bench, Sequence[str]], Done]] = MappingProxyType(
    {
        "unconstrained": _unconstrained,
        "tidied": _tidied,
        "annotated": _step(False, prefix=False),
        "reranked": _step(False, nbest=4, prefix=False, annotation=False),
        "forced": _step(False, annotation=False),
        "repaired": _step(True, prefix=False, annotation=False),
        "placeholder": _placeholders,
        "cascade": _step(True),
    }
)
"""By name. tidied: the package with an empty termbase, so what it does apart from terms (numbers, loops, full stops)."""


def available(engine: Engine, source: str, target: str, wanted: Sequence[str]) -> list[str]:
    """Those of the wanted modes that the engine can do, in their usual order, the unconstrained one always."""
    able = engine.capabilities(source, target)
    lacking = {"annotated": able.annotation, "reranked": able.nbest, "forced": able.prefix}
    return [name for name in MODES if name == "unconstrained" or (name in wanted and lacking.get(name, True))]


def run(bench: Bench, sources: Sequence[str], names: Sequence[str], runs: int) -> dict[str, Timed]:
    """Run every mode, `runs` times in turn, after one translation that loads the model."""
    bench.engine.translate([Request(sources[0])], *bench.pair, Options())
    MODES["cascade"](bench, sources[:4])  # dictionaries and automata are built on first use
    results: dict[str, Timed] = {}
    for _ in range(runs):
        for name in names:
            wall, cpu = time.perf_counter(), time.process_time()
            done = MODES[name](bench, sources)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            known = results.get(name, Timed(done, (), ()))
            results[name] = Timed(done, (*known.walls, wall), (*known.cpus, cpu))
    return results
