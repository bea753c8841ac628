"""TBX into drafts: version 3 (ISO 30042:2019) in both styles, version 2 (`<martif>`) with tig or ntig, as a stream.

Both styles and versions come down to the same facts: a data category, its text, and the level it stands at. What has no
field becomes a line of the note or the usage text (see labels).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from ..errors import InputError, Location
from ..model import Status
from . import labels
from .draft import Draft, DraftLanguage, DraftTerm, spoken
from .labels import Label, Line
from .report import Report
from .tbx_fields import concept_field, language_field, term_field
from .tbx_notes import MARK, legible, parse
from .tbx_write import ORIGIN
from .xml import LANG, Element, at, local, namespace, parse_events, text

ROOTS = ("tbx", "martif")

_CORE = frozenset(("", "urn:iso:std:iso:30042:ed-2", "urn:iso:std:iso:30042:ed:3.0", "urn:iso:std:iso:30042:ed-3"))
_ENTRY = ("conceptEntry", "termEntry")
_HEADER = ("tbxHeader", "martifHeader")
_BACK = ("refObjectSec", "refObjectList")
_LANGUAGE = frozenset(("langSec", "langSet"))
_TERM = frozenset(("termSec", "tig", "ntig"))
_STRUCTURE = _LANGUAGE | _TERM | frozenset(("termGrp", "term", "termCompList", "termCompGrp"))
_GROUPS = frozenset(("descripGrp", "adminGrp", "termNoteGrp"))
_CHANGES = frozenset(("transacGrp", "transac", "transacNote", "date", "transactionType", "responsibility"))
_BIBLIOGRAPHY = frozenset(("bibl", "bibliographic", "bibliography"))

_STATUSES = {
    "preferred": Status.PREFERRED,
    "admitted": Status.ADMITTED,
    "deprecated": Status.DEPRECATED,
    "superseded": Status.DEPRECATED,
    "obsolete": Status.DEPRECATED,
    "forbidden": Status.FORBIDDEN,
}
_GENDERS = {"masculine": "m", "feminine": "f", "neuter": "n"}
# how several programs say that a term stays as it is: category -> values
_UNTRANSLATABLE = {
    "translation needed": ("no", "false"),
    "translationnote": ("no",),
    "translatable": ("no", "false"),
    "donottranslate": ("yes", "true"),
    "do not translate": ("yes", "true"),
    "dnt": ("yes", "true"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A data category at some level ("note" for notes), its text, what it points to, and where it stands."""

    category: str
    text: str
    target: str
    where: Location


@dataclass(slots=True)
class _Lines:
    """The lines of a note or usage text as they are found."""

    plain: list[str] = field(default_factory=list)
    labelled: list[Line] = field(default_factory=list)

    def joined(self) -> list[str]:
        whole = labels.join(self.plain, self.labelled)
        return whole.split("\n") if whole else []


def read(stream: BinaryIO, name: str, report: Report, sources: dict[str, str]) -> Iterator[Draft]:
    """The entries of a TBX document; `sources` is given the bibliography of its back matter, which comes last.

    Raises InputError, with the place, for what is no XML, not safe, or no TBX.
    """
    own = found = False
    for element in parse_events(stream, name, (*_HEADER, *_ENTRY, *_BACK)):
        kind, root = local(element), local(element.getroottree().getroot())
        if root not in ROOTS:
            break
        if kind in _HEADER:
            own = ORIGIN in text(element)
        elif kind in _BACK:
            _bibliography(element, report, name, sources)
        else:
            found = True
            yield _Entry(element, name, own, report).draft
    if not found:
        hint = "TBX is <tbx> (version 3) or <martif> (version 2) with conceptEntry or termEntry elements in it"
        raise InputError("no entries of TBX in the file", Location(name), hint)


class _Entry:
    """Reads one entry into a draft."""

    def __init__(self, element: Element, name: str, own: bool, report: Report) -> None:
        self._name = name
        self._report = report
        self._lines = _Lines()
        self._usages: list[tuple[DraftTerm, _Lines, str]] = []
        self._definitions: list[tuple[str, str]] = []
        identity = element.get("id") or ""
        self.draft = Draft(id=identity.removeprefix("_") if own else identity, own=own, where=at(element, name))
        self._read(element)

    def _read(self, element: Element) -> None:
        draft = self.draft
        for fact in self._facts(element):
            if not self._field(fact, lambda key, value: concept_field(draft, key, value), "note", self._lines):
                self._concept_fact(fact)
        for part in element:
            if local(part) in _LANGUAGE:
                self._language(part)
        self._define()
        # terms in languages nobody knows here will not be there to have one
        there = {id(term) for part in draft.languages if spoken(part.tag) for term in part.terms}
        speech = {value for term, _, value in self._usages if id(term) in there}
        if len(speech) == 1 and "" not in speech:
            line = (labels.CONCEPT["Part of speech"], speech.pop())
            # some files say it of a whole language too
            self._lines.labelled = [line, *(other for other in self._lines.labelled if other != line)]
        for term, lines, value in self._usages:
            if value and speech:
                lines.labelled.append((labels.TERM["Part of speech"], value))
            term.usage = lines.joined()
            term.type_at = labels.place("Term type", lines.plain, lines.labelled)
        draft.note = self._lines.joined()

    def _define(self) -> None:
        """The concept's own definition, else that of the first language, is the definition; the others are notes."""
        for tag, definition in sorted(self._definitions, key=lambda item: bool(item[0])):
            if not self.draft.definition:
                self.draft.definition = definition
            elif definition not in (self.draft.definition, legible(self.draft.definition)):
                self._lines.plain.append(f"Definition{f' ({tag})' if tag else ''}: {definition}")

    def _concept_fact(self, fact: Fact) -> None:
        if fact.category == "subjectField" and not self.draft.domain:
            self.draft.domain = fact.text
        elif fact.category == "definition":
            self._definitions.append(("", fact.text))
        elif _is_untranslatable(fact):
            self.draft.do_not_translate = True
        else:
            self._line(fact, self._lines, labels.CONCEPT)

    def _language(self, element: Element) -> None:
        tag = element.get(LANG) or element.get("lang") or ""
        part = DraftLanguage(tag, where=at(element, self._name))
        self.draft.languages.append(part)
        for fact in self._facts(element):
            if self._field(fact, lambda key, value: language_field(part, key, value), "", self._lines):
                continue
            if fact.category == "source":
                part.sources.append(fact.text)
            elif fact.category == "definition":
                self._definitions.append((tag, fact.text))
            else:
                self._line(fact, self._lines, labels.CONCEPT, f" ({tag})")
        for section in element:
            if local(section) in _TERM:
                self._term(section, part)

    def _term(self, section: Element, part: DraftLanguage) -> None:
        group = next((child for child in section if local(child) == "termGrp"), section)
        node = next((child for child in group if local(child) == "term"), None)
        term = DraftTerm("" if node is None else text(node), at(section if node is None else node, self._name))
        part.terms.append(term)
        lines, speech = _Lines(), ""
        for fact in (*self._facts(group), *(() if group is section else self._facts(section))):
            if self._field(fact, lambda key, value: term_field(term, key, value), "usage", lines):
                continue
            if fact.category == "partOfSpeech" and fact.text.lower() in labels.TERM["Part of speech"].values:
                speech = fact.text.lower()
            elif fact.category == "definition":
                self._definitions.append((part.tag, fact.text))
            elif fact.category == "source":
                part.sources.append(fact.text)
            elif _is_untranslatable(fact):
                self.draft.do_not_translate = True
            elif not _term_fact(term, fact, lines):
                self._line(fact, lines, labels.TERM)
        self._usages.append((term, lines, speech))

    def _field(self, fact: Fact, put: Callable[[str, str], bool], own: str, lines: _Lines) -> bool:
        """Whether a fact is a note of the fixed shape; its value is put where it belongs, `own` among the lines."""
        if fact.category != "note" or not fact.text.startswith(MARK):
            return False
        found = parse(fact.text)
        if found is not None and own and found[0] == own:
            lines.plain += found[1].split("\n")
        elif found is None or not put(*found):
            self._report.lost("value", f"'{fact.text[:80]}'", fact.where, self.draft.id)
        return True

    def _line(self, fact: Fact, lines: _Lines, table: Mapping[str, Label], behind: str = "") -> None:
        """Keep a fact as a line of text."""
        label = next((item for item in table.values() if item.category == fact.category), None)
        if fact.category == "note":
            lines.plain.append(f"Note{behind}: {fact.text}" if behind else fact.text)
        elif label is not None and (value := _value(label, fact)) is not None:
            lines.labelled.append((label, value))
        else:
            lines.plain.append(f"{label.name if label else fact.category}{behind}: {fact.text or fact.target}")
            if label is None:
                self._report.moved("category", f"{fact.category}: {fact.text[:60]}", fact.where, self.draft.id)

    def _facts(self, node: Element) -> Iterator[Fact]:
        """The data categories of a node, those in groups too, but not those of its languages and terms."""
        changed = False
        for child in node:
            name = local(child)
            if name in _GROUPS:
                yield from self._facts(child)
            elif name in _CHANGES:
                changed = True
            elif name and name not in _STRUCTURE:
                category = name
                if namespace(child) in _CORE and name != "note":
                    category = child.get("type") or name
                content, target = text(child), child.get("target") or ""
                if content or target:
                    yield Fact(category, content, target, at(child, self._name))
        if changed:
            self._report.lost("transaction", "dates and persons of changes", at(node, self._name), self.draft.id)


def _term_fact(term: DraftTerm, fact: Fact, lines: _Lines) -> bool:
    """Put into a term what it has a field for; False for anything else."""
    if fact.category in ("administrativeStatus", "normativeAuthorization"):
        word = re.sub("(term)?(admnsts)?$", "", re.sub("[^a-z]", "", fact.text.lower()))
        if word not in _STATUSES or (term.status is not None and fact.category == "normativeAuthorization"):
            lines.plain.append(f"Status: {fact.text}")
            return True
        term.status = _STATUSES[word]
        if word == "superseded":
            lines.labelled.append((labels.TERM["Status"], labels.SUPERSEDED))
        return True
    if fact.category == "grammaticalGender" and fact.text.lower() in _GENDERS:
        term.grammar = replace(term.grammar, gender=_GENDERS[fact.text.lower()])
        return True
    if fact.category == "termType":
        term.type = fact.text
        return True
    return False


def _value(label: Label, fact: Fact) -> str | None:
    """The text of a labelled line; None where the category cannot have this value."""
    if label.element == "ref":
        value = labels.reference_line(fact.text, fact.target)
        return value if labels.is_reference(value) else None
    if label.element == "xref":
        value = labels.link_line(fact.text, fact.target)
        return value if labels.is_link(value) else None
    return fact.text if not label.values or fact.text in label.values else None


def _is_untranslatable(fact: Fact) -> bool:
    return fact.text.lower() in _UNTRANSLATABLE.get(fact.category.lower(), ())


def _bibliography(element: Element, report: Report, name: str, sources: dict[str, str]) -> None:
    """Objects of the back matter: bibliographic ones become sources, persons and organisations are left out."""
    if element.get("type") not in _BIBLIOGRAPHY:
        report.lost("transaction", f"back matter: {element.get('type') or 'of no type'}", at(element, name))
        return
    for entry in element:
        items = {item.get("type") or "": _exact(text(item)) for item in entry.iter() if local(item) == "item"}
        key = items.pop("sourceIdentifier", "") or entry.get("id") or ""
        value = items["description"] if list(items) == ["description"] else " – ".join(filter(None, items.values()))
        if local(entry) == "refObject" and key and value:
            sources[key] = value


def _exact(shown: str) -> str:
    found = parse(shown)
    return found[1] if found is not None and found[0] == "text" else shown
