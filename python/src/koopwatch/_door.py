# SPDX-License-Identifier: Apache-2.0
"""The two doors of the service: gRPC, and Kafka itself."""

from typing import Protocol

from koopwatch._address import Connection
from koopwatch._alerts import Alerts
from koopwatch._outbox import Outbox
from koopwatch._warn import Warnings


class Sending(Protocol):
    """Sends what an outbox has, on threads of its own, until everything has arrived or it is stopped."""

    def stop(self) -> None:
        """Ends the connection and the threads."""


def open_door(to: Connection, outbox: Outbox, alerts: Alerts, warnings: Warnings) -> Sending:
    """Begins to send; no server is needed yet. ValueError for a setting that Kafka's client does not know."""
    if to.brokers:
        from koopwatch._kafka import KafkaSender  # noqa: PLC0415  its package is an extra

        return KafkaSender(to, outbox, warnings)
    from koopwatch._sender import Sender  # noqa: PLC0415  whoever writes to Kafka needs no gRPC

    return Sender(to, outbox, alerts, warnings)
