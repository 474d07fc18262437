"""`manage.py populate`: many posts, each as an author's save would have left it."""

import hashlib
import io
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, Sum

from accounts.models import User
from blog.comments.models import MAX_LEVELS, Comment, CommentCounter
from blog.common import markup
from blog.content import document, rendering
from blog.corrections.models import Correction
from blog.models import (
    Authorship,
    Figure,
    Label,
    Photo,
    Post,
    PostLabel,
    Prose,
    PullQuote,
    Source,
    blocks_of,
)
from blog.search.models import KnownWord
from devtools.management.commands import populate
from devtools.populate import batches, cast
from tests.blog.models.test_counters import counted, kept
from tests.support import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pictures"), pytest.mark.slow]
UNTIL = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def pictures(monkeypatch):
    """Pictures stored as uploads leave them; theirs is the longest part of a real run."""

    def photo(number: int, uploader: User) -> Photo:
        data = make.picture((number, number, number))
        known = Photo.objects.filter(sha256=hashlib.sha256(data).hexdigest()).first()
        return known or make.photo(uploader, data)

    monkeypatch.setattr(cast, "_create_photo", photo)


def fill(posts: int, seed: int = 1, **more: float) -> None:
    assert list(batches.generate_posts(posts, seed, UNTIL, **more))[-1] == posts


def written() -> list[tuple]:
    """What posts say, without the keys that they happened to get."""
    fields = ("title", "status", "published_at", "language", "summary", "excerpt")
    return list(Post.objects.order_by("pk").values_list(*fields))


def test_stored_html_is_what_saving_makes():
    fill(60)
    for post in Post.objects.order_by("pk"):
        before = Post.objects.values().get(pk=post.pk)
        rendering.store(post)
        # Any change of a post that is out makes the database note that it was.
        after = Post.objects.values().get(pk=post.pk)
        assert after == before | {"was_public": post.is_public}
    assert Post.objects.exclude(intro_html="").exists()


def test_rows_are_what_the_editor_would_have_made():
    fill(12)
    editor = make.user("Editor")
    for post in Post.objects.order_by("pk"):
        post.full_clean()
        before = [list(model.objects.filter(post=post).values()) for model in BLOCKS]
        nodes = document.parse(document.to_html(document.load_document(post, editor)))
        document.check(nodes, post, editor, publishing=True)
        assert nodes.errors == []
        document.save(post, nodes, editor)
        assert [list(model.objects.filter(post=post).values()) for model in BLOCKS] == before
        assert [block.position for block in blocks_of(post)] == list(
            range(1, len(blocks_of(post)) + 1)
        )


BLOCKS = (Prose, PullQuote, Figure)


def test_words_have_passed_their_policy():
    fill(50)
    for html in Prose.objects.values_list("html", flat=True):
        assert markup.PROSE(html) == html
    for html, text in PullQuote.objects.values_list("html", "text"):
        assert markup.INLINE(html) == html
        assert markup.plain_text(html) == text


def test_the_same_seed_writes_the_same_posts():
    fill(60)
    first = written()
    fill(60)
    assert written() == first + first
    assert Post.objects.values("slug").distinct().count() == 120


def test_another_seed_writes_other_posts():
    fill(20, seed=1)
    first = {row[0] for row in written()}
    fill(20, seed=2)
    assert len({row[0] for row in written()} - first) == 20


def test_a_second_run_finds_its_people_labels_and_pictures_again():
    fill(20)
    kept = [model.objects.count() for model in (User, Source, Label, Photo)]
    fill(20)
    assert [model.objects.count() for model in (User, Source, Label, Photo)] == kept
    assert kept[0::2] == [20, 300]
    assert kept[3] == 2


def test_posts_have_what_those_of_a_real_site_have():
    fill(100)
    assert Post.objects.filter(published_at__gt=UNTIL).count() == 2
    states = dict(Post.objects.values_list("status").annotate(Count("pk")).order_by())
    assert states == {"draft": 2, "review": 2, "published": 96}
    languages = set(Post.objects.values_list("language", flat=True))
    assert languages == {"en", "fr", "ar"}
    precisions = set(PullQuote.objects.values_list("said_precision", flat=True))
    assert precisions == {"day", "month", "year", ""}
    assert PullQuote.objects.exclude(translation="").exists()
    assert PullQuote.objects.filter(speaker__isnull=False).exists()
    assert Correction.objects.published().count() == 2
    assert {markup.CHANGES(row.changes) == row.changes for row in Correction.objects.all()} == {
        True
    }
    assert set(Post.objects.values_list(Count("pullquotes"))) == {(1,), (2,), (3,)}
    first = Post.objects.published().earliest("published_at").published_at
    assert first is not None and 19 < (UNTIL - first).days / 365 < 20
    most, *_, least = (
        PostLabel.objects.values_list("tag").annotate(times=Count("pk")).order_by("-times")
    )
    assert most[1] > 10 > least[1] == 1


def test_discussions_are_what_readers_would_have_made():
    fill(40, average_comments=10)
    comments = list(Comment.objects.select_related("post", "parent").order_by("pk"))
    states = {comment.state for comment in comments}
    assert {"approved", "spam", "rejected", "removed"} <= states
    sizes = set(Post.objects.filter(status="published").values_list(Count("comments"), flat=True))
    assert min(sizes) < 5 and max(sizes) > 20
    assert 200 < len(comments) < 800
    for comment in comments:
        comment.full_clean()
        assert comment.html == markup.render_comment(comment.text)
        answered = comment.parent
        assert comment.path == [*(answered.path[:2] if answered else []), comment.pk]
        assert comment.post.published_at <= comment.created_at <= UNTIL
        if answered:
            assert answered.post == comment.post and answered.created_at <= comment.created_at
    below = Counter(key for c in comments if c.state == "approved" for key in c.path[:-1])
    assert {c.pk: c.shown_below for c in comments if c.shown_below} == below
    shown = Counter(c.post_id for c in comments if c.state == "approved")
    counters = CommentCounter.objects.values_list("post").annotate(Sum("count"))
    assert dict(counters) == shown
    assert max(len(comment.path) for comment in comments) == MAX_LEVELS


def test_as_many_labels_as_wanted_and_one_post_has_hardly_any_of_them():
    fill(3, labels=700)
    assert Label.objects.count() == 700
    assert PostLabel.objects.count() < 20


def test_what_hangs_on_posts_has_their_dates_and_leads_somewhere():
    fill(60, average_comments=3)
    with connection.cursor() as cursor:
        cursor.execute(DANGLING)
        found = cursor.fetchall()
        assert len(found) > 20
        for table, column, other in found:
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL"
                f" AND {column} NOT IN (SELECT id FROM {other})"
            )
            assert cursor.fetchone() == (0,), (table, column)
    for model, post in ((PullQuote, "post"), (Authorship, "post"), (PostLabel, "content_object")):
        for row in model.objects.select_related(post):
            of = getattr(row, post)
            date = of.published_at if of.status == "published" else None
            assert row.published_at == date
    assert set(PullQuote.objects.values_list("post_language", flat=True)) == {"en", "fr", "ar"}


DANGLING = """
SELECT conrelid::regclass::text, attname, confrelid::regclass::text FROM pg_constraint
JOIN pg_attribute ON attrelid = conrelid AND attnum = ALL (conkey)
WHERE contype = 'f' AND conrelid::regclass::text LIKE 'blog_%'
"""


@pytest.mark.django_db(transaction=True)
def test_what_is_searched_is_what_the_database_makes_of_a_text(monkeypatch):
    """Put together of paragraphs, it is the same to the last position; and made by the database
    again for whoever writes afterwards."""
    monkeypatch.setattr(batches, "BATCH_SIZE", 100)
    fill(400)
    with connection.cursor() as cursor:
        cursor.execute(GENERATED)
        (expression,) = cursor.fetchone()
        same = f"SELECT count(*), count(*) FILTER (WHERE search = {expression}) FROM blog_post"
        cursor.execute(same)
        assert cursor.fetchone() == (400, 400)
        cursor.execute("SELECT to_regclass('populate_paragraph'), to_regproc('populate_concat')")
        assert cursor.fetchone() == (None, None)
        Post.objects.update(title="Quinquereme")
        cursor.execute(same)
        assert cursor.fetchone() == (400, 400)


GENERATED = """
SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
WHERE adrelid = 'blog_post'::regclass AND attname = 'search' AND attgenerated = 's'
"""


def test_command_needs_a_superuser():
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE populate_nobody; SET LOCAL ROLE populate_nobody")
        with pytest.raises(CommandError, match="superusers"):
            call_command(populate.Command(), posts=5)
        cursor.execute("RESET ROLE")


def as_defined() -> set[tuple]:
    """Indexes, and how tables are stored and looked after."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'")
        indexes = cursor.fetchall()
        cursor.execute(
            "SELECT oid::regclass::text, reloptions FROM pg_class WHERE relkind IN ('r', 't')"
        )
        return {*indexes, *((name, *(options or ())) for name, options in cursor.fetchall())}


@pytest.mark.django_db(transaction=True)
def test_many_are_loaded_side_by_side_and_all_indexes_are_there_again(monkeypatch):
    monkeypatch.setattr(batches, "BATCH_SIZE", 2)
    before, out = as_defined(), io.StringIO()
    call_command(populate.Command(), posts=9, stdout=out)
    said = [line.partition(" posts")[0] for line in out.getvalue().splitlines()[:-1]]
    assert said == ["2 of 9", "4 of 9", "6 of 9", "8 of 9", "9 of 9"]
    assert Post.objects.count() == 9
    assert as_defined() == before
    assert kept() == counted()
    assert KnownWord.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_indexes_and_counts_are_there_when_it_is_interrupted(monkeypatch):
    monkeypatch.setattr(batches, "BATCH_SIZE", 2)
    before = as_defined()
    generator = batches.generate_posts(9, 1, UNTIL)
    assert next(generator) == 2
    assert as_defined() != before
    generator.close()
    assert as_defined() == before
    assert Post.objects.count() > 1
    assert kept() == counted()


def test_command_adds_to_posts_only_where_told_to():
    make.draft()
    with pytest.raises(CommandError, match="There are posts already"):
        call_command(populate.Command(), posts=5)
    assert Post.objects.count() == 1
    call_command(populate.Command(), posts=5, add=True, stdout=io.StringIO())
    assert Post.objects.count() == 6


@pytest.mark.parametrize("posts", [0, -1])
def test_command_refuses_what_is_no_number_of_posts(posts):
    with pytest.raises(CommandError, match="below 1"):
        call_command(populate.Command(), posts=posts)


def test_invented_authors_cannot_sign_in(client):
    fill(1)
    assert not any(user.has_usable_password() or user.is_staff for user in User.objects.all())
