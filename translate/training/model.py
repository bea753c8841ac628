"""The network: a pre-norm Transformer with shared embeddings and one attention head that is taught to align.

Nothing in it goes beyond what CTranslate2 runs: ReLU, sinusoidal positions, no exotic attention.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from .subwords import PAD

MAX_POSITIONS = 512
_NEVER = -1e4  # a score that softmax takes for nothing, in half precision too


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a model: pieces, width, attention heads, inner width of the feed-forward blocks, layers."""

    vocabulary: int
    width: int = 512
    heads: int = 8
    inner: int = 2048
    encoder_layers: int = 6
    decoder_layers: int = 2


def sinusoids(positions: int, width: int) -> Tensor:
    """Position encodings: sines in the first half of the width, cosines in the second."""
    half = width // 2
    rates = torch.exp(torch.arange(half, dtype=torch.float64) * -(math.log(10_000) / (half - 1)))
    angles = torch.arange(positions, dtype=torch.float64)[:, None] * rates[None]
    return torch.cat([angles.sin(), angles.cos()], dim=1).float()


class Attention(nn.Module):
    """Scaled dot-product attention of several heads."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads, self.head_width = heads, width // heads
        self.query, self.key, self.value, self.output = (nn.Linear(width, width) for _ in range(4))

    def _split(self, states: Tensor) -> Tensor:
        batch, length, _ = states.shape
        return states.view(batch, length, self.heads, self.head_width).transpose(1, 2)

    def forward(self, states: Tensor, memory: Tensor, mask: Tensor | None = None, causal: bool = False) -> Tensor:
        """What each of `states` takes from `memory`; mask: True where it may look."""
        query, key, value = (
            self._split(self.query(states)),
            self._split(self.key(memory)),
            self._split(self.value(memory)),
        )
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask, is_causal=causal)
        return self.output(mixed.transpose(1, 2).flatten(2))  # type: ignore[no-any-return]

    def first_head(self, states: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        """The scores of head 0 before softmax: the head that CTranslate2 returns as alignment."""
        rows = slice(self.head_width)
        query = F.linear(states, self.query.weight[rows], self.query.bias[rows])
        key = F.linear(memory, self.key.weight[rows], self.key.bias[rows])
        scores = query @ key.transpose(1, 2) / math.sqrt(self.head_width)
        return scores.masked_fill(~mask[:, 0], _NEVER)


class FeedForward(nn.Module):
    """Two layers with a ReLU between."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.inner, self.outer = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, states: Tensor) -> Tensor:
        """Each state by itself."""
        return self.outer(F.relu(self.inner(states)))  # type: ignore[no-any-return]


class EncoderLayer(nn.Module):
    """Self-attention and feed-forward, each behind a norm."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.attention_norm, self.attention = nn.LayerNorm(shape.width), Attention(shape.width, shape.heads)
        self.feed_norm, self.feed = nn.LayerNorm(shape.width), FeedForward(shape.width, shape.inner)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """The next layer's states."""
        normed = self.attention_norm(states)
        states = states + self.dropout(self.attention(normed, normed, mask))
        return states + self.dropout(self.feed(self.feed_norm(states)))  # type: ignore[no-any-return]


class DecoderLayer(nn.Module):
    """Self-attention, attention to the source and feed-forward, each behind a norm."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.attention_norm, self.attention = nn.LayerNorm(shape.width), Attention(shape.width, shape.heads)
        self.cross_norm, self.cross = nn.LayerNorm(shape.width), Attention(shape.width, shape.heads)
        self.feed_norm, self.feed = nn.LayerNorm(shape.width), FeedForward(shape.width, shape.inner)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, memory: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """The next layer's states, and the states that asked the source."""
        normed = self.attention_norm(states)
        states = states + self.dropout(self.attention(normed, normed, causal=True))
        asking = self.cross_norm(states)
        states = states + self.dropout(self.cross(asking, memory, mask))
        return states + self.dropout(self.feed(self.feed_norm(states))), asking


class Transformer(nn.Module):
    """Encoder and decoder over one table of embeddings, which is the output layer too."""

    def __init__(self, shape: Shape, dropout: float = 0.0) -> None:
        super().__init__()
        self.shape = shape
        self.embeddings = nn.Embedding(shape.vocabulary, shape.width, padding_idx=PAD)
        self.register_buffer("positions", sinusoids(MAX_POSITIONS, shape.width), persistent=False)
        self.encoder = nn.ModuleList(EncoderLayer(shape, dropout) for _ in range(shape.encoder_layers))
        self.decoder = nn.ModuleList(DecoderLayer(shape, dropout) for _ in range(shape.decoder_layers))
        self.encoder_norm, self.decoder_norm = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)
        self.dropout = nn.Dropout(dropout)
        self._initialise()

    def _initialise(self) -> None:
        nn.init.normal_(self.embeddings.weight, 0.0, self.shape.width**-0.5)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)

    def grow_from(self, smaller: Transformer) -> None:
        """Take the weights of a model with as many encoder layers or fewer; a layer it lacks passes on what comes in.

        Raises ValueError where another size differs.
        """
        if replace(smaller.shape, encoder_layers=self.shape.encoder_layers) != self.shape or (
            smaller.shape.encoder_layers > self.shape.encoder_layers
        ):
            raise ValueError(f"sizes {smaller.shape} cannot grow to {self.shape}: only encoder layers can be added")
        self.load_state_dict(smaller.state_dict(), strict=False)
        for layer in self.encoder[smaller.shape.encoder_layers :]:
            assert isinstance(layer, EncoderLayer)
            nn.init.zeros_(layer.attention.output.weight)
            nn.init.zeros_(layer.feed.outer.weight)

    def size(self) -> int:
        """The number of parameters."""
        return sum(parameter.numel() for parameter in self.parameters())

    def matrices(self) -> list[Tensor]:
        """The hidden matrices: all but embeddings, norms and biases."""
        return [module.weight for module in self.modules() if isinstance(module, nn.Linear)]

    def _embed(self, numbers: Tensor) -> Tensor:
        scaled = self.embeddings(numbers) * math.sqrt(self.shape.width)
        return self.dropout(scaled + self.positions[: numbers.shape[1]])  # type: ignore[no-any-return, index]

    def forward(self, source: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Final decoder states, and the alignment head's scores [batch, target, source] before softmax."""
        mask = (source != PAD)[:, None, None, :]
        memory = self._embed(source)
        for layer in self.encoder:
            memory = layer(memory, mask)
        memory = self.encoder_norm(memory)
        states = self._embed(target)
        asking = states
        for layer in self.decoder:
            states, asking = layer(states, memory, mask)
        last = self.decoder[-1]
        assert isinstance(last, DecoderLayer)
        return self.decoder_norm(states), last.cross.first_head(asking, memory, mask)

    def logits(self, states: Tensor) -> Tensor:
        """Scores of all pieces."""
        return F.linear(states, self.embeddings.weight)
