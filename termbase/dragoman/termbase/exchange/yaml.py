"""Termbases as YAML in the layout of the curated one: short terms on one line, long prose folded, nothing quoted in vain.

What is written loads again as it was: `load_text(dump(termbase))` equals a termbase that was loaded from files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from .. import positions
from ..errors import InputError, Location, OutputError
from ..load import load_text
from ..model import Concept, Grammar, Kind, Scope, Status, Term, Termbase, TermType, Verified

WIDTH = 120
"""Columns a line has at most, where its content can be divided at all."""

_LONG_KEY = 200  # characters; a YAML parser need not accept more than 1024 before the colon
_OPENING = frozenset("“«‘(《„")
_FLOW = frozenset(",[]{}:")
_ONE_LINE = frozenset(("context", "source"))  # lists of short words, easier read side by side however many
_KEYS = {Status.ADMITTED: "admitted", Status.DEPRECATED: "deprecated", Status.FORBIDDEN: "forbidden"}


class Word(str):
    """A value that stands as it is: true, yes, m, body."""

    __slots__ = ()


Tree: TypeAlias = "str | Sequence[Tree] | Mapping[str, Tree]"


def dump(termbase: Termbase, heading: str = "") -> str:
    """A termbase file: a comment of one line or none, the sources where there are any, the entries.

    Raises OutputError for a concept no file can hold: without terms, or a language without exactly one preferred term.
    """
    lines = [f"# {' '.join(heading.split())}"] if heading else []
    if termbase.sources:
        lines += [*([""] if lines else []), "sources:"]
        for key, value in termbase.sources.items():
            lines += _pair(key, value, 2)
        lines += ["", "concepts:", *_spaced(termbase, 2)]
    else:
        lines += [*([""] if lines else []), *_spaced(termbase, 0)]
    return "\n".join(lines) + "\n"


def append(text: str, concepts: Iterable[Concept], name: str) -> str:
    """A termbase file's text with entries added at its end, all that stood in it left as it is.

    Raises InputError where the file has no list of entries at its end to add to, OutputError as `dump` does, and
    TermbaseError where the result would not load, an id twice in it for one.
    """
    indent = _indent(text, name)
    begun = text.rstrip("\n")
    newline = "\r\n" if "\r\n" in text else "\n"
    added = newline.join(("", "", *_spaced(concepts, indent), ""))
    whole = begun.removesuffix("\r") + added
    load_text(whole, name)
    return whole


def entry(concept: Concept, indent: int = 0) -> list[str]:
    """The lines of one entry, its dash in column `indent` (from 0). Raises OutputError as `dump` does."""
    body: list[str] = []
    for key, value in _concept(concept).items():
        body += _pair(key, value, indent + 2, block=isinstance(value, Mapping))
    return [f"{' ' * indent}- {body[0].lstrip(' ')}", *body[1:]]


def scalar(text: str, flow: bool = False) -> str:
    """A text as a value on one line: plain where YAML takes it for just this text, else in double quotes.

    flow: it stands between brackets or before a colon.
    """
    if isinstance(text, Word) or _is_plain(text, flow):
        return str(text)
    return '"' + "".join(map(_escaped, text)) + '"'


def _spaced(concepts: Iterable[Concept], indent: int) -> Iterator[str]:
    for number, concept in enumerate(concepts):
        if number:
            yield ""
        yield from entry(concept, indent)


def _indent(text: str, name: str) -> int:
    """The column (from 0) of the dashes of the list of entries a file ends with."""
    hint = "give a file that is a list of entries, or ends with 'concepts:' and its entries"
    root = positions.compose(text, name, [])
    items = root
    if isinstance(root, positions.Mapping) and "concepts" in root.items:
        key, items = root.items["concepts"]
        if list(root.items)[-1] != "concepts":
            raise InputError("entries can be added only at the end", Location(name, key.line, key.column), hint)
    if not isinstance(items, positions.Sequence):
        raise InputError("no list of entries to add to", Location(name), hint)
    line = text.splitlines()[items.line - 1] if items.items else ""
    if line[: items.column].strip() != "-":
        raise InputError("entries can be added to a list with dashes only", Location(name, items.line, 1), hint)
    return items.column - 1


def _concept(concept: Concept) -> dict[str, Tree]:
    tree: dict[str, Tree] = {"id": concept.id}
    if concept.kind is not Kind.GENERAL:
        tree["kind"] = Word(concept.kind.value)
    tree |= {
        key: value
        for key, value in (("domain", concept.domain), ("definition", concept.definition), ("note", concept.note))
        if value
    }
    if concept.do_not_translate:
        tree["do_not_translate"] = Word("true")
    if not concept.terms:
        raise OutputError(f"concept '{concept.id}' has no terms")
    for tag in concept.terms:
        tree[tag] = _language(concept, tag)
    return tree


def _language(concept: Concept, tag: str) -> dict[str, Tree]:
    preferred = [term for term in concept.terms[tag] if term.status is Status.PREFERRED]
    if len(preferred) != 1:
        raise OutputError(f"concept '{concept.id}' has {len(preferred)} preferred terms in {tag}, not one")
    tree: dict[str, Tree] = {"preferred": _term(preferred[0])}
    groups: dict[str, list[Tree]] = {}
    for name in ("short", *_KEYS.values()):
        groups[name] = [_term(term) for term in concept.terms[tag] if _key(term) == name]
    tree |= {name: group for name, group in groups.items() if group}
    evidence = concept.evidence.get(tag)
    if evidence is not None and evidence.verified is not Verified.NO:
        tree["verified"] = Word(evidence.verified.value)
    if evidence is not None and evidence.sources:
        tree["source"] = list(evidence.sources)
    return tree


def _key(term: Term) -> str:
    """The key a term stands under; of types only short forms that are admitted have one."""
    if term.status is Status.ADMITTED and term.type is not TermType.FULL:
        return "short"
    return _KEYS.get(term.status, "preferred")


def _term(term: Term) -> Tree:
    tree: dict[str, Tree] = {"form": term.text, **_grammar(term.grammar)}
    if term.case:
        tree["case"] = Word(term.case.value)
    if term.context:
        tree["context"] = list(term.context)
    tree |= {key: value for key, value in (("usage", term.usage), ("why", term.why)) if value}
    if term.scope is not Scope.CONCEPT:
        tree["scope"] = Word(term.scope.value)
    return tree if len(tree) > 1 else term.text


def _grammar(grammar: Grammar) -> dict[str, Tree]:
    tree: dict[str, Tree] = {}
    if grammar.head:
        tree["head"] = " ".join(grammar.head)
    if grammar.gender:
        tree["gender"] = Word(grammar.gender)
    if grammar.number:
        tree["number"] = Word(grammar.number)
    if grammar.animate is not None:
        tree["animate"] = Word("true" if grammar.animate else "false")
    if grammar.numbers:
        tree["numbers"] = [Word(number) for number in grammar.numbers]
    if grammar.indeclinable:
        tree["indeclinable"] = Word("true")
    if grammar.forms:
        tree["forms"] = dict(grammar.forms)
    return tree


def _pair(key: str, value: Tree, indent: int, block: bool = False) -> list[str]:
    """The lines of a key and its value; `block`: a mapping is never put on one line."""
    begin, name = " " * indent, scalar(key, flow=True)
    if len(name) > _LONG_KEY:
        return [f"{begin}? {name}", f"{begin}: {scalar(value) if isinstance(value, str) else _flow(value)}"]
    if isinstance(value, str):
        return _prose(f"{begin}{name}:", value, indent + 2)
    line = f"{begin}{name}: {_flow(value)}"
    if (len(line) <= WIDTH or key in _ONE_LINE) and not block and not _has_lines(value):
        return [line]
    if isinstance(value, Mapping):
        return [f"{begin}{name}:", *_mapping(value, indent + 2)]
    return [f"{begin}{name}:", *(line for item in value for line in _item(item, indent + 2))]


def _mapping(tree: Mapping[str, Tree], indent: int) -> list[str]:
    return [line for key, value in tree.items() for line in _pair(key, value, indent)]


def _item(value: Tree, indent: int) -> list[str]:
    begin = " " * indent
    line = f"{begin}- {scalar(value) if isinstance(value, str) else _flow(value)}"
    if isinstance(value, Mapping) and (len(line) > WIDTH or _has_lines(value)):
        lines = _mapping(value, indent + 2)
        return [f"{begin}- {lines[0].lstrip(' ')}", *lines[1:]]
    return [line]


def _has_lines(value: Tree) -> bool:
    """Whether there is a text of several lines in a value."""
    if isinstance(value, str):
        return "\n" in value
    return any(map(_has_lines, value.values() if isinstance(value, Mapping) else value))


def _flow(value: Tree) -> str:
    if isinstance(value, str):
        return scalar(value, flow=True)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key, flow=True)}: {_flow(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(map(_flow, value)) + "]"


def _prose(head: str, text: str, indent: int) -> list[str]:
    """A key's text: on its line if it fits, else folded or line by line where that changes nothing."""
    begin = " " * indent
    line = f"{head} {scalar(text)}"
    lines = text.split("\n")
    if len(lines) > 1 and lines[0] and lines[-1] and all(map(_is_whole, lines)):
        return [f"{head} |-", *(f"{begin}{part}" if part else "" for part in lines)]
    if len(line) > WIDTH and " " in text and _is_whole(text) and "  " not in text:
        return [f"{head} >-", *(f"{begin}{part}" for part in _folded(text, WIDTH - indent))]
    return [line]


def _is_whole(line: str) -> bool:
    """Whether a line of a block keeps as it is: nothing to escape, no white space at its ends."""
    return line.isprintable() and line == line.strip()


def _folded(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _is_plain(text: str, flow: bool) -> bool:
    if not text or not (text[0].isalnum() or text[0] in _OPENING) or not text.isprintable() or text != text.strip():
        return False
    if flow and not _FLOW.isdisjoint(text):
        return False
    return ": " not in text and not text.endswith(":") and " #" not in text and positions.plain_type(text) == "str"


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character)
    return named or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
