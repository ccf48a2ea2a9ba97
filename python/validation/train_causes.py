# SPDX-License-Identifier: Apache-2.0
"""Trains the table by which causes are named, on development runs.

    ./koopwatch validate alarms --data DIR/development --no-windows --channels C.jsonl
    python -m validation.train_causes C.jsonl [--table FILE] [--golden FILE]

One table for each of what may be known: with parameter groups or without, with a logged loss or without. The ridge
is that whose probabilities are the truest for networks left out, one after another: those of users are not ours. It
prints what is to be expected of them. Stops and freezes that are found by rule are no classes here; a slow
divergence is a rising step size.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from validation.cause_features import features, names
from validation.data import REPOSITORY
from validation.discriminant import Array, Discriminant, fit, left_out, log_loss

TABLE = REPOSITORY / "koopman/src/main/resources/io/github/koopwatch/koopman/detect/causes.csv"
VIEWS = {"model": (False, False), "model-loss": (False, True), "groups": (True, False), "groups-loss": (True, True)}
RIDGES = (0.1, 0.3, 1.0, 3.0, 10.0)
NAMED = 0.7
CALLED = {"divergence": "step_size_up"}
BY_RULE = {"stop"}
FEWEST = 5  # alarms of a cause, for it to be a class


def rows(lines: list[dict[str, Any]], view: str) -> tuple[Array, Array, Array]:
    """Features [n, features], causes [n], networks [n] of all alarms that hold what a view shows, or more."""
    groups, loss = VIEWS[view]
    some = [line for line in lines if line["cause"] not in BY_RULE and _shows(line, groups=groups, loss=loss)]
    seen = Counter(line["cause"] for line in some)
    some = [line for line in some if seen[line["cause"]] >= FEWEST]
    x = np.array([features(line, groups=groups, loss=loss) for line in some])
    return x, np.array([CALLED.get(s["cause"], s["cause"]) for s in some]), np.array([network(s) for s in some])


def network(line: dict[str, Any]) -> str:
    """The family of a run's network, which its name ends with."""
    name: str = line["run"]
    return name[name.index(line["kind"]) + len(line["kind"]) + 1 :]


def _shows(line: dict[str, Any], *, groups: bool, loss: bool) -> bool:
    place = line["channels"].index("log_loss")
    logged = all(row[place] is not None for row in line["values"])
    return (not groups or "group_energy_0" in line["channels"]) and (not loss or logged)


def trained(view: str, x: Array, labels: Array, networks: Array) -> Discriminant:
    """The table of a view; says on standard error what networks left out tell of it."""
    classes = sorted(set(labels.tolist()))
    truth = np.searchsorted(classes, labels)
    tries = [(log_loss(chances, truth), ridge, chances) for ridge, chances in _tries(x, labels, networks)]
    loss, ridge, chance = min(tries, key=lambda t: t[0])
    say(f"{view}: {len(x)} alarms of {len(set(networks.tolist()))} networks, ridge {ridge}, log loss {loss:.3f}")
    best = chance.argmax(axis=1)
    named = chance.max(axis=1) >= NAMED
    right = best == truth
    say(f"  right {right.mean():.3f}; named {named.mean():.3f}, of those right {right[named].mean():.3f}")
    for i, name in enumerate(classes):
        calls = {c: int(np.sum((truth == i) & named & (best == j))) for j, c in enumerate(classes)}
        unknown = int(np.sum((truth == i) & ~named))
        say(f"  {name}: " + ", ".join(f"{c} {n}" for c, n in calls.items() if n) + f", unknown {unknown}")
    return fit(x, labels, ridge)


def _tries(x: Array, labels: Array, networks: Array) -> list[tuple[float, Array]]:
    return [(ridge, left_out(x, labels, networks, ridge)) for ridge in RIDGES]


def rounded(table: Discriminant) -> Discriminant:
    """The table with the digits that it is written with."""
    return Discriminant(
        table.classes, *(np.vectorize(lambda v: float(f"{v:.6g}"))(a) for a in (table.weights, table.constants))
    )


def csv(tables: dict[str, Discriminant]) -> str:
    """Per table a line of names and a line of numbers for each cause: the constant, then a weight per feature."""
    lines = [
        "# Linear discriminants that name causes: made by python -m validation.train_causes, read by CauseTable.java.",
        "# A cause's score is its constant plus weights times features; probabilities are the softmax of the scores.",
    ]
    for view, table in tables.items():
        groups, loss = VIEWS[view]
        lines.append(",".join([view, "constant", *names(groups=groups, loss=loss)]))
        for name, constant, weights in zip(table.classes, table.constants, table.weights, strict=True):
            lines.append(",".join([name, *(f"{v:.6g}" for v in (constant, *weights))]))
    return "\n".join(lines) + "\n"


def golden(lines: list[dict[str, Any]], tables: dict[str, Discriminant]) -> str:
    """A few alarms with the features and probabilities that are right for them, as CauseTableTest reads them."""
    text = []
    for view, table in tables.items():
        groups, loss = VIEWS[view]
        some = [line for line in lines if _shows(line, groups=groups, loss=loss)]
        for line in some[:: max(1, len(some) // 3)][:3]:
            seen = _as_seen(line, groups=groups, loss=loss)
            x = features(seen, groups=groups, loss=loss)
            text.append(",".join(["case", view, line["run"], str(line["alarm"]), str(line["onset"])]))
            text += [",".join("NaN" if v is None else f"{v:.5g}" for v in row) for row in seen["values"]]
            text.append(",".join(["features", *(repr(float(v)) for v in x)]))
            chances = zip(table.classes, table.probabilities(x[None])[0].tolist(), strict=True)
            text.append(",".join(["probabilities", *(f"{c}={p!r}" for c, p in chances)]))
    return "\n".join(text) + "\n"


def _as_seen(line: dict[str, Any], *, groups: bool, loss: bool) -> dict[str, Any]:
    """Without what a view does not show, in five digits."""
    hidden = set() if loss else {"log_loss"}
    kept = [i for i, name in enumerate(line["channels"]) if groups or not name.startswith("group_energy_")]
    names_kept = [line["channels"][i] for i in kept]
    values = [
        [None if row[i] is None or line["channels"][i] in hidden else float(f"{row[i]:.5g}") for i in kept]
        for row in line["values"]
    ]
    return {**line, "channels": names_kept, "values": values}


def say(text: str) -> None:
    """To standard error."""
    print(text, file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m validation.train_causes")
    parser.add_argument("channels", type=Path, nargs="+", help="what validate alarms --channels wrote")
    parser.add_argument("--table", type=Path, default=TABLE, help="where the table goes")
    parser.add_argument("--golden", type=Path, help="where examples for CauseTableTest go")
    options = parser.parse_args(arguments)
    lines = [json.loads(line) for file in options.channels for line in file.read_text(encoding="utf-8").splitlines()]
    tables = {view: rounded(trained(view, *rows(lines, view))) for view in VIEWS}
    options.table.parent.mkdir(parents=True, exist_ok=True)
    options.table.write_text(csv(tables), encoding="utf-8")
    if options.golden:
        options.golden.write_text(golden(lines, tables), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
