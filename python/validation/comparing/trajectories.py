# SPDX-License-Identifier: Apache-2.0
"""The trainings that are compared: transformers on modular addition, fully connected networks on digits.

Every replica has a seed of its own, which decides its start and its data; no two arms share one. Written are files
``ARM-SEED.npz``: ``x`` [T, d] the published rows, ``loss``, ``norm`` of all weights, and what else is told below.
A replica whose file is there already is not trained again.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.func import functional_call, grad_and_value, stack_module_state, vmap
from torch.nn.functional import cross_entropy

PYTHON = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PYTHON / "src"), str(PYTHON / "examples")]

from modular_addition import Replica, Transformer  # noqa: E402

from koopwatch._sketch import sketch  # noqa: E402

Array = np.ndarray[Any, Any]


def sketched(x: Array) -> Array:
    """The row that ``run.publish`` sends for a long array; [1024]."""
    return sketch([("weights", x.ravel())]).astype(np.float32)


def transformer(arm: str, seed: int, steps: int, p: int = 113) -> dict[str, Array]:
    """One replica of the example: after each step the sketched second matrix of the perceptron, and of all weights."""
    replica = Replica(arm, seed, p)
    rows, everything, losses, held_out, norms = [], [], [], [], []
    for step in range(steps):
        losses.append(replica.step())
        weights = [w.detach().numpy() for w in replica.model.parameters()]
        rows.append(sketched(replica.model.mlp_out.detach().numpy()))
        everything.append(sketched(np.concatenate([w.ravel() for w in weights])))
        norms.append(np.sqrt(sum(float((w.astype(np.float64) ** 2).sum()) for w in weights)))
        if (step + 1) % 10 == 0:
            held_out.append(replica.held_out())
    return {
        "x": np.array(rows),
        "all": np.array(everything),
        "loss": np.array(losses),
        "held_out": np.array(held_out),
        "norm": np.array(norms),
    }


def write(folder: Path, name: str, arrays: dict[str, Array]) -> None:
    """Whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.npz"
    np.savez(part, **arrays)  # type: ignore[arg-type]
    part.rename(folder / f"{name}.npz")


def digits() -> tuple[Array, Array]:
    """The handwritten digits that the demo ships, 8 x 8: [1797, 64] pixels over 16, [1797] classes."""
    path = PYTHON.parent / "agent/src/main/resources/demo/digits.csv.gz"
    data = np.loadtxt(path, delimiter=",", dtype=np.float32)
    return data[:, :-1] / 16, data[:, -1].astype(int)


def mnist(folder: Path) -> tuple[Array, Array]:
    """MNIST from its own files in a folder: [60000, 784] pixels, normalised as in the paper, [60000] classes."""
    pixels, classes = (
        np.frombuffer(gzip.decompress((folder / f"train-{name}.gz").read_bytes()), np.uint8, offset=skip)
        for name, skip in (("images-idx3-ubyte", 16), ("labels-idx1-ubyte", 8))
    )
    return (pixels.reshape(-1, 784).astype(np.float32) / 255 - 0.1307) / 0.3081, classes.astype(int)


def dense(
    seeds: list[int], hidden: int, steps: int, data: tuple[Array, Array], rate: float = 0.1, batch: int = 60
) -> list[dict[str, Array]]:
    """Networks of figure 3, all seeds at once: one hidden layer, no biases, SGD; the weights of the last layer.

    Start of every layer: uniform within 1/sqrt(inputs), as PyTorch's. Every epoch in an order of its own.
    """
    x, y = torch.from_numpy(data[0]), torch.from_numpy(data[1])
    inputs, classes = x.shape[1], 10
    draws = [np.random.default_rng(seed) for seed in seeds]
    w1 = torch.tensor(np.stack([d.uniform(-1, 1, (hidden, inputs)) for d in draws]) / inputs**0.5, dtype=torch.float32)
    w2 = torch.tensor(np.stack([d.uniform(-1, 1, (classes, hidden)) for d in draws]) / hidden**0.5, dtype=torch.float32)
    rows, losses, norms, order = [], [], [], torch.empty(0)
    epoch = len(x) // batch
    for step in range(steps):
        if step % epoch == 0:
            order = torch.from_numpy(np.stack([d.permutation(len(x)) for d in draws]))
        some = order[:, step % epoch * batch : (step % epoch + 1) * batch]
        losses.append(_sgd(w1, w2, x[some], y[some], rate))
        rows.append(w2.flatten(1).numpy().copy())
        norms.append(((w1**2).sum((1, 2)) + (w2**2).sum((1, 2))).sqrt().numpy())
    xs, ls, ns = (np.stack(a, 1) for a in (rows, losses, norms))
    return [{"x": xs[i], "loss": ls[i].astype(float), "norm": ns[i].astype(float)} for i in range(len(seeds))]


def _sgd(w1: Tensor, w2: Tensor, x: Tensor, y: Tensor, rate: float) -> Array:
    """One step of every replica in place, [replica, ...]; the losses before it, [replica]."""
    before = x @ w1.mT
    hidden = before.relu()
    logs = (hidden @ w2.mT).log_softmax(-1)
    slope = logs.exp()
    slope.scatter_add_(-1, y[..., None], -torch.ones_like(slope))
    slope /= y.shape[1]
    inner = (slope @ w2) * (before > 0)
    w2 -= rate * slope.mT @ hidden
    w1 -= rate * inner.mT @ x
    losses: Array = -logs.gather(-1, y[..., None]).mean((1, 2)).numpy()
    return losses


def small_transformers(seeds: list[int], steps: int, p: int = 29, width: int = 32) -> list[dict[str, Array]]:
    """The free arm of the example with fewer numbers and a narrower model, all seeds at once, for thousands of them."""
    models, pairs = [], []
    for seed in seeds:
        torch.manual_seed(seed)
        pairs.append(torch.randperm(p * p)[: int(0.3 * p * p)])
        models.append(Transformer(p, width))
    shape = models[0]
    weights, _ = stack_module_state(models)
    a, b = torch.stack(pairs) // p, torch.stack(pairs) % p

    def loss(weights: dict[str, Tensor], a: Tensor, b: Tensor) -> Tensor:
        return cross_entropy(functional_call(shape, weights, (a, b)), (a + b) % p)

    slopes = vmap(grad_and_value(loss))
    optimizer = torch.optim.AdamW(weights.values(), lr=1e-3, betas=(0.9, 0.98), weight_decay=1.0)
    rows, losses, norms = [], [], []
    for _ in range(steps):
        slope, before = slopes({name: w.detach() for name, w in weights.items()}, a, b)
        for name, w in weights.items():
            w.grad = slope[name]
        optimizer.step()
        losses.append(before.numpy().astype(float))
        rows.append([sketched(w) for w in weights["mlp_out"].detach().numpy()])
        norms.append(torch.stack([(w.detach() ** 2).flatten(1).sum(1) for w in weights.values()]).sum(0).sqrt().numpy())
    xs, ls, ns = (np.stack(x, 1) for x in (rows, losses, norms))
    return [{"x": xs[i], "loss": ls[i], "norm": ns[i].astype(float)} for i in range(len(seeds))]
