"""What PO and MO files have in common: a header, and messages as units."""

from __future__ import annotations

from collections.abc import Mapping

from dragoman.corpora.filling import Refusal
from dragoman.corpora.units import Fill, Unit
from dragoman.termbase.errors import InputError, Location

from .po_header import Header
from .po_messages import Messages
from .po_plural import RuleError


class GettextFile:
    """A parsed catalogue but for filling it; see units.UnitFile."""

    messages = True
    name: str
    header: Header
    _messages: Messages

    @property
    def units(self) -> list[Unit]:
        """All units in the order of the file."""
        return self._messages.units

    @property
    def source_language(self) -> str | None:
        """X-Source-Language; None without."""
        return self.header.source_language

    @property
    def target_language(self) -> str | None:
        """Language, as BCP 47; None without."""
        return self.header.target_language

    def refusals(self, fills: Mapping[int, Fill]) -> list[Refusal]:
        """The units `fill` would leave as they are, though there is a fill for them, and why."""
        return self._messages.writings(fills)[1]


def wrong_rule(error: RuleError, where: Location) -> InputError:
    """The problem of a catalogue whose plural rule makes no sense; where: of its header."""
    return InputError(f"Plural-Forms: {error}", where, "plural forms stay as they are until it is mended")
