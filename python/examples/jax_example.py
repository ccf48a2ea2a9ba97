# SPDX-License-Identifier: Apache-2.0
"""A small network on handwritten digits in JAX, its parameters published as the tree that they are.

What to look at, in the run ``jax``: from directed learning to the noise around a minimum. The updates' energy falls,
their coherence goes to 0, and the one-step error and the effective rank rise: noise has no few directions.

    ./koopwatch up
    python jax_example.py
"""

import argparse
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

import koopwatch
import koopwatch.jax

DIGITS = Path(__file__).parents[2] / "agent/src/main/resources/demo/digits.csv.gz"
Params = dict[str, jax.Array]


def main() -> None:
    options = arguments()
    data = np.loadtxt(DIGITS, delimiter=",", dtype=np.float32)
    x, y = jnp.asarray(data[:, :64] / 16), jnp.asarray(data[:, 64].astype(int))
    params, random = initial(jax.random.key(0)), np.random.default_rng(0)

    run = koopwatch.init(run="jax", group="examples", endpoint=options.endpoint, mode=options.mode)
    for step in range(options.steps):
        batch = random.choice(len(x), 64)
        params, loss = train_step(params, x[batch], y[batch])

        koopwatch.jax.publish(run, step, params)
        run.log({"loss": loss, "lr": 0.1}, step=step)
    run.finish()


def initial(key: jax.Array) -> Params:
    """Weights as He et al. draw them for ReLU."""
    first, second = jax.random.split(key)
    hidden = jax.random.normal(first, (64, 32)) * (2 / 64) ** 0.5
    return {"hidden": hidden, "bias": jnp.zeros(32), "out": jax.random.normal(second, (32, 10)) * (2 / 32) ** 0.5}


@jax.jit
def train_step(params: Params, x: jax.Array, y: jax.Array) -> tuple[Params, jax.Array]:
    loss, gradient = jax.value_and_grad(cross_entropy)(params, x, y)
    return jax.tree.map(lambda p, g: p - 0.1 * g, params, gradient), loss


def cross_entropy(params: Params, x: jax.Array, y: jax.Array) -> jax.Array:
    logits = jax.nn.relu(x @ params["hidden"] + params["bias"]) @ params["out"]
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1).mean()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", help="HOST:PORT (localhost:50051)")
    parser.add_argument("--mode", help="online, offline or disabled")
    parser.add_argument("--steps", type=int, default=1500)
    return parser.parse_args()


if __name__ == "__main__":
    main()
