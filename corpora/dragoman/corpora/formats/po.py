"""gettext PO and POT: each message is a unit, each plural form one of its own.

A file is edited in place: a filled entry changes its own strings, flags and comments, and a filled file a few fields of its
header; all else stays byte for byte. What is no entry is reported in `problems` and left as it is, and so is the second of
two entries for one message. Machine output is told by the flag `fuzzy` and by comments that begin with the program's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from itertools import chain
from pathlib import PurePath

from dragoman.corpora.files import shown
from dragoman.corpora.units import Fill, Stamp
from dragoman.termbase.errors import InputError, Location
from dragoman.termbase.language import Language
from dragoman.termbase.language import language as find_language

from . import po_edit, po_header, po_text, po_wrap
from .gettext import GettextFile, wrong_rule
from .po_entries import Entry, Reader
from .po_messages import Message, Messages
from .po_plural import Rule, RuleError
from .po_text import Text

_HEAD = 65_536  # bytes in which a header must begin and end
_LATIN = "latin-1"
_SIGN = re.compile(rb'^[ \t]*(?:msgid|msgctxt)[ \t]*"', re.MULTILINE)
_CONTENT = re.compile(rb'^[ \t]*"Content-Type:[^"\n]*charset=([\w.:+-]+)', re.MULTILINE)
_TEMPLATE = ".pot"


def sniff(head: bytes) -> bool:
    """Whether a file that begins so is PO."""
    return _SIGN.search(head) is not None


def parse(data: bytes, name: str, source: str, target: str | None = None) -> PoFile:
    """The messages of a PO file. Raises InputError for a file in which nothing can be read, in a charset that PO files
    cannot be in or that cannot hold the target language, or in other languages.

    A template, or a file without a plural rule, gets the target's; without a target its plural forms are locked.
    """
    return PoFile(data, shown(name), source, target)


class PoFile(GettextFile):
    """A parsed file; see units.UnitFile. problems: what is wrong in it, in order."""

    def __init__(self, data: bytes, name: str, source: str, target: str | None) -> None:
        self.name, self._data = name, data
        self._text = Text(data, name, _codec(data, name))
        reader = Reader(self._text)
        found = list(reader.entries())
        self._problems = reader.problems
        if not found:
            _check_empty(self._text, self._problems)
        self._header_entry = next((entry for entry in found if entry.header), None)
        self._entries = [entry for entry in found if not entry.header]
        self.header = po_header.header(self._header_entry.forms[0].text if self._header_entry else "")
        self._template = PurePath(name).suffix.lower() == _TEMPLATE
        po_header.check(self.header, self._text.codec, source, target, self._template, self._header_place())
        messages = [self._message(entry) for entry in self._entries]
        self._messages = Messages(messages, self._rule(target), self._text.codec)
        self.problems: tuple[InputError, ...] = tuple(sorted(self._problems, key=_place))

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        """See units.UnitFile. Left as they are: what `refusals` says."""
        spoken = find_language(language)
        writings, _ = self._messages.writings(fills)
        if not writings:
            return self._data
        rule = self._messages.rule
        edits = [
            po_edit.filled(self._text, self._entries[number], writing, rule.count if rule else 1, self._style, stamp)
            for number, writing in writings.items()
        ]
        # a new header stands before whatever is put before the first entry
        return self._text.edited(chain(self._headed(spoken, stamp), *edits))

    def _headed(self, language: Language, stamp: Stamp) -> list[po_text.Edit]:
        plural = any(entry.plural for entry in self._entries)
        changes = po_header.filled(self.header, language, stamp, plural, self._template)
        entry = self._header_entry
        edits = list(po_edit.headed(self._text, entry, self.header, changes, self._style))
        if entry is not None and (self._template or self.header.untouched):
            edits += po_edit.flagged(self._text, entry, False)
        return edits

    @cached_property
    def _style(self) -> po_wrap.Style:
        texts = ([piece.written for piece in part.pieces] for entry in self._entries for part in entry.fields())
        return po_wrap.style(texts, po_text.doubled(self._text.codec))

    def _message(self, entry: Entry) -> Message:
        text = self._text
        ids = [part for part in (entry.msgid, entry.plural) if part is not None]
        flags = frozenset(flag for line in entry.comments for flag in po_edit.flags(text.lines[line]))
        remarks = (po_edit.remark(text.lines[line]) for line in entry.comments)
        return Message(
            tuple(part.text for part in ids),
            tuple(form.text for form in entry.forms),
            tuple(text.location(part.pieces[0].line, part.pieces[0].start + 1) for part in ids),
            tuple(text.location(form.pieces[0].line, form.pieces[0].start + 1) for form in entry.forms),
            entry.context.text if entry.context else "",
            "\n".join(filter(None, remarks)),
            flags,
            po_edit.FUZZY in flags,
            entry.original >= 0,
        )

    def _rule(self, target: str | None) -> Rule | None:
        counted = [entry for entry in self._entries if entry.plural]
        if not counted:
            return None
        try:
            rule = po_header.plural_rule(self.header, target)
        except RuleError as error:
            self._problems.append(wrong_rule(error, self._header_place()))
            return None
        if rule is None:
            return None
        beyond = [form for entry in counted for form in entry.forms[rule.count :] if form.text]
        if beyond:
            where = self._text.location(beyond[0].line, beyond[0].start)
            more = f"; so are {len(beyond) - 1:,} more" if len(beyond) > 1 else ""
            self._problems.append(InputError(f"msgstr[{beyond[0].index}] is too much for the plural rule{more}", where))
        return rule

    def _header_place(self) -> Location:
        entry = self._header_entry
        return self._text.location(entry.forms[0].line, entry.forms[0].start) if entry else Location(self.name)


def _codec(data: bytes, name: str) -> str:
    """The codec of a file, as its header says."""
    head = data[:_HEAD]
    entry = next((entry for entry in Reader(Text(head, name, _LATIN)).entries() if entry.header), None)
    if entry is not None:
        charset, where = po_header.header(entry.forms[0].text).charset, Location(name, entry.forms[0].line + 1)
    else:
        # second bytes of a character that look like backslashes can spoil a header read so
        found = _CONTENT.search(head)
        charset, where = (found[1].decode("ascii") if found else ""), Location(name)
    codec = po_text.codec(charset)
    if codec is None:
        raise InputError(f"PO files cannot be in charset {charset}", where, "convert it to UTF-8")
    return codec


def _check_empty(text: Text, problems: list[InputError]) -> None:
    """Raise InputError for a file without entries, unless it is just comments."""
    if problems:
        raise InputError(f"nothing in it can be read as PO: {problems[0].message}", problems[0].where)
    if not any(line.lstrip().startswith("#") for line in text.lines):
        raise InputError("there is nothing in it", text.name)


def _place(problem: InputError) -> tuple[int, int]:
    where = problem.where
    return (where.line, where.column) if isinstance(where, Location) else (0, 0)
