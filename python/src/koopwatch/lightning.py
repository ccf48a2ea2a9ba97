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
    from pytorch_lightning.callbacks import Callback


class KoopwatchCallback(Callback):  # type: ignore[misc,unused-ignore]
    """Publishes a LightningModule's weights while it is fitted, and logs loss and learning rate beside them::

        Trainer(callbacks=[KoopwatchCallback("r42", group="sweep-7", stop_on=["critical"])])

    run: its name, with further settings of koopwatch.init; or a run that is made already, and then not finished here.
    every, burst, observe, per_layer: as Run.attach. mechanics: True to log the gauges of koopwatch.mechanics with each
    snapshot, or the arguments of koopwatch.mechanics.of.

    A step is one of ``trainer.global_step``: of the optimizer and not of a batch, the same after a resume; several
    optimizers count one each. Loss: what training_step returned, averaged over the batches of a step. Learning rate:
    that of the first parameter group. Where ``stop_on`` names alerts, such an alert sets ``trainer.should_stop``; the
    processes agree on it after every batch. A resumed training goes on as the run it was, in new windows.

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
        self._step = 0
        self._lr: dict[str, float] = {}
        self._losses: list[torch.Tensor] = []

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        """Begins the run: here the weights and the step of a checkpoint are in place."""
        self._step, self._losses = trainer.global_step, []
        self._watch.begin(pl_module, trainer.optimizers, self._step, trainer.strategy.broadcast)

    def on_train_batch_start(self, trainer: Any, pl_module: Any, batch: Any, batch_idx: int) -> None:
        """Notes what the coming step will be called and its learning rate, which a scheduler changes after it."""
        self._watch.expect(trainer.global_step + len(trainer.optimizers))
        self._lr = {"lr": float(trainer.optimizers[0].param_groups[0]["lr"])} if trainer.optimizers else {}

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        """Logs, if the batch ended a step, and asks for a stop."""
        loss = outputs.get("loss") if isinstance(outputs, Mapping) else outputs
        if isinstance(loss, torch.Tensor):
            self._losses.append(loss.detach())
        if trainer.global_step != self._step:
            self._step = trainer.global_step
            self._watch.stepped(self._step, self._mean_loss(trainer.accumulate_grad_batches), self._lr)
        if self._watch.may_stop() and trainer.strategy.reduce_boolean_decision(self._watch.should_stop(), all=False):
            trainer.should_stop = True

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        """Finishes the run."""
        self._watch.end()

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        """Finishes the run."""
        self._watch.end()

    def state_dict(self) -> dict[str, Any]:
        """The name of the run."""
        return {"run": self._watch.name}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Takes the name of the run that is resumed, unless another was given."""
        self._watch.name = self._watch.name or state_dict["run"]

    def _mean_loss(self, accumulated: int) -> torch.Tensor | None:
        """Of the batches since the last step; Lightning has divided each by how many there should be."""
        losses, self._losses = self._losses, []
        return torch.stack(losses).mean() * accumulated if losses else None
