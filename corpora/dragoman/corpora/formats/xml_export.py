"""New XLIFF and TMX files out of units of any format, for tools that read nothing else.

Inline codes become those of the format, with what they are in the units' own file as native code: a pair of marks `bpt` and
`ept` (XLIFF 1.2, TMX) or `pc` (XLIFF 2), others `ph`. They are numbered as they stand in the source, and a code of the target
has the number of the same one in the source. So parsed again, the n-th mark of a source is the n-th mark of the unit's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import count

from dragoman.corpora.markup import Marked, Role
from dragoman.corpora.units import Stamp, State, Unit
from dragoman.termbase.language import language as find_language

from .xml_inline import code_point, escape, quoted

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_STATES_1 = {State.DRAFT: "needs-review-translation", State.TRANSLATED: "translated", State.REVIEWED: "final"}
_STATES_2 = {State.DRAFT: "initial", State.TRANSLATED: "translated", State.REVIEWED: "reviewed"}
_DRAFT = "x-dragoman-state"

_Key = tuple[str, str, Role]


@dataclass(frozen=True, slots=True)
class _Code:
    """A code: its number, its role, and its native code; other: for one that opens, that of the one that closes."""

    number: int
    role: Role
    native: str
    other: str = ""


def write(kind: str, units: Sequence[Unit], source: str, target: str, original: str, stamp: Stamp) -> bytes:
    """A file of all units, in UTF-8.

    kind: xliff (1.2), xliff2 (2.0) or tmx (1.4b). source, target: known languages. original: the name of the file the units
    are from. Characters XML cannot hold become U+FFFD. Raises ValueError for another kind, UnknownNameError for an unknown language.
    """
    if kind not in _WRITERS:
        raise ValueError(f"no kind of file: {kind}; there are {', '.join(_WRITERS)}")
    tags = find_language(source).tag, find_language(target).tag
    return (_HEAD + _WRITERS[kind](units, *tags, original, stamp)).encode()


def _xliff(units: Sequence[Unit], source: str, target: str, original: str, stamp: Stamp) -> str:
    tool, version = _tool(stamp)
    when = stamp.when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    # plaintext, as good as nothing, is what tools know
    file = {"original": original, "source-language": source, "target-language": target, "datatype": "plaintext"}
    return "".join(
        (
            '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">\n',
            f"  <file{_attributes({**file, 'date': when, 'tool-id': tool})}>\n    <header>\n",
            f"      <tool{_attributes({'tool-id': tool, 'tool-name': tool, 'tool-version': version})}/>\n",
            "    </header>\n    <body>\n",
            *(line for number, unit in enumerate(units, 1) for line in _trans_unit(unit, number)),
            "    </body>\n  </file>\n</xliff>\n",
        )
    )


def _trans_unit(unit: Unit, number: int) -> Iterator[str]:
    own = {"id": str(number), "resname": unit.key}
    own |= {"translate": "no"} if unit.locked else {}
    own |= {"approved": "yes"} if unit.state is State.REVIEWED else {}
    own |= {"maxwidth": str(unit.limit), "size-unit": "char"} if unit.limit else {}
    yield f"      <trans-unit{_attributes({**own, 'xml:space': 'preserve'})}>\n"
    source, target = _codes(unit)
    yield f"        <source>{_native(source, 'id')}</source>\n"
    if target is not None and unit.state in _STATES_1:
        state = _attributes({"state": _STATES_1[unit.state]})
        yield f"        <target{state}>{_native(target, 'id')}</target>\n"
    if unit.context:
        context = f'<context context-type="x-context">{escape(unit.context)}</context>'
        yield f'        <context-group purpose="information">{context}</context-group>\n'
    yield from (f"        <note>{escape(line)}</note>\n" for line in unit.note.splitlines() if line.strip())
    yield "      </trans-unit>\n"


def _xliff2(units: Sequence[Unit], source: str, target: str, original: str, stamp: Stamp) -> str:
    del stamp  # the core of XLIFF 2 has no place for it
    sizes = any(unit.limit for unit in units)
    top = {"xmlns": "urn:oasis:names:tc:xliff:document:2.0"}
    top |= {"xmlns:slr": "urn:oasis:names:tc:xliff:sizerestriction:2.0"} if sizes else {}
    return "".join(
        (
            f"<xliff{_attributes({**top, 'version': '2.0', 'srcLang': source, 'trgLang': target})}>\n",
            f"  <file{_attributes({'id': 'f1', 'original': original})}>\n",
            '    <slr:profiles generalProfile="xliff:codepoints"/>\n' if sizes else "",
            *(line for number, unit in enumerate(units, 1) for line in _unit(unit, number)),
            "  </file>\n</xliff>\n",
        )
    )


def _unit(unit: Unit, number: int) -> Iterator[str]:
    own = {"id": str(number), "name": unit.key}
    own |= {"translate": "no"} if unit.locked else {}
    own |= {"slr:sizeRestriction": str(unit.limit)} if unit.limit else {}
    yield f"    <unit{_attributes({**own, 'xml:space': 'preserve'})}>\n"
    notes = [line for line in unit.note.splitlines() if line.strip()]
    if notes or unit.context:
        yield "      <notes>\n"
        yield from (f"        <note>{escape(line)}</note>\n" for line in notes)
        if unit.context:
            yield f'        <note category="context">{escape(unit.context)}</note>\n'
        yield "      </notes>\n"
    source, target = _codes(unit)
    data: dict[str, str] = {}
    contents = [_paired(pieces, data) for pieces in (source, target if target is not None else ())]
    if data:
        yield "      <originalData>\n"
        yield from (f'        <data id="{name}">{escape(native, code_point)}</data>\n' for native, name in data.items())
        yield "      </originalData>\n"
    filled = target is not None and unit.state in _STATES_2
    yield f"      <segment{_attributes({'state': _STATES_2[unit.state]}) if filled else ''}>\n"
    yield f"        <source>{contents[0]}</source>\n"
    if filled:
        yield f"        <target>{contents[1]}</target>\n"
    yield "      </segment>\n    </unit>\n"


def _tmx(units: Sequence[Unit], source: str, target: str, original: str, stamp: Stamp) -> str:
    tool, version = _tool(stamp)
    header = {
        "creationtool": tool,
        "creationtoolversion": version,
        "segtype": "paragraph",
        "o-tmf": tool,
        "adminlang": "en",
        "srclang": source,
        "datatype": "unknown",
        "creationdate": stamp.when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"),
    }
    return "".join(
        (
            f'<tmx version="1.4">\n  <header{_attributes(header)}>\n',
            f'    <prop type="x-original">{escape(original)}</prop>\n  </header>\n  <body>\n',
            *(line for unit in units for line in _tu(unit, source, target)),
            "  </body>\n</tmx>\n",
        )
    )


def _tu(unit: Unit, source: str, target: str) -> Iterator[str]:
    yield f"    <tu{_attributes({'tuid': unit.key} if unit.key else {})}>\n"
    yield from (f"      <note>{escape(line)}</note>\n" for line in unit.note.splitlines() if line.strip())
    if unit.context:
        yield f'      <prop type="x-context">{escape(unit.context)}</prop>\n'
    said, translated = _codes(unit)
    yield f'      <tuv xml:lang="{source}"><seg>{_native(said, "x")}</seg></tuv>\n'
    if translated is not None and unit.state is not State.NEW:
        draft = f'<prop type="{_DRAFT}">{State.DRAFT}</prop>' if unit.state is State.DRAFT else ""
        yield f'      <tuv xml:lang="{target}">{draft}<seg>{_native(translated, "x")}</seg></tuv>\n'
    yield "    </tu>\n"


_WRITERS: Mapping[str, Callable[[Sequence[Unit], str, str, str, Stamp], str]] = {
    "xliff": _xliff,
    "xliff2": _xliff2,
    "tmx": _tmx,
}


def _tool(stamp: Stamp) -> tuple[str, str]:
    tool, _, version = stamp.generator.partition(" ")
    return tool, version or "0"


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoted(value)}" for name, value in values.items())


def _codes(unit: Unit) -> tuple[list[str | _Code], list[str | _Code] | None]:
    """Text and codes of source and target; a code of the target has its number from the source."""
    order = count(1)
    known: defaultdict[_Key, list[int]] = defaultdict(list)

    def fresh(key: _Key) -> int:
        known[key].append(next(order))
        return known[key][-1]

    def again(key: _Key) -> int:
        return known[key].pop(0) if known[key] else next(order)

    source = list(_numbered(unit.source, fresh))
    return source, list(_numbered(unit.target, again)) if unit.target is not None else None


def _numbered(marked: Marked, number: Callable[[_Key], int]) -> Iterator[str | _Code]:
    pairs = marked.pairs()
    openings = {last: first for first, last in pairs.items()}
    numbers: dict[int, int] = {}
    indices = count()
    for piece in marked.pieces():
        if isinstance(piece, str):
            yield piece
            continue
        index = next(indices)
        if index in openings:
            yield _Code(numbers[openings[index]], Role.CLOSE, piece.code)
            continue
        role = Role.OPEN if index in pairs else Role.ALONE
        other = marked.marks[pairs[index]].code if index in pairs else ""
        numbers[index] = number((piece.code, other, role))
        yield _Code(numbers[index], role, piece.code, other)


def _native(pieces: Iterable[str | _Code], number: str) -> str:
    """Content of XLIFF 1.2 (number: id) or TMX (number: x, the same in all languages, and i, the same in a pair)."""
    shared = number if number == "id" else "i"
    written: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            written.append(escape(piece))
        elif piece.role is Role.ALONE:
            written.append(f'<ph {number}="{piece.number}">{escape(piece.native)}</ph>')
        else:
            name = "bpt" if piece.role is Role.OPEN else "ept"
            across = f' x="{piece.number}"' if number == "x" and piece.role is Role.OPEN else ""
            written.append(f'<{name} {shared}="{piece.number}"{across}>{escape(piece.native)}</{name}>')
    return "".join(written)


def _paired(pieces: Iterable[str | _Code], data: dict[str, str]) -> str:
    """Content of XLIFF 2; data: native codes and their ids, added to."""

    def reference(native: str) -> str:
        return data.setdefault(native, f"d{len(data) + 1}")

    written: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            written.append(escape(piece, code_point))
        elif piece.role is Role.CLOSE:
            written.append("</pc>")
        elif piece.role is Role.OPEN:
            ends = f'dataRefStart="{reference(piece.native)}" dataRefEnd="{reference(piece.other)}"'
            written.append(f'<pc id="{piece.number}" {ends}>')
        else:
            written.append(f'<ph id="{piece.number}" dataRef="{reference(piece.native)}"/>')
    return "".join(written)
