"""Client IP addresses of requests."""

from ipaddress import IPv4Address
from itertools import count

# An iterator of new addresses, for tests with more requests than the rate limit of one client.
# Not a generator, because threads share it.
CLIENT_IPS = map(str, map(IPv4Address, count(int(IPv4Address("10.0.0.1")))))
