"""The editor's JSON endpoints refuse anything but JSON."""

import pytest
from django.test import Client

from blog.notes.models import Note
from blog.revisions.autosave_models import Autosave
from tests.support import factories as make

pytestmark = pytest.mark.django_db

BODIES = {
    "form": {"text": "Words."},
    "empty form": {},
    "empty": b"",
    "no UTF-8": b"\xff\xfe",
    "deep": b"[" * 100_000,
    "long number": b"9" * 5_000,
    "surrogate": b'"\\ud800"',
}


@pytest.mark.parametrize(
    "address",
    [
        "/admin/blog/post/autosave/",
        "/admin/blog/post/{pk}/notes/",
        "/admin/blog/post/checks/",
        "/admin/blog/post/checks/links/",
        "/admin/blog/post/editor/attribution/",
        "/admin/blog/post/editor/split/",
        "/admin/blog/page/autosave/",
        "/admin/blog/page/checks/",
    ],
)
def test_json_endpoint_with_invalid_body_is_400(address):
    """As a browser sends it: Django's check of the token has read a form before the view does."""
    editor = make.user("Editor")
    post = make.draft(authors=(editor,))
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    client.get("/admin/blog/source/add/")
    token = {"X-CSRFToken": client.cookies["csrftoken"].value}
    statuses = {}
    for name, body in BODIES.items():
        kind = {} if isinstance(body, dict) else {"content_type": "application/json"}
        answer = client.post(address.format(pk=post.pk), body, headers=token, **kind)
        statuses[name] = answer.status_code
    assert statuses == dict.fromkeys(BODIES, 400)
    assert not Autosave.objects.exists()
    assert not Note.objects.exists()
