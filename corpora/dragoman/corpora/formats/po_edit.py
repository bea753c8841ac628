"""What changes in a PO file when entries are filled: their strings, flags and comments, and fields of the header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dragoman.corpora.units import Stamp

from . import po_formats, po_header
from .po_entries import Entry, Field
from .po_header import Header
from .po_lexer import unescaped
from .po_messages import Writing
from .po_text import Edit, Text, forced
from .po_wrap import Style, rendered, wrapped

FUZZY = "fuzzy"
_NO_WRAP = "no-wrap"
_OURS = re.compile(r"#\s+dragoman \d")


def flags(line: str) -> list[str]:
    """The flags of a comment; none where it is no line of flags."""
    begin = line.lstrip()
    return [flag for part in begin[2:].split(",") if (flag := part.strip())] if begin.startswith("#,") else []


def remark(line: str) -> str | None:
    """What a comment tells translators, the extracted ones too; None for other comments, and for this program's own."""
    begin = line.strip()
    if begin[:2] not in ("#", "# ", "#.") or _OURS.match(begin):
        return None
    return begin[2:].strip()


def filled(text: Text, entry: Entry, writing: Writing, count: int, style: Style, stamp: Stamp) -> Iterator[Edit]:
    """The edits that fill an entry. count: how many plural forms there are to be."""
    fuzzy = any(FUZZY in flags(text.lines[line]) for line in entry.comments)
    yield from _notes(text, entry, writing.notes, stamp)
    yield from flagged(text, entry, writing.draft)
    if fuzzy:
        yield from (_dropped(text, line) for line in entry.comments if _begins(text, line, "#|"))
    yield from _strings(text, entry, writing.texts, count, style)


def _begins(text: Text, line: int, sign: str) -> bool:
    return text.lines[line].lstrip().startswith(sign)


def _dropped(text: Text, line: int) -> Edit:
    return Edit(*text.whole(line, line), "")


def _first(entry: Entry) -> Field:
    return next(entry.fields())


def _added(text: Text, line: int, new: Sequence[str], column: int = 0) -> Edit:
    """New lines before a line, or before a column where something else stands before that."""
    end = text.newline(line)
    lead = text.lines[line][:column]
    place, before = ((line, column), end) if lead.strip() else ((line, 0), "")
    return Edit(place, place, before + "".join(f"{item}{end}" for item in new))


def _notes(text: Text, entry: Entry, notes: Sequence[str], stamp: Stamp) -> Iterator[Edit]:
    """This program's comments, in the place of those of earlier runs, else behind the translators' own."""
    ours = [line for line in entry.comments if _OURS.match(text.lines[line].lstrip())]
    new = [forced(f"# {stamp.generator}: {' '.join(note.split())}", text.codec) for note in notes]
    if new:
        others = (line for line in entry.comments if re.match(r"\s*#[.:,|=]", text.lines[line]))
        first = _first(entry)
        line = ours[0] if ours else next(others, first.line)
        yield _added(text, line, new, first.start if line == first.line else 0)
    yield from (_dropped(text, line) for line in ours)


def flagged(text: Text, entry: Entry, fuzzy: bool) -> Iterator[Edit]:
    """The flag set or taken away. gettext heeds the last line of flags alone, so that is where it must stand."""
    lines = [line for line in entry.comments if _begins(text, line, "#,")]
    if not fuzzy:
        yield from (edit for line in lines for edit in _unflagged(text, line))
    elif not lines:
        previous = (line for line in entry.comments if _begins(text, line, "#|"))
        first = _first(entry)
        line = next(previous, first.line)
        yield _added(text, line, [f"#, {FUZZY}"], first.start if line == first.line else 0)
    elif FUZZY not in flags(text.lines[lines[-1]]):
        place = (lines[-1], text.lines[lines[-1]].index("#,") + 2)
        yield Edit(place, place, f" {FUZZY}," if flags(text.lines[lines[-1]]) else f" {FUZZY}")


def _unflagged(text: Text, line: int) -> Iterator[Edit]:
    content = text.lines[line].rstrip()
    found = flags(content)
    if FUZZY in found:
        kept = ", ".join(flag for flag in found if flag != FUZZY)
        start = content.index("#,")
        yield Edit((line, start), (line, len(content)), f"#, {kept}") if kept else _dropped(text, line)


def _strings(text: Text, entry: Entry, texts: Mapping[int, str], count: int, style: Style) -> Iterator[Edit]:
    words = {flag for line in entry.comments for flag in flags(text.lines[line])}
    # gettext breaks lines inside {name} but not inside %(name)s
    whole = po_formats.directives(words, printf=True)
    style = replace(style, width=0) if _NO_WRAP in words else style
    last = entry.forms[-1]
    end = text.newline(last.line)
    lead = text.lines[last.line][: last.start]
    indent = "" if lead.strip() else lead
    between = f"{end}{indent}"

    def lines(form: int) -> str:
        keyword = f"msgstr[{form}]" if entry.plural else "msgstr"
        return between.join(rendered(keyword, texts[form], style, whole))

    for form, part in enumerate(entry.forms):
        if form in texts:
            yield Edit(*part.span, lines(form))
        elif form >= count:
            start, stop = part.span
            yield Edit(*(text.whole(start[0], stop[0]) if text.alone(start, stop) else part.span), "")
    stop = last.span[1]
    for form in sorted(texts):
        if form >= len(entry.forms):
            yield Edit(stop, stop, between + lines(form))


def headed(text: Text, entry: Entry | None, header: Header, changes: Mapping[str, str], style: Style) -> Iterator[Edit]:
    """The edits that set fields of the header; without one, a new one at the top."""
    lines = po_header.changed(header, changes)
    if entry is None:
        end = text.newline(0)
        new = ['msgid ""', *rendered("msgstr", po_header.joined(lines), style)]
        yield Edit((0, 0), (0, 0), "".join(f"{line}{end}" for line in [*new, ""]))
        return
    part = entry.forms[0]
    end = text.newline(part.line)
    rows = _rows(part, header, text.codec)
    if rows is None:
        yield Edit(*part.span, end.join(rendered("msgstr", po_header.joined(lines), style)))
        return
    place = part.span[1]
    for index, line in lines:
        strings = end.join(wrapped(f"{line}\n", style))
        if index is None:
            yield Edit(place, place, f"{end}{strings}")
            continue
        start, place = rows[index]
        unended = index == len(rows) - 1 and not header.ended
        if line != header.lines[index] or unended:
            yield Edit(start, place, strings)


def _rows(part: Field, header: Header, codec: str) -> list[tuple[tuple[int, int], tuple[int, int]]] | None:
    """Where each line of a header stands; None where strings and lines of the header do not begin and end together."""
    rows = []
    start: tuple[int, int] | None = None
    for piece in part.pieces:
        said = unescaped(piece.written, codec)
        if not said and start is None:
            continue
        if "\n" in said[:-1]:
            return None
        start = start or (piece.line, piece.start)
        if said.endswith("\n"):
            rows.append((start, (piece.line, piece.end)))
            start = None
    if start is not None:
        rows.append((start, part.span[1]))
    return rows if len(rows) == len(header.lines) else None
