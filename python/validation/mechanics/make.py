# SPDX-License-Identifier: Apache-2.0
"""Trains everything whose mechanics are predicted: python -m validation.mechanics.make --out DIR [--quick] [--seeds N]

Writes a trajectory per run, NAME.npz, and claims.json: what theory says that the gauges show on them.
"""

import argparse
import json
from pathlib import Path

from validation.mechanics import charges, collapse, edge, laziness, limiting, stages

MODULES = (limiting, charges, collapse, laziness, edge, stages)
FEWEST = 3  # seeds of a quick look


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--quick", action="store_true", help="three seeds")
    parser.add_argument("--seeds", type=int, help="so many seeds in place of each experiment's number")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    claims: list[object] = []
    for i, module in enumerate(MODULES):
        print(f"progress training {i} {len(MODULES)}", flush=True)
        seeds = module.SEEDS
        count = options.seeds or (FEWEST if options.quick else len(seeds))
        claims += module.experiment(range(seeds.start, seeds.start + count)).write(options.out)
    (options.out / "claims.json").write_text(json.dumps({"claims": claims}, indent=1))
    print(f"progress training {len(MODULES)} {len(MODULES)}", flush=True)


if __name__ == "__main__":
    main()
