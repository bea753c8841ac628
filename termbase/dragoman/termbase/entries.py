"""Entries of a termbase file: YAML nodes into concepts, with every rule an entry must keep."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from . import language as languages
from .errors import DragomanError, Location, UnknownNameError
from .fields import CELLS, CONCEPT, FILE, LANGUAGE, TERM
from .language import Language
from .model import CasePolicy, Concept, Evidence, Grammar, Kind, Scope, Status, Term, TermType, Verified
from .positions import Mapping, Node, Scalar, Sequence
from .values import Found, Reader, cut, shape_of, suggest

_WORD = re.compile(r"[^\W_]+(?:[-‐‑'’][^\W_]+)*")
_STATUSES = {
    "preferred": Status.PREFERRED,
    "short": Status.ADMITTED,
    "admitted": Status.ADMITTED,
    "deprecated": Status.DEPRECATED,
    "forbidden": Status.FORBIDDEN,
}
_REASONED = (Status.DEPRECATED, Status.FORBIDDEN)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds, in its order; an id may still occur in another file."""

    concepts: tuple[Concept, ...] = ()
    sources: tuple[tuple[str, str, Location], ...] = ()


def contents(root: Node, path: str, problems: list[DragomanError]) -> Contents:
    """The concepts and sources of a file; what is wrong goes to `problems` and is left out.

    Raises TooManyProblemsError where there is no end to the problems.
    """
    reader = Reader(path, problems)
    if isinstance(root, Sequence):
        return Contents(_concepts(root, reader))
    if isinstance(root, Mapping) and not {"sources", "concepts"} & root.items.keys() and "id" in root.items:
        return Contents(_concepts(Sequence(root.line, root.column, [root]), reader))
    if not isinstance(root, Mapping):
        hint = "begin every entry with '- id: …'"
        reader.fail(root, f"a termbase must be a list of entries, not {shape_of(root)}", hint)
        return Contents()
    found = reader.mapping(root, FILE, "a termbase file")
    concepts = _concepts(found["concepts"], reader) if "concepts" in found else ()
    return Contents(concepts, _sources(found["sources"], reader) if "sources" in found else ())


def is_acronym(text: str) -> bool:
    """Whether a short form is an acronym: letters all capital, with nothing but digits, & and hyphens besides.

    Words of capitals may stand side by side («РАТС ШОС»). Scripts without capitals have no acronyms in this sense.
    """
    letters = [character for character in text if character.isalpha()]
    return (
        len(text) > 1
        and bool(letters)
        and all(character.isupper() for character in letters)
        and all(character.isalnum() or character in "&-–‑/ " for character in text)
    )


def words(text: str) -> tuple[str, ...]:
    """The words of a term, hyphenated ones whole, punctuation left out."""
    return tuple(_WORD.findall(text))


def _sources(node: Node, reader: Reader) -> tuple[tuple[str, str, Location], ...]:
    if not isinstance(node, Mapping):
        reader.fail(node, f"sources must be a mapping of keys to text, not {shape_of(node)}")
        return ()
    read = ((key, reader.prose(value, f"source '{cut(name)}'")) for name, (key, value) in node.items.items())
    return tuple((key.value, value, reader.at(key)) for key, value in read if value is not None)


def _concepts(node: Node, reader: Reader) -> tuple[Concept, ...]:
    if not isinstance(node, Sequence):
        reader.fail(
            node, f"concepts must be a list of entries, not {shape_of(node)}", "begin every entry with '- id: …'"
        )
        return ()
    return tuple(concept for item in node.items if (concept := _concept(item, reader)) is not None)


def _concept(node: Node, reader: Reader) -> Concept | None:
    if not isinstance(node, Mapping):
        reader.fail(node, f"an entry must be a mapping, not {shape_of(node)}", "begin it with '- id: …'")
        return None
    nodes: dict[str, Node] = {}
    parts: dict[str, tuple[Language, Scalar, Node]] = {}
    for name, (key, value) in node.items.items():
        if name in CONCEPT:
            nodes[name] = value
        elif (spoken := _language(key, reader)) is not None:
            if spoken.tag in parts:
                first = parts[spoken.tag][1]
                reader.fail(key, f"language {spoken.tag} twice in one entry", f"first at {first.line}:{first.column}")
            else:
                parts[spoken.tag] = (spoken, key, value)
    reader.require(node, nodes, CONCEPT, "entry")
    if node.items.keys() <= CONCEPT.keys():
        reader.fail(node, "entry without terms", f"give at least one language: {', '.join(languages.LANGUAGES)}")
    found = Found(reader, nodes, CONCEPT)
    identity = reader.identifier(nodes["id"], "id") if "id" in nodes else None
    read = {tag: _language_part(key, value, spoken, reader) for tag, (spoken, key, value) in parts.items()}
    kind, domain, untouched = found.choice("kind"), found.line("domain"), found.flag("do_not_translate")
    definition, note = found.prose("definition"), found.prose("note")
    if identity is None:
        return None
    return Concept(
        identity,
        Kind(kind or Kind.GENERAL),
        MappingProxyType({tag: terms for tag, (terms, _) in read.items()}),
        domain,
        definition,
        MappingProxyType({tag: evidence for tag, (_, evidence) in read.items()}),
        note,
        bool(untouched),
        reader.at(node),
    )


def _language(key: Scalar, reader: Reader) -> Language | None:
    try:
        return languages.language(key.value)
    except UnknownNameError:
        fields = suggest(key.value, (*CONCEPT, *languages.LANGUAGES), "keys and languages")
        reader.fail(key, f"'{cut(key.value)}' is neither a key of an entry nor a known language", fields)
        return None


def _language_part(key: Scalar, node: Node, spoken: Language, reader: Reader) -> tuple[tuple[Term, ...], Evidence]:
    if isinstance(node, Scalar):
        found = Found(reader, {"preferred": node}, LANGUAGE)
    else:
        found = reader.mapping(node, LANGUAGE, f"language {cut(key.value)}", key)
    terms: dict[str, Term] = {}
    for name, status in _STATUSES.items():
        if name not in found:
            continue
        value = found[name]
        if LANGUAGE[name].shape == "term" and isinstance(value, Sequence):
            reader.fail(value, f"{name} takes one term, not a list", "put the others under admitted or short")
            continue
        for item in reader.items(value):
            term = _term(item, name, status, spoken, reader)
            if term is None:
                continue
            if (first := terms.setdefault(term.text, term)) is not term:
                _fail_repeated(term, first, reader)
    evidence = Evidence(Verified(found.choice("verified") or Verified.NO), found.lines("source"))
    return tuple(terms.values()), evidence


def _fail_repeated(term: Term, first: Term, reader: Reader) -> None:
    if term.where is None or first.where is None:
        return
    node = Node(term.where.line, term.where.column)
    place = f"at {first.where.line}:{first.where.column}"
    if first.approved and not term.approved:
        reader.fail(node, f"'{cut(term.text)}' is {term.status} and also {first.status} {place}", "keep one of the two")
    else:
        reader.fail(node, f"'{cut(term.text)}' twice in one language", f"first {place}; keep one of the two")


def _term(node: Node, name: str, status: Status, spoken: Language, reader: Reader) -> Term | None:
    if isinstance(node, Scalar):
        found = Found(reader, {"form": node}, TERM)
    else:
        found = reader.mapping(node, TERM, f"{name} term")
    if "form" not in found:
        return None
    text = reader.line(found["form"], f"{name} term")
    if len(found.nodes) == 1:
        where = reader.at(found["form"])
        return Term(text, spoken.tag, status, _type(name, text), where=where) if text is not None else None
    for key in ("why", "scope"):
        if key in found and status not in _REASONED:
            reader.fail(
                found[key], f"'{key}' on a term that is {status}", f"it belongs to {' or '.join(_REASONED)} terms"
            )
    grammar = _grammar(found, text, spoken)
    case, scope = found.choice("case"), found.choice("scope")
    context, usage, why = found.lines("context"), found.prose("usage"), found.prose("why")
    if text is None:
        return None
    return Term(
        text,
        spoken.tag,
        status,
        _type(name, text),
        CasePolicy(case) if case else None,
        grammar,
        context,
        usage,
        why,
        Scope(scope) if scope else Scope.CONCEPT,
        reader.at(found["form"]),
    )


def _type(name: str, text: str) -> TermType:
    if name != "short":
        return TermType.FULL
    return TermType.ACRONYM if is_acronym(text) else TermType.SHORT


def _grammar(found: Found, text: str | None, spoken: Language) -> Grammar:
    head = found.line("head")
    if head and text is not None:
        _check_head(found["head"], head, text, found.reader)
    return Grammar(
        words(head) or None,
        found.choice("gender"),
        found.choice("number"),
        found.flag("animate"),
        found.choices("numbers") or None,
        bool(found.flag("indeclinable")),
        MappingProxyType(found.cells("forms", CELLS[spoken.inflector])),
    )


def _check_head(node: Node, head: str, text: str, reader: Reader) -> None:
    """The words of the head must stand in the term in their order; a part of a hyphenated word counts as a word."""
    rest = [part for word in words(text) for part in dict.fromkeys((word, *re.split(r"[-‐‑]", word)))]
    wanted = words(head)
    if not wanted:
        reader.fail(node, f"head '{cut(head)}' has no words")
    for word in wanted:
        if word not in rest:
            reader.fail(
                node, f"head word '{cut(word)}' is not in '{cut(text)}', or not in this order",
                "write the words of the term that decline, just as they stand in it",
            )  # fmt: skip
            return
        rest = rest[rest.index(word) + 1 :]
