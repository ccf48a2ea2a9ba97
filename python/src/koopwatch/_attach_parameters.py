# SPDX-License-Identifier: Apache-2.0
"""Which parameters of a torch model are observed, and the numbers that the optimizer really steps."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

import torch

from koopwatch._warn import Warnings

Named = tuple[str, torch.Tensor]

_WRAPPERS = ("_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module")
_MASTERS = ("master_param", "master_params", "master_weight", "master")  # keys of an optimizer's state


def observed(model: torch.nn.Module, observe: str | Sequence[str], warnings: Warnings) -> list[Named]:
    """The named parameters that ``observe`` asks for, in the model's order, tied ones once.

    ``all``: those that require gradients. ``last_layer``: all of the last module that has any. Patterns of fnmatch:
    whatever their names match, frozen or not. ValueError if that is nothing, or not initialised yet.
    """
    every = named(model)
    if observe == "all":
        chosen = [(n, p) for n, p in every if p.requires_grad]
        if not chosen:
            raise ValueError("observe='all': no parameter of the model requires a gradient; name patterns instead")
    elif observe == "last_layer":
        chosen = _last_layer(model, every)
    elif isinstance(observe, str) or not observe or not all(isinstance(p, str) for p in observe):
        raise ValueError(f"observe: expected 'all', 'last_layer' or a list of patterns, got {observe!r}")
    else:
        chosen = _matching(every, observe, warnings)
    return list(_real(chosen, warnings))


def named(model: torch.nn.Module) -> list[Named]:
    """All parameters, under their names without the prefixes of wrappers."""
    pairs: list[Named] = [(_unwrapped(n), p) for n, p in model.named_parameters()]
    while pairs and all(n.startswith("module.") for n, _ in pairs):  # DataParallel and its like
        pairs = [(n.removeprefix("module."), p) for n, p in pairs]
    return pairs


def masters(parameters: Sequence[Named], optimizers: Iterable[torch.optim.Optimizer]) -> dict[str, torch.Tensor]:
    """For parameters of less than 32 bits: the float32 copies that the optimizers step, as far as there are any.

    Found in the optimizer's state (``master_param`` and the like, there from its first step on), as the parameter's
    ``main_param``, or among the optimizer's parameters: float32 ones, in the order of the model's, that round to them.
    """
    low = [(n, p) for n, p in parameters if is_low(p)]
    stepped = [o for o in optimizers if low]
    found = {n: m for n, p in low for m in _attached_master(p, stepped)}
    return found or _copied_masters(low, stepped)


def is_low(parameter: torch.Tensor) -> bool:
    """True for less than 32 bits, where small updates are rounded away."""
    return bool(parameter.element_size() < 4)  # noqa: PLR2004


def _unwrapped(name: str) -> str:
    return ".".join(part for part in name.split(".") if part not in _WRAPPERS)


def _last_layer(model: torch.nn.Module, every: Sequence[Named]) -> list[Named]:
    layers = [m for m in model.modules() if next(m.parameters(recurse=False), None) is not None]
    if not layers:
        raise ValueError("observe='last_layer': the model has no parameters")
    last = {id(p) for p in layers[-1].parameters(recurse=False)}
    return [(n, p) for n, p in every if id(p) in last]


def _matching(every: Sequence[Named], patterns: Sequence[str], warnings: Warnings) -> list[Named]:
    chosen = [(n, p) for n, p in every if any(fnmatchcase(n, pattern) for pattern in patterns)]
    idle = [pattern for pattern in patterns if not any(fnmatchcase(n, pattern) for n, _ in every)]
    names = [n for n, _ in every]
    for pattern in idle:
        near = ", ".join(get_close_matches(pattern.strip("*"), names, 3, 0.3) or names[:3])
        text = f"observe: {pattern!r} matches no parameter; there are for example {near}"
        if not chosen:
            raise ValueError(text)
        warnings.once(("observe", pattern), text)
    return chosen


def _real(chosen: Iterable[Named], warnings: Warnings) -> Iterator[Named]:
    for name, parameter in chosen:
        if torch.nn.parameter.is_lazy(parameter):
            raise ValueError(f"parameter {name} has no values yet: run the model once before attach")
        if parameter.dtype.is_floating_point:
            yield name, parameter
        else:
            warnings.once(("real", name), f"parameter {name} is left out: expected real numbers, got {parameter.dtype}")


def _attached_master(parameter: torch.Tensor, optimizers: Sequence[torch.optim.Optimizer]) -> list[torch.Tensor]:
    states: list[Mapping[str, Any]] = [o.state.get(parameter, {}) for o in optimizers]
    held = [s[key] for s in states for key in _MASTERS if key in s]
    candidates = [*held, getattr(parameter, "main_param", None)]
    return [c for c in candidates if _is_master(c, parameter)][:1]


def _copied_masters(low: Sequence[Named], optimizers: Sequence[torch.optim.Optimizer]) -> dict[str, torch.Tensor]:
    stepped = [p for o in optimizers for group in o.param_groups for p in group["params"]]
    copies = [p for p in stepped if p.dtype == torch.float32]
    in_order = iter(copies)
    found = {n: next((m for m in in_order if _is_master(m, p) and _rounds_to(m, p)), None) for n, p in low}
    return {n: m for n, m in found.items() if m is not None} if all(m is not None for m in found.values()) else {}


def _is_master(candidate: Any, parameter: torch.Tensor) -> bool:
    is_tensor = isinstance(candidate, torch.Tensor) and candidate is not parameter
    return is_tensor and candidate.dtype == torch.float32 and candidate.shape == parameter.shape


def _rounds_to(master: torch.Tensor, parameter: torch.Tensor) -> bool:
    rounded = master.detach().to(parameter.device, parameter.dtype)
    return bool(torch.equal(rounded, parameter.detach()))
