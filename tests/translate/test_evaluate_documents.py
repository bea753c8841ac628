import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.termbase.errors import InputError
from dragoman.translate.evaluate import corpus_scores, evaluate
from dragoman.translate.evaluate.documents import by_document, identifiers, without_blank_lines

CASES = json.loads((Path(__file__).parents[1] / "cases" / "evaluate_documents.json").read_text(encoding="utf-8"))
RU = json.loads((Path(__file__).parents[1] / "cases" / "compare_texts.json").read_text(encoding="utf-8"))["ru"]


@pytest.mark.parametrize("case", CASES["identifiers"], ids=lambda case: case["name"])
def test_identifiers(case):
    given_field = {"field": case["field"]} if "field" in case else {}
    if "fails" in case:
        with pytest.raises(InputError) as failure:
            identifiers(case["text"], case["file"], **given_field)
        assert str(failure.value).startswith(case["fails"])
    else:
        assert identifiers(case["text"], case["file"], **given_field) == case["gives"]


def test_json_nested_too_deep_is_an_error_of_its_line():
    with pytest.raises(InputError, match=r"d\.jsonl:1: not a JSON object"):
        identifiers("[" * 100_000, "d.jsonl")


@given(st.text(), st.sampled_from(["d.txt", "d.tsv", "d.jsonl"]))
def test_any_text_gives_names_or_an_input_error(text, name):
    try:
        found = identifiers(text, name)
    except InputError as error:
        assert error.where is not None
    else:
        assert all(found) and all(isinstance(item, str) for item in found)


@pytest.mark.parametrize("case", CASES["blank_lines"], ids=lambda case: case["name"])
def test_blank_lines(case):
    columns = {"guide": case["guide"], "other": case["other"]}
    if "fails" in case:
        with pytest.raises(InputError) as failure:
            without_blank_lines(columns, "guide")
        assert str(failure.value) == case["fails"]
        return
    left, documents, lines = without_blank_lines(columns, "guide")
    assert (documents, lines, left["other"]) == (case["documents"], case["lines"], case["kept"])
    assert "" not in left["guide"]


def test_a_document_may_lie_in_pieces():
    assert by_document(["b", "a", "b"]) == {"b": (0, 2), "a": (1,)}


def test_a_document_scores_as_if_it_were_all():
    hypotheses, names = RU["systems"]["middling"], ["x", "y"] * 6
    result = evaluate(hypotheses, RU["ref"], "ru", documents=names)
    assert [item.name for item in result.documents] == ["x", "y"]
    for item in result.documents:
        texts, references = ([lines[index] for index in item.segments] for lines in (hypotheses, RU["ref"]))
        assert item.scores == {score.name: score.value for score in corpus_scores(texts, references, "ru")}
    data = result.as_dict()["documents"]
    assert data[1]["segments"] == [1, 3, 5, 7, 9, 11] and data[1]["terms"] is None


def test_every_segment_needs_a_document():
    with pytest.raises(InputError, match="1 documents named but 12 hypotheses"):
        evaluate(RU["ref"], RU["ref"], "ru", documents=["x"])
