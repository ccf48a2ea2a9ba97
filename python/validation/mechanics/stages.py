# SPDX-License-Identifier: Apache-2.0
"""Learning in stages: a deep linear network learns the modes of its task one after another, each at its own time.

Two layers, whitened inputs, squared error, from small weights: the strength of a mode of singular value s follows
a(t) = s / (1 + (s / a0 - 1) exp(-2 s t)), t = rate times steps, and reaches s / 2 at ln(s / a0 - 1) / (2 s). Its a0 is
that part of the start that grows, |(W1^T v + W2 u) / 2|^2 for input direction v and output direction u.
Source: Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural
networks", ICLR 2014, arXiv 1312.6120. From a = s / 3, where sqrt(a) (s - a) is largest, the peak of the update energy.
"""

import math
from itertools import pairwise

import numpy as np

from validation.mechanics.record import Array, Claim, Experiment, Log, Seen

SOURCE = "Saxe et al., arXiv 1312.6120"
SEEDS = range(200, 208)
MODES = (4.0, 2.0, 1.0)
SIZE, HIDDEN, RATE, SMALL = 8, 16, 0.004, 1e-3
NOISE = 0.002  # of each element of a gradient, where there is any
NEAR = 100  # steps


def task(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Input directions [SIZE, modes], output directions, and the map [SIZE, SIZE] that is to be learnt."""
    into, out = (np.linalg.qr(rng.standard_normal((SIZE, SIZE)))[0][:, : len(MODES)] for _ in range(2))
    return into, out, into @ np.diag(MODES) @ out.T


def gradient(first: Array, second: Array, target: Array) -> tuple[float, Array, Array]:
    """Of |first second - target|^2 / 2: the mean loss over whitened inputs."""
    error = first @ second - target
    return 0.5 * float(np.sum(error**2)), error @ second.T, first.T @ error


def growing(first: Array, second: Array, into: Array, out: Array) -> Array:
    """[modes] a0."""
    found: Array = np.square((first.T @ into + second @ out) / 2).sum(axis=0)
    return found


def half_time(strength: float, a0: float) -> float:
    """Steps until the mode is half learnt."""
    return math.log(strength / a0 - 1) / (2 * strength * RATE)


def peak_time(strength: float, a0: float) -> float:
    """Steps until its updates are largest."""
    return math.log((strength / a0 - 1) / 2) / (2 * strength * RATE)


def train(seed: int, steps: int, noise: float) -> tuple[Log, Array]:
    """The run, and a0 of its modes; noise: deviation of what is added to each gradient, as minibatches would."""
    rng = np.random.default_rng([seed, 19])
    into, out, target = task(rng)
    first, second = SMALL * rng.standard_normal((SIZE, HIDDEN)), SMALL * rng.standard_normal((HIDDEN, SIZE))
    a0 = growing(first, second, into, out)
    log = Log()
    for step in range(steps):
        strengths = np.diag(into.T @ first @ second @ out)
        loss, by_first, by_second = gradient(first, second, target)
        named = {f"learnt_{i + 1}": float(a / s) for i, (a, s) in enumerate(zip(strengths, MODES, strict=True))}
        log.row(step, np.concatenate([first.ravel(), second.ravel()]), loss=loss, **named)
        first = first - RATE * (by_first + noise * rng.standard_normal(first.shape))
        second = second - RATE * (by_second + noise * rng.standard_normal(second.shape))
    return log, a0


def experiment(seeds: range = SEEDS, steps: int = 3000) -> Experiment:
    """Without noise, as the theory has it, and with some, as trainings have it."""
    found = Experiment("Learning in stages")
    halves: list[list[Seen]] = [[] for _ in MODES]
    peaks: list[list[Seen]] = [[] for _ in MODES]
    growth: list[Seen] = []
    said: dict[str, list[Seen]] = {"plain": [], "noisy": []}
    for seed in seeds:
        for kind, seen in said.items():
            run = f"stages-{kind}-{seed}"
            found.logs[run], a0 = train(seed, steps, NOISE if kind == "noisy" else 0.0)
            times = [peak_time(s, a) for s, a in zip(MODES, a0, strict=True)]
            seen += [Seen(run, 1.0, round(t) - NEAR, round(t) + NEAR) for t in times]
            if kind == "plain":
                between = [0, *((a + b) / 2 for a, b in pairwise(times)), steps]
                for i, (low, high) in enumerate(pairwise(between)):
                    halves[i].append(Seen(run, half_time(MODES[i], a0[i]), 0, steps))
                    peaks[i].append(Seen(run, times[i], round(low), round(high)))
                growth.append(Seen(run, 1 + RATE * MODES[0], round(0.3 * times[0]), round(0.8 * times[0])))
    found.claims += [
        Claim("stage-growth", "Before the first stage the leading eigenvalue is its growth", "1 + rate s",
              SOURCE, "leading_eigenvalue", "difference", -0.001, 0.001, growth),
        *(_timed(i, "half", "is half learnt", f"half learnt_{i + 1}", halves[i]) for i in range(len(MODES))),
        *(_timed(i, "peak", "is a peak of the update energy", "peak update_energy", peaks[i])
          for i in range(len(MODES))),
        *(Claim(f"stage-alarm-{kind}", f"An alert or a note within {NEAR} steps of each stage, {kind} gradients",
                "each stage is a transition", SOURCE, "events", "value", 1.0, None, seen)
          for kind, seen in said.items()),
    ]  # fmt: skip
    return found


def _timed(mode: int, name: str, what: str, gauge: str, seen: list[Seen]) -> Claim:
    theory = "ln(s / a0 - 1) / (2 s rate)" if name == "half" else "ln((s / a0 - 1) / 2) / (2 s rate)"
    text = f"The mode of singular value {MODES[mode]:g} {what} at the step that theory says"
    return Claim(f"stage-{mode + 1}-{name}", text, theory, SOURCE, gauge, "ratio", 0.95, 1.05, seen)
