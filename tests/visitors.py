"""Where requests come from."""

from ipaddress import IPv4Address
from itertools import count

# Another one each time, for tests that ask more than one household may.
HOUSEHOLDS = (str(IPv4Address("10.0.0.1") + number) for number in count())
