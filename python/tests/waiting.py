# SPDX-License-Identifier: Apache-2.0
"""Waits for what another thread does, as long as it takes on a busy machine."""

import threading
import time
from collections.abc import Callable


def until(condition: Callable[[], object]) -> None:
    """Returns once the condition holds; fails after 20 s."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def ours() -> int:
    """The threads of the publisher in this process."""
    return sum(t.name.startswith("koopwatch") for t in threading.enumerate())
