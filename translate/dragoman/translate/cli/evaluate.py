"""`dragoman evaluate`: scores of a translation against a reference, with signatures, and term accuracy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..evaluate import Evaluation


def evaluate(
    hypothesis: Annotated[str, typer.Argument(metavar="HYP", help="Translations, one segment a line; - is stdin.")],
    reference: Annotated[str, typer.Argument(metavar="REF", help="References, one segment a line.")],
    source: Annotated[
        str | None, typer.Option("--source", metavar="SRC", help="Source segments: adds term accuracy.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", "-t", metavar="LANG", help="Target language; without it, told by the script.")
    ] = None,
    source_language: Annotated[str, typer.Option("--from", "-f", metavar="LANG", help="Language of SRC.")] = "en",
    termbase: Annotated[
        list[Path] | None,
        typer.Option(metavar="PATH", help="Termbase to lay over the curated one; may be repeated."),
    ] = None,
    curated: Annotated[bool, typer.Option("--curated/--no-curated", help="Use the curated termbase.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """Score translations against references.

    BLEU, chrF++ and TER as sacreBLEU computes them, each with its signature; with --source, term accuracy too. Scores
    are results, not findings: the exit code is 0 whatever they are.
    """
    from dragoman.corpora.script import likeliest
    from dragoman.termbase.errors import InputError
    from dragoman.termbase.language import language

    from . import inputs
    from .console import note, write_json
    from .running import interruptible

    source_tag = language(source_language).tag
    tag = language(to).tag if to else None
    hypotheses, references = inputs.read_lines(hypothesis), inputs.read_lines(reference)
    sources = inputs.read_lines(source) if source is not None else None
    named = {hypothesis: hypotheses, reference: references} | ({source: sources} if source and sources else {})
    if len({len(lines) for lines in named.values()}) > 1:
        counts = ", ".join(f"{name} has {len(lines)}" for name, lines in named.items())
        raise InputError(f"the files differ in their number of lines: {counts}", hint="one segment a line in each")
    if tag is None:
        tag = likeliest("\n".join(references))
        note(f"target language {tag}, by the script of {reference}; --to says otherwise")
    terms = inputs.termbase(termbase or [], curated) if sources is not None else None

    def work() -> Evaluation:
        from ..evaluate import evaluate as score
        from ..verify import Verifier

        verifier = Verifier(terms, source_tag, tag) if terms is not None else None
        return score(hypotheses, references, tag, sources, verifier)

    result = interruptible(work)
    if as_json:
        write_json(result.as_dict())
    else:
        _show(result, hypothesis)


def _show(result: Evaluation, name: str) -> None:
    import sys

    from .console import console, table

    out = console(sys.stdout)
    rows = [[score.name, f"{score.value:.2f}", score.signature] for score in result.scores]
    if (terms := result.terms) is not None:
        rows.append(["terms, any form", f"{terms.inflected_accuracy:.2f}", f"{terms.found} of {terms.terms}"])
        rows.append(["terms, citation form", f"{terms.exact_accuracy:.2f}", f"{terms.exact} of {terms.terms}"])
    segments = f"{result.segments} segment{'' if result.segments == 1 else 's'}"
    out.print(table(["metric", "score", "signature or count"], rows, numbers=[1], title=f"{name}, {segments}"))
    if terms is not None:
        lines = [
            (item.segment, f"missing: “{item.source_text}”, expected “{item.expected}” [{item.concept}]")
            for item in terms.missing
        ]
        lines += [(item.segment, f"{item.finding.code}: {item.finding.message}") for item in terms.findings]
        for segment, text in sorted(lines, key=lambda line: line[0]):
            out.print(f"{name}:{segment + 1}: {text}", soft_wrap=True)
