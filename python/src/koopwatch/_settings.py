# SPDX-License-Identifier: Apache-2.0
"""What a run is called and where it goes: arguments first, then KOOPWATCH_* variables, then defaults."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from koopwatch import _address, _environment, _names
from koopwatch._address import Connection
from koopwatch._analysis import Setting, analyses
from koopwatch._limits import LARGEST_INTEGER, LONGEST_NAME, LONGEST_TEXT, MOST_LABELS
from koopwatch._proto.v1 import snapshot_pb2

MODES = ("online", "offline", "disabled")
_TRUE, _FALSE = ("1", "true", "yes"), ("0", "false", "no", "")


@dataclass(frozen=True)
class Settings:
    """A run's settings, checked. Empty strings mean that the server's default holds."""

    mode: str
    run: str
    named_by: str  # what chose the name, where the user did not
    group: str
    arm: str
    display_name: str
    labels: Mapping[str, str]
    baseline: bool
    analyses: Sequence[snapshot_pb2.Analysis]
    stride: int
    burst: int
    incarnation: int | None
    connection: Connection
    http: str
    spool_dir: Path | None
    offline_dir: Path
    stop_on: frozenset[str]


def text(value: str | None, name: str, default: str = "") -> str:
    """The argument, else the variable KOOPWATCH_name, else the default."""
    return value if value is not None else os.environ.get(f"KOOPWATCH_{name}", default)


def mode(value: str | None) -> str:
    """The mode; ValueError for one that does not exist."""
    chosen = text(value, "MODE", "online")
    if chosen not in MODES:
        raise ValueError(f"mode: expected {', '.join(MODES)}, got {chosen!r}")
    return chosen


def connection(endpoint: str | None = None, token: str | None = None, tls_ca: str | None = None) -> Connection:
    """The connection; ValueError unless the endpoint is HOST:PORT or kafka://HOST:PORT and its options can be used."""
    where = _address.checked(text(endpoint, "ENDPOINT", "localhost:50051"))
    ca = text(tls_ca, "TLS_CA")
    if ca not in ("", "system") and not Path(ca).is_file():
        raise ValueError(f"tls_ca: expected a file of certificates or 'system', got {ca!r}")
    prefix = _names.checked("topic prefix", text(None, "TOPIC_PREFIX", "koopwatch"))
    options = _address.kafka_options(os.environ) if where.startswith(_address.KAFKA) else {}
    own = text(None, "TLS_CERT"), text(None, "TLS_KEY")
    if bool(own[0]) != bool(own[1]) or (own[0] and not ca):
        raise ValueError("KOOPWATCH_TLS_CERT, KOOPWATCH_TLS_KEY: expected both, and tls_ca with them")
    for name, file in zip(("TLS_CERT", "TLS_KEY"), own, strict=True):
        if file and not Path(file).is_file():
            raise ValueError(f"KOOPWATCH_{name}: expected a file, got {file!r}")
    token_file = text(None, "TOKEN_FILE")
    shown = _address.token(text(token, "TOKEN"), token_file)
    return Connection(where, shown, ca, prefix, options, "" if shown else token_file, *own)


def publishes(all_ranks: bool | None) -> bool:
    """True for the one process of a job that publishes, and for each where ``all_ranks`` says so."""
    return _each_rank(all_ranks) or _environment.rank() == 0


def _each_rank(all_ranks: bool | None) -> bool:
    return _flag("ALL_RANKS") if all_ranks is None else bool(all_ranks)


def settings(
    run: str | None,
    group: str | None,
    arm: str | None,
    endpoint: str | None,
    chosen_mode: str,
    display_name: str | None,
    labels: Mapping[str, str] | None,
    baseline: bool | None,
    preset: str | Sequence[str] | None,
    analysis: Mapping[str, Setting] | None,
    stride: int,
    burst: int,
    incarnation: int | None,
    spool_dir: str | os.PathLike[str] | None,
    offline_dir: str | os.PathLike[str] | None,
    stop_on: Sequence[str] | None,
    token: str | None,
    tls_ca: str | None,
    http: str | None,
    all_ranks: bool | None,
) -> Settings:
    """The settings of init; ValueError says what was expected."""
    spool = text(None if spool_dir is None else os.fspath(spool_dir), "SPOOL_DIR")
    offline = text(None if offline_dir is None else os.fspath(offline_dir), "OFFLINE_DIR", "koopwatch-offline")
    shown_arm, key_arm = _arm(text(arm, "ARM"))
    named = dict(_pairs("LABELS") if labels is None else labels)
    name, named_by = _run(run, _each_rank(all_ranks))
    to = connection(endpoint, token, tls_ca)
    return Settings(
        mode=chosen_mode,
        run=name,
        named_by=named_by,
        group=_optional_key("group", text(group, "GROUP")),
        arm=key_arm,
        display_name=_short("display_name", text(display_name, "DISPLAY_NAME"), LONGEST_TEXT),
        labels=_labels({str(k): str(v) for k, v in named.items()} | shown_arm),
        baseline=_flag("BASELINE") if baseline is None else bool(baseline),
        analyses=analyses(
            _words("PRESET") if preset is None else preset,
            _pairs("SETTINGS") if analysis is None else analysis,
        ),
        stride=_between("stride", stride, 0, LARGEST_INTEGER),
        burst=_between("burst", burst, 2, (1 << 31) - 1) if burst else 0,
        incarnation=_incarnation(incarnation),
        connection=to,
        http=_address.http(text(http, "HTTP"), to),
        spool_dir=Path(spool) if spool else None,
        offline_dir=Path(offline),
        stop_on=frozenset(_words("STOP_ON") if stop_on is None else stop_on),
    )


def _run(given: str | None, each_rank: bool) -> tuple[str, str]:
    """The name and, unless the user chose it, what did. Where each rank publishes, each is a run."""
    name = given if given is not None else os.environ.get("KOOPWATCH_RUN") or None
    if name is not None:
        return _names.checked("run", name), ""
    found = _environment.job()
    if found is None:
        return _environment.new_name(datetime.now()), "made up, since neither KOOPWATCH_RUN nor a job names it"
    name, source = found
    return f"{name[:52]}-rank-{_environment.rank()}" if each_rank else name, f"from {source}"


def _optional_key(what: str, name: str) -> str:
    return _names.checked(what, name) if name else ""


def _arm(name: str) -> tuple[dict[str, str], str]:
    if not name or _names.is_key(name):
        return {}, name
    return {"arm_name": name[:LONGEST_TEXT]}, _names.slug(name)


def _labels(labels: dict[str, str]) -> dict[str, str]:
    if len(labels) > MOST_LABELS:
        raise ValueError(f"labels: expected at most {MOST_LABELS}, got {len(labels)}")
    for name, value in labels.items():
        if not name.strip() or not name.isprintable():
            raise ValueError(f"labels: expected printable names, got {name!r}")
        _short("label's name", name, LONGEST_NAME)
        _short(f"label {name}", value, LONGEST_TEXT)
    return labels


def _short(what: str, value: str, most: int) -> str:
    if len(value) > most:
        raise ValueError(f"{what}: expected at most {most} characters, got {len(value)}")
    return value


def _incarnation(given: int | None) -> int | None:
    words = text(None if given is None else str(given), "INCARNATION")
    if not words:
        return None
    if not words.isascii() or not words.isdigit() or not 0 < int(words) <= LARGEST_INTEGER:
        raise ValueError(f"incarnation: expected milliseconds, 1 to 2^53, got {words!r}")
    return int(words)


def _between(what: str, value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise ValueError(f"{what}: expected 0, or {low} to {high}, got {value}")
    return value


def _flag(name: str) -> bool:
    value = text(None, name).lower()
    if value not in _TRUE + _FALSE:
        raise ValueError(f"KOOPWATCH_{name}: expected one of {', '.join(_TRUE + _FALSE[:-1])}, got {value!r}")
    return value in _TRUE


def _words(name: str) -> list[str]:
    return [w.strip() for w in text(None, name).split(",") if w.strip()]


def _pairs(name: str) -> dict[str, str]:
    pairs = [word.partition("=") for word in _words(name)]
    if not all(equals for _, equals, _ in pairs):
        raise ValueError(f"KOOPWATCH_{name}: expected key=value,key=value, got {text(None, name)!r}")
    return {key.strip(): value.strip() for key, _, value in pairs}
