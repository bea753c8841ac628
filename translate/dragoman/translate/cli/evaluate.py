"""`dragoman evaluate`: scores of a translation against references, with signatures and intervals, and its terms."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Curated, Termbases

if TYPE_CHECKING:
    from rich.table import Table

    from ..evaluate import Evaluation, TermAccuracy

SAMPLES = 1000
"""Bootstrap samples of intervals, as many as sacreBLEU takes."""


def evaluate(
    hypothesis: Annotated[str, typer.Argument(metavar="HYP", help="Translations, one segment a line; - is stdin.")],
    reference: Annotated[
        str | None, typer.Argument(metavar="REF", help="References, one segment a line.", show_default=False)
    ] = None,
    references: Annotated[
        list[str] | None, typer.Option("--ref", "-r", metavar="REF", help="A (further) reference; may be repeated.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", "-s", metavar="SRC", help="Source segments: adds term accuracy.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", "-t", metavar="LANG", help="Target language; without it, told by the script.")
    ] = None,
    source_language: Annotated[str, typer.Option("--from", "-f", metavar="LANG", help="Language of SRC.")] = "en",
    docs: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Adds scores of documents: FILE names each segment's; .jsonl and .tsv too."),
    ] = None,
    doc_field: Annotated[
        str, typer.Option(metavar="NAME", help="The field or column of a .jsonl or .tsv FILE that names it.")
    ] = "doc",
    blank_lines: Annotated[
        bool, typer.Option("--blank-lines", help="Adds scores of documents: blank lines in REF part them.")
    ] = False,
    segments: Annotated[bool, typer.Option("--segments", help="Show the scores of each segment.")] = False,
    samples: Annotated[
        int, typer.Option(metavar="N", min=0, max=1_000_000, help="Bootstrap samples for intervals; 0 for none.")
    ] = SAMPLES,
    seed: Annotated[int, typer.Option(metavar="N", min=1, help="Seed of the bootstrap.")] = 12345,
    comet: Annotated[
        Path | None, typer.Option(metavar="CHECKPOINT", help="Adds COMET (extra dragoman[comet]) by this model.")
    ] = None,
    termbase: Termbases = None,
    curated: Curated = True,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """Score translations against references.

    BLEU, chrF++ and TER as sacreBLEU computes them, each with its signature and a 95 % interval; with --source, term
    accuracy and consistency too. Scores are results, not findings: the exit code is 0 whatever they are.
    """
    from dragoman.termbase.errors import InputError
    from dragoman.termbase.language import language

    from . import inputs
    from .console import write_json
    from .running import interruptible

    source_tag = language(source_language).tag
    tag = language(to).tag if to else None
    wanted = [name for name in (reference, *(references or ())) if name is not None]
    if not wanted:
        raise InputError("no references to compare with", hint="dragoman evaluate HYP REF, or --ref REF")
    if docs is not None and blank_lines:
        raise InputError("--docs and --blank-lines both say what the documents are", hint="take one of them")
    if comet is not None and source is None:
        raise InputError("COMET reads the sources too", hint="give them with --source")
    columns = read_columns([hypothesis, *wanted, *([source] if source is not None else [])])
    numbers = list(range(1, len(columns[hypothesis]) + 1))
    documents = None
    if blank_lines:
        from ..evaluate.documents import without_blank_lines

        columns, documents, numbers = without_blank_lines(columns, wanted[0])
    elif docs is not None:
        documents = _documents(docs, doc_field, {hypothesis: columns[hypothesis]})
    if tag is None:
        tag = told_by_script(columns[wanted[0]], wanted[0])
    terms = inputs.termbase(termbase or [], curated) if source is not None else None

    def work() -> Evaluation:
        from ..evaluate import evaluate as score
        from ..evaluate.comet import Comet
        from ..verify import Verifier

        hypotheses, (first, *others) = columns[hypothesis], [columns[name] for name in wanted]
        sources = columns[source] if source is not None else None
        model = Comet(comet) if comet is not None else None
        return score(
            hypotheses,
            first,
            tag,
            sources,
            Verifier(terms, source_tag, tag) if terms is not None else None,
            more_references=others,
            documents=documents,
            samples=samples,
            seed=seed,
            extra=[model.measure(sources, hypotheses, first)] if model and sources else (),
        )

    result = interruptible(work)
    if as_json:
        write_json(result.as_dict())
    else:
        _show(result, inputs.label(hypothesis), columns[hypothesis], numbers, segments)


def read_columns(names: Sequence[str]) -> dict[str, list[str]]:
    """The lines of files by name. Raises InputError where their numbers differ, or standard input is named twice."""
    from dragoman.termbase.errors import InputError

    from . import inputs

    if names.count(inputs.STANDARD_INPUT) > 1:
        raise InputError("standard input can be read only once")
    columns = {name: inputs.read_lines(name) for name in dict.fromkeys(names)}
    if len({len(lines) for lines in columns.values()}) > 1:
        counts = ", ".join(f"{inputs.label(name)} has {len(lines)}" for name, lines in columns.items())
        raise InputError(f"the files differ in their number of lines: {counts}", hint="one segment a line in each")
    return columns


def told_by_script(lines: Sequence[str], name: str) -> str:
    """The language whose script most letters of the lines have; says so on stderr."""
    from dragoman.corpora.script import likeliest

    from .console import note

    tag = likeliest("\n".join(lines))
    note(f"target language {tag}, by the script of {name}; --to says otherwise")
    return tag


def _documents(name: str, field: str, against: Mapping[str, Sequence[str]]) -> list[str]:
    from dragoman.termbase.errors import InputError

    from ..evaluate.documents import identifiers
    from . import inputs

    found = identifiers(inputs.read(name), inputs.label(name), field)
    for other, lines in against.items():
        if len(found) != len(lines):
            raise InputError(
                f"it names the documents of {len(found)} segments, but {inputs.label(other)} has {len(lines)}", name
            )
    return found


def _show(result: Evaluation, name: str, texts: Sequence[str], numbers: Sequence[int], segments: bool) -> None:
    """Tables of scores, then a line for each missing term and finding; numbers: the line of each segment."""
    from .console import console, table

    out = console(sys.stdout)
    heads = ["metric", "score", "95 % interval", *(["count"] if result.terms else [])]
    title = f"{name}, {_count(result.segments, 'segment')}"
    out.print(table(heads, _rows(result), numbers=[1], title=title))
    for score in result.scores:
        out.print(f"{score.name}: {score.signature}", soft_wrap=True)
    if segments:
        out.print(_segment_table(result, numbers))
    if result.documents:
        out.print(_document_table(result))
    if result.terms is not None:
        for segment, text in sorted(_findings(result.terms, texts), key=lambda line: line[0]):
            out.print(f"{name}:{numbers[segment]}: {text}", soft_wrap=True)
        for line in _inconsistent(result.terms):
            out.print(f"{name}: {line}", soft_wrap=True)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _rows(result: Evaluation) -> Iterator[list[str]]:
    for score in result.scores:
        interval = f"{score.interval.low:.2f}–{score.interval.high:.2f}" if score.interval else ""
        yield [score.name, f"{score.value:.2f}", interval, *([""] if result.terms else [])]
    if result.terms is not None:
        for name, share in result.terms.shares().items():
            found = share.interval if name != "consistency" else None
            counts = f"{share.part} of {share.whole}" if share.whole else "nothing to count"
            value = f"{share.value:.2f}" if share.whole else "–"
            yield [name, value, f"{found.low:.2f}–{found.high:.2f}" if found else "", counts]


def _segment_table(result: Evaluation, numbers: Sequence[int]) -> Table:
    from .console import table

    names = [score.name for score in result.scores]
    rows = [
        [
            str(number),
            *(f"{item.scores[name]:.2f}" for name in names),
            *([f"{item.terms.part} of {item.terms.whole}" if item.terms.whole else ""] if result.terms else []),
            *([", ".join(item.findings)] if result.terms else []),
        ]
        for number, item in zip(numbers, result.by_segment, strict=True)
    ]
    heads = ["line", *names, *(["terms", "findings"] if result.terms else [])]
    return table(heads, rows, numbers=range(len(names) + 1), title="Segments")


def _document_table(result: Evaluation) -> Table:
    from .console import table

    names = [score.name for score in result.scores]
    rows = [
        [
            item.name,
            str(len(item.segments)),
            *(f"{item.scores[name]:.2f}" for name in names),
            *([f"{item.terms.found} of {item.terms.terms}"] if item.terms else []),
        ]
        for item in result.documents
    ]
    heads = ["document", "segments", *names, *(["terms"] if result.terms else [])]
    return table(heads, rows, numbers=range(1, len(heads)), title="Documents")


def _findings(accuracy: TermAccuracy, texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    from ..evaluate.findings import TERM_MISSING

    for mention in accuracy.missing:
        yield mention.segment, f"missing: “{mention.source_text}”, expected “{mention.expected}” [{mention.concept}]"
    for item in accuracy.findings:
        if (finding := item.finding).code != TERM_MISSING:
            words = f"“{finding.target.of(texts[item.segment])}”: " if finding.target else ""
            yield item.segment, f"{finding.code}: {words}{finding.message}"


def _inconsistent(accuracy: TermAccuracy) -> Iterator[str]:
    for usage in accuracy.usages():
        if len(usage.renderings) > 1:
            counts = ", ".join(f"“{text}” {count}×" for text, count in usage.renderings.items())
            yield f"“{usage.source_text}” has {len(usage.renderings)} renderings: {counts} [{usage.concept}]"
