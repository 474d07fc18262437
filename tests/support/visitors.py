"""Where requests come from."""

from ipaddress import IPv4Address
from itertools import count

# Another one each time, for tests that ask more than one client may.
# No generator: threads ask at once.
CLIENT_IPS = map(str, map(IPv4Address, count(int(IPv4Address("10.0.0.1")))))
