# SPDX-License-Identifier: Apache-2.0
"""The sketch of _sketch.py for torch: made where the parameters lie, in one pass, and the same on every call."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from koopwatch import _sketch
from koopwatch._torch_rows import Group, Run

Parameters = Sequence[tuple[str, torch.Tensor]]


class TorchSketch:
    """A sketch of a model's parameters, made on their device and deterministic there."""

    def __init__(self, groups: Sequence[Parameters], *, length: int = _sketch.WIDTH, seed: int = _sketch.SEED) -> None:
        """groups: the named parameters of each parameter group; names without wrapper prefixes, tied weights once.

        ValueError: no parameters at all, some on another device, or values that are not real floating-point numbers.
        """
        device = _device([p for group in groups for p in group])
        self.ranges = _sketch.group_ranges(len(groups), length)
        self.source_size = sum(p.numel() for group in groups for _, p in group)
        self.part = (0, 1)
        self.publishes = not torch.distributed.is_initialized() or torch.distributed.get_rank() == 0
        self._groups = [
            Group([run for name, p in group for run in _runs(name, p, seed)], to - start, seed, device)
            for group, (start, to) in zip(groups, self.ranges, strict=True)
        ]

    def __call__(self) -> npt.NDArray[np.float32]:
        """This process's contribution now; [length]. Waits for the device."""
        made: npt.NDArray[np.float32] = self.on_device().cpu().numpy()
        return made

    def on_device(self) -> torch.Tensor:
        """The same, left on the device, for which it does not wait."""
        with torch.no_grad():
            return torch.cat([group() for group in self._groups]).float()


def _runs(name: str, parameter: torch.Tensor, seed: int) -> list[Run]:
    return [Run(parameter, _sketch.name_hash(seed, name), 0, 0, parameter.numel())] if parameter.numel() else []


def _device(parameters: Parameters) -> torch.device:
    if not parameters:
        raise ValueError("expected at least one parameter, got none")
    for name, parameter in parameters:
        if not parameter.dtype.is_floating_point:
            raise ValueError(f"parameter {name}: expected floating-point numbers, got {parameter.dtype}")
        if parameter.device != parameters[0][1].device:
            where = f"{parameters[0][1].device} like {parameters[0][0]}"
            raise ValueError(f"parameter {name}: expected it on {where}, got {parameter.device}")
    return parameters[0][1].device
