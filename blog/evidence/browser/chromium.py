"""Chromium without windows: how it is started, and how it opens one page."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from blog.evidence.browser.frames import read_html
from blog.evidence.browser.protocol import BrowserError, Protocol
from blog.evidence.decoding import MAX_BYTES
from blog.evidence.fetch import USER_AGENT

# In seconds: until the page has come to rest, and how long it must rest.
SETTLE_SECONDS, REST_SECONDS = 15, 1
# Together they keep every request on the way through the proxy, also without a namespace:
# Chromium does not use a proxy for loopback addresses, nor for the UDP of WebRTC and QUIC.
NETWORK_FLAGS = (
    "--proxy-server=http://127.0.0.1:{port}",
    "--proxy-bypass-list=<-loopback>",
    # The name in Chromium, and the one in Chromium without windows.
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
)
_FLAGS = (
    *("--headless", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--mute-audio"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-extensions", "--disable-default-apps", "--disable-breakpad"),
    "--disable-dev-shm-usage",  # Containers have little of it.
    # Words need no pictures: fewer bytes, and no decoders that a page could attack.
    *("--blink-settings=imagesEnabled=false", "--disable-remote-fonts"),
    # The profile is new and knows nothing that sites could take from one another, so that all
    # share one process, whose memory is limited.
    *("--disable-site-isolation-trials", "--renderer-process-limit=1"),
    "--js-flags=--max-old-space-size=400",
)


@dataclass(frozen=True)
class ShownPage:
    """A page as it stood when it had come to rest. `html` is that of its elements and its frames,
    at most MAX_BYTES; `snapshot` is MHTML, or empty if it is longer.

    With `is_settled` false, the page was still loading, or has frames that are not in `html`.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    html: bytes
    snapshot: bytes
    is_settled: bool


@dataclass
class _Progress:
    """What is known of the page in the main frame. `loader` is the ID of its document.

    `frames` has the IDs of the documents in other frames, and `loading` those of all frames that
    are loading. A document in another frame may go on with two requests at a time, as
    advertisements do.
    """

    frame: str
    loader: str = ""
    frames: dict[str, str] = field(default_factory=dict)
    loading: set[str] = field(default_factory=set)
    idle: set[str] = field(default_factory=set)
    almost_idle: set[str] = field(default_factory=set)
    responses: dict[str, dict[str, Any]] = field(default_factory=dict)

    def is_idle(self) -> bool:
        if self.loader not in self.idle or self.loading:
            return False
        return self.almost_idle.issuperset(self.frames.values())

    def follow_frame(self, method: str, params: dict[str, Any]) -> None:
        if method == "Page.frameNavigated":
            frame = params["frame"]
            if frame["id"] == self.frame:
                self.loader = frame["loaderId"]
                self.frames.clear()
                self.loading &= {self.frame}
            else:
                self.frames[frame["id"]] = frame["loaderId"]
        elif method == "Page.frameStartedLoading":
            self.loading.add(params["frameId"])
        elif method == "Page.frameStoppedLoading":
            self.loading.discard(params["frameId"])
        elif method == "Page.frameDetached":
            self.loading.discard(params["frameId"])
            self.frames.pop(params["frameId"], None)


def build_command(executable: str, profile: Path) -> list[str]:
    return [executable, *_FLAGS, *NETWORK_FLAGS, f"--user-data-dir={profile}", "about:blank"]


def open_page(browser: Protocol, url: str) -> ShownPage:
    """Open a page and return it at rest, or as it is after SETTLE_SECONDS.

    Raises BrowserError without a page: no response, a download, a crash.
    """
    session, progress = _open_tab(browser)
    until = time.monotonic() + SETTLE_SECONDS
    reply = browser.call("Page.navigate", session, url=url)
    if reply.get("errorText") or reply.get("isDownload"):
        raise BrowserError(f"no page: {reply.get('errorText')}"[:300])
    progress.loader = reply.get("loaderId", "")
    is_settled = _wait(browser, session, progress, until)
    return _capture(browser, session, progress, is_settled=is_settled)


def _open_tab(browser: Protocol) -> tuple[str, _Progress]:
    """Open a tab without storage; return its session and what is known of its page."""
    context = browser.call("Target.createBrowserContext")["browserContextId"]
    browser.call("Browser.setDownloadBehavior", behavior="deny", browserContextId=context)
    tab = browser.call("Target.createTarget", url="about:blank", browserContextId=context)
    target = tab["targetId"]
    session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    agent = f"{browser.call('Browser.getVersion')['userAgent']} {USER_AGENT}"
    browser.call("Network.setUserAgentOverride", session, userAgent=agent)
    for method in ("Page.enable", "Network.enable", "Inspector.enable"):
        browser.call(method, session)
    browser.call("Page.setLifecycleEventsEnabled", session, enabled=True)
    return session, _Progress(_get_frame(browser, session)["id"])


def _get_frame(browser: Protocol, session: str) -> dict[str, Any]:
    return browser.call("Page.getFrameTree", session)["frameTree"]["frame"]


def _wait(browser: Protocol, session: str, progress: _Progress, until: float) -> bool:
    """Wait until nothing was loading for REST_SECONDS; return whether that was before `until`."""
    rest = until
    while (now := time.monotonic()) < until:
        event = browser.wait(min(rest, until))
        if event is None:
            return rest < until and now < until
        _follow(browser, session, progress, event)
        if not progress.is_idle():
            rest = until
        elif rest == until:
            rest = min(until, now + REST_SECONDS)
    return False


def _follow(browser: Protocol, session: str, progress: _Progress, event: dict[str, Any]) -> None:
    method, params = event["method"], event.get("params", {})
    if method.startswith("Page.frame"):
        progress.follow_frame(method, params)
    elif method == "Page.lifecycleEvent" and params["name"] == "networkIdle":
        progress.idle.add(params["loaderId"])
    elif method == "Page.lifecycleEvent" and params["name"] == "networkAlmostIdle":
        progress.almost_idle.add(params["loaderId"])
    elif method == "Network.responseReceived" and params["type"] == "Document":
        if params.get("frameId") == progress.frame:
            progress.responses[params["loaderId"]] = params["response"]
    elif method == "Page.javascriptDialogOpening":
        browser.send("Page.handleJavaScriptDialog", session, accept=False)
    elif method in ("Inspector.targetCrashed", "Target.detachedFromTarget"):
        raise BrowserError("the page has crashed")


def _capture(
    browser: Protocol, session: str, progress: _Progress, *, is_settled: bool
) -> ShownPage:
    # Nothing changes meanwhile, and no script is in the way.
    browser.call("Emulation.setScriptExecutionDisabled", session, value=True)
    html, is_whole = read_html(browser, session)
    snapshot = browser.call("Page.captureSnapshot", session, format="mhtml")["data"].encode()
    while browser.events:
        _follow(browser, session, progress, browser.events.popleft())
    response = progress.responses.get(progress.loader)
    if _get_frame(browser, session)["loaderId"] != progress.loader or response is None:
        raise BrowserError("no response, or another page since")
    return ShownPage(
        url=str(response["url"]).partition("#")[0],
        status=int(response["status"]),
        headers={
            str(name).lower(): str(value).replace("\n", ", ")
            for name, value in response["headers"].items()
        },
        html=html,
        snapshot=snapshot if len(snapshot) <= MAX_BYTES else b"",
        is_settled=is_settled and is_whole,
    )
