# SPDX-License-Identifier: Apache-2.0
"""The sketch: its golden vectors, and what makes it worth having."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import koopwatch
import sketch_reference
from koopwatch import _sketch
from server import Server, values

GOLDEN = Path(__file__).resolve().parents[2] / "proto" / "golden" / "sketch.json"
KNOWN = json.loads(GOLDEN.read_text())


def flat(group: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    return [(p["name"], np.array(p["values"], np.float32)) for p in group]


def test_the_golden_file_is_what_the_reference_makes() -> None:
    assert GOLDEN.read_text() == sketch_reference.text()


@pytest.mark.parametrize("known", KNOWN["splitmix64"], ids=lambda k: f"{k['seed']} {k['name']!r}")
def test_bits_are_golden(known: dict[str, Any]) -> None:
    start = _sketch.name_hash(int(known["seed"]), known["name"])
    assert start == int(known["hash"])
    assert [int(b) for b in _sketch.bits(start, 0, 4)] == [int(b) for b in known["out"]]
    assert int(_sketch.bits(start, 3, 1)[0]) == int(known["out"][3])


@pytest.mark.parametrize("known", KNOWN["ranges"], ids=lambda k: f"{k['groups']} of {k['width']}")
def test_ranges_are_golden(known: dict[str, Any]) -> None:
    assert [list(r) for r in _sketch.group_ranges(known["groups"], known["width"])] == known["ranges"]


@pytest.mark.parametrize("known", KNOWN["sketches"], ids=lambda k: k["case"])
def test_sketches_are_golden(known: dict[str, Any]) -> None:
    made = _sketch.sketch_groups([flat(g) for g in known["groups"]], known["width"], int(known["seed"]))
    np.testing.assert_array_equal(made, known["sketch"])


def test_sketch_of_many_rows_equals_the_reference() -> None:
    numbers = sketch_reference.numbers(8 * 600 + 3, 1)  # more rows than are taken at once
    made = _sketch.sketch([("w", np.array(numbers))], 8)
    np.testing.assert_array_equal(made, sketch_reference.sketch([("w", numbers)], 8, 0))


def test_sketch_keeps_inner_products() -> None:
    rng = np.random.default_rng(5)
    errors = []
    for _ in range(20):
        x, y = rng.standard_normal((2, 20_000)).astype(np.float32)
        y += x
        sx, sy = _sketch.sketch([("w", x)]), _sketch.sketch([("w", y)])
        errors.append((sx @ sy - x.astype(float) @ y) / (np.linalg.norm(x) * np.linalg.norm(y)))
    assert np.sqrt(np.mean(np.square(errors))) < 3 / np.sqrt(_sketch.WIDTH)


def test_published_arrays_are_sketched_under_the_observable_name(server: Server) -> None:
    x = np.random.default_rng(0).standard_normal((50, 60))
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.publish(0, x, observable="logits")
    sent = values(server.requests("snapshot")[0])
    np.testing.assert_array_equal(sent, _sketch.sketch([("logits", x.ravel())]).astype(np.float32))
