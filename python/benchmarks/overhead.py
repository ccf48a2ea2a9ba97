#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What attach costs: per publish and in per cent of a training step, beside histograms of the same parameters.

    target/venv-full/bin/python benchmarks/overhead.py [--sizes 1e5,1e6,1e7,1e8] [--threads 1] [--batches 64,512,1200]

Trains eight square linear layers with AdamW. In every round it takes steps alone, one with a publish after it (a server
in another process takes the snapshots), one while the publish may still be at work elsewhere, and one with the
histograms that wandb.watch makes after it (torch.histc, 64 bins from the least to the largest value, one for each
parameter).

It prints medians of the CPU time of the training's thread: of a step, of the publish, of the next step, of the
histograms; of the wall time of a step without and with a publish; and the mean CPU time that all threads spend for a
publish, since work that moved to another thread is not gone. With several --threads the training has more than the one
thread counted. On a GPU: overhead_gpu.py.
"""

import argparse
import contextlib
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
    """A server in another process; its endpoint. SystemExit if it does not start."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    process.start()
    there.close()  # the server's end alone is open now: if it dies, recv says so
    try:
        endpoint = here.recv()
    except EOFError:
        process.join()
        sys.exit(f"the server's process ended with code {process.exitcode} before it served; its error is above")
    yield endpoint
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


@dataclass(frozen=True)
class Times:
    """Milliseconds of a step and what came after it."""

    step: float
    """CPU of this thread, the step alone."""
    after: float
    """CPU of this thread in what came after it."""
    wall: float
    process: float
    """CPU of all threads."""


def timed(step: Callable[[], object], after: Callable[[], object]) -> Times:
    """One step with what comes after it."""
    wall, process, thread = time.perf_counter(), time.process_time(), time.thread_time()
    step()
    stepped = time.thread_time()
    after()
    done = time.thread_time()
    ends = time.perf_counter() - wall, time.process_time() - process
    return Times((stepped - thread) * 1e3, (done - stepped) * 1e3, ends[0] * 1e3, ends[1] * 1e3)


def measure(size: int, batch: int, repeat: int, endpoint: str) -> str:
    """One line of the table."""
    torch.manual_seed(0)
    model = layers(size)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5)
    x = torch.randn(batch, model[0].in_features)  # type: ignore[arg-type]

    def step() -> None:
        optimizer.zero_grad()
        model(x).square().mean().backward()
        optimizer.step()

    with koopwatch.init(run=f"overhead-{size}-{batch}", endpoint=endpoint) as run:
        attachment = run.attach(model)
        acts = (nothing, nothing, attachment.step, nothing, lambda: histograms(model))
        rounds = [[timed(step, act) for act in acts] for _ in range(repeat + 2)]  # the first ones allocate
    _, alone, published, beside, binned = zip(*rounds[2:], strict=True)
    trained, publish, histogram = median(alone, "step"), median(published, "after"), median(binned, "after")
    process = [statistics.mean(t.process for t in times) for times in (alone, published, beside)]
    parameters = sum(p.numel() for p in model.parameters())
    return (
        f"| {parameters:,} | {batch} | {trained:.2f} | {publish:.3f} | {100 * publish / trained:.2f} % | "
        f"{median(beside, 'step'):.2f} | {median(alone, 'wall'):.2f} | {median(published, 'wall'):.2f} | "
        f"{process[1] + process[2] - 2 * process[0]:.2f} | {histogram:.2f} | {histogram / publish:.0f} |"
    )


def nothing() -> None:
    """After a step without a publish."""


def median(times: Sequence[Times], of: str) -> float:
    """The median of one of the times."""
    return statistics.median(getattr(t, of) for t in times)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="1e5,1e6,1e7,1e8", help="numbers of parameters")
    parser.add_argument("--threads", type=int, default=1, help="torch's threads")
    parser.add_argument("--batches", default="64,512,1200", help="samples of a step")
    parser.add_argument("--repeat", type=int, default=30, help="rounds")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    heads = "parameters|batch|step|publish|of a step|next step|step, wall|with publish, wall|process|histograms|dearer"
    print(f"ms, of CPU but where it says wall; torch {torch.__version__}, {asked.threads} threads\n")
    print(f"|{heads}|\n|{'---|' * len(heads.split('|'))}")
    with server() as endpoint:
        for size in asked.sizes.split(","):
            for batch in asked.batches.split(","):
                print(measure(int(float(size)), int(batch), asked.repeat, endpoint), flush=True)


if __name__ == "__main__":
    main()
