# SPDX-License-Identifier: Apache-2.0
"""What became of the snapshots."""

from dataclasses import dataclass, field


@dataclass
class Counts:
    """Numbers since init. Snapshots, except ``refused``, which counts every refused request by reason.

    published: taken by publish; delivered: acknowledged by the server as durable; spooled: written to a file (the queue
    was full, the run ended, or it is offline); dropped: given up;
    some of these may have arrived on a stream that was lost before it said so.
    """

    published: int = 0
    delivered: int = 0
    spooled: int = 0
    dropped: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    def refuse(self, reason: str) -> None:
        """Counts one refusal."""
        self.refused[reason] = self.refused.get(reason, 0) + 1
