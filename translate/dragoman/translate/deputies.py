"""Offices that lost a word which changes who holds them: a deputy, an acting or a former holder, an assistant.

Where a termbase knows “Prosecutor General” alone, “Deputy Prosecutor General” is met by its term as well, and the
deputy may get lost in what the engine says around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from dragoman.termbase.language import language
from dragoman.termbase.model import OFFICES

from .results import Finding
from .verify import Located, Requirement

# by language: what is said of an office's holder, as a pattern of words (their beginnings where words decline)
MODIFIERS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": MappingProxyType(
            {
                "deputy": r"deput(?:y|ies)|vice",
                "acting": r"acting|interim",
                "former": r"former|ex|then",
                "assistant": r"assistants?|associate",
            }
        ),
        "ru": MappingProxyType(
            {
                "deputy": r"зам\w*|вице|помощник\w*",
                "acting": r"исполня\w+|и\. ?о|врио|временн\w+",
                "former": r"бывш\w+|экс|прежн\w+|тогдашн\w+|занимавш\w+",
                "assistant": r"помощни\w+|ассистент\w*|зам\w*|младш\w+",
            }
        ),
        "zh": MappingProxyType(
            {
                "deputy": "副|次长|助理",
                "acting": "代|署理|临时",
                "former": "前|原|时任|曾",
                "assistant": "助|副|襄",
            }
        ),
    }
)
_REACH = {True: (60, 25), False: (12, 8)}  # code points before and behind an office, in spaced and unspaced text


def lost(requirement: Requirement, place: Located, source: str, target: str, tags: tuple[str, str]) -> str:
    """The word before an office in the source that nothing near its place in the target says; empty where none is lost.

    tags: the source's language and the target's. Only what stands right before the office is looked at.
    """
    known, saying = MODIFIERS.get(tags[0]), MODIFIERS.get(tags[1])
    if known is None or saying is None or not (requirement.concepts and requirement.concepts[0].kind in OFFICES):
        return ""
    spaced = [language(tag).spaced for tag in tags]
    before, behind = _REACH[spaced[1]]
    near = target[max(0, place.span.start - before) : place.span.end + behind]
    word = ""
    for name, pattern in known.items():
        said = rf"\b({pattern})[- ]+(?:the )?$" if spaced[0] else f"({pattern})$"
        found = re.search(said, source[: requirement.span.start], re.IGNORECASE)
        right = rf"\b(?:{saying[name]})\b" if spaced[1] else saying[name]
        if found and re.search(right, near, re.IGNORECASE):
            return ""  # 副 is a deputy or an assistant
        word = word or (found[1] if found else "")
    return word


def findings(
    requirements: Sequence[Requirement],
    located: Sequence[Located | None],
    source: str,
    target: str,
    tags: tuple[str, str],
) -> Iterator[Finding]:
    """A finding for each office whose deputy, acting or former holder is no longer one in the target."""
    for requirement, place in zip(requirements, located, strict=True):
        if place is not None and (word := lost(requirement, place, source, target, tags)):
            message = f"“{word}” before “{requirement.text}” is nowhere near «{place.span.of(target)}»"
            yield Finding("office-modifier", message, place.span, requirement.concepts[0].id)
