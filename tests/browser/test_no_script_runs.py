"""What was written to hurt readers is shown to them in Chromium, and nothing of it runs.

The trap sees dialogs, opened windows, requests to other hosts and what the policy blocks. That it
sees them, a page without sanitising and without a policy shows. The pages of the blog are looked at
twice: as readers get them, where the policy must have had nothing to block, and without the policy,
where the sanitising stands alone.
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

HERE = IPv4Address("203.0.113.9")
PER_POST = 60
# As pages do, in every frame and before anything of theirs.
TRAP = """
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
# What an attack needs somebody to touch.
ARMED = """
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
    """Everything that a page did beyond being read."""

    context: BrowserContext
    url: str
    caught: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.add_init_script(TRAP)
        self.context.route("**/*", self._gate)
        self.page = self.context.new_page()
        self.page.on("dialog", lambda dialog: (self.caught.append("dialog"), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.caught.append(f"error: {error}"))

    def _gate(self, route: Route) -> None:
        """Nothing leaves the machine, and what would is noted."""
        if route.request.url.startswith(self.url):
            route.continue_()
        else:
            self.caught.append(f"request: {route.request.url[:80]}")
            route.abort()

    def sign_in(self, person: User) -> None:
        """Readers' pages are the same for everybody; the desk shows what waits."""
        client = Client()
        client.force_login(person)
        key = client.cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": key, "url": self.url}])

    def look_at(self, address: str) -> None:
        before = len(self.caught)
        self.page.goto(self.url + address, wait_until="load")
        self._collect()
        self.caught[before:] = [f"{address}: {what}" for what in self.caught[before:]]

    def _collect(self) -> None:
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        self.caught += self.page.evaluate("window.seen.splice(0)")
        self.caught += self.page.evaluate(ARMED)


@pytest.fixture
def trap(browser: Browser, live_server) -> Iterator[Callable[..., Trap]]:
    opened: list[BrowserContext] = []

    def make_trap(policy: bool = True) -> Trap:
        opened.append(browser.new_context(bypass_csp=not policy))
        opened[-1].set_default_timeout(TIMEOUT)
        return Trap(opened[-1], live_server.url)

    yield make_trap
    for context in opened:
        context.close()


def payloads(testdata) -> list[str]:
    folder = testdata / "sanitizer"
    found = [
        row["payload"] for row in json.loads((folder / "dompurify_expect_even.json").read_text())
    ]
    found += [row["input"] for row in json.loads((folder / "html5lib_tests1.dat.json").read_text())]
    found += [file.read_text() for file in sorted((folder / "bleach").iterdir())]
    found += json.loads((testdata / "strings" / "blns.json").read_text())
    assert len(found) > 600
    return found


def stored(save: Callable[[], object]) -> bool:
    """Or refused cleanly."""
    with suppress(ValidationError, DatabaseError, ValueError), transaction.atomic():
        save()
        return True
    return False


def quoted(value: str) -> str:
    return value.replace("&", "&amp;").replace('"', "&quot;")


def fill(attacks: list[str]) -> None:
    """Each in a comment, a post's words, a caption, the name of a source and that of a label."""
    site = make.site(first_comment_waits=False, comments_per_page=200, spam_threshold=100)
    author = make.user("Author")
    discussed = make.post(title="Discussed", authors=(author,))
    for attack in attacks:
        form = GuestCommentForm({"text": attack, "name": attack[:100], "email": "ana@example.org"})
        if form.is_valid():
            given = form.cleaned_data
            writer = moderation.CommentAuthor(given["name"], given["email"], HERE)
            submit_comment(post=discussed, text=given["text"], author=writer, site=site)
        stored(partial(named, Label(name=attack[:100])))
        stored(partial(named, Source(name=attack[:200], kind="person")))
    Comment.objects.update(state=Comment.State.APPROVED)
    some = Comment.objects.order_by("pk")[::8]
    moderate(comment_ids=[one.pk for one in some], to=Comment.State.WAITING, by=None)
    whole = [attack for attack in attacks if is_taken(attack, discussed, author)]
    for start in range(0, len(whole), PER_POST):
        some = whole[start : start + PER_POST]
        labels = [label for label in Label.objects.all() if label.name in some]
        words = {"title": some[0][:150].strip() or "None", "summary": some[1]}
        make.post("".join(map(document_of, some)), labels=labels, authors=(author,), **words)


def is_taken(attack: str, post: Post, author: User) -> bool:
    """Would the editor store it?"""
    nodes = document.parse(document_of(attack))
    document.check(nodes, post, author, publishing=False)
    return not nodes.errors


def named(row: Label | Source) -> None:
    row.full_clean(exclude=["slug"])
    row.save()


def document_of(attack: str) -> str:
    value = quoted(attack)
    attributes = {"attribution": value[:150], "source_name": value[:150]}
    return (
        f"<p>{attack}</p>"
        + make.quotation(attack, "Said.", **attributes)
        + make.figure(caption=value, alt=value[:150], credit=value[:90])
    )


def addresses() -> list[str]:
    """Of pages that show all of it."""
    posts = [post.get_absolute_url() for post in Post.objects.all()]
    rows = [*Label.objects.public()[::25], *Source.objects.public()[::25]]
    return [
        *("/", "/labels/", "/labels/?by=use", "/sources/", "/quotes/", "/archive/", "/authors/"),
        *("/search/?q=alert", "/search/?q=script&in=quotations"),
        *posts,
        *(row.get_absolute_url() for row in rows),
        *(f"/admin/blog/{model}/" for model in ("comment", "label", "source", "post")),
    ]


def test_the_trap_sees_scripts_where_nothing_holds_them(trap, testdata):
    """Some of the same attacks, as they are, in pages without a policy."""
    looking = trap()
    looking.page.set_default_timeout(5_000)
    body = "<!doctype html><meta charset=utf-8><title>Control</title><p>{}</p>"
    some = dict(enumerate(payloads(testdata)[::12]))
    pages = {f"{looking.url}/control/{n}": body.format(attack) for n, attack in some.items()}

    def answer(route: Route) -> None:
        html = pages.get(route.request.url)
        route.fulfill(body=html or "", status=200 if html else 404, content_type="text/html")

    looking.context.route(f"{looking.url}/control/**", answer)
    hurt = set()
    for address in pages:
        before = len(looking.caught)
        with suppress(PlaywrightError):  # Some lead the page away from under our feet.
            looking.look_at(urlsplit(address).path)
        hurt |= {address} if len(looking.caught) > before else set()
    told = " ".join(looking.caught)
    assert [kind for kind in ("alert: ", "request: ", "onerror=") if kind not in told] == []
    assert len(hurt) > len(pages) / 4


def test_nothing_of_it_runs_before_readers(trap, testdata):
    fill(payloads(testdata))
    counts = {model.__name__: model.objects.count() for model in (Comment, Label, Source, Post)}
    assert all(count > 10 for count in counts.values()), counts
    for policy in (True, False):
        looking = trap(policy)
        looking.sign_in(make.user("superuser"))
        for address in addresses():
            looking.look_at(address)
            follow(looking.page, looking)
        assert looking.caught == [], "with the policy" if policy else "without it"


def follow(page: Page, looking: Trap) -> None:
    """The further pages of a discussion."""
    while (further := page.locator(".discussion .older a")).count():
        address = further.get_attribute("href") or ""
        looking.look_at(urlsplit(page.url).path + address[address.index("?") :])
