# SPDX-License-Identifier: Apache-2.0
"""Fully connected networks that differ in one thing: the trainings of fig3, ratio and activation.

    python -m validation.science.dense --out DIR --replicas 16 --steps 2000 --arm NAME KEY=VALUE ... [--arm ...]

Keys: data (digits), examples (0, all of them), hidden (10), activation (relu), rate (0.1), batch (60), every (1),
seed (replica i has seed + i), steps.
"""

from __future__ import annotations

import argparse
from typing import Any

from validation.science import arms
from validation.science.shallow import one

DEFAULTS: dict[str, Any] = {
    "data": "digits",
    "examples": 0,
    "hidden": 10,
    "activation": "relu",
    "rate": 0.1,
    "batch": 60,
    "every": 1,
    "seed": 0,
}


def specification(words: list[str], steps: int) -> dict[str, Any]:
    """The defaults with what KEY=VALUE words say; ValueError for another key."""
    spec = {**DEFAULTS, "steps": steps}
    for word in words:
        key, _, value = word.partition("=")
        if key not in spec:
            raise ValueError(f"--arm: expected one of {', '.join(spec)}, got '{key}'")
        spec[key] = type(spec[key])(value)
    return spec


def main() -> None:
    """Trains what is not there."""
    parser = arms.arguments(__doc__)
    parser.add_argument("--arm", action="append", nargs="+", required=True, metavar="NAME", help="NAME KEY=VALUE ...")
    options: argparse.Namespace = parser.parse_args()
    specs = {words[0]: specification(words[1:], options.steps) for words in options.arm}
    seeds = {name: [spec["seed"] + i for i in range(1, options.replicas + 1)] for name, spec in specs.items()}
    arms.train(options.out, specs, seeds, one, 1)


if __name__ == "__main__":
    main()
