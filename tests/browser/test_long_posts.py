"""A post with 300 blocks: what new blocks and texts of the page cost, counted without a clock."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk, open_editor, settle
from tests.support import factories as make

TEXT = "The harbour office said that the dredger would come back in March. "
EDITOR = "document.querySelector('.tiptap').editor"
MAX_RESTYLED = 100  # Elements; the page has thousands.


def build_document(blocks: int) -> str:
    quotation = make.quotation(f"“{TEXT}”", attribution="Ana Ruiz, judge")
    return "".join(
        quotation if number % 10 == 5 else f"<p>{TEXT * 3}</p>" for number in range(blocks)
    )


def count_restyled(page: Page, change: str) -> int:
    """Return how many elements are restyled after a change by script."""
    browser = page.context.browser
    assert browser
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    page.evaluate(change)
    page.evaluate("document.body.offsetHeight")
    events = json.loads(browser.stop_tracing())["traceEvents"]
    updates = [event for event in events if event["name"] == "UpdateLayoutTree"]
    return sum(event.get("args", {}).get("elementCount", 0) for event in updates)


@pytest.mark.django_db(transaction=True)
def test_new_nodes_restyle_only_a_part_of_the_page(desk: Desk) -> None:
    page = open_editor(desk, build_document(300), status="review")
    expect(page.locator(".checks-state")).not_to_be_empty()
    settle(page)
    state = "document.querySelector('.breadcrumbs')"  # No script draws it again.
    for change in (
        f"{state}.textContent = 'Checked'",
        f"{state}.append(document.createElement('b'))",
        f"{EDITOR}.commands.insertContentAt({EDITOR}.state.doc.content.size, '<p>New</p>')",
        "document.querySelector('details.checks').toggleAttribute('open')",
    ):
        # The least of five, as the page may do something of its own meanwhile.
        assert min(count_restyled(page, change) for _time in range(5)) <= MAX_RESTYLED, change
