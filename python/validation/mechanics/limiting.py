# SPDX-License-Identifier: Apache-2.0
"""The end of training: minibatch SGD on linear regression goes on moving, and how is known in closed form.

With Gaussian inputs of covariance diag(h), noise of variance s^2 in the targets and B fresh examples a step, the
deviation from the optimum is a linear map with noise of covariance (HSH + H tr(HS) + s^2 H) / B, S being its own
covariance. Mode by mode that is a 2 x 2 system in position and velocity, solved here for its stationary law.
Source: Kunin et al., "The Limiting Dynamics of SGD", Neural Computation 2024, arXiv 2107.09133, who take the noise as
s^2 H and time as continuous; the terms that they leave out are kept.
"""

from dataclasses import dataclass

import numpy as np

from validation.mechanics.record import Array, Claim, Experiment, Generator, Log, Seen

SOURCE = "Kunin et al., arXiv 2107.09133"
LAGS = np.array([1, 2, 3, 5, 8, 13, 21])  # those of the window's exponent, W = 100
SEEDS = range(200, 208)


@dataclass(frozen=True)
class Regression:
    """curvature: [d] variances of the inputs."""

    curvature: Array
    rate: float
    momentum: float
    batch: int = 8
    noise: float = 1.0

    def gradient(self, deviation: Array, rng: Generator) -> Array:
        """Of the mean of half the squared error over fresh examples."""
        inputs = rng.standard_normal((self.batch, len(self.curvature))) * np.sqrt(self.curvature)
        error = inputs @ deviation - self.noise * rng.standard_normal(self.batch)
        slope: Array = inputs.T @ error / self.batch
        return slope

    def operators(self) -> Array:
        """[d, 2, 2]: what a step does to (position, velocity) of a mode, without the noise."""
        pull = self.rate * self.curvature
        ones = np.ones_like(pull)
        return np.stack(
            [np.stack([ones - pull, self.momentum * ones], -1), np.stack([-pull, self.momentum * ones], -1)], -2
        )

    def covariances(self) -> Array:
        """[d, 2, 2] in the stationary state."""
        a = self.operators()
        system = np.eye(4) - np.einsum("nij,nkl->nikjl", a, a).reshape(-1, 4, 4)
        h = self.curvature
        s = np.zeros((len(h), 2, 2))
        for _ in range(500):  # the noise depends on the covariance; a contraction for stable steps
            variance = h * h * s[:, 0, 0] + h * (h @ s[:, 0, 0]) + self.noise**2 * h
            kick = (self.rate**2 * variance / self.batch)[:, None, None] * np.ones((2, 2))
            s = np.linalg.solve(system, kick.reshape(-1, 4, 1)).reshape(-1, 2, 2)
        return s

    def displacement(self, lags: Array) -> Array:
        """[lags] mean |x_{t+lag} - x_t|^2 of the positions."""
        s, a = self.covariances(), self.operators()
        later = [np.linalg.matrix_power(a, int(lag)) @ s for lag in lags]
        return np.array([2 * (s[:, 0, 0] - m[:, 0, 0]).sum() for m in later])

    def exponent(self) -> float:
        """Slope of the logarithms over the window's lags."""
        return float(np.polyfit(np.log(LAGS), np.log(self.displacement(LAGS)), 1)[0])

    def oscillation(self) -> float:
        """|(C - C^T) / 2| / |S| of rows (position times sqrt(rate h), velocity): energies of potential and motion."""
        scale = np.stack([np.sqrt(self.rate * self.curvature), np.ones_like(self.curvature)], -1)
        both = scale[:, :, None] * scale[:, None, :]
        s = both * self.covariances()
        c = both * (self.operators() @ self.covariances())
        turning = (c - c.transpose(0, 2, 1)) / 2
        return float(np.linalg.norm(turning) / np.linalg.norm(s))


def train(problem: Regression, seed: int, *, phase: bool, warm: int, steps: int) -> Log:
    """From the optimum's neighbourhood until the law is stationary, then what is published.

    phase: position and velocity in units of energy, else the position alone.
    """
    rng = np.random.default_rng([seed, 11])
    x = rng.standard_normal(len(problem.curvature)) / 10
    v = np.zeros_like(x)
    log = Log()
    scale = np.sqrt(problem.rate * problem.curvature)
    for step in range(warm + steps):
        v = problem.momentum * v - problem.rate * problem.gradient(x, rng)
        x = x + v
        if step >= warm:
            log.row(step, np.concatenate([scale * x, v]) if phase else x, loss=float(0.5 * problem.curvature @ x**2))
    return log


WIDE = np.geomspace(0.03, 1, 48)  # curvatures over one and a half decades
ALIKE = np.geomspace(0.4, 1, 16)
DIFFUSING = {
    "sgd": (Regression(WIDE, 0.3, 0.0), "SGD, rate 0.3"),
    "small-step": (Regression(WIDE, 0.02, 0.0), "SGD, rate 0.02, whose steps are nearly a random walk"),
    "momentum": (Regression(WIDE, 0.03, 0.9), "rate 0.03, momentum 0.9"),
}
TURNING = {
    "phase-0.9": (Regression(ALIKE, 0.1, 0.9), "momentum 0.9, rows (position, velocity)"),
    "phase-0.97": (Regression(ALIKE, 0.02, 0.97), "momentum 0.97, rows (position, velocity)"),
}


def experiment(seeds: range = SEEDS, steps: int = 1000) -> Experiment:
    """Exponents of diffusion, and circulation in phase space."""
    found = Experiment("Limiting dynamics")
    for name, (problem, text) in DIFFUSING.items():
        warm = int(10 / (problem.rate / (1 - problem.momentum) * problem.curvature.min()))
        runs = [f"diffusion-{name}-{seed}" for seed in seeds]
        for run, seed in zip(runs, seeds, strict=True):
            found.logs[run] = train(problem, seed, phase=False, warm=warm, steps=steps)
        found.claims.append(_diffusion(name, text, problem, runs, warm, warm + steps - 1))
    for name, (problem, text) in TURNING.items():
        runs = [f"{name}-{seed}" for seed in seeds]
        for run, seed in zip(runs, seeds, strict=True):
            found.logs[run] = train(problem, seed, phase=True, warm=2000, steps=steps)
        found.claims.append(_oscillation(name, text, problem, runs, 2000, 2000 + steps - 1))
    found.claims.append(_balance([f"diffusion-sgd-{seed}" for seed in seeds]))
    return found


def _diffusion(name: str, text: str, problem: Regression, runs: list[str], first: int, last: int) -> Claim:
    return Claim(
        f"diffusion-{name}",
        f"Displacements at the end of training grow as a power of the lag that is theory's: {text}",
        "slope of log sum_i 2 (S_i - (A_i^lag S_i)) over log lag, 1 to 21 steps",
        SOURCE,
        "diffusion_exponent",
        "difference",
        -0.05,
        0.05,
        [Seen(run, problem.exponent(), first, last) for run in runs],
    )


def _oscillation(name: str, text: str, problem: Regression, runs: list[str], first: int, last: int) -> Claim:
    return Claim(
        f"oscillation-{name.replace('.', '-')}",
        f"SGD circulates in phase space: {text}",
        "|(C - C^T) / 2| / |S|, C the covariance of a row with the next",
        SOURCE,
        "phase_oscillation",
        "difference",
        -0.05,
        0.05,
        [Seen(run, problem.oscillation(), first, last) for run in runs],
    )


def _balance(runs: list[str]) -> Claim:
    return Claim(
        "oscillation-none",
        "Without momentum, and with noise as the curvature, the positions alone do not circulate",
        "detailed balance: C is symmetric, the gauge 0",
        SOURCE,
        "phase_oscillation",
        "value",
        None,
        0.1,
        [Seen(run, 0.0, 0, 10**9) for run in runs],
    )
