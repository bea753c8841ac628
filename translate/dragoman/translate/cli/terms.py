"""`dragoman terms`: check termbases, look concepts up, find terms in text, exchange them with other programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import terms_exchange
from .options import Curated, Termbases
from .running import FAILED, FINDINGS

if TYPE_CHECKING:
    from dragoman.termbase.model import Concept, Termbase

app = typer.Typer(
    help="Check termbases, look concepts up, find terms in text, exchange them with other programs.",
    rich_markup_mode=None,
)

AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]


@app.command()
def lint(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="Termbases; without any, the curated one.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as findings too.")] = False,
    info: Annotated[bool, typer.Option("--info", help="Show remarks too: what is not verified, for one.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check termbases for their own consistency.

    One line a problem: file:line:column: severity: message [code]. Exit code 1 where there are errors (with --strict,
    warnings too), 2 where a file cannot be loaded at all; the others are checked all the same.
    """
    from dragoman.termbase.errors import TermbaseError
    from dragoman.termbase.lint import lint as check
    from dragoman.termbase.load import load_curated, load_layers

    from .console import note, write, write_json

    problems: list[dict[str, Any]] = []
    concepts = broken = 0
    paths: list[Path | None] = [*files] if files else [None]
    for path in paths:
        try:
            termbase = load_curated() if path is None else load_layers([path], curated=False)
        except TermbaseError as error:
            broken += 1
            problems.extend(
                _problem(item.where, "error", "cannot-load", item.message, "", item.hint) for item in error.problems
            )
            continue
        concepts += len(termbase)
        problems.extend(
            _problem(item.where, item.severity, item.code, item.message, item.concept, item.hint)
            for item in check(termbase)
            if info or item.severity != "info"
        )
    counts = {kind: sum(item["severity"] == kind for item in problems) for kind in ("error", "warning")}
    if as_json:
        summary = {"concepts": concepts, "errors": counts["error"], "warnings": counts["warning"]}
        write_json({**summary, "problems": problems})
    else:
        write("".join(f"{_problem_line(item)}\n" for item in problems))
        note(f"{concepts} concepts: {_plural(counts['error'], 'error')}, {_plural(counts['warning'], 'warning')}")
    if broken:
        raise typer.Exit(FAILED)
    if counts["error"] or (strict and counts["warning"]):
        raise typer.Exit(FINDINGS)


def _problem(where: Any, severity: str, code: str, message: str, concept: str, hint: str) -> dict[str, Any]:
    return {
        "path": where.path if where else None,
        "line": where.line if where else 0,
        "column": where.column if where else 0,
        "severity": severity,
        "code": code,
        "message": message,
        "concept": concept or None,
        "hint": hint,
    }


def _problem_line(item: dict[str, Any]) -> str:
    place = "".join(f"{part}:" for part in (item["path"], item["line"], item["column"]) if part)
    concept = f"{item['concept']}: " if item["concept"] else ""
    hint = f" ({item['hint']})" if item["hint"] else ""
    return " ".join(f"{place} {item['severity']}: {concept}{item['message']}{hint} [{item['code']}]".split())


def _plural(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


@app.command("list")
def list_concepts(
    languages: Annotated[
        list[str] | None, typer.Option("--lang", "-l", metavar="LANG", help="Languages to show; may be repeated.")
    ] = None,
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", "-k", metavar="KIND", help="Only this kind: body, title, place …")
    ] = None,
    grep: Annotated[
        str | None, typer.Option("--grep", "-g", metavar="TEXT", help="Only concepts with TEXT in an id or a term.")
    ] = None,
    termbase: Termbases = None,
    curated: Curated = True,
    as_json: AsJson = False,
) -> None:
    """List concepts with their preferred terms. Exit code 1 where none fits."""
    from dragoman.termbase.language import language

    from .console import console, table, write_json
    from .inputs import termbase as load

    terms = load(termbase or [], curated)
    tags = [language(tag).tag for tag in languages or []] or list(terms.languages)
    wanted = kinds_named(kinds or [])
    of_kind = [concept for concept in terms if not wanted or concept.kind in wanted]
    chosen = [concept for concept in of_kind if not grep or _mentions(concept, grep)]
    if as_json:
        write_json(
            [
                {"id": concept.id, "kind": concept.kind.value, "terms": {tag: _preferred(concept, tag) for tag in tags}}
                for concept in chosen
            ]
        )
    else:
        rows = [
            [concept.id, concept.kind.value, *(_preferred(concept, tag) or "—" for tag in tags)] for concept in chosen
        ]
        console(sys.stdout).print(table(["id", "kind", *tags], rows))
    if not chosen:
        raise typer.Exit(FINDINGS)


def kinds_named(names: Sequence[str]) -> set[str]:
    """The kinds of concept of these names. Raises UnknownNameError, with the nearest, for any other."""
    from difflib import get_close_matches

    from dragoman.termbase.errors import UnknownNameError
    from dragoman.termbase.model import Kind

    for name in names:
        if name not in list(Kind):
            near = get_close_matches(name, list(Kind), n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(Kind)}"
            raise UnknownNameError(f"unknown kind '{name}'", hint=hint)
    return set(names)


def _mentions(concept: Concept, text: str) -> bool:
    wanted = text.casefold()
    return wanted in concept.id or any(
        wanted in term.text.casefold() for terms in concept.terms.values() for term in terms
    )


def _preferred(concept: Concept, tag: str) -> str | None:
    term = concept.preferred(tag)
    return term.text if term else None


@app.command()
def show(
    ids: Annotated[list[str], typer.Argument(metavar="ID", help="Concept ids, or terms in any language.")],
    termbase: Termbases = None,
    curated: Curated = True,
    as_json: AsJson = False,
) -> None:
    """Show all there is on a concept.

    Terms and statuses, evidence, notes, and how its terms inflect.
    """
    from .concepts import as_dict, print_concept, resolve
    from .console import console, write_json
    from .inputs import termbase as load

    terms = load(termbase or [], curated)
    chosen = {concept.id: concept for name in ids for concept in resolve(terms, name)}
    if as_json:
        write_json([as_dict(concept, terms) for concept in chosen.values()])
        return
    out = console(sys.stdout)
    for concept in chosen.values():
        print_concept(out, concept, terms)


@app.command()
def find(
    text: Annotated[
        str | None, typer.Argument(metavar="TEXT|FILE|-", help="A text, the name of an existing file, or - for stdin.")
    ] = None,
    given: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="A text, even if a file is called so.")
    ] = None,
    tag: Annotated[
        str | None, typer.Option("--lang", "-l", metavar="LANG", help="Its language; without it, told by the script.")
    ] = None,
    termbase: Termbases = None,
    curated: Curated = True,
    as_json: AsJson = False,
) -> None:
    """Find the termbase's terms in a text: where, which concept, and how other languages put it.

    Offsets count characters from 0 and are half-open. Forbidden and deprecated forms are marked.
    """
    from dragoman.corpora.script import likeliest
    from dragoman.termbase.language import language

    from . import inputs
    from .console import console, note, table, write_json

    content = _content(text, given)
    known = language(tag or likeliest(content)).tag
    terms = inputs.termbase(termbase or [], curated)
    found = _find(terms, content, known)
    others = [other for other in terms.languages if other != known]
    if as_json:
        write_json({"language": known, "matches": [_as_dict(item, others) for item in found]})
        return
    if tag is None:
        note(f"language {known}, by the script; --lang says otherwise")
    if not found:
        note("no terms found")
        return
    rows = [_row(item, others) for item in found]
    console(sys.stdout).print(table(["at", "text", "concept", "form", *others], rows, numbers=[0]))


def _content(text: str | None, given: str | None) -> str:
    from dragoman.termbase.errors import InputError

    from . import inputs

    if (text is None) == (given is None):
        raise InputError("one text is needed", hint="TEXT, FILE, - or --text")
    if given is not None or text is None:
        return given or ""
    if text == inputs.STANDARD_INPUT or _is_file(text):
        return inputs.read(text)
    if "/" in text and " " not in text and Path(text).suffix:
        raise InputError("no such file", text, "--text takes it as a text")
    return text


def _is_file(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False


def _find(terms: Termbase, content: str, tag: str) -> list[tuple[Any, bool]]:
    """Matches of approved terms and (True) of wrong forms, in text order."""
    from dragoman.termbase.match import Matcher

    matcher = Matcher(terms, tag)
    found = [(match, False) for match in matcher.find(content)]
    found += [(match, True) for match in matcher.forbidden(content)]
    return sorted(found, key=lambda item: (item[0].start, -item[0].end))


def _row(item: tuple[Any, bool], others: Sequence[str]) -> list[str]:
    match, wrong = item
    readings = list({reading.concept.id: reading for reading in match.readings}.values())
    form = ", ".join(readings[0].form.features)
    if wrong:
        term = readings[0].term
        form = f"⚠ {term.status.value}" + (f": {term.why}" if term.why else "")
    return [
        f"{match.start}–{match.end}",
        " ".join(match.text.split()),
        " / ".join(reading.concept.id for reading in readings),
        form,
        *(" / ".join(filter(None, (_preferred(reading.concept, tag) for reading in readings))) for tag in others),
    ]


def _as_dict(item: tuple[Any, bool], others: Sequence[str]) -> dict[str, Any]:
    match, wrong = item
    return {
        "start": match.start,
        "end": match.end,
        "text": match.text,
        "approved": not wrong,
        "readings": [
            {
                "concept": reading.concept.id,
                "term": reading.term.text,
                "status": reading.term.status.value,
                "features": list(reading.form.features),
                "why": reading.term.why,
                "preferred": {tag: _preferred(reading.concept, tag) for tag in others},
            }
            for reading in match.readings
        ],
    }


app.command("import")(terms_exchange.import_terms)
app.command("export")(terms_exchange.export_terms)
