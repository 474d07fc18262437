"""`robots.txt` (RFC 9309): what a site allows our looks to read."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote, unquote, urlsplit

from django.utils import timezone

from lib.safe_http import FetchError, Response

AGENT = "pullquote"  # Our name in `User-agent` lines; compared in lower case.
MAX_BYTES = 512 * 1024  # The RFC asks for at least 500 KiB.
MAX_RULES = 2000
MAX_STARS = 20  # In one rule; others are ignored.
LIFETIME = timedelta(days=1)
MAX_SITES = 1000  # In the memory of a worker.
# A rule is a pattern of paths, and whether these are allowed.
Rules = list[tuple[str, bool]]
_known: dict[str, tuple[datetime, Rules]] = {}  # By origin.


class DisallowedError(Exception):
    """`robots.txt` disallows the URL."""


def require_allowed(url: str, fetch: Callable[[str], Response]) -> None:
    """Raise DisallowedError for a URL that robots may not read.

    `fetch` requests a URL and follows redirects; it is called once a day for each site by each
    worker. Without a file everything is allowed. Raises FetchError without an answer: then nothing
    may be read.
    """
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc.lower()}"
    now = timezone.now()
    known = _known.get(origin)
    if known is None or now - known[0] > LIFETIME:
        if len(_known) >= MAX_SITES:
            _known.clear()
        known = _known[origin] = (now, _load(f"{origin}/robots.txt", fetch))
    rules = known[1]
    path = parts.path or "/"
    if not is_allowed(rules, f"{path}?{parts.query}" if parts.query else path):
        raise DisallowedError


def _load(url: str, fetch: Callable[[str], Response]) -> Rules:
    response = fetch(url)
    if response.status >= 500 or response.status == 429:
        raise FetchError(f"robots.txt: status {response.status}")
    return parse_rules(response.body) if response.status == 200 else []


def parse_rules(content: bytes) -> Rules:
    """Return the rules for AGENT if a group names it, else those for all robots.

    Rules for other robots are not stored: a hostile file could repeat each for thousands of names.
    """
    groups: dict[str, Rules] = {}
    agents: set[str] = set()
    is_in_rules = False
    for line in content[:MAX_BYTES].decode("utf-8-sig", errors="replace").splitlines():
        name, _colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            if is_in_rules:
                agents, is_in_rules = set(), False
            if (agent := value.lower()) in (AGENT, "*"):
                agents.add(agent)
                groups.setdefault(agent, [])
        elif name in ("allow", "disallow"):
            is_in_rules = True
            if value and value.count("*") <= MAX_STARS:
                for agent in agents:
                    groups[agent].append((_normalize(value), name == "allow"))
    rules = groups.get(AGENT, groups.get("*", []))
    return rules[:MAX_RULES]


def is_allowed(rules: Rules, path: str) -> bool:
    """Return whether the longest rule that matches the path allows it; without one it is."""
    path = _normalize(path)
    matching = [(len(pattern), allows) for pattern, allows in rules if _matches(pattern, path)]
    return max(matching)[1] if matching else True


def _normalize(path: str) -> str:
    """Return a path with the same percent-encoding, whoever wrote it."""
    return quote(unquote(path), safe="/*$?=&;:@!,()'+~")


def _matches(pattern: str, path: str) -> bool:
    """Compare with `*` for any characters and a final `$` for the end. No backtracking."""
    is_anchored = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    for number, part in enumerate(others, 1):
        if is_anchored and number == len(others):
            return len(path) - len(part) >= place and path.endswith(part)
        place = path.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return not is_anchored or place == len(path)
