"""The HTML document around a page: complete in itself, and allowed by its policy to do nothing but be read."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from dragoman.termbase.language import language


def document(title: str, style: str, script: str, body: str, data: Mapping[str, Any] | None = None) -> str:
    """A complete HTML document of a style sheet, a script and a body that is HTML already.

    It loads nothing, and its content security policy allows nothing but this style and script. data: for the script, as
    JSON in an element of the id "data"; no text in it can end the element.
    """
    policy = f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; base-uri 'none'"
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{escape(title)}</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            body,
            *([] if data is None else [f'<script type="application/json" id="data">{embedded(data)}</script>']),
            f"<script>{script}</script>",
            "</body>",
            "</html>",
            "",
        )
    )


def embedded(data: Any) -> str:
    """JSON that may stand in a script element: without the characters that HTML or old JavaScript would act on."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


@cache
def asset(name: str) -> str:
    """The text of a file that lies beside this module."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def html_language(tag: str) -> str:
    """The tag browsers choose fonts by: with the script where the language table has such an alias."""
    known = language(tag)
    scripted = f"{known.tag}-{known.script}"
    return scripted if scripted in known.aliases else known.tag


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
