# SPDX-License-Identifier: Apache-2.0
"""What may happen to a training on its way, and what an alarm should call it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from validation.data import Data, shifted, with_label_noise
from validation.optimisers import Optimiser

GROWTH = 1.02  # of the updates' length per step, in a slow divergence


@dataclass
class State:
    """What a training consists of while it runs.

    stretch: what updates are multiplied by, unknown to whoever logs the step size
    growth: of stretch, per step
    """

    data: Data
    optimiser: Optimiser
    batch: int
    rate: float
    frozen_layers: int = 0
    stretch: float = 1.0
    growth: float = 1.0


# Each kind with the cause that names it.
KINDS = {
    "step-x10": "step_size_up",
    "step-x3": "step_size_up",
    "step-div10": "step_size_down",
    "batch-div10": "noise_up",
    "batch-x10": "noise_down",
    "adam": "optimizer",
    "momentum-on": "momentum",
    "label-noise": "data",
    "data-shift": "data",
    "weight-decay": "regularisation",
    "freeze-half": "freeze",
    "stop": "stop",
    "divergence": "divergence",
}
# Undisturbed: a constant step size, still learning fast, two schedules, few examples that are learnt by heart.
QUIET = ("plain", "fast", "warm-up", "cosine", "interpolating")


def apply(kind: str, spec: dict[str, Any], state: State, layers: int, rng: np.random.Generator) -> None:
    """Brings the change about; raises KeyError for a kind that there is not."""
    if kind.startswith(("step-", "batch-")):
        _scale(kind, state)
    elif kind == "adam":
        state.optimiser, state.rate = Optimiser("adam"), spec["adam_rate"]
    elif kind == "momentum-on":
        state.optimiser = Optimiser("momentum", state.optimiser.decay)
    elif kind == "label-noise":
        state.data = _noisy_targets(state.data, spec["share"], rng)
    elif kind == "data-shift":
        state.data = shifted(state.data, spec["shift"], rng)
    elif kind == "weight-decay":
        state.optimiser.decay = spec["decay"]
    else:
        others: dict[str, dict[str, Any]] = {
            "freeze-half": {"frozen_layers": layers // 2},
            "stop": {"frozen_layers": layers},
            "divergence": {"growth": GROWTH},
        }
        vars(state).update(others[kind])


def _scale(kind: str, state: State) -> None:
    what, factor = kind.split("-")
    by = 1 / int(factor[3:]) if factor.startswith("div") else int(factor[1:])
    if what == "step":
        state.rate *= by
    else:
        state.batch = round(state.batch * by)


def _noisy_targets(data: Data, share: float, rng: np.random.Generator) -> Data:
    if data.classes:
        return with_label_noise(data, share, rng)
    noise = 2 * share * data.targets.std() * rng.standard_normal(data.targets.shape)
    return Data(data.inputs, (data.targets + noise).astype(np.float32))
