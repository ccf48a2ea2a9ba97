# SPDX-License-Identifier: Apache-2.0
"""The sketch of _sketch.py for torch: made where the parameters lie, in one pass, and the same on every call."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import torch

from koopwatch import _sketch
from koopwatch._torch_rows import Run
from koopwatch._torch_shards import Layout, is_distributed
from koopwatch._torch_sums import Sums

Parameters = Sequence[tuple[str, torch.Tensor]]
_LARGEST_STRIP = 1 << 18


class TorchSketch:
    """A sketch of a model's parameters, made on their device and deterministic there."""

    def __init__(self, groups: Sequence[Parameters], *, length: int = _sketch.WIDTH, seed: int = _sketch.SEED) -> None:
        """groups: the named parameters of each parameter group; names without wrapper prefixes, tied weights once.

        Processes of torch.distributed each make one, of the same groups. Nothing is communicated, now or later.
        ValueError: no parameters at all, some on another device, values that are not real floating-point numbers, or
        sharded in a way that is not known here.
        """
        device = _device([p for group in groups for p in group])
        self.ranges = _sketch.group_ranges(len(groups), length)
        self.source_size = sum(p.numel() for group in groups for _, p in group)
        self._layout = Layout(p for group in groups for _, p in group)
        self.part, self.publishes = self._layout.part, self._layout.publishes
        self._sums = list(self._by_width(groups, seed, device))

    def __call__(self) -> npt.NDArray[np.float32]:
        """This process's contribution now; [length]. Waits for the device."""
        made: npt.NDArray[np.float32] = self.on_device().cpu().numpy()
        return made

    def on_device(self) -> torch.Tensor:
        """The same, left on the device, for which it does not wait."""
        with torch.no_grad():
            return torch.cat([sums().view(-1) for sums in self._sums]).float()

    def _by_width(self, groups: Sequence[Parameters], seed: int, device: torch.device) -> Iterator[Sums]:
        """One for the first group, which may have a wider range, and one for the others; or one for all."""
        widths = [to - start for start, to in self.ranges]
        first = [i for i, width in enumerate(widths) if width == widths[0]]
        for some in (first, list(range(len(first), len(groups)))):
            if some:
                named = [(i - some[0], name, p) for i in some for name, p in groups[i]]
                runs = [run for i, name, p in named for run in self._runs(i, seed, name, p)]
                yield Sums(runs, len(some), widths[some[0]], seed, device)

    def _runs(self, group: int, seed: int, name: str, parameter: torch.Tensor) -> Iterator[Run]:
        region = self._layout.contribution(name, parameter)
        for strip in region.strips(_LARGEST_STRIP) if region else ():
            yield Run(parameter, group, _sketch.name_hash(seed, name), strip, 0, strip.size, is_distributed(parameter))


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
