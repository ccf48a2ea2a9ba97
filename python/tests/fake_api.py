# SPDX-License-Identifier: Apache-2.0
"""The service's HTTP API as far as ``mirror`` reads it, saying what the test wants."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]


def window(
    last: int, observable: str = "weights", incarnation: int = 1, first: int | None = None, **gauges: Any
) -> Json:
    """A window of 100 steps whose gauges tell which one it is."""
    told: Json = {"spectral_radius": last / 1000, "one_step_error": 0.5, "effective_rank": 3.0}
    told |= {"update_energy": 0.25, "update_coherence": None, **gauges}
    begins = last - 99 if first is None else first
    return {"observable": observable, "incarnation": incarnation, "first_step": begins, "last_step": last, **told}


def alert(identity: str, **fields: Any) -> Json:
    told = {"id": identity, "run": "r", "group": "g", "kind": "Instability", "severity": "critical", "state": "firing"}
    return told | {"cause": "unknown", "step": 250, "message": "it grows"} | fields


@dataclass
class FakeApi:
    """One run, ``r`` of group ``g``."""

    page: int = 3  # windows on a page
    broken: bool = False
    known: bool = True
    state: Json = field(default_factory=lambda: {"run": "r", "group": "g", "state": "live", "incarnation": 1})
    windows: list[Json] = field(default_factory=list)
    events: list[Json] = field(default_factory=list)
    distances: list[Json] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    authorizations: list[str | None] = field(default_factory=list)

    def __enter__(self) -> "FakeApi":
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                api._answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.path)
        self.authorizations.append(request.headers["Authorization"])
        path, query = urlsplit(request.path).path, parse_qs(urlsplit(request.path).query)
        body: Any = {"/api/v1/runs/r/events": self.events, "/api/v1/groups/g/distances": self.distances}.get(path)
        link = None
        if path == "/api/v1/runs/r":
            names = dict.fromkeys(w["observable"] for w in self.windows)
            body = self.state | {"observables": [{"name": n} for n in names]}
        elif path == "/api/v1/runs/r/spectra":
            body, link = self._spectra(request.path, {k: v[0] for k, v in query.items()})
        self._send(request, body, link)

    def _spectra(self, path: str, query: dict[str, str]) -> tuple[list[Json], str | None]:
        start = int(query.get("start", 0))
        found = [
            w
            for w in self.windows
            if w["observable"] == query["observable"]
            and w["incarnation"] == int(query["incarnation"])
            and w["first_step"] >= int(query.get("from", -1))
        ]
        more = start + self.page < len(found)
        link = f'<{path.split("&start=", maxsplit=1)[0]}&start={start + self.page}>; rel="next"' if more else None
        return found[start : start + self.page], link

    def _send(self, request: BaseHTTPRequestHandler, body: Any, link: str | None) -> None:
        status = 500 if self.broken else 404 if body is None or not self.known else 200
        request.send_response(status)
        if link:
            request.send_header("Link", link)
        request.end_headers()
        request.wfile.write(json.dumps(body).encode())
