# SPDX-License-Identifier: Apache-2.0
import os
import re
from collections.abc import Iterator

import pytest

from server import Server

_SPEAKS = re.compile(r"(KOOPWATCH|SLURM|OMPI|PMIX?|TORCHELASTIC|WANDB|KUBERNETES)_|(LOCAL_|NODE_)?RANK$")


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if _SPEAKS.match(n)]:
        monkeypatch.delenv(name)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running
