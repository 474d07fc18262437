"""The list of quotations in a browser: its accessibility, and the way to the editor."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from blog.dossiers.models import Dossier
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, new_document
from tests.support import factories as make

LIST = "/admin/blog/pullquote/"
# The text around the caret.
CARET_JS = "() => getSelection().anchorNode?.textContent ?? ''"


@pytest.fixture
def editor(transactional_db: Any) -> User:
    return make.user("superuser", byline="Ben")


@pytest.mark.parametrize("html", ["block", "inline"])
def test_words_lead_to_their_place_in_the_editor(html: str, desk: Desk, editor: User) -> None:
    target = "“The words that are sought.”"
    block = make.quotation("“Before.”", target, "“After.”")
    inline = f"<p>She wrote {make.inline_quotation(target)} then.</p>"
    filling = "<p>Words.</p>" * 80
    make.draft(filling + {"block": block, "inline": inline}[html] + filling, authors=(editor,))
    page = desk.page(editor)
    page.goto(f"{LIST}?q=sought")
    with new_document(page):
        page.get_by_role("link", name=target).click()
    expect(page.locator(".tiptap").get_by_text(target)).to_be_in_viewport()
    page.wait_for_function(f"target => ({CARET_JS})() === target", arg=target)


def test_link_to_a_deleted_quotation_opens_the_editor(desk: Desk, editor: User) -> None:
    post = make.draft("<p>Words.</p>", authors=(editor,))
    page = desk.page(editor)
    page.goto(f"/admin/blog/post/{post.pk}/change/#pullquote-9")
    expect(page.locator(".tiptap")).to_have_text("Words.")


@pytest.mark.parametrize("width", [390, 768])
def test_list_fits_small_screens_and_phones_leave_out_what_is_empty(
    desk: Desk, editor: User, width: int
) -> None:
    sentence = "“Nobody told us about the incomprehensibilities.” "
    attribution = "Alexandra Featherstonehaugh, 22 September 2023"
    make.post(
        make.quotation(sentence * 9, attribution=attribution) + make.quotation(sentence),
        title="The Intergovernmental Harbour Commission and its Responsibilities",
    )
    page = desk.page(editor, width=width)
    page.goto(LIST)
    results = page.locator(".results")
    assert results.evaluate("(box) => box.scrollWidth <= box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    empty = page.locator("#result_list td:has(> .no-value)")
    assert empty.count() > 0
    shown = [cell.is_visible() for cell in empty.all()]
    assert set(shown) == {width > 390}


def choose(page: Page, action: str) -> None:
    page.locator("[name=action]").select_option(action)
    with new_document(page):
        page.locator("[name=index]").click()


def test_list_and_its_forms_are_accessible(desk: Desk, editor: User) -> None:
    make.post(
        make.quotation("“A long one.” " * 30, source_name="Ana Ruiz", said="2021-05")
        + make.quotation("«نعم.»", attribution="آدا", lang="ar", source_name="آدا")
        + f"<p>So {make.inline_quotation('it is')}.</p>",
        labels=("Water",),
    )
    Dossier.objects.create(title="Harbours", author=editor)
    page = desk.page(editor)
    page.goto(LIST)
    assert_accessible(page)
    page.locator("#result_list .action-select").first.check()
    choose(page, "add_to_dossier")
    assert_accessible(page)
    with new_document(page):
        page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert_accessible(page)
    page.locator("[name=dossier]").select_option(label="Harbours")
    with new_document(page):
        page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("button", name="Undo the last addition")).to_be_visible()
    assert_accessible(page)
