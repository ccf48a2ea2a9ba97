# SPDX-License-Identifier: Apache-2.0
"""Sketches beside the training: its thread only copies the weights, a thread of ours does the rest.

Reading them where they are, while the next batch is computed, would need no copy; but whatever changes weights outside
the optimizer's step, such as a clipping after it, would be half in such a snapshot.
"""

import os
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

import torch

from koopwatch._attach_plan import Plan

_BUFFERS = 2  # beyond them the training waits for the oldest: nothing is lost, and memory is bounded
LARGEST = 1 << 22
"""Numbers in a model that is copied; beyond a few million the copy costs nearly what the sketch does."""


class Lane:
    """Vectors of a plan in the order of their steps, each as the weights were when it was put."""

    def __init__(
        self, plan: Plan, take: Callable[[int, torch.Tensor], None], failed: Callable[[Exception], None]
    ) -> None:
        """``take`` and ``failed`` are called by the thread, the latter with what the former raised."""
        self._take = take
        self._failed = failed
        self._process = os.getpid()
        self._free: SimpleQueue[_Buffer] = SimpleQueue()
        self._due: SimpleQueue[tuple[int, _Buffer] | None] = SimpleQueue()
        self._buffers = [_Buffer(plan) for _ in range(_BUFFERS)]
        for buffer in self._buffers:
            self._free.put(buffer)
        self._changed = threading.Condition()
        self._under_way = 0
        self._thread = threading.Thread(target=self._work, name="koopwatch-attach", daemon=True)
        self._thread.start()

    def put(self, step: int) -> None:
        """Copies the weights; waits only while all buffers are in use."""
        buffer = self._free.get()
        try:
            buffer.fill()
        except Exception:
            self._free.put(buffer)
            raise
        with self._changed:
            self._under_way += 1
        self._due.put((step, buffer))

    def settle(self, seconds: float) -> bool:
        """Waits, at most so long, until nothing is under way; True if nothing is. In a fork there is no thread."""
        if os.getpid() != self._process:
            return True
        with self._changed:
            return self._changed.wait_for(lambda: not self._under_way, seconds)

    def close(self, seconds: float) -> bool:
        """The same, and ends the thread."""
        end = time.monotonic() + seconds
        done = self.settle(seconds)
        if os.getpid() == self._process:
            self._due.put(None)
            self._thread.join(max(0.0, end - time.monotonic()))
        return done

    def _work(self) -> None:
        while (due := self._due.get()) is not None:
            step, buffer = due
            try:
                self._take(step, buffer.plan.vector())
            except Exception as error:
                self._failed(error)
            finally:
                self._free.put(buffer)
                with self._changed:
                    self._under_way -= 1
                    self._changed.notify_all()


class _Buffer:
    """The parameters of a plan at one moment."""

    def __init__(self, plan: Plan) -> None:
        self._parameters = plan.tensors
        self._shapes = plan.shapes
        parts = torch.zeros(sum(s.numel() for s in self._shapes)).split([s.numel() for s in self._shapes])
        self._copies = [part.view(shape) for part, shape in zip(parts, self._shapes, strict=True)]
        self.plan = plan.over(self._copies)

    def fill(self) -> None:
        """Copies them as they are now."""
        if [p.shape for p in self._parameters] != self._shapes:
            raise ValueError("expected parameters of the shapes that attach saw")  # a copy would broadcast
        with torch.no_grad():
            torch._foreach_copy_(self._copies, self._parameters)
