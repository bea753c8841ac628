"""How weights move: optimisers, the learning rate over the run, and the moving average that is kept."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from .model import Transformer

OPTIMISERS = ("muon", "adamw")
AVERAGE_EVERY = 8  # steps
FLOOR = 0.02  # of the peak learning rate


class Muon(Optimizer):
    """Momentum whose steps are made orthogonal: K. Jordan, "Muon: an optimizer for hidden layers", 2024.

    The same steps as torch.optim.Muon's, as large as AdamW's ("match_rms_adamw"), so that one learning rate does for
    both; but matrices of one shape go through the iteration together, in a tenth of the kernel calls.
    """

    COEFFICIENTS, ITERATIONS, EPSILON = (3.4445, -4.7750, 2.0315), 5, 1e-7

    def __init__(self, matrices: Sequence[Tensor], weight_decay: float, momentum: float = 0.95) -> None:
        super().__init__(matrices, {"lr": 0.0, "weight_decay": weight_decay, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]  # noqa: ARG002
        """Move every matrix along its gradient, made orthogonal."""
        for group in self.param_groups:
            shapes: dict[torch.Size, list[Tensor]] = {}
            for matrix in group["params"]:
                if matrix.grad is not None:
                    shapes.setdefault(matrix.shape, []).append(matrix)
            for shape, matrices in shapes.items():
                gradients = [matrix.grad for matrix in matrices]
                for matrix in matrices:
                    if "momentum_buffer" not in self.state[matrix]:
                        self.state[matrix]["momentum_buffer"] = torch.zeros_like(matrix)
                buffers = [self.state[matrix]["momentum_buffer"] for matrix in matrices]
                torch._foreach_lerp_(buffers, gradients, 1 - group["momentum"])
                steps = torch._foreach_lerp(gradients, buffers, group["momentum"])
                rate = group["lr"] * 0.2 * math.sqrt(max(shape))
                torch._foreach_mul_(matrices, 1 - group["lr"] * group["weight_decay"])
                torch._foreach_add_(matrices, list(self._orthogonal(torch.stack(steps)).float()), alpha=-rate)

    def _orthogonal(self, steps: Tensor) -> Tensor:
        """The nearest matrices, about, with singular values near 1: Newton-Schulz iteration in bfloat16."""
        first, second, third = self.COEFFICIENTS
        upright = steps.shape[1] > steps.shape[2]
        made = (steps.transpose(1, 2) if upright else steps).bfloat16()
        made = made / made.norm(dim=(1, 2), keepdim=True).clamp_min(self.EPSILON)
        for _ in range(self.ITERATIONS):
            gram = made @ made.transpose(1, 2)
            made = torch.baddbmm(made, torch.baddbmm(gram, gram, gram, beta=second, alpha=third), made, beta=first)
        return made.transpose(1, 2) if upright else made


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
            self._all.append(Muon(matrices, weight_decay))

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

    def __init__(self, model: Transformer, horizon: float) -> None:
        """horizon: the steps after which a weight counts e times less."""
        self._slowest = 1 - AVERAGE_EVERY / horizon
        self.weights: dict[str, Tensor] = {name: item.detach().clone() for name, item in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: Transformer, step: int) -> None:
        """Take the weights in after some steps; early on the average forgets fast."""
        if step % AVERAGE_EVERY:
            return
        decay = min(self._slowest, (step + 1) / (step + 10 * AVERAGE_EVERY))
        for name, item in model.state_dict().items():
            self.weights[name].lerp_(item, 1 - decay)

    def restore(self, weights: Mapping[str, Tensor]) -> None:
        """Go on from saved weights."""
        for name, item in weights.items():
            self.weights[name].copy_(item)
