"""The guard for httpx: what connects goes to the addresses that were looked at. TLS still verifies the
name."""

import os
import ssl
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import TracebackType
from typing import Any, Self
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from seaway.errors import InvalidInputError
from seaway.integrations.http.guard import resolve


class GuardedTransport(httpx.BaseTransport):
    """Give it to `httpx.Client(transport=…)`. Each redirect is a new request, so it is looked at too.

    Where the environment names a proxy, it connects to that: the proxy itself must be allowed, and the
    target is looked at here as far as its name is known here."""

    def __init__(self, *, verify: bool = True) -> None:
        self._tls = _tls(verify, os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
        self._pools: dict[str, httpcore.ConnectionPool] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        proxy = _proxy_of(url)
        if proxy:
            _look_at(url)
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            answer = self._pool(proxy).handle_request(asked)
        except _HTTPCORE as error:
            raise _to_httpx(error) from error
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Pieces(answer.stream),
            extensions=answer.extensions,
        )

    def _pool(self, proxy: str) -> httpcore.ConnectionPool:
        if proxy not in self._pools:
            self._pools[proxy] = _open_pool(proxy, {"ssl_context": self._tls, "network_backend": _Backend()})
        return self._pools[proxy]

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        self.close()


@lru_cache(maxsize=8)
def _tls(verify: bool, *_authorities: str | None) -> ssl.SSLContext:
    """Reading the authorities takes longer than most calls, and one context serves any number of them."""
    return httpx.create_ssl_context(verify=verify)


class _Backend(httpcore.SyncBackend):
    """Connects to the first address that answers, of those that were looked at."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = resolve(host, port)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


_HTTPCORE = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


class _Pieces(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except _HTTPCORE as error:
            raise _to_httpx(error) from error

    def close(self) -> None:
        self._stream.close()


def _to_httpx(error: Exception) -> Exception:
    """The two packages name their errors alike."""
    kind: type[httpx.TransportError] = getattr(httpx, type(error).__name__, httpx.TransportError)
    return kind(str(error))


def _open_pool(proxy: str, options: dict[str, Any]) -> httpcore.ConnectionPool:
    if not proxy:
        return httpcore.ConnectionPool(**options)
    found = httpx.Proxy(proxy)
    return httpcore.HTTPProxy(
        proxy_url=httpcore.URL(
            scheme=found.url.raw_scheme, host=found.url.raw_host, port=found.url.port, target=b"/"
        ),
        proxy_auth=found.raw_auth,
        **options,
    )


def _proxy_of(url: httpx.URL) -> str:
    """The proxy that the environment names for this address."""
    known = getproxies()
    proxy = known.get(url.scheme) or known.get("all") or ""
    if not proxy or proxy_bypass(url.host):
        return ""
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if not proxy.startswith(("http://", "https://")):
        raise InvalidInputError(
            f"The proxy for {url.scheme} addresses is none that speaks HTTP.",
            hint="Set HTTP_PROXY and HTTPS_PROXY to http://… or leave them out.",
        )
    return proxy


def _look_at(url: httpx.URL) -> None:
    """What is not known here, the proxy may know; it decides then."""
    try:
        resolve(url.host, url.port or 443)
    except OSError:
        return
