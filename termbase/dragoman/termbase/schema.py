"""The JSON Schema of termbase files, for editors and other tools, made from the table of keys the loader reads by.

`python -m dragoman.termbase.schema` writes it to standard output; the package ships it as termbase.schema.json.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from .fields import CELLS, CONCEPT, FILE, ID_PATTERN, LANGUAGE, TERM, Field, Shape
from .language import LANGUAGES, Language

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_LINE: Schema = {"type": "string", "pattern": r"^[^\n\r\t]*[^\s][^\n\r\t]*$"}
_PROSE: Schema = {"type": "string", "pattern": r"\S"}
_REASONED = ("deprecated", "forbidden")
_ONLY_REASONED = ("why", "scope")


def schema() -> Schema:
    """The JSON Schema (draft 2020-12) of a termbase file: a list of entries, one entry, or a mapping of sources and
    entries.

    It describes the file as any YAML parser sees it. What needs more than one value at a time (ids and terms that occur
    twice, a head that is not in its term) only the loader finds.
    """
    inflectors = tuple(dict.fromkeys(item.inflector for item in LANGUAGES.values()))
    return {
        "$schema": DIALECT,
        "title": "Dragoman termbase",
        "description": "Concepts with their terms by language; one entry is one meaning.",
        "if": {"type": "array"},
        "then": {"items": _ref("concept")},
        "else": {"if": {"required": ["id"]}, "then": _ref("concept"), "else": _ref("file")},
        "$defs": {
            "file": _object(_properties(FILE), FILE, "A list of sources, a list of entries, or both."),
            "concept": _concept(),
            **{f"language-{item.tag}": _language(item) for item in LANGUAGES.values()},
            **{f"term-{name}": _term(name, set(TERM) - set(_ONLY_REASONED)) for name in inflectors},
            **{f"wrong-term-{name}": _term(name, set(TERM)) for name in inflectors},
            **{f"forms-{name}": _cells(CELLS[name]) for name in inflectors},
            **{f"field-{name}": _field(item) for name, item in TERM.items() if item.shape is not Shape.CELLS},
        },
    }


def text() -> str:
    """The schema as the package ships it: JSON, indented by two, with a line end at the end."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _object(properties: Schema, fields: Mapping[str, Field], description: str) -> Schema:
    required = [name for name, item in fields.items() if item.required]
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _or_text(item: Schema) -> Schema:
    """An object, or one line of text in its place; keywords for one type say nothing about the other."""
    return {**item, "type": ["string", "object"], "pattern": _LINE["pattern"]}


def _or_list(item: Schema) -> Schema:
    return {"if": {"type": "array"}, "then": {"items": item}, "else": item}


def _concept() -> Schema:
    parts = {tag: item for item in LANGUAGES.values() for tag in (item.tag, *item.aliases)}
    properties = _properties(CONCEPT) | {
        tag: {"description": f"Terms in {item.name}.", **_ref(f"language-{item.tag}")} for tag, item in parts.items()
    }
    return {
        **_object(properties, CONCEPT, "One meaning, with its terms by language."),
        "anyOf": [{"required": [tag]} for tag in parts],
    }


def _language(spoken: Language) -> Schema:
    def term(name: str) -> Schema:
        return _ref(f"{'wrong-' if name in _REASONED else ''}term-{spoken.inflector}")

    terms = {
        name: {"description": item.help, **(_or_list(term(name)) if item.shape is Shape.TERMS else term(name))}
        for name, item in LANGUAGE.items()
        if item.shape in (Shape.TERM, Shape.TERMS)
    }
    others = {name: _field(item) for name, item in LANGUAGE.items() if name not in terms}
    description = f"Terms in {spoken.name}; text alone is the preferred term."
    return _or_text(_object(terms | others, LANGUAGE, description))


def _term(inflector: str, names: set[str]) -> Schema:
    properties = {
        name: _ref(f"forms-{inflector}" if item.shape is Shape.CELLS else f"field-{name}")
        for name, item in TERM.items()
        if name in names
    }
    return _or_text(_object(properties, TERM, "A term: its text, or a mapping."))


def _cells(names: tuple[str, ...]) -> Schema:
    return {
        "type": "object",
        "description": TERM["forms"].help,
        "properties": dict.fromkeys(names, _LINE),
        "additionalProperties": False,
    }


def _properties(fields: Mapping[str, Field]) -> Schema:
    return {name: _field(item) for name, item in fields.items()}


def _field(item: Field) -> Schema:
    return {"description": item.help, **_SHAPES[item.shape](item)}


def _choice(item: Field) -> Schema:
    # YAML 1.1 parsers read a plain yes or no as a truth value
    return {"enum": [*item.choices, *((True, False) if {"yes", "no"} <= set(item.choices) else ())]}


_SHAPES: dict[Shape, Callable[[Field], Schema]] = {
    Shape.IDENTIFIER: lambda _: {"type": "string", "pattern": f"^{ID_PATTERN}$"},
    Shape.LINE: lambda _: _LINE,
    Shape.LINES: lambda _: {"type": ["string", "array"], "pattern": _LINE["pattern"], "items": _LINE},
    Shape.PROSE: lambda _: _PROSE,
    Shape.FLAG: lambda _: {"type": "boolean"},
    Shape.CHOICE: _choice,
    Shape.CHOICES: lambda item: _or_list({"enum": list(item.choices)}),
    Shape.SOURCES: lambda _: {"type": "object", "additionalProperties": _PROSE},
    Shape.CONCEPTS: lambda _: {"type": "array", "items": _ref("concept")},
}


if __name__ == "__main__":
    sys.stdout.write(text())
