"""The recipe from end to end on a few sentences: prepare, train, go on, export, translate."""

import json
import lzma
import math
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
ctranslate2 = pytest.importorskip("ctranslate2")
for needed in ("eflomal", "jieba", "opencc"):
    pytest.importorskip(needed)

from dragoman.translate.engines.base import Annotation, Options, Request  # noqa: E402
from dragoman.translate.engines.package import PackageEngine, read  # noqa: E402
from dragoman.translate.results import Span  # noqa: E402
from training import batches, export, learning, prepare, train, variation, weights  # noqa: E402
from training.batches import Share  # noqa: E402
from training.model import Shape, Transformer  # noqa: E402
from training.packed import Packed  # noqa: E402
from training.subwords import END, Subwords  # noqa: E402

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "fixtures" / "sample.tsv").read_text(encoding="utf-8").splitlines()
]
SMALL = [
    "--width",
    "32",
    "--heads",
    "2",
    "--inner",
    "64",
    "--encoder-layers",
    "1",
    "--decoder-layers",
    "2",
    "--threads",
    "1",
    "--pieces",
    "500",
]
STEPS = ["--unit", "steps", "--rate", "5e-3", "--warm-up", "4", "--precision", "fp32"]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The packed sets of the sample: the last six sentences are held out."""
    root = tmp_path_factory.mktemp("recipe")
    entries = []
    for column, language in ((1, "ru"), (2, "zh")):
        for group, rows in (("news", ROWS[:-6]), ("valid", ROWS[-6:])):
            text = "".join(f"{row[0]}\t{row[column]}\n" for row in rows)
            name = f"{group}.{language}.tsv.xz"
            (root / name).write_bytes(lzma.compress(text.encode()))
            repeat = 2 if group == "news" else 1
            entries.append(
                {"texts": name, "language": language, "group": group, "repeat": repeat, "licence": "MIT", "origin": "-"}
            )
    (root / "sources.yaml").write_text(json.dumps(entries))
    arguments = ["--sources", root / "sources.yaml", "--texts", root, "--out", root / "data", "--vocabulary", "700"]
    prepare.main([str(argument) for argument in arguments])
    return root / "data"


def arguments(data: Path, out: Path, *more: str) -> list[str]:
    """A command line of training.train."""
    files = ["--data", f"{data / 'news.npz'}=1/0.5", "--valid", str(data / "valid.npz")]
    return [*files, "--out", str(out / "m"), "--state", str(out / "state"), *SMALL, *STEPS, *more]


@pytest.fixture(scope="module")
def trained(data, tmp_path_factory):
    """Weights after a run in two calls."""
    out = tmp_path_factory.mktemp("trained")
    for _ in range(2):
        train.main(arguments(data, out, "--total", "60", "--call", "30", "--check", "15"))
    return out


@pytest.fixture(scope="module")
def package(data, trained):
    out = trained / "package"
    (trained / "CARD.md").write_text("# small\n")
    command = ["--weights", str(trained / "m"), "--subwords", str(data / "spm.model"), "--out", str(out)]
    export.main([*command, "--version", "0.1", "--name", "small", "--readme", str(trained / "CARD.md")])
    return read(out)


def test_prepared(data):
    news, valid = Packed(data / "news.npz"), Packed(data / "valid.npz")
    pieces = Subwords(data / "spm.model")
    assert (len(news), len(valid)) == (2 * 2 * (len(ROWS) - 6), 2 * 6)
    assert news.vocabulary == len(pieces) <= 700
    texts = {tuple(pieces.decode(part) for part in news.example(index)[:2]) for index in range(len(news))}
    assert {row[1] for row in ROWS[:-6]} | {row[2] for row in ROWS[:-6]} == {target for _, target in texts}
    opened = sum(pieces.number("<t>") in news.example(index)[0] for index in range(len(news)))
    assert 0.15 < opened / len(news) < 0.5
    aligned = np.concatenate([news.example(index)[2] for index in range(len(news))])
    assert np.mean(aligned > 0) > 0.5


def test_preparing_again_keeps_the_subword_model(data, capsys):
    before = (data / "spm.model").read_bytes()
    root = str(data.parent)
    prepare.main(["--sources", f"{root}/sources.yaml", "--texts", root, "--out", str(data), "--vocabulary", "300"])
    assert (data / "spm.model").read_bytes() == before
    assert "left out: none" in capsys.readouterr().out


def test_batches(data):
    packed = Packed(data / "news.npz")
    passed = batches.epoch(packed, 300, 60, np.random.default_rng(0))
    indices = sorted(index for batch in passed for index in batch)
    assert indices == [index for index in range(len(packed)) if packed.lengths[index] <= 60]
    for chosen in passed:
        batch = batches.make(packed.gather(chosen))
        assert max(batch.source.numel(), batch.target.numel()) <= 300 or len(chosen) == 1
        assert batch.source.shape[1] % batches.MULTIPLE == 0 == batch.target.shape[1] % batches.MULTIPLE
        for row, index in enumerate(chosen):
            source, target, alignment = packed.example(index)
            end = len(source) - 1
            assert batch.source[row, : end + 1].tolist() == [*source[1:], END]
            assert batch.target[row, : len(target) + 2].tolist() == [2, source[0], *target]
            assert batch.wanted[row, : len(target) + 2].tolist() == [0, *target, END]
            places = batch.alignment[row, 1 : len(target) + 1].tolist()
            assert places == [place - 1 if place > 0 else -1 for place in alignment]
            assert batch.alignment[row, len(target) + 1] == end


def test_mixture_follows_the_weights(data):
    shares = [Share.parse(f"{data / 'news.npz'}=1/0"), Share.parse(f"{data / 'valid.npz'}=0/1")]
    mixture = batches.Mixture(shares, 300, 100, (1,), pin=False)
    made = mixture.batches()
    next(made)
    assert mixture.passes == [1, 0]
    mixture.fine = True
    for _ in range(2 * batches.AHEAD):
        next(made)
    assert mixture.passes[1] > 0
    made.close()
    with pytest.raises(ValueError, match="no example of at most 3"):
        next(batches.Mixture(shares, 300, 3, (1,), pin=False).batches())
    for wrong in ("file.npz", "file.npz=", "file.npz=a/b"):
        with pytest.raises(ValueError, match=r".+"):
            Share.parse(wrong)


def test_learning_rate():
    schedule = learning.Schedule(peak=1.0, warm_up=10, decay=0.5)
    assert [schedule.rate(step, done) for step, done in ((0, 0), (9, 0.4), (99, 0.5), (99, 0.75), (99, 1.0))] == [
        0.1, 1.0, 1.0, 0.5, learning.FLOOR,
    ]  # fmt: skip


def test_muon_moves_as_torch_does():
    torch.manual_seed(0)
    shapes = [(8, 8), (8, 8), (16, 8), (8, 24), (8, 8)]
    ours, theirs = ([torch.nn.Parameter(torch.ones(shape)) for shape in shapes] for _ in range(2))
    muon = learning.Muon(ours, weight_decay=0.01)
    for group in muon.param_groups:
        group["lr"] = 0.02
    reference = torch.optim.Muon(theirs, lr=0.02, momentum=0.95, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
    for _ in range(3):
        for one, other in zip(ours, theirs, strict=True):
            one.grad = torch.randn(one.shape)
            other.grad = one.grad.clone()
        muon.step()
        reference.step()
    for one, other in zip(ours, theirs, strict=True):
        assert torch.allclose(one, other, atol=2e-3), (one - other).abs().max()
        assert not torch.allclose(one, torch.ones(one.shape), atol=1e-2)


def test_pieces_taken_apart_and_lemmas_left_out(data, tmp_path):
    subwords = Subwords(data / "spm.model")
    splits = variation.Splits(subwords.vocabulary(), subwords.scores())
    packed = Packed(data / "news.npz")
    given = packed.gather(range(len(packed)))
    varied = splits.apply(given, 0.5, 0.5, np.random.default_rng(0))
    assert len(varied.source) > 1.05 * len(given.source)
    assert subwords.decode(varied.target.tolist()) == subwords.decode(given.target.tolist())
    assert subwords.number("<t>") in given.source
    assert subwords.number("<t>") not in variation.plain(given).source
    more = ["--split", "0.2", "--subwords", str(data / "spm.model"), "--plain", "--average", "20"]
    train.main(arguments(data, tmp_path, "--total", "4", *more))
    assert weights.load(tmp_path / "m").shape.width == 32
    with pytest.raises(SystemExit, match="give --subwords"):
        train.main(arguments(data, tmp_path / "other", "--total", "1", "--split", "0.2"))


def test_shapes_and_parts(tmp_path, monkeypatch):
    torch.manual_seed(0)
    model = Transformer(Shape(300, 64, 4, 128, 2, 1)).eval()
    monkeypatch.setattr(weights, "PART", 20_000)
    source, target = torch.randint(9, 300, (2, 8)), torch.randint(9, 300, (2, 8))
    for kind, error in (("half", 1e-3), ("int8", 0.02)):
        weights.save(model.shape, model.state_dict(), tmp_path / "m", kind)
        parts = sorted(path.name for path in (tmp_path / "m").glob("weights.*"))
        assert parts == [f"weights.{number:02d}" for number in range(len(parts))]
        assert len(parts) > 1
        assert all(path.stat().st_size <= 20_000 for path in (tmp_path / "m").glob("weights.*"))
        again = weights.load(tmp_path / "m")
        with torch.no_grad():
            difference = (again(source, target)[0] - model(source, target)[0]).abs().mean()
        assert difference < error * model(source, target)[0].abs().mean()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m"], "nothing is left beside it"


def test_a_sample_stands_for_the_whole_softmax():
    torch.manual_seed(3)
    model = Transformer(Shape(60, 16, 2, 32, 1, 2))
    states, wanted = torch.randn(40, 16), torch.randint(10, 20, (40,))
    exact = torch.nn.functional.cross_entropy(model.logits(states), wanted)

    def estimate(sample):
        logits, places = train.sampled(model, states, wanted, sample)
        assert logits.shape == (40, len(wanted.unique()) + min(sample, 60 - len(wanted.unique())))
        return float(torch.nn.functional.cross_entropy(logits, places))

    assert estimate(1000) == pytest.approx(float(exact), abs=1e-5)
    mean = np.mean([estimate(10) for _ in range(200)])
    assert mean == pytest.approx(float(exact), abs=0.1)  # the logarithm of a mean is not the mean of logarithms
    # without the shares the pieces left out would be missing from the sum
    logits, places = train.sampled(model, states, wanted, 0)
    assert float(torch.nn.functional.cross_entropy(logits, places)) < float(exact) - 0.5


def test_it_learns_and_goes_on(data, trained):
    device, context = torch.device("cpu"), torch.autocast("cpu", enabled=False)
    valid, news = Packed(data / "valid.npz"), Packed(data / "news.npz")
    model = weights.load(trained / "m")
    torch.manual_seed(1)
    before = train.measure(Transformer(model.shape), valid, device, context)
    after = train.measure(model, valid, device, context)
    assert set(after.languages) == {"ru", "zh"}
    assert after.loss < before.loss - 0.3
    assert after.loss < math.log(model.shape.vocabulary)
    assert train.measure(model, news, device, context).loss < after.loss
    state = torch.load(trained / "state" / "state.pt", weights_only=True)
    assert (state["used"], state["step"]) == (60.0, 60)


def test_one_call_or_two_and_the_same_again(data, trained, tmp_path, capsys):
    def run(out: Path, *calls: str) -> bytes:
        for call in calls:
            train.main(arguments(data, out, "--total", "6", "--call", call, "--check", "100", "--optimizer", "adamw"))
        return (out / "m" / "weights.00").read_bytes()

    assert run(tmp_path / "a", "3", "3") == run(tmp_path / "b", "3", "3"), "seeds are fixed"
    said = capsys.readouterr().out
    assert "3.0 of 6 steps, step 3" in said
    assert "6.0 of 6 steps step 6 validation" in said
    before = run(tmp_path / "a")
    assert run(tmp_path / "a", "3") == before, "a run that is over stays as it is"


def test_a_state_of_another_model_or_optimizer(data, trained):
    for more in (["--width", "64"], ["--optimizer", "adamw"]):
        with pytest.raises((SystemExit, ValueError), match="another"):
            train.main(arguments(data, trained, "--total", "60", *more))


def test_init(data, trained, tmp_path, capsys):
    train.main(arguments(data, tmp_path, "--total", "1", "--init", str(trained / "m")))
    loss = float(capsys.readouterr().out.split("validation ")[1].split()[0])
    kept = torch.load(trained / "state" / "state.pt", weights_only=True)["best"]
    assert loss == pytest.approx(kept, abs=0.2)


def test_a_model_grows_by_layers_that_pass_on_what_comes_in():
    torch.manual_seed(0)
    small, source = Transformer(Shape(300, 64, 4, 128, 2, 1)).eval(), torch.randint(9, 300, (2, 8))
    large = Transformer(Shape(300, 64, 4, 128, 4, 1)).eval()
    large.grow_from(small)
    with torch.no_grad():
        assert torch.allclose(small(source, source)[0], large(source, source)[0], atol=1e-5)
    for wrong in (Shape(300, 64, 4, 128, 1, 1), Shape(300, 64, 4, 256, 4, 1), Shape(300, 64, 4, 128, 4, 2)):
        with pytest.raises(ValueError, match="only encoder layers can be added"):
            Transformer(wrong).grow_from(small)


def test_init_with_more_encoder_layers(data, trained, tmp_path, capsys):
    begin = ["--init", str(trained / "m"), "--total", "3"]
    train.main(arguments(data, tmp_path, *begin, "--encoder-layers", "2"))
    assert weights.load(tmp_path / "m").shape.encoder_layers == 2
    with pytest.raises(SystemExit, match="only encoder layers"):
        train.main(arguments(data, tmp_path / "other", *begin, "--width", "64"))


def test_worse_weights_are_not_written(data, trained, tmp_path, capsys):
    options = arguments(data, tmp_path, "--total", "9", "--check", "3")
    train.main([*options, "--init", str(trained / "m"), "--rate", "1.0"])
    assert "not written" in capsys.readouterr().out


def test_interrupted(data, tmp_path):
    """What a stopped call has learnt is kept."""
    command = [sys.executable, "-m", "training.train", *arguments(data, tmp_path, "--total", "1e9", "--check", "1e9")]
    process = subprocess.Popen(command, cwd=Path(train.__file__).parents[1], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert "step 0" in process.stdout.readline()
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == train.INTERRUPTED, rest
    assert "interrupted" in rest
    state = torch.load(tmp_path / "state" / "state.pt", weights_only=True)
    assert state["used"] == state["step"] > 0


def test_package(package, data):
    assert [(item.target, item.tag) for item in package.directions] == [("ru", "<2ru>"), ("zh", "<2zh>")]
    assert package.describe().startswith("small 0.1, CTranslate2, ")
    assert (package.readme(), package.licence) == ("# small", "MIT")
    assert package.features == {"target-lemma-annotation"}
    assert (package.directory / "sentencepiece.model").read_bytes() == (data / "spm.model").read_bytes()


@pytest.mark.parametrize("target", ["ru", "zh"])
def test_the_engine_runs_it(package, target):
    engine = PackageEngine("small", [package])
    capabilities = engine.capabilities("en", target)
    assert capabilities.annotation
    text = ROWS[0][0]
    plain = Request(text)
    annotated = Request(text, annotations=(Annotation(Span(4, 11), "встреча"),))
    for request in (plain, annotated):
        ((first, *_),) = engine.translate([request], "en", target, Options(alignment=True))
        assert "<" not in first.text
        assert first.alignment is not None
        assert first.alignment.weights.shape == (len(first.alignment.target), len(first.alignment.source))
    (scored,) = engine.score([(text, ROWS[0][1 if target == "ru" else 2])], "en", target)
    assert all(-20 < value < 0 for value in scored.logprobs)


def test_ctranslate2_computes_what_torch_does(data, trained, tmp_path):
    """Log-probabilities and the alignment head of the exported model, without quantisation, against the original."""
    command = ["--weights", str(trained / "m"), "--subwords", str(data / "spm.model"), "--out", str(tmp_path)]
    export.main([*command, "--version", "0", "--quantization", "float32", "--no-annotation"])
    assert read(tmp_path).features == frozenset()
    translator = ctranslate2.Translator(str(tmp_path / "model"), compute_type="float32")
    names = Subwords(data / "spm.model").vocabulary()
    model, packed = weights.load(trained / "m"), Packed(data / "valid.npz")
    for index in range(len(packed)):
        source, target, _ = packed.example(index)
        batch = batches.make(packed.gather([index]))
        with torch.no_grad():
            states, scores = model(batch.source, batch.target)
            chosen = [*target.tolist(), END]
            expected = model.logits(states).log_softmax(-1)[0, range(1, len(target) + 2), chosen]
        tokens = [names[number] for number in source[1:]]
        tag, others = names[source[0]], [names[number] for number in target]
        (result,) = translator.score_batch([tokens], [[tag, *others]])
        assert result.log_probs[1:] == pytest.approx(expected.tolist(), abs=2e-3)
        decoded = translator.translate_batch(
            [tokens], target_prefix=[[tag, *others]], max_decoding_length=len(target) + 2, return_attention=True
        )[0]
        attention = np.array(decoded.attention[0])[1 : len(target) + 1]
        wanted = scores[0].softmax(-1)[1 : len(target) + 1, : len(tokens) + 1].numpy()
        assert np.allclose(attention, wanted[:, : attention.shape[1]], atol=2e-3)


def test_model_and_subwords_must_belong_together(data, tmp_path):
    weights.save(Shape(50, 16, 2, 16, 1, 1), Transformer(Shape(50, 16, 2, 16, 1, 1)).state_dict(), tmp_path / "m")
    command = ["--weights", str(tmp_path / "m"), "--subwords", str(data / "spm.model"), "--out", str(tmp_path / "p")]
    with pytest.raises(ValueError, match="the model has 50 pieces"):
        export.main([*command, "--version", "0"])
    assert not (tmp_path / "p").exists()


def test_the_mean_of_weights(tmp_path):
    shape = Shape(50, 16, 2, 16, 1, 1)
    torch.manual_seed(0)
    one, two = Transformer(shape), Transformer(shape)
    for name, model in (("one", one), ("two", two)):
        weights.save(shape, model.state_dict(), tmp_path / name, "half")
    found = weights.mean([tmp_path / "one", tmp_path / "two"]).state_dict()
    for name, tensor in one.state_dict().items():
        assert torch.allclose(found[name], (tensor + two.state_dict()[name]) / 2, atol=2e-3)
    weights.save(Shape(50, 16, 4, 16, 1, 1), Transformer(Shape(50, 16, 4, 16, 1, 1)).state_dict(), tmp_path / "other")
    with pytest.raises(ValueError, match="only encoder layers"):
        weights.mean([tmp_path / "one", tmp_path / "other"])
    large = Transformer(Shape(50, 16, 2, 16, 2, 1))
    large.grow_from(one)
    weights.save(large.shape, large.state_dict(), tmp_path / "large", "half")
    found = weights.mean([tmp_path / "large", tmp_path / "two", tmp_path / "large"])
    assert found.shape == large.shape
    for name, tensor in one.state_dict().items():
        assert torch.allclose(found.state_dict()[name], (2 * tensor + two.state_dict()[name]) / 3, atol=2e-3)


def test_commands_explain_themselves():
    for name in ("prepare", "train", "export"):
        done = subprocess.run(
            [sys.executable, "-m", f"training.{name}", "--help"],
            cwd=Path(train.__file__).parents[1], capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert "--out" in done.stdout
