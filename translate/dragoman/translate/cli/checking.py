"""What `dragoman check` runs: files opened as units, checked, and the findings in the format asked for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path

from dragoman.corpora import files as texts
from dragoman.corpora import formats, script
from dragoman.corpora.formats import Format
from dragoman.corpora.units import Faulty, Unit
from dragoman.termbase.errors import InputError, Location, UnknownNameError
from dragoman.termbase.language import LANGUAGES, language
from dragoman.termbase.model import Termbase

from ..checks import CHECKS, Checker, Finding, Severity, pairs
from ..checks import baseline as baselines
from ..checks.run import Place, start
from .inputs import STANDARD_INPUT, label, read, read_bytes
from .searching import Finder

BIG = 8_000_000  # bytes from which a file is read unit by unit, where its format can
_SAMPLE = 200  # units by which a language is told
_MESSAGES = frozenset(("csv", "tsv", "jsonl"))  # formats that can be streamed and hold messages of programs
_MALFORMED = "file-malformed"


@dataclass(frozen=True, slots=True)
class Request:
    """What to check. targets: languages, none: told by each file. source: the plain text of which files are translations.
    kind: a format's name. most: findings to keep, 0 for all."""

    files: tuple[str, ...]
    source_language: str
    targets: tuple[str, ...]
    source: str | None
    kind: str | None
    codes: frozenset[str]
    baseline: Path | None
    most: int


@dataclass(slots=True)
class Outcome:
    """The findings kept, and how many there were of each severity; files and segments checked."""

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[Severity] = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)
    segments: int = 0
    accepted: int = 0

    @property
    def worst(self) -> Severity | None:
        """The severity of the worst finding, of those not kept too."""
        return min(self.counts, key=lambda severity: severity.rank, default=None)

    def summary(self) -> Iterator[str]:
        """What there was, a line each."""
        total = self.counts.total()
        counts = ", ".join(
            f"{self.counts[severity]:,} {_plural(severity, self.counts[severity])}" for severity in Severity
        )
        names = f"{len(self.files)} file{'' if len(self.files) == 1 else 's'}"
        segments = f"{self.segments:,} segment{'' if self.segments == 1 else 's'}"
        known = f"; {self.accepted:,} more in the baseline" if self.accepted else ""
        yield f"{names}, {segments}: {counts}{known}"
        if total > len(self.findings):
            yield f"only the first {len(self.findings):,} of {total:,} findings are reported; see --max"

    def baseline(self, path: Path) -> str:
        """The text of a baseline file that accepts these findings."""
        return baselines.Baseline(path.parent).written(self.findings)


def _plural(severity: Severity, number: int) -> str:
    return severity.value if number == 1 or severity is Severity.INFO else f"{severity}s"


@dataclass(frozen=True, slots=True)
class _Part:
    """Units in one target language, out of one file; None where there are no targets to tell it by.

    filled: whether any unit, of a stream of the first ones, has a target.
    """

    name: str
    target: str | None
    units: Iterable[Unit]
    messages: bool
    place: Place
    problems: tuple[InputError, ...] = ()
    filled: bool = True


def run(request: Request, termbase: Termbase) -> Outcome:
    """Check everything. Raises InputError for files that cannot be read, or that hold no translations."""
    outcome = Outcome()
    known = baselines.Baseline(Path()) if request.baseline is None else _baseline(request.baseline)
    checkers: dict[str, Checker] = {}
    source = language(request.source_language).tag

    def found() -> Iterator[Finding]:
        for name in request.files:
            outcome.files.append(label(name))
            for part in _parts(request, name, source):
                yield from _problems(part, request.codes, source)
                if part.target is None:
                    continue
                if part.target == source:
                    raise InputError(f"source and target language are both {source}", part.name, "see --from and --to")
                if part.target not in checkers:
                    checkers[part.target] = Checker(source, part.target, termbase, request.codes)
                counted = _counted(part.units, outcome)
                yield from checkers[part.target].check(counted, part.messages, part.place)
        for checker in checkers.values():
            yield from checker.finish()

    everything = _tally(found(), outcome)
    for finding in known.new(everything):
        outcome.counts[finding.severity] += 1
        if not request.most or len(outcome.findings) < request.most:
            outcome.findings.append(finding)
    outcome.accepted -= outcome.counts.total()
    return outcome


def _baseline(path: Path) -> baselines.Baseline:
    return baselines.read(texts.read_text(path), path)


def _tally(findings: Iterable[Finding], outcome: Outcome) -> Iterator[Finding]:
    for finding in findings:
        outcome.accepted += 1
        yield finding


def _counted(units: Iterable[Unit], outcome: Outcome) -> Iterator[Unit]:
    for unit in units:
        outcome.segments += unit.target is not None and not unit.locked
        yield unit


def _problems(part: _Part, codes: frozenset[str], source: str) -> Iterator[Finding]:
    """What a format could not read, as findings."""
    for problem in part.problems if _MALFORMED in codes else ():
        where = problem.where or Location(part.name)
        hint = f"; {problem.hint}" if problem.hint else ""
        severity = CHECKS[_MALFORMED].severity
        yield Finding(
            _MALFORMED, severity, f"{problem.message}{hint}", where, "", "", languages=(source, part.target or "")
        )


def _parts(request: Request, name: str, source: str) -> Iterator[_Part]:
    """A file's units, in each language asked for."""
    if request.source is not None:
        yield _pair(request, name)
        return
    big = None if name == STANDARD_INPUT else _big(Path(name))
    head = big.head if big else b""
    data = b"" if big else read_bytes(name)
    kind = formats.find(request.kind) if request.kind else formats.detect(label(name), head or data[: formats.HEAD])
    if not kind.bilingual:
        hint = "give the original with --source" if kind is formats.TEXT else "check a file that holds both"
        raise InputError(
            f"a file of the format {kind.name} holds no translations beside its sources", label(name), hint
        )
    streamed = big if big and hasattr(kind.load(), "stream") else None
    data = data if streamed else data or read_bytes(name)

    def part(target: str | None) -> _Part:
        if streamed:
            return _stream(streamed, kind, source, target)
        return _file(data, label(name), kind, source, target)

    if request.targets:
        yield from (part(language(target).tag) for target in request.targets)
        return
    told = part(None)
    others = [tag for tag in LANGUAGES if tag != source] if told.target is None else []
    # a file of many languages has targets only for who says which
    found = [each for each in map(part, others) if each.filled]
    yield from found or [told]


def _pair(request: Request, name: str) -> _Part:
    origin = request.source or ""
    if len(request.targets) > 1:
        raise InputError("plain texts are in one language each", hint="give one --to, or none")
    source, target = read(origin), read(name)
    tag = language(request.targets[0]).tag if request.targets else script.likeliest(target)
    units = pairs.units(source, target, label(origin), label(name))
    return _Part(label(name), tag, units, False, pairs.place)


def _file(data: bytes, name: str, kind: Format, source: str, target: str | None) -> _Part:
    file = formats.units(data, name, kind, source, target)
    tag = target or _declared(file.target_language, name) or _likeliest(file.units)
    problems = tuple(file.problems) if isinstance(file, Faulty) else ()
    return _Part(name, tag, file.units, file.messages, _finder(data, kind), problems, _filled(file.units))


def _finder(data: bytes, kind: Format) -> Place:
    """Finds words in a file; in one that is no UTF-8 text only units are found."""
    try:
        return start if kind.binary else Finder(texts.decode(data)).place
    except InputError:
        return start


def _declared(tag: str | None, name: str) -> str | None:
    """The language a file says its targets are in; one that is not known is no guess for another."""
    if not tag:
        return None
    try:
        return language(tag).tag
    except UnknownNameError as error:
        raise InputError(
            f"its targets are in a language this program does not know, '{tag}'", name, error.hint
        ) from None


def _likeliest(units: Iterable[Unit]) -> str | None:
    """The language of the targets by their script; None without any."""
    targets = (unit.target.text for unit in units if unit.target is not None and unit.target.text.strip())
    sample = "\n".join(islice(targets, _SAMPLE))
    return script.likeliest(sample) if sample else None


@dataclass(frozen=True, slots=True)
class _Big:
    """A file to read unit by unit."""

    path: Path
    head: bytes


def _big(path: Path) -> _Big | None:
    """A large regular file; None for any other, whatever is wrong with it."""
    try:
        if not path.is_file() or path.stat().st_size < BIG:
            return None
        with path.open("rb") as file:
            return _Big(path, file.read(formats.HEAD))
    except OSError:
        return None


def _stream(big: _Big, kind: Format, source: str, target: str | None) -> _Part:
    name = texts.shown(big.path)
    units = _streamed(big.path, name, kind, source, target)
    first = list(islice(units, _SAMPLE))
    tag = target or _likeliest(first)
    return _Part(name, tag, chain(first, units), kind.name in _MESSAGES, start, filled=_filled(first))


def _filled(units: Iterable[Unit]) -> bool:
    return any(unit.target is not None for unit in units)


def _streamed(path: Path, name: str, kind: Format, source: str, target: str | None) -> Iterator[Unit]:
    with path.open("rb") as file:
        yield from kind.load().stream(file, name, source, target)


def rendered(outcome: Outcome, shape: str, fails: Severity | None) -> str:
    """The findings in a format: text, json, sarif, junit, github or html."""
    from ..report import check_export, check_page, github, junit, sarif

    findings, names = outcome.findings, outcome.files
    if shape == "json":
        return json.dumps(check_export.as_dict(findings, names, outcome.segments), ensure_ascii=False, indent=2) + "\n"
    if shape == "sarif":
        return sarif.sarif(findings, version("dragoman"))
    if shape == "junit":
        return junit.junit(findings, names, fails)
    if shape == "github":
        return github.github(findings)
    if shape == "html":
        return check_page.page(findings, names, outcome.segments, f"Check: {', '.join(names)}")
    return "".join(f"{line(finding)}\n" for finding in findings)


def line(finding: Finding) -> str:
    """A finding as one line: place, severity, code, what to say, and the segment's name."""
    key = f" [{' '.join(finding.key.split())}]" if finding.key else ""
    return f"{finding.where}: {finding.severity} {finding.code}: {finding.said}{key}"
