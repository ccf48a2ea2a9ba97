# SPDX-License-Identifier: Apache-2.0
"""A callback for Lightning 2.x, under either of its names."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from koopwatch._run import Run
from koopwatch._watch import Watch

try:
    from lightning.pytorch.callbacks import Callback
except ImportError:
    from pytorch_lightning.callbacks import Callback  # type: ignore[assignment,unused-ignore]


class KoopwatchCallback(Callback):  # type: ignore[misc,unused-ignore]
    """Publishes a LightningModule's weights while it is fitted, and logs loss and learning rate beside them::

        Trainer(callbacks=[KoopwatchCallback("r42", group="sweep-7", stop_on=["critical"])])

    run: its name, with further settings of koopwatch.init; or a run that is made already, and then not finished here.
    every, burst, observe, per_layer: as Run.attach. mechanics: True to log the gauges of koopwatch.mechanics every 50
    steps, or the arguments of koopwatch.mechanics.of.

    A step is one of ``trainer.global_step``: of the optimizer and not of a batch, and a resumed training goes on
    counting. Several optimizers make one step together, when each has stepped; these are counted from 1. Loss: what
    training_step returned, averaged over the batches of a step. Learning rate: that of the first parameter group. Where
    ``stop_on`` names alerts, such an alert sets ``trainer.should_stop``; the processes agree on it after every batch. A
    resumed training goes on as the run it was, in new windows.

    ValueError, when fit begins: settings that koopwatch.init does not take.
    """

    def __init__(
        self,
        run: Run | str | None = None,
        *,
        every: int = 1,
        burst: int = 0,
        observe: str | Sequence[str] = "all",
        per_layer: bool = False,
        mechanics: bool | Mapping[str, Any] = False,
        **settings: Any,
    ) -> None:
        attach = {"every": every, "burst": burst, "observe": observe, "per_layer": per_layer}
        self._watch = Watch(run, attach, mechanics, settings)
        self._next_step = 1
        self._lr: dict[str, float] = {}
        self._loss: torch.Tensor | None = None  # sum over the batches since the last step
        self._batches = 0

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        """Begins the run: here the weights and the step of a checkpoint are in place."""
        if len(trainer.optimizers) == 1:
            self._next_step = trainer.global_step + 1
        self._watch.begin(pl_module, trainer.optimizers, self._next_step, trainer.is_global_zero)

    def on_train_batch_start(self, trainer: Any, pl_module: Any, batch: Any, batch_idx: int) -> None:
        """Notes what the coming step will be called and its learning rate, which a scheduler changes after it."""
        if len(trainer.optimizers) == 1:  # skipped steps have numbers too
            self._watch.expect(trainer.global_step + 1)
        self._lr = {"lr": float(trainer.optimizers[0].param_groups[0]["lr"])}

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        """Logs, if the batch ended a step, and asks for a stop."""
        self._add(outputs.get("loss") if isinstance(outputs, Mapping) else outputs)
        step = self._watch.advance()
        if step is not None:
            self._next_step = step + 1
            self._watch.log_step(step, self._mean_loss(trainer.accumulate_grad_batches), self._lr)
        if self._watch.may_stop() and trainer.strategy.reduce_boolean_decision(self._watch.should_stop(), all=False):
            trainer.should_stop = True

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        """Finishes the run."""
        self._watch.end()

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        """Finishes the run."""
        self._watch.end()

    def state_dict(self) -> dict[str, Any]:
        """The name of the run and the number of its next step."""
        return {"run": self._watch.name, "next_step": self._next_step}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Goes on counting, and as the run of the checkpoint unless another was named."""
        self._watch.name = self._watch.name or state_dict["run"]
        self._next_step = state_dict["next_step"]

    def _add(self, loss: Any) -> None:
        if isinstance(loss, torch.Tensor):
            self._loss = loss.detach() if self._loss is None else self._loss + loss.detach()
            self._batches += 1

    def _mean_loss(self, accumulated: int) -> torch.Tensor | None:
        """Of the batches since the last step; Lightning has divided each by how many there should be."""
        loss, batches, self._loss, self._batches = self._loss, self._batches, None, 0
        return None if loss is None else loss * (accumulated / batches)
