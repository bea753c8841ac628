"""Markup in the translation: by terms, by attention, and by the engine asked again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from dragoman.corpora.filling import UnitDocument
from dragoman.corpora.markup import Mark, Marked, Role
from dragoman.corpora.units import Fill, Stamp, State, Unit
from dragoman.termbase.errors import Location
from dragoman.termbase.load import load_curated
from dragoman.translate.engines.base import Capabilities
from dragoman.translate.engines.echo import EchoEngine
from dragoman.translate.pipeline import Translator
from dragoman.translate.renditions import rendition

SOURCE = "The Supreme People's Procuratorate opened a meeting in Bishkek."


@dataclass
class File:
    units: list[Unit]
    name: str = "f.x"
    source_language: str | None = None
    target_language: str | None = None
    messages: bool = False

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        return "".join(
            piece if isinstance(piece, str) else piece.code for fill in fills.values() for piece in fill.target.pieces()
        ).encode()


def translated(engine: EchoEngine, *spans: tuple[int, int], text: str = SOURCE) -> tuple[str, tuple[str, ...]]:
    marks = sorted(
        [Mark(s, f"<{n}>", Role.OPEN, str(n)) for n, (s, _) in enumerate(spans)]
        + [Mark(e, f"</{n}>", Role.CLOSE, str(n)) for n, (_, e) in enumerate(spans)],
        key=lambda mark: mark.at,
    )
    unit = Unit("1", Marked(text, tuple(marks)), None, State.NEW, Location("f.x", 1))
    document = UnitDocument(File([unit]), "en", "ru", Stamp("t", datetime(2026, 1, 1, tzinfo=UTC)))
    result = Translator(load_curated(), engine).translate(document, "en", "ru")
    renditions = [rendition(segment, "echo") for segment in result.segments]
    return document.serialize(renditions, "ru").decode(), renditions[0].notes


TERM = (SOURCE.index("Supreme"), SOURCE.index(" opened"))
PLACE = (SOURCE.index("Bishkek"), SOURCE.index("."))


@pytest.mark.parametrize("alignment", [True, False])
def test_marks_around_terms_are_around_their_renderings(alignment: bool) -> None:
    target = "В Бишкеке Верховная народная прокуратура открыла заседание."
    engine = EchoEngine({SOURCE: [target]}, Capabilities(alignment=alignment))
    text, notes = translated(engine, TERM, PLACE)
    assert text == "В <1>Бишкеке</1> <0>Верховная народная прокуратура</0> открыла заседание."
    assert "kept Supreme People's Procuratorate → Верховная народная прокуратура" in notes


def test_the_same_text_with_other_marks_keeps_its_own() -> None:
    target = "Верховная народная прокуратура открыла заседание в Бишкеке."
    engine = EchoEngine({SOURCE: [target]})
    assert translated(engine, PLACE)[0] == target.replace("Бишкеке", "<0>Бишкеке</0>")
    assert translated(engine, TERM)[0].startswith("<0>Верховная народная прокуратура</0>")


def test_marks_survive_where_a_term_had_to_be_forced() -> None:
    text, notes = translated(EchoEngine({SOURCE: ["Прокуратура открыла заседание в Бишкеке."]}), TERM, PLACE)
    assert re.search("<0>Верховн(ая|ой) народн(ая|ой) прокуратур[аы]</0>", text)
    assert "<1>Бишкеке</1>" in text
    assert any(note.startswith("forced Supreme People's Procuratorate") for note in notes)
