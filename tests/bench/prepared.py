"""What invented sites lack that pages of the bench show."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from blog.comments.models import Comment
from blog.corrections.models import Correction
from blog.models import Page, Post
from blog.syndication.feeds import CORRECTIONS
from devtools.populate.languages import ENGLISH
from tests.bench.kinds import post as measured_post

FULL = 30  # More posts than a list shows.
LONGEST = 5000  # comments under one post


def prepare() -> None:
    """Adds what no invented site has, and what a small one has too little of to fill a page."""
    Page.objects.create(
        slug="about",
        title="About",
        status=Page.Status.PUBLISHED,
        published_at=datetime(2020, 1, 1, tzinfo=UTC),
    )
    _gather(measured_post())  # Which makes another the one in the middle.
    _discuss(measured_post(), min(Post.objects.count() // 20, LONGEST))
    _correct()


def _gather(busy: Post) -> None:
    """A day, and so a month, whose list is full: what was published around a post is now of its
    day."""
    day = timezone.localtime(busy.published_at).replace(hour=0, minute=0, second=0)
    around = Post.objects.published().newest_first()
    newer = around.filter(published_at__gt=busy.published_at).reverse()[:FULL]
    moved = [*newer, *around.filter(published_at__lte=busy.published_at)[:FULL]]
    for minutes, post in enumerate(moved):
        post.published_at = day + timedelta(minutes=minutes)
    Post.objects.bulk_update(moved, ["published_at"])


def _correct() -> None:
    """At the oldest posts, which no other page that is measured shows."""
    oldest = Post.objects.published().newest_first().reverse()[: 2 * CORRECTIONS + FULL]
    Correction.objects.bulk_create(
        Correction(
            post=post,
            kind=Correction.Kind.UPDATE,
            text=ENGLISH.sentences[0],
            at=post.published_at + timedelta(days=1),
        )
        for post in oldest
    )


def _discuss(discussed: Post, number: int) -> None:
    """In threads of ten."""
    for _ in range(number // 10 + 1):
        (first,) = Comment.objects.bulk_create([comment(discussed)])
        replies = Comment.objects.bulk_create([comment(discussed, first) for _ in range(5)])
        Comment.objects.bulk_create([comment(discussed, reply) for reply in replies[:4]])


def comment(discussed: Post, under: Comment | None = None) -> Comment:
    words = " ".join(ENGLISH.sentences[:60])
    state = Comment.State.APPROVED
    return Comment(post=discussed, parent=under, name="A reader", text=words, state=state)
