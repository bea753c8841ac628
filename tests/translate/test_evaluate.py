import json
from pathlib import Path

import pytest
import sacrebleu

from dragoman.termbase.errors import InputError, UnknownNameError
from dragoman.translate.evaluate import corpus_scores, evaluate, term_accuracy
from dragoman.translate.results import Finding, Span
from dragoman.translate.verify import SegmentCheck, TermCheck

CASES = json.loads((Path(__file__).parents[1] / "cases" / "evaluate_scores.json").read_text(encoding="utf-8"))
TER = {"en": {}, "ru": {}, "zh": {"normalized": True, "asian_support": True}}
TOKENIZER = {"en": "13a", "ru": "13a", "zh": "zh"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_scores_are_sacrebleu_s(case):
    hypotheses, references, target = case["hypotheses"], case["references"], case["target"]
    scores = {score.name: score for score in corpus_scores(hypotheses, references, target)}
    bleu = sacrebleu.corpus_bleu(hypotheses, [references], tokenize=TOKENIZER[target])
    chrf = sacrebleu.corpus_chrf(hypotheses, [references], word_order=2)
    ter = sacrebleu.corpus_ter(hypotheses, [references], **TER[target])
    assert [score.value for score in scores.values()] == [bleu.score, chrf.score, ter.score]
    for name, pieces in case["signatures"].items():
        assert set(pieces) <= set(scores[name].signature.split("|"))
        assert f"version:{sacrebleu.__version__}" in scores[name].signature


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_scores_stand_where_the_case_says(case):
    result = evaluate(case["hypotheses"], case["references"], case["target"])
    for name, (low, high) in case["bounds"].items():
        assert low <= result.score(name).value <= high
    assert result.segments == len(case["hypotheses"]) and result.terms is None


class FakeVerifier:
    """Requires each source word; finds it as it is (exact), in capitals (inflected), or not."""

    def check(self, source, target):
        terms = []
        for word in source.split():
            start = source.index(word)
            exact = word in target
            found = exact or word.upper() in target
            place = Span(0, 1) if found else None
            protected = word.isdigit()
            span = Span(start, start + len(word))
            terms.append(TermCheck(word, span, word, place, word, (), exact, word, protected))
        findings = (Finding("forbidden-form", "no", Span(0, 1), "bad"),) if "bad" in target else ()
        return SegmentCheck(tuple(terms), findings)


def test_term_accuracy_counts_forms_and_leaves_protected_spans_out():
    accuracy = term_accuracy(["a b", "c 7 d", "e"], ["a B", "c", "bad"], FakeVerifier())
    assert (accuracy.terms, accuracy.found, accuracy.exact) == (5, 3, 2)
    assert accuracy.inflected_accuracy == 60.0 and accuracy.exact_accuracy == 40.0
    assert [(item.segment, item.concept) for item in accuracy.missing] == [(1, "d"), (2, "e")]
    assert [(item.segment, item.finding.concept) for item in accuracy.findings] == [(2, "bad")]


def test_nothing_required_is_full_accuracy():
    accuracy = term_accuracy(["1"], ["x"], FakeVerifier())
    assert accuracy.inflected_accuracy == accuracy.exact_accuracy == 100.0


def test_json_form():
    data = json.loads(json.dumps(evaluate(["a"], ["a"], "ru", ["a b"], FakeVerifier()).as_dict()))
    assert set(data) == {"target_language", "segments", "scores", "terms"}
    assert set(data["scores"]) == {"BLEU", "chrF++", "TER"}
    assert set(data["scores"]["TER"]) == {"value", "signature"}
    assert data["terms"]["required"] == 2 and data["terms"]["inflected_accuracy"] == 50.0
    assert data["terms"]["missing"] == [{"segment": 0, "concept": "b", "source_text": "b", "expected": "b"}]
    assert evaluate(["a"], ["a"], "zh-Hans").as_dict()["target_language"] == "zh"


@pytest.mark.parametrize(
    ("hypotheses", "references", "sources", "says"),
    [
        (["a", "b"], ["a"], None, "2 hypotheses but 1 references"),
        (["a"], ["a"], ["a", "b"], "2 sources but 1 hypotheses"),
        ([], [], None, "nothing to evaluate"),
    ],
)
def test_counts_must_agree(hypotheses, references, sources, says):
    with pytest.raises(InputError, match=says):
        evaluate(hypotheses, references, "ru", sources, FakeVerifier())


def test_unknown_language():
    with pytest.raises(UnknownNameError, match="unknown language 'xx'"):
        evaluate(["a"], ["a"], "xx")
