"""The terminology benchmark: its metrics on examples worked out by hand, the termbase it builds, its modes on a fake."""

from __future__ import annotations

import importlib
import json
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dragoman.termbase.model import Status
from dragoman.termbase.morphology.base import Form
from dragoman.translate.engines import engine
from dragoman.translate.results import Span
from dragoman.translate.work import Settings

FOLDER = Path(__file__).parents[1] / "benchmarks"

LINES = [
    {
        "id": "a:1",
        "en": "Covid-19 symptoms began; one symptom was new.",
        "ru": "Симптомы COVID-19 начались; один симптом был новым.",
        "terms_ru": {
            "covid-19": ["covid-19", "COVID-19"],
            "symptoms": ["симптомы"],
            "symptom": ["симптом", "признак"],
        },
        "ref_match_ru": {"covid-19": "exact", "symptoms": "exact", "symptom": "exact"},
    },
    {
        "id": "a:2",
        "en": "The vaccine has no symptoms.",
        "ru": "Без вакцины нет вакцинации.",
        "terms_ru": {"vaccine": ["вакцина"]},
        "ref_match_ru": {"vaccine": "lemma"},
    },
    {
        "id": "a:3",
        "en": "A mask was worn with a hand sanitizer.",
        "ru": "Маску носили.",
        "terms_ru": {"mask": ["маска"], "hand sanitizer": ["антисептик для рук"], "hand": ["рука", " "]},
        "ref_match_ru": {"mask": "lemma", "hand sanitizer": "none", "hand": "none"},
    },
]


def module(name: str) -> Any:
    """A module of the benchmarks, which run as programs and so import each other by plain name."""
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    return importlib.import_module(name)


NAMES = ("term_data", "term_metrics", "term_modes", "term_scores", "term_forms", "term_plot")
data, metrics, modes, scores, forms, plot = map(module, NAMES)


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    path = tmp_path / "segments.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in LINES), encoding="utf-8")
    return path


# -- data ---------------------------------------------------------------------------------------------------------


def test_termbase_of_a_file(file: Path) -> None:
    termbase = data.build_termbase(data.load(file, "ru"), "ru")
    by_source = {concept.terms["en"][0].text: concept for concept in termbase}
    assert list(by_source) == ["covid-19", "symptoms", "symptom", "vaccine", "mask", "hand sanitizer", "hand"]
    assert [term.text for term in by_source["covid-19"].terms["ru"]] == ["COVID-19"]
    symptom = by_source["symptom"].terms["ru"]
    assert [(term.text, term.status) for term in symptom] == [
        ("симптом", Status.PREFERRED),
        ("признак", Status.ADMITTED),
    ]
    assert [term.text for term in by_source["hand"].terms["ru"]] == ["рука"]


def test_a_copy_of_the_source_term_is_written_as_in_the_text() -> None:
    segments = [data.Segment("1", "The SARS-CoV-2 virus", "", {"sars-cov-2": ("sars-cov-2", "非典")}, {})]
    (concept,) = data.build_termbase(segments, "zh")
    assert [term.text for term in concept.terms["zh"]] == ["SARS-CoV-2", "非典"]


def test_other_translations_make_another_concept() -> None:
    segments = [data.Segment("1", "a mask", "", {"mask": one}, {}) for one in (("маска",), ("маска", "повязка"))]
    assert len(data.build_termbase(segments, "ru")) == 2


def test_a_segment_owes_what_it_lists_and_nothing_else(file: Path) -> None:
    verifier = data.ListedVerifier(data.load(file, "ru"), "ru")
    texts = [[item.text for item in verifier.requirements(line["en"]) if item.terms] for line in LINES]
    assert texts == [["Covid-19", "symptoms", "symptom"], ["vaccine"], ["mask", "hand sanitizer"]]


def test_a_clause_of_a_segment_owes_the_terms_in_it(file: Path) -> None:
    verifier = data.ListedVerifier(data.load(file, "ru"), "ru")
    assert [item.text for item in verifier.requirements("one symptom was new.")] == ["symptom"]
    assert [item.text for item in verifier.requirements("has no symptoms.")] == []


def test_each_mention_is_the_term_it_is_written_like(file: Path) -> None:
    verifier = data.ListedVerifier(data.load(file, "ru"), "ru")
    _, plural, singular = verifier.requirements(LINES[0]["en"])
    assert (plural.expected, singular.expected) == ("симптомы", "симптом")


def test_protected_spans_can_be_left_out(file: Path) -> None:
    segments = [data.Segment("1", "Masks for 25 people", "", {"mask": ("маска",)}, {})]
    assert len(data.ListedVerifier(segments, "ru").requirements("Masks for 25 people")) == 2
    assert len(data.ListedVerifier(segments, "ru", terms_only=True).requirements("Masks for 25 people")) == 1


def test_limit_and_step(file: Path) -> None:
    assert [segment.id for segment in data.load(file, "ru", limit=1)] == ["a:1"]
    assert [segment.id for segment in data.load(file, "ru", step=2)] == ["a:1", "a:3"]


@pytest.mark.parametrize("line", ["{", '{"id": 1, "en": "x"}', '{"id": 1, "en": "x", "ru": "y", "terms_ru": 5}'])
def test_bad_lines_are_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(LINES[0]) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(data.DataError, match=r"bad\.jsonl:2: "):
        data.load(path, "ru")


@pytest.mark.parametrize(
    ("text", "translations", "tag", "expected"),
    [
        ("Высокий Жар прошёл", ["жар"], "ru", True),
        ("Жаркий день", ["жар"], "ru", False),
        ("Жара спала", ["жара", "жар"], "ru", True),
        ("他有发热症状", ["发烧", "发热"], "zh", True),
        ("他有症状", ["发热"], "zh", False),
    ],
)
def test_citation_form(text: str, translations: list[str], tag: str, expected: bool) -> None:
    assert data.has_citation_form(text, translations, tag) is expected


# -- tokens and windows -------------------------------------------------------------------------------------------


def test_tokens() -> None:
    text = "Don't use SARS-CoV-2, 新冠x1!"
    found = metrics.tokens(text)
    assert [token.text for token in found] == ["Don't", "use", "SARS-CoV-2", ",", "新", "冠", "x1", "!"]
    assert all(token.span.of(text) == token.text for token in found)
    assert metrics.under(found, Span(12, 14)) == [2]


def test_window_overlap_by_hand() -> None:
    reference, hypothesis = "a b , TERM c d", "b TERM x c ."
    theirs, ours = {"t": [Span(6, 10)]}, {"t": [Span(2, 6)]}
    # the reference's window of 2 is a b | c d, ours is b | x c: b and c of four
    assert metrics.window_overlap(hypothesis, reference, ours, theirs, 2) == pytest.approx(2 / 4)
    assert metrics.window_overlap(hypothesis, reference, ours, theirs, 1) == pytest.approx(1 / 2)
    assert metrics.window_overlap(reference, reference, theirs, theirs, 3) == 1.0
    assert metrics.window_overlap(hypothesis, reference, {}, theirs, 2) == 0.0
    assert metrics.window_overlap(hypothesis, reference, ours, {}, 2) is None


def test_window_overlap_pairs_the_likest_mentions() -> None:
    reference, hypothesis = "a T b c T d", "c T d"
    theirs, ours = {"t": [Span(2, 3), Span(8, 9)]}, {"t": [Span(2, 3)]}
    assert metrics.window_overlap(hypothesis, reference, ours, theirs, 1) == 1.0


# -- TERm ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hypothesis", "reference", "terms", "expected"),
    [
        ("a b c d", "a b c d", {1}, 0.0),
        ("a x c d", "a b c d", set(), 1 / 4),
        ("a x c d", "a b c d", {1}, 2 / 4),  # a term's token substituted
        ("a c d", "a b c d", {1}, 2 / 4),  # a term's token missing
        ("a b y c d", "a b c d", {1}, 1 / 4),  # something else too many
        ("x c d", "a b c d", {0}, 3 / 4),  # one token for two: the term's 2 and the other's 1 either way
        ("c d a b", "a b c d", {0, 1}, 1 / 4),  # one shift of a block, however heavy
        ("b c d e a", "a b c d e", set(), 1 / 5),
        ("c d x a b", "a b c d", set(), 2 / 4),  # a shift and a deletion
        ("", "a b", {0}, 3 / 2),
        ("a b", "", set(), 2.0),
    ],
)
def test_term_edit_rate(hypothesis: str, reference: str, terms: set[int], expected: float) -> None:
    assert metrics.term_edit_rate(hypothesis.split(), reference.split(), terms) == pytest.approx(expected)


def test_term_edit_rate_without_terms_is_sacrebleus_ter() -> None:
    lib_ter = pytest.importorskip("sacrebleu.metrics.lib_ter")
    pairs = [
        ("the cat sat on the mat today", "today the cat sat on a mat"),
        ("he said that on Monday they came", "on Monday he said they came"),
        ("one two three", "four five six seven"),
        ("a b c d e f g", "e f g a b c d"),
        ("red green blue red", "blue red red green yellow"),
    ]
    for ours, theirs in pairs:
        edits, length = lib_ter.translation_edit_rate(ours.split(), theirs.split())
        assert metrics.term_edit_rate(ours.split(), theirs.split(), set()) == pytest.approx(edits / length)


# -- forms --------------------------------------------------------------------------------------------------------

ALL = ["nom.sg", "gen.sg", "dat.sg", "acc.sg", "ins.sg", "loc.sg"]


@pytest.mark.parametrize(
    ("ours", "theirs", "numbers", "expected"),
    [
        (["gen.sg", "dat.sg"], ["gen.pl"], set(), True),
        (["nom.sg", "acc.sg"], ["ins.sg"], set(), False),
        (["nom.sg"], ["gen.sg", "nom.pl"], set(), True),
        (["nom.sg"], ["gen.sg", "nom.pl"], {"sg"}, False),
        (["nom.pl"], ["gen.sg", "nom.pl"], {"sg"}, False),
        (["nom.pl"], ["nom.pl"], {"sg"}, True),
        (["nom.sg"], ALL, set(), None),
        ([], ["nom.sg"], set(), None),
    ],
)
def test_share_case(ours: list[str], theirs: list[str], numbers: set[str], expected: bool | None) -> None:
    assert metrics.share_case(ours, theirs, numbers) is expected


# -- scores -------------------------------------------------------------------------------------------------------


def test_scores_of_the_references(file: Path) -> None:
    segments = data.load(file, "ru")
    verifier = data.ListedVerifier(segments, "ru")
    found = scores.term_scores(segments, [segment.reference for segment in segments], verifier, None)
    # a:1 has all three as listed; вакцины and Маску are inflected; the other two are missing
    assert found.pairs == 7
    assert found.exact == pytest.approx(100 * 3 / 7)
    assert found.inflected == pytest.approx(100 * 5 / 7)
    assert found.on_reference == 100.0
    assert found.mentions == pytest.approx(100 * 5 / 6)  # "hand" is mentioned inside "hand sanitizer" only
    assert (found.window2, found.window3, found.termr, found.form) == (100.0, 100.0, 100.0, 100.0)
    assert found.forms == 4  # COVID-19 shows no case
    assert found.fluency is None


def test_scores_of_wrong_translations(file: Path) -> None:
    segments = data.load(file, "ru")[1:2]
    verifier = data.ListedVerifier(segments, "ru")
    found = scores.term_scores(segments, ["Вакцина без симптомов."], verifier, None)
    # the reference has «вакцины», a genitive
    assert (found.exact, found.inflected, found.form, found.forms) == (100.0, 100.0, 0.0, 1)
    nothing = scores.term_scores(segments, ["Без вакцинации."], verifier, None)
    assert (nothing.exact, nothing.inflected, nothing.window2, nothing.form) == (0.0, 0.0, 0.0, None)


def test_a_term_inside_a_longer_one_is_looked_for_anywhere(file: Path) -> None:
    segments = data.load(file, "ru")
    verifier = data.ListedVerifier(segments, "ru")
    found = scores.outcome(segments[2], "Маски и рукой", verifier)
    assert found == {"mask": (False, True), "hand sanitizer": (False, False), "hand": (False, True)}


def test_quality_against_the_baseline() -> None:
    references = ["the cat sat on the mat", "it was raining all day", "they went home early"] * 5
    bad = ["a cat sits on some mat", "it rains all the day", "home they go at noon"] * 5
    qualities, signatures = scores.quality({"base": bad, "same": bad, "best": references}, references, "en", 200)
    assert set(signatures) == set(qualities["base"]) == {"BLEU", "chrF++"}
    assert "ar:200" in signatures["BLEU"]
    assert qualities["base"]["BLEU"].p is None
    assert qualities["same"]["BLEU"].p == 1.0
    assert qualities["best"]["BLEU"].value == pytest.approx(100.0)
    assert qualities["best"]["BLEU"].p < 0.05


# -- gold forms ---------------------------------------------------------------------------------------------------


def slot(gold: list[str], numbers: set[str], **forms_: tuple[list[str], float, float]) -> Any:
    """A slot whose forms have cells, an engine's score and a fit."""
    made = tuple(Form(text, tuple(cells)) for text, (cells, _, _) in forms_.items())
    values = [(score, fit) for _, score, fit in forms_.values()]
    engine_scores, fits = zip(*values, strict=True)
    return forms.Slot("", "", "", tuple(gold), frozenset(numbers), made, engine_scores, fits)


def test_accuracy_of_forms_by_hand() -> None:
    found = [
        slot(["gen.sg"], {"sg"}, a=(["nom.sg"], -1.0, -2.0), b=(["gen.sg", "nom.pl"], -2.0, -1.0)),
        slot(["dat.sg"], {"sg"}, a=(["nom.sg"], -1.0, -1.0), b=(["gen.sg"], -3.0, -2.0)),
        slot(["nom.sg"], {"sg"}, a=(["nom.sg"], -1.0, -1.0), b=(["nom.pl", "gen.sg"], -3.0, -0.5)),
    ]
    # weight 2 takes b, a, a; the engine alone a, a, a; the fit alone b, a, b; the first form is a
    third = 100 / 3
    settings = Settings(agreement_weight=2.0, shown_loss=1.0)
    by_hand = {"decoder": 2 * third, "engine": third, "agreement": third, "citation": third, "possible": 2 * third}
    assert forms.accuracy(found, settings) == pytest.approx({**by_hand, "draft": 2 * third})
    # where the engine's own words are in the nominative, the draft's choice is a in the first slot
    found[0] = replace(found[0], shown=frozenset(["acc"]))
    assert not found[0].same
    assert forms.accuracy(found, settings) == pytest.approx({**by_hand, "draft": 2 * third})
    found[2] = replace(found[2], shown=frozenset(["gen"]))
    assert forms.accuracy(found, settings) == pytest.approx({**by_hand, "draft": third})
    assert replace(found[2], shown=frozenset(["nom", "acc"])).same
    assert forms.accuracy([], settings)["decoder"] is None


def test_slots_are_cut_from_references(file: Path) -> None:
    segments = data.load(file, "ru")
    verifier = data.ListedVerifier(segments, "ru")
    found = forms.slots(segments, verifier, engine("builtin"), Settings())
    assert [(one.left, one.gold) for one in found] == [
        ("", "Симптомы"),
        ("Симптомы COVID-19 начались; один ", "симптом"),
        ("Без ", "вакцины"),
        ("", "Маску"),
    ]
    assert all(len(one.forms) == len(one.scores) == len(one.fits) for one in found)
    assert forms.right(found[2], next(form for form in found[2].forms if form.text == "вакцины"))


# -- modes --------------------------------------------------------------------------------------------------------


def test_placeholders_go_in_and_come_out(file: Path) -> None:
    verifier = data.ListedVerifier(data.load(file, "ru"), "ru")
    source = LINES[0]["en"]
    text, names = modes.masked(source, verifier.requirements(source), "X{n}")
    assert text == "X1 X2 began; one X3 was new."
    assert [item.text for item in names.values()] == ["Covid-19", "symptoms", "symptom"]
    lemmas = {name: verifier.lemma(item) for name, item in names.items()}
    assert modes.restored("X2 при x1, но X31", lemmas, True) == "Симптомы при COVID-19, но X31"
    assert modes.restored("有X1的", {"X1": "发热"}, False) == "有发热的"


def test_masked_engine_hides_what_it_should() -> None:
    builtin = engine("builtin")
    masked = modes.Masked(builtin, prefix=False, nbest=False)
    able, whole = masked.capabilities("en", "ru"), builtin.capabilities("en", "ru")
    assert (able.prefix, able.nbest, able.scoring) == (False, False, whole.scoring)
    assert "reranked" not in modes.available(masked, "en", "ru", list(modes.MODES))
    assert modes.available(masked, "en", "ru", ["cascade"]) == ["unconstrained", "cascade"]


def test_modes_do_what_they_are_named_for(file: Path) -> None:
    segments = data.load(file, "ru")
    verifier = data.ListedVerifier(segments, "ru")
    bench = modes.Bench(engine("builtin"), verifier, Settings(draft_beam=1, nbest=2), "X{n}")
    sources = [segment.source for segment in segments]
    names = modes.available(bench.engine, "en", "ru", list(modes.MODES))
    timed = modes.run(bench, sources, names, runs=1)
    assert list(timed) == names
    outcomes = {name: set(timed[name].done.outcomes) for name in names}
    assert outcomes["unconstrained"] == outcomes["tidied"] == outcomes["placeholder"] == set()
    assert outcomes["reranked"] <= {"kept", "reranked", "missed"}
    assert outcomes["forced"] <= {"kept", "forced", "missed"}
    assert outcomes["repaired"] <= {"kept", "repaired", "missed"}
    assert "missed" not in outcomes["cascade"]
    assert all(len(one.done.texts) == len(sources) and one.seconds > 0 for one in timed.values())


def test_a_mode_is_timed_against_the_others_run_of_its_turn() -> None:
    done = modes.Done((), {})
    base, slower = modes.Timed(done, (1.0, 4.0, 2.0), (1.0, 2.0, 3.0)), modes.Timed(done, (2.0, 6.0, 20.0), (3.0,) * 3)
    assert (slower.seconds, slower.cpu) == (2.0, 3.0)
    assert slower.against(base) == (2.0, 1.5)


# -- plot ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 100, [0, 20, 40, 60, 80, 100]), (2.1, 3.9, [2, 2.5, 3, 3.5, 4]), (5, 5, None)],
)
def test_ticks(low: float, high: float, expected: list[float] | None) -> None:
    found = plot.ticks(low, high)
    assert found[0] <= low and found[-1] >= high and len(found) >= 2
    assert expected is None or found == expected


def test_points_that_would_cover_each_other_stand_side_by_side() -> None:
    assert plot.side_by_side([100, 0, 104, 50], room=10) == [97, 0, 107, 50]
    assert plot.side_by_side([]) == []


def test_plot_is_well_formed() -> None:
    points = [plot.Point("a <b>", 10, 2.0, 0.5, 1.0), plot.Point("c & d", 100, 3.0, 0.5, 2.5)]
    root = ET.fromstring(plot.svg([plot.Chart("en → ru", points), plot.Chart("one", points[:1])]))
    assert len(root.findall(".//{http://www.w3.org/2000/svg}circle")) == 3
