# SPDX-License-Identifier: Apache-2.0
"""Warnings, once per cause: a monitor that repeats itself is a nuisance, one that raises is worse."""

import logging
from collections.abc import Hashable

_LOG = logging.getLogger("koopwatch")


class Warnings:
    """Says each cause once, through the logger ``koopwatch`` (standard error unless logging is configured)."""

    def __init__(self, run: str) -> None:
        self._run = run
        self._said: set[Hashable] = set()

    def once(self, cause: Hashable, text: str) -> None:
        """Logs the text unless this cause was told before."""
        if cause not in self._said:
            self._said.add(cause)
            _LOG.warning("koopwatch run %s: %s", self._run, text)
