"""Markup carried over from a source text to its translation, by which words translate which.

Each pair of marks becomes the stretch of the translation that gains most: what is linked to the words inside the pair
counts for it, what is linked to words outside against it (the maximum subarray, Kadane's algorithm); a link to words on both
sides counts a little. Without any link a pair goes where the links around it point. Pairs stay nested as they were, so the
result is as well-formed as the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from unicodedata import category

from . import script
from .markup import Mark, Marked

_WORD = re.compile(r"\w+")
_STOPS = ".,;:!?…。，、；：！？"
_WEAK = 0.3  # how much of a link counts that is to words on both sides
_PIECE = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Link:
    """Two stretches that translate each other: half-open code-point offsets; weight: how sure that is."""

    source: tuple[int, int]
    target: tuple[int, int]
    weight: float = 1.0


@dataclass(slots=True)
class _Node:
    """A pair of marks, or one alone (last is first), what is inside, and its stretches of source and target."""

    first: int
    last: int
    origin: tuple[int, int]
    start: int = 0
    end: int = 0
    inside: list[_Node] = field(default_factory=list)


@dataclass(frozen=True)
class _Pair:
    """A source text, its translation, and what links them."""

    source: str
    target: str
    links: Sequence[Link]

    @cached_property
    def words(self) -> list[tuple[int, int]]:
        """Spans of the target's words and punctuation marks; characters of scripts without spaces each alone."""
        return list(_words(self.target))

    @cached_property
    def shares(self) -> list[list[tuple[int, float]]]:
        """For each link, the words it points to, and how much of its weight falls to each."""
        return [list(self._shares(link)) for link in self.links]

    def _shares(self, link: Link) -> Iterator[tuple[int, float]]:
        start, end = link.target
        for index in range(bisect_right(self.words, start, key=lambda word: word[1]), len(self.words)):
            begin, stop = self.words[index]
            if end <= begin or start == end:
                break
            yield index, link.weight * (min(end, stop) - max(start, begin)) / (end - start)

    def best(self, start: int, end: int, within: _Node) -> tuple[int, int] | None:
        """Where in the target most is linked to the source from `start` to `end`; None where nothing is."""
        gains = [0.0] * len(self.words)
        for link, shares in zip(self.links, self.shares, strict=True):
            side = _side(link, start, end)
            for index, share in shares:
                gains[index] += share * side
        best, best_gain = None, 0.0
        gain, begin = 0.0, 0
        for (first, last), more in zip(self.words, gains, strict=True):
            if within.start <= first and last <= within.end:
                if gain <= 0:
                    gain, begin = 0.0, first
                gain += more
                if more > 0 and gain > best_gain:
                    best, best_gain = (begin, last), gain
        return self._trimmed(best, self.source[start:end].strip()) if best else None

    def _trimmed(self, run: tuple[int, int], source: str) -> tuple[int, int]:
        """The run without punctuation at its ends that its source does not have there, nor a bracket the wrong way round."""
        start, end = run
        inner = [word for word in self.words if start <= word[0] and word[1] <= end]
        while len(inner) > 1 and source[:1].isalnum() and self._stops(inner[0], "Pe", "Pf"):
            del inner[0]
        while len(inner) > 1 and source[-1:].isalnum() and self._stops(inner[-1], "Ps", "Pi"):
            del inner[-1]
        return inner[0][0], inner[-1][1]

    def _stops(self, word: tuple[int, int], *categories: str) -> bool:
        sign = self.target[word[0]]
        return sign in _STOPS or category(sign) in categories

    def between(self, start: int, end: int, within: _Node) -> tuple[int, int]:
        """Where in the target the source from `start` to `end` should be, by what is linked before and behind it.

        Words that nothing else is linked to are taken where there are any.
        """
        left, low = max(
            ((link.source[1], link.target[1]) for link in self.links if link.source[1] <= start and _in(within, link)),
            default=(within.origin[0], within.start),
        )
        following = (link for link in self.links if end <= link.source[0] and low <= link.target[0])
        right, high = min(
            ((link.source[0], link.target[0]) for link in following if _in(within, link)),
            default=(within.origin[1], within.end),
        )
        scale = (high - low) / max(1, right - left)
        first, last = low + (start - left) * scale, low + (end - left) * scale
        inner = [i for i, word in enumerate(self.words) if low <= word[0] and word[1] <= high]
        taken = self._taken(start, end)
        free = [self.words[i] for i in inner if i not in taken and self.target[self.words[i][0]].isalnum()]
        if inner:
            return _nearest(free or [self.words[i] for i in inner], first, last)
        # nothing is left between: the longer of the words beside it
        before = [word for word in self.words if within.start <= word[0] and word[1] <= low][-1:]
        after = [word for word in self.words if low <= word[0] and word[1] <= within.end][:1]
        return max(after + before, key=lambda word: word[1] - word[0], default=(low, low))

    def _taken(self, start: int, end: int) -> set[int]:
        """The words linked to the source outside `start` to `end`."""
        pairs = zip(self.links, self.shares, strict=True)
        return {index for link, shares in pairs if _side(link, start, end) < 0 for index, _ in shares}


def _nearest(words: Sequence[tuple[int, int]], start: float, end: float) -> tuple[int, int]:
    """Of some words as many as fill the room from `start` to `end`, where they are nearest to it."""
    middle, half = (start + end) / 2, (end - start) / 2
    near = min(words, key=lambda word: max(word[0] - middle, middle - word[1], 0))
    center = min(max(middle, near[0]), near[1])
    chosen = [word for word in words if center - half <= (word[0] + word[1]) / 2 <= center + half] or [near]
    return chosen[0][0], chosen[-1][1]


def _side(link: Link, start: int, end: int) -> float:
    """What a link says for the source from `start` to `end`: 1 from inside it, -1 from outside; little from both sides."""
    begin, stop = link.source
    common = min(end, stop) - max(start, begin)
    if common <= 0:
        return -1.0
    return 1.0 if common == stop - begin else _WEAK * common / (stop - begin)


def project(source: Marked, target: str, links: Sequence[Link]) -> Marked:
    """The target with the marks of the source, each exactly once.

    links: may be incomplete and wrong here and there, and may be empty: then places go by proportion.
    """
    if not source.marks:
        return Marked(target)
    root = _tree(source)
    root.start, root.end = _trimmed(target)
    pair = _Pair(source.text, target, links)
    for node in root.inside:
        _place(node, root, pair)
    _apart(root)
    placed: list[Mark] = []
    _collect(root, source.marks, placed)
    return Marked(target, tuple(placed))


def _tree(source: Marked) -> _Node:
    root = _Node(-1, len(source.marks), (0, len(source.text)))
    stack, pairs = [root], source.pairs()
    for index, mark in enumerate(source.marks):
        if index == stack[-1].last:
            stack.pop()
            continue
        last = pairs.get(index, index)
        node = _Node(index, last, (mark.at, source.marks[last].at))
        stack[-1].inside.append(node)
        if node.last > index:
            stack.append(node)
    return root


def _trimmed(text: str) -> tuple[int, int]:
    start = len(text) - len(text.lstrip())
    return start, max(start, len(text.rstrip()))


def _words(text: str) -> Iterator[tuple[int, int]]:
    for match in _PIECE.finditer(text):
        start = match.start()
        for place in range(match.start(), match.end()):
            if script.wide(text[place]):
                if start < place:
                    yield start, place
                yield place, place + 1
                start = place + 1
        if start < match.end():
            yield start, match.end()


def _in(node: _Node, link: Link) -> bool:
    return node.start <= link.target[0] and link.target[1] <= node.end


def _place(node: _Node, parent: _Node, pair: _Pair) -> None:
    """Give a node and what is inside it their stretches, within the parent's."""
    (start, end), text = node.origin, pair.source
    if not text[start:end].strip():
        node.start = node.end = _point(start, parent, pair)
    elif not text[parent.origin[0] : start].strip() and not text[end : parent.origin[1]].strip():
        node.start, node.end = parent.start, parent.end
    else:
        node.start, node.end = pair.best(start, end, parent) or pair.between(start, end, parent)
    for child in node.inside:
        _place(child, node, pair)


def _point(place: int, parent: _Node, pair: _Pair) -> int:
    """Where in the target something stands that has no words of its own: by the word it touches, else by the other one."""
    text, (first, last) = pair.source, parent.origin
    if not text[first:place].strip():
        return parent.start
    if not text[place:last].strip():
        return parent.end
    before = next(reversed(list(_WORD.finditer(text, first, place))), None)
    after = _WORD.search(text, place, last)
    touches = after is not None and after.start() == place and not text[place - 1].isalnum()
    for word in (after, before) if touches else (before, after):
        found = pair.best(*word.span(), parent) if word else None
        if word and found:
            return found[0] if word is after else _past(place - word.end(), found[1], parent, pair.target)
    return pair.between(place, place, parent)[0]


def _past(distance: int, end: int, parent: _Node, target: str) -> int:
    """What follows punctuation in the source follows it in the target."""
    while distance and end < parent.end and not (target[end].isalnum() or target[end].isspace()):
        distance, end = distance - 1, end + 1
    return end


def _apart(node: _Node) -> None:
    """Move what overlaps its neighbours, so that nothing is crossed; the order of the target decides."""
    node.inside.sort(key=lambda child: (child.start, child.end, child.first))
    done = node.start
    for child in node.inside:
        child.start = min(max(child.start, done), node.end)
        child.end = min(max(child.end, child.start), node.end)
        done = child.end
        for grandchild in child.inside:
            grandchild.start = min(max(grandchild.start, child.start), child.end)
            grandchild.end = min(max(grandchild.end, grandchild.start), child.end)
        _apart(child)


def _collect(node: _Node, marks: Sequence[Mark], placed: list[Mark]) -> None:
    for child in node.inside:
        opening = marks[child.first]
        placed.append(replace(opening, at=child.start))
        if child.last > child.first:
            _collect(child, marks, placed)
            placed.append(replace(marks[child.last], at=child.end))


def same_words(source: str, target: str) -> list[Link]:
    """Links between the words that both texts have exactly once: names, numbers, placeholders."""

    def once(text: str) -> dict[str, tuple[int, int]]:
        found: dict[str, list[tuple[int, int]]] = {}
        for match in _WORD.finditer(text):
            found.setdefault(match.group(), []).append(match.span())
        return {word: spans[0] for word, spans in found.items() if len(spans) == 1}

    there = once(target)
    return [Link(span, there[word]) for word, span in once(source).items() if word in there]
