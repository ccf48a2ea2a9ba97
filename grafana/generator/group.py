# SPDX-License-Identifier: Apache-2.0
"""The runs of one group beside each other: are they equivalent."""

import columns
from columns import LOSS, joined
from model import SELECTED, alarms_of, dashboard, dashed, every, graph, metric, one, row, series
from overview import RUNS_OF
from plane import plane

GROUP = 'group="$group"'
RUNS = 'run=~"$run"'


def _chosen(name, *labels):
    return f"max by (run, observable) ({joined(name, RUNS, *labels)})"


def _spectra():
    return [
        row("Spectra"),
        plane(
            "Eigenvalues: a run beside another",
            "The newest spectra of two runs over each other; the tooltip names run and mode. Keep the panel square.",
            [("$run_a", "blue", ('run="$run_a"',)), ("$run_b", "orange", ('run="$run_b"',))],
        ),
        graph(
            "Spectral radius",
            "Largest modulus of the newest eigenvalues of each chosen run.",
            [series(_chosen("koopwatch_spectral_radius"), "{{run}} {{observable}}")],
            unit="none",
            size=(12, 6),
        ),
        graph(
            "Effective rank",
            "Number of directions in which the weights of each chosen run move.",
            [series(_chosen("koopwatch_effective_rank"), "{{run}} {{observable}}")],
            unit="none",
            size=(12, 6),
            min=0,
        ),
    ]


def _distances():
    baseline = 'reference="baseline"'
    pair = metric("koopwatch_pair_distance", GROUP)
    return [
        row("Do they train alike"),
        graph(
            "p-value between arms",
            "Of the permutation test that two arms train alike, permuting whole runs, at its looks so far. The verdict,"
            " corrected for looking often, is the event RunsDiverged.",
            [series(f"max by (arm, other) ({metric('koopwatch_arm_p_value', GROUP)})", "{{arm}} and {{other}}")],
            unit="none",
            size=(8, 9),
            min=0,
            max=1,
        ),
        graph(
            "Distance between arms",
            "Mean Wasserstein distance between the spectra of the runs of two arms at equal steps.",
            [series(f"max by (arm, other) ({metric('koopwatch_arm_distance', GROUP)})", "{{arm}} and {{other}}")],
            unit="none",
            size=(8, 9),
            min=0,
        ),
        graph(
            "Distance between runs",
            "Wasserstein distance between the spectra of two runs at equal steps, the 20 largest; the live page has"
            " all as a heat map.",
            [series(f"topk(20, max by (run, other) ({pair}))", "{{run}} and {{other}}")],
            unit="none",
            size=(8, 9),
            min=0,
        ),
        graph(
            "Distance to the baseline run, beside its null",
            "Wasserstein distance of each chosen run's spectrum to that of the group's baseline run at equal steps."
            " Dashed:"
            " what sampling noise alone would give.",
            [
                series(_chosen("koopwatch_spectrum_distance", baseline), "{{run}} {{observable}}"),
                series(_chosen("koopwatch_spectrum_distance_null", baseline), "noise alone, {{run}} {{observable}}"),
            ],
            unit="none",
            min=0,
            overrides=[dashed("B")],
        ),
        graph(
            "Loss",
            "The scalar loss of each chosen run.",
            [series(f"max by (run) ({joined('koopwatch_scalar', RUNS, LOSS)})", "{{run}}")],
            unit="none",
        ),
    ]


def build():
    runs = f"label_values(koopwatch_run_info{{{SELECTED},{GROUP}}}, run)"
    return dashboard(
        "koopwatch-group",
        "Koopwatch / Group",
        "The runs of one group beside each other: are they equivalent.",
        [
            columns.runs("Runs", "The runs of this group; a click on a name opens its dashboard.", size=(24, 7)),
            *_spectra(),
            *_distances(),
        ],
        variables=[
            one("group", "Group", RUNS_OF),
            every("run", "Runs", runs),
            one("run_a", "Run", runs),
            one("run_b", "beside", runs),
        ],
        annotations=[alarms_of("$run")],
        page=("This group on the live page", "#group=${group}"),
    )
