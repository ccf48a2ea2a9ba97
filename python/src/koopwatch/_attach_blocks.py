# SPDX-License-Identifier: Apache-2.0
"""Cuts a model's parameters into blocks of neighbouring layers, named after their modules."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

_LONGEST = 128  # characters of a group's name that the server takes


@dataclass(frozen=True)
class Block:
    """Parameters [first, to) of the model, and how many numbers they hold."""

    name: str
    first: int
    to: int
    size: int


def blocks(names: Sequence[str], sizes: Sequence[int], most: int) -> list[Block]:
    """At most ``most`` blocks, in the parameters' order.

    A block is a module with parameters of its own where there are few enough. Else the largest module is opened first,
    and where its children are too many they are taken together, neighbours in runs of about equal size.
    """
    nodes = [_Node("", _layers(names, sizes))]
    while len(nodes) < most and (open_nodes := [n for n in nodes if n.opens]):
        largest = max(open_nodes, key=lambda n: n.size)
        at = nodes.index(largest)
        nodes[at : at + 1] = _fitted(largest.children(), most - len(nodes) + 1)
    return [n.block() for n in nodes]


@dataclass(frozen=True)
class _Node:
    """Neighbouring layers below one module."""

    prefix: str
    layers: list[Block]
    opens: bool = True

    @property
    def size(self) -> int:
        return sum(layer.size for layer in self.layers)

    def children(self) -> list["_Node"]:
        """The layers by the next part of their names; a lone child is opened at once."""
        found = [_Node(k, list(g)) for k, g in groupby(self.layers, lambda layer: _child(self.prefix, layer.name))]
        if len(found) == 1 and len(self.layers) > 1 and found[0].prefix != self.prefix:
            return found[0].children()
        if len(found) == 1:
            return [_Node(n.name, [n], opens=False) for n in self.layers]
        return [_Node(n.prefix, n.layers, len(n.layers) > 1) for n in found]

    def block(self) -> Block:
        name = self.layers[0].name if len(self.layers) == 1 else self.prefix or "all"
        return Block(name[-_LONGEST:], self.layers[0].first, self.layers[-1].to, self.size)


def _fitted(children: list[_Node], room: int) -> list[_Node]:
    """The children, neighbours taken together if there is not room for each."""
    if len(children) <= room:
        return children
    total, done, runs = sum(c.size for c in children), 0, [[children[0]]]
    for i, child in enumerate(children[1:], 1):
        done += children[i - 1].size
        full = done * room >= total * len(runs)
        left = len(children) - i
        if len(runs) < room and (full or left <= room - len(runs)):
            runs.append([])
        runs[-1].append(child)
    return [_joined(run) for run in runs]


def _joined(run: list[_Node]) -> _Node:
    if len(run) == 1:
        return run[0]
    first, last = run[0].prefix, run[-1].prefix
    parent = first.rpartition(".")[0]
    tail = last[len(parent) + 1 :] if parent and last.startswith(parent + ".") else last
    return _Node(f"{first}-{tail}", [layer for node in run for layer in node.layers], opens=False)


def _layers(names: Sequence[str], sizes: Sequence[int]) -> list[Block]:
    """The modules that own the parameters; one that the model itself owns stands for itself."""
    owned = [(name.rpartition(".")[0] or name, i) for i, name in enumerate(names)]
    grouped = [(owner, [i for _, i in some]) for owner, some in groupby(owned, lambda o: o[0])]
    return [Block(owner, i[0], i[-1] + 1, sum(sizes[j] for j in i)) for owner, i in grouped]


def _child(prefix: str, name: str) -> str:
    """The name up to its next part below the prefix."""
    end = name.find(".", len(prefix) + 1 if prefix else 0)
    return name if end < 0 else name[:end]
