"""What to score of a translated document against aligned references: the smallest pieces both sides can be cut into."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise


@dataclass(frozen=True, slots=True)
class Unit:
    """Segments and reference rows that cover the same stretch of the source, as half-open ranges of indices."""

    segments: range
    rows: range


def units(sources: Sequence[str], rows: Sequence[str]) -> list[Unit]:
    """Match the segments of a document with the source sides of reference rows that follow the same order.

    Only letters and digits count, so spacing, quotation marks and dashes may differ, and sentences may be cut
    differently on the two sides: what overlaps goes into one unit. Rows that the document lacks are left out, and so is
    a unit whose segments hold text that no row covers.
    """
    letters = [_letters(source) for source in sources]
    stream = "".join(letters)
    starts = [0, *accumulate(len(part) for part in letters)]
    found: list[tuple[int, int, int]] = []
    cursor = 0
    for index, row in enumerate(rows):
        wanted = _letters(row)
        begin = stream.find(wanted, cursor) if wanted else -1
        if begin >= 0:
            cursor = begin + len(wanted)
            found.append((index, begin, cursor))
    made: list[Unit] = []
    group: list[tuple[int, int, int]] = []
    for item in found:
        if group and bisect_right(starts, item[1]) > bisect_right(starts, group[-1][2] - 1):
            made += _unit(group, starts)
            group = []
        group.append(item)
    return made + (_unit(group, starts) if group else [])


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _unit(group: Sequence[tuple[int, int, int]], starts: Sequence[int]) -> list[Unit]:
    """The unit of rows that share segments; none where rows leave a gap or do not reach the segments' ends."""
    begin, end = group[0][1], group[-1][2]
    first, last = bisect_right(starts, begin) - 1, bisect_right(starts, end - 1)
    whole = starts[first] == begin and starts[last] == end
    gapless = all(left[2] == right[1] and left[0] + 1 == right[0] for left, right in pairwise(group))
    if not (whole and gapless):
        return []
    return [Unit(range(first, last), range(group[0][0], group[-1][0] + 1))]
