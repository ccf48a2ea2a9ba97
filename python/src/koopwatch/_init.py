# SPDX-License-Identifier: Apache-2.0
"""The way in."""

import logging
import os
import sys
import threading
from collections.abc import Mapping, Sequence

from koopwatch import _environment, _lives, _settings
from koopwatch._alerts import Alerts, OnAlert
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
_LOG = logging.getLogger("koopwatch")
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
    on_alert: OnAlert | None = None,
    all_ranks: bool | None = None,
    token: str | None = None,
    tls_ca: str | None = None,
    http: str | None = None,
) -> Run:
    """Begins a run. What is left out is read from its KOOPWATCH_* variable (see the README); no server is needed yet.

    run, group: keys, ``[a-z0-9][a-z0-9._-]{0,62}``. A run without a name takes its job's (torchrun, Slurm, W&B,
    Kubernetes), else a new one, and says which. A run of the same name that is still open in this process is finished,
    and goes on as a higher incarnation. arm: any text; runs of one arm are replicas of one configuration.
    endpoint: HOST:PORT, or kafka://HOST:PORT[,HOST:PORT] to write to Kafka itself (no alerts come back then).
    mode: online, offline (a file for ``python -m koopwatch sync``) or disabled (nothing at all). all_ranks: of several
    processes of one job only rank 0 publishes, unless this is True; then give each a run of its own.
    display_name, labels: free text. baseline: the other runs of the group are compared with this one.
    preset: monitor, paper, denoised, or several of them. settings: window, hop, delays, rank, centre, block_mean,
    scale, refine in place of the preset's. stride: steps between snapshots; 0: the first two decide. burst: snapshots
    per burst of consecutive steps; 0: no bursts. incarnation: milliseconds, to go on with a run or share one among
    processes. spool_dir: takes what the queue cannot hold. offline_dir: where offline files go. stop_on: severities and
    kinds of alerts that make should_stop true. on_alert: called with each version of a warning or critical, a dict, on
    a thread of its own. token, tls_ca: how to be let in; tls_ca is a file, or ``system``. http: the address of page and
    API, for links and ``mirror``; port 8080 of the endpoint's host if not given.

    ValueError: an argument or variable that cannot be used. OSError: a directory that cannot be made.
    """
    chosen = _settings.mode(mode)
    if chosen == "disabled":
        return _disabled(run)
    checked = _settings.settings(
        run, group, arm, endpoint, chosen, display_name, labels, baseline, preset, settings, stride, burst, incarnation,
        spool_dir, offline_dir, stop_on, token, tls_ca, http, all_ranks,
    )  # fmt: skip
    if _settings.publishes(all_ranks):
        return _begin(checked, on_alert)
    _LOG.debug("koopwatch: rank %d does not publish; all_ranks=True would", _environment.rank())
    return _quiet(checked)


def _begin(settings: Settings, on_alert: OnAlert | None) -> Run:
    warnings = Warnings(settings.run)
    if settings.mode == "online" and _is_fork_of_publisher():
        warnings.once("fork", "init in a fork of a process that publishes: disabled; start processes with 'spawn'")
        return _disabled(settings.run)
    before = _lives.end_predecessor(settings.run, settings.incarnation)
    alerts = Alerts(settings.stop_on, warnings, on_alert)
    incarnation = Incarnation(settings.incarnation, after=before)
    publisher = _publisher(settings, incarnation, alerts, warnings)
    http = settings.http if settings.mode == "online" else ""
    run = Run(publisher, alerts, warnings, settings.run, http, connection=settings.connection)
    _lives.begin(settings.run, run, incarnation, settings.incarnation)
    if settings.named_by:
        print(f"koopwatch: run {settings.run} ({settings.named_by}) {run.url}".rstrip(), file=sys.stderr)
    return run


def _quiet(settings: Settings) -> Run:
    """A run of a process that is not rank 0: it begins only when attach finds that it holds a shard of the weights."""
    warnings = Warnings(settings.run)
    alerts = Alerts(settings.stop_on, warnings)

    def later() -> Publisher:
        return _publisher(settings, Incarnation(settings.incarnation), alerts, warnings)

    return Run(None, alerts, warnings, settings.run, later=later)


def _publisher(settings: Settings, incarnation: Incarnation, alerts: Alerts, warnings: Warnings) -> Publisher:
    counts, lock = Counts(), threading.RLock()
    sink: Sink
    if settings.mode == "offline":
        sink = Offline(settings, incarnation.value, counts, warnings)
    else:
        sink = Online(settings, incarnation.value, lock, counts, alerts, warnings, _LIMITS)
    return Publisher(Story(settings, incarnation), sink, lock, counts, warnings)


def _disabled(run: str | None) -> Run:
    warnings = Warnings(run or "")
    return Run(None, Alerts((), warnings), warnings)


def _is_fork_of_publisher() -> bool:
    if not _online_process:
        _online_process.append(os.getpid())
    return _online_process[0] != os.getpid()
