# SPDX-License-Identifier: Apache-2.0
"""TensorBoard and W&B themselves: what mirror wrote is read back from their files."""

import json
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

tensorboard = pytest.importorskip("torch.utils.tensorboard")
wandb = pytest.importorskip("wandb")

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator  # noqa: E402
from wandb.proto import wandb_internal_pb2  # noqa: E402

import koopwatch  # noqa: E402
from fake_api import FakeApi, alert, window  # noqa: E402
from server import Server  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")  # theirs

MESSAGES: Any = wandb_internal_pb2  # its types do not name its messages
RADIUS = "koopwatch/weights/spectral_radius"


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with FakeApi() as running:
        running.windows = [window(99 + 10 * i) for i in range(12)]
        running.events = [alert("a"), alert("n", severity="info")]
        yield running


def train(server: Server, api: FakeApi, **trackers: Any) -> None:
    with koopwatch.init(run="r", endpoint=server.endpoint, http=api.address) as run:
        koopwatch.mirror(run, every=0.1, **trackers)
        run.publish(0, [1.0])
        api.state["state"] = "ended"


def test_tensorboard_reads_the_gauges_and_alerts_back(server: Server, api: FakeApi, tmp_path: Path) -> None:
    with tensorboard.SummaryWriter(str(tmp_path)) as writer:
        train(server, api, tensorboard=writer)
    events = EventAccumulator(str(tmp_path))
    events.Reload()
    read = [(e.step, round(e.value, 6)) for e in events.Scalars(RADIUS)]
    assert read == [(99 + 10 * i, (99 + 10 * i) / 1000) for i in range(12)]
    assert sorted(events.Tags()["scalars"]) == sorted(
        f"koopwatch/weights/{g}" for g in ("spectral_radius", "one_step_error", "effective_rank", "update_energy")
    )
    texts = events.Tensors("koopwatch/alerts/text_summary")
    assert [t.step for t in texts] == [250, 250]
    assert b"critical Instability (firing, unknown)** it grows" in texts[0].tensor_proto.string_val[0]


def records(directory: Path) -> list[Any]:
    """The records of the one offline run in a directory; W&B's own process writes the last ones a little later."""
    (file,) = directory.glob("wandb/offline-run-*/*.wandb")
    end = time.monotonic() + 15
    while not (found := list(parsed(file.read_bytes()))) or not found[-1].HasField("exit"):
        assert time.monotonic() < end, f"{len(found)} records and no end"
        time.sleep(0.05)
    return found


def parsed(data: bytes) -> Iterator[Any]:
    """A LevelDB log behind a header of 7 bytes, as far as it is whole."""
    at, parts = 7, b""
    while at + 7 <= len(data):
        if 32768 - at % 32768 < 7:  # the rest of a block is too short for a header
            at += 32768 - at % 32768
            continue
        _, length, kind = struct.unpack_from("<IHB", data, at)
        parts += data[at + 7 : at + 7 + length]
        at += 7 + length
        if at <= len(data) and kind in (1, 4):  # whole, or last of several
            yield MESSAGES.Record.FromString(parts)
            parts = b""


def rows(directory: Path) -> list[dict[str, Any]]:
    """The rows of the history, merged as W&B merges them."""
    history: dict[int, dict[str, Any]] = {}
    for record in records(directory):
        if record.HasField("history"):
            row = {i.key or "/".join(i.nested_key): json.loads(i.value_json) for i in record.history.item}
            history.setdefault(row["_step"], {}).update(row)
    return [history[step] for step in sorted(history)]


def test_wandb_gets_rows_of_its_own_and_an_alert(server: Server, api: FakeApi, tmp_path: Path) -> None:
    with wandb.init(project="p", mode="offline", dir=str(tmp_path)) as its:
        train(server, api, wandb=its, own_rows=True)
    ours = [(row["koopwatch/step"], row[RADIUS]) for row in rows(tmp_path) if RADIUS in row]
    assert ours == [(99 + 10 * i, (99 + 10 * i) / 1000) for i in range(12)]
    alerts = [r.alert for r in records(tmp_path) if r.HasField("alert")]
    assert [(a.title, a.text, a.level) for a in alerts] == [
        ("Koopwatch: Instability", "it grows (run r, step 250)", "ERROR")
    ]


def test_wandb_loses_no_row_of_a_training_that_logs_with_steps(server: Server, api: FakeApi, tmp_path: Path) -> None:
    with wandb.init(project="p", mode="offline", dir=str(tmp_path)) as its:
        with koopwatch.init(run="r", endpoint=server.endpoint, http=api.address) as run:
            koopwatch.mirror(run, wandb=its, every=0.1)
            run.publish(0, [1.0])
            for step in range(40):
                its.log({"loss": 1.0 / (1 + step)}, step=step)
                time.sleep(0.05)  # a step takes its time
            api.state["state"] = "ended"
        its.log({"accuracy": 0.9}, step=40)
    written = rows(tmp_path)
    assert [row["_step"] for row in written if "loss" in row] == list(range(40))
    assert [row["_step"] for row in written if "accuracy" in row] == [40]
    ours = [row["koopwatch/step"] for row in written if RADIUS in row]
    assert len(ours) >= 2
    assert ours == sorted(set(ours))
    assert ours[-1] == 209  # the newest is always there
