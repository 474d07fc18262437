"""The pages of replacements and take-downs, and a post with a removed picture, are accessible."""

import pytest
from playwright.sync_api import expect

from blog.editing.photo_take_down import take_down_photo
from tests.browser.axe import look
from tests.browser.conftest import Desk, new_document
from tests.support import factories as make


@pytest.fixture
def editor(transactional_db):
    return make.user("superuser", byline="Ben")


def test_photo_is_replaced_and_taken_down(desk: Desk, editor):
    old = make.photo(editor, make.landscape(), caption="Cranes at the quay")
    new = make.photo(editor, make.landscape(900, 900), caption="Cranes, seen from the ferry")
    post = make.post(
        f"<p>Words.</p>{make.figure(old, caption=old.caption)}<p>More words.</p>",
        authors=(editor,),
        title="The quay",
    )
    page = desk.page(editor)
    page.goto(f"/admin/blog/photo/{old.pk}/change/")
    with new_document(page):
        page.get_by_role("link", name="Replace everywhere…").click()
    look(page, "choose")
    with new_document(page):
        page.locator(f'a[href="?with={new.pk}"]').click()
    look(page, "replace")
    page.get_by_role("button", name="Replace everywhere").click()
    expect(page.get_by_text("The picture was replaced in 1 post.")).to_be_visible()
    page.goto(f"/admin/blog/photo/{new.pk}/take-down/")
    look(page, "take-down")
    page.get_by_label("Reason, for readers").fill("The agency withdrew its licence.")
    page.get_by_role("button", name="Take down everywhere").click()
    expect(page.get_by_text("1 post shows the reason")).to_be_visible()
    look(page, "changes")
    page.goto(post.get_absolute_url())
    box = page.locator(".photo-removed")
    expect(box).to_contain_text("This picture was removed: The agency withdrew its licence.")
    size = box.bounding_box()
    assert size and abs(size["width"] - size["height"]) < 2  # As the picture was.
    look(page, "post")
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    expect(page.locator(".figure-removed")).to_contain_text("This picture was removed")
    expect(page.locator(".figure-picture img")).to_be_hidden()


def test_post_keeps_a_removed_picture_when_it_is_saved(desk: Desk, editor):
    photo = make.photo(editor, make.landscape())
    post = make.draft(f"<p>Words.</p>{make.figure(photo)}", authors=(editor,), title="The quay")
    take_down_photo(photo=photo, reason="No rights.", by=editor)
    page = desk.page(editor)
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    expect(page.locator(".figure-removed")).to_be_visible()
    page.get_by_label("Title").first.fill("The pier")
    with new_document(page):
        page.keyboard.press("Control+s")
    assert post.figures.get().photo == photo
