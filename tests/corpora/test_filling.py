"""A file of units as a document: which units are wanted, what goes back in, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from dragoman.corpora.filling import Policy, UnitDocument
from dragoman.corpora.markup import Mark, Marked, Role
from dragoman.corpora.segment import Rendition
from dragoman.corpora.units import Fill, Stamp, State, Unit
from dragoman.termbase.errors import Location

STAMP = Stamp("test 1", datetime(2026, 1, 1, tzinfo=UTC))


@dataclass
class File:
    units: list[Unit]
    name: str = "f.x"
    source_language: str | None = "en"
    target_language: str | None = None
    messages: bool = False
    filled: dict[int, Fill] = field(default_factory=dict)

    def fill(self, fills: Mapping[int, Fill], language: str, stamp: Stamp) -> bytes:
        self.filled = dict(fills)
        return f"{language} {stamp.generator}".encode()


def unit(text: str | Marked, state: State = State.NEW, **more: object) -> Unit:
    source = Marked(text) if isinstance(text, str) else text
    return Unit(text if isinstance(text, str) else text.text, source, None, state, Location("f.x", 1, 1), **more)  # type: ignore[arg-type]


def filled(document: UnitDocument, *texts: str, notes: tuple[str, ...] = ()) -> dict[int, Fill]:
    return document.fills([Rendition(Marked(text), notes) for text in texts])[0]


def test_only_wanted_units_are_translated_and_never_reviewed_or_locked_ones() -> None:
    units = [unit(f"Word {state}.", state) for state in State]
    units += [unit("Locked one.", locked=True), unit("  ")]
    document = UnitDocument(File(units), "en", "ru", STAMP)
    assert [segment.text for segment in document.segments] == ["Word new."]
    everything = UnitDocument(File(units), "en", "ru", STAMP, Policy(frozenset(State)))
    assert [segment.text for segment in everything.segments] == ["Word new.", "Word draft.", "Word translated."]


def test_sentences_of_a_unit_come_back_as_one_target_with_its_layout() -> None:
    document = UnitDocument(File([unit(" One is here. Two is there.\n")]), "en", "zh", STAMP)
    assert [segment.text for segment in document.segments] == ["One is here.", "Two is there."]
    assert filled(document, "一。", "二。")[0].target == Marked(" 一。二。\n")
    assert document.render(["一。", "二。"], "zh") == " 一。二。\n"


def test_a_mark_around_two_sentences_stays_around_both() -> None:
    content = Marked("One is here. Two.", (Mark(0, "<b>", Role.OPEN, "1"), Mark(17, "</b>", Role.CLOSE, "1")))
    document = UnitDocument(File([unit(content)]), "en", "ru", STAMP)
    assert [segment.marks for segment in document.segments] == [(), ()]
    target = filled(document, "Раз.", "Два.")[0].target
    assert target.text == "Раз. Два."
    assert [(mark.at, mark.code) for mark in target.marks] == [(0, "<b>"), (9, "</b>")]


def test_sentences_that_share_a_pair_of_marks_are_one_segment() -> None:
    content = Marked("One is here. Two is there.", (Mark(4, "<b>", Role.OPEN, "1"), Mark(16, "</b>", Role.CLOSE, "1")))
    document = UnitDocument(File([unit(content)]), "en", "ru", STAMP)
    (segment,) = document.segments
    assert [(mark.at, mark.code) for mark in segment.marks] == [(4, "<b>"), (16, "</b>")]


def test_state_and_notes_follow_the_policy_and_each_note_is_said_once() -> None:
    file = File([unit("One is here. Two is there.")])
    document = UnitDocument(file, "en", "ru", STAMP)
    assert filled(document, "Раз.", "Два.", notes=("n",)) == {0: Fill(Marked("Раз. Два."), State.DRAFT, ("n",))}
    silent = UnitDocument(file, "en", "ru", STAMP, Policy(state=State.TRANSLATED, notes=False))
    assert filled(silent, "Раз.", "Два.", notes=("n",)) == {0: Fill(Marked("Раз. Два."), State.TRANSLATED)}


@pytest.mark.parametrize(
    ("source", "more", "target", "reason"),
    [
        ("Open {name} now", {}, "Открыть", "{name} lost"),
        ("Open it now", {}, "Открыть %s", "%s added"),
        ("Open it now", {"limit": 4}, "Открыть", "longer than the 4 characters"),
        ("Open it now", {}, " ", "nothing"),
    ],
)
def test_what_would_damage_a_unit_is_refused(source: str, more: dict[str, int], target: str, reason: str) -> None:
    document = UnitDocument(File([unit(source, **more), unit("Yes, all of it")]), "en", "ru", STAMP)
    fills, refused = document.fills([Rendition(Marked(target)), Rendition(Marked("Да"))])
    assert list(fills) == [1]
    assert [item.unit.key for item in refused] == [source]
    assert reason in refused[0].reason


def test_a_mark_that_is_lost_is_refused() -> None:
    document = UnitDocument(File([unit(Marked("Press it now", (Mark(6, "<br/>"),)))]), "en", "ru", STAMP)
    fills, (refused,) = document.fills([Rendition(Marked("Нажмите"))])
    assert (fills, refused.reason) == ({}, "<br/> lost")


def test_serializing_hands_the_fills_to_the_file() -> None:
    file = File([unit("One is here.")])
    document = UnitDocument(file, "en", "ru", STAMP)
    assert document.serialize([Rendition(Marked("Раз."))], "ru") == b"ru test 1"
    assert file.filled == {0: Fill(Marked("Раз."))}
    with pytest.raises(ValueError, match="for ru, not zh"):
        document.serialize([Rendition(Marked("一。"))], "zh")
    with pytest.raises(ValueError, match="translations for"):
        document.render([], "ru")
