# SPDX-License-Identifier: Apache-2.0
"""Sharded models in real processes against the same model whole."""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor, Partial, Shard
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module

import koopwatch
from koopwatch._torch_sketch import TorchSketch
from server import Server, values

Sketch = npt.NDArray[np.float32]
RANKS = 4
STEPS = 6


def model() -> nn.Sequential:
    """Sizes that neither two nor four processes can share evenly, and one layer of 7 rows."""
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(38, 301), nn.LayerNorm(301), nn.Linear(301, 202, bias=False), nn.Linear(202, 7))


def sketch(of: nn.Module) -> TorchSketch:
    named = list(of.named_parameters())
    return TorchSketch([named[:2], named[2:5], named[5:]])


def replicas() -> nn.Module:
    return nn.parallel.DistributedDataParallel(model()).module


def fsdp() -> nn.Module:
    made = model()
    fully_shard(made[0])
    return fully_shard(made)


def fsdp_by_columns() -> nn.Module:
    made = nn.Sequential(nn.Linear(400, 30), nn.Linear(40, 1000))
    torch.manual_seed(1)
    for p in made.parameters():
        nn.init.normal_(p)
    return fully_shard(made, shard_placement_fn=lambda p: Shard(p.ndim - 1))


def some_layers_only() -> nn.Module:
    made = model()
    fully_shard(made[2])
    return made


def hybrid() -> nn.Module:
    return fully_shard(model(), mesh=init_device_mesh("cpu", (2, 2), mesh_dim_names=("replicate", "shard")))


def tensor_parallel() -> nn.Module:
    made = model()
    parallelize_module(made, init_device_mesh("cpu", (RANKS,)), {"0": ColwiseParallel(), "2": RowwiseParallel()})
    return made


def fsdp_over_tensor_parallel() -> nn.Module:
    mesh = init_device_mesh("cpu", (2, 2), mesh_dim_names=("data", "tensor"))
    made = nn.Sequential(nn.Linear(37, 300), nn.LayerNorm(300), nn.Linear(300, 203, bias=False), nn.Linear(203, 7))
    torch.manual_seed(1)
    for p in made.parameters():
        nn.init.normal_(p)
    parallelize_module(made, mesh["tensor"], {"0": ColwiseParallel(), "2": RowwiseParallel()})
    return fully_shard(made, mesh=mesh["data"])


LAYOUTS: list[tuple[Callable[[], nn.Module], int]] = [
    (replicas, 1),
    (fsdp, 4),
    (fsdp_by_columns, 4),
    (some_layers_only, 4),
    (hybrid, 2),
    (tensor_parallel, 4),
    (fsdp_over_tensor_parallel, 4),
]


def whole(of: nn.Module) -> Sketch:
    """The sketch of the same model put together again, of which no part is sharded."""
    named = [(n, p.full_tensor() if isinstance(p, DTensor) else p) for n, p in of.named_parameters()]
    with torch.no_grad():
        alone = TorchSketch([named[:2], named[2:5], named[5:]])
    return alone()


def each_layout(rank: int) -> list[tuple[tuple[int, int], bool, int, Sketch, Sketch]]:
    told = []
    for layout, _ in LAYOUTS:
        made = layout()
        part = sketch(made)
        told.append((part.part, part.publishes, part.source_size, part(), whole(made)))
    return told


def odd_layout(rank: int) -> str:
    mesh = init_device_mesh("cpu", (RANKS,))
    parameter = DTensor.from_local(torch.ones(3), mesh, [Partial()])
    with pytest.raises(
        ValueError, match=r"parameter w: expected copies and shards of a DTensor, got .*Partial"
    ) as said:
        TorchSketch([[("w", parameter)]])
    return str(said.value)


def train(rank: int, endpoint: str) -> None:
    """FSDP, and the first step again after the last one, as after a return to a checkpoint."""
    made = fsdp()
    optimizer = torch.optim.SGD(made.parameters(), lr=0.05, momentum=0.9)
    run = koopwatch.init(run="sharded" if rank == 0 else "another-name", endpoint=endpoint)
    handle = run.attach(made, optimizer)
    for step in range(STEPS):
        descend(made, optimizer, step)
        run.log({"loss": rank}, step=step)
    handle.next_step = 0
    descend(made, optimizer, STEPS)
    assert run.finish()


def descend(of: nn.Module, optimizer: torch.optim.Optimizer, step: int) -> None:
    torch.manual_seed(step)
    optimizer.zero_grad()
    of(torch.randn(9, 38)).square().mean().backward()
    optimizer.step()


def attach_in_one_process_only(rank: int, endpoint: str) -> float:
    """What the others would have to wait for if attach were a collective."""
    made = fsdp()
    if rank == 0:
        koopwatch.init(run="alone", endpoint=endpoint).attach(made, torch.optim.SGD(made.parameters(), lr=0.1))
    return float(made(torch.ones(2, 38)).sum())


def process(
    rank: int, ranks: int, meeting: Path, act: Callable[[int, str], Any], endpoint: str, out: "Queue[Any]"
) -> None:
    os.environ.update(RANK=str(rank), WORLD_SIZE=str(ranks))
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=ranks)
    try:
        out.put((rank, act(rank, endpoint)))
    except BaseException as error:
        out.put((rank, f"{type(error).__name__}: {error}"))
        raise
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()


def in_processes(act: Callable[[int, str], Any], meeting: Path, ranks: int, endpoint: str = "") -> list[Any]:
    """What each process returned, by rank."""
    spawn = multiprocessing.get_context("spawn")
    out: Queue[Any] = spawn.Queue()
    started = [spawn.Process(target=process, args=(r, ranks, meeting, act, endpoint, out)) for r in range(ranks)]
    for p in started:
        p.start()
    try:
        told = [out.get(timeout=120) for _ in started]
        for p in started:
            p.join(30)
        assert [p.exitcode for p in started] == [0] * ranks, told
    finally:
        for p in started:
            p.kill()
    return [value for _, value in sorted(told, key=lambda t: t[0])]


def relative(made: npt.NDArray[Any], known: npt.NDArray[Any]) -> float:
    return float(np.linalg.norm(made - known) / np.linalg.norm(known))


def summed(parts: Sequence[Sketch]) -> npt.NDArray[np.float64]:
    return np.sum(np.array(parts, np.float64), axis=0)


def assert_layouts_add_up(by_rank: Sequence[Sequence[Any]]) -> None:
    for i, (layout, shards) in enumerate(LAYOUTS):
        told = [rank[i] for rank in by_rank]
        publishing = [t for t in told if t[1]]
        known = told[0][4]
        assert [t[0] for t in publishing] == [(s, shards) for s in range(shards)], layout.__name__
        assert len({t[2] for t in told}) == 1, layout.__name__
        assert relative(summed([t[3] for t in publishing]), known) < 1e-6, layout.__name__
        assert all(np.linalg.norm(t[3]) == 0 for t in told if not t[1]), layout.__name__
        assert all(relative(t[3], known) > 0.1 for t in publishing) or shards == 1, layout.__name__


def assert_like_the_whole_one(server: Server, ranks: int) -> None:
    known, observables = trained_whole()
    starts = server.requests("start")
    assert {(r.start.run, r.start.shards) for r in starts} == {("sharded", ranks)}
    assert all(list(r.start.observables) == observables for r in starts)
    lives = sorted({r.incarnation for r in server.requests()})
    assert lives[1] == lives[0] + 1, "all shards raise it alike"
    told = {(r.incarnation, r.snapshot.step, r.snapshot.shard): values(r) for r in server.requests("snapshot")}
    assert len(told) == ranks * (STEPS + 1)
    for i, vector in enumerate(known):
        life, step = (lives[0], i) if i < STEPS else (lives[1], 0)
        assert relative(summed([told[life, step, shard] for shard in range(ranks)]), vector) < 1e-5
    assert [dict(r.scalars.values) for r in server.requests("scalars")] == [{"loss": 0.0}] * STEPS
    assert sorted(r.end.shard for r in server.requests("end")) == list(range(ranks))


def trained_whole() -> tuple[list[Sketch], list[Any]]:
    """What the same training of the same model publishes in one process."""
    alone = model()
    optimizer = torch.optim.SGD(alone.parameters(), lr=0.05, momentum=0.9)
    with Server() as server, koopwatch.init(run="whole", endpoint=server.endpoint) as run:
        run.attach(alone, optimizer)
        for step in range(STEPS + 1):
            descend(alone, optimizer, step)
        assert run.finish()
        observables = server.requests("start")[0].start.observables
        return [values(r) for r in server.requests("snapshot")], list(observables)


def four(rank: int, endpoint: str) -> Any:
    train(rank, endpoint)
    return odd_layout(rank), each_layout(rank)


def two(rank: int, endpoint: str) -> float:
    train(rank, endpoint)
    return attach_in_one_process_only(rank, endpoint)


def test_four_processes(server: Server, tmp_path: Path) -> None:
    """One test, for it takes long until four processes have imported torch."""
    told = in_processes(four, tmp_path / "meeting", 4, server.endpoint)
    assert_layouts_add_up([layouts for _, layouts in told])
    assert len({odd for odd, _ in told}) == 1
    assert_like_the_whole_one(server, 4)


def test_two_processes_and_then_one_that_attaches_alone_and_holds_up_nobody(server: Server, tmp_path: Path) -> None:
    assert len(in_processes(two, tmp_path / "meeting", 2, server.endpoint)) == 2
    assert_like_the_whole_one(server, 2)
