"""Train the embedded model on packed sets, in one call or several.

usage: python -m training.train --data FILE.npz=WEIGHT[/LAST] … --valid FILE.npz --out WEIGHTS --state DIRECTORY
           --total MINUTES [--call MINUTES] [--optimizer muon|adamw] [sizes …]

A call goes on from what --state holds and ends after --call minutes; the learning rate follows --total, over all calls.
At every --check the moving average of the weights is measured on --valid, and written to --out where it is the best so
far. With `--unit steps` all these numbers are steps and the run can be repeated exactly on the same machine. Needs torch
and numpy, nothing else (--split: sentencepiece).
"""

from __future__ import annotations

import argparse
import math
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from . import variation, weights
from .batches import Batch, Mixture, Share, epoch, make
from .learning import OPTIMISERS, Average, Optimisers, Schedule
from .model import Shape, Transformer
from .packed import Flat, Packed
from .progress import say
from .subwords import PAD, SYMBOL, TAGS, Subwords

SMOOTHING = 0.1  # of the labels
CLIP = 1.0  # largest norm of the gradients
LOG_EVERY = 20.0  # seconds
VALID_PIECES = 8000
INTERRUPTED = 130


@dataclass(slots=True)
class Clock:
    """How much of the run is over, in minutes or in steps. used: by earlier calls; total, call: allowed."""

    unit: str
    total: float
    call: float
    used: float = 0.0
    steps: int = 0
    began: float = 0.0

    def start(self) -> None:
        """This call begins."""
        self.began, self.steps = time.monotonic(), 0

    @property
    def spent(self) -> float:
        """By this call."""
        return float(self.steps) if self.unit == "steps" else (time.monotonic() - self.began) / 60

    @property
    def done(self) -> float:
        """The share of the whole run, 0 to 1."""
        return min(1.0, (self.used + self.spent) / self.total)

    @property
    def over(self) -> bool:
        """Whether this call has to end."""
        return self.spent >= min(self.call, self.total - self.used)

    def __str__(self) -> str:
        return f"{self.used + self.spent:.1f} of {self.total:g} {self.unit}"


def losses(model: Transformer, batch: Batch, sample: int = 0) -> tuple[Tensor, Tensor]:
    """Smoothed cross-entropy a target piece, and that of the alignment head, of a batch.

    sample: as many pieces, drawn anew, stand for all those that the batch does not ask for; 0 takes every piece.
    """
    states, scores = model(batch.source, batch.target)
    asked = batch.wanted != PAD
    wanted = batch.wanted[asked]
    logits, wanted = sampled(model, states[asked], wanted, sample) if sample else (model.logits(states[asked]), wanted)
    translation = F.cross_entropy(logits.float(), wanted, label_smoothing=SMOOTHING)
    known = batch.alignment >= 0
    return translation, F.cross_entropy(scores[known].float(), batch.alignment[known])


def sampled(model: Transformer, states: Tensor, wanted: Tensor, sample: int) -> tuple[Tensor, Tensor]:
    """Scores of the pieces asked for and of `sample` others, and where the wanted ones are among them.

    Each of the others stands for its share of all others, so the sum under the softmax keeps its expected value
    (importance sampling: Bengio and Senécal, "Quick training of probabilistic neural nets", 2003).
    """
    asked, places = wanted.unique(return_inverse=True)
    rest = torch.ones(model.shape.vocabulary, dtype=torch.bool, device=wanted.device)
    rest[asked] = False
    others = rest.nonzero().squeeze(1)
    drawn = others[torch.randperm(len(others), device=wanted.device)[:sample]]
    logits = F.linear(states, model.embeddings.weight[torch.cat([asked, drawn])])
    shares = torch.zeros(logits.shape[1], device=logits.device)
    if len(drawn):
        shares[len(asked) :] = math.log(len(others) / len(drawn))
    return logits + shares, places


@dataclass(frozen=True, slots=True)
class Quality:
    """On a held-out set: nats a target piece, the same by language, and how often the alignment head agrees."""

    loss: float
    languages: Mapping[str, float]
    alignment: float

    def __str__(self) -> str:
        languages = ", ".join(f"{language} {loss:.4f}" for language, loss in self.languages.items())
        return f"validation {self.loss:.4f} nats a piece ({languages}), alignment {self.alignment:.3f}"


@torch.no_grad()
def measure(model: Transformer, packed: Packed, device: torch.device, context: AbstractContextManager[Any]) -> Quality:
    """The quality of a model on all of a set."""
    model.eval()
    sums = {SYMBOL[tag]: [0.0, 0] for tag in TAGS.values()}
    agreed = linked = 0
    for indices in epoch(packed, VALID_PIECES, int(packed.lengths.max()), np.random.default_rng(0)):
        batch = make(packed.gather(indices)).to(device)
        with context:
            states, scores = model(batch.source, batch.target)
            logits = model.logits(states)
        nats = F.cross_entropy(logits.float().transpose(1, 2), batch.wanted, ignore_index=PAD, reduction="none").sum(1)
        for tag, total in sums.items():
            rows = batch.target[:, 1] == tag
            total[0] += float(nats[rows].sum())
            total[1] += int((batch.wanted[rows] != PAD).sum())
        known = batch.alignment >= 0
        agreed += int((scores.argmax(-1)[known] == batch.alignment[known]).sum())
        linked += int(known.sum())
    languages = {name: total[0] / total[1] for name, total in zip(TAGS, sums.values(), strict=True) if total[1]}
    whole = sum(total[0] for total in sums.values()) / max(1, sum(total[1] for total in sums.values()))
    return Quality(whole, languages, agreed / max(1, linked))


def has_bfloat16(device: torch.device) -> bool:
    """Whether half precision makes a device faster rather than slower."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    checks = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")  # private, and not in every release
    return any(getattr(torch.cpu, check, lambda: False)() for check in checks)


class Run:
    """A training run between two calls: everything --state keeps."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        if options.threads:
            torch.set_num_threads(options.threads)
        torch.backends.cuda.matmul.allow_tf32 = True
        shares = [Share.parse(text) for text in options.data]
        vocabulary = options.vocabulary or Packed(shares[0].path).vocabulary
        if not vocabulary:
            raise SystemExit("the packed sets do not say how many subword pieces there are: give --vocabulary")
        torch.manual_seed(options.seed)
        self.shape = Shape(
            vocabulary, options.width, options.heads, options.inner, options.encoder_layers, options.decoder_layers
        )
        self.model = Transformer(self.shape, options.dropout).to(self.device)
        if options.init:
            self._begin_with(options.init)
        self.optimisers = Optimisers(self.model, options.optimizer)
        self.average = Average(self.model, options.average)
        self.clock = Clock(options.unit, options.total, options.call or options.total)
        self.step, self.best = 0, math.inf
        self._restore()
        seed = (options.seed, self.step)
        torch.manual_seed(options.seed + self.step)
        pin = self.device.type == "cuda"
        self.mixture = Mixture(shares, options.pieces, options.longest, seed, pin, self._variation())
        for packed in self.mixture.sets if options.plain else ():
            packed.change(variation.plain)
        self.valid = Packed(options.valid) if options.valid else None
        self.half = options.precision == "bf16" or (options.precision == "auto" and has_bfloat16(self.device))

    def _variation(self) -> Callable[[Flat, np.random.Generator], Flat] | None:
        share = self.options.split
        if not share:
            return None
        if not self.options.subwords:
            raise SystemExit("--split needs the subword model: give --subwords")
        subwords = Subwords(self.options.subwords)
        splits = variation.Splits(subwords.vocabulary(), subwords.scores())
        return lambda flat, rng: splits.apply(flat, share, share / 2, rng)

    def _begin_with(self, path: Path) -> None:
        try:
            self.model.grow_from(weights.load(path).to(self.device))
        except ValueError as error:
            raise SystemExit(f"--init {path}: {error}") from error

    @property
    def _file(self) -> Path:
        return Path(self.options.state) / "state.pt"

    def _restore(self) -> None:
        if not self._file.exists():
            return
        state = torch.load(self._file, map_location=self.device, weights_only=True)
        if state["shape"] != asdict(self.shape):
            raise SystemExit(f"{self._file} belongs to a model of another shape: {state['shape']}")
        self.model.load_state_dict(state["model"])
        self.optimisers.restore(state["optimisers"])
        self.average.restore(state["average"])
        self.clock.used, self.step, self.best = state["used"], state["step"], state["best"]

    def keep(self) -> None:
        """Write the state, whole or not at all."""
        state = {
            "shape": asdict(self.shape),
            "model": self.model.state_dict(),
            "optimisers": self.optimisers.state(),
            "average": self.average.weights,
            "used": self.clock.used + self.clock.spent,
            "step": self.step,
            "best": self.best,
        }
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        torch.save(state, fresh)
        fresh.replace(self._file)

    def context(self) -> torch.autocast:
        """Where forward passes run: in half precision where that helps."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.half)

    def check(self) -> None:
        """Measure the average, write it where it is the best so far, keep the state."""
        model = Transformer(self.shape).to(self.device)
        model.load_state_dict(self.average.weights)
        quality = measure(model, self.valid, self.device, self.context()) if self.valid else None
        better = quality is None or quality.loss <= self.best
        if better:
            self.best = quality.loss if quality else self.best
            weights.save(self.shape, model.state_dict(), Path(self.options.out), self.options.format)
        self.keep()
        verdict = f"written to {self.options.out}" if better else f"not written: {self.best:.4f} was better"
        say(f"{self.clock} step {self.step} {quality or 'no validation'}: {verdict}")

    def call(self) -> None:
        """Train until the call is over."""
        clock, options = self.clock, self.options
        schedule = Schedule(options.rate, options.warm_up, options.decay)
        sizes = ", ".join(f"{len(packed)}" for packed in self.mixture.sets)
        clock.start()
        say(
            f"{self.model.size() / 1e6:.1f} M parameters, {sizes} examples, {self.device.type}, "
            f"{'bfloat16' if self.half else 'float32'}, {options.optimizer}; {clock}, step {self.step}"
        )
        self.model.train()
        checked, logged, pieces = clock.spent, time.monotonic(), 0
        batches = self.mixture.batches()
        while not clock.over:
            done = clock.done
            self.mixture.fine = done > 1 - options.fine
            batch = next(batches).to(self.device)
            with self.context():
                translation, alignment = losses(self.model, batch, 0 if self.mixture.fine else options.sample)
            (translation + options.guide * alignment).backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
            rate = schedule.rate(self.step, done)
            self.optimisers.step(rate)
            self.step += 1
            clock.steps += 1
            self.average.update(self.model, self.step)
            pieces += batch.wanted.numel()
            if time.monotonic() - logged > LOG_EVERY:
                speed = pieces / (time.monotonic() - logged)
                say(
                    f"{clock} step {self.step} passes {self.mixture.passes} loss {translation.item():.3f} "
                    f"alignment {alignment.item():.2f} rate {rate:.1e} {speed:.0f} padded target pieces/s"
                )
                logged, pieces = time.monotonic(), 0
            if clock.spent - checked >= options.check and not clock.over:
                self.check()
                self.model.train()
                checked, logged, pieces = clock.spent, time.monotonic(), 0
        batches.close()
        self.check()


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="training.train", description=(__doc__ or "").splitlines()[0])
    add = made.add_argument
    add(
        "--data",
        nargs="+",
        required=True,
        metavar="FILE=WEIGHT[/LAST]",
        help="packed sets and their shares of the batches",
    )
    add("--valid", type=Path, help="packed set to measure on")
    add("--out", type=Path, required=True, help="directory of the weights, in parts of at most 14 MiB")
    add("--state", type=Path, required=True, help="directory of what the next call goes on from")
    add(
        "--init",
        type=Path,
        help="weights of an earlier run to start from, where there is no state; --encoder-layers may be more than it had",
    )
    add("--total", type=float, required=True, help="length of the run over all calls")
    add("--call", type=float, help="length of this call (default: the whole run)")
    add("--check", type=float, default=5.0, help="time between checks")
    add("--unit", choices=("minutes", "steps"), default="minutes", help="of total, call and check")
    add("--optimizer", choices=OPTIMISERS, default="muon")
    add("--rate", type=float, default=1.5e-3, help="peak learning rate")
    add("--warm-up", type=int, default=1000, help="steps to the peak")
    add("--decay", type=float, default=0.5, help="last part of the run in which the rate falls")
    add("--fine", type=float, default=0.2, help="last part of the run in which the LAST weights hold")
    add("--guide", type=float, default=0.1, help="weight of the alignment loss")
    add(
        "--sample",
        type=int,
        default=0,
        help="pieces that stand for all not asked for in the softmax, but in the last part",
    )
    add(
        "--split",
        type=float,
        default=0.0,
        help="share of the source pieces taken apart, of the target pieces half of it",
    )
    add("--subwords", type=Path, help="the subword model; --split alone needs it, and sentencepiece")
    add("--plain", action="store_true", help="leave the lemmas in the sources out: for a model without annotation")
    add("--average", type=float, default=3200.0, help="horizon of the moving average of the weights, in steps")
    add("--dropout", type=float, default=0.2)
    add("--pieces", type=int, default=60_000, help="padded pieces of a batch, a side; about 2500 on a CPU")
    add("--longest", type=int, default=180, help="pieces of the longest examples used")
    add("--vocabulary", type=int, help="subword pieces, for packed sets that do not say")
    add("--width", type=int, default=512)
    add("--heads", type=int, default=8)
    add("--inner", type=int, default=2048)
    add("--encoder-layers", type=int, default=6)
    add("--decoder-layers", type=int, default=2)
    add("--precision", choices=("auto", "bf16", "fp32"), default="auto")
    add("--format", choices=weights.FORMATS, default="int8", help="of the weights written")
    add("--threads", type=int, help="CPU threads")
    add("--seed", type=int, default=1)
    return made


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says."""
    run = Run(parser().parse_args(arguments))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        run.call()
    except KeyboardInterrupt:
        run.keep()
        say(f"interrupted; {run.clock} kept in {run.options.state}")
        raise SystemExit(INTERRUPTED) from None


if __name__ == "__main__":
    main()
