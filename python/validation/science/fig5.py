# SPDX-License-Identifier: Apache-2.0
"""Transformers on modular addition, free and of constrained norm: figure 5 of Redman et al. 2024.

    python -m validation.science.fig5 --out DIR --replicas 6 --steps 100 [--modulus 113] [--width 128]

Arms: `free` (AdamW, rate 0.001, decay 1), `constrained` (start times 0.8, no decay, the norm of all weights put back
after every step). Rows: the second matrix of the perceptron after each step, sketched as the package sends it.
`free-pca` and `constrained-pca`: the same rows, as published on the ten principal components of their own training, the
mean not subtracted. Curves: loss, held_out (every tenth step), norm. `script.npy` [replica, 10]: what the released
script computes as the constrained spectrum, the regression of the constrained rows on the free ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from validation.nets import Array, Parameter, initial, loss_and_slope
from validation.optimisers import Optimiser
from validation.science import arms
from validation.science.transformer import ModularTransformer
from validation.sketching import FlatSketch

FRACTION = 0.3
SHRINK = 0.8
RATE = 0.001
HELD_OUT = 2000
EVERY = 10
COMPONENTS = 10
DELAYS = 32
SEEDS = {"free": 1000, "constrained": 2000}


def one(spec: dict[str, Any], seed: int) -> arms.Run:
    """One training of a specification: arm, modulus, width, steps."""
    of_pairs, of_weights = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(2))
    net = ModularTransformer(spec["modulus"], spec["width"])
    pairs, trained = _pairs(net.p, of_pairs)
    sums = pairs.sum(axis=1) % net.p
    free = spec["arm"] == "free"
    weights = initial(net, of_weights) * np.float32(1 if free else SHRINK)
    start = np.linalg.norm(weights)
    optimiser = Optimiser("adamw", 1.0 if free else 0.0, beta2=0.98)
    rows, losses, held_out, norms = [], [], [], []
    for step in range(spec["steps"]):
        loss, gradient = net.loss(weights, pairs[:trained], sums[:trained])
        weights = weights + optimiser.update(weights, gradient, RATE)
        if not free:
            weights *= np.float32(start / np.linalg.norm(weights))
        losses.append(loss)
        norms.append(np.linalg.norm(weights))
        rows.append(net.piece(weights, "mlp_out").ravel().copy())
        if (step + 1) % EVERY == 0:
            some = slice(trained, trained + HELD_OUT)
            held_out.append(loss_and_slope(net.outputs(weights, pairs[some]), sums[some])[0])
    whole = np.array(rows)
    sketch = FlatSketch([[Parameter("weights", (whole.shape[1],), 0)]], 1024)
    return {
        "x": np.array([sketch.of(row) for row in whole]),
        "pca": principal(whole),
        "loss": np.array(losses),
        "held_out": np.array(held_out),
        "norm": np.array(norms),
    }


def _pairs(p: int, rng: np.random.Generator) -> tuple[Array, int]:
    order = rng.permutation(p * p)
    return np.stack([order // p, order % p], axis=1), int(FRACTION * p * p)


def principal(rows: Array) -> Array:
    """[T, 10]: the rows as they are, on the components of the centred rows without the last; as published."""
    centred = rows[:-1].astype(float) - rows[:-1].mean(axis=0, dtype=float)
    values, vectors = np.linalg.eigh(centred @ centred.T)
    keep = np.argsort(values)[::-1][:COMPONENTS]
    components = vectors[:, keep].T @ centred / np.sqrt(values[keep])[:, None]
    return np.asarray(rows @ components.T)


def mixed(free: Array, constrained: Array) -> Array:
    """[10] eigenvalues of the rank-10 operator from the free rows to the next constrained ones, as released."""
    rows = len(free) - DELAYS
    x, y = (np.concatenate([run[d : d + rows] for d in range(DELAYS + 1)], axis=1).T for run in (free, constrained))
    u, s, vt = np.linalg.svd(x[:, :-1], full_matrices=False)
    k = min(COMPONENTS, len(s))
    return np.asarray(np.linalg.eigvals(u[:, :k].T @ y[:, 1:] @ vt[:k].T / s[:k]).astype(complex))


def main() -> None:
    """Trains what is not there, and writes the reduced arms beside the others."""
    parser = arms.arguments(__doc__)
    parser.add_argument("--modulus", type=int, default=113)
    parser.add_argument("--width", type=int, default=128)
    options = parser.parse_args()
    shape = {"modulus": options.modulus, "width": options.width, "steps": options.steps}
    specs = {arm: {"arm": arm, **shape} for arm in SEEDS}
    seeds = {arm: [base + i for i in range(1, options.replicas + 1)] for arm, base in SEEDS.items()}
    arms.train(options.out, specs, seeds, one, 1)
    free, constrained = (np.load(options.out / f"{arm}-pca.npz")["x"].astype(float) for arm in SEEDS)
    np.save(options.out / "script.npy", np.stack([mixed(a, b) for a, b in zip(free, constrained, strict=True)]))


if __name__ == "__main__":
    main()
