"""The same figures as sacreBLEU's own command line gives, run as a process."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.translate.compare import compare
from dragoman.translate.evaluate import evaluate

TEXTS = json.loads((Path(__file__).parents[1] / "cases" / "compare_texts.json").read_text(encoding="utf-8"))
OPTIONS = {
    "ru": ["--chrf-word-order", "2", "--tokenize", "13a"],
    "zh": ["--chrf-word-order", "2", "--tokenize", "zh", "--ter-normalized", "--ter-asian-support"],
}
NAMES = {"BLEU": "BLEU", "chrF2++": "chrF++", "TER": "TER"}


@pytest.fixture
def sacrebleu(tmp_path):
    def run(references, systems, *options, seed="12345"):
        for name, lines in {**references, **systems}.items():
            (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "sacrebleu", *references, "-i", *systems, *options],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "SACREBLEU_SEED": seed, "NO_COLOR": "1"},
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.mark.parametrize(("tag", "references"), [("ru", ["ref"]), ("ru", ["ref", "ref2"]), ("zh", ["ref", "ref2"])])
def test_scores_signatures_and_intervals(sacrebleu, tag, references):
    texts = TEXTS[tag]
    lines = next(iter(texts["systems"].values()))
    first, *more = [texts[name] for name in references]
    ours = evaluate(lines, first, tag, more_references=more, samples=1000)
    asked = ["-m", "bleu", "chrf", "ter", "--confidence", "-w", "12", *OPTIONS[tag]]
    theirs = json.loads(sacrebleu({name: texts[name] for name in references}, {"hyp": lines}, *asked))
    assert [NAMES[item["name"]] for item in theirs] == [score.name for score in ours.scores]
    for item, score in zip(theirs, ours.scores, strict=True):
        assert round(score.value, 12) == item["score"]
        assert score.signature == item["signature"]
        # intervals are worked out in single precision, which has six digits or seven
        assert f"{score.interval.half_width:.5f}" == f"{item['confidence_var']:.5f}"
        assert score.interval.middle == pytest.approx(item["confidence_mean"], rel=1e-6)


@pytest.mark.parametrize("metric", ["bleu", "ter"])
def test_scores_of_segments(sacrebleu, metric):
    texts = TEXTS["ru"]
    lines = texts["systems"]["poor"]
    shown = sacrebleu({"ref": texts["ref"]}, {"hyp": lines}, "-m", metric, "-sl", "-b", "-w", "10", *OPTIONS["ru"])
    ours = [item.scores[metric.upper()] for item in evaluate(lines, texts["ref"], "ru").by_segment]
    assert [round(value, 10) for value in ours] == [float(line) for line in shown.split()]


@pytest.mark.parametrize(("test", "samples", "seed"), [("bs", 1000, "12345"), ("ar", 300, "7")])
def test_paired_tests(sacrebleu, test, samples, seed):
    texts = TEXTS["ru"]
    ours = compare(
        texts["systems"], [texts["ref"]], "ru", test=test, samples=samples, seed=int(seed), metrics=["BLEU", "chrF++"]
    )
    asked = ["-m", "bleu", "chrf", f"--paired-{test}", f"--paired-{test}-n", str(samples), "-f", "latex", "-w", "9"]
    shown = sacrebleu({"ref": texts["ref"]}, texts["systems"], *asked, *OPTIONS["ru"], seed=seed)
    cells = re.findall(r"& *([\d.]+)(?: \([\d.]+ ± ([\d.]+)\))?(?: \(p = ([\d.]+)\))?", shown)
    assert len(cells) == 2 * len(texts["systems"])
    for index in range(len(texts["systems"])):
        for name, (score, half, p) in zip(("BLEU", "chrF++"), cells[2 * index : 2 * index + 2], strict=True):
            standing = ours.standing(name)
            assert f"{standing.scores[index].value:.9f}" == score
            assert p == ("" if index == 0 else f"{standing.pair(0, index).p:.4f}")
            if test == "bs":
                assert f"{standing.scores[index].interval.half_width:.5f}" == f"{float(half):.5f}"
