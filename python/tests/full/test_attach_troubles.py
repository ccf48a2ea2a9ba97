# SPDX-License-Identifier: Apache-2.0
"""attach: what is refused or warned of, weights of few bits, and that nothing of it reaches the training."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from accelerate import Accelerator
from attach_models import flat, large, sent, small, train
from torch import nn

import koopwatch
from server import Server, values


@pytest.fixture
def run(server: Server) -> Iterator[koopwatch.Run]:
    with koopwatch.init(run="r", endpoint=server.endpoint) as running:
        yield running


def test_a_parameter_that_is_frozen_later_stays_and_one_that_is_added_later_is_warned_of(
    server: Server, run: koopwatch.Run, caplog: pytest.LogCaptureFixture
) -> None:
    model = small()
    for p in model[2].parameters():
        p.requires_grad = False
    optimizer = torch.optim.SGD(model[0].parameters(), lr=0.01)
    run.attach(model, optimizer)
    list(train(model, optimizer, 1, 4))
    model[0].bias.requires_grad = False
    model[2].weight.requires_grad = True
    optimizer.add_param_group({"params": [model[2].weight]})
    list(train(model, optimizer, 2, 4))
    snapshots = sent(server, run)
    assert [len(values(s)) for s in snapshots] == [40, 40, 40]
    assert ["came to the optimizer after attach" in m for m in caplog.messages] == [True]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"every": 0}, "every: expected 1 or more"),
        ({"every": 4, "burst": 4}, "burst: expected 0, or 2 to every - 1 = 3"),
        ({"every": 4, "burst": 1}, "burst: expected 0, or 2"),
        ({"observe": "last"}, "observe: expected 'all', 'last_layer' or a list"),
        ({"observe": []}, "observe: expected"),
        ({"observe": ["wieght"]}, "'wieght' matches no parameter; there are for example .*weight"),
        ({"observable": "Bad Name"}, "observable: expected a name that matches"),
        ({"optimizer": "adam"}, "optimizer: expected a torch.optim.Optimizer, got str"),
        ({"model": {"w": 1}}, "model: expected a torch.nn.Module, got dict"),
    ],
    ids=lambda v: str(v)[:30],
)
def test_wrong_arguments_are_told_before_training_begins(
    run: koopwatch.Run, arguments: dict[str, Any], message: str
) -> None:
    model = small()
    given: dict[str, Any] = {"model": model, "optimizer": torch.optim.SGD(model.parameters(), lr=0.01)} | arguments
    with pytest.raises(ValueError, match=message):
        run.attach(**given)


def test_one_idle_pattern_among_others_is_warned_of(
    server: Server, run: koopwatch.Run, caplog: pytest.LogCaptureFixture
) -> None:
    run.attach(small(), observe=["0.*", "head.*"]).step()
    assert len(values(sent(server, run)[0])) == 40
    assert ["'head.*' matches no parameter" in m for m in caplog.messages] == [True]


def test_a_second_attach_under_the_same_name_is_refused(run: koopwatch.Run) -> None:
    run.attach(small())
    with pytest.raises(ValueError, match="'weights' is attached already"):
        run.attach(small())


@pytest.mark.parametrize(
    ("given", "arguments"),
    [
        ({"stride": 2}, {"every": 1}),
        ({"stride": 5}, {"every": 5, "burst": 2}),
        ({"stride": 1, "burst": 4}, {"every": 9, "burst": 3}),
        ({"burst": 4}, {"every": 9}),
    ],
    ids=str,
)
def test_a_rhythm_that_contradicts_init_is_refused(
    server: Server, given: dict[str, int], arguments: dict[str, int]
) -> None:
    run = koopwatch.init(run="r", endpoint=server.endpoint, **given)  # type: ignore[arg-type]
    with run, pytest.raises(ValueError, match="every and burst: the run has stride="):
        run.attach(small(), **arguments)  # type: ignore[arg-type]


def test_bursts_after_the_run_has_begun_without_are_refused(server: Server, run: koopwatch.Run) -> None:
    run.publish(0, [1.0], observable="other")
    with pytest.raises(ValueError, match="the run has stride=0, burst=0"):
        run.attach(small(), every=9, burst=2)


def test_parameters_without_values_yet_are_told(run: koopwatch.Run) -> None:
    with pytest.raises(ValueError, match="has no values yet: run the model once"):
        run.attach(nn.LazyLinear(3))


def test_what_goes_wrong_in_a_step_stays_out_of_the_training(
    server: Server, run: koopwatch.Run, caplog: pytest.LogCaptureFixture
) -> None:
    model = large()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    run.attach(model, optimizer)
    weight = model[0].weight.data
    model[0].weight.data = torch.zeros(2)  # a model that changes its shape
    optimizer.step()
    optimizer.step()
    model[0].weight.data = weight
    optimizer.step()
    sent(server, run)
    assert server.steps() == [2]
    assert ["attach left something out" in m for m in caplog.messages] == [True]


def test_values_that_are_not_finite_reach_the_server_which_judges_them(server: Server, run: koopwatch.Run) -> None:
    model = small()
    with torch.no_grad():
        next(model.parameters())[0, 0] = math.nan
    run.attach(model).step()
    assert np.isnan(values(sent(server, run)[0])).sum() == 1


def test_a_disabled_run_attaches_nothing() -> None:
    model = small()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    with koopwatch.init(run="r", mode="disabled") as run, run.attach(model, optimizer) as attachment:
        list(train(model, optimizer, 2, 4))
    assert not attachment.active


@pytest.mark.parametrize("mode", ["online", "disabled"])
def test_dry_run_prints_observables_and_cost_and_publishes_nothing(
    server: Server, capsys: pytest.CaptureFixture[str], mode: str
) -> None:
    model = large()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    with koopwatch.init(run="r", endpoint=server.endpoint, mode=mode) as run:
        attachment = run.attach(model, optimizer, every=50, burst=4, dry_run=True)
        list(train(model, optimizer, 2, 40))
    printed = capsys.readouterr().out
    assert [line.split()[:4] for line in printed.splitlines()[1:2]] == [["weights", "4,383", "1,024", "4,136"]]
    assert printed.splitlines()[1].endswith("0, 2, 4")
    assert "ms a snapshot (median of 5), in bursts of 4 every 50 steps" in printed
    assert printed.startswith(str(attachment))
    assert server.requests() == []


def low(model: nn.Module, optimizer: torch.optim.Optimizer, steps: int) -> None:
    for _ in range(steps):
        optimizer.zero_grad()
        model(torch.randn(5, 4, dtype=torch.bfloat16)).float().square().sum().backward()
        optimizer.step()


def test_bfloat16_weights_without_masters_are_warned_of_once(
    server: Server, run: koopwatch.Run, caplog: pytest.LogCaptureFixture
) -> None:
    model = small().bfloat16()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    run.attach(model, optimizer)
    low(model, optimizer, 3)
    np.testing.assert_array_equal(values(sent(server, run)[-1]), flat(model).numpy())
    assert ["less than 32 bits" in m for m in caplog.messages] == [True]


class WithState(torch.optim.SGD):
    """Keeps float32 master weights in its state from its first step on, as fused optimizers do."""

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for p in group["params"]:
                master = self.state[p].setdefault("master_param", p.float().clone())
                master -= group["lr"] * p.grad.float()
                p.copy_(master)


def test_master_weights_in_the_optimizer_are_observed_in_place_of_bfloat16(
    server: Server, run: koopwatch.Run, caplog: pytest.LogCaptureFixture
) -> None:
    model = small().bfloat16()
    optimizer = WithState(model.parameters(), lr=1e-3)
    run.attach(model, optimizer)
    low(model, optimizer, 3)
    known = torch.cat([optimizer.state[p]["master_param"].reshape(-1) for p in model.parameters()])
    np.testing.assert_array_equal(values(sent(server, run)[-1]), known.numpy())
    assert not np.array_equal(known.numpy(), flat(model).numpy())
    assert caplog.messages == []


def test_master_weights_that_the_optimizer_steps_are_observed_in_place_of_bfloat16(
    server: Server, run: koopwatch.Run, caplog: pytest.LogCaptureFixture
) -> None:
    model = small().bfloat16()
    copies = [p.detach().float().requires_grad_() for p in model.parameters()]
    optimizer = torch.optim.Adam(copies, lr=1e-4)
    run.attach(model, optimizer)
    for _ in range(3):
        model.zero_grad()
        model(torch.randn(5, 4, dtype=torch.bfloat16)).float().square().sum().backward()
        for p, c in zip(model.parameters(), copies, strict=True):
            c.grad = p.grad.float() if p.grad is not None else None
        optimizer.step()
        with torch.no_grad():
            for p, c in zip(model.parameters(), copies, strict=True):
                p.copy_(c)
    known = torch.cat([c.detach().reshape(-1) for c in copies])
    np.testing.assert_array_equal(values(sent(server, run)[-1]), known.numpy())
    assert caplog.messages == []


def test_an_optimizer_that_accelerate_wraps_is_followed(server: Server, run: koopwatch.Run) -> None:
    accelerator = Accelerator(cpu=True, gradient_accumulation_steps=2)
    plain = small()
    model, optimizer = accelerator.prepare(plain, torch.optim.SGD(plain.parameters(), lr=0.01))
    run.attach(model, optimizer)
    for _ in range(6):
        with accelerator.accumulate(model):
            accelerator.backward(model(torch.randn(5, 4)).square().sum())
            optimizer.step()
            optimizer.zero_grad()
    np.testing.assert_array_equal(values(sent(server, run)[-1]), flat(plain).numpy())
    assert server.steps() == [0, 1, 2]


def test_an_optimizer_of_another_model_is_warned_of(run: koopwatch.Run, caplog: pytest.LogCaptureFixture) -> None:
    run.attach(small(), torch.optim.SGD(small().parameters(), lr=0.01))
    assert ["steps none of the observed parameters" in m for m in caplog.messages] == [True]
