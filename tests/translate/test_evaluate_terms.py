import json
from pathlib import Path

import pytest

from dragoman.termbase.load import load_text
from dragoman.translate.evaluate import evaluate, term_accuracy
from dragoman.translate.evaluate.terms import owed
from dragoman.translate.verify import Verifier

TEXTS = json.loads((Path(__file__).parents[1] / "cases" / "compare_texts.json").read_text(encoding="utf-8"))
RU = TEXTS["ru"]


@pytest.fixture(scope="module")
def verifier():
    return Verifier(load_text(TEXTS["termbase"]), "en", "ru")


def test_terms_are_found_in_any_form_and_counted_by_form(verifier):
    accuracy = term_accuracy(RU["source"], RU["systems"]["good"], verifier)
    assert (accuracy.terms, accuracy.found, accuracy.exact) == (6, 6, 5)  # управлению is the one inflected
    assert accuracy.inflected_accuracy == 100.0 and round(accuracy.exact_accuracy, 1) == 83.3
    assert accuracy.missing == () and accuracy.findings == ()


def test_missing_terms_and_findings_say_where(verifier):
    accuracy = term_accuracy(RU["source"], RU["systems"]["poor"], verifier)
    assert [(item.segment, item.concept, item.expected) for item in accuracy.missing] == [
        (0, "lighthouse-authority", "управление маяков"),
        (1, "keeper-general", "главный смотритель"),
        (2, "lighthouse-authority", "управление маяков"),
        (4, "keeper-general", "главный смотритель"),
        (6, "lighthouse-authority", "УМ"),
    ]
    codes = [(item.segment, item.finding.code) for item in accuracy.findings]
    assert codes == [
        (0, "term-missing"),
        (0, "forbidden-form"),
        (1, "term-missing"),
        (1, "number-missing"),
        (1, "stray-number"),
        (2, "term-missing"),
        (2, "forbidden-form"),
        (4, "term-missing"),
        (6, "term-missing"),
        (6, "date-missing"),
        (8, "number-missing"),
        (10, "stray-number"),
    ]
    stray = next(item.finding for item in accuracy.findings if item.finding.code == "stray-number")
    assert stray.target.of(RU["systems"]["poor"][1]) == "13"


def test_terms_of_the_reference_are_counted_apart(verifier):
    # the first reference calls the Authority just a service in segment 10; no reference has the term there
    one = owed(RU["source"], verifier, [RU["ref"]]).check(RU["systems"]["middling"])
    assert (one.on_reference.part, one.on_reference.whole) == (5, 5)
    poor = owed(RU["source"], verifier, [RU["ref"]]).check(RU["systems"]["poor"])
    assert (poor.found, poor.terms) == (1, 6)
    assert (poor.on_reference.part, poor.on_reference.whole) == (0, 5)
    assert term_accuracy(RU["source"], RU["ref"], verifier).on_reference.whole == 0


def test_any_of_several_references_may_have_the_term(verifier):
    sources, texts = ["The Keeper General met."], ["Встретились."]
    without, with_it = ["Он встретился."], ["Главный смотритель встретился."]
    assert owed(sources, verifier, [without]).check(texts).on_reference.whole == 0
    assert owed(sources, verifier, [without, with_it]).check(texts).on_reference.whole == 1


def test_consistency_counts_renderings_of_a_source_term(verifier):
    accuracy = term_accuracy(RU["source"], RU["systems"]["good"], verifier)
    usages = {(usage.concept, usage.source_text): usage for usage in accuracy.usages()}
    authority = usages["lighthouse-authority", "Lighthouse Authority"]
    assert authority.renderings == {"управление маяков": 2, "маячная служба": 1} and authority.missing == 0
    assert usages["lighthouse-authority", "LHA"].renderings == {"УМ": 1}  # a short form is a term of its own
    share = accuracy.consistency()
    assert (share.part, share.whole) == (4, 5)  # LHA is said once, so it has nothing to be consistent with


def test_a_rendering_kept_for_some_places_is_not_another_choice():
    termbase = load_text(
        "- id: ruritania\n  kind: place\n  definition: A land.\n  en: Ruritania\n"
        "  ru: {preferred: Руритания, admitted: [{form: руританский, usage: before a noun}]}\n"
    )
    accuracy = term_accuracy(
        ["Ruritania won.", "A ship of Ruritania sank."],
        ["Руритания победила.", "Затонул руританский корабль."],
        Verifier(termbase, "en", "ru"),
    )
    assert accuracy.usages()[0].renderings == {"Руритания": 2}


def test_intervals_of_terms_are_wilson_s(verifier):
    data = evaluate(RU["systems"]["good"], RU["ref"], "ru", RU["source"], verifier).as_dict()["terms"]
    assert data["inflected_interval"] == [60.97, 100.0]  # 6 of 6
    assert data["exact_interval"] == [43.65, 96.99]  # 5 of 6
    assert data["on_reference"] == {"required": 5, "found": 5, "accuracy": 100.0, "interval": [56.55, 100.0]}
    assert data["consistency"]["mentions"] == 5 and data["consistency"]["share"] == 80.0


def test_nothing_required_is_full_accuracy(verifier):
    accuracy = term_accuracy(["Fog."], ["Туман."], verifier)
    assert accuracy.inflected_accuracy == accuracy.exact_accuracy == 100.0
    assert accuracy.consistency().interval is None


def test_sources_are_searched_once_for_any_number_of_systems(verifier):
    class Counting:
        def __init__(self):
            self.asked = 0

        def __getattr__(self, name):
            return getattr(verifier, name)

        def requirements(self, source):
            self.asked += 1
            return verifier.requirements(source)

    counting = Counting()
    debt = owed(RU["source"], counting, [RU["ref"], RU["ref2"]])
    for texts in RU["systems"].values():
        debt.check(texts)
    assert counting.asked == len(RU["source"])
