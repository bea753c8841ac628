"""What a check is, what it reports, and the pair of texts it looks at."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from dragoman.corpora import placeholders, protect
from dragoman.corpora.protect import Protected
from dragoman.corpora.units import Unit
from dragoman.termbase.errors import Location
from dragoman.termbase.language import Language
from dragoman.termbase.model import Concept, Term

from ..results import Span
from ..verify import Located, Requirement, Verifier
from .conventions import Conventions, conventions

MASK = "\ufffc"
"""What stands for each character of a link, tag or placeholder in `Pair.masked`: no letter, space or punctuation."""

STRUCTURE = frozenset(("url", "email", "tag", "placeholder", "filename"))
"""Kinds of protected span that are code rather than words."""


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of finding. code: stable. default: whether it is on unless chosen otherwise.

    limit: alarms a 100 segments of human translations that it must stay under to be on by default; None: says more
    about the translations than about the check.
    """

    code: str
    severity: Severity
    summary: str
    default: bool = True
    limit: float | None = 0.5


@dataclass(frozen=True, slots=True)
class Alarm:
    """What a check has to say about a pair; see Finding."""

    code: str
    message: str
    target: Span | None = None
    source: Span | None = None
    suggestion: str | None = None
    concept: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or doubtful in a translation.

    where: of the target text in its file, or of the source where nobody knows; of the flagged words themselves where
    `exact`. key: the segment's name in the file. source, target: spans into source_text and target_text.
    suggestion: what to write, in place of the target span where there is one; None where there is nothing to suggest.
    context: what tells equal sources apart in the file. concept: id in the termbase. languages: source and target tag.
    """

    code: str
    severity: Severity
    message: str
    where: Location
    source_text: str
    target_text: str
    target: Span | None = None
    source: Span | None = None
    suggestion: str | None = None
    concept: str = ""
    key: str = ""
    context: str = ""
    exact: bool = False
    languages: tuple[str, str] = ("", "")

    @property
    def text(self) -> str:
        """The flagged words: of the target, else of the source; may be empty."""
        if self.target is not None:
            return self.target.of(self.target_text)
        return self.source.of(self.source_text) if self.source is not None else ""

    @property
    def said(self) -> str:
        """The message on one line, with what to write unless it says so itself."""
        message = " ".join(self.message.split())
        wanted = " ".join((self.suggestion or "").split())
        return f"{message}; write “{wanted}”" if wanted and wanted not in message else message

    @property
    def fingerprint(self) -> str:
        """Names the finding wherever its segment moves to: 32 hexadecimal digits of code, source, context and flagged words.

        Two of the same kind on the same words of the same source have the same.
        """
        parts = (self.code, self.languages[1], self.source_text, self.context, self.text)
        data = "\0".join(parts).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, digest_size=16).hexdigest()


@dataclass(frozen=True)
class Pair:
    """A source text and its translation, with what several checks need to know of them, worked out once.

    source, target: the unit's texts; those of a message of a program without the mark of its key (&File). wanted: the
    codes that matter. messages: whether it is a message of a program.
    """

    unit: Unit
    source: str
    target: str
    source_language: Language
    target_language: Language
    verifier: Verifier
    wanted: frozenset[str]
    messages: bool = False

    @property
    def conventions(self) -> Conventions:
        """How the target language is written."""
        return conventions(self.target_language)

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """What the source asks for: terms and protected spans."""
        return self.verifier.requirements(self.source)

    @cached_property
    def located(self) -> Sequence[Located | None]:
        """Where the target has each requirement."""
        return self.verifier.locate(self.requirements, self.target)

    @cached_property
    def rendered(self) -> list[tuple[Requirement, Located, Concept, Term]]:
        """The terms that the target has: requirement, place, and the approved term that stands there."""
        found = []
        for requirement, place in zip(self.requirements, self.located, strict=True):
            rendered = self.verifier.rendered(requirement, place) if place is not None else None
            if place is not None and rendered is not None:
                found.append((requirement, place, *rendered))
        return found

    @cached_property
    def protected(self) -> list[Protected]:
        """The protected spans of the target."""
        return protect.spans(self.target, self.target_language.tag)

    @cached_property
    def masked(self) -> str:
        """The target with links, tags and placeholders masked, character by character."""
        return self._masked(self.target, self.protected)

    @cached_property
    def masked_source(self) -> str:
        """The source with links, tags and placeholders masked, character by character."""
        return self._masked(self.source, protect.spans(self.source, self.source_language.tag))

    def _masked(self, text: str, protected: Sequence[Protected]) -> str:
        spans = [(item.start, item.end) for item in protected if item.kind in STRUCTURE]
        if self.messages and has_code(text):
            spans += [(item.start, item.end) for item in placeholders.find(text)]
        if not spans:
            return text
        characters = list(text)
        for start, end in spans:
            characters[start:end] = MASK * (end - start)
        return "".join(characters)

    @cached_property
    def digits(self) -> tuple[list[str], list[str]]:
        """The runs of digits of source and target."""
        return _DIGITS.findall(self.source), _DIGITS.findall(self.target)


_DIGITS = re.compile(r"\d+")
_CODE = re.compile(r"[<>&{}%$@\\]")  # one of these is in every placeholder, tag and escape


def has_code(text: str) -> bool:
    """Whether a text may have placeholders, tags or escapes."""
    return _CODE.search(text) is not None


@dataclass(frozen=True, slots=True)
class Family:
    """Checks that look at a pair together. run: gives the alarms, also of checks that are off."""

    name: str
    title: str
    checks: tuple[Check, ...]
    run: Callable[[Pair], Iterator[Alarm]]
