# SPDX-License-Identifier: Apache-2.0
"""The key rule of runs, groups, arms and observables."""

import hashlib
import re

_RULE = "[a-z0-9][a-z0-9._-]{0,62}"
_KEY = re.compile(_RULE)
_LONGEST = 63


def is_key(name: str) -> bool:
    """True if the name may stand as a key."""
    return _KEY.fullmatch(name) is not None


def checked(what: str, name: object) -> str:
    """The name, or ValueError that says what a key looks like."""
    if not isinstance(name, str) or not is_key(name):
        raise ValueError(f"{what}: expected a name that matches {_RULE}, got {name!r}")
    return name


def slug(name: str) -> str:
    """A key for any name: lower case, everything else to one '-', at most 63 characters."""
    key = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).lstrip("._-")[:_LONGEST]
    return key or "arm-" + hashlib.sha256(name.encode(errors="replace")).hexdigest()[:8]
