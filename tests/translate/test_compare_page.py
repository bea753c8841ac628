import base64
import hashlib
import html
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.termbase.load import load_text
from dragoman.translate.compare import compare
from dragoman.translate.report.compare_page import page
from dragoman.translate.report.compare_plots import side_by_side, ticks
from dragoman.translate.report.compare_segments import segment_data
from dragoman.translate.report.shell import embedded
from dragoman.translate.verify import Verifier

TEXTS = json.loads((Path(__file__).parents[1] / "cases" / "compare_texts.json").read_text(encoding="utf-8"))
RU = TEXTS["ru"]
VOID = {"meta", "input", "br"}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def verifier():
    return Verifier(load_text(TEXTS["termbase"]), "en", "ru")


@pytest.fixture(scope="module")
def result(verifier):
    systems = {'<b>"one"</b>': RU["systems"]["good"], "two": RU["systems"]["middling"], "three": RU["systems"]["poor"]}
    return compare(systems, [RU["ref"], RU["ref2"]], "ru", RU["source"], verifier, samples=200)


@pytest.fixture(scope="module")
def text(result):
    return page(result, "A & B <compared>")


class Outline(HTMLParser):
    """Checks that elements close in order; keeps elements, and the text of scripts and styles."""

    def __init__(self, text):
        super().__init__()
        self.stack, self.elements, self.raw = [], [], []
        self.feed(text)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if self.stack and self.stack[-1] in ("script", "style"):
            self.raw.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def test_the_page_is_well_formed_and_loads_nothing(text):
    outline = Outline(text)
    for _, attributes in outline.elements:
        assert not {"src", "style"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
        assert attributes.get("href", "#").startswith("#")
    assert "@import" not in text and "url(" not in text and "fetch(" not in text


def test_the_policy_allows_its_own_style_and_script_and_nothing_else(text):
    outline = Outline(text)
    (policy,) = [meta["content"] for meta in outline.all("meta") if "http-equiv" in meta]
    style, data, script = outline.raw
    assert json.loads(data)["names"][0] == '<b>"one"</b>'
    digests = [
        "sha256-" + base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (style, script)
    ]
    assert policy == f"default-src 'none'; style-src '{digests[0]}'; script-src '{digests[1]}'; base-uri 'none'"
    assert [item.get("type") for item in outline.all("script")] == ["application/json", None]


def test_what_comes_from_texts_cannot_break_out(text):
    assert text.count("<script") == 2 and text.count("</script") == 2
    assert "<b>&quot;" not in text and "alert(1)</" not in text
    assert "<compared>" not in text and "A &amp; B &lt;compared&gt;" in text


@given(st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=3), max_leaves=8))
def test_embedded_json_reads_back_and_has_nothing_html_acts_on(data):
    written = embedded(data)
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written) == data


def test_lone_surrogates_do_no_harm():
    assert "\\" in embedded("\ud800</script>") and "<" not in embedded("\ud800</script>")
    embedded("\ud800").encode("utf-8")


def test_it_says_what_the_verdict_says_and_has_everything(text, result):
    plain = html.unescape(re.sub(r"<[^>]+>", " ", text))
    assert "12 segments are a small sample." in plain
    assert "English → Russian · 12 segments · 2 references · baseline" in plain
    for id_ in ("scores", "terms", "pictures", "heat", "segments"):
        assert f'<section id="{id_}"' in text and f'href="#{id_}"' in text
    for standing in result.standings:
        assert all(f">{score.value:.1f}<" in text for score in standing.scores)
        assert html.escape(standing.scores[0].signature) in text
    assert "forbidden-form" in plain and "5 of 6" in plain
    assert "All pairs (3)" in plain


def test_pictures_say_in_words_what_they_show(text):
    pictures = [item for item in Outline(text).all("svg") if item["role"] == "img"]
    assert len(pictures) == 2 and all(len(item["aria-label"]) > 40 for item in pictures)
    assert text.count("<title>") >= 1 + 6


def test_every_control_has_a_label_and_tables_have_heads(text):
    outline = Outline(text)
    inside, depth = 0, 0
    for name, _ in outline.elements:
        inside += name in ("select", "input")
        depth += name == "label"
    assert inside == depth
    assert all(item.get("scope") in ("col", "row") for item in outline.all("th"))
    assert all(
        {"tabindex", "role", "aria-label"} <= set(item) for item in outline.all("div") if item.get("class") == "scroll"
    )


def test_terms_with_most_misses_come_first_in_the_heat_map(text):
    rows = re.findall(r'<button type="button" data-concept="([^"]+)"[^>]*>(.*?)</button></th>(.*?)</tr>', text)
    counts = [re.findall(r">(\d/\d)<", cells) for _, _, cells in rows]
    assert [re.sub("<[^>]+>", "", name) for _, name, _ in rows] == ["Lighthouse Authority", "Keeper General", "LHA"]
    assert counts == [["3/3", "3/3", "1/3"], ["2/2", "2/2", "0/2"], ["1/1", "1/1", "0/1"]]


def test_segment_data_has_places_in_utf_16_units(verifier):
    source, target = "😀 The Keeper General rests.", "😀😀 Главный смотритель отдыхает 13."
    found = compare({"a": [target], "b": ["Нет."]}, [["Да."]], "ru", [source], verifier, test=None)
    data = segment_data(found)
    (row,) = data["rows"]
    utf16 = lambda text: text.encode("utf-16-le")  # noqa: E731
    part = lambda text, span: utf16(text)[2 * span[0] : 2 * span[1]].decode("utf-16-le")  # noqa: E731
    (term,) = row[5]
    assert data["concepts"][term[0]] == "keeper-general" and part(source, term[1:]) == "Keeper General"
    assert part(target, row[6][0][0]) == "Главный смотритель" and row[6][1] == [0]
    stray = next(item for item in row[7][0] if item[0] == "stray-number")
    assert part(target, stray[2:4]) == "13" and stray[4] == 0
    assert row[7][1][0][0] == "term-missing" and row[7][1][0][2:] == [-1, -1, 1]


def test_a_page_without_sources_or_tests(result):
    texts = dict(zip(("a", "b"), (RU["ref2"], RU["systems"]["good"]), strict=True))
    plain = page(compare(texts, [RU["ref"]], "ru", test=None), "No sources")
    Outline(plain)
    assert 'id="terms"' not in plain and 'id="heat"' not in plain and "All pairs" not in plain
    assert "Russian · 12 segments · 1 reference" in plain and "No paired test was made" in plain
    Outline(page(compare({"a": ["х"]}, [["х"]], "ru"), "One system, one segment"))


def test_a_large_comparison_keeps_the_segments_that_differ_most(monkeypatch, result):
    monkeypatch.setattr("dragoman.translate.report.compare_segments.LIMIT", 5)
    data = segment_data(result, numbers=range(101, 113))
    assert [row[0] - 101 for row in data["rows"]] == sorted(result.by_difference[:5])


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12))
def test_labels_are_moved_apart_and_keep_their_order(places):
    moved = side_by_side(places, 10)
    order = sorted(range(len(places)), key=places.__getitem__)
    assert all(moved[b] - moved[a] >= 10 - 1e-6 for a, b in zip(order, order[1:], strict=False))


@given(st.floats(0, 100), st.floats(0, 100))
def test_ticks_hold_what_is_drawn(one, other):
    low, high = sorted((one, other))
    marks = ticks(low, high)
    assert 2 <= len(marks) <= 12 and marks[0] <= low + 1e-6 and high <= marks[-1] + 1e-6


@pytest.mark.skipif(CHROMIUM is None, reason="needs a browser")
def test_a_browser_draws_the_segments_under_the_policy(text, tmp_path):
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--enable-logging=stderr",
            "--dump-dom",
            (tmp_path / "page.html").as_uri(),
        ],
        capture_output=True,
        timeout=60,
    )
    drawn = done.stdout.decode("utf-8")
    assert b"Content Security Policy" not in done.stderr and b"Uncaught" not in done.stderr
    assert drawn.count('<article class="seg">') == 12 and "12 of 12 segments" in drawn
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in re.sub(r"</?(?:ins|span)[^>]*>", "", drawn)
    # against the first reference: «их» is the one word this translation adds
    line = re.search(r"<p lang=\"ru\">(?:(?!</p>).)*12 экипажей за <ins[^>]*>их</ins> работу", drawn)
    assert line, "no diff drawn"
