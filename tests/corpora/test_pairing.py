"""Pairs of sentences: of a translation laid out as its source, of any other, and back through files for reviewers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora import formats
from dragoman.corpora.formats import export
from dragoman.corpora.formats.text import TextDocument, parse
from dragoman.corpora.markup import Mark, Marked, Role
from dragoman.corpora.pairing import Pair, align, laid_out, pair, text_of
from dragoman.corpora.review import restore, units
from dragoman.corpora.units import Stamp, State, Unit
from dragoman.termbase.errors import Location, UnknownNameError

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
STAMP = Stamp("test 1", datetime(2026, 1, 1, tzinfo=UTC))

WORDS = ["Word", "long word", "(a) ", "1.jpg", "x"]
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(lambda words: " ".join(words) + ".")
layouts = st.lists(sentences | st.sampled_from(["\n", "\n\n", " ", "  ", "\r\n", "- ", "\t", "\n  "]), max_size=12).map(
    "".join
)


def document(text: str, language: str = "en") -> TextDocument:
    return parse(text.encode(), "a.txt", language)


def pairs(source: str, translation: str, language: str = "ru") -> list[tuple[str, str]]:
    parsed = document(source)
    return [(text_of(parsed, item.segments), item.target) for item in pair(parsed, translation, language).pairs]


def test_sentences_of_a_translation_laid_out_as_the_source() -> None:
    source = "Title here\n\n - One is here. Two is there.\nThree is away.\n"
    translation = "Заголовок\n\n - Один здесь. Два там.\nТри далеко.\n"
    assert pairs(source, translation) == [
        ("Title here", "Заголовок"), ("One is here.", "Один здесь."), ("Two is there.", "Два там."), ("Three is away.", "Три далеко."),
    ]  # fmt: skip
    assert pair(document(source), translation, "ru").exact


def test_sentences_made_two_or_one() -> None:
    source = "The court met in the morning and it decided the case. Nobody appealed. All went home in the evening.\n"
    split = "Суд собрался утром. Он решил дело. Никто не обжаловал. Вечером все разошлись по домам, как всегда.\n"
    assert pairs(source, split) == [
        ("The court met in the morning and it decided the case.", "Суд собрался утром. Он решил дело."),
        ("Nobody appealed.", "Никто не обжаловал."),
        ("All went home in the evening.", "Вечером все разошлись по домам, как всегда."),
    ]
    joined = "Суд собрался утром и решил дело, а никто не стал его обжаловать. Вечером все разошлись домой.\n"
    found = pairs(source, joined)
    assert [target for _, target in found] == [
        "Суд собрался утром и решил дело, а никто не стал его обжаловать.", "Вечером все разошлись домой.",
    ]  # fmt: skip


def test_spacing_that_an_import_would_not_make_is_one_pair() -> None:
    source, translation = "One is here. Two is there.\n", "Один здесь.   Два там.\n"
    assert pairs(source, translation) == [("One is here. Two is there.", "Один здесь.   Два там.")]
    assert pair(document(source), translation, "ru").exact


def test_a_paragraph_that_is_not_translated_keeps_its_lines() -> None:
    line = "The prosecutors general of the member states met in the capital to"
    source = f"{line}\n{line.lower()}\n{line.lower()}.\n\nNext one.\n"
    translation = source.replace("Next one.", "Дальше.")
    found = pair(document(source), translation, "ru")
    assert found.exact and [item.target for item in found.pairs][-1] == "Дальше."


def test_a_translation_laid_out_in_another_way() -> None:
    source = "The court met in the morning.\nNobody appealed at all against that.\nAll went home.\n"
    translation = "Суд собрался утром.\n\n\nНикто это вообще не обжаловал. Все ушли домой.\n\n"
    found = pair(document(source), translation, "ru")
    assert not found.exact
    assert pairs(source, translation) == [
        ("The court met in the morning.", "Суд собрался утром."),
        ("Nobody appealed at all against that.", "Никто это вообще не обжаловал."),
        ("All went home.", "Все ушли домой."),
    ]


def test_sentences_without_a_partner() -> None:
    source = "The court met in the morning of the first day of the year.\nA very long sentence that nobody has translated stands here, on its own line, and goes on for a while, until it ends at last.\nAll went home after that, as they do.\n"
    found = pairs(source, "Суд собрался утром первого дня года.\n\nПосле этого все разошлись, как обычно.\n")
    assert [target for _, target in found] == [
        "Суд собрался утром первого дня года.",
        "",
        "После этого все разошлись, как обычно.",
    ]


@given(layouts, st.sampled_from(["ru", "zh"]), st.data())
def test_what_the_program_lays_out_comes_back_byte_for_byte(text: str, language: str, data: st.DataObject) -> None:
    source = document(text)
    answers = ["Слово.", "Слово одно. И другое!", "一。二。", "x", ""]
    targets = [data.draw(st.sampled_from([segment.text, *answers])) for segment in source.segments]
    translation = source.render(targets, language)
    found = pair(source, translation, language)
    assert [number for item in found.pairs for number in item.segments] == list(range(len(source.segments)))
    assert found.exact == (laid_out(source, found.pairs, language) == translation)
    if all(targets) and found.exact:
        made = units(source, found)
        for kind in ("tsv", "csv", "jsonl"):
            data_ = export.write(kind, made, "en", language, "a.txt", STAMP)
            if made:
                file = formats.units(data_, "f", formats.find(kind), "en", language)
                assert restore(source, file, language).text == translation


@given(layouts, layouts, st.sampled_from(["ru", "zh"]))
def test_any_two_texts_are_paired_in_full_and_in_order(text: str, translation: str, language: str) -> None:
    source = document("x" + text)
    found = pair(source, translation, language)
    assert [number for item in found.pairs for number in item.segments] == list(range(len(source.segments)))
    for item in found.pairs:
        assert len({source.segments[number].paragraph for number in item.segments}) == 1
    said = re.sub(r"\s", "", "".join(item.target for item in found.pairs))
    assert found.exact or all(character in translation for character in said)


@given(
    st.lists(st.integers(0, 60), max_size=8),
    st.lists(st.integers(0, 60), max_size=8),
    st.sets(st.integers(1, 7), max_size=3),
)
def test_beads_cover_both_texts(ours: list[int], theirs: list[int], walls: set[int]) -> None:
    beads = align(ours, theirs, frozenset(walls))
    assert [number for bead, _ in beads for number in bead] == list(range(len(ours)))
    assert [number for _, bead in beads for number in bead] == list(range(len(theirs)))
    assert not any(wall in bead and wall != bead.start for bead, _ in beads for wall in walls)


def test_lengths_decide() -> None:
    assert align([50, 20, 60], [52, 19, 61]) == [(range(n, n + 1), range(n, n + 1)) for n in range(3)]
    assert align([50, 60], [24, 26, 61]) == [(range(1), range(2)), (range(1, 2), range(2, 3))]
    assert align([30, 31, 80], [62, 79]) == [(range(2), range(1)), (range(2, 3), range(1, 2))]
    assert align([], [3]) == [(range(0), range(1))]
    assert len(align([40] * 500, [41] * 500)) == 500


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
@pytest.mark.parametrize("kind", export.KINDS)
def test_the_articles_come_back_through_every_format(path: Path, kind: str) -> None:
    source = parse(path.read_bytes(), path.name, "en")
    translation = source.render([f"«{segment.text[::-1].strip()}»" for segment in source.segments], "ru")
    found = pair(source, translation, "ru")
    assert found.exact
    made = units(source, found)
    data = export.write(kind, made, "en", "ru", path.name, STAMP)
    file = formats.units(data, f"review.{kind}", formats.find(kind), "en", "ru")
    result = restore(source, file, "ru")
    assert (result.text, result.changed, result.stale) == (translation, (), ())
    assert result.states == {State.DRAFT: len(file.units)}


class File:
    """Units as any format gives them."""

    def __init__(self, items: list[Unit]) -> None:
        self.units = items
        self.name, self.source_language, self.target_language, self.messages = "r.po", "en", "ru", False


def unit(source: str, target: str | None, state: State = State.TRANSLATED) -> Unit:
    return Unit(source, Marked(source), Marked(target) if target is not None else None, state, Location("r.po", 7))


def restored(text: str, *items: Unit, reviewed_only: bool = False) -> tuple[str, list[str], list[str]]:
    result = restore(document(text), File(list(items)), "ru", reviewed_only)  # type: ignore[arg-type]
    return result.text, [f"{where}: {said}" for where, said in result.changed], [item.key for item in result.stale]


def test_what_has_changed_since_is_told() -> None:
    text = "One is here.\nTwo is new.\n"
    found = restored(text, unit("One is here.", "Раз."), unit("Two is old.", "Два."))
    assert found == ("Раз.\nTwo is new.\n", ["a.txt:2:1: Two is new."], ["Two is old."])


def test_drafts_are_taken_or_left() -> None:
    items = (
        unit("One is here.", "Раз.", State.DRAFT),
        unit("Two is here.", "Два.", State.REVIEWED),
        unit("Three.", None, State.NEW),
    )
    text = "One is here. Two is here. Three.\n"
    assert restored(text, *items)[0] == "Раз. Два. Three.\n"
    assert restored(text, *items, reviewed_only=True)[0] == "One is here. Два. Three.\n"
    result = restore(document(text), File(list(items)), "ru", reviewed_only=True)  # type: ignore[arg-type]
    assert (result.skipped, dict(result.states)) == (1, {State.DRAFT: 1, State.REVIEWED: 1, State.NEW: 1})


def test_order_decides_where_the_same_words_come_twice() -> None:
    text = "Yes, it is.\nNo way.\nYes, it is.\n"
    twice = unit("Yes, it is.", "Да."), unit("No way.", "Нет."), unit("Yes, it is.", "Так.")
    assert restored(text, *twice)[0] == "Да.\nНет.\nТак.\n"
    assert restored(text, *twice[:2])[0] == "Да.\nНет.\nДа.\n", "a tool has merged them"
    assert restored(text, twice[1], twice[0])[0] == "Да.\nНет.\nДа.\n", "a tool has sorted them"


def test_white_space_of_a_source_does_not_count() -> None:
    assert restored("One  is here.\n", unit("One\n is here.", "Раз."))[0] == "Раз.\n"


def test_addresses_need_no_pair() -> None:
    text = "https://example.org/a\n\nOne is here.\n"
    assert restored(text, unit("One is here.", "Раз.")) == ("https://example.org/a\n\nРаз.\n", [], [])
    found = units(document(text), pair(document(text), text.replace("One is here.", "Раз."), "ru"))
    assert [(item.key, item.source.text, item.where.line) for item in found] == [("1", "One is here.", 3)]


def test_units_without_a_translation() -> None:
    found = units(document("One is here. Two.\n"), None)
    assert [(item.source.text, item.target, item.state) for item in found] == [
        ("One is here.", None, State.NEW),
        ("Two.", None, State.NEW),
    ]


def test_a_catalogue_has_a_whole_header_and_says_where_things_stand() -> None:
    items = [
        Unit("1", Marked("Yes"), Marked("Да"), State.DRAFT, Location("a b.txt", 3, 1)),
        Unit("2", Marked("Yes"), Marked("Так"), State.TRANSLATED, Location("a b.txt", 4, 1)),
        Unit("3", Marked("Yes"), Marked("Да"), State.TRANSLATED, Location("a b.txt", 9, 1)),
        Unit("4", Marked("No"), None, State.NEW, Location("c.txt", 5, 1)),
    ]
    text = export.write("po", items, "en", "zh", "a b.txt", STAMP).decode()
    for line in (
        '"Language: zh_CN\\n"', '"Plural-Forms: nplurals=1; plural=0;\\n"', '"X-Source-Language: en\\n"', '"X-Generator: test 1\\n"',
        '"Content-Type: text/plain; charset=UTF-8\\n"', '"PO-Revision-Date: 2026-01-01 00:00+0000\\n"',
        "#: \u2068a b.txt\u2069:3 \u2068a b.txt\u2069:9\n#, fuzzy\nmsgid \"Yes\"\nmsgstr \"Да\"",
        '#: \u2068a b.txt\u2069:4\nmsgctxt "2"\nmsgid "Yes"\nmsgstr "Так"', '#: c.txt:5\nmsgid "No"\nmsgstr ""\n',
    ):  # fmt: skip
        assert line in text
    file = formats.units(text.encode(), "f.po", formats.find("po"), "en", "zh")
    assert [item.source.text for item in file.units] == ["Yes", "Yes", "No"]


def test_markup_is_written_out() -> None:
    marked = Marked("Press it", (Mark(6, "<b>", Role.OPEN, "1"), Mark(8, "</b>", Role.CLOSE, "1")))
    data = export.write("jsonl", [Unit("1", marked, None, State.NEW, Location("a"))], "en", "ru", "a", STAMP)
    assert data.decode() == '{"id": "1", "en": "Press <b>it</b>", "ru": "", "status": "new"}\n'


def test_what_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="no kind of file: docx; there are po"):
        export.write("docx", [], "en", "ru", "a", STAMP)
    with pytest.raises(UnknownNameError):
        export.write("po", [], "en", "xx", "a", STAMP)
    with pytest.raises(UnknownNameError):
        pair(document("x"), "x", "xx")
    assert laid_out(document("One. Two.\n"), [Pair(range(2), "Раз")], "ru") == "Раз\n"
