"""Data categories for which a termbase has no field, kept as lines of text: "Context: …", "Part of speech: verb".

A note or usage text is its plain lines and, behind them, lines that begin with a label of the table. What is written
out of a text in this shape (`split`) and read back into it (`join`) is the same text.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .tbx_notes import is_stable

_URL = re.compile(r"https?://\S+")
_TARGET = re.compile(r".*\[[^\s\[\]]+\]")


@dataclass(frozen=True, slots=True)
class Label:
    """A line's label, the element and the data category it stands for, and the values TBX-Basic allows (empty: any)."""

    name: str
    element: str
    category: str
    values: frozenset[str] = frozenset()


def _values(words: str) -> frozenset[str]:
    return frozenset(words.split())


SUPERSEDED = "supersededTerm-admn-sts"

_SPEECH = Label("Part of speech", "termNote", "partOfSpeech", _values("adjective noun other verb adverb"))
_CONTEXT = Label("Context", "descrip", "context")
_CUSTOMER = Label("Customer", "admin", "customerSubset")
_PROJECT = Label("Project", "admin", "projectSubset")
_SOURCE = Label("Source", "admin", "source")
_SEE_ALSO = Label("See also", "ref", "crossReference")
_LINK = Label("Link", "xref", "externalCrossReference")
_IMAGE = Label("Image", "xref", "xGraphic")

TERM: Mapping[str, Label] = {
    label.name: label
    for label in (
        Label("Status", "termNote", "administrativeStatus", _values(SUPERSEDED)),
        _SPEECH,
        Label("Gender", "termNote", "grammaticalGender", _values("other")),
        Label("Term type", "termNote", "termType", _values("acronym abbreviation shortForm variant phrase")),
        Label("Region", "termNote", "geographicalUsage"),
        Label(
            "Location",
            "termNote",
            "termLocation",
            _values(
                "checkBox comboBox comboBoxElement dialogBox groupBox informativeMessage interactiveMessage menuItem "
                "progressBar pushButton radioButton slider spinBox tab tableText textBox toolTip user-definedType"
            ),
        ),
        _CONTEXT,
        _CUSTOMER,
        _PROJECT,
        _SEE_ALSO,
        _LINK,
    )
}
"""Labels of lines on a term, in their order; values after the public TBX-Basic module definitions."""

CONCEPT: Mapping[str, Label] = {
    label.name: label for label in (_SPEECH, _SOURCE, _CUSTOMER, _PROJECT, _SEE_ALSO, _LINK, _IMAGE)
}
"""Labels of lines on a concept, in their order; the part of speech is that of all its terms."""

Line = tuple[Label, str]

_ORDER = [*TERM, *(name for name in CONCEPT if name not in TERM)]


def split(text: str, labels: Mapping[str, Label], ids: Container[str] | None = None) -> tuple[list[str], list[Line]]:
    """The plain lines of a text and its labelled ones; all plain where joining them would not give the text again.

    ids: the concepts that lines may refer to (None: any).
    """
    plain: list[str] = []
    labelled: list[Line] = []
    for line in text.split("\n") if text else ():
        name, colon, value = line.partition(": ")
        label = labels.get(name)
        if colon and label is not None and _is_allowed(label, value, ids):
            labelled.append((label, value))
        else:
            plain.append(line)
    return (plain, labelled) if join(plain, labelled) == text else (text.split("\n"), [])


def join(plain: Iterable[str], labelled: Sequence[Line]) -> str:
    """The text of plain and labelled lines; a label's lines stand together, in the order of the table."""
    ranked = sorted(labelled, key=lambda line: _ORDER.index(line[0].name))
    return "\n".join([*plain, *(f"{label.name}: {value}" for label, value in ranked)])


def place(name: str, plain: Sequence[str], labelled: Sequence[Line]) -> int:
    """Before which line of `join` another one with a label has its place."""
    return len(plain) + sum(_ORDER.index(label.name) < _ORDER.index(name) for label, _ in labelled)


def link(value: str) -> tuple[str, str]:
    """The text and the address of a link's line."""
    before, _, address = value.rpartition(" ")
    return before or address, address


def is_link(value: str) -> bool:
    """Whether `link` tells the parts of a line apart, and `link_line` puts them together again."""
    text, address = link(value)
    return bool(_URL.fullmatch(address)) and link_line(text, address) == value


def link_line(text: str, url: str) -> str:
    """The line of a link; the inverse of `link`."""
    return url if text in ("", url) else f"{text} {url}"


def reference(value: str) -> tuple[str, str]:
    """The text and the id of a line that refers to another concept: "black hole [black-hole]"."""
    before, _, bracket = value.rpartition("[")
    return before.removesuffix(" "), bracket.removesuffix("]")


def is_reference(value: str) -> bool:
    """Whether `reference` tells the parts of a line apart, and `reference_line` puts them together again."""
    return bool(_TARGET.fullmatch(value)) and reference_line(*reference(value)) == value


def reference_line(text: str, identity: str) -> str:
    """The line of a reference; the inverse of `reference`."""
    return f"{text} [{identity}]" if text else f"[{identity}]"


def _is_allowed(label: Label, value: str, ids: Container[str] | None) -> bool:
    if label.element == "xref" and not is_link(value):
        return False
    if label.element == "ref" and not (is_reference(value) and (ids is None or reference(value)[1] in ids)):
        return False
    return is_stable(value) and (not label.values or value in label.values)
