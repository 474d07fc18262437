"""What an import writes, and that it writes it once."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.redirects.models import Redirect
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from blog.comments.models import Comment
from blog.common.db.pending_entries import QUOTATION_INDEXES, merge_entries
from blog.editing import NewPost, create_posts, save_post
from blog.models import Embed, Figure, Label, Page, Post, PullQuote, Source
from blog.revisions.models import Revision
from tests.support import factories as make
from tests.support.autovacuum import block_autovacuum
from tests.transfer.memory_reader import MARCH, post, run_import
from transfer.items import (
    CommentState,
    ExportedAuthor,
    ExportedComment,
    ExportedLabel,
    ExportedPicture,
    Status,
)
from transfer.models import ImportedAddress, ImportedItem
from transfer.stages import posts, write

pytestmark = pytest.mark.django_db


def test_post_with_all_fields_is_written():
    report = run_import(
        ExportedAuthor(
            key="ada", name="Ada Lovelace", email="ada@old.example", former_urls=("/author/ada",)
        ),
        ExportedLabel(
            key="9", name="Paris, France", former_urls=("/label/paris/", "/label/paris/feed/")
        ),
        post(
            title="Café noir",
            summary="In short.",
            slug="cafe-noir",
            language="fr_FR",
            labels=("Paris, France", "Coffee"),
            former_urls=("https://old.example/blog/2020/caf%C3%A9.html", "/?p=12"),
            accepts_comments=False,
        ),
    )
    written = Post.objects.get()
    assert (written.title, written.summary, written.slug) == ("Café noir", "In short.", "cafe-noir")
    assert (written.language, written.published_at) == ("fr-fr", MARCH)
    assert [author.byline for author in written.byline] == ["Ada Lovelace"]
    assert sorted(written.labels.names()) == ["Coffee", "Paris; France"]
    assert written.comments_mode == "closed"
    assert report.posts == 1 and report.labels == 1 and report.refused == []
    assert set(Redirect.objects.values_list("old_path", "new_path")) == {
        ("/blog/2020/café.html", "/2020/03/cafe-noir/"),
        ("/?p=12", "/2020/03/cafe-noir/"),
        ("/label/paris", "/labels/paris-france/"),
        ("/label/paris/feed", "/labels/paris-france/feed.rss"),
        ("/author/ada", "/authors/ada-lovelace/"),
        ("/blog", "/"),
    }
    assert report.redirects == 6


def test_keys_in_document_of_export_mean_no_rows_of_here():
    mine = make.post(make.quotation("“Yes.”", source_name="Ana Ruiz"), title="Mine")
    source, photo = Source.objects.get(), make.photo(make.user("Author"))
    renamed = make.quotation(
        "“No.”", source=str(source.pk), source_name="Mallory", renamed_from="Ana Ruiz"
    )
    picture = f"<figure data-block='figure' data-photo='{photo.pk}' data-caption='Hers'></figure>"
    linked = f"<section data-block='embed' data-post='{mine.pk}'></section>"
    run_import(post(blocks=(renamed.replace('"', "'"), picture, linked)))
    source.refresh_from_db()
    assert source.name == "Ana Ruiz"
    assert PullQuote.objects.get(text="“No.”").source.name == "Mallory"
    assert Figure.objects.get(caption="Hers").photo is None
    assert not Embed.objects.exists()


def test_author_of_export_cannot_sign_in():
    run_import(ExportedAuthor(key="ada", name="Ada"), post())
    author = User.objects.get(byline="Ada")
    assert not author.is_active and not author.has_usable_password() and not author.email


def test_post_without_author_is_not_by_importer():
    run_import(post(authors=()))
    assert [str(author) for author in Post.objects.get().byline] == ["The Old Blog"]


@pytest.mark.parametrize(
    ("values", "status", "is_public"),
    [
        ({"status": Status.DRAFT, "published_at": None}, "draft", False),
        ({"published_at": None}, "draft", False),
        ({"published_at": None, "updated_at": MARCH}, "published", True),
        ({"status": Status.SCHEDULED, "published_at": MARCH}, "published", True),
        (
            {"status": Status.SCHEDULED, "published_at": timezone.now() + timedelta(days=9)},
            "published",
            False,
        ),
    ],
)
def test_status_of_export_is_kept(values, status, is_public):
    run_import(post(**values))
    written = Post.objects.get()
    assert (written.status, written.is_public) == (status, is_public)


def test_page_without_date_stays_public_and_keeps_its_date():
    link = "<p>See <a href='https://old.example/blog/about/'>us</a>.</p>"
    about = {"is_page": True, "published_at": None, "former_urls": ("/blog/about/",)}
    run_import(post("1", html=link), post("2", slug="who", **about))
    written = Page.objects.get()
    assert written.is_public and (timezone.now() - written.published_at).total_seconds() < 60
    assert 'href="/who/"' in Post.objects.get(slug="post-1").html
    run_import(post("2", title="Us", slug="who", **about))
    again = Page.objects.get()
    assert (again.title, again.published_at) == ("Us", written.published_at)


@pytest.mark.parametrize(
    ("values", "slug"),
    [
        ({"slug": "admin", "is_page": True}, "admin-page"),
        ({"slug": "2015", "is_page": True}, "2015-page"),
        ({"slug": "about", "is_page": True}, "about"),
        ({"slug": "search"}, "search"),
        ({"slug": "", "former_urls": ("https://old.example/?p=8",)}, "post-1"),
        ({"slug": "", "former_urls": ("https://old.example/a/b.html?p=8",)}, "b"),
    ],
)
def test_slug_makes_an_address_that_is_free(values, slug):
    run_import(post(**values))
    assert Post.all_objects.get().slug == slug


def test_trashed_post_is_refused_with_reason():
    report = run_import(post(status=Status.TRASHED))
    assert not Post.all_objects.exists()
    assert report.refused == [
        {"item": "post Post 1", "reason": "It was in the trash of the other blog."}
    ]


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({"title": ""}, "Some words."),
        ({"title": " ", "html": "<script>x</script><p></p>"}, "Untitled"),
        (
            {"title": "", "html": "<p>On <b>time</b>, <i>twice</i>.</p><p>So</p>"},
            "On time, twice. So",
        ),
        ({"title": "", "html": "<p>a b c d e f g h i j k l</p>"}, "a b c d e f g h i j…"),
    ],
)
def test_post_without_title_gets_its_first_words(values, title):
    run_import(post(**values))
    assert Post.objects.get().title == title


@pytest.mark.parametrize(
    ("title", "stored"),
    [("Why <b> is bold", "Why <b> is bold"), ("It\x92s", "It’s"), (" a\n b ", "a b")],
)
def test_title_is_plain_text(title, stored):
    run_import(post(title=title))
    assert Post.objects.get().title == stored


@pytest.mark.parametrize("html", ["<!DOCTYPE html>", "<html>", "<html><head></head></html>"])
def test_comment_that_is_an_empty_document_has_no_text(html):
    run_import(post("1"), ExportedComment(key="2", post="1", html=html))
    assert Comment.objects.get().text == "(no text)"


def test_title_over_200_characters_is_kept_in_text():
    title = "An unreasonably long title " * 12
    run_import(post(title=title))
    written = Post.objects.get()
    assert len(written.title) <= 200 and " ".join(title.split()) in written.html


def test_page_is_written_as_page():
    report = run_import(post(is_page=True, slug="about", labels=("X",)))
    assert Page.objects.get().get_absolute_url() == "/about/"
    assert (report.posts, report.pages) == (0, 1)


def test_equal_slugs_become_different():
    run_import(post("1", slug="same"), post("2", slug="same"), post("3", slug="07"))
    assert set(Post.objects.values_list("slug", flat=True)) == {"same", "same-2", "post-07"}


def test_links_between_posts_lead_to_new_paths():
    run_import(
        post("1", slug="one", html='<p><a href="/two.html#c1">next</a></p>'),
        post(
            "2",
            slug="two",
            html='<p><a href="http://www.old.example/?p=1">before</a></p>',
            former_urls=("https://old.example/two.html",),
        ),
        post("3", slug="three", former_urls=("https://old.example/?p=1",)),
    )
    one, two = (Post.objects.get(slug=slug).html for slug in ("one", "two"))
    assert 'href="/2020/03/two/"' in one
    assert 'href="/2020/03/three/"' in two


def test_links_of_a_batch_are_looked_up_by_one_query():
    def build(number: int) -> Any:
        link = f'<p><a href="/post-{number + 1}.html">next</a></p>'
        return post(str(number), html=link, former_urls=(f"/post-{number}.html",))

    with CaptureQueriesContext(connection) as queries:
        run_import(*(build(number) for number in range(10)))
    lookups = [query["sql"] for query in queries if '"address" IN' in query["sql"]]
    assert len(lookups) == 1
    assert "payload" not in lookups[0]  # The largest column.
    assert Post.objects.filter(html__contains='<a href="/2020/03/').count() == 9


def test_links_to_a_post_that_was_read_again_have_its_new_date():
    draft = {"slug": "two", "former_urls": ("/two.html",)}
    run_import(post("2", status=Status.TRASHED, **draft))
    assert ImportedItem.objects.get(key="2").planned_path is not None
    linking = post("1", slug="one", html='<p><a href="/two.html">next</a></p>')
    run_import(linking, post("2", published_at=MARCH + timedelta(days=31), **draft))
    assert 'href="/2020/04/two/"' in Post.objects.get(slug="one").html


def test_explicit_quotation_is_a_row_with_its_source():
    report = run_import(
        post(
            html='<blockquote cite="https://news.example/a"><p>We <b>will</b> win.</p>'
            "<footer>— Jane Doe, mayor of Springfield</footer></blockquote>"
            "<blockquote><p>Only set off.</p></blockquote>"
        )
    )
    quotation = PullQuote.objects.get()
    assert quotation.text == "We will win."
    assert quotation.attribution == "Jane Doe, mayor of Springfield"
    assert quotation.source.name == "Jane Doe"
    assert quotation.url == "https://news.example/a"
    assert report.quotations == 1
    assert "<blockquote>" in Post.objects.get().html


def test_words_of_imported_quotations_are_merged_after_their_batch():
    block_autovacuum()
    merge_entries(QUOTATION_INDEXES)
    run_import(
        post(html="<blockquote><p>Low water at noon.</p><footer>— Jane Doe</footer></blockquote>")
    )
    assert PullQuote.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('pullquote_words')")
        assert cursor.fetchone() == (0,)


def test_lead_picture_has_the_caption_and_credit_of_its_item():
    address = "https://old.example/content/gate.jpg"
    run_import(
        ExportedPicture(
            key="p", urls=(address,), alt="A gate", caption="The gate. Photo: Ann Lee/Reuters"
        ),
        post(lead_picture=address),
    )
    figure = Figure.objects.get()
    assert (figure.is_lead, figure.alt) == (True, "A gate")
    assert (figure.caption, figure.credit) == ("The gate.", "Ann Lee/Reuters")


def test_missing_picture_keeps_its_caption_and_address():
    report = run_import(
        post(
            html='<figure><a href="http://127.0.0.1/big.jpg"><img src="http://127.0.0.1/s.jpg"'
            ' alt="A pier"></a><figcaption>The pier. Photo: Ann Lee/Reuters</figcaption></figure>'
        )
    )
    figure = Figure.objects.get()
    assert (figure.photo, figure.alt, figure.caption) == (None, "A pier", "The pier.")
    assert figure.credit and figure.original_url == "http://127.0.0.1/big.jpg"
    assert report.photos == 1
    assert "The pier." in Post.objects.get().html


def comment(key: str, **values: object) -> ExportedComment:
    defaults = {"post": "1", "name": "Bo", "html": f"Comment {key}", "created_at": MARCH}
    return ExportedComment(key=key, **{**defaults, **values})


def test_comments_keep_thread_state_and_date():
    report = run_import(
        post(),
        comment("c", parent="b", html="<p>Third<br>line</p>"),
        comment("a", email="Bo@old.example", url="https://bo.example"),
        comment("b", parent="a", state=CommentState.WAITING),
        comment("s", state=CommentState.SPAM, name=""),
        comment("x", parent="gone", state=CommentState.REMOVED, html=""),
    )
    rows = {row.text: row for row in Comment.objects.select_related("parent")}
    assert report.comments == 5 and len(rows) == 5
    third, first = rows["Third\nline"], rows["Comment a"]
    assert third.parent == rows["Comment b"] and third.parent.parent == first
    assert first.email_hash and first.website == "https://bo.example" and first.created_at == MARCH
    assert rows["Comment b"].state == "waiting" and rows["Comment s"].state == "spam"
    assert rows["Comment s"].name and rows["(no text)"].state == "removed"
    assert not Comment.objects.exclude(notice_at=None).exists()
    assert not any(bytes(item.payload) for item in ImportedItem.objects.filter(kind="comment"))


def test_comments_that_reply_in_a_circle_are_kept():
    report = run_import(post(), comment("a", parent="b"), comment("b", parent="a"))
    assert report.comments == 2


def test_comment_of_unknown_post_is_refused():
    report = run_import(comment("a", post="77"))
    assert [each["reason"] for each in report.refused] == ["Its post was not imported."]


def count_rows() -> list[int]:
    models = (Post.all_objects, Comment.objects, Label.objects, Revision.objects, User.objects)
    return [manager.count() for manager in (*models, Redirect.objects, Figure.objects)]


def test_same_export_again_writes_nothing():
    items = [
        ExportedAuthor(key="ada", name="Ada"),
        ExportedLabel(key="l", name="News", former_urls=("/label/news",)),
        post(labels=("News",), former_urls=("/one.html",), html='<p><img src="/x.png">A</p>'),
        comment("a"),
    ]
    run_import(*items)
    before, updated = count_rows(), Post.objects.get().updated_at
    report = run_import(*items)
    assert count_rows() == before and Post.objects.get().updated_at == updated
    assert (report.posts, report.comments, report.labels, report.redirects) == (0, 0, 0, 0)


def test_newer_export_changes_only_what_changed():
    run_import(post("1"), post("2"))
    report = run_import(post("1"), post("2", html="<p>New words.</p>"), post("3"))
    assert report.posts == 2
    assert Revision.objects.filter(post__title="Post 1").count() == 1
    assert Revision.objects.filter(post__title="Post 2").count() == 2
    assert "New words." in Post.objects.get(title="Post 2").html


def test_post_edited_here_is_not_overwritten():
    run_import(post())
    written = Post.objects.get()
    editor = User.objects.create_superuser("editor", "e@example.org", "x")
    save_post(written, by=editor, fields={"title": "Mine"}, is_checked=True)
    report = run_import(post(title="Theirs"))
    assert Post.objects.get().title == "Mine"
    assert "changed here and in the other blog" in report.refused[0]["reason"]


@pytest.mark.parametrize("batch", [1, 20])
def test_edit_while_pictures_are_fetched_is_kept(batch, monkeypatch):
    names = ("Post 1", "Post 2")
    run_import(*(post(name, title=name) for name in names))
    editor = User.objects.create_superuser("editor", "e@example.org", "x")
    prepare = posts.PostWriter.prepare

    def edit_and_prepare(writer, *arguments):
        prepared = prepare(writer, *arguments)
        if prepared.fields.title == "Post 1 there":
            edited = Post.objects.get(pk=prepared.item.post_id)
            save_post(edited, by=editor, fields={"title": "Mine"}, is_checked=True)
        return prepared

    monkeypatch.setattr(write, "POST_BATCH_SIZE", batch)
    monkeypatch.setattr(posts.PostWriter, "prepare", edit_and_prepare)
    report = run_import(*(post(name, title=f"{name} there") for name in names))
    assert sorted(Post.objects.values_list("title", flat=True)) == ["Mine", "Post 2 there"]
    assert "changed here and in the other blog" in report.refused[0]["reason"]
    assert ImportedItem.objects.get(state="conflict").post.title == "Mine"


def test_post_that_fails_in_batch_costs_only_itself(monkeypatch):
    monkeypatch.setattr(posts, "create_posts", fail_for("Post 2"))
    report = run_import(*(post(str(number), authors=(f"Author {number}",)) for number in (1, 2, 3)))
    assert sorted(Post.objects.values_list("title", flat=True)) == ["Post 1", "Post 3"]
    assert [each["item"] for each in report.refused] == ["post Post 2"]
    assert [str(each) for each in Post.objects.get(title="Post 3").byline] == ["Author 3"]
    assert ImportedItem.objects.filter(state="written", kind="post").count() == 2


def fail_for(title: str):
    """Return an operation that stores the post of this title, and fails then."""

    def create(new: list[NewPost], **values: Any):
        result = create_posts(new, **values)
        if any(saved.post.title == title for saved in result):
            raise ValueError("broken")
        return result

    return create


@pytest.mark.parametrize("batch", [1, 2, 20])
def test_posts_are_written_whatever_the_batch(batch, monkeypatch):
    monkeypatch.setattr(write, "POST_BATCH_SIZE", batch)
    report = run_import(
        *(
            post(
                str(number),
                slug=f"post-{number}",
                former_urls=(f"/{number}.html", f"/{'long' * 60}-{number}.html"),
                labels=("News",),
                notes=(f"Note {number}",),
            )
            for number in range(1, 6)
        )
    )
    assert report.posts == 5
    assert Revision.objects.count() == 5 and Label.objects.get().name == "News"
    notes = ImportedItem.objects.filter(kind="post").order_by("pk").values_list("notes", flat=True)
    assert list(notes) == [[f"Note {number}"] for number in range(1, 6)]
    moved = Redirect.objects.exclude(old_path="/blog").order_by("new_path")
    new_paths = moved.values_list("new_path", flat=True)
    assert list(new_paths) == [f"/2020/03/post-{number}/" for number in range(1, 6) for _ in "ab"]
    assert not ImportedAddress.objects.filter(old_path="").exists()
