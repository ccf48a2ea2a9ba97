# SPDX-License-Identifier: Apache-2.0
"""The architectures whose gradients are torch's: convolutions with batch norm, a GRU, attention."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch.nn import functional as f

from validation.data import ALPHABET, CONTEXT
from validation.nets import Array, Parameter, views

torch.set_num_threads(1)


class TorchNet:
    """A network whose gradient torch computes; subclasses say what they put out."""

    def __init__(self, parameters: list[Parameter]) -> None:
        self.parameters: Sequence[Parameter] = parameters

    def outputs(self, pieces: list[Any], inputs: Any) -> Any:
        """[batch, classes] of the weights' pieces and a batch."""
        raise NotImplementedError

    def loss(self, weights: Array, inputs: Array, targets: Array) -> tuple[float, Array]:
        """The mean cross-entropy of a batch, and its gradient."""
        flat = torch.from_numpy(weights).detach().clone().requires_grad_()
        outputs = self.outputs(views(self.parameters, flat), torch.from_numpy(inputs))
        loss = f.cross_entropy(outputs, torch.from_numpy(targets))
        (gradient,) = torch.autograd.grad(loss, flat)
        return float(loss.detach()), np.asarray(gradient.numpy())


class Convolutions(TorchNet):
    """Two 3 x 3 convolutions with batch norm and a dense layer, on the digits."""

    def __init__(self, channels: int) -> None:
        c = channels
        super().__init__(
            [
                Parameter("conv1.weight", (c, 1, 3, 3), 0, 9),
                Parameter("norm1.weight", (c,), 1, 0, 1.0),
                Parameter("norm1.bias", (c,), 1),
                Parameter("conv2.weight", (2 * c, c, 3, 3), 2, 9 * c),
                Parameter("norm2.weight", (2 * c,), 3, 0, 1.0),
                Parameter("norm2.bias", (2 * c,), 3),
                Parameter("dense.weight", (10, 8 * c), 4, 8 * c),
                Parameter("dense.bias", (10,), 4),
            ]
        )

    def outputs(self, pieces: list[Any], inputs: Any) -> Any:
        """Statistics are the batch's own, as in training."""
        conv1, scale1, bias1, conv2, scale2, bias2, weight, bias = pieces
        h = f.conv2d(inputs.reshape(-1, 1, 8, 8), conv1, padding=1, stride=2)
        h = f.relu(f.batch_norm(h, None, None, scale1, bias1, training=True))
        h = f.conv2d(h, conv2, padding=1, stride=2)
        h = f.relu(f.batch_norm(h, None, None, scale2, bias2, training=True))
        return f.linear(h.flatten(1), weight, bias)


class Recurrent(TorchNet):
    """A gated recurrent unit on characters."""

    def __init__(self, width: int) -> None:
        letters, w = len(ALPHABET), width
        super().__init__(
            [
                Parameter("embedding", (letters, 8), 0, 1),
                Parameter("gru.input", (3 * w, 8), 1, 8),
                Parameter("gru.hidden", (3 * w, w), 2, w),
                Parameter("gru.bias", (3 * w,), 2),
                Parameter("dense.weight", (letters, w), 3, w),
                Parameter("dense.bias", (letters,), 3),
            ]
        )

    def outputs(self, pieces: list[Any], inputs: Any) -> Any:
        """Of the state after the last character."""
        embedding, of_input, of_state, bias, weight, bias_out = pieces
        letters = f.linear(embedding[inputs], of_input, bias)
        state = torch.zeros(len(inputs), of_state.shape[1])
        for t in range(CONTEXT):
            reset_in, update_in, new_in = letters[:, t].chunk(3, dim=1)
            reset, update, new = f.linear(state, of_state).chunk(3, dim=1)
            keep = torch.sigmoid(update_in + update)
            candidate = torch.tanh(new_in + torch.sigmoid(reset_in + reset) * new)
            state = keep * state + (1 - keep) * candidate
        return f.linear(state, weight, bias_out)


class Attention(TorchNet):
    """One block of causal attention of two heads with layer norm, on characters."""

    HEADS = 2

    def __init__(self, width: int) -> None:
        letters, w = len(ALPHABET), width
        super().__init__(
            [
                Parameter("embedding", (letters, w), 0, 4),
                Parameter("position", (CONTEXT, w), 0, 25),
                Parameter("norm1.weight", (w,), 1, 0, 1.0),
                Parameter("norm1.bias", (w,), 1),
                Parameter("attention.in", (3 * w, w), 1, w),
                Parameter("attention.out", (w, w), 1, w),
                Parameter("norm2.weight", (w,), 2, 0, 1.0),
                Parameter("norm2.bias", (w,), 2),
                Parameter("mlp.up", (2 * w, w), 2, w),
                Parameter("mlp.down", (w, 2 * w), 2, 2 * w),
                Parameter("dense.weight", (letters, w), 3, w),
                Parameter("dense.bias", (letters,), 3),
            ]
        )

    def outputs(self, pieces: list[Any], inputs: Any) -> Any:
        """Of the last place."""
        embedding, position, n1, b1, to_heads, from_heads, n2, b2, up, down, weight, bias = pieces
        x = embedding[inputs] + position
        width = x.shape[-1]
        heads = f.linear(f.layer_norm(x, (width,), n1, b1), to_heads)
        q, k, v = (part.reshape(len(x), CONTEXT, self.HEADS, -1).transpose(1, 2) for part in heads.chunk(3, dim=2))
        mixed = f.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + f.linear(mixed.transpose(1, 2).reshape(x.shape), from_heads)
        x = x[:, -1]
        x = x + f.linear(f.gelu(f.linear(f.layer_norm(x, (width,), n2, b2), up)), down)
        return f.linear(x, weight, bias)
