# SPDX-License-Identifier: Apache-2.0
"""Stochastic collapse: a large step draws hidden units to zero where the noise of their gradients outweighs their use.

A network of linear units, each reading one input: f(x) = sum_j a_j w_j x_j, taught y = sum_j beta_j x_j + noise, one
example a step. Near zero a unit's a + w is multiplied by 1 + rate x_j r every step, r being the residual, so that it
vanishes if the mean logarithm of this factor is negative: if beta_j < beta*, about rate E[r^2] / 2. The theory's only
measured input is the mean squared residual, twice the loss that any training logs.
Source: Chen et al., "Stochastic Collapse", NeurIPS 2023, arXiv 2306.04251 (section 3: attractivity of invariant sets).
"""

import numpy as np

from koopwatch import charges
from validation.mechanics.record import Array, Claim, Experiment, Log, Seen

SOURCE = "Chen et al., arXiv 2306.04251"
SEEDS = range(200, 206)
USES = np.geomspace(0.03, 1.0, 24)  # beta, what each unit is good for
NOISE = 3.0  # deviation of the targets' noise
LARGE, SMALL = 0.03, 0.002


def gradient(w: Array, a: Array, inputs: Array, target: float) -> tuple[float, Array, Array]:
    """Half the squared error of one example, and its gradients by w and by a."""
    residual = target - (a * w) @ inputs
    return float(0.5 * residual**2), -residual * inputs * a, -residual * inputs * w


def exponent(use: float, rate: float, residual: float, draws: int = 200_000) -> float:
    """Mean log |1 + rate x r| near zero, where r = use x + a rest that does not depend on x; residual: E[r^2]."""
    rng = np.random.default_rng(14)
    x = rng.standard_normal(draws)
    r = use * x + np.sqrt(max(residual - use**2, 0)) * rng.standard_normal(draws)
    return float(np.log(np.abs(1 + rate * x * r)).mean())


def threshold(rate: float, residual: float) -> float:
    """The use at which the exponent changes its sign, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (low, middle) if exponent(middle, rate, residual) > 0 else (middle, high)
    return high


def train(seed: int, rate: float, steps: int, every: int) -> Log:
    """Rows are all weights, published every so many steps; the loss is their mean since the row before."""
    rng = np.random.default_rng([seed, 15])
    w, a = (np.sqrt(USES) * np.exp(0.1 * rng.standard_normal(len(USES))) for _ in range(2))
    log, losses = Log(), []
    for step in range(steps + 1):
        inputs = rng.standard_normal(len(USES))
        loss, by_w, by_a = gradient(w, a, inputs, float(USES @ inputs + NOISE * rng.standard_normal()))
        losses.append(loss)
        if step % every == 0:
            counts = {
                "vanishing_units": charges.vanishing_units(np.diag(w), np.diag(a)),
                "redundant_units": charges.redundant_units(np.diag(w), np.diag(a)),
                "hidden_units": len(w),
            }
            log.row(step, np.concatenate([w, a]), loss=float(np.mean(losses)), **counts)
            losses = []
        w, a = w - rate * by_w, a - rate * by_a
    return log


def predicted(log: Log, rate: float) -> float:
    """Units that are to vanish, from the loss of the last third alone."""
    residual = 2 * float(np.mean(log.scalars["loss"][-len(log.steps) // 3 :]))
    return float((threshold(rate, residual) > USES).sum())


def experiment(seeds: range = SEEDS, steps: int = 12_000) -> Experiment:
    """The same training at a large and at a small step."""
    found = Experiment("Stochastic collapse")
    for name, rate, every in (("large", LARGE, 10), ("small", SMALL, 20)):
        runs = [f"collapse-{name}-{seed}" for seed in seeds]
        length = steps if name == "large" else 2 * steps
        for run, seed in zip(runs, seeds, strict=True):
            found.logs[run] = train(seed, rate, length, every)
        found.claims.append(
            Claim(
                f"collapse-{name}",
                f"So many of 24 units vanish at rate {rate}",
                "units with E log |1 + rate x r| < 0, r as large as the loss says",
                SOURCE,
                "vanishing_units",
                "difference",
                -3,
                3,
                [Seen(run, predicted(found.logs[run], rate), 2 * length // 3, length) for run in runs],
            )
        )
    return found
