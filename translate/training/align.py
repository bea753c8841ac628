"""Words of a sentence, and which words of a translation stand for which: eflomal both ways, symmetrised."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

Links = frozenset[tuple[int, int]]  # (source word, target word)

_WORD = re.compile(
    r"<[^<>\s]{1,40}>|%\(\w+\)[sd]|\{\w+\}|%[sd]"  # tags and placeholders are one word each
    r"|\w+(?:[-'’]\w+)*|[^\w\s]"
)
_NEIGHBOURS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def words(text: str, language: str) -> list[tuple[int, int]]:
    """The words and punctuation marks of a text as [begin, end) places."""
    if language != "zh":
        return [match.span() for match in _WORD.finditer(text)]
    import jieba

    jieba.setLogLevel("WARNING")
    places = jieba.tokenize(text)
    return [(begin, end) for word, begin, end in places if word.strip()]


def align(sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> list[Links]:
    """Word alignments of tokenised sentence pairs. eflomal samples without a fixed seed: runs differ a little."""
    from eflomal import Aligner

    with tempfile.TemporaryDirectory() as name:
        forward, backward = Path(name, "forward"), Path(name, "backward")
        Aligner(model=3, n_samplers=1).align(
            _lines(sources),
            _lines(targets),
            links_filename_fwd=str(forward),
            links_filename_rev=str(backward),
            quiet=True,
        )
        both = zip(_links(forward), _links(backward), strict=True)
        return [symmetrise(one, other) for one, other in both]


def _lines(sentences: Iterable[Sequence[str]]) -> list[str]:
    # a space inside a word would shift all that follow it
    return [" ".join(word.lower().replace(" ", "_") for word in sentence) + "\n" for sentence in sentences]


def _links(path: Path) -> list[set[tuple[int, int]]]:
    found = []
    for line in path.read_text(encoding="ascii").splitlines():
        found.append({(int(one), int(other)) for one, _, other in (link.partition("-") for link in line.split())})
    return found


def symmetrise(one: set[tuple[int, int]], other: set[tuple[int, int]]) -> Links:
    """What both directions say, and what either says right beside it: precise, and still covering most words."""
    sure = one & other
    near = {(i, j) for i, j in one | other if any((i + di, j + dj) in sure for di, dj in _NEIGHBOURS)}
    return frozenset(sure | near)
