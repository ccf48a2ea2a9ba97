# SPDX-License-Identifier: Apache-2.0
"""A server of the snapshot service that runs in the test's process and does what the test asks for."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent import futures
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import grpc
import numpy as np
import numpy.typing as npt

from koopwatch._proto.v1 import service_pb2, snapshot_pb2

if TYPE_CHECKING:  # benchmarks and the tests on a GPU do without it
    import trustme

Request = service_pb2.PublishRequest
Response = service_pb2.PublishResponse


def acked(sequence: int) -> Response:
    return Response(acked=sequence)


def refusal(sequence: int, reason: snapshot_pb2.Reason, text: str = "no") -> Response:
    return Response(refusal=service_pb2.Refusal(sequence=sequence, reason=reason, text=text))


def event(identity: str, **alert: object) -> Response:
    return Response(event=service_pb2.Event(id=identity, json=json.dumps({"id": identity, **alert})))


def take_all(server: "Server", stream: int, request: Request) -> Iterator[Response]:
    """Acknowledges everything at once."""
    yield acked(request.sequence)


@dataclass
class Exhausted(Exception):  # noqa: N818  as the status is called
    """Raised by an answer: the service is full, and says when to come back."""

    retry_after_ms: str


@dataclass
class Server:
    """Records every request by stream, and answers as ``answer`` says; raising ConnectionError drops the stream."""

    answer: Callable[["Server", int, Request], Iterator[Response]] = take_all
    port: int = 0
    streams: list[list[Request]] = field(default_factory=list)
    metadata: list[dict[str, str]] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)  # time.monotonic of each stream
    certificate: "trustme.LeafCert | None" = None
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __enter__(self) -> "Server":
        self._server = grpc.server(futures.ThreadPoolExecutor(16), options=[("grpc.so_reuseport", 0)])
        handler = grpc.stream_stream_rpc_method_handler(
            self._publish, request_deserializer=Request.FromString, response_serializer=Response.SerializeToString
        )
        service = grpc.method_handlers_generic_handler("koopwatch.v1.SnapshotService", {"Publish": handler})
        self._server.add_generic_rpc_handlers((service,))
        self.port = self._bind()
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop(0).wait()

    @property
    def endpoint(self) -> str:
        return f"localhost:{self.port}"

    def requests(self, kind: str | None = None) -> list[Request]:
        """All requests, or those of one kind, in the order of arrival."""
        with self.changed:
            return [r for s in self.streams for r in s if kind is None or r.WhichOneof("body") == kind]

    def steps(self, observable: str = "weights") -> list[int]:
        """The steps of snapshots as they arrived, with repetitions."""
        return [r.snapshot.step for r in self.requests("snapshot") if r.snapshot.observable == observable]

    def until(self, condition: Callable[[], bool]) -> None:
        """Waits for something to arrive."""
        with self.changed:
            assert self.changed.wait_for(condition, 15), "it did not arrive"

    def _bind(self) -> int:
        address = f"localhost:{self.port}"
        for _ in range(50):
            try:
                if self.certificate is not None:
                    return self._server.add_secure_port(address, _credentials(self.certificate))
                return self._server.add_insecure_port(address)
            except RuntimeError:  # noqa: PERF203  the last server's socket is not gone yet
                time.sleep(0.1)
        raise AssertionError(f"port {self.port} stays taken")

    def _publish(self, requests: Iterator[Request], context: grpc.ServicerContext) -> Iterator[Response]:
        with self.changed:
            stream = len(self.streams)
            self.streams.append([])
            self.opened.append(time.monotonic())
            self.metadata.append({k: str(v) for k, v in context.invocation_metadata()})
        for request in requests:
            with self.changed:
                self.streams[stream].append(request)
                self.changed.notify_all()
            try:
                yield from self.answer(self, stream, request)
            except ConnectionError:
                context.abort(grpc.StatusCode.UNAVAILABLE, "dropped by the test")
            except Exhausted as told:
                context.set_trailing_metadata((("koopwatch-retry-after-ms", told.retry_after_ms),))
                context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "runs with an open stream: expected at most 1, got 2")


def _credentials(certificate: "trustme.LeafCert") -> grpc.ServerCredentials:
    chain = b"".join(pem.bytes() for pem in certificate.cert_chain_pems)
    return grpc.ssl_server_credentials([(certificate.private_key_pem.bytes(), chain)])


def values(request: Request) -> npt.NDArray[np.float32]:
    """A snapshot's vector."""
    return np.frombuffer(request.snapshot.values, "<f4")
