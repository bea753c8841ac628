"""The whole way with the embedded engine: what a translation says of itself can be checked against its text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dragoman.corpora.formats.text import parse
from dragoman.termbase.load import load_curated
from dragoman.translate.engines import engine
from dragoman.translate.pipeline import Translator
from dragoman.translate.report import as_dict
from dragoman.translate.results import Outcome, Translation
from dragoman.translate.verify import Verifier

SEED = Path(__file__).parents[2] / "seeds" / "001_47d5c1aa97ba1af3.txt"


@pytest.fixture(scope="module", params=["ru", "zh"])
def translation(request: pytest.FixtureRequest) -> Translation:
    text = "\n".join(SEED.read_text(encoding="utf-8").splitlines()[:2])
    return Translator(load_curated(), engine("builtin")).translate(parse(text.encode()), "en", request.param)


def test_no_term_is_missed_and_no_forbidden_form_left(translation: Translation) -> None:
    assert len(translation.terms()) == 20
    assert translation.count(Outcome.MISSED) == 0
    assert not [f for segment in translation.segments for f in segment.findings if f.code == "forbidden-form"]


def test_the_explanation_can_be_replayed(translation: Translation) -> None:
    termbase = load_curated()
    verifier = Verifier(termbase, "en", translation.target_language)
    data = json.loads(json.dumps(as_dict(translation), ensure_ascii=False))
    for segment in data["segments"]:
        for term in segment["terms"]:
            start, end = term["source"]
            assert segment["source"][start:end] == term["source_text"]
            start, end = term["target"]
            form = segment["target"][start:end]
            assert form == term["form"]
            if term["protected"]:
                continue
            concept = termbase[term["concept"]]
            cells = {
                cell
                for item in concept.approved(translation.target_language)
                for known in verifier.paradigm(concept, item).forms
                if known.text.replace("ё", "е").lower() == form.replace("ё", "е").lower()
                for cell in known.features
            }
            paucal = {cell for cell in cells if cell.endswith("pauc")}
            assert set(term["features"]) in (cells - paucal, paucal)
            if term["outcome"] == "forced":
                assert term["score_before"] < 0 and term["score_after"] < 0


def test_the_check_of_any_translation_agrees(translation: Translation) -> None:
    verifier = Verifier(load_curated(), "en", translation.target_language)
    for segment in translation.segments:
        check = verifier.check(segment.source, segment.target)
        assert [term.target for term in check.terms] == [term.target for term in segment.terms]


def test_the_text_is_laid_out_as_the_source(translation: Translation) -> None:
    assert translation.text.count("\n") == 1
