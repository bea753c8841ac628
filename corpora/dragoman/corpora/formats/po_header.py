"""The header of a catalogue: the translation of the empty message, lines of `Name: value`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dragoman.corpora.units import Stamp
from dragoman.termbase.errors import InputError, Location
from dragoman.termbase.language import Language, likeness
from dragoman.termbase.language import language as find_language

from . import po_text
from .expected import other, wrong_language
from .po_plural import Rule, rule

_CHARSET = re.compile(r"charset\s*=\s*([^\s;]+)", re.IGNORECASE)
_PLACEHOLDERS = ("YEAR-MO-DA", "nplurals=INTEGER", f"charset={po_text.PLACEHOLDER}")
LANGUAGE, PLURALS, CONTENT, ENCODING = "Language", "Plural-Forms", "Content-Type", "Content-Transfer-Encoding"
DATE, GENERATOR, TEAM, SOURCE = "PO-Revision-Date", "X-Generator", "Language-Team", "X-Source-Language"


@dataclass(frozen=True, slots=True)
class Header:
    """Lines as they stand, without their ends; ended: whether the last has one."""

    lines: tuple[str, ...] = ()
    ended: bool = True

    def get(self, name: str) -> str:
        """The value of a field, blanks around it taken off; empty where there is none."""
        found = self.find(name)
        return "" if found is None else self.lines[found].partition(":")[2].strip()

    def find(self, name: str) -> int | None:
        """The index of a field's line; the first, where there are several."""
        wanted = name.lower()
        return next((i for i, line in enumerate(self.lines) if line.partition(":")[0].strip().lower() == wanted), None)

    @property
    def source_language(self) -> str | None:
        """The language of the msgids, as BCP 47; None where it does not say, or only that they are untranslated."""
        said = self.get(SOURCE)
        return None if said in ("", "C", "POSIX") else tag(said)

    @property
    def target_language(self) -> str | None:
        """The language of the translations, as BCP 47; None where it does not say."""
        return tag(self.get(LANGUAGE)) or None

    @property
    def charset(self) -> str:
        """The charset it declares; empty where it does not."""
        found = _CHARSET.search(self.get(CONTENT))
        return found[1] if found else ""

    @property
    def untouched(self) -> bool:
        """Whether it still has values that a template leaves to be filled in."""
        return any(placeholder in line for line in self.lines for placeholder in _PLACEHOLDERS)


def header(text: str) -> Header:
    """The header a text holds."""
    return Header(tuple(text.removesuffix("\n").split("\n")), text.endswith("\n")) if text else Header()


def undecided(said: str) -> bool:
    """Whether a plural rule is none yet: missing, or a template's placeholder."""
    return not said or "INTEGER" in said or "EXPRESSION" in said


def tag(said: str) -> str:
    """A header's language in BCP 47: zh_CN is zh-CN, sr@latin is sr-Latn; an encoding behind a dot counts for nothing."""
    name, _, modifier = said.partition("@")
    name = name.partition(".")[0].replace("_", "-")
    scripts = {"latin": "Latn", "cyrillic": "Cyrl"}
    return f"{name}-{scripts[modifier.lower()]}" if modifier.lower() in scripts else name


def check(header: Header, codec: str, source: str, target: str | None, template: bool, where: Location) -> None:
    """Raise InputError where a header names other languages than are wanted, or a charset without the target's letters.

    template: whether the file is a template, which is in no language but perhaps that of its msgids.
    """
    said = header.source_language
    if other(said, source):
        raise wrong_language(said or "", source, "source", where)
    if target is None:
        return
    said, wanted = header.target_language, find_language(target)
    if other(said, target) and not (template and not other(said, source)):
        raise wrong_language(said or "", target, "target", where)
    sign = po_text.lacking("".join(wanted.conjunctions), codec)
    if sign:
        message = f"{wanted.name} cannot be written in the file's charset {header.charset} (it has no “{sign}”)"
        raise InputError(message, where, "convert the file first: msgconv -t UTF-8")


def plural_rule(header: Header, target: str | None) -> Rule | None:
    """The plural rule of a catalogue: its own, else the target's; None without either. Raises RuleError for a wrong one."""
    said = header.get(PLURALS)
    if not undecided(said):
        return rule(said)
    return rule(find_language(target).plural_forms) if target is not None else None


def filled(old: Header, language: Language, stamp: Stamp, plural: bool, template: bool) -> dict[str, str]:
    """What fields a filled catalogue's header gets, those that are not there yet too, in the order they are added.

    plural: whether it has messages with plural forms. template: whether the header's language is not the targets'.
    """
    changes: dict[str, str] = {DATE: stamp.when.strftime("%Y-%m-%d %H:%M%z")}
    spoken = old.target_language
    if not spoken or (template and not likeness(spoken, language)):
        changes[LANGUAGE] = language.locale
    content = old.get(CONTENT)
    if not content:
        changes |= {"MIME-Version": "1.0", CONTENT: "text/plain; charset=UTF-8", ENCODING: "8bit"}
    elif not old.charset:
        changes[CONTENT] = f"{content.rstrip('; ')}; charset=UTF-8"
    elif po_text.undecided(old.charset):
        changes[CONTENT] = content.replace(old.charset, "UTF-8")
    if old.get(ENCODING) == "ENCODING":
        changes[ENCODING] = "8bit"
    said = old.get(PLURALS)
    if undecided(said) if said else plural:
        changes[PLURALS] = language.plural_forms
    return {**changes, GENERATOR: stamp.generator}


def changed(old: Header, changes: Mapping[str, str]) -> list[tuple[int | None, str]]:
    """The lines of a header with fields set: each new or changed line's text, and the index of the old line it replaces.

    What is there keeps its place; a new language goes behind its team, all else that is new to the end.
    """
    lines: list[tuple[int | None, str]] = list(enumerate(old.lines))
    for name, value in changes.items():
        line = f"{name}: {value}"
        found = old.find(name)
        if found is not None:
            place = next(i for i, (index, _) in enumerate(lines) if index == found)
            if old.get(name) != value:
                kept = old.lines[found].partition(":")[0]
                lines[place] = (found, f"{kept}: {value}")
        elif name == LANGUAGE and (team := old.find(TEAM)) is not None:
            lines.insert(next(i for i, (index, _) in enumerate(lines) if index == team) + 1, (None, line))
        else:
            lines.append((None, line))
    return lines


def joined(lines: Sequence[tuple[int | None, str]]) -> str:
    """The header that lines of `changed` make."""
    return "".join(f"{line}\n" for _, line in lines)
