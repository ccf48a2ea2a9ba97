# SPDX-License-Identifier: Apache-2.0
"""Trains the arms: python -m validation.observing.make --out DIR [--arms base,rate] [--replicas 6] [--steps 600]

Writes ARM-OBSERVABLE.npz with x [replica, T, d] and ARM-OBSERVABLE.json with the curves loss and norm of each replica.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from validation.observing.train import ARMS, OBSERVABLES, train

SEEDS = 7000  # of the first replica of the first arm; arms share none
THIN = 10  # every tenth value of a curve is kept


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--arms", default=",".join(ARMS), help="between commas")
    parser.add_argument("--replicas", type=int, default=6)
    parser.add_argument("--steps", type=int, default=600)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    arms = options.arms.split(",")
    for i, arm in enumerate(arms):
        print(f"progress training {i} {len(arms)}", flush=True)
        first = SEEDS + 100 * list(ARMS).index(arm)
        seen = [train(ARMS[arm], first + replica, options.steps) for replica in range(options.replicas)]
        curves = {
            "loss": [s.loss[::THIN].tolist() for s in seen],
            "norm": [s.norm[::THIN].tolist() for s in seen],
        }
        for name in OBSERVABLES:
            np.savez(options.out / f"{arm}-{name}.npz", x=np.array([s.rows[name] for s in seen]))
            (options.out / f"{arm}-{name}.json").write_text(json.dumps({"curves": curves}))


if __name__ == "__main__":
    main()
