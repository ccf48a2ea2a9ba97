# SPDX-License-Identifier: Apache-2.0
"""How long to wait between attempts to reach the server, and for the last of it."""

import random

LAST_WORDS = 2.0  # seconds that a connection gets to end by itself


class Backoff:
    """Waits between attempts: random, from 0.1 s up to a ceiling that doubles from 0.2 s to 2 s."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.reset()

    def reset(self) -> None:
        """Begins anew, after progress."""
        self._ceiling = 0.1

    def next(self) -> float:
        """Seconds until the next attempt."""
        self._ceiling = min(2.0, 2 * self._ceiling)
        return self._chance.uniform(0.1, self._ceiling)
