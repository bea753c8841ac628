"""The front matter of a Markdown file: YAML between lines of dashes, before all else.

Its title, description and summary are text; `lang` and `language` name the language. Everything else is settings, and
stays. Front matter that is no YAML mapping, and TOML between plus signs, stay as they are.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import yaml

_YAML = re.compile(
    r"---[ \t]*(?:\r\n|\n|\r)(?P<body>.*?)^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)", re.DOTALL | re.MULTILINE
)
_TOML = re.compile(r"\+\+\+[ \t]*(?:\r\n|\n|\r).*?^\+\+\+[ \t]*(?:\r\n|\n|\r|\Z)", re.DOTALL | re.MULTILINE)
_TEXTS = ("title", "description", "summary")
_LANGUAGES = ("lang", "language")
LIMIT = 100_000
_BLOCK = re.compile(r"[|>][^\r\n]*(?:\r\n|\n|\r)")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that matters: a text or, where language is set, the name of one. start, end: of its value in the file;
    style: how it is quoted."""

    key: str
    value: str
    start: int
    end: int
    style: str
    language: bool = False


def front(text: str) -> tuple[int, list[Entry]]:
    """Where the front matter ends (0: there is none), and its entries that matter."""
    toml = _TOML.match(text)
    if toml:
        return toml.end(), []
    match = _YAML.match(text)
    if match is None:
        return 0, []
    body = match["body"]
    return match.end(), _entries(body, match.start("body")) if len(body) <= LIMIT else []


def _entries(body: str, offset: int) -> list[Entry]:
    node = _composed(body)
    if not isinstance(node, yaml.MappingNode):
        return []
    found = []
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if name not in (*_TEXTS, *_LANGUAGES) or not isinstance(value, yaml.ScalarNode) or not value.value.strip():
            continue
        if value.tag != "tag:yaml.org,2002:str":
            continue
        start, end = value.start_mark.index, value.end_mark.index
        if body[start : start + 1] in "&!*":
            continue  # an anchor or a tag: others refer to it
        found.append(Entry(name, value.value, offset + start, offset + end, value.style or "", name in _LANGUAGES))
    return found


def _composed(body: str) -> yaml.Node | None:
    try:
        return yaml.compose(body, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def written(entry: Entry, value: str, raw: str) -> str:
    """Another value, quoted as the entry is where it can be. raw: the entry's value as it stands."""
    if entry.style in ("|", ">"):
        return _block(value, raw)
    line = " ".join(value.split())
    for candidate in _candidates(line, entry.style):
        node = _composed(f"key: {candidate}\n")
        pair = node.value[0] if isinstance(node, yaml.MappingNode) and len(node.value) == 1 else None
        if pair and isinstance(pair[1], yaml.ScalarNode) and pair[1].value == line and pair[1].tag.endswith(":str"):
            return candidate
    return json.dumps(line)


def _candidates(line: str, style: str) -> list[str]:
    single = "'" + line.replace("'", "''") + "'"
    double = '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return {"": [line, double], "'": [single, double], '"': [double]}.get(style, [double])


def _block(value: str, raw: str) -> str:
    """A literal or folded value: its header and the white space at its ends stay."""
    header = _BLOCK.match(raw)
    if header is None:
        return json.dumps(" ".join(value.split()))
    inner = raw[header.end() :]
    margin = inner[: len(inner) - len(inner.lstrip(" \r\n"))]
    newline = "\r\n" if header.group().endswith("\r\n") else header.group()[-1]
    clean = [
        " ".join(re.sub(r"[^\t -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff\x85]", "\ufffd", line).split())
        for line in value.split("\n")
    ]
    indent = margin.rpartition(newline[-1])[2]
    return (
        header.group() + margin + (newline + indent).join(line for line in clean if line) + inner[len(inner.rstrip()) :]
    )
