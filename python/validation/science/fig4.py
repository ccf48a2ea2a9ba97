# SPDX-License-Identifier: Apache-2.0
"""The first epoch of a LeNet-like network and of a small residual one: figure 4 of Redman et al. 2024.

    python -m validation.science.fig4 --out DIR --replicas 6 --steps 1000 [--images FOLDER]

Arms `lenet` and `residual`: gradient descent, rate 0.1, batches of 60. Images: the digits that ship with Koopwatch,
every one drawn anew, shifted by up to a pixel and with a little noise, so that no image comes twice in this first epoch
of 60,000; or MNIST from a folder. Rows: all weights after each step, sketched. Curves: loss, norm, means of ten steps.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from validation.nets import Array, initial
from validation.science import arms
from validation.science.convolutions import NETWORKS, Residual
from validation.science.shallow import batches, data
from validation.sketching import FlatSketch

RATE = 0.1
BATCH = 60
NOISE = 0.1
SEEDS = {"lenet": 1000, "residual": 2000}


def distorted(images: Array, rng: np.random.Generator) -> Array:
    """Each shifted by -1, 0 or 1 pixel both ways, and with noise; [n, side, side]."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)), mode="edge")
    side = images.shape[1]
    down, right = rng.integers(0, 3, (2, len(images)))
    places = np.arange(side)
    n = np.arange(len(images))[:, None, None]
    shifted = padded[n, down[:, None, None] + places[:, None], right[:, None, None] + places]
    return np.asarray(shifted + NOISE * rng.standard_normal(shifted.shape), dtype=np.float32)


def one(spec: dict[str, Any], seed: int) -> arms.Run:
    """One training: network, images, steps."""
    flat, classes = data(spec["images"])
    side = int(flat.shape[1] ** 0.5)
    images = flat.reshape(-1, side, side)
    of_weights, of_batches, of_noise = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(3))
    net = NETWORKS[spec["network"]](side)
    weights = initial(net, of_weights, 2**0.5)
    if isinstance(net, Residual):
        weights = net.damped(weights)
    sketch = FlatSketch([net.parameters], 1024)
    some = batches(of_batches, len(images), BATCH)
    rows, losses, norms = [], [], []
    for _ in range(spec["steps"]):
        chosen = next(some)
        batch = images[chosen] if side > 8 else distorted(images[chosen], of_noise)
        loss, gradient = net.loss(weights, batch, classes[chosen])
        weights = weights - np.float32(RATE) * gradient.astype(np.float32)
        rows.append(sketch.of(weights))
        losses.append(loss)
        norms.append(float(np.linalg.norm(weights)))
    return {"x": np.array(rows), "loss": arms.means(losses, 10), "norm": arms.means(norms, 10)}


def main() -> None:
    """Trains what is not there."""
    parser = arms.arguments(__doc__)
    parser.add_argument("--images", default="digits", help="digits, or a folder with MNIST (digits)")
    options = parser.parse_args()
    specs = {name: {"network": name, "images": options.images, "steps": options.steps} for name in SEEDS}
    seeds = {name: [base + i for i in range(1, options.replicas + 1)] for name, base in SEEDS.items()}
    arms.train(options.out, specs, seeds, one, 1)


if __name__ == "__main__":
    main()
