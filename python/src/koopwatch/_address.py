# SPDX-License-Identifier: Apache-2.0
"""Addresses of the service, and how to be let in."""

import importlib.util
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

KAFKA = "kafka://"
_PLACE = r"(\[[0-9a-fA-F:.]+\]|[^\s:/,]+):\d{1,5}"
_ENDPOINT = re.compile(rf"{_PLACE}|{KAFKA}{_PLACE}(,{_PLACE})*")
_HTTP = re.compile(r"(https?://)?([^\s/]+)(/\S*)?")
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{1,512}=*")
_HTTP_PORT = 8080
_VARIABLE, _FROM_FILE = "KOOPWATCH_KAFKA_", "_FILE"
# What records in order, each once, and every producer's choice of the same partition depend on.
_OURS = (
    "bootstrap.servers", "metadata.broker.list", "acks", "request.required.acks", "enable.idempotence", "partitioner",
    "enable.gapless.guarantee", "message.timeout.ms", "delivery.timeout.ms", "message.send.max.retries", "retries",
    "max.in.flight", "max.in.flight.requests.per.connection", "message.max.bytes",
)  # fmt: skip


@dataclass(frozen=True)
class Connection:
    """Where the server is and how to be let in.

    endpoint: HOST:PORT of the gRPC door, or kafka://HOST:PORT[,HOST:PORT]. tls_ca: a file of certificates, ``system``,
    or empty for no TLS. token_file: holds the token in its place. tls_cert, tls_key: files of a certificate of one's
    own. All of these are for the service, topic_prefix and options, the client's settings, for Kafka.
    """

    endpoint: str
    token: str = field(repr=False)
    tls_ca: str
    topic_prefix: str = "koopwatch"
    options: Mapping[str, str] = field(default_factory=dict, repr=False)
    token_file: str = ""
    tls_cert: str = ""
    tls_key: str = ""

    @property
    def brokers(self) -> str:
        """The brokers of a Kafka endpoint, with commas; empty for gRPC."""
        return self.endpoint.removeprefix(KAFKA) if self.endpoint.startswith(KAFKA) else ""

    def authorization(self) -> str:
        """The header of that name; empty without a token. A file is read each time: a new token needs no new run."""
        try:
            token = Path(self.token_file).read_text().strip() if self.token_file else self.token
        except OSError:  # while it is replaced; the next connection reads it again
            return ""
        return f"Bearer {token}" if _TOKEN.fullmatch(token) else ""


def token(given: str, file: str) -> str:
    """The token, if it can be one; ValueError, without it, if not or if the file that holds it cannot be read."""
    try:
        found = Path(file).read_text().strip() if file and not given else given
    except OSError as error:
        raise ValueError(f"KOOPWATCH_TOKEN_FILE: expected a file, got {file!r} ({error.strerror})") from None
    if found and not _TOKEN.fullmatch(found):
        raise ValueError("token: expected letters, digits and ._~+/-=, got something else")
    return given


def checked(endpoint: str) -> str:
    """The endpoint; ValueError if it is none, or one of Kafka and the client is not installed."""
    if not _ENDPOINT.fullmatch(endpoint):
        raise ValueError(f"endpoint: expected HOST:PORT or kafka://HOST:PORT[,HOST:PORT], got {endpoint!r}")
    if endpoint.startswith(KAFKA) and importlib.util.find_spec("confluent_kafka") is None:
        raise ValueError(f"endpoint: {endpoint} needs the package confluent-kafka: pip install 'koopwatch[kafka]'")
    return endpoint


def http(given: str, to: Connection) -> str:
    """The address of page and API, without a slash at the end; port 8080 of the endpoint's first host if not given."""
    if not given:
        first = to.endpoint.removeprefix(KAFKA).split(",")[0]
        return f"http{'s' if to.tls_ca else ''}://{first.rpartition(':')[0]}:{_HTTP_PORT}"
    parts = _HTTP.fullmatch(given)
    if parts is None:
        raise ValueError(f"http: expected http://HOST:PORT, got {given!r}")
    return (given if parts[1] else f"http://{given}").rstrip("/")


def kafka_options(environ: Mapping[str, str]) -> dict[str, str]:
    """The client's settings among the variables: KOOPWATCH_KAFKA_SASL_PASSWORD is sasl.password, and with _FILE at its
    end names a file that holds it. ValueError, without the value, for one that is not the user's to choose.
    """
    return dict(_option(n, v) for n, v in environ.items() if n.startswith(_VARIABLE))


def _option(variable: str, value: str) -> tuple[str, str]:
    name = variable.removeprefix(_VARIABLE).removesuffix(_FROM_FILE).lower().replace("_", ".")
    if name in _OURS:
        raise ValueError(f"{variable}: {name} is not free; the publisher's promises rest on it")
    if not variable.endswith(_FROM_FILE):
        return name, value
    try:
        return name, Path(value).read_text().strip()
    except OSError as error:
        raise ValueError(f"{variable}: expected a file, got {value!r} ({error.strerror})") from None
