# SPDX-License-Identifier: Apache-2.0
"""What a launcher says of this process: the name of its job and its rank. Read from variables; nothing is imported."""

import os
import re
import secrets
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from koopwatch import _names

# Most particular first. torch's launcher sets RANK, and LOCAL_RANK alone is Lightning's.
_RANKS = ("RANK", "OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID")
_RANKS_OF_PARTS = ("NODE_RANK", "LOCAL_RANK")
# What Kubernetes appends to the names of a job's pods; its alphabet has no vowels, so that a word is not taken for one.
_POD_SUFFIX = re.compile(r"-[bcdfghjklmnpqrstvwxz2456789]{5}$")
_notebook_name: list[str] = []


def rank(environ: Mapping[str, str] = os.environ) -> int:
    """This process among those of its job, 0 where there is none or no launcher says so."""
    group = _process_group()
    if group is not None:
        return int(group.get_rank())
    for name in _RANKS:
        if environ.get(name, "").isdigit():
            return int(environ[name])
    return max((int(environ[n]) for n in _RANKS_OF_PARTS if environ.get(n, "").isdigit()), default=0)


def job(environ: Mapping[str, str] = os.environ) -> tuple[str, str] | None:
    """The job's name as a key, and what named it; None if nothing does.

    The same in every process of a job, and after a restart of it: the run is then continued as a new incarnation.
    """
    for source, name in (
        ("TORCHELASTIC_RUN_ID", _torch_job(environ)),
        ("SLURM_JOB_ID", _slurm_job(environ)),
        ("WANDB_RUN_ID", environ.get("WANDB_RUN_ID", "")),
        ("the pod's HOSTNAME", _pod(environ)),
    ):
        if name:
            return _names.slug(name), source
    return None


def new_name(now: datetime) -> str:
    """A name that no other run has. A notebook keeps its own, so that running a cell again continues the run."""
    if _notebook_name:
        return _notebook_name[0]
    name = f"run-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    if in_notebook():
        _notebook_name.append(name)
    return name


def in_notebook() -> bool:
    """True in a Jupyter kernel."""
    return "ipykernel" in sys.modules


def _process_group() -> Any:
    distributed = sys.modules.get("torch.distributed")
    ready = distributed is not None and distributed.is_available() and distributed.is_initialized()
    return distributed if ready else None


def _torch_job(environ: Mapping[str, str]) -> str:
    name = environ.get("TORCHELASTIC_RUN_ID", "")
    return "" if name == "none" else name  # what torchrun says when it was given no --rdzv-id


def _slurm_job(environ: Mapping[str, str]) -> str:
    array, task = environ.get("SLURM_ARRAY_JOB_ID", ""), environ.get("SLURM_ARRAY_TASK_ID", "")
    number = f"{array}-{task}" if array and task else environ.get("SLURM_JOB_ID", "")
    return f"{environ.get('SLURM_JOB_NAME') or 'slurm'}-{number}" if number else ""


def _pod(environ: Mapping[str, str]) -> str:
    return _POD_SUFFIX.sub("", environ.get("HOSTNAME", "")) if "KUBERNETES_SERVICE_HOST" in environ else ""
