# SPDX-License-Identifier: Apache-2.0
"""attach: which steps of which training are published, and that the numbers are the weights'."""

import copy
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from attach_models import flat, large, sent, small, train
from torch import nn

import koopwatch
from koopwatch import _sketch
from server import Server, values


@pytest.fixture
def run(server: Server) -> Iterator[koopwatch.Run]:
    with koopwatch.init(run="r", endpoint=server.endpoint) as running:
        yield running


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
