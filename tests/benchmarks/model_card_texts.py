"""The texts that a model card's figures come from, cut as the program cuts them, each with references and terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from model_card_engine import SOURCE
from term_data import DataError, ListedVerifier
from term_data import load as load_listed

from dragoman.corpora import articles
from dragoman.corpora.formats.text import parse
from dragoman.termbase.language import language
from dragoman.termbase.load import load_curated
from dragoman.translate.cli.units import Unit, units
from dragoman.translate.verify import Verifier

SEEDS = Path(__file__).parents[2] / "seeds"


@dataclass(frozen=True, slots=True)
class Texts:
    """A collection for one target language.

    sources: what the engine is given, sentence by sentence. units: what is scored: sentences, and the rows of
    `references` that cover the same stretch. verifier: which terms each sentence owes.
    """

    name: str
    title: str
    target: str
    sources: tuple[str, ...]
    references: tuple[str, ...]
    units: tuple[Unit, ...]
    verifier: Verifier

    @property
    def words(self) -> int:
        """Words of the sources."""
        return sum(len(source.split()) for source in self.sources)

    @property
    def space(self) -> str:
        """What stands between two sentences of the target language."""
        return " " if language(self.target).spaced else ""

    def joined(self, translations: Sequence[str]) -> list[str]:
        """Translations of the sources as they are scored: a text a unit."""
        return [self.space.join(translations[index] for index in unit.segments) for unit in self.units]

    def expected(self) -> list[str]:
        """The reference of each unit."""
        return [self.space.join(self.references[row] for row in unit.rows) for unit in self.units]

    def pairs(self) -> list[tuple[str, str]]:
        """(source, reference) of the units that are one sentence and one row."""
        return [
            (self.sources[unit.segments[0]], self.references[unit.rows[0]])
            for unit in self.units
            if len(unit.segments) == len(unit.rows) == 1
        ]


@cache
def curated(target: str) -> Verifier:
    """The verifier of the curated termbase."""
    return Verifier(load_curated(), SOURCE, target)


def _cut(name: str, title: str, target: str, text: str, rows: Sequence[tuple[str, str]], limit: int | None) -> Texts:
    """A text cut into sentences by the program itself, beside aligned rows of source and reference."""
    sources = [segment.text for segment in parse(text.encode()).segments if segment.translatable][:limit]
    found = units(sources, [source for source, _ in rows])
    return Texts(
        name, title, target, tuple(sources), tuple(reference for _, reference in rows), tuple(found), curated(target)
    )


def seeds(target: str, limit: int | None = None) -> list[Texts]:
    """The seed articles against the project's references, as `dragoman demo` scores them; `limit`: first sentences."""
    found = []
    for name in articles.seeds():
        rows = articles.reference(name, target, SOURCE)
        file = SEEDS / f"{name}.txt"
        text = file.read_text(encoding="utf-8") if file.exists() else "\n\n".join(source for source, _ in rows)
        found.append(_cut(name, f"seed article {name.partition('_')[0]}", target, text, rows, limit))
    return found


def held_out(target: str, limit: int | None = None) -> Texts:
    """The documents of the domain corpus that nothing is learnt from; `limit`: rows."""
    rows = [
        (" ".join(row.texts[SOURCE].split()), row.texts[target])
        for row in articles.load("domain")
        if row.split == "valid"
    ][:limit]
    text = "\n\n".join(source for source, _ in rows)
    return _cut("held-out", "held-out documents", target, text, rows, None)


def flores(directory: Path, target: str, limit: int | None = None) -> Texts:
    """FLORES-200 dev from DIRECTORY/en-TARGET/: `en` and TARGET, a segment a line; `limit`: lines.

    Raises OSError, and DataError where the two files are not of the same length.
    """
    folder = directory / f"{SOURCE}-{target}"
    sources, references = ((folder / name).read_text(encoding="utf-8").splitlines() for name in (SOURCE, target))
    if len(sources) != len(references):
        raise DataError(f"{folder}: {len(sources)} lines of {SOURCE}, {len(references)} of {target}")
    rows = list(zip(sources, references, strict=True))[:limit]
    return _cut("flores", "FLORES-200 dev", target, "\n\n".join(source for source, _ in rows), rows, None)


def tico(file: Path, target: str, limit: int | None = None) -> Texts:
    """TICO-19 dev with its own terms (see term_data), each segment whole as in terminology.py; `limit`: segments.

    Raises OSError, and DataError naming the line that is wrong.
    """
    segments = load_listed(file, target, limit)
    return Texts(
        "tico",
        "TICO-19 dev",
        target,
        tuple(segment.source for segment in segments),
        tuple(segment.reference for segment in segments),
        tuple(Unit(range(index, index + 1), range(index, index + 1)) for index in range(len(segments))),
        ListedVerifier(segments, target),
    )
