# SPDX-License-Identifier: Apache-2.0
"""One request on its way: serialised once, numbered anew on every stream."""

from dataclasses import dataclass
from enum import Enum, auto

from koopwatch._proto.v1 import service_pb2

_OVERHEAD = 200  # bytes that Python needs to hold an entry


class Kind(Enum):
    """What a request carries, as far as a queue must know."""

    START = auto()
    SNAPSHOT = auto()
    OTHER = auto()
    END = auto()


_KINDS = {"start": Kind.START, "snapshot": Kind.SNAPSHOT, "end": Kind.END}


@dataclass(frozen=True)
class Entry:
    """A request without its sequence number; ``stored`` if it came from a file."""

    kind: Kind
    body: bytes
    stored: bool = False

    @staticmethod
    def of(request: service_pb2.PublishRequest) -> "Entry":
        """Serialises the request."""
        return Entry(_KINDS.get(str(request.WhichOneof("body")), Kind.OTHER), request.SerializeToString())

    @staticmethod
    def read(body: bytes) -> "Entry":
        """An entry from a file; DecodeError if it is no request."""
        request = service_pb2.PublishRequest.FromString(body)
        return Entry(_KINDS.get(str(request.WhichOneof("body")), Kind.OTHER), body, stored=True)

    @property
    def weight(self) -> int:
        """Bytes of memory held."""
        return len(self.body) + _OVERHEAD

    def numbered(self, sequence: int) -> bytes:
        """The request on the wire. Protobuf reads concatenated messages as merged ones, so nothing is parsed."""
        return _sequence_field(sequence) + self.body


def _sequence_field(value: int) -> bytes:
    field = bytearray(b"\x08")  # field 1, varint
    while value > 0x7F:  # noqa: PLR2004
        field.append(value & 0x7F | 0x80)
        value >>= 7
    field.append(value)
    return bytes(field)
