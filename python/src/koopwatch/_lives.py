# SPDX-License-Identifier: Apache-2.0
"""The runs of this process by name: two at once under one name would tear each other's windows apart.

In a notebook the cell that begins a run is run again and again.
"""

import threading
import weakref
from dataclasses import dataclass

from koopwatch._incarnation import Incarnation
from koopwatch._run import Run

_FAREWELL = 5.0  # seconds that the predecessor's last snapshots get
_lock = threading.Lock()


@dataclass(frozen=True)
class _Life:
    run: "weakref.ref[Run]"
    incarnation: Incarnation
    given: int | None


_lives: dict[str, _Life] = {}


def end_predecessor(name: str, given: int | None) -> int:
    """Finishes the run of this name that still lives here. The incarnation that a new one must exceed: the last one of
    the name, 0 if there was none or another one is given now.
    """
    with _lock:
        before = _lives.get(name)
    if before is None:
        return 0
    run = before.run()
    if run is not None:
        run.finish(_FAREWELL)
    return before.incarnation.value if given in (None, before.given) else 0


def begin(name: str, run: Run, incarnation: Incarnation, given: int | None) -> None:
    """Notes the run that lives under the name now."""
    with _lock:
        _lives[name] = _Life(weakref.ref(run), incarnation, given)
