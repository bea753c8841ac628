"""Weights on disk, small and in parts: easy to carry, easy to check in.

Matrices are int8 with a half-precision scale a row, which is how CTranslate2 will keep them anyway, or all is half
precision; `weights.00`, `weights.01` … have at most PART bytes each, and `shape.json` says what model they are for.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor

from .model import Shape, Transformer

PART = 14 << 20  # bytes
FORMATS = ("int8", "half")


def quantise(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """Rows as int8, and the scale of each."""
    scale = (matrix.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127).half()
    # the rounded scale: int8 times it is then as near as can be
    return (matrix / scale.float()).round().clamp(-127, 127).to(torch.int8), scale


def save(shape: Shape, state: Mapping[str, Tensor], directory: Path, kind: str = "int8") -> None:
    """Write weights into a directory, whole or not at all; what was in it is replaced."""
    packed: dict[str, Tensor | tuple[Tensor, Tensor]] = {}
    for name, tensor in state.items():
        full = tensor.detach().float().cpu()
        packed[name] = quantise(full) if kind == "int8" and full.dim() == 2 else full.half()
    buffer = io.BytesIO()
    torch.save(packed, buffer)
    raw = buffer.getbuffer()
    fresh, old = directory.with_name(f"{directory.name}.new"), directory.with_name(f"{directory.name}.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    for number, start in enumerate(range(0, len(raw), PART)):
        (fresh / f"weights.{number:02d}").write_bytes(raw[start : start + PART])
    (fresh / "shape.json").write_text(json.dumps(asdict(shape)) + "\n", encoding="ascii")
    if directory.exists():
        directory.rename(old)
    fresh.rename(directory)
    shutil.rmtree(old, ignore_errors=True)


def mean(directories: Sequence[Path]) -> Transformer:
    """The model with the mean of the weights of several runs that began alike, which often beats each of them (Wortsman
    et al., "Model soups", 2022); one given twice counts twice. A model with fewer encoder layers counts as what it would
    grow to. Raises ValueError where other sizes differ."""
    models = [load(directory) for directory in directories]
    largest = max((model.shape for model in models), key=lambda shape: shape.encoder_layers)
    grown = [Transformer(largest) for _ in models]
    for large, model in zip(grown, models, strict=True):
        large.grow_from(model)
    states = [large.state_dict() for large in grown]
    grown[0].load_state_dict({name: sum(state[name] for state in states) / len(states) for name in states[0]})
    return grown[0].eval()


def load(directory: Path) -> Transformer:
    """The model that `save` wrote, ready to translate. Raises FileNotFoundError where there is none."""
    shape = Shape(**json.loads((directory / "shape.json").read_text(encoding="ascii")))
    raw = b"".join(part.read_bytes() for part in sorted(directory.glob("weights.[0-9][0-9]")))
    packed = torch.load(io.BytesIO(raw), map_location="cpu", weights_only=True)
    model = Transformer(shape)
    model.load_state_dict(
        {
            name: item[0].float() * item[1].float() if isinstance(item, tuple) else item.float()
            for name, item in packed.items()
        }
    )
    return model.eval()
