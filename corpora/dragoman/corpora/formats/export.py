"""New files of pairs in the formats that translators' tools read, out of units of any kind."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from dragoman.corpora.markup import Marked
from dragoman.corpora.units import Stamp, State, Unit
from dragoman.termbase.errors import Location
from dragoman.termbase.language import Language
from dragoman.termbase.language import language as find_language

from . import xml_export

XML = ("xliff", "xliff2", "tmx")
_ISOLATE = "\u2068{}\u2069"  # how gettext writes a file name with a space in it


def write(kind: str, units: Sequence[Unit], source: str, target: str, original: str, stamp: Stamp) -> bytes:
    """A file of all units, in UTF-8, in one of KINDS.

    source, target: known languages. original: the name of the file the units are from. Raises ValueError for another kind,
    UnknownNameError for an unknown language.
    """
    if kind in XML:
        return xml_export.write(kind, units, source, target, original, stamp)
    if kind not in _WRITERS:
        raise ValueError(f"no kind of file: {kind}; there are {', '.join(KINDS)}")
    return _WRITERS[kind](units, find_language(source), find_language(target), original, stamp)


def _po(units: Sequence[Unit], source: Language, target: Language, original: str, stamp: Stamp) -> bytes:
    import polib

    file = polib.POFile(wrapwidth=78)
    file.header = f"{original}, sentence by sentence: {source.name} and {target.name}"
    when = stamp.when.strftime("%Y-%m-%d %H:%M%z")
    file.metadata = {
        "Project-Id-Version": original,
        "POT-Creation-Date": when,
        "PO-Revision-Date": when,
        "Last-Translator": stamp.generator,
        "Language-Team": target.name,
        "Language": target.locale,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": target.plural_forms,
        "X-Source-Language": source.locale,
        "X-Generator": stamp.generator,
    }
    for unit, context, places in _merged(units):
        file.append(
            polib.POEntry(
                msgctxt=context or None,
                msgid=_words(unit.source),
                msgstr=_words(unit.target) if unit.target else "",
                occurrences=[(_reference(place.path), str(place.line) if place.line else "") for place in places],
                flags=["fuzzy"] if unit.state is State.DRAFT else [],
            )
        )
    return f"{str(file).rstrip()}\n".encode()


def _merged(units: Sequence[Unit]) -> Iterator[tuple[Unit, str, list[Location]]]:
    """Units as PO has them, with all their places: equal ones once, and a context to tell those whose targets differ."""
    alike: dict[str, dict[str, list[Unit]]] = {}
    for unit in units:
        translations = alike.setdefault(_words(unit.source), {})
        translations.setdefault(_words(unit.target) if unit.target else "", []).append(unit)
    for translations in alike.values():
        for number, group in enumerate(translations.values()):
            least = min(group, key=lambda unit: list(State).index(unit.state))
            yield least, str(number + 1) if number else "", [unit.where for unit in group]


def _reference(path: str) -> str:
    return _ISOLATE.format(path) if " " in path else path


def _table(units: Sequence[Unit], source: Language, target: Language, separator: str, end: str) -> str:
    written = io.StringIO()
    rows = csv.writer(written, delimiter=separator, lineterminator=end)
    rows.writerow(("id", source.tag, target.tag, "status"))
    rows.writerows(
        (unit.key, _words(unit.source), _words(unit.target) if unit.target else "", unit.state.value) for unit in units
    )
    return written.getvalue()


def _tsv(units: Sequence[Unit], source: Language, target: Language, original: str, stamp: Stamp) -> bytes:
    del original, stamp
    return _table(units, source, target, "\t", "\n").encode()


def _csv(units: Sequence[Unit], source: Language, target: Language, original: str, stamp: Stamp) -> bytes:
    del original, stamp
    # a spreadsheet takes a file without the mark for one in a legacy encoding
    return codecs.BOM_UTF8 + _table(units, source, target, ",", "\r\n").encode()


def _jsonl(units: Sequence[Unit], source: Language, target: Language, original: str, stamp: Stamp) -> bytes:
    del original, stamp
    lines = (
        {
            "id": unit.key,
            source.tag: _words(unit.source),
            target.tag: _words(unit.target) if unit.target else "",
            "status": unit.state.value,
        }
        for unit in units
    )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def _words(marked: Marked) -> str:
    """A text with its markup, for formats that know none."""
    return "".join(piece if isinstance(piece, str) else piece.code for piece in marked.pieces())


_WRITERS: Mapping[str, Callable[[Sequence[Unit], Language, Language, str, Stamp], bytes]] = {
    "po": _po,
    "tsv": _tsv,
    "csv": _csv,
    "jsonl": _jsonl,
}
KINDS = (*_WRITERS, *XML)
