# SPDX-License-Identifier: Apache-2.0
"""Whatever array a training script has, as a flat vector of real numbers."""

from typing import Any

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[Any]


def flat(array: Any) -> Vector:
    """The array's values in C order, 1-D, real; may share memory with it.

    Takes what numpy takes, jax arrays, and torch tensors wherever they lie. ValueError for complex or empty arrays and
    for what is not numbers.
    """
    if hasattr(array, "detach") and hasattr(array, "cpu"):  # torch: numpy knows neither its graph nor its devices
        array = array.detach().float().cpu().numpy()
    values = np.asarray(array)
    if array is None or values.dtype.kind in "cSUMm":
        raise ValueError(f"expected real numbers, got {type(array).__name__} of {values.dtype}")
    if values.dtype.kind not in "fiub":  # objects, and small floats that numpy does not know
        values = values.astype(np.float32)
    if values.size == 0:
        raise ValueError(f"expected at least one value, got an array of shape {values.shape}")
    return values.reshape(-1)


def float32_bytes(values: Vector) -> bytes:
    """The values as float32, little-endian; too large ones become infinite, for the server to refuse."""
    with np.errstate(over="ignore", invalid="ignore"):
        return values.astype("<f4").tobytes()
