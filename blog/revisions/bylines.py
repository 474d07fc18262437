"""Bylines as revisions store them: the IDs of the authors, in order."""

from itertools import chain

from accounts.models import User
from blog.models import Authorship, Post

Byline = list[int] | None


def load_byline(post: Post) -> list[int]:
    """Return the IDs of the post's current authors. One query."""
    if post.pk is None:
        return []
    return list(Authorship.objects.filter(post=post).values_list("user", flat=True))


def set_byline(post: Post, user_ids: list[int], *, is_new: bool = False) -> list[int]:
    """Replace the authors of a post by those of the new ones who still have an account, and return
    these; without any, the post keeps those that it has. Four queries at most, two for a post that
    `is_new` and has no authors."""
    authors = filter_known_authors(user_ids)
    if not authors:
        return []
    if not is_new:
        post.authorships.exclude(user__in=authors).delete()
    Authorship.objects.bulk_create(
        [
            Authorship(post=post, user_id=author, position=position)
            for position, author in enumerate(authors, start=1)
        ],
        update_conflicts=True,
        unique_fields=["post", "user"],
        update_fields=["position"],
    )
    return authors


def filter_known_authors(user_ids: list[int]) -> list[int]:
    """Remove the IDs of deleted accounts. One query."""
    known = set(User.objects.filter(pk__in=user_ids).values_list("pk", flat=True))
    return [user_id for user_id in user_ids if user_id in known]


def format_bylines(*bylines: Byline) -> list[str]:
    """Format bylines with the current names of their authors, '–' for deleted accounts. One
    query."""
    users = User.objects.in_bulk(set(chain.from_iterable(byline or [] for byline in bylines)))
    return [
        ", ".join(str(users.get(user_id, "–")) for user_id in byline or []) for byline in bylines
    ]
