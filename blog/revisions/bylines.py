"""Bylines as revisions store them: the IDs of the authors, in order."""

from collections.abc import Mapping, Sequence
from itertools import chain

from accounts.models import User
from blog.models import Authorship, Post

Byline = list[int] | None


def load_byline(post: Post) -> list[int]:
    """Return the IDs of the post's current authors. One query."""
    if post.pk is None:
        return []
    return list(Authorship.objects.filter(post=post).values_list("user", flat=True))


def set_byline(post: Post, user_ids: list[int]) -> None:
    """Replace the authors of a post by those of the new ones who still have an account; without
    any, the post keeps those that it has. Four queries at most."""
    authors = filter_known_authors(user_ids)
    if not authors:
        return
    post.authorships.exclude(user__in=authors).delete()
    Authorship.objects.bulk_create(
        _build_authorships(post, authors),
        update_conflicts=True,
        unique_fields=["post", "user"],
        update_fields=["position"],
    )


def set_bylines_of_new_posts(user_ids: Mapping[Post, Sequence[int]]) -> dict[Post, list[int]]:
    """Give authors to posts that have none yet, but those without an account, and return those of
    each. Two queries."""
    known = set(filter_known_authors(list(dict.fromkeys(chain.from_iterable(user_ids.values())))))
    bylines = {post: [key for key in keys if key in known] for post, keys in user_ids.items()}
    Authorship.objects.bulk_create(
        authorship
        for post, authors in bylines.items()
        for authorship in _build_authorships(post, list(dict.fromkeys(authors)))
    )
    return bylines


def _build_authorships(post: Post, authors: list[int]) -> list[Authorship]:
    return [
        Authorship(post=post, user_id=author, position=position)
        for position, author in enumerate(authors, start=1)
    ]


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
