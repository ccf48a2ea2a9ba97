# SPDX-License-Identifier: Apache-2.0
"""The service itself, as ``./koopwatch up`` starts it: broker, doors, topology, read model."""

import json
import os
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

LAUNCHER = Path(__file__).resolve().parents[3] / "koopwatch"
_PATIENCE = 500.0  # seconds, of which a build takes most


class Service:
    """One process. After a kill it starts again with its data, on its ports. options: further ones of ``up``."""

    def __init__(self, directory: Path, *options: str) -> None:
        self._directory = directory
        self._options = options
        self._ports = {"grpc": "0", "http": "0", "kafka": "0"}
        self.start()

    def start(self) -> None:
        """Starts it and waits until it is ready."""
        ports = [word for door, port in self._ports.items() for word in (f"--{door}-port", port)]
        with (self._directory / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(LAUNCHER), "up", "--data", str(self._directory / "data"), *ports, *self._options],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, "KOOPWATCH_JAVA_OPTS": "-Xmx512m"},
            )
        guard = threading.Timer(_PATIENCE, self._process.kill)
        guard.start()
        assert self._process.stdout is not None
        with self._process.stdout as stdout:
            ready = stdout.readline()
        guard.cancel()
        assert ready.startswith("READY "), f"{ready!r}; log: {(self._directory / 'log').read_text()[-2000:]}"
        self.doors = dict(word.split("=") for word in ready.split()[1:])
        self._ports = {door: place.rpartition(":")[2] for door, place in self.doors.items()}

    def kill(self) -> None:
        """As a power cut does."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """As an operator does."""
        self._process.terminate()
        self._process.wait(60)

    @property
    def kafka(self) -> str:
        """The endpoint that writes to Kafka itself."""
        return f"kafka://{self.doors['kafka']}"

    def get(self, path: str) -> Any:
        """An answer of the API; None for what it does not know."""
        try:
            with urllib.request.urlopen(f"http://{self.doors['http']}/api/v1/{path}", timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            return None

    def windows(self, run: str, last: int) -> list[dict[str, Any]]:
        """A run's windows, without what names the run, once the one that ends at that step is there."""
        found: list[dict[str, Any]] = []

        def there() -> bool:
            found[:] = self.get(f"runs/{run}/spectra") or []
            return bool(found) and found[-1]["last_step"] >= last

        until(there, f"a window of {run} that ends at {last}")
        return [{k: v for k, v in w.items() if k != "run"} for w in found]


def until(condition: Callable[[], object], what: str) -> None:
    """Waits, a minute and a half at most."""
    end = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < end, f"{what} did not come"
        time.sleep(0.2)
