"""How the time to find terms grows with the text: `python tests/benchmarks/matching.py [CHARACTERS]`.

For each language, texts of n, 2n, 4n and 8n characters made of running text with terms in it: time per character as a
ratio to that of the shortest (linear time is about 1.0 throughout), and words per second, absolute and relative to one
scan of the same text by a plain regular expression. Worst cases come last: texts that are nearly all terms, marks or
line ends. Exits with 1 where the longest text takes more than twice as long a character as the shortest.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable

from dragoman.termbase.load import load_curated
from dragoman.termbase.match import Matcher

LIMIT = 2.0
RUNS = 3
FACTORS = (1, 2, 4, 8)
WORDS = re.compile(r"[\u3400-\u9fff]|\w+")  # a Chinese character counts as a word
FILLERS = {
    "en": "the delegation arrived on Monday and said that many of its members had not yet read what was agreed",
    "ru": "делегация прибыла в понедельник и заявила что многие ее участники еще не читали того о чем договорились",
    "zh": "代表们 周一 抵达 并说 其中 许多人 还没有 读过 商定的 内容 ， 然后 他们 就 离开了 。",
}
WORST_PIECES = {
    "marks": "e\u0301\u0302",
    "line ends": "a-\n",
    "dots": "a.",
    "mail": "a.b@",
    "links": "www.",
    "letters": "a",
}
WORST = {"en": "prosecutors general ", "ru": "гла\u0301вный\u00ad ", "zh": "最高人民检察院检察长"}


def running_text(tag: str, length: int) -> str:
    """Filler with a term every seven words or so, the same for the same length."""
    pick = random.Random(length)
    terms = [term.text for concept in load_curated() for term in concept.approved(tag)]
    fillers = FILLERS[tag].split()
    words = (pick.choice(terms) if pick.random() < 0.15 else pick.choice(fillers) for _ in range(length))
    return ("" if tag == "zh" else " ").join(words)[:length]


def seconds(work: Callable[[str], object], text: str) -> float:
    """The best wall-clock time of several runs."""
    best = float("inf")
    for _ in range(RUNS):
        begun = time.perf_counter()
        work(text)
        best = min(best, time.perf_counter() - begun)
    return best


def report(name: str, find: Callable[[str], object], texts: list[str]) -> bool:
    """Measure one kind of text in all its lengths; whether the time grew with the length alone."""
    taken = [seconds(find, text) / len(text) for text in texts]
    ratios = [one / taken[0] for one in taken]
    longest = texts[-1]
    words = len(WORDS.findall(longest))
    per_second = words / (taken[-1] * len(longest))
    slower = taken[-1] * len(longest) / seconds(WORDS.findall, longest)
    sys.stdout.write(
        f"{name:18} {'  '.join(f'{ratio:.2f}' for ratio in ratios)}  "
        f"{taken[-1] * 1e9:7.0f} ns/character  {per_second:9.0f} words/s  {slower:5.1f} times a plain scan\n"
    )
    return ratios[-1] <= LIMIT


def main(length: int) -> int:
    """Measure every language, on ordinary text and on its worst."""
    termbase = load_curated()
    lengths = [length * factor for factor in FACTORS]
    sys.stdout.write(f"{'':18} {'  '.join(f'{factor:3}n' for factor in FACTORS)}  n = {length} characters\n")
    linear = True
    for tag in FILLERS:
        matcher = Matcher(termbase, tag)
        begun = time.perf_counter()
        matcher.find(WORST[tag])
        matcher.forbidden(WORST[tag])
        sys.stdout.write(f"{tag} built in {time.perf_counter() - begun:.2f} s\n")
        # ASCII alone is folded faster, and a text with nothing wrong let off early: none of either
        banned = (term.text for concept in termbase for term in concept.terms.get(tag, ()) if not term.approved)
        ending = f" — {next(banned, '')}"
        texts = [running_text(tag, size) + ending for size in lengths]
        linear &= report(f"{tag} running text", matcher.find, texts)
        linear &= report(f"{tag} forbidden", matcher.forbidden, texts)
        linear &= report(f"{tag} terms only", matcher.find, [WORST[tag] * (n // len(WORST[tag])) for n in lengths])
    matcher = Matcher(termbase, "en")
    for name, piece in WORST_PIECES.items():
        linear &= report(name, matcher.find, [piece * (size // len(piece)) + " SPP" for size in lengths])
    return 0 if linear else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
