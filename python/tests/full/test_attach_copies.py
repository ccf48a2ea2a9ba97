# SPDX-License-Identifier: Apache-2.0
"""Copies that are under way: none is lost, none overtakes another, the training waits only when many are late."""

import numpy as np
import torch

from koopwatch._attach_copies import Copies, Values, starter


class Late:
    """A copy that comes when the test says so."""

    def __init__(self, vector: torch.Tensor) -> None:
        self.vector = vector
        self.arrived = False
        self.waited_for = False

    def done(self) -> bool:
        return self.arrived

    def wait(self) -> Values:
        self.waited_for = not self.arrived
        values: Values = self.vector.numpy()
        return values


class Bench:
    def __init__(self) -> None:
        self.started: list[Late] = []
        self.taken: list[tuple[int, float]] = []
        self.copies = Copies(self._start, lambda step, values: self.taken.append((step, float(values[0]))))

    def _start(self, vector: torch.Tensor) -> Late:
        self.started.append(Late(vector))
        return self.started[-1]

    def put(self, step: int) -> None:
        self.copies.put(step, torch.tensor([float(step)]))


def test_a_copy_is_handed_on_at_the_first_step_after_its_arrival() -> None:
    bench = Bench()
    bench.put(0)
    assert bench.taken == []
    bench.started[0].arrived = True
    bench.put(1)
    assert bench.taken == [(0, 0.0)]


def test_copies_do_not_overtake_each_other() -> None:
    bench = Bench()
    bench.put(0)
    bench.put(1)
    bench.started[1].arrived = True
    bench.put(2)
    assert bench.taken == []
    bench.started[0].arrived = True
    bench.put(3)
    assert bench.taken == [(0, 0.0), (1, 1.0)]


def test_only_the_oldest_of_too_many_is_waited_for() -> None:
    bench = Bench()
    for step in range(9):
        bench.put(step)
    assert bench.taken == [(0, 0.0)]
    assert [late.waited_for for late in bench.started] == [True] + [False] * 8


def test_flush_hands_on_what_is_left_in_order() -> None:
    bench = Bench()
    for step in range(5):
        bench.put(step)
    bench.copies.flush()
    assert bench.taken == [(s, float(s)) for s in range(5)]
    bench.copies.flush()
    assert len(bench.taken) == 5


def test_on_the_cpu_values_are_there_at_once() -> None:
    taken: list[Values] = []
    copies = Copies(starter(torch.device("cpu")), lambda _, values: taken.append(values))
    copies.put(0, torch.tensor([1.0, 2.0]))
    np.testing.assert_array_equal(taken, [[1.0, 2.0]])
