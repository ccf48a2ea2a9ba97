# SPDX-License-Identifier: Apache-2.0
"""The edge of stability: full-batch gradient descent sharpens the loss until its curvature is 2 / rate.

There the steepest direction is multiplied by 1 - rate h = -1 every step: the weights flip, and the window has an
eigenvalue near -1. The sharpness is computed independently, by power iteration on Hessian-vector products.
Source: Cohen, Kaur, Li, Kolter, Talwalkar, "Gradient Descent on Neural Networks Typically Occurs at the Edge of
Stability", ICLR 2021, arXiv 2103.00065.
"""

import numpy as np

from validation.data import Data, digits
from validation.mechanics.record import Array, Claim, Experiment, Generator, Log, Seen

SOURCE = "Cohen et al., arXiv 2103.00065"
SEEDS = range(200, 204)
SHAPES = ((64, 20), (20, 20), (20, 10))
RATES = (0.8, 1.2)  # which 1,000 steps take to the edge
INPUT_SCALE = 4.0  # so that training starts flatter than 2 / rate


def start(rng: Generator) -> Array:
    """All weights, one matrix after another."""
    return np.concatenate([rng.standard_normal(a * b) / np.sqrt(a) for a, b in SHAPES])


def gradient(p: Array, inputs: Array, targets: Array) -> tuple[float, Array]:
    """Mean over examples of half the squared error, of a tanh network without biases."""
    matrices, at = [], 0
    for a, b in SHAPES:
        matrices.append(p[at : at + a * b].reshape(a, b))
        at += a * b
    values = [inputs]
    for i, matrix in enumerate(matrices):
        z = values[-1] @ matrix
        values.append(z if i == len(matrices) - 1 else np.tanh(z))
    slope = (values[-1] - targets) / len(inputs)
    loss = 0.5 * float(np.sum((values[-1] - targets) ** 2)) / len(inputs)
    found: list[Array] = []
    for i in reversed(range(len(matrices))):
        found.insert(0, (values[i].T @ slope).ravel())
        if i:
            slope = (slope @ matrices[i].T) * (1 - values[i] ** 2)
    return loss, np.concatenate(found)


def sharpness(p: Array, inputs: Array, targets: Array, direction: Array, steps: int) -> tuple[float, Array]:
    """Largest eigenvalue of the Hessian by power iteration from a direction; products by central differences."""
    size, value = 1e-4, 0.0
    for _ in range(steps):
        up = gradient(p + size * direction, inputs, targets)[1]
        down = gradient(p - size * direction, inputs, targets)[1]
        product = (up - down) / (2 * size)
        value = float(direction @ product)
        direction = product / np.linalg.norm(product)
    return value, direction


def train(data: Data, seed: int, rate: float, steps: int, every: int = 10) -> Log:
    """Rows are all weights; the sharpness is that of every tenth step, held until the next."""
    rng = np.random.default_rng([seed, 17])
    p, targets = start(rng), np.eye(10)[data.targets]
    inputs = (data.inputs - data.inputs.mean(axis=0)).astype(np.float64) / INPUT_SCALE
    direction = rng.standard_normal(len(p))
    direction /= np.linalg.norm(direction)
    log, sharp = Log(), 0.0
    for step in range(steps):
        if step % every == 0:
            sharp, direction = sharpness(p, inputs, targets, direction, 20 if step else 200)
        loss, g = gradient(p, inputs, targets)
        log.row(step, p, loss=loss, sharpness=sharp)
        p = p - rate * g
    return log


def experiment(seeds: range = SEEDS, steps: int = 1500) -> Experiment:
    """Two step sizes; the last third is judged."""
    found = Experiment("Edge of stability")
    sharp: list[Seen] = []
    flips: list[Seen] = []
    said: list[Seen] = []
    for seed in seeds:
        data = digits(np.random.default_rng([seed, 18])).first(150)
        for rate in RATES:
            run = f"edge-{rate}-{seed}"
            found.logs[run] = train(data, seed, rate, steps)
            sharp.append(Seen(run, 2 / rate, 2 * steps // 3, steps))
            flips.append(Seen(run, -1.0, 2 * steps // 3, steps))
            said.append(Seen(run, 1.0, 0, steps))
    found.claims += [
        Claim("edge-sharpness", "The sharpness (power iteration) stays at 2 / rate", "2 / rate", SOURCE,
              "sharpness", "ratio", 0.9, 1.1, sharp),
        Claim("edge-eigenvalue", "The window's most negative eigenvalue is -1", "1 - rate h at h = 2 / rate", SOURCE,
              "most_negative_eigenvalue", "difference", -0.1, 0.1, flips),
        Claim("edge-alarm", "The service says Oscillation", "period two", SOURCE, "events Oscillation", "value",
              1.0, None, said),
    ]  # fmt: skip
    return found
