"""Where a photo is used: in posts, earlier versions, unsaved changes, as a portrait or a poster,
and by the site itself, as its logo for example."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from accounts.models import User
from blog.editing.site_settings import filter_sites_with, find_picture_fields
from blog.models import Figure, MediaFile, Photo, Post, SiteSettings, Source
from blog.models.site_pictures import PICTURE_FIELDS
from blog.revisions.autosave_models import Autosave
from blog.revisions.models import Revision

# Rows of each kind that are shown.
MAX_SHOWN = 20
MAX_REVISIONS = 20_000  # The last with a photo, of which the posts are listed.


@dataclass(frozen=True)
class Used[T]:
    """The first rows, and whether there are more."""

    rows: list[T]
    has_more: bool


@dataclass(frozen=True)
class PhotoUsage:
    """Posts have `can_edit`. `versions` are posts whose earlier versions, but not their present
    text, show the photo; `unsaved` users who have it in unsaved changes; `posters` the videos that
    it is the poster of. `site_fields` are names of settings, as its logo."""

    posts: Used[Post]
    versions: Used[Post]
    unsaved: Used[Autosave]
    portraits: Used[Source]
    posters: Used[MediaFile]
    site_fields: list[str]

    @property
    def is_used(self) -> bool:
        rows = (self.posts, self.versions, self.unsaved, self.portraits, self.posters)
        return bool(self.site_fields) or any(used.rows for used in rows)


def find_usage(photo: Photo, user: User) -> PhotoUsage:
    """Find where a photo is used, at most MAX_SHOWN rows of each kind. Six queries."""
    can_edit = Exists(Post.all_objects.editable_by(user).filter(pk=OuterRef("pk")))
    figures = Figure.objects.filter(photo=photo).order_by()
    # The keys of the figures alone: PostgreSQL would read all posts for a photo in thousands.
    latest = figures.order_by("-post_id").values("post").distinct()[: MAX_SHOWN + 1]
    posts = Post.all_objects.only("title", "slug", "kind", "status", "published_at").annotate(
        can_edit=can_edit
    )
    # Sorted as no index is, and limited: PostgreSQL would read all revisions in the order of posts.
    revisions = Revision.objects.filter(photos__contains=[photo.pk]).order_by("-created_at")
    versions = revisions.values("post")[:MAX_REVISIONS]
    earlier = posts.filter(pk__in=versions).exclude(pk__in=figures.values("post"))
    unsaved = Autosave.objects.filter(photos__contains=[photo.pk]).select_related("user", "post")
    return PhotoUsage(
        posts=_load(posts.filter(pk__in=latest).order_by("-pk")),
        versions=_load(earlier.order_by("-pk")),
        unsaved=_load(unsaved.defer("values").order_by("-typed_at")),
        portraits=_load(Source.objects.filter(portrait=photo).order_by("pk")),
        posters=_load(MediaFile.objects.filter(poster=photo).order_by("pk")),
        site_fields=name_picture_fields(find_picture_fields(photo)),
    )


def name_picture_fields(fields: Iterable[str]) -> list[str]:
    """Return the names of settings as the form shows them."""
    names = {field.name: field.verbose_name for field in SiteSettings._meta.concrete_fields}
    return [str(names[field]) for field in fields]


def count_posts(photos: Collection[Photo]) -> dict[int, int]:
    """Return the number of posts that show each photo, by its key. One query."""
    figures = Figure.objects.filter(photo__in=photos).order_by().values("photo")
    counted = figures.annotate(posts=Count("post", distinct=True))
    return dict(counted.values_list("photo", "posts"))


def find_otherwise_used(keys: Collection[int]) -> set[int]:
    """Return which of the photos are portraits, posters, of the site itself, or in revisions or
    autosaves.

    Five queries.
    """
    if not keys:
        return set()
    keys = list(keys)
    portraits = Source.objects.filter(portrait__in=keys).values_list("portrait", flat=True)
    used = {key for key in portraits.order_by() if key}
    posters = MediaFile.objects.filter(poster__in=keys).values_list("poster", flat=True)
    used.update(key for key in posters.order_by() if key)
    sites = filter_sites_with(keys).values_list(*(f"{field}_id" for field in PICTURE_FIELDS))
    used.update(key for row in sites for key in row if key)
    for model in (Revision, Autosave):
        rows = model._default_manager.filter(photos__overlap=keys).values_list("photos", flat=True)
        used.update(key for photos in rows.order_by().distinct() for key in photos)
    return used & set(keys)


def _load(rows) -> Used:
    loaded = list(rows[: MAX_SHOWN + 1])
    return Used(loaded[:MAX_SHOWN], len(loaded) > MAX_SHOWN)
