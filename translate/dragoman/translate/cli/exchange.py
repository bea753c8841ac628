"""`dragoman export` and `dragoman import`: an article and its translations as files for reviewers, and back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .running import FINDINGS

if TYPE_CHECKING:
    from dragoman.corpora.formats.text import TextDocument
    from dragoman.corpora.review import Restored


def export(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Plain text in the source language.")],
    translations: Annotated[
        list[str] | None, typer.Argument(metavar="TRANSLATION", help="The same in other languages; may be none.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--format", metavar="NAME", help="po, xliff, xliff2, tmx, tsv, csv or jsonl.")
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="PATH", help="File (one result) or directory (several).")
    ] = None,
    source: Annotated[str, typer.Option("--from", "-f", metavar="LANG", help="Language of the article.")] = "en",
    to: Annotated[
        list[str] | None,
        typer.Option("--to", "-t", metavar="LANG", help="Language of each translation, where file names do not tell."),
    ] = None,
    live: Annotated[
        bool, typer.Option("--no-fuzzy", help="Do not mark translations as unconfirmed, where the format can.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing of what was done.")] = False,
) -> None:
    """Write an article and its translations as pairs of sentences, for review in Poedit, Weblate, OmegaT or a spreadsheet.

    Sentences are paired as the program translated them, or by their lengths where the translation is somebody else's.
    They are marked as unconfirmed. Writes article.ru.po beside article.ru.txt unless --output says otherwise; without a
    translation, --to says for which languages to write empty ones. 'dragoman import' makes the translation of it again.
    """
    from dragoman.corpora.formats import export as writing
    from dragoman.corpora.pairing import pair
    from dragoman.corpora.review import units
    from dragoman.corpora.units import State
    from dragoman.termbase.language import language

    from .console import note
    from .documents import stamp
    from .jobs import write

    own = language(source).tag
    texts = {name: _text(name, None) for name in translations or []}
    targets = _languages(list(texts.values()), to or [], own)
    chosen = _kind(kind, output)
    names: list[str | None] = [*texts] or [None] * len(targets)
    paths = _outputs(article, names, targets, chosen, output)
    document = _text(article, own)
    for name, target, path in zip(names, targets, paths, strict=True):
        pairing = pair(document, texts[name].text, target) if name is not None else None
        found = units(document, pairing, State.TRANSLATED if live else State.DRAFT)
        write(path, writing.write(chosen, found, own, target, PurePath(article).name, stamp()))
        if quiet:
            continue
        if pairing is not None and not pairing.exact:
            note(f"{name}: not laid out as {article} is: an import will lay it out as that")
        done = sum(unit.target is not None for unit in found)
        note(f"{article}, {own} → {target}: {len(found)} pairs, {done} with a translation → {path}")


def import_(
    reviewed: Annotated[str, typer.Argument(metavar="REVIEWED", help="File that 'dragoman export' wrote.")],
    source: Annotated[str, typer.Option("--source", "-s", metavar="ARTICLE", help="The article it was made of.")],
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="PATH", help="Where the translation goes; - is stdout.")
    ] = None,
    own: Annotated[str, typer.Option("--from", "-f", metavar="LANG", help="Language of the article.")] = "en",
    to: Annotated[
        str | None,
        typer.Option("--to", "-t", metavar="LANG", help="Language of the translation, if the file does not say."),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--format", metavar="NAME", help="File format, where name and content do not tell.")
    ] = None,
    reviewed_only: Annotated[
        bool, typer.Option("--reviewed-only", help="Leave sentences that nobody has confirmed in the source language.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON on standard output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only say what has changed since the export.")] = False,
) -> None:
    """Make an article's translation of a reviewed file, laid out exactly as the article is.

    Writes article.ru.txt beside the article unless --output says otherwise. Sentences that are not translated stay as they
    are. Exit code 1 where the article is no longer what was exported: each sentence that differs is named with its place.
    """
    from dragoman.corpora import formats
    from dragoman.corpora.review import restore
    from dragoman.termbase.errors import InputError
    from dragoman.termbase.language import language

    from . import console
    from .inputs import label, read_bytes
    from .jobs import STANDARD_OUTPUT, check_outputs, write

    if output == STANDARD_OUTPUT and as_json:
        raise InputError("standard output takes the translation or --json, not both", hint="see --output")
    data, name = read_bytes(reviewed), label(reviewed)
    chosen = formats.find(kind) if kind else formats.detect(name, data[: formats.HEAD])
    tag = language(own).tag
    told = language(to).tag if to else None
    file = formats.units(data, name, chosen, tag, told)
    if told is None:
        told = (
            _named(output or "") or _named(name) if file.target_language is None else language(file.target_language).tag
        )
        if told is None:
            raise InputError("the file does not say in which language its translations are", name, "see --to")
        file = formats.units(data, name, chosen, tag, told)
    document = _text(source, tag)
    path = None if output == STANDARD_OUTPUT else _beside(source, told, output)
    if path is not None:
        check_outputs([path], [reviewed, source])
    result = restore(document, file, told, reviewed_only)
    content = document.encoding.encode(result.text)
    if path is None:
        console.write_bytes(content)
    else:
        write(path, content)
    if as_json:
        console.write_json(_as_json(result, path, told))
    else:
        _report(result, document.name, name, path, told, quiet)
    if result.changed or result.stale:
        raise typer.Exit(FINDINGS)


def _text(name: str, language: str | None) -> TextDocument:
    """A plain text. Raises InputError for another format, or for one with nothing in it."""
    from dragoman.corpora import formats
    from dragoman.corpora.formats.text import parse
    from dragoman.termbase.errors import InputError

    from .inputs import label, read_bytes

    extension = PurePath(name).suffix.lower()
    other = next((item for item in formats.FORMATS if item is not formats.TEXT and extension in item.extensions), None)
    if other is not None:
        raise InputError(f"this is {other.label}, not plain text", name, "'dragoman translate' fills such files itself")
    found = parse(read_bytes(name), label(name), language)
    if not found.text.strip():
        raise InputError("there is nothing in it but white space", label(name))
    return found


def _languages(texts: Sequence[TextDocument], to: Sequence[str], own: str) -> list[str]:
    """The language of each translation: as told, by its file's name (article.ru.txt), or by its script."""
    from dragoman.termbase.errors import InputError
    from dragoman.termbase.language import language

    told = [language(tag).tag for tag in to]
    if not texts and not told:
        raise InputError("no translation and no --to: for which language?", hint="name a translation, or give --to")
    if texts and told and len(told) != len(texts):
        raise InputError(f"{len(texts)} translations and {len(told)} languages", hint="give --to once for each")
    found = told or [_named(text.name) or text.language for text in texts]
    for number, tag in enumerate(found):
        if tag == own:
            where = texts[number].name if texts else None
            raise InputError(f"source and target language are both {own}", where, "see --from and --to")
        if tag in found[:number]:
            raise InputError(f"two translations into {tag}", hint="see --to")
    return found


def _named(name: str) -> str | None:
    """The language in a file's name, as `dragoman translate` gives it."""
    from dragoman.termbase.errors import UnknownNameError
    from dragoman.termbase.language import language

    suffixes = PurePath(name).suffixes
    try:
        return language(suffixes[-2][1:]).tag if len(suffixes) > 1 else None
    except UnknownNameError:
        return None


def _kind(kind: str | None, output: str | None) -> str:
    """The format to write: as told, by the output's extension, else PO."""
    from dragoman.corpora import formats
    from dragoman.corpora.formats.export import KINDS
    from dragoman.termbase.errors import UnknownNameError

    if kind is not None:
        if kind.lower() not in KINDS:
            raise UnknownNameError(f"cannot export to '{kind}'", hint=f"known: {', '.join(KINDS)}")
        return kind.lower()
    extension = PurePath(output or "").suffix.lower()
    named = [item.name for item in formats.FORMATS if item.name in KINDS and extension in item.extensions]
    return named[0] if named else "po"


def _outputs(
    article: str, names: Sequence[str | None], targets: Sequence[str], kind: str, output: str | None
) -> list[Path]:
    from dragoman.corpora import formats

    from .jobs import check_outputs

    extension = formats.find(kind).extensions[0]
    made = [
        (Path(article).with_suffix(f".{target}{extension}"))
        if name is None or _named(name) is None
        else Path(name).with_suffix(extension)
        for name, target in zip(names, targets, strict=True)
    ]
    if output is not None:
        folder = len(made) > 1 or output.endswith(("/", os.sep)) or Path(output).is_dir()
        made = [Path(output, path.name) for path in made] if folder else [Path(output)]
    check_outputs(made, [article, *(name for name in names if name is not None)])
    return made


def _beside(article: str, target: str, output: str | None) -> Path:
    path = Path(article)
    named = f"{path.stem}.{target}{path.suffix}"
    if output is None:
        return path.with_name(named)
    folder = output.endswith(("/", os.sep)) or Path(output).is_dir()
    return Path(output, named) if folder else Path(output)


def _report(result: Restored, article: str, name: str, path: Path | None, target: str, quiet: bool) -> None:
    from dragoman.corpora.units import State

    from .console import note

    for where, text in result.changed:
        note(f"{where}: changed since the export: no pair in {name} for “{_short(text)}”")
    for unit in result.stale:
        note(f"{unit.where}: no longer in {article}: “{_short(unit.source.text)}”")
    if quiet:
        return
    confirmed = result.states[State.TRANSLATED] + result.states[State.REVIEWED]
    counts = [f"{confirmed} confirmed"]
    drafts = result.states[State.DRAFT]
    if drafts:
        left = "left in the source language" if result.skipped else "taken"
        counts.append(f"{drafts} unconfirmed ({left})")
    if result.states[State.NEW]:
        counts.append(f"{result.states[State.NEW]} not translated")
    if result.changed:
        counts.append(f"{len(result.changed)} changed in the article")
    if result.stale:
        counts.append(f"{len(result.stale)} no longer there")
    note(f"{name} → {target}: {', '.join(counts)}{f' → {path}' if path else ''}")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59].rstrip()}…"


def _as_json(result: Restored, path: Path | None, target: str) -> dict[str, Any]:
    return {
        "clean": not (result.changed or result.stale),
        "output": None if path is None else str(path),
        "target": target,
        "states": {state.value: number for state, number in sorted(result.states.items())},
        "skipped": result.skipped,
        "changed": [{"line": where.line, "column": where.column, "text": text} for where, text in result.changed],
        "stale": [{"line": unit.where.line, "text": unit.source.text} for unit in result.stale],
    }
