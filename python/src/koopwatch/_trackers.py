# SPDX-License-Identifier: Apache-2.0
"""Where gauges can be written: objects of the user's TensorBoard and W&B. Neither package is imported here."""

from collections import deque
from collections.abc import Mapping
from typing import Any, Protocol

_LEVELS = {"info": "INFO", "warning": "WARN", "critical": "ERROR"}


class Tracker(Protocol):
    """Takes gauges by step, and alerts. All of it is called by one thread."""

    def gauges(self, step: int, values: Mapping[str, float]) -> None:
        """The gauges of one step of the training, by tag."""

    def alert(self, alert: Mapping[str, Any]) -> None:
        """One version of an alert or note."""

    def turn(self) -> None:
        """Called several times a second."""

    def close(self) -> int:
        """Ends it; the number of steps whose gauges it could not write."""


class TensorBoard:
    """A SummaryWriter of torch.utils.tensorboard or tensorboardX."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def gauges(self, step: int, values: Mapping[str, float]) -> None:
        """One scalar each."""
        for tag, value in values.items():
            self._writer.add_scalar(tag, value, step)

    def alert(self, alert: Mapping[str, Any]) -> None:
        """A text at the step of the alert."""
        title = f"{alert['severity']} {alert['kind']} ({alert['state']}, {alert['cause']})"
        self._writer.add_text("koopwatch/alerts", f"**{title}** {alert['message']}", alert["step"])

    def turn(self) -> None:
        """The writer has a queue and a thread of its own."""

    def close(self) -> int:
        """Flushes; closing is for who opened it."""
        self._writer.flush()
        return 0


class WandB:
    """A run of W&B.

    W&B drops a row whose step lies below one that it has, so a row of ours could cost the training one of its own. With
    ``own_rows`` False, gauges are added to the row that the training is about to write, one step's to each; what finds
    no row in the end is left out. With True, each step's gauges are a row: right where the training logs without
    ``step=``, or in a W&B run beside the training's.
    """

    def __init__(self, run: Any, own_rows: bool) -> None:
        self._run = run
        self._own_rows = own_rows
        self._due: deque[dict[str, float]] = deque()
        self._filled: int | None = None
        run.define_metric("koopwatch/step", hidden=True)
        run.define_metric("koopwatch/*", step_metric="koopwatch/step")

    def gauges(self, step: int, values: Mapping[str, float]) -> None:
        """One row, or part of one; its x axis is koopwatch/step."""
        row = {"koopwatch/step": float(step), **values}
        if self._own_rows:
            self._run.log(row)
        else:
            self._due.append(row)

    def alert(self, alert: Mapping[str, Any]) -> None:
        """An alert of W&B for each that fires and is no note; W&B sends them on as the user has set it up."""
        if alert["severity"] != "info" and alert["state"] == "firing":
            where = f"run {alert['run']}" if alert["run"] else f"group {alert['group']}"
            text = f"{alert['message']} ({where}, step {alert['step']})"
            self._run.alert(f"Koopwatch: {alert['kind']}", text, _LEVELS[alert["severity"]], wait_duration=0)

    def turn(self) -> None:
        """Fills the training's next row, once."""
        if self._due and self._run.step != self._filled:
            self._filled = self._run.step
            self._run.log(self._due.popleft(), commit=False)

    def close(self) -> int:
        """The newest gauges go into the row that is open now, whatever else does."""
        if self._due:
            self._run.log(self._due.pop(), commit=False)
        return len(self._due)
