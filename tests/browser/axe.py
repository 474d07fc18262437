"""Run axe on a page in its current state: on a phone and a desktop, light and dark."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

SCREENSHOTS = os.environ.get("PULLQUOTE_SCREENSHOTS", "")
AXE = Path(__file__).parents[1] / "judges" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The dark scheme changes colours and nothing else.
RULES = {
    "light": {"type": "tag", "values": TAGS},
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
# Only violations are returned, without CSS selectors, which took as long as the checks themselves.
RUN_JS = """async (runOnly) => {
    const options = { runOnly, resultTypes: ["violations"], selectors: false }
    const { violations } = await axe.run(document, options)
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))
}"""
# A target passes by its size or by its distance to others, and the distance is not measured where
# the size passes: between fields inside the editor, that took four fifths of the time of all rules.
PREPARE_JS = """() => {
    const { "target-size": size, "target-offset": offset } = axe._audit.checks
    const { evaluate: hasSize } = size
    const { evaluate: hasOffset } = offset
    const large = new WeakSet()
    size.evaluate = function (node, ...others) {
        const result = hasSize.call(this, node, ...others)
        large[result === true ? "add" : "delete"](node)
        return result
    }
    offset.evaluate = function (node, ...others) {
        return large.has(node) || hasOffset.call(this, node, ...others)
    }
}"""

# Axe must not measure colours in a transition. It is not waited for: a browser without windows may
# draw no frame, and then the transition never ends.
FINISH_ANIMATIONS_JS = """() => document.getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
    .forEach((animation) => animation.finish())"""


def assert_accessible(page: Page, *widths: int) -> None:
    if not AXE.exists():
        pytest.fail("The judges are not installed: run `make judges`.", False)
    page.wait_for_load_state()  # A click that leads to the page returns before it is complete.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
        page.evaluate(PREPARE_JS)
    problems = []
    for width in widths or (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        # Sticky elements cover others depending on the scroll position. A viewport as tall as the
        # page avoids that.
        page_height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": max(900, page_height)})
        for scheme, rules in RULES.items():
            page.emulate_media(color_scheme=scheme)
            page.evaluate(FINISH_ANIMATIONS_JS)
            for rule in page.evaluate(RUN_JS, rules):
                nodes = " | ".join(html[:200] for html in rule["nodes"])
                problems.append(f"{width} {scheme}: {rule['id']}: {nodes}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problems.append(f"{width}: it is wider than the screen")
    page.emulate_media(color_scheme="light")
    assert not problems, "\n".join([page.url, *problems])


def look(page: Page, name: str) -> None:
    """Run axe, and write pictures of the page to the folder PULLQUOTE_SCREENSHOTS, if it is set."""
    assert_accessible(page)
    for width in (390, 1440) if SCREENSHOTS else ():
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=Path(SCREENSHOTS, f"{name}-{width}-{scheme}.png"), full_page=True)
    page.emulate_media(color_scheme="light")
