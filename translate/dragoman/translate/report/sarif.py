"""Findings as SARIF 2.1.0 (OASIS), as code scanning services take it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from ..checks import CHECKS, GROUPS, Check, Finding, Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_FINGERPRINT = "dragomanFinding/v1"


def sarif(findings: Sequence[Finding], version: str) -> str:
    """The findings as a SARIF log of one run; version: of the program.

    Columns count code points. A finding whose words do not stand in the file as they are (escaped, or in a plural form)
    points to where its segment begins.
    """
    codes = list(CHECKS)
    seen: Counter[str] = Counter()
    results = []
    for finding in findings:
        fingerprint = finding.fingerprint
        seen[finding.where.path + fingerprint] += 1
        number = seen[finding.where.path + fingerprint]
        results.append(_result(finding, codes.index(finding.code), f"{fingerprint}:{number}"))
    rules = [_rule(check, group) for group, (_, checks) in GROUPS.items() for check in checks]
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "dragoman", "version": version, "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _rule(check: Check, group: str) -> dict[str, Any]:
    # code scanning wants all three texts; a name must be more than the id in other letters
    described = {"text": check.summary}
    name = "".join(part.capitalize() for part in check.code.split("-"))
    return {
        "id": check.code,
        **({"name": name} if "-" in check.code else {}),
        "shortDescription": described,
        "fullDescription": described,
        "help": {"text": f"{check.summary} To let it pass in one place, write dragoman: ignore={check.code} there."},
        "defaultConfiguration": {"level": _LEVELS[check.severity], "enabled": check.default},
        "properties": {"tags": ["translation", group]},
    }


def _result(finding: Finding, index: int, fingerprint: str) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(finding.where.path)}
    if finding.where.line:
        place["region"] = _region(finding)
    location: dict[str, Any] = {"physicalLocation": place}
    if finding.key:
        location["logicalLocations"] = [{"name": finding.key, "kind": "resource"}]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.said},
        "locations": [location],
        "partialFingerprints": {_FINGERPRINT: fingerprint},
    }
    if finding.exact and finding.suggestion is not None and finding.target is not None:
        change = {
            "artifactLocation": _artifact(finding.where.path),
            "replacements": [{"deletedRegion": _region(finding), "insertedContent": {"text": finding.suggestion}}],
        }
        result["fixes"] = [{"description": {"text": "What the check suggests"}, "artifactChanges": [change]}]
    return result


def _region(finding: Finding) -> dict[str, int]:
    where = finding.where
    region = {"startLine": where.line, "startColumn": max(1, where.column)}
    if finding.exact and finding.target is not None:
        region["endLine"] = where.line
        region["endColumn"] = region["startColumn"] + finding.target.end - finding.target.start
    return region


def _artifact(path: str) -> dict[str, str]:
    """A relative path as a relative reference, an absolute one as a file URI."""
    pure = PurePath(path)
    if pure.is_absolute():
        return {"uri": pure.as_uri()}
    # a colon in the first part would read as a scheme
    return {"uri": quote(pure.as_posix(), safe="/"), "uriBaseId": "%SRCROOT%"}
