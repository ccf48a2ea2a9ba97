# SPDX-License-Identifier: Apache-2.0
"""Modular addition learnt twice: with weight decay the network groks, held at a large norm it mostly memorises.

A network with one hidden layer learns a + b mod 53 from 40 % of all pairs, every step on all of them. ``free``: AdamW
with weight decay 1. ``constrained``: the weights of the start times 12, no decay, and after every step each matrix is
put back to its norm. Both fit the training pairs within 200 steps, with nearly the same loss; after 1,500 the first is
right on 97 % of the held-out pairs, the other on 28 % (Liu, Michaud, Tegmark, "Omnigrok", arXiv 2210.01117, on why the
norm decides).

What to look at, in the group ``grokking``: the spectra of the two runs over the first 60 steps, where the leading modes
of the one are a complex pair and of the other real, while their losses look alike; then the scalar ``held_out``, and
the observable ``log_prob_quantiles``, which tells what the network says of held-out pairs. ``preset="paper"``: windows
as in Redman et al., arXiv 2302.09160, figure 5, where a transformer and p = 113 were used.

    ./koopwatch up
    python grokking.py
"""

import argparse

import torch
from torch import nn
from torch.nn.functional import cross_entropy, log_softmax

import koopwatch

P = 53


def pairs() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """[P^2, 2 P] pairs of one-hot numbers, [P^2] their sums, [P^2] whether they are trained on."""
    a, b = torch.arange(P).repeat_interleave(P), torch.arange(P).repeat(P)
    ones = torch.eye(P)
    trained = torch.rand(P * P, generator=torch.Generator().manual_seed(0)) < 0.4
    return torch.cat([ones[a], ones[b]], 1), (a + b) % P, trained


def train(arm: str, options: argparse.Namespace) -> None:
    torch.manual_seed(1)
    x, y, trained = pairs()
    model = nn.Sequential(nn.Linear(2 * P, 200, bias=False), nn.ReLU(), nn.Linear(200, P, bias=False))
    norms = hold_norm(model) if arm == "constrained" else {}
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, betas=(0.9, 0.98), weight_decay=0 if norms else 1.0)
    run = koopwatch.init(
        run=f"grokking-{arm}", group="grokking", arm=arm, preset="paper", endpoint=options.endpoint, mode=options.mode
    )
    weights = run.attach(model)  # no optimizer given: we tell when a step is done, after the projection
    for step in range(options.steps):
        optimizer.zero_grad()
        loss = cross_entropy(model(x[trained]), y[trained])
        loss.backward()
        optimizer.step()
        project(model, norms)
        weights.step(step)
        if step % 2 == 0:
            report(run, step, loss.item(), model(x[~trained]).detach(), y[~trained])
    run.finish()


def hold_norm(model: nn.Module) -> dict[str, torch.Tensor]:
    """Scales the weights by 12; returns the norms that they have to keep."""
    with torch.no_grad():
        return {name: p.mul_(12).norm() for name, p in model.named_parameters()}


def project(model: nn.Module, norms: dict[str, torch.Tensor]) -> None:
    with torch.no_grad():
        for name, p in model.named_parameters():
            if name in norms:
                p.mul_(norms[name] / p.norm())


def report(run: koopwatch.Run, step: int, loss: float, logits: torch.Tensor, y: torch.Tensor) -> None:
    right = log_softmax(logits, 1).gather(1, y[:, None])
    run.publish(step, koopwatch.quantiles(right[:100]), observable="log_prob_quantiles")
    run.log({"loss": loss, "held_out": (logits.argmax(1) == y).float().mean()}, step=step)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", help="HOST:PORT (localhost:50051)")
    parser.add_argument("--mode", help="online, offline or disabled")
    parser.add_argument("--steps", type=int, default=1500)
    options = parser.parse_args()
    for arm in ("free", "constrained"):
        train(arm, options)


if __name__ == "__main__":
    main()
