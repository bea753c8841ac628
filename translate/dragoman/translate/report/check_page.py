"""The page of a check: one HTML file without outside resources, segments with their findings, to filter and to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from ..checks import CHECKS, Finding, Severity
from .marks import Mark, render
from .shell import asset, document, html_language

_Segment = tuple[str, int, str, str, str]


def page(findings: Sequence[Finding], files: Sequence[str], segments: int, title: str) -> str:
    """A complete HTML document. Findings of a file stay in their order, one block for each segment that has any.

    Without JavaScript everything shows, and what it filters by does not.
    """
    by_file: dict[str, list[Finding]] = {name: [] for name in files}
    for finding in findings:
        by_file.setdefault(finding.where.path, []).append(finding)
    sections = [_section(number, name, found) for number, (name, found) in enumerate(by_file.items())]
    body = "\n".join((_header(findings, by_file, segments, title), "<main>", *sections, "</main>"))
    return document(title, asset("base.css") + asset("check.css"), asset("check.js"), body)


def _header(findings: Sequence[Finding], by_file: dict[str, list[Finding]], segments: int, title: str) -> str:
    severities = Counter(finding.severity for finding in findings)
    chips = "".join(
        f'<label class="chip {severity}"><input type="checkbox" data-severity="{severity}" checked> '
        f'<span class="tag {severity}">{severity}</span> <b>{severities[severity]}</b></label>'
        for severity in Severity
    )
    counts = Counter(finding.code for finding in findings)
    codes = "".join(f'<option value="{code}">{code} ({counts[code]})</option>' for code in CHECKS if counts[code])
    names = "".join(
        f'<option value="{number}">{escape(name)} ({len(found)})</option>'
        for number, (name, found) in enumerate(by_file.items())
    )
    legend = "".join(
        f'<div><dt class="code">{code}</dt><dd>{escape(check.summary)}</dd></div>'
        for code, check in CHECKS.items()
        if counts[code]
    )
    return f"""<header>
<h1>{escape(title)}</h1>
<p class="lead">{escape(sentence(findings, segments))}</p>
<form class="filters" hidden>
<fieldset class="chips"><legend>Show</legend>{chips}</fieldset>
<label>check <select id="code"><option value="">all</option>{codes}</select></label>
<label>file <select id="file"><option value="">all</option>{names}</select></label>
<label>text <input type="search" id="text" placeholder="in source, target or message"></label>
<output class="quiet" id="shown"></output>
</form>
{f'<details class="legend"><summary>What the checks mean</summary><dl>{legend}</dl></details>' if legend else ""}
</header>"""


def sentence(findings: Sequence[Finding], segments: int) -> str:
    """The counts as one line: "12 findings in 340 segments: 2 errors, 9 warnings, 1 info"."""
    counts = Counter(finding.severity for finding in findings)
    parts = [f"{counts[severity]} {_plural(severity.value, counts[severity])}" for severity in Severity]
    total = len(findings)
    return f"{total:,} {_plural('finding', total)} in {segments:,} {_plural('segment', segments)}: {', '.join(parts)}"


def _plural(word: str, number: int) -> str:
    return word if number == 1 or word == Severity.INFO else f"{word}s"


def _section(number: int, name: str, found: Sequence[Finding]) -> str:
    rows = "\n".join(_segments(found))
    none = "" if found else '<p class="quiet">Nothing was found.</p>'
    return f'<section data-file="{number}"><h2>{escape(name)}</h2>{none}\n{rows}\n</section>'


def _segments(found: Sequence[Finding]) -> Iterator[str]:
    for _, group in groupby(found, _segment):
        yield _article(list(group))


def _segment(finding: Finding) -> _Segment:
    return (finding.key, finding.where.line, finding.source_text, finding.target_text, finding.languages[1])


def _article(found: Sequence[Finding]) -> str:
    first = found[0]
    source, target = (html_language(tag) if tag else "" for tag in first.languages)
    source_marks = [Mark(item.source, ("hit", item.severity)) for item in found if item.source is not None]
    target_marks = [
        Mark(item.target, ("hit", item.severity), {"title": item.message}) for item in found if item.target is not None
    ]
    items = "".join(_item(item, target) for item in found)
    key = f' <span class="code">{escape(first.key)}</span>' if first.key else ""
    return (
        f'<article class="seg"><div class="place"><b>{first.where.line or ""}</b>{key}</div>'
        f'<p class="source" lang="{source}">{render(first.source_text, source_marks)}</p>'
        f'<p class="target" lang="{target}">{render(first.target_text, target_marks) or "<em>empty</em>"}</p>'
        f"<ul>{items}</ul></article>"
    )


def _item(finding: Finding, tag: str) -> str:
    instead = ""
    if finding.suggestion and finding.suggestion not in finding.message:
        instead = f'; write <q lang="{tag}">{escape(finding.suggestion)}</q>'
    return (
        f'<li data-code="{finding.code}" data-severity="{finding.severity}"><span class="tag {finding.severity}">'
        f'{finding.severity}</span> <span class="code">{finding.code}</span> {escape(finding.message)}{instead}</li>'
    )
