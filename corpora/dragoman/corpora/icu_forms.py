"""ICU messages with choices: their cases as texts to translate, in the plural categories of the target language.

Words around a choice go into each of its cases, so that whole sentences are translated: a fragment has no grammar. That is
what FormatJS's linter and ICU's own guide ask of authors. Where that would make too many cases, the fragments stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from . import icu, layers, placeholders, plurals
from .icu import Argument, Branch, Choice, MessageError, Node, Pound, Text
from .layers import Message, Standins, number_spans
from .markup import Mark, Marked, edit, join

_CASES = 64  # more sentences than this are not made of one message
_VARIANTS = 512
_Shown = dict[str, tuple[str, int]]  # what stands in a text for an argument: its code, and how often
_SIMPLE = re.compile(r"\{(?:[A-Za-z_]\w{0,60}|\d{1,3})\}")


def message(content: Marked, source: str, target: str) -> Message | None:
    """The cases of an ICU message with choices. source, target: tags of known languages.

    None where a text is none, is broken, has marks among its braces, or would have more cases than anybody can read.
    """
    if not icu.chooses(content.text):
        return None
    try:
        nodes = icu.parse(content.text)
        if not _marks_fit(content, nodes):
            return None
        writer = _Writer(content, source, target)
        writer.write([_Item(node) for node in nodes], ())
    except MessageError:
        return None
    return writer.message()


@dataclass(frozen=True, slots=True)
class _Item:
    """A node, and the choice in one of whose cases it stands."""

    node: Node
    owner: Choice | None = None

    @property
    def counts(self) -> bool:
        """Whether it stands right inside a plural."""
        return self.owner is not None and self.owner.counts


@dataclass(frozen=True, slots=True)
class _Case:
    """A case that a text is for; numbers: samples of the number it is for, the best first."""

    choice: Choice
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A text to translate, and how its translation is written in the message."""

    message: Message
    write: Callable[[Marked], Marked]


class _Writer:
    def __init__(self, content: Marked, source: str, target: str) -> None:
        self._content, self._source, self._target = content, source, target
        self._doubled = icu.doubles(content.text)
        self._pieces: list[Marked | _Leaf] = []
        self._cases = 0

    def message(self) -> Message:
        """What has been written."""
        pieces = tuple(self._pieces)
        texts = tuple(text for piece in pieces if isinstance(piece, _Leaf) for text in piece.message.texts)

        def build(parts: Sequence[Marked]) -> Marked:
            built, done = [], 0
            for piece in pieces:
                if isinstance(piece, Marked):
                    built.append(piece)
                    continue
                count = len(piece.message.texts)
                built.append(piece.write(piece.message.build(parts[done : done + count])))
                done += count
            return join(built)

        return Message(texts, build)

    def write(self, items: Sequence[_Item], cases: tuple[_Case, ...]) -> None:
        """The items of a message that stands in some cases."""
        places = [place for place, item in enumerate(items) if isinstance(item.node, Choice)]
        if not places:
            self._leaf(items, cases)
        elif self._whole_sentences(items):
            place = places[0]
            before, choice, after = items[:place], items[place], items[place + 1 :]
            self._choice(choice.node, cases, lambda inner: [*before, *inner, *after])
        else:
            for first, last in pairwise([-1, *places, len(items)]):
                self._leaf(items[first + 1 : last], cases)
                if last < len(items):
                    self._choice(items[last].node, cases, lambda inner: inner)

    def _whole_sentences(self, items: Sequence[_Item]) -> bool:
        """Whether there are words around choices, and not too many cases to spell them out."""
        worded = any(
            isinstance(item.node, Text) and any(map(str.isalpha, self._raw(item.node.start, item.node.end)))
            for item in items
        )
        choices = [item.node for item in items if isinstance(item.node, Choice)]
        number = 1
        for choice in choices:
            number *= max(4, len(choice.branches))
        return worded and number <= _CASES and not any(map(_offset_within, choices))

    def _choice(self, node: Node, cases: tuple[_Case, ...], wrap: Callable[[list[_Item]], list[_Item]]) -> None:
        choice = _choice(node)
        named = {branch.selector: branch for branch in choice.branches}
        lead = choice.branches[0].start
        self._fixed(choice.start, lead)
        for number, (selector, branch, numbers) in enumerate(self._forms(choice)):
            self._cases += 1
            if self._cases > _VARIANTS:
                raise MessageError("too many cases", choice.start)
            spaced = named.get(selector, named[plurals.OTHER]) if number else choice.branches[0]
            self._fixed(spaced.start, spaced.named[0])
            self._pieces.append(Marked(selector))
            self._fixed(spaced.named[1], spaced.inner)
            inner = [_Item(node, choice) for node in branch.nodes]
            self.write(wrap(inner), (*cases, _Case(choice, numbers)))
            self._pieces.append(Marked("}"))
        self._fixed(choice.outer, choice.end)

    def _forms(self, choice: Choice) -> Iterator[tuple[str, Branch, tuple[str, ...]]]:
        """The cases the target needs: selector, the source's case it is made of, and samples of its number."""
        if not choice.counts:
            yield from ((branch.selector, branch, ()) for branch in choice.branches)
            return
        named = {branch.selector: branch for branch in choice.branches}
        for branch in choice.branches:
            if branch.explicit:
                yield branch.selector, branch, (str(int(branch.selector[1:]) - choice.offset),)
        counted = {name for name, branch in named.items() if _counted(branch.nodes, choice, choice)}
        for category in plurals.categories(self._target, choice.ordinal):
            made_of = plurals.origin(category, named, counted, self._target, choice.ordinal)
            numbers = plurals.samples(category, made_of, self._source, self._target, choice.ordinal)
            yield category, named[made_of], numbers

    def _leaf(self, items: Sequence[_Item], cases: tuple[_Case, ...]) -> None:
        if not items:
            return
        innermost = cases[-1].choice if cases else None
        bits = [_bit(self._content, item, innermost) for item in items]
        plain = "".join(bit.words.text for bit in bits if not bit.code)
        numbers = _numbers(bits, cases, plain)
        text, shown = _standing(bits, plain, numbers)
        if any(len(number_spans(text.text, number)) != shown[number][1] for _, number in numbers):
            # a number would run into what stands beside it
            text, shown = _standing(bits, plain, ())
        quote = _Quoting(shown, innermost is not None and innermost.counts, self._doubled)
        raw = join(bit.standing(bit.code) if bit.code else bit.raw for bit in bits)
        at_home = all(item.owner is innermost for item in items)

        def write(target: Marked) -> Marked:
            return raw if at_home and target == text else quote(target)

        self._pieces.append(_Leaf(layers.through(text, layers.words(self._source)), write))

    def _raw(self, start: int, end: int) -> str:
        return self._content.text[start:end]

    def _fixed(self, start: int, end: int) -> None:
        self._pieces.append(Marked(self._raw(start, end)))


@dataclass(frozen=True, slots=True)
class _Bit:
    """A node of a text to translate. raw: as it stands; words: without quoting; code: of an argument, empty for words."""

    item: _Item
    raw: Marked
    words: Marked
    code: str = ""

    def standing(self, sign: str) -> Marked:
        """A sign in its place, with the marks that stand there."""
        return Marked(sign, tuple(replace(mark, at=len(sign) if mark.at else 0) for mark in self.raw.marks))


def _bit(content: Marked, item: _Item, innermost: Choice | None) -> _Bit:
    """innermost: the choice in whose case the node will stand, so that # means its number."""
    node = item.node
    raw = content.part(node.start, node.end, [mark for mark in content.marks if _stands_at(mark, node, content.text)])
    if isinstance(node, Text):
        cuts = {(start, end): words for start, end, words in icu.unquoted(raw.text, item.counts)}
        return _Bit(item, raw, edit(raw, cuts))
    if isinstance(node, Pound) and item.owner is not None and item.owner is not innermost:
        return _Bit(item, raw, raw, f"{{{item.owner.name}, number}}")
    return _Bit(item, raw, raw, raw.text)


def _stands_at(mark: Mark, node: Node, text: str) -> bool:
    """Whether a mark stands in a node, or before it; behind it only at the end of a message."""
    last = node.end == len(text) or text[node.end] == "}"
    return node.start <= mark.at < node.end or (last and mark.at == node.end)


def _standing(bits: Sequence[_Bit], plain: str, numbers: Sequence[tuple[Choice, str]]) -> tuple[Marked, _Shown]:
    """The text that goes for translation. numbers: samples, each for the number of a plural."""
    standins = Standins(plain + "".join(bit.code for bit in bits))
    shown: _Shown = {}
    pieces = []
    for bit in bits:
        if not bit.code:
            pieces.append(bit.words)
            continue
        sign = next((number for choice, number in numbers if _means(bit.item, choice)), "")
        if not sign:
            sign = bit.code if _SIMPLE.fullmatch(bit.code) and bit.code not in plain else standins.of(bit.code)
        shown[sign] = bit.code, shown.get(sign, ("", 0))[1] + 1
        pieces.append(bit.standing(sign))
    return join(pieces), shown


def _means(item: _Item, choice: Choice) -> bool:
    """Whether an argument says the number that a plural chooses by."""
    node = item.node
    if isinstance(node, Pound):
        return item.owner is choice
    same = isinstance(node, Argument) and node.name == choice.name and node.kind in ("", "number") and not node.styled
    return same and choice.counts and not choice.offset


def _numbers(bits: Sequence[_Bit], cases: Sequence[_Case], plain: str) -> list[tuple[Choice, str]]:
    """For each plural whose number is said, the sample that says it: one that nothing else says."""
    taken: list[tuple[Choice, str]] = []
    for case in cases:
        used = [number for _, number in taken]
        free = [number for number in case.numbers if number not in used and not number_spans(plain, number)]
        named = any(choice.name == case.choice.name for choice, _ in taken)
        if free and not named and any(bit.code and _means(bit.item, case.choice) for bit in bits):
            taken.append((case.choice, free[0]))
    return taken


class _Quoting:
    """A translation as it stands in the message: what stood for arguments is them again, all else is quoted."""

    def __init__(self, shown: _Shown, counts: bool, doubled: bool) -> None:
        self._shown, self._counts, self._doubled = shown, counts, doubled

    def __call__(self, target: Marked) -> Marked:
        spans: dict[tuple[int, int], str] = {}
        for sign, (code, often) in self._shown.items():
            places = _places(target.text, sign)
            # a number that is there more often may be another number; the message then counts as damaged
            if sign.startswith("{") or len(places) == often:
                spans |= dict.fromkeys(places, code)
        cuts, done = dict(spans), 0
        for start, end in [*sorted(spans), (len(target.text), len(target.text))]:
            words = target.text[done:start]
            written = icu.quoted(words, self._counts, self._doubled)
            if written != words:
                cuts[done, start] = written
            done = end
        return edit(target, cuts)


def _places(text: str, sign: str) -> list[tuple[int, int]]:
    if not sign.startswith("{"):
        return number_spans(text, sign)
    return [match.span() for match in re.finditer(re.escape(sign), text)]


def _counted(nodes: Sequence[Node], choice: Choice, owner: Choice) -> bool:
    """Whether the nodes of a case of `owner` say the number of a plural."""
    for node in nodes:
        if isinstance(node, Choice):
            if any(_counted(branch.nodes, choice, node) for branch in node.branches):
                return True
        elif _means(_Item(node, owner), choice):
            return True
    return False


def _offset_within(choice: Choice) -> bool:
    inner = (node for branch in choice.branches for node in branch.nodes if isinstance(node, Choice))
    return bool(choice.offset) or any(map(_offset_within, inner))


def _marks_fit(content: Marked, nodes: Sequence[Node]) -> bool:
    """Whether every mark stands among words of the message."""
    good: list[Node] = []
    stack = list(nodes)
    while stack:
        node = stack.pop()
        if isinstance(node, Choice):
            stack.extend(inner for branch in node.branches for inner in branch.nodes)
        else:
            good.append(node)

    def fits(mark: Mark) -> bool:
        return any(
            _stands_at(mark, node, content.text) and (isinstance(node, Text) or mark.at in (node.start, node.end))
            for node in good
        )

    return all(map(fits, content.marks))


def lost(source: Marked, target: Marked) -> str:
    """Why a translation must not take the place of an ICU message; see messages.lost."""
    try:
        ours = icu.parse(source.text)
    except MessageError as error:
        return f"the source is no valid ICU message: {error.message}, at character {error.at + 1}"
    try:
        theirs = icu.parse(target.text)
    except MessageError as error:
        return f"no valid ICU message any more: {error.message}, at character {error.at + 1}"
    needed, known, have = set(_skeleton(ours, True)), set(_skeleton(ours)), set(_skeleton(theirs))
    if not needed <= have <= known:
        return placeholders.difference(Counter(needed | (have & known)), Counter(have))
    originals = list(islice(_variants(source, [_Item(node) for node in ours]), _VARIANTS + 1))
    translations = list(islice(_variants(target, [_Item(node) for node in theirs]), _VARIANTS + 1))
    if max(len(originals), len(translations)) > _VARIANTS:
        return f"more than {_VARIANTS} cases: too many to compare"
    return next(filter(None, (_damage(variant, originals) for variant in translations)), "")


def _skeleton(nodes: Sequence[Node], needed: bool = False) -> Iterator[str]:
    """The choices of a message and those of their cases that are the same in every language.

    needed: without what stands only in plural categories that another language may lack.
    """
    for node in nodes:
        if isinstance(node, Choice):
            yield f"{{{node.name}, {node.kind}{f', offset:{node.offset}' if node.offset else ''}}}"
            for branch in node.branches:
                own = branch.explicit or not node.counts
                if own:
                    yield f"{node.name} {branch.selector}"
                if own or not needed or branch.selector == plurals.OTHER:
                    yield from _skeleton(branch.nodes, needed)


@dataclass(frozen=True, slots=True)
class _Variant:
    """What a message says in one case of each of its choices.

    chosen: by a choice's name and kind, the cases of the source that it may be made of.
    """

    chosen: Mapping[str, frozenset[str]]
    text: Marked


def _variants(
    content: Marked, items: Sequence[_Item], chosen: Mapping[str, frozenset[str]] | None = None
) -> Iterator[_Variant]:
    chosen = chosen or {}
    place = next((place for place, item in enumerate(items) if isinstance(item.node, Choice)), -1)
    if place < 0:
        yield _Variant(chosen, join(_normal(content, item) for item in items))
        return
    choice = _choice(items[place].node)
    for branch in choice.branches:
        adapted = choice.counts and not branch.explicit
        cases = frozenset((branch.selector, plurals.OTHER) if adapted else (branch.selector,))
        key = f"{choice.name} {choice.kind}"
        before = chosen.get(key)
        if before is not None and not before & cases:
            continue
        inner = [_Item(node, choice) for node in branch.nodes]
        yield from _variants(content, [*items[:place], *inner, *items[place + 1 :]], {**chosen, key: cases})


def _normal(content: Marked, item: _Item) -> Marked:
    """A node as it is compared: words without quoting, and the number of a plural under its name."""
    bit = _bit(content, item, item.owner)
    if not bit.code:
        return bit.words
    node = item.node
    if isinstance(node, Pound) and item.owner is not None:
        return bit.standing(f"{{{item.owner.name}{'#' if item.owner.offset else ''}}}")
    if isinstance(node, Argument) and node.kind in ("", "number") and not node.styled:
        return bit.standing(f"{{{node.name}}}")
    return bit.standing(re.sub(r"\s+", " ", bit.code))


def _damage(variant: _Variant, originals: Sequence[_Variant]) -> str:
    """What a case of a translation lacks of the source's: of the same case, or of the one that stands for it."""
    reasons = [
        layers.lost(original.text, variant.text)
        for original in originals
        if all(original.chosen.get(name, cases) & cases for name, cases in variant.chosen.items())
    ]
    if "" in reasons:
        return ""
    named = ", ".join(
        f"{name.split()[0]} {min(cases - {plurals.OTHER} or cases)}" for name, cases in variant.chosen.items()
    )
    return f"{reasons[-1] if reasons else 'not in the source'} (in the case {named})"


def _choice(node: Node) -> Choice:
    if not isinstance(node, Choice):
        raise TypeError("no choice")
    return node
