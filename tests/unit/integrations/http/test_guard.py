"""Which addresses workflows may reach."""

import socket
import threading
from ipaddress import ip_address

import pytest

from seaway.errors import BadRequestError, InvalidInputError, PermissionDeniedError, UnavailableError
from seaway.integrations.http.guard import checked_url, guarded_sockets, refusal, resolve
from seaway.settings import PRIVATE_NETWORKS, private_networks


def networks(text: str) -> tuple[object, ...]:
    return private_networks({PRIVATE_NETWORKS: text})


def fake_names(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """A name server that gives one answer after the other; returns what it was asked."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: object, *args: object, **kwargs: object) -> list[object]:
        asked.append(host)
        addresses = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "this machine itself"),
        ("127.255.0.9", "this machine itself"),
        ("::1", "this machine itself"),
        ("0.0.0.0", "the unspecified address"),
        ("::", "the unspecified address"),
        ("10.0.0.1", "a private address"),
        ("172.16.3.4", "a private address"),
        ("192.168.1.1", "a private address"),
        ("100.64.0.1", "a private address"),
        ("198.18.0.1", "a private address"),
        ("fd12::1", "a private address"),
        ("fec0::1", "a private address"),
        ("169.254.1.1", "a link-local address"),
        ("fe80::1", "a link-local address"),
        ("fe80::1%2", "a link-local address"),
        ("224.0.0.1", "a multicast address"),
        ("ff02::1", "a multicast address"),
        ("240.0.0.1", "a reserved address"),
        ("255.255.255.255", "a reserved address"),
        ("169.254.169.254", "where a cloud keeps its machine's credentials"),
        ("168.63.129.16", "where a cloud keeps its machine's credentials"),
        ("100.100.100.200", "where a cloud keeps its machine's credentials"),
        ("fd00:ec2::254", "where a cloud keeps its machine's credentials"),
        ("::ffff:127.0.0.1", "this machine itself"),
        ("::ffff:a9fe:a9fe", "where a cloud keeps its machine's credentials"),
        ("::7f00:1", "this machine itself"),
        ("2002:7f00:1::", "this machine itself"),
        ("2002:a9fe:a9fe::1", "where a cloud keeps its machine's credentials"),
        ("64:ff9b::10.0.0.1", "a private address"),
        ("64:ff9b:1::a9fe:a9fe", "where a cloud keeps its machine's credentials"),
        ("2001:0:4136:e378:8000:63bf:f5ff:fffe", "a private address"),
    ],
)
def test_what_is_not_public_is_refused_in_every_form(address: str, kind: str) -> None:
    assert refusal(ip_address(address), ()) == kind


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::8.8.8.8", "2002:808:808::1"]
)
def test_what_is_public_is_not(address: str) -> None:
    assert refusal(ip_address(address), ()) == ""


@pytest.mark.parametrize(
    ("allowed", "address", "is_fine"),
    [
        ("loopback", "127.0.0.1", True),
        ("loopback", "::1", True),
        ("loopback", "::ffff:127.0.0.1", True),
        ("loopback", "10.0.0.1", False),
        ("private", "10.0.0.1", True),
        ("private", "fd12::1", True),
        ("private", "127.0.0.1", False),
        ("private", "169.254.169.254", False),
        ("private", "100.100.100.200", False),
        ("169.254.0.0/16", "169.254.1.1", True),
        ("169.254.0.0/16", "169.254.169.254", False),
        ("169.254.169.254", "169.254.169.254", True),
        ("10.1.0.0/16, loopback", "10.1.2.3", True),
        ("10.1.0.0/16, loopback", "10.2.2.3", False),
    ],
)
def test_an_administrator_allows_networks(allowed: str, address: str, is_fine: bool) -> None:
    assert (refusal(ip_address(address), networks(allowed)) == "") is is_fine  # type: ignore[arg-type]


def test_a_wrong_network_names_the_variable() -> None:
    with pytest.raises(BadRequestError, match=r"SEAWAY_PRIVATE_NETWORKS: .*somewhere") as caught:
        networks("loopback, somewhere")
    assert "10.1.0.0/16" in caught.value.hint


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"]
)
def test_every_way_to_write_this_machine_is_refused(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PRIVATE_NETWORKS, raising=False)
    with pytest.raises(PermissionDeniedError, match="this machine itself; workflows may not") as caught:
        checked_url(f"http://{host}:8080/x")
    assert "SEAWAY_PRIVATE_NETWORKS=loopback" in caught.value.hint


def test_one_bad_address_of_a_name_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_names(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(
        PermissionDeniedError, match=r"`rebind.test` leads to 10\.0\.0\.1, a private"
    ) as caught:
        resolve("rebind.test", 80)
    assert "SEAWAY_PRIVATE_NETWORKS=10.0.0.1/32" in caught.value.hint


def test_an_address_without_a_host_is_wrong() -> None:
    for url in ("file:///etc/passwd", "nonsense", "http://[::1/"):
        with pytest.raises(InvalidInputError):
            checked_url(url)


def test_an_unknown_host_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*args: object, **kwargs: object) -> object:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    with pytest.raises(UnavailableError, match=r"`nowhere\.test` is not known: Name or service not known"):
        checked_url("https://nowhere.test/x")


def test_a_clients_own_sockets_are_looked_at_and_other_threads_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(PRIVATE_NETWORKS, raising=False)
    before = socket.getaddrinfo
    found: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listener, guarded_sockets():
        here = listener.getsockname()
        with pytest.raises(PermissionDeniedError, match="this machine itself"):
            socket.create_connection(here, timeout=5)
        other = threading.Thread(target=lambda: found.append(socket.create_connection(here, timeout=5)))
        other.start()
        other.join()
        for connection in found:
            connection.close()  # type: ignore[attr-defined]
    assert len(found) == 1
    assert socket.getaddrinfo is before


def test_guards_within_each_other_leave_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fake_names(monkeypatch, ["10.0.0.1"])
    before = socket.getaddrinfo
    with guarded_sockets():
        with guarded_sockets(), pytest.raises(PermissionDeniedError):
            socket.getaddrinfo("x.test", 80)
        with pytest.raises(PermissionDeniedError):
            socket.getaddrinfo("x.test", 80)
    assert socket.getaddrinfo is before
    assert socket.getaddrinfo("x.test", 80)
    assert asked == ["x.test"] * 3
