# SPDX-License-Identifier: Apache-2.0
"""The handle of a model whose weights are published."""

from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol

from koopwatch._feed import Feed
from koopwatch._rhythm import Rhythm


class Source(Protocol):
    """Where an attachment's snapshots come from."""

    def publish(self, step: int) -> None:
        """Publishes the weights as they are now."""

    def settle(self) -> None:
        """Waits until what other threads of ours do is done."""

    def flush(self, seconds: float) -> None:
        """Publishes what is still on its way, if that takes no longer, and ends."""


class Attachment:
    """Counts a training's steps and publishes after those that are due; made by Run.attach.

    A step is an optimizer step that happened: gradient accumulation makes one of many batches, and a step that a
    gradient scaler skipped is none, for the weights did not change. Nothing here raises into the training. Use it as a
    context manager, or call ``remove``; the run's finish does so too.
    """

    def __init__(self, feed: Feed, rhythm: Rhythm, first_step: int, source: Source | None, plan: object = "") -> None:
        self.steps = 0
        """Steps seen."""
        self.next_step = first_step
        """The number of the coming step: what a checkpoint keeps, for attach(start_step=...) of the resumed run."""
        self._feed = feed
        self._rhythm = rhythm
        self._source = source  # None: nothing is published
        self._plan = plan
        self._hooks: list[Any] = []
        self._waiting: set[int] = set()

    @property
    def active(self) -> bool:
        """True while it publishes."""
        return self._source is not None

    def step(self, step: int | None = None) -> None:
        """Tells that the weights were stepped, where no optimizer was given to attach; ``step``: its number, else the
        next one. A number below the last means that training went back.
        """
        if self._hooks:
            self._feed.warnings.once("step", "step() is ignored: attach was given an optimizer, which counts the steps")
        else:
            self._harmless(lambda: self._advance(self.next_step if step is None else int(step)))

    def remove(self, timeout: float = 20.0) -> None:
        """Ends it; the training goes on unobserved. What is on its way is still published, within so many
        seconds.
        """
        for hook in self._hooks:
            hook.remove()
        self._hooks.clear()
        source, self._source = self._source, None
        if source is not None:
            self._harmless(lambda: source.flush(timeout))

    def settle(self) -> None:
        """Waits until what was published so far is queued."""
        if self._source is not None:
            self._harmless(self._source.settle)

    def hook(self, optimizers: list[Any], mark: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        """Follows optimizers: a step has happened when each has stepped. ``mark`` wraps what they will call."""

        def stepped(optimizer: Any, *_: Any) -> None:
            self._waiting.discard(id(optimizer))
            if not self._waiting:
                self._waiting.update(id(o) for o in optimizers)
                self._harmless(lambda: self._advance(self.next_step))

        self._waiting = {id(o) for o in optimizers}
        self._hooks = [o.register_step_post_hook(mark(stepped)) for o in optimizers]

    def __str__(self) -> str:
        """The table of what is published."""
        return str(self._plan)

    def __enter__(self) -> "Attachment":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def _advance(self, step: int) -> None:
        self.steps += 1
        self.next_step = step + 1
        if self._source is not None and self._rhythm.due(step) and self._feed.takes("attach"):
            self._source.publish(step)

    def _harmless(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:
            text = f"attach left something out: {type(error).__name__}: {error}"
            self._feed.warnings.once(("attach", type(error)), text)
