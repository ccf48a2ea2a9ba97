# SPDX-License-Identifier: Apache-2.0
"""Grokking seen in the weights before the held-out loss falls: the transformer of Redman et al., figure 5, live.

A transformer of one layer learns a + b mod 113 from 30 % of all pairs, every step on all of them, as in Nanda et al.,
arXiv 2301.05217. ``free``: AdamW with weight decay 1, which memorises first and groks later. ``constrained``: the
weights of the start times 0.8, no decay, and after every step all weights are scaled back to the norm of the start. Six
seeds of each are replicas of two arms of the group ``modular-addition``; no seed is in both arms, and all take their
steps in turn. What is published are the weights that the paper looks at, the second matrix of the perceptron, with
``preset="paper"``, and the losses on trained and on held-out pairs.

What to look at: the events and distances of the group. The first spectra are there at step 59; the script prints what
the service announces and when. With ``--until-grok 20000`` one replica of either arm goes on until the held-out loss of
the free one has fallen, and the script says how much later that was.

    ./koopwatch up
    python modular_addition.py
"""

import argparse
import json
import time
import urllib.request
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

import koopwatch

GROUP = "modular-addition"
ARMS = ("free", "constrained")
SHRINK = 0.8
KINDS = ("RunsDiverged", "GrokkingDivergence")
FIRST_SPECTRUM = 59  # the step whose row completes the early window of preset paper
GROKKED = 0.5  # loss on held-out pairs


class Transformer(nn.Module):
    """One layer, four heads, no normalisation; [pair] a, b -> [pair, p + 1] logits at the last of the tokens a, b, =.

    Of attention and perceptron only what the last position needs is computed; keys and values are those of the p + 1
    tokens, not of every pair.
    """

    def __init__(self, p: int, width: int = 128, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.embed = normal(p + 1, width, over=width)
        self.place = normal(3, width, over=width)
        self.key, self.query, self.value, self.out = (normal(width, width, over=width) for _ in range(4))
        self.mlp_in, self.mlp_in_bias = normal(4 * width, width, over=width), nn.Parameter(torch.zeros(4 * width))
        self.mlp_out, self.mlp_out_bias = normal(width, 4 * width, over=width), nn.Parameter(torch.zeros(width))
        self.unembed = normal(width, p + 1, over=p + 1)

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        first, second = self.embed + self.place[0], self.embed + self.place[1]
        last = self.embed[-1:] + self.place[2]
        query = self._split(last @ self.query.T)
        scores, values = zip(*(self._attend(x, query) for x in (first, second, last)), strict=True)
        picked = (a, b, torch.zeros_like(a))
        weights = torch.stack([s[i] for s, i in zip(scores, picked, strict=True)]).softmax(0)  # [3, pair, head]
        mixed = sum(w[..., None] * v[i] for w, v, i in zip(weights, values, picked, strict=True))
        x = last + mixed.flatten(-2) @ self.out.T
        hidden = (x @ self.mlp_in.T + self.mlp_in_bias).relu()
        logits: Tensor = (x + hidden @ self.mlp_out.T + self.mlp_out_bias) @ self.unembed
        return logits

    def _attend(self, x: Tensor, query: Tensor) -> tuple[Tensor, Tensor]:
        """[token, head] scores and [token, head, channel] values."""
        keys = self._split(x @ self.key.T)
        return (keys * query).sum(-1) / keys.shape[-1] ** 0.5, self._split(x @ self.value.T)

    def _split(self, x: Tensor) -> Tensor:
        """[token, head, channel]."""
        return x.reshape(len(x), self.heads, -1)


def normal(*shape: int, over: int) -> nn.Parameter:
    return nn.Parameter(torch.randn(*shape) / over**0.5)


class Replica:
    """One seed of one arm: the model, its optimizer, its pairs."""

    def __init__(self, arm: str, seed: int, p: int = 113, fraction: float = 0.3) -> None:
        torch.manual_seed(seed)
        free = arm == "free"
        pairs = torch.randperm(p * p)
        self._a, self._b = pairs // p, pairs % p
        self._sum, self._trained = (self._a + self._b) % p, int(fraction * p * p)
        self.model = Transformer(p)
        with torch.no_grad():
            for weights in self.model.parameters():
                weights.mul_(1 if free else SHRINK)
        self._norm = None if free else self._length()
        self._optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=1e-3, betas=(0.9, 0.98), weight_decay=1.0 if free else 0.0
        )

    def step(self) -> float:
        """One step on all trained pairs; their loss before it."""
        self._optimizer.zero_grad()
        loss = self._loss(0, self._trained)
        loss.backward()
        self._optimizer.step()
        if self._norm is not None:
            self._rescale(self._norm)
        return loss.item()

    @torch.no_grad()
    def held_out(self) -> float:
        """The loss on up to 2,000 pairs that are not trained on."""
        return self._loss(self._trained, self._trained + 2000).item()

    def _loss(self, start: int, end: int) -> Tensor:
        some = slice(start, end)
        logits: Tensor = self.model(self._a[some], self._b[some])
        return cross_entropy(logits, self._sum[some])

    @torch.no_grad()
    def _rescale(self, norm: Tensor) -> None:
        ratio = norm / self._length()
        for weights in self.model.parameters():
            weights.mul_(ratio)

    @torch.no_grad()
    def _length(self) -> Tensor:
        norm: Tensor = torch.cat([weights.flatten() for weights in self.model.parameters()]).norm()
        return norm


class Watched:
    """A replica and the run that tells of it."""

    def __init__(self, arm: str, seed: int, options: argparse.Namespace) -> None:
        self.arm = arm
        self.replica = Replica(arm, seed, options.modulus, options.fraction)
        self.told: dict[str, float] = {}
        self.run = koopwatch.init(
            run=f"{GROUP}-{arm}-{seed}",
            group=GROUP,
            arm=arm,
            preset="paper",
            endpoint=options.endpoint,
            http=options.http,
            mode=options.mode,
        )

    def step(self, step: int) -> None:
        self.told["loss"] = self.replica.step()
        self.run.publish(step, self.replica.model.mlp_out)
        self.run.log({"loss": self.told["loss"]}, step=step)
        if step % 10 == 9:
            self.told["held_out_loss"] = self.replica.held_out()
            self.run.log({"held_out_loss": self.told["held_out_loss"]}, step=step)


class Announcements:
    """What the service says of the two arms, from the events of the group."""

    def __init__(self, http: str) -> None:
        self.first: dict[str, Any] | None = None
        self._events = f"{http}/api/v1/groups/{GROUP}/events" if http else ""
        self._seen: set[str] = set()

    def look(self, step: int) -> None:
        """Prints each announcement once. ``step``: how far the training is."""
        for event in self._read():
            new = event["state"] == "firing" and event["id"] not in self._seen  # those of former runs are resolved
            if new and event["kind"] in KINDS:
                self._seen.add(event["id"])
                self.first = self.first or event
                print(f"Announced while step {step} was trained, {event['kind']}:\n  {event['message']}", flush=True)

    def wait(self, step: int, seconds: float) -> None:
        """Until something is announced, if it is not yet."""
        end = time.monotonic() + seconds
        while self._events and self.first is None and time.monotonic() < end:
            self.look(step)
            time.sleep(0.5)

    def _read(self) -> list[dict[str, Any]]:
        try:
            with urllib.request.urlopen(self._events, timeout=5) as answer:
                events: list[dict[str, Any]] = json.load(answer)
                return events
        except (OSError, ValueError):  # not there, or not yet: the training is not for it to disturb
            return []


def train(options: argparse.Namespace) -> None:
    seeds = range(options.seed, options.seed + options.replicas)
    everyone = [Watched(arm, seed + 1000 * side, options) for seed in seeds for side, arm in enumerate(ARMS)]
    announcements = Announcements(everyone[0].run.http)
    for step in range(options.steps):
        for watched in everyone:
            watched.step(step)
        if step % 10 == 9:
            tell(step, everyone)
        if step >= FIRST_SPECTRUM:
            announcements.look(step)
    if options.steps > FIRST_SPECTRUM:
        announcements.wait(options.steps - 1, seconds=60)
    going_on = everyone[:2] if options.until_grok else []
    for watched in everyone[len(going_on) :]:
        watched.run.finish()
    conclude(announcements.first)
    if going_on:
        grok(going_on, options)


def grok(pair: list[Watched], options: argparse.Namespace) -> None:
    """Goes on with one replica of either arm until the free one knows what it was not shown."""
    for step in range(options.steps, options.until_grok):
        for watched in pair:
            watched.step(step)
        if step % 100 == 99:
            tell(step, pair)
        if pair[0].told["held_out_loss"] < GROKKED:
            print(f"Grokked: the held-out loss of {pair[0].run.name} is below {GROKKED} at step {step}.")
            break
    for watched in pair:
        watched.run.finish()


def tell(step: int, some: list[Watched]) -> None:
    """A line of the mean losses of the arms, on the trained pairs and on others."""
    words = []
    for arm in ARMS:
        told = [watched.told for watched in some if watched.arm == arm]
        trained, held_out = (sum(t[name] for t in told) / len(told) for name in ("loss", "held_out_loss"))
        words.append(f"{arm}: loss {trained:.3f}, held out {held_out:.3f}")
    print(f"step {step}  " + "   ".join(words), flush=True)


def conclude(first: dict[str, Any] | None) -> None:
    if first is None:
        print("Nothing was announced. (It takes 60 steps, and a service of which the page can be read.)")
    else:
        print(f"The arms were announced to differ at step {first['step']}, p = {first['statistic']:.2g}.", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", help="HOST:PORT (localhost:50051)")
    parser.add_argument("--http", help="HOST:PORT of page and API (the endpoint's host, port 8080)")
    parser.add_argument("--mode", help="online, offline or disabled")
    parser.add_argument("--steps", type=int, default=110)
    parser.add_argument("--replicas", type=int, default=6, help="of each arm (6)")
    parser.add_argument("--modulus", type=int, default=113)
    parser.add_argument("--fraction", type=float, default=0.3, help="of the pairs that are trained on (0.3)")
    parser.add_argument("--seed", type=int, default=1, help="the first one (1)")
    parser.add_argument(
        "--until-grok", type=int, default=0, metavar="STEPS", help="go on with one pair, so far at most"
    )
    train(parser.parse_args())


if __name__ == "__main__":
    main()
