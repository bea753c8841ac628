"""Messages of programs: what of a message goes to an engine, and how its translation becomes a message again."""

from __future__ import annotations

from dragoman.termbase.language import language as find_language

from . import accelerators, icu, icu_forms, layers, placeholders
from .layers import Message, Restore
from .markup import Marked, edit

__all__ = ["Message", "lost", "message", "plain"]

_MANY = 1000  # placeholders in a text that is no message any more


def plain(content: Marked) -> Message:
    """A text that is no message: one part, itself."""
    return Message((content,), lambda parts: parts[0])


def message(content: Marked, source_language: str, target_language: str, sample: str = "") -> Message:
    """The parts of a message of a program.

    Of an ICU message with choices those are the texts of its cases, in the plural categories of the target language; of any
    other the text without its accelerator, tags and escapes, cut where it breaks. sample: a number to put in the place of
    the numeric placeholder while translating (see units.Unit.sample). Raises UnknownNameError for an unknown language.
    """
    source, target = find_language(source_language).tag, find_language(target_language).tag
    cases = icu_forms.message(content, source, target)
    if cases is not None:
        return cases
    if len(placeholders.find(content.text)) > _MANY:
        return plain(content)
    chain = layers.words(source, (sample,) if sample else ())
    chain.insert(1, lambda text: _accelerator(text, target))
    return layers.through(content, chain)


def _accelerator(content: Marked, target_language: str) -> tuple[Marked, Restore]:
    found = accelerators.find(content.text)
    if found is None:
        return content, lambda target: target

    def restore(target: Marked) -> Marked:
        place, mark = accelerators.put(target.text, found, target_language)
        return edit(target, {(place, place): mark})

    return edit(content, {(found.start, found.end): ""}), restore


def lost(source: Marked, target: Marked, language: str) -> str:
    """Why a target must not take the place of a source: what of its placeholders, tags and marks is lost or added.

    language: of the source. Empty where all is there, each as often as in the source: in any order but for printf
    placeholders of different types. In an ICU message every case must have what the source's case has.
    """
    find_language(language)
    return icu_forms.lost(source, target) if icu.chooses(source.text) else layers.lost(source, target)
