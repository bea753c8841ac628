"""`dragoman translate`: files in, translations out, every term accounted for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Curated, EngineName, MentionPolicy, Persons, Termbases
from .running import FINDINGS, interruptible

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from dragoman.corpora.filling import Policy

    from ..engines.base import Engine
    from ..pipeline import Translator
    from ..progress import Progress
    from ..results import Translation
    from ..work import Settings
    from .documents import Documents
    from .jobs import Job

_SHOWN = 20  # problems of a run's files


def translate(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="Of any known format ('dragoman formats'); - is standard input.")
    ],
    to: Annotated[list[str], typer.Option("--to", "-t", metavar="LANG", help="Target language; may be repeated.")],
    source: Annotated[str, typer.Option("--from", "-f", metavar="LANG", help="Source language.")] = "en",
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="PATH", help="File (one result) or directory (several); - is stdout."),
    ] = None,
    engine: EngineName = "auto",
    termbase: Termbases = None,
    curated: Curated = True,
    review: Annotated[
        Path | None, typer.Option(metavar="PAGE.html", help="Write a page to review all results side by side.")
    ] = None,
    mentions: MentionPolicy = "every",
    persons: Persons = True,
    kind: Annotated[
        str | None, typer.Option("--format", metavar="NAME", help="File format, where name and content do not tell.")
    ] = None,
    fuzzy: Annotated[
        bool, typer.Option("--fuzzy", help="Translate again what has a translation that nobody has confirmed.")
    ] = False,
    live: Annotated[
        bool, typer.Option("--no-fuzzy", help="Do not mark translations as unconfirmed, where the format can.")
    ] = False,
    notes: Annotated[
        bool, typer.Option("--notes/--no-notes", help="Say in the file where translations come from, if it can.")
    ] = True,
    explain: Annotated[bool, typer.Option("--explain", help="One line on what became of each term.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as JSON on standard output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No table of terms, no progress.")] = False,
) -> None:
    """Translate files with the termbase enforced, each back into its own format.

    Writes article.ru.txt beside article.txt unless --output says otherwise, then shows every term and how it came in:
    kept, annotated, reranked, forced, repaired or missed. In files that hold translations already, those stay, and
    new ones are marked as unconfirmed. Exit code 1 if a term is missed, a forbidden form is left, or a unit could not
    be filled without damage to its placeholders or markup.
    """
    from .jobs import languages, plan

    tag, targets = languages(source, to)
    settings = settings_of(mentions, persons, explain or as_json or review is not None)
    policy = policy_of(fuzzy, live, notes)
    run(
        plan(files, targets, output, stdout_is_free=not as_json),
        tag,
        Choices(engine, termbase or [], curated, kind, policy, settings, review, explain, as_json, quiet),
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """How a run translates and what it shows; see the options of `translate`."""

    engine: str
    termbase: Sequence[Path]
    curated: bool
    kind: str | None
    policy: Policy
    settings: Settings
    review: Path | None = None
    explain: bool = False
    as_json: bool = False
    quiet: bool = False
    in_place: bool = False


def policy_of(fuzzy: bool, live: bool, notes: bool) -> Policy:
    """What the options ask for: unconfirmed translations again too, filled units live at once, notes in the file."""
    from dragoman.corpora.filling import Policy
    from dragoman.corpora.units import State

    wanted = frozenset((State.NEW, State.DRAFT) if fuzzy else (State.NEW,))
    return Policy(wanted, State.TRANSLATED if live else State.DRAFT, notes)


def settings_of(mentions: str, persons: bool, scores: bool) -> Settings:
    """How to decode: which mentions must have their term, whether persons that no termbase has are terms, and whether the
    final texts are scored, for who will see it.

    Raises UnknownNameError.
    """
    from dragoman.termbase.errors import UnknownNameError

    from ..work import Mentions, Settings

    if mentions not in set(Mentions):
        raise UnknownNameError(f"unknown choice of mentions '{mentions}'", hint=f"known: {', '.join(Mentions)}")
    return Settings(mentions=Mentions(mentions), persons=persons, scores=scores)


def run(jobs: Sequence[Job], source: str, choices: Choices) -> None:
    """Translate, write and show. Raises typer.Exit with 1 where something is missing, wrong or could not be filled."""
    from ..pipeline import Translator
    from ..report import has_findings
    from . import console
    from .documents import Documents
    from .inputs import termbase as load_termbase
    from .jobs import check_outputs

    files = list(dict.fromkeys(job.input for job in jobs))
    targets = list(dict.fromkeys(job.target for job in jobs))
    written = [] if choices.in_place else [job.output for job in jobs if job.output is not None]
    if choices.review is not None:
        check_outputs([choices.review, *written], files)
    engines = {target: choose_engine(choices.engine, source, target) for target in targets}
    documents = Documents(source, targets, choices.kind, choices.policy)
    documents.read(files)
    problems = documents.problems()
    for problem in problems[:_SHOWN]:
        console.note(f"dragoman: {problem}")
    if len(problems) > _SHOWN:
        console.note(f"dragoman: and {len(problems) - _SHOWN:,} more problems")
    terms = load_termbase(choices.termbase, choices.curated)
    if not choices.quiet:
        announce(engines, source)
    translators = {target: Translator(terms, chosen, choices.settings) for target, chosen in engines.items()}
    results = interruptible(lambda: _run(jobs, documents, source, translators, choices.quiet))
    _write(jobs, documents, results, choices.review, choices.as_json)
    _show(jobs, documents, results, choices.explain, choices.quiet, choices.as_json)
    refused = any(documents.refused(job, result) for job, result in zip(jobs, results, strict=True))
    if problems or refused or any(has_findings(result) for result in results):
        raise typer.Exit(FINDINGS)


def choose_engine(name: str, source: str, target: str) -> Engine:
    """The engine of a name for a pair ("auto" picks). Raises UnknownNameError, EngineError."""
    from .. import engines

    chosen = engines.auto(source, target) if name == "auto" else engines.engine(name)
    chosen.capabilities(source, target)
    return chosen


def announce(engines: dict[str, Engine], source: str) -> None:
    """Say on stderr which engine translates into which language."""
    from .console import note

    for target, engine in engines.items():
        note(f"{source} → {target}: engine {engine.name} ({engine.describe(source, target)})")


def _run(
    jobs: Sequence[Job],
    documents: Documents,
    source: str,
    translators: dict[str, Translator],
    quiet: bool,
) -> list[Translation]:
    results = []
    with progress_bar(quiet) as bar:
        for job in jobs:
            report = bar(f"{job.input} → {job.target}")
            results.append(translators[job.target].translate(documents.of(job), source, job.target, report))
    return results


def progress_bar(quiet: bool) -> AbstractContextManager[Callable[[str], Progress | None]]:
    """Gives, for a label, what to report progress to: a bar on stderr where that is a terminal, else nothing."""
    if quiet or not sys.stderr.isatty():
        return nullcontext(lambda _label: None)
    from .progress import bars

    return bars()


def _write(
    jobs: Sequence[Job],
    documents: Documents,
    results: Sequence[Translation],
    review: Path | None,
    as_json: bool,
) -> None:
    from . import console
    from .inputs import label, read_bytes
    from .jobs import write

    for job, result in zip(jobs, results, strict=True):
        if job.output is not None:
            content = documents.content(job, result)
            # a file filled in place that has nothing to fill keeps its date too
            if job.output != Path(job.input) or content != read_bytes(job.input):
                write(job.output, content)
    if review is not None:
        from ..report import page

        names = [label(job.input) for job in jobs]
        title = f"Review: {', '.join(dict.fromkeys(names))}"
        write(review, page(list(zip(names, results, strict=True)), title))
    if as_json:
        console.write_json(_as_json(jobs, documents, results))
        return
    for job, result in zip(jobs, results, strict=True):
        if job.output is None:
            console.write_bytes(documents.content(job, result))


def _as_json(jobs: Sequence[Job], documents: Documents, results: Sequence[Translation]) -> dict[str, Any]:
    from ..report import as_dict, has_findings

    refused = [documents.refused(job, result) for job, result in zip(jobs, results, strict=True)]
    problems = documents.problems()
    return {
        "clean": not problems and not any(refused) and not any(has_findings(result) for result in results),
        "problems": [str(problem) for problem in problems],
        "translations": [
            {
                "input": job.input,
                "output": None if job.output is None else str(job.output),
                **as_dict(result),
                "refused": [
                    {"key": item.unit.key, "line": item.unit.where.line, "reason": item.reason} for item in left
                ],
            }
            for job, result, left in zip(jobs, results, refused, strict=True)
        ],
    }


def _show(
    jobs: Sequence[Job],
    documents: Documents,
    results: Sequence[Translation],
    explain: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """The tables: on standard output, or on stderr where that carries a translation or JSON."""
    from . import console, present
    from .inputs import label

    taken = as_json or any(job.output is None for job in jobs)
    out = console.console(sys.stderr if taken else sys.stdout)
    for job, result in zip(jobs, results, strict=True):
        title = f"{label(job.input)}, {result.source_language} → {result.target_language}"
        if explain:
            for line in present.explanation(result):
                out.print(line, soft_wrap=True)
        if not quiet and not as_json:
            out.print(present.term_table(result, title))
        for line in present.place_lines(result, label(job.input)):
            out.print(line, soft_wrap=True)
        for item in documents.refused(job, result):
            out.print(f"{item.unit.where}: left as it is: “{item.unit.key}”: {item.reason}", soft_wrap=True)
        where = f" → {job.output}" if job.output is not None else ""
        out.print(f"{title}: {present.sentence(result.terms())}{where}", soft_wrap=True)
