"""The dashboard on any screen."""

import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from blog import editing
from blog.checks.models import FindingCount
from blog.notes.models import Note
from blog.revisions.autosave_models import Autosave
from tests.browser.conftest import Desk
from tests.browser.test_moderation import find_violations
from tests.support import factories as make


@pytest.mark.parametrize("width", [390, 1440])
def test_dashboard_is_accessible(width: int, desk: Desk) -> None:
    person = make.user("Editor")
    post = make.post(status="review", authors=(person,))
    editing.request_changes(post, by=make.user("Editor", byline="Ana"), reason="Shorter.")
    Note.objects.create(post=post, text="Who?", by=person)
    make.post(status="review")
    make.scheduled()
    out = make.post()
    make.comment(out)
    FindingCount.objects.create(post=out, code="link_dead", number=2, is_blocking=False)
    Autosave.objects.create(
        form=uuid.uuid4(), user=person, post=post, kind="post", values={}, typed_at=timezone.now()
    )
    page = desk.page(person, width=width)
    page.goto("/admin/")
    page.locator(".front details").evaluate_all("all => { for (const d of all) d.open = true }")
    expect(page.locator(".front-part")).to_have_count(4)
    assert find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_dashboard_of_new_author_links_to_first_post(desk: Desk) -> None:
    page = desk.page(make.user("Author"))
    page.goto("/admin/")
    assert find_violations(page) == []
    page.get_by_role("link", name="Write your first post").first.click()
    expect(page.locator(".tiptap")).to_be_visible()
