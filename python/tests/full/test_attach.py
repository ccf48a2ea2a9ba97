# SPDX-License-Identifier: Apache-2.0
"""attach: which steps of which training are published, and that the numbers are the weights'."""

import copy
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from accelerate import Accelerator
from torch import nn

import koopwatch
from koopwatch import _sketch
from server import Server, values


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


@pytest.fixture
def run(server: Server) -> Iterator[koopwatch.Run]:
    with koopwatch.init(run="r", endpoint=server.endpoint) as running:
        yield running


def sent(server: Server, run: koopwatch.Run) -> list[Any]:
    assert run.finish()
    return server.requests("snapshot")


def test_weights_after_every_step_are_published_under_steps_from_0(server: Server, run: koopwatch.Run) -> None:
    model = small()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    run.attach(model, optimizer)
    known = list(train(model, optimizer, 4, 4))
    snapshots = sent(server, run)
    assert server.steps() == [0, 1, 2, 3]
    for snapshot, weights in zip(snapshots, known, strict=True):
        np.testing.assert_array_equal(values(snapshot), weights.numpy())


def test_a_model_of_more_than_1024_numbers_is_sketched_with_a_range_per_module(
    server: Server, run: koopwatch.Run
) -> None:
    model = large()
    optimizer = torch.optim.Adam(model.parameters())
    run.attach(model, optimizer)
    list(train(model, optimizer, 1, 40))
    named = [(n, p.detach().double().reshape(-1).numpy()) for n, p in model.named_parameters()]
    known = _sketch.sketch_groups([named[0:2], named[2:4], named[4:6]])
    np.testing.assert_allclose(values(sent(server, run)[0]), known, atol=2e-6)
    (observable,) = server.requests("start")[0].start.observables
    assert (observable.name, observable.dimension) == ("weights", 1024)
    assert (observable.sketch.algorithm, observable.sketch.source_size) == ("signed-rotation", 4383)
    groups = [(g.name, getattr(g, "from"), g.to) for g in observable.sketch.groups]
    assert groups == [("0", 0, 342), ("2", 342, 683), ("4", 683, 1024)]


def test_a_small_model_has_a_range_per_module_too(server: Server, run: koopwatch.Run) -> None:
    model = small()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    run.attach(model, optimizer)
    list(train(model, optimizer, 1, 4))
    sent(server, run)
    (observable,) = server.requests("start")[0].start.observables
    groups = [(g.name, getattr(g, "from"), g.to) for g in observable.sketch.groups]
    assert (observable.dimension, observable.sketch.algorithm, groups) == (58, "", [("0", 0, 40), ("2", 40, 58)])


def test_per_layer_publishes_an_observable_for_each_module(server: Server, run: koopwatch.Run) -> None:
    model = large()
    optimizer = torch.optim.Adam(model.parameters())
    run.attach(model, optimizer, per_layer=True)
    list(train(model, optimizer, 2, 40))
    snapshots = sent(server, run)
    assert [s.snapshot.observable for s in snapshots] == ["weights.0", "weights.2", "weights.4"] * 2
    last = [(n, p.detach().double().reshape(-1).numpy()) for n, p in model.named_parameters()][4:]
    np.testing.assert_allclose(values(snapshots[-1]), _sketch.sketch(last), atol=2e-6)


@pytest.mark.parametrize(
    ("observe", "names"),
    [
        ("all", ["0.weight", "2.weight"]),
        ("last_layer", ["2.weight", "2.bias"]),
        (["*.bias"], ["0.bias", "2.bias"]),
        (["0.*", "2.weight"], ["0.weight", "0.bias", "2.weight"]),
    ],
    ids=str,
)
def test_observe_chooses_the_parameters(server: Server, run: koopwatch.Run, observe: Any, names: list[str]) -> None:
    model = small()
    for name, parameter in model.named_parameters():
        parameter.requires_grad = not name.endswith("bias")
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.01)
    run.attach(model, optimizer, observe=observe)
    list(train(model, optimizer, 1, 4))
    known = torch.cat([model.get_parameter(n).detach().reshape(-1) for n in names])
    np.testing.assert_array_equal(values(sent(server, run)[0]), known.numpy())


def test_every_publishes_the_steps_that_it_divides(server: Server, run: koopwatch.Run) -> None:
    model = small()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    attachment = run.attach(model, optimizer, every=3, start_step=7)
    list(train(model, optimizer, 9, 4))
    sent(server, run)
    assert server.steps() == [9, 12, 15]
    assert (attachment.steps, attachment.next_step) == (9, 16)
    start = server.requests("start")[0].start
    assert (start.stride, start.burst) == (0, 0)  # the first two rows declare it


def test_bursts_are_consecutive_steps_and_declared(server: Server, run: koopwatch.Run) -> None:
    model = small()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    run.attach(model, optimizer, every=10, burst=3)
    list(train(model, optimizer, 22, 4))
    sent(server, run)
    assert server.steps() == [0, 1, 2, 10, 11, 12, 20, 21]
    start = server.requests("start")[0].start
    assert (start.stride, start.burst) == (1, 3)


def test_gradient_accumulation_makes_one_step_of_many_batches(server: Server, run: koopwatch.Run) -> None:
    model = small()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    run.attach(model, optimizer)
    for batch in range(12):
        model(torch.randn(5, 4)).sum().backward()
        if batch % 4 == 3:
            optimizer.step()
            optimizer.zero_grad()
    sent(server, run)
    assert server.steps() == [0, 1, 2]


def test_a_step_that_the_gradient_scaler_skips_is_no_step(server: Server, run: koopwatch.Run) -> None:
    model = small()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    scaler = torch.amp.GradScaler("cpu", init_scale=4.0)
    attachment = run.attach(model, optimizer)
    for batch in range(6):
        optimizer.zero_grad()
        loss = model(torch.randn(5, 4)).sum() * (math.inf if batch == 2 else 1.0)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
    snapshots = sent(server, run)
    assert server.steps() == [0, 1, 2, 3, 4]
    assert attachment.steps == 5
    assert not np.array_equal(values(snapshots[1]), values(snapshots[2]))


def test_a_closure_that_is_called_many_times_is_one_step(server: Server, run: koopwatch.Run) -> None:
    model = small()
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=5)
    x, calls = torch.randn(5, 4), []

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss: torch.Tensor = model(x).square().sum()
        loss.backward()
        calls.append(1)
        return loss

    run.attach(model, optimizer)
    optimizer.step(closure)
    optimizer.step(closure)
    sent(server, run)
    assert len(calls) > 4
    assert server.steps() == [0, 1]


def test_only_the_given_optimizer_of_an_adversarial_pair_counts(server: Server, run: koopwatch.Run) -> None:
    one, other = small(), small()
    first, second = (torch.optim.SGD(m.parameters(), lr=0.01) for m in (one, other))
    run.attach(one, first, observable="generator")
    run.attach(other, second, observable="discriminator")
    for _ in range(2):
        list(train(one, first, 1, 4))
        list(train(other, second, 3, 4))
    sent(server, run)
    assert server.steps("generator") == [0, 1]
    assert server.steps("discriminator") == [0, 1, 2, 3, 4, 5]


def test_several_optimizers_make_one_step_together(server: Server, run: koopwatch.Run) -> None:
    model = small()
    parameters = list(model.parameters())
    optimizers = [torch.optim.SGD(parameters[:2], lr=0.01), torch.optim.Adam(parameters[2:])]
    run.attach(model, optimizers)
    known = []
    for _ in range(3):
        model(torch.randn(5, 4)).sum().backward()
        for optimizer in optimizers:
            optimizer.step()
        known.append(flat(model))
    snapshots = sent(server, run)
    assert server.steps() == [0, 1, 2]
    np.testing.assert_array_equal(values(snapshots[-1]), known[-1].numpy())


def test_a_training_that_owns_the_step_tells_it(server: Server, run: koopwatch.Run) -> None:
    model = small()
    for parameter in model.parameters():  # the optimizer in backward: one for each parameter
        optimizer = torch.optim.SGD([parameter], lr=0.01)
        parameter.register_post_accumulate_grad_hook(lambda _, o=optimizer: o.step())
    attachment = run.attach(model)
    for _ in range(3):
        model(torch.randn(5, 4)).sum().backward()
        attachment.step()
    for step in (10, 11):
        attachment.step(step)
    sent(server, run)
    assert server.steps() == [0, 1, 2, 10, 11]


def test_step_beside_an_optimizer_is_ignored_with_a_warning(
    server: Server, run: koopwatch.Run, caplog: pytest.LogCaptureFixture
) -> None:
    model = small()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    attachment = run.attach(model, optimizer)
    list(train(model, optimizer, 1, 4))
    attachment.step()
    sent(server, run)
    assert server.steps() == [0]
    assert ["step() is ignored" in m for m in caplog.messages] == [True]


@pytest.mark.parametrize("how", ["model", "step", "both"])
def test_compiled_models_and_steps_are_observed_like_others(server: Server, run: koopwatch.Run, how: str) -> None:
    model = large()
    optimizer = torch.optim.Adam(model.parameters())
    trained = torch.compile(model, backend="eager") if how != "step" else model
    run.attach(trained, optimizer)  # type: ignore[arg-type]

    def once(x: torch.Tensor) -> None:
        trained(x).square().sum().backward()
        optimizer.step()
        optimizer.zero_grad()

    compiled = once if how == "model" else torch.compile(once, backend="eager")
    for _ in range(3):
        compiled(torch.randn(5, 40))
    named = [(n, p.detach().double().reshape(-1).numpy()) for n, p in model.named_parameters()]
    known = _sketch.sketch_groups([named[0:2], named[2:4], named[4:6]])
    np.testing.assert_allclose(values(sent(server, run)[-1]), known, atol=2e-6)
    assert server.steps() == [0, 1, 2]


def test_names_are_free_of_wrappers(server: Server, run: koopwatch.Run) -> None:
    model = large()
    compiled: Any = torch.compile(model, backend="eager")  # declared as a function, but it is a module
    wrapped = nn.DataParallel(compiled)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    run.attach(wrapped, optimizer, observe=["0.*", "2.*"])
    list(train(model, optimizer, 1, 40))
    sent(server, run)
    (observable,) = server.requests("start")[0].start.observables
    assert [g.name for g in observable.sketch.groups] == ["0", "2"]


class Tied(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(7, 3)
        self.norm = nn.LayerNorm(3)
        self.head = nn.Linear(3, 7, bias=False)
        self.head.weight = self.embed.weight


def test_tied_weights_count_once(server: Server, run: koopwatch.Run) -> None:
    model = Tied()
    attachment = run.attach(model)
    attachment.step()
    assert len(values(sent(server, run)[0])) == 7 * 3 + 6


def test_the_last_layer_may_be_tied(server: Server, run: koopwatch.Run) -> None:
    model = Tied()
    run.attach(model, observe="last_layer").step()
    np.testing.assert_array_equal(values(sent(server, run)[0]), model.head.weight.detach().reshape(-1).numpy())


def test_remove_ends_it_and_a_later_attach_goes_on_counting(server: Server, run: koopwatch.Run) -> None:
    model = small()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    with run.attach(model, optimizer):
        list(train(model, optimizer, 2, 4))
    list(train(model, optimizer, 5, 4))
    run.attach(model, optimizer)
    list(train(model, optimizer, 2, 4))
    sent(server, run)
    assert server.steps() == [0, 1, 2, 3]
    assert len({r.incarnation for r in server.requests()}) == 1


def test_going_back_to_a_checkpoint_raises_the_incarnation(server: Server, run: koopwatch.Run) -> None:
    model = small()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    attachment = run.attach(model, optimizer)
    list(train(model, optimizer, 2, 4))
    kept = copy.deepcopy((model.state_dict(), optimizer.state_dict(), attachment.next_step))
    list(train(model, optimizer, 3, 4))
    attachment.remove()
    model.load_state_dict(kept[0])
    optimizer.load_state_dict(kept[1])
    run.attach(model, optimizer, start_step=kept[2])
    list(train(model, optimizer, 2, 4))
    sent(server, run)
    assert server.steps() == [0, 1, 2, 3, 4, 2, 3]
    assert len({r.incarnation for r in server.requests()}) == 2


def test_finish_ends_attachments(server: Server, run: koopwatch.Run, caplog: pytest.LogCaptureFixture) -> None:
    model = small()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    attachment = run.attach(model, optimizer)
    run.finish()
    list(train(model, optimizer, 2, 4))
    assert (attachment.steps, server.steps(), caplog.messages) == (0, [], [])


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
