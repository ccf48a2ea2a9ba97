# SPDX-License-Identifier: Apache-2.0
"""The specifications of the set's runs, drawn from seeds.

The development and the held-out part differ in seeds, in architectures and activations, in data, and in the ranges that
step sizes, batches, schedules and the strength of changes are drawn from.
"""

from typing import Any

import numpy as np

from validation.changes import KINDS, QUIET

Generator = np.random.Generator
Spec = dict[str, Any]

# A round has each kind of change once and, behind every other two or three, an undisturbed run.
ROUND = [name for i, kind in enumerate(KINDS) for name in ([kind, QUIET[i // 2 % 5]] if i % 2 else [kind])]
# Which kind of network comes next goes round at another pace, so that after so many rounds each kind has met each.
TURNS = 8
SIZES = {"development": 2 * TURNS * len(ROUND), "held-out": TURNS * len(ROUND)}
QUICK = {"development": 2 * len(ROUND), "held-out": len(ROUND)}
_SEEDS = {"development": 5_000_000, "held-out": 9_000_000}
_DRAW = 100_000  # more than a part has runs
_CLASSES = {"digits": (64, 10), "teacher-classes": (20, 5), "teacher-values": (20, 3)}


def specification(part: str, index: int, draw: int = 0) -> Spec:
    """Run `index` of a draw of a part; a function of these alone. Each draw has seeds of its own."""
    seed = _SEEDS[part] + _DRAW * draw + index
    rng = np.random.default_rng(seed)
    kind = ROUND[index % len(ROUND)]
    spec: Spec = {"part": part, "kind": kind, "seed": seed}
    spec |= _development_net(rng, index) if part == "development" else _held_out_net(rng, index)
    spec |= _optimisation(rng, spec)
    spec |= _course(rng, spec)
    spec |= _observable(rng, kind)
    name = f"{'d' if part == 'development' else 'h'}{index:04d}-{kind}-{spec['family']}"
    return {"run": name, **spec}


def _pick(rng: Generator, values: Any) -> Any:
    return values[int(rng.integers(len(values)))]


def _between(rng: Generator, low: float, high: float) -> float:
    """Log-uniform, to three digits."""
    return _rounded(np.exp(rng.uniform(np.log(low), np.log(high))))


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")


def _dense(family: str, data: str, widths: list[int], activation: str, *, residual: bool = False) -> Spec:
    net = {"family": family, "net": "dense", "data": data, "widths": widths}
    return net | {"activation": activation, "residual": residual, "gain": 1.4 if activation == "relu" else 1.0}


def _torch(family: str, net: str, data: str, width: int) -> Spec:
    return {"family": family, "net": net, "data": data, "width": width, "gain": 1.0}


def _development_net(rng: Generator, index: int) -> Spec:
    turn = index % TURNS
    if turn == 0:
        return _torch("conv", "Convolutions", "digits", _pick(rng, (6, 8)))
    if turn == 1:
        return _torch("gru", "Recurrent", "licence", _pick(rng, (16, 24)))
    if turn == 2:
        code = _pick(rng, (8, 16))
        return _dense("auto-encoder", "images", [64, 32, code, 32, 64], "tanh")
    data = _pick(rng, list(_CLASSES))
    inputs, outputs = _CLASSES[data]
    width, depth = _pick(rng, (16, 24, 32, 48)), _pick(rng, (1, 2, 3))
    return _dense("mlp", data, [inputs, *[width] * depth, outputs], _pick(rng, ("relu", "tanh")))


def _held_out_net(rng: Generator, index: int) -> Spec:
    turn = index % TURNS
    if turn == 0:
        return _torch("conv-wide", "Convolutions", "digits", _pick(rng, (10, 12)))
    if turn == 1:
        return _torch("attention", "Attention", "babble", _pick(rng, (16, 24)))
    if turn == 2:
        return _dense("auto-encoder-deep", "images", [64, 40, 20, 6, 20, 40, 64], "silu")
    data = _pick(rng, list(_CLASSES))
    inputs, outputs = _CLASSES[data]
    if turn in {3, 4}:
        width = _pick(rng, (28, 40))
        return _dense("residual", data, [inputs, *[width] * 4, outputs], "silu", residual=True)
    widths = _pick(rng, ([56, 20], [36, 28, 20], [20, 56]))
    return _dense("taper", data, [inputs, *widths, outputs], "leaky")


_PLAIN = ("adam", "momentum-on")


def _optimisation(rng: Generator, spec: Spec) -> Spec:
    """Optimiser, step size, batch size; both wide enough for the change that comes."""
    dev, kind = spec["part"] == "development", spec["kind"]
    optimiser = _pick(rng, ("sgd", "momentum", "adam", "adamw"))
    if kind in _PLAIN:
        optimiser = "momentum" if kind == "adam" and rng.random() < 0.4 else "sgd"
    bounds = {
        "sgd": (0.05, 0.2) if dev else (0.03, 0.12),
        "momentum": (0.01, 0.04) if dev else (0.006, 0.025),
        "adam": (1e-3, 4e-3) if dev else (7e-4, 2.5e-3),
    }
    rate = _between(rng, *bounds["adam" if optimiser == "adamw" else optimiser])
    rate = _rounded(rate / {"step-x10": 3, "step-x3": 2, "divergence": 2, "momentum-on": 3, "fast": 10}.get(kind, 1))
    batch = _pick(rng, (32, 64, 128) if dev else (24, 48, 96))
    batch = {"batch-div10": _pick(rng, (80, 120)), "batch-x10": _pick(rng, (8, 16) if dev else (10, 20))}.get(
        kind, batch
    )
    decay = {"adamw": 0.01}.get(optimiser, _pick(rng, (0.0, 0.0, 1e-4)))
    return {
        "optimiser": optimiser,
        "rate": rate,
        "batch": batch,
        "base_decay": decay,
        "epochs": bool(rng.random() < 0.5),
    }


def _course(rng: Generator, spec: Spec) -> Spec:
    return _quiet_course(rng, spec) if spec["kind"] in QUIET else _changed_course(rng, spec)


def _quiet_course(rng: Generator, spec: Spec) -> Spec:
    kind = spec["kind"]
    steps = 1600 + 100 * int(rng.integers(7)) if spec["net"] == "dense" else 1100
    course: Spec = {"steps": steps, "schedule": "constant"}
    if kind == "cosine":
        course |= {"schedule": "cosine", "schedule_floor": _pick(rng, (0.0, 0.1))}
    if kind == "warm-up":
        course |= {"schedule": "warm-up", "schedule_steps": 100 * int(rng.integers(1, 8))}
    if kind == "interpolating":
        examples = int(rng.integers(60, 200))
        course |= {"examples": examples, "batch": min(examples, 4 * spec["batch"])}
    return course


def _changed_course(rng: Generator, spec: Spec) -> Spec:
    dev, kind = spec["part"] == "development", spec["kind"]
    at = int(rng.integers(420, 900 if spec["net"] == "dense" else 600))
    course: Spec = {"change_step": at, "steps": at + 200, "schedule": "constant", "cause": KINDS[kind]}
    if rng.random() < 0.25:
        name, length = ("inverse-root", 150) if dev else ("cosine", 3000)
        course |= {"schedule": name, "schedule_steps": length}
    if kind == "adam":
        course["adam_rate"] = _between(rng, 1e-3, 3e-3)
    if kind == "label-noise":
        course["share"] = 0.5 if dev else 0.4
    if kind == "data-shift":
        course["shift"] = _pick(rng, ("negate", "permute") if dev else ("fade", "permute"))
    if kind == "weight-decay":
        course["decay"] = _decay(rng, spec["optimiser"], dev=dev)
    return course


def _decay(rng: Generator, optimiser: str, *, dev: bool) -> float:
    """Adam divides a coupled decay by the gradient's size; a decoupled one is weighed against a step of size one."""
    if optimiser == "adamw":
        return _between(rng, 0.5, 2) if dev else _between(rng, 0.4, 1.5)
    return _between(rng, 0.03, 0.3) if dev else _between(rng, 0.02, 0.2)


def _observable(rng: Generator, kind: str) -> Spec:
    """Mostly the whole model in blocks of layers; a tenth each its last layer alone, and the publisher's full width."""
    chance = rng.random()
    if chance < 0.1 and kind != "freeze-half":
        return {"observable": "last-layer", "sketch": 128}
    return {"observable": "model", "sketch": 1024 if chance > 0.9 else 256}
