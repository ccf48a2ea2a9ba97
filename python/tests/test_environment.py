# SPDX-License-Identifier: Apache-2.0
"""Launchers and notebooks: what a run is called, who publishes, and what running a cell again does."""

import logging
import re
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from types import ModuleType

import pytest

import koopwatch
from koopwatch import _environment
from koopwatch._incarnation import Incarnation
from koopwatch._names import is_key
from server import Server
from waiting import ours, until


@pytest.mark.parametrize(
    ("environ", "name", "source"),
    [
        ({"TORCHELASTIC_RUN_ID": "Job 7"}, "job-7", "TORCHELASTIC_RUN_ID"),
        ({"TORCHELASTIC_RUN_ID": "none", "SLURM_JOB_ID": "12"}, "slurm-12", "SLURM_JOB_ID"),
        ({"SLURM_JOB_ID": "12", "SLURM_JOB_NAME": "train.sh"}, "train.sh-12", "SLURM_JOB_ID"),
        (
            {"SLURM_JOB_ID": "14", "SLURM_ARRAY_JOB_ID": "12", "SLURM_ARRAY_TASK_ID": "2"},
            "slurm-12-2",
            "SLURM_JOB_ID",
        ),
        ({"WANDB_RUN_ID": "3kzx9q"}, "3kzx9q", "WANDB_RUN_ID"),
        ({"KUBERNETES_SERVICE_HOST": "10.0.0.1", "HOSTNAME": "gpt-small-x7k2p"}, "gpt-small", "the pod's HOSTNAME"),
        ({"KUBERNETES_SERVICE_HOST": "10.0.0.1", "HOSTNAME": "gpt-large"}, "gpt-large", "the pod's HOSTNAME"),
    ],
)
def test_a_job_names_its_run(environ: dict[str, str], name: str, source: str) -> None:
    assert _environment.job(environ) == (name, source)


def test_a_host_name_outside_kubernetes_names_nothing() -> None:
    assert _environment.job({"HOSTNAME": "laptop", "TORCHELASTIC_RUN_ID": "none"}) is None


@pytest.mark.parametrize(
    ("environ", "rank"),
    [
        ({}, 0),
        ({"RANK": "3", "LOCAL_RANK": "1", "SLURM_PROCID": "0"}, 3),
        ({"RANK": "0", "LOCAL_RANK": "0", "SLURM_PROCID": "1"}, 0),  # torchrun, started by srun on a second node
        ({"OMPI_COMM_WORLD_RANK": "2", "SLURM_PROCID": "0"}, 2),
        ({"PMI_RANK": "5"}, 5),
        ({"SLURM_PROCID": "4", "SLURM_LOCALID": "0"}, 4),
        ({"NODE_RANK": "1", "LOCAL_RANK": "0"}, 1),  # Lightning's own launcher
        ({"NODE_RANK": "0", "LOCAL_RANK": "1"}, 1),
        ({"RANK": "gold"}, 0),
    ],
)
def test_rank_is_what_the_launcher_says(environ: dict[str, str], rank: int) -> None:
    assert _environment.rank(environ) == rank


def test_a_process_group_knows_better_than_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = ModuleType("torch.distributed")
    distributed.is_available = distributed.is_initialized = lambda: True  # type: ignore[attr-defined]
    distributed.get_rank = lambda: 6  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch.distributed", distributed)
    assert _environment.rank({"RANK": "0"}) == 6


def test_init_without_arguments_takes_the_jobs_name_and_says_so(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KOOPWATCH_ENDPOINT", server.endpoint)
    monkeypatch.setenv("SLURM_JOB_ID", "4711")
    monkeypatch.setenv("SLURM_JOB_NAME", "gpt")
    monkeypatch.setenv("SLURM_PROCID", "0")
    with koopwatch.init() as run:
        run.publish(0, [1.0])
    assert server.requests("start")[0].start.run == run.name == "gpt-4711"
    assert run.url == "http://localhost:8080/#run=gpt-4711"
    assert capsys.readouterr().err == f"koopwatch: run gpt-4711 (from SLURM_JOB_ID) {run.url}\n"


def test_a_name_that_the_user_chose_is_not_announced(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    koopwatch.init(run="r", endpoint=server.endpoint).finish()
    assert capsys.readouterr().err == ""


def test_without_any_name_each_run_gets_a_new_readable_one(capsys: pytest.CaptureFixture[str]) -> None:
    names = []
    for _ in range(2):
        with koopwatch.init(endpoint="localhost:1") as run:
            names.append(run.name)
    assert all(re.fullmatch(r"run-\d{8}-\d{6}-[0-9a-f]{4}", n) and is_key(n) for n in names)
    assert names[0] != names[1]
    assert capsys.readouterr().err.count("made up") == 2


def test_other_ranks_are_silent_and_touch_nothing(
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "koopwatch")
    monkeypatch.setenv("RANK", "3")
    threads = set(threading.enumerate())
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.publish(0, [1.0])
    assert server.requests() == []
    assert not set(threading.enumerate()) - threads
    assert capsys.readouterr().err == ""
    assert [(r.levelname, r.getMessage()) for r in caplog.records] == [
        ("DEBUG", "koopwatch: rank 3 does not publish; all_ranks=True would")
    ]


@pytest.mark.parametrize("by_variable", [False, True])
def test_all_ranks_publish_on_request_each_as_a_run(
    server: Server, monkeypatch: pytest.MonkeyPatch, by_variable: bool
) -> None:
    monkeypatch.setenv("RANK", "3")
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "job")
    monkeypatch.setenv("KOOPWATCH_ALL_RANKS", "1" if by_variable else "0")
    with koopwatch.init(endpoint=server.endpoint, all_ranks=None if by_variable else True) as run:
        run.publish(0, [1.0])
    assert server.requests("start")[0].start.run == "job-rank-3"


def test_a_run_of_the_same_name_ends_the_open_one_and_begins_a_higher_incarnation(server: Server) -> None:
    first = koopwatch.init(run="cell", endpoint=server.endpoint)
    first.publish(0, [1.0])
    with koopwatch.init(run="cell", endpoint=server.endpoint) as second:
        second.publish(0, [2.0])
        first.publish(1, [3.0])  # of a cell that is gone
    kinds = [r.WhichOneof("body") for r in server.requests()]
    assert kinds == ["start", "snapshot", "end"] * 2
    before, after = (r.incarnation for r in server.requests("start"))
    assert after > before


def test_a_given_incarnation_rises_when_the_cell_is_run_again(server: Server) -> None:
    for _ in range(3):
        koopwatch.init(run="again", endpoint=server.endpoint, incarnation=500).publish(0, [1.0])
    with koopwatch.init(run="again", endpoint=server.endpoint, incarnation=400) as last:
        last.publish(0, [1.0])
    assert [r.incarnation for r in server.requests("start")] == [500, 501, 502, 400]


def test_an_incarnation_exceeds_the_one_before_it_although_the_clock_stands() -> None:
    assert Incarnation(clock=lambda: 1000, after=1000).value == 1001


def test_running_a_cell_again_leaves_no_threads(server: Server) -> None:
    def cell() -> koopwatch.Run:
        run = koopwatch.init(run="threads", endpoint=server.endpoint, on_alert=print)
        run.publish(0, [1.0])
        return run

    before = ours()
    run = cell()
    busy = ours()
    for _ in range(5):
        run = cell()
    until(lambda: ours() == busy)
    assert run.finish()
    until(lambda: ours() == before)


@pytest.fixture
def _notebook(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "ipykernel", ModuleType("ipykernel"))
    _environment._notebook_name.clear()
    yield
    _environment._notebook_name.clear()


@pytest.mark.usefixtures("_notebook")
def test_a_notebook_keeps_its_name() -> None:
    now = datetime(2026, 1, 2, 3, 4, 5)
    name = _environment.new_name(now)
    assert name.startswith("run-20260102-030405-")
    assert _environment.new_name(datetime(2027, 1, 1)) == name


def test_a_run_shows_itself_in_a_notebook(server: Server) -> None:
    run = koopwatch.init(run="r", endpoint=server.endpoint, http="page.example/k")
    run.publish(0, [1.0])
    assert '<a href="http://page.example/k/#run=r">' in run._repr_html_()
    assert "live · 1 published" in run._repr_html_()
    assert run.finish()
    assert "finished · 1 published, 1 delivered, 0 spooled, 0 dropped, 0 refused" in run._repr_html_()
    assert "disabled" in koopwatch.init(mode="disabled")._repr_html_()
