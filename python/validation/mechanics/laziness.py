# SPDX-License-Identifier: Apache-2.0
"""Lazy and rich: the same network and start, its output times alpha, learns with or without features.

f(x) = alpha (n(x) - n_0(x)), n a tanh network, the loss divided by alpha^2. For large alpha the network moves as its
linearisation does, towards the nearest weights that fit: |J^+ y| / alpha at the end, J the Jacobian of n at the start.
Source: Chizat, Oyallon, Bach, "On Lazy Training in Differentiable Programming", NeurIPS 2019, arXiv 1812.07956.
"""

import numpy as np

from koopwatch import charges
from validation.mechanics.record import Array, Claim, Experiment, Generator, Log, Seen

SOURCE = "Chizat et al., arXiv 1812.07956"
SEEDS = range(200, 206)
EXAMPLES, FEATURES, WIDTH = 12, 6, 100
ALPHAS = {"lazy": 100.0, "middle": 3.0, "rich": 0.05}
FITTED = 1e-4  # of the loss at the start: then the training is over


def start(rng: Generator) -> Array:
    """[FEATURES WIDTH + WIDTH]: incoming weights, outgoing weights."""
    return np.concatenate(
        [rng.standard_normal(FEATURES * WIDTH) / np.sqrt(FEATURES), rng.standard_normal(WIDTH) / np.sqrt(WIDTH)]
    )


def outputs(p: Array, inputs: Array) -> tuple[Array, Array]:
    """n at [n] inputs, and its Jacobian [n, weights]."""
    enter, leave = p[: FEATURES * WIDTH].reshape(FEATURES, WIDTH), p[FEATURES * WIDTH :]
    hidden = np.tanh(inputs @ enter)
    slope = (1 - hidden**2) * leave
    by_enter = inputs[:, :, None] * slope[:, None, :]
    return hidden @ leave, np.concatenate([by_enter.reshape(len(inputs), -1), hidden], axis=1)


def problem(seed: int) -> tuple[Array, Array, Array]:
    """Weights at the start, inputs, targets of mean square 1."""
    rng = np.random.default_rng([seed, 16])
    p, inputs, targets = start(rng), rng.standard_normal((EXAMPLES, FEATURES)), rng.standard_normal(EXAMPLES)
    return p, inputs, targets / np.sqrt(np.mean(targets**2))


def step_size(jacobian: Array, alpha: float) -> float:
    """Half of what the linearised network's sharpest direction takes; less where the weights, and it, have to grow."""
    return float(0.5 / np.linalg.eigvalsh(jacobian @ jacobian.T / EXAMPLES)[-1] * min(1.0, alpha))


def linearised(seed: int, alpha: float, steps: int) -> float:
    """How far the linearised network is after so many steps, over the length of its start."""
    p, inputs, targets = problem(seed)
    _, jacobian = outputs(p, inputs)
    u, s, _ = np.linalg.svd(jacobian, full_matrices=False)
    left = (1 - step_size(jacobian, alpha) * s**2 / EXAMPLES) ** steps
    return float(np.linalg.norm((1 - left) / s * (u.T @ targets)) / alpha / np.linalg.norm(p))


def train(seed: int, alpha: float, most: int = 40_000, rows: int = 1000) -> Log:
    """Gradient descent until the loss is FITTED of its start; rows are all weights, thinned to at most so many."""
    p, inputs, targets = problem(seed)
    n0, jacobian = outputs(p, inputs)
    rate = step_size(jacobian, alpha)
    p0, path = p, []
    for _ in range(most):
        n, jacobian = outputs(p, inputs)
        error = n - n0 - targets / alpha
        loss = 0.5 * float(np.mean(error**2)) * alpha**2
        path.append((p, loss))
        if loss < FITTED * path[0][1]:
            break
        p = p - rate * jacobian.T @ error / EXAMPLES
    log = Log()
    stride = -(-len(path) // rows)
    for step in range((len(path) - 1) % stride, len(path), stride):  # the last one is there
        at, loss = path[step]
        log.row(step, at, loss=loss, distance_from_init_ratio=charges.distance_ratio(at, p0))
    return log


def experiment(seeds: range = SEEDS) -> Experiment:
    """Large and small outputs."""
    found = Experiment("Lazy and rich")
    gauge = "distance_from_init_ratio"
    for name, alpha in ALPHAS.items():
        for seed in seeds:
            found.logs[f"{name}-{seed}"] = train(seed, alpha)
    lazy, middle, rich = ([_end(found, n, s, a) for s in seeds] for n, a in ALPHAS.items())
    formula = "|J^+ (1 - (1 - rate K)^t) y| / (alpha |p0|), K = J J^T / n"
    found.claims += [
        Claim("lazy-distance", "At alpha 100 the weights go as far as those of the linearised network", formula,
              SOURCE, gauge, "ratio", 0.98, 1.02, lazy),
        Claim("middle-distance", "At alpha 3 they still nearly do", formula, SOURCE, gauge, "ratio", 0.8, 1.25, middle),
        Claim("rich-distance", "At alpha 0.05 it would go a ninth farther", formula, SOURCE, gauge,
              "ratio", None, 0.9, rich),
        Claim("rich-order-one", "At alpha 0.05 the way is as long as the weights themselves", "of order one", SOURCE,
              gauge, "value", 0.5, None, rich),
    ]  # fmt: skip
    return found


def _end(found: Experiment, name: str, seed: int, alpha: float) -> Seen:
    last = found.logs[f"{name}-{seed}"].steps[-1]
    return Seen(f"{name}-{seed}", linearised(seed, alpha, last), last, last)
