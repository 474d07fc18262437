"""Saving a post by the operation and by its form."""

import pytest

from blog import editing, workflow
from blog.content import document
from blog.models import Post
from blog.revisions.models import Revision
from tests.support import factories as make
from tests.support.desk import change, fields, signed_in

pytestmark = pytest.mark.django_db
TEXT = "<p>Other words, read there.</p>"


def test_new_post_has_the_saving_user_as_author():
    author = make.user("Author")
    saved = editing.save_post(
        Post(), by=author, fields={"title": "New"}, document=document.parse(TEXT), labels=["China"]
    )
    post = Post.objects.get()
    assert (saved.post, post.status, post.slug) == (post, "draft", "new")
    assert saved.revision == Revision.objects.get()
    assert (saved.revision.byline, saved.revision.labels) == ([author.pk], ["China"])
    assert "read there" in post.html


def test_approver_of_a_post_without_revisions_is_not_its_author():
    make.site(approval_required=True)
    author, editor = make.user("Author"), make.user("Editor")
    post = make.post(authors=(author,), status="review")
    editing.approve(post, by=editor)
    assert post.revisions.earliest("pk").by is None
    assert workflow.can_approve(post, editor)


def test_form_parses_its_document_once(author, monkeypatch):
    post = make.draft(authors=(author,))
    client = signed_in(author)
    sent = fields(client, change(post)) | {"document": TEXT}
    parsed = []
    parse = document.parse

    def counting(html: str) -> document.Document:
        parsed.append(html)
        return parse(html)

    monkeypatch.setattr(document, "parse", counting)
    assert client.post(change(post), sent).status_code == 302
    assert parsed == [TEXT]
