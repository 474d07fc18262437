"""Where a photo is shown, and the steps that replacements and take-downs of photos share."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import wraps

from django.db import transaction
from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from blog.content import rendering
from blog.editing.photo_usage import name_picture_fields
from blog.editing.site_settings import find_picture_fields
from blog.models import Authorship, Embed, Figure, MediaFile, Photo, Post, Source

EDITOR_PERMISSION = "blog.edit_all"
MAX_ATTEMPTS = 3
# Posts that are rendered together with the change of their picture, in its transaction. Each takes
# 15 to 50 milliseconds. Files of a picture that must go disappear at once, whatever shows them.
MAX_IN_TRANSACTION = 3
_BUSY = gettext_lazy(
    "Nothing was changed, because somebody is saving a post with this picture. Try again."
)


class PhotoChangeRefused(Exception):
    """Nothing was changed; the message is for the user."""


class PhotoInUse(PhotoChangeRefused):
    """A post got the photo in the meantime."""


@dataclass(frozen=True)
class PhotoPlaces:
    """`posts` are the first of `post_count`, the public ones first; `sources` are portrayed.
    `posters` are videos, `site_fields` names of the site's settings."""

    post_count: int
    posts: list[Post]
    sources: list[Source]
    posters: list[MediaFile]
    site_fields: list[str]

    @property
    def more_count(self) -> int:
        return self.post_count - len(self.posts)

    @property
    def changes_later(self) -> bool:
        """Return whether some of the posts are rendered in the background."""
        return self.post_count > MAX_IN_TRANSACTION

    @property
    def is_anywhere(self) -> bool:
        return bool(self.post_count or self.sources or self.posters or self.site_fields)


@dataclass(frozen=True)
class LockedPlaces:
    """The locked rows of a change: photos by key, and the keys of posts and sources."""

    photos: dict[int, Photo]
    posts: list[int]
    sources: list[int]


def filter_posts(photo: Photo) -> QuerySet[Post]:
    """Filter posts and pages with a figure of the photo, drafts and trash included."""
    return Post.all_objects.filter(pk__in=Figure.objects.filter(photo=photo).values("post"))


def filter_all_posts(photo: Photo) -> QuerySet[Post]:
    """Filter the posts of `filter_posts`, and those with a video whose poster is the photo."""
    figures = Figure.objects.filter(photo=photo).order_by().values("post")
    embeds = Embed.objects.filter(file__poster=photo).order_by().values("post")
    return Post.all_objects.filter(pk__in=figures.union(embeds))


def find_places(photo: Photo, limit: int) -> PhotoPlaces:
    """Return where a photo is shown, with at most `limit` posts. Five queries."""
    posts = filter_posts(photo)
    return PhotoPlaces(
        posts.count(),
        list(order_public_first(posts).defer("html", "intro_html", "linked_data")[:limit]),
        list(Source.objects.filter(portrait=photo)),
        list(MediaFile.objects.filter(poster=photo)),
        name_picture_fields(find_picture_fields(photo)),
    )


def order_public_first(posts: QuerySet[Post]) -> QuerySet[Post]:
    is_public = Case(When(status=Post.Status.PUBLISHED, then=0), default=1)
    return posts.order_by(is_public, "-pk")


def is_only_in_own_posts(photo: Photo, user: User) -> bool:
    """Return whether a user uploaded a photo, and is an author of each post that shows it.

    Four queries.
    """
    if photo.uploaded_by_id != user.pk:
        return False
    mine = Authorship.objects.filter(user=user).values("post")
    if Figure.objects.filter(photo=photo).exclude(post__in=mine).exists():
        return False
    if find_picture_fields(photo):
        return False
    if MediaFile.objects.filter(poster=photo).exclude(uploaded_by=user).exists():
        return False
    return not Source.objects.filter(portrait=photo).exclude(created_by=user).exists()


def can_replace(photo: Photo, by: User) -> bool:
    """Return whether a user may replace a photo everywhere: editors, or its uploader if it is only
    in their own posts. At most four queries."""
    return by.has_perm(EDITOR_PERMISSION) or is_only_in_own_posts(photo, by)


def retry_if_used[**P, R](operation: Callable[P, R]) -> Callable[P, R]:
    """Decorate an operation: run it in a transaction, again if a post got the photo meanwhile."""

    @wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    return operation(*args, **kwargs)
            except PhotoInUse:
                if attempt == MAX_ATTEMPTS:
                    raise
        raise AssertionError

    return run


def lock_places(
    photos: Collection[int],
    posts: QuerySet[Post],
    sources: QuerySet[Source],
    shown: Photo | None = None,
) -> LockedPlaces:
    """Lock posts, sources, videos with these posters, and photos, in this order as saves of posts,
    sources and posters do. Five queries.

    No other post can get `shown` until the end of the transaction. Raises PhotoInUse if one has got
    it in the meantime, PhotoChangeRefused if a photo was deleted.
    """
    locked_posts = list(
        posts.select_for_update(no_key=True, of=("self",))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    locked_sources = list(
        sources.select_for_update(no_key=True, of=("self",))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    videos = MediaFile.objects.filter(poster__in=photos).order_by("pk")
    list(videos.select_for_update(no_key=True, of=("self",)).values_list("pk"))
    rows = Photo.objects.select_for_update(of=("self",)).filter(pk__in=photos).order_by("pk")
    locked_photos = {row.pk: row for row in rows}
    if locked_photos.keys() != set(photos):
        raise PhotoChangeRefused(_("The picture was deleted in the meantime."))
    if shown and Figure.objects.filter(photo=shown).exclude(post__in=locked_posts).exists():
        raise PhotoInUse(_BUSY)
    return LockedPlaces(locked_photos, locked_posts, locked_sources)


def update_posts(keys: Collection[int]) -> list[int]:
    """Render locked posts whose picture changed, and make the public ones newer in feeds.

    The first MAX_IN_TRANSACTION are rendered in this transaction, the public ones first;
    returns the keys of the others, for `rendering.enqueue`. Four queries for each rendered post.
    """
    posts = Post.all_objects.filter(pk__in=keys)
    now, later = split_public_first(posts)
    for post in Post.all_objects.filter(pk__in=now).only("kind", "language"):
        rendering.store(post, is_newer=True)
    return later


def split_public_first(posts: QuerySet[Post]) -> tuple[list[int], list[int]]:
    """Return the keys of posts to render now, the public ones first, and in the background.

    One query.
    """
    keys = list(order_public_first(posts).values_list("pk", flat=True))
    return keys[:MAX_IN_TRANSACTION], keys[MAX_IN_TRANSACTION:]


def render_outdated_posts(
    posts: QuerySet[Post], urls: Iterable[str], *, is_taken_down: bool
) -> None:
    """Render those of the posts that still have one of the URLs after a take-down, or have none of
    them after its undo: the first ones now, the others in the background. The end of a URL will do.

    Two queries, and those of rendering.
    """
    links = Q()
    for url in urls:
        links |= Q(html__contains=url)
    # The keys first: PostgreSQL might look into the HTML of all posts.
    posts = Post.all_objects.filter(pk__in=list(posts.values_list("pk", flat=True)))
    now, later = split_public_first(posts.filter(links) if is_taken_down else posts.exclude(links))
    rendering.rerender_as_newer.func(now)
    rendering.enqueue(later, is_newer=True)
