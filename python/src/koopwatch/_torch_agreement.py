# SPDX-License-Identifier: Apache-2.0
"""How the processes of a sharded run come to publish one run in one incarnation.

The first shard leaves its identity in the store through which torch.distributed found its processes, and the others
wait for it there. That is no collective: a process that does not attach holds up nobody's training.
"""

from collections import Counter
from datetime import timedelta

import torch

from koopwatch._story import Identity

_PATIENCE = timedelta(seconds=60)
_meetings: Counter[str] = Counter()


def agree(what: str, shard: int, identity: Identity | None, patience: timedelta = _PATIENCE) -> Identity | None:
    """The identity that the first shard has, None if it publishes nothing.

    what: the same in all processes, and another one for everything that is agreed on at the same time.
    TimeoutError: the first shard did not come.
    """
    _meetings[what] += 1
    key = f"koopwatch/{what}/{_meetings[what]}"
    store = torch.distributed.distributed_c10d._get_default_store()
    if shard == 0:
        store.set(key, f"{identity.incarnation} {identity.run}" if identity else "")
        return identity
    try:
        store.wait([key], patience)
    except RuntimeError as error:  # which torch's own timeouts are
        text = f"the first shard did not attach within {patience.seconds} s; attach in every process"
        raise TimeoutError(text) from error
    incarnation, _, run = store.get(key).decode().partition(" ")
    return Identity(run, int(incarnation)) if run else None
