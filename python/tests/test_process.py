# SPDX-License-Identifier: Apache-2.0
"""Processes: exit without finish, forks, encrypted connections. Each script runs in its own interpreter."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import trustme

import koopwatch
from server import Server


def script(code: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs the code with koopwatch and numpy imported; a hang is a failure."""
    head = "import os, sys, time, koopwatch\nimport numpy as np\nx = np.ones(4)\n"
    return subprocess.run(
        [sys.executable, "-c", head + code, *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, **variables},
        check=False,
    )


def kinds(server: Server) -> list[str]:
    return [str(r.WhichOneof("body")) for r in server.requests()]


def test_exit_without_finish_sends_everything(server: Server) -> None:
    done = script("koopwatch.init().publish(0, x)", KOOPWATCH_RUN="r", KOOPWATCH_ENDPOINT=server.endpoint)
    assert (done.returncode, done.stderr) == (0, "")
    assert kinds(server) == ["start", "snapshot", "end"]


def test_exit_after_an_exception_sends_everything_and_keeps_the_exit_code(server: Server) -> None:
    done = script(
        "run = koopwatch.init(run='r', endpoint=sys.argv[1])\nfor i in range(9): run.publish(i, x)\nsys.exit(3)",
        server.endpoint,
    )
    assert (done.returncode, done.stderr) == (3, "")
    assert server.steps() == list(range(9))


def test_exit_without_server_ends_within_its_limit_and_says_so() -> None:
    with Server() as server:
        pass
    begun = time.monotonic()
    done = script(
        "import koopwatch._run\nkoopwatch._run._EXIT_SECONDS = 0.5\n"
        "for name in 'ab': koopwatch.init(run=name, endpoint=sys.argv[1]).publish(0, x)",
        server.endpoint,
    )
    assert time.monotonic() - begun < 15
    assert done.returncode == 0
    assert done.stderr.count("3 requests did not reach") == 2


FORK = """
run = koopwatch.init(run="r", endpoint=sys.argv[1])
run.publish(0, x)
for n in range(int(sys.argv[2])):
    child = os.fork()
    if child == 0:
        run.publish(77, x, wait=True)
        run.log({"loss": 1.0}, step=78)
        run.alerts(), run.should_stop(), run.counts()
        other = koopwatch.init(run="child", endpoint=sys.argv[1])
        other.publish(79, x)
        assert other.finish() and run.finish()
        sys.exit(5)
    run.publish(n + 1, x)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 5
run.finish()
"""


@pytest.mark.parametrize(
    ("forks", "variables"), [(20, {}), (2, {"GRPC_ENABLE_FORK_SUPPORT": "1"})], ids=["default", "fork support"]
)
def test_a_fork_publishes_nothing_does_not_hang_and_warns_once(
    server: Server, forks: int, variables: dict[str, str]
) -> None:
    done = script(FORK, server.endpoint, str(forks), **variables)
    assert done.returncode == 0, done.stderr
    assert server.steps() == list(range(forks + 1))
    assert kinds(server).count("end") == 1
    assert done.stderr.count("in a forked process is ignored") == forks
    assert done.stderr.count("init in a fork") == forks


def test_a_fork_before_init_publishes_as_usual(server: Server) -> None:
    done = script(
        "child = os.fork()\n"
        "with koopwatch.init(run=f'r{int(child == 0)}', endpoint=sys.argv[1]) as run: run.publish(0, x)\n"
        "child and os.waitpid(child, 0)",
        server.endpoint,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(r.start.run for r in server.requests("start")) == ["r0", "r1"]
    assert server.steps() == [0, 0]


def test_data_loader_workers_that_fork_disturb_nothing(server: Server) -> None:
    done = script(
        "import multiprocessing\n"
        "context = multiprocessing.get_context('fork')\n"
        "with koopwatch.init(run='r', endpoint=sys.argv[1]) as run:\n"
        "    run.publish(0, x)\n"
        "    with context.Pool(4) as pool: print(sum(pool.map(abs, range(100))))\n"
        "    run.publish(1, x)\n",
        server.endpoint,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "4950\n", "")
    assert server.steps() == [0, 1]


def test_an_offline_file_is_whole_although_the_process_was_killed(server: Server, tmp_path: Path) -> None:
    done = script(
        "run = koopwatch.init(run='r', mode='offline', offline_dir=sys.argv[1])\n"
        "for i in range(5): run.publish(i, x)\n"
        "os.kill(os.getpid(), 9)",
        str(tmp_path),
    )
    assert done.returncode == -9
    sync = subprocess.run(
        [sys.executable, "-m", "koopwatch", "sync", str(tmp_path), "--endpoint", server.endpoint],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (sync.returncode, sync.stderr) == (0, "")
    assert server.steps() == list(range(5))


def test_an_encrypted_connection_needs_the_right_authority(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    stranger.cert_pem.write_to_path(tmp_path / "stranger.pem")
    with Server(certificate=authority.issue_cert("localhost")) as server:
        with koopwatch.init(run="r", endpoint=server.endpoint, tls_ca=str(tmp_path / "ca.pem")) as run:
            run.publish(0, [1.0])
        assert server.steps() == [0]
        run = koopwatch.init(run="r", endpoint=server.endpoint, tls_ca=str(tmp_path / "stranger.pem"))
        run.publish(1, [1.0])
        assert not run.finish(timeout=0.5)
        assert server.steps() == [0]
