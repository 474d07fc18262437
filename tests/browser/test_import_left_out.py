"""What somebody leaves out of a form stays left out on the way to other pages and back."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, new_document, press
from tests.browser.test_import_sources import OTHER_SHAPE, list_sent, page, push, run
from tests.support import factories as make
from tests.transfer.memory_reader import post, run_import
from tests.transfer.test_review_sources import SHAPE
from transfer.models import Import
from transfer.review import decisions
from transfer.review.models import QuotationCandidate

__all__ = ["page", "run"]


@pytest.fixture
def checked(page: Page, run: Import) -> Locator:
    """Open a form of three quotations beside another one of two, and leave its first one out."""
    candidates = QuotationCandidate.objects.order_by("pk")
    candidates.filter(pk__in=[each.pk for each in candidates[:2]]).update(shape=OTHER_SHAPE)
    page.goto(get_address(run))
    expect(page.locator(".review-example").first).to_be_focused()
    press(page, "x")
    checked = page.get_by_role("checkbox", checked=True)
    expect(checked).to_have_count(1)
    return checked


def get_address(run: Import) -> str:
    return f"/admin/transfer/import/{run.pk}/review/group/?shape={SHAPE.replace(' ', '+')}"


def test_enter_in_a_box_sends_nothing(page: Page, checked: Locator) -> None:
    sent = list_sent(page)
    page.evaluate("window.isSamePage = true")
    checked.focus()
    press(page, "Enter", "j")
    expect(page.locator(".review-example").nth(1)).to_be_focused()
    assert page.evaluate("window.isSamePage") and not sent
    expect(checked).to_have_count(1)


def test_enter_without_scripts_stores_the_ticks(desk: Desk, run: Import) -> None:
    page = desk.page(make.user("Administrator"), java_script_enabled=False)
    page.goto(get_address(run))
    page.get_by_label("Leave out").first.check()
    with new_document(page):
        page.get_by_label("Leave out").first.press("Enter")
    page.goto(get_address(run))
    expect(page.get_by_label("Leave out").first).to_be_checked()
    assert QuotationCandidate.objects.undecided().count() == 5


def test_tick_stays_when_the_correction_is_cancelled(page: Page, checked: Locator) -> None:
    push(page, "r")
    expect(page.get_by_role("button", name="Preview")).to_be_visible()
    with new_document(page):
        page.get_by_role("link", name="Cancel").click()
    expect(checked).to_have_count(1)
    expect(page.locator("[data-key=a]")).to_contain_text("Accept 2 quotations")


def test_tick_stays_when_the_next_form_is_decided(page: Page, checked: Locator) -> None:
    push(page, "f")
    expect(page.locator(".review-example")).to_have_count(2)
    expect(checked).to_have_count(0)
    push(page, "n")
    expect(page.locator(".messagelist")).to_contain_text("2 quotations declined.")
    expect(page.locator(".review-example")).to_have_count(3)
    expect(checked).to_have_count(1)


def test_ticks_stay_when_a_decision_is_undone(page: Page, run: Import, checked: Locator) -> None:
    push(page, "f")
    push(page, "n")
    expect(page.locator(".messagelist")).to_contain_text("2 quotations declined.")
    expect(checked).to_have_count(1)
    page.locator(".review-example:not(:has(:checked))").first.focus()
    press(page, "x")
    expect(checked).to_have_count(2)
    with new_document(page):
        page.get_by_role("button", name="Undo: Block quotes").click()
    expect(page.locator(".messagelist")).to_contain_text("Undone.")
    page.goto(get_address(run))
    expect(checked).to_have_count(2)


def test_tick_stays_when_the_breadcrumb_is_followed(page: Page, checked: Locator) -> None:
    with new_document(page):
        page.locator(".breadcrumbs").get_by_role("button", name="Quotations").click()
    with new_document(page):
        page.get_by_role("link", name="in the line below, after a dash").click()
    expect(checked).to_have_count(1)


def test_tick_of_a_part_stays_when_its_form_is_opened(desk: Desk, run: Import) -> None:
    texts = [f"Summary ({day} May): nothing new at the harbour." for day in range(1, 4)]
    texts.append("We have never seen anything like this.")
    run_import(
        *[
            post(f"aside-{number}", html=f"<p>So.</p><blockquote><p>{text}</p></blockquote>")
            for number, text in enumerate(texts)
        ]
    )
    decisions.find_all(Import.objects.latest("pk"))
    page = desk.page(make.user("Administrator"))
    page.goto(f"/admin/transfer/import/{Import.objects.latest('pk').pk}/review/")
    page.get_by_role("link", name="Block quotes, without an attribution, under ordinary").click()
    page.locator(".review-example", has_text="Summary (2 May)").focus()
    push(page, "b")
    example = page.locator(".review-example", has_text="Summary (3 May)")
    example.focus()
    press(page, "x")
    expect(example.get_by_role("checkbox")).to_be_checked()
    assert_accessible(page)
    with new_document(page):
        page.locator(".breadcrumbs").get_by_role("button", name="Block quotes").click()
    expect(page.locator(".review-example")).to_have_count(4)
    expect(example.get_by_role("checkbox")).to_be_checked()


def test_underline_of_a_button_ends_before_its_key(page: Page, checked: Locator) -> None:
    button = page.locator("[data-row-key=r]").first
    lines = button.evaluate(
        "element => [element, element.firstElementChild].map("
        "(each) => getComputedStyle(each).textDecorationLine)"
    )
    assert lines == ["none", "underline"]
    assert button.locator(".review-label").text_content() == "Correct the attribution"
