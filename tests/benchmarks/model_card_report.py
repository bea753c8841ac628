"""A model card's sections: tables with notes, made from what was measured, for a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model_card_alignment import Aligned, Hits
from model_card_annotation import Following, Rendered
from model_card_quality import METRICS, Quality, signatures
from model_card_speed import Loading, Size, Speed
from term_metrics import share

from dragoman.translate.cli.console import table
from dragoman.translate.results import Outcome

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a table and what is to be said about it. numbers: the columns to set flush right."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    notes: tuple[str, ...] = ()


def show(section: Section, console: Console) -> None:
    """Print a section."""
    console.print(table(section.heads, section.rows, section.numbers, section.title))
    for note in section.notes:
        console.print(note, soft_wrap=True)
    console.print()


def markdown(sections: Sequence[Section], level: int = 2) -> str:
    """The sections as Markdown to put into a card."""
    parts = []
    for section in sections:
        parts.append(f"{'#' * level} {section.title}")
        marks = [" ---: " if index in section.numbers else " --- " for index in range(len(section.heads))]
        lines = [_row(section.heads), "|" + "|".join(marks) + "|", *map(_row, section.rows)]
        parts.append("\n".join(lines))
        parts += section.notes
    return "\n\n".join(parts) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


# -- sections -----------------------------------------------------------------------------------------------------


def quality_section(found: Sequence[Quality]) -> Section:
    """Scores before and after, and the terms."""
    rows = []
    for one in found:
        scores = [f"{before:.1f} → {after:.1f}" for before, after in (one.scores[name] for name in METRICS)]
        terms = [str(one.terms), _per_cent(one.unprompted, one.terms), str(one.count(Outcome.MISSED))]
        rows.append((one.texts.title, one.texts.target, str(len(one.texts.units)), *scores, *terms))
    signed = dict.fromkeys(
        f"{name} {signature}"
        for target in dict.fromkeys(one.texts.target for one in found)
        for name, signature in signatures(target).items()
    )
    return Section(
        "Quality, unconstrained → constrained",
        ("text", "to", "sentences", *METRICS, "terms", "unprompted %", "missed"),
        tuple(rows),
        tuple(range(2, 8)),
        (
            "unprompted: terms that the unconstrained translation has in an approved form. References of the seed "
            "articles and held-out documents are this project's own.",
            "sacreBLEU: " + "; ".join(f"`{one}`" for one in signed),
        ),
    )


def annotation_section(found: Sequence[Following]) -> Section:
    """What the lemmas in the source do."""
    rows = []
    for one in found:
        scores = [
            f"{before:.1f} → {after:.1f} ({_p(p)})" for before, after, p in (one.scores[name] for name in METRICS)
        ]
        rows.append(
            (
                one.texts.title,
                one.texts.target,
                str(one.sentences),
                str(one.plain.terms),
                " → ".join(_per_cent(system.found, system.terms) for system in (one.plain, one.annotated)),
                " → ".join(_per_cent(system.cited, system.found) for system in (one.plain, one.annotated)),
                f"{_cases(one.plain)} → {_cases(one.annotated)}" if one.annotated.shown else "–",
                *scores,
                str(one.annotated.leaking),
            )
        )
    heads = ("text", "to", "sentences", "terms", "rendered %", "as cited %", "case % (n)")
    declared = {one.declared for one in found}
    stated = "declares" if declared == {True} else "does not declare"
    return Section(
        "Target lemma annotation, plain → annotated source, nothing forced",
        (*heads, *METRICS, "leaking"),
        tuple(rows),
        tuple(range(2, 10)),
        (
            f"The model {stated} the feature. rendered: terms found in any admitted form; as cited: of these, those in "
            "the citation form. case: of (n) terms found here and in the reference in forms that show a case, those that may "
            "be in the same one. p: the chance of a difference as large, by paired approximate randomisation. leaking: "
            "translations with marks of the notation.",
        ),
    )


def _cases(one: Rendered) -> str:
    return f"{_per_cent(one.fitting, one.shown)} ({one.shown})"


def _p(chance: float) -> str:
    return "p < 0.001" if chance < 0.001 else f"p {chance:.3f}"


def alignment_section(found: Sequence[Aligned]) -> Section:
    """Where attention looks."""
    rows = []
    for one in found:
        cells = [one.texts.title, one.texts.target, str(one.sentences), str(one.from_target.terms)]
        for direction in (one.from_target, one.from_source):
            cells += _hits(direction)
        cells.append("–" if one.mass is None else f"{100 * one.mass:.1f}")
        rows.append(tuple(cells))
    return Section(
        "Alignment by attention, on terms located in the references",
        (
            "text",
            "to",
            "sentences",
            "terms",
            "target tokens %",
            "terms %",
            "diagonal %",
            "source tokens %",
            "terms %",
            "diagonal %",
            "mass %",
        ),
        tuple(rows),
        tuple(range(2, 11)),
        (
            "The engine is given the reference as the target. target tokens: those of a term whose attention peaks inside "
            "its source span; terms: those with more than half of their tokens so; diagonal: tokens that would, looking "
            "along the diagonal. Then the other direction. mass: mean attention of a term's target token on its source.",
        ),
    )


def _hits(one: Hits) -> list[str]:
    return [
        _per_cent(one.inside, one.tokens), _per_cent(one.most, one.terms), _per_cent(one.chance, one.tokens)
    ]  # fmt: skip


def speed_section(found: Sequence[Speed], busy: float) -> Section:
    """Words a second."""
    cores = list(dict.fromkeys(one.cores for one in found))
    grouped: dict[tuple[str, str, str], dict[int, Speed]] = {}
    for one in found:
        grouped.setdefault((one.text, one.to, one.mode), {})[one.cores] = one
    rows = []
    for key, by_cores in grouped.items():
        cells = [*key, str(next(iter(by_cores.values())).words)]
        for count in cores:
            cells += [f"{by_cores[count].by_wall:.0f}", f"{by_cores[count].by_cpu:.0f}"]
        rows.append(tuple(cells))
    heads = [head for count in cores for head in (_on(count), "per CPU second")]
    got = ", ".join(f"{_busy([one for one in found if one.cores == count]):.2f} ({_on(count)})" for count in cores)
    return Section(
        "Speed, source words a second",
        ("text", "to", "mode", "words", *heads),
        tuple(rows),
        tuple(range(3, 4 + len(heads))),
        (
            "By the clock, and by processor time, which other processes on the machine disturb less. Each number of cores "
            f"in a process of its own, warmed up; load average {busy:.1f} before. Cores busy for it on average: {got}.",
        ),
    )


def _busy(found: Sequence[Speed]) -> float:
    """How many cores worked at the same time; below what was asked for where other processes took their share."""
    return sum(one.cpu_seconds for one in found) / sum(one.seconds for one in found)


def _on(cores: int) -> str:
    return {0: "all cores", 1: "1 core"}.get(cores, f"{cores} cores")


def loading_section(load: Loading | None, size: Size | None) -> Section:
    """Loading time and size."""
    rows = []
    if size:
        rows += [
            ("size on disk", f"{size.disk / 1e6:.1f} MB", ""),
            ("in the wheel (deflated)", f"{size.wheel / 1e6:.1f} MB", ""),
            ("computes in", size.compute_type, ""),
        ]
    if load:
        both = tuple(sum(column) for column in zip(load.importing, load.loading, strict=True))
        named = {
            "loading model and subwords": load.loading,
            "the same, with imports (NumPy, CTranslate2)": (both[0], both[1]),
            "then termbase, dictionaries, first sentence": load.terms,
        }
        rows += [(name, f"{wall:.2f} s", f"{cpu:.2f} s") for name, (wall, cpu) in named.items()]
    notes = (f"Fresh processes, best of {load.runs}; without Python's own start.",) if load else ()
    return Section("Size and loading", ("what", "", "CPU"), tuple(rows), (1, 2), notes)


def _per_cent(part: int, whole: int) -> str:
    value = share(part, whole)
    return "–" if value is None else f"{value:.1f}"
