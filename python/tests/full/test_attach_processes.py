# SPDX-License-Identifier: Apache-2.0
"""attach in several processes of one training: replicas publish once, shards publish their parts of one run."""

import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.nn.parallel import DistributedDataParallel

import koopwatch
from koopwatch import _sketch
from server import Server, values

RANKS = 2


def model() -> nn.Sequential:
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(40, 60), nn.Tanh(), nn.Linear(60, 30))


def train(observed: nn.Module, run: koopwatch.Run) -> None:
    optimizer = torch.optim.SGD(observed.parameters(), lr=0.1)
    run.attach(observed, optimizer)
    for step in range(3):
        optimizer.zero_grad()
        torch.manual_seed(step)
        observed(torch.randn(5, 40)).square().sum().backward()
        optimizer.step()
        run.log({"loss": 1.0}, step=step)
    assert run.finish()


def replicas(rank: int, endpoint: str) -> None:
    train(DistributedDataParallel(model()), koopwatch.init(run="ddp", endpoint=endpoint))


def replicas_that_all_speak(rank: int, endpoint: str) -> None:
    train(DistributedDataParallel(model()), koopwatch.init(run="ddp", endpoint=endpoint, all_ranks=True))


def shards(rank: int, endpoint: str) -> None:
    sharded = model()
    fully_shard(sharded, mesh=init_device_mesh("cpu", (RANKS,)))
    train(sharded, koopwatch.init(run=f"name-of-{rank}", endpoint=endpoint))


def process(rank: int, meeting: Path, act: Callable[[int, str], None], endpoint: str) -> None:
    os.environ.update(RANK=str(rank), WORLD_SIZE=str(RANKS))
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=RANKS)
    act(rank, endpoint)
    torch.distributed.destroy_process_group()


def run_in_processes(act: Callable[[int, str], None], meeting: Path, server: Server) -> None:
    spawn = multiprocessing.get_context("spawn")
    started = [spawn.Process(target=process, args=(r, meeting, act, server.endpoint)) for r in range(RANKS)]
    for p in started:
        p.start()
    for p in started:
        p.join(120)
    assert [p.exitcode for p in started] == [0] * RANKS


def trained() -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    alone = model()
    with koopwatch.init(run="alone", mode="disabled") as run:
        train(alone, run)
    named = [(n, p.detach().double().reshape(-1).numpy()) for n, p in alone.named_parameters()]
    return _sketch.sketch_groups([named[:2], named[2:]])


def assert_published_once(server: Server) -> None:
    assert server.steps() == [0, 1, 2]
    assert [len(server.requests(kind)) for kind in ("scalars", "end")] == [3, 1]
    np.testing.assert_allclose(values(server.requests("snapshot")[-1]), trained(), atol=1e-5)
    start = server.requests("start")[0].start
    assert [g.name for g in start.observables[0].sketch.groups] == ["0", "2"]


def test_replicas_publish_once(server: Server, tmp_path: Path) -> None:
    run_in_processes(replicas, tmp_path / "meeting", server)
    assert_published_once(server)


def test_replicas_that_were_all_asked_to_speak_publish_once(server: Server, tmp_path: Path) -> None:
    run_in_processes(replicas_that_all_speak, tmp_path / "meeting", server)
    assert_published_once(server)


def test_shards_publish_parts_of_one_run_that_add_up(server: Server, tmp_path: Path) -> None:
    run_in_processes(shards, tmp_path / "meeting", server)
    starts = [r.start for r in server.requests("start")]
    assert [(s.run, s.shards) for s in starts] == [("name-of-0", RANKS)] * RANKS
    assert len({r.incarnation for r in server.requests()}) == 1
    snapshots = server.requests("snapshot")
    told = sorted((r.snapshot.step, r.snapshot.shard) for r in snapshots)
    assert told == [(step, shard) for step in range(3) for shard in range(RANKS)]
    last = [values(r) for r in snapshots if r.snapshot.step == 2]
    np.testing.assert_allclose(np.sum(last, axis=0), trained(), atol=1e-5)
    assert len(server.requests("scalars")) == 3
    assert sorted(r.end.shard for r in server.requests("end")) == [0, 1]
