from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from dragoman.termbase import model
from dragoman.termbase.errors import TermbaseError
from dragoman.termbase.fields import CELLS, CONCEPT, LANGUAGE, TERM
from dragoman.termbase.language import LANGUAGES
from dragoman.termbase.load import load_text
from dragoman.termbase.morphology import inflector
from dragoman.termbase.schema import schema, text

PACKAGE = files("dragoman.termbase")
CURATED = sorted(item.name for item in (PACKAGE / "curated").iterdir() if item.name.endswith(".yaml"))
CASES = Path(__file__).parent.parent / "cases" / "load_errors.json"
# Left out: YAML syntax and decoration, and rules between two values, which no schema sees.
ERRORS: list[dict[str, Any]] = [case for case in json.loads(CASES.read_text("utf-8")) if case.get("schema", True)]


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema())


def test_the_shipped_schema_is_the_generated_one() -> None:
    assert (PACKAGE / "termbase.schema.json").read_text("utf-8") == text(), (
        "run: python -m dragoman.termbase.schema > termbase/dragoman/termbase/termbase.schema.json"
    )


def test_the_module_writes_the_schema() -> None:
    run = subprocess.run([sys.executable, "-m", "dragoman.termbase.schema"], capture_output=True, check=True)
    assert json.loads(run.stdout.decode("utf-8")) == schema()


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_keys_are_the_fields_of_the_model() -> None:
    def names(kind: type) -> set[str]:
        return {item.name for item in dataclasses.fields(kind)}

    assert CONCEPT.keys() == names(model.Concept) - {"terms", "evidence", "where"}
    assert TERM.keys() - {"form"} == (names(model.Term) | names(model.Grammar)) - {
        "text", "language", "status", "type", "where", "grammar"
    }  # fmt: skip
    assert {status.value for status in model.Status} <= LANGUAGE.keys()
    for name, kind in (
        ("kind", model.Kind),
        ("verified", model.Verified),
        ("case", model.CasePolicy),
        ("scope", model.Scope),
    ):
        field = {**CONCEPT, **LANGUAGE, **TERM}[name]
        assert field.choices == tuple(kind)
    assert {item.inflector for item in LANGUAGES.values()} <= CELLS.keys()


def test_the_cells_are_those_the_inflectors_fill() -> None:
    terms = {"ru": ("судебное толкование", "russian"), "en": ("prosecutor general", "english")}
    for language, (lemma, name) in terms.items():
        paradigm = inflector(language).paradigm(model.Term(lemma, language))
        assert {cell for form in paradigm.forms for cell in form.features} == set(CELLS[name])


@pytest.mark.parametrize("name", CURATED)
def test_curated_files_are_valid(name: str, validator: jsonschema.Draft202012Validator) -> None:
    content = (PACKAGE / "curated" / name).read_text("utf-8")
    assert content.startswith("# yaml-language-server: $schema=../termbase.schema.json\n")
    assert [error.message for error in validator.iter_errors(yaml.safe_load(content))] == []


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case["name"])
def test_what_the_loader_refuses_is_invalid(case: dict[str, Any], validator: jsonschema.Draft202012Validator) -> None:
    assert not validator.is_valid(yaml.safe_load("\n".join(case["yaml"])))


@pytest.mark.parametrize(
    "document",
    [
        "id: a\nen: Foo",
        "[]",
        "sources: {a: b}",
        "concepts: []\nsources: {}",
        "- {id: a-1, en: Foo, zh-CN: 一}",
        "- {id: a, kind: law, domain: x, definition: 'y\n\n  z', note: n, do_not_translate: yes, en: {preferred: Foo}}",
        "- {id: a, en: {preferred: {form: Foo}, short: F, forbidden: [Bar, {form: B, why: w, scope: always}]}}",
        "- {id: a, en: {preferred: Foo, verified: yes, source: x, admitted: []}, ru: {preferred: Фу, source: [x, y]}}",
        "- {id: a, ru: {preferred: {form: Фу, head: Фу, gender: n, number: sg, animate: no, numbers: [sg, pl]}}}",
        "- {id: a, ru: {preferred: {form: Фу, numbers: sg, indeclinable: true, forms: {gen.sg: Фу}, case: exact}}}",
        "- {id: a, en: {preferred: {form: Foo, forms: {pl.poss: Foos}, context: [x], usage: y}}}",
        "- {id: a, en: {preferred: Foo, deprecated: {form: Bar, why: w}}}",
    ],
)
def test_good_documents_are_valid_and_load(document: str, validator: jsonschema.Draft202012Validator) -> None:
    load_text(document)
    assert [error.message for error in validator.iter_errors(yaml.safe_load(document))] == []


@pytest.mark.parametrize(
    "document",
    [
        "5",
        "- {id: a, en: {preferred: Foo, admitted: [{form: Bar, why: w}]}}",
        "- {id: a, en: {preferred: {form: Foo, forms: {gen.sg: Foo}}}}",
        "- {id: a, zh: {preferred: {form: 一, forms: {sg: 一}}}}",
        "- {id: a, en: {preferred: ''}}",
        '- {id: a, en: {preferred: "Foo\\nBar"}}',
        "- {id: a, en: {preferred: NO}}",
        "- {id: a, xx: Foo}",
        "- {id: -a, en: Foo}",
        "- {id: a--b, en: Foo}",
        "- {id: a, en: {preferred: {form: Foo, numbers: [dual]}}}",
        "concepts: [{id: a}]",
        "sources: {a: 1}",
        "other: 1",
    ],
)
def test_bad_documents_are_invalid_and_do_not_load(document: str, validator: jsonschema.Draft202012Validator) -> None:
    with pytest.raises(TermbaseError):
        load_text(document)
    assert not validator.is_valid(yaml.safe_load(document))
