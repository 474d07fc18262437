"""Roles that attributions name, on the page of their source: accessible, added by the keyboard."""

import os

from playwright.sync_api import expect

from accounts.models import User
from blog.models import Source, Tenure
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk
from tests.support import factories as make

SCREENSHOTS = os.environ.get("SCREENSHOTS", "")


def test_offered_role_is_added_by_the_keyboard(desk: Desk, transactional_db) -> None:
    editor: User = make.user("superuser", byline="Ben")
    for day in ("2018-03", "2019-05-02", "2021"):
        make.post(
            make.quotation(
                f"“Said in {day}.”",
                source_name="Bo Ek",
                said=day,
                attribution="Bo Ek, Minister of Defence and of the Sea",
            )
        )
    page = desk.page(editor)
    page.goto(f"{desk.url}/admin/blog/source/{Source.objects.get().pk}/change/")
    assert_accessible(page)
    if SCREENSHOTS:
        for width, scheme in ((390, "light"), (768, "dark"), (1440, "light")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.locator("#role-offers").screenshot(path=f"{SCREENSHOTS}/offer-{width}.png")
    page.get_by_role("button", name="Add role: Minister of Defence").press("Enter")
    expect(page.get_by_text("Added the role")).to_be_visible()
    expect(page.locator("#role-offers")).to_have_count(0)
    assert Tenure.objects.count() == 1
