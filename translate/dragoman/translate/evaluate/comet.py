"""COMET, for those who have installed it and have a model: the only part of the program that would load PyTorch."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from dragoman.termbase.errors import EngineError, InputError

from .metrics import Measured, mean_metric

NAME = "COMET"
_MODEL = "Unbabel/wmt22-comet-da"
_DOWNLOAD = (
    f"""python -c "import comet; p = comet.download_model('{_MODEL}'); comet.load_from_checkpoint(p); print(p)\""""
)


class Comet:
    """A COMET model that compares with references, from a checkpoint on disk; nothing is ever downloaded here.

    A checkpoint is a program of sorts: load none that you do not trust.
    """

    def __init__(self, checkpoint: Path) -> None:
        """Find COMET and the checkpoint; raises EngineError or InputError with what is needed. Loads nothing yet."""
        if importlib.util.find_spec("comet") is None:
            raise EngineError(
                "COMET is not installed",
                hint="pip install 'dragoman[comet]', which brings PyTorch and takes several GB, in an environment of "
                f"its own; then a model, 2.3 GB and its encoder: {_DOWNLOAD} says where it has put it",
            )
        if not checkpoint.is_file():
            raise InputError("no such COMET checkpoint", checkpoint, f"to download one (2.3 GB): {_DOWNLOAD}")
        self.checkpoint = checkpoint
        self._model: Any = None

    def measure(self, sources: Sequence[str], hypotheses: Sequence[str], reference: Sequence[str]) -> Measured:
        """Scores of segments times 100, so 0 to 100 for most models; the corpus score is their mean. Takes minutes.

        Raises EngineError where COMET fails.
        """
        rows = [
            {"src": source, "mt": hypothesis, "ref": wanted}
            for source, hypothesis, wanted in zip(sources, hypotheses, reference, strict=True)
        ]
        try:
            if self._model is None:
                package = importlib.import_module("comet")
                self._model = package.load_from_checkpoint(str(self.checkpoint), local_files_only=True)
            output = self._model.predict(rows, batch_size=8, gpus=_gpus(), progress_bar=False)
            scores = [float(score) for score in output.scores]
        except Exception as error:
            raise EngineError(f"COMET failed: {type(error).__name__}: {error}", self.checkpoint) from error
        if len(scores) != len(rows):
            raise EngineError(f"COMET gave {len(scores)} scores for {len(rows)} segments", self.checkpoint)
        return Measured(mean_metric(NAME, self._signature()), np.array([(100 * score, 1.0) for score in scores]))

    def _signature(self) -> str:
        try:
            number = version("unbabel-comet")
        except PackageNotFoundError:
            number = "unknown"
        # the checkpoint lies in a folder of its model: models--Unbabel--wmt22-comet-da/snapshots/…/checkpoints/model.ckpt
        folders = [part for part in self.checkpoint.resolve().parts if part.startswith("models--")]
        model = folders[-1].removeprefix("models--").replace("--", "/") if folders else self.checkpoint.name
        return f"nrefs:1|times:100|model:{model}|unbabel-comet:{number}"


def _gpus() -> int:
    """1 where PyTorch, which COMET has loaded by now, can use a GPU."""
    if importlib.util.find_spec("torch") is None:
        return 0
    return int(importlib.import_module("torch").cuda.is_available())
