"""`dragoman demo`: the seed articles into Russian and Chinese, every term shown, draft and result scored."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import EngineName
from .running import FINDINGS, interruptible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from dragoman.corpora.segment import Document

    from ..evaluate import Evaluation
    from ..pipeline import Translator
    from ..results import Translation

SOURCE, TARGETS = "en", ("ru", "zh")
NOTE = "The references are this project's own translations, not official ones; they only score the result."


@dataclass(frozen=True, slots=True)
class Run:
    """One article in one language: its translation and the scores without and with constraints, if there are any."""

    article: str
    translation: Translation
    document: Document
    draft: Evaluation | None
    constrained: Evaluation | None
    rows: int = 0


def demo(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where the results go.")] = Path("out"),
    seeds: Annotated[
        Path, typer.Option(metavar="DIR", help="The seed articles; where it does not exist, the package's own copies.")
    ] = Path("seeds"),
    engine: EngineName = "auto",
) -> None:
    """Translate and score the two seed articles.

    They go into Russian and Chinese; a table shows what became of every term. Scores the unconstrained draft and the
    constrained translation side by side. Exit code 1 if a term is missed or a forbidden form is left.
    """
    import time

    from dragoman.termbase.load import load_curated

    from ..pipeline import Translator
    from ..report import has_findings, page
    from . import jobs
    from .console import console
    from .present import place_lines, sentence
    from .translate import announce, choose_engine

    begun = time.perf_counter()
    jobs.check_outputs([output / "review.html"], [])
    articles = _articles(seeds)
    engines = {tag: choose_engine(engine, SOURCE, tag) for tag in TARGETS}
    announce(engines, SOURCE)
    translators = {tag: Translator(load_curated(), chosen) for tag, chosen in engines.items()}
    runs = interruptible(lambda: list(_run(articles, translators)))
    for run in runs:
        name = f"{run.article}.{run.translation.target_language}.txt"
        jobs.write(output / name, _content(run))
    named = [(run.article, run.translation) for run in runs]
    jobs.write(output / "review.html", page(named, "Dragoman demo: the seed articles"))
    out = console(sys.stdout)
    for article in articles:
        mine = [run for run in runs if run.article == article]
        out.print(_terms(article, mine))
    _scores(out, runs)
    for run in runs:
        for line in place_lines(run.translation, run.article):
            out.print(line, soft_wrap=True)
        label = f"{run.article}, {SOURCE} → {run.translation.target_language}"
        out.print(f"{label}: {sentence(run.translation.terms())}", soft_wrap=True)
    seconds = time.perf_counter() - begun
    out.print(f"\nWritten to {output}: the translations and review.html ({seconds:.0f} s in all).", soft_wrap=True)
    if any(has_findings(run.translation) for run in runs):
        raise typer.Exit(FINDINGS)


def _articles(seeds: Path) -> dict[str, Document]:
    """The seed articles by name, from files or, where there is no such directory, from the package."""
    from dragoman.corpora import articles
    from dragoman.corpora.files import read_bytes
    from dragoman.corpora.formats import text
    from dragoman.termbase.errors import InputError

    if not seeds.exists():
        return {
            name: text.parse("\n\n".join(row.texts[SOURCE] for row in articles.load(name)).encode(), name, SOURCE)
            for name in articles.seeds()
        }
    found = sorted(seeds.glob("*.txt"))
    if not found:
        raise InputError("no seed articles (*.txt) in this directory", seeds, "see --seeds")
    return {path.stem: text.parse(read_bytes(path), str(path), SOURCE) for path in found}


def _content(run: Run) -> bytes:
    from ..renditions import rendition

    translation = run.translation
    return run.document.serialize(
        [rendition(item, translation.engine) for item in translation.segments], translation.target_language
    )


def _run(articles: dict[str, Document], translators: dict[str, Translator]) -> Iterator[Run]:
    from .translate import progress_bar

    with progress_bar(quiet=False) as bar:
        for name, document in articles.items():
            for tag, translator in translators.items():
                translation = translator.translate(document, SOURCE, tag, bar(f"{name} → {tag}"))
                yield _scored(name, document, translation, translator)


def _scored(name: str, document: Document, translation: Translation, translator: Translator) -> Run:
    """Score draft and translation sentence for sentence where the package has references for the article."""
    from dragoman.corpora import articles
    from dragoman.termbase.language import language

    from ..evaluate import Evaluation, corpus_scores, term_accuracy
    from .units import units

    segments, tag = translation.segments, translation.target_language
    if name not in articles.seeds():
        return Run(name, translation, document, None, None)
    pairs = articles.reference(name, tag, SOURCE)
    found = units([segment.source for segment in segments], [source for source, _ in pairs])
    if not found:
        return Run(name, translation, document, None, None)
    space = " " if language(tag).spaced else ""
    references = [space.join(pairs[row][1] for row in unit.rows) for unit in found]
    checker = translator.verifier(SOURCE, tag)
    sources = [segment.source for segment in segments]

    def score(texts: Sequence[str]) -> Evaluation:
        joined = [space.join(texts[index] for index in unit.segments) for unit in found]
        accuracy = term_accuracy(sources, texts, checker)
        return Evaluation(tag, len(joined), corpus_scores(joined, references, tag), accuracy)

    draft, constrained = score([item.draft for item in segments]), score([item.target for item in segments])
    return Run(name, translation, document, draft, constrained, sum(len(unit.rows) for unit in found))


def _terms(article: str, runs: Sequence[Run]) -> Table:
    """Every concept of an article with its preferred term and outcomes in each language."""
    from ..report import by_concept
    from .console import table

    gathered = {run.translation.target_language: by_concept(run.translation.terms()) for run in runs}
    by_id = {tag: {concept.concept: concept for concept in found} for tag, found in gathered.items()}
    names = dict.fromkeys(concept.concept for found in gathered.values() for concept in found)
    rows = []
    for name in names:
        cells = [next(found[name].sources[0] for found in by_id.values() if name in found)]
        for found in by_id.values():
            concept = found.get(name)
            counts = concept.counts.items() if concept else ()
            cells += [concept.expected if concept else "—", ", ".join(f"{n} {outcome}" for outcome, n in counts if n)]
        rows.append(cells)
    heads = ["source term", *(head for tag in gathered for head in (tag, "outcome"))]
    return table(heads, rows, title=f"Terms of {article}")


def _scores(out: Console, runs: Sequence[Run]) -> None:
    """Scores side by side, then the signatures, each once."""
    from .console import table

    rows = []
    signatures: dict[str, None] = {}
    for run in runs:
        if run.draft is None or run.constrained is None:
            continue
        cells = [run.article, run.translation.target_language]
        for before, after in zip(run.draft.scores, run.constrained.scores, strict=True):
            cells.append(f"{before.value:.1f} → {after.value:.1f}")
            signatures[f"{after.name} ({run.translation.target_language}): {after.signature}"] = None
        for terms in (run.draft.terms, run.constrained.terms):
            cells.append(f"{terms.inflected_accuracy:.1f} %" if terms else "")
        rows.append([*cells, str(run.rows)])
    if not rows:
        return
    heads = ["article", "to", "BLEU", "chrF++", "TER (less is better)", "terms, draft", "terms", "sentences"]
    out.print(table(heads, rows, numbers=range(2, len(heads)), title="Unconstrained draft → constrained translation"))
    for signature in sorted(signatures):
        out.print(signature, soft_wrap=True)
    out.print(NOTE + "\n", soft_wrap=True)
