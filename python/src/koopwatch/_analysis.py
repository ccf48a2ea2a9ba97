# SPDX-License-Identifier: Apache-2.0
"""How the server shall analyse a run: presets, or one preset with settings changed."""

from collections.abc import Callable, Mapping, Sequence

from koopwatch._proto.v1 import snapshot_pb2

Setting = int | str
PRESETS = {"monitor": 0, "paper": 32, "denoised": 4}  # and their delays
_WINDOW = 100
_FEWEST_PAIRS = 3
_CENTRES = {"affine": snapshot_pb2.CENTRE_AFFINE, "none": snapshot_pb2.CENTRE_NONE}
_SCALES = {"none": snapshot_pb2.SCALE_NONE, "unit": snapshot_pb2.SCALE_UNIT}
_FLAGS = {"true": True, "false": False}


def analyses(preset: str | Sequence[str], changed: Mapping[str, Setting]) -> list[snapshot_pb2.Analysis]:
    """One analysis per preset; the settings change the only one. ValueError for names and values unknown here."""
    names = [preset] if isinstance(preset, str) else list(preset)
    for name in names:
        if name not in PRESETS:
            raise ValueError(f"preset: expected {', '.join(PRESETS)}, got {name!r}")
    if len(set(names)) < len(names):
        raise ValueError(f"preset: expected each once, got {', '.join(names)}")
    if changed and len(names) > 1:
        raise ValueError(f"settings: expected one preset that they change, got {', '.join(names)}")
    if not changed:
        return [snapshot_pb2.Analysis(preset=name) for name in names]
    analysis = snapshot_pb2.Analysis(preset=names[0] if names else "")
    for name, value in changed.items():
        _change(analysis, name, value)
    _check_pairs(analysis)
    return [analysis]


def _change(analysis: snapshot_pb2.Analysis, name: str, value: Setting) -> None:
    known = name.replace("-", "_")
    if known not in _READ:
        raise ValueError(f"settings: expected {', '.join(_READ)}, got {name!r}")
    setattr(analysis, known, _READ[known](known, value))


def _count(low: int, high: int) -> Callable[[str, Setting], int]:
    def read(name: str, value: Setting) -> int:
        words = str(value)
        if not words.isascii() or not words.isdigit() or not low <= int(words) <= high:
            raise ValueError(f"settings: {name}: expected {low} to {high}, got {value!r}")
        return int(words)

    return read


def _rank(name: str, value: Setting) -> int:
    return 0 if value == "all" else _count(1, (1 << 31) - 2)(name, value)


def _centre(name: str, value: Setting) -> snapshot_pb2.Centre:
    if value not in _CENTRES:
        raise ValueError(f"settings: {name}: expected {', '.join(_CENTRES)}, got {value!r}")
    return _CENTRES[str(value)]


def _scale(name: str, value: Setting) -> snapshot_pb2.Scale:
    if value not in _SCALES:
        raise ValueError(f"settings: {name}: expected {', '.join(_SCALES)}, got {value!r}")
    return _SCALES[str(value)]


def _flag(name: str, value: Setting) -> bool:
    word = str(value).lower()
    if word not in _FLAGS:
        raise ValueError(f"settings: {name}: expected {', '.join(_FLAGS)}, got {value!r}")
    return _FLAGS[word]


def _check_pairs(analysis: snapshot_pb2.Analysis) -> None:
    window = analysis.window if analysis.HasField("window") else _WINDOW
    delays = analysis.delays if analysis.HasField("delays") else PRESETS[analysis.preset or "monitor"]
    if window - delays - 1 < _FEWEST_PAIRS:
        got = window - delays - 1
        raise ValueError(f"settings: expected at least {_FEWEST_PAIRS} pairs (window - delays - 1), got {got}")


_READ: dict[str, Callable[[str, Setting], int]] = {
    "window": _count(2, 4096),
    "hop": _count(1, 4096),
    "delays": _count(0, 4096),
    "rank": _rank,
    "centre": _centre,
    "block_mean": _count(1, 1_000_000),
    "scale": _scale,
    "refine": _flag,
}
