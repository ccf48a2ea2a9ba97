# SPDX-License-Identifier: Apache-2.0
"""How the processes of jax.distributed come to publish one run in one incarnation.

The first shard leaves its identity with JAX's coordinator, and the others wait for it there; see _torch_agreement.
"""

from collections import Counter

from jax._src import distributed

from koopwatch._story import Identity

_PATIENCE_MS = 60_000
_meetings: Counter[str] = Counter()


def agree(what: str, shard: int, identity: Identity | None) -> Identity | None:
    """The identity that the first shard has, None if it publishes nothing; an error if it does not come in 60 s."""
    _meetings[what] += 1
    key = f"koopwatch/{what}/{_meetings[what]}"
    client = distributed.global_state.client
    if client is None:
        raise RuntimeError("arrays of several processes, but jax.distributed.initialize was not called")
    if shard == 0:
        client.key_value_set(key, f"{identity.incarnation} {identity.run}" if identity else "-")
        return identity
    incarnation, _, run = client.blocking_key_value_get(key, _PATIENCE_MS).partition(" ")
    return Identity(run, int(incarnation)) if run else None
