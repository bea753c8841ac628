"""Markup carried over from a source text to its translation, by which words translate which.

Each pair of marks becomes the stretch of the translation that gains most: what is linked to the words inside the pair
counts for it, what is linked to words outside against it (the maximum subarray, Kadane's algorithm). Pairs stay nested
as they were, so the result is as well-formed as the source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from . import script
from .markup import Mark, Marked

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Link:
    """Two stretches that translate each other: half-open code-point offsets; weight: how sure that is."""

    source: tuple[int, int]
    target: tuple[int, int]
    weight: float = 1.0


@dataclass(slots=True)
class _Node:
    """A pair of marks, or one alone (last is first), and what is inside."""

    first: int
    last: int
    start: int = 0
    end: int = 0
    inside: list[_Node] = field(default_factory=list)


def project(source: Marked, target: str, links: Sequence[Link]) -> Marked:
    """The target with the marks of the source, each exactly once.

    links: may be incomplete and wrong here and there, and may be empty: then places go by proportion.
    """
    if not source.marks:
        return Marked(target)
    root = _tree(source)
    root.start, root.end = _trimmed(target)
    for node in root.inside:
        _place(node, root, source, target, sorted(links, key=lambda link: link.target))
    _apart(root)
    placed: list[Mark] = []
    _collect(root, source.marks, placed)
    return Marked(target, tuple(placed))


def _tree(source: Marked) -> _Node:
    root = _Node(-1, len(source.marks))
    stack, pairs = [root], source.pairs()
    for index in range(len(source.marks)):
        if index == stack[-1].last:
            stack.pop()
            continue
        node = _Node(index, pairs.get(index, index))
        stack[-1].inside.append(node)
        if node.last > index:
            stack.append(node)
    return root


def _trimmed(text: str) -> tuple[int, int]:
    start = len(text) - len(text.lstrip())
    return start, max(start, len(text.rstrip()))


def _place(node: _Node, parent: _Node, source: Marked, target: str, links: Sequence[Link]) -> None:
    """Give a node and what is inside it their stretches, within the parent's."""
    start, end = source.marks[node.first].at, source.marks[node.last].at
    if not source.text[start:end].strip():
        node.start = node.end = _point(start, source.text, target, links, parent)
    elif not source.text[:start].strip() and not source.text[end:].strip():
        node.start, node.end = parent.start, parent.end
    else:
        node.start, node.end = _stretch(start, end, source.text, target, links, parent)
    for child in node.inside:
        _place(child, node, source, target, links)


def _stretch(start: int, end: int, text: str, target: str, links: Sequence[Link], parent: _Node) -> tuple[int, int]:
    best = _best_run([link for link in links if _within(link, parent)], start, end)
    if best is None:
        length, inside = max(1, len(text)), parent.end - parent.start
        best = parent.start + round(inside * start / length), parent.start + round(inside * end / length)
    return _whole_words(best, target, parent)


def _within(link: Link, parent: _Node) -> bool:
    return parent.start <= link.target[0] and link.target[1] <= parent.end


def _best_run(links: Sequence[Link], start: int, end: int) -> tuple[int, int] | None:
    """Where in the target, between links in target order, most is linked to the source from start to end."""
    best, best_gain = None, 0.0
    gain, begin, reach = 0.0, 0, 0
    for link in links:
        mine = link.source[0] < end and start < link.source[1]
        if gain <= 0:
            gain, (begin, reach) = 0.0, link.target
        gain += link.weight if mine else -link.weight
        if mine:
            reach = max(reach, link.target[1])
            if gain > best_gain:
                best, best_gain = (begin, reach), gain
    return best


def _whole_words(run: tuple[int, int], target: str, parent: _Node) -> tuple[int, int]:
    """The run, grown so that it cuts no word of a language with spaces, and without white space at its ends."""
    start, end = run
    while parent.start < start < parent.end and _inside_word(target, start):
        start -= 1
    while parent.start < end < parent.end and _inside_word(target, end):
        end += 1
    while start < end and target[start].isspace():
        start += 1
    while end > start and target[end - 1].isspace():
        end -= 1
    return start, end


def _inside_word(text: str, place: int) -> bool:
    left, right = text[place - 1], text[place]
    return left.isalnum() and right.isalnum() and not (script.wide(left) or script.wide(right))


def _point(place: int, text: str, target: str, links: Sequence[Link], parent: _Node) -> int:
    """Where in the target something stands that has no words of its own: by the word it touches."""
    if not text[:place].strip():
        return parent.start
    if not text[place:].strip():
        return parent.end
    following = _WORD.match(text, place)
    if following and not text[place - 1].isalnum():
        return max(parent.start, _stretch(*following.span(), text, target, links, parent)[0])
    before = next((m for m in reversed(list(_WORD.finditer(text, 0, place)))), None)
    if before is None:
        return parent.start
    end = _stretch(*before.span(), text, target, links, parent)[1]
    # what follows punctuation in the source follows it in the target
    while before.end() < place and end < parent.end and not (target[end].isalnum() or target[end].isspace()):
        end += 1
    return min(parent.end, end)


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
