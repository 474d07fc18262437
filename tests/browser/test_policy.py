"""The pages of the desk comply with the content security policy: Chromium logs violations to the
console, where errors fail the test (conftest.py)."""

import re

from playwright.sync_api import Error, expect

from tests.accounts.access import ADDRESSES
from tests.accounts.test_access_table import create_objects, place_of
from tests.browser.conftest import Desk, press
from tests.support import factories as make

EDITORS = "textarea[data-document-editor], textarea[data-django-prose-editor-introduction]"
EDITOR_RE = re.compile(r"/admin/blog/(?:post|page|dossier)/(?:add|\d+/(?:change|trash))/")


def test_pages_of_the_desk_comply_with_the_policy(transactional_db, desk: Desk) -> None:
    user = make.user("superuser")
    keys = {place: own for place, (own, _others) in create_objects(user).items()}
    addresses = {address for row in ADDRESSES.values() for address in row}
    page = desk.page(user)
    failing = {}
    for address in sorted(address for address in addresses if not address.startswith("POST ")):
        path = "/" + re.sub(r"<[^>]+>", str(keys.get(place_of(address), "")), address)
        try:
            page.goto(path)
        except Error as error:
            assert "Download is starting" in error.message, path
            continue
        assert page.locator(EDITORS).count() == bool(EDITOR_RE.fullmatch(path)), path
        if EDITOR_RE.fullmatch(path):
            expect(page.locator(".tiptap")).to_be_visible()
        if desk.console_errors:
            failing[path] = [*desk.console_errors]
            desk.console_errors.clear()
    assert failing == {}


def test_editor_of_an_introduction_writes_its_field(transactional_db, desk: Desk) -> None:
    page = desk.page(make.user("Editor"))
    page.goto("/admin/blog/dossier/add/")
    text = page.get_by_role("textbox", name="Introduction")
    text.click()
    page.keyboard.insert_text("Of ports ")
    press(page, "Control+b")
    page.keyboard.insert_text("and  quays")
    value = page.locator("#id_introduction")
    expect(value).to_have_value("<p>Of ports <strong>and  quays</strong></p>")
    press(page, "Control+a", "Backspace")
    expect(value).to_have_value("")
