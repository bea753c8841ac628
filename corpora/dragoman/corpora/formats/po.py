"""gettext PO and POT files: entries are edited line by line, everything else stays as it is.

polib and the gettext tools re-wrap and re-sort a file when they save it; here a filled entry changes its own msgstr, flags
and comments, and a filled file a few fields of its header.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dragoman.corpora.files import Encoding, decode, shown
from dragoman.corpora.files import sniff as sniff_mark
from dragoman.corpora.markup import Marked
from dragoman.corpora.units import Fill, Stamp, State, Unit
from dragoman.termbase.errors import InputError, Location, UnknownNameError
from dragoman.termbase.language import language as find_language

from . import po_header
from .po_header import Plurals
from .po_lines import Entry, entries
from .po_write import string

_CHARSET = re.compile(rb'^"Content-Type:[^"]*?charset=([A-Za-z0-9_.:-]{2,40})', re.MULTILINE | re.IGNORECASE)
_MESSAGE = re.compile(rb"^(?:msgctxt|msgid)\s*\"", re.MULTILINE)
_WRAPPED = re.compile(r'(?<!\\n)"[ \t]*\r?\n[ \t]*"[^"]')
_NUMERIC = re.compile(
    r"%(?:\d+\$|\(\w+\))?[-+ #0']*\d*(?:\.\d+)?(?:hh|h|ll|l|L|z|j|t|q)?[diunxXoLN]|\{\w*(?:[:,][^{}]*)?\}"
)
_OURS = "# dragoman"
_KEY_LENGTH = 60


def sniff(head: bytes) -> bool:
    """Whether a file begins like a PO file."""
    return _MESSAGE.search(head) is not None and b"msgstr" in head


@dataclass(frozen=True, slots=True)
class _Slot:
    """What a unit fills: an entry's field."""

    entry: Entry
    keyword: str


@dataclass(slots=True)
class PoFile:
    """A parsed PO or POT file; see units.UnitFile. problems: what is wrong with it, by line; all else can be used."""

    name: str
    text: str
    encoding: Encoding
    lines: list[str]
    entries: list[Entry]
    header: Entry | None
    units: list[Unit]
    slots: list[_Slot]
    source_language: str | None
    target_language: str | None
    problems: tuple[InputError, ...] = ()
    messages: bool = field(default=True, init=False)

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """See units.UnitFile.fill. The plural forms of an entry are filled together or not at all.

        Raises InputError where the file's charset cannot hold a translation.
        """
        by_entry: dict[int, dict[str, Fill]] = {}
        for index, fill in fills.items():
            if not 0 <= index < len(self.slots):
                raise ValueError(f"no unit {index} in {len(self.slots)}")
            slot = self.slots[index]
            by_entry.setdefault(slot.entry.first, {})[slot.keyword] = fill
        edits: dict[int, tuple[int, list[str]]] = {}
        style = _Style(self._newline(), self._wraps())
        wanted = self._keywords()
        for entry in self.entries:
            new = by_entry.get(entry.first, {})
            if new and set(new) == wanted[entry.first]:
                edits |= _filled(entry, self.lines, new, style, stamp)
        if not edits:
            return self.encoding.encode(self.text)
        edits |= self._header_edits(language, style, stamp)
        return self._encoded(_spliced(self.lines, edits))

    def _keywords(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for slot in self.slots:
            found.setdefault(slot.entry.first, set()).add(slot.keyword)
        return found

    def _newline(self) -> str:
        return "\r\n" if self.lines and self.lines[0].endswith("\r\n") else "\n"

    def _wraps(self) -> bool:
        """Whether the file breaks long lines: it does somewhere, or has none."""
        return bool(_WRAPPED.search(self.text)) or all(len(line) <= 82 for line in self.lines if line[:1] in '"m')

    def _header_edits(self, language: str, style: _Style, stamp: Stamp) -> dict[int, tuple[int, list[str]]]:
        spoken = find_language(language)
        codec = "UTF-8" if self.encoding.codec == "utf-8" else self.encoding.codec
        text = self.header.fields["msgstr"].text if self.header else ""
        changes = po_header.filled(text, spoken, codec, stamp)
        if self.header is None:
            lines = ['msgid ""', 'msgstr ""', *(_header_line(item) for item in changes.items()), ""]
            return {-1: (0, [line + style.newline for line in lines])}
        edits = _header_lines(self.header, self.lines, changes, style)
        flags = [(number, line) for number, line in self.header.comments if line.startswith("#,")]
        for number, _ in flags:
            edits[number] = (number + 1, _flags_line(self.header.flags, fuzzy=False, style=style))
        return edits

    def _encoded(self, text: str) -> bytes:
        try:
            return self.encoding.encode(text)
        except UnicodeEncodeError as error:
            line = text.count("\n", 0, error.start) + 1
            raise InputError(
                f"{error.object[error.start]!r} cannot be written in the file's charset {self.encoding.codec}",
                Location(shown(self.name), line),
                "convert the file first: msgconv -t UTF-8",
            ) from None


@dataclass(frozen=True, slots=True)
class _Style:
    newline: str
    wrap: bool


def _filled(
    entry: Entry, lines: list[str], fills: Mapping[str, Fill], style: _Style, stamp: Stamp
) -> dict[int, tuple[int, list[str]]]:
    """Edits that fill an entry: first line -> (line after the last, new lines)."""
    edits: dict[int, tuple[int, list[str]]] = {}
    for keyword, fill in fills.items():
        place = entry.fields.get(keyword)
        new = string(keyword, fill.target.text, style.wrap, style.newline)
        if place is not None:
            edits[place.first] = (place.last, new)
    last = max(entry.targets, key=lambda value: value.last)
    extra = [keyword for keyword in fills if keyword not in entry.fields]
    if extra:
        end, new = edits[last.first]
        if new and not new[-1].endswith(("\n", "\r")):
            new[-1] += style.newline
        added = [
            line for keyword in extra for line in string(keyword, fills[keyword].target.text, style.wrap, style.newline)
        ]
        edits[last.first] = (end, new + added)
    if lines[last.last - 1][-1:] not in ("\n", "\r"):
        edits[last.first][1][-1] = edits[last.first][1][-1].rstrip("\r\n")
    edits |= _comments(entry, fills, style, stamp)
    return edits


def _comments(entry: Entry, fills: Mapping[str, Fill], style: _Style, stamp: Stamp) -> dict[int, tuple[int, list[str]]]:
    """Edits of an entry's comments: our note, the flag fuzzy, and what it was fuzzy against."""
    edits: dict[int, tuple[int, list[str]]] = {}
    for number, text in entry.comments:
        if text.startswith((_OURS, "#|")):
            edits[number] = (number + 1, [])
    notes = dict.fromkeys(note for fill in fills.values() for note in fill.notes)
    ours = [f"# {stamp.generator}: {' '.join(note.split())}{style.newline}" for note in notes]
    fuzzy = any(fill.state is State.DRAFT for fill in fills.values())
    flags = [number for number, text in entry.comments if text.startswith("#,")]
    line = _flags_line(entry.flags, fuzzy, style)
    start = min(value.first for value in entry.fields.values())
    human = [n for n, text in entry.comments if text[:2] in ("#", "# ") and not text.startswith(_OURS)]
    behind = human[-1] + 1 if human else entry.first
    previous = [number for number, text in entry.comments if text.startswith("#|")]
    if flags:
        edits[flags[0]] = (flags[0] + 1, line)
        edits |= {number: (number + 1, []) for number in flags[1:]}
    elif line:
        before = previous[0] if previous else start
        _insert(edits, before, line)
    _insert(edits, behind, ours)
    return edits


def _insert(edits: dict[int, tuple[int, list[str]]], before: int, new: list[str]) -> None:
    """Put lines before a line, whatever else happens to it."""
    if new:
        end, lines = edits.get(before, (before, []))
        edits[before] = (end, new + lines)


def _flags_line(flags: list[str], fuzzy: bool, style: _Style) -> list[str]:
    kept = [flag for flag in flags if flag != "fuzzy"]
    wanted = (["fuzzy"] if fuzzy else []) + kept
    return [f"#, {', '.join(wanted)}{style.newline}"] if wanted else []


def _header_lines(
    header: Entry, lines: list[str], changes: Mapping[str, str], style: _Style
) -> dict[int, tuple[int, list[str]]]:
    """Edits of a header: one line a field where it is written so, else all of it anew."""
    place = header.fields["msgstr"]
    own = {
        line.strip()[1:].partition(":")[0].strip(): number
        for number, line in enumerate(lines[place.first + 1 : place.last], place.first + 1)
        if line.rstrip().endswith('\\n"') and ":" in line
    }
    have = po_header.fields(place.text)
    if lines[place.first].strip() == 'msgstr ""' and own.keys() >= have.keys():
        edits = {
            own[name]: (own[name] + 1, [_header_line((name, value)) + style.newline])
            for name, value in changes.items()
            if name in own
        }
        new = [_header_line(item) + style.newline for item in changes.items() if item[0] not in own]
        if lines[place.last - 1][-1:] != "\n" and new:
            new = [style.newline, *new]
        end = place.last
        if new:
            edits[end] = (end, new)
        return edits
    text = "".join(f"{name}: {value}\n" for name, value in {**have, **changes}.items())
    return {place.first: (place.last, string("msgstr", text, style.wrap, style.newline))}


def _header_line(item: tuple[str, str]) -> str:
    return f'"{item[0]}: {item[1]}\\n"'


def _spliced(lines: list[str], edits: Mapping[int, tuple[int, list[str]]]) -> str:
    pieces: list[str] = []
    done = 0
    for start, (end, new) in sorted(edits.items()):
        pieces += lines[done : max(start, done)]
        pieces += new
        done = max(done, end)
    return "".join([*pieces, *lines[done:]])


def parse(data: bytes, name: str, source: str, target: str | None = None) -> PoFile:
    """The PO file in `data`. source: the language of its msgids, for a PO file does not say it.

    Raises InputError for bytes that are no text in the file's charset, for a file without any entry, and for one whose
    Language is another known language than `target`.
    """
    encoding = _encoding(data, name)
    text = _decoded(data, encoding, name)
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    problems: list[InputError] = []
    found = list(entries(lines, shown(name), problems))
    usable = [entry for entry in found if entry.fields and not entry.broken]
    if not usable:
        raise problems[0] if problems else InputError("there is no entry in it", shown(name), "is this a PO file?")
    header = next((entry for entry in usable if entry.key == (None, "")), None)
    file = PoFile(name, text, encoding, lines, found, header, [], [], source, None)
    spoken = po_header.fields(header.fields["msgstr"].text).get("Language", "") if header else ""
    file.target_language = spoken.replace("_", "-") or None
    _check_language(file, target)
    rule = _rule(file, target, problems)
    seen: dict[tuple[str | None, str], int] = {}
    for entry in usable:
        if entry is header:
            continue
        line = entry.fields["msgid"].first + 1
        if entry.key in seen:
            problems.append(
                InputError(
                    f"the msgid of line {seen[entry.key]} again", Location(shown(name), line), "msguniq joins the two"
                )
            )
            continue
        seen[entry.key] = line
        _add(file, entry, rule, shown(name))
    file.problems = tuple(sorted(problems, key=lambda p: p.where if isinstance(p.where, Location) else Location("")))
    return file


def _encoding(data: bytes, name: str) -> Encoding:
    marked = sniff_mark(data)
    match = _CHARSET.search(data, 0, 65536)
    if marked.bom or match is None or match[1] == b"CHARSET":
        return marked
    label = match[1].decode("ascii")
    try:
        return Encoding(b"", codecs.lookup(label).name)
    except LookupError:
        line = data.count(b"\n", 0, match.start()) + 1
        raise InputError(
            f"unknown charset '{label}'", Location(shown(name), line), "convert the file to UTF-8"
        ) from None


def _decoded(data: bytes, encoding: Encoding, name: str) -> str:
    if encoding.codec in ("utf-8",) or encoding.bom:
        return decode(data, shown(name))
    try:
        return data.decode(encoding.codec)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"byte 0x{data[error.start]:02x} is not {encoding.codec}, the charset of the header",
            Location(shown(name), line),
            "mend the header's Content-Type",
        ) from None


def _check_language(file: PoFile, target: str | None) -> None:
    if target is None or file.target_language is None or file.header is None:
        return
    try:
        own = find_language(file.target_language).tag
    except UnknownNameError:
        own = file.target_language
    if own != find_language(target).tag:
        where = Location(shown(file.name), file.header.fields["msgstr"].first + 1)
        raise InputError(f"the file is for {file.target_language}, not {target}", where, "see --to")


def _rule(file: PoFile, target: str | None, problems: list[InputError]) -> Plurals:
    header = file.header
    where = Location(shown(file.name), header.fields["msgstr"].first + 1 if header else 1)
    text = po_header.fields(header.fields["msgstr"].text).get("Plural-Forms", "") if header else ""
    default = find_language(target).plural_forms if target else "nplurals=2; plural=(n != 1);"
    if po_header.unset(text):
        return po_header.plurals(default, where)
    try:
        return po_header.plurals(text, where)
    except InputError as error:
        problems.append(error)
        return po_header.plurals(default, where)


def _add(file: PoFile, entry: Entry, rule: Plurals, shown_name: str) -> None:
    """The units of an entry: one, or one a plural form."""
    fields = entry.fields
    state = State.DRAFT if "fuzzy" in entry.flags else State.TRANSLATED
    if not all(value.text for value in entry.targets):
        state = State.NEW
    note = "\n".join(text[2:].strip() for _, text in entry.comments if text[:2] in ("#.", "# "))
    where = Location(shown_name, fields["msgid"].first + 1, fields["msgid"].column)
    context = fields["msgctxt"].text if "msgctxt" in fields else ""
    label = " ".join(fields["msgid"].text.split())
    label = label if len(label) <= _KEY_LENGTH else label[: _KEY_LENGTH - 1] + "…"
    key = f"{context}|{label}" if context else label
    unit = Unit(key, Marked(fields["msgid"].text), None, state, where, None, context, note)
    if "msgid_plural" not in fields:
        _append(file, entry, "msgstr", unit)
        return
    forms = max(rule.count, len(entry.targets))
    for form in range(forms):
        text, sample = _plural_source(fields["msgid"].text, fields["msgid_plural"].text, rule, form)
        source = replace(unit, key=f"{key}[{form}]", source=Marked(text), sample=sample)
        _append(file, entry, f"msgstr[{form}]", source)


def _plural_source(singular: str, plural: str, rule: Plurals, form: int) -> tuple[str, str]:
    """What a plural form translates, and the number it is translated with.

    The form of 1 alone translates the singular; one that 1 shares with others (21 in Russian) does so too, unless only
    the plural names the number.
    """
    numbers = rule.samples[form] if form < rule.count else ()
    counted = bool(_NUMERIC.search(plural))
    if not numbers:
        numbers = next((some for some in reversed(rule.samples[:form]) if some), (5,))
    if numbers[0] != 1:
        return plural, str(numbers[0]) if counted else ""
    if rule.count == 1 or (len(numbers) > 1 and counted and not _NUMERIC.search(singular)):
        number = next((n for n in numbers if n > 1), 2)
        return plural, str(number) if counted else ""
    return singular, "1" if _NUMERIC.search(singular) else ""


def _append(file: PoFile, entry: Entry, keyword: str, unit: Unit) -> None:
    place = entry.fields.get(keyword)
    if place and place.text:
        where = Location(unit.where.path, place.first + 1, place.column)
        unit = replace(unit, target=Marked(place.text), target_where=where)
    file.units.append(unit)
    file.slots.append(_Slot(entry, keyword))
