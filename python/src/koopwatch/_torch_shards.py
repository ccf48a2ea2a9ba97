# SPDX-License-Identifier: Apache-2.0
"""Which part of a torch parameter this process adds to a sketch, so that all processes add every element once.

Nothing here communicates: every process knows the layout of all of them.
"""

from collections.abc import Iterable
from math import prod
from typing import Any, cast

import torch

from koopwatch._regions import Region, whole


def is_distributed(parameter: torch.Tensor) -> bool:
    """True for a DTensor."""
    return hasattr(parameter, "placements") and hasattr(parameter, "device_mesh")


def local(parameter: torch.Tensor) -> torch.Tensor:
    """What this process holds of a DTensor."""
    return cast(torch.Tensor, cast(Any, parameter).to_local())


class Layout:
    """Which processes add something to a sketch of these parameters, and what this one adds.

    The first process of the mesh, or rank 0, counts what every process holds. A DTensor whose mesh was sliced out of a
    larger one has copies on the other slices, of which nothing is known here: the slice with the first process counts.
    """

    def __init__(self, parameters: Iterable[torch.Tensor]) -> None:
        listed = list(parameters)
        meshes = [cast(Any, p).device_mesh for p in listed if is_distributed(p)]
        roots = sorted({r for mesh in meshes for r in _ranks(_root(mesh))}) or [0]
        self._first = roots[0]
        self._rank = _rank()
        sliced = any(_root(mesh).size() != mesh.size() for mesh in meshes)
        adding = {r for p in listed for r in (_holders(p) if is_distributed(p) else [self._first])}
        self.processes = roots if sliced else sorted(adding)
        """Ascending, the same in every process."""

    @property
    def publishes(self) -> bool:
        """False where this process adds nothing."""
        return self._rank in self.processes

    @property
    def part(self) -> tuple[int, int]:
        """This process among those that add something, and their number."""
        return self.processes.index(self._rank) if self.publishes else 0, len(self.processes)

    def contribution(self, name: str, parameter: torch.Tensor) -> Region | None:
        """The region that this process adds, of which it holds exactly the values; None for a copy of another's.

        ValueError: a layout that is not known here.
        """
        if not is_distributed(parameter):
            return whole(tuple(parameter.shape)) if self._rank == self._first else None
        region = _region(name, parameter)
        counts = self._first in _ranks(cast(Any, parameter).device_mesh)
        if not counts or self._rank not in _holders(parameter):
            return None
        held = tuple(local(parameter).shape)
        if held != region.shape:
            raise ValueError(f"parameter {name}: expected a shard of shape {region.shape} by its layout, got {held}")
        return region


def _rank() -> int:
    distributed = torch.distributed
    return distributed.get_rank() if distributed.is_available() and distributed.is_initialized() else 0


def _ranks(mesh: Any) -> list[int]:
    return [int(r) for r in mesh.mesh.flatten().tolist()]


def _root(mesh: Any) -> Any:
    """The mesh that a mesh was sliced out of, or itself."""
    return mesh._get_root_mesh() if hasattr(mesh, "_get_root_mesh") else mesh


def _holders(parameter: Any) -> list[int]:
    """The processes that hold a DTensor's parts; of copies the first."""
    ranks = parameter.device_mesh.mesh
    for axis, placement in enumerate(parameter.placements):
        if placement.is_replicate():
            ranks = ranks.narrow(axis, 0, 1)
    return [int(r) for r in ranks.flatten().tolist()]


def _region(name: str, parameter: Any) -> Region:
    mesh, shape = parameter.device_mesh, tuple(int(n) for n in parameter.shape)
    at = mesh.get_coordinate() or [0] * mesh.ndim
    offset, size = [0] * len(shape), list(shape)
    for axis in _in_order(name, parameter):
        along = parameter.placements[axis].dim
        first, some = _part(size[along], mesh.size(axis), at[axis])
        offset[along] += first
        size[along] = some
    return Region(shape, tuple(offset), tuple(size))


def _part(size: int, parts: int, index: int) -> tuple[int, int]:
    """Where torch.chunk's part begins, and its length."""
    each = -(-size // parts)
    first = min(index * each, size)
    return first, min(each, size - first)


def _in_order(name: str, parameter: Any) -> list[int]:
    """The mesh axes that cut the parameter, in the order in which they cut.

    That is the mesh's order, but for FSDP over tensor parallelism: there the outer axis cuts what the inner ones left,
    which its placement says with the number of parts that it found (``_StridedShard``).
    """
    placements, mesh = parameter.placements, parameter.device_mesh
    cuts = [axis for axis, placement in enumerate(placements) if not placement.is_replicate()]
    late = [axis for axis in cuts if type(placements[axis]).__name__ == "_StridedShard"]
    plain = [axis for axis in cuts if type(placements[axis]).__name__ == "Shard"]
    if len(plain) + len(late) < len(cuts):
        raise _unknown(name, placements)
    for axis in late:
        others = [a for a in cuts if a != axis and placements[a].dim == placements[axis].dim]
        found = prod(mesh.size(a) for a in others)
        if any(a < axis or a in late for a in others) or placements[axis].split_factor != found:
            raise _unknown(name, placements)
    return plain + late


def _unknown(name: str, placements: object) -> ValueError:
    return ValueError(f"parameter {name}: expected copies and shards of a DTensor, got the placements {placements}")
