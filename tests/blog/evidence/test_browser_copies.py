"""Chromium in its cage, against hostile pages and servers. Without Chromium these tests fail."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from blog.evidence.browser import cage, chromium, frames, protocol, render
from blog.evidence.browser import proxy as proxies
from blog.evidence.browser.protocol import BrowserError
from blog.evidence.page_text import read_page
from lib.resolver import UnreachableHost
from tests.support import uncaged_browser
from tests.support.chromium import executable

pytestmark = pytest.mark.slow
URL = "http://there.example/page"
HTML = "text/html; charset=utf-8"
# Every way out of a page, each to a server on the loopback address of this machine. The page has
# come to rest when all attempts have ended, as the response to /wait arrives only then.
HOSTILE_PAGE = """<!doctype html><title>Hostile</title><p>The words of the page.</p>
<link rel=stylesheet href="http://127.0.0.1:{secret}/style">
<link rel=preconnect href="http://127.0.0.1:{secret}">
<iframe src="http://127.0.0.1:{secret}/frame"></iframe>
<iframe src="http://localhost:{secret}/localhost"></iframe>
<iframe src="http://2130706433:{secret}/decimal"></iframe>
<iframe src="http://[::1]:{secret}/six"></iframe>
<iframe src="/redirect"></iframe>
<script src="http://127.0.0.1:{secret}/script"></script>
<script>
const inside = "127.0.0.1:{secret}"
const attempts = [
  fetch(`http://${{inside}}/fetch`, {{ mode: "no-cors" }}),
  fetch("http://within.example/fetch", {{ mode: "no-cors" }}),
  new Promise((resolve) => {{
    const request = `fetch("http://${{inside}}/worker", {{ mode: "no-cors" }})`
    const code = new Blob([`${{request}}.finally(() => postMessage(1))`])
    const worker = new Worker(URL.createObjectURL(code))
    worker.onmessage = worker.onerror = resolve
  }}),
  new Promise((resolve) => {{
    const socket = new WebSocket(`ws://${{inside}}/socket`)
    socket.onclose = resolve
  }}),
  new Promise((resolve) => {{
    const source = new EventSource(`http://${{inside}}/events`)
    source.onerror = () => resolve(source.close())
  }}),
  new Promise((resolve) => {{
    const peer = new RTCPeerConnection({{ iceServers: [{{ urls: "stun:127.0.0.1:{stun}" }}] }})
    setTimeout(resolve, 5000) // It does not say when it gives up.
    peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && resolve()
    peer.createDataChannel("x")
    peer.createOffer().then((offer) => peer.setLocalDescription(offer)).catch(resolve)
  }}),
]
navigator.sendBeacon(`http://${{inside}}/beacon`)
attempts.forEach((attempt, index) => attempt.catch(() => 0).then(() => fetch(`/ended/${{index}}`)))
Promise.allSettled(attempts).then(() => fetch("/done"))
fetch("/wait")
</script>"""
ALL_WAYS = {
    *("/style", "/frame", "/localhost", "/decimal", "/redirected", "/script", "/fetch"),
    *("/worker", "/socket", "/events", "/beacon"),
}


class Site(ThreadingHTTPServer):
    """The web outside: pages by path, each a type and a body, or a function that answers.

    `resolve` finds it under any host below .example but within.example.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Any] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.resume = threading.Event()

    def resolve(self, host: str, port: int) -> str:
        if host == "within.example" or not host.endswith(".example"):
            raise UnreachableHost
        return "127.0.0.1"

    def show(self, **options: Any) -> chromium.ShownPage:
        ports = {"http": self.server_address[1]}
        return render.show(URL, is_waiting=False, resolve=self.resolve, ports=ports, **options)

    def handle_error(self, *args: Any) -> None:
        """Nothing: browsers that end leave connections behind."""


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.agents.add(self.headers.get("User-Agent", ""))
        answer = self.server.pages.get(self.path, ("text/plain", b""))
        if callable(answer):
            answer(self)
        else:
            self.send(*answer)

    do_POST = do_GET

    def send(self, kind: str, body: bytes, *headers: tuple[str, str], status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def serve() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.serve_forever, daemon=True)
    thread.start()
    yield site
    site.resume.set()
    site.shutdown()
    thread.join()
    site.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as server:
        yield server


@pytest.fixture
def browser(settings, monkeypatch, tmp_path) -> None:
    """Allow browser copies. All limits of time are long, so that a busy machine fails no test."""
    path = executable()
    if not path.exists():
        pytest.fail("No Chromium: run `make test`, or set PULLQUOTE_CHROMIUM to its path.", False)
    settings.BROWSER_COPIES = str(path)
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(render, "MAX_SECONDS", 300)
    monkeypatch.setattr(chromium, "SETTLE_SECONDS", 200)
    monkeypatch.setattr(cage, "START_SECONDS", 100)
    render.find_obstacle.cache_clear()
    if obstacle := render.find_obstacle(str(path)):
        # Nothing runs uncaged there; test_browser_refusals.py shows that it does not.
        pytest.skip(f"No browser copies on this machine: {obstacle}.")


class Inside:
    """A service on the loopback address that nobody may reach, by TCP or UDP."""

    def __init__(self, site: Site) -> None:
        self.asked = site.asked
        self.port = site.server_address[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))

    def has_packets(self) -> bool:
        self.udp.setblocking(False)
        try:
            return bool(self.udp.recv(1000))
        except BlockingIOError:
            return False


@pytest.fixture
def inside(site) -> Iterator[Inside]:
    with serve() as secret:
        secret.pages["/events"] = ("text/plain", b"")
        inside = Inside(secret)
        redirect = ("Location", f"http://127.0.0.1:{inside.port}/redirected")
        site.pages |= {
            "/redirect": lambda handler: handler.send("text/plain", b"", redirect, status=302),
            "/wait": lambda handler: site.resume.wait() and handler.send("text/plain", b""),
            "/done": lambda handler: site.resume.set() or handler.send("text/plain", b""),
        }
        yield inside
        inside.udp.close()


def show_hostile_page(site: Site, inside: Inside) -> None:
    stun = inside.udp.getsockname()[1]
    source = HOSTILE_PAGE.format(secret=inside.port, stun=stun)
    site.pages["/page"] = (HTML, source.encode())
    page = site.show()
    assert b"The words of the page." in page.html
    assert {f"/ended/{number}" for number in range(6)} - {*site.asked} == set()
    assert page.is_settled


def test_hostile_page_in_the_cage_reaches_nothing(browser, site, inside):
    show_hostile_page(site, inside)
    assert (inside.asked, inside.has_packets()) == ([], False)


def test_cage_holds_without_the_flags(browser, site, inside, monkeypatch):
    """What the namespace alone keeps in."""
    monkeypatch.setattr(chromium, "NETWORK_FLAGS", chromium.NETWORK_FLAGS[:1])
    show_hostile_page(site, inside)
    assert (inside.asked, inside.has_packets()) == ([], False)


def test_flags_hold_without_the_cage(browser, site, inside, monkeypatch):
    """What the flags alone keep in."""
    monkeypatch.setattr(cage, "start", uncaged_browser.start)
    show_hostile_page(site, inside)
    assert (inside.asked, inside.has_packets()) == ([], False)


def test_hostile_page_without_cage_and_flags_reaches_everything(browser, site, inside, monkeypatch):
    """Otherwise the three tests above would prove nothing."""
    monkeypatch.setattr(cage, "start", uncaged_browser.start)
    monkeypatch.setattr(chromium, "NETWORK_FLAGS", chromium.NETWORK_FLAGS[:1])
    packets = []

    def receive(handler: Handler) -> None:
        packets.append(inside.udp.recv(1000))
        site.resume.set()

    site.pages["/done"] = receive
    inside.udp.settimeout(100)
    show_hostile_page(site, inside)
    assert (set(inside.asked) & ALL_WAYS, len(packets)) == (ALL_WAYS, 1)


# What is read


def test_page_that_a_script_fills_is_read_as_it_is_shown(browser, site):
    sentence = "We will rebuild the bridge — whatever it costs."
    site.pages["/page"] = (
        "text/html",
        b"<!doctype html><title>The bridge</title><main></main><img src=/picture>"
        b"<script type=application/ld+json>{}</script><script>fetch('/words').then((r) => "
        b"r.text()).then((t) => document.querySelector('main').textContent = t)</script>",
    )
    site.pages["/words"] = ("text/plain; charset=utf-8", sentence.encode())
    page = site.show()
    assert f"<main>{sentence}</main>" in page.html.decode()
    assert b"application/ld+json" in page.html  # It may say that the page has to be paid for.
    assert (page.url, page.status, page.is_settled) == (URL, 200, True)
    assert page.snapshot.startswith(b"From: <Saved by Blink>")
    assert b"<script" not in page.snapshot
    assert "/picture" not in site.asked
    (agent,) = site.agents
    assert agent.endswith("Pullquote evidence check")


def test_page_that_replaces_what_scripts_call_cannot_lie(browser, site):
    site.pages["/page"] = (
        HTML,
        b"<p>Real words.<script>Object.defineProperty(Element.prototype, 'outerHTML', "
        b"{get: () => 'Forged words.'}); JSON.stringify = () => 'Forged'</script>",
    )
    page = site.show()
    assert b"Real words." in page.html
    assert b"<p>Forged" not in page.html


def test_dialogs_do_not_stop_the_page(browser, site):
    site.pages["/page"] = (
        HTML,
        b"<script>alert(1); confirm(2); prompt(3); onbeforeunload = () => 4;"
        b"document.write('<p>After them.')</script>",
    )
    assert b"<p>After them." in site.show().html


def test_page_to_which_a_script_leads_is_the_one_that_is_read(browser, site):
    site.pages["/page"] = (HTML, b"<script>location = '/other#top'</script>")
    site.pages["/other"] = (HTML, b"<p>Another page.")
    page = site.show()
    assert (page.url, b"Another page." in page.html) == ("http://there.example/other", True)


def test_robots_hold_for_the_page_to_which_a_script_leads(browser, site, monkeypatch):
    site.pages["/page"] = (HTML, b"<script>location = '/private'</script>")
    site.pages["/private"] = (HTML, b"<p>A private page.")
    allowed = []
    monkeypatch.setattr(render, "is_allowed", lambda url, *_: allowed.append(url))
    fetched = render.FetchedPage(final_url=URL)
    ports = {"http": site.server_address[1]}
    assert render.fetch_for_look(fetched, site.resolve, ports) is None
    assert allowed == ["http://there.example/private"]


def read_text(page: chromium.ShownPage) -> list[str]:
    return read_page(page.html, charset="utf-8", is_html=True).text.split("\n")


def test_frames_are_read_after_the_page(browser, site):
    """Frames within frames, of other sites, of a script, in a shadow tree and as an object."""
    site.pages["/page"] = (
        HTML,
        b"<title>The bridge</title><p>Words of the page.<div id=host></div><iframe src=/outer>"
        b"</iframe><iframe src=http://other.example/other></iframe><object data=/object></object>"
        b"<iframe srcdoc='<p>Words of an attribute.'></iframe>"
        b"<iframe src=/unseen style='display: none'></iframe><iframe src=/unseen width=1></iframe>"
        b"<script>host.attachShadow({mode: 'open'}).innerHTML = '<iframe src=/shadow></iframe>';"
        b"const frame = document.createElement('iframe'); document.body.append(frame);"
        b"frame.contentDocument.body.textContent = 'Words of a script.'</script>",
    )
    site.pages["/outer"] = (HTML, b"<p>Words of the outer one.<iframe src=/inner></iframe>")
    for name in ("inner", "other", "object", "shadow", "unseen"):
        script = "document.querySelector('p').textContent += ' and its script.'"
        source = f"<title>Other</title><p>Words of {name}</p><script>{script}</script>"
        site.pages[f"/{name}"] = (HTML, source.encode())
    page = site.show()
    assert page.is_settled
    lines = [line for line in read_text(page) if line.strip()]
    assert lines[0] == "Words of the page."
    assert sorted(set(lines[1:])) == [
        "Words of a script.",
        "Words of an attribute.",
        "Words of inner and its script.",
        "Words of object and its script.",
        "Words of other and its script.",
        "Words of shadow and its script.",
        "Words of the outer one.",
    ]
    assert b"Words of other" in page.snapshot
    assert read_page(page.html).title == "The bridge"


def test_open_shadow_trees_are_read(browser, site):
    site.pages["/page"] = (
        HTML,
        b"<p id=host>of the page.</p><script>host.attachShadow({mode: 'open'}).innerHTML = "
        b"'<style>p {}</style>Words of a shadow tree, and <slot></slot>'</script>",
    )
    page = site.show()
    assert "Words of a shadow tree, and of the page." in read_text(page)
    assert page.is_settled


def test_frame_that_a_script_adds_later_is_waited_for(browser, site):
    site.pages["/page"] = (
        HTML,
        b"<p>Words.</p><script>onload = () => setTimeout(() => document.body.append(Object.assign("
        b"document.createElement('iframe'), {src: '/slow'})), 200)</script>",
    )
    site.pages["/slow"] = lambda handler: handler.send(HTML, b"<p>Late words.")
    assert "Late words." in read_text(site.show())


@pytest.mark.parametrize(
    ("source", "bounds"),
    [
        (b"<iframe srcdoc='<p>Words of a frame.'></iframe>" * 5, {"MAX_FRAMES": 3}),
        (b"<iframe srcdoc='<p>" + b"Words of a frame. " * 300 + b"'></iframe>", {}),
        (b"<iframe src=/frame></iframe><iframe src=/page></iframe>", {"MAX_FRAMES": 1}),
    ],
    ids=["many", "large", "itself"],
)
def test_page_of_more_frames_than_are_read_is_not_whole(source, bounds, browser, site, monkeypatch):
    """Nothing is missing from it, as from a page that was still loading."""
    monkeypatch.setattr(frames, "MAX_BYTES", 3_000)
    for name, value in bounds.items():
        monkeypatch.setattr(frames, name, value)
    site.pages["/page"] = (HTML, b"<p>Words of the page." + source)
    site.pages["/frame"] = (HTML, b"<p>Words of a frame.")
    page = site.show()
    assert "Words of the page." in read_text(page)[0]
    assert (page.is_settled, len(page.html) <= 3_000) == (False, True)
    assert page.html.count(b"\n<iframe srcdoc=") <= frames.MAX_FRAMES


def test_script_that_removes_frames_meanwhile_does_no_harm(browser, site, monkeypatch):
    wait = chromium._wait

    def wait_after_load(tab, session, progress, _until):
        while "/loaded" not in site.asked:
            wait(tab, session, progress, time.monotonic() + 0.1)
        return wait(tab, session, progress, time.monotonic() + 3)

    monkeypatch.setattr(chromium, "_wait", wait_after_load)
    site.pages["/page"] = (
        HTML,
        b"<p>Words.</p><div id=place></div><script>const swap = () => { place.innerHTML = "
        b"'<iframe srcdoc=\"<p>Advertisement.\"></iframe>'.repeat(9) }; swap();"
        b"addEventListener('load', () => { setInterval(swap, 1); fetch('/loaded') })</script>",
    )
    page = site.show()
    assert (read_text(page)[0], page.is_settled) == ("Words.", False)


# Hostile servers


def redirect_forever(handler: Handler) -> None:
    target = ("Location", f"/page?{len(handler.server.asked)}")
    handler.server.pages[target[1]] = redirect_forever
    handler.send("text/plain", b"", target, status=302)


def drip_head(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    handler.server.resume.wait()


def drip_body(handler: Handler) -> None:
    handler.send(HTML, b"<p>The beginning of a page.")
    handler.server.resume.wait()


def send_forever(handler: Handler) -> None:
    handler.send(HTML, b"<p>The beginning of a page.")
    try:
        while True:
            handler.wfile.write(b"And so on. " * 1000)
    except OSError:
        pass


DOWNLOAD = ("Content-Disposition", "attachment; filename=evil.html")


@pytest.mark.parametrize(
    "answer",
    [
        redirect_forever,
        lambda handler: handler.wfile.write(b"\0" * 1000),
        lambda handler: handler.send(HTML, b"<p>File.", DOWNLOAD),
        lambda handler: handler.send("text/plain", b"", ("Location", "file:///"), status=302),
        lambda handler: handler.send("text/plain", b"", status=204),
        (HTML, b"<script>location = 'data:text/html,x'</script>"),
        (HTML, b"<script>location = 'http://down.invalid/'</script>"),
    ],
    ids=["redirects", "no HTTP", "download", "local file", "empty", "data", "away"],
)
def test_address_without_a_page_is_refused(answer, browser, site):
    site.pages["/page"] = answer
    try:
        page = site.show()
    except BrowserError:
        pass
    else:  # Chromium ignores the data: address, and stays; or the proxy has refused the next page.
        assert page.url == URL or page.status == 403
    assert len(site.asked) < 30


def test_redirect_to_a_private_address_shows_the_refusal_of_the_proxy(browser, site):
    site.pages["/page"] = lambda handler: handler.send(
        "text/plain", b"", ("Location", "http://within.example/"), status=302
    )
    assert site.show().status == 403


@pytest.mark.parametrize("answer", [drip_body, send_forever], ids=["drip", "endless"])
def test_page_that_never_ends_is_not_settled(answer, browser, site, monkeypatch):
    """Its words may stand there, but nothing is missing from it."""
    monkeypatch.setattr(chromium, "SETTLE_SECONDS", 3)
    monkeypatch.setattr(proxies, "MAX_BYTES", 3_000_000)
    site.pages["/page"] = answer
    try:
        page = site.show()
    except BrowserError:
        return  # A busy machine has not shown it in time.
    assert not page.is_settled
    assert len(page.html) < 4_000_000


@pytest.mark.parametrize(
    "answer",
    [drip_head, (HTML, b"<p>Words.<script>while (true);</script>")],
    ids=["head", "busy script"],
)
def test_browser_ends_at_its_deadline(answer, browser, site, monkeypatch):
    monkeypatch.setattr(render, "MAX_SECONDS", 6)
    monkeypatch.setattr(chromium, "SETTLE_SECONDS", 2)
    site.pages["/page"] = answer
    with pytest.raises(BrowserError):
        site.show()


def test_browser_ends_at_its_limit_of_memory(browser, site, monkeypatch):
    monkeypatch.setitem(cage.LIMITS, "memory", 400_000_000)
    site.pages["/page"] = (
        HTML,
        b"<script>const all = []; for (;;) all.push(new Uint8Array(1 << 22).fill(7))</script>",
    )
    with pytest.raises(BrowserError):
        site.show()


def test_page_of_more_bytes_than_are_read_is_refused(browser, site, monkeypatch):
    monkeypatch.setattr(protocol, "MAX_BYTES", 1_000_000)
    site.pages["/page"] = (HTML, b"<script>document.write('Words. '.repeat(3e5))</script>")
    with pytest.raises(BrowserError, match="too many messages"):
        site.show()


def test_nothing_is_left_of_a_browser(browser, site, monkeypatch):
    started: list[tuple[cage.Cage, Path]] = []
    start = cage.start

    def record(command: list[str], home: Path) -> cage.Cage:
        started.append((start(command, home), home))
        return started[0][0]

    monkeypatch.setattr(cage, "start", record)
    site.pages["/page"] = (HTML, b"<script>localStorage.a = 1</script><p>Words.")
    site.show()
    ((running, home),) = started
    with pytest.raises(ProcessLookupError):
        os.killpg(running.process.pid, 0)
    assert not home.exists()
    assert not [line for line in list_commands() if str(home) in line]


def list_commands() -> list[str]:
    commands = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            commands.append(path.read_text(errors="replace"))
        except OSError:  # It has ended.
            continue
    return commands


def test_one_browser_runs_at_a_time(browser, site):
    with render._take_turn(is_waiting=False), pytest.raises(render.BrowserBusyError):
        site.show()
    assert site.asked == []


def test_browser_starts_where_it_is_allowed(browser):
    assert render.find_start_error() == ""
