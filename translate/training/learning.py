"""How weights move: optimisers, the learning rate over the run, and the moving average that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from .model import Transformer

OPTIMISERS = ("muon", "adamw")
AVERAGE_EVERY = 8  # steps
AVERAGE_DECAY = 0.9975  # a time of averaging
FLOOR = 0.02  # of the peak learning rate


class Optimisers:
    """AdamW alone, or Muon for the hidden matrices and AdamW for the rest, as one."""

    def __init__(self, model: Transformer, kind: str, weight_decay: float = 0.01) -> None:
        fused = next(model.parameters()).is_cuda
        matrices = model.matrices() if kind == "muon" else []
        taken = {id(matrix) for matrix in matrices}
        rest = [parameter for parameter in model.parameters() if id(parameter) not in taken]
        self._all: list[Optimizer] = [
            torch.optim.AdamW(rest, betas=(0.9, 0.98), eps=1e-9, weight_decay=weight_decay, fused=fused)
        ]
        if matrices:
            # its steps are made as large as AdamW's, so that one learning rate does for both
            muon = torch.optim.Muon(matrices, momentum=0.95, weight_decay=weight_decay, adjust_lr_fn="match_rms_adamw")
            self._all.append(muon)

    def step(self, rate: float) -> None:
        """Move the weights along their gradients and forget these."""
        for optimiser in self._all:
            for group in optimiser.param_groups:
                group["lr"] = rate
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)

    def state(self) -> list[dict[str, Any]]:
        """What `restore` takes."""
        return [optimiser.state_dict() for optimiser in self._all]

    def restore(self, state: list[dict[str, Any]]) -> None:
        """Go on from a state; raises ValueError where it belongs to other optimisers."""
        if len(state) != len(self._all):
            raise ValueError("the state is of another --optimizer")
        for optimiser, saved in zip(self._all, state, strict=True):
            optimiser.load_state_dict(saved)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Learning rate: up to `peak` in `warm_up` steps, level, then straight down in the last `decay` of the run."""

    peak: float
    warm_up: int
    decay: float

    def rate(self, step: int, done: float) -> float:
        """The rate of a step (from 0) when `done` of the run (0 to 1) is over."""
        rate = self.peak * min(1.0, (step + 1) / max(1, self.warm_up))
        return rate * min(1.0, max(FLOOR, (1 - done) / self.decay)) if self.decay > 0 else rate


class Average:
    """An exponential moving average of a model's weights: better than where the last batch happened to push them."""

    def __init__(self, model: Transformer) -> None:
        self.weights: dict[str, Tensor] = {name: item.detach().clone() for name, item in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: Transformer, step: int) -> None:
        """Take the weights in after some steps; early on the average forgets fast."""
        if step % AVERAGE_EVERY:
            return
        decay = min(AVERAGE_DECAY, (step + 1) / (step + 10 * AVERAGE_EVERY))
        for name, item in model.state_dict().items():
            self.weights[name].lerp_(item, 1 - decay)

    def restore(self, weights: Mapping[str, Tensor]) -> None:
        """Go on from saved weights."""
        for name, item in weights.items():
            self.weights[name].copy_(item)
