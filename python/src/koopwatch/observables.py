# SPDX-License-Identifier: Apache-2.0
"""Vectors to watch in place of the weights."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from koopwatch._vector import flat


def quantiles(log_probs: Any, q: int | Sequence[float] = 19) -> npt.NDArray[np.float64]:
    """Quantiles of the log-probabilities that the network gives to the right answers of probe samples.

    log_probs: [n] natural logarithms, the same samples at every step; other shapes are flattened; numpy, jax, torch,
    lists. q: so many evenly spaced levels i / (q + 1), 19 for 0.05 to 0.95, or the levels themselves. Returns [q],
    ascending with the levels, interpolated linearly::

        run.publish(step, koopwatch.quantiles(log_probs), observable="log_prob_quantiles")

    It says what the network does and not how: it keeps its dimension when the network is made wider and does not
    change when hidden units are permuted. NaN or infinite values make quantiles that the server refuses and counts.

    ValueError: no numbers, or levels outside 0 to 1.
    Source: Wang, Ying, Kanamori, "Distributional Spectral Diagnostics for Localizing Grokking Transitions",
    arXiv 2605.08237: 19 levels over 100 probe samples, every second step, preset ``paper``.
    """
    with np.errstate(invalid="ignore"):
        found: npt.NDArray[np.float64] = np.quantile(flat(log_probs).astype(np.float64), _levels(q))
    return found


def _levels(q: int | Sequence[float]) -> npt.NDArray[np.float64]:
    levels = np.arange(1, q + 1) / (q + 1) if isinstance(q, int) else np.asarray(q, np.float64)
    if levels.ndim != 1 or not levels.size or not ((levels >= 0) & (levels <= 1)).all():
        raise ValueError(f"q: expected a number of levels, at least 1, or levels from 0 to 1, got {q!r}")
    return levels
