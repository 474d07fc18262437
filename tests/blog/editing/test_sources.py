"""Operations on sources and site settings."""

import pytest
from django.contrib.redirects.models import Redirect
from django.db.models import ProtectedError

from blog.editing.site_settings import save_site_settings
from blog.editing.sources import delete_sources, save_source
from blog.models import Post, SiteSettings, Source
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def make_quoted_source() -> tuple[Post, Source]:
    post = make.post(make.quotation(source_name="Anne Field"))
    return post, Source.objects.get(name="Anne Field")


def test_new_source_belongs_to_its_author():
    author = make.user("author")
    saved = save_source(fields={"name": "Anne  Field", "kind": "person"}, by=author)
    assert saved.is_new
    assert (saved.source.name, saved.source.created_by) == ("Anne Field", author)


def test_changed_source_is_rerendered_and_redirected(
    django_capture_on_commit_callbacks,
):
    post, source = make_quoted_source()
    before = source.get_absolute_url()
    creator = source.created_by
    fields = {"name": "Anna Field", "slug": "anna-field"}
    with django_capture_on_commit_callbacks(execute=True):
        assert not save_source(fields=fields, by=make.user("editor"), source=source).is_new
    post.refresh_from_db()
    assert "Anna Field" in post.html
    assert Redirect.objects.get(old_path=before).new_path == source.get_absolute_url()
    source.refresh_from_db()
    assert source.created_by == creator


def test_source_of_a_quotation_cannot_be_deleted():
    _post, source = make_quoted_source()
    other = Source.objects.create(name="Nobody")
    with pytest.raises(ProtectedError):
        delete_sources(source_ids=[source.pk, other.pk])
    assert delete_sources(source_ids=[other.pk]).count == 1
    assert Source.objects.get() == source


def test_site_settings_are_stored_once_and_keep_other_fields():
    assert save_site_settings(fields={"name": "Quay"}).is_new
    assert not save_site_settings(fields={"tagline": "News of the port"}).is_new
    settings = SiteSettings.objects.get()
    assert (settings.name, settings.tagline) == ("Quay", "News of the port")
