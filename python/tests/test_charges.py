# SPDX-License-Identifier: Apache-2.0
"""The gauges of plain arrays, of weights whose answer is known."""

import numpy as np
import pytest

from koopwatch import charges

ENTER = [[3.0, 0.0], [4.0, 1.0]]  # [inputs, units]
LEAVE = [[1.0, 2.0], [0.0, 1.0]]  # [units, outputs]


def test_scale_is_the_squared_length_of_all_its_arrays() -> None:
    assert charges.scale([[3.0, 4.0]], [1.0]) == pytest.approx(26)


def test_translation_is_the_length_of_the_sums_over_classes() -> None:
    assert charges.translation([[1.0, 2.0], [3.0, 1.0]], [2.0, -2.0]) == pytest.approx(5)
    assert charges.translation([[1.0, -1.0]], [6.0, 6.0]) == pytest.approx(12)


def test_a_units_charge_is_what_enters_less_what_leaves() -> None:
    assert charges.unit_charges(ENTER, LEAVE).tolist() == pytest.approx([20, 0])
    assert charges.unit_charges(ENTER, LEAVE, [1.0, 2.0]).tolist() == pytest.approx([21, 4])
    assert charges.rescale(ENTER, LEAVE, [1.0, 2.0]) == pytest.approx(np.hypot(21, 4))
    assert charges.layer_imbalance(ENTER, LEAVE, [1.0, 2.0]) == pytest.approx(25)


def test_rescaling_a_unit_changes_its_charge_and_no_other() -> None:
    rng = np.random.default_rng(0)
    enter, leave = rng.standard_normal((5, 3)), rng.standard_normal((3, 4))
    before = charges.unit_charges(enter, leave)
    after = charges.unit_charges(enter * [1, 2, 1], leave * [[1], [0.5], [1]])
    assert np.flatnonzero(~np.isclose(before, after)).tolist() == [1]


def test_units_with_next_to_no_weights_vanish_and_copies_are_redundant() -> None:
    rng = np.random.default_rng(1)
    enter, leave = rng.standard_normal((6, 5)), rng.standard_normal((5, 4))
    enter[:, 1] *= 0.01
    assert charges.vanishing_units(enter, leave) == 0  # it still is read
    leave[1] *= 0.01
    enter[:, 3], leave[3] = 2 * enter[:, 0], 0.5 * leave[0]
    assert (charges.vanishing_units(enter, leave), charges.redundant_units(enter, leave)) == (1, 1)


def test_distance_is_relative_to_the_start() -> None:
    assert charges.distance_ratio([3.0, 4.0], [3.0, 0.0]) == pytest.approx(4 / 3)


def test_layers_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"leave: expected the 2 units that enter has, got 1"):
        charges.rescale(ENTER, [[1.0]])
    with pytest.raises(ValueError, match=r"bias: expected 2 values or none, got 3"):
        charges.rescale(ENTER, LEAVE, [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match=r"expected \[inputs, units\], got shape \(2,\)"):
        charges.translation([1.0, 2.0])
