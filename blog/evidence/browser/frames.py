"""The HTML of a shown page, with what its frames and its open shadow trees show."""

import html
from collections.abc import Iterator
from typing import Any

from blog.evidence.browser.protocol import CallError, Protocol
from blog.evidence.decoding import MAX_BYTES

MAX_FRAMES = 30  # That are seen, those within frames included.


def read_html(browser: Protocol, session: str) -> tuple[bytes, bool]:
    """Return the HTML of a page, at most MAX_BYTES, and whether all that it shows is in there.

    Open shadow trees are `<template shadowrootmode>`. Frames follow the page as `<iframe srcdoc>`,
    each after the one that contains it, as many as fit. The browser's own code reads them: a page
    may replace what its scripts can call.
    """
    root = browser.call("DOM.getDocument", session, depth=0)["root"]
    parts = [_read_document(browser, session, root)]
    size, is_whole = len(parts[0]), True
    tree = browser.call("Page.getFrameTree", session)["frameTree"]
    for frame in _iterate_frames(tree):
        part = _read_frame(browser, session, frame)
        if part is None or size + len(part) > MAX_BYTES or len(parts) > MAX_FRAMES:
            is_whole = False
        elif part:
            size += len(part)
            parts.append(part)
    return b"".join(parts)[:MAX_BYTES], is_whole


def _iterate_frames(tree: dict[str, Any]) -> Iterator[str]:
    """Yield the IDs of all frames in a page, each after the one that contains it."""
    waiting = [tree]
    while waiting:
        frame = waiting.pop()
        if frame is not tree:
            yield frame["frame"]["id"]
        waiting += reversed(frame.get("childFrames", ()))


def _read_frame(browser: Protocol, session: str, frame: str) -> bytes | None:
    """Return a frame as an element with its HTML; b'' if nobody sees it, None if it cannot be read,
    because a script has removed it meanwhile."""
    try:
        owner = browser.call("DOM.getFrameOwner", session, frameId=frame)["backendNodeId"]
        if not _is_seen(browser, session, owner):
            return b""
        node = browser.call("DOM.describeNode", session, backendNodeId=owner)["node"]
        document = _read_document(browser, session, node["contentDocument"])
    except (CallError, KeyError):
        return None
    return b'\n<iframe srcdoc="%s"></iframe>' % html.escape(document.decode()).encode()


def _is_seen(browser: Protocol, session: str, node: int) -> bool:
    """Return whether an element has a place on the page. Many frames only count visits."""
    try:
        corners = browser.call("DOM.getBoxModel", session, backendNodeId=node)["model"]["content"]
    except CallError:
        return False
    return all(max(axis) - min(axis) > 1 for axis in (corners[::2], corners[1::2]))


def _read_document(browser: Protocol, session: str, document: dict[str, Any]) -> bytes:
    node = document["backendNodeId"]
    reply = browser.call("DOM.getOuterHTML", session, backendNodeId=node, includeShadowDOM=True)
    return str(reply["outerHTML"]).encode(errors="replace")
