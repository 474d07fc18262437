"""Posts with everything that an export needs, loaded in batches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from accounts.models import User
from blog.comments.models import Comment
from blog.models import (
    AnyBlock,
    Authorship,
    CaptionTrack,
    Embed,
    Figure,
    Label,
    Post,
    PostLabel,
    get_blocks_by_post,
)

BATCH_SIZE = 200
COMMENT_BATCH_SIZE = 1_000


@dataclass(frozen=True, kw_only=True)
class LoadedPost:
    """A post with its blocks, as `get_blocks` loads them, authors in order and labels by name.
    Files have their posters and captions.

    `former_paths` are paths that redirect to the post.
    """

    post: Post
    blocks: list[AnyBlock]
    authors: list[User]
    labels: list[Label]
    former_paths: list[str]

    @property
    def path(self) -> str:
        return self.post.get_absolute_url()

    @property
    def dated_at(self) -> datetime:
        return self.post.published_at or self.post.created_at

    @property
    def figures(self) -> list[Figure]:
        """The figures that show a picture."""
        figures = [block for block in self.blocks if isinstance(block, Figure)]
        return [each for each in figures if each.photo and not each.photo.withdrawn_at]


def iterate_posts(posts: QuerySet[Post]) -> Iterator[LoadedPost]:
    """Yield posts by their keys. Eight queries for BATCH_SIZE posts, which are held in memory, and
    two if they show files."""
    last = 0
    while batch := list(posts.filter(pk__gt=last).order_by("pk")[:BATCH_SIZE]):
        yield from _load(batch)
        last = batch[-1].pk


def _load(posts: list[Post]) -> Iterator[LoadedPost]:
    keys = [post.pk for post in posts]
    blocks = get_blocks_by_post(keys)
    _load_posters_and_captions(blocks.values())
    authors: dict[int, list[User]] = {}
    labels: dict[int, list[Label]] = {}
    authorships = Authorship.objects.filter(post__in=keys).select_related("user")
    for authorship in authorships.order_by("position", "pk"):
        authors.setdefault(authorship.post_id, []).append(authorship.user)
    for row in PostLabel.objects.filter(content_object__in=keys).select_related("tag"):
        labels.setdefault(row.content_object_id, []).append(row.tag)
    former = _find_former_paths(posts)
    for post in posts:
        yield LoadedPost(
            post=post,
            blocks=blocks[post.pk],
            authors=authors.get(post.pk, []),
            labels=sorted(labels.get(post.pk, []), key=lambda label: (label.name, label.pk)),
            former_paths=former.get(unquote(post.get_absolute_url()), []),
        )


def _load_posters_and_captions(posts: Iterable[list[AnyBlock]]) -> None:
    embeds = [block for blocks in posts for block in blocks if isinstance(block, Embed)]
    files = [embed.file for embed in embeds if embed.file]
    captions = CaptionTrack.objects.defer("text")
    prefetch_related_objects(files, "poster", Prefetch("caption_tracks", captions))


def _find_former_paths(posts: Iterable[Post]) -> dict[str, list[str]]:
    paths = [unquote(post.get_absolute_url()) for post in posts]
    former: dict[str, list[str]] = {}
    redirects = Redirect.objects.filter(site_id=settings.SITE_ID, new_path__in=paths)
    for redirect in redirects.order_by("old_path"):
        former.setdefault(redirect.new_path, []).append(redirect.old_path)
    return former


def iterate_comments(post: Post) -> Iterator[Comment]:
    """Yield the approved and waiting comments of a post, parents first, and removed ones that
    approved replies refer to. One query for each COMMENT_BATCH_SIZE."""
    shown = Q(state__in=[Comment.State.APPROVED, Comment.State.WAITING]) | Q(shown_below__gt=0)
    comments = Comment.objects.filter(shown, post=post).select_related("user")
    last = 0
    while batch := list(comments.filter(pk__gt=last).order_by("pk")[:COMMENT_BATCH_SIZE]):
        yield from batch
        last = batch[-1].pk
