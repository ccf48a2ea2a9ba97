# SPDX-License-Identifier: Apache-2.0
"""The gauges of networks whose answer is known, and what is said of those that have none."""

from typing import Any

import pytest

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402

import koopwatch  # noqa: E402
from koopwatch import mechanics  # noqa: E402
from server import Server  # noqa: E402


def network(between: Any = None, width: int = 6) -> Any:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(8, width), between or nn.ReLU(), nn.Linear(width, 7))


def copy_unit(model: Any, unit: int, to: int, enter: float = 1.0, leave: float = 1.0) -> None:
    with torch.no_grad():
        model[0].weight[to] = enter * model[0].weight[unit]
        model[0].bias[to] = enter * model[0].bias[unit]
        model[2].weight[:, to] = leave * model[2].weight[:, unit]


def test_weight_norm_and_distance_are_those_of_all_parameters_together() -> None:
    model = nn.Linear(3, 1)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[1.0, 2.0, 2.0]]))
        model.bias.fill_(4.0)
        gauges = mechanics.of(model)
        model.weight += torch.tensor([[0.0, 3.0, 0.0]])
        model.bias.add_(4.0)
    assert gauges() == pytest.approx(
        {"weight_norm": 94**0.5, "distance_from_init": 5.0, "distance_from_init_ratio": 1.0}
    )


def test_distance_counts_from_the_initialisation_that_is_given() -> None:
    model = nn.Linear(3, 1)
    start = {name: p - 1 for name, p in model.state_dict().items()}
    assert mechanics.of(model, initial=start)()["distance_from_init"] == pytest.approx(2.0)


def test_half_precision_weights_are_summed_in_single_precision() -> None:
    model = nn.Linear(300, 300, bias=False).to(torch.bfloat16)
    nn.init.constant_(model.weight, 100.0)
    assert mechanics.of(model)()["weight_norm"] == pytest.approx(30_000.0)


def test_norms_of_many_weights_are_not_rounded_away() -> None:
    model = nn.Linear(2000, 2003, bias=False)
    nn.init.constant_(model.weight, 0.01)
    assert mechanics.of(model)()["weight_norm"] == pytest.approx(0.01 * 4_006_000**0.5, rel=1e-5)


def test_a_fresh_network_has_no_vanishing_and_no_redundant_units() -> None:
    gauges = mechanics.of(network(width=64))()
    assert (gauges["vanishing_units"], gauges["redundant_units"], gauges["hidden_units"]) == (0, 0, 64)


def test_a_unit_without_incoming_and_outgoing_weights_is_vanishing() -> None:
    model = network()
    copy_unit(model, 2, 2, enter=0.01, leave=0.0)
    assert mechanics.of(model)()["vanishing_units"] == 1


@pytest.mark.parametrize(("enter", "leave"), [(0.0, 1.0), (1.0, 0.0)])
def test_a_unit_with_weights_on_one_side_is_not_vanishing(enter: float, leave: float) -> None:
    model = network()
    copy_unit(model, 2, 2, enter, leave)
    gauges = mechanics.of(model)()
    assert (gauges["vanishing_units"], gauges["redundant_units"]) == (0, 0)


def test_all_copies_of_a_unit_but_the_first_are_redundant() -> None:
    model = network()
    copy_unit(model, 1, 3)
    copy_unit(model, 1, 5)
    assert mechanics.of(model)()["redundant_units"] == 2


@pytest.mark.parametrize(
    ("between", "enter", "leave", "redundant"),
    [
        (nn.ReLU(), 2.0, 0.5, 1),
        (nn.ReLU(), -1.0, 1.0, 0),
        (nn.ReLU(), 1.0, -1.0, 0),
        (nn.Tanh(), 1.0, 0.5, 1),
        (nn.Tanh(), 2.0, 0.5, 0),
    ],
    ids=str,
)
def test_a_parallel_unit_is_redundant_where_its_activation_lets_its_size_through(
    between: Any, enter: float, leave: float, redundant: int
) -> None:
    model = network(between)
    copy_unit(model, 1, 3, enter, leave)
    assert mechanics.of(model)()["redundant_units"] == redundant


def test_vanishing_units_are_not_redundant_too() -> None:
    model = network()
    for unit in (3, 2):  # alike, and next to nothing
        copy_unit(model, 2, unit, 0.01, 0.01)
    gauges = mechanics.of(model)()
    assert (gauges["vanishing_units"], gauges["redundant_units"]) == (2, 0)


def test_a_copied_channel_before_a_flattened_layer_is_redundant() -> None:
    torch.manual_seed(0)
    model: Any = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 36, 7))
    with torch.no_grad():
        model[0].weight[3], model[0].bias[3] = model[0].weight[0], model[0].bias[0]
        model[3].weight[:, 3 * 36 :] = model[3].weight[:, :36]
    assert mechanics.of(model)()["redundant_units"] == 1


def test_units_of_layers_that_are_too_wide_are_not_counted_and_this_is_said() -> None:
    gauges = mechanics.of(network(), widest=5)
    assert "hidden_units" not in gauges()
    assert "rescale_charge" in gauges()
    assert "its 6 units are not counted (widest=5)" in gauges.describe()


def test_describe_says_which_symmetries_were_found_and_why() -> None:
    model = nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 36, 7), nn.LogSoftmax(-1)
    )
    assert mechanics.of(model).describe().splitlines() == [
        "scale: 0: 1, BatchNorm2d, undoes the scale of its outputs",
        "units: 1 to 4: ReLU, Flatten between: homogeneous",
        "translation: 4: 5, LogSoftmax, does not see what is added to all its outputs",
    ]


class Backwards(nn.Sequential):  # type: ignore[misc,unused-ignore]
    def forward(self, x: Any) -> Any:
        for part in reversed(self):
            x = part(x)
        return x


class Own(nn.Module):  # type: ignore[misc,unused-ignore]
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.fc1, self.norm, self.fc2 = nn.Linear(4, 6), nn.LayerNorm(6), nn.Linear(6, 5)


def tied() -> Any:
    model = network(width=8)
    model[2] = nn.Linear(8, 8)
    model[2].weight = model[0].weight
    return model


def frozen() -> Any:
    model = network()
    model[2].requires_grad_(False)
    return model


def twice() -> Any:
    part = nn.Linear(6, 6)
    return nn.Sequential(part, nn.ReLU(), part)


def parametrized() -> Any:
    model = network()
    nn.utils.parametrizations.weight_norm(model[0])
    return model


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (tied(), "0: its weights are used in several places"),
        (twice(), "0: its weights are used in several places"),
        (frozen(), "0: 2 follows, and its weights are frozen"),
        (parametrized(), "0: its weights are made from others (parametrize)"),
        (network(nn.Sigmoid()), "0: 1, Sigmoid, is not known to keep its units apart"),
        (nn.Sequential(nn.Linear(3, 4), nn.Softmax(1)), "0: 1 runs over dimension 1, which may not be the classes"),
        (nn.Sequential(nn.Conv1d(2, 4, 3), nn.Linear(4, 2)), "0: 1 does not read its units one by one"),
        (nn.Sequential(nn.Conv1d(2, 4, 3), nn.Conv1d(4, 4, 3, groups=2)), "0: 1 does not read its units one by one"),
        (nn.Sequential(nn.Linear(2, 4), nn.Flatten(), nn.Linear(12, 2)), "0: 2 does not read its units one by one"),
        (nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.LayerNorm(4)), "0: what stands between it and 2 does not keep"),
        (nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Softmax(-1)), "0: it is not a Linear directly before 2"),
    ],
)  # fmt: skip
def test_where_no_symmetry_is_certain_none_is_shown_and_the_reason_is(model: Any, reason: str) -> None:
    gauges = mechanics.of(model)
    assert set(gauges()) == {"weight_norm", "distance_from_init", "distance_from_init_ratio"}
    assert f"left out: {reason}" in gauges.describe()


@pytest.mark.parametrize("model", [Backwards(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4)), Own()])
def test_layers_that_a_forward_method_calls_are_not_guessed_at(model: Any) -> None:
    assert mechanics.of(model).describe() == ""


def test_layers_can_be_named() -> None:
    model = Own()
    expected = sum(float(p.detach().square().sum()) for p in model.fc1.parameters())
    gauges = mechanics.of(model, scale="fc1", softmax=["fc2"], units=[("fc1", "fc2")])
    assert gauges()["scale_charge"] == pytest.approx(expected)
    assert set(gauges()) >= {"translation_charge", "hidden_units"}
    assert "rescale_charge" not in gauges()
    assert "rescale_charge" in mechanics.of(model, rescale=[("fc1", "fc2")])()
    assert gauges.describe().splitlines() == [
        "translation: fc2: named in softmax=",
        "scale: fc1: named in scale=",
        "units: fc1 to fc2: named in units=",
    ]


def test_a_named_layer_takes_the_place_of_what_was_found_or_left_out() -> None:
    gauges = mechanics.of(network(), softmax="2", units=[("0", "2")])
    assert gauges.describe().splitlines() == ["translation: 2: named in softmax=", "units: 0 to 2: named in units="]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"softmax": "fc3"}, "fc3: expected the name of a Linear, got none"),
        ({"softmax": "norm"}, "norm: expected the name of a Linear, got LayerNorm"),
        ({"rescale": [("fc2", "fc1")]}, "fc1: expected a layer that reads the 5 units of fc2"),
        ({"every": 0}, "every: expected at least 1, got 0"),
        ({"initial": {}}, r"initial: expected fc1.weight of shape \(6, 4\), got none"),
    ],
)
def test_what_cannot_be_used_is_an_error(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mechanics.of(Own(), **arguments)


def test_a_model_without_parameters_or_with_shards_of_them_is_an_error() -> None:
    with pytest.raises(ValueError, match="expected parameters, got none"):
        mechanics.of(nn.ReLU())
    model = network()
    model[0].weight.placements = ()  # as a DTensor has
    with pytest.raises(ValueError, match=r"expected whole parameters, but 0\.weight is sharded"):
        mechanics.of(model)


def test_the_model_is_read_inside_compile_and_data_parallel() -> None:
    model = network()
    expected = mechanics.of(model)
    for wrapped in (torch.compile(model), nn.DataParallel(model)):
        gauges = mechanics.of(wrapped)
        assert gauges.describe() == expected.describe()
        assert gauges() == expected()


def test_gauges_that_cannot_be_computed_are_left_out_with_one_warning(caplog: pytest.LogCaptureFixture) -> None:
    model = network()
    gauges = mechanics.of(model)
    model[0] = nn.Linear(9, 6)
    assert gauges() == gauges() == {}
    assert len(caplog.messages) == 1


def test_log_sends_at_most_ten_scalars_at_every_nth_step(server: Server) -> None:
    model = nn.Sequential(*(nn.Sequential(nn.Linear(6, 6), nn.BatchNorm1d(6), nn.ReLU()) for _ in range(20)))
    model.append(nn.Linear(6, 6))
    gauges = mechanics.of(model, every=5, softmax="20")
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        for step in range(11):
            gauges.log(run, step)
    sent = server.requests("scalars")
    assert [r.scalars.step for r in sent] == [0, 5, 10]
    assert {frozenset(r.scalars.values) for r in sent} == {frozenset(gauges())}
    assert len(gauges()) == 10


def test_gauges_leave_no_trace_in_the_graph() -> None:
    model = network()
    mechanics.of(model)()
    model(torch.zeros(1, 8)).sum().backward()
    assert all(p.grad is not None for p in model.parameters())
