import json
from pathlib import Path

import pytest

from dragoman.termbase.errors import InputError, UnknownNameError
from dragoman.termbase.load import load_text
from dragoman.translate.compare import Comparison, Standing, System, by_length, compare
from dragoman.translate.evaluate import Pair, Score, corpus_scores
from dragoman.translate.report.compare_export import as_dict
from dragoman.translate.report.compare_summary import Certainty, group_line, listed, percent, verdict
from dragoman.translate.verify import Verifier

TEXTS = json.loads((Path(__file__).parents[1] / "cases" / "compare_texts.json").read_text(encoding="utf-8"))
RU = TEXTS["ru"]


@pytest.fixture(scope="module")
def verifier():
    return Verifier(load_text(TEXTS["termbase"]), "en", "ru")


@pytest.fixture(scope="module")
def result(verifier):
    references = [RU["ref"], RU["ref2"]]
    return compare(RU["systems"], references, "ru", RU["source"], verifier, baseline="middling", samples=200)


def test_scores_are_those_of_each_system_alone(result):
    one = compare(RU["systems"], [RU["ref"]], "ru", test=None)
    for index, texts in enumerate(RU["systems"].values()):
        alone = [score.value for score in corpus_scores(texts, RU["ref"], "ru")]
        assert [standing.scores[index].value for standing in one.standings] == alone
    assert [standing.metric for standing in result.standings] == ["BLEU", "chrF++", "TER", "terms"]
    assert "nrefs:2|bs:200|seed:12345" in result.standing("BLEU").scores[0].signature


def test_all_pairs_and_groups(result):
    for standing in result.standings:
        assert [(pair.first, pair.second) for pair in standing.pairs] == [(0, 1), (0, 2), (1, 2)]
        assert all(pair.p <= pair.adjusted <= 1 for pair in standing.pairs)
        assert standing.order[-1] == 2 and standing.groups[-1] == (2,)
    assert result.standing("TER").order == (0, 1, 2)  # lowest first
    assert result.baseline == 1 and result.standing("BLEU").pair(2, 1) is result.standing("BLEU").pair(1, 2)
    assert group_line(result, result.standing("terms")) == "good = middling > poor"


def test_findings_and_terms_of_each_system(result):
    assert [system.terms.found for system in result.systems] == [6, 6, 1]
    assert result.systems[0].findings == {}
    assert result.systems[2].findings == {
        "term-missing": 5,
        "forbidden-form": 2,
        "number-missing": 2,
        "stray-number": 2,
        "date-missing": 1,
    }


def test_segments_that_differ_most_come_first(result):
    spread = [result.spread[index] for index in result.by_difference]
    assert spread == sorted(spread, reverse=True)
    scores = [system.segments[0].scores["chrF++"] for system in result.systems]
    assert result.spread[0] == max(scores) - min(scores)


def test_the_same_seed_gives_the_same_and_progress_ends(verifier):
    steps = []
    arguments = (RU["systems"], [RU["ref"]], "ru", RU["source"], verifier)
    first = compare(*arguments, samples=100, progress=lambda done, total: steps.append((done, total)))
    assert as_dict(first) == as_dict(compare(*arguments, samples=100))
    assert as_dict(first) != as_dict(compare(*arguments, samples=100, seed=7))
    assert steps[-1][0] == steps[-1][1] and steps == sorted(steps)


def test_approximate_randomisation_says_so(result):
    found = compare(RU["systems"], [RU["ref"]], "ru", test="ar", samples=150, metrics=["chrF++"])
    assert "bs:1000|ar:150|seed:12345" in found.standings[0].scores[0].signature
    assert found.standings[0].groups[-1] == (2,)


def test_json_form(result):
    data = json.loads(json.dumps(as_dict(result)))
    assert data["baseline"] == "middling" and data["references"] == 2 and data["segments"] == 12
    assert data["test"] == {"name": "bs", "samples": 200, "seed": 12345, "correction": "holm"}
    bleu = data["metrics"]["BLEU"]
    assert list(bleu["scores"]) == ["good", "middling", "poor"]
    assert bleu["scores"]["middling"]["p"] is None and bleu["scores"]["poor"]["p"] < 0.05
    assert set(bleu["scores"]["good"]) == {"value", "interval", "group", "p", "p_adjusted"}
    assert bleu["pairs"][0]["systems"] == ["good", "middling"]
    assert data["systems"]["poor"]["findings"]["term-missing"] == 5
    assert data["segment_scores"][11]["scores"]["good"]["BLEU"] == 100.0
    assert sorted(data["by_difference"]) == list(range(12))


def test_lengths_are_parted_without_splitting_one_length(result):
    buckets = by_length(result)
    assert sum(bucket.segments for bucket in buckets) == 12
    assert all(one.longest < other.shortest for one, other in zip(buckets, buckets[1:], strict=False))
    assert all(len(bucket.scores) == 3 for bucket in buckets)
    (only,) = by_length(compare({"a": ["х у"]}, [["х у"]], "ru"), 6)
    assert (only.shortest, only.longest, only.segments) == (2, 2, 1)
    zh = compare(TEXTS["zh"]["systems"], [TEXTS["zh"]["ref"]], "zh", test=None)
    assert by_length(zh)[-1].longest == len(TEXTS["zh"]["ref"][1])  # characters


def test_identical_systems_cannot_be_told_apart():
    same = compare({"a": RU["ref2"], "b": RU["ref2"]}, [RU["ref"]], "ru", samples=100)
    assert same.twins == ((0, 1),)
    assert all(pair.p == 1.0 for standing in same.standings for pair in standing.pairs)
    assert all(standing.groups == ((0, 1),) for standing in same.standings)
    assert verdict(same).sentence == "All systems give the same translations, line for line."


def test_one_system_is_only_scored():
    alone = compare({"a": RU["ref2"]}, [RU["ref"]], "ru")
    assert alone.test is None and alone.standings[0].pairs == ()
    assert alone.standings[0].scores[0].interval is not None
    assert verdict(alone).sentence == "There is only a, and nothing to compare it with."
    assert as_dict(alone)["metrics"]["BLEU"]["groups"] is None


def test_empty_translations_count():
    found = compare({"a": [""] * 12, "b": RU["ref"]}, [RU["ref"]], "ru", samples=100)
    assert found.standing("BLEU").scores[0].value == 0.0 and found.standing("BLEU").order == (1, 0)


def test_sources_without_terms_give_no_terms_to_rank_by(verifier):
    found = compare({"a": ["Туман."], "b": ["Мгла."]}, [["Туман."]], "ru", ["Fog."], verifier, samples=100)
    assert "terms" not in [standing.metric for standing in found.standings]
    assert found.systems[0].terms.terms == 0


@pytest.mark.parametrize(
    ("systems", "references", "more", "error", "says"),
    [
        ({}, [["a"]], {}, InputError, "no systems"),
        ({"a": ["x"]}, [], {}, InputError, "no references"),
        ({"a": []}, [[]], {}, InputError, "no segments"),
        ({"a": ["x", "y"]}, [["x"]], {}, InputError, "a: 2 segments, but the reference has 1"),
        ({"a": ["x"]}, [["x"], []], {}, InputError, "reference 2: 0 segments"),
        ({"a": ["x"]}, [["x"]], {"sources": ["x", "y"]}, InputError, "the sources: 2 segments"),
        ({"a": ["x"]}, [["x"]], {"baseline": "b"}, UnknownNameError, "no system 'b'"),
        ({"a": ["x"]}, [["x"]], {"metrics": ["terms"]}, InputError, "no metric that compares"),
    ],
)
def test_bad_input(systems, references, more, error, says):
    with pytest.raises(error, match=says):
        compare(systems, references, "ru", **more)


# -- verdicts over standings made by hand -------------------------------------------------------------------------


def comparison(groups, size=500, samples=1000, test="bs", values=None):
    """groups: metric -> groups of system numbers, best first; systems of different groups differ significantly."""
    count = sum(map(len, next(iter(groups.values()))))
    standings = []
    for metric, parts in groups.items():
        order = tuple(system for part in parts for system in part)
        higher = metric != "TER"
        rank = {system: place for place, system in enumerate(order)}
        given = (values or {}).get(metric, {})
        scores = tuple(
            Score(metric, given.get(system, 50.0 + (-2.0 if higher else 2.0) * rank[system]), metric, higher)
            for system in range(count)
        )
        part_of = {system: number for number, part in enumerate(parts) for system in part}
        pairs = tuple(
            Pair(one, other, 1.0, 0.004, 0.012 if part_of[one] != part_of[other] else 0.4)
            for one in range(count)
            for other in range(one + 1, count)
        )
        standings.append(Standing(metric, higher, scores, pairs if test else (), order, tuple(map(tuple, parts))))
    systems = tuple(System("ABCD"[number], (str(number),), None, ()) for number in range(count))
    return Comparison("ru", "en", (), (("x",) * size,), systems, tuple(standings), 0, test, samples, 1, {})


def test_a_winner_by_all_metrics():
    said = verdict(comparison({"BLEU": [[1], [0, 2]], "TER": [[1], [0], [2]]}))
    assert said.sentence == "Use B: it is better than every other system by BLEU and TER."
    assert said.certainty is Certainty.CLEAR and said.systems == (1,)
    assert said.reasons == (
        "Chance alone would make a difference as large in at most 1.2 % of cases (paired bootstrap, corrected for 3 "
        "comparisons).",
        "It is ahead of A by 2.0 BLEU and 2.0 TER.",
    )


def test_a_lead_that_is_certain_but_small():
    said = verdict(comparison({"BLEU": [[0], [1]]}, values={"BLEU": {0: 30.4, 1: 30.0}}))
    assert said.certainty is Certainty.CLEAR and said.reasons[1] == "It is ahead of B by 0.4 BLEU."
    assert said.reasons[2].startswith("That is a small lead")


def test_a_winner_of_two_that_is_level_by_one_metric():
    said = verdict(comparison({"BLEU": [[0], [1]], "chrF++": [[0, 1]], "terms": [[0, 1]]}))
    assert said.sentence == "Use A: it is better than B by BLEU."
    assert said.certainty is Certainty.PARTLY
    assert "By chrF++ no two systems can be told apart." in said.reasons
    assert verdict(comparison({"BLEU": [[0], [1]], "terms": [[1, 0]]})).certainty is Certainty.CLEAR


def test_one_that_no_metric_puts_behind_another():
    said = verdict(comparison({"BLEU": [[0, 1], [2]], "TER": [[1, 2], [0]]}))
    assert said.sentence == "Use B: it is the only one that no metric puts behind another."
    assert "By BLEU it and A cannot be told apart." in said.reasons and said.certainty is Certainty.PARTLY


def test_several_that_cannot_be_told_apart():
    said = verdict(comparison({"BLEU": [[0, 1], [2]], "TER": [[1, 0], [2]]}))
    assert said.sentence.startswith("Use A or B: no metric can tell them apart") and said.systems == (0, 1)
    assert (
        "By score alone the first is A by BLEU and B by TER; differences as small as these may be chance."
        in said.reasons
    )
    every = verdict(comparison({"BLEU": [[0, 1, 2]]}))
    assert every.sentence == "No metric can tell A, B and C apart on these 500 segments."
    assert every.certainty is Certainty.OPEN


def test_metrics_that_disagree():
    said = verdict(comparison({"BLEU": [[0], [1]], "TER": [[0], [1]], "terms": [[1], [0]]}))
    assert said.sentence == "It depends on what counts: the best is A by BLEU and TER; B by terms."
    assert "Where names must be right, take B." in said.reasons and said.certainty is Certainty.SPLIT


def test_without_a_test_only_scores_speak():
    said = verdict(comparison({"BLEU": [[1, 0]], "terms": [[0, 1]]}, test=None, values={"terms": {0: 90.0, 1: 90.0}}))
    assert said.sentence == "By score alone the best is B by BLEU; A or B by terms."
    assert said.certainty is Certainty.UNTESTED


def test_cautions():
    small = verdict(comparison({"BLEU": [[0], [1]]}, size=30))
    assert "30 segments are a small sample." in small.reasons
    few = verdict(comparison({"BLEU": [[0, 1, 2]]}, samples=50))
    assert "With 3 pairs of systems, 50 samples cannot show any difference: take 1000." in few.reasons


def test_words():
    assert [listed([]), listed(["a"]), listed(["a", "b"], "or"), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a or b",
        "a, b and c",
    ]
    assert [percent(0.0041), percent(0.05), percent(0.174), percent(1.0)] == ["0.41 %", "5 %", "17 %", "100 %"]
