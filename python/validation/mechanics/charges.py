# SPDX-License-Identifier: Apache-2.0
"""Conservation laws of the loss's symmetries, and how weight decay and finite steps break them.

A network with all three symmetries learns the digits: a layer before batch norm (scale), a pair of layers with ReLU
between (rescale), a last layer before a softmax (translation). Every step is theta - rate (g + decay theta).
Source: Kunin et al., "Neural Mechanics", ICLR 2021, arXiv 2012.04728: charges that are quadratic decay as
exp(-2 rate decay t) and are fed rate^2 times squared gradients; the linear one decays as exp(-rate decay t).
Equilibrium of the scale: Wan et al., "Spherical Motion Dynamics", NeurIPS 2021, arXiv 2006.08419.
"""

import math
from dataclasses import dataclass

import numpy as np

from koopwatch import charges
from validation.data import Data, digits
from validation.mechanics.record import Array, Claim, Experiment, Generator, Log, Seen
from validation.nets import loss_and_slope

SOURCE = "Kunin et al., arXiv 2012.04728"
SEEDS = range(200, 205)
WIDTH = 24

Weights = dict[str, Array]


def start(rng: Generator, features: int = 64, width: int = WIDTH, classes: int = 10) -> Weights:
    """normed: [features, width]; enter: [width, width]; leave: [width, classes]; bias: [classes]."""
    return {
        "normed": rng.standard_normal((features, width)) / np.sqrt(features),
        "enter": rng.standard_normal((width, width)) * 1.6 / np.sqrt(width),
        "leave": rng.standard_normal((width, classes)) / np.sqrt(width),
        "bias": rng.standard_normal(classes) / 2,
    }


def gradients(w: Weights, inputs: Array, targets: Array) -> tuple[float, Weights]:
    """Mean cross-entropy of a batch, and its gradient by back-propagation; batch norm without epsilon."""
    z = inputs @ w["normed"]
    deviation = z.std(axis=0)
    unit = (z - z.mean(axis=0)) / deviation
    first = np.maximum(unit, 0)
    before = first @ w["enter"]
    second = np.maximum(before, 0)
    loss, slope = loss_and_slope(second @ w["leave"] + w["bias"], targets)
    at_second = (slope @ w["leave"].T) * (before > 0)
    at_unit = (at_second @ w["enter"].T) * (unit > 0)
    at_z = (at_unit - at_unit.mean(axis=0) - unit * (at_unit * unit).mean(axis=0)) / deviation
    return loss, {
        "normed": inputs.T @ at_z,
        "enter": first.T @ at_second,
        "leave": second.T @ slope,
        "bias": slope.sum(axis=0),
    }


@dataclass
class Forecast:
    """The charges as theory has them, from their start and the gradients' squared lengths alone; time is continuous."""

    rate: float
    decay: float
    scale: float
    units: Array  # [units]
    translation: float
    time: float = 0.0

    def step(self, g: Weights) -> None:
        """Of one step of gradient descent."""
        fade = math.exp(-2 * self.rate * self.decay)
        self.scale = fade * self.scale + self.rate**2 * charges.scale(g["normed"])
        self.units = fade * self.units + self.rate**2 * charges.unit_charges(g["enter"], g["leave"])
        self.translation *= math.exp(-self.rate * self.decay)


def gauges(w: Weights) -> dict[str, float]:
    """What the run logs."""
    return {
        "scale_charge": charges.scale(w["normed"]),
        "rescale_charge": charges.rescale(w["enter"], w["leave"]),
        "layer_imbalance": charges.layer_imbalance(w["enter"], w["leave"]),
        "translation_charge": charges.translation(w["leave"], w["bias"]),
    }


def forecast(w: Weights, rate: float, decay: float) -> Forecast:
    """At the start."""
    seen = gauges(w)
    units = charges.unit_charges(w["enter"], w["leave"])
    return Forecast(rate, decay, seen["scale_charge"], units, seen["translation_charge"])


def train(data: Data, seed: int, rate: float, decay: float, steps: int, batch: int | None) -> tuple[Log, Forecast]:
    """Row t is after t steps; batch None: all examples in every step. The rows are the normed layer's weights."""
    rng = np.random.default_rng([seed, 12])
    w, log = start(rng), Log()
    theory = forecast(w, rate, decay)
    inputs = data.inputs.astype(np.float64)
    for step in range(steps + 1):
        chosen = slice(None) if batch is None else rng.integers(len(inputs), size=batch)
        loss, g = gradients(w, inputs[chosen], data.targets[chosen])
        log.row(step, w["normed"], loss=loss, **gauges(w))
        if step < steps:
            theory.step(g)
            w = {name: value - rate * (g[name] + decay * value) for name, value in w.items()}
    return log, theory


def experiment(seeds: range = SEEDS, steps: int = 1500) -> Experiment:
    """With weight decay; without it, at two finite steps; and at the equilibrium of decay and growth."""
    found = Experiment("Broken conservation laws")
    seen: dict[str, list[Seen]] = {}
    for seed in seeds:
        data = digits(np.random.default_rng([seed, 13])).first(300)
        _decayed(found, seen, data, seed, steps)
        _stepped(found, seen, data, seed)
        _balanced(found, seen, data, seed, 2 * steps)
    texts = {
        "scale": ("scale_charge", "Scale: weight decay against growth by squared steps", 0.01),
        "rescale": ("rescale_charge", "Rescale: decays twice as fast as the weights, moved by squared steps", 0.01),
        "translation": ("translation_charge", "Translation: decays as the weights and nothing else moves it", 0.002),
        "finite-step": ("drift layer_imbalance", "Without decay a finite step moves the imbalance in proportion", 0.1),
        "equilibrium": ("update_energy/scale_charge", "Decay and growth balance at an angle per step, any data", 0.05),
    }
    for name, (gauge, text, within) in texts.items():
        source = "Wan et al., arXiv 2006.08419" if name == "equilibrium" else SOURCE
        found.claims.append(
            Claim(f"charge-{name}", text, _THEORY[name], source, gauge, "ratio", 1 - within, 1 + within, seen[name])
        )
    return found


_QUADRATIC = "Q exp(-2 rate decay t) + rate^2 sum exp(-2 rate decay (t - s)) |g_s|^2"
_THEORY = {
    "scale": _QUADRATIC,
    "rescale": _QUADRATIC,
    "translation": "Q exp(-rate decay t)",
    "finite-step": "rate times the integral of |g_in|^2 - |g_out|^2 along the gradient flow",
    "equilibrium": "|update|^2 / |W|^2 = 2 rate decay",
}


def _decayed(found: Experiment, seen: dict[str, list[Seen]], data: Data, seed: int, steps: int) -> None:
    run = f"charges-decay-{seed}"
    found.logs[run], theory = train(data, seed, 0.05, 0.01, steps, 50)
    for name, value in (
        ("scale", theory.scale),
        ("rescale", float(np.linalg.norm(theory.units))),
        ("translation", theory.translation),
    ):
        seen.setdefault(name, []).append(Seen(run, value, steps, steps))


def _stepped(found: Experiment, seen: dict[str, list[Seen]], data: Data, seed: int, time: float = 4.0) -> None:
    """The drift that a flow with steps ten and twenty times as small predicts, per unit of the rate."""
    fine = 0.001
    _, flow = train(data, seed, fine, 0.0, round(time / fine), None)
    log_start = forecast(start(np.random.default_rng([seed, 12])), fine, 0.0)
    per_rate = float((flow.units - log_start.units).sum()) / fine
    for rate in (0.02, 0.01):
        run, steps = f"charges-step-{rate}-{seed}", round(time / rate)
        found.logs[run], _ = train(data, seed, rate, 0.0, steps, None)
        sign = math.copysign(1, float(log_start.units.sum()))
        seen.setdefault("finite-step", []).append(Seen(run, sign * per_rate * rate, 0, steps))


def _balanced(found: Experiment, seen: dict[str, list[Seen]], data: Data, seed: int, steps: int) -> None:
    rate, decay = 0.1, 0.02
    run = f"charges-equilibrium-{seed}"
    found.logs[run], _ = train(data, seed, rate, decay, steps, 50)
    seen.setdefault("equilibrium", []).append(Seen(run, 2 * rate * decay, 2 * steps // 3, steps))
