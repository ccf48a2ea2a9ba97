# SPDX-License-Identifier: Apache-2.0
"""The transformer of modular addition (Nanda et al., arXiv 2301.05217) with its gradient by hand, in NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from validation.nets import Array, Parameter, loss_and_slope, views

HEADS = 4


def _parameters(p: int, w: int) -> list[Parameter]:
    square = [Parameter(name, (w, w), 1, w) for name in ("key", "query", "value", "out")]
    return [
        Parameter("embed", (p + 1, w), 0, w),
        Parameter("place", (3, w), 0, w),
        *square,
        Parameter("mlp_in", (4 * w, w), 2, w),
        Parameter("mlp_in_bias", (4 * w,), 2),
        Parameter("mlp_out", (w, 4 * w), 3, w),
        Parameter("mlp_out_bias", (w,), 3),
        Parameter("unembed", (w, p + 1), 4, p + 1),
    ]


class ModularTransformer:
    """One layer, four heads, no normalisation; inputs [pair, 2] are a and b, the answer stands at the token '='.

    The same as python/examples/modular_addition.py: of attention and perceptron only what the last position needs is
    computed, and keys and values are those of the p + 1 tokens at each place, not of every pair.
    """

    def __init__(self, p: int, width: int = 128) -> None:
        self.p, self.width = p, width
        self.parameters: Sequence[Parameter] = _parameters(p, width)

    def piece(self, weights: Array, name: str) -> Array:
        """One named parameter of the flat vector."""
        names = [parameter.name for parameter in self.parameters]
        return np.asarray(views(self.parameters, weights)[names.index(name)])

    def outputs(self, weights: Array, pairs: Array) -> Array:
        """[pair, p + 1] logits."""
        return np.asarray(self._forward(weights, pairs)["logits"])

    def loss(self, weights: Array, inputs: Array, targets: Array) -> tuple[float, Array]:
        """The mean cross-entropy over the pairs, and its gradient; flat."""
        pass_ = self._forward(weights, inputs)
        loss, slope = loss_and_slope(pass_["logits"], targets)
        gradients = self._backward(views(self.parameters, weights), pass_, slope)
        return loss, np.concatenate([gradients[p.name].ravel() for p in self.parameters])

    def _forward(self, weights: Array, pairs: Array) -> dict[str, Any]:
        embed, place, key, query, value, out, m1, b1, m2, b2, unembed = views(self.parameters, weights)
        tokens = [embed + place[0], embed + place[1], embed[-1:] + place[2]]
        asked = self._split(tokens[2] @ query.T)  # [1, head, channel]
        keys = [self._split(x @ key.T) for x in tokens]
        values = [self._split(x @ value.T) for x in tokens]
        chosen = [pairs[:, 0], pairs[:, 1], np.zeros(len(pairs), dtype=int)]
        scores = np.stack([((k * asked).sum(-1) / k.shape[-1] ** 0.5)[i] for k, i in zip(keys, chosen, strict=True)])
        scores = np.exp(scores - scores.max(axis=0))
        share = scores / scores.sum(axis=0)  # [3, pair, head]
        seen = [v[i] for v, i in zip(values, chosen, strict=True)]
        mixed = sum(s[..., None] * v for s, v in zip(share, seen, strict=True)).reshape(len(pairs), -1)
        x = tokens[2] + mixed @ out.T
        hidden = np.maximum(x @ m1.T + b1, 0)
        z = x + hidden @ m2.T + b2
        return {
            "tokens": tokens,
            "asked": asked,
            "keys": keys,
            "chosen": chosen,
            "share": share,
            "seen": seen,
            "mixed": mixed,
            "x": x,
            "hidden": hidden,
            "z": z,
            "logits": z @ unembed,
        }

    def _backward(self, pieces: list[Any], at: dict[str, Any], slope: Array) -> dict[str, Array]:
        _, _, key, query, value, out, m1, _, m2, _, unembed = pieces
        of_z = slope @ unembed.T
        of_hidden = (of_z @ m2) * (at["hidden"] > 0)
        of_x = of_z + of_hidden @ m1
        of_mixed = self._split(of_x @ out)
        weighed = [(of_mixed * v).sum(-1) for v in at["seen"]]
        mean = sum(s * d for s, d in zip(at["share"], weighed, strict=True))
        of_asked = np.zeros_like(at["asked"])
        of_key, of_value, of_tokens = np.zeros_like(key), np.zeros_like(value), []
        for i, x in enumerate(at["tokens"]):
            gather = self._gather(at["chosen"][i], len(x), slope.dtype)
            score = gather @ (at["share"][i] * (weighed[i] - mean)) / at["asked"].shape[-1] ** 0.5  # [token, head]
            of_keys = (score[..., None] * at["asked"]).reshape(len(x), -1)
            of_asked += (score[..., None] * at["keys"][i]).sum(axis=0)
            of_values = gather @ (at["share"][i][..., None] * of_mixed).reshape(len(of_mixed), -1)
            of_key += of_keys.T @ x
            of_value += of_values.T @ x
            of_tokens.append(of_keys @ key + of_values @ value)
        asked = of_asked.reshape(1, -1)
        of_tokens[2] = of_tokens[2] + of_x.sum(axis=0) + asked @ query
        of_embed = of_tokens[0] + of_tokens[1]
        of_embed[-1:] += of_tokens[2]
        return {
            "embed": of_embed,
            "place": np.stack([t.sum(axis=0) for t in of_tokens]),
            "key": of_key,
            "query": asked.T @ at["tokens"][2],
            "value": of_value,
            "out": of_x.T @ at["mixed"],
            "mlp_in": of_hidden.T @ at["x"],
            "mlp_in_bias": of_hidden.sum(axis=0),
            "mlp_out": of_z.T @ at["hidden"],
            "mlp_out_bias": of_z.sum(axis=0),
            "unembed": at["z"].T @ slope,
        }

    @staticmethod
    def _gather(chosen: Array, tokens: int, dtype: Any) -> Array:
        """[token, pair]: 1 where the pair has the token; one product with it adds up over the pairs of each token."""
        gather = np.zeros((tokens, len(chosen)), dtype=dtype)
        gather[chosen, np.arange(len(chosen))] = 1
        return gather

    @staticmethod
    def _split(x: Array) -> Array:
        """[row, head, channel]."""
        return x.reshape(len(x), HEADS, -1)
