"""Where requests come from."""

from ipaddress import IPv4Address
from itertools import count

# Another one each time, for tests that ask more than one household may.
# No generator: threads ask at once.
HOUSEHOLDS = map(str, map(IPv4Address, count(int(IPv4Address("10.0.0.1")))))
