# SPDX-License-Identifier: Apache-2.0
"""Publishes sharded arrays: python jax_sharded.py ENDPOINT COORDINATOR PROCESSES PROCESS."""

import sys
from typing import Any

import numpy as np


def arrays() -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
    random = np.random.default_rng(3)
    shapes = {"by_rows": (8, 300), "by_columns": (33, 8), "both": (20, 10), "copies": (77,), "half": (12, 11)}
    return {name: random.standard_normal(shape) for name, shape in shapes.items()}


def main(endpoint: str, coordinator: str, processes: int, process: int) -> None:
    import jax  # noqa: PLC0415

    import koopwatch.jax  # noqa: PLC0415

    if processes > 1:
        jax.distributed.initialize(coordinator, processes, process)
    mesh = jax.make_mesh((2, 2), ("x", "y"))
    layouts = {"by_rows": ("y",), "by_columns": (None, ("x", "y")), "both": ("x", "y"), "copies": (), "half": ("x",)}
    params = {}
    for name, array in arrays().items():
        sharding = jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec(*layouts[name]))
        params[name] = jax.make_array_from_callback(
            array.shape, sharding, lambda index, a=array: a[index].astype(np.float32)
        )
    run = koopwatch.init(run=f"name-{process}", endpoint=endpoint)
    koopwatch.jax.publish(run, 0, params)
    assert run.finish()
    print("{}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
