"""`dragoman formats`: the file formats the program knows, and what it does with each."""

from __future__ import annotations

from typing import Annotated

import typer


def formats(as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False) -> None:
    """List the file formats: what 'dragoman translate' reads and fills, and what 'dragoman export' writes anew.

    A bilingual file holds sources beside their translations; in any other, translations take the place of the sources.
    """
    import sys

    from dragoman.corpora.formats import FORMATS
    from dragoman.corpora.formats.export import KINDS

    from .console import console, table, write_json

    rows = [
        {
            "name": item.name,
            "label": item.label,
            "extensions": list(item.extensions),
            "reads": True,
            "writes": True,
            "exports": item.name in KINDS,
            "bilingual": item.bilingual,
            "binary": item.binary,
            "states": item.states,
        }
        for item in FORMATS
    ]
    if as_json:
        write_json(rows)
        return
    heads = ("name", "what", "extensions", "reads", "writes", "export", "bilingual", "states")
    cells = [
        [
            item.name,
            item.label,
            " ".join(item.extensions),
            "yes",
            "yes",
            "yes" if item.name in KINDS else "",
            "yes" if item.bilingual else "",
            item.states,
        ]
        for item in FORMATS
    ]
    console(sys.stdout).print(table(heads, cells))
