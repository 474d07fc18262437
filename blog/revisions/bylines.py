"""Who wrote a post, as a revision keeps it: the keys of its authors, in order."""

from itertools import chain

from accounts.models import User
from blog.models import Authorship, Post

Byline = list[int] | None


def byline_of(post: Post) -> list[int]:
    """As it is stored at this moment. One query."""
    if post.pk is None:
        return []
    return list(Authorship.objects.filter(post=post).values_list("user", flat=True))


def set_byline(post: Post, keys: list[int]) -> None:
    """Four queries at most; where nobody of them is left, it stays as it is."""
    authors = known_authors(keys)
    if not authors:
        return
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


def known_authors(keys: list[int]) -> list[int]:
    """Those of these keys whose accounts are still there. One query."""
    known = set(User.objects.filter(pk__in=keys).values_list("pk", flat=True))
    return [key for key in keys if key in known]


def bylines_in_words(*bylines: Byline) -> list[str]:
    """Each with the names of today; an account that is gone has none. One query."""
    people = User.objects.in_bulk(set(chain.from_iterable(keys or [] for keys in bylines)))
    return [
        ", ".join(str(people[key]) if key in people else "–" for key in keys or [])
        for keys in bylines
    ]
