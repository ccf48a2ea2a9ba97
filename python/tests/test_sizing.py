# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks import sizing
from benchmarks.sizing import Load, Machine

CPU = {
    "ingest": (500, 90, 0.02, 0, 0),
    "broker": (900, 120, 0.05, 0, 0),
    "streams": (2000, 150, 0.1, 0.002, 0.01),
    "ui": (800, 40, 0, 0, 0),
}
MEMORY = {"ingest": (120, 0.1, 0), "broker": (300, 0, 0), "streams": (200, 0.3, 2.1), "ui": (200, 0.2, 0)}


def point(runs: int, dim: int, window: int, noise: float = 1) -> dict[str, Any]:
    load = Load(runs, 1, dim, window)
    roles = [
        {
            "role": role,
            "cpu_us_per_snapshot": noise * float(sizing.cpu_features(load) @ np.array(CPU[role])) / runs,
            "resident_mb": noise * float(sizing.memory_features(load) @ np.array(MEMORY[role])),
        }
        for role in sizing.ROLES
    ]
    disk = noise * (2000 + 8.2 * dim)
    return {
        "runs": runs,
        "dim": dim,
        "window": window,
        "per_s": float(runs),
        "roles": roles,
        "log_bytes_per_snapshot": disk,
    }


def grid(noise: float = 0) -> list[dict[str, Any]]:
    random = np.random.default_rng(0)
    sizes = itertools.product((100, 300, 1000), (256, 1024, 4096), (32, 128))
    return [point(*size, noise=float(1 + noise * random.standard_normal())) for size in sizes]


def test_known_coefficients_are_found_and_predict_what_was_held_out() -> None:
    model = sizing.Model.of(grid(), [])
    for role in sizing.ROLES:
        np.testing.assert_allclose(model.cpu[role].coefficients, CPU[role], rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(model.memory[role].coefficients, MEMORY[role], rtol=1e-6, atol=1e-6)
        assert np.abs(model.cpu[role].held_out).max() < 1e-6
    np.testing.assert_allclose(model.log.coefficients, (2000, 8.2), rtol=1e-9)


def test_noise_shows_in_the_error() -> None:
    fit = sizing.Model.of(grid(noise=0.1), []).cpu["streams"]
    assert 0.02 < np.median(np.abs(fit.held_out)) < 0.3


def test_no_coefficient_is_negative() -> None:
    x = np.arange(1.0, 9)
    found = sizing.positive_least_squares(np.stack([np.ones(8), x], axis=1), 10 - x)
    assert (found >= 0).all()
    assert found[1] == 0


def test_need_is_the_largest_of_what_cores_memory_and_limits_ask() -> None:
    model = sizing.Model.of(grid(), [])
    machine = Machine(cores=16, memory_gb=64, disk_mb_per_s=500, used=0.5)
    needed = sizing.need(model, Load(1e5, 1, 1024, 100), machine)
    streams = 2000e-6 + 1e5 * (150 + 0.1 * 1024 + 0.002 * 1024 * 100 + 0.01 * 100**2) * 1e-6
    assert needed.cores["streams"] == pytest.approx(streams / 1, rel=1e-6)
    windows_mb = 4 * 100 * 1024 * 1e5 / 1e6
    assert needed.workers == int(np.ceil(max(streams / 8, (200 + 0.3e5 + 2.1 * windows_mb) / 1e3 / 32)))
    assert needed.doors == int(np.ceil(1e5 / 4096))
    assert needed.partitions >= 1e5 / 2000
    assert needed.written_mb_per_s == pytest.approx((2000 + 8.2 * 1024) * 1e5 / 1e6, rel=1e-6)


def busy(per_s: float, dim: int, window: int) -> dict[str, Any]:
    load = Load(1, per_s, dim, window)
    costs = {
        key: float(sizing.cpu_features(load) @ np.array((0, *CPU[role][1:]))) / (10 * per_s)
        for role, key in sizing.BUSY.items()
    }
    return {"snapshots_per_s": per_s, "dim": dim, "window": window, **costs}


def test_busy_workers_alone_tell_what_workers_and_the_broker_cost() -> None:
    sizes = itertools.product((256, 1024, 4096), (25, 100, 200))
    points = [sizing.busy_point(busy(1000.0 + 100 * i, *size)) for i, size in enumerate(sizes)]
    model = sizing.Model.of(grid(), points)
    for role in sizing.BUSY:
        np.testing.assert_allclose(
            model.cpu[role].coefficients, np.array((0, *CPU[role][1:])) / 10, rtol=1e-6, atol=1e-6
        )
    for role in ("ingest", "ui"):
        np.testing.assert_allclose(model.cpu[role].coefficients, CPU[role], rtol=1e-6, atol=1e-6)


def test_the_command_prints_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "growth.jsonl"
    file.write_text("\n".join(json.dumps(p) for p in grid()))
    document = tmp_path / "busy.json"
    document.write_text(json.dumps([busy(1000, dim, window) for dim in (256, 1024) for window in (25, 50, 100)]))
    monkeypatch.setattr("sys.argv", ["sizing.py", str(file), "--busy", str(document)])
    sizing.main()
    assert "100,000 runs with 1 snapshots a second of 1,024 values" in capsys.readouterr().out
