"""Messages of gettext catalogues as units, one a plural form, and which fills may go into a catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dragoman.corpora import placeholders
from dragoman.corpora.filling import Refusal
from dragoman.corpora.markup import Mark, Marked
from dragoman.corpora.units import Fill, State, Unit
from dragoman.termbase.errors import Location

from . import po_formats
from .expected import check_indices
from .po_plural import Rule
from .po_text import lacking

_KEY = 60


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a catalogue, PO or MO.

    msgids: the singular, and the plural where it has one. targets: its translations, empty where there is none.
    wheres, target_wheres: where they are.
    """

    msgids: tuple[str, ...]
    targets: tuple[str, ...]
    wheres: tuple[Location, ...]
    target_wheres: tuple[Location | None, ...]
    context: str = ""
    note: str = ""
    flags: frozenset[str] = frozenset()
    fuzzy: bool = False
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Writing:
    """What is to be written into a message: texts by plural form, 0 where it has none; their least state; the notes."""

    texts: dict[int, str]
    draft: bool
    notes: tuple[str, ...]

    def merged(self, targets: Sequence[str]) -> list[str]:
        """All forms of a message that had `targets`."""
        count = max(_used(targets), max(self.texts) + 1)
        return [self.texts.get(form, targets[form] if form < len(targets) else "") for form in range(count)]


class Messages:
    """The messages of a catalogue and their units; `rule`: its plural rule, None where it has none that makes sense."""

    def __init__(self, messages: Sequence[Message], rule: Rule | None, codec: str) -> None:
        self.messages, self.rule, self._codec = messages, rule, codec
        self.units: list[Unit] = []
        self._owners: list[tuple[int, int]] = []
        for number, message in enumerate(messages):
            for form, unit in enumerate(_units(message, rule)):
                self.units.append(unit)
                self._owners.append((number, form))

    def writings(self, fills: Mapping[int, Fill]) -> tuple[dict[int, Writing], list[Refusal]]:
        """What goes into which message, and the units that stay as they are, though there is a fill for them, and why.

        All plural forms of a message that lack a translation are filled, or none; so are all those that are drafts. Raises
        ValueError for an index that is not there.
        """
        check_indices(fills, len(self.units))
        wanted: dict[int, dict[int, int]] = {}
        for index in sorted(fills):
            number, form = self._owners[index]
            wanted.setdefault(number, {})[form] = index
        written: dict[int, Writing] = {}
        refused: list[Refusal] = []
        for number, forms in wanted.items():
            message = self.messages[number]
            texts = {form: self._text(fills[index], message) for form, index in forms.items()}
            reasons = {form: self._refused(index, texts[form], message) for form, index in forms.items()}
            if any(reasons.values()) or not self._complete(next(iter(forms.values())), forms):
                other = "another plural form of it cannot be filled"
                refused += [Refusal(self.units[index], reasons[form] or other) for form, index in forms.items()]
                continue
            filled = [fills[index] for index in forms.values()]
            notes = tuple(dict.fromkeys(note for fill in filled for note in fill.notes))
            written[number] = Writing(texts, any(fill.state is State.DRAFT for fill in filled), notes)
        return written, refused

    def _text(self, fill: Fill, message: Message) -> str:
        return po_formats.ends(message.msgids[0], plain(fill.target))

    def _refused(self, index: int, text: str, message: Message) -> str:
        if self.units[index].locked:
            return "what is wrong with it must be mended first"
        if not text:
            return "the translation is empty"
        sign = "\0" if "\0" in text else lacking(text, self._codec)
        if sign:
            return (
                f"the file's charset {self._codec.upper()} has no {sign!a}{f' ({sign})' if sign.isprintable() else ''}"
            )
        return po_formats.unfit(plain(self.units[index].source), text, message.flags)

    def _complete(self, index: int, forms: Mapping[int, int]) -> bool:
        """Whether the message of a unit will lack nothing, and no draft stands beside a new translation."""
        number, form = self._owners[index]
        first = index - form
        for place in range(first, len(self.units)):
            if self._owners[place][0] != number:
                break
            if self.units[place].state in (State.NEW, State.DRAFT) and self._owners[place][1] not in forms:
                return False
        return True


def plain(content: Marked) -> str:
    """A text with its marks as they stand in a message."""
    return "".join(piece.code if isinstance(piece, Mark) else piece for piece in content.pieces())


def _units(message: Message, rule: Rule | None) -> Iterable[Unit]:
    where, target_where = message.wheres[0], message.target_wheres[0]
    target = po_formats.marked(message.targets[0], message.flags) if message.targets and message.targets[0] else None
    unit = Unit(
        key(message),
        po_formats.marked(message.msgids[0], message.flags),
        target,
        _state(message, 0),
        where,
        target_where if target else None,
        message.context,
        message.note,
        message.locked,
    )
    if len(message.msgids) < 2:
        yield unit
        return
    count = max(len(message.targets), 1) if rule is None else max(rule.count, _used(message.targets))
    locked = message.locked or rule is None or count > rule.count
    for form in range(count):
        plural, sample = _source(message, rule, form)
        text = message.targets[form] if form < len(message.targets) else ""
        yield replace(
            unit,
            key=f"{unit.key} [{form}]",
            source=po_formats.marked(message.msgids[plural], message.flags),
            target=po_formats.marked(text, message.flags) if text else None,
            state=_state(message, form),
            where=message.wheres[plural],
            target_where=message.target_wheres[form] if text else None,
            locked=locked,
            sample=sample,
        )


def _used(targets: Sequence[str]) -> int:
    """How many forms there are, empty ones at the end left aside."""
    return max((form + 1 for form, text in enumerate(targets) if text), default=0)


def _state(message: Message, form: int) -> State:
    if form >= len(message.targets) or not message.targets[form]:
        return State.NEW
    return State.DRAFT if message.fuzzy else State.TRANSLATED


def key(message: Message) -> str:
    """The name of a message for people: its msgid, shortened, behind its context."""
    text = " ".join(message.msgids[0].split())
    short = text if len(text) <= _KEY else f"{text[: _KEY - 1]}…"
    return f"{' '.join(message.context.split())[:_KEY]}|{short}" if message.context else short


def _source(message: Message, rule: Rule | None, form: int) -> tuple[int, str]:
    """Of which msgid a form is a translation, and the number that stands for its placeholder meanwhile.

    The singular serves a form that 1 takes, but not the only form of a language, and where other numbers take it too
    (21 in Russian) only if it has the plural's placeholders: "One file" names no number, and msgfmt asks for it.
    """
    if rule is None or form >= rule.count:
        return 1, ""
    # a form no whole number takes is made like the one before it
    numbers = next((some for some in reversed(rule.samples[: form + 1]) if some), (2,))
    if numbers[0] != 1:
        return 1, str(numbers[0])
    singular, plural = message.msgids
    uneven = placeholders.compare(singular, plural) or po_formats.unfit(singular, plural, message.flags)
    if rule.count == 1 or (uneven and len(numbers) > 1):
        return 1, str(numbers[1])
    return 0, "1"
