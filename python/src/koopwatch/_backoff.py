# SPDX-License-Identifier: Apache-2.0
"""How long to wait between attempts to reach the server, and for the last of it."""

import random

LAST_WORDS = 2.0  # seconds that a connection gets to end by itself


_LONGEST_ADVICE = 300.0  # seconds; a mistake of a server must not silence a run for hours


class Backoff:
    """Waits between attempts: random, from 0.1 s up to a ceiling that doubles from 0.2 s to 2 s; longer if told so."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._advice = 0.0
        self.reset()

    def reset(self) -> None:
        """Begins anew, after progress."""
        self._ceiling = 0.1

    def advise(self, seconds: float) -> None:
        """The server asks to stay away for so long. Holds for the next attempt alone."""
        self._advice = min(_LONGEST_ADVICE, seconds)

    def next(self) -> float:
        """Seconds until the next attempt. Many clients that were told the same do not come back at once."""
        self._ceiling = min(2.0, 2 * self._ceiling)
        advice, self._advice = self._advice, 0.0
        return max(self._chance.uniform(0.1, self._ceiling), advice * self._chance.uniform(1.0, 1.2))
