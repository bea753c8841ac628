"""Messages of programs: what of a message goes to an engine, and how its translation becomes a message again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import protect
from .markup import Marked

_STRICT = frozenset(("placeholder", "tag"))


@dataclass(frozen=True, slots=True)
class Message:
    """texts: the parts to translate, in order. build: the whole message of their translations, one a part."""

    texts: tuple[Marked, ...]
    build: Callable[[Sequence[Marked]], Marked]


def plain(content: Marked) -> Message:
    """A text that is no message: one part, itself."""
    return Message((content,), lambda parts: parts[0])


def message(content: Marked, source_language: str, target_language: str, sample: str = "") -> Message:
    """The parts of a message of a program.

    sample: a number to put in the place of the numeric placeholder while translating (see units.Unit.sample).
    """
    del source_language, target_language, sample
    return plain(content)


def lost(source: Marked, target: Marked, language: str) -> str:
    """Why a target must not take the place of a source: what of its placeholders, tags and marks is lost or added.

    language: of the source. Empty where all is there, each as often as in the source, in any order.
    """
    wanted, have = (
        sorted([*(s.text for s in protect.spans(m.text, language) if s.kind in _STRICT), *m.codes().elements()])
        for m in (source, target)
    )
    if wanted == have:
        return ""
    missing, added = _without(wanted, have), _without(have, wanted)
    said = [f"{', '.join(missing)} lost" if missing else "", f"{', '.join(added)} added" if added else ""]
    return " and ".join(filter(None, said))


def _without(items: Sequence[str], others: Sequence[str]) -> list[str]:
    rest, left = list(others), []
    for item in items:
        if item in rest:
            rest.remove(item)
        else:
            left.append(item)
    return left
