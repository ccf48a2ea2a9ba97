# SPDX-License-Identifier: Apache-2.0
"""What the callbacks of training frameworks have in common: a run from the training's begin to its end."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import torch

from koopwatch._attach_copies import Copies, Values, starter
from koopwatch._attachment import Attachment
from koopwatch._init import init
from koopwatch._rhythm import Rhythm
from koopwatch._run import Run
from koopwatch._settings import text
from koopwatch.mechanics import Gauges, of

_LOG = logging.getLogger("koopwatch")


class Watch:
    """Makes or takes a run, attaches it to the model, and logs beside it. Raises at begin only, as init does."""

    def __init__(
        self,
        run: Run | str | None,
        attach: Mapping[str, Any],
        mechanics: bool | Mapping[str, Any],
        settings: Mapping[str, Any],
    ) -> None:
        if isinstance(run, Run) and settings:
            raise ValueError(f"{', '.join(settings)}: expected no settings beside a run that is made already")
        self.rhythm = Rhythm(attach["every"], attach["burst"])
        self.run: Run | None = None
        self.name = run if isinstance(run, str) else ""
        self._given = run if isinstance(run, Run) else None
        self._attach = attach
        self._mechanics = mechanics
        self._settings = settings
        self._open: _Open | None = None

    def begin(self, model: Any, optimizers: Sequence[Any], next_step: int, first: bool) -> None:
        """Before the first step, whose number is ``next_step``. ``first``: of all processes this one logs scalars."""
        self.end()
        self.run = self._given or init(self.name or None, **self._settings)
        self.name = self.run.name or self.name  # the same one if training begins again, or is resumed
        attachment = self.run.attach(model, list(optimizers) or None, start_step=next_step, **self._attach)
        device = next(model.parameters()).device
        gauges = self._gauges(model) if first else None
        self._open = _Open(self.run, attachment, bool(optimizers), gauges, device, first)

    def expect(self, step: int) -> None:
        """Says which number the coming step will have."""
        if self._open is not None:
            self._open.expect(step)

    def advance(self) -> int | None:
        """The number of the step that was taken since it was last asked, or None if none was."""
        return None if self._open is None else self._open.advance()

    def log_step(self, step: int, loss: torch.Tensor | None, beside: Mapping[str, float]) -> None:
        """Logs the loss of a step, if there is one, what was measured beside it, and the gauges."""
        if self._open is not None:
            self._open.log_gauges(step)
            if self.rhythm.due(step):
                self._open.log_step(step, loss, beside)

    def log(self, values: Mapping[str, float], step: int) -> None:
        """Logs scalars, if there are any."""
        if self._open is not None and values:
            self._open.log(values, step)

    def may_stop(self) -> bool:
        """True if the settings name alerts to stop at, in every process alike."""
        return self._given is not None or bool(self._settings.get("stop_on") or text(None, "STOP_ON"))

    def should_stop(self) -> bool:
        """True once such an alert has come to this process."""
        return self.run is not None and self.run.should_stop()

    def end(self) -> None:
        """After the last step, or in its place: hands over what is left, and finishes a run that was made here."""
        if self._open is not None:
            self._open.close()
        if self.run is not None and self.run is not self._given:
            self.run.finish()
        self._open, self.run = None, None

    def _gauges(self, model: Any) -> Gauges | None:
        if self._mechanics is False:
            return None
        try:
            return of(model, **({} if self._mechanics is True else self._mechanics))
        except Exception as error:
            _LOG.warning("koopwatch: the gauges of mechanics are left out: %s", error)
            return None


class _Open:
    """A run while its model trains. ``hooked``: the attachment sees the steps by itself, else it is told of each."""

    def __init__(
        self,
        run: Run,
        attachment: Attachment,
        hooked: bool,
        gauges: Gauges | None,
        device: torch.device,
        logs: bool,
    ) -> None:
        self._run = run
        self._attachment = attachment
        self._hooked = hooked
        self._logs = logs
        self._gauges = gauges
        self._losses = Copies(starter(device), self._log_loss)
        self._beside: dict[int, Mapping[str, float]] = {}
        self._seen = 0

    def expect(self, step: int) -> None:
        self._attachment.next_step = step

    def advance(self) -> int | None:
        if not self._hooked:
            self._attachment.step()
        before, self._seen = self._seen, self._attachment.steps
        return self._attachment.next_step - 1 if self._seen > before else None

    def log_step(self, step: int, loss: torch.Tensor | None, beside: Mapping[str, float]) -> None:
        if loss is None or not self._logs:
            self.log(beside, step)
        else:  # read later: to read it now would wait for the device
            self._beside[step] = beside
            self._losses.put(step, loss.detach().float().mean().reshape(1))

    def log_gauges(self, step: int) -> None:
        if self._gauges is not None:
            self._gauges.log(self._run, step)

    def close(self) -> None:
        self._losses.flush()
        self._attachment.remove()

    def log(self, values: Mapping[str, float], step: int) -> None:
        if self._logs:
            self._run.log(values, step=step)

    def _log_loss(self, step: int, values: Values) -> None:
        self._run.log({"loss": values[0], **self._beside.pop(step, {})}, step=step)
