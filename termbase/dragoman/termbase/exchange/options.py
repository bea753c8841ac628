"""What a reader or writer is told about a file besides its content."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import InputError
from .tbx_write import Style


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The languages of a file that does not say them itself, as BCP 47 tags; None where they are not given."""

    source: str | None = None
    target: str | None = None

    def pair(self, name: str) -> tuple[str, str]:
        """Source and target language. Raises InputError where one is not given."""
        if self.source is None or self.target is None:
            raise InputError("the file does not say its languages", name, "say them: --from en --to ru, for example")
        return self.source, self.target


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How a file is to be written.

    source: the language of the first column or language. targets: the others, in their order. delimiter: of tables, ","
    or a tab. style: of TBX. title: what the file is called in a header or comment.
    """

    source: str
    targets: tuple[str, ...]
    delimiter: str = ","
    style: Style = Style.DCA
    title: str = ""

    def pair(self, label: str) -> tuple[str, str]:
        """Source and target language. Raises InputError unless there is just one target."""
        if len(self.targets) != 1:
            raise InputError(
                f"{label} has one target language, not {len(self.targets)}", hint="say which one with --to"
            )
        return self.source, self.targets[0]

    @property
    def languages(self) -> tuple[str, ...]:
        """All languages of the file, the source first."""
        return (self.source, *self.targets)
