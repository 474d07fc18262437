"""axe on a page as it stands, whatever is open in it: nothing to say, on a phone and at a desk,
light and dark."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).parents[1] / "judges" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The dark scheme changes colours and nothing else.
RULES = {
    "light": {"type": "tag", "values": TAGS},
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}

SETTLED = "Promise.allSettled(document.getAnimations().map(({ finished }) => finished))"


def judge(page: Page, *widths: int) -> None:
    if not AXE.exists():
        pytest.fail("The judges are not installed: run `make judges`.", False)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    said = []
    for width in widths or (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        # What is stuck to an edge lies over something or not, as one scrolls: here over nothing.
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": max(900, tall)})
        for scheme, rules in RULES.items():
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLED)  # Colours of half a transition are nobody's.
            found = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
            for rule in found["violations"]:
                nodes = " | ".join(node["html"][:200] for node in rule["nodes"])
                said.append(f"{width} {scheme}: {rule['id']}: {nodes}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            said.append(f"{width}: it is wider than the screen")
    page.emulate_media(color_scheme="light")
    assert not said, "\n".join([page.url, *said])
