# SPDX-License-Identifier: Apache-2.0
import importlib.util
import os
from collections.abc import Iterator

import pytest

from server import Server


collect_ignore_glob = [] if importlib.util.find_spec("torch") else ["full/*"]  # tests that need the frameworks


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("KOOPWATCH_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running
