"""The keyboard focus on pages of the desk: on a phone no bar covers it, and a preview shows it."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.redirects.models import Redirect
from playwright.sync_api import expect

from accounts.models import User
from tests.browser.conftest import Desk, press
from tests.support import factories as make

LIST_COVERED = """() => {
  const selector = "a[href], button, input:not([type=hidden]), select, textarea, summary"
  const controls = [...document.querySelector("#content").querySelectorAll(selector)]
  return controls
    .filter((one) => one.checkVisibility() && !one.closest(".submit-row"))
    .filter((one) => {
      one.focus()
      const { left, top, width, height } = one.getBoundingClientRect()
      const hit = document.elementFromPoint(left + width / 2, top + height / 2)
      return hit?.closest(".desk-bar, .submit-row")
    })
    .map(({ outerHTML }) => outerHTML)
}"""


@pytest.fixture
def superuser(transactional_db: None) -> User:
    return make.user("superuser", byline="Ben")


@pytest.mark.parametrize("height", [700, 844])
def test_focus_in_a_form_on_a_phone_is_not_covered(
    desk: Desk, superuser: User, height: int
) -> None:
    page = desk.page(superuser, width=390, height=height)
    page.goto(f"/admin/auth/group/{Group.objects.get(name='Editor').pk}/change/")
    expect(page.locator(".submit-row")).to_be_in_viewport()
    assert page.evaluate(LIST_COVERED) == []


@pytest.mark.parametrize("height", [700, 844])
def test_focus_in_a_list_on_a_phone_is_not_covered(
    desk: Desk, superuser: User, height: int
) -> None:
    site_id = make.site().pk
    Redirect.objects.bulk_create(
        Redirect(site_id=site_id, old_path=f"/old/{number}/", new_path=f"/new/{number}/")
        for number in range(30)
    )
    page = desk.page(superuser, width=390, height=height)
    page.goto("/admin/redirects/redirect/")
    expect(page.locator(".desk-bar")).to_be_in_viewport()
    assert page.evaluate(LIST_COVERED) == []


def test_focus_at_the_end_of_a_long_page_is_not_covered(desk: Desk, superuser: User) -> None:
    page = desk.page(superuser, width=390, height=844)
    page.goto("/admin/transfer/export/add/")
    expect(page.locator(".desk-bar")).to_be_in_viewport()
    assert page.evaluate(LIST_COVERED) == []


def test_preview_of_appearance_shows_its_focus(desk: Desk, superuser: User) -> None:
    page = desk.page(superuser)
    page.goto("/admin/blog/appearance/")
    preview = page.get_by_role("dialog", name="Preview")
    preview.get_by_role("button", name="Close").focus()
    expect(preview).not_to_have_css("outline-style", "solid")
    press(page, "Tab")
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    expect(preview).to_have_css("outline-style", "solid")
    page.get_by_role("button", name="Save").focus()
    expect(preview).not_to_have_css("outline-style", "solid")


def test_placeholders_have_the_colour_of_quiet_text(
    desk: Desk, superuser: User, subtests: pytest.Subtests
) -> None:
    page = desk.page(superuser)
    page.goto("/admin/blog/appearance/")
    page.get_by_text("Logo, icon and sharing picture").click()
    field = page.get_by_placeholder("Type to search").first
    expect(field).to_be_visible()
    for scheme in ("light", "dark"):
        with subtests.test(scheme=scheme):
            page.emulate_media(color_scheme=scheme)
            colours = field.evaluate(
                "field => [getComputedStyle(field, '::placeholder').color,"
                " getComputedStyle(document.querySelector('.form-row .help')).color]"
            )
            assert colours[0] == colours[1]
