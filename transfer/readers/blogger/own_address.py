"""The address of a blog with a domain of its own, which Takeout does not tell."""

import re
from collections import Counter

from transfer.readers.blogger.entry import BloggerEntry

MAX_LINKS = 20_000
_LINK_RE = re.compile(r"(https?://[\w.-]+)(/\d{4}/\d\d/[^\s\"'<>?#]{1,300}?\.html)")


class OwnAddress:
    """Finds the site whose pages posts link to by paths that are those of posts of the blog."""

    def __init__(self) -> None:
        self._paths: set[int] = set()
        self._links: list[tuple[str, int]] = []

    def collect(self, entry: BloggerEntry) -> None:
        self._paths.add(hash(entry.get_text("filename")))
        if len(self._links) < MAX_LINKS:
            for site, path in _LINK_RE.findall(entry.get_content()):
                if ".blogspot." not in site:
                    self._links.append((site.lower(), hash(path)))

    def find(self) -> str:
        """Return the address that most links lead to, '' if none does."""
        sites = Counter(site for site, path in self._links if path in self._paths)
        return f"{sites.most_common(1)[0][0]}/" if sites else ""
