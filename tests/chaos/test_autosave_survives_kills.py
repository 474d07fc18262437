"""A hundred edits in a browser while the browser, the web server and the database are killed
repeatedly."""

import os
import random
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, Playwright, expect

from tests.browser.conftest import press
from tests.chaos.chromium import Chromium
from tests.support.patience import PATIENCE
from tests.support.site import Site, running_site

OFFER_TIMEOUT = 60_000  # milliseconds, after which no draft is offered any more
EDITS = 100
KILLS = 11
SAVES = 5
WORD_RE = (
    r"[a-j]+\d+x"  # Also as a part of another word, where typing continued at the end of a line.
)
SEED = int(os.environ.get("PULLQUOTE_CHAOS", 20261125))
# A word must be stored 3 s after it was typed, by the page's own clock, which also stands still
# when a busy machine starves the page.
DUE_TICKS = 30
TICKS_JS = "window.ticks = 0; setInterval(() => ticks++, 100)"
FORM_TEXT_JS = (
    """() => [...new FormData(document.getElementById("post_form")).values()].join(" ")"""
)
IS_SAVED_JS = "() => !window.isBefore && document.querySelector('.messagelist .success')"
# What the page says of a save, for the message of a failed test.
STATE_JS = """() => ({
    messages: [...document.querySelectorAll("[data-form-state], .messagelist, .error-summary")]
        .map(element => element.innerText),
    invalid: [...document.querySelectorAll("#post_form :invalid")].map(field => field.outerHTML),
})"""
# An author with a draft, signed in.
PREPARE = """
from django.contrib.auth.models import Group
from django.test import Client
from accounts.models import User
from blog.content import document
from blog.models import Authorship, Post
author = User.objects.create_user("ana", "ana@example.org", is_staff=True, byline="Ana")
author.groups.add(Group.objects.get(name="Author"))
post = Post.objects.create(title="High water")
Authorship.objects.create(post=post, user=author)
html = "".join(f"<p>Paragraph {number}.</p>" for number in range(5))
html += '<section data-block="quotation"><p>Quoted.</p></section><p>The end.</p>'
document.save(post, document.parse(html), author)
client = Client()
client.force_login(author)
print(f"{post.pk}:{client.cookies['sessionid'].value}")
"""
FAULTS = [
    ["browser"],
    ["workers", "browser"],
    ["database", "browser"],
    ["database", "workers", "browser"],
    ["workers"],
    ["database"],
    ["reload"],
    ["save", "workers"],
    ["save", "database"],
    ["save", "browser"],
]


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site(PREPARE) as running:
        yield running


@pytest.fixture
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    with tempfile.TemporaryDirectory(prefix="pullquote-profile-") as name:
        started = Chromium(playwright, Path(name))
        yield started
        started.kill()


class Author:
    """`due` lists the words that must exist from now on; `fresh` those typed since, with the tick
    of the page's clock."""

    def __init__(self, site: Site, chromium: Chromium) -> None:
        self.site, self.chromium = site, chromium
        self.random = random.Random(SEED)
        self.post, self.session = site.output.split(":")
        self.due: list[str] = []
        self.fresh: list[tuple[str, int]] = []
        self.lost: list[str] = []
        self.typed = 0
        self.open_browser()

    def open_browser(self) -> None:
        self.page = self.chromium.start()
        self.page.add_init_script(TICKS_JS)
        url = f"http://localhost:{self.site.port}"
        cookie = {"name": "sessionid", "value": self.session, "url": url}
        self.page.context.add_cookies([cookie])
        self.open()

    def open(self) -> None:
        """Open the form, retrying while the server restarts."""
        address = f"http://localhost:{self.site.port}/admin/blog/post/{self.post}/change/"
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(Error):
                answer = self.page.goto(address)
                if answer and answer.ok:
                    break
            time.sleep(0.02)  # Leaves the cores to the server.
        expect(self.page.locator(".tiptap")).to_be_visible()
        self.restore_drafts()

    def restore_drafts(self) -> None:
        """Restore the offered drafts until nothing is missing.

        Otherwise nobody would: a draft that was offered before, and not restored because the page
        had all of it, is older than what was saved since.
        """
        button = self.page.get_by_role("button", name="Restore", exact=True)
        for patience in (1500, OFFER_TIMEOUT, OFFER_TIMEOUT):
            if not self.missing():
                return
            try:
                button.wait_for(timeout=patience)
            except Error:
                continue  # It was restored without a question, or there is none.
            button.click()
            expect(self.page.locator(".draft-notice")).to_have_count(0)

    def missing(self) -> list[str]:
        present = set(re.findall(WORD_RE, self.page.evaluate(FORM_TEXT_JS)))
        return [word for word in self.due if word not in present]

    def type(self, count: int) -> None:
        """Type unique words at the end of a random paragraph, quotation or the summary."""
        if self.random.random() < 0.1:
            self.page.locator("#id_summary").focus()
        else:
            lines = self.page.locator(".tiptap p:visible")
            lines.nth(self.random.randrange(lines.count())).click()
        press(self.page, "End")
        for _ in range(count):
            self.typed += 1
            letters = "".join(self.random.choices("abcdefghij", k=self.random.randint(1, 5)))
            word = f"{letters}{self.typed}x"
            self.page.keyboard.type(f" {word}", delay=self.random.randint(0, 25))
            self.fresh.append((word, self.page.evaluate("ticks")))

    def wait(self, ticks: int) -> None:
        self.page.wait_for_function("until => ticks >= until", arg=ticks)

    def now(self) -> int:
        return self.page.evaluate("ticks")

    def survive(self, fault: list[str]) -> None:
        self.wait(self.now() + self.random.randint(0, 40))
        since = self.now()
        self.due += [word for word, tick in self.fresh if tick <= since - DUE_TICKS]
        self.fresh = [(word, tick) for word, tick in self.fresh if tick > since - DUE_TICKS]
        for step in fault:
            if step == "save":
                self.page.keyboard.press("Control+s")
                self.page.wait_for_timeout(self.random.randint(0, 300))
            elif step == "workers":
                self.site.kill_workers()
            elif step == "database":
                self.site.kill_database()
            elif step == "browser":
                self.chromium.kill()
        if fault[-1] == "browser":
            self.open_browser()
        elif fault[0] in ("save", "reload"):
            self.open()
        else:
            return  # The page is still open and must save the text itself.
        if missing := self.missing():
            print(f"Lost after {fault} at word {self.typed}: {missing}")
            print(self.page.evaluate(FORM_TEXT_JS))
        self.lost += self.missing()
        self.due = [word for word in self.due if word not in self.lost]
        self.fresh = []

    def save(self) -> None:
        """Save, retrying until the form confirms it."""
        for _ in range(20):
            self.page.evaluate("window.isBefore = true")
            self.page.keyboard.press("Control+s")
            try:
                self.page.wait_for_function(IS_SAVED_JS, timeout=10_000)
            except Error as error:
                print("Not saved:", str(error)[:300])
                with suppress(Error):  # A document that is just replaced answers nothing.
                    print(self.page.evaluate(STATE_JS))
                if self.page.locator(".tiptap").count() == 0:
                    self.open()
                # A save that was under way when its browser was killed may conflict with this one.
                for _ in range(self.page.locator(".conflict-node").count()):
                    self.page.get_by_role("button", name="Keep both").first.click()
                continue
            expect(self.page.locator(".tiptap")).to_be_visible()
            self.due += [word for word, _ in self.fresh]
            self.fresh = []
            return
        pytest.fail("It could not be saved.")


def test_typed_text_survives_kills_after_three_seconds(site: Site, chromium: Chromium) -> None:
    author = Author(site, chromium)
    plan = author.random.sample(range(3, EDITS), KILLS + SAVES)
    faults = FAULTS + author.random.choices(FAULTS, k=KILLS - len(FAULTS))
    faults = dict(zip(plan, faults, strict=False))
    for edit in range(EDITS):
        author.type(author.random.randint(2, 6))
        if edit in faults:
            author.survive(faults[edit])
        elif edit in plan:
            author.save()
    author.save()
    stored = site.query_value(f"SELECT summary || html FROM blog_post WHERE id = {author.post}")
    unsaved = set(author.due) - set(re.findall(WORD_RE, stored))
    print(f"{len(author.due)} words were due, {len(author.lost)} lost, {len(unsaved)} not saved.")
    assert (author.lost, unsaved) == ([], set())
