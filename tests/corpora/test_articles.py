"""The seed articles and their references, and the domain corpus, as they are shipped."""

from __future__ import annotations

import re
from pathlib import Path
from types import MappingProxyType

import pytest

from dragoman.corpora import articles
from dragoman.corpora.formats.text import TextDocument, parse
from dragoman.corpora.segment import Rendition
from dragoman.termbase.errors import UnknownNameError
from dragoman.termbase.language import LANGUAGES

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
SCO, IAP = "000_ab2cc90d19b55a3c", "001_47d5c1aa97ba1af3"


def seed(name: str) -> TextDocument:
    (path,) = (path for path in SEEDS if path.stem == name)
    return parse(path.read_bytes(), path.name)


def test_names() -> None:
    assert articles.names() == ("domain", SCO, IAP)
    assert articles.seeds() == (SCO, IAP) == tuple(path.stem for path in SEEDS)


@pytest.mark.parametrize(
    ("name", "segments", "paragraphs", "kept"),
    [(SCO, 43, 38, ["1.jpg", "2.jpg", "3.jpg", "京ICP备05026262号-1"]), (IAP, 17, 11, [])],
)
def test_the_segments_of_the_seeds(name: str, segments: int, paragraphs: int, kept: list[str]) -> None:
    document = seed(name)
    assert document.language == "en"
    assert len(document.segments) == segments
    assert len({segment.paragraph for segment in document.segments}) == paragraphs
    assert [segment.text for segment in document.segments if not segment.translatable] == kept
    assert document.render([segment.text for segment in document.segments], "ru") == document.text
    assert (
        document.serialize([Rendition(segment.content) for segment in document.segments], "ru")
        == next(p for p in SEEDS if p.stem == name).read_bytes()
    )


@pytest.mark.parametrize("name", [SCO, IAP])
def test_no_sentence_of_a_seed_is_broken(name: str) -> None:
    """Each begins like a sentence; the stops inside belong to no sentence end."""
    for segment in seed(name).segments:
        assert re.match(r"[A-Z0-9\"京]|en\.spp", segment.text), segment.text
        assert not re.search(r"\b(?:Sept|Mr|No|U\.S)\.$", segment.text), segment.text
        assert not re.search(r"[a-z][.!?][\"”]? [A-Z]", segment.text), "two sentences in one"


@pytest.mark.parametrize(("name", "count", "without"), [(SCO, 34, 9), (IAP, 17, 0)])
@pytest.mark.parametrize("tag", ["ru", "zh"])
def test_every_reference_meets_one_sentence_of_its_seed(name: str, count: int, without: int, tag: str) -> None:
    sentences = [segment.text for segment in seed(name).segments]
    pairs = articles.reference(name, tag)
    aligned = articles.align(sentences, pairs)
    assert len(articles.load(name)) == len(pairs) == len(aligned) == count
    assert [reference for _, reference in aligned] == [reference for _, reference in pairs], "in the same order"
    assert len({index for index, _ in aligned}) == count
    assert len(sentences) - count == without


def test_the_footer_has_no_reference() -> None:
    sentences = [segment.text for segment in seed(SCO).segments]
    met = {index for index, _ in articles.align(sentences, articles.reference(SCO, "ru"))}
    rest = [sentence for index, sentence in enumerate(sentences) if index not in met]
    assert rest[:3] == ["1.jpg", "2.jpg", "3.jpg"]
    assert rest[3:5] == ["Links", "Back to top"]
    assert rest[-1] == "京ICP备05026262号-1"


def test_a_reference_by_file_name_and_in_any_direction() -> None:
    assert articles.reference(f"seeds/{IAP}.txt", "ru-RU") == articles.reference(IAP, "ru")
    back = articles.reference(IAP, "en", source="zh_CN")
    assert back[0][0].startswith("9月5日至8日") and back[0][1].startswith("The 60th Executive Committee")


@pytest.mark.parametrize("name", ["missing", "", "../domain", "README"])
def test_unknown_articles(name: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        articles.load(name)
    assert f"known: domain, {SCO}, {IAP}" in str(caught.value)


def test_unknown_languages() -> None:
    with pytest.raises(UnknownNameError):
        articles.reference(IAP, "xx")
    with pytest.raises(UnknownNameError):
        articles.reference(IAP, "ru", source="xx")


def test_align_compares_letters_and_digits() -> None:
    pairs = [("Hello, World!", "Привет"), ("It's 5.", "5"), ("…", "—")]
    assert articles.align(["hello world", "No", "IT’S “5”"], pairs) == [(0, "Привет"), (2, "5")]
    assert articles.align(["Hello world", "HELLO WORLD."], pairs) == [(0, "Привет"), (1, "Привет")]
    assert articles.align([], pairs) == articles.align(["x"], []) == []


@pytest.mark.parametrize("name", ["domain", SCO, IAP])
def test_rows(name: str) -> None:
    rows = articles.load(name)
    assert articles.load(name) is rows, "read once"
    places = set()
    for row in rows:
        assert set(row.texts) == set(LANGUAGES)
        assert all(text == text.strip() != "" for text in row.texts.values())
        assert not any(set("\n\r\ufeff\u200b\ufffd") & set(text) for text in row.texts.values())
        assert row.split in (("train", "valid") if name == "domain" else ("reference",))
        assert isinstance(row.texts, MappingProxyType)
        places.add((row.document, row.number))
    assert len(places) == len(rows)


def test_the_domain_corpus() -> None:
    rows = articles.load("domain")
    assert len(rows) > 5000
    assert sum(row.split == "valid" for row in rows) > 300
    assert all(row.topic for row in rows)
    splits: dict[str, set[str]] = {}
    for row in rows:
        splits.setdefault(row.document, set()).add(row.split)
    assert all(len(found) == 1 for found in splits.values()), "a document is trained on or held out, never both"


def test_the_corpus_holds_nothing_of_the_references() -> None:
    """Whoever trains on the one must not have seen the other."""
    domain = {articles._key(row.texts[tag]) for row in articles.load("domain") for tag in LANGUAGES}
    for name in articles.seeds():
        for row in articles.load(name):
            assert not {articles._key(text) for text in row.texts.values()} & domain


def test_the_references_are_said_to_be_our_own() -> None:
    for name in articles.seeds():
        assert {row.origin for row in articles.load(name)} == {"own translation, not an official text"}
