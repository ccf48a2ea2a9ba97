# SPDX-License-Identifier: Apache-2.0
"""The best ready-made detectors beside Koopwatch's: river's ADWIN, Page-Hinkley and KSWIN on two logged numbers.

    python3 -m venv VENV && VENV/bin/pip install -r python/validation/requirements-baselines.txt
    VENV/bin/python -m validation.baselines --data DIR [--budget 0.5]

Each detector reads ln of the loss, or ln of the squared length of the update. Its threshold is the one that catches
most changes on the development runs at no more than the budget of false alarms per 10,000 steps; with it the held-out
runs are judged once. A run is judged as `koopwatch validate alarms` does: armed from step 310 on, 290 steps of silence
after an alarm (the detector starts anew), a change is caught within 50 steps.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

FIRST_ARMED, SILENCE, IN_TIME = 310, 290, 50
SIGNALS = ("ln loss", "ln squared update")
LEAST = 1e-30


@dataclass(frozen=True)
class Labelled:
    """A run's two numbers per step, [T] each, and the step of its change."""

    kind: str
    change: int | None
    signals: dict[str, Array]


@dataclass
class Score:
    """What all runs came to."""

    changes: int = 0
    caught: int = 0
    false: int = 0
    armed: int = 0

    @property
    def recall(self) -> float:
        """Of the changes that could be caught."""
        return self.caught / max(1, self.changes)

    @property
    def rate(self) -> float:
        """False alarms per 10,000 armed steps."""
        return 1e4 * self.false / max(1, self.armed)


def read(directory: Path) -> Iterator[Labelled]:
    """The runs of a part."""
    for truth in sorted(directory.glob("*.json")):
        document = json.loads(truth.read_text(encoding="utf-8"))
        with np.load(truth.with_suffix(".npz")) as run:
            update = np.square(np.diff(run["x"].astype(np.float64), axis=0)).sum(axis=1)
            loss = run["loss"]
        signals = (loss, np.concatenate([update[:1], update]))
        logs = [np.log(np.maximum(LEAST, s)) for s in signals]
        yield Labelled(document["kind"], document["step"], dict(zip(SIGNALS, logs, strict=True)))


def judge(score: Score, run: Labelled, alarms: list[int], length: int) -> int | None:
    """Adds a run to the score; the delay if its change was caught."""
    change = length if run.change is None else run.change
    before = [a for a in alarms if a < change]
    start = FIRST_ARMED
    for alarm in before:
        score.armed += max(0, alarm + 1 - start)
        start = max(start, alarm + SILENCE + 1)
    score.armed += max(0, change - start)
    score.false += len(before)
    if run.change is None or change < start:
        return None
    score.changes += 1
    delay = next((a - change for a in alarms if change <= a <= change + IN_TIME), None)
    score.caught += delay is not None
    return delay


def alarms(make: Callable[[], Any], values: Array) -> list[int]:
    """Steps at which a detector speaks; it learns from the beginning, and from nothing after each alarm."""
    detector, found, armed = make(), [], FIRST_ARMED
    for step, value in enumerate(values.tolist()):
        detector.update(value)
        if detector.drift_detected and step >= armed:
            found.append(step)
            armed = step + SILENCE + 1
            detector = make()
    return found


def candidates() -> dict[str, list[tuple[str, Callable[[], Any]]]]:
    """River's detectors with the thresholds tried, from the most to the least talkative."""
    from river import drift  # noqa: PLC0415  in an environment of its own

    def adwin(delta: float) -> Callable[[], Any]:
        return lambda: drift.ADWIN(delta=delta, clock=1)

    def page_hinkley(threshold: float) -> Callable[[], Any]:
        return lambda: drift.PageHinkley(min_instances=30, delta=0.05, threshold=threshold)

    def kswin(alpha: float) -> Callable[[], Any]:
        return lambda: drift.KSWIN(alpha=alpha, window_size=100, stat_size=30, seed=0)

    return {
        "ADWIN": [(f"delta {d:g}", adwin(d)) for d in (0.002, 1e-4, 1e-6, 1e-9, 1e-14, 1e-35, 1e-60, 1e-100, 1e-200)],
        "Page-Hinkley": [(f"threshold {t:g}", page_hinkley(t)) for t in (5, 20, 80, 320, 640, 1280, 2560, 5120)],
        "KSWIN": [(f"alpha {a:g}", kswin(a)) for a in (1e-4, 1e-7, 1e-10, 1e-13, 1e-16)],
    }


def scored(runs: list[Labelled], signal: str, make: Callable[[], Any]) -> tuple[Score, list[int]]:
    """The score over all runs and the delays of the changes caught."""
    score, delays = Score(), []
    for run in runs:
        values = run.signals[signal]
        delay = judge(score, run, alarms(make, values), len(values))
        delays += [] if delay is None else [delay]
    return score, delays


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m validation.baselines")
    parser.add_argument("--data", type=Path, required=True, help="where the set lies")
    parser.add_argument("--budget", type=float, default=0.5, help="false alarms per 10,000 armed steps")
    options = parser.parse_args(arguments)
    development, held_out = (list(read(options.data / part)) for part in ("development", "held-out"))
    print(f"thresholds from {len(development)} development runs, judged on {len(held_out)} held-out runs")
    for name, tries in candidates().items():
        for signal in SIGNALS:
            report(name, signal, tries, development, held_out, options.budget)
    return 0


def report(
    name: str,
    signal: str,
    tries: list[tuple[str, Callable[[], Any]]],
    development: list[Labelled],
    held_out: list[Labelled],
    budget: float,
) -> None:
    """Chooses a threshold and prints a line."""
    within = []
    for text, make in tries:
        score, _ = scored(development, signal, make)
        if score.rate <= budget:
            within.append((score.recall, text, make))
    if not within:
        print(f"{name} on {signal}: no threshold keeps the budget", flush=True)
        return
    recall, text, make = max(within, key=lambda one: one[0])
    score, delays = scored(held_out, signal, make)
    late = np.quantile(delays, [0.5, 0.9], method="inverted_cdf") if delays else [np.nan, np.nan]
    print(
        f"{name} on {signal}, {text}: development recall {recall:.3f}; held-out {score.caught} of {score.changes}"
        f" ({score.recall:.3f}), delay {late[0]:.0f} / {late[1]:.0f}, false {score.false} in {score.armed:,} steps"
        f" ({score.rate:.2f} per 10,000)",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
