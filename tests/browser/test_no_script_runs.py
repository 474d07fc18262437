"""Attack strings are shown in Chromium as readers see them, and no script runs.

The trap records dialogs, opened windows, requests to other hosts and policy violations. A page
without sanitising and policy proves that it works. Public pages are loaded twice: with the policy,
which must have had nothing to block, and without it, so that only the sanitising protects them.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from ipaddress import IPv4Address
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route
from playwright.sync_api import Error as PlaywrightError

from accounts.models import User
from blog.comments import moderation
from blog.comments.forms import GuestCommentForm
from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.comments.submit import submit_comment
from blog.content import document
from blog.models import Label, Post, Source
from tests.support import factories as make
from tests.support.chromium import TIMEOUT

CLIENT_IP = IPv4Address("203.0.113.9")
PER_POST = 60
# Injected into every frame before the page's own scripts.
TRAP_JS = """
window.seen = [];
const report = (what) => {
  window.seen.push(what);
  if (window.top !== window) window.top.postMessage({ seen: what }, "*");
};
window.addEventListener("message", ({ data }) => data?.seen && window.seen.push(data.seen));
for (const name of ["alert", "prompt", "confirm", "print", "open"])
  window[name] = (value) => report(`${name}: ${value}`);
document.addEventListener("securitypolicyviolation", (event) =>
  report(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
# Trigger attacks that need user interaction.
TRIGGER_JS = """
() => [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes]
  .filter(({ name, value }) => /^on/i.test(name) || name === "style" || name === "srcdoc"
    || (["href", "src", "action", "formaction", "data", "xlink:href"].includes(name)
        && /^[\\s\\x00-\\x20]*(javascript|data|vbscript|blob):/i.test(value)))
  .map(({ name, value }) => `${element.localName} ${name}=${value}`)
).concat([...document.querySelectorAll("base, meta[http-equiv=refresh], object, embed, iframe")]
  .map((element) => element.outerHTML))
"""


@dataclass
class Trap:
    """Records everything that a page did besides rendering."""

    context: BrowserContext
    url: str
    caught: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.add_init_script(TRAP_JS)
        self.context.route("**/*", self._gate)
        self.page = self.context.new_page()
        self.page.on("dialog", lambda dialog: (self.caught.append("dialog"), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.caught.append(f"error: {error}"))

    def _gate(self, route: Route) -> None:
        """Block and record requests to other hosts."""
        if route.request.url.startswith(self.url):
            route.continue_()
        else:
            self.caught.append(f"request: {route.request.url[:80]}")
            route.abort()

    def sign_in(self, person: User) -> None:
        """Sign in to see pages of the admin with pending content."""
        client = Client()
        client.force_login(person)
        key = client.cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": key, "url": self.url}])

    def visit(self, address: str) -> None:
        before = len(self.caught)
        self.page.goto(self.url + address, wait_until="load")
        self._collect()
        self.caught[before:] = [f"{address}: {event}" for event in self.caught[before:]]

    def _collect(self) -> None:
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        self.caught += self.page.evaluate("window.seen.splice(0)")
        self.caught += self.page.evaluate(TRIGGER_JS)


@pytest.fixture
def trap(browser: Browser, live_server) -> Iterator[Callable[..., Trap]]:
    contexts: list[BrowserContext] = []

    def make_trap(policy: bool = True) -> Trap:
        contexts.append(browser.new_context(bypass_csp=not policy))
        contexts[-1].set_default_timeout(TIMEOUT)
        return Trap(contexts[-1], live_server.url)

    yield make_trap
    for context in contexts:
        context.close()


def payloads(testdata) -> list[str]:
    folder = testdata / "sanitizer"
    attacks = [
        row["payload"] for row in json.loads((folder / "dompurify_expect_even.json").read_text())
    ]
    attacks += [
        row["input"] for row in json.loads((folder / "html5lib_tests1.dat.json").read_text())
    ]
    attacks += [file.read_text() for file in sorted((folder / "bleach").iterdir())]
    attacks += json.loads((testdata / "strings" / "blns.json").read_text())
    assert len(attacks) > 600
    return attacks


def try_to_save(save: Callable[[], object]) -> bool:
    """Return whether the row could be saved; it may be rejected cleanly."""
    with suppress(ValidationError, DatabaseError, ValueError), transaction.atomic():
        save()
        return True
    return False


def escape(value: str) -> str:
    return value.replace("&", "&amp;").replace('"', "&quot;")


def create_content(attacks: list[str]) -> None:
    """Put each attack into a comment, a post's text, a caption, and the names of a source and a
    label."""
    site = make.site(first_comment_waits=False, comments_per_page=200, spam_threshold=100)
    author = make.user("Author")
    discussed = make.post(title="Discussed", authors=(author,))
    for attack in attacks:
        form = GuestCommentForm({"text": attack, "name": attack[:100], "email": "ana@example.org"})
        if form.is_valid():
            data = form.cleaned_data
            writer = moderation.CommentAuthor(data["name"], data["email"], CLIENT_IP)
            submit_comment(post=discussed, text=data["text"], author=writer, site=site)
        try_to_save(partial(save_named, Label(name=attack[:100])))
        try_to_save(partial(save_named, Source(name=attack[:200], kind="person")))
    Comment.objects.update(state=Comment.State.APPROVED)
    chunk = Comment.objects.order_by("pk")[::8]
    moderate(comment_ids=[comment.pk for comment in chunk], to=Comment.State.WAITING, by=None)
    valid = [attack for attack in attacks if is_valid_document(attack, discussed, author)]
    for start in range(0, len(valid), PER_POST):
        chunk = valid[start : start + PER_POST]
        labels = [label for label in Label.objects.all() if label.name in chunk]
        texts = {"title": chunk[0][:150].strip() or "None", "summary": chunk[1]}
        make.post("".join(map(document_with, chunk)), labels=labels, authors=(author,), **texts)


def is_valid_document(attack: str, post: Post, author: User) -> bool:
    nodes = document.parse(document_with(attack))
    document.check(nodes, post, author, publishing=False)
    return not nodes.errors


def save_named(row: Label | Source) -> None:
    row.full_clean(exclude=["slug"])
    row.save()


def document_with(attack: str) -> str:
    value = escape(attack)
    attributes = {"attribution": value[:150], "source_name": value[:150]}
    return (
        f"<p>{attack}</p>"
        + make.quotation(attack, "Said.", **attributes)
        + make.figure(caption=value, alt=value[:150], credit=value[:90])
    )


def content_urls() -> list[str]:
    """Return URLs of pages that show the attacks."""
    posts = [post.get_absolute_url() for post in Post.objects.all()]
    rows = [*Label.objects.public()[::25], *Source.objects.public()[::25]]
    return [
        *("/", "/labels/", "/labels/?by=use", "/sources/", "/quotes/", "/archive/", "/authors/"),
        *("/search/?q=alert", "/search/?q=script&in=quotations"),
        *posts,
        *(row.get_absolute_url() for row in rows),
        *(f"/admin/blog/{model}/" for model in ("comment", "label", "source", "post")),
    ]


def test_trap_without_protection_records_attacks(trap, testdata):
    """Load a sample of the attacks unchanged in pages without a policy."""
    trapped = trap()
    trapped.page.set_default_timeout(5_000)
    body = "<!doctype html><meta charset=utf-8><title>Control</title><p>{}</p>"
    sample = dict(enumerate(payloads(testdata)[::12]))
    pages = {f"{trapped.url}/control/{n}": body.format(attack) for n, attack in sample.items()}

    def answer(route: Route) -> None:
        html = pages.get(route.request.url)
        route.fulfill(body=html or "", status=200 if html else 404, content_type="text/html")

    trapped.context.route(f"{trapped.url}/control/**", answer)
    successful = set()
    for address in pages:
        before = len(trapped.caught)
        with suppress(PlaywrightError):  # Some navigate away from the page.
            trapped.visit(urlsplit(address).path)
        successful |= {address} if len(trapped.caught) > before else set()
    caught = " ".join(trapped.caught)
    assert [kind for kind in ("alert: ", "request: ", "onerror=") if kind not in caught] == []
    assert len(successful) > len(pages) / 4


def test_attacks_on_site_pages_run_nothing(trap, testdata):
    create_content(payloads(testdata))
    counts = {model.__name__: model.objects.count() for model in (Comment, Label, Source, Post)}
    assert all(count > 10 for count in counts.values()), counts
    for policy in (True, False):
        trapped = trap(policy)
        trapped.sign_in(make.user("superuser"))
        for address in content_urls():
            trapped.visit(address)
            visit_further_pages(trapped.page, trapped)
        assert trapped.caught == [], "with the policy" if policy else "without it"


def visit_further_pages(page: Page, trapped: Trap) -> None:
    """Visit the further pages of a discussion."""
    while (next_link := page.locator(".discussion .older a")).count():
        address = next_link.get_attribute("href") or ""
        trapped.visit(urlsplit(page.url).path + address[address.index("?") :])
