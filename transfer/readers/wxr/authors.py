"""Authors: those that the export lists, and those that only posts name."""

from collections.abc import Iterator
from dataclasses import replace

from transfer.items import ExportedAuthor
from transfer.readers.wxr.fields import Fields, to_plain_text
from transfer.readers.wxr.urls import list_author_urls

# Co-Authors Plus writes this before the login in the slug of an author's term.
_COAUTHOR_PREFIX = "cap-"
# The second is that of WordPress.com around 2014.
AUTHOR_NAMES = ("wp:author", "wp:wp_author")


class Authors:
    """Authors by login. A login that posts have and no list is an author of that name."""

    def __init__(self) -> None:
        self._authors: dict[str, ExportedAuthor] = {}
        self._by_id: dict[str, str] = {}
        self._by_alias: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def add_listed(self, fields: Fields) -> None:
        """Add a `wp:author`."""
        login = fields.get("wp:author_login") or fields.get("wp:author_email")
        if not login or login in self._authors:
            return
        parts = (fields.get("wp:author_first_name"), fields.get("wp:author_last_name"))
        name = fields.get("wp:author_display_name") or " ".join(filter(None, parts)) or login
        self._add(
            ExportedAuthor(key=login, name=to_plain_text(name), email=fields.get("wp:author_email"))
        )
        if number := fields.get("wp:author_id"):
            self._by_id[number] = login

    def add_guest(self, fields: Fields) -> None:
        """Add a guest author of Co-Authors Plus, who is an item of its own."""
        login = fields.get_meta("cap-user_login") or fields.get("wp:post_name")
        linked = fields.get_meta("cap-linked_account")
        name = fields.get_meta("cap-display_name") or fields.get("title")
        if linked in self._authors or not login or login in self._authors:
            return
        self._add(
            ExportedAuthor(
                key=login,
                name=to_plain_text(name) or login,
                email=fields.get_meta("cap-user_email"),
                url=fields.get_meta("cap-website"),
                about=to_plain_text(fields.get_meta("cap-description")),
            )
        )

    def add_creator(self, login: str) -> None:
        """Add the author of a post."""
        if login and self._find(login) is None:
            self._add(ExportedAuthor(key=login, name=login))

    def add_coauthor(self, slug: str, name: str) -> None:
        """Add an author from a term of Co-Authors Plus."""
        if self.find_coauthor(slug, name) is None and (slug or name):
            login = slug.removeprefix(_COAUTHOR_PREFIX) or name
            self._add(ExportedAuthor(key=login, name=name or login))

    def find_coauthor(self, slug: str, name: str) -> str | None:
        """Return the key of an author by the slug or name of a term."""
        return self._find(slug.removeprefix(_COAUTHOR_PREFIX)) or self._names.get(name.casefold())

    def find_creator(self, login: str) -> str:
        """Return the key of the author of a post, '' for none."""
        return self._find(login) or login

    def find_user(self, user_id: str) -> str:
        """Return the key of the author with a user ID, '' for none."""
        return self._by_id.get(user_id, "")

    def build(self, site_url: str) -> Iterator[ExportedAuthor]:
        """Yield the authors with their pages and feeds."""
        numbers = {login: number for number, login in self._by_id.items()}
        for author in self._authors.values():
            urls = list_author_urls(author.key, numbers.get(author.key, ""), site_url)
            yield replace(author, former_urls=tuple(urls))

    def _find(self, login: str) -> str | None:
        return login if login in self._authors else self._by_alias.get(_slugify(login))

    def _add(self, author: ExportedAuthor) -> None:
        self._authors[author.key] = author
        self._by_alias.setdefault(_slugify(author.key), author.key)
        self._names.setdefault(author.name.casefold(), author.key)


def _slugify(login: str) -> str:
    """Return a login as WordPress has it in addresses and terms."""
    return "".join(sign if sign.isalnum() else "-" for sign in login.lower()).strip("-")
