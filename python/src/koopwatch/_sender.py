# SPDX-License-Identifier: Apache-2.0
"""The thread that owns the gRPC stream of a run."""

import random
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from koopwatch._address import Connection
from koopwatch._alerts import Alerts
from koopwatch._backoff import LAST_WORDS, Backoff
from koopwatch._grpc import grpc
from koopwatch._outbox import Outbox, Stream
from koopwatch._proto.v1 import service_pb2, snapshot_pb2
from koopwatch._warn import Warnings

PUBLISH = "/koopwatch.v1.SnapshotService/Publish"
_RETRY_AFTER = "koopwatch-retry-after-ms"  # beside google.rpc.RetryInfo, which would need another package to read
_LONGEST_NUMBER = 10
_LOOPBACK = re.compile(r"(localhost|127\.\d+\.\d+\.\d+|\[::1\]):\d+")
_OPTIONS = [
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    ("grpc.keepalive_time_ms", 60_000),  # also ends connections whose peer went without a word
]


class Sender:
    """Keeps one stream open, sends what the outbox has, and opens the next stream when one is lost."""

    def __init__(self, to: Connection, outbox: Outbox, alerts: Alerts, warnings: Warnings) -> None:
        self._outbox = outbox
        self._alerts = alerts
        self._warnings = warnings
        self._stopped = threading.Event()
        self._backoff = Backoff(random.Random())
        self._to = to
        if to.authorization() and not to.tls_ca and not _LOOPBACK.fullmatch(to.endpoint):
            warnings.once(
                "plain", f"the token goes to {to.endpoint} unencrypted: set tls_ca unless something else encrypts"
            )
        self._channel = open_channel(to)
        # Opened here and not by the thread: from Python 3.12 on no call can begin once the interpreter shuts down, and
        # a short script may be there before a thread has run at all.
        first = self._open()
        self._thread = threading.Thread(target=self._run, args=first, name="koopwatch-sender", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the stream and the thread; a stream whose every request is acknowledged may end by itself."""
        if self._outbox.is_done():
            self._thread.join(LAST_WORDS)
        self._stopped.set()
        self._channel.close()
        self._thread.join(LAST_WORDS)

    def _open(self) -> tuple[Stream, Any]:
        publish: grpc.StreamStreamMultiCallable[bytes, service_pb2.PublishResponse] = self._channel.stream_stream(
            PUBLISH, request_serializer=None, response_deserializer=service_pb2.PublishResponse.FromString
        )
        stream = self._outbox.open_stream()
        shown = self._to.authorization()
        call = publish(self._requests(stream), metadata=(("authorization", shown),) if shown else ())
        stream.cancel = call.cancel
        return stream, call

    def _requests(self, stream: Stream) -> Iterator[bytes]:
        while (request := self._outbox.take(stream)) is not None:
            yield request
        if not stream.open:
            stream.cancel()

    def _run(self, stream: Stream, call: Any) -> None:
        try:
            while True:
                if self._listen(stream, call):
                    self._backoff.reset()
                if self._outbox.is_done() or self._stopped.wait(self._backoff.next()) or _too_late():
                    return
                stream, call = self._open()
        except Exception as error:  # no new call: the channel is closed, or the interpreter is shutting down
            if not self._stopped.is_set():
                self._warnings.once("sender", f"sending has ended: {type(error).__name__}: {error}")
        finally:
            self._outbox.fail()

    def _listen(self, stream: Stream, call: Any) -> bool:
        """Reads responses until the stream ends; True if something was acknowledged."""
        progress = False
        try:
            for response in call:
                progress = self._hear(stream, response) or progress
        except grpc.RpcError as error:
            self._backoff.advise(_advice(error))
            self._complain(error)
        except Exception as error:
            call.cancel()
            self._warnings.once(("answer", type(error)), f"an answer was not understood: {error!r}; connecting anew")
        finally:
            self._outbox.close_stream(stream)
        return progress

    def _hear(self, stream: Stream, response: service_pb2.PublishResponse) -> bool:
        match response.WhichOneof("body"):
            case "acked":
                return self._outbox.acknowledge(stream, response.acked)
            case "refusal":
                self._refused(stream, response.refusal)
            case "event":
                self._alerts.receive(response.event.id, response.event.json)
        return False

    def _refused(self, stream: Stream, refusal: service_pb2.Refusal) -> None:
        reason = _reason(refusal)
        self._outbox.refuse(stream, refusal.sequence, reason)
        self._warnings.once(("refused", reason), f"the server refused a request ({reason}): {refusal.text}")

    def _complain(self, error: grpc.RpcError) -> None:
        if self._stopped.is_set() or not isinstance(error, grpc.Call):
            return
        code, details = error.code(), error.details()
        trouble = f"no connection to {self._to.endpoint}"
        if code is grpc.StatusCode.RESOURCE_EXHAUSTED:
            trouble = f"{self._to.endpoint} takes no more for now"
        self._warnings.once(
            ("lost", code), f"{trouble} ({code.name}: {details}); snapshots are queued until it is back"
        )


def open_channel(to: Connection) -> grpc.Channel:
    """A channel to the server. Proxies of the environment are not asked for this machine itself."""
    options = [*_OPTIONS, ("grpc.enable_http_proxy", 0)] if _LOOPBACK.fullmatch(to.endpoint) else _OPTIONS
    if not to.tls_ca:
        return grpc.insecure_channel(to.endpoint, options=options)
    roots = None if to.tls_ca == "system" else Path(to.tls_ca).read_bytes()
    own = (Path(to.tls_key).read_bytes(), Path(to.tls_cert).read_bytes()) if to.tls_cert else (None, None)
    return grpc.secure_channel(to.endpoint, grpc.ssl_channel_credentials(roots, *own), options=options)


def _advice(error: grpc.RpcError) -> float:
    """Seconds that the server asks to wait, 0 if it does not say."""
    trailers = error.trailing_metadata() if isinstance(error, grpc.Call) else None
    told = str(dict(trailers or ()).get(_RETRY_AFTER, "")) if trailers else ""
    return int(told) / 1000 if told.isascii() and told.isdecimal() and len(told) < _LONGEST_NUMBER else 0.0


def _too_late() -> bool:
    """True at the interpreter's exit from Python 3.12 on: gRPC cannot have a thread then, and hangs if it tries."""
    return sys.version_info >= (3, 12) and not threading.main_thread().is_alive()


def _reason(refusal: service_pb2.Refusal) -> str:
    try:
        return snapshot_pb2.Reason.Name(refusal.reason).removeprefix("REASON_").lower()
    except ValueError:  # of a newer server
        return f"reason {refusal.reason}"
