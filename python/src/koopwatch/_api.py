# SPDX-License-Identifier: Apache-2.0
"""Reads the service's HTTP API: what it made of a run."""

import json
import re
import ssl
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from koopwatch._address import Connection

Json = dict[str, Any]

_TIMEOUT = 5.0
_NOT_FOUND = 404
_NEXT = re.compile(r'<([^>]+)>\s*;[^,]*rel="?next"?')
_LOOPBACK = re.compile(r"localhost|127\.\d+\.\d+\.\d+|::1")


class Api:
    """The service at an address, ``http://HOST:PORT``. OSError when it does not answer, ValueError when not in JSON."""

    def __init__(self, address: str, to: Connection | None = None) -> None:
        """To: how to be let in, as at the gRPC door."""
        self._base = f"{address}/api/v1/"
        self._to = to
        handlers: list[urllib.request.BaseHandler] = [_Straight()]
        if _LOOPBACK.fullmatch(urlsplit(address).hostname or ""):  # proxies are not asked for this machine itself
            handlers.append(urllib.request.ProxyHandler({}))
        if to is not None and to.tls_ca:
            handlers.append(urllib.request.HTTPSHandler(context=_tls(to)))
        self._open = urllib.request.build_opener(*handlers).open

    def run(self, run: str) -> Json | None:
        """The state of a run; None before the service knows it."""
        try:
            state = self._get(f"runs/{run}")[0]
        except urllib.error.HTTPError as error:
            if error.code == _NOT_FOUND:
                return None
            raise
        return state if isinstance(state, dict) else None

    def windows(self, run: str, observable: str, incarnation: int, first_step: int | None) -> list[Json]:
        """The windows of the first preset, ascending, from those that begin at ``first_step`` on; all without it."""
        query: dict[str, Any] = {"observable": observable, "incarnation": incarnation}
        if first_step is not None:
            query["from"] = first_step
        return self._pages(f"runs/{run}/spectra?{urlencode(query)}")

    def events(self, run: str) -> list[Json]:
        """Alerts and notes of a run, each in its latest version."""
        return self._pages(f"runs/{run}/events")

    def distances(self, group: str) -> list[Json]:
        """The newest distance of each pair and reference in a group."""
        return self._pages(f"groups/{group}/distances")

    def _pages(self, path: str | None) -> list[Json]:
        found: list[Json] = []
        while path is not None:
            page, path = self._get(path)
            found += page
        return found

    def _request(self, path: str) -> urllib.request.Request:
        request = urllib.request.Request(urljoin(self._base, path))
        shown = self._to.authorization() if self._to is not None else ""
        if shown and request.full_url.startswith(self._base):  # to nobody else, wherever a link leads
            request.add_header("Authorization", shown)
        return request

    def _get(self, path: str) -> tuple[Any, str | None]:
        try:
            with self._open(self._request(path), timeout=_TIMEOUT) as answer:
                following = _NEXT.search(", ".join(answer.headers.get_all("Link", [])))
                return json.load(answer), following[1] if following else None
        except urllib.error.HTTPError as error:
            error.close()  # it is the answer too, and holds the connection
            raise


class _Straight(urllib.request.HTTPRedirectHandler):
    """Follows nobody elsewhere: the token would go along."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _tls(to: Connection) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=None if to.tls_ca == "system" else to.tls_ca)
    if to.tls_cert:
        context.load_cert_chain(to.tls_cert, to.tls_key)
    return context
