"""`dragoman po`: fill gettext catalogues."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from .options import Curated, EngineName, MentionPolicy, Persons, Termbases

_COMPILED = (".mo", ".gmo")

app = typer.Typer(help="Fill gettext catalogues (PO, POT, MO).", no_args_is_help=False)


@app.callback()
def _group() -> None:
    """Fill gettext catalogues (PO, POT, MO)."""


@app.command("fill")
def fill(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A .po, .pot or .mo file; - is standard input.")],
    to: Annotated[str, typer.Option("--to", "-t", metavar="LANG", help="Target language.")],
    source: Annotated[str, typer.Option("--from", "-f", metavar="LANG", help="Language of the msgids.")] = "en",
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="PATH", help="File to write; - is standard output."),
    ] = None,
    in_place: Annotated[bool, typer.Option("--in-place", "-i", help="Write into FILE itself.")] = False,
    fuzzy: Annotated[bool, typer.Option("--fuzzy", help="Translate fuzzy entries again too.")] = False,
    live: Annotated[bool, typer.Option("--no-fuzzy", help="Do not mark what is filled as fuzzy.")] = False,
    notes: Annotated[
        bool, typer.Option("--notes/--no-notes", help="Say in a translator comment where a translation comes from.")
    ] = True,
    mentions: MentionPolicy = "every",
    persons: Persons = True,
    engine: EngineName = "auto",
    termbase: Termbases = None,
    curated: Curated = True,
    explain: Annotated[bool, typer.Option("--explain", help="One line on what became of each term.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as JSON on standard output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No table of terms, no progress.")] = False,
) -> None:
    """Translate the untranslated entries of a catalogue with the termbase enforced.

    messages.pot becomes ru.po (zh_CN.po) beside it, which must not be there yet; messages.po becomes messages.ru.po; ru.po
    itself is filled with --in-place. Only filled entries and a few header fields change; what is filled is fuzzy until a
    translator takes the flag away. Exit code 1 if a term is missed, an entry is broken, or one could not be filled
    without losing a placeholder.
    """
    from dragoman.termbase.errors import InputError

    from .inputs import STANDARD_INPUT
    from .jobs import Job, languages, plan
    from .translate import Choices, policy_of, run, settings_of

    if in_place and (output is not None or file == STANDARD_INPUT):
        raise InputError("--in-place writes into the file itself: no --output, and no standard input")
    tag, targets = languages(source, [to])
    if in_place:
        jobs = [Job(file, targets[0], Path(file))]
    else:
        jobs = plan([file], targets, output or _name(file, targets[0]), stdout_is_free=not as_json)
    kind = "mo" if Path(file).suffix.lower() in _COMPILED else "po"
    policy = policy_of(fuzzy, live, notes)
    settings = settings_of(mentions, persons, explain or as_json)
    choices = Choices(engine, termbase or [], curated, kind, policy, settings, None, explain, as_json, quiet, in_place)
    run(jobs, tag, choices)


def _name(file: str, target: str) -> str | None:
    """Where a filled catalogue goes that has no other place to go to; None to leave it to the usual rule.

    Raises InputError where that is the catalogue itself, or one that is there already.
    """
    from dragoman.termbase.errors import InputError
    from dragoman.termbase.language import language

    path, known = Path(file), language(target)
    if path.suffix.lower() == ".pot":
        beside = path.with_name(f"{known.locale}.po")
        if beside.exists():
            advice = "fill it with --in-place, once msgmerge has brought in what is new, or give --output"
            raise InputError("the catalogue is there already", beside, advice)
        return str(beside)
    last = re.split(r"[.-]", path.stem)[-1].lower()
    if last in {known.tag.lower(), known.locale.lower()}:
        raise InputError(f"this is the {known.name} catalogue itself", path, "give --in-place, or --output FILE")
    return None
