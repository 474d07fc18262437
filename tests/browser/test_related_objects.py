"""Choices of other objects and rows in the forms of the admin: by keyboard, and in windows."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from blog.models import Source
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, new_document, press
from tests.support import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source(transactional_db) -> Source:
    Source.objects.create(name="Harbour Office", kind="organisation")
    Source.objects.create(name="Harbour Pilots", kind="organisation")
    return Source.objects.create(name="Ana Ruiz")


def open_source(desk: Desk, source: Source, **options) -> Page:
    page = desk.page(make.user("Editor"), **options)
    page.goto(f"/admin/blog/source/{source.pk}/change/")
    expect(page.locator("#names-group .add-row")).to_be_visible()
    return page


def choose_other(page: Page) -> Locator:
    page.locator("#relations-group .add-row button").click()
    page.locator("#id_relations-0-kind").select_option("part_of")
    return page.locator("#relations-0").get_by_role("combobox", name="To", exact=True)


def save(page: Page) -> None:
    with new_document(page):
        page.get_by_role("button", name="Save and continue editing", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_choice_is_made_and_cleared_by_keyboard(desk: Desk, source: Source) -> None:
    page = open_source(desk, source)
    field = choose_other(page)
    field.focus()
    page.keyboard.type("harbour")
    options = page.locator("#relations-0 .combobox-list [role=option]")
    expect(options).to_have_text(["Harbour Office", "Harbour Pilots"])
    press(page, "ArrowDown", "Enter")
    expect(field).to_have_value("Harbour Pilots")
    page.keyboard.type(" again")
    expect(page.locator("#relations-0 .completed-field [role=status]")).to_have_text("No matches")
    press(page, "Enter")  # Sends no form whose choice is still open.
    press(page, "Tab")
    expect(field).to_have_value("Harbour Pilots")
    save(page)
    assert source.relations.get().other.name == "Harbour Pilots"
    field = page.locator("#relations-0").get_by_role("combobox", name="To", exact=True)
    expect(field).to_have_value("Harbour Pilots")
    field.fill("")
    press(page, "Tab")
    expect(page.locator("#id_relations-0-other")).to_have_value("")


def test_label_and_error_lead_to_the_field(desk: Desk, source: Source) -> None:
    page = open_source(desk, source, width=390)
    field = choose_other(page)
    with new_document(page):
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert_accessible(page)
    page.locator(".error-summary a").first.click()
    expect(field).to_be_focused()
    page.locator("#id_name").focus()
    page.locator("label[for=id_relations-0-other]").click()
    expect(field).to_be_focused()


def test_rows_are_added_and_removed_by_keyboard(desk: Desk, source: Source) -> None:
    page = open_source(desk, source)
    add = page.locator("#names-group .add-row button")
    add.focus()
    press(page, "Enter")
    expect(page.locator("#id_names-0-name")).to_be_focused()
    page.keyboard.type("First")
    add.focus()
    press(page, "Enter")
    expect(page.locator("#id_names-1-name")).to_be_focused()
    page.keyboard.type("Second")
    add.focus()
    press(page, "Space")
    expect(page.locator("#id_names-2-name")).to_be_focused()
    page.keyboard.type("Third")
    assert_accessible(page)
    page.locator("#names-0 .inline-deletelink").focus()
    press(page, "Enter")
    expect(page.locator("#id_names-2-name")).to_have_count(0)
    expect(page.locator("#names-0 .inline-deletelink")).to_be_focused()
    expect(page.locator("#names-1 .inline_label")).to_have_text("#2")
    expect(page.locator("label[for=id_names-1-name]")).to_have_count(1)
    save(page)
    assert {row.name for row in source.names.all()} >= {"Second", "Third"}


def test_added_row_completes_its_choice(desk: Desk, source: Source) -> None:
    page = open_source(desk, source)
    field = choose_other(page)
    field.fill("Harbour O")
    page.get_by_role("option", name="Harbour Office").click()
    expect(page.locator("#id_relations-0-other")).not_to_have_value("")
    save(page)
    assert source.relations.get().other.name == "Harbour Office"


def test_source_is_added_and_renamed_in_a_window(desk: Desk, source: Source) -> None:
    page = open_source(desk, source)
    field = choose_other(page)
    with page.expect_popup() as opened:
        page.locator("#add_id_relations-0-other").click()
    window = opened.value
    window.locator("#id_name").fill("Port Authority")
    with window.expect_event("close"):
        window.get_by_role("button", name="Save", exact=True).click()
    expect(field).to_have_value("Port Authority")
    expect(page.locator("#change_id_relations-0-other")).to_have_attribute(
        "href", re.compile(str(Source.objects.get(name="Port Authority").pk))
    )
    save(page)
    assert source.relations.get().other.name == "Port Authority"
