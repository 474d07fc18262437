"""Client IPs and networks, for rate limits and bans."""

import pytest
from django.test import RequestFactory

from lib.client_ip import get_client_ip, get_client_network, get_neighbouring_network
from lib.hashing import keyed_hash


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "198.51.100.7"),
        (0, "203.0.113.9", "198.51.100.7"),  # no proxy: clients can forge this header
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "192.0.2.66, 203.0.113.9", "203.0.113.9"),  # The first is forged by the client.
        (2, "192.0.2.66, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "10.0.0.1", "10.0.0.1"),
        (1, "", "198.51.100.7"),
        (1, "unknown", "198.51.100.7"),
        (1, " 2001:db8::1 ", "2001:db8::1"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "x" * 5000, "198.51.100.7"),
    ],
)
def test_client_ip_is_seen_by_outermost_trusted_proxy(proxies, forwarded, address, settings):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get(
        "/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="198.51.100.7"
    )
    assert str(get_client_ip(request)) == address


@pytest.mark.parametrize("remote", ["", "unix:"])
def test_client_ip_of_unix_socket_is_zero(remote):
    request = RequestFactory().get("/", REMOTE_ADDR=remote)
    assert str(get_client_ip(request)) == "0.0.0.0"


@pytest.mark.parametrize(
    ("remote", "network", "neighbours"),
    [
        ("203.0.113.9", "203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:12:34:56::9", "2001:db8:12:34::/64", "2001:db8:12::/48"),
    ],
)
def test_client_network_is_ipv4_address_or_ipv6_64(remote, network, neighbours):
    ip = get_client_ip(RequestFactory().get("/", REMOTE_ADDR=remote))
    assert (get_client_network(ip), get_neighbouring_network(ip)) == (network, neighbours)


def test_keyed_hash_is_equal_only_for_equal_values(settings):
    first = keyed_hash("email", "ana@example.org")
    assert (len(first), first == keyed_hash("email", "ana@example.org")) == (32, True)
    assert first != keyed_hash("name", "ana@example.org")
    assert first != keyed_hash("email", "ben@example.org")
    settings.SECRET_KEY = "another" * 10
    assert first != keyed_hash("email", "ana@example.org")
    assert keyed_hash("email", "") == ""
