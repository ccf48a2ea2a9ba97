# SPDX-License-Identifier: Apache-2.0
"""The gauges of the mechanics of learning, published from small trainings and read back from a running service."""

import urllib.request
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from service import Service, until
from validation.data import digits
from validation.mechanics import charges, edge, limiting
from validation.mechanics.record import Log

import koopwatch


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("gauges"))
    yield running
    running.stop()


def publish(service: Service, name: str, log: Log) -> list[dict[str, Any]]:
    run = koopwatch.init(run=name, group="gauges", endpoint=service.doors["grpc"])
    for i, (step, row) in enumerate(zip(log.steps, log.rows, strict=True)):
        run.publish(step, row, sketch=False, wait=True)
        run.log({scalar: values[i] for scalar, values in log.scalars.items()}, step=step)
    run.finish(timeout=60)
    count = (len(log.steps) - 100) // 10
    return service.windows(name, log.steps[99 + 10 * count])


def scalar(service: Service, run: str, name: str) -> float:
    path = f"runs/{run}/series?fields=scalar.{name}&points=5000"
    until(lambda: (service.get(path) or {}).get("columns"), f"{name} of {run}")
    value: float = service.get(path)["columns"][f"scalar.{name}"]["values"][-1]
    return value


def test_diffusion_and_circulation_are_seen_live_as_theory_has_them(service: Service) -> None:
    sgd = limiting.DIFFUSING["sgd"][0]
    windows = publish(service, "diffusion", limiting.train(sgd, 1, phase=False, warm=1500, steps=600))
    exponents = [w["diffusion_exponent"] for w in windows]
    assert np.mean(exponents) == pytest.approx(sgd.exponent(), abs=0.1)
    turning = limiting.TURNING["phase-0.9"][0]
    windows = publish(service, "turning", limiting.train(turning, 1, phase=True, warm=500, steps=600))
    assert np.mean([w["phase_oscillation"] for w in windows]) == pytest.approx(turning.oscillation(), abs=0.05)


def test_charges_are_seen_live_as_theory_has_them(service: Service) -> None:
    data = digits(np.random.default_rng(2)).first(200)
    log, theory = charges.train(data, 2, 0.05, 0.01, 150, 50)
    publish(service, "charges", log)
    assert scalar(service, "charges", "scale_charge") == pytest.approx(theory.scale, rel=0.01)
    assert scalar(service, "charges", "rescale_charge") == pytest.approx(np.linalg.norm(theory.units), rel=0.01)
    assert scalar(service, "charges", "translation_charge") == pytest.approx(theory.translation, rel=0.002)
    with urllib.request.urlopen(f"http://{service.doors['http']}/metrics", timeout=10) as answer:
        assert 'koopwatch_scalar{name="scale_charge",run="charges"}' in answer.read().decode()


def test_the_edge_of_stability_is_seen_live_as_an_eigenvalue_of_minus_one(service: Service) -> None:
    data = digits(np.random.default_rng(3)).first(150)
    windows = publish(service, "edge", edge.train(data, 3, 1.2, 800))
    flips = [min(re for re, _ in w["eigenvalues"]) for w in windows[-20:]]
    assert np.mean(flips) == pytest.approx(-1, abs=0.1)
    assert scalar(service, "edge", "sharpness") == pytest.approx(2 / 1.2, rel=0.25)
