# SPDX-License-Identifier: Apache-2.0
"""All runs: what trains, how it goes, what alarms."""

import columns
from columns import INFO, joined
from model import dashboard, events, every, graph, metric, panel, rate, row, series, stat, steps

RUNS_OF = 'label_values(koopwatch_run_info{job=~"$job",instance=~"$instance"}, group)'
ALARM = steps(("green", None), ("red", 1))


def _count(state):
    runs = metric("koopwatch_run_info", INFO, f'state="{state}"')
    return f"count(max by (run) ({runs})) or vector(0)"


def _numbers():
    alarming = f"count(max by (run) ({joined('koopwatch_alert_active')})) or vector(0)"
    return [
        stat("Live runs", "Runs that sent a snapshot within the last 10 minutes and have not ended.", _count("live")),
        stat(
            "Stale runs",
            "Runs that have not ended and sent nothing for 10 minutes: stopped, hung or cut off.",
            _count("stale"),
            thresholds=steps(("green", None), ("orange", 1)),
        ),
        stat("Ended runs", "Runs that ended in the last 15 minutes; then their series go.", _count("ended")),
        stat("Runs with alarms", "Runs for which at least one alarm fires now.", alarming, thresholds=ALARM),
        stat(
            "Snapshots per second",
            "Snapshots that the doors take, all runs together.",
            f"sum({rate('koopwatch_snapshots_accepted_total')})",
            unit="cps",
        ),
        stat(
            "Ready",
            "1 if every condition of every process's readiness holds.",
            f"min({metric('koopwatch_ready')})",
            thresholds=steps(("red", None), ("green", 1)),
            unit="bool_yes_no",
        ),
    ]


def _line(title, text, name, *labels, legend="{{run}} {{observable}}", by="run, observable", **more):
    return graph(title, text, [series(f"max by ({by}) ({joined(name, *labels)})", legend)], **more)


def _panels():
    return [
        *_numbers(),
        columns.runs(
            "Runs",
            "The runs of the chosen groups, those with alarms first; a click on a name opens its dashboard. Figures"
            " of a"
            " window come once the window is full.",
        ),
        row("Dynamics"),
        _line(
            "Spectral radius",
            "Largest modulus of the newest window's eigenvalues. A run that settles stays below 1; above 1 for long"
            " means"
            " growth, and noise alone exceeds 1 at times.",
            "koopwatch_spectral_radius",
            unit="none",
        ),
        _line(
            "One-step error",
            "How far the window's linear model misses the next step, relative to the step: the closer to 0, the more"
            " the"
            " spectrum says.",
            "koopwatch_one_step_error_ratio",
            unit="percentunit",
            min=0,
        ),
        _line(
            "Update energy",
            "Mean squared length of the newest updates, on a logarithmic scale: a step of the learning rate is a"
            " step here.",
            "koopwatch_update_energy",
            unit="sci",
            custom={"scaleDistribution": {"type": "log", "log": 10}},
        ),
        _line(
            "Loss",
            "What the jobs logged as loss.",
            "koopwatch_scalar",
            'name="loss"',
            legend="{{run}}",
            by="run",
            unit="none",
        ),
        row("Alarms"),
        panel(
            "state-timeline",
            "Alarms over time",
            "A bar while an alarm of that kind fires for the run; empty means that nothing fired.",
            [
                series(
                    f"max by (run, kind, severity) ({joined('koopwatch_alert_active')})",
                    "{{run}}: {{kind}} ({{severity}})",
                )
            ],
            unit="none",
            defaults={
                "custom": {"fillOpacity": 80, "lineWidth": 0, "spanNulls": False},
                "color": {"mode": "fixed", "fixedColor": "red"},
                "mappings": [{"type": "value", "options": {"1": {"text": "firing", "color": "red", "index": 0}}}],
            },
            options={"mergeValues": True, "showValue": "never", "alignValue": "left", "rowHeight": 0.8},
        ),
        graph(
            "Events",
            "Alerts and notes by kind, counted once each, whatever the group.",
            [series(f"sum by (kind) (increase({metric('koopwatch_events_total')}[$__rate_interval]))", "{{kind}}")],
            custom={"drawStyle": "bars", "fillOpacity": 60, "stacking": {"mode": "normal", "group": "A"}},
            unit="short",
            min=0,
        ),
    ]


def build():
    return dashboard(
        "koopwatch-overview",
        "Koopwatch / Overview",
        "All runs: what trains, how it goes, what alarms.",
        _panels(),
        variables=[every("group", "Group", RUNS_OF)],
        annotations=[events()],
    )
