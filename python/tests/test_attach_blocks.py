# SPDX-License-Identifier: Apache-2.0
"""How a model's parameters are cut into blocks of layers."""

import pytest

from koopwatch._attach_blocks import blocks
from koopwatch._rhythm import Rhythm


def names(parameters: dict[str, int], most: int = 8) -> list[str]:
    return [b.name for b in blocks(list(parameters), list(parameters.values()), most)]


GPT = {
    "transformer.wte.weight": 5000,
    "transformer.wpe.weight": 100,
    **{f"transformer.h.{i}.{n}.weight": 300 for i in range(12) for n in ("ln", "attn.q", "attn.o", "mlp")},
    "transformer.ln_f.weight": 10,
    "lm_head.weight": 5000,
}


def test_few_modules_are_a_block_each() -> None:
    assert names({"0.weight": 100, "0.bias": 10, "2.weight": 5, "2.bias": 1}) == ["0", "2"]


def test_a_model_of_many_layers_is_cut_where_it_is_largest() -> None:
    assert names(GPT) == [
        "transformer.wte", "transformer.wpe", "transformer.h.0-2", "transformer.h.3-5", "transformer.h.6-8",
        "transformer.h.9-11", "transformer.ln_f", "lm_head",
    ]  # fmt: skip


def test_layers_taken_together_hold_about_as_much_each() -> None:
    assert names({f"{i}.weight": 1 for i in range(16)}) == [f"{i}-{i + 1}" for i in range(0, 16, 2)]


def test_with_room_every_layer_is_a_block() -> None:
    found = names(GPT, 64)
    assert len(found) == 52
    assert "transformer.h.11.attn.o" in found


def test_parameters_of_the_model_itself_and_of_opened_modules_stand_alone() -> None:
    assert names({"token": 1, "blk.gamma": 1, "blk.a.weight": 2, "head.weight": 4}) == ["token", "blk", "blk.a", "head"]


def test_chains_of_lone_modules_are_opened() -> None:
    assert names({"net.net.0.w": 1, "net.net.1.w": 2}) == ["net.net.0", "net.net.1"]


@pytest.mark.parametrize("most", range(1, 20))
@pytest.mark.parametrize(
    "model",
    [GPT, {"w": 1}, {f"p{i}": i for i in range(30)}, {f"a.{i}.{j}.w": i * j for i in range(5) for j in range(5)}],
    ids=len,
)
def test_blocks_cover_every_parameter_once_in_order(model: dict[str, int], most: int) -> None:
    made = blocks(list(model), list(model.values()), most)
    assert 1 <= len(made) <= most
    assert [made[0].first, *[b.to for b in made]] == [*[b.first for b in made], len(model)]
    assert [b.size for b in made] == [sum(list(model.values())[b.first : b.to]) for b in made]
    assert len({b.name for b in made}) == len(made)


@pytest.mark.parametrize(
    ("every", "burst", "steps"), [(1, 0, [0, 1, 2, 3, 4, 5, 6]), (3, 0, [0, 3, 6]), (5, 2, [0, 1, 5, 6])]
)
def test_rhythm_is_a_function_of_the_step(every: int, burst: int, steps: list[int]) -> None:
    assert [s for s in range(7) if Rhythm(every, burst).due(s)] == steps
