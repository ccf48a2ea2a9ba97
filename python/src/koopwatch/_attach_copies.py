# SPDX-License-Identifier: Apache-2.0
"""Brings vectors from a device to the host without making the training wait for them."""

from collections import deque
from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch

Values = npt.NDArray[np.float32]

_MOST = 8  # copies under way; the oldest is waited for beyond it


class Copy(Protocol):
    """A copy under way."""

    def done(self) -> bool:
        """True once the values are there; does not wait."""

    def wait(self) -> Values:
        """The values, when they are there."""


class Copies:
    """Copies in the order of their steps, handed to ``take`` as soon as they are there, at the latest at flush."""

    def __init__(self, start: Callable[[torch.Tensor], Copy], take: Callable[[int, Values], None]) -> None:
        self._start = start
        self._take = take
        self._under_way: deque[tuple[int, Copy]] = deque()

    def put(self, step: int, vector: torch.Tensor) -> None:
        """Begins the copy of a step's vector, and hands on what has come."""
        self._under_way.append((step, self._start(vector)))
        while self._under_way and (len(self._under_way) > _MOST or self._under_way[0][1].done()):
            self._hand_on()

    def flush(self) -> None:
        """Waits for all copies and hands them on."""
        while self._under_way:
            self._hand_on()

    def _hand_on(self) -> None:
        step, copy = self._under_way.popleft()
        self._take(step, copy.wait())


def starter(device: torch.device) -> Callable[[torch.Tensor], Copy]:
    """How copies are begun: by CUDA on the training's stream into pinned memory, elsewhere at once."""
    return _CudaCopy if device.type == "cuda" else _DoneCopy


class _DoneCopy:
    def __init__(self, vector: torch.Tensor) -> None:
        self._values: Values = vector.cpu().numpy()

    def done(self) -> bool:
        return True

    def wait(self) -> Values:
        return self._values


class _CudaCopy:
    """The stream orders it after the sketch and before the next step; the event says when the host may read."""

    def __init__(self, vector: torch.Tensor) -> None:
        self._host = torch.empty(vector.shape, dtype=vector.dtype, pin_memory=True)
        self._host.copy_(vector, non_blocking=True)
        self._event = torch.cuda.Event()
        self._event.record(torch.cuda.current_stream(vector.device))

    def done(self) -> bool:
        return bool(self._event.query())

    def wait(self) -> Values:
        self._event.synchronize()
        values: Values = self._host.numpy()
        return values
