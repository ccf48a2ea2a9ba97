#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What attach costs: per publish and in per cent of a training step, beside histograms of the same parameters.

    target/venv-full/bin/python benchmarks/overhead.py [--sizes 1e5,1e6,1e7,1e8] [--threads 1] [--batch 64]

Trains eight square linear layers with AdamW. In every round it times one step, then one publish (sketch, copy, queue; a
server in another process takes the snapshots), then the histograms that wandb.watch makes (torch.histc, 64 bins from
the least to the largest value, one for each parameter). Medians are printed.
"""

import argparse
import contextlib
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import torch
from torch import nn

import koopwatch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
LAYERS = 8
BINS = 64


def serve(pipe: Connection) -> None:
    """Takes snapshots until the pipe says something."""
    from server import Server  # noqa: PLC0415  from tests/, which only this process needs

    with Server() as server:
        pipe.send(server.endpoint)
        pipe.recv()


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A server in another process; its endpoint."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    process.start()
    yield here.recv()
    here.send("end")
    process.join()


def layers(size: int) -> nn.Sequential:
    """About so many parameters."""
    width = round((size / LAYERS) ** 0.5)
    return nn.Sequential(*(nn.Linear(width, width) for _ in range(LAYERS)))


def histograms(model: nn.Module) -> list[torch.Tensor]:
    """As wandb.watch makes them."""
    made = []
    for p in model.parameters():
        flat = p.detach().reshape(-1)
        made.append(flat.histc(BINS, flat.min().item(), flat.max().item()).cpu())
    return made


def milliseconds(act: Callable[[], object], clock: Callable[[], float]) -> float:
    """The time of one call."""
    start = clock()
    act()
    return (clock() - start) * 1e3


def measure(size: int, batch: int, repeat: int, clock: Callable[[], float], endpoint: str) -> str:
    """One line of the table."""
    torch.manual_seed(0)
    model = layers(size)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5)
    x = torch.randn(batch, model[0].in_features)  # type: ignore[arg-type]

    def step() -> None:
        optimizer.zero_grad()
        model(x).square().mean().backward()
        optimizer.step()

    with koopwatch.init(run=f"overhead-{size}", endpoint=endpoint) as run:
        attachment = run.attach(model)
        acts = (step, attachment.step, lambda: histograms(model))
        rounds = [[milliseconds(act, clock) for act in acts] for _ in range(repeat + 2)]  # the first ones allocate
        trained, published, binned = (statistics.median(times) for times in zip(*rounds[2:], strict=True))
    parameters = sum(p.numel() for p in model.parameters())
    return (
        f"| {parameters:,} | {trained:.2f} | {published:.3f} | {100 * published / trained:.2f} % | {binned:.2f} | "
        f"{binned / published:.0f} |"
    )


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="1e5,1e6,1e7,1e8", help="numbers of parameters")
    parser.add_argument("--threads", type=int, default=1, help="torch's threads")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--repeat", type=int, default=30, help="rounds")
    parser.add_argument(
        "--cpu", action="store_true", help="time on the CPU of the training's thread, on a busy machine"
    )
    asked = parser.parse_args()
    if asked.cpu and asked.threads != 1:
        parser.error("--cpu needs --threads 1")
    clock = time.thread_time if asked.cpu else time.perf_counter
    torch.set_num_threads(asked.threads)
    print(f"ms of {clock.__name__}; torch {torch.__version__}, {asked.threads} threads, batch {asked.batch}\n")
    print("| parameters | step | publish | of a step | histograms | times dearer |\n|---|---|---|---|---|---|")
    with server() as endpoint:
        for size in asked.sizes.split(","):
            print(measure(int(float(size)), asked.batch, asked.repeat, clock, endpoint), flush=True)


if __name__ == "__main__":
    main()
