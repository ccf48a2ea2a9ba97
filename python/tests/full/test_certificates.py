# SPDX-License-Identifier: Apache-2.0
"""The publisher and a real service that asks its clients for a certificate and a token."""

import json
import ssl
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import trustme
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from service import Service, until

import koopwatch

ROWS, TOKEN = 120, "a-token-of-ada"


def written(directory: Path, name: str, pair: trustme.LeafCert) -> tuple[str, str]:
    """Files of a certificate and of its key, the latter in PKCS#8, which Java reads."""
    certificate, key = directory / f"{name}.pem", directory / f"{name}.key"
    certificate.write_bytes(b"".join(blob.bytes() for blob in pair.cert_chain_pems))
    parsed = load_pem_private_key(pair.private_key_pem.bytes(), None)
    key.write_bytes(parsed.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(certificate), str(key)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, Path]]:
    directory = tmp_path_factory.mktemp("closed")
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(directory / "ca.pem")
    certificate, key = written(directory, "server", authority.issue_cert("127.0.0.1"))
    written(directory, "own", authority.issue_cert("ada@example.org"))
    written(directory, "strange", stranger.issue_cert("ada@example.org"))
    (directory / "tokens").write_text(f"{TOKEN} publish ada\n")
    (directory / "tokens").chmod(0o600)
    service = Service(
        directory,
        *("--tls-cert", certificate, "--tls-key", key),
        *("--tls-client-ca", str(directory / "ca.pem"), "--tokens", str(directory / "tokens")),
    )
    yield service, directory
    service.stop()


def show(monkeypatch: pytest.MonkeyPatch, directory: Path, name: str) -> None:
    monkeypatch.setenv("KOOPWATCH_TLS_CA", str(directory / "ca.pem"))
    monkeypatch.setenv("KOOPWATCH_TOKEN", TOKEN)
    for variable, suffix in (("TLS_CERT", "pem"), ("TLS_KEY", "key")):
        monkeypatch.setenv(f"KOOPWATCH_{variable}", str(directory / f"{name}.{suffix}") if name else "")


def test_a_run_with_the_right_certificate_and_token_is_taken_and_seen(
    closed: tuple[Service, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    service, directory = closed
    show(monkeypatch, directory, "own")
    rows = np.cumsum(np.random.default_rng(3).standard_normal((ROWS, 8)), axis=0).astype(np.float32)
    with koopwatch.init(run="ada", endpoint=service.doors["grpc"]) as run:
        for step, row in enumerate(rows):
            run.publish(step, row)
        assert run.finish(60)
    assert run.counts() == koopwatch.Counts(published=ROWS, delivered=ROWS)

    context = ssl.create_default_context(cafile=str(directory / "ca.pem"))
    context.load_cert_chain(directory / "own.pem", directory / "own.key")
    address = f"https://{service.doors['http']}/api/v1/runs"
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {TOKEN}"})

    def ended() -> bool:
        with urllib.request.urlopen(request, context=context, timeout=10) as answer:
            return [(run["run"], run["state"]) for run in json.load(answer)] == [("ada", "ended")]

    until(ended, "the end of the run")


@pytest.mark.parametrize("name", ["", "strange"])
def test_without_a_certificate_of_the_right_authority_nothing_is_taken(
    closed: tuple[Service, Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    service, directory = closed
    show(monkeypatch, directory, name)
    run = koopwatch.init(run="ada", endpoint=service.doors["grpc"], incarnation=9_000_000_000_000)
    run.publish(0, [1.0])
    assert not run.finish(timeout=3)
    assert run.counts().delivered == 0
