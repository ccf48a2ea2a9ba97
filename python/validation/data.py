# SPDX-License-Identifier: Apache-2.0
"""What the networks learn: the digits that ship with Koopwatch, teachers, and text; nothing is downloaded."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Generator = np.random.Generator

REPOSITORY = Path(__file__).resolve().parents[2]
DIGITS = REPOSITORY / "agent/src/main/resources/demo/digits.csv.gz"
TEXT = REPOSITORY / "LICENSE"
ALPHABET = "abcdefghijklmnopqrstuvwxyz ."
CONTEXT = 12  # characters that the next one is told from
TEACHER_INPUTS = 20
TEACHER_CLASSES = 5


@dataclass(frozen=True)
class Data:
    """Examples and their targets.

    inputs: [n, features] float32, or [n, CONTEXT] int64 places in the alphabet
    targets: [n] int64 classes, or [n, outputs] float32
    """

    inputs: Array
    targets: Array

    @property
    def classes(self) -> bool:
        """Whether the targets are classes."""
        return self.targets.ndim == 1

    def first(self, count: int) -> "Data":
        """Only so many examples."""
        return Data(self.inputs[:count], self.targets[:count])


def digits(rng: Generator) -> Data:
    """1,797 handwritten digits of 8 x 8 pixels in random order, pixels scaled to mean 0 and variance 1 overall."""
    with gzip.open(DIGITS, "rt") as lines:
        table = np.loadtxt(lines, delimiter=",", dtype=np.int64)
    table = table[rng.permutation(len(table))]
    pixels = table[:, :-1].astype(np.float32)
    return Data((pixels - pixels.mean()) / pixels.std(), table[:, -1])


def teacher_classes(rng: Generator) -> Data:
    """Classes that a random network gives to Gaussian inputs."""
    inputs, outputs = _teacher(rng, TEACHER_CLASSES)
    return Data(inputs, outputs.argmax(axis=1))


def teacher_values(rng: Generator) -> Data:
    """Three values that a random network gives to Gaussian inputs, with a little noise."""
    inputs, outputs = _teacher(rng, 3)
    noise = 0.1 * rng.standard_normal(outputs.shape)
    return Data(inputs, (outputs / outputs.std() + noise).astype(np.float32))


def _teacher(rng: Generator, outputs: int) -> tuple[Array, Array]:
    inputs = rng.standard_normal((4000, TEACHER_INPUTS)).astype(np.float32)
    hidden = np.tanh(inputs @ rng.standard_normal((TEACHER_INPUTS, 16)) / 2)
    return inputs, hidden @ rng.standard_normal((16, outputs))


def images(rng: Generator) -> Data:
    """The digits as their own targets, for auto-encoders."""
    inputs = digits(rng).inputs
    return Data(inputs, inputs)


def licence(rng: Generator) -> Data:
    """The next character of the repository's licence."""
    text = "".join(c if c in ALPHABET else " " for c in TEXT.read_text(encoding="utf-8").lower())
    return _contexts(rng, np.array([ALPHABET.index(c) for c in " ".join(text.split())]))


def babble(rng: Generator) -> Data:
    """The next character of a text in which each depends on the two before it."""
    chances = rng.dirichlet(np.full(len(ALPHABET), 0.05), size=(len(ALPHABET), len(ALPHABET)))
    sums = chances.cumsum(axis=2)
    text = [0, 1]
    for chance in rng.random(6000):
        text.append(min(int(np.searchsorted(sums[text[-2], text[-1]], chance)), len(ALPHABET) - 1))
    return _contexts(rng, np.array(text))


def _contexts(rng: Generator, text: Array) -> Data:
    windows = np.lib.stride_tricks.sliding_window_view(text, CONTEXT + 1)
    windows = windows[rng.permutation(len(windows))[:4000]]
    return Data(windows[:, :-1].copy(), windows[:, -1].copy())


SOURCES: dict[str, Callable[[Generator], Data]] = {
    "digits": digits,
    "teacher-classes": teacher_classes,
    "teacher-values": teacher_values,
    "images": images,
    "licence": licence,
    "babble": babble,
}


def with_label_noise(data: Data, share: float, rng: Generator) -> Data:
    """The targets of a share of the examples dealt out anew among them."""
    targets = data.targets.copy()
    chosen = rng.permutation(len(targets))[: int(share * len(targets))]
    targets[chosen] = targets[rng.permutation(chosen)]
    return replace(data, targets=targets)


def shifted(data: Data, how: str, rng: Generator) -> Data:
    """Other inputs: `negate`, `permute` the features, or `fade` them and add noise; letters are permuted."""
    inputs = data.inputs
    if inputs.dtype.kind == "i":
        return replace(data, inputs=rng.permutation(len(ALPHABET))[inputs])
    if how == "negate":
        moved = -inputs
    elif how == "permute":
        moved = inputs[:, rng.permutation(inputs.shape[1])]
    else:
        moved = (0.4 * inputs + 0.7 * rng.standard_normal(inputs.shape) + 0.5).astype(np.float32)
    return replace(data, inputs=moved)
