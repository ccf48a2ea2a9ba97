# SPDX-License-Identifier: Apache-2.0
"""attach on a CUDA device: what is published is what the weights were, and the training's host thread never waits."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

import koopwatch
from koopwatch import _sketch, mechanics
from server import Server, values


@pytest.fixture
def run(server: Server) -> Iterator[koopwatch.Run]:
    with koopwatch.init(run="r", endpoint=server.endpoint) as running:
        yield running


@pytest.fixture
def _no_waiting() -> Iterator[None]:
    """Whatever makes the host wait for the device raises."""
    yield
    torch.cuda.set_sync_debug_mode("default")


def perceptron(width: int = 300) -> nn.Sequential:
    torch.manual_seed(1)
    return nn.Sequential(
        nn.Linear(40, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 3)
    ).cuda()


def once(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    model(torch.ones(5, 40, device="cuda")).square().sum().backward()
    optimizer.step()
    optimizer.zero_grad()


def known(model: nn.Module) -> Any:
    named = [(n, p.detach().double().reshape(-1).cpu().numpy()) for n, p in model.named_parameters()]
    return _sketch.sketch_groups([named[0:2], named[2:4], named[4:6]])


def sent(server: Server, run: koopwatch.Run) -> list[Any]:
    assert run.finish()
    return server.requests("snapshot")


def assert_near(made: Any, expected: Any) -> None:
    assert np.abs(made - expected).max() < 1e-6 * np.abs(expected).max()


@pytest.mark.parametrize("kind", [torch.optim.SGD, torch.optim.AdamW])
def test_each_snapshot_is_the_weights_of_its_step(server: Server, run: koopwatch.Run, kind: Any) -> None:
    model = perceptron()
    optimizer = kind(model.parameters(), lr=0.01, fused=True)
    run.attach(model, optimizer)
    expected = []
    for _ in range(25):
        once(model, optimizer)
        expected.append(known(model))
    snapshots = sent(server, run)
    assert server.steps() == list(range(25))
    for snapshot, vector in zip(snapshots, expected, strict=True):
        assert_near(values(snapshot), vector)


def test_what_happens_to_the_weights_right_after_a_publish_is_not_in_it(server: Server, run: koopwatch.Run) -> None:
    model = perceptron(2_000)
    attachment = run.attach(model)
    expected = known(model)
    for i in range(30):  # nothing here waits: all steps are queued behind each other
        attachment.step()
        with torch.no_grad():
            for p in model.parameters():
                p.mul_(-1.0 if i % 2 else -0.5)
    scales = np.cumprod([1.0] + [-1.0 if i % 2 else -0.5 for i in range(29)])
    for snapshot, scale in zip(sent(server, run), scales, strict=True):
        assert_near(values(snapshot) / scale, expected)


def test_few_parameters_are_published_as_they_are(server: Server, run: koopwatch.Run) -> None:
    model = nn.Linear(7, 3).cuda()
    run.attach(model).step()
    flat = torch.cat([p.detach().reshape(-1) for p in model.parameters()]).cpu().numpy()
    np.testing.assert_array_equal(values(sent(server, run)[0]), flat)


def test_per_layer_publishes_an_observable_for_each_module(server: Server, run: koopwatch.Run) -> None:
    model = perceptron()
    run.attach(model, per_layer=True).step()
    snapshots = sent(server, run)
    assert [s.snapshot.observable for s in snapshots] == ["weights.0", "weights.2", "weights.4"]
    middle = [(n, p.detach().double().reshape(-1).cpu().numpy()) for n, p in model.named_parameters()][2:4]
    assert_near(values(snapshots[1]), _sketch.sketch(middle))


@pytest.mark.usefixtures("_no_waiting")
@pytest.mark.filterwarnings("ignore:Synchronization debug mode")
def test_a_step_makes_the_host_wait_for_nothing(server: Server, run: koopwatch.Run) -> None:
    model = perceptron()
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)
    run.attach(model, optimizer)
    x = torch.ones(5, 40, device="cuda")
    for step in range(20):
        if step == 2:  # the first ones make what the others use
            torch.cuda.set_sync_debug_mode("error")
        model(x).square().sum().backward()
        optimizer.step()
        optimizer.zero_grad()
    torch.cuda.set_sync_debug_mode("default")
    assert len(sent(server, run)) == 20


def test_a_publish_returns_while_the_device_is_still_at_work(server: Server, run: koopwatch.Run) -> None:
    model = perceptron()
    attachment = run.attach(model)
    attachment.step()
    torch.cuda.synchronize()
    torch.cuda._sleep(4_000_000_000)  # clocks: two seconds, beside which a publish is nothing
    behind = torch.cuda.Event()
    behind.record()
    for _ in range(5):
        attachment.step()
    assert not behind.query()
    expected = known(model)
    snapshots = sent(server, run)
    assert len(snapshots) == 6
    for snapshot in snapshots:
        assert_near(values(snapshot), expected)


def test_deterministic_algorithms_may_be_asked_for(server: Server, run: koopwatch.Run) -> None:
    model = perceptron()
    torch.use_deterministic_algorithms(True)
    try:
        run.attach(model).step()
    finally:
        torch.use_deterministic_algorithms(False)
    assert_near(values(sent(server, run)[0]), known(model))


def test_a_training_on_a_stream_of_its_own_is_followed(server: Server, run: koopwatch.Run) -> None:
    model = perceptron()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    run.attach(model, optimizer)
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    expected = []
    with torch.cuda.stream(stream):
        for _ in range(12):
            once(model, optimizer)
            expected.append(known(model))
    for snapshot, vector in zip(sent(server, run), expected, strict=True):
        assert_near(values(snapshot), vector)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_weights_of_few_bits_are_published_and_warned_of(
    server: Server, run: koopwatch.Run, caplog: pytest.LogCaptureFixture, dtype: torch.dtype
) -> None:
    model = perceptron().to(dtype)
    run.attach(model).step()
    assert_near(values(sent(server, run)[0]), known(model))
    assert ["have less than 32 bits" in m for m in caplog.messages] == [True]


def test_master_weights_are_published_in_place_of_bfloat16_ones(
    server: Server, run: koopwatch.Run, caplog: pytest.LogCaptureFixture
) -> None:
    model = perceptron()
    masters = [p.detach().clone() for p in model.parameters()]
    expected = known(model)
    model.to(torch.bfloat16)
    optimizer = torch.optim.SGD(masters, lr=0.01)
    run.attach(model, optimizer)
    for master in masters:
        master.grad = torch.zeros_like(master)
    optimizer.step()
    assert_near(values(sent(server, run)[0]), expected)
    assert caplog.messages == []


def test_a_step_that_the_gradient_scaler_skips_is_no_step(server: Server, run: koopwatch.Run) -> None:
    model = perceptron()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
    scaler = torch.amp.GradScaler("cuda", init_scale=4.0)
    attachment = run.attach(model, optimizer)
    for batch in range(6):
        with torch.autocast("cuda", torch.float16):
            loss = model(torch.ones(5, 40, device="cuda")).sum()
        scaler.scale(loss * (float("inf") if batch == 2 else 1.0)).backward()
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad()
    snapshots = sent(server, run)
    assert (server.steps(), attachment.steps) == ([0, 1, 2, 3, 4], 5)
    assert not np.array_equal(values(snapshots[1]), values(snapshots[2]))


def test_a_captured_step_is_warned_of_and_followed_by_hand(
    server: Server, run: koopwatch.Run, caplog: pytest.LogCaptureFixture
) -> None:
    model = perceptron()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    hooked = run.attach(model, optimizer, observable="hooked")
    by_hand = run.attach(model)
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        once(model, optimizer)
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        model(torch.ones(5, 40, device="cuda")).square().sum().backward()
        optimizer.step()
    assert ["captured in a CUDA graph" in m for m in caplog.messages] == [True]
    expected = []
    for _ in range(3):
        graph.replay()
        by_hand.step()
        expected.append(known(model))
    hooked.remove()
    sent(server, run)
    ours = [r for r in server.requests("snapshot") if r.snapshot.observable == "weights"]
    for snapshot, vector in zip(ours, expected, strict=True):
        assert_near(values(snapshot), vector)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")  # the compiler's own
def test_a_compiled_model_that_replays_graphs_is_followed(server: Server, run: koopwatch.Run) -> None:
    model = perceptron()
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, fused=True)
    compiled: Any = torch.compile(model, mode="reduce-overhead")
    run.attach(compiled, optimizer)
    expected = []
    for _ in range(6):
        once(compiled, optimizer)
        expected.append(known(model))
    for snapshot, vector in zip(sent(server, run), expected, strict=True):
        assert_near(values(snapshot), vector)


def test_gauges_are_those_of_the_same_weights_on_the_host() -> None:
    model = perceptron()
    on_device = mechanics.of(model, softmax="4")
    start = {name: p.detach().cpu() - 0.01 for name, p in model.state_dict().items()}
    with_start = mechanics.of(model, softmax="4", initial=start)
    made, moved = on_device(), with_start()
    on_host = mechanics.of(model.cpu(), softmax="4", initial=start)()
    assert moved == pytest.approx(on_host, rel=1e-5)
    assert made["hidden_units"] == 600
    assert made["distance_from_init"] == 0


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_quantiles_are_those_of_the_values(dtype: torch.dtype) -> None:
    log_probs = torch.randn(100, device="cuda", requires_grad=True).to(dtype)
    expected = np.percentile(log_probs.detach().double().cpu().numpy(), range(5, 100, 5))
    np.testing.assert_allclose(koopwatch.quantiles(log_probs), expected, rtol=1e-12)


def test_a_tensor_and_a_loss_on_the_device_are_published(server: Server, run: koopwatch.Run) -> None:
    run.publish(3, torch.arange(5.0, device="cuda"))
    run.log({"loss": torch.tensor(0.5, device="cuda")}, step=3)
    np.testing.assert_array_equal(values(sent(server, run)[0]), [0, 1, 2, 3, 4])
    assert dict(server.requests("scalars")[0].scalars.values) == {"loss": 0.5}
