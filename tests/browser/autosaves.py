"""Waiting for autosaves of what was typed."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Response


def is_autosave_with(response: Response, text: str) -> bool:
    return "/autosave/" in response.url and text in (response.request.post_data or "")


@contextmanager
def autosaved(page: Page, text: str) -> Iterator[None]:
    """Wait until the server has unsaved changes with this text.

    "Autosaved at" does not prove it: on a busy machine typing takes longer than the time after
    which its first letters are sent.
    """
    with page.expect_response(lambda response: response.ok and is_autosave_with(response, text)):
        yield
