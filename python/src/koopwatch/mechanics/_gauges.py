# SPDX-License-Identifier: Apache-2.0
"""The gauges of a model."""

import logging
from collections.abc import Iterable, Iterator, Mapping

import torch
from torch import Tensor, nn

from koopwatch._run import Run
from koopwatch.mechanics import _named, _units
from koopwatch.mechanics._symmetries import Hidden, Scale, Translation, length
from koopwatch.mechanics._walk import Found, walk

_LOG = logging.getLogger("koopwatch")


def of(
    model: nn.Module,
    *,
    every: int = 50,
    softmax: str | Iterable[str] = (),
    scale: str | Iterable[str] = (),
    rescale: Iterable[tuple[str, str]] = (),
    units: Iterable[tuple[str, str]] = (),
    distance: bool = True,
    initial: Mapping[str, Tensor] | None = None,
    widest: int = 512,
) -> "Gauges":
    """The gauges of a model whose weights are whole on this process (DDP and torch.compile: yes, FSDP: no).

    Symmetries are found along torch.nn.Sequential. Elsewhere name the layers as ``named_modules`` does:
    softmax: Linear layers whose outputs go into a softmax or a cross-entropy, and nowhere else. scale: layers before a
    normalisation. rescale: (before, after) pairs of layers with ReLU or another homogeneous function between. units:
    pairs with another activation between, whose units are counted but have no charge.

    every: ``log`` leaves out the other steps; to count units takes as long as a step or a few. distance: keep a copy of
    the weights, which costs their memory once more. initial: state dict of the initialisation if the model is past it,
    as after a resume. widest: units of wider layers are not counted, which would cost width^2 * fan.

    ValueError: a name that is not there or does not fit, sharded weights.
    """
    if every < 1:
        raise ValueError(f"every: expected at least 1, got {every}")
    model = _named.unwrap(model)
    _named.check_whole(model)
    found = walk(model)
    _named.add(found, model, _listed(softmax), _listed(scale), list(rescale), list(units))
    return Gauges(model, found, every, _start(model, initial) if distance else None, widest)


class Gauges:
    """Made by ``of``. A call reads the weights as they are and returns at most ten numbers by name.

    weight_norm: |p| over all parameters. distance_from_init, distance_from_init_ratio: |p - p0|, and over |p0|; small
    throughout where learning is lazy, of order one or more where features are learnt (Chizat, Oyallon, Bach, "On Lazy
    Training in Differentiable Programming", NeurIPS 2019, arXiv 1812.07956). scale_charge: sum over layers.
    translation_charge: length of the vector. rescale_charge: length of the vector over all units; layer_imbalance: the
    largest | |W1|^2 + |b1|^2 - |W2|^2 | of a pair. vanishing_units, redundant_units: so many of hidden_units.
    What each is, and its source: the classes of ``_symmetries`` and ``_units``; ``describe`` says where they come from.
    """

    def __init__(
        self, model: nn.Module, found: Found, every: int, start: dict[str, Tensor] | None, widest: int
    ) -> None:
        self._model = model
        self._found = found
        self._every = every
        self._start = start
        self._widest = widest
        self._said = False

    def __call__(self) -> dict[str, float]:
        """The gauges that this model has; empty, with one warning, if they cannot be computed."""
        try:
            with torch.no_grad():
                return _numbers(dict(self._all()))
        except Exception as error:
            if not self._said:
                self._said = True
                _LOG.warning("koopwatch: the gauges of mechanics are left out: %s: %s", type(error).__name__, error)
            return {}

    def log(self, run: Run, step: int) -> None:
        """Logs the gauges as scalars of the run, if the step is a multiple of ``every``."""
        if step % self._every == 0 and (numbers := self()):
            run.log(numbers, step=step)

    def describe(self) -> str:
        """One line per symmetry found and per layer left out, with the reason."""
        lines = [f"{_TITLES[type(s)]}: {s.name}: {s.why}{self._limits(s)}" for s in self._found.symmetries]
        return "\n".join(lines + [f"left out: {reason}" for reason in self._found.left_out])

    def _all(self) -> Iterator[tuple[str, Tensor]]:
        yield from self._movement()
        yield from self._charges()
        yield from self._counts()

    def _movement(self) -> Iterator[tuple[str, Tensor]]:
        now = dict(self._model.named_parameters())
        yield "weight_norm", _norm(now.values())
        if self._start is not None:
            moved = _norm(p - self._start[name].to(p.device) for name, p in now.items())
            yield "distance_from_init", moved
            yield "distance_from_init_ratio", moved / _norm(self._start.values())

    def _charges(self) -> Iterator[tuple[str, Tensor]]:
        if scales := [s.charge() for s in self._found.symmetries if isinstance(s, Scale)]:
            yield "scale_charge", _total(scales)
        if translations := [s.charge() for s in self._found.symmetries if isinstance(s, Translation)]:
            yield "translation_charge", length(translations)
        if pairs := [s.charge() for s in self._hidden() if s.homogeneous]:
            yield "rescale_charge", length(pairs)
            yield "layer_imbalance", _stacked([c.sum().abs() for c in pairs]).max()

    def _counts(self) -> Iterator[tuple[str, Tensor]]:
        if counted := [s for s in self._hidden() if s.width <= self._widest]:
            yield "vanishing_units", _total([_units.vanishing(s).sum() for s in counted])
            yield "redundant_units", _total([_units.redundant(s).sum() for s in counted])
            yield "hidden_units", torch.tensor(sum(s.width for s in counted))

    def _hidden(self) -> Iterator[Hidden]:
        return (s for s in self._found.symmetries if isinstance(s, Hidden))

    def _limits(self, symmetry: Scale | Translation | Hidden) -> str:
        if isinstance(symmetry, Hidden) and symmetry.width > self._widest:
            return f"; its {symmetry.width} units are not counted (widest={self._widest})"
        return ""


_ROW = 4096
_TITLES = {Scale: "scale", Translation: "translation", Hidden: "units"}


def _start(model: nn.Module, initial: Mapping[str, Tensor] | None) -> dict[str, Tensor]:
    now = dict(model.named_parameters())
    given: Mapping[str, Tensor] = now if initial is None else initial
    for name, p in now.items():
        if name not in given or given[name].shape != p.shape:
            raise ValueError(f"initial: expected {name} of shape {tuple(p.shape)}, got {_shape(given.get(name))}")
    return {name: given[name].detach().clone() for name in now}


def _shape(values: Tensor | None) -> str:
    return "none" if values is None else str(tuple(values.shape))


def _listed(names: str | Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _norm(values: Iterable[Tensor]) -> Tensor:
    """Norms of tensors one by one, so that no copy of the whole is made; small floats are summed in float32."""
    return _stacked([_length(v) for v in values]).square().sum().sqrt()


def _length(values: Tensor) -> Tensor:
    """By rows: on a CPU vector_norm adds one after the other, and is wrong by 1 % for 10^8 numbers; sum is a tree."""
    kind = torch.float32 if values.element_size() < 4 else values.dtype  # noqa: PLR2004
    flat = values.reshape(-1)
    whole = len(flat) // _ROW * _ROW
    rows = torch.linalg.vector_norm(flat[:whole].view(-1, _ROW), dim=1, dtype=kind)
    rest = torch.linalg.vector_norm(flat[whole:], dtype=kind)
    both: Tensor = rows.square().sum() + rest.square()
    return both.sqrt()


def _stacked(values: list[Tensor]) -> Tensor:
    return torch.stack([v.to(values[0].device) for v in values])


def _total(values: list[Tensor]) -> Tensor:
    return _stacked(values).sum()


def _numbers(gauges: dict[str, Tensor]) -> dict[str, float]:
    """All to the host at once: each transfer waits for the device."""
    kind = max((v.dtype for v in gauges.values() if v.dtype.is_floating_point), key=lambda d: d.itemsize)
    together = _stacked([v.to(kind) for v in gauges.values()])
    return dict(zip(gauges, together.tolist(), strict=True))
