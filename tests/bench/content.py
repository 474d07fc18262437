"""Add content to invented sites that the measured pages need."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from blog.comments.models import Comment
from blog.corrections.models import Correction
from blog.dossiers.models import Dossier, DossierItem
from blog.dossiers.save import MAX_ITEMS
from blog.models import Page, Post, PullQuote
from blog.syndication.feeds import CORRECTIONS_PER_FEED
from devtools.populate.languages import ENGLISH
from tests.bench.kinds import post as measured_post

POSTS_OF_BUSY_DAY = 30  # More posts than a page of a list shows.
LONGEST_DISCUSSION = 5000  # Comments on one post.


def prepare() -> None:
    """Add what invented sites lack, and what a small one needs for full pages."""
    Page.objects.create(
        slug="about",
        title="About",
        status=Page.Status.PUBLISHED,
        published_at=datetime(2020, 1, 1, tzinfo=UTC),
    )
    _fill_day(measured_post())  # Afterwards another post is in the middle.
    _add_comments(measured_post(), min(Post.objects.count() // 20, LONGEST_DISCUSSION))
    _add_corrections()
    _add_dossiers()


def _fill_day(busy: Post) -> None:
    """Move the posts published around a post to its day, so that the lists of day and month are
    full."""
    day = timezone.localtime(busy.published_at).replace(hour=0, minute=0, second=0)
    middle_post = Post.objects.published().newest_first()
    newer = middle_post.filter(published_at__gt=busy.published_at).reverse()[:POSTS_OF_BUSY_DAY]
    moved = [*newer, *middle_post.filter(published_at__lte=busy.published_at)[:POSTS_OF_BUSY_DAY]]
    for minutes, post in enumerate(moved):
        post.published_at = day + timedelta(minutes=minutes)
    Post.objects.bulk_update(moved, ["published_at"])


def _add_dossiers() -> None:
    """Add a dossier with as many items as it may have, and a comparison."""
    quotations = list(PullQuote.objects.published().order_by("-pk")[:MAX_ITEMS])
    for kind, rows in (("collection", quotations), ("comparison", quotations[:2])):
        name = "dossier" if kind == "collection" else kind
        dossier = Dossier.objects.create(
            kind=kind, title=f"A {name}", slug=f"a-{name}", published_at=timezone.now()
        )
        DossierItem.objects.bulk_create(
            DossierItem(dossier=dossier, position=position, quotation=row)
            for position, row in enumerate(rows, start=1)
        )


def _add_corrections() -> None:
    """Add corrections to the oldest posts, which no other measured page shows."""
    oldest = (
        Post.objects.published()
        .newest_first()
        .reverse()[: 2 * CORRECTIONS_PER_FEED + POSTS_OF_BUSY_DAY]
    )
    Correction.objects.bulk_create(
        Correction(
            post=post,
            kind=Correction.Kind.UPDATE,
            text=ENGLISH.sentences[0],
            created_at=post.published_at + timedelta(days=1),
        )
        for post in oldest
    )


def _add_comments(discussed: Post, number: int) -> None:
    """Add comments in threads of ten."""
    for _ in range(number // 10 + 1):
        (first,) = Comment.objects.bulk_create([comment(discussed)])
        replies = Comment.objects.bulk_create([comment(discussed, first) for _ in range(5)])
        Comment.objects.bulk_create([comment(discussed, reply) for reply in replies[:4]])


def comment(discussed: Post, under: Comment | None = None) -> Comment:
    text = " ".join(ENGLISH.sentences[:60])
    state = Comment.State.APPROVED
    return Comment(post=discussed, parent=under, name="A reader", text=text, state=state)
