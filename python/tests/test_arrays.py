# SPDX-License-Identifier: Apache-2.0
"""Whatever a training script may hand over: it never raises, and numbers arrive as float32."""

from typing import Any

import numpy as np
import pytest

import koopwatch
from server import Server, values


class Tensor:
    """Behaves like a torch tensor on a device, with a graph: numpy cannot read it as it is."""

    def __init__(self, data: list[float]) -> None:
        self.data = data
        self.free = False

    def detach(self) -> "Tensor":
        tensor = Tensor(self.data)
        tensor.free = True
        return tensor

    float = cpu = lambda self: self

    def numpy(self) -> np.ndarray[Any, Any]:
        assert self.free
        return np.array(self.data, dtype=np.float32)

    def __array__(self, *_: object) -> None:
        raise RuntimeError("cannot be read")


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (np.arange(4.0), [0, 1, 2, 3]),
        (np.arange(6, dtype=np.int64).reshape(2, 3).T, [0, 3, 1, 4, 2, 5]),
        (np.arange(10, dtype=np.float32)[::3], [0, 3, 6, 9]),
        (np.array([1, 2], dtype=">f8"), [1, 2]),
        (np.array([True, False]), [1, 0]),
        (np.array([1, 2.5], dtype=object), [1, 2.5]),
        (np.float16(1.5), [1.5]),
        (3, [3]),
        ([[1, 2], [3, 4]], [1, 2, 3, 4]),
        (Tensor([1.0, 2.0]), [1, 2]),
        (np.array([np.nan, 1e300, -np.inf]), [np.nan, np.inf, -np.inf]),
    ],
    ids=lambda v: type(v).__name__,
)
def test_numbers_of_any_kind_arrive_as_float32(server: Server, array: Any, expected: list[float]) -> None:
    with np.errstate(all="raise"), koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.publish(0, array)
    np.testing.assert_array_equal(values(server.requests("snapshot")[0]), np.array(expected, np.float32))


@pytest.mark.parametrize(
    "arguments",
    [
        (0, np.array(["a", "b"])),
        (0, np.array([object()])),
        (0, [[1, 2], [3]]),
        (0, None),
        (0, np.array([1 + 2j])),
        (0, []),
        ("one", [1.0]),
        (1.5, [1.0]),
        (1 << 70, [1.0]),
        (0, [1.0], 7),
        (0, np.zeros(70_000), "weights", False, False),
        (0,),
    ],
    ids=lambda a: repr(a)[:40],
)
def test_what_cannot_be_published_is_left_out_with_one_warning(
    server: Server, caplog: pytest.LogCaptureFixture, arguments: tuple[Any, ...]
) -> None:
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.publish(*arguments)
        run.publish(*arguments)
        run.publish(1, [1.0, 2.0])
    assert server.steps() == [1]
    assert len(caplog.messages) == 1


def test_the_array_may_change_after_publish(server: Server) -> None:
    x = np.ones(4, np.float32)
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.publish(0, x)
        x += 1
    np.testing.assert_array_equal(values(server.requests("snapshot")[0]), np.ones(4))


def test_log_and_mark_leave_out_what_is_no_number_or_text(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.publish(0, [1.0])
        run.log({"loss": "high", "lr": np.array(0.1), "nan": float("nan"), "none": None}, step=0)
        run.log(None, step=0)  # type: ignore[arg-type]
        run.log({"x": 1.0}, step="now")  # type: ignore[arg-type]
        run.mark(7, step=0)  # type: ignore[arg-type]
        run.mark("x" * (2 << 20), step=0)
        run.publish(1, [1.0])
    assert set(server.requests("scalars")[0].scalars.values) == {"lr", "nan"}
    assert server.requests("mark") == []
    assert server.steps() == [0, 1]
    assert len(caplog.messages) == 6
