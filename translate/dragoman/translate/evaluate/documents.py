"""Which segments belong to which document: told by identifiers, a column of a table, or blank lines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from dragoman.termbase.errors import InputError, Location

FIELD = "doc"
"""The name of the field or column with a segment's document unless told otherwise."""


def by_document(identifiers: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """The segments of each document by its identifier, in order of first appearance."""
    groups: dict[str, list[int]] = {}
    for index, identifier in enumerate(identifiers):
        groups.setdefault(identifier, []).append(index)
    return {identifier: tuple(members) for identifier, members in groups.items()}


def identifiers(text: str, name: str, field: str = FIELD) -> list[str]:
    """A document's identifier for each segment, out of the text of a file.

    One a line; of a .jsonl file the given field of the object in each line; of a .tsv file the column of that heading.
    Raises InputError where a line has none.
    """
    lines = text.removesuffix("\n").replace("\r\n", "\n").split("\n")
    suffix = PurePath(name).suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        found = [_of_object(line, field, Location(name, number)) for number, line in enumerate(lines, 1)]
        first = 1
    elif suffix == ".tsv":
        found = _of_table(lines, name, field)
        first = 2
    else:
        found, first = [line.strip() for line in lines], 1
    for number, identifier in enumerate(found, first):
        if not identifier:
            raise InputError("no document is named here", Location(name, number), "every segment needs one")
    return found


def _of_object(line: str, field: str, where: Location) -> str:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError("not a JSON object", where, "JSON Lines has one object a line") from None
    if not isinstance(row, dict):
        raise InputError("not a JSON object", where, "JSON Lines has one object a line")
    if field not in row:
        raise InputError(f"there is no field '{field}'", where, f"there are: {', '.join(row)}; see --doc-field")
    value = row[field]
    if not isinstance(value, str | int):
        raise InputError(f"field '{field}' is neither text nor a whole number", where)
    return str(value).strip()


def _of_table(lines: Sequence[str], name: str, field: str) -> list[str]:
    heads = lines[0].split("\t")
    if field not in heads:
        raise InputError(
            f"there is no column '{field}'", Location(name, 1), f"there are: {', '.join(heads)}; see --doc-field"
        )
    column = heads.index(field)
    found = []
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(heads):
            raise InputError(f"{len(cells)} columns but {len(heads)} headings", Location(name, number))
        found.append(cells[column].strip())
    return found


def without_blank_lines(
    columns: Mapping[str, Sequence[str]], guide: str
) -> tuple[dict[str, list[str]], list[str], list[int]]:
    """The columns without the lines that are blank in the guide; of each line left its document's number and its own.

    columns: lines of equal number by the name of their file; guide: the one whose blank lines part documents. Both
    numbers count from 1. Raises InputError where another file has text in such a line.
    """
    documents: list[str] = []
    kept: list[int] = []
    document, fresh = 0, True
    for index, line in enumerate(columns[guide]):
        if line.strip():
            document, fresh = document + fresh, False
            kept.append(index)
            documents.append(str(document))
            continue
        fresh = True
        for name, lines in columns.items():
            if lines[index].strip():
                raise InputError(f"there is text here, but {guide} has a blank line", Location(name, index + 1))
    without = {name: [lines[index] for index in kept] for name, lines in columns.items()}
    return without, documents, [index + 1 for index in kept]
