"""`dragoman formats`: the file formats the program knows, and what it does with each."""

from __future__ import annotations

from typing import Annotated, Any

import typer


def formats(as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False) -> None:
    """List the file formats: what 'dragoman translate' reads and fills, and what 'dragoman export' writes anew.

    A bilingual file holds sources beside their translations; in any other, translations take the place of the sources.
    """
    import sys

    from dragoman.corpora.formats import FORMATS
    from dragoman.corpora.formats.export import KINDS

    from .console import console, table, write_json

    rows: list[dict[str, Any]] = [
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
            row["name"],
            row["label"],
            " ".join(row["extensions"]),
            *("yes" if row[what] else "" for what in ("reads", "writes", "exports", "bilingual")),
            row["states"],
        ]
        for row in rows
    ]
    console(sys.stdout).print(table(heads, cells))
