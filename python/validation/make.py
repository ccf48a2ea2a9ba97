# SPDX-License-Identifier: Apache-2.0
"""Makes the validation set, or goes on with it.

    python -m validation.make --data DIR [--quick] [--part development|held-out] [--first N] [--draw N] [--jobs N]

DIR/PART/RUN.npz is a recorded run as `koopwatch backtest` reads it, with loss and lr; RUN.json beside it is the truth
and everything that the run was made from. A run whose file is there with the same specification is left alone.
"""

import argparse
import json
import multiprocessing
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from validation.families import QUICK, SIZES, Spec, specification
from validation.training import train


def specifications(parts: list[str], *, quick: bool, first: int | None, draw: int = 0) -> Iterator[Spec]:
    """Those of the runs wanted, the parts one after another."""
    for part in parts:
        count = QUICK[part] if quick else SIZES[part]
        yield from (specification(part, i, draw) for i in range(min(count, first or count)))


def make(directory: Path, spec: Spec) -> bool:
    """Trains and writes a run, unless it is there; whether it was made."""
    truth = directory / spec["part"] / f"{spec['run']}.json"
    if truth.exists() and json.loads(truth.read_text(encoding="utf-8"))["specification"] == spec:
        return False
    seen = train(spec)
    truth.parent.mkdir(parents=True, exist_ok=True)
    part = truth.with_suffix(".npz.part")
    with part.open("wb") as out:
        arrays: dict[str, Any] = {"groups": seen.groups} if len(seen.groups) else {}
        np.savez(out, x=seen.x, loss=seen.loss, lr=seen.rate, **arrays)
    part.replace(truth.with_suffix(".npz"))
    document = {
        "kind": spec["kind"],
        "step": spec.get("change_step"),
        "cause": spec.get("cause"),
        "rows": len(seen.x),
        "specification": spec,
    }
    part.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    part.replace(truth)  # last, so that a run with its truth is whole
    return True


def _job(task: tuple[Path, Spec]) -> str:
    directory, spec = task
    return f"{spec['run']}{'' if make(directory, spec) else ' (there)'}"


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m validation.make", description=__doc__.split("\n")[0] if __doc__ else ""
    )
    parser.add_argument("--data", type=Path, required=True, help="where the set lies")
    parser.add_argument("--quick", action="store_true", help="a few of each kind, in a few minutes")
    parser.add_argument("--part", choices=list(SIZES), action="append", help="only this part")
    parser.add_argument("--first", type=int, help="only so many runs of each part")
    parser.add_argument("--draw", type=int, default=0, help="another draw of the same families, with seeds of its own")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    options = parser.parse_args(arguments)
    wanted = list(
        specifications(options.part or list(SIZES), quick=options.quick, first=options.first, draw=options.draw)
    )
    with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        for i, line in enumerate(pool.imap(_job, [(options.data, spec) for spec in wanted]), 1):
            print(f"{i} of {len(wanted)}: {line}", file=sys.stderr, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
