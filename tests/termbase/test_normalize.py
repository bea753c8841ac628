"""What matching folds away, and the way back to the text as it stands."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dragoman.termbase.language import language
from dragoman.termbase.normalize import View, addresses, fold, is_cjk, is_mark, is_word, views

ANY = st.text(st.characters(), max_size=60)  # lone surrogates too
TAGS = st.sampled_from(("en", "ru", "zh"))


def folded(text: str, tag: str = "en") -> str:
    return fold(text, language(tag)).text


@pytest.mark.parametrize(
    ("tag", "one", "other"),
    [
        pytest.param("en", "Supreme Court", "SUPREME COURT", id="case"),
        pytest.param("en", "Supreme Court", "Supreme \t\u00a0 Court", id="white space"),
        pytest.param("en", "Supreme Court", "Supreme\r\n   Court", id="line break"),
        pytest.param("en", "Procurator", "Pro\u00adcu\u200brator\ufeff", id="invisible characters"),
        pytest.param("en", "Procurator", "Procu\u00ad\nrator", id="soft hyphen at a line end"),
        pytest.param("en", "people's", "people’s", id="apostrophe"),
        pytest.param("en", "people's", "peopleʼs", id="letter apostrophe"),
        pytest.param("en", "Anti-Terrorist", "Anti‑Terrorist", id="no-break hyphen"),
        pytest.param("en", "Anti-Terrorist", "Anti–Terrorist", id="en dash"),
        pytest.param("en", "Anti-Terrorist", "Anti Terrorist", id="hyphen or space"),
        pytest.param("en", "Anti-Terrorist", "Anti-\n Terrorist", id="line break after a hyphen"),
        pytest.param("en", "café", "cafe\u0301", id="decomposed"),
        pytest.param("en", "first office", "ﬁrst oﬃce", id="ligatures"),
        pytest.param("en", "strasse", "Straße", id="longer folding"),
        pytest.param("en", "SPP 12", "ＳＰＰ　１２", id="full width"),
        pytest.param("en", '"Spirit"', "“Spirit”", id="quotation marks"),
        pytest.param("ru", "учёный", "ученый", id="yo"),
        pytest.param("ru", "прокурор", "прокуро\u0301р", id="stress mark"),
        pytest.param("ru", "й", "и\u0306", id="decomposed short i"),
        pytest.param("ru", "«О»", '"О"', id="guillemets"),
        pytest.param("ru", "а — б", "а – б", id="dashes between spaces"),
        pytest.param("ru", "член-корр", "член\u2011корр", id="Russian hyphens"),
        pytest.param("zh", "最高检", "最 高\n检", id="spaces between characters"),
        pytest.param("zh", "第60次", "第 60 次", id="spaces around figures"),
        pytest.param("zh", "人民", "⼈民", id="radicals"),
        pytest.param("zh", "阿·扎", "阿・扎", id="middle dots"),
        pytest.param("zh", "甲——乙", "甲--乙", id="two-em dash"),
        pytest.param("zh", "（总理）", "(总理)", id="brackets"),
        pytest.param("zh", "“上海”", "「上海」", id="corner brackets"),
    ],
)
def test_spellings_that_do_not_matter(tag: str, one: str, other: str) -> None:
    assert folded(one, tag) == folded(other, tag)


@pytest.mark.parametrize(
    ("tag", "one", "other"),
    [
        pytest.param("en", "Supreme Court", "Supreme\n\nCourt", id="blank line"),
        pytest.param("en", "Supreme Court", "Supreme\u2029Court", id="paragraph separator"),
        pytest.param("en", "Supreme Court", "SupremeCourt", id="no space"),
        pytest.param("en", "prosecutor-general", "prosecutor—general", id="em dash"),
        pytest.param("en", "cafe", "café", id="accent"),
        pytest.param("en", "resume", "résumé", id="accents"),
        pytest.param("ru", "и", "й", id="short i"),
        pytest.param("ru", "член-корр", "член корр", id="hyphen or space in Russian"),
        pytest.param("ru", "а", "a", id="look-alikes"),
        pytest.param("zh", "检察", "檢察", id="traditional characters"),
        pytest.param("zh", "检察", "检查", id="other characters"),
    ],
)
def test_spellings_that_matter(tag: str, one: str, other: str) -> None:
    assert folded(one, tag) != folded(other, tag)


def test_case_and_dashes_are_kept_beside_the_folded_text() -> None:
    view = fold("SPP–Court  of ＣＨＩＮＡ", language("en"))
    assert view.text == "spp court of china"
    assert view.cased == "SPP–Court of CHINA"


@pytest.mark.parametrize(
    ("tag", "text", "found", "original"),
    [
        ("en", "a Procu\u00adrator b", "procurator", "Procu\u00adrator"),
        ("en", "x  Große   Straße!", "grosse strasse", "Große   Straße"),
        ("en", "our oﬃce.", "office", "oﬃce"),
        ("en", "İstanbul", "stanbul", "stanbul"),
        ("zh", "在最 高\n检院", "最高检", "最 高\n检"),
        ("ru", "прокуро\u0301р-а", "прокурор", "прокуро\u0301р"),
        ("en", "e\u0301\u0302x", "x", "x"),
    ],
)
def test_the_way_back(tag: str, text: str, found: str, original: str) -> None:
    view = fold(text, language(tag))
    start = view.text.index(found)
    first, last = view.span(start, start + len(found))
    assert text[first:last] == original


def test_a_part_of_what_folds_to_more_is_the_whole_of_it() -> None:
    view = fold("aﬃb", language("en"))
    assert [view.span(i, i + 1) for i in range(5)] == [(0, 1), (1, 2), (1, 2), (1, 2), (2, 3)]


def test_a_word_hyphenated_at_a_line_end_is_seen_both_ways() -> None:
    plain, whole = views("the Anti-\n terrorist Procu-\nrator", language("en"))
    assert plain.text == "the anti terrorist procu rator"
    assert whole.text == "the antiterrorist procurator"
    assert plain.broken
    first, last = whole.span(18, 28)
    assert "the Anti-\n terrorist Procu-\nrator"[first:last] == "Procu-\nrator"


@pytest.mark.parametrize("text", ["plain", "Anti-\nTerrorist", "SCO-\n2024", "a - \nb", "-\na"])
def test_there_is_one_way_to_see_a_text_without_such_words(text: str) -> None:
    (view,) = views(text, language("en"))
    assert not view.broken


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://spp.gov.cn/a?b=1, there", ["https://spp.gov.cn/a?b=1,"]),
        ("en.spp.gov.cn| July", ["en.spp.gov.cn"]),
        ("mail info@spp.gov.cn or www.China.org/x.", ["info@spp.gov.cn", "www.China.org/x."]),
        ("in China.Then", []),
        ("e.g. 3.14 and No.5", []),
        ("见https://www.spp.gov.cn/最高检", ["https://www.spp.gov.cn/"]),
        ("ftp://a.b «www.x.ru»", ["ftp://a.b", "www.x.ru"]),
        ("", []),
    ],
)
def test_addresses(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in addresses(text)] == found


def test_kinds_of_character() -> None:
    assert all(map(is_cjk, "检，《ァㄅ０")) and not any(map(is_cjk, "aя1 -"))
    assert all(map(is_word, "aя检1_\u0301ß")) and not any(map(is_word, " -.'’¹²"))
    assert is_mark("\u0301") and not is_mark("a")


@given(ANY, TAGS)
@example("\r\n" * 3 + "a\u00ad\n\u200d", "zh")
@example("e" + "\u0301" * 100, "en")
@example("\ud800\udc00 ﬃ\u0345", "ru")
def test_every_place_of_a_view_is_a_place_of_the_text(text: str, tag: str) -> None:
    for view in views(text, language(tag)):
        assert len(view.text) == len(view.cased)
        spans = [view.span(index, index + 1) for index in range(len(view.text))]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert spans == sorted(spans)
        if spans:
            assert view.span(0, len(view.text)) == (spans[0][0], spans[-1][1])


@given(st.text(max_size=60), TAGS)
def test_canonically_equal_texts_fold_alike(text: str, tag: str) -> None:
    forms = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")} | {text}
    seen: set[tuple[str, str]] = set()
    for form in forms:
        view: View = fold(form, language(tag))
        seen.add((view.text, view.cased))
    assert len(seen) == 1


@pytest.mark.parametrize("tag", ["en", "ru", "zh"])
def test_capitals_fold_alike(tag: str) -> None:
    letters = [chr(code) for code in (*range(0x20, 0x300), *range(0x400, 0x530))]
    paired = [letter for letter in letters if letter.upper().casefold() == letter.casefold()]  # dotless i is not
    assert len(paired) > 1000
    for letter in paired:
        assert folded(f"x{letter}y", tag) == folded(f"X{letter.upper()}Y", tag), letter
