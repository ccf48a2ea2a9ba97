# SPDX-License-Identifier: Apache-2.0
"""A callback for the Trainer of Hugging Face transformers."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from transformers import TrainerCallback

from koopwatch._run import Run
from koopwatch._watch import Watch

_LOGGED = ("loss", "grad_norm", "eval_loss")


class KoopwatchCallback(TrainerCallback):  # type: ignore[misc,unused-ignore]
    """Publishes the weights of a model while a Trainer trains it, and logs loss and learning rate beside them::

        Trainer(model, args, train_dataset=data, callbacks=[KoopwatchCallback("r42", group="sweep-7")])

    run: its name, with further settings of koopwatch.init; or a run that is made already, and then not finished here.
    every, burst, observe, per_layer: as Run.attach. mechanics: True to log the gauges of koopwatch.mechanics every 50
    steps, or the arguments of koopwatch.mechanics.of.

    A step is one of ``state.global_step``: of the optimizer and not of a batch, the same after a resume. The learning
    rate is that of the first parameter group. The Trainer tells callbacks the loss only when it logs, as a mean since
    it did so last: ``logging_steps=1`` for every step's. Where ``stop_on`` names alerts, such an alert sets
    ``control.should_training_stop``; the processes agree on it after every step.

    The Trainer tells callbacks nothing of an exception: the run is finished when the interpreter exits, when training
    begins again, or by a ``with koopwatch.init(...) as run`` around it.

    ValueError, when training begins: settings that koopwatch.init does not take.
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
        self._lr: dict[str, float] = {}

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Begins the run: here the weights and the step of a checkpoint are in place."""
        optimizer = _unwrapped(kwargs.get("optimizer"))
        optimizers = [optimizer] if optimizer else []
        self._watch.begin(kwargs["model"], optimizers, state.global_step + 1, state.is_world_process_zero)

    def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Notes what the coming step will be called and its learning rate, which a scheduler changes after it."""
        self._watch.expect(state.global_step + 1)
        optimizer = _unwrapped(kwargs.get("optimizer"))
        self._lr = {"lr": float(optimizer.param_groups[0]["lr"])} if optimizer else {}

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Logs the learning rate, and asks for a stop."""
        step = self._watch.advance()
        if step is not None:
            self._watch.log_step(step, None, self._lr)
        if self._watch.may_stop() and _any_process(self._watch.should_stop(), args.device):
            control.should_training_stop = True

    def on_log(self, args: Any, state: Any, control: Any, logs: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """Logs the loss when the Trainer tells it."""
        self._watch.log({name: logs[name] for name in _LOGGED if logs and name in logs}, state.global_step)

    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Finishes the run."""
        self._watch.end()


def _unwrapped(optimizer: Any) -> Any:
    """torch's optimizer inside accelerate's, which has no hooks."""
    while optimizer is not None and not hasattr(optimizer, "_optimizer_step_post_hooks"):
        optimizer = getattr(optimizer, "optimizer", None)
    return optimizer


def _any_process(flag: bool, device: torch.device) -> bool:
    if not torch.distributed.is_available() or not torch.distributed.is_initialized():
        return flag
    count = torch.tensor(int(flag), device=device)
    torch.distributed.all_reduce(count, torch.distributed.ReduceOp.MAX)
    return bool(count)
