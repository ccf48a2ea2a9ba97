# SPDX-License-Identifier: Apache-2.0
"""Small models and their training, for the tests of attach."""

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

import koopwatch
from server import Server


def small() -> nn.Sequential:
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))


def large() -> nn.Sequential:
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(40, 60), nn.Tanh(), nn.Linear(60, 30), nn.Tanh(), nn.Linear(30, 3))


def train(model: nn.Module, optimizer: torch.optim.Optimizer, steps: int, width: int) -> Iterator[torch.Tensor]:
    """Yields the flat weights after each step."""
    for _ in range(steps):
        optimizer.zero_grad()
        model(torch.randn(5, width)).square().sum().backward()
        optimizer.step()
        yield flat(model)


def flat(model: nn.Module) -> torch.Tensor:
    return torch.cat([p.detach().reshape(-1).float() for p in model.parameters()]).clone()


def sent(server: Server, run: koopwatch.Run) -> list[Any]:
    assert run.finish()
    return server.requests("snapshot")
