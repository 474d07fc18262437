"""A roll-back deletes what an import created, and leaves what somebody has worked on since."""

import pytest
from django.contrib.redirects.models import Redirect

from accounts.models import User
from blog.comments.imported import FormerComment, import_comments
from blog.comments.models import Comment
from blog.editing import save_post
from blog.models import Label, Post, PullQuote, Source
from tests.support import factories
from tests.transfer.memory_reader import MARCH, post, run_import
from transfer import rollback
from transfer.items import ExportedAuthor, ExportedComment, ExportedLabel
from transfer.models import Import
from transfer.rollback import roll_back

pytestmark = pytest.mark.django_db

QUOTE = "<blockquote><p>We will.</p><footer>Jane Doe</footer></blockquote>"


def import_blog():
    return run_import(
        ExportedAuthor(key="ada", name="Ada", former_urls=("/author/ada",)),
        ExportedLabel(key="l", name="News", former_urls=("/label/news",)),
        post("1", labels=("News",), former_urls=("/one.html",), html=QUOTE),
        post("2", former_urls=("/two.html",)),
        ExportedComment(key="a", post="1", name="Bo", html="Yes.", created_at=MARCH),
    )


def test_rollback_deletes_all_that_import_created():
    own = factories.post("<p>Mine.</p>")
    import_blog()
    result = roll_back(Import.objects.get())
    assert (result.posts, result.labels, result.accounts, result.edited) == (2, 1, 1, [])
    assert list(Post.all_objects.all()) == [own]
    assert not Comment.objects.exists() and not Redirect.objects.exists()
    assert not Label.objects.filter(name="News").exists()
    assert not PullQuote.objects.exists() and not Source.objects.exists()
    assert not User.objects.filter(byline="Ada").exists()


def test_rolled_back_export_can_be_imported_again():
    first = import_blog()
    roll_back(Import.objects.get())
    assert import_blog() == first
    assert set(Post.objects.values_list("slug", flat=True)) == {"one", "two"}


def test_rollback_leaves_posts_with_later_work():
    import_blog()
    editor = User.objects.create_superuser("editor", "e@example.org", "x")
    edited, discussed = Post.objects.get(title="Post 1"), Post.objects.get(title="Post 2")
    save_post(edited, by=editor, fields={"title": "Mine"}, is_checked=True)
    comment = FormerComment(discussed.pk, "New.", "Bo", MARCH, Comment.State.APPROVED)
    import_comments([comment])
    result = roll_back(Import.objects.get())
    assert set(result.edited) == {edited, discussed}
    assert (result.posts, result.labels, result.accounts) == (0, 0, 0)
    assert Post.objects.count() == 2 and Redirect.objects.count() == 4


def test_rollback_leaves_post_that_somebody_saves_meanwhile(monkeypatch):
    import_blog()
    edited = Post.objects.get(title="Post 1")
    lock = rollback._lock_posts

    def save_and_lock(keys):  # As if it had waited for the end of a save.
        save_post(edited, by=None, fields={"title": "Mine"}, is_checked=True)
        lock(keys)

    monkeypatch.setattr(rollback, "_lock_posts", save_and_lock)
    assert roll_back(Import.objects.get()).edited == [edited]
    assert Post.objects.get() == edited


def test_rollback_leaves_label_and_account_that_were_there_before():
    factories.post("<p>Mine.</p>", labels=["News"])
    User.objects.create(username="ada", byline="Ada")
    import_blog()
    result = roll_back(Import.objects.get())
    assert (result.posts, result.labels, result.accounts) == (2, 0, 0)
    assert Label.objects.filter(name="News").exists() and User.objects.filter(byline="Ada").exists()
