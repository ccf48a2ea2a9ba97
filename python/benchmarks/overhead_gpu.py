#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What attach costs on a CUDA device, in per cent of a transformer's training step, beside histograms.

    python3 benchmarks/overhead_gpu.py [--models small,medium,large] [--rounds 12] [--steps 10] [--tensorboard]

Needs torch for CUDA, grpcio, protobuf, numpy. Trains decoder-only transformers under bfloat16 autocast with fused
AdamW. A round is a block of steps for each arm, in an order that rotates: the training alone (twice, which says how far
two equal blocks differ), a publish after every step and after every tenth, and likewise the histograms that wandb.watch
makes (torch.histc, 64 bins from the least to the largest value, one for each parameter). Within a block the host may
run ahead of the device; it waits at the block's ends. A server in another process takes the snapshots.

Prints medians over the rounds: of a step alone, and by how much each arm's block is longer than the mean of its round's
two blocks alone, with the quartiles; what a publish costs the device, between two events behind a step that is still at
work, and the host until it returns, with the device idle; how much more of the device's memory is held, and used at the
most.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from overhead import histograms, server
from torch import nn

import koopwatch

VOCABULARY = 32_768
SPARSE = 10
REPEATS = 20
ARMS = ("alone", "alone again", "publish", "publish/10", "histograms", "histograms/10")


@dataclass(frozen=True)
class Size:
    """A transformer and its batch."""

    width: int
    layers: int
    heads: int
    context: int
    batch: int


SIZES = {
    "small": Size(512, 6, 8, 512, 32),
    "medium": Size(768, 12, 12, 1024, 32),
    "large": Size(1024, 24, 16, 1024, 24),
}


class Block(nn.Module):
    """Attention and two layers, each behind a normalisation."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attended, self.joined = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.wide, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """[batch, context, width]."""
        parts = self.attended(self.before(x)).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        mixed = nn.functional.scaled_dot_product_attention(*parts.unbind(0), is_causal=True)
        x = x + self.joined(mixed.transpose(1, 2).flatten(2))
        return x + self.narrow(nn.functional.gelu(self.wide(self.between(x))))


class Transformer(nn.Module):
    """Decoder-only, the head tied to the embedding."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(VOCABULARY, size.width), nn.Embedding(size.context, size.width)
        self.blocks = nn.Sequential(*(Block(size.width, size.heads) for _ in range(size.layers)))
        self.last = nn.LayerNorm(size.width)
        nn.init.normal_(self.words.weight, std=0.02)

    def forward(self, text: torch.Tensor) -> torch.Tensor:
        """The loss of telling each next word."""
        x = self.words(text[:, :-1]) + self.places.weight
        logits = nn.functional.linear(self.last(self.blocks(x)), self.words.weight)
        return nn.functional.cross_entropy(logits.flatten(0, 1).float(), text[:, 1:].flatten())


class Training:
    """A model, its optimizer, and what may come after a step."""

    def __init__(self, size: Size, run: koopwatch.Run) -> None:
        torch.manual_seed(0)
        self.model = Transformer(size).cuda()
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-4, fused=True)
        self._text = torch.randint(VOCABULARY, (size.batch, size.context + 1), device="cuda")
        for _ in range(3):
            self.step()
        before, self.peak_alone = _memory(self.step)
        self.attachment = run.attach(self.model)
        self.publish()
        self.kept = _memory(self.publish)[0] - before
        self.peak = _memory(self.published)[1]

    def step(self) -> None:
        """One of the optimizer's."""
        with torch.autocast("cuda", torch.bfloat16):
            loss = self.model(self._text)
        loss.backward()
        self.optimizer.step()
        self.optimizer.zero_grad()

    def publish(self) -> None:
        """As the optimizer's hook does."""
        self.attachment.step()

    def published(self) -> None:
        """A step and its publish."""
        self.step()
        self.publish()

    def block(self, arm: str, steps: int) -> float:
        """Milliseconds of so many steps of an arm."""
        what, _, sparse = arm.partition("/")
        act = {"publish": self.publish, "histograms": lambda: histograms(self.model)}.get(what)
        torch.cuda.synchronize()
        start = time.perf_counter()
        for step in range(steps):
            self.step()
            if act and step % (int(sparse) if sparse else 1) == 0:
                act()
        torch.cuda.synchronize()
        return (time.perf_counter() - start) * 1e3

    def on_the_device(self) -> float:
        """Milliseconds of a publish there, behind a step that is still at work."""
        begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        self.step()
        begin.record()
        self.publish()
        end.record()
        torch.cuda.synchronize()
        return begin.elapsed_time(end)

    def on_the_host(self) -> float:
        """Milliseconds until a publish returns, the device idle: its queue has room, and nothing else is launched."""
        self.step()
        torch.cuda.synchronize()
        start = time.perf_counter()
        self.publish()
        return (time.perf_counter() - start) * 1e3


def _memory(act: Callable[[], object]) -> tuple[int, int]:
    """Bytes that tensors hold after an act, and at most during it."""
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    act()
    torch.cuda.synchronize()
    return torch.cuda.memory_allocated(), torch.cuda.max_memory_allocated()


def measure(name: str, rounds: int, steps: int, endpoint: str) -> str:
    """Two lines of the report."""
    with koopwatch.init(run=f"overhead-{name}", endpoint=endpoint) as run:
        training = Training(SIZES[name], run)
        taken: dict[str, list[float]] = {arm: [] for arm in ARMS}
        for i in range(rounds):
            for arm in (*ARMS[i % len(ARMS) :], *ARMS[: i % len(ARMS)]):
                taken[arm].append(training.block(arm, steps))
        device, host = zip(*((training.on_the_device(), training.on_the_host()) for _ in range(REPEATS)), strict=True)
    parameters = sum(p.numel() for p in training.model.parameters())
    alone = [(a + b) / 2 for a, b in zip(taken["alone"], taken["alone again"], strict=True)]
    shares = [_quartiles([t / a - 1 for t, a in zip(taken[arm], alone, strict=True)]) for arm in ARMS]
    cells = [f"{name}: {parameters / 1e6:.0f} M", f"{statistics.median(alone) / steps:.2f}", *shares]
    cells += [f"{statistics.median(device):.3f}", f"{statistics.median(host):.3f}"]
    cells += [f"{training.kept / 2**20:.0f}, {(training.peak - training.peak_alone) / 2**20:.0f}"]
    return f"| {' | '.join(cells)} |"


def _quartiles(shares: Sequence[float]) -> str:
    low, middle, high = statistics.quantiles([100 * s for s in shares], n=4)
    return f"{middle:+.2f} % ({low:+.2f} to {high:+.2f})"


def tensorboard(name: str) -> str:
    """What TensorBoard's own histograms of all parameters take, once."""
    from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415  what only this needs

    model = Transformer(SIZES[name]).cuda()
    with SummaryWriter() as writer:
        start = time.perf_counter()
        for parameter, values in model.named_parameters():
            writer.add_histogram(parameter, values, 0)
        return f"{name}: SummaryWriter.add_histogram of all parameters, once: {time.perf_counter() - start:.2f} s"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--models", default="small,medium,large", help=f"of {', '.join(SIZES)}")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--steps", type=int, default=SPARSE, help="steps of a block")
    parser.add_argument("--tensorboard", action="store_true", help="TensorBoard's histograms too, of the first model")
    asked = parser.parse_args()
    if not torch.cuda.is_available():
        parser.exit(2, "expected a CUDA device, found none\n")
    print(f"{torch.cuda.get_device_name()}, torch {torch.__version__}; times in ms, memory in MiB\n")
    heads = ["parameters", "step", *ARMS, "publish, device", "publish, host", "memory kept, at the peak"]
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    models = asked.models.split(",")
    with server() as endpoint:
        for name in models:
            print(measure(name, asked.rounds, asked.steps, endpoint), flush=True)
            torch.cuda.empty_cache()
    if asked.tensorboard:
        print(tensorboard(models[0]))


if __name__ == "__main__":
    main()
