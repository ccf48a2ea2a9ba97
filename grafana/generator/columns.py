# SPDX-License-Identifier: Apache-2.0
"""The table of runs: one row a run, a column for each query."""

from model import metric, override, panel, run_link, steps, table

INFO = 'group=~"$group"'
LOSS = 'name="loss"'


def joined(name, *labels):
    """A run's series with its group and arm, of the chosen groups only."""
    info = metric("koopwatch_run_info", INFO)
    return f"{metric(name, *labels)} * on (job, instance, run) group_left (group, arm) {info}"


def _largest(name, *labels):
    return f"max by (run) ({joined(name, *labels)})"


def _columns():
    age = f"time() - max by (run) ({joined('koopwatch_run_last_snapshot_timestamp_seconds')})"
    return [
        ("state", f"max by (run, group, arm, state) ({metric('koopwatch_run_info', INFO)})", {}),
        ("step", _largest("koopwatch_run_step"), {"unit": "none"}),
        ("last snapshot", age, {"unit": "s", "decimals": 0}),
        ("alarms", f"sum by (run) ({joined('koopwatch_alert_active')})", ALARMING),
        ("spectral radius", _largest("koopwatch_spectral_radius"), {"unit": "none", "decimals": 4}),
        ("one-step error", _largest("koopwatch_one_step_error_ratio"), {"unit": "percentunit", "decimals": 1}),
        ("effective rank", _largest("koopwatch_effective_rank"), {"unit": "none", "decimals": 1}),
        ("loss", _largest("koopwatch_scalar", LOSS), {"unit": "none", "decimals": 4}),
    ]


ALARMING = {
    "unit": "none",
    "custom_cellOptions": {"type": "color-text"},
    "thresholds": steps(("text", None), ("red", 1)),
    "noValue": "0",
}


def runs(title, text, *, size=(24, 9)):
    columns = _columns()
    values = {f"Value #{chr(ord('A') + i)}": name for i, (name, _, _) in enumerate(columns)}
    values.pop("Value #A")
    shown = ["run", "group", "arm", "state", *values]
    looks = [override(name, **look) for name, _, look in columns if look]
    return panel(
        "table",
        title,
        text,
        [table(expr) for _, expr, _ in columns],
        unit="none",
        size=size,
        defaults={"custom": {"align": "auto", "filterable": True}},
        overrides=[override("run", links=[run_link("${__value.text}")]), *looks],
        options={"showHeader": True, "sortBy": [{"displayName": "alarms", "desc": True}]},
        transformations=[
            {"id": "joinByField", "options": {"byField": "run", "mode": "outer"}},
            {"id": "filterFieldsByName", "options": {"include": {"names": shown}}},
            {
                "id": "organize",
                "options": {
                    "excludeByName": {},
                    "includeByName": {},
                    "indexByName": {name: i for i, name in enumerate(shown)},
                    "renameByName": values,
                },
            },
        ],
    )
