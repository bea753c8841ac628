"""How well an engine translates the held-out documents of the domain corpus: `python tests/benchmarks/held_out.py`.

[--engine NAME] [--to LANGUAGE …] [--limit N]. Prints BLEU and chrF++ with sacreBLEU's signatures for the unconstrained
draft and for the constrained translation, how many terms were missed, and source words a second for the whole of it.
The references are the project's own translations.
"""

from __future__ import annotations

import argparse
import sys

from sacrebleu.metrics import BLEU, CHRF

from dragoman.corpora import articles
from dragoman.termbase.language import language
from dragoman.termbase.load import load_curated
from dragoman.translate.engines import engine
from dragoman.translate.pipeline import Translator
from dragoman.translate.results import Outcome


def main() -> None:
    """Translate, score, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="builtin")
    parser.add_argument("--to", nargs="+", default=["ru", "zh"])
    parser.add_argument("--limit", type=int, default=0)
    options = parser.parse_args()
    rows = [row for row in articles.load("domain") if row.split == "valid"][: options.limit or None]
    sources = [" ".join(row.texts["en"].split()) for row in rows]
    words = sum(len(source.split()) for source in sources)
    translator = Translator(load_curated(), engine(options.engine))
    for target in options.to:
        result = translator.translate("\n\n".join(sources), "en", target)
        segments = {segment.source: segment for segment in result.segments}
        whole = [
            (segments[source], row.texts[target])
            for source, row in zip(sources, rows, strict=True)
            if source in segments
        ]
        references = [[reference for _, reference in whole]]
        sys.stdout.write(
            f"en → {target}, {len(whole)} sentences translated whole of {len(rows)}; {len(result.terms())} terms, "
            f"{result.count(Outcome.MISSED)} missed; {words / result.seconds:.0f} words/s\n"
        )
        for metric in (BLEU(tokenize=language(target).bleu_tokenizer), CHRF(word_order=2)):
            draft = metric.corpus_score([segment.draft for segment, _ in whole], references)
            final = metric.corpus_score([segment.target for segment, _ in whole], references)
            sys.stdout.write(f"  {draft.name} {draft.score:.1f} → {final.score:.1f}   {metric.get_signature()}\n")


if __name__ == "__main__":
    main()
