# SPDX-License-Identifier: Apache-2.0
"""The way in."""

import os
import threading
from collections.abc import Mapping, Sequence

from koopwatch import _settings
from koopwatch._alerts import Alerts
from koopwatch._analysis import Setting
from koopwatch._backlog import Limits
from koopwatch._counts import Counts
from koopwatch._incarnation import Incarnation
from koopwatch._publisher import Publisher
from koopwatch._run import Run
from koopwatch._settings import Settings
from koopwatch._sinks import Offline, Online, Sink
from koopwatch._story import Story
from koopwatch._warn import Warnings

_LIMITS = Limits()
_online_process: list[int] = []  # where gRPC threads were started; a fork of that process cannot have its own


def init(
    run: str | None = None,
    *,
    group: str | None = None,
    arm: str | None = None,
    endpoint: str | None = None,
    mode: str | None = None,
    display_name: str | None = None,
    labels: Mapping[str, str] | None = None,
    baseline: bool | None = None,
    preset: str | Sequence[str] | None = None,
    settings: Mapping[str, Setting] | None = None,
    stride: int = 0,
    burst: int = 0,
    incarnation: int | None = None,
    spool_dir: str | os.PathLike[str] | None = None,
    offline_dir: str | os.PathLike[str] | None = None,
    stop_on: Sequence[str] | None = None,
    token: str | None = None,
    tls_ca: str | None = None,
) -> Run:
    """Begins a run. What is left out is read from its KOOPWATCH_* variable (see the README); no server is needed yet.

    run, group: keys, ``[a-z0-9][a-z0-9._-]{0,62}``. arm: any text; runs of one arm are replicas of one configuration.
    endpoint: HOST:PORT. mode: online, offline (a file for ``python -m koopwatch sync``) or disabled (nothing at all).
    display_name, labels: free text. baseline: the other runs of the group are compared with this one.
    preset: monitor, paper, denoised, or several of them. settings: window, hop, delays, rank, centre, block_mean in
    place of the preset's. stride: steps between snapshots; 0: the first two decide. burst: snapshots per burst of
    consecutive steps; 0: no bursts. incarnation: milliseconds, for continuing a run or sharing one among processes.
    spool_dir: takes what the queue cannot hold. offline_dir: where offline files go. stop_on: severities and kinds of
    alerts that make should_stop true. token, tls_ca: how to be let in; tls_ca is a file, or ``system``.

    ValueError: an argument or variable that cannot be used. OSError: a directory that cannot be made.
    """
    chosen = _settings.mode(mode)
    if chosen == "disabled":
        return _disabled(run)
    checked = _settings.settings(
        run, group, arm, endpoint, chosen, display_name, labels, baseline, preset, settings, stride, burst, incarnation,
        spool_dir, offline_dir, stop_on, token, tls_ca,
    )  # fmt: skip
    return _begin(checked)


def _begin(settings: Settings) -> Run:
    warnings = Warnings(settings.run)
    if settings.mode == "online" and _is_fork_of_publisher():
        warnings.once("fork", "init in a fork of a process that publishes: disabled; start processes with 'spawn'")
        return _disabled(settings.run)
    counts, alerts = Counts(), Alerts(settings.stop_on, warnings)
    incarnation, lock = Incarnation(settings.incarnation), threading.RLock()
    sink: Sink
    if settings.mode == "offline":
        sink = Offline(settings, incarnation.value, counts, warnings)
    else:
        sink = Online(settings, incarnation.value, lock, counts, alerts, warnings, _LIMITS)
    return Run(Publisher(Story(settings, incarnation), sink, lock, counts, warnings), alerts, warnings)


def _disabled(run: str | None) -> Run:
    warnings = Warnings(run or "")
    return Run(None, Alerts((), warnings), warnings)


def _is_fork_of_publisher() -> bool:
    if not _online_process:
        _online_process.append(os.getpid())
    return _online_process[0] != os.getpid()
