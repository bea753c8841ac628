"""From the list of sources to packed training sets: one GROUP.npz a group, and the subword model they are written in.

usage: python -m training.prepare --texts DIRECTORY --out DIRECTORY [--vocabulary 16000]

Everything random has a fixed seed, but for the sampling inside eflomal. Some 400,000 pairs take about 20 minutes on two
cores.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import corpus, terms
from .align import align, words
from .annotate import SHARE, Aligned, Annotator
from .augment import augmented
from .corpus import VALIDATION, Pair
from .packed import Writer
from .progress import say
from .sources import LIST, read
from .subwords import TAGS, Subwords, learn

SEED = 7
LEARN_FROM = 150_000  # pairs of each language that the subword model sees


def subword_texts(pairs: Sequence[Pair]) -> Iterator[str]:
    """Both sides of what the subword model learns from: the same number of pairs at most from each language."""
    left = dict.fromkeys(TAGS, LEARN_FROM)
    for pair in pairs:
        if pair.group != VALIDATION and not pair.augmented and left[pair.language]:
            left[pair.language] -= 1
            yield pair.source
            yield pair.target


def aligned(pairs: Sequence[Pair], language: str) -> list[Aligned]:
    """The pairs of a language, word-aligned together."""
    source_words = [words(pair.source, "en") for pair in pairs]
    target_words = [words(pair.target, language) for pair in pairs]
    links = align(
        [[pair.source[begin:end] for begin, end in places] for pair, places in zip(pairs, source_words, strict=True)],
        [[pair.target[begin:end] for begin, end in places] for pair, places in zip(pairs, target_words, strict=True)],
    )
    return [
        Aligned(*item, terms.find(item[0].source, item[0].target, language, item[0].augmented) if item[0].terms else ())
        for item in zip(pairs, source_words, target_words, links, strict=True)
    ]


def prepare(
    sources: Path, texts: Path, out: Path, vocabulary: int, share: float = SHARE, only: Sequence[str] = ()
) -> None:
    """Write GROUP.npz for every group, or for those of `only`, and spm.model where the directory has none yet."""
    out.mkdir(parents=True, exist_ok=True)
    pairs, report = corpus.pairs(read(sources), texts)
    for source, count, faults in report:
        left_out = ", ".join(f"{number} {reason}" for reason, number in faults.most_common())
        say(f"{source.name}: {count} pairs x {source.repeat}; left out: {left_out or 'none'}")
    variants, kinds = augmented(pairs)
    if variants:
        swapped = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
        say(f"{len(variants)} variants of {sum(pair.variants > 0 for pair in pairs)} pairs, with another {swapped}")
    pairs += variants
    rng = random.Random(SEED)
    rng.shuffle(pairs)
    model = out / "spm.model"
    if not model.exists():
        learn(subword_texts(pairs), vocabulary, model)
    subwords = Subwords(model)
    say(f"{len(pairs)} pairs, {len(subwords)} subword pieces")
    annotator = Annotator(subwords, rng, share)
    writers: dict[str, Writer] = {pair.group: Writer() for pair in pairs}
    for language in TAGS:
        some = [pair for pair in pairs if pair.language == language]
        for item in aligned(some, language) if some else ():
            for _ in range(item.pair.repeat if not only or item.pair.group in only else 0):
                example = annotator.example(item)
                if example is not None:
                    writers[item.pair.group].add(example.source, example.target, example.alignment)
        say(f"{language}: {len(some)} pairs aligned")
    for group, writer in sorted(writers.items()):
        if only and group not in only:
            continue
        writer.save(out / f"{group}.npz", len(subwords))
        say(f"{group}: {writer.describe()}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Prepare what the command line names."""
    parser = argparse.ArgumentParser(prog="training.prepare", description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=Path, default=LIST, help="list of sources")
    parser.add_argument("--texts", type=Path, required=True, help="where the files of the list are")
    parser.add_argument("--out", type=Path, required=True, help="where the packed sets and spm.model go")
    parser.add_argument("--vocabulary", type=int, default=16_000, help="subword pieces, at most 65,536")
    parser.add_argument("--annotate", type=float, default=SHARE, help="share of the examples with annotations")
    parser.add_argument("--only", nargs="+", default=(), metavar="GROUP", help="write these; the others help to align")
    options = parser.parse_args(arguments)
    prepare(options.sources, options.texts, options.out, options.vocabulary, options.annotate, options.only)


if __name__ == "__main__":
    main()
