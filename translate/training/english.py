"""The English side of putting one term in the place of another: form, article, capitals."""

from __future__ import annotations

import re

from dragoman.termbase.model import Concept, Kind, Term
from dragoman.termbase.morphology import inflector
from dragoman.translate.results import Span

from .edits import Edit
from .pool import Named

_INDEFINITE = re.compile(r"(?<![\w-])([Aa])n? $")
_PLACES_WITH_THE = re.compile(
    r"\b(?:Republic|Kingdom|States|Emirates|Federation|Netherlands|Philippines|Maldives|Sea|Region|Union)\b"
)
_WITHOUT_THE = frozenset(("UNODC", "RATS", "UNESCO", "Interpol", "ASEAN", "China Daily", "FATF"))
_SPELLED_VOWEL = re.compile(r"[AEFHILMNORSX]")  # letters whose names begin with a vowel
_CONSONANT_SOUND = re.compile(r"(?:uni|eu|one\b|use|usu)", re.IGNORECASE)
_SMALL = frozenset(("of", "and", "or", "for", "the", "in", "on", "with", "against", "to", "a", "an"))
# What may stand right before and behind a noun that has neither an attribute nor a complement.
_BEFORE_BARE = frozenset((
    "of", "against", "and", "or", "nor", "in", "on", "for", "to", "from", "by", "with", "as", "through", "about", "than",
    "including", "combating", "fighting", "countering", "preventing", "tackling", "suppressing", "investigating",
    "involving", "concerning", "combat", "fight", "counter", "prevent", "suppress", "investigate", "is", "are", "was",
    "were", "into", "between", "like", "under", "without", "after", "during", "over", "linked", "via", "using", "both",
    "that",
))  # fmt: skip
_AFTER_BARE = frozenset((
    "and", "or", "nor", "as", "but", "which", "that", "who", "is", "are", "was", "were", "has", "have", "had", "will",
    "shall", "may", "can", "could", "must", "should", "would", "do", "does", "did", "than", "when", "where", "while",
    "if", "at", "during", "since", "until", "before", "after", "case", "cases", "request", "requests", "matters",
    "issues", "offences", "offenses", "crimes", "networks", "treaty", "treaties", "proceedings",
))  # fmt: skip

_COMPOUNDING = frozenset((
    "labour", "labor", "safety", "fire", "tax", "health", "food", "market", "prison", "bank", "patent", "sanitary",
    "insurance", "environmental", "quality", "defence", "defense",
))  # fmt: skip


def edit(text: str, span: Span, features: tuple[str, ...], form: str, old: Named, new: Named) -> Edit | None:
    """The edit that puts a term in the place of another in the same form; None where that is not safe.

    span, features, form: where the old term stands, the cells of its form, and the form as the termbase writes it.
    """
    around = text[max(0, span.start - 1) : span.start] + text[span.end : span.end + 1]
    if article(*old) != article(*new) or re.search("[-–/’']", around):
        return None
    replacement = _same_form(span.of(text), features, new)
    written = replacement and _capitals(text, span, form, replacement)
    if not written:
        return None
    return with_article(text, span, written, vowel_sound(written))


def with_article(text: str, span: Span, new: str, vowel: bool) -> Edit:
    """The edit that puts `new` in the place of a span, a or an right before it set right. vowel: `new` takes "an"."""
    indefinite = _INDEFINITE.search(text[: span.start])
    if not indefinite:
        return Edit(span, new)
    lead = indefinite[1] + ("n " if vowel else " ")
    return Edit(Span(indefinite.start(), span.end), lead + new, len(lead))


def _same_form(written: str, features: tuple[str, ...], new: Named) -> str | None:
    """The first form of a term that fills the same cells, with the same apostrophe."""
    mark = next((mark for mark in "’'" if mark in written[-2:]), "")
    for form in inflector("en").paradigm(new[1], new[0]).forms if features else ():
        if set(features) <= set(form.features) and (not mark or mark in form.text[-2:]):
            return form.text
    return None


def bare(text: str, span: Span) -> bool:
    """Whether a noun has neither an attribute before it nor a complement behind, as far as single words tell."""
    before, behind = re.search(r"([\w'’-]+) $", text[: span.start]), re.match(r" ([\w'’-]+)", text[span.end :])
    return (not before or before[1].lower() in _BEFORE_BARE) and (not behind or behind[1].lower() in _AFTER_BARE)


def compound(text: str, span: Span) -> bool:
    """Whether the word before a noun makes one with it that only this noun can make: a fire inspector."""
    before = re.search(r"([\w-]+) $", text[: span.start])
    return before is not None and before[1].lower() in _COMPOUNDING


def _capitals(text: str, span: Span, form: str, new: str) -> str | None:
    """A new form with the capitals its place asks for: none, the first, or every word's, as in headings and titles."""
    written, begins, heading = span.of(text), _begins(text[: span.start]), _heading(text)
    if written == form and not begins and not heading:
        return new
    if written not in (form, _first(form), titled(form)):
        return None
    plain = begins and not heading and (form.islower() or written != titled(form) or " " not in form)
    return _first(new) if plain else titled(new)


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def titled(text: str) -> str:
    """A text as headings have it: capitals, but for words such as "of"."""
    return _first(" ".join(word if word in _SMALL else _first(word) for word in text.split(" ")))


def _heading(text: str) -> bool:
    """Whether a text is written in the capitals of a heading."""
    words = [word for word in re.findall(r"[A-Za-z][\w'’-]*", text) if len(word) > 3]
    return len(words) > 1 and sum(word[:1].isupper() for word in words) > 0.7 * len(words) and text[-1:] not in ".?!"


def _begins(left: str) -> bool:
    """Whether a sentence begins behind `left`."""
    return not left.strip(" \"'“‘(«") or bool(re.search(r"[.!?]['\"”’)]* [\"'“‘(]*$", left))


def article(concept: Concept, term: Term) -> str:
    """Which article a term takes: "the" or none ("") as a name, "common" as a noun like any other."""
    if concept.kind is Kind.PLACE:
        return "the" if _PLACES_WITH_THE.search(term.text) else ""
    if concept.kind is Kind.PERSON:
        return ""
    if concept.kind in (Kind.BODY, Kind.DOCUMENT) and term.text[:1].isupper():
        return "" if term.text in _WITHOUT_THE or re.match(r"[A-Z]\w+['’]s top ", term.text) else "the"
    return "common"


def vowel_sound(text: str) -> bool:
    """Whether a term as written takes "an"; an abbreviation is taken to be spelled out ("an SCO summit")."""
    first = text.split()[0]
    if first.isupper() and len(first) > 1:
        return bool(_SPELLED_VOWEL.match(first))
    return first[0].lower() in "aeiou" and not _CONSONANT_SOUND.match(first)
