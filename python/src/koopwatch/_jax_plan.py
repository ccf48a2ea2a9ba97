# SPDX-License-Identifier: Apache-2.0
"""The sketch of _sketch.py for JAX: a jitted function on each device, of the shards that lie there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from koopwatch import _sketch
from koopwatch._attach_blocks import Block, blocks
from koopwatch._limits import MOST_GROUPS
from koopwatch._proto.v1 import snapshot_pb2
from koopwatch._regions import Region, Strip
from koopwatch._warn import Warnings

Named = Sequence[tuple[str, Any]]

_ADDED_AT_ONCE = 16  # in float32, which so adds as a tree
_MOST_ROWS = 16  # that the host adds in double precision


def leaves(params: Any, warnings: Warnings) -> list[tuple[str, Any]]:
    """The floating-point leaves of a pytree as JAX arrays, named by their paths."""
    found = []
    for path, leaf in jax.tree_util.tree_flatten_with_path(params)[0]:
        name = jax.tree_util.keystr(path, simple=True, separator=".")
        if isinstance(leaf, jax.core.Tracer):
            raise TypeError(f"{name} is traced; call koopwatch.jax.publish outside of jit")
        if jnp.issubdtype(jnp.result_type(leaf), jnp.floating):
            found.append((name or "params", leaf if isinstance(leaf, jax.Array) else jnp.asarray(leaf)))
        else:
            warnings.once(("real", name), f"parameter {name} is left out: expected floating-point numbers")
    if not found:
        raise ValueError("expected at least one floating-point array, got none")
    low = [name for name, a in found if a.dtype.itemsize < 4]  # noqa: PLR2004
    if low:
        text = f"{len(low)} parameters ({low[0]}, ...) have less than 32 bits: small updates are rounded away, and the "
        warnings.once("low", text + "training may look more converged than it is; publish the float32 master weights")
    return found


@dataclass(frozen=True)
class _Part:
    """A shard that counts: of an array, in a group, with the place of each of its rows."""

    array: int
    shard: int
    group: int
    strip: Strip
    offsets: npt.NDArray[np.int32]
    signs: npt.NDArray[np.float32]


class Plan:
    """How arrays of these names, shapes and shardings are sketched."""

    def __init__(self, arrays: Named, observable: str) -> None:
        self._key = _key(arrays)
        names, sizes = [n for n, _ in arrays], [a.size for _, a in arrays]
        self._blocks = blocks(names, sizes, MOST_GROUPS)
        processes = sorted({p for _, a in arrays for p in _processes(a)})
        here = jax.process_index()
        self.publishes = here in processes
        self.part = (processes.index(here) if self.publishes else 0, len(processes))
        self._is_whole = sum(sizes) <= _sketch.WIDTH and self.part == (0, 1)
        self._ranges = _exact(self._blocks) if self._is_whole else _sketch.group_ranges(len(self._blocks))
        self.observable = _described(observable, self._blocks, self._ranges, self._is_whole)
        self._flat = jax.jit(_flat)
        self._devices = [] if self._is_whole else list(self._by_device(arrays))

    def fits(self, arrays: Named) -> bool:
        """True if it was made for arrays like these."""
        return self._key == _key(arrays)

    def begin(self, arrays: Named) -> list[jax.Array]:
        """Begins the sketch on the devices, and its way to the host."""
        parts = (
            [device(arrays) for device in self._devices] if not self._is_whole else [self._flat([a for _, a in arrays])]
        )
        for part in parts:
            part.copy_to_host_async()
        return parts

    def end(self, parts: Sequence[jax.Array]) -> npt.NDArray[np.float64]:
        """This process's contribution; [d]. Waits for the devices."""
        if self._is_whole:
            return np.asarray(parts[0], np.float64)
        made = np.zeros(_sketch.WIDTH)
        for part in parts:
            made += np.asarray(part, np.float64).sum(0)
        return made

    def _by_device(self, arrays: Named) -> Iterator["_OnDevice"]:
        found: dict[Any, list[_Part]] = {}
        for group, (block, (start, to)) in enumerate(zip(self._blocks, self._ranges, strict=True)):
            for i in range(block.first, block.to):
                for device, part in _parts(group, i, *arrays[i], to - start):
                    found.setdefault(device, []).append(part)
        widths = [to - start for start, to in self._ranges]
        yield from (_OnDevice(device, parts, widths) for device, parts in found.items())


class _OnDevice:
    """The part of a sketch that one device makes; [rows, 1024], of which the host adds the rows."""

    def __init__(self, device: Any, parts: Sequence[_Part], widths: Sequence[int]) -> None:
        self._parts = parts
        self._widths = widths
        self._places = jax.device_put([(p.offsets, p.signs) for p in parts], device)
        self._sketch = jax.jit(self._traced)

    def __call__(self, arrays: Named) -> Any:
        held = [arrays[p.array][1].addressable_shards[p.shard].data for p in self._parts]
        return self._sketch(held, self._places)

    def _traced(self, held: Sequence[Any], places: Sequence[tuple[Any, Any]]) -> Any:
        sums: list[list[Any]] = [[jnp.zeros((1, width), jnp.float32)] for width in self._widths]
        for part, array, (offsets, signs) in zip(self._parts, held, places, strict=True):
            rows = _rows(part.strip, array, self._widths[part.group]) * signs[:, None]
            sums[part.group].append(_added(_rotated(rows, offsets)))
        each = [_added(jnp.concatenate(some)) for some in sums]
        most = max(len(some) for some in each)
        return jnp.concatenate([jnp.pad(some, ((0, most - len(some)), (0, 0))) for some in each], axis=1)


def _rows(strip: Strip, array: Any, width: int) -> Any:
    """The rows of a strip with their columns' signs; [rows, width], float32."""
    part = array[strip.index]
    flat = (jnp.pad(part, strip.pads) if strip.pads else part).reshape(-1).astype(jnp.float32)
    pads = (strip.start % width, -(strip.start + strip.size) % width)
    return jnp.pad(flat, pads).reshape(-1, width) * _sketch.element_signs(width).astype(np.float32)


def _rotated(rows: Any, offsets: Any) -> Any:
    width = rows.shape[1]
    return jnp.take_along_axis(rows, (jnp.arange(width) - offsets[:, None]) % width, axis=1)


def _added(rows: Any) -> Any:
    """Rows of the same sum, few enough for the host."""
    while len(rows) > _MOST_ROWS:
        rows = jnp.pad(rows, ((0, -len(rows) % _ADDED_AT_ONCE), (0, 0)))
        rows = rows.reshape(-1, _ADDED_AT_ONCE, rows.shape[1]).sum(1)
    return rows


def _parts(group: int, index: int, name: str, array: jax.Array, width: int) -> Iterator[tuple[Any, _Part]]:
    if array.is_fully_addressable and jax.process_index() > 0:
        return  # a copy of process 0's
    for i, shard in enumerate(array.addressable_shards):
        if shard.replica_id == 0:
            for strip in _region(array.shape, shard.index).strips(max(1, array.size)):
                first, to = strip.start // width, -(-(strip.start + strip.size) // width)
                out = _sketch.bits(_sketch.name_hash(_sketch.SEED, name), 2 * first, 2 * (to - first))
                offsets = ((out[0::2] >> np.uint64(32)) % np.uint64(width)).astype(np.int32)
                signs = _sketch.signs(out[1::2]).astype(np.float32)
                yield shard.device, _Part(index, i, group, strip, offsets, signs)


def _region(whole: tuple[int, ...], index: tuple[slice, ...]) -> Region:
    spans = [s.indices(n) for s, n in zip(index, whole, strict=True)]
    return Region(whole, tuple(a for a, _, _ in spans), tuple(b - a for a, b, _ in spans))


def _processes(array: jax.Array) -> set[int]:
    """The processes that add something of an array; the same in all of them."""
    if array.is_fully_addressable:
        return {0}
    return {shard.device.process_index for shard in array.global_shards if shard.replica_id == 0}


def _key(arrays: Named) -> list[tuple[Any, ...]]:
    return [(name, a.shape, a.dtype, a.sharding) for name, a in arrays]


def _flat(arrays: Sequence[Any]) -> Any:
    return jnp.concatenate([a.reshape(-1).astype(jnp.float32) for a in arrays])


def _exact(of: Sequence[Block]) -> list[tuple[int, int]]:
    ends = [sum(b.size for b in of[: i + 1]) for i in range(len(of))]
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _described(
    name: str, of: Sequence[Block], ranges: Sequence[tuple[int, int]], is_whole: bool
) -> snapshot_pb2.Observable:
    how = snapshot_pb2.Sketch()
    for block, (start, to) in zip(of, ranges, strict=True):
        setattr(how.groups.add(name=block.name, to=to), "from", start)
    if not is_whole:
        how.algorithm, how.seed = _sketch.ALGORITHM, _sketch.SEED
        how.source_size = sum(b.size for b in of)
    return snapshot_pb2.Observable(name=name, dimension=ranges[-1][1], sketch=how)
