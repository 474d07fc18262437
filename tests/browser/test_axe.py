"""The helper `assert_accessible` reports what it has to, although it skips what cannot matter."""

import pytest

from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk

PAGE = """<!doctype html><html lang="en"><title>Targets</title><main><h1>Targets</h1>
<style>button { position: absolute; width: 10px; height: 10px; padding: 0; border: 0 }</style>
<button style="left: 20px; top: 100px" aria-label="One"></button>
<button style="left: %dpx; top: 100px" aria-label="Two"></button></main></html>"""


def test_small_targets_are_reported_unless_they_are_apart(desk: Desk) -> None:
    page = desk.page()
    page.set_content(PAGE % 31)
    with pytest.raises(AssertionError, match="390 light: target-size: .*One.*Two"):
        assert_accessible(page)
    page.set_content(PAGE % 45)
    assert_accessible(page)
