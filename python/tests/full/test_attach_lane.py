# SPDX-License-Identifier: Apache-2.0
"""Sketches beside the training: however late, each is of the weights of its step, in order, and none is lost."""

import os
import threading
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from torch import nn

import koopwatch
from koopwatch._attach_plan import Plan
from server import Server, values


@pytest.fixture
def run(server: Server) -> Iterator[koopwatch.Run]:
    with koopwatch.init(run="r", endpoint=server.endpoint) as running:
        yield running


class Gate:
    """Holds up every sketch of the thread until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened = threading.Event()
        self.by: list[str] = []
        sketched = Plan.vector

        def vector(plan: Plan) -> torch.Tensor:
            self.by.append(threading.current_thread().name)
            if self.by[-1] == "koopwatch-attach":
                assert self.opened.wait(30)
            return sketched(plan)

        monkeypatch.setattr(Plan, "vector", vector)


def filled(model: nn.Module, value: float) -> None:
    with torch.no_grad():
        for p in model.parameters():
            p.fill_(value)


def test_late_sketches_are_of_the_weights_of_their_steps(
    server: Server, run: koopwatch.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    model = nn.Linear(4, 2)
    attachment = run.attach(model)
    for step in range(20):
        filled(model, step)
        attachment.step()
        if step == 2:  # two buffers are full; the next step waits for one
            threading.Timer(0.2, gate.opened.set).start()
    filled(model, -1)
    assert run.finish()
    assert server.steps() == list(range(20))
    for step, request in enumerate(server.requests("snapshot")):
        np.testing.assert_array_equal(values(request), np.full(10, step, np.float32))
    assert set(gate.by[1:]) == {"koopwatch-attach"}


def test_what_the_thread_raises_is_one_warning_and_loses_one_step_each(
    server: Server, run: koopwatch.Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    attachment = run.attach(nn.Linear(4, 2))
    attachment.step()
    sketched = Plan.vector
    monkeypatch.setattr(Plan, "vector", lambda plan: 1 / 0)
    attachment.step()
    attachment.step()
    attachment.settle()
    monkeypatch.setattr(Plan, "vector", sketched)
    attachment.step()
    assert run.finish()
    assert server.steps() == [0, 3]
    assert caplog.messages == ["koopwatch run r: attach left something out: ZeroDivisionError: division by zero"]


def test_finish_waits_no_longer_than_it_was_told_and_says_so(
    run: koopwatch.Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    gate = Gate(monkeypatch)
    attachment = run.attach(nn.Linear(4, 2))
    attachment.step()
    attachment.step()
    run.finish(0.2)
    gate.opened.set()
    assert any("were not sketched within 0.2 s" in m for m in caplog.messages)


def test_steps_that_go_back_begin_a_new_life_after_all_of_the_old_one(
    server: Server, run: koopwatch.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    threading.Timer(0.2, gate.opened.set).start()
    one, other = (run.attach(nn.Linear(4, 2), observable=name) for name in ("one", "other"))
    for step in (0, 1, 2, 1, 2):
        one.step(step)
        other.step(step)
        run.log({"loss": 1.0}, step=step)
    assert run.finish()
    lives: dict[int, list[tuple[str, int]]] = {}
    for request in server.requests("snapshot"):
        lives.setdefault(request.incarnation, []).append((request.snapshot.observable, request.snapshot.step))
    expected = [{(o, s) for o in ("one", "other") for s in steps} for steps in ((0, 1, 2), (1, 2))]
    assert [set(lives[i]) for i in sorted(lives)] == expected
    first, second = sorted(lives)
    told = [(r.incarnation, r.scalars.step) for r in server.requests("scalars")]
    assert told == [(first, 0), (first, 1), (first, 2), (second, 1), (second, 2)]


def test_a_changed_shape_is_left_out_and_never_spread_over_the_old_one(
    server: Server, run: koopwatch.Run, caplog: pytest.LogCaptureFixture
) -> None:
    model = nn.Linear(4, 2)
    attachment = run.attach(model)
    attachment.step()
    weight = model.weight.data
    model.weight.data = torch.zeros(4)
    attachment.step()
    model.weight.data = weight
    attachment.step()
    assert run.finish()
    assert server.steps() == [0, 2]
    assert len(caplog.messages) == 1


@pytest.mark.filterwarnings("ignore:os.fork")  # of JAX, which other tests import; the child calls nothing of it
def test_a_fork_removes_an_attachment_without_its_thread(run: koopwatch.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    attachment = run.attach(nn.Linear(4, 2))
    attachment.step()
    attachment.step()  # under way
    child = os.fork()
    if child == 0:
        attachment.remove(20.0)
        os._exit(3 if gate.opened.is_set() else 0)
    gate.opened.set()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
