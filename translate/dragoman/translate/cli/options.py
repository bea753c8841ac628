"""Options that several commands have, with one wording."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Termbases = Annotated[
    list[Path] | None,
    typer.Option("--termbase", metavar="PATH", help="Termbase to lay over the curated one; may be repeated."),
]
Curated = Annotated[bool, typer.Option("--curated/--no-curated", help="Use the curated termbase.")]
MentionPolicy = Annotated[
    str,
    typer.Option(
        "--mentions",
        metavar="WHICH",
        help="Mentions that must have their term: every one, the first of a segment, or the first of a document.",
    ),
]
Persons = Annotated[
    bool,
    typer.Option(
        "--persons/--no-persons",
        help="Chinese persons that no termbase has: Palladius spelling in Russian, Pinyin kept in Chinese.",
    ),
]
EngineName = Annotated[str, typer.Option("--engine", metavar="NAME", help="Engine; see 'dragoman engines list'.")]
