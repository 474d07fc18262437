"""Exports on the desk: by keyboard, accessible in each state, and without scripts."""

from threading import Event

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, new_document
from tests.browser.test_imports import push
from tests.support import factories as make
from transfer.exports import background
from transfer.exports.models import Export

LIST = "/admin/transfer/export/"
State = Export.State


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def page(desk: Desk, transactional_db: None) -> Page:
    return desk.page(make.user("Administrator"), width=390)


def test_export_by_keyboard_is_accessible_in_each_state(page: Page) -> None:
    make.post(title="Low water", labels=("Rivers",))
    page.goto(LIST)
    assert_accessible(page)
    push(page, "Export the blog")
    assert_accessible(page)
    page.get_by_role("combobox", name="Label").fill("Nothing")
    push(page, "Export")
    expect(page.get_by_text("There is no label Nothing.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("combobox", name="Label").fill("rivers")
    push(page, "Export")
    expect(page.locator("[data-text]")).to_have_text("Waiting for the worker.")
    assert_accessible(page)
    with new_document(page):  # The script loads the page again when the export is done.
        background.write_next_export(Event())
    expect(page.get_by_role("heading", name="The file is complete")).to_be_visible()
    expect(page.get_by_text("Posts and pages: 1")).to_be_visible()
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert "Low water" in download.value.path().read_text()
    page.goto(LIST)
    assert_accessible(page)
    page.get_by_role("link", name="WordPress (WXR)", exact=True).click()
    push(page, "Delete")
    expect(page.get_by_text("There are no exports.")).to_be_visible()
    assert not Export.objects.exists()


def test_export_without_scripts_is_refreshed_by_a_link(desk: Desk, transactional_db: None) -> None:
    counts = {"posts and pages": 25}
    export = Export.objects.create(
        format="wxr", state=State.RUNNING, counts=counts, total_count=100
    )
    page = desk.page(make.user("Administrator"), java_script_enabled=False)
    page.goto(f"{LIST}{export.pk}/change/")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "25")
    Export.objects.update(counts={"posts and pages": 50})
    page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "50")
    page.get_by_role("button", name="Cancel the export").click()
    expect(page.get_by_role("heading", name="Cancelled")).to_be_visible()
