"""Media files that sentences link to: in use while a link, a version or an autosave has them."""

import uuid
from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from blog.content.media_files.display import unlink_taken_down
from blog.editing.media_files import delete_media_files, delete_unused
from blog.editing.media_take_down import find_places, restore_file, settle, take_down_file
from blog.editing.trash import move_to_trash
from blog.models import LinkedFile, MediaFile, MediaTakeDown, Post, Prose
from blog.revisions import record
from blog.revisions.autosave_models import Autosave
from blog.revisions.models import RevisionFile
from tests.support import factories as make
from tests.support import sample_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make.user("Author")


@pytest.fixture
def file(author) -> MediaFile:
    """A PDF file that was uploaded more than a week ago."""
    file = make.media_file(author, sample_files.pdf(), "Report.pdf")
    MediaFile.objects.update(last_uploaded_at=timezone.now() - timedelta(days=8))
    return file


def sentence(file: MediaFile, before: str = "", after: str = "") -> str:
    url = f"{before}{file.file.url}{after}"
    return f'<p>See <a href="{url}">the <em>report</em></a> there.</p>'


def is_deleted(file: MediaFile) -> bool:
    delete_unused.call()
    return not MediaFile.objects.filter(pk=file.pk).exists()


def test_file_in_a_link_stays_until_the_link_is_removed(author, file):
    post = make.draft(sentence(file), authors=(author,))
    assert not is_deleted(file)
    make.write(post, "<p>No link.</p>", author)
    assert is_deleted(file)


@pytest.mark.parametrize(
    ("before", "after"),
    [(settings.SITE_URL, ""), ("https://cdn.example", ""), ("", "#page=3"), ("", "?a=1")],
)
def test_address_of_the_file_counts_whatever_its_host_and_end(author, file, before, after):
    make.draft(sentence(file, before, after), authors=(author,))
    assert LinkedFile.objects.get().file == file


def test_address_as_text_is_no_link(author, file):
    make.draft(f"<p>It is at {file.file.url}</p>", authors=(author,))
    assert is_deleted(file)


def test_file_whose_address_is_text_after_its_link_is_deleted(author, file):
    text = f"<p>It is at {file.file.url}</p>"
    post = make.draft(sentence(file) + make.quotation("Low.", attribution="A") + text)
    make.write(post, text, author)
    assert not LinkedFile.objects.exists()
    assert is_deleted(file)


@pytest.mark.parametrize("tag", ["li", "td", "small", "blockquote", "quotation"])
def test_link_counts_in_any_part_of_a_text(author, file, tag):
    link = f'<a href="{file.file.url}">report</a>'
    html = {
        "li": f"<ul><li><p>{link}</p></li></ul>",
        "td": f"<table><tbody><tr><td>{link}</td><td>b</td></tr></tbody></table>",
        "small": f"<p>Words.<small data-footnote>{link}</small></p>",
        "blockquote": f"<blockquote><p>{link}</p></blockquote>",
        "quotation": make.quotation(f"Read the {link}.", attribution="Ana Ruiz"),
    }[tag]
    make.draft(html, authors=(author,))
    assert LinkedFile.objects.get().file == file


def test_second_link_of_a_post_holds_the_file(author, file):
    rule = make.quotation("Low water.", attribution="Ana Ruiz")
    post = make.draft(sentence(file) + rule + sentence(file), authors=(author,))
    assert (Prose.objects.count(), LinkedFile.objects.count()) == (2, 1)
    make.write(post, rule + sentence(file), author)
    assert LinkedFile.objects.count() == 1
    make.write(post, make.quotation(f'<a href="{file.file.url}">a</a>', attribution="A"), author)
    assert LinkedFile.objects.count() == 1
    make.write(post, rule, author)
    assert not LinkedFile.objects.exists()


def test_file_in_an_earlier_version_stays(author, file):
    post = make.draft(sentence(file), authors=(author,))
    revision = record(post, author)
    make.write(post, "<p>No link.</p>", author)
    record(post, author)
    assert RevisionFile.objects.get().revision_id == revision.pk
    assert not is_deleted(file)


def test_file_in_unsaved_changes_stays(author, file):
    Autosave.objects.create(
        form=uuid.uuid4(), user=author, kind=Post.Kind.POST, values={"document": sentence(file)}
    )
    assert not is_deleted(file)


def test_file_of_a_post_in_the_trash_stays_until_the_post_is_deleted(author, file):
    post = make.post(sentence(file), authors=(author,))
    move_to_trash(Post.all_objects.filter(pk=post.pk), by=make.user("Editor"))
    assert not is_deleted(file)
    Post.all_objects.get(pk=post.pk).delete()
    assert is_deleted(file)


def test_deletion_of_a_file_in_a_link_is_refused(client, author, file):
    make.draft(sentence(file), authors=(author,), title="The low river")
    with pytest.raises(ProtectedError):
        delete_media_files(files=[file])
    client.force_login(make.user("Editor"))
    page = client.get(reverse("admin:blog_mediafile_delete", args=[file.pk])).content.decode()
    assert "The low river" in page


def test_media_library_lists_posts_that_link_to_a_file(client, author, file):
    make.draft(sentence(file) + make.file(file), authors=(author,), title="Both")
    make.draft(sentence(file), authors=(author,), title="The low river")
    client.force_login(author)
    page = client.get(reverse("admin:blog_mediafile_change", args=[file.pk])).content.decode()
    assert "The low river" in page and "Both" in page
    page = client.get(reverse("admin:blog_mediafile_changelist")).content.decode()
    assert 'class="field-post_count">2</td>' in page


def test_link_to_a_file_that_is_taken_down_is_text_until_it_is_back(author, file):
    editor = make.user("Editor")
    html = sentence(file) + make.quotation(
        f'Read the <a href="{file.file.url}">paper</a>.', attribution="Ana Ruiz"
    )
    post = make.post(html + '<p><a href="/archive/">Other</a></p>', authors=(author,))
    assert [each.pk for each in find_places(file, 5).posts] == [post.pk]
    take_down_file(file=file, reason="It names a child.", by=editor)
    settle.call(file.sha256)
    post.refresh_from_db()
    assert "See the <em>report</em> there." in post.html and "Read the paper." in post.html
    assert '<a href="/archive/">' in post.html and file.file.url not in post.html
    assert file.file.url in Prose.objects.first().html
    restore_file(take_down=MediaTakeDown.objects.get(), by=editor)
    settle.call(file.sha256)
    post.refresh_from_db()
    assert post.html.count(f'href="{file.file.url}"') == 2


def test_text_without_a_link_to_a_file_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        html = '<p><a href="https://example.org/files/a.pdf">A file of others</a></p>'
        assert unlink_taken_down(html, [html]) == html


def test_links_of_posts_of_an_earlier_version_are_found(author, file):
    post = make.post(
        sentence(file) + make.quotation(f'<a href="{file.file.url}">a</a>', attribution="A"),
        authors=(author,),
    )
    record(post, author)
    LinkedFile.objects.all().delete()
    RevisionFile.objects.all().delete()
    migration = import_module("blog.migrations.0095_existing_linked_files")
    with connection.schema_editor() as editor:
        migration.fill(None, editor)
        migration.fill(None, editor)
    assert LinkedFile.objects.get().post_id == post.pk
    assert RevisionFile.objects.get().file_id == file.pk
