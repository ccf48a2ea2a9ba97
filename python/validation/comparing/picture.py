# SPDX-License-Identifier: Apache-2.0
"""Draws how far apart the spectra of grokking and constrained transformers lie over the steps, beside their losses.

    python -m validation.comparing.picture --data DIR --out docs/images/comparing.svg

Needs what validation.comparing.transformers has trained in DIR; its first three replicas of either arm.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from validation.comparing import engine, inference, transformers
from validation.comparing.inference import Array

WIDTH, LEFT, RIGHT, TOP, HEIGHT, GAP = 780, 64, 156, 34, 190, 66
STEPS = 200
FREE, CONSTRAINED, NULL = "#b3261e", "#1f5fa8", "#6b6b6b"


class Panel:
    """One pair of axes; the lower edge is 0."""

    def __init__(self, index: int, title: str, highest: float, ticks: Sequence[float]) -> None:
        self._top = TOP + index * (HEIGHT + GAP)
        self._highest = highest
        self.parts = [text(LEFT, self._top - 12, title, "start", "600")]
        for tick in ticks:
            y = self.y(tick)
            self.parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e3e3e3"/>')
            self.parts.append(text(LEFT - 8, y + 4, f"{tick:g}", "end"))
        for step in range(0, STEPS + 1, 50):
            self.parts.append(text(x(step), self._top + HEIGHT + 18, str(step), "middle"))

    def y(self, value: float) -> float:
        """Where a value lies."""
        return self._top + HEIGHT * (1 - value / self._highest)

    def line(self, steps: Sequence[int], values: Array, colour: str, label: str, dash: str = "") -> None:
        """[replica or pair, step]: the mean, and a band from the lowest to the highest."""
        low, high, mean = values.min(0), values.max(0), values.mean(0)
        there = [f"{x(s):.1f} {self.y(v):.1f}" for s, v in zip(steps, high, strict=True)]
        back = [f"{x(s):.1f} {self.y(v):.1f}" for s, v in zip(reversed(steps), low[::-1], strict=True)]
        self.parts.append(f'<path d="M{"L".join(there + back)}Z" fill="{colour}" opacity="0.16"/>')
        path = "L".join(f"{x(s):.1f} {self.y(v):.1f}" for s, v in zip(steps, mean, strict=True))
        style = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"{style}/>')
        self.parts.append(text(x(STEPS) + 8, self.y(mean[-1]) + 4, label, "start", colour=colour))

    def dots(self, step: int, values: Array, colour: str) -> None:
        """Values of one step."""
        self.parts += [f'<circle cx="{x(step):.1f}" cy="{self.y(v):.1f}" r="2.5" fill="{colour}"/>' for v in values]


def x(step: float) -> float:
    """Where a step lies."""
    return LEFT + (WIDTH - LEFT - RIGHT) * step / STEPS


def text(at: float, y: float, words: str, anchor: str, weight: str = "400", colour: str = "#222") -> str:
    """Words at a place."""
    place = f'x="{at:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-weight="{weight}" fill="{colour}">{words}</text>'


def distances(paths: Sequence[Path]) -> dict[tuple[int, int], tuple[Array, Array]]:
    """Distances between the arms and within them, by window; the first half of the files are of one arm."""
    spectra = []
    for path in paths:
        rows = path.with_suffix(".npy")
        np.save(rows, np.load(path)["x"][:STEPS])
        spectra.append(engine.spectra(rows, "--preset", "paper"))
        rows.unlink()
    half = len(paths) // 2
    i, j = np.triu_indices(half, 1)
    found = {}
    for window in spectra[0]:
        d = inference.matrix([s[window] for s in spectra], inference.w1)
        found[window] = d[:half, half:].ravel(), np.r_[d[:half, :half][i, j], d[half:, half:][i, j]]
    return found


def upper(paths: Sequence[Path]) -> Panel:
    """Distances over steps."""
    by_window = distances(paths)
    early, full = by_window.pop((0, 59)), list(by_window.values())
    steps = [last for _, last in by_window]
    title = "W1 between spectra, by the last step of the window (preset paper)"
    panel = Panel(0, title, 0.045, (0, 0.01, 0.02, 0.03, 0.04))
    for side, colour, label in ((0, FREE, "between arms"), (1, NULL, "within arms")):
        panel.line(steps, np.array([f[side] for f in full]).T, colour, label)
        panel.dots(59, early[side], colour)
    return panel


def lower(free: Sequence[Path], constrained: Sequence[Path]) -> Panel:
    """Losses over steps."""
    panel = Panel(1, "loss: trained pairs (solid), held-out pairs (dashed), by step", 18, (0, 5, 10, 15))
    for paths, colour, label in ((free, FREE, "free"), (constrained, CONSTRAINED, "constrained")):
        runs = [np.load(path) for path in paths]
        panel.line(range(STEPS), np.array([run["loss"] for run in runs]), colour, label)
        held_out = np.array([run["held_out"] for run in runs])
        panel.line(range(9, STEPS, 10), held_out, colour, f"{label}, held out", "5 4")
    return panel


def main() -> None:
    """Writes the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    found = transformers.files(options.data, transformers.LONG, 1)
    panels = (upper(found["free"] + found["constrained"]), lower(found["free"], found["constrained"]))
    height = TOP + 2 * HEIGHT + GAP + 30
    parts = "\n".join(part for panel in panels for part in panel.parts)
    options.out.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="sans-serif" font-size="12">\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>\n{parts}\n</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
