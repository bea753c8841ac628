"""What TBX-Basic has no data category for, as notes of a fixed shape: `[dragoman] key: value`.

A value stands as it is where white space cannot change it, else as a JSON string: text in XML gets its white space
collapsed on the way, and has no control characters.
"""

from __future__ import annotations

import json
import re

from .xml import collapse

MARK = "[dragoman] "

_NOTE = re.compile(r"\[dragoman\] ([a-z]+(?: [a-z.]+)*): (.*)", re.DOTALL)
# XML 1.0, production 2: all other characters cannot stand in a document
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def note(key: str, value: str) -> str:
    """The text of a note that carries a value."""
    return f"{MARK}{key}: {value if is_stable(value) and not value.startswith(chr(34)) else _quoted(value)}"


def parse(text: str) -> tuple[str, str] | None:
    """The key and value of a note; None for a note of any other kind, or one that somebody has broken."""
    found = _NOTE.fullmatch(text)
    if not found:
        return None
    key, value = found.groups()
    if not value.startswith('"'):
        return key, value
    try:
        decoded = json.loads(value)
    except ValueError:
        return None
    return (key, decoded) if isinstance(decoded, str) else None


def is_stable(value: str) -> bool:
    """Whether a text comes out of XML as it went in, and is not empty."""
    return bool(value) and collapse(value) == value and not _NO_XML.search(value)


def legible(value: str) -> str:
    """A text as XML can hold it, for people; what it cannot hold is U+FFFD."""
    return collapse(_NO_XML.sub("\ufffd", value))


def _quoted(value: str) -> str:
    """A JSON string in which no white space needs keeping."""
    quoted = json.dumps(value, ensure_ascii=bool(_NO_XML.search(value)))
    return re.sub("(?<= ) ", r"\\u0020", quoted)
