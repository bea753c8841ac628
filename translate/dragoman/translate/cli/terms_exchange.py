"""`dragoman terms import` and `terms export`: termbases of other programs in, this one's out, with a report of both."""

from __future__ import annotations

import io
import os
import stat
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from .options import Curated, Termbases
from .running import FINDINGS

if TYPE_CHECKING:
    from dragoman.termbase.exchange import Format, Read, Report
    from dragoman.termbase.exchange.compare import Duplicates
    from dragoman.termbase.exchange.imports import Import
    from dragoman.termbase.exchange.tbx_write import Style
    from dragoman.termbase.model import Concept, Kind, Termbase

_PART = 15_000_000  # bytes of a termbase file, well under what the loader takes


FORMATS = "tbx csv omegat weblate deepl google google-set amazon microsoft yaml"
"""The names of the formats, for the help; the formats themselves are imported on use."""

Named = Annotated[str | None, typer.Option("--format", "-f", metavar="NAME", help=f"The file's format: {FORMATS}.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show every remark, not only examples.")]
AsJson = Annotated[bool, typer.Option("--json", help="The report as JSON on standard output.")]


def import_terms(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file of another program, or - for standard input.")],
    form: Named = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="LANG", help="Source language, where the file does not say it.")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--to", metavar="LANG", help="Target language, where the file does not say it.")
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="The YAML file, or a directory ending in /.")
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--into", metavar="FILE", help="Add the entries at the end of this termbase.")
    ] = None,
    duplicates: Annotated[
        str, typer.Option("--duplicates", metavar="HOW", help="What is there already: skip, merge or keep.")
    ] = "skip",
    termbase: Termbases = None,
    curated: Curated = True,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Read the terms of another program's file into a termbase (YAML).

    Reads TBX, spreadsheets, and the glossaries of OmegaT, Weblate, DeepL, Google, Amazon and Microsoft; the format is
    told by the content. Concepts that the curated termbase or those of --termbase have already are left out; `merge`
    adds what is new in them to the old entry instead, as admitted terms. With --json nothing goes to standard output
    but the report. Exit code 1 where terms are there already with another rendering.
    """
    from dragoman.termbase.exchange import Report
    from dragoman.termbase.exchange.imports import choose

    from . import inputs
    from .console import note, write_json
    from .terms_exchange_report import import_data, import_lines, outcome

    how = _how(duplicates, into, output)
    _check(output, [file])
    report = Report()
    chosen, read = _read(file, form, source, target, report)
    existing = _existing(termbase or [], into, curated)
    wanted = choose(read.termbase, existing, _named_by(source, existing), how, report)
    written = _save(wanted, chosen, file, output, into, as_json)
    if as_json:
        write_json(import_data(inputs.label(file), chosen, read, wanted, written, report))
    else:
        for line in (
            *import_lines(inputs.label(file), chosen, read, wanted, report, verbose),
            outcome(wanted, written),
        ):
            note(line)
    if wanted.conflicts:
        raise typer.Exit(FINDINGS)


def export_terms(
    form: Named = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="LANG", help="The first language; that of the termbase without it.")
    ] = None,
    targets: Annotated[
        list[str] | None, typer.Option("--to", metavar="LANG", help="The others; may be repeated. All without it.")
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="The file; standard output without it.")
    ] = None,
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", "-k", metavar="KIND", help="Only this kind: body, title, place …")
    ] = None,
    style: Annotated[str, typer.Option("--style", metavar="STYLE", help="Of TBX: dca or dct.")] = "dca",
    termbase: Termbases = None,
    curated: Curated = True,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Write the termbase for another program, and say what its format cannot carry.

    Forbidden and deprecated terms go only into formats that mark them (tbx, csv, yaml). Without --format the extension of
    the output says it: .tbx, .csv, .yaml, .utf8 … With --json nothing goes to standard output but the report. Exit code 1
    where no concept fits.
    """
    from dragoman.termbase.exchange import Report, WriteOptions, selected, write_termbase

    from . import inputs
    from .console import note, write, write_json
    from .terms_exchange_report import export_data, plural, remark_lines

    chosen = _output_format(form, output)
    whole = inputs.termbase(termbase or [], curated)
    languages = _languages(whole, source, targets or [])
    _check(output, [str(path) for path in termbase or []])
    terms = selected(whole, _kinds(kinds or []), languages if source or targets else ())
    if not len(terms):
        note("no concept fits")
        raise typer.Exit(FINDINGS)
    title = ", ".join([*(["curated termbase"] if curated else []), *(path.name for path in termbase or [])])
    tabs = Path(output or "").suffix.lower() in (".tsv", ".tab", ".txt", ".utf8")
    options = WriteOptions(languages[0], languages[1:], "\t" if tabs else ",", _style(style), title)
    report = Report()
    text = write_termbase(terms, chosen, options, report)
    if output is not None and output != "-":
        _write(Path(output), text)
    elif not as_json:
        write(text)
    if as_json:
        write_json(export_data(chosen, languages, terms, output, report))
        return
    for line in remark_lines(report, verbose, examples=0):
        note(line)
    to = f" → {output}" if output not in (None, "-") else ""
    note(f"{chosen.name}: {plural(len(terms), 'concept')} in {', '.join(languages)}{to}")


def _how(name: str, into: Path | None, output: str | None) -> Duplicates:
    from dragoman.termbase.errors import InputError, UnknownNameError
    from dragoman.termbase.exchange.compare import Duplicates

    if name not in list(Duplicates):
        raise UnknownNameError(f"unknown way with duplicates '{name}'", hint=f"known: {', '.join(Duplicates)}")
    if into is not None and output is not None:
        raise InputError("--into and --output are two places", hint="give one of them")
    if into is not None and name == Duplicates.MERGE:
        raise InputError("--into only adds entries", hint="merge into a file of its own: -o merged.yaml")
    return Duplicates(name)


def _read(file: str, form: str | None, source: str | None, target: str | None, report: Report) -> tuple[Format, Read]:
    from dragoman.termbase.exchange import ReadOptions, format_named, read_termbase, sniff
    from dragoman.termbase.exchange.formats import HEAD
    from dragoman.termbase.language import language

    from . import inputs

    tags = [language(tag).tag if tag else None for tag in (source, target)]
    name = inputs.label(file)
    with _opened(file) as stream:
        head = stream.read(HEAD)
        chosen = format_named(form) if form else sniff(head, name)
        stream.seek(0)
        return chosen, read_termbase(stream, name, chosen, ReadOptions(*tags), report)


def _opened(file: str) -> BinaryIO:
    """A file or standard input as a stream that can be read again from its beginning. Raises InputError."""
    from dragoman.termbase.errors import InputError

    from . import inputs

    if file == inputs.STANDARD_INPUT:
        return io.BytesIO(inputs.standard_input())
    try:
        # opening a pipe nobody writes to would hang
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(reason.lower(), file, "check the name and the rights") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InputError("not a regular file", file, "use - to read standard input")
    return os.fdopen(descriptor, "rb")


def _existing(paths: Sequence[Path], into: Path | None, curated: bool) -> Termbase:
    from dragoman.termbase.load import load_layers

    return load_layers([*paths, *([into] if into is not None else [])], curated=curated)


def _named_by(source: str | None, existing: Termbase) -> str:
    """The language whose terms name concepts: the one given, else the first of the termbase."""
    from dragoman.termbase.language import LANGUAGES, language

    if source:
        return language(source).tag
    return existing.languages[0] if existing.languages else next(iter(LANGUAGES))


def _save(wanted: Import, chosen: Format, file: str, output: str | None, into: Path | None, as_json: bool) -> list[str]:
    """Write the termbase where it is to go; the names of the files."""
    from dragoman.termbase.exchange import yaml
    from dragoman.termbase.exchange.imports import spelt_out
    from dragoman.termbase.load import load_text

    from . import inputs
    from .console import write

    if not len(wanted.termbase):
        return []
    if into is not None:
        before = into.read_bytes()
        mark = "\ufeff" if before.startswith(BOM_UTF8) else ""
        _write(into, mark + yaml.append(before.decode("utf-8-sig"), spelt_out(wanted.termbase), str(into)))
        return [str(into)]
    heading = f"Imported from {inputs.label(file)} ({chosen.name})."
    if output is not None and output != "-" and (output.endswith(("/", os.sep)) or Path(output).is_dir()):
        return list(_save_parts(wanted.termbase, heading, Path(output), Path(file).stem if file != "-" else "terms"))
    if output is None and as_json:
        return []
    text = yaml.dump(wanted.termbase, heading)
    load_text(text, output or "standard output")
    if output in (None, "-"):
        write(text)
        return []
    _check_size(text, output or "")
    _write(Path(output or ""), text)
    return [output or ""]


def _check_size(text: str, output: str) -> None:
    from dragoman.termbase.errors import OutputError
    from dragoman.termbase.load import LIMIT

    if len(text.encode()) > LIMIT:
        message = f"the termbase would be larger than the {LIMIT:,} bytes a file may have"
        raise OutputError(message, output, "give a directory for several files: -o terms/")


def _save_parts(termbase: Termbase, heading: str, folder: Path, stem: str) -> Iterator[str]:
    """The termbase in one file, or in several that are each small enough."""
    from dragoman.termbase.exchange import yaml

    parts = list(_parts(termbase))
    for number, part in enumerate(parts, 1):
        path = folder / (f"{stem}.yaml" if len(parts) == 1 else f"{stem}-{number}.yaml")
        _write(path, yaml.dump(part, heading))
        yield str(path)


def _parts(termbase: Termbase) -> Iterator[Termbase]:
    from types import MappingProxyType

    from dragoman.termbase.exchange import yaml
    from dragoman.termbase.model import Termbase as Made

    # a source may stand in one file only, the first
    sources, size = termbase.sources, sum(map(len, termbase.sources.values()))
    chosen: dict[str, Concept] = {}
    for concept in termbase:
        length = sum(len(line.encode()) + 1 for line in yaml.entry(concept, 2))
        if chosen and size + length > _PART:
            yield Made(MappingProxyType(chosen), sources)
            sources, chosen, size = MappingProxyType({}), {}, 0
        chosen[concept.id] = concept
        size += length
    yield Made(MappingProxyType(chosen), sources)


def _check(output: str | None, inputs: Sequence[str]) -> None:
    """Raise OutputError for an output that cannot be written, or is an input, before any work is done."""
    from .jobs import check_outputs

    if output is not None and output != "-" and not Path(output).is_dir():
        check_outputs([Path(output)], inputs)


def _write(path: Path, text: str) -> None:
    from .jobs import write

    write(path, text)


def _output_format(form: str | None, output: str | None) -> Format:
    from dragoman.termbase.errors import InputError
    from dragoman.termbase.exchange import FORMATS, choices, format_named

    if form:
        return format_named(form)
    extension = Path(output or "").suffix.lower()
    found = next((item for item in FORMATS.values() if extension in item.extensions), None)
    if found is None or extension == ".txt":
        raise InputError("which format?", output, f"say it with --format; {choices()}")
    return found


def _languages(termbase: Termbase, source: str | None, targets: Sequence[str]) -> tuple[str, ...]:
    """The source language and the targets: what is not given is what the termbase has."""
    from dragoman.termbase.errors import InputError
    from dragoman.termbase.language import language

    first = language(source).tag if source else next(iter(termbase.languages), "en")
    given = tuple(dict.fromkeys(language(tag).tag for tag in targets))
    if first in given:
        raise InputError(f"source and target language are both {first}", hint="see --from and --to")
    return (first, *(given or tuple(tag for tag in termbase.languages if tag != first)))


def _kinds(names: Sequence[str]) -> set[Kind]:
    from dragoman.termbase.model import Kind

    from .terms import kinds_named

    return set(map(Kind, kinds_named(names)))


def _style(name: str) -> Style:
    from dragoman.termbase.errors import UnknownNameError
    from dragoman.termbase.exchange.tbx_write import Style

    if name.lower() not in list(Style):
        raise UnknownNameError(f"unknown style '{name}'", hint=f"known: {', '.join(Style)}")
    return Style(name.lower())
