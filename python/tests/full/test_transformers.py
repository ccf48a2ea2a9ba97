# SPDX-License-Identifier: Apache-2.0
"""The callback of the transformers Trainer in real trainings on the CPU, of a model made from its config."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
pytest.importorskip("accelerate")

import koopwatch  # noqa: E402
from koopwatch.transformers import KoopwatchCallback  # noqa: E402
from server import Request, Response, Server, acked, event, values  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")  # the Trainer's own advice


def model() -> Any:
    torch.manual_seed(0)
    config = transformers.GPT2Config(vocab_size=17, n_positions=8, n_embd=8, n_layer=1, n_head=2)
    return transformers.GPT2LMHeadModel(config)


def train(callback: Any, root: Path, steps: int = 6, resume: str | None = None, **arguments: Any) -> Any:
    rows = [{"input_ids": ids, "labels": ids} for ids in torch.arange(8 * 96).reshape(-1, 8) % 17]
    settings = {"max_steps": steps, "logging_steps": 1, "save_strategy": "no", "per_device_train_batch_size": 4}
    settings |= {"report_to": [], "use_cpu": True, "disable_tqdm": True, "learning_rate": 0.01} | arguments
    trainer = transformers.Trainer(
        model(), transformers.TrainingArguments(str(root), **settings), train_dataset=rows, callbacks=[callback]
    )
    trainer.train(resume_from_checkpoint=resume)
    return trainer


def scalars(server: Server, name: str) -> dict[int, float]:
    found = [r.scalars for r in server.requests("scalars")]
    return {s.step: s.values[name] for s in found if name in s.values}


def test_a_training_publishes_the_weights_after_every_step_under_its_global_step(
    server: Server, tmp_path: Path
) -> None:
    trainer = train(KoopwatchCallback("r", group="g", endpoint=server.endpoint, observe=["*.c_proj.bias"]), tmp_path)
    assert server.steps() == list(range(1, trainer.state.global_step + 1)) == list(range(1, 7))
    last = [p for n, p in trainer.model.named_parameters() if n.endswith("c_proj.bias")]
    assert values(server.requests("snapshot")[-1]) == pytest.approx(torch.cat(last).detach().numpy())
    assert server.requests()[-1].WhichOneof("body") == "end"


def test_loss_gradient_norm_and_the_learning_rate_of_the_step_are_logged(server: Server, tmp_path: Path) -> None:
    trainer = train(KoopwatchCallback("r", endpoint=server.endpoint), tmp_path)
    told = {h["step"]: h for h in trainer.state.log_history if "loss" in h}
    assert scalars(server, "loss") == pytest.approx({s: h["loss"] for s, h in told.items()})
    assert scalars(server, "grad_norm") == pytest.approx({s: h["grad_norm"] for s, h in told.items()})
    assert scalars(server, "lr") == pytest.approx({s: 0.01 * (7 - s) / 6 for s in range(1, 7)})


def test_accumulated_gradients_make_one_step(server: Server, tmp_path: Path) -> None:
    trainer = train(KoopwatchCallback("r", endpoint=server.endpoint), tmp_path, gradient_accumulation_steps=3)
    assert trainer.state.global_step == 6
    assert server.steps() == [1, 2, 3, 4, 5, 6]


def test_every_thins_out_snapshots_and_gauges_are_logged_on_request(server: Server, tmp_path: Path) -> None:
    train(KoopwatchCallback("r", endpoint=server.endpoint, every=3, mechanics={"every": 2}), tmp_path)
    assert server.steps() == [3, 6]
    assert set(scalars(server, "lr")) == {3, 6}
    assert set(scalars(server, "weight_norm")) == {2, 4, 6}


def test_a_resumed_training_goes_on_counting_in_a_higher_incarnation(server: Server, tmp_path: Path) -> None:
    saving: dict[str, Any] = {"save_strategy": "steps", "save_steps": 4}
    train(KoopwatchCallback("r", endpoint=server.endpoint), tmp_path, steps=4, **saving)
    checkpoint = str(tmp_path / "checkpoint-4")
    train(KoopwatchCallback("r", endpoint=server.endpoint), tmp_path, steps=8, resume=checkpoint, **saving)
    assert server.steps() == list(range(1, 9))
    first, second = server.requests("start")
    assert second.incarnation > first.incarnation


def alarming(server: Server, stream: int, request: Request) -> Iterator[Response]:
    yield acked(request.sequence)
    if request.WhichOneof("body") == "snapshot" and request.snapshot.step == 2:
        yield event("a", severity="critical", kind="Instability")


class Patient(KoopwatchCallback):
    """Gives the alert of step 2 the time to arrive."""

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        end = time.monotonic() + 10
        while state.global_step >= 2 and not self._watch.should_stop() and time.monotonic() < end:
            time.sleep(0.01)
        super().on_step_end(args, state, control, **kwargs)


def test_an_alert_stops_the_training_only_if_it_was_asked_to(tmp_path: Path) -> None:
    with Server(alarming) as server:
        stopped = train(Patient("a", endpoint=server.endpoint, stop_on=["critical"]), tmp_path)
        assert stopped.state.global_step == 2
        went_on = train(KoopwatchCallback("b", endpoint=server.endpoint), tmp_path)
        assert went_on.state.global_step == 6


class Failing(transformers.TrainerCallback):  # type: ignore[misc,unused-ignore,name-defined]
    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if state.global_step == 3:
            raise RuntimeError("out of luck")


def test_a_run_that_an_exception_left_open_is_finished_when_training_begins_again(
    server: Server, tmp_path: Path
) -> None:
    callback = KoopwatchCallback("r", endpoint=server.endpoint)
    trainer = train(callback, tmp_path, steps=2)
    trainer.add_callback(Failing())
    trainer.args.max_steps = 5
    with pytest.raises(RuntimeError, match="out of luck"):
        trainer.train()
    trainer.pop_callback(Failing)
    trainer.train()
    assert server.steps() == [1, 2, 1, 2, 3, 1, 2, 3, 4, 5]
    assert len(server.requests("end")) == 3


def test_a_run_that_is_given_is_finished_by_whoever_made_it(server: Server, tmp_path: Path) -> None:
    with koopwatch.init(run="mine", endpoint=server.endpoint) as run:
        train(KoopwatchCallback(run), tmp_path)
        server.until(lambda: len(server.steps()) == 6)
        assert server.requests("end") == []
    assert len(server.requests("end")) == 1


def test_a_disabled_run_leaves_the_training_alone(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOOPWATCH_MODE", "disabled")
    assert train(KoopwatchCallback("r", endpoint=server.endpoint, mechanics=True), tmp_path).state.global_step == 6
    assert server.requests() == []
