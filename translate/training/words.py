"""The common words of the Chinese training texts, of one character and of two, by which names that run on are told.

usage: python -m training.words --texts DIRECTORY

Writes translate/dragoman/translate/runon_data/zh.txt: a line of characters that no word counted may end in, a line of
those that are words, then a line for each first character with all second ones.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from . import corpus
from .align import words
from .corpus import VALIDATION
from .sources import LIST, read

LANGUAGE = "zh"
OUT = Path(__file__).parents[1] / "dragoman" / "translate" / "runon_data" / f"{LANGUAGE}.txt"
LEAST, LEAST_SINGLE = 5, 200  # times a word of two characters or of one must be there
# characters that stand behind a name as words of their own more often than as the end of a word
FREE = "的了在和与及是为将对向上中等也都就还又并或被把从由于给让"
_WORD = re.compile(f"[一-鿿](?![{FREE}])[一-鿿]")


def table(texts: Iterable[str], least: int = LEAST, least_single: int = LEAST_SINGLE) -> str:
    """The lines of the file."""
    counts = Counter(text[begin:end] for text in texts for begin, end in words(text, LANGUAGE) if end - begin <= 2)
    singles = "".join(
        sorted(
            word for word, count in counts.items() if count >= least_single and corpus.SCRIPT[LANGUAGE].fullmatch(word)
        )
    )
    rows: dict[str, str] = {}
    for word, count in sorted(counts.items()):
        if count >= least and _WORD.fullmatch(word):
            rows[word[0]] = rows.get(word[0], "") + word[1]
    return f"{FREE}\n{singles}\n" + "".join(f"{first}{rest}\n" for first, rest in rows.items())


def main(arguments: Sequence[str] | None = None) -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(prog="training.words", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sources", type=Path, default=LIST, help="list of sources")
    parser.add_argument("--texts", type=Path, required=True, help="where the files of the list are")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args(arguments)
    pairs, _ = corpus.pairs(read(options.sources), options.texts)
    made = table(pair.target for pair in pairs if pair.language == LANGUAGE and pair.group != VALIDATION)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
