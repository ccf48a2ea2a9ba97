# SPDX-License-Identifier: Apache-2.0
"""What a cause is told from, of the channels around an alarm: what CauseFeatures.java does, once more in NumPy.

Energies and losses are natural logarithms, cosines are under atanh. The past is the 100 rows that end 20 before the
alarm, the response the 25 rows from the alarm on.
"""

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

PAST, PAST_ENDS, RESPONSE = 100, 20, 25
EARLY, LATE, FIRST = 5, 10, 3
FLOOR = 0.001  # of spreads
LARGEST = 20.0  # of jumps: more is a part that stopped

MODEL = (
    *(f"{c}_jump" for c in ("energy", "coherence", "displacement", "radial")),
    *(f"{c}_units" for c in ("energy", "coherence", "displacement", "radial")),
    *(f"{c}_{what}" for c in ("energy", "coherence") for what in ("spread", "fade", "first")),
    "radial_first",
    "coherence_level",
    "signal_jump",
    *(f"innovation_{what}" for what in ("jump", "units", "spread", "fade", "first")),
)
GROUPS = ("group_least", "group_greatest")
LOSS = ("loss_jump", "loss_units", "loss_spread", "loss_fade", "loss_first")


def names(*, groups: bool, loss: bool) -> list[str]:
    """The names of the features, in order."""
    return [*MODEL, *(GROUPS if groups else ()), *(LOSS if loss else ())]


def features(around: dict[str, Any], *, groups: bool, loss: bool) -> Array:
    """Of the channels around an alarm, as `koopwatch validate alarms --channels` writes them; [names]."""
    channels = {name: np.array(column, dtype=np.float64) for name, column in _columns(around)}
    at, onset = around["alarm"], around["onset"]
    u, c, r, n = (_Course(channels[n], at, onset) for n in ("update_energy", "coherence", "radial", "innovation"))
    x = _Course(channels["displacement"], at, onset)
    every = (u, c, x, r)
    values = [course.jump for course in every]
    values += [course.units for course in every]
    values += [value for course in (u, c) for value in (course.spread, course.fade, course.first)]
    values += [r.first, c.level, _signal(channels, at), n.jump, n.units, n.spread, n.fade, n.first]
    if groups:
        jumps = [_Course(channels[n], at, onset).jump for n in channels if n.startswith("group_energy_")]
        values += [min(jumps), max(jumps)]
    if loss:
        # The newest row may still wait for its loss.
        course = _Course(channels["log_loss"][: at + RESPONSE - 1], at, onset)
        values += [course.jump, course.units, course.spread, course.fade, course.first]
    return np.array([np.sign(v) * np.log1p(abs(v)) for v in values])  # large jumps are alike


def _columns(around: dict[str, Any]) -> list[tuple[str, Any]]:
    # NaN is null in JSON.
    rows = [[np.nan if v is None else v for v in row] for row in around["values"]]
    return list(zip(around["channels"], zip(*rows, strict=True), strict=True))


class _Course:
    """One channel before and after."""

    def __init__(self, values: Array, at: int, onset: int) -> None:
        past = values[max(0, at - PAST_ENDS - PAST + 1) : at - PAST_ENDS + 1]
        after = values[at : at + RESPONSE]
        start = max(0, min(onset, at))
        self.level = _median(past)
        self.jump = _bounded(_median(after) - self.level)
        self.units = float(np.arcsinh(self.jump / (_deviation(past) + FLOOR)))
        self.spread = float(np.log((_deviation(after) + FLOOR) / (_deviation(past) + FLOOR)))
        self.fade = _bounded(_median(after[:EARLY]) - _median(after[-LATE:]))
        self.first = _bounded(_median(values[start : start + FIRST]) - self.level)


def _signal(channels: dict[str, Array], at: int) -> float:
    """The jump of what consecutive updates share of the energy: noise leaves it alone, a step size does not."""
    cosine = np.maximum(np.tanh(channels["coherence"]), 0.02)
    return _Course(channels["update_energy"] + np.log(cosine), at, at).jump


def _bounded(value: float) -> float:
    return 0.0 if np.isnan(value) else float(np.clip(value, -LARGEST, LARGEST))


def _median(values: Array) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of nothing: NaN
        return float(np.nanmedian(values)) if len(values) else float("nan")


def _deviation(values: Array) -> float:
    spread = _median(np.abs(values - _median(values)))
    return 0.0 if np.isnan(spread) else spread
