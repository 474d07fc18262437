"""The import of a blog in the desk: by keyboard alone, accessible at each stage."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from blog.models import Post
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, new_document, press
from tests.support import factories as make
from tests.transfer.ghost_export import build_post, write_ghost
from tests.transfer.test_tasks import work
from transfer.models import Import
from transfer.readers import detect

LIST = "/admin/transfer/import/"
PICTURE = '<img src="https://old.example/content/images/2020/03/harbour.png">'
TABS = 60


@pytest.fixture(autouse=True)
def import_root(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.IMPORT_ROOT = tmp_path / "imports"
    monkeypatch.setattr(detect, "READERS", ("transfer.readers.ghost.GhostReader",))


@pytest.fixture
def page(desk: Desk, transactional_db: None) -> Page:
    return desk.page(make.user("Administrator"), width=390)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control with this name has the focus."""
    control = page.locator("#content").get_by_role("link", name=name, exact=True)
    control = control.or_(page.locator("#content").get_by_role("button", name=name, exact=True))
    for _ in range(TABS):
        press(page, "Tab")
        if control.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {name}.")


def push(page: Page, name: str) -> None:
    tab_to(page, name)
    with new_document(page):
        press(page, "Enter")


def test_import_by_keyboard_is_accessible_at_each_stage(page: Page, tmp_path: Path) -> None:
    export = write_ghost(tmp_path / "ghost.json", build_post(1), build_post(2, html=PICTURE))
    page.goto(LIST)
    assert_accessible(page)
    push(page, "Import a blog")
    assert_accessible(page)
    page.get_by_label("Exported file").set_input_files(export)
    push(page, "Upload and read")
    expect(page.locator("#import-progress [data-text]")).to_have_text("Waiting for the worker.")
    assert_accessible(page)
    with new_document(page):  # The script loads the page again when the stage is over.
        work()
    expect(page.get_by_role("heading", name="What the export has")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Fetch pictures").focus()
    press(page, "Enter")  # In a choice, it writes no blog.
    push(page, "Write to this blog")
    push(page, "Pause")
    expect(page.get_by_role("heading", name="Paused")).to_be_visible()
    assert_accessible(page)
    push(page, "Go on")
    with new_document(page):
        work()
    expect(page.get_by_role("heading", name="1 picture is missing")).to_be_visible()
    page.locator("details").evaluate_all("all => all.forEach((each) => (each.open = true))")
    assert_accessible(page)
    assert Post.objects.count() == 2
    push(page, "Roll back this import…")
    assert_accessible(page)
    push(page, "Roll back")
    with new_document(page):
        work()
    expect(page.get_by_role("heading", name="Rolled back")).to_be_visible()
    assert not Post.objects.exists()


def test_import_without_scripts_is_refreshed_by_a_link(desk: Desk, transactional_db: None) -> None:
    run = Import.objects.create(path="export.json", position=50, total_bytes=200)
    page = desk.page(make.user("Administrator"), java_script_enabled=False)
    page.goto(f"{LIST}{run.pk}/change/")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "25")
    Import.objects.update(position=100)
    page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "50")


def test_progress_is_shown_without_a_new_page(page: Page) -> None:
    run = Import.objects.create(path="export.json", position=50, total_bytes=200)
    page.goto(f"{LIST}{run.pk}/change/")
    Import.objects.update(position=150)
    expect(page.locator("[data-text]")).to_contain_text("150")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "75")
    expect(page.get_by_role("status").filter(has_text="150")).to_have_count(1)
    Import.objects.update(total_bytes=0)  # The share is not known any more.
    expect(page.get_by_role("progressbar")).not_to_have_attribute("value", "75")
