"""What must be carried over as it is: placeholders, tags, links, addresses, file names; and keys of menus."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.corpora import accelerators, messages

from .base import Alarm, Check, Family, Pair, Severity, has_code

CHECKS = (
    Check("placeholder-mismatch", Severity.ERROR, "A placeholder, tag or inline code is lost or added."),
    Check("url-missing", Severity.ERROR, "A link of the source is not in the target."),
    Check("email-missing", Severity.ERROR, "An e-mail address of the source is not in the target."),
    Check("filename-missing", Severity.WARNING, "A file name of the source is not in the target."),
    Check(
        "accelerator-mismatch",
        Severity.WARNING,
        "In messages: the key of a menu or button (&File, _File) is lost or added.",
    ),
)

_KINDS = frozenset(("url", "email", "filename"))
_LABEL = 60  # code points of the longest label of a menu or button


def _run(pair: Pair) -> Iterator[Alarm]:
    unit = pair.unit
    if unit.target is not None and (
        unit.source.marks or unit.target.marks or has_code(pair.source) or has_code(pair.target)
    ):
        lost = messages.lost(unit.source, unit.target, pair.source_language.tag)
        if lost:
            yield Alarm("placeholder-mismatch", lost)
    for requirement, place in zip(pair.requirements, pair.located, strict=True):
        item = requirement.protected
        if place is None and item is not None and item.kind in _KINDS and item.text not in pair.target:
            yield Alarm(
                f"{item.kind}-missing", f"“{item.text}” is not in the target", None, requirement.span, item.text
            )
    if pair.messages:
        yield from _accelerators(pair)


def _accelerators(pair: Pair) -> Iterator[Alarm]:
    source, target = pair.unit.source.text, pair.unit.target.text if pair.unit.target else ""
    wanted, have = accelerators.find(source), accelerators.find(target)
    if (wanted is None) is (have is None) or len(source) > _LABEL:
        return
    if wanted is not None:
        message = f"the source marks a key, {wanted.mark}{wanted.letter}, the target none"
    else:
        message = "the target marks a key, the source none"
    yield Alarm("accelerator-mismatch", message)


FAMILY = Family("markup", "Placeholders, links and keys", CHECKS, _run)
