"""Authors of a blog: who wrote its posts and pages."""

from collections.abc import Iterator

from transfer.items import ExportedAuthor
from transfer.readers.blogger.entry import EntryAuthor

# What Blogger shows for accounts without a name: many people have it.
_NAMELESS = {"", "unknown", "anonymous", "blogger"}


class Authors:
    """The authors of posts by name, which is all that both forms of export have of them."""

    def __init__(self) -> None:
        self._authors: dict[str, ExportedAuthor] = {}
        self._urls: dict[str, set[str]] = {}

    def add(self, author: EntryAuthor) -> None:
        if not author.name:
            return
        self._urls.setdefault(author.name, set()).add(_get_profile(author.url))
        existing = self._authors.get(author.name)
        if existing is None or (not existing.url and author.url):
            self._authors[author.name] = ExportedAuthor(
                key=author.name, name=author.name, email=author.email, url=author.url
            )

    def __iter__(self) -> Iterator[ExportedAuthor]:
        return iter(self._authors.values())

    def is_author(self, writer: EntryAuthor) -> bool:
        """Return whether an author wrote a comment: by the same account, not the name alone."""
        if writer.name not in self._urls or writer.name.lower() in _NAMELESS:
            return False
        profile = _get_profile(writer.url)
        is_known = profile in self._urls[writer.name]
        return is_known and (_is_profile(profile) or writer.has_account)


def _get_profile(url: str) -> str:
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def _is_profile(profile: str) -> bool:
    """Return whether the address is one that only the owner of the account can have."""
    return profile.startswith(("blogger.com/profile/", "plus.google.com/"))
