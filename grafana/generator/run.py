# SPDX-License-Identifier: Apache-2.0
"""One run: its spectrum, how it moves, what alarms."""

from model import (
    SELECTED,
    alarms_of,
    dashboard,
    dashed,
    every,
    graph,
    metric,
    one,
    override_like,
    panel,
    row,
    series,
    stat,
    steps,
)
from overview import RUNS_OF
from plane import plane

RUN = 'run="$run"'
SEEN = (RUN, 'observable=~"$observable"')


def _of(name, *labels):
    return metric(name, *(labels or SEEN))


def _newest(name):
    return f"max({_of(name)})"


def _numbers():
    age = f"time() - max({metric('koopwatch_run_last_snapshot_timestamp_seconds', RUN)})"
    return [
        stat(
            "State",
            "live, ended, or stale: nothing for 10 minutes and no end.",
            f"max by (state) ({metric('koopwatch_run_info', RUN)})",
            legend="{{state}}",
            show="name",
            size=(3, 4),
        ),
        stat(
            "Step",
            "Largest step of which a snapshot was accepted.",
            f"max({metric('koopwatch_run_step', RUN)})",
            unit="none",
            size=(3, 4),
        ),
        stat(
            "Last snapshot",
            "Time since the last accepted snapshot.",
            age,
            unit="s",
            size=(3, 4),
            thresholds=steps(("green", None), ("orange", 120), ("red", 600)),
            decimals=0,
        ),
        stat(
            "Alarms",
            "Kinds of alarm that fire for this run now.",
            f"sum({metric('koopwatch_alert_active', RUN)}) or vector(0)",
            size=(3, 4),
            thresholds=steps(("green", None), ("red", 1)),
        ),
        stat(
            "Spectral radius",
            "Largest modulus of the newest eigenvalues.",
            _newest("koopwatch_spectral_radius"),
            unit="none",
            decimals=4,
        ),
        stat(
            "One-step error",
            "Error of the window's linear model at the next step, relative to the step.",
            _newest("koopwatch_one_step_error_ratio"),
            unit="percentunit",
            decimals=1,
        ),
        stat(
            "Effective rank",
            "Number of directions in which the weights move.",
            _newest("koopwatch_effective_rank"),
            unit="none",
            decimals=1,
        ),
    ]


def _modulus():
    re, im = (_of(f"koopwatch_eigenvalue_{part}") for part in ("real", "imag"))
    return f"sqrt({re} ^ 2 + {im} ^ 2)"


def _angle():
    """No wave has an angle: of a pair, the upper one is shown."""
    re, im = (_of(f"koopwatch_eigenvalue_{part}") for part in ("real", "imag"))
    return f"({im} >= 0) atan2 {re}"


def _spectrum():
    return [
        row("Spectrum"),
        plane(
            "Eigenvalues of the newest window",
            "Koopman eigenvalues in the complex plane beside the unit circle: on the circle motion lasts, inside it"
            " dies"
            " away, off the real axis it oscillates. Keep the panel square.",
            [("eigenvalue", "blue", SEEN)],
        ),
        graph(
            "Modulus |λ| by mode",
            "A line for each tracked mode: 1 lasts, below 1 dies away by that factor per row. mode is a tracked"
            " slot, not"
            " a rank.",
            [series(_modulus(), "{{observable}} {{mode}}")],
            unit="none",
            size=(12, 6),
            right=True,
        ),
        graph(
            "Angle arg λ by mode",
            "Angle per row of the modes with non-negative imaginary part: 0 does not oscillate, π flips sign at"
            " every row.",
            [series(_angle(), "{{observable}} {{mode}}")],
            unit="radian",
            size=(12, 6),
            right=True,
            min=0,
        ),
    ]


def _change():
    distance = [
        series(_of("koopwatch_spectrum_distance"), "to {{reference}} ({{observable}})"),
        series(_of("koopwatch_spectrum_distance_null"), "noise alone, {{reference}} ({{observable}})"),
    ]
    return [
        row("Change"),
        graph(
            "Distance of the spectrum, beside its null",
            "Wasserstein distance of the newest spectrum to the previous window, to the first one and to the group's"
            " baseline run. Dashed: what sampling noise alone would give. Only what lies well above it speaks.",
            distance,
            unit="none",
            min=0,
            overrides=[dashed("B")],
        ),
        panel(
            "state-timeline",
            "Alarms over time",
            "A bar while an alarm of that kind fires; empty means that nothing fired.",
            [series(f"max by (kind, severity) ({metric('koopwatch_alert_active', RUN)})", "{{kind}} ({{severity}})")],
            unit="none",
            defaults={
                "custom": {"fillOpacity": 80, "lineWidth": 0, "spanNulls": False},
                "mappings": [{"type": "value", "options": {"1": {"text": "firing", "color": "red", "index": 0}}}],
            },
            options={"mergeValues": True, "showValue": "never", "alignValue": "left", "rowHeight": 0.8},
        ),
        graph(
            "Update energy",
            "Mean squared length of the newest updates, on a logarithmic scale.",
            [series(_of("koopwatch_update_energy"), "{{observable}}")],
            unit="sci",
            size=(8, 8),
            custom={"scaleDistribution": {"type": "log", "log": 10}},
        ),
        graph(
            "Direction of the updates",
            "Coherence: mean cosine of consecutive updates, negative means zigzag. Radial: mean cosine of an update"
            " and the"
            " weights, negative means that their norm shrinks.",
            [
                series(_of("koopwatch_update_coherence"), "coherence {{observable}}"),
                series(_of("koopwatch_radial_cosine"), "radial {{observable}}"),
            ],
            unit="none",
            size=(8, 8),
        ),
        graph(
            "One-step error",
            "Error of the window's linear model at the next step, relative to the step.",
            [series(_of("koopwatch_one_step_error_ratio"), "{{observable}}")],
            unit="percentunit",
            size=(8, 8),
            min=0,
        ),
    ]


def _motion():
    return [
        row("Motion"),
        graph(
            "Ranks",
            "Directions of motion: effective (weighted by their share), above rounding, and above what white noise"
            " gives.",
            [
                series(_of("koopwatch_effective_rank"), "effective {{observable}}"),
                series(_of("koopwatch_numerical_rank"), "above rounding {{observable}}"),
                series(_of("koopwatch_svht_rank"), "above noise {{observable}}"),
            ],
            unit="none",
            size=(8, 8),
            min=0,
        ),
        graph(
            "Diffusion exponent",
            "Slope of log mean squared displacement over log lag: 2 goes straight on, 1 is a random walk, 0 stays"
            " where it is.",
            [series(_of("koopwatch_diffusion_exponent"), "{{observable}}")],
            unit="none",
            size=(8, 8),
        ),
        graph(
            "Displacement and circulation",
            "Displacement: squared way from end to end over the sum of squared updates, 1 for a random walk."
            " Circulation:"
            " share of the lagged covariance that goes round; noise stays below about 0.2.",
            [
                series(_of("koopwatch_displacement_ratio"), "displacement {{observable}}"),
                series(_of("koopwatch_phase_oscillation"), "circulation {{observable}}"),
            ],
            unit="none",
            size=(8, 8),
            min=0,
            overrides=[
                override_like("^displacement.*", custom_axisPlacement="left"),
                override_like("^circulation.*", custom_axisPlacement="right", max=1),
            ],
        ),
    ]


def _scalars():
    return [
        row("What the job logged"),
        graph(
            "Loss", "The scalar loss.", [series(metric("koopwatch_scalar", RUN, 'name="loss"'), "loss")], unit="none"
        ),
        graph(
            "Other scalars",
            "What else the job logged, of different sizes: click a name to see it alone.",
            [series(metric("koopwatch_scalar", RUN, 'name!="loss"'), "{{name}}")],
            unit="none",
        ),
    ]


def build():
    runs = f'label_values(koopwatch_run_info{{{SELECTED},group=~"$group"}}, run)'
    observables = f"label_values(koopwatch_spectral_radius{{{SELECTED},{RUN}}}, observable)"
    return dashboard(
        "koopwatch-run",
        "Koopwatch / Run",
        "One run: its spectrum, how it moves, what alarms.",
        [*_numbers(), *_spectrum(), *_change(), *_motion(), *_scalars()],
        variables=[
            every("group", "Group", RUNS_OF),
            one("run", "Run", runs),
            every("observable", "Observable", observables),
        ],
        annotations=[alarms_of("$run")],
        page=("This run on the live page", "#run=${run}"),
    )
