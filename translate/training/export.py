"""From trained weights and their subword model to a package: a CTranslate2 model laid out as Argos Translate has it.

usage: python -m training.export --weights DIRECTORY --subwords spm.model --out PACKAGE --name NAME --version 1.0

PACKAGE gets metadata.json, sentencepiece.model and model/ (int8), and README.md where --readme names one. Put in the
place of translate/dragoman/translate/engines/model/ it is the embedded model.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import TransformerSpec, common_spec
from torch import Tensor, nn

from . import weights
from .model import MAX_POSITIONS, Attention, DecoderLayer, EncoderLayer, FeedForward, Transformer, sinusoids
from .subwords import TAGS, Subwords

ANNOTATION = "target-lemma-annotation"
NAMES = {"ru": "Russian", "zh": "Chinese (Simplified)"}
SPECIAL = ("<blank>", "<unk>", "<s>", "</s>")  # the first four pieces, as CTranslate2 expects them to be called


def specification(model: Transformer, vocabulary: Sequence[str]) -> TransformerSpec:
    """The model as CTranslate2 describes it, not yet quantised."""
    shape = model.shape
    spec = TransformerSpec.from_config(
        (shape.encoder_layers, shape.decoder_layers),
        shape.heads,
        pre_norm=True,
        activation=common_spec.Activation.RELU,
        alignment_layer=-1,
        alignment_heads=1,
    )
    for side, layers, norm in (
        (spec.encoder, model.encoder, model.encoder_norm),
        (spec.decoder, model.decoder, model.decoder_norm),
    ):
        embeddings = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
        embeddings.weight, embeddings.multiply_by_sqrt_depth = _array(model.embeddings.weight), True
        side.scale_embeddings = True
        side.position_encodings.encodings = sinusoids(MAX_POSITIONS, shape.width).numpy()
        _norm(side.layer_norm, norm)
        for target, layer in zip(side.layer, layers, strict=True):
            assert isinstance(layer, EncoderLayer | DecoderLayer)
            _self_attention(target.self_attention, layer.attention, layer.attention_norm)
            _feed_forward(target.ffn, layer.feed, layer.feed_norm)
            if isinstance(layer, DecoderLayer):
                _cross_attention(target.attention, layer.cross, layer.cross_norm)
    spec.decoder.projection.weight = _array(model.embeddings.weight)
    tokens = [*SPECIAL, *vocabulary[len(SPECIAL) :]]
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    _, unknown, begin, end = SPECIAL
    spec.config.unk_token, spec.config.bos_token, spec.config.eos_token = unknown, begin, end
    spec.config.decoder_start_token, spec.config.add_source_eos = begin, True
    return spec


def _array(tensor: Tensor) -> np.ndarray[Any, Any]:
    array: np.ndarray[Any, Any] = tensor.detach().float().cpu().numpy()
    return array


def _norm(spec: Any, norm: nn.LayerNorm) -> None:
    spec.gamma, spec.beta = _array(norm.weight), _array(norm.bias)


def _linear(spec: Any, *layers: nn.Linear) -> None:
    """One layer, or several that read the same states as one."""
    spec.weight = np.concatenate([_array(layer.weight) for layer in layers])
    spec.bias = np.concatenate([_array(layer.bias) for layer in layers])


def _self_attention(spec: Any, attention: Attention, norm: nn.LayerNorm) -> None:
    _norm(spec.layer_norm, norm)
    _linear(spec.linear[0], attention.query, attention.key, attention.value)
    _linear(spec.linear[1], attention.output)


def _cross_attention(spec: Any, attention: Attention, norm: nn.LayerNorm) -> None:
    _norm(spec.layer_norm, norm)
    _linear(spec.linear[0], attention.query)
    _linear(spec.linear[1], attention.key, attention.value)
    _linear(spec.linear[2], attention.output)


def _feed_forward(spec: Any, feed: FeedForward, norm: nn.LayerNorm) -> None:
    _norm(spec.layer_norm, norm)
    _linear(spec.linear_0, feed.inner)
    _linear(spec.linear_1, feed.outer)


def metadata(name: str, version: str, licence: str, languages: Sequence[str], annotation: bool) -> dict[str, Any]:
    """What metadata.json says; `targets` and `features` are Dragoman's own keys."""
    return {
        "type": "translate",
        "name": name,
        "package_version": version,
        "argos_version": "1.9",
        "from_code": "en",
        "from_name": "English",
        "targets": [{"code": code, "name": NAMES[code], "target_prefix": TAGS[code]} for code in languages],
        "features": [ANNOTATION] if annotation else [],
        "licence": licence,
    }


def export(model: Transformer, subwords: Path, out: Path, facts: dict[str, Any], quantization: str | None) -> None:
    """Write the package. Raises ValueError where model and subword model do not belong together."""
    vocabulary = Subwords(subwords).vocabulary()
    if len(vocabulary) != model.shape.vocabulary:
        raise ValueError(f"the model has {model.shape.vocabulary} pieces, {subwords} has {len(vocabulary)}")
    spec = specification(model, vocabulary)
    spec.validate()
    spec.optimize(quantization=quantization)
    directory = out / "model"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    spec.save(str(directory))
    shutil.copyfile(subwords, out / "sentencepiece.model")
    (out / "metadata.json").write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Export as the command line says."""
    parser = argparse.ArgumentParser(prog="training.export", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--weights", type=Path, required=True, nargs="+", help="what training.train wrote to --out; of several the mean"
    )
    parser.add_argument("--subwords", type=Path, required=True, help="spm.model of training.prepare")
    parser.add_argument("--out", type=Path, required=True, help="directory of the package")
    parser.add_argument("--name", default="en-ruzh")
    parser.add_argument("--version", required=True)
    parser.add_argument("--licence", default="MIT")
    parser.add_argument("--readme", type=Path, help="goes into the package as README.md")
    parser.add_argument("--languages", nargs="+", choices=sorted(TAGS), default=list(TAGS))
    parser.add_argument("--quantization", default="int8", help="of CTranslate2; float32 for none")
    parser.add_argument("--no-annotation", action="store_true", help="the model does not follow given lemmas well")
    options = parser.parse_args(arguments)
    facts = metadata(options.name, options.version, options.licence, options.languages, not options.no_annotation)
    quantization = None if options.quantization == "float32" else options.quantization
    export(weights.mean(options.weights), options.subwords, options.out, facts, quantization)
    if options.readme:
        shutil.copyfile(options.readme, options.out / "README.md")


if __name__ == "__main__":
    main()
