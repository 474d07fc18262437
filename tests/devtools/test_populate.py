"""`manage.py populate`: generated posts equal posts saved by authors."""

import hashlib
import io
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, Sum

from accounts.models import User
from blog.comments.models import MAX_LEVELS, Comment, CommentCounter
from blog.common import markup
from blog.content import document, rendering
from blog.content.photos import duplicates as photo_duplicates
from blog.content.sources.duplicates import find_duplicates
from blog.content.sources.similar import find_similar_sources
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
    SourceIdentifier,
    SourceName,
    SourceRelation,
    Tenure,
    get_blocks,
)
from blog.search.models import KnownWord
from devtools.management.commands import populate
from devtools.populate import batches, cast
from tests.blog.models.test_counters import counted, stored
from tests.support import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pictures"), pytest.mark.slow]
UNTIL = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def pictures(monkeypatch):
    """Replace the pictures, which take longest to create."""

    def create_photo(number: int, uploader: User) -> Photo:
        data = make.picture((number, number, number))
        known = Photo.objects.filter(sha256=hashlib.sha256(data).hexdigest()).first()
        return known or make.photo(uploader, data)

    monkeypatch.setattr(cast, "_create_photo", create_photo)


LARGE: dict[str, int] = {"sources": 700, "photos": 400, "quotations": 6}


def populate_posts(posts: int, seed: int = 1, **options: Any) -> None:
    assert list(batches.generate_posts(posts, seed, UNTIL, **options))[-1] == posts


def list_posts() -> list[tuple]:
    """Return the fields of all posts, without their IDs."""
    fields = ("title", "status", "published_at", "language", "summary", "excerpt")
    return list(Post.objects.order_by("pk").values_list(*fields))


@pytest.mark.parametrize("sizes", [{}, LARGE])
def test_populate_stores_same_html_as_rendering(sizes):
    populate_posts(60, **sizes)
    for post in Post.objects.order_by("pk"):
        before = Post.objects.values().get(pk=post.pk)
        rendering.store(post)
        # The database sets `was_public` on any change of a public post.
        after = Post.objects.values().get(pk=post.pk)
        assert after == before | {"was_public": post.is_public}
    assert Post.objects.exclude(intro_html="").exists()


@pytest.mark.parametrize("sizes", [{}, LARGE])
def test_populate_stores_same_blocks_as_editor(sizes):
    populate_posts(12, **sizes)
    editor = make.user("Editor")
    for post in Post.objects.order_by("pk"):
        post.full_clean()
        before = [list(model.objects.filter(post=post).values()) for model in BLOCK_MODELS]
        nodes = document.parse(document.to_html(document.load_document(post, editor)))
        document.check(nodes, post, editor, publishing=True)
        assert nodes.errors == []
        document.save(post, nodes, editor)
        assert [list(model.objects.filter(post=post).values()) for model in BLOCK_MODELS] == before
        assert [block.position for block in get_blocks(post)] == list(
            range(1, len(get_blocks(post)) + 1)
        )


BLOCK_MODELS = (Prose, PullQuote, Figure)


def test_populate_stores_sanitized_html():
    populate_posts(50)
    for html in Prose.objects.values_list("html", flat=True):
        assert markup.PROSE(html) == html
    for html, text in PullQuote.objects.values_list("html", "text"):
        assert markup.INLINE(html) == html
        assert markup.plain_text(html) == text


def test_populate_with_same_seed_creates_same_posts():
    populate_posts(60)
    first = list_posts()
    populate_posts(60)
    assert list_posts() == first + first
    assert Post.objects.values("slug").distinct().count() == 120


def test_populate_with_other_seed_creates_other_posts():
    populate_posts(20, seed=1)
    first = {row[0] for row in list_posts()}
    populate_posts(20, seed=2)
    assert len({row[0] for row in list_posts()} - first) == 20


def test_populate_twice_reuses_users_sources_labels_and_photos():
    populate_posts(20)
    counts = [model.objects.count() for model in (User, Source, Label, Photo)]
    populate_posts(20)
    assert [model.objects.count() for model in (User, Source, Label, Photo)] == counts
    assert counts[0::2] == [20, 300]
    assert counts[3] == 2


def test_populated_posts_have_realistic_variety():
    populate_posts(100)
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
    most_used, *_, least_used = (
        PostLabel.objects.values_list("tag").annotate(times=Count("pk")).order_by("-times")
    )
    assert most_used[1] > 10 > least_used[1] == 1


def test_populated_comments_are_valid_threads():
    populate_posts(40, average_comments=10)
    comments = list(Comment.objects.select_related("post", "parent").order_by("pk"))
    states = {comment.state for comment in comments}
    assert {"approved", "spam", "rejected", "removed"} <= states
    sizes = set(Post.objects.filter(status="published").values_list(Count("comments"), flat=True))
    assert min(sizes) < 5 and max(sizes) > 20
    assert 200 < len(comments) < 800
    for comment in comments:
        comment.full_clean()
        assert comment.html == markup.render_comment(comment.text)
        parent = comment.parent
        assert comment.path == [*(parent.path[:2] if parent else []), comment.pk]
        assert comment.post.published_at <= comment.created_at <= UNTIL
        if parent:
            assert parent.post == comment.post and parent.created_at <= comment.created_at
    reply_counts = Counter(key for c in comments if c.state == "approved" for key in c.path[:-1])
    assert {c.pk: c.shown_below for c in comments if c.shown_below} == reply_counts
    approved_counts = Counter(c.post_id for c in comments if c.state == "approved")
    counters = CommentCounter.objects.values_list("post").annotate(Sum("count"))
    assert dict(counters) == approved_counts
    assert max(len(comment.path) for comment in comments) == MAX_LEVELS


def test_populate_creates_requested_number_of_labels():
    populate_posts(3, labels=700)
    assert Label.objects.count() == 700
    assert PostLabel.objects.count() < 20


def test_populate_with_sizes_creates_that_many_rows():
    populate_posts(50, **LARGE)
    assert Source.objects.count() in range(700, 710)
    assert Photo.objects.count() == 400
    assert 200 < PullQuote.objects.count() < 400
    assert max(Post.objects.values_list(Count("pullquotes"), flat=True)) in range(8, 12)


def test_populated_sources_have_facts_that_authors_could_enter():
    populate_posts(3, **LARGE)
    for model in (SourceName, Tenure, SourceIdentifier, SourceRelation):
        assert model.objects.count() > 20
        for row in model.objects.all():
            row.full_clean()
    assert find_duplicates()
    cyrillic = SourceName.objects.filter(language="ru").select_related("source").earliest("pk")
    assert find_similar_sources(cyrillic.name)[0] == cyrillic.source


def test_populated_photos_have_rights_that_filters_find():
    populate_posts(3, **LARGE)
    assert set(Photo.objects.values_list("rights", flat=True)) == set(Photo.Rights) - {"quotation"}
    for photo in Photo.objects.filter(image__startswith="populate/"):
        photo.full_clean(exclude=["alt", "credit"])
        assert photo.rendition_hash == photo.spec_hash
    marked = Photo.objects.filter(has_duplicate=True)
    assert {
        len(photo_duplicates.find_duplicates(each, Photo.objects.all())) for each in marked
    } == {1}


def test_populate_twice_with_sizes_reuses_facts_and_photos():
    populate_posts(3, **LARGE)
    counts = [model.objects.count() for model in (Source, SourceName, Tenure, Photo)]
    populate_posts(3, **LARGE)
    assert [model.objects.count() for model in (Source, SourceName, Tenure, Photo)] == counts


def test_populated_rows_have_valid_dates_and_foreign_keys():
    populate_posts(60, average_comments=3, **LARGE)
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS_SQL)
        foreign_keys = cursor.fetchall()
        assert len(foreign_keys) > 20
        for table, column, other in foreign_keys:
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL"
                f" AND {column} NOT IN (SELECT id FROM {other})"
            )
            assert cursor.fetchone() == (0,), (table, column)
    for model, post in ((PullQuote, "post"), (Authorship, "post"), (PostLabel, "content_object")):
        for row in model.objects.select_related(post):
            owner = getattr(row, post)
            date = owner.published_at if owner.status == "published" else None
            assert row.published_at == date
    assert set(PullQuote.objects.values_list("post_language", flat=True)) == {"en", "fr", "ar"}


FOREIGN_KEYS_SQL = """
SELECT conrelid::regclass::text, attname, confrelid::regclass::text FROM pg_constraint
JOIN pg_attribute ON attrelid = conrelid AND attnum = ALL (conkey)
WHERE contype = 'f' AND conrelid::regclass::text LIKE 'blog_%'
"""


@pytest.mark.django_db(transaction=True)
def test_populated_search_vectors_equal_generated_ones(monkeypatch):
    """Vectors concatenated from paragraphs have the same positions; and the database generates the
    column again afterwards."""
    monkeypatch.setattr(batches, "BATCH_SIZE", 100)
    populate_posts(400)
    with connection.cursor() as cursor:
        cursor.execute(GENERATED_EXPRESSION_SQL)
        (expression,) = cursor.fetchone()
        query = f"SELECT count(*), count(*) FILTER (WHERE search = {expression}) FROM blog_post"
        cursor.execute(query)
        assert cursor.fetchone() == (400, 400)
        cursor.execute("SELECT to_regclass('populate_paragraph'), to_regproc('populate_concat')")
        assert cursor.fetchone() == (None, None)
        Post.objects.update(title="Quinquereme")
        cursor.execute(query)
        assert cursor.fetchone() == (400, 400)


GENERATED_EXPRESSION_SQL = """
SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
WHERE adrelid = 'blog_post'::regclass AND attname = 'search' AND attgenerated = 's'
"""


def test_command_without_superuser_role_is_refused():
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE populate_nobody; SET LOCAL ROLE populate_nobody")
        with pytest.raises(CommandError, match="superusers"):
            call_command(populate.Command(), posts=5)
        cursor.execute("RESET ROLE")


def get_table_definitions() -> set[tuple]:
    """Return index definitions, statistics targets and storage options of tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'")
        indexes = cursor.fetchall()
        cursor.execute(
            "SELECT attrelid::regclass::text, attnum, attstattarget FROM pg_attribute"
            " WHERE attstattarget >= 0 AND attrelid >= 16384"
        )
        targets = cursor.fetchall()
        cursor.execute(
            "SELECT oid::regclass::text, reloptions FROM pg_class WHERE relkind IN ('r', 't')"
        )
        tables = ((name, *(options or ())) for name, options in cursor.fetchall())
        return {*indexes, *targets, *tables}


@pytest.mark.django_db(transaction=True)
def test_parallel_batches_restore_indexes_and_counters(monkeypatch):
    monkeypatch.setattr(batches, "BATCH_SIZE", 2)
    before, out = get_table_definitions(), io.StringIO()
    call_command(populate.Command(), posts=9, stdout=out)
    progress = [line.partition(" posts")[0] for line in out.getvalue().splitlines()[:-1]]
    assert progress == ["2 of 9", "4 of 9", "6 of 9", "8 of 9", "9 of 9"]
    assert Post.objects.count() == 9
    assert get_table_definitions() == before
    assert stored() == counted()
    assert KnownWord.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_interrupted_populate_restores_indexes_and_counters(monkeypatch):
    monkeypatch.setattr(batches, "BATCH_SIZE", 2)
    before = get_table_definitions()
    generator = batches.generate_posts(9, 1, UNTIL)
    assert next(generator) == 2
    assert get_table_definitions() != before
    generator.close()
    assert get_table_definitions() == before
    assert Post.objects.count() > 1
    assert stored() == counted()


def test_command_on_site_with_posts_requires_add_option():
    make.draft()
    with pytest.raises(CommandError, match="There are posts already"):
        call_command(populate.Command(), posts=5)
    assert Post.objects.count() == 1
    call_command(populate.Command(), posts=5, add=True, stdout=io.StringIO())
    assert Post.objects.count() == 6


@pytest.mark.parametrize("posts", [0, -1])
def test_command_with_invalid_number_of_posts_is_refused(posts):
    with pytest.raises(CommandError, match="below 1"):
        call_command(populate.Command(), posts=posts)


def test_populated_authors_cannot_sign_in(client):
    populate_posts(1)
    assert not any(user.has_usable_password() or user.is_staff for user in User.objects.all())
