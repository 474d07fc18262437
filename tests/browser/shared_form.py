"""A form that tests share: opening one takes 0.85 s of CPU time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from django.test import TransactionTestCase
from playwright.sync_api import Page, ViewportSize

if TYPE_CHECKING:
    from tests.browser.conftest import Desk

SIZE: ViewportSize = {"width": 1440, "height": 1000}
# Removes the messages of the test before, folds the further buttons, empties and closes the bar of
# find and replace, and returns whether something is open that cannot be reset.
RESET_JS = """() => {
    const bar = document.querySelector(".find-bar")
    for (const field of bar?.querySelectorAll("input") ?? []) {
        field.value = ""
        field.checked = false
    }
    const escape = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true })
    bar?.firstElementChild.dispatchEvent(escape)
    for (const state of document.querySelectorAll("[data-form-state]")) state.textContent = ""
    document.querySelector(".prose-menubar [aria-expanded=true]")?.click()
    document.activeElement.blur()
    scrollTo(0, 0)
    return Boolean(document.querySelector("dialog[open]"))
}"""


class SharedForm:
    """The page of a form, opened by the first test that needs it, and anew after a failure.

    Between two tests, its post stays in the database, and the server can answer its requests.
    """

    def __init__(
        self,
        open_desk: Callable[[], AbstractContextManager[Desk]],
        open_page: Callable[[Desk], Page],
        database_blocker: Any,
    ) -> None:
        self.desk: Desk
        self._open_desk = open_desk
        self._open_page = open_page
        self._blocker = database_blocker
        self._page: Page | None = None
        self._failures = 0  # When the page was opened.
        self._pages = ExitStack()
        self._pause = ExitStack()

    def resume(self, failures: int) -> Page:
        """Begin a test and return the page. `failures` is how many tests have failed so far."""
        self._pause.close()
        if self._page and (failures != self._failures or self._page.evaluate(RESET_JS)):
            self.close()
        if self._page is None:
            self.desk = self._pages.enter_context(self._open_desk())
            self._page = self._open_page(self.desk)
            self._failures = failures
        self._page.set_viewport_size(SIZE)
        return self._page

    def suspend(self) -> None:
        """End a test, but leave the tables and the page as they are."""
        self._pause.enter_context(self._blocker.unblock())
        patch = self._pause.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)

    def close(self) -> None:
        """Close the page; then the test can end like any other."""
        self._page = None
        self._pages.close()
        self._pause.close()
