"""`dragoman compare`: several systems on the same segments: which is best, how sure that is, and where they differ."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Curated, Termbases

if TYPE_CHECKING:
    from rich.table import Table

    from ..compare import Comparison, Standing
    from ..evaluate.metrics import Measured


def compare(
    systems: Annotated[
        list[str], typer.Argument(metavar="[NAME=]FILE…", help="Translations of each system, one segment a line.")
    ],
    references: Annotated[
        list[str], typer.Option("--ref", "-r", metavar="REF", help="References, one segment a line; may be repeated.")
    ],
    source: Annotated[
        str | None,
        typer.Option("--source", "-s", metavar="SRC", help="Source segments: adds term accuracy and findings."),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", "-t", metavar="LANG", help="Target language; without it, told by the script.")
    ] = None,
    source_language: Annotated[str, typer.Option("--from", "-f", metavar="LANG", help="Language of SRC.")] = "en",
    baseline: Annotated[
        str | None, typer.Option(metavar="NAME", help="The system to compare the others with; without it, the first.")
    ] = None,
    metrics: Annotated[
        str, typer.Option(metavar="LIST", help="Some of bleu, chrf, ter and terms, with commas.")
    ] = "bleu,chrf,ter,terms",
    test: Annotated[
        str, typer.Option(metavar="NAME", help="Paired test: bs (bootstrap), ar (approximate randomisation) or none.")
    ] = "bs",
    samples: Annotated[
        int | None,
        typer.Option(metavar="N", min=40, max=1_000_000, help="Resamples of the test; without it, 1000 (ar: 10000)."),
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", min=1, help="Seed of the resamples.")] = 12345,
    comet: Annotated[
        Path | None, typer.Option(metavar="CHECKPOINT", help="Adds COMET (extra dragoman[comet]) by this model.")
    ] = None,
    termbase: Termbases = None,
    curated: Curated = True,
    show: Annotated[int, typer.Option(metavar="N", min=0, help="How many segments that differ most to show.")] = 3,
    report: Annotated[
        Path | None, typer.Option(metavar="PAGE.html", help="Write a page to read all of it, segment by segment.")
    ] = None,
    kind: Annotated[str, typer.Option("--format", metavar="NAME", help="text or json, on standard output.")] = "text",
) -> None:
    """Compare systems on the same segments: scores with paired significance, terms, findings.

    Says first which system to use and how sure that is. The p-values are sacreBLEU's; all pairs of systems are tested,
    corrected by Holm's method, and systems that cannot be told apart form groups. The exit code is 0 whatever comes
    out.
    """
    from dragoman.termbase.errors import InputError
    from dragoman.termbase.language import language

    from . import inputs, jobs
    from .console import write_json
    from .evaluate import read_columns, told_by_script
    from .running import interruptible
    from .translate import progress_bar

    source_tag = language(source_language).tag
    tag = language(to).tag if to else None
    if kind not in ("text", "json"):
        raise InputError(f"unknown format '{kind}'", hint="take text or json")
    if test not in ("bs", "ar", "none"):
        raise InputError(f"unknown test '{test}'", hint="take bs, ar or none")
    if comet is not None and source is None:
        raise InputError("COMET reads the sources too", hint="give them with --source")
    wanted = _metrics(metrics)
    files = [_split(given) for given in systems]
    read = [*(name for _, name in files), *references, *([source] if source is not None else [])]
    if report is not None:
        jobs.check_outputs([report], read)
    columns = read_columns(read)
    if tag is None:
        tag = told_by_script(columns[references[0]], references[0])
    names = _names(files, tag)
    terms = inputs.termbase(termbase or [], curated) if source is not None else None
    sources = columns[source] if source is not None else None

    def work() -> Comparison:
        from ..compare import compare as run
        from ..verify import Verifier

        texts = {name: columns[file] for name, (_, file) in zip(names, files, strict=True)}
        extra = _comet(comet, sources, list(texts.values()), columns[references[0]])
        with progress_bar(quiet=False) as bar:
            return run(
                texts,
                [columns[name] for name in references],
                tag,
                sources,
                Verifier(terms, source_tag, tag) if terms is not None else None,
                source=source_tag,
                metrics=wanted,
                baseline=baseline,
                test=None if test == "none" else "ar" if test == "ar" else "bs",
                samples=samples,
                seed=seed,
                extra=extra,
                progress=bar("comparing"),
            )

    result = interruptible(work)
    if report is not None:
        from ..report.compare_page import page

        jobs.write(report, page(result, f"Comparison of {len(names)} system{'' if len(names) == 1 else 's'}"))
    if kind == "json":
        from ..report.compare_export import as_dict

        write_json(as_dict(result))
    else:
        _show(result, show)
        if report is not None:
            from .console import console

            console(sys.stdout).print(f"→ {report}", soft_wrap=True)


def _metrics(given: str) -> tuple[str, ...]:
    """The metrics of a list with commas, in their usual order."""
    from dragoman.termbase.errors import InputError

    from ..evaluate.metrics import METRICS, metric_name
    from ..evaluate.terms import TERMS

    parts = [part.strip() for part in given.split(",") if part.strip()]
    chosen = {TERMS if part.lower() == TERMS else metric_name(part) for part in parts}
    if not chosen & set(METRICS):
        raise InputError("no metric that compares with references", hint=f"take one of {', '.join(METRICS)}")
    return tuple(name for name in (*METRICS, TERMS) if name in chosen)


def _split(given: str) -> tuple[str, str]:
    """The name, empty where none is given, and the file of an argument; a file that exists needs no name."""
    name, equals, file = given.partition("=")
    if not equals or Path(given).exists():
        return "", given
    return name.strip(), file


def _names(files: Sequence[tuple[str, str]], tag: str) -> list[str]:
    """The systems' names: those given, else the files' without .txt or the language. Raises InputError for a name twice."""
    from dragoman.termbase.errors import InputError
    from dragoman.termbase.language import language

    known = language(tag)
    endings = {f".{ending}".lower() for ending in ("txt", known.tag, known.locale, *known.aliases)}
    names: list[str] = []
    for name, file in files:
        path = PurePath(file)
        while path.suffix.lower() in endings:
            path = path.with_suffix("")
        name = name or path.name
        if name in names:
            raise InputError(f"two systems have the name '{name}'", hint="name them: NAME=FILE")
        names.append(name)
    return names


def _comet(
    checkpoint: Path | None, sources: Sequence[str] | None, texts: Sequence[Sequence[str]], reference: Sequence[str]
) -> list[list[Measured]]:
    if checkpoint is None or sources is None:
        return []
    from ..evaluate.comet import Comet

    model = Comet(checkpoint)
    return [[model.measure(sources, lines, reference) for lines in texts]]


# -- what is shown ------------------------------------------------------------------------------------------------


def _show(result: Comparison, show: int) -> None:
    from ..report.compare_summary import group_line, verdict
    from .console import console

    out = console(sys.stdout)
    said = verdict(result)
    out.print(said.sentence, soft_wrap=True)
    for reason in said.reasons:
        out.print(f"  {reason}", soft_wrap=True)
    out.print()
    out.print(_score_table(result))
    if result.test:
        out.print("Groups, best first; = where systems cannot all be told apart:")
        for standing in result.standings:
            out.print(f"  {standing.metric}: {group_line(result, standing)}", soft_wrap=True)
    for standing in result.standings:
        out.print(f"{standing.metric}: {standing.scores[0].signature}", soft_wrap=True)
    if any(system.terms for system in result.systems):
        out.print()
        out.print(_term_table(result))
        if any(system.findings for system in result.systems):
            out.print(_finding_table(result))
    for line in _segments(result, show):
        out.print(line, soft_wrap=True)


def _score_table(result: Comparison) -> Table:
    from ..report.compare_summary import TESTS, segments
    from .console import table

    heads = ["system"]
    for standing in result.standings:
        heads += [standing.metric, *(["p"] if len(result.systems) > 1 and result.test else [])]
    rows = [
        [_label(result, index), *(cell for standing in result.standings for cell in _cells(result, standing, index))]
        for index in result.standings[0].order
    ]
    test = f"; {TESTS[result.test]}, * significant after Holm's correction" if result.test else ""
    title = f"{segments(result.size)}, {len(result.references)} reference{'s' * (len(result.references) > 1)}{test}"
    return table(heads, rows, numbers=range(1, len(heads)), title=title)


def _label(result: Comparison, index: int) -> str:
    return result.names[index] + (" (baseline)" if result.test and index == result.baseline else "")


def _cells(result: Comparison, standing: Standing, index: int) -> Iterator[str]:
    from ..report.compare_summary import around

    score = standing.scores[index]
    yield f"{score.value:.2f} {around(standing.metric, score.interval, 2)}"
    if result.test:
        pair = standing.pair(result.baseline, index)
        yield "" if pair is None else f"{pair.p:.4f}" + ("*" if pair.significant else " ")


def _term_table(result: Comparison) -> Table:
    from .console import table

    rows = []
    heads = ["system"]
    for index in result.standings[0].order:
        terms = result.systems[index].terms
        if terms is None:
            continue
        shares = terms.shares()
        heads = ["system", *shares]
        cells = [f"{s.value:.1f} % ({s.part}/{s.whole})" if s.whole else "–" for s in shares.values()]
        rows.append([result.names[index], *cells])
    return table(heads, rows, numbers=range(1, len(heads)), title="Terms")


def _finding_table(result: Comparison) -> Table:
    from .console import table

    counts = [result.systems[index].findings for index in result.standings[0].order]
    codes = list(dict.fromkeys(code for count in counts for code in count))
    rows = [[code, *(str(count.get(code, 0) or "·") for count in counts)] for code in codes]
    heads = ["finding", *(result.names[index] for index in result.standings[0].order)]
    return table(heads, rows, numbers=range(1, len(heads)), title="Findings")


def _segments(result: Comparison, show: int) -> Iterator[str]:
    """The segments that differ most, with all their translations."""
    if len(result.systems) < 2:
        return
    for index in result.by_difference[:show]:
        if not result.spread[index]:
            return
        yield f"\nline {index + 1}: {result.spread[index]:.1f} {result.segment_metric} between the best and the worst"
        if result.sources:
            yield f"  source: {result.sources[index]}"
        for reference in result.references:
            yield f"  reference: {reference[index]}"
        for system in result.systems:
            yield f"  {system.name} ({system.segments[index].scores[result.segment_metric]:.1f}): {system.texts[index]}"
