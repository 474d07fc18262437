"""The author of a comment, with their history and signs of impersonation."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from blog.comments.counters import WriterCounter
from blog.comments.email_hash import hash_email
from blog.comments.models import Comment
from blog.common.text.lookalikes import skeleton
from blog.extraction.source_names import is_same_name
from blog.models import AuthorCounter
from lib.client_ip import ClientIP, get_client_network, get_neighbouring_network
from lib.hashing import keyed_hash


@dataclass(frozen=True)
class CommentAuthor:
    """A guest or, with `user`, an account, whose name and e-mail address are copied here."""

    name: str
    email: str
    ip: ClientIP
    website: str = ""
    user: User | None = None
    user_agent: str = ""
    # IDs of a guest's comments from the same browser (blog/comments/guest_cookies.py).
    sent_comment_ids: tuple[int, ...] = ()

    def compute_hashes(self) -> dict[str, str]:
        """Compute the hash fields of a comment, by which its author is recognised. The case of the
        e-mail address does not matter."""
        domain = self.email.strip().casefold().rpartition("@")[2]
        return {
            "email_hash": hash_email(self.email),
            "domain_hash": keyed_hash("domain", domain),
            "ip_hash": keyed_hash("ip", get_client_network(self.ip)),
            "network_hash": keyed_hash("network", get_neighbouring_network(self.ip)),
        }

    def count_comments_by_state(self) -> dict[str, int]:
        """Count the author's earlier comments by state. One query.

        Comments by a guest with the same e-mail address do not count for an account.
        """
        key = str(self.user.pk) if self.user else self.compute_hashes()["email_hash"]
        return WriterCounter.objects.count_by_state([key])[key]

    def find_identity_doubt(self) -> str:
        """Return why a guest may not be the author of the approved comments with the same e-mail
        address, as a code of `Comment.reasons`.

        'other-browser' if none of them came from this browser, 'other-name' if they had another
        name, otherwise '', always for accounts. One query for guests.
        """
        if self.user:
            return ""
        approved = Comment.objects.approved().filter(
            pk__in=self.sent_comment_ids, user=None, email_hash=self.compute_hashes()["email_hash"]
        )
        names = list(approved.values_list("name", flat=True))
        if not names:
            return "other-browser"
        return "" if any(is_same_name(name, self.name) for name in names) else "other-name"

    def is_impersonation(self) -> bool:
        """Return whether the name looks like that of another author or moderator. One query."""
        name_skeleton = skeleton(self.name)
        authors = AuthorCounter.objects.authors().values("pk")
        moderators = User.objects.with_perm("blog.moderate_comments")
        people = User.objects.filter(Q(pk__in=authors) | Q(pk__in=moderators.values("pk")))
        names = people.annotate(shown_name=User.NAME).values_list("pk", "shown_name")
        alike = [pk for pk, name in names if skeleton(name) == name_skeleton]
        return bool(name_skeleton and alike) and not (self.user and self.user.pk in alike)
