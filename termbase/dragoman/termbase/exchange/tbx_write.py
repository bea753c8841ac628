"""Termbases as TBX (ISO 30042:2019), dialect TBX-Basic, in either style.

What the dialect has no category for goes into notes of a fixed shape (see tbx_notes), so that `tbx_read` gives the same
termbase back. Structure, categories and value lists follow the public schemas of TBX-Basic.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from enum import StrEnum
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from ..errors import OutputError
from ..language import language
from ..model import Concept, Evidence, Grammar, Kind, Scope, Status, Term, Termbase, TermType, Verified
from . import labels
from .labels import Label, Line
from .tbx_notes import MARK, is_stable, legible, note

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
MIN, BASIC = "http://www.tbxinfo.net/ns/min", "http://www.tbxinfo.net/ns/basic"
ORIGIN = "Dragoman"
"""What the header of a file names as its origin; files with it keep the ids of their entries."""

STATUSES = {
    Status.PREFERRED: "preferredTerm-admn-sts",
    Status.ADMITTED: "admittedTerm-admn-sts",
    Status.DEPRECATED: "deprecatedTerm-admn-sts",
    Status.FORBIDDEN: "deprecatedTerm-admn-sts",
}
GENDERS = {"m": "masculine", "f": "feminine", "n": "neuter"}
TYPES = {TermType.FULL: "fullForm", TermType.SHORT: "shortForm", TermType.ACRONYM: "acronym"}

_MIN_CATEGORIES = frozenset(("customerSubset", "subjectField", "administrativeStatus", "partOfSpeech"))
_SHORT_TYPES = frozenset(("acronym", "abbreviation", "shortForm"))
_ONCE = frozenset(("Status", "Gender", "Term type", "Part of speech"))


class Style(StrEnum):
    """How a data category is written: as an attribute (`<descrip type="definition">`) or a tag (`<basic:definition>`)."""

    DCA = "dca"
    DCT = "dct"


def dump(termbase: Termbase, style: Style = Style.DCA, title: str = "") -> str:
    """The whole document. Raises OutputError for a termbase without concepts, or a concept without terms."""
    return "".join(lines(termbase, style, title))


def lines(termbase: Termbase, style: Style = Style.DCA, title: str = "") -> Iterator[str]:
    """The document line by line. Raises OutputError as `dump` does."""
    if not len(termbase):
        raise OutputError("no concepts to write")
    more = f' xmlns:min="{MIN}" xmlns:basic="{BASIC}"' if style is Style.DCT else ""
    languages = termbase.languages
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<tbx type="TBX-Basic" style="{style}" xml:lang="{xml_lang(languages[0]) if languages else "en"}"'
    yield f' xmlns="{NAMESPACE}"{more}>\n  <tbxHeader>\n    <fileDesc>\n'
    if title:
        yield f"      <titleStmt>\n        <title>{_text(title)}</title>\n      </titleStmt>\n"
    yield f"      <sourceDesc>\n        <p>Exported from {ORIGIN}</p>\n      </sourceDesc>\n"
    yield "    </fileDesc>\n  </tbxHeader>\n  <text>\n    <body>\n"
    writer = _Writer(style, termbase.concepts, source_ids(termbase))
    for concept in termbase:
        yield from writer.concept(concept)
    yield "    </body>\n"
    if termbase.sources:
        yield '    <back>\n      <refObjectSec type="bibl">\n'
        for key, value in termbase.sources.items():
            yield from writer.source(key, value)
        yield "      </refObjectSec>\n    </back>\n"
    yield "  </text>\n</tbx>\n"


def xml_lang(tag: str) -> str:
    """A tag for files that leave the program: with the script where other regions write the language in another one."""
    known = language(tag)
    return f"{tag}-{known.script}" if known.regions else tag


def concept_id(identity: str) -> str:
    """A concept's id as an XML name: it must not begin with a digit."""
    return identity if identity[:1].isalpha() else f"_{identity}"


def source_ids(termbase: Termbase) -> dict[str, str]:
    """XML names of the sources; no concept can have one of them."""
    return {key: f"source_{number}" for key, number in zip(termbase.sources, count(1), strict=False)}


class _Writer:
    def __init__(self, style: Style, concepts: Container[str], sources: Mapping[str, str]) -> None:
        self._style = style
        self._concepts = concepts
        self._sources = sources

    def concept(self, concept: Concept) -> Iterator[str]:
        plain, labelled = labels.split(concept.note, labels.CONCEPT, self._concepts)
        usages = {id(term): self._usage(term) for terms in concept.terms.values() for term in terms}
        if not usages or not all(concept.terms.values()):
            raise OutputError(f"concept '{concept.id}' has a language without terms")
        speech = [value for label, value in labelled if label.name == "Part of speech"]
        own = [[line for line in found if line[0].name == "Part of speech"] for _, found in usages.values()]
        if speech and (len(speech) > 1 or any(own)):
            plain, labelled, speech = concept.note.split("\n"), [], []
        if not speech and all(own) and len({value for found in own for _, value in found}) == 1:
            # read back, it would become a line of the concept: every term has the same one
            usages = {key: (labels.join(*usage).split("\n"), []) for key, usage in usages.items()}
        yield f"      <conceptEntry id={quoteattr(concept_id(concept.id))}>\n"
        yield from self._exact("descrip", "subjectField", "domain", concept.domain, 4)
        yield from self._exact("descrip", "definition", "definition", concept.definition, 4)
        if concept.kind is not Kind.GENERAL:
            yield self._note("kind", concept.kind.value, 4)
        if concept.do_not_translate:
            yield self._note("do not translate", "yes", 4)
        yield from self._lines("note", plain, 4)
        yield from self._labelled([line for line in labelled if line[0].name != "Part of speech"], 4)
        for tag, terms in concept.terms.items():
            yield f"        <langSec xml:lang={quoteattr(xml_lang(tag))}>\n"
            yield from self._evidence(concept.evidence.get(tag, Evidence()))
            for term in terms:
                yield from self._term(term, *usages[id(term)], speech)
            yield "        </langSec>\n"
        yield "      </conceptEntry>\n"

    def source(self, key: str, value: str) -> Iterator[str]:
        yield f'        <refObject id="{self._sources[key]}">\n'
        for name, content in (("sourceIdentifier", key), ("description", value)):
            shown = content if is_stable(content) and not content.startswith(MARK) else note("text", content)
            yield f'          <item type="{name}">{_text(shown)}</item>\n'
        yield "        </refObject>\n"

    def _usage(self, term: Term) -> tuple[list[str], list[Line]]:
        plain, labelled = labels.split(term.usage, labels.TERM, self._concepts)
        return (plain, labelled) if _agree(term, labelled) else (term.usage.split("\n"), [])

    def _evidence(self, evidence: Evidence) -> Iterator[str]:
        keys = evidence.sources
        plain = all(is_stable(key) for key in keys)
        for key in keys:
            yield (
                self._data("admin", "source", key, 5, self._sources.get(key, ""))
                if plain
                else self._note("source", key, 5)
            )
        if evidence.verified is not Verified.NO:
            yield self._note("verified", evidence.verified.value, 5)

    def _term(self, term: Term, plain: list[str], labelled: list[Line], speech: list[str]) -> Iterator[str]:
        given = {label.name: value for label, value in labelled}
        yield f"          <termSec>\n            <term>{_text(legible(term.text))}</term>\n"
        for category, value in (
            ("administrativeStatus", given.get("Status", STATUSES[term.status])),
            ("partOfSpeech", given.get("Part of speech", "".join(speech))),
            ("grammaticalGender", given.get("Gender", GENDERS.get(term.grammar.gender or "", ""))),
            ("termType", given.get("Term type", TYPES[term.type])),
        ):
            if value:
                yield self._data("termNote", category, value, 6)
        rest = [line for line in labelled if line[0].name not in _ONCE]
        yield from self._labelled(rest, 6)
        if not is_stable(term.text):
            yield self._note("term", term.text, 6)
        if term.status is Status.FORBIDDEN:
            yield self._note("status", term.status.value, 6)
        if term.scope is not Scope.CONCEPT:
            yield self._note("scope", term.scope.value, 6)
        if term.why:
            yield self._note("why", term.why, 6)
        if term.case is not None:
            yield self._note("case", term.case.value, 6)
        for word in term.context:
            yield self._note("context", word, 6)
        for key, value in _grammar(term.grammar):
            yield self._note(key, value, 6)
        yield from self._lines("usage", plain, 6)
        yield "          </termSec>\n"

    def _labelled(self, found: list[Line], depth: int) -> Iterator[str]:
        """Term notes come first, as the schema has it: the order of the table of labels."""
        for label, value in found:
            yield self._line(label, value, depth)

    def _line(self, label: Label, value: str, depth: int) -> str:
        if label.element == "xref":
            return self._data(label.element, label.category, *_swap(labels.link(value), depth))
        if label.element == "ref":
            text, identity = labels.reference(value)
            return self._data(label.element, label.category, text, depth, concept_id(identity))
        return self._data(label.element, label.category, value, depth)

    def _exact(self, element: str, category: str, key: str, value: str, depth: int) -> Iterator[str]:
        """A text in its category; where white space or characters would be lost, as it is in a note besides."""
        if value:
            yield self._data(element, category, legible(value), depth)
        if value and not is_stable(value):
            yield self._note(key, value, depth)

    def _lines(self, key: str, plain: list[str], depth: int) -> Iterator[str]:
        """Plain lines, a note each; all in one of the fixed shape where a note could not hold one."""
        if not any(plain):
            return
        if all(is_stable(line) and not line.startswith(MARK) for line in plain):
            for line in plain:
                yield f"{_indent(depth)}<note>{_text(line)}</note>\n"
        else:
            yield self._note(key, "\n".join(plain), depth)

    def _data(self, element: str, category: str, text: str, depth: int, target: str = "") -> str:
        attributes = f" target={quoteattr(target)}" if target else ""
        if self._style is Style.DCA:
            return f'{_indent(depth)}<{element} type="{category}"{attributes}>{_text(text)}</{element}>\n'
        name = f"{'min' if category in _MIN_CATEGORIES else 'basic'}:{category}"
        attributes = "" if category == "source" else attributes  # the module gives it no target
        return f"{_indent(depth)}<{name}{attributes}>{_text(text)}</{name}>\n"

    def _note(self, key: str, value: str, depth: int) -> str:
        return f"{_indent(depth)}<note>{_text(note(key, value))}</note>\n"


def _agree(term: Term, labelled: list[Line]) -> bool:
    """Whether labelled lines say of a term what reading them back would make of it."""
    names = [label.name for label, _ in labelled if label.name in _ONCE]
    given = {label.name: value for label, value in labelled}
    if len(set(names)) < len(names) or ("Status" in given and term.status is not Status.DEPRECATED):
        return False
    if "Gender" in given and term.grammar.gender:
        return False
    kind = given.get("Term type")
    if kind is None or term.status is not Status.ADMITTED:
        return True
    return (kind in _SHORT_TYPES) == (term.type is not TermType.FULL) and kind != TYPES[term.type]


def _grammar(grammar: Grammar) -> Iterator[tuple[str, str]]:
    if grammar.head:
        yield "head", " ".join(grammar.head)
    if grammar.number:
        yield "number", grammar.number
    if grammar.animate is not None:
        yield "animate", "yes" if grammar.animate else "no"
    if grammar.numbers:
        yield "numbers", " ".join(grammar.numbers)
    if grammar.indeclinable:
        yield "indeclinable", "yes"
    for cell, form in grammar.forms.items():
        yield f"form {cell}", form


def _swap(pair: tuple[str, str], depth: int) -> tuple[str, int, str]:
    return pair[0], depth, pair[1]


def _indent(depth: int) -> str:
    return "  " * depth


def _text(text: str) -> str:
    return escape(text)
