"""Keeps addresses that users write away from what only this machine and its network can reach.

Whoever writes a workflow must not read a cloud's metadata service or an internal page through the machine
that runs it (server-side request forgery). So each name is resolved here, every address it leads to is
looked at, and the connection goes to exactly those: a second answer of the name server changes nothing.

- `seaway.integrations.http.transport` is this for httpx, redirects and proxies included.
- `guarded_sockets()` is it for a vendor's client that takes no transport but is written in Python.
- `checked_url()` looks once, for programs and clients of other languages (git, obstore). They resolve the
  name again, and follow redirects by themselves: an attacker who owns the name server can answer differently
  then.
"""

import ipaddress
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from seaway.errors import InvalidInputError, PermissionDeniedError, UnavailableError
from seaway.settings import PRIVATE_NETWORKS, private_networks

if TYPE_CHECKING:
    from seaway.settings import Network

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_METADATA = frozenset(
    map(
        ipaddress.ip_address,
        # AWS, Azure, Google and most others; AWS and Google by IPv6; Alibaba; Azure's agent (a public
        # address)
        (
            "169.254.169.254",
            "169.254.170.2",
            "fd00:ec2::254",
            "fd20:ce::254",
            "100.100.100.200",
            "168.63.129.16",
        ),
    )
)
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_SITE_LOCAL = ipaddress.IPv6Network("fec0::/10")
_PORTS = {"http": 80, "https": 443, "ssh": 22, "git": 9418}


def resolve(host: str, port: int) -> list[str]:
    """The addresses of `host`, all of them allowed; connect to these, never to the name.

    Raises:
        PermissionDeniedError: one of them is not for workflows.
        OSError: the name leads nowhere.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    _refuse_any(host, addresses)
    return addresses


def checked_url(url: str) -> str:
    """`url` as it is, once its host has been looked at. What this can't prevent stands at the top of this
    file.

    Raises:
        InvalidInputError: no host in it.
        PermissionDeniedError: it leads to an address that is not for workflows.
        UnavailableError: its host is not known.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidInputError(f"The address can't be read: {error}.", hint="Check it.") from None
    if not host:
        raise InvalidInputError(
            "The address names no host.", hint="Write it with its scheme, such as https://…"
        )
    try:
        resolve(host, port or _PORTS.get(parts.scheme, 443))
    except OSError as error:
        raise UnavailableError(
            f"The host `{host}` is not known: {error.strerror or error}.", hint="Is the name right?"
        ) from error
    return url


def refusal(address: Address, networks: "Sequence[Network]") -> str:
    """What kind of address it is that a workflow may not reach, such as `a private address`; empty where it
    may."""
    inner = _embedded(address)
    if inner is not None:
        return refusal(inner, networks)
    inside = [network for network in networks if network.version == address.version and address in network]
    if address in _METADATA:  # never as part of a range
        is_named = any(network.num_addresses == 1 for network in inside)
        return "" if is_named else "where a cloud keeps its machine's credentials"
    return "" if inside else _kind(address)


def _kind(address: Address) -> str:
    kinds = (
        (address.is_unspecified, "the unspecified address"),
        (address.is_loopback, "this machine itself"),
        (address.is_link_local, "a link-local address"),
        (address.is_multicast, "a multicast address"),
        (address.is_reserved, "a reserved address"),
        (not address.is_global or address in _SITE_LOCAL, "a private address"),
    )
    return next((kind for holds, kind in kinds if holds), "")


def _embedded(address: Address) -> Address | None:
    """The IPv4 address that an IPv6 address stands for: mapped, compatible, 6to4, Teredo, NAT64 (RFC 4291,
    3056, 4380, 6052, 8215)."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if found := address.ipv4_mapped or address.sixtofour:
        return found
    if address.teredo:
        return address.teredo[1]
    is_compatible = address in _COMPATIBLE and int(address) > 0xFFFF  # `::` and `::1` are themselves
    if is_compatible or any(address in network for network in _NAT64):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _refuse_any(host: str, addresses: Sequence[str], environ: Mapping[str, str] = os.environ) -> None:
    networks = private_networks(environ)
    for text in addresses:
        address = ipaddress.ip_address(text)
        if kind := refusal(address, networks):
            bare = ipaddress.ip_address(text.partition("%")[0])
            leads = "is" if host == text else f"leads to {text},"
            raise PermissionDeniedError(
                f"`{host}` {leads} {kind}; workflows may not reach it.",
                hint=f"Whoever runs this machine can allow it: {PRIVATE_NETWORKS}={_word(bare)} in Seaway's "
                "environment. A project or a task can't.",
            )


def _word(address: Address) -> str:
    if address.is_loopback:
        return "loopback"
    return f"{_embedded(address) or address}/{(_embedded(address) or address).max_prefixlen}"


# --- clients that take no transport -------------------------------------------------------------------------

_guarded: ContextVar[bool] = ContextVar("guarded", default=False)
_changing = threading.Lock()
_plain: list[Callable[..., Any]] = []


@contextmanager
def guarded_sockets() -> Iterator[None]:
    """Inside, whatever this thread connects to by Python's `socket.create_connection` and its like (requests,
    urllib3, urllib, smtplib) is looked at, redirects included.

    Not covered are threads that the client starts, and clients that are not written in Python."""
    token = _guarded.set(True)
    with _changing:
        _plain.append(_plain[0] if _plain else socket.getaddrinfo)
        socket.getaddrinfo = _checked_getaddrinfo
    try:
        yield
    finally:
        _guarded.reset(token)
        with _changing:
            known = _plain.pop()
            if not _plain:
                socket.getaddrinfo = known


def _checked_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    """`socket.getaddrinfo`, which all of them ask for literal addresses too. Other threads notice nothing."""
    known = _plain
    plain = known[0] if known else socket.getaddrinfo
    found = plain(host, *args, **kwargs)
    if _guarded.get() and host:
        name = host.decode() if isinstance(host, bytes) else str(host)
        _refuse_any(name, list(dict.fromkeys(str(entry[4][0]) for entry in found)))
    return found
