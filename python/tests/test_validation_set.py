# SPDX-License-Identifier: Apache-2.0
"""The validation set: real gradients, the publisher's sketch, the change and nothing else, the same every time."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from validation.changes import KINDS, QUIET
from validation.data import SOURCES, digits, shifted, with_label_noise
from validation.families import ROUND, SIZES, specification
from validation.make import make
from validation.nets import Dense, initial
from validation.optimisers import Optimiser
from validation.sketching import FlatSketch
from validation.training import blocks, train

from koopwatch._sketch import sketch_groups

AT = 12


def small(kind: str | None = None, **other: Any) -> dict[str, Any]:
    """A training of 20 steps, with a change at step AT or without."""
    spec = {
        "run": "small",
        "part": "development",
        "kind": kind or "plain",
        "seed": 3,
        "net": "dense",
        "data": "digits",
        "widths": [64, 6, 5, 10],
        "activation": "tanh",
        "residual": False,
        "gain": 1.0,
        "optimiser": "sgd",
        "rate": 0.1,
        "batch": 20,
        "base_decay": 0.0,
        "epochs": True,
        "steps": 20,
        "schedule": "constant",
        "observable": "model",
        "sketch": 64,
    }
    change = {"change_step": AT, "cause": KINDS[kind]} if kind else {}
    return spec | change | {"adam_rate": 0.001, "share": 0.5, "shift": "negate", "decay": 0.1} | other


@pytest.mark.parametrize("activation", ["relu", "tanh", "leaky", "silu"])
@pytest.mark.parametrize("classes", [True, False])
def test_the_gradient_is_that_of_finite_differences(activation: str, classes: bool) -> None:
    rng = np.random.default_rng(0)
    net = Dense([5, 4, 4, 3], activation, residual=True)
    weights = initial(net, rng) + 0.1 * rng.standard_normal(sum(p.size for p in net.parameters))  # off the kinks at 0
    inputs = rng.standard_normal((7, 5))
    targets = rng.integers(3, size=7) if classes else rng.standard_normal((7, 3))
    _, gradient = net.loss(weights, inputs, targets)
    for i in range(len(weights)):
        step = np.zeros(len(weights))
        step[i] = 1e-5
        slope = (net.loss(weights + step, inputs, targets)[0] - net.loss(weights - step, inputs, targets)[0]) / 2e-5
        assert gradient[i] == pytest.approx(slope, abs=2e-5)


def test_the_sketch_is_the_publishers() -> None:
    net = Dense([30, 20, 10, 5], "tanh")
    flat = initial(net, np.random.default_rng(1))
    groups = blocks(net.parameters)
    named: list[list[tuple[str, Any]]] = []
    start = 0
    for group in groups:
        named.append([])
        for p in group:
            named[-1].append((p.name, flat[start : start + p.size]))
            start += p.size
    table = FlatSketch(groups, 100)
    np.testing.assert_allclose(table.of(flat), sketch_groups(named, 100).astype(np.float32), rtol=0, atol=1e-5)
    assert table.ranges == [(0, 34), (34, 67), (67, 100)]


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_change_leaves_everything_before_it_alone_and_shows_from_its_step_on(kind: str) -> None:
    base = {"optimiser": "momentum"} if kind == "adam" else {}
    quiet, changed = train(small(**base)), train(small(kind, **base))
    np.testing.assert_array_equal(changed.x[:AT], quiet.x[:AT])
    np.testing.assert_array_equal(changed.loss[:AT], quiet.loss[:AT])
    shows = AT + 1 if kind == "momentum-on" else AT  # the first step with momentum is that without
    assert not np.array_equal(changed.x[shows], quiet.x[shows])


def test_what_is_stopped_or_frozen_is_exactly_still() -> None:
    stopped = train(small("stop")).x
    assert np.ptp(stopped[AT - 1 :], axis=0).max() == 0
    frozen = train(small("freeze-half"))
    (_, first_end), *_ = frozen.groups.tolist()
    assert np.ptp(frozen.x[AT - 1 :, :first_end], axis=0).max() == 0
    assert np.ptp(frozen.x[AT - 1 :, first_end:], axis=0).max() > 0


def test_the_step_size_is_logged_unless_nobody_knows_it_grew() -> None:
    assert train(small("step-x10")).rate[AT - 1 : AT + 1] == pytest.approx([0.1, 1.0])
    assert set(train(small("divergence")).rate) == {0.1}


def test_a_training_is_a_function_of_its_specification() -> None:
    one, other = train(small("label-noise")), train(small("label-noise"))
    np.testing.assert_array_equal(one.x, other.x)
    np.testing.assert_array_equal(one.loss, other.loss)
    assert one.x.dtype == np.float32
    assert one.x.shape == (21, 64)
    assert not np.array_equal(one.x, train(small("label-noise", seed=4)).x)


def test_the_parts_differ_in_seeds_networks_and_specifications() -> None:
    parts = {part: [specification(part, i) for i in range(SIZES[part])] for part in SIZES}
    for key in ("seed", "family", "run"):
        values = [{spec[key] for spec in specs} for specs in parts.values()]
        assert values[0].isdisjoint(values[1])
    for specs in parts.values():
        assert {spec["kind"] for spec in specs} == {*KINDS, *QUIET}
        for kind in ROUND:
            assert len({s["family"] for s in specs if s["kind"] == kind}) == len({s["family"] for s in specs})


def test_another_draw_has_other_seeds_and_the_same_kinds_and_networks() -> None:
    for part, count in SIZES.items():
        first, second = ([specification(part, i, draw) for i in range(count)] for draw in (0, 1))
        assert not {s["seed"] for s in first} & {s["seed"] for s in second}
        assert [(s["kind"], s["family"]) for s in first] == [(s["kind"], s["family"]) for s in second]
        assert [s["rate"] for s in first] != [s["rate"] for s in second]


def test_specifications_can_be_carried_out() -> None:
    for part, count in SIZES.items():
        for spec in (specification(part, i) for i in range(count)):
            assert spec["data"] in SOURCES
            assert spec.get("change_step", 310) >= 310
            assert spec == specification(part, int(spec["run"][1:5]))
            if spec["kind"] == "batch-div10":
                assert spec["batch"] >= 80


def test_a_set_is_made_once(tmp_path: Path) -> None:
    spec = small("weight-decay")
    assert make(tmp_path, spec)
    assert not make(tmp_path, spec)
    truth = json.loads((tmp_path / "development/small.json").read_text())
    assert (truth["kind"], truth["step"], truth["cause"], truth["rows"]) == ("weight-decay", AT, "regularisation", 21)
    with np.load(tmp_path / "development/small.npz") as run:
        assert {name: run[name].shape for name in run} == {"x": (21, 64), "loss": (21,), "lr": (21,), "groups": (3, 2)}
    assert make(tmp_path, spec | {"seed": 5})


def test_data_are_changed_as_they_say() -> None:
    rng = np.random.default_rng(0)
    data = digits(rng)
    assert data.inputs.shape == (1797, 64)
    noisy = with_label_noise(data, 0.5, rng)
    assert 0.35 < np.mean(noisy.targets != data.targets) < 0.5
    assert sorted(noisy.targets) == sorted(data.targets)
    np.testing.assert_array_equal(shifted(data, "negate", rng).inputs, -data.inputs)


def test_adam_takes_its_first_step_with_the_step_size() -> None:
    gradient = np.array([0.5, -2.0, 1e-3], dtype=np.float32)
    update = Optimiser("adam").update(np.zeros(3, dtype=np.float32), gradient, 0.01)
    np.testing.assert_allclose(update, [-0.01, 0.01, -0.01], rtol=1e-3)
