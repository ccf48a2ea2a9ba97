# SPDX-License-Identifier: Apache-2.0
"""How often equivalent arms are called different: fresh replicas of one configuration, split into two arms.

    python -m validation.comparing.level --data DIR transformers|dense|live [--replications 100] [--side 6]

Every replication trains 2 x side replicas that no other one shares: narrow transformers (modulus 29, width 32, steps 0
to 59, early window of preset paper) or networks of width 10 on the demo's digits (2,000 steps, preset denoised), judged
by `compare`; or such networks for 1,600 steps (preset monitor), judged as live, at the looks after windows 1, 2, 4, 8
and 16. Prints how many were called different and equivalent, and the exact interval of the share.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np

from validation.comparing import inference, trajectories
from validation.comparing.engine import ROOT
from validation.comparing.inference import Array

ALPHA = 0.05
FIRST_SEED = {"transformers": 100_000, "dense": 200_000, "live": 400_000}
HOW = {"transformers": "early", "dense": "denoised", "live": "live"}
AT_ONCE = 10  # replications


def trained(kind: str, seeds: list[int]) -> list[dict[str, Array]]:
    """Replicas of one configuration, in the order of their seeds."""
    if kind == "transformers":
        return trajectories.small_transformers(seeds, steps=60)
    steps = 2000 if kind == "dense" else 1600
    return trajectories.dense(seeds, hidden=10, steps=steps, data=trajectories.digits())


def make(options: argparse.Namespace) -> None:
    """Writes the two sides of every replication that is not there yet."""
    both = 2 * options.side
    for start in range(0, options.replications, AT_ONCE):
        if (options.data / f"{start + AT_ONCE - 1:04}-b.npz").exists():
            continue
        first = FIRST_SEED[options.kind]
        runs = trained(options.kind, list(range(first + start * both, first + (start + AT_ONCE) * both)))
        for k in range(AT_ONCE):
            for side, begin in (("a", k * both), ("b", k * both + options.side)):
                some = runs[begin : begin + options.side]
                arrays = {"x": np.stack([run["x"] for run in some])}
                arrays |= {name: np.stack([run[name] for run in some]) for name in ("loss", "norm")}
                trajectories.write(options.data, f"{start + k:04}-{side}", arrays)


def compared(options: argparse.Namespace) -> list[list[str]]:
    """NAME look p verdict of every replication."""
    target = ROOT / "agent/target"
    source = Path(__file__).with_name("Replications.java")
    classes = f"{target / 'koopwatch-agent.jar'}:{target / 'lib'}/*"
    command = ["java", "-XX:+UseSerialGC", "-cp", classes, source, options.data, HOW[options.kind], str(ALPHA)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return [line.split() for line in done.stdout.splitlines()]


def main() -> None:
    """Prints the counts and the interval."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=FIRST_SEED)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--replications", type=int, default=100, help="a multiple of 10 (100)")
    parser.add_argument("--side", type=int, default=6)
    options = parser.parse_args()
    make(options)
    lines = compared(options)
    verdicts = Counter(line[-1] for line in lines)
    different = verdicts["different"]
    figures = {
        "replications": len(lines),
        "verdicts": verdicts,
        "different": different / len(lines),
        "interval": inference.clopper_pearson(different, len(lines)),
        "mean_p": np.mean([float(line[2]) for line in lines]),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
