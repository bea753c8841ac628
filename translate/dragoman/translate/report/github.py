"""Findings as workflow commands, which GitHub Actions shows as annotations of a change."""

from __future__ import annotations

from collections.abc import Iterable

from ..checks import Finding, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github(findings: Iterable[Finding]) -> str:
    """A command a line: its kind by severity, the place, the code as title, the message with what to write."""
    return "".join(f"{_command(finding)}\n" for finding in findings)


def _command(finding: Finding) -> str:
    where = finding.where
    properties = {"file": where.path}
    if where.line:
        properties["line"] = str(where.line)
    if where.column:
        properties["col"] = str(where.column)
    if finding.exact and finding.target is not None and where.column:
        properties["endColumn"] = str(where.column + finding.target.end - finding.target.start)
    properties["title"] = finding.code
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    key = f" [{finding.key}]" if finding.key else ""
    return f"::{_COMMANDS[finding.severity]} {given}::{_data(finding.said + key)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
