import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.termbase.errors import DragomanError, InputError, OutputError
from dragoman.translate.cli.jobs import languages, plan, write
from dragoman.translate.cli.units import units

CASES = json.loads((Path(__file__).parents[1] / "cases" / "cli_plan.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_plan(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("there", "d", "x", "dir.ru.txt"):
        Path(folder).mkdir()
    arguments = (case["inputs"], case["targets"], case.get("output"), not case.get("json"))
    if "error" in case:
        with pytest.raises(DragomanError, match=case["error"]):
            plan(*arguments)
        return
    jobs = plan(*arguments)
    assert [job.output and str(job.output) for job in jobs] == case["outputs"]
    assert [(job.input, job.target) for job in jobs] == [(i, t) for i in case["inputs"] for t in case["targets"]]
    assert not Path("out").exists(), "planning creates nothing"


def test_languages_are_tags_each_once():
    assert languages("en-US", ["zh_CN", "ru", "zh-Hans"]) == ("en", ("zh", "ru"))
    with pytest.raises(InputError, match="both ru"):
        languages("ru-RU", ["zh", "ru"])


def test_write_makes_directories(tmp_path):
    write(tmp_path / "a" / "b" / "c.txt", "Ин Юн\n")
    assert (tmp_path / "a" / "b" / "c.txt").read_bytes() == "Ин Юн\n".encode()
    (tmp_path / "file").touch()
    with pytest.raises(OutputError):
        write(tmp_path / "file" / "c.txt", "x")


def shape(found):
    return [(list(unit.segments), list(unit.rows)) for unit in found]


@pytest.mark.parametrize(
    ("sources", "rows", "expected"),
    [
        (["A b.", "C d."], ["A b.", "C d."], [([0], [0]), ([1], [1])]),
        (['Say "crime." Tom went.', "On."], ['Say "crime.', "Tom went.", "On."], [([0], [0, 1]), ([1], [2])]),
        (["One.", "Two.", "Three."], ["One. Two.", "Three."], [([0, 1], [0]), ([2], [1])]),
        (["One.", "1.jpg", "Two."], ["One.", "Two."], [([0], [0]), ([2], [1])]),
        (["One.", "Two."], ["One.", "Lost.", "Two."], [([0], [0]), ([1], [2])]),
        (["One and more.", "Two."], ["One", "Two."], [([1], [1])]),
        (["a b", "c d"], ["a", "b c", "d"], [([0, 1], [0, 1, 2])]),
        (["…", "One."], ["—", "One"], [([1], [1])]),
        ([], ["One."], []),
        (["One."], [], []),
    ],
)
def test_units(sources, rows, expected):
    assert shape(units(sources, rows)) == expected


@given(st.lists(st.sampled_from("abcdefg"), max_size=12), st.data())
def test_units_cover_equal_text_cut_differently(words, data):
    def cut():
        ends = sorted(data.draw(st.sets(st.integers(1, max(1, len(words) - 1)))) | {len(words)}) if words else []
        return [" ".join(words[a:b]) for a, b in zip([0, *ends], ends, strict=False) if a < b]

    sources, rows = cut(), cut()
    found = units(sources, rows)
    assert [index for unit in found for index in unit.segments] == list(range(len(sources)))
    assert [index for unit in found for index in unit.rows] == list(range(len(rows)))
    for unit in found:
        joined = [" ".join(side[i] for i in part) for side, part in ((sources, unit.segments), (rows, unit.rows))]
        assert joined[0] == joined[1]
