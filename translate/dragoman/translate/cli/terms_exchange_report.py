"""What `terms import` and `terms export` have to say: lines for the terminal, data for --json."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.termbase.errors import Location
    from dragoman.termbase.exchange import Format, Read, Report
    from dragoman.termbase.exchange.compare import Conflict, Duplicate
    from dragoman.termbase.exchange.imports import Import
    from dragoman.termbase.model import Concept, Term, Termbase

_EXAMPLES = 2
"""Remarks of one kind that are shown where not all are."""

_SHOWN = 20
"""Conflicts that are shown where not all are."""


def import_lines(name: str, form: Format, read: Read, done: Import, report: Report, verbose: bool) -> Iterator[str]:
    """The report of an import, line by line."""
    yield f"{name}: {form.label}: {plural(read.entries, 'entry')}, {plural(read.terms, 'term')}"
    if done.duplicates:
        new = sum(len(found.new) for found in done.duplicates)
        more = f", {plural(new, 'term')} in them new" if new else ""
        yield f"there already: {plural(len(done.duplicates), 'concept')}{more}"
    for found in done.duplicates if verbose else ():
        yield f"  {_duplicate_line(found)}"
    if done.conflicts:
        yield f"in conflict with what there is: {plural(len(done.conflicts), 'concept')}"
    shown = done.conflicts if verbose else done.conflicts[:_SHOWN]
    for conflict in shown:
        yield f"  {_conflict_line(conflict)}"
    if len(shown) < len(done.conflicts):
        yield f"  … and {len(done.conflicts) - len(shown):,} more (--verbose)"
    yield from remark_lines(report, verbose)


def outcome(done: Import, written: Sequence[str]) -> str:
    """The last line of an import: what was written where."""
    if not len(done.termbase):
        return "nothing new: no file written"
    terms = sum(len(found) for concept in done.termbase for found in concept.terms.values())
    merged = f" ({len(done.merged):,} to replace old ones)" if done.merged else ""
    to = f" → {', '.join(written)}" if written else ""
    return f"{plural(len(done.termbase), 'concept')}{merged}, {plural(terms, 'term')}{to}"


def remark_lines(report: Report, verbose: bool, examples: int = _EXAMPLES) -> Iterator[str]:
    """What was lost, guessed or moved: a line for each kind, with examples or (verbose) with every remark."""
    from dragoman.termbase.exchange.report import CODES

    for loss, code, number, found in report.groups():
        yield f"{loss.value}: {CODES[code]}: {number:,} [{code}]"
        for remark in found if verbose else found[:examples]:
            yield f"  {remark}"
        if verbose and len(found) < number:
            yield f"  … and {number - len(found):,} more"


def import_data(
    name: str, form: Format, read: Read, done: Import, written: Sequence[str], report: Report
) -> dict[str, Any]:
    """The report of an import as plain data."""
    return {
        "file": name,
        "format": form.name,
        "read": {"entries": read.entries, "terms": read.terms, "concepts": len(read.termbase)},
        "result": {
            "files": list(written),
            "concepts": len(done.termbase),
            "terms": sum(len(found) for concept in done.termbase for found in concept.terms.values()),
            "merged": list(done.merged),
        },
        "duplicates": [
            {
                "concept": found.concept.id,
                **_place(found.concept.where),
                "existing": found.existing.id,
                "shared": _terms(found.shared),
                "new": _terms(found.new),
            }
            for found in done.duplicates
        ],
        "conflicts": [
            {
                "concept": found.concept.id,
                **_place(found.concept.where),
                "existing": found.existing.id,
                "existing_at": str(found.existing.where) if found.existing.where else None,
                "term": {"language": found.term.language, "text": found.term.text},
                "language": found.language,
                "imported": [term.text for term in found.imported],
                "there": [term.text for term in found.existing_terms],
                "forbidden": found.forbidden,
            }
            for found in done.conflicts
        ],
        **_remarks(report),
    }


def export_data(
    form: Format, languages: Sequence[str], termbase: Termbase, output: str | None, report: Report
) -> dict[str, Any]:
    """The report of an export as plain data."""
    return {
        "format": form.name,
        "languages": list(languages),
        "output": output,
        "concepts": len(termbase),
        **_remarks(report),
    }


def plural(number: int, word: str) -> str:
    """A number and what it counts: 1 entry, 2,000 entries."""
    if number != 1:
        word = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{number:,} {word}"


def _duplicate_line(found: Duplicate) -> str:
    new = f"; new: {_quoted(found.new)}" if found.new else ""
    return f"{_begin(found.concept)}: as '{found.existing.id}'{_at(found.existing)}{new}"


def _conflict_line(found: Conflict) -> str:
    ours, theirs = _quoted(found.imported), _quoted(found.existing_terms)
    place = f"'{found.existing.id}'{_at(found.existing)}"
    if not found.forbidden:
        return f"{_begin(found.concept)}: '{found.term.text}' is {ours} here, {theirs} in {place}"
    if all(term.approved for term in found.imported):
        return f"{_begin(found.concept)}: '{found.term.text}' is {ours} here, which {place} forbids for {theirs}"
    return f"{_begin(found.concept)}: forbids {theirs} for '{found.term.text}', which {place} approves"


def _begin(concept: Concept) -> str:
    return f"{concept.where}: {concept.id}" if concept.where else concept.id


def _at(concept: Concept) -> str:
    return f" ({concept.where})" if concept.where else ""


def _quoted(terms: Sequence[Term]) -> str:
    shown = ", ".join(f"'{term.text}'" for term in terms[:3])
    return f"{shown} …" if len(terms) > 3 else shown


def _terms(terms: Sequence[Term]) -> list[dict[str, str]]:
    return [{"language": term.language, "text": term.text, "status": term.status.value} for term in terms]


def _place(where: Location | None) -> dict[str, Any]:
    return {
        "path": where.path if where else None,
        "line": where.line if where else 0,
        "column": where.column if where else 0,
    }


def _remarks(report: Report) -> dict[str, Any]:
    return {
        "counts": {
            loss.value: {code: number for kind, code, number, _ in report.groups() if kind is loss}
            for loss in dict.fromkeys(kind for kind, *_ in report.groups())
        },
        "remarks": [
            {
                "loss": remark.loss.value,
                "code": remark.code,
                "message": remark.message,
                **_place(remark.where),
                "concept": remark.concept or None,
            }
            for remark in report.remarks
        ],
    }
