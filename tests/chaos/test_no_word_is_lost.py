"""A hundred edits by an author whose browser, blog and database are killed again and again."""

import os
import random
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, Playwright, expect

from tests.browser.conftest import press
from tests.chaos.chromium import Chromium
from tests.support.chromium import TIMEOUT
from tests.support.site import Site, running_site

EDITS = 100
KILLS = 11
SAVES = 5
WORD = r"[a-j]+\d+x"  # Also where one stands in another, at the end of a line that goes on.
SEED = int(os.environ.get("PULLQUOTE_CHAOS", 20261125))
# A word is due 3 s after it was typed, by the clock of the page: on a machine that has
# no time for the page, that one stands still as well.
DUE = 30
TICKS = "window.ticks = 0; setInterval(() => ticks++, 100)"
WORDS = """() => [...new FormData(document.getElementById("post_form")).values()].join(" ")"""
SAVED = "() => !window.isBefore && document.querySelector('.messagelist .success')"
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
CALAMITIES = [
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
    with running_site(PREPARE) as made:
        yield made


@pytest.fixture
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    with tempfile.TemporaryDirectory(prefix="pullquote-profile-") as name:
        started = Chromium(playwright, Path(name))
        yield started
        started.kill()


class Author:
    """`due` are the words that must be there from now on; `fresh` those typed since, with the tick
    of the page's clock at which each stood on the sheet."""

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
        self.page.add_init_script(TICKS)
        url = f"http://localhost:{self.site.port}"
        cookie = {"name": "sessionid", "value": self.session, "url": url}
        self.page.context.add_cookies([cookie])
        self.open()

    def open(self) -> None:
        """As often as it takes, while the blog comes back."""
        address = f"http://localhost:{self.site.port}/admin/blog/post/{self.post}/change/"
        for _ in range(100):
            try:
                answer = self.page.goto(address)
            except Error:
                continue
            if answer and answer.ok:
                break
        expect(self.page.locator(".tiptap")).to_be_visible()
        self.bring_back()

    def bring_back(self) -> None:
        """What is offered, until everything is there that has to be, or nothing is offered."""
        button = self.page.get_by_role("button", name="Restore", exact=True)
        patience = 1500
        for _ in range(3):
            try:
                button.wait_for(timeout=patience)
            except Error:
                if not self.missing():
                    return
            else:
                button.click()
                expect(self.page.locator(".kept-words")).to_have_count(0)
            patience = TIMEOUT if self.missing() else 1500

    def missing(self) -> list[str]:
        there = set(re.findall(WORD, self.page.evaluate(WORDS)))
        return [word for word in self.due if word not in there]

    def type(self, words: int) -> None:
        """Each word only once, somewhere at the end of a paragraph, a quotation or the summary."""
        if self.random.random() < 0.1:
            self.page.locator("#id_summary").focus()
        else:
            lines = self.page.locator(".tiptap p:visible")
            lines.nth(self.random.randrange(lines.count())).click()
        press(self.page, "End")
        for _ in range(words):
            self.typed += 1
            letters = "".join(self.random.choices("abcdefghij", k=self.random.randint(1, 5)))
            word = f"{letters}{self.typed}x"
            self.page.keyboard.type(f" {word}", delay=self.random.randint(0, 25))
            self.fresh.append((word, self.page.evaluate("ticks")))

    def wait(self, ticks: int) -> None:
        self.page.wait_for_function("until => ticks >= until", arg=ticks)

    def now(self) -> int:
        return self.page.evaluate("ticks")

    def meet(self, calamity: list[str]) -> None:
        self.wait(self.now() + self.random.randint(0, 40))
        since = self.now()
        self.due += [word for word, tick in self.fresh if tick <= since - DUE]
        self.fresh = [(word, tick) for word, tick in self.fresh if tick > since - DUE]
        for what in calamity:
            if what == "save":
                self.page.keyboard.press("Control+s")
                self.page.wait_for_timeout(self.random.randint(0, 300))
            elif what == "workers":
                self.site.kill_workers()
            elif what == "database":
                self.site.kill_database()
            elif what == "browser":
                self.chromium.kill()
        if calamity[-1] == "browser":
            self.open_browser()
        elif calamity[0] in ("save", "reload"):
            self.open()
        else:
            return  # The page is still open, and has to see to it that nothing is lost.
        if missing := self.missing():
            print(f"Lost after {calamity} at word {self.typed}: {missing}")
            print(self.page.evaluate(WORDS))
        self.lost += self.missing()
        self.due = [word for word in self.due if word not in self.lost]
        self.fresh = []

    def save(self) -> None:
        """Until it is said to be saved."""
        for _ in range(20):
            self.page.evaluate("window.isBefore = true")
            self.page.keyboard.press("Control+s")
            try:
                self.page.wait_for_function(SAVED, timeout=10_000)
            except Error as error:
                print(
                    "Not saved:",
                    str(error)[:300],
                    self.page.locator("[data-form-state]").all_text_contents(),
                )
                if self.page.locator(".tiptap").count() == 0:
                    self.open()
                continue
            expect(self.page.locator(".tiptap")).to_be_visible()
            self.due += [word for word, _ in self.fresh]
            self.fresh = []
            return
        pytest.fail("It could not be saved.")


def test_what_was_typed_three_seconds_ago_outlives_everything(
    site: Site, chromium: Chromium
) -> None:
    author = Author(site, chromium)
    plan = author.random.sample(range(3, EDITS), KILLS + SAVES)
    calamities = CALAMITIES + author.random.choices(CALAMITIES, k=KILLS - len(CALAMITIES))
    calamities = dict(zip(plan, calamities, strict=False))
    for edit in range(EDITS):
        author.type(author.random.randint(2, 6))
        if edit in calamities:
            author.meet(calamities[edit])
        elif edit in plan:
            author.save()
    author.save()
    stored = site.query_value(f"SELECT summary || html FROM blog_post WHERE id = {author.post}")
    unsaved = set(author.due) - set(re.findall(WORD, stored))
    print(f"{len(author.due)} words were due, {len(author.lost)} lost, {len(unsaved)} not saved.")
    assert (author.lost, unsaved) == ([], set())
