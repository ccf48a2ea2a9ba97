# SPDX-License-Identifier: Apache-2.0
"""The Lightning callback in real fits on the CPU."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
lightning = pytest.importorskip("lightning.pytorch")

import koopwatch  # noqa: E402
from koopwatch.lightning import KoopwatchCallback  # noqa: E402
from server import Request, Response, Server, acked, event, values  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")  # Lightning's own advice


class Regression(lightning.LightningModule):  # type: ignore[misc,unused-ignore,name-defined]
    """Notes its weights after each optimizer step, and the loss of each batch."""

    def __init__(self, fails_at: int = -1) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.layers = torch.nn.Sequential(torch.nn.Linear(4, 6), torch.nn.ReLU(), torch.nn.Linear(6, 1))
        self.fails_at = fails_at
        self.weights: list[Any] = []
        self.losses: list[float] = []

    def training_step(self, batch: Any, index: int) -> Any:
        if self.global_step == self.fails_at:
            raise RuntimeError("out of luck")
        loss = self.layers(batch).square().mean()
        self.losses.append(float(loss.detach()))
        return loss

    def optimizer_step(self, *arguments: Any, **named: Any) -> None:
        super().optimizer_step(*arguments, **named)
        self.weights.append(torch.cat([p.detach().reshape(-1) for p in self.parameters()]).numpy())

    def configure_optimizers(self) -> Any:
        optimizer = torch.optim.SGD(self.parameters(), lr=0.1)
        rates = torch.optim.lr_scheduler.StepLR(optimizer, 2, gamma=0.5)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": rates, "interval": "step"}}


class Adversaries(Regression):
    """Two optimizers, stepped by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.automatic_optimization = False

    def training_step(self, batch: Any, index: int) -> Any:
        for optimizer in self.optimizers():
            optimizer.zero_grad()
            self.manual_backward(self.layers(batch).square().mean())
            optimizer.step()

    def configure_optimizers(self) -> Any:
        return [torch.optim.SGD(self.layers[i].parameters(), lr=0.1) for i in (0, 2)]


def batches(count: int = 6) -> Any:
    return torch.utils.data.DataLoader(torch.arange(count * 8.0).reshape(-1, 4) / 50, batch_size=2)


def fit(
    model: Any, callback: Any, root: Path, checkpoint: Any = None, trainers: Any = lightning, **arguments: Any
) -> Any:
    settings = {"max_epochs": 1, "accelerator": "cpu", "logger": False, "enable_progress_bar": False} | arguments
    settings = {"enable_model_summary": False, "enable_checkpointing": False, "default_root_dir": root} | settings
    trainer = trainers.Trainer(callbacks=[callback], **settings)
    trainer.fit(model, batches(), ckpt_path=checkpoint)
    return trainer


def scalars(server: Server) -> dict[int, dict[str, float]]:
    return {r.scalars.step: dict(r.scalars.values) for r in server.requests("scalars")}


def kinds(server: Server) -> set[str]:
    return {str(r.WhichOneof("body")) for r in server.requests()}


def test_a_fit_publishes_the_weights_after_every_step_under_its_global_step(server: Server, tmp_path: Path) -> None:
    model = Regression()
    trainer = fit(model, KoopwatchCallback("r", group="g", endpoint=server.endpoint), tmp_path)
    assert server.steps() == list(range(1, trainer.global_step + 1)) == list(range(1, 7))
    for snapshot, weights in zip(server.requests("snapshot"), model.weights, strict=True):
        np.testing.assert_array_equal(values(snapshot), weights)
    assert server.requests("start")[0].start.group == "g"
    assert server.requests()[-1].WhichOneof("body") == "end"


def test_loss_and_the_learning_rate_of_the_step_are_logged(server: Server, tmp_path: Path) -> None:
    model = Regression()
    fit(model, KoopwatchCallback("r", endpoint=server.endpoint), tmp_path)
    logged = scalars(server)
    assert [logged[s]["loss"] for s in range(1, 7)] == pytest.approx(model.losses)
    assert [logged[s]["lr"] for s in range(1, 7)] == pytest.approx([0.1, 0.1, 0.05, 0.05, 0.025, 0.025])


def test_accumulated_gradients_make_one_step_with_their_mean_loss(server: Server, tmp_path: Path) -> None:
    model = Regression()
    fit(model, KoopwatchCallback("r", endpoint=server.endpoint), tmp_path, accumulate_grad_batches=4)
    assert server.steps() == [1, 2]  # of four batches, and of the two that are left
    means = [np.mean(model.losses[:4]), np.mean(model.losses[4:])]
    assert [v["loss"] for v in scalars(server).values()] == pytest.approx(means)


def test_every_and_burst_thin_out_snapshots_and_scalars_alike(server: Server, tmp_path: Path) -> None:
    fit(Regression(), KoopwatchCallback("r", every=4, burst=2, endpoint=server.endpoint), tmp_path)
    assert server.steps() == [1, 4, 5]
    assert set(scalars(server)) == {1, 4, 5}


def test_gauges_of_mechanics_are_logged_on_request(server: Server, tmp_path: Path) -> None:
    callback = KoopwatchCallback("r", endpoint=server.endpoint, mechanics={"every": 3, "rescale": ()})
    fit(Regression(), callback, tmp_path)
    logged = [r.scalars for r in server.requests("scalars") if "weight_norm" in r.scalars.values]
    assert [s.step for s in logged] == [3, 6]
    assert all(s.values["distance_from_init"] > 0 and "rescale_charge" in s.values for s in logged)


def test_a_resumed_fit_goes_on_counting_as_the_same_run_in_a_higher_incarnation(server: Server, tmp_path: Path) -> None:
    trainer = fit(Regression(), KoopwatchCallback("first", endpoint=server.endpoint), tmp_path)
    trainer.save_checkpoint(tmp_path / "c.ckpt")
    resumed = KoopwatchCallback(endpoint=server.endpoint)
    fit(Regression(), resumed, tmp_path, checkpoint=tmp_path / "c.ckpt", max_epochs=2)
    assert server.steps() == list(range(1, 13))
    first, second = server.requests("start")
    assert first.start.run == second.start.run == "first"
    assert second.incarnation > first.incarnation


def test_several_optimizers_make_one_step_together(server: Server, tmp_path: Path) -> None:
    trainer = fit(Adversaries(), KoopwatchCallback("r", endpoint=server.endpoint), tmp_path)
    assert trainer.global_step == 12
    assert server.steps() == [1, 2, 3, 4, 5, 6]
    assert {frozenset(v) for v in scalars(server).values()} == {frozenset({"lr"})}


def test_an_exception_finishes_the_run_and_is_not_hidden(server: Server, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="out of luck"):
        fit(Regression(fails_at=3), KoopwatchCallback("r", endpoint=server.endpoint), tmp_path)
    assert server.steps() == [1, 2, 3]
    assert "end" in kinds(server)


def test_a_run_that_is_given_is_used_and_left_open(server: Server, tmp_path: Path) -> None:
    with koopwatch.init(run="mine", endpoint=server.endpoint) as run:
        fit(Regression(), KoopwatchCallback(run), tmp_path)
        server.until(lambda: len(server.steps()) == 6)
        assert "end" not in kinds(server)
    assert "end" in kinds(server)


def test_settings_beside_a_run_that_is_given_are_an_error() -> None:
    run = koopwatch.init(run="mine", mode="disabled")
    with pytest.raises(ValueError, match="group: expected no settings beside a run that is made already"):
        KoopwatchCallback(run, group="g")


def test_settings_that_cannot_be_used_are_an_error_when_the_fit_begins(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="run: expected a name"):
        fit(Regression(), KoopwatchCallback("Not A Key"), tmp_path)


def alarming(server: Server, stream: int, request: Request) -> Iterator[Response]:
    yield acked(request.sequence)
    if request.WhichOneof("body") == "snapshot" and request.snapshot.step == 2:
        yield event("a", severity="critical", kind="Instability")


class Patient(KoopwatchCallback):
    """Gives the alert of step 2 the time to arrive."""

    def on_train_batch_end(self, trainer: Any, *arguments: Any) -> None:
        run = self._watch.run
        if trainer.global_step >= 2 and run is not None and run.name == "stops":
            assert _within(10, run.should_stop)
        super().on_train_batch_end(trainer, *arguments)


def _within(seconds: float, condition: Any) -> bool:
    import time  # noqa: PLC0415

    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return bool(condition())


def test_an_alert_stops_the_fit_only_if_it_was_asked_to(tmp_path: Path) -> None:
    with Server(alarming) as server:
        stopped = fit(Regression(), Patient("stops", endpoint=server.endpoint, stop_on=["critical"]), tmp_path)
        assert stopped.global_step == 2
        went_on = fit(Regression(), Patient("goes-on", endpoint=server.endpoint), tmp_path)
        assert went_on.global_step == 6


@pytest.mark.parametrize("variables", [{"RANK": "1"}, {"KOOPWATCH_MODE": "disabled"}])
def test_where_nothing_is_published_the_fit_goes_on_alone(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    callback = KoopwatchCallback("r", endpoint=server.endpoint, mechanics=True)
    model = Regression()
    original = callback.on_train_start

    def started(trainer: Any, module: Any) -> None:  # Lightning itself must not read the rank
        with monkeypatch.context() as m:
            for name, value in variables.items():
                m.setenv(name, value)
            original(trainer, module)

    monkeypatch.setattr(callback, "on_train_start", started)
    assert fit(model, callback, tmp_path).global_step == 6
    assert server.requests() == []


def test_a_trainer_of_pytorch_lightning_takes_it_too(server: Server, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = pytest.importorskip("pytorch_lightning")

    class Plain(other.LightningModule):  # type: ignore[misc,unused-ignore,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(4, 1)

        def training_step(self, batch: Any, index: int) -> Any:
            return {"loss": self.layer(batch).square().mean()}

        def configure_optimizers(self) -> Any:
            return torch.optim.Adam(self.parameters())

    fit(Plain(), KoopwatchCallback("r", endpoint=server.endpoint), tmp_path, trainers=other)
    assert server.steps() == [1, 2, 3, 4, 5, 6]
    assert set(scalars(server)[6]) == {"loss", "lr"}
