import base64
import hashlib
import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.translate.report import as_dict, by_concept, count, has_findings, page, places, sentence
from dragoman.translate.report.marks import Mark, render
from dragoman.translate.results import Finding, Outcome, SegmentResult, Span, TermResult, Translation

VOID = {"meta", "input", "br"}
LAX = {"th", "tr", "thead"}


def term(source, text, target=None, form="", outcome="kept", **more):
    start = source.index(text)
    place = None if target is None else Span(target.index(form), target.index(form) + len(form))
    concept = more.pop("concept", text.lower().replace(" ", "-"))
    return TermResult(concept, Outcome(outcome), Span(start, start + len(text)), text, place, form, **more)


SOURCE = 'The SPP <met> & "spoke" with Japarov on 22 July about the rule of law.'
TARGET = "ВНП <встретилась> с Жапаровым 22 июля: о верховенство права, верховная прокуратура людей."
SEGMENT = SegmentResult(
    SOURCE,
    TARGET,
    "<script>draft</script>",
    (
        term(SOURCE, "SPP", TARGET, "ВНП", "forced", expected="ВНП", score_before=-1.0, score_after=-1.25),
        term(SOURCE, "Japarov", TARGET, "Жапаровым", "repaired", features=("ins.sg",), reason="Replaced <b>."),
        term(SOURCE, "22", TARGET, "22", concept="number", protected=True),
        term(SOURCE, "rule of law", TARGET, "верховенство права", "annotated", doubt="The case does not agree."),
    ),
    (Finding("forbidden-form", "a calque", Span(TARGET.index("верховная"), len(TARGET) - 1), "spp"),),
)
MISSED = SegmentResult(
    "The Meeting.", "Ничего.", "Ничего.", (term("The Meeting.", "Meeting", outcome="missed", expected="заседание"),)
)


def translation(*segments, target="ru"):
    return Translation("en", target, "echo", "text", "draft", segments, 1.5)


class Outline(HTMLParser):
    """Checks that elements close in order; keeps elements by class and all attributes."""

    def __init__(self, text):
        super().__init__()
        self.stack, self.elements, self.scripts, self.styles = [], [], [], []
        self.feed(text)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        while self.stack[-1] != tag and self.stack[-1] in LAX:
            self.stack.pop()
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if self.stack and self.stack[-1] in ("script", "style"):
            (self.scripts if self.stack[-1] == "script" else self.styles).append(data)

    def of_class(self, *names):
        return [a for _, a in self.elements if set(names) <= set(a.get("class", "").split())]


spans = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: Span(min(pair), max(pair)))


@given(st.text(max_size=30), st.lists(st.tuples(spans, st.sampled_from("abc"), st.integers(0, 2)), max_size=6))
def test_marked_text_is_whole_whatever_the_marks(text, made):
    marks = [Mark(span, (name,), {"title": '<"&'}, rank) for span, name, rank in made]
    given_back = html.unescape(re.sub(r"<[^>]*>", "", render(text, marks).replace('"&lt;&quot;&amp;"', '""')))
    assert given_back == text


@given(st.text(max_size=30), st.lists(spans, max_size=6))
def test_every_mark_covers_its_span(text, made):
    marks = [Mark(span, (f"m{number}",)) for number, span in enumerate(made)]
    pieces = re.findall(r"(?:<span class=\"([^\"]*)\">)?([^<]+)(?:</span>)?", render(text, marks))
    for number, span in enumerate(made):
        covered = "".join(html.unescape(piece) for classes, piece in pieces if f"m{number}" in classes.split())
        assert covered == span.of(text)


def test_a_mark_cut_by_another_takes_the_keyboard_once_and_ends_once():
    marks = [Mark(Span(0, 6), ("long",), {"tabindex": "0", "data-t": "x"}, 1), Mark(Span(2, 4), ("short",))]
    assert render("abcdef", marks) == (
        '<span class="long" tabindex="0" data-t="x">ab</span>'
        '<span class="long short end" data-t="x">cd</span>'
        '<span class="long end" data-t="x">ef</span>'
    )


def test_page_is_well_formed_and_loads_nothing():
    text = page([("a<b>.txt", translation(SEGMENT, MISSED)), ("b.txt", translation(MISSED, target="zh"))], "T & <t>")
    outline = Outline(text)
    for tag, attributes in outline.elements:
        assert "src" not in attributes and "style" not in attributes and tag not in ("link", "img", "iframe")
        assert attributes.get("href", "#").startswith("#")
        assert not any(name.startswith("on") for name in attributes)
    assert "<t>" not in text and "<met>" not in text and "<script>draft" not in text and "<b>.txt" not in text
    ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for _, a in outline.elements if "href" in a} <= set(ids)


def test_policy_allows_exactly_the_page_s_own_style_and_script():
    outline = Outline(page([("a", translation(SEGMENT))], "t"))
    policy = next(a["content"] for _, a in outline.elements if a.get("http-equiv") == "Content-Security-Policy")
    for kind, parts in (("style", outline.styles), ("script", outline.scripts)):
        digest = base64.b64encode(hashlib.sha256("".join(parts).encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_terms_are_marked_on_both_sides_and_belong_together():
    outline = Outline(page([("a", translation(SEGMENT))], "t"))
    for outcome in ("forced", "repaired", "annotated"):
        marked = [a for a in outline.of_class("t", outcome) if "data-t" in a]
        assert len(marked) == 2 and marked[0]["data-t"] == marked[1]["data-t"]
        assert marked[0]["tabindex"] == "0" and outcome in marked[0]["title"]
        assert f"d{marked[0]['data-t']}" in {a.get("id") for _, a in outline.elements}
    assert len([a for a in outline.of_class("guard") if "data-t" in a]) == 2
    assert len([a for a in outline.of_class("doubtful") if "data-t" in a]) == 2
    assert [a["title"] for a in outline.of_class("warn") if "title" in a] == ["a calque"]


def test_missed_terms_and_findings_are_listed_and_their_segments_flagged():
    text = page([("a", translation(SEGMENT, replace(SEGMENT, terms=(), findings=()), MISSED))], "t")
    outline = Outline(text)
    assert [a["id"] for a in outline.of_class("seg", "flagged")] == ["g0-0", "g0-2"]
    assert "“заседание” is not in the translation" in text and "The case does not agree." in text
    assert "−1.00 → −1.25" in text


@pytest.mark.parametrize(("target", "tag"), [("ru", "ru"), ("zh", "zh-Hans"), ("en", "en")])
def test_texts_carry_their_language(target, tag):
    outline = Outline(page([("a", translation(SEGMENT, target=target))], "t"))
    assert next(a for a in outline.of_class("source"))["lang"] == "en"
    assert tag in [a.get("lang") for name, a in outline.elements if name == "p"]


def test_draft_is_folded_away_and_said_to_be_the_same_where_it_is():
    assert "&lt;script&gt;draft" in page([("a", translation(SEGMENT))], "t")
    assert "The unconstrained draft is the same." in page([("a", translation(MISSED))], "t")


def test_page_without_terms_or_segments():
    Outline(page([("a", translation())], "t"))
    Outline(page([], "t"))


def test_summary_counts_terms_and_not_protected_spans():
    terms = translation(SEGMENT, MISSED).terms()
    assert sentence(terms) == "4 terms: 1 annotated, 1 forced, 1 repaired, 1 missed"
    assert sentence(terms[:1]) == "1 term: 1 forced, 0 missed"
    assert sum(count(terms).values()) == 4 and list(count([])) == list(Outcome)


def test_by_concept_gathers_sources_counts_and_doubts():
    terms = [
        term("SPP x", "SPP", outcome="missed", concept="spp", doubt="a"),
        term("the\nSPP SPPs", "SPPs", concept="spp", expected="ВНП", doubt="a"),
        term("SPP", "SPP", concept="spp", doubt="b"),
        term("x", "x", concept="other"),
    ]
    spp, other = by_concept(terms)
    assert (spp.concept, spp.sources, spp.expected, spp.doubts) == ("spp", ("SPP", "SPPs"), "ВНП", ("a", "b"))
    assert spp.total == 3 and spp.counts[Outcome.KEPT] == 2 and other.total == 1


def test_places_in_reading_order():
    found = places(translation(MISSED, SEGMENT))
    assert [(place.segment, place.code) for place in found] == [(0, "missed"), (1, "doubt"), (1, "forbidden-form")]
    assert found[2].text == "верховная прокуратура людей"


def test_only_missed_terms_and_forbidden_forms_fail_a_run():
    clean = replace(SEGMENT, findings=(Finding("repetition", "twice"),))
    assert not has_findings(translation(clean))
    assert has_findings(translation(SEGMENT))
    assert has_findings(translation(clean, MISSED))


def test_json_form_is_stable():
    data = json.loads(json.dumps(as_dict(translation(SEGMENT, MISSED))))
    assert data["clean"] is False and data["counts"]["missed"] == 1 and data["engine"] == "echo"
    first, missed = data["segments"]
    assert set(first) == {"source", "target", "draft", "score", "terms", "findings"}
    assert first["terms"][0] == {
        "concept": "spp", "protected": False, "outcome": "forced", "source": [4, 7], "source_text": "SPP",
        "target": [0, 3], "form": "ВНП", "features": [], "expected": "ВНП", "score_before": -1.0,
        "score_after": -1.25, "reason": "", "doubt": "",
    }  # fmt: skip
    assert missed["terms"][0]["target"] is None
    assert first["findings"][0] == {
        "code": "forbidden-form", "message": "a calque", "concept": "spp", "target": [61, len(TARGET) - 1],
    }  # fmt: skip
