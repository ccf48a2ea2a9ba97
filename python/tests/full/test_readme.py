# SPDX-License-Identifier: Apache-2.0
"""The README's code runs as it stands there, into offline files, and nothing that it does is warned of."""

import re
from pathlib import Path
from typing import Any, cast

import jax.numpy as jnp
import lightning
import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.tensorboard import SummaryWriter

import koopwatch

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def names() -> dict[str, Any]:
    """What the README takes as given."""
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU())
    model.add_module("head", nn.Linear(8, 3))
    return {
        "steps": 2,
        "step": 0,
        "weights": np.ones((2, 3)),
        "loss": 1.0,
        "lr": 0.1,
        "model": model,
        "optimizer": torch.optim.SGD(model.parameters(), lr=0.1),
        "params": {"w": jnp.ones(3)},
        "train_step": lambda params, batch: params,
        "batch": None,
        "log_probs": -np.arange(100.0),
        "tell_me": print,
        "koopwatch": koopwatch,
        "torch": torch,
        "device": "cpu",
        "Trainer": lightning.Trainer,
    }


@pytest.mark.parametrize("code", BLOCKS, ids=[code.split("\n")[0][:40] for code in BLOCKS])
def test_code_of_the_readme_runs(
    code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("KOOPWATCH_MODE", "offline")
    monkeypatch.setenv("KOOPWATCH_OFFLINE_DIR", str(tmp_path / "offline"))
    monkeypatch.chdir(tmp_path)
    torch.distributed.init_process_group("gloo", init_method=f"file://{tmp_path}/meeting", rank=0, world_size=1)
    try:
        with koopwatch.init(run="given") as given, SummaryWriter(str(tmp_path / "board")) as writer:
            known = names() | {"run": given, "SummaryWriter": lambda: writer}
            exec(compile(code, "README.md", "exec"), known)
            cast(koopwatch.Run, known["run"]).finish()
    finally:
        torch.distributed.destroy_process_group()
    assert [r.message for r in caplog.records if r.name == "koopwatch"] == []
