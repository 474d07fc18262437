"""Who writes a comment, and what is known of them."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from blog.comments.counters import WriterCounter
from blog.comments.models import Comment
from blog.common.text.attribution import is_same_name
from blog.common.text.lookalikes import skeleton
from blog.models import AuthorCounter
from lib.client_ip import ClientIP, get_client_network, get_neighbouring_network
from lib.hashing import keyed_hash


@dataclass(frozen=True)
class CommentAuthor:
    """A guest, or the account `user`, whose name and e-mail address stand here then."""

    name: str
    email: str
    ip: ClientIP
    website: str = ""
    user: User | None = None
    agent: str = ""  # What their browser calls itself; Akismet asks.
    # A guest's: keys of comments that came from the same browser (blog/comments/guest_cookies.py).
    sent_before: tuple[int, ...] = ()

    def hashes(self) -> dict[str, str]:
        """The fields of a comment by which its writer is recognised. Case makes no difference."""
        email = self.email.strip().casefold()
        return {
            "email_hash": keyed_hash("email", email),
            "domain_hash": keyed_hash("domain", email.rpartition("@")[2]),
            "ip_hash": keyed_hash("ip", get_client_network(self.ip)),
            "network_hash": keyed_hash("network", get_neighbouring_network(self.ip)),
        }

    def history(self) -> dict[str, int]:
        """How many of their comments are in each state. One query.

        An account is recognised by itself alone: nobody else's comments speak for it.
        """
        writer = str(self.user.pk) if self.user else self.hashes()["email_hash"]
        return WriterCounter.objects.of([writer])[writer]

    def find_doubt(self) -> str:
        """Return why a guest may not be the person whose comments were approved under the same
        e-mail address, as a code of `reasons`: 'other-browser' where none of these came from this
        browser, 'other-name' where they had another name; '' for no doubt, as of an account. One
        query for a guest whose browser is known."""
        if self.user:
            return ""
        approved = Comment.objects.approved().filter(
            pk__in=self.sent_before, user=None, email_hash=self.hashes()["email_hash"]
        )
        names = list(approved.values_list("name", flat=True))
        if not names:
            return "other-browser"
        return "" if any(is_same_name(name, self.name) for name in names) else "other-name"

    def has_name_of_author(self) -> bool:
        """Whether readers take the name for that of somebody else who has published here, or
        moderates. One query."""
        looks_like = skeleton(self.name)
        authors = AuthorCounter.objects.authors().values("pk")
        moderators = User.objects.with_perm("blog.moderate_comments")
        people = User.objects.filter(Q(pk__in=authors) | Q(pk__in=moderators.values("pk")))
        names = people.annotate(shown_name=User.NAME).values_list("pk", "shown_name")
        alike = [pk for pk, name in names if skeleton(name) == looks_like]
        return bool(looks_like and alike) and not (self.user and self.user.pk in alike)
