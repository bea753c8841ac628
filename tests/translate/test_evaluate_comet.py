"""COMET without COMET: what is said where it is missing, and what a package in its place is asked."""

import json
import subprocess
import sys

import pytest

from dragoman.termbase.errors import EngineError, InputError
from dragoman.translate.evaluate import evaluate
from dragoman.translate.evaluate.comet import Comet

PACKAGE = """
from types import SimpleNamespace

class Model:
    def predict(self, rows, batch_size, gpus, progress_bar):
        assert (gpus, progress_bar) == (0, False)
        if rows[0]["mt"] == "burst":
            raise RuntimeError("out of memory")
        scores = [0.5 + 0.1 * (row["mt"] == row["ref"]) for row in rows]
        return SimpleNamespace(scores=scores[: 1 if rows[0]["mt"] == "short" else None])

def load_from_checkpoint(path, local_files_only):
    assert local_files_only
    return Model()
"""


@pytest.fixture
def checkpoint(tmp_path, monkeypatch):
    (tmp_path / "comet.py").write_text(PACKAGE)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "comet", raising=False)
    folder = tmp_path / "models--Someone--a-model" / "snapshots" / "1" / "checkpoints"
    folder.mkdir(parents=True)
    (folder / "model.ckpt").write_bytes(b"x")
    yield folder / "model.ckpt"
    sys.modules.pop("comet", None)


def test_without_the_package_one_line_says_what_is_needed(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EngineError) as failure:
        Comet(tmp_path / "model.ckpt")
    said = str(failure.value)
    assert "\n" not in said
    for word in ("COMET is not installed", "dragoman[comet]", "PyTorch", "GB", "model", "download"):
        assert word in said


def test_without_the_checkpoint(checkpoint):
    with pytest.raises(InputError, match=r"no-such\.ckpt: no such COMET checkpoint .*download"):
        Comet(checkpoint.with_name("no-such.ckpt"))


def test_scores_are_the_mean_of_the_segments_with_an_interval(checkpoint):
    sources, texts, references = ["a", "b"], ["x", "y"], ["x", "z"]
    found = Comet(checkpoint).measure(sources, texts, references)
    result = evaluate(texts, references, "en", samples=100, extra=[found])
    score = result.score("COMET")
    assert score.value == pytest.approx(55.0) and score.interval.high == pytest.approx(60.0)
    assert score.signature.startswith("nrefs:1|times:100|model:Someone/a-model|unbabel-comet:")
    assert [item.scores["COMET"] for item in result.by_segment] == pytest.approx([60.0, 50.0])
    assert json.loads(json.dumps(result.as_dict()))["scores"]["COMET"]["value"] == pytest.approx(55.0)


@pytest.mark.parametrize(
    ("text", "says"), [("burst", "COMET failed: RuntimeError: out of memory"), ("short", "COMET gave 1 scores for 2")]
)
def test_what_goes_wrong_inside_is_one_error(checkpoint, text, says):
    with pytest.raises(EngineError, match=says):
        Comet(checkpoint).measure(["a", "b"], [text, "y"], ["x", "y"])


def test_evaluation_never_imports_it():
    code = (
        "import sys\n"
        "from dragoman.translate.evaluate import evaluate\n"
        "evaluate(['a'], ['a'], 'en', samples=50)\n"
        "print({'torch', 'comet'} & {name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr
