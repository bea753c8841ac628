"""`dragoman check`: anybody's translations checked: terms, numbers, names, placeholders, punctuation. No engine is needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Curated, Termbases
from .running import FINDINGS, interruptible

if TYPE_CHECKING:
    from ..checks import Severity
    from .checking import Outcome

FORMATS = ("text", "json", "sarif", "junit", "github", "html")
_NEVER = "never"


def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE", help="Bilingual files ('dragoman formats'), or texts beside --source; - is stdin."
        ),
    ],
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to", "-t", metavar="LANG", help="Target language; may be repeated. Without it, told by file or script."
        ),
    ] = None,
    source_language: Annotated[str, typer.Option("--from", "-f", metavar="LANG", help="Source language.")] = "en",
    source: Annotated[
        str | None, typer.Option("--source", metavar="TEXT", help="The plain text that FILEs are translations of.")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--input-format", metavar="NAME", help="File format, where name and content do not tell."),
    ] = None,
    shape: Annotated[
        str, typer.Option("--format", metavar="NAME", help=f"What to write: {', '.join(FORMATS)}.")
    ] = "text",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PATH", help="Write to a file, not to standard output.")
    ] = None,
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="SEVERITY", help="Exit 1 from error, warning or info on, or never.")
    ] = "error",
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="CODES", help="Checks to run: codes, beginnings of codes, families, default, all."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="CODES", help="Checks to leave out; see --select.")
    ] = None,
    termbase: Termbases = None,
    curated: Curated = True,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Leave out the findings that this file accepts.")
    ] = None,
    write_baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a file that accepts all findings, and exit 0.")
    ] = None,
    most: Annotated[
        int, typer.Option("--max", metavar="N", min=0, help="Report at most so many findings; 0: all.")
    ] = 10_000,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary.")] = False,
) -> None:
    """Check translations against their sources and the termbase.

    Takes files that hold both, PO, XLIFF, TMX, CSV, TSV, JSON Lines, or with --source plain texts, compared line by line,
    else paragraph by paragraph. Findings have stable codes. A comment `dragoman: ignore=CODE` in the file lets one pass,
    --baseline all that are known. Exit code 1 where a finding is as bad as --fail-on says.
    """
    from dragoman.termbase.errors import InputError

    from ..checks import Severity, codes
    from .checking import Request, run
    from .console import note
    from .inputs import termbase as load_termbase
    from .jobs import check_outputs

    if shape not in FORMATS:
        raise InputError(f"unknown format '{shape}'", hint=f"known: {', '.join(FORMATS)}")
    levels = [severity.value for severity in Severity]
    if fail_on not in (*levels, _NEVER):
        raise InputError(f"unknown severity '{fail_on}'", hint=f"known: {', '.join((*levels, _NEVER))}")
    if len(set(files)) < len(files):
        raise InputError("the same file is named twice")
    chosen = codes(_listed(select), _listed(ignore))
    written = [path for path in (output, write_baseline) if path is not None]
    check_outputs(written, [*files, *([source] if source else [])])
    fails = None if fail_on == _NEVER else Severity(fail_on)
    if write_baseline is not None:
        baseline, most = None, 0  # it is to accept everything there is
    request = Request(tuple(files), source_language, tuple(to or ()), source, kind, chosen, baseline, most)
    terms = load_termbase(termbase or [], curated)
    outcome = interruptible(lambda: run(request, terms))
    _write(outcome, shape, output, write_baseline, fails)
    if not quiet:
        for line in outcome.summary():
            note(line)
    if write_baseline is None and fails is not None and outcome.worst is not None and outcome.worst.rank <= fails.rank:
        raise typer.Exit(FINDINGS)


def _listed(names: list[str] | None) -> list[str]:
    """Names given one by one or with commas between them."""
    return [part.strip().lower() for name in names or [] for part in name.split(",") if part.strip()]


def _write(outcome: Outcome, shape: str, output: Path | None, baseline: Path | None, fails: Severity | None) -> None:
    from . import console
    from .checking import rendered
    from .jobs import write

    if baseline is not None:
        write(baseline, outcome.baseline(baseline))
    text = rendered(outcome, shape, fails)
    if output is not None:
        write(output, text)
    else:
        console.write(text)
