import json
from pathlib import Path

import pytest
import sacrebleu

from dragoman.termbase.errors import InputError, UnknownNameError
from dragoman.termbase.load import load_text
from dragoman.translate.evaluate import corpus_scores, evaluate
from dragoman.translate.verify import Verifier

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


def test_json_form():
    verifier = Verifier(
        load_text("- id: fog\n  kind: general\n  definition: Fog.\n  en: fog\n  ru: туман\n"), "en", "ru"
    )
    result = evaluate(["Туман."], ["Туман."], "ru", ["Fog and fog."], verifier, samples=100)
    data = json.loads(json.dumps(result.as_dict()))
    assert set(data) == {"target_language", "segments", "scores", "terms", "segment_scores"}
    assert set(data["scores"]) == {"BLEU", "chrF++", "TER"}
    assert set(data["scores"]["TER"]) == {"value", "signature", "interval"}
    assert set(data["scores"]["TER"]["interval"]) == {"low", "high", "mean", "half_width"}
    assert "bs:100|seed:12345" in data["scores"]["TER"]["signature"]
    assert data["terms"]["required"] == 2 and data["terms"]["inflected_accuracy"] == 50.0
    assert data["terms"]["missing"] == [{"segment": 0, "concept": "fog", "source_text": "fog", "expected": "туман"}]
    (segment,) = data["segment_scores"]
    assert segment["scores"] == {"BLEU": 100.0, "chrF++": 100.0, "TER": 0.0}
    assert segment["terms"] == {"required": 2, "found": 1} and segment["findings"] == ["term-missing"]
    assert evaluate(["a"], ["a"], "zh-Hans").as_dict()["target_language"] == "zh"


def test_further_references_can_only_help_bleu():
    one = evaluate(["Стороны подписали протокол."], ["Протокол подписан сторонами."], "ru")
    two = evaluate(
        ["Стороны подписали протокол."],
        ["Протокол подписан сторонами."],
        "ru",
        more_references=[["Стороны подписали протокол."]],
    )
    assert two.score("BLEU").value > one.score("BLEU").value
    assert "nrefs:2" in two.score("BLEU").signature
    with pytest.raises(InputError, match="1 hypotheses but 2 references"):
        evaluate(["a"], ["a"], "ru", more_references=[["a", "b"]])


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
        evaluate(hypotheses, references, "ru", sources)


def test_unknown_language():
    with pytest.raises(UnknownNameError, match="unknown language 'xx'"):
        evaluate(["a"], ["a"], "xx")
