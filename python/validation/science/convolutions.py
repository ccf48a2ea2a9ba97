# SPDX-License-Identifier: Apache-2.0
"""A LeNet-like network and a small residual one, with gradients by hand, in NumPy; images are [n, height, width]."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from validation.nets import Array, Parameter, loss_and_slope, views

Back = Callable[[Array], Array]  # from the slope of a layer's output to that of its input
SIDE = 3  # of every kernel


class Tape:
    """A forward pass that remembers how to go back; `gradients` by the place of the parameter."""

    def __init__(self, pieces: Sequence[Array]) -> None:
        self.pieces = pieces
        self.gradients: list[Array] = [np.zeros_like(piece) for piece in pieces]

    def convolve(self, x: Array, at: int) -> tuple[Array, Back]:
        """Kernel and bias are parameters `at` and `at + 1`; x [n, h, w, c], zeros around it, stride 1."""
        kernel, bias = self.pieces[at], self.pieces[at + 1]
        n, h, w, c = x.shape
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
        patches = np.lib.stride_tricks.sliding_window_view(padded, (SIDE, SIDE), axis=(1, 2))
        columns = patches.transpose(0, 1, 2, 4, 5, 3).reshape(n * h * w, -1)
        flat = kernel.reshape(-1, kernel.shape[-1])

        def back(slope: Array) -> Array:
            rows = slope.reshape(n * h * w, -1)
            self.gradients[at] += (columns.T @ rows).reshape(kernel.shape)
            self.gradients[at + 1] += rows.sum(axis=0)
            of_columns = (rows @ flat.T).reshape(n, h, w, SIDE, SIDE, c)
            of_padded = np.zeros_like(padded)
            for i in range(SIDE):
                for j in range(SIDE):
                    of_padded[:, i : i + h, j : j + w] += of_columns[:, :, :, i, j]
            return of_padded[:, 1:-1, 1:-1]

        return (columns @ flat + bias).reshape(n, h, w, -1), back

    def dense(self, x: Array, at: int) -> tuple[Array, Back]:
        """Matrix and bias are parameters `at` and `at + 1`; x [n, features]."""
        matrix, bias = self.pieces[at], self.pieces[at + 1]

        def back(slope: Array) -> Array:
            self.gradients[at] += x.T @ slope
            self.gradients[at + 1] += slope.sum(axis=0)
            return np.asarray(slope @ matrix.T)

        return x @ matrix + bias, back


def relu(x: Array) -> tuple[Array, Back]:
    """max(x, 0)."""
    return np.maximum(x, 0), lambda slope: slope * (x > 0)


def halve(x: Array) -> tuple[Array, Back]:
    """Means of squares of two by two."""
    n, h, w, c = x.shape

    def back(slope: Array) -> Array:
        return np.asarray(np.repeat(np.repeat(slope, 2, axis=1), 2, axis=2) / 4)

    return x.reshape(n, h // 2, 2, w // 2, 2, c).mean(axis=(2, 4)), back


class Convolutional:
    """What both networks share: a chain of layers, the loss, the gradient."""

    parameters: Sequence[Parameter]

    def _chain(self, tape: Tape, x: Array) -> tuple[Array, list[Back]]:
        raise NotImplementedError

    def loss(self, weights: Array, inputs: Array, targets: Array) -> tuple[float, Array]:
        """The mean cross-entropy of a batch, and its gradient; flat."""
        tape = Tape(views(self.parameters, weights))
        outputs, backs = self._chain(tape, inputs[..., None])
        loss, slope = loss_and_slope(outputs, targets)
        for back in reversed(backs):
            slope = back(slope)
        return loss, np.concatenate([g.ravel() for g in tape.gradients])


def _layer(name: str, layer: int, *shape: int) -> list[Parameter]:
    """Weights of variance 2 / inputs at `initial`'s gain of sqrt 2, and biases."""
    return [
        Parameter(f"{name}.weight", shape, layer, int(np.prod(shape[:-1]))),
        Parameter(f"{name}.bias", shape[-1:], layer),
    ]


class LeNet(Convolutional):
    """Two convolutions, each halved, and three dense layers (LeCun et al. 1998), for images of 8 x 8 or 28 x 28."""

    def __init__(self, side: int = 8) -> None:
        flat = 16 * (side // 4) ** 2
        self.parameters = [
            *_layer("conv1", 0, SIDE, SIDE, 1, 6),
            *_layer("conv2", 1, SIDE, SIDE, 6, 16),
            *_layer("dense1", 2, flat, 120),
            *_layer("dense2", 3, 120, 84),
            *_layer("dense3", 4, 84, 10),
        ]

    def _chain(self, tape: Tape, x: Array) -> tuple[Array, list[Back]]:
        backs: list[Back] = []

        def take(step: tuple[Array, Back]) -> Array:
            backs.append(step[1])
            return step[0]

        for at in (0, 2):
            x = take(halve(take(relu(take(tape.convolve(x, at))))))
        shape = x.shape
        x = take((x.reshape(len(x), -1), lambda slope: slope.reshape(shape)))
        for at in (4, 6):
            x = take(relu(take(tape.dense(x, at))))
        return take(tape.dense(x, 8)), backs


class Residual(Convolutional):
    """A convolution, halved, three blocks of two that add to their input, halved before the last, the mean over
    places, a dense layer; without batch norm, the last convolution of a block starting at a tenth of its size.
    """

    BLOCKS = 3

    def __init__(self, side: int = 8, channels: int = 8) -> None:
        c = channels
        convolutions = [p for i in range(2 * self.BLOCKS) for p in _layer(f"conv{i + 1}", i + 1, SIDE, SIDE, c, c)]
        last = 2 * self.BLOCKS + 1
        self.parameters = [*_layer("conv0", 0, SIDE, SIDE, 1, c), *convolutions, *_layer("dense", last, c, 10)]

    def damped(self, weights: Array) -> Array:
        """The start with the second convolution of every block at a tenth."""
        damped = weights.copy()
        pieces = views(self.parameters, damped)
        for block in range(self.BLOCKS):
            pieces[4 * block + 4] *= 0.1
        return damped

    def _chain(self, tape: Tape, x: Array) -> tuple[Array, list[Back]]:
        x, convolved = tape.convolve(x, 0)
        x, bent = relu(x)
        x, halved = halve(x)
        backs = [convolved, bent, halved]
        for block in range(self.BLOCKS):
            x, back = self._block(tape, x, 4 * block + 2)
            backs.append(back)
            if block == 1:
                x, back = halve(x)
                backs.append(back)
        n, h, w, c = x.shape
        backs.append(lambda slope: np.broadcast_to(slope[:, None, None] / (h * w), (n, h, w, c)))
        x, back = tape.dense(x.mean(axis=(1, 2)), len(self.parameters) - 2)
        return x, [*backs, back]

    @staticmethod
    def _block(tape: Tape, x: Array, at: int) -> tuple[Array, Back]:
        first, back1 = tape.convolve(x, at)
        bent, back2 = relu(first)
        second, back3 = tape.convolve(bent, at + 2)
        out, back4 = relu(x + second)

        def back(slope: Array) -> Array:
            slope = back4(slope)
            return np.asarray(slope + back1(back2(back3(slope))))

        return out, back


NETWORKS: dict[str, Any] = {"lenet": LeNet, "residual": Residual}
