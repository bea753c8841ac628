"""Findings as JUnit XML, which build servers show as tests: a suite a file, a case a finding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from ..checks import Finding, Severity

# what XML 1.0 allows in no form
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(findings: Sequence[Finding], files: Sequence[str], fails: Severity | None) -> str:
    """One suite for each of `files`, in order, with a failure for each finding at or above `fails` (None: for none).

    Milder findings are cases that pass and say what there is; a file without findings has one case that passes.
    """
    suites = []
    total = failed = 0
    for name in dict.fromkeys([*files, *(finding.where.path for finding in findings)]):
        own = [finding for finding in findings if finding.where.path == name]
        cases = [_case(finding, _fails(finding, fails)) for finding in own]
        failures = sum(_fails(finding, fails) for finding in own)
        if not cases:
            cases = [f'  <testcase classname={_attribute(name)} name="no findings" time="0"/>']
        total, failed = total + len(cases), failed + failures
        suites.append(
            f' <testsuite name={_attribute(name)} tests="{len(cases)}" failures="{failures}" errors="0" skipped="0" '
            f'time="0">\n' + "\n".join(cases) + "\n </testsuite>"
        )
    head = f'<testsuites name="dragoman check" tests="{total}" failures="{failed}" errors="0" time="0">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>", ""])


def _fails(finding: Finding, fails: Severity | None) -> bool:
    return fails is not None and finding.severity.rank <= fails.rank


def _case(finding: Finding, failed: bool) -> str:
    where = finding.where
    name = f"{finding.code} at {where.line}:{where.column}"
    lines = [
        f"{where}: {finding.severity}: {finding.said}",
        f"source: {finding.source_text}",
        f"target: {finding.target_text}",
    ]
    text = escape(_fit("\n".join(lines)))
    if failed:
        inner = f"<failure type={_attribute(finding.code)} message={_attribute(finding.said)}>{text}</failure>"
    else:
        inner = f"<system-out>{text}</system-out>"
    return f'  <testcase classname={_attribute(where.path)} name={_attribute(name)} time="0">{inner}</testcase>'


def _fit(text: str) -> str:
    return _UNFIT.sub(lambda bad: f"\\x{ord(bad[0]):02x}", text)


def _attribute(text: str) -> str:
    # line ends and tabs in an attribute would be read as spaces
    return quoteattr(_fit(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
